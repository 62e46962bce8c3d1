"""A project and a home in which a session has hooks of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from memplug.paths import Paths
from memplug.session_hooks.command import Outcome
from memplug.session_hooks.dispatch import dispatch

SESSION = "3f1c9a52-7d04-4c0b-9d2e-5a6b7c8d9e0f"


@dataclass
class Session:
    """A session, its files, and the dispatcher run for it in this process."""

    project: Path
    home: Path
    paths: Paths
    id: str = SESSION
    log: list[str] = field(default_factory=list)

    def file(self, scope: str = "project", folder: str = ".claude/hooks") -> Path:
        return (self.project if scope == "project" else self.home) / folder / f"hooks.{self.id}.json"

    def write(self, content: Any, scope: str = "project", folder: str = ".claude/hooks") -> Path:
        """Write a file: bytes and text as they are, anything else as JSON."""
        file = self.file(scope, folder)
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        file.chmod(0o600)
        return file

    def hooks(self, event: str, *entries: dict[str, Any], matcher: str | None = None, **where: str) -> Path:
        """Write a file with the entries for one event."""
        group = {"hooks": list(entries)} | ({} if matcher is None else {"matcher": matcher})
        return self.write({"hooks": {event: [group]}}, **where)

    def payload(self, event: str = "", **fields: Any) -> dict[str, Any]:
        named = {"hook_event_name": event} if event else {}
        return {"session_id": self.id, "cwd": str(self.project), **named, **fields}

    def call(self, event: str, host: str = "claude-code", **fields: Any) -> Outcome:
        body = json.dumps(self.payload(event, **fields)).encode()
        return dispatch(host, None, body, self.paths, self.project, self.log.append)

    def says(self, event: str, host: str = "claude-code", **fields: Any) -> Any:
        """Return the JSON that an event is answered with."""
        outcome = self.call(event, host, **fields)
        assert outcome.code == 0
        return json.loads(outcome.stdout)


def fixed(code: int = 0, **answer: Any) -> dict[str, Any]:
    return {"type": "json", "json": answer} | ({"exitcode": code} if code else {})


def command(line: str, **more: Any) -> dict[str, Any]:
    return {"type": "command", "command": line, **more}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    home = tmp_path / "home"
    project = tmp_path / "my project é"
    for folder in (home, project):
        folder.mkdir()
    for variable in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "COPILOT_HOME", "COPILOT_CLI", "CLAUDECODE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.chdir(project)
    memplug = tmp_path / "memplug"
    return Session(project, home, Paths(memplug / "config", memplug / "state", memplug / "cache"))
