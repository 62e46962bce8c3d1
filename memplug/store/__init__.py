"""SQLite: one record for each session, found again by project, worktree and branch."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from memplug.project.identity import Identity, same
from memplug.store.damage import StoreError, mistakes, put_aside
from memplug.store.database import Database
from memplug.store.records import EVERYTHING, LATEST, Choice, Record, Session, as_time, session_of

__all__ = ["Choice", "Record", "Session", "Store", "StoreError", "put_aside"]

STEP = 100
"""Sessions that an end deletes at most, so that it takes no longer than any other."""
PART = 25
"""Of them, those that are deleted before the size is looked at again."""
PAGES = 256
"""Pages of 4 KiB that are given back to the system at an end."""
TICK = 0.001
"""Seconds by which a session counts as later than another, when the clock went back."""


class Store(Database):
    """The sessions in a database. Every method raises StoreError when it cannot do its work.

    A record that cannot be read any more is left out of every answer; `records` names it.
    """

    def project(self, identity: Identity, *, elsewhere: bool = False) -> int | None:
        """Return the number of the project with this identity, or None when nothing of it is stored.

        Only a project last seen at the same path counts, or with `elsewhere` any clone of the same remote: its
        root commit should then be known.
        """
        return next(iter(self._projects(identity, elsewhere=elsewhere)), None)

    def _projects(self, identity: Identity, *, elsewhere: bool = True) -> list[int]:
        with self._errors():
            rows = self._db.execute(
                "SELECT id, path, remote, root_commit FROM projects"
                " WHERE path = ? OR (? AND remote = ? AND remote <> '') ORDER BY path <> ?, id DESC",
                (identity.path, elsewhere, identity.remote, identity.path),
            )
            return [row[0] for row in rows if same(Identity(*row[1:]), identity)]

    def has_clone(self, remote: str) -> bool:
        """Return whether something is stored of a clone of this remote."""
        with self._errors():
            query = "SELECT 1 FROM projects WHERE remote = ? AND remote <> ''"
            return self._db.execute(query, (remote,)).fetchone() is not None

    def last_seen(self, project: int) -> str:
        """Return the path at which a project was last seen."""
        with self._errors():
            (path,) = self._db.execute("SELECT path FROM projects WHERE id = ?", (project,)).fetchone()
            return str(path)

    def save(self, identity: Identity, session: Session, now: float) -> None:
        """Store `session` at `now` (epoch seconds), in the place of an older record of it, in one transaction.

        A record that ended earlier than the one that is there, as a late checkpoint may, changes nothing. When the
        clock went back, so that the project's last session ended after `now`, this one counts as later still.
        """
        with self._change():
            project = self._project_at(identity)
            # One that is no date any more has no say.
            query = "SELECT max(ended) FROM sessions WHERE project = ? AND ended <= ?"
            (last,) = self._db.execute(query, (project, LATEST)).fetchone()
            if last and last > now:
                session = session._replace(ended=min(last + TICK, LATEST))
            self._put(project, session, now)

    def restore(self, records: Iterable[Record]) -> int:
        """Store records as they were, in one transaction; return how many were new, or ended later than the known.

        A project that is known already stays where it is.
        """
        with self._change():
            return sum(
                self._put(self._project_at(record.project, moved=False), record.session, record.saved, later=True)
                for record in records
            )

    def _project_at(self, identity: Identity, *, moved: bool = True) -> int:
        """Return the number of a project, which is made when there is none; `moved`: it is now at this path."""
        project = self.project(identity, elsewhere=True)
        if project is None:
            return self._db.execute(
                "INSERT INTO projects (path, remote, root_commit) VALUES (?, ?, ?)", identity
            ).lastrowid  # type: ignore[return-value]  # it is one after an INSERT
        self._db.execute(
            "UPDATE projects SET path = iif(?, ?, path), remote = coalesce(nullif(?, ''), remote),"
            " root_commit = coalesce(nullif(?, ''), root_commit) WHERE id = ?",
            (moved, identity.path, identity.remote, identity.root_commit, project),
        )
        return project

    def _put(self, project: int, session: Session, saved: float, *, later: bool = False) -> int:
        """Write a record and return 1, or 0 when the one that is there ended later, or with `later` as late."""
        values = (
            *(session.host, session.id, project, session.worktree, session.branch),
            *(session.started, session.ended, saved),
            json.dumps(session.digest.to_json(), ensure_ascii=False),
        )
        return self._db.execute(
            "INSERT INTO sessions (host, id, project, worktree, branch, started, ended, saved, digest)"  # noqa: S608  the same
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (host, id) DO UPDATE SET project = excluded.project, worktree = excluded.worktree,"
            " branch = excluded.branch, started = excluded.started, ended = excluded.ended,"
            " saved = excluded.saved, digest = excluded.digest"
            f" WHERE excluded.ended {'>' if later else '>='} sessions.ended",
            values,
        ).rowcount

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
        given = {
            "project = ?": project,
            "worktree = ?": worktree,
            "branch = ?": branch,
            "ended > ?": after,
        }
        found = self._select(*_condition(given))
        return list(islice((session for session in found if session.digest.goal or not with_goal), limit))

    def session(self, host: str, session_id: str) -> Session | None:
        """Return the record of one session, or None."""
        return next(self._select("host = ? AND id = ?", (host, session_id)), None)

    def ids(self, project: int, host: str, limit: int) -> list[str]:
        """Return the ids of a host's sessions in the project, in no order."""
        query = "SELECT id FROM sessions WHERE project = ? AND host = ? LIMIT ?"
        with self._errors():
            return [row[0] for row in self._db.execute(query, (project, host, limit))]

    def find(self, prefix: str, limit: int = 20) -> list[Session]:
        """Return the sessions of any host whose id is `prefix`, or else begins with it; last ended first."""
        found = list(islice(self._select("id LIKE ? ESCAPE '\\'", (_like(prefix),)), limit))
        return [session for session in found if session.id == prefix] or found

    def _select(self, condition: str, values: tuple[object, ...]) -> Iterator[Session]:
        """Yield the sessions that can be read, last ended first, as far as they are asked for."""
        query = f"SELECT {COLUMNS} FROM sessions WHERE {condition} ORDER BY ended DESC"  # noqa: S608  fixed texts only
        with self._errors():
            for row in self._db.execute(query, values):
                with contextlib.suppress(ValueError):
                    yield session_of(*row)

    def records(self, choice: Choice = EVERYTHING) -> Iterator[Record | str]:
        """Yield the chosen records in the order in which they were saved; one that cannot be read as its id."""
        condition, values = self._chosen(choice)
        query = (
            f"SELECT path, remote, root_commit, saved, {COLUMNS} FROM sessions"  # noqa: S608  fixed texts only
            f" JOIN projects ON projects.id = project WHERE {condition} ORDER BY saved, host, sessions.id"
        )
        with self._errors():
            for path, remote, root, saved, *row in self._db.execute(query, values):
                try:
                    yield Record(Identity(path, remote, root), session_of(*row), as_time(saved, "saved"))
                except ValueError:
                    yield str(row[1])

    def is_whole(self) -> bool:
        """Return whether SQLite finds no damage anywhere in the database."""
        with self._errors():
            return not mistakes(self._db)

    def ids_like(self, prefix: str) -> list[str]:
        """Return the ids, of any host, that begin with `prefix`, also those of records that cannot be read."""
        with self._errors():
            rows = self._db.execute("SELECT DISTINCT id FROM sessions WHERE id LIKE ? ESCAPE '\\'", (_like(prefix),))
            return [name for (name,) in rows if name.startswith(prefix)]  # LIKE takes capitals for small letters

    def count(self, choice: Choice = EVERYTHING) -> dict[Identity, int]:
        """Return how many sessions are chosen, by project."""
        condition, values = self._chosen(choice)
        query = (
            "SELECT path, remote, root_commit, count(*) FROM sessions JOIN projects ON projects.id = project"  # noqa: S608  fixed texts only
            f" WHERE {condition} GROUP BY project ORDER BY path"
        )
        with self._errors():
            return {Identity(*identity): number for *identity, number in self._db.execute(query, values)}

    def forget(self, choice: Choice) -> list[str]:
        """Delete the chosen sessions and return their ids; where they stood is overwritten.

        Other processes are waited for and kept out until the database is closed. Raises StoreError, with nothing
        deleted, when they do not end.
        """
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        with self._change("EXCLUSIVE"):
            condition, values = self._chosen(choice)
            ids = [name for (name,) in self._db.execute(f"SELECT id FROM sessions WHERE {condition}", values)]  # noqa: S608  fixed texts only
            self._db.execute(f"DELETE FROM sessions WHERE {condition}", values)  # noqa: S608  the same
            self._db.execute(EMPTY_PROJECTS)
        return ids

    def rewrite(self) -> None:
        """Write the file anew, without what is free in it, and empty its write-ahead log."""
        with self._errors():
            self._db.execute("PRAGMA temp_store = MEMORY")  # no copy in the folder for temporary files
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _chosen(self, choice: Choice) -> tuple[str, tuple[object, ...]]:
        """Return the condition that holds for the chosen sessions, with its values."""
        condition, values = _condition({"sessions.id = ?": choice.session, "ended < ?": choice.before})
        if choice.project is not None:
            condition += f" AND project IN ({', '.join(map(str, self._projects(choice.project)))})"
        return condition, values

    def tidy(self, before: float, most: int) -> int:
        """Delete sessions saved `before` (epoch seconds), and the oldest while more than `most` bytes are in use.

        A small step, for every end: at most STEP sessions, then at most PAGES pages are given back to the system. For
        the sake of size the last session of a project goes only when there is no other among the oldest. 0 is no
        limit. Returns how many were deleted.
        """
        with self._errors():
            old = self._db.execute("SELECT 1 FROM sessions WHERE saved < ? LIMIT 1", (before,)).fetchone()
        if not old and not self._over(most):
            return 0
        with self._change():
            gone = self._db.execute(OLD, (before, STEP)).rowcount
            step = PART
            while step and gone < STEP and self._over(most):
                step = self._db.execute(OLDEST, (min(PART, STEP - gone),)).rowcount
                gone += step
            self._db.execute(EMPTY_PROJECTS)
        with self._errors():
            self._db.executescript(f"PRAGMA incremental_vacuum({PAGES})")  # `execute` would stop after one page
        return gone

    def _over(self, most: int) -> bool:
        """Return whether more than `most` bytes are in use; 0 is no limit."""
        with self._errors():
            (pages,), (free,), (size,) = (
                self._db.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
            )
        return bool(0 < most < (pages - free) * size)


COLUMNS = "host, sessions.id, worktree, branch, started, ended, digest"
EMPTY_PROJECTS = "DELETE FROM projects WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE project = projects.id)"
OLD = "DELETE FROM sessions WHERE rowid IN (SELECT rowid FROM sessions WHERE saved < ? ORDER BY saved LIMIT ?)"
OLDEST = """
    DELETE FROM sessions WHERE rowid IN (
        SELECT number FROM (
            SELECT rowid AS number, saved, EXISTS (
                SELECT 1 FROM sessions AS later WHERE later.project = sessions.project AND later.ended > sessions.ended
            ) AS has_later
            FROM sessions ORDER BY saved LIMIT 500
        ) ORDER BY has_later DESC, saved LIMIT ?
    )
"""
"""The sessions that the size limit takes first, of the 500 oldest."""


def _condition(given: Mapping[str, object]) -> tuple[str, tuple[object, ...]]:
    """Return the conditions that have a value as one, with their values."""
    wanted = {condition: value for condition, value in given.items() if value is not None}
    return " AND ".join(wanted) or "true", tuple(wanted.values())


def _like(prefix: str) -> str:
    """Return the LIKE pattern, with a backslash as escape, for what begins with `prefix`."""
    return prefix.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
