"""Which project this is: its git remote and root commit, else its path. Worktrees share, equal names do not."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from memplug.deadline import patience
from memplug.project import git, guard
from memplug.project.calling_git import environment

SECONDS = 0.3
"""Seconds that the search for the root commit may take; a huge history without it is known by its remote alone."""


class Identity(NamedTuple):
    """What tells one project from another; empty values are unknown."""

    path: str
    """The folder that all worktrees of the repository share, or the working folder outside of one."""
    remote: str = ""
    """`host/path` of the remote."""
    root_commit: str = ""

    @property
    def name(self) -> str:
        """Return a short name for people."""
        if self.remote:
            return self.remote.rsplit("/", 1)[-1]
        folder = Path(self.path)
        return (folder.parent if folder.name == ".git" else folder).name


def identify(cwd: Path, place: git.Place | None) -> Identity:
    """Return what is known at once of the project at `cwd`: path and remote, read from files."""
    if place is None:
        return Identity(str(_resolved(cwd)))
    return Identity(str(_resolved(place.common_dir)), git.remote(place))


def root_commit(place: git.Place) -> str:
    """Return the oldest commit on HEAD's first-parent line; empty without one, or when it takes too long.

    A shallow clone's oldest commit is not the root, so it is not taken for it.
    """
    if (place.common_dir / "shallow").exists() or guard.objection(place):
        return ""
    try:
        found = subprocess.run(  # noqa: S603
            git.command(place, "rev-list", "--max-parents=0", "--first-parent", "HEAD"),
            capture_output=True, check=False, stdin=subprocess.DEVNULL, env=environment(os.environ),
            timeout=SECONDS * patience(os.environ),
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.decode("ascii", errors="replace").strip() if found.returncode == 0 else ""


def same(one: Identity, other: Identity) -> bool:
    """Return whether two identities are of one project.

    Clones in different folders share a remote and a root commit. The same folder is the same project as long
    as nothing known contradicts: a remote that was added later, or a first commit, does not make it another.
    """
    roots_differ = bool(one.root_commit and other.root_commit and one.root_commit != other.root_commit)
    if one.remote and other.remote:
        return one.remote == other.remote and (one.path == other.path or not roots_differ)
    return one.path == other.path and not roots_differ


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path
