"""Whether a file is left over from a session that has ended, or was killed and never told of its end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from memplug import open_sessions
from memplug.hosts.session_folders import FOLDERS
from memplug.open_sessions import Record
from memplug.paths import Paths
from memplug.session_hooks import marks
from memplug.session_hooks.file import Found, session_of
from memplug.store import Store, StoreError

SILENT = 86_400
"""Seconds without a word after which a session counts as over where its process cannot be looked at."""


def is_stale(paths: Paths, found: Found) -> bool:
    """Return whether the session of a file is over; a file made since then is for the session's going on."""
    try:
        made = found.path.lstat().st_mtime
    except OSError:
        return False
    return made <= _over_since(paths, session_of(found.path))


def _over_since(paths: Paths, session: str) -> float:
    """Return when a session was last known to be alive, if it is over, in seconds since the epoch; else 0.

    Its end leaves a mark, its start a note, which goes when it has been read after a kill; then it has a record.
    """
    marked, notes = marks.ended_at(paths, session), list(_notes(paths, session))
    if marked or any(map(_may_run, notes)):
        return marked
    return max([*map(open_sessions.active, notes), *_stored(paths, session)], default=0.0)


def _notes(paths: Paths, session: str) -> Iterator[Record]:
    for project in (paths.state / "open").glob("*"):
        for host in FOLDERS:
            if note := open_sessions.read(str(Path(project, open_sessions.name_of(host, session)))):
                yield note


def _may_run(note: Record) -> bool:
    running = open_sessions.is_running(note.process)
    return abs(time.time() - open_sessions.active(note)) < SILENT if running is None else running


def _stored(paths: Paths, session: str) -> list[float]:
    """Return when the session's records say that it ended."""
    if not paths.database.exists():
        return []
    try:
        with Store(paths.database, read_only=True) as store:
            return [record.ended for record in store.find(session) if record.id == session]
    except StoreError:
        return []  # `memplug doctor` says what is wrong with it
