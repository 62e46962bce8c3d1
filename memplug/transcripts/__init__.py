"""Readers of transcripts: bytes in, turns out, nothing raised; one module for each format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

from memplug.expressions import expression
from memplug.transcripts.lines import opened
from memplug.transcripts.turns import Task, Turn

Reader = Callable[[Iterable[bytes]], Iterator[Turn]]
TaskReader = Callable[[Path, str], tuple[Task, ...] | None]

UNKNOWN = "unknown"
"""The format of a transcript that holds something, but nothing that a reader knows."""
HEAD = 256 * 1024
"""Bytes from the beginning of a file in which its format shows."""

# What stands in the lines of one format and of no other, whatever the session was about.
MARKS: dict[str, re.Pattern[bytes]] = {
    "claude": expression(
        rb'"(?:parentUuid|leafUuid|isSidechain|isSnapshotUpdate|lastPrompt)"\s*:|"message"\s*:\s*\{\s*"role"\s*:\s*"(?:user|assistant)"'
        rb'|"type"\s*:\s*"(?:file-history-snapshot|queue-operation|(?:custom|ai)-title|permission-mode|mode)"'
    ),
    "codex": expression(
        rb'"type"\s*:\s*"(?:session_meta|response_item|event_msg|turn_context)"'
        rb'|\A\s*\{"id"\s*:\s*"[^"]*"\s*,\s*"timestamp"\s*:\s*"[^"]*"\s*,\s*"instructions"'
    ),
    "gemini": expression(rb'"projectHash"\s*:|"\$(?:set|rewindTo)"\s*:|"type"\s*:\s*"gemini"'),
    "copilot": expression(
        rb'"type"\s*:\s*"(?:session\.(?:start|resume)|(?:user|assistant|system)\.message'
        rb'|hook\.(?:start|end)|tool\.execution_start)"'
    ),
}


def _read(name: str, lines: Iterable[bytes]) -> Iterator[Turn]:
    reader: Reader = import_module(f"memplug.transcripts.{name}").read
    return reader(lines)


def _tasks(name: str, transcript: Path, session_id: str) -> tuple[Task, ...] | None:
    reader: TaskReader = import_module(f"memplug.transcripts.{name}").tasks
    return reader(transcript, session_id)


READERS: dict[str, Reader] = {name: partial(_read, name) for name in (*MARKS, UNKNOWN)}
"""Every format by the name that a host's record uses; a reader is imported when it is first used."""
TASKS: dict[str, TaskReader] = {
    "claude": partial(_tasks, "claude_tasks"),
    "copilot": partial(_tasks, "copilot_todos"),
}
"""Formats whose hosts keep a list of work beside the transcript: path and session id (fit for a path) to the list."""


def format_of(path: Path, expected: str) -> str:
    """Return the format of the transcript at `path`: `expected` when it can be, else another, else `UNKNOWN`.

    A file without content is of the expected format. Raises OSError when it cannot be read.
    """
    with opened(path) as file:
        head = file.read(HEAD)
    if not head.strip():
        return expected
    names = sorted(MARKS, key=lambda name: name != expected)
    return next((name for name in names if MARKS[name].search(head)), UNKNOWN)
