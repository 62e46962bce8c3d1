"""The log of the hooks: what they could not say aloud. One line each, kept small."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from memplug.paths import private_folder, write_private

LIMIT = 256 * 1024
"""Bytes after which the log is moved to `memplug.log.1`, which replaces the one before it."""
LONGEST = 2000
"""Characters of a message."""


def write(path: Path, verb: str, message: str) -> None:
    """Append one line; a log that cannot be written is given up without a word, as a hook must be."""
    from memplug.redact import redact  # noqa: PLC0415  only when there is something to say

    # People read the log on a terminal; and it names what others sent.
    said = redact("".join(sign if sign.isprintable() else " " for sign in message[:LONGEST]))
    line = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {verb}: {' '.join(said.split())[:LONGEST]}\n"
    try:
        private_folder(path.parent)
        if path.exists() and path.stat().st_size > LIMIT:
            path.replace(earlier(path))
        # One write of one line in append mode: lines of hooks that run at once do not mix.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, line.encode("utf-8", errors="replace"))
        finally:
            os.close(descriptor)
    except OSError:
        return


def last(path: Path, count: int) -> list[str]:
    """Return the last `count` lines, oldest first; none when there is no log."""
    try:
        return path.read_text("utf-8", errors="replace").splitlines()[-count:]
    except OSError:
        return []


def earlier(path: Path) -> Path:
    """Return the file that the log is moved to when it has grown."""
    return path.with_name(path.name + ".1")


def without(path: Path, texts: Collection[str]) -> None:
    """Take every line out of the log, old and new, in which one of `texts` stands. Raises OSError."""
    for file in (path, earlier(path)):
        if not texts or not file.exists():
            continue
        lines = file.read_text("utf-8", errors="replace").splitlines(keepends=True)
        kept = [line for line in lines if not any(text in line for text in texts)]
        if len(kept) < len(lines):
            write_private(file, "".join(kept).encode())
