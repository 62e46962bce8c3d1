"""Which earlier sessions count here: the newest of this worktree and branch first, others named as such."""

import contextlib
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from memplug.context.variables import Beside, Changes, Earlier, moment
from memplug.digest.model import Digest
from memplug.digest.shrink import shrink
from memplug.digest.text import level, one_line
from memplug.hosts import HOSTS, named
from memplug.open_sessions import Record, began
from memplug.project import git
from memplug.project.identity import identify, root_commit
from memplug.redact import redact
from memplug.store import Session, Store

STATE = 1660
"""Characters that the notes on one session take at the most: with the other sections some 2,000."""
OTHERS = 3
"""Sessions named that ran in between."""


GOAL = 200
"""Characters shown of what a session beside this one was asked."""
FIRST = 40
"""Turns of a transcript among which the first prompt is looked for."""


class Standpoint(NamedTuple):
    """The session that looks back, and where it works."""

    host: str
    session_id: str
    cwd: Path
    place: git.Place | None

    @property
    def worktree(self) -> str:
        """The root of the work tree, or the working folder outside of one, with links resolved."""
        return worktree(self.cwd, self.place)

    @property
    def branch(self) -> str:
        """The branch that is checked out, as `branch` gives it."""
        return branch(self.place)


def branch(place: git.Place | None) -> str:
    """Return the branch that is checked out by the name under which sessions are stored; empty when there is none."""
    return redact(git.branch(place)) if place else ""


def worktree(cwd: Path, place: git.Place | None) -> str:
    """Return the name under which sessions of a work tree, or of a folder outside of one, are stored."""
    folder = place.root if place else cwd
    try:
        return str(folder.resolve())
    except (OSError, RuntimeError):  # RuntimeError: a loop of links
        return str(folder)


def earlier(here: Standpoint, database: Path) -> tuple[Earlier | None, Earlier | None]:
    """Return the session to go on from and, when there is one, a newer session elsewhere.

    A record of this very session (a checkpoint) comes before all others. Raises StoreError.
    """
    with _project(here, database) as found:
        if found is None:
            return None, None
        store, project = found
        newest = store.newest(project)
        own = _own(here, store)
        nearest = (
            (own if own and own.digest.goal else None)
            or store.newest(project, here.worktree, here.branch)
            or store.newest(project, branch=here.branch)
            or newest
            # Nothing but what git and the clock told, from a transcript that could not be read.
            or next(iter(store.sessions(project, limit=1)), None)
        )
    if nearest is None:
        return None, None
    return _seen(here, nearest), _seen(here, newest) if newest and newest.ended > nearest.ended else None


def last_seen(here: Standpoint, database: Path) -> str:
    """Return the path of the project's identity when it was last stored; empty when nothing of it is.

    Raises StoreError.
    """
    with _project(here, database) as found:
        return found[0].last_seen(found[1]) if found else ""


def changes(here: Standpoint, database: Path) -> Changes | None:
    """Return what happened since the session that goes on now was last active; None without any record.

    Raises StoreError.
    """
    with _project(here, database) as found:
        if found is None:
            return None
        store, project = found
        own = _own(here, store)
        since = store.sessions(project, after=own.ended if own else None, limit=OTHERS + 1)
    others = tuple(_seen(here, other) for other in since if other.id != here.session_id)[:OTHERS]
    if own is None:
        return Changes("", sessions=others) if others else None
    return Changes(
        since=moment(own.ended),
        commits=git.commits_since(here.place, own.digest.head_end) if here.place else (),
        branch_before=git.inert(own.branch) if own.branch != here.branch else "",
        sessions=others,
    )


def beside(here: Standpoint, records: Sequence[Record], database: Path) -> tuple[Beside, ...]:
    """Return the sessions of the project that are open now, as they are seen from here. Raises StoreError."""
    if not records:
        return ()
    with _project(here, database) as found:
        return tuple(_open(here, record, found[0] if found else None) for record in records)


def _open(here: Standpoint, record: Record, store: Store | None) -> Beside:
    host = named(record.host) or HOSTS["generic"]
    saved = store.session(record.host, record.session) if store else None
    cwd = Path(record.cwd)
    place = git.find(cwd)
    return Beside(
        host=_title(record.host),
        since=moment(began(record)),
        elsewhere=_elsewhere(here, worktree(cwd, place), branch(place)),
        goal=one_line((saved.digest.goal if saved else "") or _first_prompt(record.transcript, host.transcript), GOAL),
    )


def _first_prompt(transcript: str, expected: str) -> str:
    """Return the goal that the beginning of a transcript tells; empty when there is none yet."""
    from memplug.digest.build import Surroundings, build  # noqa: PLC0415  only beside another session
    from memplug.transcripts import READERS, format_of  # noqa: PLC0415
    from memplug.transcripts.lines import lines  # noqa: PLC0415

    try:
        path = Path(transcript)
        turns = READERS[format_of(path, expected)](lines(path)) if transcript else iter(())
        return build(islice(turns, FIRST), Surroundings()).goal
    except OSError:
        return ""


def sessions(here: Standpoint, database: Path, limit: int) -> list[Session]:
    """Return the last sessions of this project, whole, last ended first. Raises StoreError."""
    with _project(here, database) as found:
        return found[0].sessions(found[1], limit=limit) if found else []


def recorded(here: Standpoint, database: Path, most: int) -> list[str] | None:
    """Return the ids of the host's sessions that have a record in this project; None when there are over `most`.

    Raises StoreError.
    """
    with _project(here, database) as found:
        ids = found[0].ids(found[1], here.host, most + 1) if found else []
    return ids if len(ids) <= most else None


@contextlib.contextmanager
def _project(here: Standpoint, database: Path) -> Iterator[tuple[Store, int] | None]:
    """Open the store and find this project in it; None when nothing of it is stored."""
    if not os.path.exists(database):  # noqa: PTH110  Path.exists raises where a folder above is closed
        yield None
        return
    identity = identify(here.cwd, here.place)
    with Store(database, read_only=True) as store:
        number = store.project(identity)
        if number is None and here.place and store.has_clone(identity.remote):  # git is asked for the root only then
            number = store.project(identity._replace(root_commit=root_commit(here.place)), elsewhere=True)
        yield None if number is None else (store, number)


def _own(here: Standpoint, store: Store) -> Session | None:
    """Return the record of the session itself."""
    return store.session(here.host, here.session_id) if here.session_id else None


def _seen(here: Standpoint, session: Session) -> Earlier:
    """Return a session as it is seen from here."""
    digest = Digest.from_json(_levelled(session.digest.to_json()))
    return Earlier(
        host=_title(session.host),
        branch=git.inert(session.branch),
        ended=moment(session.ended),
        elsewhere=_elsewhere(here, session.worktree, session.branch),
        digest=shrink(
            digest._replace(branch_start=git.inert(digest.branch_start), branch_end=git.inert(digest.branch_end)), STATE
        ),
    )


def _title(host: str) -> str:
    """Return a host's name as its makers write it; of one that memplug does not know, the name that was stored."""
    return HOSTS[host].title if host in HOSTS else git.inert(host)


def _levelled(stored: Any) -> Any:
    """Return what is stored with every text in it cleaned again: an older version, or another machine's, wrote it."""
    if isinstance(stored, dict):
        return {name: _levelled(value) for name, value in stored.items()}
    if isinstance(stored, list | tuple):
        return [_levelled(value) for value in stored]
    if isinstance(stored, str):
        return "\n".join(line for line in level(stored).splitlines() if line.strip())
    return stored


def _elsewhere(here: Standpoint, tree: str, branch: str) -> str:
    """Return how a place differs from here; empty when it does not."""
    on_branch = [f"on branch {git.inert(branch)}"] if branch and branch != here.branch else []
    in_tree = ["in another worktree"] if tree != here.worktree else []
    return ", ".join(on_branch + in_tree)
