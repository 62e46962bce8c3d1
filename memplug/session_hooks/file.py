"""A file of session hooks on the disk: found, held to be the user's own, and read."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from memplug.project import git, guard
from memplug.project.calling_git import environment
from memplug.session_hooks import places
from memplug.session_hooks.content import Content, read
from memplug.session_hooks.positions import line_of

MOST = 1024 * 1024
"""Bytes of a file that is read."""
GIT_SECONDS = 2.0
OTHERS_MAY_WRITE = stat.S_IWOTH

Scope = Literal["project", "user"]


class Refused(Exception):  # noqa: N818  it is about the file: no mistake was made here
    """A file has no effect; the message names the file, the cause and the remedy."""


class Found(NamedTuple):
    """A file and whose it is."""

    scope: Scope
    path: Path


def find(host: str | None, session: str, cwd: Path, env: Mapping[str, str]) -> list[Found]:
    """Return the files of a session that are there: the project's nearest one, then the user's."""
    name = places.name_of(session)
    own = [Path(folder) / name for folder in places.user_folders(host, env)]
    near = (folder / name for folder in _projects(host, cwd, env))
    project = [Found("project", path) for path in near if os.path.lexists(path)]
    return project[:1] + [Found("user", path) for path in own if os.path.lexists(path)]


def _projects(host: str | None, cwd: Path, env: Mapping[str, str]) -> list[Path]:
    """Return the folders for files of the project at `cwd`, without the user's own, also where links lead to it."""
    own = set(map(os.path.realpath, places.user_folders(host, env)))
    return [Path(folder) for folder in places.project_folders(host, str(cwd)) if os.path.realpath(folder) not in own]


def usable(found: Found) -> Content:
    """Return what a file says. Raises Refused when it has no effect."""
    data = checked(found)
    content = read(data)
    if mistake := content.fatal:
        raise Refused(f"{found.path}:{line_of(data, mistake.spot)}: {mistake}")
    return content


def checked(found: Found) -> bytes:
    """Return the bytes of a file. Raises Refused unless it is plainly the user's own and of a sensible size."""
    try:
        return _checked(found)
    except OSError as error:
        why = f"cannot be read: {error.strerror or error}; make it readable, or remove it"
    except RuntimeError:  # links in a circle, in older versions of Python
        why = "is a link that leads nowhere; put the file itself there"
    except Refused as error:
        why = str(error)
    raise Refused(f"{found.path} {why}")


def must_be_here(found: Found) -> None:
    """Raise Refused when a file, there or not, or a folder that it is in, is a link to elsewhere."""
    folder = found.path.parent.resolve()
    base = found.path.parents[2].resolve() if found.scope == "project" else folder
    if found.path.resolve().parent != folder or not folder.is_relative_to(base):
        raise Refused("is a link out of its folder; put the file itself there")


def _checked(found: Found) -> bytes:
    path = found.path.resolve(strict=True)
    must_be_here(found)
    # Not blocked by a pipe, and never another file than the one that is judged here.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise Refused("is not a file; remove it")
        if os.name == "posix" and status.st_uid not in (os.geteuid(), 0):
            raise Refused("belongs to another user; write it yourself")
        if os.name == "posix" and status.st_mode & OTHERS_MAY_WRITE:
            raise Refused("can be written by everybody; `chmod 600` it")
        if status.st_size > MOST:
            raise Refused(f"is longer than {MOST // 1024} KB; shorten it")
        if found.scope == "project" and _may_be_tracked(path):
            raise Refused("is tracked by git, and what a repository brings along is never run; `git rm --cached` it")
        return file.read(MOST)


def _may_be_tracked(path: Path) -> bool:
    """Return whether git tracks `path`; True as well when that cannot be found out in a repository."""
    place = git.find(path.parent)
    if place is None:
        return any((folder / ".git").exists() for folder in path.parents)
    return bool(_asked(place, "ls-files", "-z", "--", f":(literal){os.path.relpath(path, place.root)}"))


def is_ignored(path: Path) -> bool:
    """Return whether git ignores `path`; True outside of a repository. Raises Refused when git cannot say."""
    place = git.find(path.parent)
    return place is None or bool(_asked(place, "check-ignore", "--", os.path.relpath(path, place.root)))


def _asked(place: git.Place, *question: str) -> bytes:
    """Return what git answers. Raises Refused when it cannot say."""
    if why := guard.objection_to_configuration(place):
        raise Refused(f"may be tracked by git, which is not asked here ({why}); use the user's folder")
    try:
        done = subprocess.run(  # noqa: S603  a fixed command line, and a path
            git.command(place, *question), stdin=subprocess.DEVNULL, capture_output=True, timeout=GIT_SECONDS,
            env=environment(os.environ), cwd=place.root, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise Refused(f"may be tracked by git, which did not answer ({error}); use the user's folder") from error
    if done.returncode not in (0, 1):
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise Refused(f"may be tracked by git, which failed ({' '.join(reason)}); use the user's folder")
    return done.stdout


def everywhere(host: str | None, cwd: Path, env: Mapping[str, str]) -> Iterator[Found]:
    """Yield the files of all sessions that a session at `cwd` could find."""
    own = list(map(Path, places.user_folders(host, env)))
    for scope, folders in (("project", _projects(host, cwd, env)), ("user", own)):
        for folder in folders:
            for path in sorted(folder.glob("hooks.*.json")):
                if session_of(path):
                    yield Found(scope, path)  # type: ignore[arg-type]  # one of the two above


def session_of(path: Path) -> str:
    """Return the session that a file is for; empty when its name is none of ours."""
    session = path.name.removeprefix("hooks.").removesuffix(".json")
    ours = path.name == places.name_of(session) and places.is_session_id(session)
    return session if ours else ""
