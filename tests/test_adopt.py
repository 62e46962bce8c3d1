"""Sessions whose end never came: adopted by the next start, unless they still run."""

from __future__ import annotations

import json
import os
import shutil
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


@pytest.fixture
def other(tmp_path, git):
    """Another project."""
    folder = tmp_path / "other"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def test_an_end_in_another_project_belongs_to_the_one_in_which_the_session_began(home, transcript, other):
    file = transcript(("user", "Build the parser"), ("say", "ok"))
    home.start(session_id="last", transcript_path=str(file))
    home.end(file, cwd=str(other))
    assert notes(home) == []
    assert "Build the parser" in home.start()
    assert "Build the parser" not in home.start(cwd=str(other))


def test_a_checkpoint_in_another_project_belongs_there_as_well_and_keeps_the_note(home, transcript, other):
    file = transcript(("user", "Build the parser"), ("say", "ok"))
    home.start(session_id="last", transcript_path=str(file))
    home.end(file, cwd=str(other), hook_event_name="Stop")
    assert len(notes(home)) == 1
    assert "Build the parser" not in home.start(cwd=str(other), session_id="else")
    assert list(stored(home)) == ["last"]


def test_a_session_that_began_in_two_projects_ends_in_both(home, transcript, other):
    file = transcript(("user", "Build the parser"), ("say", "ok"))
    home.start(session_id="last", transcript_path=str(file))
    home.start(session_id="last", transcript_path=str(file), source="resume", cwd=str(other))
    assert len(notes(home)) == 2
    home.end(file, cwd=str(other))
    assert notes(home) == []
    assert "Build the parser" in home.start(cwd=str(other))


def test_an_end_counts_where_it_is_when_the_folder_of_its_start_is_gone(home, transcript, other):
    file = transcript(("user", "Build the parser"), ("say", "ok"))
    home.start(session_id="last", transcript_path=str(file), cwd=str(other))
    shutil.rmtree(other)
    home.end(file)
    assert "Build the parser" in home.start()
    assert [note for note in notes(home) if note.name == open_sessions.name_of("claude-code", "last")] == []


def test_an_end_in_an_excluded_folder_leaves_nothing_wherever_it_began(home, transcript, other):
    home.preferences(f"[state]\nexclude = ['{other}/**']\n")
    file = transcript(("user", "Build the parser"), ("say", "ok"))
    home.start(session_id="last", transcript_path=str(file))
    home.end(file, cwd=str(other))
    assert stored(home) == {}


def test_another_session_with_the_same_id_is_left_alone(home, transcript, other):
    home.start(
        session_id="1", transcript_path=str(transcript(("user", "Secret plan"), ("say", "ok"), name="elsewhere"))
    )
    home.end(transcript(("user", "Build the parser"), ("say", "ok")), session_id="1", cwd=str(other))
    assert len(notes(home)) == 1
    assert "Build the parser" in home.start(cwd=str(other))
    assert "Build the parser" not in home.start()


def test_empty_folders_of_projects_go_after_a_month_and_others_stay(home, transcript, other):
    top = home.path / "state" / "open"
    home.start(session_id="beside", cwd=str(other))
    empty, recent = top / ("0" * 16), top / ("1" * 16)
    empty.mkdir()
    recent.mkdir()
    for folder in (empty, *(note.parent for note in notes(home))):
        grow_old(folder, seconds=31 * 86_400)
    home.end(transcript(("user", "Build the parser"), ("say", "ok")))
    assert not empty.exists()
    assert recent.exists()
    assert len(notes(home)) == 1


def test_a_note_of_another_project_in_the_same_folder_is_nobodys_business(home, transcript, other):
    file = transcript(("user", "Secret plan"), ("say", "ok"), name="elsewhere")
    home.start(session_id="elsewhere", transcript_path=str(file), cwd=str(other))
    (note,) = notes(home)
    home.start(session_id="own")
    (own,) = [path.parent for path in notes(home) if path != note]
    note.rename(own / note.name)
    assert "Secret plan" not in home.start(session_id="next")
    begin_earlier(home)
    grow_old(file)
    assert "Secret plan" not in home.start(session_id="next")
    assert stored(home) == {}


def test_a_start_whose_folder_is_gone_is_noted_all_the_same(home, transcript):
    home.end(transcript(("user", "Build the parser"), ("say", "ok")))
    for folder in (home.path / "state" / "open").iterdir():
        folder.rmdir()  # an answer is ready, and needs it
    told = home.start(session_id="next")
    assert "Build the parser" in told
    assert len(notes(home)) == 1


@needs_proc
def test_the_command_says_what_it_did_not_save(home, transcript, client):
    first = client()
    first.start("written", transcript(("user", "Build the parser"), ("say", "ok"), name="written"))
    first.start("silent", home.path / "never.jsonl")
    first.start("unnamed")
    first.start("empty", transcript(name="empty"))
    first.kill()
    assert b"Nothing to adopt: claude-code session silent" in home.run("adopt", "--dry-run").stdout
    done = home.run("adopt")
    lines = {
        line.split(" session ")[1].split()[0]: line for line in done.stdout.decode().splitlines() if ": claude" in line
    }
    assert lines["written"].startswith("Adopted: ")
    assert lines["silent"].endswith(f"there is no transcript ({home.path}/never.jsonl); nothing of it can be saved")
    assert lines["unnamed"].endswith("there is no transcript (the client named none); nothing of it can be saved")
    assert lines["empty"].startswith("Nothing to save: ")
    assert b"session empty had no prompt: nothing saved" in done.stderr


@needs_proc
def test_the_command_says_that_what_was_saved_before_is_kept(home, transcript, client):
    first = client()
    file = transcript(("user", "Build the parser"), ("say", "ok"), name="early")
    first.start("early", file)
    first.hook("session-end", "early", file, hook_event_name="Stop")
    file.unlink()
    first.kill()
    assert b"what was saved of it before is kept" in home.run("adopt").stdout
    assert home.json("adopt")["sessions"] == []
    assert list(stored(home)) == ["early"]


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
        input=json.dumps(payload).encode(), capture_output=True, check=True, cwd=home.cwd,
        env=home.environment | {"MEMPLUG_PATIENCE": "1"},
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
