"""The list of work that Claude Code keeps in `tasks/<session id>/` beside `projects/`, one JSON file for each entry."""

from __future__ import annotations

import json
from pathlib import Path

from memplug.transcripts.turns import Task

MOST = 200
LARGEST = 64 * 1024
"""Bytes of an entry that is read."""


def tasks(transcript: Path, session_id: str) -> tuple[Task, ...] | None:
    """Return the list of work of the session that wrote `transcript`, None when there is none.

    `session_id` becomes part of a path, so it must be known to be fit for that.
    """
    folder = transcript.parent.parent.parent / "tasks" / session_id
    try:
        files = sorted(folder.glob("*.json"), key=lambda file: (len(file.name), file.name))[:MOST]
    except OSError:
        return None
    return tuple(task for file in files if (task := _task(file))) or None


def _task(file: Path) -> Task | None:
    try:
        if file.stat().st_size > LARGEST:
            return None
        entry = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("subject"), str):
        return None
    return Task(entry["subject"], str(entry.get("status", "pending")))
