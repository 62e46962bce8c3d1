"""SessionEnd → saved digest: what the session leaves for the next one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from memplug.digest.build import Surroundings, build
from memplug.digest.model import Digest
from memplug.events import SessionEnd
from memplug.fields import is_safe_id
from memplug.hosts.record import Host
from memplug.paths import Paths
from memplug.preferences import Preferences, load
from memplug.preferences.model import StateOptions
from memplug.project import git
from memplug.project.history import commits_between
from memplug.project.identity import Identity, identify, root_commit
from memplug.recall import worktree
from memplug.redact import redact, redact_all
from memplug.scene import layers_at
from memplug.store import Session, Store, StoreError, put_aside
from memplug.transcripts import READERS, TASKS, UNKNOWN, format_of, late
from memplug.transcripts.lines import lines
from memplug.transcripts.turns import Task, Turn

DAY = 86_400
MB = 1_000_000
SLACK = 2
"""Seconds by which the clock of git (whole seconds) and that of the host may differ."""


def save(event: SessionEnd, host: Host, paths: Paths, cwd: Path) -> list[str]:
    """Store what the transcript of `event` says, and return one line for each thing that went wrong.

    `cwd` stands in when the event names no folder. A session in which nothing happened changes nothing. Safe to
    repeat: a session has one record, however often its end comes.
    """
    problems: list[str] = []
    folder = event.cwd or cwd
    place = git.find(folder)
    preferences = load(layers_at(place.root if place else folder, paths)[1])
    if preferences.state.excludes_session(folder, place.root if place else folder):
        return problems
    kind = _format(event, host, problems)
    identity = _identity(event, folder, place)
    for read in _digests(event, kind, folder, place, preferences, problems):
        digest = _counted(read, event)
        if kind == UNKNOWN or (digest.is_empty and event.prompts):
            digest = _unread(digest)
        elif digest.is_empty:
            problems.append(f"session {event.session_id or 'without an id'} had no prompt: nothing saved")
            break
        session = _session(event, digest, folder, place)
        try:
            _keep(paths.database, identity, session, preferences.state, host.runtime)
        except StoreError as error:
            if not error.damaged:
                raise
            if aside := put_aside(paths.database, error.damaged):
                problems.append(f"{error}; it was put aside as {aside.name} and a new one begun")
            _keep(paths.database, identity, session, preferences.state, host.runtime)
    return problems


def _identity(event: SessionEnd, folder: Path, place: git.Place | None) -> Identity:
    if not folder.is_dir():
        return Identity(event.project) if event.project else identify(folder, place)
    identity = identify(folder, place)
    return identity._replace(root_commit=root_commit(place)) if place else identity


def _keep(database: Path, identity: Identity, session: Session, limits: StateOptions, runtime: str) -> None:
    """Store a session, and delete some of those that are past the limits. Raises StoreError."""
    with Store(database) as store:
        if runtime and store.session(runtime, session.id):
            session = session._replace(host=runtime)  # whose own hook has saved it
        known = store.session(session.host, session.id) if session.digest.is_empty else None
        if known and not known.digest.is_empty:
            return  # an earlier record of the session says more
        now = time.time()
        store.save(identity, session, now)
        store.tidy(now - limits.keep_days * DAY if limits.keep_days else 0, limits.max_mb * MB)


def _digests(
    event: SessionEnd,
    kind: str,
    folder: Path,
    place: git.Place | None,
    preferences: Preferences,
    problems: list[str],
) -> Iterator[Digest]:
    """Read the transcript and what lies around it; again with the session's commits, which take as long as the rest.

    Of a session whose end never came the transcript, else its start, tells the branch, and the reflog the commit.
    """
    now = event.branch is None  # else its end never came
    around = Surroundings(
        roots=[str(place.root if place else folder)],
        reason=event.reason,
        branch_end=git.branch(place) if place and now else "",
        head_end=git.head(place) if place and now else "",
        tasks=_host_tasks(event, kind),
        excludes=preferences.state.excludes,
    )
    digest = build(_turns(event, kind, problems), around)
    started = _seconds(digest.metrics.started)
    until = (_seconds(digest.metrics.ended) or started) + SLACK
    if not now:
        digest = digest._replace(branch_end=digest.branch_end or event.branch or "")
    if not place or not started:
        yield digest
        return
    before, after = git.head_at(place, started), git.head_at(place, until)
    if not now:
        digest = digest._replace(head_end=after or "")
    elif after is None:
        after = digest.head_end
    digest = digest._replace(head_start=before or "")
    yield digest
    if commits := commits_between(place, before or "", after or "", since=started - SLACK, until=until):
        yield digest._replace(commits=commits)


def _format(event: SessionEnd, host: Host, problems: list[str]) -> str:
    """Return the format of the transcript, once it is complete: the host's, another's, or `UNKNOWN`.

    Of a transcript in an unknown format only git, times and reason are kept, and never in the place of more.
    """
    if event.transcript is None:
        return host.transcript
    if not event.checkpoint:
        late.wait(event.transcript, host.transcript)
    try:
        kind = format_of(event.transcript, host.transcript)
    except OSError:  # told when it is read
        return host.transcript
    if kind == UNKNOWN:
        problems.append(f"{event.transcript}: in no format that is known, so only git, times and reason are kept")
    return kind


def _counted(digest: Digest, event: SessionEnd) -> Digest:
    """Take over what the client counted, where the transcript tells of no prompt."""
    if digest.metrics.prompts:
        return digest
    return digest._replace(metrics=digest.metrics._replace(prompts=event.prompts, tool_calls=event.tool_calls))


def _unread(digest: Digest) -> Digest:
    """Say in `digest` why it says so little."""
    ended = f"; it ended with reason `{digest.reason}`" if digest.reason else ""
    return digest._replace(away=f"not known: its transcript could not be read{ended}")


def _turns(event: SessionEnd, kind: str, problems: list[str]) -> Iterator[Turn]:
    """Yield what the transcript tells; what cannot be read of it is noted."""
    if event.transcript is None:
        problems.append("the payload names no transcript")
        return
    try:
        yield from READERS[kind](lines(event.transcript))
    except OSError as error:
        problems.append(f"{event.transcript}: {error.strerror or error}")


def _host_tasks(event: SessionEnd, kind: str) -> tuple[Task, ...] | None:
    """Return the list of work that the host keeps beside the transcript, if there is one."""
    reader = TASKS.get(kind)
    if reader is None or event.transcript is None or not is_safe_id(event.session_id):
        return None
    return reader(event.transcript, event.session_id)


def _session(event: SessionEnd, digest: Digest, folder: Path, place: git.Place | None) -> Session:
    now = time.time()
    ended = _seconds(digest.metrics.ended) or now
    transcript = event.transcript.stem if event.transcript else ""
    return Session(
        host=event.host,
        id=event.session_id or transcript,
        worktree=worktree(folder, place),
        branch=redact(digest.branch_end),
        started=_seconds(digest.metrics.started) or now,
        ended=min(ended, now),
        digest=Digest.from_json(redact_all(digest.to_json())),
    )


def _seconds(stamp: str) -> float:
    """Return an ISO 8601 time in seconds since the epoch; 0 when it is none."""
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
