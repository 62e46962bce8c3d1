"""Gemini CLI in a clean room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.clean_room import FILE, Run
from tests.e2e.client import Client
from tests.e2e.protocol import Call, Step

SETTINGS = {
    "security": {"auth": {"selectedType": "gemini-api-key"}, "folderTrust": {"enabled": False}},
    "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
    "privacy": {"usageStatisticsEnabled": False},
    "telemetry": {"enabled": False},
}


class Gemini(Client):
    """Gemini CLI, a script that Node runs."""

    host = "gemini-cli"
    settings_file = ".gemini/settings.json"
    transcripts = ".gemini/tmp/*/chats/*.jsonl"

    @property
    def command(self) -> list[str | Path]:
        """The client without a prompt, in a mode that asks nothing."""
        return ["node", self.binary, "--yolo", "--model", "gemini-2.5-pro"]

    @property
    def variables(self) -> dict[str, str]:
        """What points it to the stand-in."""
        return {
            "GOOGLE_GEMINI_BASE_URL": self.room.model.url,
            "GEMINI_API_KEY": "made-up",
            "GEMINI_CLI_NO_RELAUNCH": "true",  # it would start itself once more, with a larger heap
        }

    def prepare(self) -> None:
        """Write the settings that the hooks are then added to."""
        self.settings.parent.mkdir()
        self.settings.write_text(json.dumps(SETTINGS, indent=2), encoding="utf-8")

    def ask(self, prompt: str, *, resume: str = "") -> Run:
        """Give it one prompt, headless, and wait for its end."""
        before = len(self.room.model.requests)
        session = ["--resume", resume] if resume else []
        command = [*self.command, *session, "--output-format", "json", "-p", prompt]
        result = json.loads(self.room.run(command, **self.variables))
        return Run(result["session_id"], self.room.heard_since(before))

    def converse(self, prompt: str) -> None:
        """Give it one prompt in a terminal, and quit once the stand-in's "Understood." has come."""
        with self.terminal("--prompt-interactive", prompt) as terminal:
            terminal.wait_until(lambda: self.has_written("Understood."))
            terminal.leave("/quit")

    def work(self, old: str, new: str, done: str, to_do: str) -> Sequence[Step]:
        """Return steps that use its list and its edit."""
        todos = [{"description": done, "status": "completed"}, {"description": to_do, "status": "pending"}]
        edit = {"file_path": str(self.room.project / FILE), "old_string": old, "new_string": new}
        return [
            [Call("write_todos", {"todos": todos})],
            [Call("replace", {**edit, "instruction": done})],
            "It is done.",
        ]

    def passed_on(self, context: str) -> str:
        """Return a context with its angle brackets escaped, in its wrapper."""
        escaped = context.replace("<", "&lt;").replace(">", "&gt;")
        return f"<hook_context>{escaped}</hook_context>"
