"""The lines of a file of any size with flat memory: all of a small file, both ends of a large one."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

HEAD = 512 * 1024
"""Bytes read from the beginning of a large file: the goal stands there."""
TAIL = 6 * 1024 * 1024
"""Bytes of lines kept from the end of a large file: where the work stands."""
LONGEST = 2 * 1024 * 1024
"""Longest line read, in bytes. What is longer holds a picture or a huge tool result, never a prompt."""
BLOCK = 1024 * 1024


def lines(path: Path, *, head: int = HEAD, tail: int = TAIL, longest: int = LONGEST) -> Iterator[bytes]:
    """Yield the lines of `path`, without their ends; lines over `longest` bytes are left out.

    A file of more than `head + tail` bytes is read at both ends only: lines that begin in its first `head`
    bytes, then the last lines that come to `tail` bytes together. Raises OSError when it cannot be read.
    """
    with opened(path) as file:
        size = file.seek(0, 2)
        if size <= head + tail:
            yield from _between(file, 0, size, longest)
            return
        middle = yield from _between(file, 0, head, longest)
        spans = list(_last_lines(file, middle, size, tail, longest))
        for start, end in reversed(spans):
            file.seek(start)
            yield file.read(end - start).rstrip(b"\r\n")


def opened(path: Path) -> BinaryIO:
    """Open a file for reading; raises OSError also for what is no ordinary file, as a pipe may keep one waiting."""
    file = open(path, "rb", opener=_at_once)  # noqa: SIM115  the caller closes it; Path.open takes no opener
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is no ordinary file")
    return file


def _at_once(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))  # not on Windows


def _between(file: BinaryIO, start: int, stop: int, longest: int) -> Generator[bytes, None, int]:
    """Yield the lines that begin in `start..stop`; return where the next line begins."""
    file.seek(start)
    position = start
    while position < stop:
        line = file.readline(longest + 1)
        if not line:
            break
        position += len(line)
        if len(line) > longest:
            while line and not line.endswith(b"\n"):
                line = file.readline(BLOCK)
                position += len(line)
            continue
        yield line.rstrip(b"\r\n")
    return position


def _last_lines(file: BinaryIO, first: int, size: int, tail: int, longest: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the last lines, last first, that begin at or after `first`, up to `tail` bytes."""
    end = position = size
    kept = 0
    while position > first and kept < tail:
        below = max(first, position - BLOCK)
        file.seek(below)
        block = file.read(position - below)
        newline = len(block)
        while kept < tail and (newline := block.rfind(b"\n", 0, newline)) >= 0:
            start = below + newline + 1
            if 0 < end - start <= longest:
                kept += end - start
                yield start, end
            end = start
        position = below
    if kept < tail and 0 < end - first <= longest:
        yield first, end
