"""`memplug forget`: what is forgotten stands in no file of memplug's any more."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from pathlib import Path

import pytest

from memplug import open_sessions
from memplug.digest.model import Digest
from memplug.paths import write_private
from memplug.project.identity import Identity
from memplug.store import Record, Session, Store

DAY = 86_400


@pytest.fixture
def memory(home, transcript):
    """Two sessions of this project, one of another; ready answers, a log, notes and marks name them."""
    for name in ("walrus", "otter"):
        home.end(transcript(("user", f"Feed the {name}-goal"), ("say", "Fed.")), session_id=f"{name}-id")
        home.start()
    file = home.path / "state" / "memplug.db"
    with Store(file) as store:
        one = Session(
            "codex", "heron-id", "/other", "", 1.0, time.time() - 40 * DAY, Digest(goal="Feed the heron-goal")
        )
        store.restore([Record(Identity("/other"), one, time.time())])
    names = ("walrus", "otter", "heron")
    lines = "".join(f"2026-11-20T10:00:00Z session-end: {name}-id\n" for name in names)
    (home.path / "state" / "memplug.log").write_text(lines, "utf-8")
    for name in names:
        note(home, name)
        write_private(home.path / "state" / "session-hooks" / f"{name}-id.ended", b"")
    return file


def note(home, name):
    project = str(home.cwd / ".git") if name != "heron" else "/other"
    folder = Path(open_sessions.folder_of(str(home.path / "state"), project))
    folder.mkdir(parents=True, exist_ok=True)
    opened = str(time.time() - 40 * DAY) if name == "heron" else str(time.time())
    record = open_sessions.Record(project, "claude-code", f"{name}-id", "/", "", "", "", opened)
    assert open_sessions.write(str(folder / open_sessions.name_of("claude-code", f"{name}-id")), record)


def where(home, *marks: str) -> set[str]:
    """Return the marks that stand in any file below memplug's home, or in its name."""
    data = b"".join(file.name.encode() + file.read_bytes() for file in home.path.rglob("*") if file.is_file())
    return {mark for mark in marks if mark.encode() in data}


def marks(*names: str) -> set[str]:
    return {f"{name}-{part}" for name in names for part in ("id", "goal")}


ALL = marks("walrus", "otter", "heron")


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (["walrus-id"], ["otter", "heron"]),
        (["wal"], ["otter", "heron"]),
        (["--project"], ["heron"]),
        (["--before", "30d"], ["walrus", "otter"]),
        (["--before", "2999-01-01"], []),
        (["--all"], []),
    ],
    ids=lambda value: " ".join(value) or "nothing",
)
def test_no_byte_is_left_of_what_is_forgotten(home, memory, arguments, left):
    assert where(home, *ALL) == ALL
    done = home.run("forget", *arguments, "--yes")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.endswith(b"Deleted.\n")
    assert where(home, *ALL) == marks(*left)
    assert list((home.path / "cache" / "ready").iterdir()) == []
    assert sorted(file.name for file in memory.parent.glob("memplug.db*")) == ["memplug.db"]
    told = home.start()
    assert ("walrus-goal" in told or "otter-goal" in told) is bool({"walrus", "otter"} & set(left))


def test_nothing_is_deleted_before_it_was_asked(home, memory):
    for arguments in (["--all"], ["--project"], ["walrus-id"]):
        done = home.run("forget", *arguments)
        assert done.returncode == 1
        assert b"Delete for good?" in done.stderr
    done = home.run("forget", "--project", "--dry-run")
    assert done.returncode == 0
    assert f"2 sessions of {home.cwd}".encode() in done.stdout
    assert b"Deleted" not in done.stdout
    assert where(home, *ALL) == ALL
    assert home.run("forget", "otter-id", stdin="y\n").returncode == 0
    assert where(home, *ALL) == marks("walrus", "heron")


def test_json(home, memory):
    before = home.json("forget", "--before", "30d", "--dry-run")
    assert before == {
        "deleted": False,
        "sessions": 1,
        "projects": [{"path": "/other", "remote": "", "root_commit": "", "sessions": 1}],
        "open": 1,
        "damaged": [],
    }
    assert home.json("forget", "--before", "30d", "--yes") == before | {"deleted": True}
    assert home.json("forget", "--before", "30d", "--yes")["sessions"] == 0


def test_one_session_is_shown_before_it_goes(home, memory):
    told = home.run("forget", "heron", "--dry-run").stdout.decode()
    assert "heron-id  codex: Feed the heron-goal" in told


def test_what_is_meant_must_be_clear(home, memory):
    home.run("session-end", stdin={"session_id": "walrus-two"})
    note(home, "walrus-two")
    ambiguous = home.run("forget", "walrus", "--yes")
    assert ambiguous.returncode == 1
    assert b"'walrus' is the beginning of 2 ids (walrus-id, walrus-two-id); give more of it" in ambiguous.stderr
    unknown = home.run("forget", "badger", "--yes")
    assert unknown.returncode == 1
    assert b"no session has an id that begins with 'badger'" in unknown.stderr
    for arguments in ([], ["walrus-id", "--all"], ["--project", "--before", "30d"], ["--before", "yesterday"]):
        assert home.run("forget", *arguments, "--yes").returncode == 2
    assert home.run("forget", "--before", "9" * 5000 + "d").returncode == 2
    assert where(home, *ALL) == ALL


def test_nothing_stored_is_nothing_to_forget(home):
    done = home.run("forget", "--project")
    assert (done.returncode, done.stdout) == (0, b"Nothing is stored of that.\n")
    assert home.run("forget", "x").returncode == 1
    assert not home.path.exists()


def test_damaged_databases_go_with_all_and_are_named_else(home, memory):
    aside = memory.with_name("memplug.db.damaged-1")
    shutil.copy(memory, aside)
    aside.with_name(f"{aside.name}-wal").write_bytes(b"otter-goal")
    done = home.run("forget", "--project", "--yes")
    assert f"{aside} is a damaged database that may hold sessions as well".encode() in done.stderr
    assert aside.exists()
    told = home.run("forget", "--all", "--dry-run").stdout.decode()
    assert str(aside) in told
    assert home.run("forget", "--all", "--yes").returncode == 0
    assert where(home, *ALL) == set()
    assert sorted(file.name for file in memory.parent.glob("*damaged*")) == []


def test_a_database_that_is_damaged_itself(home, memory):
    memory.write_bytes(b"walrus-goal" * 1000)
    narrow = home.run("forget", "--project", "--yes")
    assert narrow.returncode == 1
    assert b"nothing was deleted" in narrow.stderr
    assert home.run("forget", "--all", "--yes").returncode == 0
    assert where(home, *ALL) == set()


def test_while_another_process_writes_nothing_is_deleted(home, memory):
    writer = sqlite3.connect(memory, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    done = home.run("forget", "--all", "--yes")
    assert done.returncode == 1
    assert b"another process is using it" in done.stderr
    assert b"nothing was deleted" in done.stderr
    writer.execute("COMMIT")
    writer.close()
    assert where(home, *ALL) == ALL
    assert home.run("forget", "--all", "--yes").returncode == 0


def test_an_end_that_comes_later_brings_its_session_back(home, memory, transcript):
    assert home.run("forget", "walrus-id", "--yes").returncode == 0
    home.end(transcript(("user", "Feed the walrus-goal"), ("say", "Fed.")), session_id="walrus-id")
    assert home.json("show", "walrus-id")["goal"] == "Feed the walrus-goal"
    assert json.loads(home.run("forget", "--all", "--dry-run", "--json").stdout)["sessions"] == 3


@pytest.mark.parametrize(("answer", "why"), [("", ": nobody answered; with --yes it does not ask"), ("n\n", "")])
def test_without_a_yes_nothing_is_deleted(home, memory, answer, why):
    done = home.run("forget", "--all", stdin=answer)
    assert done.returncode == 1
    assert done.stderr.decode().endswith(f"Error: nothing was deleted{why}\n")
    assert "Aborted" not in done.stderr.decode()
    assert where(home, *ALL) == ALL


def test_an_empty_id_names_no_session(home, memory):
    done = home.run("forget", "", "--yes")
    assert done.returncode == 2
    assert b"an id cannot be empty; `memplug status` lists" in done.stderr
    assert where(home, *ALL) == ALL


def test_folders_of_projects_without_a_session_go(home, memory):
    assert home.run("forget", "--before", "30d", "--yes").returncode == 0
    assert [folder.name for folder in (home.path / "state" / "open").iterdir()] == [
        Path(open_sessions.folder_of("", str(home.cwd / ".git"))).name
    ]
