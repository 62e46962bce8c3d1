"""How long sessions are kept, how much room they take, and that what is deleted is gone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memplug.digest.model import Digest
from memplug.project.identity import Identity
from memplug.store import Choice, Record, Session, Store, StoreError
from memplug.store import damage as opening
from memplug.store.records import from_line, to_line

PROJECT = Identity("/p/.git", "host/p", "a" * 40)
OTHER = Identity("/other/.git", "host/other", "b" * 40)
KILOBYTES = "x" * 4000


def session(name="s", *, ended=100.0, goal="x", answer=""):
    return Session("claude-code", name, "/p", "main", ended - 10, ended, Digest(goal=goal, answer=answer))


def ids(store):
    return {record if isinstance(record, str) else record.session.id for record in store.records()}


def used(store: Store) -> int:
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    (free,) = store._db.execute("PRAGMA freelist_count").fetchone()
    return int(pages - free) * 4096


def test_old_sessions_go_in_small_steps(store):
    store.restore(Record(PROJECT, session(f"{number:03}"), saved=float(number)) for number in range(250))
    assert store.tidy(before=240.0, most=0) == 100
    assert min(ids(store)) == "100"
    assert store.tidy(before=240.0, most=0) == 100
    assert store.tidy(before=240.0, most=0) == 40
    assert store.tidy(before=240.0, most=0) == 0
    assert len(ids(store)) == 10


def test_of_too_much_the_oldest_go_until_it_is_less(store):
    store.restore(
        Record(PROJECT, session(f"{number:03}", ended=number, answer=KILOBYTES), saved=float(number))
        for number in range(1, 151)
    )
    most = used(store) // 2
    assert store.tidy(before=0, most=0) == 0
    gone = store.tidy(before=0, most=most)
    assert 75 <= gone < 110
    assert used(store) <= most
    assert min(ids(store)) == f"{gone + 1:03}"
    assert store.tidy(before=0, most=most) == 0


def test_far_too_much_is_no_more_work_for_one_end(store):
    store.restore(Record(PROJECT, session(str(number), answer=KILOBYTES), saved=1.0) for number in range(300))
    assert [store.tidy(before=0, most=1) for _ in range(3)] == [100, 100, 100]


def test_for_the_sake_of_size_the_last_session_of_a_project_goes_last(store):
    store.restore([Record(OTHER, session("only", ended=1, answer=KILOBYTES), saved=1.0)])
    store.restore(
        Record(PROJECT, session(f"{number:03}", ended=number, answer=KILOBYTES), saved=float(number))
        for number in range(2, 92)
    )
    most = used(store) - 20 * 4096
    store.tidy(before=0, most=most)
    assert "only" in ids(store)
    assert "002" not in ids(store)
    assert store.project(OTHER) is not None
    store.tidy(before=0, most=1)
    assert ids(store) == set()


def test_a_project_without_sessions_goes_with_them(store):
    store.restore([Record(PROJECT, session("a"), saved=1.0), Record(OTHER, session("b"), saved=9.0)])
    store.tidy(before=5.0, most=0)
    assert (store.project(PROJECT), store.project(OTHER) is None) == (None, False)


def test_room_is_given_back_in_small_steps(store):
    store.restore(Record(PROJECT, session(str(number), answer=KILOBYTES), saved=1.0) for number in range(100))
    store.restore([Record(PROJECT, session("new"), saved=9.0)])
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = store.path.stat().st_size
    store.tidy(before=5.0, most=0)
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert store.path.stat().st_size < before / 2
    assert store.is_whole()


def test_what_is_forgotten_leaves_no_byte(store):
    marks = [f"mark-{number}-" for number in range(40)]
    store.restore(
        Record(PROJECT, session(f"id-{mark}", goal=f"goal-{mark}", answer=f"{mark}{KILOBYTES}"), saved=1.0)
        for mark in marks
    )
    for mark in marks[:20]:
        assert store.forget(Choice(session=f"id-{mark}")) == [f"id-{mark}"]
    store.rewrite()
    store.close()
    data = b"".join(file.read_bytes() for file in store.path.parent.iterdir())
    assert not any(mark.encode() in data for mark in marks[:20])
    assert all(mark.encode() in data for mark in marks[20:])


def test_even_without_a_rewrite_nothing_is_left(store):
    """What `keep_days` deletes, and the record that a newer one replaces, is overwritten where it stood."""
    store.save(PROJECT, session("a", goal="first-words", answer=KILOBYTES), now=200.0)
    store.save(PROJECT, session("a", goal="second"), now=201.0)
    store.save(PROJECT, session("old", goal="aged-words"), now=1.0)
    store.tidy(before=100.0, most=0)
    store.close()
    data = store.path.read_bytes()
    assert b"second" in data
    assert b"first-words" not in data
    assert b"aged-words" not in data


def test_forgetting_is_narrowed(store):
    store.restore([Record(PROJECT, session(name, ended=ended), 1.0) for name, ended in (("a", 1), ("b", 2), ("c", 3))])
    store.restore([Record(OTHER, session("d", ended=1), 1.0)])
    assert store.count() == {PROJECT: 3, OTHER: 1}
    assert store.count(Choice(before=2.5)) == {PROJECT: 2, OTHER: 1}
    assert store.count(Choice(project=PROJECT, before=2)) == {PROJECT: 1}
    assert store.count(Choice(project=Identity("/nowhere"))) == {}
    assert store.forget(Choice(project=Identity("/nowhere"))) == []
    assert store.forget(Choice(project=PROJECT)) == ["a", "b", "c"]
    assert store.count() == {OTHER: 1}
    assert store.forget(Choice()) == ["d"]
    assert store.project(OTHER) is None


def test_forgetting_waits_for_others_and_else_does_nothing(store, monkeypatch):
    store.restore([Record(PROJECT, session("a"), 1.0)])
    with Store(store.path) as second:
        second._db.execute("PRAGMA busy_timeout = 50")
        with pytest.raises(StoreError, match="another process is using it"):
            second.forget(Choice())
    assert ids(store) == {"a"}


def test_restored_twice_is_there_once_and_the_later_end_counts(store):
    old, new = session("a", ended=10, goal="old"), session("a", ended=20, goal="new")
    assert store.restore([Record(PROJECT, old, 30.0)]) == 1
    assert store.restore([Record(PROJECT, old, 30.0)]) == 0
    assert store.restore([Record(PROJECT, new, 30.0)]) == 1
    assert store.restore([Record(PROJECT, old, 99.0)]) == 0
    assert list(store.records()) == [Record(PROJECT, new, 30.0)]


def test_restoring_does_not_move_a_project(store):
    store.save(PROJECT, session("here"), now=200.0)
    store.restore([Record(PROJECT._replace(path="/elsewhere/.git"), session("there"), 1.0)])
    assert store.count() == {PROJECT: 2}


def test_all_or_none_of_a_batch_is_restored(store):
    def records():
        yield Record(PROJECT, session("a"), 1.0)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.restore(records())
    assert ids(store) == set()


def test_when_the_clock_goes_back_the_order_of_sessions_stays(store):
    store.save(PROJECT, session("future", ended=5000.0), now=5000.0)
    store.save(PROJECT, session("now", ended=1000.0), now=1001.0)
    project = store.project(PROJECT)
    assert [one.id for one in store.sessions(project)] == ["now", "future"]
    store.save(PROJECT, session("future", ended=1002.0, goal="goes on"), now=1003.0)
    assert [one.id for one in store.sessions(project)] == ["future", "now"]
    assert store.newest(project).digest.goal == "goes on"


def test_after_the_last_moment_there_is_sessions_still_follow_each_other(store):
    last_second = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()
    store.restore([Record(PROJECT, session("import", ended=last_second), 1.0)])
    for number in range(3):
        store.save(PROJECT, session(f"{number}", ended=1000.0 + number), now=1001.0 + number)
    project = store.project(PROJECT)
    assert [one.id for one in store.sessions(project)] == ["2", "1", "0", "import"]
    assert store.newest(project).id == "2"


@pytest.mark.parametrize("broken", ["{", "[]", '{"goal": 5}', '{"metrics": {"x": 1}}', b"\xff\xfe", "NULL"])
def test_a_record_that_cannot_be_read_costs_only_itself(store, broken):
    store.restore([Record(PROJECT, session("good", ended=1), 1.0), Record(PROJECT, session("bad", ended=2), 2.0)])
    store._db.execute("UPDATE sessions SET digest = ? WHERE id = 'bad'", (broken,))
    project = store.project(PROJECT)
    assert store.newest(project).id == "good"
    assert [one.id for one in store.sessions(project)] == ["good"]
    assert [record if isinstance(record, str) else record.session.id for record in store.records()] == ["good", "bad"]
    assert store.ids_like("ba") == ["bad"]
    assert store.forget(Choice(session="bad")) == ["bad"]


@pytest.mark.parametrize("moment", [float("inf"), 1e300, "noon", -1e300])
def test_a_time_that_is_no_date_costs_only_its_record(store, moment):
    store.restore([Record(PROJECT, session("good", ended=1), 1.0), Record(PROJECT, session("bad", ended=2), 2.0)])
    store._db.execute("UPDATE sessions SET ended = ? WHERE id = 'bad'", (moment,))
    store.save(PROJECT, session("later", ended=3), now=4)
    assert store.newest(store.project(PROJECT)).id == "later"
    assert store.forget(Choice(session="later")) == ["later"]
    assert store.newest(store.project(PROJECT)).id == "good"


def test_a_line_is_a_round_trip():
    record = Record(PROJECT, session(goal="Straße\n\u2028🚪\0", ended=1795171320.123456), saved=1795171321.1)
    line = to_line(record)
    assert "\n" not in line
    assert from_line(line) == record
    assert to_line(from_line(line)) == line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"host": 5}, "host must be a string"),
        ({"host": ""}, "must not be empty"),
        ({"project": None}, "project must be a JSON object"),
        ({"project": {"path": ""}}, "project.remote must be a string"),
        ({"ended": True}, "ended must be a time"),
        ({"saved": 1e300}, "saved must be a time"),
        ({"started": "1"}, "started must be a time"),
        ({"digest": []}, "digest must be a JSON object"),
        ({"digest": {"goal": 1}}, "digest.goal is of another type"),
        ({"digest": {"prompts": ["a", 1]}}, "digest.prompts is of another type"),
        ({"digest": {"prompts": "a"}}, "digest.prompts is of another type"),
        ({"digest": {"failures": [{"command": "x"}]}}, "digest has a part of another form"),
        ({"digest": {"tests": {"command": "x", "passed": "y"}}}, "digest.tests is of another type"),
        ({"id": "\ud800"}, "not UTF-8"),
    ],
)
def test_a_line_that_is_no_record_says_why(change, said):
    import json

    data = json.loads(to_line(Record(PROJECT, session(), 1.0))) | change
    with pytest.raises(ValueError, match=said):
        from_line(json.dumps(data))


@pytest.mark.parametrize("line", ["", "{", "[]", "1", "[" * 100_000, '{"a": NaN}'])
def test_a_line_that_is_no_json_object_says_so(line):
    with pytest.raises(ValueError, match=r"not JSON|must be"):
        from_line(line)


def test_another_programs_database_is_not_written_to(tmp_path):
    file = tmp_path / "memplug.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = file.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StoreError, match="another program's database") as caught:
            Store(file, read_only=read_only)
        assert caught.value.damaged
    assert file.read_bytes() == before


def test_a_new_process_waits_for_one_that_writes(store):
    store.save(PROJECT, session("first"), now=200.0)
    script = (
        "import sys; from pathlib import Path; from memplug.store import *; from memplug.project.identity import Identity\n"
        "from memplug.digest.model import Digest\n"
        "with Store(Path(sys.argv[1])) as s: s.save(Identity('/q'), Session('h', 'late', '/q', '', 0, 1, Digest(goal='x')), 1)"
    )
    store._db.execute("BEGIN IMMEDIATE")
    late = subprocess.Popen([sys.executable, "-c", script, str(store.path)])
    with pytest.raises(subprocess.TimeoutExpired):
        late.wait(timeout=1.5)  # longer than a reader's patience
    store._db.execute("COMMIT")
    assert late.wait() == 0
    assert ids(store) == {"first", "late"}
    assert opening.WRITE_PATIENCE > opening.PATIENCE


def test_files_are_private(tmp_path):
    if sys.platform == "win32":
        pytest.skip("Windows has other rights")
    import os

    before = os.umask(0)
    try:
        with Store(tmp_path / "state" / "memplug.db") as store:
            store.save(PROJECT, session(), now=200.0)
            files = list(Path(store.path.parent).iterdir())
            assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
        (tmp_path / "state" / "memplug.db").write_bytes(b"damaged" * 100)
        opening.put_aside(tmp_path / "state" / "memplug.db")
        assert {file.stat().st_mode & 0o077 for file in (tmp_path / "state").iterdir()} == {0}
    finally:
        os.umask(before)
