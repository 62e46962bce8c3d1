"""Leaves the next start's answer ready, with everything that it depends on.

Done at the end of a session, when nobody waits, and by a start that had to take the long way.
"""

import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from memplug import recall, trust
from memplug.context import ready
from memplug.hosts.payload import answer as answer_bytes
from memplug.hosts.payload import transcript_of
from memplug.paths import clear_unfinished, private_folder, write_private
from memplug.project import git, guard, remembered
from memplug.scene import Scene
from memplug.start import Answer, git_seconds, has_templates, respond, tells_of_git
from memplug.store import StoreError

MOST_STATUS = 256 * 1024
"""Bytes; a work tree with more changes is asked anew each time."""
MOST_IDS = 20_000
"""Sessions of a project; with more, a compaction asks the store."""
MOST_FILES = 1_000
"""Files and folders; beyond, checking them all would take longer than it is worth."""
GRAIN = 20_000_000
"""Nanoseconds within which a file system may give two changes the same time; at most 10 ms where times are exact."""
COARSE = 2_000_000_000
"""The same for a file system that keeps whole seconds (or, like FAT, every other)."""
KEPT = 30 * 86_400
"""Seconds for which an answer is kept; one for a session that goes on belongs to that session alone."""
PATIENCE = 0.2
"""Seconds that are waited for a moment in which nobody writes to the store."""


class Before(NamedTuple):
    """What a start's answer is made from, as it was just before."""

    began: int
    """Nanoseconds since the epoch."""
    files: Mapping[str, str]
    """File to fingerprint."""
    version: str | None
    """That of the store; None when it cannot be read."""
    beside: Mapping[str, str]


class Answered(NamedTuple):
    """A start's answer, and what it was made from."""

    answer: Answer
    output: bytes
    """The answer as the host takes it."""
    before: Before
    status: git.Status | None
    """What git was asked; None where nothing depends on it."""


def answered(here: Scene, *, status: git.Status | None = None) -> Answered:
    """Return the answer to a start."""
    before = _before(here)
    tells = tells_of_git(here)
    asked = (status or (git.Status(here.place) if here.place else None)) if tells else None
    kept = remembered.file_of(here.paths.cache, here.cwd, here.preferences.project)
    answer = respond(here, status=asked, known=remembered.read(kept) if here.kind == "full" else None)
    return Answered(answer, to_bytes(here, answer), before, asked)


def keep(here: Scene, told: Answered, *, alike: Sequence[Scene] = (), env: Mapping[str, str] = os.environ) -> None:
    """Leave the answer that `here` was told ready for the next start like it, and for those `alike`."""
    # What was exchanged meanwhile may have been read before or after; only times cannot tell.
    if told.before[1:] == _before(here)[1:]:
        _remember(here, told.answer, told.before.began)
        for one in (here, *alike):
            leave(one, told, env)


def _before(here: Scene) -> Before:
    return Before(time.time_ns(), _fingerprints(here), _version(here), here.beside())


def _remember(here: Scene, answer: Answer, began: int) -> None:
    """Keep what kind of project this is, unless something that tells it may have changed since it was found out."""
    kept = remembered.file_of(here.paths.cache, here.cwd, here.preferences.project)
    if here.excluded or here.refused:
        with suppress(OSError):
            kept.unlink(missing_ok=True)
        return
    if answer.project is None or remembered.read(kept) == answer.project:
        return
    if len(answer.looked_at) <= MOST_FILES and not any(_changed_since(path, began) for path in answer.looked_at):
        remembered.write(kept, answer.project)


def after_end(here: Scene) -> None:
    """Leave ready what the starts after the end of `here`'s session are told: new, cleared, resumed or compacted."""
    own = here.event.session_id

    def starts(source: str, session_id: str = "") -> Scene:
        return here._replace(event=here.event._replace(source=source, session_id=session_id))

    begun = [starts(source) for source in ("startup", "new", "clear")]
    # A compaction comes in this session or in the next, whose id nobody knows yet.
    others = [starts("resume", own), starts("compact", own), starts("compact")]
    status = git.Status(here.place) if here.place and any(map(tells_of_git, begun + others)) else None
    # The shipped wording says nothing of the source; a template of the user's may.
    same = [] if has_templates(here) else [one for one in begun[1:] if one.kind == begun[0].kind]
    keep(begun[0], answered(begun[0], status=status), alike=same)
    for one in [*(one for one in begun[1:] if one not in same), *others]:
        keep(one, answered(one, status=status))
    clear_unfinished(here.paths.cache / "ready", time.time(), kept=KEPT)


def to_bytes(here: Scene, answer: Answer) -> bytes:
    """Return an answer as the host takes it; the user is shown the first problem."""
    message = f"memplug: {answer.problems[0]}" if answer.problems else ""
    return answer_bytes(here.host, answer.context, message, here.preferences.sdk.modified_config)


def leave(here: Scene, told: Answered, env: Mapping[str, str]) -> None:
    """Write the ready answer, or remove the one before it when this one must not be kept.

    It must not when something that it depends on may have changed since it was made: then nobody
    knows what was read, the old or the new.
    """
    entry = _entry(here, told, env)
    cache = ready.folder(env)
    if not cache or here.event.cwd is None:
        return
    file = Path(ready.file_of(cache, _name(here)))
    try:
        if entry is None:
            file.unlink(missing_ok=True)
        else:
            private_folder(Path(here.opened))  # a start on the short way notes itself there
            write_private(file, ready.packed(entry), lasting=False)
    except OSError:
        return  # a cache that cannot be written costs only time


def _name(here: Scene) -> str:
    """Return the answer's name: for this session alone when it has, or goes on from, a record of its own."""
    event = here.event
    session = event.session_id if event.source in ready.GOES_ON else ""
    return ready.name_of(here.host.name, event.source, str(event.cwd), session)


def _entry(here: Scene, told: Answered, env: Mapping[str, str]) -> ready.Entry | None:
    answer, output, before, status = told
    seen = status.raw if status else None
    if here.excluded or here.refused:  # what would have to change for it to be believed lies elsewhere
        return None
    if seen is not None and not 0 < len(seen) <= MOST_STATUS:
        return None
    store, ids = _store(here, before.version), _recorded(here)
    # Where another hook may have told the session, that one's note decides.
    beside = before.beside if here.kind in ("full", "brief") or here.host.runtime else None
    if store is None or ids is None or not answer.settled:
        return None
    looked_at = [*answer.looked_at, *map(str, status.configuration if status else ())]
    files = {**before.files, **{path: ready.fingerprint(path) for path in looked_at}}
    began = min(before.began, status.began) if status else before.began  # several answers may share one status
    if len(files) > MOST_FILES or any(_changed_since(path, began) for path in files):
        return None
    return ready.Entry(
        _name(here),
        [env.get(name, "") for name in ready.VARIABLES],
        files,
        store,
        (here.opened, transcript_of(here.host, env), here.standpoint.branch, "several" if here.host.sdk else ""),
        beside,
        status.command if status and seen else (),
        git_seconds(here),
        b"".join(map(ready.hashed, ids)),
        seen or b"",
        output,
    )


def _version(here: Scene) -> str | None:
    """Return the version of what is stored of this project; None when the store cannot be read."""
    database = here.paths.database
    if not os.path.exists(database):  # noqa: PTH110  Path.exists raises where a folder above is closed
        return ""
    identity = here.identity
    try:
        return ready.store_version(str(database), identity.path, identity.remote)
    except sqlite3.Error:
        return None


def _store(here: Scene, version: str | None) -> tuple[str, ...] | None:
    """Return what tells whether the store still has `version`; None when that cannot be told, or it has not."""
    database = str(here.paths.database)
    if version is None:
        return None
    # A database that was written to a moment ago could be written to again without getting another time.
    until = time.monotonic() + PATIENCE
    while any(_written_since(file, time.time_ns()) for file in (database, f"{database}-wal")):
        if time.monotonic() > until:
            return None  # many sessions end at once
        time.sleep(0.002)
    identity, fingerprint = here.identity, ready.store_fingerprint(database)
    return (database, fingerprint, identity.path, identity.remote, version) if _version(here) == version else None


def _recorded(here: Scene) -> list[str] | None:
    """Return the ids that an answer for a session without a record is not for; None when there are too many."""
    if here.event.source not in ready.GOES_ON or here.event.session_id:
        return []
    try:
        return recall.recorded(here.standpoint, here.paths.database, MOST_IDS)
    except StoreError:
        return None


def _changed_since(path: str, began: int) -> bool:
    """Return whether a file may have changed at or after `began`, as far as its file system's clock tells."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return False  # that it is absent is its fingerprint
    return _since(max(found.st_mtime_ns, found.st_ctime_ns), began)


def _written_since(path: str, began: int) -> bool:
    """Return whether a file may have been written to at or after `began`."""
    try:
        return _since(Path(path).stat().st_mtime_ns, began)
    except (OSError, ValueError):
        return False


def _since(newest: int, began: int) -> bool:
    """Return whether a time that a file system gave may be one at or after `began`, both in epoch nanoseconds."""
    return began - (GRAIN if newest % 1_000_000_000 else COARSE) <= newest <= began + COARSE


def _fingerprints(here: Scene) -> dict[str, str]:
    """Return the fingerprints of what every answer depends on."""
    return {str(path): ready.fingerprint(str(path)) for path in _depends_on(here)}


def _depends_on(here: Scene) -> Iterator[Path]:
    """Yield every file and folder that an answer depends on, whether it is there or not, but for the project's."""
    yield from here.preferences.files
    if here.standing is not trust.Trust.NONE:
        yield trust.file_of(here.root, here.paths.trust)
    for folder in (here.paths.templates, here.root / trust.FOLDER):
        yield from _tree(folder)
    # A repository that comes into being between here and the root would be another place.
    for folder in (here.cwd, *here.cwd.parents):
        if here.place and folder == here.place.root:
            break
        yield folder / ".git" / "HEAD"
    if here.place:
        yield from _of_repository(here.place)


def _of_repository(place: git.Place) -> Iterator[Path]:
    """Yield what tells of branch, remote, filters and an operation under way."""
    if place.git_dir != place.root / ".git":
        yield place.root / ".git"
    # Where the state of the work tree is left out, these tell which commit is checked out.
    yield place.git_dir / "HEAD"
    yield place.common_dir / "refs" / "heads" / git.branch(place)
    yield place.common_dir / "packed-refs"
    yield place.common_dir / "shallow"
    yield place.common_dir / "objects" / "info" / "alternates"
    yield from guard.configuration(place)
    yield from guard.users_configuration()
    yield from (place.git_dir / name for name in git.OPERATIONS)


def _tree(folder: Path) -> Iterator[Path]:
    """Yield a folder and all that lies in it; a folder that is missing is yielded alone."""
    yield folder
    if os.path.isdir(folder):  # noqa: PTH112  Path.is_dir raises where a folder above is closed
        # A repository may have put anything here, the whole disk by a link: more than that is not kept ready anyway.
        yield from islice(folder.rglob("*"), MOST_FILES + 1)
