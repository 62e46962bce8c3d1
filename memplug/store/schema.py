"""The tables, as migrations: entry N brings a database of schema version N to version N + 1.

Every change of a project's sessions gives the project a new random `version`, whoever makes it: the answers that
are kept ready for its next start are good for one version only.
"""

from __future__ import annotations

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE projects (
            id INTEGER PRIMARY KEY,
            path TEXT NOT NULL,
            remote TEXT NOT NULL,
            root_commit TEXT NOT NULL,
            version BLOB NOT NULL DEFAULT x''
        )
        """,
        "CREATE INDEX projects_by_path ON projects (path)",
        "CREATE INDEX projects_by_remote ON projects (remote)",
        """
        CREATE TABLE sessions (
            host TEXT NOT NULL,
            id TEXT NOT NULL,
            project INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
            worktree TEXT NOT NULL,
            branch TEXT NOT NULL,
            started REAL NOT NULL,
            ended REAL NOT NULL,
            saved REAL NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (host, id)
        )
        """,
        "CREATE INDEX sessions_by_project ON sessions (project, ended DESC)",
        "CREATE INDEX sessions_by_place ON sessions (project, worktree, branch, ended DESC)",
        "CREATE INDEX sessions_by_name ON sessions (project, host, id)",
        "CREATE INDEX sessions_by_age ON sessions (saved)",
        """
        CREATE TRIGGER session_added AFTER INSERT ON sessions BEGIN
            UPDATE projects SET version = randomblob(16) WHERE id = NEW.project;
        END
        """,
        """
        CREATE TRIGGER session_changed AFTER UPDATE ON sessions BEGIN
            UPDATE projects SET version = randomblob(16) WHERE id IN (OLD.project, NEW.project);
        END
        """,
        """
        CREATE TRIGGER session_removed AFTER DELETE ON sessions BEGIN
            UPDATE projects SET version = randomblob(16) WHERE id = OLD.project;
        END
        """,
    ),
    (
        # "memp": tells memplug's databases from those of other programs.
        "PRAGMA application_id = 0x6d656d70",
    ),
)

VERSION = len(MIGRATIONS)
"""The schema version that this memplug writes (`PRAGMA user_version`)."""
READABLE = 1
"""The oldest schema version whose tables this memplug can read as they are."""
APPLICATION = 0x6D656D70
"""`PRAGMA application_id` from schema version 2 on; before that it is 0."""
TABLES = frozenset({"projects", "sessions"})
