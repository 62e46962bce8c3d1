"""What can still be read of a damaged database, back into the one in use."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from memplug.digest.model import Digest
from memplug.errors import UserError
from memplug.project.identity import Identity
from memplug.store import Session, Store, StoreError, put_aside

MISSES = 50_000
"""Rows in a row that cannot be read, after which no more are tried: nobody knows how many there were."""
QUERY = """
    SELECT sessions.rowid, path, remote, root_commit, saved, host, sessions.id, worktree, branch, started, ended, digest
    FROM sessions CROSS JOIN projects ON projects.id = project WHERE sessions.rowid > ? ORDER BY sessions.rowid LIMIT 1
"""


class Outcome(NamedTuple):
    """What was brought back, in sessions."""

    file: Path
    """The damaged file, which stays as it is."""
    brought: int
    known: int
    """Those that the database in use has already."""


def bring_back(file: Path, database: Path) -> Outcome:
    """Copy every session that can be read in `file` and is not in `database` to it; safe to repeat.

    When `file` is the database in use, it is put aside first. Raises UserError when nothing can be read in it or the
    database cannot be written.
    """
    if not file.is_file():
        raise UserError(f"{file} is not there; `memplug doctor` names what has been put aside")
    try:
        if database.exists() and file.samefile(database):
            file = put_aside(database)
        brought = known = 0
        with Store(database) as store:
            for identity, session, saved in _readable(file):
                if store.session(session.host, session.id):
                    known += 1
                else:
                    store.save(identity, session, saved)
                    brought += 1
    except StoreError as error:
        raise UserError(str(error)) from error
    if not brought and not known:
        raise UserError(f"{file}: no session can be read in this file; delete it when you do not need it")
    return Outcome(file, brought, known)


def _readable(file: Path) -> Iterator[tuple[Identity, Session, float]]:
    """Yield session by session: a damaged page costs only what lies on it."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        row = misses = 0
        while misses < MISSES:
            try:
                found = connection.execute(QUERY, (row,)).fetchone()
            except sqlite3.OperationalError:  # there is no such table: another program's database
                return
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                    return
                row, misses = row + 1, misses + 1
                continue
            if found is None:
                return
            row, path, remote, commit, saved, host, name, worktree, branch, started, ended, digest = found
            misses = 0
            with suppress(ValueError, TypeError, KeyError, AttributeError):  # a record that is none
                record = Session(host, name, worktree, branch, started, ended, Digest.from_json(json.loads(digest)))
                yield Identity(path, remote, commit), record, saved
