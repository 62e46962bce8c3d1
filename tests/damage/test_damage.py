"""Whatever becomes of the database: sessions start and end, nothing is deleted, and what can be read comes back."""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from memplug import end, recall
from memplug.digest.model import Digest
from memplug.doctor import database
from memplug.doctor.surroundings import look_around
from memplug.events import SessionEnd
from memplug.hosts import HOSTS
from memplug.paths import Paths
from memplug.project.identity import Identity
from memplug.store import Session, Store
from memplug.store.damage import put_aside
from memplug.store.schema import VERSION

OTHERS = 30
"""Sessions beside the one looked for: enough that the database has many pages."""


def foreign(file: Path, application: int = 0) -> bytes:
    """Make another program's database, and return its bytes."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"PRAGMA application_id = {application}")
        connection.execute("CREATE TABLE recipes (name TEXT, steps TEXT)")
        connection.execute("INSERT INTO recipes VALUES ('tea', 'boil, wait')")
    connection.close()
    return file.read_bytes()


def with_log(file: Path, statement: str) -> tuple[bytes, bytes]:
    """Return a database in WAL mode whose last change stands in its log only, and that log."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(statement)
    both = file.read_bytes(), file.with_name(f"{file.name}-wal").read_bytes()
    connection.close()
    return both


def magic(file, _):
    file.write_bytes(b"\0" * 16 + file.read_bytes()[16:])


def header(file, _):
    file.write_bytes(bytes(byte ^ 0xFF for byte in file.read_bytes()[:100]) + file.read_bytes()[100:])


def first_page(file, _):
    file.write_bytes(b"\xaa" * 4096 + file.read_bytes()[4096:])


def schema(file, _):
    data = bytearray(file.read_bytes())
    data[100:140] = b"\x99" * 40
    file.write_bytes(data)


def half(file, _):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def hundred_bytes(file, _):
    file.write_bytes(file.read_bytes()[:100])


def jpeg(file, _):
    file.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40)


def text(file, _):
    file.write_text("Dear diary,\n" * 500)


def folder(file, _):
    file.unlink()
    file.mkdir()
    (file / "within").write_text("kept")


def anothers(file, _):
    file.unlink()
    foreign(file)


def anothers_with_an_id(file, _):
    file.unlink()
    foreign(file, 0x0BADCAFE)


def anothers_log(file, scratch):
    _, log = with_log(scratch / "another.db", "CREATE TABLE recipes (name TEXT)")
    file.with_name(f"{file.name}-wal").write_bytes(log)


def log_of_another_memory(file, scratch):
    with Store(scratch / "mine.db") as store:
        for number in range(60):
            one = Session("claude-code", f"x{number}", "/x", "", 1.0, 2.0, Digest(goal="x", answer="y" * 3000))
            store.save(Identity("/x"), one, 3.0)
    with Store(scratch / "mine.db") as store:
        store._db.execute("PRAGMA wal_autocheckpoint = 0")
        store._db.execute("DELETE FROM sessions WHERE id > 'x3'")
        log = (scratch / "mine.db-wal").read_bytes()
    file.with_name(f"{file.name}-wal").write_bytes(log)


def only_the_log(file, _):
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("VACUUM")  # the log holds every page
    log = file.with_name(f"{file.name}-wal")
    data = log.read_bytes()
    connection.close()
    file.write_bytes(b"")
    log.write_bytes(data)


DAMAGES = {
    magic: OTHERS + 1,
    header: OTHERS + 1,
    first_page: OTHERS + 1,
    schema: OTHERS + 1,
    half: 3,
    hundred_bytes: 0,
    jpeg: 0,
    text: 0,
    folder: 0,
    anothers: 0,
    anothers_with_an_id: 0,
    anothers_log: OTHERS + 1,
    log_of_another_memory: OTHERS + 1,
    only_the_log: OTHERS + 1,
}
"""What happens to the file, and how many sessions come back at least."""


@pytest.fixture
def memory(home, transcript):
    """A database with sessions, and the sessions that ended before and after something happens to it."""
    home.end(transcript(("user", "Build the old door"), ("say", "Built.")), session_id="old")
    file = home.path / "state" / "memplug.db"
    with Store(file) as store:
        for number in range(OTHERS):
            one = Session("codex", f"other-{number:02}", "/other", "", 1.0, 2.0, Digest(goal="y", answer="x" * 1500))
            store.save(Identity("/other"), one, time.time())
        assert store.session("claude-code", "old") is not None
    return file


def content(path: Path) -> dict[str, bytes]:
    """Return every byte of a database and of its log, or of a folder in its place; an empty log is none."""
    if path.is_dir():
        return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*")}
    files = {suffix: path.with_name(path.name + suffix) for suffix in ("", "-wal")}
    return {
        suffix: file.read_bytes()
        for suffix, file in files.items()
        if file.exists() and (not suffix or file.stat().st_size)
    }


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_the_session_starts_and_the_damaged_file_is_put_aside(home, memory, transcript, tmp_path, damage):
    damage(memory, tmp_path)
    before = content(memory)
    answer = home.run("session-start", "--host", "claude-code", stdin=payload(home))
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert isinstance(json.loads(answer.stdout), dict)
    (found,) = [finding for finding in findings(home) if finding.level == "broken"]
    assert str(memory) in found.message
    assert content(memory) == before

    home.end(transcript(("user", "Build the new door"), ("say", "Built."), name="new"), session_id="new")
    assert "Goal: Build the new door" in home.start()
    aside = memory.with_name("memplug.db.damaged-1")
    assert content(aside) == before
    assert "put aside as memplug.db.damaged-1" in home.log
    (said,) = [finding for finding in findings(home) if finding.level == "note"]
    assert str(aside) in said.message
    come_back(home, aside, memory, DAMAGES[damage])
    assert content(aside) == before


def payload(home) -> dict[str, str]:
    return {"session_id": "next", "cwd": str(home.cwd), "hook_event_name": "SessionStart", "source": "startup"}


def findings(home):
    around = look_around(home.environment, Path(home.environment["HOME"]), home.cwd)
    return list(database.check(around))


def come_back(home, aside, memory, least):
    done = home.run("doctor", "--bring-back", str(aside))
    if not least:
        assert done.returncode == 1
        assert b"Traceback" not in done.stderr
        return
    assert done.returncode == 0, done.stderr.decode()
    with Store(memory) as store:
        assert sum(store.count().values()) - 1 >= least
        old = store.session("claude-code", "old")
        if least > OTHERS:
            assert old is not None
            assert old.digest.goal == "Build the old door"
            projects = {one.project.path for one in store.records()}
            assert projects >= {"/other", str(home.cwd / ".git")}  # each is again in its project
        assert store.session("claude-code", "new") is not None


def test_a_log_of_garbage_costs_nothing(home, memory, transcript):
    memory.with_name("memplug.db-wal").write_bytes(bytes(range(256)) * 100)
    assert "Goal: Build the old door" in home.start()
    home.end(transcript(("user", "Build the new door"), ("say", "Built."), name="new"), session_id="new")
    with Store(memory) as store:
        assert sum(store.count().values()) == OTHERS + 2
    assert list(memory.parent.glob("*.damaged-*")) == []


def test_a_newer_memplugs_database_is_not_touched(home, memory, transcript):
    with closing(sqlite3.connect(memory)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    before = content(memory)
    assert "Build the old door" in home.start()  # the ready answer is still good
    shutil.rmtree(home.path / "cache")
    assert f"made by a newer memplug (schema {VERSION + 1}" in home.start()
    home.end(transcript(("user", "Build the new door"), name="new"), session_id="new")
    assert content(memory) == before
    (found,) = [finding for finding in findings(home) if finding.level == "broken"]
    assert found.remedy.startswith("upgrade memplug")


def test_a_ready_answer_of_garbage_is_not_told(home, memory):
    told = home.start()
    answers = list((home.path / "cache" / "ready").iterdir())
    assert answers
    for number, file in enumerate(answers):
        data = file.read_bytes()
        file.write_bytes([b"", b"\0" * len(data), data[:-1], data.replace(b"door", b"d\x00or")][number % 4])
    assert home.start() == told


def saved(home, memory, transcript, name: str) -> list[str]:
    """End a session in this process, and return what went wrong."""
    event = SessionEnd(
        "claude-code", name, "other", home.cwd, transcript(("user", f"Goal of {name}"), name=name), False
    )
    paths = Paths(home.path / "config", home.path / "state", home.path / "cache")
    return end.save(event, HOSTS["claude-code"], paths, home.cwd)


def test_bytes_that_flip_anywhere_cost_no_new_session(home, memory, transcript):
    whole = memory.read_bytes()
    dice = random.Random(6)
    for number in range(120):
        for file in memory.parent.glob("memplug.db*"):
            file.unlink()
        data = bytearray(whole)
        for _ in range(dice.choice([1, 10, 200])):
            data[dice.randrange(len(data))] = dice.randrange(256)
        if dice.random() < 0.3:
            start = dice.randrange(len(data))
            data[start : start + 4096] = dice.randbytes(4096)
        memory.write_bytes(data)
        saved(home, memory, transcript, f"new-{number}")
        here = recall.Standpoint("claude-code", "", home.cwd, None)
        with Store(memory, read_only=True) as store:
            assert store.session("claude-code", f"new-{number}") is not None, number
        recall.sessions(here._replace(place=None), memory, 5)


def test_a_damaged_page_in_the_middle_is_found_when_it_is_written_to(home, memory, transcript):
    data = bytearray(memory.read_bytes())
    for page in range(2, len(data) // 4096):
        data[page * 4096 : page * 4096 + 12] = b"\x55" * 12
    memory.write_bytes(data)
    (problem,) = saved(home, memory, transcript, "new")
    assert "put aside as memplug.db.damaged-1 and a new one begun" in problem
    with Store(memory) as store:
        assert store.session("claude-code", "new") is not None


def test_of_many_that_find_the_damage_at_once_one_puts_it_aside(home, memory, transcript):
    memory.write_bytes(b"no database" * 1000)
    running = []
    for number in range(8):
        file = transcript(("user", f"Goal {number}"), ("say", "ok"), name=f"s{number}")
        given = {"session_id": f"s{number}", "transcript_path": str(file), "cwd": str(home.cwd), "reason": "other"}
        process = subprocess.Popen(
            [sys.executable, "-m", "memplug", "session-end", "--host", "claude-code"],
            stdin=subprocess.PIPE,
            env=home.environment,
            cwd=home.cwd,
        )
        assert process.stdin
        process.stdin.write(json.dumps(given | {"hook_event_name": "SessionEnd"}).encode())
        running.append(process)
    for process in running:
        process.stdin.close()
    assert [process.wait() for process in running] == [0] * 8
    with Store(memory) as store:
        assert sorted(one.session.id for one in store.records()) == [f"s{number}" for number in range(8)], home.log
    assert [file.name for file in memory.parent.glob("*damaged*")] == ["memplug.db.damaged-1"]
    assert home.log.count("put aside") == 1


def test_what_took_the_place_of_a_damaged_file_is_left_alone(tmp_path):
    file = tmp_path / "memplug.db"
    file.write_bytes(b"no database")
    seen = file.stat()
    assert put_aside(file, seen) == tmp_path / "memplug.db.damaged-1"
    assert put_aside(file, seen) is None  # between: nothing is there
    Store(file).close()
    assert put_aside(file, seen) is None
    assert file.exists()


def test_a_folder_that_is_a_file(home, transcript):
    home.path.mkdir()
    (home.path / "state").write_text("mine")
    assert home.start()
    home.end(transcript(("user", "Build a door")))
    assert (home.path / "state").read_text() == "mine"
    assert home.start()


def test_a_home_that_is_not_there(home, transcript, tmp_path):
    environment = home.environment | {"HOME": str(tmp_path / "no" / "home")}
    del environment["MEMPLUG_HOME"]
    given = payload(home) | {"transcript_path": str(transcript(("user", "Build a door")))}
    for verb in ("session-start", "session-end", "session-start"):
        done = subprocess.run(
            [sys.executable, "-m", "memplug", verb, "--host", "claude-code"],
            input=json.dumps(given).encode(),
            capture_output=True,
            check=False,
            env=environment,
            cwd=home.cwd,
        )
        assert (done.returncode, done.stderr) == (0, b"")
    assert b"Build a door" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_costs_the_session_that_ends_and_no_other(home, memory, transcript):
    import resource

    for blocks in (0, 1, 8, 16):
        most = blocks * 1024

        def full(most=most) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

        file = transcript(("user", "Build the new door"), ("say", "Built."), ("say", "Yes."), name="new")
        for verb, event in (("session-start", "SessionStart"), ("session-end", "SessionEnd")):
            given = payload(home) | {"transcript_path": str(file), "hook_event_name": event}
            done = subprocess.run(
                [sys.executable, "-m", "memplug", verb, "--host", "claude-code"],
                input=json.dumps(given).encode(),
                capture_output=True,
                check=False,
                env=home.environment,
                cwd=home.cwd,
                preexec_fn=full,
            )
            assert (done.returncode, done.stderr) == (0, b"")
            if verb == "session-start":
                assert "Goal: Build the old door" in json.loads(done.stdout)["hookSpecificOutput"]["additionalContext"]
    with Store(memory) as store:
        assert sum(store.count().values()) == OTHERS + 1
        assert store.is_whole()
    assert list(memory.parent.glob("*damaged*")) == []
    home.end(file, session_id="new")
    assert "Goal: Build the new door" in home.start()


HALF = """
import resource, sys
from memplug import open_sessions
note = open_sessions.read(sys.argv[1])
note.cwd = "/" + "x" * 2000
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
sys.exit(open_sessions.write(sys.argv[1], note))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_note_of_which_half_fits_on_the_disk_leaves_the_one_before(home):
    home.start()
    (note,) = (file for file in (home.path / "state" / "open").glob("*/*"))
    before = note.read_bytes()
    done = subprocess.run([sys.executable, "-c", HALF, str(note)], check=False, env=home.environment)
    assert (done.returncode, note.read_bytes()) == (0, before)


def test_a_disk_that_is_read_only(home, memory, transcript):
    """Not by the rights of the folder, which mean nothing to root, but by a mount of its own."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("no mount of its own can be had here")
    file = transcript(("user", "Build the new door"), ("say", "Built."), name="new")
    before = content(memory)
    for verb, event in (("session-start", "SessionStart"), ("session-end", "SessionEnd")):
        given = payload(home) | {"transcript_path": str(file), "hook_event_name": event}
        command = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && ! touch "$0/x" 2>/dev/null && exec "$@"'
        arguments = [str(home.path), sys.executable, "-m", "memplug", verb, "--host", "claude-code"]
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", command, *arguments],
            input=json.dumps(given).encode(),
            capture_output=True,
            check=False,
            env=home.environment,
            cwd=home.cwd,
        )
        assert (done.returncode, done.stderr) == (0, b"")
        if verb == "session-start":
            assert b"Build the old door" in done.stdout
    assert content(memory) == before


def test_a_clock_that_jumps_back_hides_no_session(home, memory, transcript):
    with closing(sqlite3.connect(memory)) as connection, connection:  # ended while the clock was a day ahead
        connection.execute("UPDATE sessions SET started = ?, ended = ?, saved = ?", (time.time() + 86_400,) * 3)
    connection.close()
    home.end(transcript(("user", "Build the new door"), ("say", "Built."), name="new"), session_id="new")
    assert "Goal: Build the new door" in home.start()
    # The session that ended in the future goes on, and is stored as it is now.
    again = transcript(("user", "Build the old door"), ("say", "Painted."), name="again")
    home.end(again, session_id="old")
    assert "Painted." in home.start()


def without_rights() -> None:
    """Take from root what lets it read and write the files of others (prctl(2), PR_CAPBSET_DROP)."""
    if sys.platform == "linux" and os.geteuid() == 0:
        library = ctypes.CDLL(None)
        for capability in range(64):
            library.prctl(24, capability, 0, 0, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs owners and modes of POSIX")
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0 and sys.platform != "linux", reason="root may do anything here"
)
@pytest.mark.parametrize(
    "place", ["", "config", "state", "cache", "state/open", "state/memplug.db", "state/memplug.log", "cache/ready"]
)
def test_what_belongs_to_somebody_else(home, memory, transcript, place):
    home.start()
    (home.path / "config").mkdir(exist_ok=True)
    closed = home.path / place
    if not closed.exists():
        closed.write_text("")
    if os.geteuid() == 0:
        os.chown(closed, 65534, 65534)
    closed.chmod(0o700 if closed.is_dir() and os.geteuid() == 0 else 0)
    file = transcript(("user", "Build the new door"), ("say", "Built."), name="new")
    try:
        for verb, event in (("session-start", "SessionStart"), ("session-end", "SessionEnd"), ("session-start", "")):
            given = payload(home) | {"transcript_path": str(file), "hook_event_name": event}
            done = subprocess.run(
                [sys.executable, "-m", "memplug", verb, "--host", "claude-code"],
                input=json.dumps(given).encode(), capture_output=True, check=False,
                env=home.environment, cwd=home.cwd, preexec_fn=without_rights,
            )  # fmt: skip
            assert (done.returncode, done.stderr) == (0, b"")
            if verb == "session-start":
                assert b"- Branch main" in done.stdout
    finally:
        if os.geteuid() == 0:
            os.chown(closed, 0, 0)
        closed.chmod(0o700)
    assert "Build the old door" in str(home.json("status")["sessions"])


FULL = """
import json, os, shutil, subprocess, sys
folder, payload = sys.argv[1], json.loads(sys.argv[2])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", folder], check=True)
state, fill = os.environ["MEMPLUG_HOME"] + "/state", folder + "/fill"

def run(*arguments, **fields):
    done = subprocess.run([sys.executable, "-m", "memplug", *arguments], input=json.dumps({**payload, **fields}).encode(),
        capture_output=True)
    assert done.returncode == 0 and not done.stderr, done
    return done.stdout.decode()

run("session-end", "--host", "claude-code", session_id="old")
for number, left in enumerate([0, 1, 4, 8, 16, 32, 48]):
    with open(fill, "wb") as file:
        try:
            file.write(bytes(max(0, shutil.disk_usage(folder).free - left * 1024)))
            file.flush()
        except OSError:
            pass
    run("session-end", "--host", "claude-code", session_id=f"new-{number}")
    assert "Build the new door" in run("session-start", "--host", "claude-code", session_id="next")
    os.unlink(fill)
    assert "old" in [session["id"] for session in json.loads(run("status", "--json"))["sessions"]]
assert not [name for name in os.listdir(state) if "damaged" in name]
run("session-end", "--host", "claude-code", session_id="last")
print(sorted(session["id"] for session in json.loads(run("status", "--json"))["sessions"])[0])
"""


def test_a_file_system_that_is_really_full(home, transcript, tmp_path):
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("no mount of its own can be had here")
    folder = tmp_path / "small"
    folder.mkdir()
    file = transcript(("user", "Build the new door"), ("say", "Built."), name="new")
    given = payload(home) | {"transcript_path": str(file), "hook_event_name": ""}
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", FULL, str(folder), json.dumps(given)],
        capture_output=True, check=False, cwd=home.cwd, env=home.environment | {"MEMPLUG_HOME": str(folder / "home")},
    )  # fmt: skip
    assert (done.returncode, done.stdout.strip()) == (0, b"last"), done.stderr.decode()
