"""Both commands: nothing listens, nothing connects, no process is left, and all that is written is the user's alone."""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug.context import ready

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs file modes, umasks and process groups of POSIX")

GUARD = """
import os, sys

def deny(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        with open({mark!r}, "a") as file:
            file.write(f"{{event}} {{arguments}}\\n")
        os._exit(99)

sys.addaudithook(deny)
"""
LAUNCH = "\nsys.argv = ['memplug', *sys.argv[1:]]\nfrom memplug.__main__ import main\nsys.exit(main())\n"


@pytest.fixture
def guarded(home, tmp_path):
    """Run a command in a Python that ends with 99 at the first socket, and leaves a mark."""
    mark = tmp_path / "socket"

    def run(*arguments, stdin, body=LAUNCH):
        done = subprocess.run(
            [sys.executable, "-c", GUARD.format(mark=str(mark)) + body, *arguments],
            input=json.dumps(stdin).encode(), capture_output=True, cwd=home.cwd, env=home.environment, check=False,
        )  # fmt: skip
        assert not mark.exists(), mark.read_text()
        assert (done.returncode, done.stderr) == (0, b"")
        return done.stdout

    run.mark = mark
    return run


def test_the_guard_sees_a_connection_and_a_server(guarded):
    for body in (
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.create_server(('127.0.0.1', 0))",
    ):
        with pytest.raises(AssertionError, match="socket"):
            guarded(stdin="", body=body)
        guarded.mark.unlink()


def test_neither_command_opens_a_socket(guarded, home, transcript, git):
    """The first start, the end, the ready answer, a start after a change: also with all that is loaded later."""
    home.preferences('[preferences]\nlanguage = "Python"\n')
    git(home.cwd, "remote", "add", "origin", "https://127.0.0.1:9/x.git")
    script = transcript(("user", "Build it"), ("say", "Built."))
    starting = {"session_id": "next", "cwd": str(home.cwd), "source": "startup"}
    ending = {"session_id": "last", "transcript_path": str(script), "cwd": str(home.cwd), "reason": "other"}
    start, end = ("session-start", "--host", "claude-code"), ("session-end", "--host", "claude-code")
    guarded(*start, stdin=starting)
    guarded(*end, stdin=ending)
    kept = Path(ready.file_of(str(home.path / "cache"), ready.name_of("claude-code", "startup", str(home.cwd))))
    for _ in range(10):  # a busy machine may not get round to it at once
        assert b"Build it" in guarded(*start, stdin=starting)
        if kept.exists():
            break
    assert kept.exists(), "no answer is ready, so the short way is not tried"
    for source in ("startup", "clear", "resume", "compact"):
        guarded(*start, stdin=starting | {"source": source})
    home.template("sections/git", "{{ git.branch }}")
    git(home.cwd, "commit", "-q", "--allow-empty", "-m", "Change something")
    guarded(*start, stdin=starting)


def children(group):
    """Return the command lines of living processes of a process group."""
    found = []
    for stat_file in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, in_group = stat_file.read_text().rpartition(") ")[2].split()[:3]
            if int(in_group) == group and state not in "ZX":
                found.append(stat_file.with_name("cmdline").read_bytes().replace(b"\0", b" "))
        except (OSError, ValueError):
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked for in /proc")
@pytest.mark.parametrize("hangs", ["status", "log", "rev-list", "config", "cat-file", "nothing"])
def test_no_process_is_left(home, transcript, git, tmp_path, hangs):
    """Also where git hangs at one of the questions: whatever the command started has ended with it, or before."""
    import shutil

    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "git").write_text(
        f'#!/bin/sh\ncase " $* " in *" {hangs} "*) exec sleep 600;; esac\nexec {shutil.which("git")} "$@"\n'
    )
    (slow / "git").chmod(0o755)
    home.preferences("[git]\nstatus_timeout_ms = 1000\n")
    script = transcript(("user", "Build it"), ("say", "Built."))
    git(home.cwd, "commit", "-q", "--allow-empty", "-m", "x")
    payload = {
        "session_id": "a",
        "cwd": str(home.cwd),
        "transcript_path": str(script),
        "source": "startup",
        "reason": "other",
    }
    for verb in ("session-start", "session-end", "session-start"):
        process = subprocess.Popen(
            [sys.executable, "-m", "memplug", verb, "--host", "claude-code"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=home.cwd,
            env=home.environment | {"PATH": f"{slow}:{os.environ['PATH']}"}, start_new_session=True,
        )  # fmt: skip
        _, errors = process.communicate(json.dumps(payload).encode(), timeout=120)
        assert (process.returncode, errors) == (0, b"")
        # One that was killed may take a moment to be gone.
        for _ in range(100):
            if not (left := children(process.pid)):
                break
            time.sleep(0.1)
        assert not left, verb


@posix
@pytest.mark.parametrize("umask", [0, 0o022, 0o077, 0o777, 0o400])
def test_whatever_is_written_is_private_and_the_users_own_to_read(home, transcript, git, umask):
    """The hooks, what people write, what is put aside: all modes are the same under every umask."""
    (home.cwd / ".memplug").mkdir()
    (home.cwd / ".memplug" / "preferences.toml").write_text("")
    script = transcript(("user", "Build it"), ("say", "Built."))
    before = os.umask(umask)
    try:
        home.run(
            "session-start",
            "--host",
            "claude-code",
            stdin={"session_id": "a", "cwd": str(home.cwd), "source": "startup"},
        )
        assert home.run("prefs", "set", "verbosity", "concise").returncode == 0
        assert home.run("templates", "eject", "sections/git").returncode == 0
        assert home.run("trust", "--yes").returncode == 0
        home.end(script)
        assert home.json("status")["sessions"]
        (home.path / "state" / "memplug.db").write_bytes(b"garbage" * 1000)
        home.run(
            "session-end",
            "--host",
            "claude-code",
            stdin={"session_id": "b", "transcript_path": str(script), "cwd": str(home.cwd)},
        )
        home.run("session-start", stdin=b"{")
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (home.path, *home.path.rglob("*"))}
    assert {oct(mode) for path, mode in modes.items() if path.is_dir()} == {"0o700"}, modes
    assert {oct(mode) for path, mode in modes.items() if path.is_file()} == {"0o600"}, modes
    names = {path.name for path in modes}
    assert {"memplug.db", "memplug.log", "preferences.toml", "git.md.j2", "ready", "trust", "open"} <= names
    assert any("damaged" in name for name in names)


def test_a_server_that_git_would_fetch_from_is_not_called(home, git, transcript):
    """See `test_git.py` for the rest of a partial clone; here the answer is ready, and git is called at once."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        home.end(transcript(("user", "Build it"), ("say", "Built.")))
        home.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for key, value in (("url", url), ("promisor", "true"), ("partialCloneFilter", "blob:none")):
            git(home.cwd, "config", f"remote.origin.{key}", value)
        git(home.cwd, "config", "extensions.partialClone", "origin")
        tree = git(home.cwd, "rev-parse", "HEAD^{tree}")
        (home.cwd / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
        for _ in range(2):
            home.start()
        with pytest.raises(TimeoutError):
            server.accept()
