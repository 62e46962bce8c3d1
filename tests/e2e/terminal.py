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
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

ROWS, COLUMNS = 40, 120
PATIENCE = 60
"""Seconds until something that is waited for must have come."""
BUSY = 8
"""Seconds after which what was typed and had no effect was lost."""
EMPTY = "\x15"
"""The key, Ctrl-U, that empties the line."""


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

    @property
    def ended(self) -> bool:
        """Whether the program has ended."""
        return self._process.poll() is not None

    def enter(self, text: str, taken: Callable[[], bool]) -> None:
        """Type `text` and the Enter key, again while the program was too busy for it, until `taken` holds.

        What shows on the screen does not tell: programs draw a word in pieces, wherever the cursor is.
        """
        until = time.monotonic() + PATIENCE
        while not taken():
            assert time.monotonic() < until, f"{text!r} was not taken; seen: {self.seen[-2000:]!r}"
            self._type(f"{EMPTY}{text}")
            self._read_until(time.monotonic() + 1)  # together with the text the key is taken for a part of it
            self._type("\r")
            self._read_until(time.monotonic() + BUSY, taken)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return when `condition` holds; until then read what the program writes, so that it can go on."""
        self._read_until(time.monotonic() + PATIENCE, condition)
        assert condition(), f"it did not come; seen: {self.seen[-2000:]!r}"

    def leave(self, command: str) -> None:
        """Type the command that ends the program, which must do so without an error."""
        self.enter(command, lambda: self.ended)
        assert self._process.wait() == 0

    def _type(self, text: str) -> None:
        with suppress(OSError):  # it has just ended
            os.write(self._own, text.encode())

    def _read_until(self, until: float, condition: Callable[[], bool] = lambda: False) -> None:
        while time.monotonic() < until and not condition():
            if not self._read(min(until, time.monotonic() + 0.2)):
                time.sleep(0.05)

    def _read(self, until: float) -> bool:
        """Read what comes next; tell whether anything came before `until` and the end."""
        ready, _, _ = select.select([self._own], [], [], max(0, until - time.monotonic()))
        try:
            read = os.read(self._own, 65_536) if ready else b""
        except OSError:  # on Linux, when nobody holds the other side any more
            read = b""
        self.seen += read
        return bool(read)
