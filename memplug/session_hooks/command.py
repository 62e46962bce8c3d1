"""A shell command, run with the payload on stdin until it ends or its time is up; no process of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import IO, NamedTuple

MOST = 1024 * 1024
"""Bytes of each output that are kept; the rest is read and forgotten."""
GRACE = 0.5
"""Seconds that are waited for what stands in a pipe once the command is gone."""


class Outcome(NamedTuple):
    """What one entry answers."""

    stdout: bytes = b""
    stderr: bytes = b""
    code: int = 0
    problem: str = ""
    """Why there is no answer; empty when there is one."""


class Ended(BaseException):
    """The host ends this process; not an Exception, so that nothing on the way takes it for a failure."""


def run(command: str, payload: bytes, seconds: float, cwd: Path) -> Outcome:
    """Run `command` in a process group of its own for at most `seconds`, then end the whole group."""
    try:
        process = subprocess.Popen(  # noqa: S602  the user's own command, in the shell that it is written for
            command, shell=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            cwd=cwd if cwd.is_dir() else None, start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        return Outcome(problem=f"could not be started: {error}")
    stdout, stderr = bytearray(), bytearray()
    threads = [
        threading.Thread(target=_read, args=(process.stdout, stdout), daemon=True),
        threading.Thread(target=_read, args=(process.stderr, stderr), daemon=True),
        threading.Thread(target=_write, args=(process.stdin, payload), daemon=True),
    ]
    code = None
    try:
        for thread in threads:
            thread.start()
        code = process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        end_group(process)  # also what it left running: that would hold the pipes open
    for thread in threads:
        thread.join(GRACE)
    if code is None:
        return Outcome(problem=f"was not done after {seconds:g} s and was ended")
    # A signal's number is negative; a shell shows it as 128 and more.
    return Outcome(bytes(stdout), bytes(stderr), code if code >= 0 else 128 - code)


def _read(pipe: IO[bytes], kept: bytearray) -> None:
    with suppress(OSError), pipe:
        while part := os.read(pipe.fileno(), 65536):
            kept += part[: MOST - len(kept)]


def _write(pipe: IO[bytes], payload: bytes) -> None:
    with suppress(OSError), pipe:  # it need not read what it is given
        pipe.write(payload)


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a group, and all that it started and did not put into a session of its own."""
    if sys.platform == "win32":
        listing = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(listing, capture_output=True, check=False)  # noqa: S603  fixed words and a number
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_with_host() -> None:
    """From now on the signals by which a host ends its hooks raise Ended, so that commands end as well."""

    def ended(number: int, _frame: FrameType | None) -> None:
        raise Ended(f"ended by signal {number}")

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), ended)
