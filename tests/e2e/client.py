"""What the tests ask of every client but Claude Code, which has its own: a record to fill in, and one way to run it."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tests.e2e.clean_room import Room, Run
from tests.e2e.protocol import Step, strings


@dataclass(slots=True)
class Client(ABC):
    """A client in a room, ready to run: memplug is installed for its user."""

    room: Room
    binary: Path

    host: ClassVar[str]
    """Its name for `memplug install`."""
    settings_file: ClassVar[str]
    """The file below home in which it reads its user's hooks."""
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
    def ask(self, prompt: str) -> Run:
        """Give it one prompt, headless, and wait for its end."""

    @abstractmethod
    def work(self, old: str, new: str, done: str, to_do: str) -> Sequence[Step]:
        """Return steps that edit the project's file and leave one of two tasks open."""

    def passed_on(self, context: str) -> str:
        """Return a hook's context as it reaches the model."""
        return context

    def prints(self) -> str:
        """Return the context that the installed hook prints at the start of a new session."""
        payload = {"hook_event_name": "SessionStart", "session_id": "new", "source": self.source}
        answer = self.room.hook(self.settings, "SessionStart", {**payload, "cwd": str(self.room.project)})
        (context,) = [text for text in strings(json.loads(answer)) if text.startswith("<memplug>")]
        return context
