"""What every host's payload becomes before anything else looks at it."""

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
    process: str = ""
    """The client's process, as `open_sessions.client` gives it; empty when it is not known."""


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
    branch: str | None = None
    """Of a session whose end never came, the branch on which it began; None for one that ends now."""
    project: str = ""
    """Of such a session, the path of the project's identity when it began: its folder may be gone."""
    prompts: int = 0
    """How many the client counted; 0 where it does not count."""
    tool_calls: int = 0
