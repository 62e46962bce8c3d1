"""Whatever stands in the notes on open sessions, or where their transcripts should be, costs no session its start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from memplug import adopt, open_sessions

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="without /proc a client is not known")
DAY = 86_400


def lose(world, session, **fields):
    """Start a session whose client is gone then; return the file with the note on it."""
    world.start(session, **fields)
    (name,) = world.home.glob(f"state/open/*/{open_sessions.name_of('claude-code', session)}")
    return name


def change(note, **fields):
    record = open_sessions.read(str(note))
    for name, value in fields.items():
        setattr(record, name, value)
    assert open_sessions.write(str(note), record)


def pipe(path):
    os.mkfifo(path)


def device(path):
    path.symlink_to("/dev/zero")


def terminal(path):
    path.symlink_to("/dev/tty")


def folder(path):
    path.mkdir()


def loop(path):
    path.symlink_to(path)


def socket(path):
    import socket

    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


def garbage(path):
    path.write_bytes(os.urandom(100_000))


def one_endless_line(path):
    path.write_bytes(b'{"type": "user", "message": "' + b"x" * 20_000_000)


@pytest.mark.parametrize("running", [True, False])
@pytest.mark.parametrize("make", [pipe, device, terminal, folder, loop, socket, garbage, one_endless_line])
def test_a_transcript_that_is_none(world, tmp_path, make, running):
    note = lose(world, "odd")
    file = world.transcripts / "odd.jsonl"
    file.unlink()
    os.chdir(world.transcripts)  # the name of a socket is short
    make(Path(file.name))
    os.chdir("/")
    if running:
        change(note, process=open_sessions.client(), opened=str(time.time()))
    began = time.monotonic()
    world.start("next")
    world.end("next")
    assert time.monotonic() - began < 60
    assert "next" in world.stored()
    assert not [line for line in world.log.splitlines() if "Deadline" in line]


@pytest.mark.parametrize("make", [pipe, device, folder])
def test_an_end_with_a_transcript_that_is_none(world, make):
    payload = world.payload("odd", reason="other")
    file = world.transcripts / "odd.jsonl"
    file.unlink()
    make(file)
    world.answered("session-end", payload)
    assert "no ordinary file" in world.log or make is folder


def test_a_session_is_adopted_where_its_folder_is_gone(world):
    tree = world.project.with_name("tree")
    git = ["git", "-C", str(world.project), "-c", "user.name=Dev", "-c", "user.email=dev@example.com"]
    for arguments in (
        ["init", "-q", "-b", "main"],
        ["commit", "-q", "--allow-empty", "-m", "x"],
        ["worktree", "add", "-q", str(tree)],
    ):
        subprocess.run([*git, *arguments], check=True, env=world.environment, capture_output=True)
    lose(world, "lost", cwd=str(tree))
    subprocess.run([*git, "worktree", "remove", str(tree)], check=True, env=world.environment)
    assert "Goal of lost" in world.start("next")
    assert set(world.stored()) == {"lost"}


def test_a_session_is_adopted_where_its_project_was_moved_to(world):
    git = ["git", "-C", str(world.project), "-c", "user.name=Dev", "-c", "user.email=dev@example.com"]
    for arguments in (
        ["init", "-q"],
        ["remote", "add", "origin", "https://example.com/dev/app.git"],
        ["commit", "-q", "--allow-empty", "-m", "x"],
    ):
        subprocess.run([*git, *arguments], check=True, env=world.environment, capture_output=True)
    world.start("first")
    world.end("first")
    time.sleep(1.1)  # the stamps of transcripts are whole seconds here, and the later session is told
    lose(world, "lost")
    world.project = world.project.rename(world.project.with_name("moved"))
    assert "Goal of lost" in world.start("next")
    assert set(world.stored()) == {"first", "lost"}


@pytest.mark.parametrize("jump", [-3 * DAY, 3 * DAY, 40 * 365 * DAY])
def test_a_clock_that_jumps(world, jump):
    """The notes were made by a clock that was `jump` seconds ahead."""
    for session, known in (("unknown", {"process": ""}), ("dead", {})):
        change(lose(world, session), opened=str(time.time() + jump), **known)
        os.utime(world.transcripts / f"{session}.jsonl", (time.time() + jump,) * 2)
    assert "Goal of" in world.start("next")
    assert {"unknown", "dead"} <= set(world.stored())


def test_a_client_that_nobody_has_buried_is_gone(world):
    lost = lose(world, "lost")
    zombie = subprocess.Popen([sys.executable, "-c", "pass"])
    deadline = time.monotonic() + 30
    while " Z " not in Path(f"/proc/{zombie.pid}/stat").read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    started = Path(f"/proc/{zombie.pid}/stat").read_text().rpartition(")")[2].split()[19]
    machine = open_sessions.read(str(lost)).process.rsplit(" ", 2)[0]
    change(lost, process=f"{machine} {zombie.pid} {started}")
    assert "Also open" not in world.start("next")
    zombie.wait()
    assert "lost" in world.stored()


def test_a_client_that_becomes_another_program_still_runs(world):
    note = lose(world, "beside")
    client = subprocess.Popen(["sh", "-c", "read line; exec sleep 60"], stdin=subprocess.PIPE)
    started = Path(f"/proc/{client.pid}/stat").read_text().rpartition(")")[2].split()[19]
    machine = open_sessions.read(str(note)).process.rsplit(" ", 2)[0]
    change(note, process=f"{machine} {client.pid} {started}")
    assert "Also open" in world.start("next")
    client.stdin.write(b"\n")
    client.stdin.close()
    deadline = time.monotonic() + 30
    while b"sleep" not in Path(f"/proc/{client.pid}/cmdline").read_bytes() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "Also open" in world.start("next")
    client.send_signal(signal.SIGKILL)
    client.wait()
    assert "Also open" not in world.start("next")
    assert "beside" in world.stored()


def test_two_starts_adopt_the_same_session_once(world):
    for session in ("one", "two", "three"):
        lose(world, session)
    begun = [world.begin("session-start", world.payload(f"next-{number}", source="startup")) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(world.finish, begun))
    assert all(b"Goal of" in answer or b"adopt" in answer for answer in answers)
    world.end("last")
    assert set(world.stored()) >= {"one", "two", "three", "last"}


def test_a_note_that_cannot_be_removed_costs_no_start(world):
    note = lose(world, "first")
    (note.parent / ("0" * 16)).mkdir()
    os.mkfifo(note.parent / ("1" * 16))
    assert "<memplug>" in world.start("next")
    assert "first" in world.stored()


@pytest.mark.parametrize("fate", ["deleted", "shorter", "another"])
def test_a_transcript_that_changes_after_it_was_read(world, fate):
    lose(world, "lost")
    assert "Goal of lost" in world.start("next")
    file = world.transcripts / "lost.jsonl"
    if fate == "deleted":
        file.unlink()
    elif fate == "shorter":
        file.write_bytes(file.read_bytes()[:100])
    else:
        time.sleep(1.1)  # a session ends later than what was there before
        world.write("lost", "Another goal")
    told = world.start("next")
    assert ("Another goal" if fate == "another" else "Goal of lost") in told
    world.end("next")
    assert set(world.stored()) == {"lost", "next"}


def test_an_end_that_is_cut_off_is_read_by_the_next_start(world):
    """Neither its start nor its end had the time."""
    program = "import sys; from memplug import deadline; deadline.END = deadline.Limit(work=0.8, wall=0.3); "
    program += (
        "from memplug import end, hook; import time; end.save = lambda *_: time.sleep(5); hook.main(sys.argv[1:])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "session-end", "--host", "claude-code"],
        input=json.dumps(world.payload("cut off", reason="other")).encode(), capture_output=True, check=True,
        env=world.environment | {"MEMPLUG_PATIENCE": "1"}, cwd=world.project,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == (b"", b"")
    assert "Deadline" in world.log
    assert world.stored() == {}
    assert world.notes() == {"cut off"}
    world.clients_die()
    assert "Goal of cut off" in world.start("next")


def test_many_notes_keep_nobody_waiting_and_are_not_kept(world):
    world.environment["MEMPLUG_PATIENCE"] = "1"
    note = lose(world, "first")
    for number in range(300):
        session = f"many-{number}"
        record = open_sessions.read(str(note))
        record.session, record.process, record.opened = session, "", str(time.time() - 2 * DAY)
        file = Path(world.payload(session)["transcript_path"])
        record.transcript = str(file)
        os.utime(file, (time.time() - 2 * DAY,) * 2)
        assert open_sessions.write(str(note.parent / open_sessions.name_of("claude-code", session)), record)
    for _ in range(3):
        assert "Goal of" in world.start("next")
    waiting = world.notes() - set(world.stored())
    for _ in range(40):
        if not waiting:
            break
        world.end("next")
        waiting = world.notes() - set(world.stored())
    assert len(world.stored()) == 302
    world.end("next")
    assert len(world.notes()) <= adopt.MOST
