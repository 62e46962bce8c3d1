"""A command ends in time, and nothing that it started is left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug.session_hooks.command import MOST, run
from tests.session_hooks.conftest import SESSION, command, fixed
from tests.session_hooks.test_places import LAUNCHER

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are written for a POSIX shell")


def is_gone(pid):
    """Wait until a process is gone: one that was ended lies there until its new parent has looked."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            os.kill(pid, 0)
        except (ProcessLookupError, FileNotFoundError):
            if not Path("/proc").is_dir():
                return not _exists(pid)
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def _exists(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_whole_group_is_ended_at_the_timeout(session):
    session.hooks("Stop", command("sleep 300 & echo $! > child; echo $$ > self; sleep 300", timeout=1))
    began = time.monotonic()
    said = session.says("Stop")["systemMessage"]
    assert time.monotonic() - began < 30
    assert "was not done after 1 s and was ended" in said
    assert any("was not done after 1 s" in line for line in session.log)
    for name in ("child", "self"):
        assert is_gone(int((session.project / name).read_text()))


def test_what_a_command_leaves_running_is_ended_with_it(session):
    session.hooks("Stop", command('sleep 300 & echo $! > child; echo \'{"systemMessage": "m"}\''))
    began = time.monotonic()
    assert session.says("Stop") == {"systemMessage": "m"}
    assert time.monotonic() - began < 30
    assert is_gone(int((session.project / "child").read_text()))


def test_one_that_is_not_done_does_not_keep_the_others_from_speaking(session):
    session.hooks("Stop", command("sleep 300", timeout=0.2), fixed(systemMessage="here"))
    assert session.says("Stop")["systemMessage"].startswith("here\nmemplug: `sleep 300` was not done")


def test_what_cannot_be_started_is_told(session):
    session.hooks("Stop", command("\ud800"))
    assert "could not be started" in session.says("Stop")["systemMessage"]


def test_a_command_that_reads_nothing_of_a_large_payload(tmp_path):
    assert run("exit 4", b"x" * 5_000_000, 30, tmp_path).code == 4


def test_a_large_payload_arrives_whole(tmp_path):
    assert int(run("wc -c", b"x" * 5_000_000, 60, tmp_path).stdout) == 5_000_000


def test_of_endless_output_the_beginning_is_kept(tmp_path):
    outcome = run("head -c 5000000 /dev/zero; head -c 5000000 /dev/zero >&2", b"", 60, tmp_path)
    assert (len(outcome.stdout), len(outcome.stderr), outcome.code) == (MOST, MOST, 0)


def test_a_command_that_a_signal_ends_has_the_exit_code_of_a_shell(tmp_path):
    assert run("kill -9 $$", b"", 30, tmp_path).code == 137


def test_a_folder_that_is_gone_is_no_reason_to_fail(tmp_path):
    assert run("echo here", b"", 30, tmp_path / "gone").stdout == b"here\n"


def test_a_host_that_ends_the_hook_ends_the_command(home):
    file = home.cwd / ".claude" / "hooks" / f"hooks.{SESSION}.json"
    file.parent.mkdir(parents=True)
    entry = command("echo $$ > self.tmp; mv self.tmp self; sleep 300", timeout=60)
    file.write_text(json.dumps({"hooks": {"Stop": [{"hooks": [entry]}]}}))
    payload = {"session_id": SESSION, "cwd": str(home.cwd), "hook_event_name": "Stop"}
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(LAUNCHER), "session-hook", "run", "--host", "claude-code"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=home.environment, cwd=home.cwd,
    )  # fmt: skip
    assert process.stdin
    process.stdin.write(json.dumps(payload).encode())
    process.stdin.close()
    for _ in range(600):
        if (home.cwd / "self").exists():
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert process.stdout
    process.stdout.close()
    assert is_gone(int((home.cwd / "self").read_text()))
