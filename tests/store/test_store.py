from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from memplug.digest.model import Digest
from memplug.project.identity import Identity
from memplug.store import Session, Store, StoreError, put_aside
from memplug.store.schema import VERSION

PROJECT = Identity("/p/.git", "host/p", "a" * 40)


def session(name="s", *, ended=100.0, branch="main", worktree="/p", host="claude-code", goal="x"):
    return Session(host, name, worktree, branch, ended - 10, ended, Digest(goal=goal))


def save(store, *sessions, project=PROJECT, now=1000.0):
    for one in sessions:
        store.save(project, one, now)
    return store.project(project)


def test_what_is_saved_is_found(store):
    project = save(store, session())
    assert store.newest(project) == session()


def test_a_session_has_one_record(store):
    project = save(store, session(goal="a"), session(goal="b"), session(goal="c"))
    assert [one.digest.goal for one in store.sessions(project)] == ["c"]


def test_the_same_id_from_two_hosts_is_two_sessions(store):
    project = save(store, session(host="claude-code"), session(host="codex"))
    assert len(store.sessions(project)) == 2


def test_the_newest_is_found_by_worktree_and_branch(store):
    project = save(
        store, session("1", ended=1), session("2", ended=2, branch="dev"), session("3", ended=3, worktree="/q")
    )
    assert store.newest(project).id == "3"
    assert store.newest(project, "/p", "main").id == "1"
    assert store.newest(project, branch="dev").id == "2"
    assert store.newest(project, "/p", "none") is None
    assert [one.id for one in store.sessions(project, after=1)] == ["3", "2"]


def test_another_projects_sessions_are_not_shown(store):
    save(store, session("mine"))
    other = Identity("/other/.git", "host/other", "b" * 40)
    assert store.project(other) is None
    assert [one.id for one in store.sessions(save(store, session("theirs"), project=other))] == ["theirs"]


def test_a_clone_elsewhere_counts_only_when_asked_for(store):
    number = save(store, session())
    clone = Identity("/clone/.git", "host/p", "a" * 40)
    assert store.project(clone) is None
    assert store.project(clone, elsewhere=True) == number


def test_a_project_learns_its_remote_and_root(store):
    first = save(store, session("1"), project=Identity("/p/.git"))
    assert save(store, session("2"), project=PROJECT) == first
    assert store.project(Identity("/moved/.git", "host/p", "a" * 40), elsewhere=True) == first


def test_a_session_is_found_by_its_id_and_by_its_beginning(store):
    save(store, session("abc-1"), session("abc-2"), session("abc"), session("a_c"))
    assert [one.id for one in store.find("abc")] == ["abc"]
    assert {one.id for one in store.find("abc-")} == {"abc-1", "abc-2"}
    assert [one.id for one in store.find("a_")] == ["a_c"]
    assert store.find("%") == []
    assert store.session("claude-code", "abc") is not None
    assert store.session("codex", "abc") is None


def test_a_store_can_be_read_while_another_process_writes(store):
    save(store, session())
    with Store(store.path, read_only=True) as reader:
        store._db.execute("BEGIN IMMEDIATE")
        assert reader.newest(reader.project(PROJECT)) == session()
        store._db.execute("ROLLBACK")


def test_reading_makes_no_file(tmp_path):
    with pytest.raises(StoreError, match="unable to open"):
        Store(tmp_path / "none.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_store_of_a_newer_memplug_is_left_alone(store):
    store._db.execute(f"PRAGMA user_version = {VERSION + 1}")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="made by a newer memplug"):
            Store(store.path, read_only=read_only)


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_store_says_so_and_can_be_put_aside(tmp_path, content):
    file = tmp_path / "memplug.db"
    for number in (1, 2):
        file.write_bytes(content)
        with pytest.raises(StoreError) as caught:
            Store(file)
        assert caught.value.damaged
        assert put_aside(file).name == f"memplug.db.damaged-{number}"
    assert (tmp_path / "memplug.db.damaged-1").read_bytes() == content


def test_a_damaged_store_costs_no_session(home, transcript):
    (home.path / "state").mkdir(parents=True)
    (home.path / "state" / "memplug.db").write_bytes(b"garbage" * 100)
    assert "saved state left out" in home.start()
    home.end(transcript(("user", "after the damage"), ("say", "ok")))
    assert "Goal: after the damage" in home.start()
    assert (home.path / "state" / "memplug.db.damaged-1").read_bytes() == b"garbage" * 100
    assert "put aside as memplug.db.damaged-1" in home.log


def test_many_processes_can_save_at_once(tmp_path):
    script = (
        "import sys; from pathlib import Path; from memplug.store import Session, Store; "
        "from memplug.digest.model import Digest; from memplug.project.identity import Identity\n"
        "with Store(Path(sys.argv[1])) as s: s.save(Identity('/p'), Session('h', sys.argv[2], '/p', '', 0, 1, Digest(goal='x')), 1)"
    )
    file = tmp_path / "memplug.db"
    running = [subprocess.Popen([sys.executable, "-c", script, str(file), str(n)]) for n in range(8)]
    assert [process.wait() for process in running] == [0] * 8
    with Store(file) as store:
        assert len(store.sessions(store.project(Identity("/p")))) == 8


def test_the_schema_is_what_the_version_says(store):
    with closing(sqlite3.connect(store.path)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_an_index_gives_sessions_in_their_order(store):
    """To sort ten thousand made an end half as slow again."""
    project = save(store, session())
    asked = []
    store._db.set_trace_callback(asked.append)
    store.newest(project)
    store.newest(project, "/p", "main")
    store.sessions(project, worktree="/p", branch="main", after=1.0)
    store._db.set_trace_callback(None)
    assert len(asked) == 3
    for query in asked:
        plan = [step[3] for step in store._db.execute(f"EXPLAIN QUERY PLAN {query}")]
        assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")], plan
