"""Adopts sessions whose end never came: a killed client, a closed terminal, a client that tells of no end.

Every start notes its session (`memplug.open_sessions`), every end removes the note. A later start in the project saves
what the sessions left that are over by then, in the way in which their own end would have.
"""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

from memplug import open_sessions, recall
from memplug.deadline import Deadline, Limit, deadline
from memplug.events import SessionEnd
from memplug.hosts import HOSTS, named
from memplug.hosts.payload import session_end
from memplug.hosts.record import Host
from memplug.open_sessions import LATE, OVER, QUIET, READ, Record
from memplug.paths import Paths, clear_unfinished, private_folder
from memplug.scene import Other, Scene
from memplug.store import StoreError

KEPT = 7 * 86_400
"""Seconds for which a session that was read, but may still run, is remembered: what it does later is read as well."""
UNUSED = 30 * 86_400
"""Seconds after which the empty folder of a project is removed; ready answers, which need it, are kept as long."""
JUST_NOW = 60
"""Seconds between two hooks that one start has run."""
MOST = 30
"""Sessions of a project that are remembered in this way: every start looks at each."""


def note(here: Scene) -> None:
    """Note that the session of `here` has started."""
    event = here.event
    if not event.session_id or here.excluded:
        return
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
    for _ in range(2):  # another process may remove the folder while it is empty
        try:
            private_folder(Path(here.opened))
        except OSError:
            return  # what cannot be written is said when the session ends
        if open_sessions.note(here.opened, record):
            return


def began_elsewhere(here: Scene) -> Path | None:
    """Return the folder in which the session of `here` began, where that is another project's.

    A client may change its folder on the way. What the session leaves belongs to where it will be looked for, and its
    note lies there.
    """
    known = [] if here.excluded else _noted_of(here)
    if not known or here.identity.path in {record.project for record in known}:
        return None
    folder = Path(known[0].cwd)
    return folder if folder.is_absolute() and folder.is_dir() else None


def ended(here: Scene) -> None:
    """Remove what was noted when the session of `here` started, wherever that was."""
    state, event = str(here.paths.state), here.event
    for project in dict.fromkeys([here.identity.path, *(record.project for record in _noted_of(here))]):
        open_sessions.remove(open_sessions.folder_of(state, project), event.host, event.session_id)
    open_sessions.remove_empty(state, time.time() - UNUSED)


def _noted_of(here: Scene) -> list[Record]:
    """Return the notes on the session of `here` in all projects: of its transcript, as an id alone may be another's."""
    event = here.event
    if not event.session_id or not event.transcript:
        return []
    records = open_sessions.found(str(here.paths.state), event.host, event.session_id)
    return [record for record in records if record.transcript == str(event.transcript)]


def is_told(here: Scene) -> bool:
    """Return whether the program that carries out the session has just run a hook of its own for this start."""
    runtime, session = here.host.runtime, here.event.session_id
    noted = open_sessions.read(str(Path(here.opened, open_sessions.name_of(runtime, session)))) if runtime else None
    if noted is None:
        return False
    # What a killed one left must keep nobody silent; where processes cannot be told, only time tells.
    return open_sessions.is_running(noted.process) or abs(time.time() - open_sessions.began(noted)) < JUST_NOW


def lost(here: Scene, limit: Limit, *, late: bool = False) -> list[str]:
    """Save what the project's sessions left whose end never came; return a line for each thing that went wrong.

    Those count as well that are noted where the project was last seen: its folder may have been moved since. What is
    not done within `limit` stays for the next end, which tries those as well that took a start too long (`late`), or
    for `memplug adopt`.
    """
    before = _before(here)
    others = [*here.others(), *(here.others(before) if before else ())]
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


def _before(here: Scene) -> str:
    """Return where the project was last seen, when that was elsewhere; without a remote nothing tells that it is it."""
    if not here.identity.remote:
        return ""
    try:
        seen = recall.last_seen(here.standpoint, here.paths.database)
    except StoreError:
        return ""  # the start tells what is wrong with it
    return seen if seen != here.identity.path else ""


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
    host, event = _event(record)
    seen, problems = open_sessions.marked(record, READ), []
    if transcript_of(record):  # else nothing was asked, or it is closed
        _mark(other, open_sessions.marked(record, LATE))
        problems = end.save(event, host, paths, Path(record.cwd))
    _mark(other, seen)
    return problems


def transcript_of(record: Record) -> Path | None:
    """Return the transcript of a session without an end; None where there is none that can be looked at."""
    transcript = _event(record)[1].transcript
    return transcript if transcript and os.path.exists(transcript) else None  # noqa: PTH110  Path.exists raises where a folder above is closed


def _event(record: Record) -> tuple[Host, SessionEnd]:
    """Return the end that a session never told of, and its host."""
    host = named(record.host) or HOSTS["generic"]
    payload = {"session_id": record.session, "cwd": record.cwd, "transcript_path": record.transcript}
    event = session_end(payload, host)
    return host, event._replace(reason="lost", checkpoint=True, branch=record.branch, project=record.project)


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
