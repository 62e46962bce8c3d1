"""A host that does not close the hook's stdin, or is slow to write to it."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

from memplug import hook

PATIENT = "import sys; from memplug import hook; hook.PATIENCE = 600; hook.main(sys.argv[1:])"


def hook_process(world, verb, *program):
    return subprocess.Popen(
        [sys.executable, *(program or ("-m", "memplug")), verb, "--host", "claude-code"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=world.environment, cwd=world.project,
    )  # fmt: skip


def said(process):
    with process.stdin, process.stdout, process.stderr:
        assert (process.stderr.read(), process.wait(60)) == (b"", 0)
        return process.stdout.read()


@pytest.mark.parametrize("end", ["", "\n", "\r\n  "])
def test_stdin_that_stays_open_keeps_nobody_waiting(world, end):
    world.end("last")
    for verb in ("session-start", "session-end"):
        process = hook_process(world, verb, "-c", PATIENT)
        process.stdin.write(json.dumps(world.payload("open", source="startup", reason="other")).encode() + end.encode())
        process.stdin.flush()
        process.wait(60)
        assert process.stdin.closed is False
        assert (b"Goal of last" in said(process)) == (verb == "session-start")
    assert set(world.stored()) == {"last", "open"}
    assert world.log == ""


def test_a_payload_in_pieces_is_read_whole(world):
    process = hook_process(world, "session-end")
    payload = json.dumps(world.payload("pieces", reason="other", more={"a": {}, "b": {"c": {}}})).encode()
    for number in range(0, len(payload), 20):
        process.stdin.write(payload[number : number + 20])
        process.stdin.flush()
        time.sleep(0.01)
    assert said(process) == b""
    assert set(world.stored()) == {"pieces"}


def test_what_has_come_must_do_when_nothing_more_comes(world):
    process = hook_process(world, "session-start")
    process.stdin.write(b'{"session_id": "half')
    process.stdin.flush()
    process.wait(60)
    said(process)
    assert "the payload is not JSON" in world.log


def test_stdin_without_a_byte_is_given_up(world):
    process = hook_process(world, "session-end")
    process.wait(60)
    said(process)
    assert "the payload is empty" in world.log


def test_a_large_payload_is_read_to_its_end(world):
    process = hook_process(world, "session-end")
    payload = world.payload("large", reason="other", last_assistant_message="}" * (4 * hook.PIPE))
    out, err = process.communicate(json.dumps(payload).encode(), timeout=60)
    assert (process.returncode, out, err) == (0, b"", b"")
    assert set(world.stored()) == {"large"}


def test_no_stdin_at_all(world):
    done = subprocess.run(
        [sys.executable, "-m", "memplug", "session-start", "--host", "claude-code"],
        stdin=subprocess.DEVNULL, capture_output=True, check=False, env=world.environment, cwd=world.project,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    closed = subprocess.run(
        ["sh", "-c", 'exec "$0" -m memplug session-start --host claude-code <&-', sys.executable],
        capture_output=True, check=False, env=world.environment, cwd=world.project,
    )  # fmt: skip
    assert (closed.returncode, closed.stderr) == (0, b"")
    assert world.home.is_dir()
