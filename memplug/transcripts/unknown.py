"""A transcript in a format that nobody told us of: when and where its records were made, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from memplug.transcripts.turns import Stamp, Turn


def read(lines: Iterable[bytes]) -> Iterator[Turn]:
    """Yield the times and folders of the lines that are JSON objects with a `timestamp`; nothing is raised."""
    for line in lines:
        if b'"timestamp"' not in line:
            continue
        try:
            record = json.loads(line.decode("utf-8", errors="replace"))
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict) and isinstance(at := record.get("timestamp"), str):
            cwd = record.get("cwd")
            yield Stamp(at, cwd if isinstance(cwd, str) else "")
