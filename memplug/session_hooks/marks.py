"""What has to be remembered of a session with hooks of its own: empty files in memplug's state folder.

Where that cannot be written nothing is remembered, and what the hooks say counts all the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from memplug.paths import Paths, write_private
from memplug.session_hooks.file import Found

ENDED = "ended"
STOPPED = "stopped"
"""It was just told no, by a fixed answer, when it wanted to stop."""


def _mark(paths: Paths, session: str, what: str) -> Path:
    return paths.state / "session-hooks" / f"{session}.{what}"


def ended_at(paths: Paths, session: str) -> float:
    """Return when the session ended, in seconds since the epoch; 0 when it did not, or has been resumed since."""
    try:
        return _mark(paths, session, ENDED).stat().st_mtime
    except OSError:
        return 0.0


def forget(paths: Paths, session: str) -> None:
    """Forget what is marked of a session that starts, goes on after its end, or has no file any more."""
    for what in (ENDED, STOPPED):
        with suppress(OSError):
            _mark(paths, session, what).unlink()


def every(paths: Paths) -> Iterator[tuple[Path, str]]:
    """Yield each mark, with the id of its session."""
    for file in (paths.state / "session-hooks").glob("*.*"):
        yield file, file.stem


def was_stopped(paths: Paths, session: str) -> bool:
    """Return whether the session was told no at its last stop; if it was not, it is taken to be told so now."""
    mark = _mark(paths, session, STOPPED)
    if os.path.exists(mark):  # noqa: PTH110  Path.exists raises where a folder above is closed
        with suppress(OSError):
            mark.unlink()
        return True
    with suppress(OSError):  # what cannot be marked is told anew each time
        write_private(mark, b"", lasting=False)
    return False


def ended(paths: Paths, session: str, files: Sequence[Found], cwd: Path) -> list[str]:
    """Note that the session has ended; return what became of each of its files.

    The files are removed if the preferences say so, and stay otherwise.
    """
    forget(paths, session)
    if not files:
        return []
    if not _remove_stale(paths, cwd):
        with suppress(OSError):
            write_private(_mark(paths, session, ENDED), b"", lasting=False)
        remedy = f"`memplug session-hook remove {session}` removes it"
        return [f"{found.path} is stale, as its session has ended; {remedy}" for found in files]
    return [_removed(found.path) for found in files]


def _removed(file: Path) -> str:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        return f"{file} is stale, as its session has ended, and cannot be removed: {error.strerror}"
    return f"{file} was removed, as its session has ended"


def _remove_stale(paths: Paths, cwd: Path) -> bool:
    from memplug.preferences import load  # noqa: PLC0415  only an end asks for the preferences
    from memplug.project import git  # noqa: PLC0415  the same
    from memplug.scene import layers_at  # noqa: PLC0415  the same

    place = git.find(cwd)
    _, layers = layers_at(place.root if place else cwd, paths)
    return load(layers).session_hooks.remove_stale
