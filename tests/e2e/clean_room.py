"""A throw-away home and project in which real clients run with an empty environment."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.protocol import Json, strings
from tests.e2e.stand_in import StandIn

MEMPLUG = Path(sysconfig.get_path("scripts")) / "memplug"

SEED = "Plant the first oak"
"""The subject of the one commit in a new room's project."""
FILE = "acorn.py"
"""The one file of a new room's project, which says `seed`."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a client from start to end."""

    session: str
    """The id of the session that the client was in when it ended."""
    heard: tuple[str, ...]
    """Every string of every request that the model got."""

    def told(self, text: str) -> bool:
        """Tell whether the model was given `text`, as one piece."""
        return any(text in string for string in self.heard)


@dataclass(slots=True)
class Room:
    """A home folder, a git project, and nobody to talk to but the stand-in."""

    root: Path
    model: StandIn
    path: list[Path]
    """The folders to look for programs in."""

    @property
    def home(self) -> Path:
        """The user's home folder."""
        return self.root / "home"

    @property
    def project(self) -> Path:
        """The git working tree; its name wants quoting."""
        return self.root / "oak & co"

    @property
    def environment(self) -> dict[str, str]:
        """All that every program knows of the world; clients add what points them to the stand-in."""
        return {
            "HOME": str(self.home),
            "PATH": os.pathsep.join(map(str, self.path)),
            "TERM": "dumb",
            "LANG": "C.UTF-8",
            # Whoever wants to leave this machine ends at the stand-in, which refuses and remembers.
            "HTTPS_PROXY": self.model.url,
            "NO_PROXY": "127.0.0.1",
        }

    def run(self, command: Sequence[str | Path], stdin: str = "", **variables: str) -> str:
        """Run a program in the project and return what it prints; it must succeed."""
        done = subprocess.run(
            command,
            cwd=self.project,
            env={**self.environment, **variables},
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def git(self, *arguments: str) -> str:
        """Run git as a person of this room."""
        return self.run(["git", "-c", "user.name=Dev", "-c", "user.email=dev@example.com", *arguments])

    def memplug(self, *arguments: str) -> str:
        """Run the installed command as a person of this room."""
        return self.run([MEMPLUG, *arguments])

    def status(self) -> Json:
        """Return what `memplug status` says of the project."""
        status: Json = json.loads(self.memplug("status", "--json"))
        return status

    def sessions(self) -> list[Json]:
        """Return what is stored of this project's sessions, last ended first."""
        sessions: list[Json] = self.status()["sessions"]
        return sessions

    def hook(self, settings: Path, event: str, payload: Json) -> str:
        """Run the one hook that `settings` has for `event`, as its client does, and return what it prints."""
        groups = json.loads(settings.read_text(encoding="utf-8"))["hooks"][event]
        [command] = [hook["command"] for group in groups for hook in group["hooks"]]
        return self.run(["/bin/sh", "-c", command], json.dumps(payload))

    def heard_with(self, text: str) -> tuple[str, ...]:
        """Return every string of the last request in which one has `text`; none when there is no such request."""
        requests = (tuple(strings(request)) for request in reversed(self.model.requests))
        return next((heard for heard in requests if any(text in string for string in heard)), ())

    def heard_since(self, before: int) -> tuple[str, ...]:
        """Return every string of the requests after the first `before`."""
        return tuple(text for request in self.model.requests[before:] for text in strings(request))
