"""What the tests ask of every client but Claude Code, which has its own: a record to fill in, and one way to run it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from tests.e2e.clean_room import Room, Run
from tests.e2e.protocol import Step, strings

if TYPE_CHECKING:
    from tests.e2e.terminal import Terminal


@dataclass(slots=True)
class Client(ABC):
    """A client in a room, ready to run: memplug is installed for its user."""

    room: Room
    binary: Path

    host: ClassVar[str]
    """Its name for `memplug install`."""
    settings_file: ClassVar[str]
    """The file below home in which it reads its user's hooks."""
    transcripts: ClassVar[str] = ""
    """Where below home it writes its sessions."""
    source: ClassVar[str] = "startup"
    """What it calls the start of a new session."""

    def __post_init__(self) -> None:
        self.prepare()
        self.room.memplug("install", self.host)

    @property
    def settings(self) -> Path:
        """Where it reads its user's hooks."""
        return self.room.home / self.settings_file

    @abstractmethod
    def prepare(self) -> None:
        """Write the settings without which it would talk to others than the stand-in, or ask."""

    @abstractmethod
    def ask(self, prompt: str, *, resume: str = "") -> Run:
        """Give it one prompt, headless, in a new session or in the one to `resume`, and wait for its end."""

    @abstractmethod
    def work(self, old: str, new: str, done: str, to_do: str) -> Sequence[Step]:
        """Return steps that edit the project's file and leave one of two tasks open."""

    @property
    def command(self) -> list[str | Path]:
        """The client without a prompt, in a mode that asks nothing."""
        return [self.binary]

    @property
    def variables(self) -> dict[str, str]:
        """What points it to the stand-in and keeps it quiet."""
        return {}

    def has_written(self, text: str) -> bool:
        """Tell whether `text` stands in what it has written of its sessions."""
        return any(text in file.read_text(encoding="utf-8") for file in self.room.home.glob(self.transcripts))

    def terminal(self, *options: str, **variables: str) -> Terminal:
        """Start it in a terminal of its own."""
        from tests.e2e.terminal import Terminal  # there is none on Windows

        environment = {**self.room.environment, **self.variables, "TERM": "xterm-256color", **variables}
        return Terminal([*self.command, *options], self.room.project, environment)

    def passed_on(self, context: str) -> str:
        """Return a hook's context as it reaches the model."""
        return context

    def prints(self, *, resume: str = "") -> str:
        """Return the context that the installed hook prints at the start of a new session, or of one resumed."""
        payload = {"hook_event_name": "SessionStart", "source": self.source, "cwd": str(self.room.project)}
        if resume:  # without an id there is no session that others would be told of as open
            payload |= {"source": "resume", "session_id": resume}
        answer = self.room.hook(self.settings, "SessionStart", payload)
        (context,) = [text for text in strings(json.loads(answer)) if text.startswith("<memplug>")]
        return context
