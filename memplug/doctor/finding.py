"""What a check found out."""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["ok", "note", "broken"]


class Finding(NamedTuple):
    """One thing that was looked at."""

    name: str
    """The check, in a word or two; the same in every run."""
    level: Level
    """`note`: works, but should be known. `broken`: a session goes without something that it should have."""
    message: str
    remedy: str = ""
    """What to do about it; empty only when all is in order."""


def ok(name: str, message: str) -> Finding:
    """Say that something is in order."""
    return Finding(name, "ok", message)


def note(name: str, message: str, remedy: str) -> Finding:
    """Say something that should be known."""
    return Finding(name, "note", message, remedy)


def broken(name: str, message: str, remedy: str) -> Finding:
    """Say that something does not work."""
    return Finding(name, "broken", message, remedy)
