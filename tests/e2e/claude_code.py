"""Claude Code in a clean room."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.clean_room import MEMPLUG, Room, Run
from tests.e2e.protocol import Json

HOOKS = {
    "SessionStart": f"{shlex.quote(str(MEMPLUG))} session-start --host claude-code",
    "SessionEnd": f"{shlex.quote(str(MEMPLUG))} session-end --host claude-code",
}
"""The two commands as a user has them in the settings."""


@dataclass(frozen=True, slots=True)
class Context:
    """What one start hook gave the model, as the client's transcript has it."""

    source: str
    text: str


@dataclass(slots=True)
class ClaudeCode:
    """Claude Code in a room."""

    room: Room
    binary: Path
    hooks: dict[str, str] = field(default_factory=lambda: dict(HOOKS))
    """Event to command, given to the client with `--settings`; no `timeout`, so that the defaults hold."""

    @property
    def variables(self) -> dict[str, str]:
        """What points it to the stand-in and keeps it quiet."""
        return {
            "ANTHROPIC_BASE_URL": self.room.model.url,
            "ANTHROPIC_API_KEY": "made-up",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "CLAUDE_CODE_ENABLE_TODO_TOOLS": "1",  # the task tools, which 2.1.329 keeps back from some models
            "DISABLE_AUTOUPDATER": "1",
            "DISABLE_TELEMETRY": "1",
            "DISABLE_ERROR_REPORTING": "1",
        }

    def run(self, *arguments: str | Path) -> str:
        """Run the client and return what it prints."""
        return self.room.run([self.binary, *arguments], **self.variables)

    def ask(self, prompt: str, *options: str | Path, resume: str = "") -> Run:
        """Give it one prompt, headless, and wait for its end."""
        settings = self.room.root / "settings.json"
        entries = {event: [{"hooks": [{"type": "command", "command": c}]}] for event, c in self.hooks.items()}
        settings.write_text(json.dumps({"hooks": entries}), encoding="utf-8")
        arguments: list[str | Path] = ["-p", prompt, "--settings", settings]
        arguments += ["--permission-mode", "acceptEdits", "--output-format", "json"]
        arguments += ["--resume", resume] if resume else []
        before = len(self.room.model.requests)
        result = json.loads(self.run(*arguments, *options))
        return Run(result["session_id"], self.room.heard_since(before))

    def hook_records(self, session: str) -> Iterator[Json]:
        """Yield what the client noted about the start hooks of a session, oldest first."""
        (transcript,) = self.room.home.glob(f".claude/projects/*/{session}.jsonl")
        for line in transcript.read_text(encoding="utf-8").splitlines():
            record: dict[str, Any] = json.loads(line).get("attachment") or {}
            if record.get("hookEvent") == "SessionStart":
                yield record

    def contexts(self, session: str) -> list[Context]:
        """Return what the start hooks gave the model of a session, oldest first."""
        found, source = [], ""
        for record in self.hook_records(session):
            if record["type"] == "hook_success":
                source = record["hookName"].partition(":")[2]
            elif record["type"] == "hook_additional_context":
                found += [Context(source, text) for text in record["content"]]
        return found

    def messages(self, session: str) -> list[str]:
        """Return the lines that start hooks showed to the user of a session."""
        records = self.hook_records(session)
        return [record["content"] for record in records if record["type"] == "hook_system_message"]
