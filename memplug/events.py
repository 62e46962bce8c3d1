"""What every host's payload becomes before anything else looks at it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class SessionStart(NamedTuple):
    """A session begins, or goes on after a resume, a clear or a compaction."""

    host: str
    """The host's name, for instance `claude-code`."""
    session_id: str
    """As the host gave it; may be empty. Never used to build a path unchecked."""
    source: str
    """`startup`, `resume`, `clear`, `compact`, `fork`, `new`, … in lower case; empty when the host gave none."""
    cwd: Path | None
    """Where the session works; None when the payload named no absolute path."""
    transcript: Path | None
    """The transcript, which may not exist yet."""


class SessionEnd(NamedTuple):
    """A session ends, or reached a point at which saving is wise (`checkpoint`)."""

    host: str
    session_id: str
    reason: str
    """`clear`, `logout`, `other`, …; for a checkpoint the name of its event in lower case."""
    cwd: Path | None
    transcript: Path | None
    checkpoint: bool = False
    """True for Stop, PreCompact, AfterAgent and the like: the session goes on afterwards."""
