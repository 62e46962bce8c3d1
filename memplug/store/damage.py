"""A file that is not, or no longer, a database of memplug's: how it is known, and how it is put aside."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from memplug.store.schema import APPLICATION, TABLES, VERSION

PATIENCE = 0.5
"""Seconds that reading waits for another process."""
WRITE_PATIENCE = 5.0
"""Seconds that writing waits: nobody waits for an end, and many may come at once."""
LOCK = "memplug.lock"
"""An empty file, locked while a database is made or put aside."""
DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
"""What SQLite says of a file that is no database, or a broken one (the low byte of its code)."""

STANDING = """
    SELECT application_id, user_version, (SELECT group_concat(name, char(10)) FROM sqlite_master WHERE type = 'table')
    FROM pragma_application_id, pragma_user_version
"""
"""In one statement: another process may be making the tables at this moment."""
UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)


class StoreError(Exception):
    """The database cannot be used; the message says why."""

    def __init__(self, message: str, *, damaged: os.stat_result | None = None) -> None:
        """`damaged` is the file that is no database of memplug's, or a broken one, as it was when it was opened."""
        super().__init__(message)
        self.damaged = damaged


@contextlib.contextmanager
def errors(path: Path, seen: os.stat_result | None = None) -> Iterator[None]:
    """Turn what SQLite, the file system or a broken record raises into a StoreError that names the file."""
    try:
        yield
    except (sqlite3.Error, OSError, ValueError, TypeError, KeyError) as error:
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        busy = " (another process is using it)" if code == sqlite3.SQLITE_BUSY else ""
        # Texts of the database are decoded leniently; what SQLite says of a broken schema, which it quotes, is not.
        damaged = code in DAMAGED or isinstance(error, UnicodeDecodeError)
        raise StoreError(f"{path}: {error}{busy}", damaged=seen if damaged else None) from error


def connect(path: Path) -> sqlite3.Connection:
    """Open a database for reading only: nothing is made, and nothing is written but SQLite's own index of the log."""
    # What a killed process had begun SQLite can only take back where it may write.
    database = _connection(path, "mode=rw" if Path(f"{path}-journal").exists() else "mode=ro")
    try:
        database.execute("PRAGMA schema_version")
    except sqlite3.Error as error:
        database.close()
        if error.sqlite_errorcode & 0xFF not in UNWRITABLE:
            raise
        # Without that index, for which the disk is full or read-only, what is in the log is not seen.
        return _connection(path, "mode=ro&immutable=1")
    return database


def _connection(path: Path, query: str) -> sqlite3.Connection:
    database = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, timeout=PATIENCE)
    database.text_factory = lenient
    return database


def lenient(data: bytes) -> str:
    """Return a text of the database; a byte that is damaged costs no more than itself."""
    return data.decode("utf-8", "replace")


def look(path: Path) -> int:
    """Return the schema version of the database at `path`; nothing is written.

    Raises StoreError when it cannot be read, is of a newer schema, or is damaged or not memplug's (`damaged`).
    """
    seen = glance(path)
    with errors(path, seen), closing(connect(path)) as database:
        version = version_of(path, database, seen)
        # A log is there when another process has the database open, or was killed. One that belongs to another
        # database would be written into this one.
        log = Path(f"{path}-wal")
        if log.exists() and log.stat().st_size and (found := mistakes(database)):
            raise StoreError(f"{path}: with its write-ahead log it is damaged: {found[0]}", damaged=seen)
        return version


def glance(path: Path) -> os.stat_result | None:
    """Return the file as it is, None when there is none; raises StoreError for what must not even be opened."""
    with errors(path):
        try:
            seen = path.stat()
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(seen.st_mode):
            what = "a folder" if stat.S_ISDIR(seen.st_mode) else "no ordinary file"
            raise StoreError(f"{path}: it is {what}", damaged=seen)
        if not seen.st_size:
            # SQLite would take it for a new database, and delete the write-ahead log with all that it holds.
            raise StoreError(f"{path}: it is empty", damaged=seen)
        return seen


def version_of(path: Path, database: sqlite3.Connection, seen: os.stat_result | None) -> int:
    """Return the schema version of an open database; raises StoreError like `look`."""
    application, version, names = database.execute(STANDING).fetchone()
    tables = set((names or "").split("\n")) - {""}
    if not application and not version and not tables:
        raise StoreError(f"{path}: it is empty", damaged=seen)
    # Schema version 1 had no application id.
    if version < 1 or application not in (APPLICATION, 0 if version == 1 else APPLICATION):
        raise StoreError(f"{path}: it is another program's database", damaged=seen)
    if version > VERSION:
        raise StoreError(
            f"{path}: made by a newer memplug (schema {version}, this one knows {VERSION}); upgrade memplug"
        )
    if missing := TABLES - tables:
        raise StoreError(f"{path}: it lacks {' and '.join(sorted(missing))}", damaged=seen)
    return int(version)


def mistakes(database: sqlite3.Connection, most: int = 1) -> list[str]:
    """Return up to `most` lines on what SQLite finds wrong with a database; 1 ms for each megabyte."""
    found = (line for (line,) in database.execute(f"PRAGMA quick_check({most})"))
    return [" ".join(line.split()) for line in found if line != "ok"]


def put_aside(path: Path, seen: os.stat_result | None = None) -> Path | None:
    """Rename a damaged database, with its journal files, to a name that is free; return the new name.

    Nothing is deleted: what can still be read of it can be brought back. With `seen`, the file that was found
    damaged, returns None and touches nothing when another one has taken its place: another process was faster.
    Raises StoreError when it cannot be renamed.
    """
    with errors(path), alone(path):
        if seen and not (path.exists() and os.path.samestat(seen, path.stat())):
            return None
        number = 1
        while os.path.lexists(aside := path.with_name(f"{path.name}.damaged-{number}")):
            number += 1
        # The log first: beside a database that is new SQLite would delete it.
        for suffix in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
        path.rename(aside)
        return aside


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process after the other at the database at `path`.

    SQLite's lock on a file is there on every system and ends with its holder.
    """
    lock = path.with_name(LOCK)
    lock.touch(mode=0o600)
    with closing(sqlite3.connect(lock, timeout=WRITE_PATIENCE, isolation_level=None)) as held:
        held.execute("BEGIN EXCLUSIVE")
        yield
