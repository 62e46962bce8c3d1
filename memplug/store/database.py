"""An SQLite file of memplug's: opened, brought up to date, changed as a whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Self

from memplug.paths import private_folder
from memplug.store.damage import WRITE_PATIENCE, StoreError, alone, connect, errors, glance, lenient, look, version_of
from memplug.store.schema import MIGRATIONS, READABLE, VERSION


class Database:
    """An open database; use it as a context manager."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open `path`; for writing it is made, and brought to the current schema, when needed.

        Raises StoreError for a missing file (read-only), one of a newer schema, or one that is no database of
        memplug's: nothing is written to such a file.
        """
        self.path = path
        self._seen: os.stat_result | None = None
        for last in (False, False, True):
            try:
                self._open(read_only=read_only)
            except StoreError:
                # Another process may have put a damaged file aside between a look and the next.
                if last or read_only or not self._is_replaced():
                    raise
            else:
                return

    def _open(self, *, read_only: bool) -> None:
        if not read_only and glance(self.path) is None:
            _make(self.path)
        self._seen = glance(self.path)
        with self._errors():
            if read_only:
                self._db = connect(self.path)
            else:
                look(self.path)
                self._db = _connect(self.path)
        try:
            with self._errors():
                self._prepare(read_only=read_only)
        except BaseException:  # a deadline as well
            self._db.close()
            raise

    def _is_replaced(self) -> bool:
        """Return whether the file that was looked at is not there any more, or is another one by now."""
        try:
            return self._seen is not None and not os.path.samestat(self._seen, self.path.stat())
        except OSError:
            return True

    def _prepare(self, *, read_only: bool) -> None:
        version = version_of(self.path, self._db, self._seen)
        if version < VERSION and not read_only:
            self._migrate()
        if version < READABLE and read_only:
            raise StoreError(
                f"{self.path}: schema {version} is older than {READABLE}; the next session-end brings it up to date"
            )

    def _migrate(self) -> None:
        with self._change():
            # Another process may have migrated while this one waited for the lock.
            _bring_up_to_date(self._db, version_of(self.path, self._db, self._seen))

    @contextlib.contextmanager
    def _change(self, kind: str = "IMMEDIATE") -> Iterator[None]:
        """Do all of the body or nothing; other processes write before it or after it."""
        with self._errors():
            self._db.execute(f"BEGIN {kind}")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _errors(self) -> contextlib.AbstractContextManager[None]:
        return errors(self.path, self._seen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._db.close()


def _make(path: Path) -> None:
    """Make an empty database at `path`, whole at once, unless another process is faster. Raises StoreError."""
    with errors(path):
        new = private_folder(path.parent) / f".{path.name}.{os.getpid()}.tmp"
        new.unlink(missing_ok=True)
        try:
            new.touch(mode=0o600)
            with closing(_connect(new)) as database:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("BEGIN")
                _bring_up_to_date(database, 0)
                database.execute("COMMIT")
            with alone(path):
                if not path.exists():
                    new.rename(path)
        finally:
            new.unlink(missing_ok=True)


def _connect(path: Path) -> sqlite3.Connection:
    """Open a database that is there for writing."""
    address = f"{path.absolute().as_uri()}?mode=rw"
    database = sqlite3.connect(address, uri=True, timeout=WRITE_PATIENCE, isolation_level=None)
    database.text_factory = lenient
    try:
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("PRAGMA secure_delete = ON")  # what is deleted or replaced is overwritten
        database.execute("PRAGMA auto_vacuum = INCREMENTAL")  # counts for a new file, and from the next VACUUM on
        database.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        database.close()
        raise
    return database


def _bring_up_to_date(database: sqlite3.Connection, version: int) -> None:
    for number in range(version, VERSION):
        for statement in MIGRATIONS[number]:
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {VERSION}")
