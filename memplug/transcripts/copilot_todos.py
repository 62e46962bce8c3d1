"""The list of work of a Copilot session: a table in `session.db` beside `events.jsonl`, which the agent fills."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from memplug.transcripts.turns import Task

MOST = 200
LONGEST = 100_000
"""Characters of one value; nothing in a list of work is longer."""
STEPS = 200_000
"""Steps of SQLite's machine for one query, some milliseconds."""
QUERY = f"SELECT coalesce(nullif(title, ''), id), coalesce(status, '') FROM todos ORDER BY rowid LIMIT {MOST}"  # noqa: S608  a number
TABLES = """
CREATE TABLE todos (id TEXT PRIMARY KEY, title TEXT, description TEXT, status TEXT DEFAULT 'pending',
                    created_at TEXT DEFAULT CURRENT_TIMESTAMP, updated_at TEXT DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE todo_deps (todo_id TEXT, depends_on TEXT, PRIMARY KEY (todo_id, depends_on));
"""
# What a query from a transcript may not do, even to a database in memory.
FORBIDDEN = frozenset([
    sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_RECURSIVE,
    sqlite3.SQLITE_CREATE_TRIGGER, sqlite3.SQLITE_CREATE_VTABLE,
])  # fmt: skip


def tasks(transcript: Path, _session_id: str) -> tuple[Task, ...] | None:
    """Return the list of work beside `transcript`, None when there is none that can be read at once.

    The database belongs to a client that may still be writing: it is opened read-only and not waited for.
    """
    file = transcript.parent / "session.db"
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as db:
            return _rows(db) or None
    except (sqlite3.Error, OSError, ValueError):
        return None


class Replay:
    """The same table made again from the queries in a transcript, for when its database is gone."""

    def __init__(self) -> None:
        self.asked: dict[str, str] = {}
        """Id of a call to its query, until the call has succeeded."""
        self._db: sqlite3.Connection | None = None

    def run(self, identity: str) -> tuple[Task, ...] | None:
        """Run the query of a call that succeeded; return the list of work when it changed it."""
        query = self.asked.pop(identity, "")
        if "todos" not in query.lower() or len(query) > LONGEST:
            return None
        db = self._database()
        before = db.total_changes
        try:
            db.executescript(query)
            return _rows(db) if db.total_changes != before else None
        except (sqlite3.Error, ValueError):
            return None

    def close(self) -> None:
        """Let the table go."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _database(self) -> sqlite3.Connection:
        if self._db is None:
            self._db = sqlite3.connect(":memory:")
            self._db.executescript(TABLES)
            self._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
            self._db.set_authorizer(_allowed)
            self._db.set_progress_handler(lambda: True, STEPS)
        return self._db


def _allowed(action: int, *_details: str | None) -> int:
    return sqlite3.SQLITE_DENY if action in FORBIDDEN else sqlite3.SQLITE_OK


def _rows(db: sqlite3.Connection) -> tuple[Task, ...]:
    return tuple(
        Task(f"{title} (blocked)" if status == "blocked" else str(title), str(status))
        for title, status in db.execute(QUERY)
    )
