"""A transcript that is not yet complete when the session's end is told."""

from __future__ import annotations

import re
import time
from pathlib import Path

from memplug.expressions import expression
from memplug.transcripts.lines import opened

PATIENCE = 0.5
"""Seconds that are waited at the most."""
PAUSE = 0.02
TAIL = 64 * 1024

# Copilot writes its events about 0.1 s late; the last before ours is that of the hooks for the session's end.
LAST: dict[str, re.Pattern[bytes]] = {
    "copilot": expression(
        rb'"type"\s*:\s*"hook\.(?:start|end)".*"hookType"\s*:\s*"sessionEnd"|"type"\s*:\s*"session\.shutdown"'
    ),
}
"""Format to what stands in the last line of a complete transcript; the other hosts write before they tell."""


def wait(path: Path, expected: str, patience: float = PATIENCE) -> None:
    """Return when the transcript at `path` is complete, at the latest after `patience` seconds."""
    last = LAST.get(expected)
    until = time.monotonic() + patience
    while last and not last.search(_last_line(path)) and time.monotonic() < until:
        time.sleep(PAUSE)


def _last_line(path: Path) -> bytes:
    """Return the last complete line of a file; nothing when there is none yet."""
    try:
        with opened(path) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - TAIL))
            lines = file.read().rsplit(b"\n", 2)
    except OSError:
        return b""
    return lines[-2] if len(lines) > 1 else b""
