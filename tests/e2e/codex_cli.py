"""Codex CLI in a clean room."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.clean_room import FILE, Run
from tests.e2e.client import Client
from tests.e2e.protocol import Call, Step

CONFIG = """
model = "gpt-5.5"
model_provider = "stand-in"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false

[analytics]
enabled = false

[features]
plugins = false  # its catalogue is fetched at every start

[tools.update_plan]
enabled = true

[model_providers.stand-in]
name = "Stand-in"
base_url = "{url}/v1"
wire_api = "responses"
env_key = "STAND_IN_KEY"
request_max_retries = 0

[projects."{project}"]
trust_level = "trusted"
"""

CATALOGUE = {"github.com:443", "api.github.com:443", "chatgpt.com:443"}
"""Where it looks for plugins at every start, when plugins are on; there is no way to stop it."""


class Codex(Client):
    """Codex CLI, which runs hooks that nobody has trusted yet only when told to."""

    host = "codex"
    settings_file = ".codex/hooks.json"

    @property
    def config(self) -> Path:
        """Its configuration, which also notes which hooks are trusted."""
        return self.room.home / ".codex/config.toml"

    def prepare(self) -> None:
        """Write the configuration, which is not the file with the hooks."""
        self.config.parent.mkdir()
        self.config.write_text(CONFIG.format(url=self.room.model.url, project=self.room.project), encoding="utf-8")

    def ask(self, prompt: str, *options: str, trusted: bool = True) -> Run:
        """Give it one prompt, headless, and wait for its end; `trusted` as if its user had trusted the hooks."""
        before = len(self.room.model.requests)
        trust = ["--dangerously-bypass-hook-trust"] if trusted else []
        printed = self.room.run([self.binary, "exec", "--json", *trust, *options, prompt], STAND_IN_KEY="made-up")
        started = json.loads(printed.partition("\n")[0])
        return Run(started["thread_id"], self.room.heard_since(before))

    def trust(self) -> None:
        """Note that its user trusts the installed hooks, as the client does: with the hash that it names for each."""
        client = {"clientInfo": {"name": "tests", "version": "1"}}
        messages = [
            {"id": 0, "method": "initialize", "params": client},
            {"method": "initialized"},
            {"id": 1, "method": "hooks/list", "params": {"cwds": [str(self.room.project)]}},
        ]
        server = subprocess.Popen(
            [self.binary, "app-server"],
            env=self.room.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        with server:  # it goes when its stdin closes, also with questions left
            assert server.stdin
            assert server.stdout
            server.stdin.writelines(f"{json.dumps(message)}\n" for message in messages)
            server.stdin.flush()
            answer = next(said for said in map(json.loads, server.stdout) if said.get("id") == 1)
            server.stdin.close()
        (listed,) = answer["result"]["data"]
        with self.config.open("a", encoding="utf-8") as config:
            for hook in listed["hooks"]:
                config.write(f'\n[hooks.state."{hook["key"]}"]\ntrusted_hash = "{hook["currentHash"]}"\n')

    def work(self, old: str, new: str, done: str, to_do: str) -> Sequence[Step]:
        """Return steps that use the plan and a patch, which is free text."""
        plan = [{"step": done, "status": "completed"}, {"step": to_do, "status": "pending"}]
        patch = f"*** Begin Patch\n*** Update File: {FILE}\n@@\n-{old}\n+{new}\n*** End Patch\n"
        return [[Call("update_plan", {"plan": plan})], [Call("apply_patch", patch)], "It is done."]
