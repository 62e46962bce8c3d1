from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from memplug.digest.model import Digest
from memplug.doctor.bring_back import bring_back
from memplug.errors import UserError
from memplug.project.identity import Identity
from memplug.store import Session, Store, put_aside

PROJECT = Identity("/home/dev/site", "example.com/site", "a" * 40)


def session(name: str, goal: str = "Add a door") -> Session:
    # Long enough that a page holds only a few.
    return Session("claude-code", name, "/home/dev/site", "main", 1.0, 2.0, Digest(goal=goal, answer="x" * 1000))


def filled(file: Path, count: int) -> Path:
    with Store(file) as store:
        for number in range(count):
            store.save(PROJECT, session(f"s{number}"), now=3.0)
    return file


def test_all_comes_back_beside_what_is_new_and_twice_changes_nothing(tmp_path):
    database = filled(tmp_path / "memplug.db", 3)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE sessions SET rowid = rowid + 900000")  # what was before is forgotten
    connection.close()
    aside = put_aside(database)
    with Store(database) as store:
        store.save(PROJECT, session("s1", "Paint the door"), now=4.0)
    assert bring_back(aside, database)[1:] == (2, 1)
    assert bring_back(aside, database)[1:] == (0, 3)
    with Store(database) as store:
        project = store.project(PROJECT)
        assert project is not None
        assert len(store.sessions(project)) == 3
        newer = store.session("claude-code", "s1")
        assert newer is not None
        assert newer.digest.goal == "Paint the door"
        assert store.tidy(before=3.5, most=0) == 2  # they are as old as they were


def test_a_damaged_page_costs_what_lies_on_it(tmp_path):
    database = filled(tmp_path / "memplug.db", 40)
    connection = sqlite3.connect(database)
    (page,) = (
        connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'sessions' AND pagetype = 'leaf' LIMIT 1 OFFSET 3"
        ).fetchone()
        if _has_dbstat(connection)
        else (None,)
    )
    connection.close()
    if page is None:
        pytest.skip("this SQLite cannot say which page is whose")
    data = bytearray(database.read_bytes())
    data[(page - 1) * 4096 : page * 4096] = b"\x00" * 4096
    database.write_bytes(data)
    outcome = bring_back(database, database)
    assert outcome.file.name == "memplug.db.damaged-1"
    assert 30 <= outcome.brought < 40


def _has_dbstat(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1 FROM dbstat LIMIT 1")
    except sqlite3.OperationalError:
        return False
    return True


@pytest.mark.parametrize("keep", [100, 4096, 12_000])
def test_a_cut_file_never_fails_in_another_way_than_by_saying_so(tmp_path, keep):
    cut = filled(tmp_path / "cut.db", 40)
    cut.write_bytes(cut.read_bytes()[:keep])
    database = tmp_path / "memplug.db"
    brought = 0
    with suppress(UserError):
        brought = bring_back(cut, database).brought
    with Store(database) as store:
        assert len(store.find("s", 100)) == brought


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_a_file_in_which_there_is_nothing(tmp_path, content):
    other = tmp_path / "other.db"
    other.write_bytes(content)
    with pytest.raises(UserError, match="no session can be read"):
        bring_back(other, tmp_path / "memplug.db")
    assert other.read_bytes() == content


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="not there"):
        bring_back(tmp_path / "gone.db", tmp_path / "memplug.db")
    assert list(tmp_path.iterdir()) == []


def test_by_the_command_that_doctor_names(home, transcript):
    home.end(transcript(("user", "Add a door")))
    aside = put_aside(home.path / "state" / "memplug.db")
    assert "Add a door" not in home.start()
    done = home.run("doctor", "--bring-back", str(aside))
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode() == f"1 brought back, 0 there already. {aside} can be deleted.\n"
    assert "Add a door" in home.start()
    failed = home.run("doctor", "--bring-back", "gone.db")
    assert failed.returncode == 1
    assert b"gone.db is not there" in failed.stderr
