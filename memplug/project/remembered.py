"""What kind of project this is, remembered as long as the files and folders that told it stay as they are.

Looking takes a start longer than anything else when only the work tree has changed.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from memplug import __version__
from memplug.context import ready
from memplug.paths import write_private


class Told(NamedTuple):
    """What a start tells of a project, and what that depends on."""

    lines: tuple[str, ...] = ()
    language: str | None = None
    type: str | None = None
    seen: tuple[str, ...] = ()
    """Files read and directories asked, as `detect.Project.seen`."""


def file_of(cache: Path, cwd: Path, overrides: Mapping[str, object]) -> Path:
    """Return the file that the kind of the project at `cwd` is kept in, with the user's own answers in `overrides`."""
    return Path(ready.file_of(str(cache), f"project\n{__version__}\n{cwd}\n{json.dumps(overrides, default=str)}"))


def read(file: Path) -> Told | None:
    """Return what was remembered; None when nothing was, or when something that it depends on has changed."""
    try:
        found = json.loads(file.read_bytes())
        prints: Mapping[str, str] = found["prints"]
        if any(ready.fingerprint(path) != print_ for path, print_ in prints.items()):
            return None
        return Told(tuple(found["lines"]), found["language"], found["type"], tuple(prints))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def write(file: Path, told: Told) -> None:
    """Remember `told`, which was found out a moment ago; a cache that cannot be written costs only time."""
    prints = {path: ready.fingerprint(path) for path in told.seen}
    kept = {"lines": told.lines, "language": told.language, "type": told.type, "prints": prints}
    try:
        write_private(file, json.dumps(kept).encode(), lasting=False)
    except (OSError, ValueError):
        return
