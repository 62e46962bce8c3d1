"""What is stored: does the database open, is it whole, and has a damaged one been put aside."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.surroundings import Surroundings
from memplug.paths import Paths
from memplug.store import Record, Store, StoreError
from memplug.store.damage import connect, errors, look, mistakes
from memplug.store.schema import VERSION

UPGRADE = "upgrade memplug; until then nothing is remembered and nothing is lost"


def check(around: Surroundings) -> Iterator[Finding]:
    """Ask SQLite to look at the whole database, and name the damaged files beside it."""
    file = around.paths.database
    if not file.exists():
        yield ok("database", f"Nothing is stored yet ({file})")
    else:
        try:
            yield from _opened(file)
        except StoreError as error:
            yield broken("database", f"The database cannot be used: {error}", _remedy(error, file))
    yield from _put_aside(around.paths)


def _opened(file: Path) -> Iterator[Finding]:
    version = look(file)
    with errors(file, file.stat()), closing(connect(file)) as database:
        if found := mistakes(database, 5):
            yield broken("database", f"{file} is damaged: {'; '.join(found)}", _recovery(file))
            return
    if version < VERSION:
        message = f"{file} has schema {version}, and this memplug writes {VERSION}"
        yield note("database", message, "nothing to do: the next session's end brings it up to date")
    sessions, projects, unreadable = 0, set(), []
    with Store(file, read_only=True) as store:
        for record in store.records():
            if isinstance(record, Record):
                sessions += 1
                projects.add(record.project)
            else:
                unreadable.append(record)
    size = f"{file.stat().st_size / 1024:,.0f} KiB"
    whole = f"{file} is whole: sessions {sessions}, projects {len(projects)}, schema {version}, {size}"
    yield ok("database", whole)
    for session in unreadable:
        message = f"What is stored of session {session} cannot be read any more, and is left out"
        yield note("database", message, f"memplug forget {shlex.quote(session)}")


def _remedy(error: StoreError, file: Path) -> str:
    """Return what to do about a database that does not open."""
    if not error.damaged:
        return UPGRADE if "newer memplug" in str(error) else "let memplug read and write this file and its folder"
    remedy = "the next session's end puts it aside and begins a new one"
    return f"{remedy}; {_recovery(file)}" if file.is_file() else remedy


def _put_aside(paths: Paths) -> Iterator[Finding]:
    """Name what was put aside: databases by the store, consent to a project's folder by `memplug trust`."""
    for aside in sorted(paths.state.glob(f"{paths.database.name}.damaged-*")):
        if aside.name.rpartition("-")[2].isdecimal():
            message = f"{aside} could not be used and has been put aside; a new database took its place"
            yield note("damaged files", message, _recovery(aside))
    for aside in sorted(paths.trust.glob("*.damaged-*.json")):
        message = f"{aside} said which content of a project is trusted; it was damaged and has been put aside"
        yield note("damaged files", message, "run `memplug trust` in the project that shall count, then delete it")


def _recovery(damaged: Path) -> str:
    """Return how what is left in a database is brought back."""
    if not damaged.is_file():
        return "it is no file, so nothing can be read in it; move it away when you do not need it"
    command = f"memplug doctor --bring-back {shlex.quote(str(damaged))}"
    return f"{command} saves every session that can still be read; then delete that file"
