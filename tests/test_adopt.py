"""Sessions whose end never came: adopted by the next start, unless they still run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug import open_sessions

CLIENT = """
import json, subprocess, sys
for line in sys.stdin:
    command, payload = json.loads(line)
    done = subprocess.run([sys.executable, "-m", "memplug", *command], input=json.dumps(payload).encode(), capture_output=True)
    print(json.dumps([done.stdout.decode(), done.stderr.decode()]), flush=True)
"""
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="without /proc a process is not known")


class Client:
    """A client with a process of its own, which runs the hooks as a client does."""

    def __init__(self, home):
        self.home = home
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=home.cwd, env=home.environment
        )  # fmt: skip

    def hook(self, verb, session, transcript=None, host="claude-code", **fields):
        payload = {"session_id": session, "cwd": str(self.home.cwd), "source": "startup"} | fields
        if transcript is not None:
            payload["transcript_path"] = str(transcript)
        self.process.stdin.write(json.dumps([[verb, "--host", host], payload]).encode() + b"\n")
        self.process.stdin.flush()
        out, err = json.loads(self.process.stdout.readline())
        assert err == ""
        answer = json.loads(out or "{}")
        return answer.get("hookSpecificOutput", answer).get("additionalContext", "")

    def start(self, session, transcript=None, **fields):
        return self.hook("session-start", session, transcript, **fields)

    def end(self, session, transcript):
        self.hook("session-end", session, transcript, hook_event_name="SessionEnd", reason="other")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@pytest.fixture
def client(home):
    """Make clients that are gone when the test is."""
    made = []

    def make():
        made.append(Client(home))
        return made[-1]

    yield make
    for one in made:
        if one.process.returncode is None:
            one.kill()


def notes(home):
    return sorted((home.path / "state" / "open").glob("*/*"))


def stored(home):
    return {session["id"]: session for session in home.json("status")["sessions"]}


def grow_old(*files, seconds=3600):
    for file in files:
        os.utime(file, (time.time() - seconds,) * 2)


def begin_earlier(home, seconds=3600):
    """Make all notes say that their sessions began earlier."""
    for path in notes(home):
        record = open_sessions.read(str(path))
        record.opened = str(float(record.opened) - seconds)
        assert open_sessions.write(str(path), record)


@needs_proc
def test_a_killed_session_is_what_the_next_start_tells(home, transcript, client):
    first = client()
    first.start("lost", file := transcript(("user", "Build the parser"), ("say", "Half of it stands."), name="lost"))
    first.kill()
    told = client().start("next", file.with_name("next.jsonl"))
    assert "Build the parser" in told
    assert "Half of it stands." in told
    assert list(stored(home)) == ["lost"]
    assert home.json("show", "lost")["digest"]["reason"] == "lost"


@needs_proc
def test_the_second_answer_equals_the_first(home, transcript, client):
    first = client()
    first.start("lost", transcript(("user", "Build the parser"), ("say", "ok"), name="lost"))
    first.kill()
    second = client()
    told = second.start("next")
    assert second.start("next") == told
    assert second.start("next") == told
    assert "Build the parser" in told


@needs_proc
def test_a_session_beside_this_one_is_named_and_not_adopted(home, transcript, client):
    first, second = client(), client()
    first.start("beside", transcript(("user", "Paint the shed"), ("say", "ok"), name="beside"))
    for _ in range(3):  # the last of them on the short way
        told = second.start("next")
        assert "Also open since 20" in told
        assert "(Claude Code): Paint the shed" in told
        time.sleep(0.05)
    assert stored(home) == {}
    first.end("beside", transcript(("user", "Paint the shed"), ("say", "ok"), name="beside"))
    told = second.start("next")
    assert "Also open" not in told
    assert "Goal: Paint the shed" in told


@needs_proc
def test_when_the_one_beside_is_killed_a_ready_answer_is_not_good_any_more(home, transcript, client):
    first, second = client(), client()
    first.start("beside", transcript(("user", "Paint the shed"), ("say", "ok"), name="beside"))
    assert "Also open" in second.start("next")
    assert "Also open" in second.start("next")
    first.kill()
    told = second.start("next")
    assert "Also open" not in told
    assert "Goal: Paint the shed" in told


@needs_proc
def test_a_session_without_a_prompt_yet_is_named_and_its_prompt_once_it_is_there(home, transcript, client):
    first, second = client(), client()
    file = home.path / "beside.jsonl"
    first.start("beside", file)
    for _ in range(2):
        told = second.start("next")
        assert "Also open since" in told
        assert "Paint" not in told
    transcript(("user", "Paint the shed"), name="beside").rename(file)
    assert "Paint the shed" in second.start("next")


@needs_proc
@pytest.mark.parametrize("source", ["new", "clear", "resume"])
def test_what_a_process_goes_on_with_takes_the_place_of_what_it_did(home, transcript, client, source):
    """Copilot's `/new` tells of no end, and its process goes on."""
    one = client()
    one.start("before", transcript(("user", "Build the parser"), ("say", "ok"), name="before"))
    told = one.start("after", source=source)
    assert "Also open" not in told
    assert list(stored(home)) == ["before"]


@needs_proc
@pytest.mark.parametrize(("host", "source"), [("claude-code", "startup"), ("copilot-sdk", "new")])
def test_a_program_with_several_sessions_at_once_keeps_them(home, transcript, client, host, source):
    one = client()
    file = transcript(("user", "Build the parser"), ("say", "ok"), name="first")
    one.start("first tab", file, host=host, source=source)
    assert "Also open" in one.start("second tab", host=host, source=source)
    assert stored(home) == {}


@needs_proc
def test_a_quiet_session_is_read_and_its_later_part_as_well(home, transcript, client):
    one, two = client(), client()
    file = transcript(("user", "Build the parser"), ("say", "ok"), name="quiet")
    one.start("quiet", file)
    begin_earlier(home)
    grow_old(file)
    assert "Goal: Build the parser" in two.start("next")
    assert list(stored(home)) == ["quiet"]
    transcript(
        ("user", "Build the parser"), ("say", "ok"), ("user", "And the lexer"), ("say", "Lexer built."), name="quiet"
    )
    assert "Also open" in two.start("next")
    one.kill()
    assert "Lexer built." in two.start("next")


def test_without_a_process_a_quiet_transcript_decides(home, transcript):
    file = transcript(("user", "Build the parser"), ("say", "ok"), name="lost")
    home.start(session_id="lost", transcript_path=str(file))
    for path in notes(home):
        record = open_sessions.read(str(path))
        record.process = ""
        open_sessions.write(str(path), record)
    assert "Also open" in home.start()
    begin_earlier(home)
    grow_old(file)
    assert "Goal: Build the parser" in home.start()


def test_the_end_removes_the_note_and_a_checkpoint_does_not(home, transcript):
    file = transcript(("user", "Build the parser"), ("say", "ok"))
    home.start(session_id="last")
    assert len(notes(home)) == 1
    home.end(file, hook_event_name="Stop")
    assert len(notes(home)) == 1
    home.end(file)
    assert notes(home) == []


@needs_proc
def test_a_session_that_was_resumed_is_neither_adopted_nor_named(home, transcript, client):
    file = transcript(("user", "Build the parser"), ("say", "ok"))
    first = client()
    first.start("last", file)
    first.kill()
    told = client().start("last", file, source="resume")
    assert "Also open" not in told
    assert len(notes(home)) == 1


@needs_proc
def test_an_empty_session_leaves_nothing(home, client):
    first = client()
    first.start("empty", home.path / "never-written.jsonl")
    first.kill()
    second = client()
    assert "Where the last" not in second.start("next")
    assert stored(home) == {}


@needs_proc
def test_other_projects_are_left_alone_and_worktrees_are_not(home, transcript, client, git, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    git(home.cwd, "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    first = client()
    first.start("elsewhere", transcript(("user", "Secret plan"), ("say", "ok"), name="elsewhere"), cwd=str(other))
    first.start(
        "side", transcript(("user", "Side work"), ("say", "ok"), name="side", branch="side"), cwd=str(tmp_path / "side")
    )
    told = client().start("next")
    assert "Secret plan" not in told
    assert "on branch side, in another worktree): Side work" in told
    first.kill()
    told = client().start("next")
    assert "Secret plan" not in told
    assert "Side work" in told
    assert "on branch side" in told


@needs_proc
def test_what_is_too_long_for_a_start_is_named_and_finished_by_the_next_end_or_the_command(home, transcript, client):
    def lose(*sessions):
        first = client()
        for session in sessions:
            first.start(session, transcript(("user", "Build the parser"), ("say", "ok"), name=session))
        first.kill()

    lose("one", "two")
    assert b"never ended and are not read yet: 2 (" in adopt_nothing(home)
    assert stored(home) == {}
    assert {one["id"] for one in home.json("adopt", "--dry-run")["sessions"]} == {"one", "two"}
    assert b"Adopted: claude-code session one" in home.run("adopt").stdout
    assert set(stored(home)) == {"one", "two"}
    assert b"No session waits" in home.run("adopt").stdout
    assert "never ended" not in home.start(session_id="next")

    lose("three")
    adopt_nothing(home)
    assert "three" not in stored(home)
    client().end("next", transcript(("user", "Something else"), ("say", "ok"), name="next"))
    assert set(stored(home)) == {"one", "two", "three", "next"}


def adopt_nothing(home):
    """Start a session with next to no time for the others."""
    program = "import sys; from memplug import deadline; deadline.ADOPT = deadline.Limit(work=0.001, wall=0.001); "
    program += "from memplug import hook; hook.main(sys.argv[1:])"
    payload = {"session_id": "next", "cwd": str(home.cwd), "source": "startup"}
    done = subprocess.run(
        [sys.executable, "-c", program, "session-start", "--host", "claude-code"],
        input=json.dumps(payload).encode(), capture_output=True, check=True, cwd=home.cwd, env=home.environment,
    )  # fmt: skip
    assert b"(`memplug adopt` reads them)" in done.stdout
    return done.stdout


@pytest.mark.parametrize("content", [b"", b"garbage", b"memplug-open-1\0a\0b", os.urandom(300)])
def test_garbage_among_the_notes_is_cleared_away(home, transcript, content):
    home.start()
    folder = notes(home)[0].parent
    (folder / ("0" * 16)).write_bytes(content)
    assert "Also open" not in home.start()
    assert not (folder / ("0" * 16)).exists()


@pytest.mark.parametrize("session", ["../../../evil", "/etc/passwd", "a\0b", "x" * 100_000, "C:\\x", "\ud800", "", "."])
def test_no_id_becomes_a_path(home, session):
    home.start(session_id=session)
    assert all(len(path.name) == 16 and path.is_file() for path in notes(home))
    assert not list(home.path.parent.rglob("*evil*"))


@needs_proc
def test_a_client_with_the_number_of_one_that_is_gone_is_not_taken_for_it(home, transcript, client):
    file = transcript(("user", "Build the parser"), ("say", "ok"), name="lost")
    first = client()
    first.start("lost", file)
    (path,) = notes(home)
    record = open_sessions.read(str(path))
    machine = record.process.rpartition(" ")[0]
    assert machine.endswith(f" {first.process.pid}")
    record.process = f"{machine} 1"  # it would have started with the machine
    open_sessions.write(str(path), record)
    assert "Goal: Build the parser" in client().start("next")
