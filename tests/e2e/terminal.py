"""A program in a terminal of its own, for what a client does only when a person sits before it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROWS, COLUMNS = 40, 120
PATIENCE = 30
"""Seconds until something that is waited for must have come."""


class Terminal:
    """Runs `command` and remembers what it writes; leaving the context kills it if it still runs."""

    def __init__(self, command: Sequence[str | Path], cwd: Path, env: Mapping[str, str]) -> None:
        self.seen = b""
        self._own, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._process = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._own)

    def type(self, text: str) -> None:
        """Send `text` as if typed."""
        os.write(self._own, text.encode())

    def wait_for(self, text: str) -> None:
        """Return when the program has written `text` since the last call."""
        until = time.monotonic() + PATIENCE
        while text.encode() not in self.seen:
            assert self._read(until), f"{text!r} did not come; seen: {self.seen[-2000:]!r}"
        self.seen = self.seen.partition(text.encode())[2]

    def wait_for_the_end(self) -> None:
        """Return when the program has ended, which it must do without an error."""
        until = time.monotonic() + PATIENCE
        while self._read(until):
            pass
        assert self._process.wait(max(0, until - time.monotonic())) == 0

    def _read(self, until: float) -> bool:
        """Read what comes next; tell whether anything came before `until` and the end."""
        ready, _, _ = select.select([self._own], [], [], max(0, until - time.monotonic()))
        try:
            read = os.read(self._own, 65_536) if ready else b""
        except OSError:  # on Linux, when nobody holds the other side any more
            read = b""
        self.seen += read
        return bool(read)
