"""Databases of every schema version, as the memplug of that version left them, in `tests/data/store`.

`schema-N.db` is what `write` below makes with the memplug that first wrote schema N: a change of the schema brings
its own file along.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from memplug.digest.model import Commit, Digest, Failure, LastTestRun, Metrics
from memplug.project.identity import Identity
from memplug.store import Record, Session, Store
from memplug.store.schema import APPLICATION, MIGRATIONS, READABLE, VERSION

FOLDER = Path(__file__).parents[1] / "data" / "store"
SITE = Identity("/home/dev/site/.git", "example.com/dev/site", "a" * 40)
NOTES = Identity("/home/dev/notes")
DOOR = Digest(
    goal="Add a door to the house",
    title="The door",
    prompts=("Paint it red", "And the handle?"),
    answer="Done. Shall I commit?",
    earlier_answers=("The door is in.",),
    question="Shall I commit?",
    decisions=("Wood, not steel",),
    edited=("house/door.py",),
    read=("README.md",),
    open_tasks=("Describe the door",),
    done_tasks=("Add it",),
    failures=(Failure("pytest", passed_later=True), Failure("ruff check", False, "E501 line too long")),
    tests=LastTestRun("pytest -q", passed=True, summary="12 passed"),
    summary="Doors so far: one",
    reason="prompt_input_exit",
    branch_start="main",
    branch_end="main",
    head_start="1" * 40,
    head_end="2" * 40,
    commits=(Commit("2222222", "Add a door"),),
    metrics=Metrics("2026-11-20T10:00:00Z", "2026-11-20T10:42:00Z", 3, 17, 1, 0),
)
STORED = [
    Record(
        project,
        Session(host, f"session-{number}", worktree, branch, 1795168800.0 + number, 1795171320.25 + number, digest),
        1795171321.5 + number,
    )
    for number, (project, host, worktree, branch, digest) in enumerate(
        [
            (SITE, "claude-code", "/home/dev/site", "main", DOOR),
            (SITE, "codex", "/home/dev/site", "dev", Digest(goal="Straße, 東京 and 🚪", answer="x" * 9000)),
            (NOTES, "gemini-cli", "/home/dev/notes", "", Digest(goal="Sort the notes")),
        ]
    )
]


def write(file: Path) -> None:
    """Make the database of the present schema version."""
    with Store(file) as store:
        store.restore(STORED)


def versions() -> list[int]:
    return list(range(1, VERSION + 1))


@pytest.fixture(params=versions(), ids=lambda number: f"schema-{number}")
def file(request, tmp_path):
    stored = FOLDER / f"schema-{request.param}.db"
    assert stored.exists(), f"{stored.name} is missing: {__file__} says how it is made"
    copy = tmp_path / "state" / "memplug.db"
    copy.parent.mkdir()
    shutil.copy(stored, copy)
    assert value(copy, "user_version") == request.param
    return copy


def value(file: Path, pragma: str) -> int:
    connection = sqlite3.connect(file)
    (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    connection.close()
    return int(found)


def tables(file: Path) -> set[tuple[str, str, str]]:
    connection = sqlite3.connect(file)
    found = {(kind, name, sql) for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master")}
    connection.close()
    return found


def test_every_session_is_kept_and_the_schema_is_the_present_one(file, tmp_path):
    with Store(file) as store:
        assert list(store.records()) == STORED
        assert store.is_whole()
    assert (value(file, "user_version"), value(file, "application_id")) == (VERSION, APPLICATION)
    write(tmp_path / "new.db")
    assert tables(file) == tables(tmp_path / "new.db")


def test_it_can_be_read_before_a_session_end_has_brought_it_up_to_date(file):
    before = file.read_bytes()
    version = value(file, "user_version")
    assert version >= READABLE
    with Store(file, read_only=True) as store:
        assert list(store.records()) == STORED
    assert file.read_bytes() == before


def test_a_kill_during_the_migration_leaves_the_old_schema(file):
    version = value(file, "user_version")
    if version == VERSION:
        pytest.skip("there is nothing to migrate")
    reached = []

    class Killed(BaseException):
        """What no handler on the way takes for a failure."""

    class Store2(Store):
        def _migrate(self) -> None:
            with self._change():
                for statement in MIGRATIONS[version]:
                    self._db.execute(statement)
                    reached.append(statement)
                raise Killed

    with pytest.raises(Killed):
        Store2(file)
    assert reached
    assert value(file, "user_version") == version
    with Store(file) as store:
        assert list(store.records()) == STORED


def test_the_next_end_and_start_after_an_upgrade(home, transcript, file, git):
    git(home.cwd, "remote", "add", "origin", "https://example.com/dev/site.git")
    state = home.path / "state"
    state.mkdir(parents=True)
    shutil.copy(file, state / "memplug.db")
    with closing(sqlite3.connect(state / "memplug.db")) as connection, connection:  # as if it had been this project
        connection.execute("UPDATE projects SET path = ? WHERE path LIKE '%site%'", (str(home.cwd / ".git"),))
    connection.close()
    assert "Goal: Add a door to the house" in home.start()
    home.end(transcript(("user", "After the upgrade"), ("say", "ok")))
    assert value(state / "memplug.db", "user_version") == VERSION
    assert json.loads(home.run("show", "session-0", "--json").stdout)["digest"]["title"] == "The door"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
