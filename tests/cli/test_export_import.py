"""`memplug export` and `memplug import`: everything to another machine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from memplug.digest.model import Digest
from memplug.project.identity import Identity
from memplug.store import Record, Session, Store

SITE = Identity("/home/dev/site/.git", "example.com/dev/site", "a" * 40)


def session(name: str, *, ended: float = 1795171320.25, goal: str = "Straße\n🚪", worktree: str = "/home/dev/site"):
    return Session("claude-code", name, worktree, "main", ended - 60, ended, Digest(goal=goal, answer="x" * 300))


def fill(home, *sessions: Session, project: Identity = SITE) -> None:
    with Store(home.path / "state" / "memplug.db") as store:
        store.restore(Record(project, one, 1795171321.5) for one in sessions)


def records(home) -> list[Record]:
    with Store(home.path / "state" / "memplug.db", read_only=True) as store:
        return [record for record in store.records() if isinstance(record, Record)]


@pytest.fixture
def other(home):
    """Another machine."""
    return replace(home, path=home.path.with_name("other home"))


@pytest.fixture
def file(home, tmp_path):
    fill(home, *(session(f"s{number:03}") for number in range(5)))
    assert home.run("export", str(tmp_path / "out.jsonl")).stdout.endswith(b"out.jsonl.\n")
    return tmp_path / "out.jsonl"


def test_everything_arrives_and_twice_doubles_nothing(home, other, file):
    first = other.run("import", str(file))
    assert (first.returncode, first.stdout, first.stderr) == (0, b"5 imported, 0 there already.\n", b"")
    assert records(other) == records(home)
    second = other.run("import", "-", stdin=file.read_bytes())
    assert second.stdout == b"0 imported, 5 there already.\n"
    assert records(other) == records(home)
    assert other.run("export").stdout == file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_the_first_line_says_what_it_is(file):
    head, *rest = file.read_text("utf-8").splitlines()
    assert json.loads(head).keys() == {"memplug", "format", "sessions"}
    assert json.loads(head)["sessions"] == len(rest) == 5


def test_the_session_that_ended_later_stays(other, file):
    fill(other, session("s000", ended=1795171320.25 + 1, goal="newer"), session("s001", ended=1.0, goal="older"))
    assert other.run("import", str(file)).stdout == b"4 imported, 1 there already.\n"
    goals = {record.session.id: record.session.digest.goal for record in records(other)}
    assert (goals["s000"], goals["s001"]) == ("newer", "Straße\n🚪")


def test_only_this_project(home, transcript):
    fill(home, session("theirs"))
    home.end(transcript(("user", "Build a door"), ("say", "ok")), session_id="mine")
    head, line = home.run("export", "--project").stdout.decode().splitlines()
    assert json.loads(head)["sessions"] == 1
    assert json.loads(line)["id"] == "mine"


def test_a_clone_finds_what_was_imported(home, other, git, transcript):
    git(home.cwd, "remote", "add", "origin", "https://example.com/dev/site.git")
    fill(home, session("there"), project=SITE._replace(root_commit=git(home.cwd, "rev-parse", "HEAD")))
    assert other.run("import", "-", stdin=home.run("export").stdout).returncode == 0
    assert "Straße" in other.start()


def test_folders_that_lie_elsewhere_here(home, other):
    fill(home, session("a"), session("b", worktree="/home/developer/x"), project=Identity("/home/dev/site/.git"))
    exported = home.run("export").stdout
    assert other.run("import", "-", "--map", "/home/dev/=/Users/me", stdin=exported).returncode == 0
    assert {(record.project.path, record.session.worktree) for record in records(other)} == {
        ("/Users/me/site/.git", "/Users/me/site"),
        ("/Users/me/site/.git", "/home/developer/x"),
    }
    assert other.run("import", "-", "--map", "/home/dev", stdin=exported).returncode == 2


def test_bad_lines_are_named_and_the_good_ones_stay(other, file):
    lines = file.read_bytes().splitlines(keepends=True)
    lines[1] = b"{ half a line\n"
    lines[2] = b"\xff\xfe\n"
    lines[3] = b'{"project": {}}\n'
    lines[4] = b"x" * 5_000_000 + b"\n"
    file.write_bytes(b"".join(lines))
    done = other.run("import", str(file))
    assert done.returncode == 1
    assert done.stdout == b"1 imported, 0 there already.\n"
    said = done.stderr.decode().splitlines()
    assert said[0].startswith(f"{file}:2: not JSON (")
    assert said[1].startswith(f"{file}:3: ")
    assert said[2] == f"{file}:4: project.path must be a string"
    assert said[3] == f"{file}:5: longer than 1,000,000 characters"
    assert said[4] == "Error: 4 of 5 lines could not be read and were left out"
    assert [record.session.id for record in records(other)] == ["s004"]


def test_a_file_that_ends_early_is_noticed(other, file):
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:3]))
    done = other.run("import", str(file))
    assert done.returncode == 1
    assert b"ends early: it announces 5 sessions and holds 2" in done.stderr
    assert len(records(other)) == 2


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b'{"memplug": "9.0", "format": 2, "sessions": 1}\n', b":1: written by a newer memplug (format 2, not 1)"),
        (b"", b":1: this is nothing that `memplug export` has written"),
        (b"hello\n", b":1: this is nothing"),
        (b"[" * 100_000, b":1: this is nothing"),
        (b'{"format": "1", "sessions": []}\n', b":1: this is nothing"),
    ],
)
def test_what_is_no_export_or_a_newer_one_is_refused(home, tmp_path, head, said):
    file = tmp_path / "given"
    file.write_bytes(head)
    done = home.run("import", str(file))
    assert done.returncode == 1
    assert said in done.stderr
    assert not (home.path / "state").exists()


def test_secrets_are_taken_out_on_both_ways(home, other):
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"[:36]
    fill(home, session("s", goal=f"Use {secret} please"))
    exported = home.run("export").stdout
    assert secret.encode() not in exported
    assert b"Use [redacted] please" in exported
    smuggled = exported.replace(b"[redacted]", secret.encode())
    assert other.run("import", "-", stdin=smuggled).returncode == 0
    assert records(other)[0].session.digest.goal == "Use [redacted] please"


def test_a_file_is_not_written_over(home, file):
    before = file.read_bytes()
    refused = home.run("export", str(file))
    assert refused.returncode == 1
    assert b"is there already; --force replaces it" in refused.stderr
    fill(home, session("new"))
    assert home.run("export", str(file), "--force").returncode == 0
    assert file.read_bytes() != before
    nowhere = home.run("export", str(file.parent / "none" / "x.jsonl"))
    assert nowhere.returncode == 1
    assert not (file.parent / "none").exists()


def test_nothing_stored_is_an_export_of_nothing(home, other):
    exported = home.run("export").stdout
    assert json.loads(exported)["sessions"] == 0
    assert other.run("import", "-", stdin=exported).stdout == b"0 imported, 0 there already.\n"


def test_what_cannot_be_read_is_named(home, file):
    with Store(home.path / "state" / "memplug.db") as store:
        store._db.execute("UPDATE sessions SET digest = '{' WHERE id = 's002'")
    done = home.run("export")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 5
    assert b"left out: s002" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_an_import_that_is_killed_can_be_repeated(home, other, tmp_path):
    fill(home, *(session(f"s{number:04}") for number in range(1000)))
    exported = home.run("export").stdout
    lines = exported.splitlines(keepends=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "memplug", "import", "-"],
        stdin=subprocess.PIPE,
        env=other.environment,
        cwd=other.cwd,
    )
    assert process.stdin
    process.stdin.write(b"".join(lines[:900]))
    process.stdin.flush()
    database = other.path / "state" / "memplug.db"
    while not database.exists() or not _count(database):
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    there = _count(database)
    assert 0 < there < 1000
    assert there % 200 == 0
    assert (
        other.run("import", "-", stdin=exported).stdout == f"{1000 - there} imported, {there} there already.\n".encode()
    )
    assert records(other) == records(home)


def _count(database) -> int:
    with Store(database, read_only=True) as store:
        return sum(store.count().values())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no head")
@pytest.mark.parametrize("arguments", [["show", "s000"], ["export"], ["forget", "--all", "--dry-run"]])
def test_a_reader_that_goes_away_gets_no_traceback(home, arguments):
    long = session("s000")._replace(digest=Digest(goal="x", prompts=tuple("y" * 5000 for _ in range(40))))
    fill(home, long, *(session(f"s{number:03}") for number in range(1, 300)))
    process = subprocess.Popen(
        [sys.executable, "-m", "memplug", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=home.environment,
        cwd=home.cwd,
    )
    assert process.stdout
    assert process.stderr
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() in (0, 1)
    process.stderr.close()
