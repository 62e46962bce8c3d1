"""SQLite: one record for each session, found again by project, worktree and branch."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from memplug.digest.model import Digest
from memplug.paths import private_folder
from memplug.project.identity import Identity, same
from memplug.store.schema import MIGRATIONS, VERSION

PATIENCE = 0.5
"""Seconds that a statement waits for another process's write."""


class StoreError(Exception):
    """The database cannot be used; the message says why."""

    def __init__(self, message: str, *, damaged: bool = False) -> None:
        """`damaged` says that the file is no database, or a broken one."""
        super().__init__(message)
        self.damaged = damaged


class Session(NamedTuple):
    """One stored session."""

    host: str
    id: str
    worktree: str
    branch: str
    """Empty outside a repository or on a detached HEAD."""
    started: float
    """Seconds since the epoch."""
    ended: float
    digest: Digest


class Store:
    """An open database. Use it as a context manager; every method raises StoreError when it cannot do its work."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open `path`; for writing it is made, and brought to the current schema, when needed.

        Raises StoreError for a missing file (read-only), one of a newer schema, or one that is no database.
        """
        self.path = path
        try:
            if read_only:
                # A WAL database in a folder that cannot be written is readable only when nothing can change it.
                fixed = "" if os.access(path.parent, os.W_OK) else "&immutable=1"
                self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{fixed}", uri=True, timeout=PATIENCE)
            else:
                private_folder(path.parent)
                path.touch(mode=0o600)
                self._db = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        except (sqlite3.Error, OSError, ValueError) as error:
            raise StoreError(f"{path}: {error}") from error
        try:
            with _errors(path):
                self._prepare(read_only=read_only)
        except StoreError:
            self._db.close()
            raise

    def _prepare(self, *, read_only: bool) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        version = self._version()
        if version > VERSION:
            raise StoreError(
                f"{self.path}: made by a newer memplug (schema {version}, this one knows {VERSION}); upgrade memplug"
            )
        if read_only:
            if version < VERSION:
                raise StoreError(
                    f"{self.path}: schema {version} is older than {VERSION}; the next session-end brings it up to date"
                )
            return
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        if version < VERSION:
            self._migrate()

    def _version(self) -> int:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        return int(version)

    def _migrate(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have migrated while this one waited for the lock.
            for number in range(self._version(), VERSION):
                for statement in MIGRATIONS[number]:
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def project(self, identity: Identity, *, elsewhere: bool = False) -> int | None:
        """Return the number of the project with this identity, or None when nothing of it is stored.

        Only a project last seen at the same path counts, or with `elsewhere` any clone of the same remote: its
        root commit should then be known.
        """
        with _errors(self.path):
            rows = self._db.execute(
                "SELECT id, path, remote, root_commit FROM projects"
                " WHERE path = ? OR (? AND remote = ? AND remote <> '') ORDER BY path <> ?, id DESC",
                (identity.path, elsewhere, identity.remote, identity.path),
            )
            return next((row[0] for row in rows if same(Identity(*row[1:]), identity)), None)

    def save(self, identity: Identity, session: Session, now: float) -> None:
        """Store `session` at `now` (epoch seconds), in the place of an older record of it, in one transaction.

        A record that ended earlier than the one that is there, as a late checkpoint may, changes nothing.
        """
        with _errors(self.path), self._db:
            self._db.execute("BEGIN IMMEDIATE")
            project = self.project(identity, elsewhere=True)
            if project is None:
                project = self._db.execute(
                    "INSERT INTO projects (path, remote, root_commit) VALUES (?, ?, ?)",
                    (identity.path, identity.remote, identity.root_commit),
                ).lastrowid
            else:
                self._db.execute(
                    "UPDATE projects SET path = ?, remote = coalesce(nullif(?, ''), remote),"
                    " root_commit = coalesce(nullif(?, ''), root_commit) WHERE id = ?",
                    (identity.path, identity.remote, identity.root_commit, project),
                )
            self._db.execute(
                "INSERT INTO sessions (host, id, project, worktree, branch, started, ended, saved, digest)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (host, id) DO UPDATE SET project = excluded.project, worktree = excluded.worktree,"
                " branch = excluded.branch, started = excluded.started, ended = excluded.ended,"
                " saved = excluded.saved, digest = excluded.digest WHERE excluded.ended >= sessions.ended",
                (
                    *(session.host, session.id, project, session.worktree, session.branch),
                    *(session.started, session.ended, now),
                    json.dumps(session.digest.to_json(), ensure_ascii=False),
                ),
            )

    def newest(self, project: int, worktree: str | None = None, branch: str | None = None) -> Session | None:
        """Return the session that ended last in the project, or only of that worktree and branch.

        Only one whose goal is known counts: of a transcript in an unknown format there is little to go on from.
        """
        return next(iter(self.sessions(project, worktree=worktree, branch=branch, with_goal=True, limit=1)), None)

    def sessions(
        self,
        project: int,
        *,
        worktree: str | None = None,
        branch: str | None = None,
        after: float | None = None,
        with_goal: bool = False,
        limit: int = 20,
    ) -> list[Session]:
        """Return the project's sessions, last ended first, narrowed to what is given; `after` is in epoch seconds."""
        conditions = {
            "project = ?": project,
            "worktree = ?": worktree,
            "branch = ?": branch,
            "ended > ?": after,
            "json_extract(digest, '$.goal') <> ?": "" if with_goal else None,
        }
        given = {condition: value for condition, value in conditions.items() if value is not None}
        return self._select(" AND ".join(given), tuple(given.values()), limit)

    def session(self, host: str, session_id: str) -> Session | None:
        """Return the record of one session, or None."""
        return next(iter(self._select("host = ? AND id = ?", (host, session_id), 1)), None)

    def ids(self, project: int, host: str, limit: int) -> list[str]:
        """Return the ids of a host's sessions in the project, in no order."""
        query = "SELECT id FROM sessions WHERE project = ? AND host = ? LIMIT ?"
        with _errors(self.path):
            return [row[0] for row in self._db.execute(query, (project, host, limit))]

    def find(self, prefix: str, limit: int = 20) -> list[Session]:
        """Return the sessions of any host whose id is `prefix`, or else begins with it; last ended first."""
        pattern = prefix.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        found = self._select("id LIKE ? ESCAPE '\\'", (pattern,), limit)
        return [session for session in found if session.id == prefix] or found

    def _select(self, condition: str, values: tuple[object, ...], limit: int) -> list[Session]:
        query = f"SELECT {COLUMNS} FROM sessions WHERE {condition} ORDER BY ended DESC LIMIT ?"  # noqa: S608  fixed texts only
        with _errors(self.path):
            return [_session(row) for row in self._db.execute(query, (*values, limit))]

    def forget_before(self, moment: float, limit: int = 100) -> int:
        """Delete up to `limit` sessions that were saved before `moment` (epoch seconds); return how many."""
        with _errors(self.path):
            return self._db.execute(
                "DELETE FROM sessions WHERE (host, id) IN (SELECT host, id FROM sessions WHERE saved < ? LIMIT ?)",
                (moment, limit),
            ).rowcount


COLUMNS = "host, id, worktree, branch, started, ended, digest"


def _session(row: tuple[str, str, str, str, float, float, str]) -> Session:
    host, identity, worktree, branch, started, ended, digest = row
    return Session(host, identity, worktree, branch, started, ended, Digest.from_json(json.loads(digest)))


@contextlib.contextmanager
def _errors(path: Path) -> Iterator[None]:
    """Turn what SQLite or a broken record raises into a StoreError that names the file."""
    try:
        yield
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        code = getattr(error, "sqlite_errorcode", None)
        raise StoreError(f"{path}: {error}", damaged=code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)) from error


def put_aside(path: Path) -> Path:
    """Rename a damaged database, with its journal files, to a name that is free; return the new name.

    Nothing is deleted: what can still be read of it can be brought back by hand.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside
