"""A throw-away home, a real repository and the real commands, for every test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# The same examples each time: what passed here passes elsewhere. The machine may be busy: how long one takes says nothing.
settings.register_profile("memplug", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# For a search that takes its time, with other examples each time: `pytest tests/property --hypothesis-profile long`.
settings.register_profile("long", settings.get_profile("memplug"), derandomize=False, max_examples=2_000)
settings.load_profile("memplug")

# A machine that does ten things at once may be as slow as this; tests of the limits themselves set it to 1.
PATIENCE = "5"
DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def data() -> Path:
    """Captures from the real clients."""
    return DATA


@pytest.fixture(scope="session")
def shared() -> Path:
    """The samples that are not part of the repository."""
    if not SHARED.is_dir():
        pytest.skip("the shared samples are not beside this checkout")
    return SHARED


@dataclass(frozen=True)
class Home:
    """A place for memplug of its own, and the commands run in it."""

    path: Path
    cwd: Path

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the machine's but where programs are."""
        return {
            "HOME": str(self.path / "user"),
            "MEMPLUG_HOME": str(self.path),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "MEMPLUG_PATIENCE": PATIENCE,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def run(
        self, *arguments: str, stdin: bytes | str | dict[str, Any] = b"", cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run `memplug` with `arguments` as a process of its own."""
        return self.python("-m", "memplug", *arguments, stdin=stdin, cwd=cwd, **environment)

    def python(
        self, *arguments: str, stdin: bytes | str | dict[str, Any] = b"", cwd: Path | None = None, **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run Python as a process of its own, for what no command of memplug's does: `python("-c", script)`."""
        given = json.dumps(stdin) if isinstance(stdin, dict) else stdin
        return subprocess.run(
            [sys.executable, *arguments],
            input=given.encode() if isinstance(given, str) else given,
            capture_output=True,
            check=False,
            cwd=cwd or self.cwd,
            env=self.environment | environment,
            timeout=60,
        )

    def start(self, source: str = "startup", host: str = "claude-code", **fields: Any) -> str:
        """Return the context that a start is answered with."""
        payload = {"session_id": "next", "cwd": str(self.cwd), "hook_event_name": "SessionStart", "source": source}
        done = self.run("session-start", "--host", host, stdin=payload | fields)
        assert done.returncode == 0
        assert done.stderr == b""
        return context(done.stdout)

    def end(self, transcript: Path, host: str = "claude-code", **fields: Any) -> None:
        """End a session that wrote `transcript`."""
        payload = {
            "session_id": "last",
            "transcript_path": str(transcript),
            "cwd": str(self.cwd),
            "hook_event_name": "SessionEnd",
            "reason": "other",
        }
        done = self.run("session-end", "--host", host, stdin=payload | fields)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")

    def json(self, *arguments: str) -> Any:
        """Return what a command prints with `--json`."""
        done = self.run(*arguments, "--json")
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    @property
    def log(self) -> str:
        """What the hooks wrote to the log."""
        file = self.path / "state" / "memplug.log"
        return file.read_text("utf-8") if file.exists() else ""

    def preferences(self, text: str) -> Path:
        """Write the user's preferences."""
        file = self.path / "config" / "preferences.toml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def template(self, name: str, text: str) -> Path:
        """Write a template of the user's."""
        file = self.path / "config" / "templates" / f"{name}.md.j2"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file


def context(answer: bytes) -> str:
    """Return the context in an answer in Claude Code's shape; empty for an empty answer."""
    if not answer:
        return ""
    body = json.loads(answer)
    assert isinstance(body, dict)
    return str(body.get("hookSpecificOutput", {}).get("additionalContext", ""))


@pytest.fixture
def git() -> Callable[..., str]:
    """Run git in a folder, as a developer with no configuration of his own."""

    def run(folder: Path, *arguments: str) -> str:
        author = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in NAMES.items()}
        environment = {**author, **os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True, env=environment
        )
        return done.stdout.strip()

    return run


NAMES = {"NAME": "Dev", "EMAIL": "dev@example.com", "DATE": "2026-11-20T09:00:00Z"}
"""The date is fixed, so that the same commit has the same id in every run."""


@pytest.fixture
def repo(tmp_path: Path, git: Callable[..., str]) -> Path:
    """A repository with one commit on `main`."""
    folder = tmp_path / "my project é"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    (folder / "app.py").write_text("print('app')\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "Begin")
    return folder


@pytest.fixture
def home(tmp_path: Path, repo: Path) -> Home:
    """A throw-away home; commands run in `repo`."""
    return Home(tmp_path / "memplug home", repo)


@pytest.fixture
def transcript(tmp_path: Path) -> Callable[..., Path]:
    """Write a transcript in Claude Code's format from short records: `("user", text)`, `("say", text)`, …"""

    def write(*records: tuple[Any, ...], name: str = "last", cwd: str = "/elsewhere", branch: str = "main") -> Path:
        lines = []
        for number, (kind, *rest) in enumerate(records):
            stamp = {
                "timestamp": f"2026-11-20T10:{number // 60:02d}:{number % 60:02d}.000Z",
                "cwd": cwd,
                "gitBranch": branch,
                "isSidechain": False,
            }
            lines += [json.dumps(record | stamp) for record in RECORDS[kind](*rest, f"call-{number}")]
        file = tmp_path / f"{name}.jsonl"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        return file

    return write


def _message(role: str, content: Any) -> dict[str, Any]:
    return {"type": role, "message": {"role": role, "content": content}}


def _tool(name: str, given: dict[str, Any], result: str, *rest: Any) -> list[dict[str, Any]]:
    *failed, call = rest
    use = _message("assistant", [{"type": "tool_use", "id": call, "name": name, "input": given}])
    answer = {"type": "tool_result", "tool_use_id": call, "content": result, "is_error": bool(failed and failed[0])}
    return [use, _message("user", [answer])]


RECORDS: dict[str, Callable[..., list[dict[str, Any]]]] = {
    "user": lambda text, _: [_message("user", text)],
    "say": lambda text, _: [_message("assistant", [{"type": "text", "text": text}])],
    "tool": _tool,
    "raw": lambda record, _: [record],
}
