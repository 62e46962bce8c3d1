"""A process that was killed while it wrote to the database itself: what it had begun is taken back."""

from __future__ import annotations

import subprocess
import sys

HALF_DONE = """
import os, signal, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
for line in ("journal_mode = DELETE", "cache_size = 2", "cache_spill = 1"):
    database.execute(f"PRAGMA {line}").fetchall()
database.execute(
    "WITH RECURSIVE copies (copy) AS (VALUES (1) UNION ALL SELECT copy + 1 FROM copies WHERE copy < 200) "
    "INSERT INTO sessions SELECT host, id || '-' || copy, project, worktree, branch, started, ended, saved, digest "
    "FROM sessions, copies"
)
database.execute("BEGIN")
database.execute("UPDATE sessions SET digest = replace(digest, 'Goal', 'Half') || printf('%5000c', ' ')")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_start_and_an_end_take_back_what_was_half_done(world):
    world.end("session")
    subprocess.run([sys.executable, "-c", HALF_DONE, str(world.database)], check=False)
    assert world.database.with_name("memplug.db-journal").exists()
    told = world.start("next", source="vscode")
    assert "Goal of session" in told
    assert "Half" not in told
    world.end("next")
    stored = world.stored()
    assert len(stored) == 202
    assert {digest["goal"] for digest in stored.values()} == {"Goal of session", "Goal of next"}
    assert list(world.database.parent.glob("*damaged*")) == []
    assert world.log == ""
