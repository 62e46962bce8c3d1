"""What is stored: does the database open, is it whole, and has a damaged one been put aside."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.surroundings import Surroundings
from memplug.store import PATIENCE
from memplug.store.schema import VERSION

DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
"""What SQLite says of a file that is no database, or a broken one."""


def check(around: Surroundings) -> Iterator[Finding]:
    """Ask SQLite to look at the whole database, and name the damaged files beside it."""
    file = around.paths.database
    if not file.exists():
        yield ok("database", f"Nothing is stored yet ({file})")
    else:
        try:
            yield from _opened(file)
        except (sqlite3.Error, OSError) as error:
            remedy = (
                "the next session's end puts a damaged file aside and begins a new one; copy it before, if you like"
            )
            yield broken("database", f"{file} cannot be used: {error}", remedy)
    yield from _put_aside(file)


def _opened(file: Path) -> Iterator[Finding]:
    # A WAL database in a folder that cannot be written is readable only when nothing can change it.
    fixed = "" if os.access(file.parent, os.W_OK) else "&immutable=1"
    address = f"{file.absolute().as_uri()}?mode=ro{fixed}"
    with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as database:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            message = f"{file} was made by a newer memplug (schema {version}; this one knows {VERSION})"
            yield broken("database", message, "upgrade memplug; until then nothing is remembered and nothing is lost")
            return
        mistakes = [line for (line,) in database.execute("PRAGMA quick_check(5)") if line != "ok"]
        if mistakes:
            message = f"{file} is damaged: {'; '.join(' '.join(line.split()) for line in mistakes)}"
            yield broken("database", message, _recovery(file))
        elif version < VERSION:
            message = f"{file} has schema {version}, and this memplug writes {VERSION}"
            yield note("database", message, "nothing to do: the next session's end brings it up to date")
        else:
            (sessions,), (projects,) = (
                database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  two fixed names
                for table in ("sessions", "projects")
            )
            size = f"{file.stat().st_size / 1024:,.0f} KiB"
            yield ok("database", f"{file} is whole: sessions {sessions}, projects {projects}, schema {version}, {size}")


def _put_aside(file: Path) -> Iterator[Finding]:
    """Name what was put aside: databases by the store, lists of trusted projects by `memplug trust`."""
    if not file.parent.is_dir():
        return
    for aside in sorted(file.parent.glob(f"{file.name}.damaged-*")):
        if aside.name.rpartition("-")[2].isdecimal():
            message = f"{aside} was damaged and has been put aside; a new database took its place"
            yield note("damaged files", message, _recovery(aside))
    for aside in sorted(file.parent.glob("trust.damaged-*.json")):
        message = f"{aside} was damaged and has been put aside; every project must be trusted again"
        yield note(
            "damaged files", message, "run `memplug trust` in each project that shall count, then delete the file"
        )


def _recovery(damaged: Path) -> str:
    """Return how what is left in a database is brought back."""
    return f"memplug doctor --bring-back '{damaged}' saves every session that can still be read; then delete that file"
