// A program that uses the GitHub Copilot SDK for Node: one session, one prompt. `copilot_sdk.py` runs it, with the lines of
// docs/copilot-sdk.md in hooks.mjs.
import { CopilotClient, approveAll } from "@github/copilot-sdk";
import { hooks } from "./hooks.mjs";

const [prompt] = process.argv.slice(2);
const client = new CopilotClient({ useLoggedInUser: false, workingDirectory: process.cwd() });
await client.start();
const session = await client.createSession({
  hooks,
  onPermissionRequest: approveAll,
  model: process.env.COPILOT_MODEL,
  workingDirectory: process.cwd(),
  streaming: true,
  provider: {
    type: "openai",
    baseUrl: process.env.COPILOT_PROVIDER_BASE_URL,
    apiKey: "made-up",
    wireApi: "completions",
  },
});
await session.sendAndWait({ prompt });
await session.disconnect();
await client.stop();
console.log(session.sessionId);
