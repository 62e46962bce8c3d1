"""Adopts sessions whose end never came: a killed client, a closed terminal, a client that tells of no end.

Every start notes its session (`memplug.open_sessions`), every end removes the note. A later start in the project saves
what the sessions left that are over by then, in the way in which their own end would have.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from memplug import open_sessions
from memplug.deadline import Deadline, Limit, deadline
from memplug.hosts import HOSTS, named
from memplug.hosts.payload import session_end
from memplug.open_sessions import LATE, OVER, QUIET, READ, Record
from memplug.paths import Paths, clear_unfinished, private_folder
from memplug.scene import Other, Scene

KEPT = 7 * 86_400
"""Seconds for which a session that was read, but may still run, is remembered: what it does later is read as well."""
MOST = 30
"""Sessions of a project that are remembered in this way: every start looks at each."""


def note(here: Scene) -> None:
    """Note that the session of `here` has started."""
    event = here.event
    if not event.session_id or here.excluded:
        return
    try:
        private_folder(Path(here.opened))
    except OSError:
        return  # what cannot be written is said when the session ends
    record = Record(
        project=here.identity.path,
        host=here.host.name,
        session=event.session_id,
        cwd=str(here.cwd),
        transcript=str(event.transcript or ""),
        branch=here.standpoint.branch,
        process=event.process,
        opened=str(time.time()),
    )
    open_sessions.note(here.opened, record)


def lost(here: Scene, limit: Limit, *, late: bool = False) -> list[str]:
    """Save what the project's sessions left whose end never came; return a line for each thing that went wrong.

    What is not done within `limit` stays for the next end, which tries those as well that took a start too long
    (`late`), or for `memplug adopt`.
    """
    others = here.others()
    # What was tried already comes last, in turns, so that it holds up nothing else.
    tried = sorted((other for other in others if late and other.condition == LATE), key=_noted)
    left = iter([*(other for other in others if other.condition == OVER), *tried])
    problems: list[str] = []
    try:
        with deadline(limit):
            for other in left:
                problems += _adopted(other, here.paths)
    except Deadline:
        for other in left:
            if other.condition == OVER:
                _mark(other, open_sessions.marked(other.record, LATE))
    _tidy(here, others)
    return problems


def _adopted(other: Other, paths: Paths) -> list[str]:
    try:
        return adopt(other, paths)
    except Exception as error:  # noqa: BLE001  what one session left must cost neither this one its start nor the others
        return [f"a session whose end never came: {type(error).__name__}: {error}"]


def adopt(other: Other, paths: Paths) -> list[str]:
    """Save what one session left; return a line for each thing that went wrong.

    The note stays, marked as read, as long as the session may go on: then its later part is read in its turn. A
    `Deadline` leaves it marked as too late. Raises StoreError when nothing can be saved.
    """
    from memplug import end  # noqa: PLC0415  most starts have nobody to adopt

    record = other.record
    if not open_sessions.is_noted(str(other.path), record):
        return []  # it has ended, or goes on, by now
    host = named(record.host) or HOSTS["generic"]
    payload = {"session_id": record.session, "cwd": record.cwd, "transcript_path": record.transcript}
    event = session_end(payload, host)._replace(
        reason="lost", checkpoint=True, branch=record.branch, project=record.project
    )
    seen, problems = open_sessions.marked(record, READ), []
    if event.transcript and os.path.exists(event.transcript):  # noqa: PTH110  else nothing was asked, or it is closed
        _mark(other, open_sessions.marked(record, LATE))
        problems = end.save(event, host, paths, Path(record.cwd))
    _mark(other, seen)
    return problems


def _mark(other: Other, record: Record) -> None:
    """Write what came of reading a session, unless it has ended, or goes on, by now."""
    if open_sessions.is_noted(str(other.path), record):
        open_sessions.write(str(other.path), record)


def _noted(other: Other) -> float:
    """Return when the note on a session was written, in seconds since the epoch; 0 when it is gone."""
    try:
        return other.path.stat().st_mtime
    except OSError:
        return 0.0


def _tidy(here: Scene, others: list[Other]) -> None:
    """Remove notes on sessions that were read and will not go on, those that nobody can read, and unfinished files."""
    now, readable = time.time(), {other.path.name for other in others}
    for name in open_sessions.names(here.opened):
        if name not in readable and open_sessions.read(str(Path(here.opened, name))) is None:
            _remove(Path(here.opened, name))
    ended = [other for other in others if other.condition == READ and not _is_running(other)]
    for number, other in enumerate(ended):
        patience = QUIET if _is_running(other) is False else KEPT
        if number >= MOST or abs(now - open_sessions.active(other.record)) > patience:
            _remove(other.path)
    for folder in (Path(here.opened), here.paths.state, here.paths.config):
        clear_unfinished(folder, now)


def _is_running(other: Other) -> bool | None:
    return open_sessions.is_running(other.record.process)


def _remove(path: Path) -> None:
    """Remove a note, where that is possible."""
    with contextlib.suppress(OSError):
        path.unlink()
