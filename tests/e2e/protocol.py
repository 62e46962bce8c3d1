"""What the protocols of the models' APIs have in common: a script of steps, and where in it a request stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a tool of the client's, for instance `Call("Read", {"file_path": "/x"})`."""

    tool: str
    arguments: Json | str
    """A string for a tool that takes free text, which only Codex has."""


Step = str | Sequence[Call]
"""What the model answers at one turn: a text, which ends the turn, or the tools it wants run."""


class Mark(Enum):
    """What matters of a message in a conversation."""

    PROMPT = "the user said something"
    TOOLS = "the model wanted tools run, in one turn"


class Protocol(NamedTuple):
    """How one API is asked, and how it answers."""

    path: re.Pattern[str]
    """The whole path of a request for an answer of the model."""
    marks: Callable[[Json], Iterator[Mark]]
    """The conversation in a request's body, oldest first."""
    answer: Callable[[Json, Step, int], Iterator[Json]]
    """The events that stream a step as the answer to a body; the number is another one for every answer."""
    whole: bool = False
    """Whether it is not a stream: the one event is the answer."""


def turns(marks: Iterable[Mark]) -> int:
    """Count the turns with tools since the last prompt."""
    count = 0
    for mark in marks:
        count = 0 if mark is Mark.PROMPT else count + 1
    return count


def server_sent(events: Iterable[Json]) -> bytes:
    """Return `events` as a stream of server-sent events, named by their type where they have one."""
    lines = []
    for event in events:
        if "type" in event:
            lines.append(f"event: {event['type']}\n")
        lines.append(f"data: {json.dumps(event)}\n\n")
    return "".join(lines).encode()


def strings(value: object) -> Iterator[str]:
    """Yield every string in a JSON value: each client wraps a hook's context in its own way."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)
