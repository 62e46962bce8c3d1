"""The three folders: can they be written to, and can nobody else read them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.surroundings import Surroundings

OTHERS = 0o077
"""The rights of group and others: none is given to a private file."""


def check(around: Surroundings) -> Iterator[Finding]:
    """Write to each folder, and look at the rights of all that lies in it."""
    paths = around.paths
    for name, folder in (("config", paths.config), ("state", paths.state), ("cache", paths.cache)):
        if fault := _unwritable(folder):
            remedy = f"give yourself the right to write to {folder}, or name another place with MEMPLUG_HOME"
            yield broken("folders", f"The {name} folder cannot be written to: {fault}", remedy)
        elif open_to_others := _readable_by_others(folder):
            many = len(open_to_others)
            what = str(open_to_others[0]) + (f" and {many - 1} more" if many > 1 else "")
            message = f"The {name} folder is not private: others may look into {what}"
            yield note("folders", message, f"chmod -R go= '{folder}'")
        else:
            yield ok("folders", f"The {name} folder {folder} is {'writable' if folder.exists() else 'not needed yet'}")


def _unwritable(folder: Path) -> str:
    """Return why nothing can be written to `folder`, or it cannot be made; empty when it can."""
    try:
        if folder.is_dir():
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"memplug doctor\n")
            return ""
        above = next(place for place in folder.parents if place.exists())
    except OSError as error:
        return str(error)
    if folder.exists() or not above.is_dir():
        return f"{folder if folder.exists() else above} is no folder"
    return "" if os.access(above, os.W_OK) else f"{above} is not yours to write to"


def _readable_by_others(folder: Path) -> list[Path]:
    """Return what below `folder` gives rights to anybody but its owner, itself included; nothing on Windows."""
    if os.name != "posix" or not folder.is_dir():
        return []
    everything = (folder, *sorted(folder.rglob("*")))
    # The rights of a link say nothing, and what it leads to is the user's own arrangement.
    return [path for path in everything if not path.is_symlink() and path.stat().st_mode & OTHERS]
