"""Which `.git` is believed: one that leads nowhere else.

A folder may come from anywhere, its `.git` with it, and that can lead to another user's repository, or to a file that
is no file. Of what is not believed nothing is told, and nothing read but what it says of the folder. The rules:

- A `.git` folder is believed when what git reads in it is files and folders of its own: a link must stay inside, and a
  pipe or a device is none. A `commondir` in it, which git never writes there, leads elsewhere.
- A `.git` file is believed when the folder that it names names it back, as git writes it: a linked worktree by the file
  `gitdir` in `<repository>/worktrees/<name>`, a submodule by `core.worktree` in its configuration. A repository made
  with `git init --separate-git-dir` has neither, until its user sets `core.worktree`.
"""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from memplug.expressions import expression

READ_BY_GIT = (
    "HEAD", "index", "config", "config.worktree", "packed-refs", "shallow", "refs", "reftable", "logs", "logs/HEAD",
    "logs/refs", "logs/refs/stash", "info", "info/exclude", "info/attributes", "info/grafts", "info/sparse-checkout",
    "objects", "objects/info", "objects/pack", "rebase-merge", "rebase-apply", "sequencer", "MERGE_HEAD",
    "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG",
)  # fmt: skip
"""What `git status` and `git log` open in a repository's folder, beside `sharedindex.*`."""
SCANNED = (
    "refs", "reftable", "objects", "objects/info", "objects/info/commit-graphs", "objects/pack", "rebase-merge",
    "rebase-apply", "sequencer",
)  # fmt: skip
"""Folders of which every entry is looked at; of `refs` also all that is below. Single objects are left to `guard`."""
WORKTREE = expression(r"\bworktree\s*=[ \t]*([^\r\n]*)", re.IGNORECASE)
SMALL = 1024 * 1024
"""Bytes; of a larger file of text in the repository's folder nothing is read."""


class Place(NamedTuple):
    """A work tree and the folders that git keeps for it."""

    root: Path
    git_dir: Path
    common_dir: Path
    """The same for every worktree of one repository."""


def believed(root: Path) -> Place | str | None:
    """Return the repository whose work tree is `root`, why the one that is there is not believed, or None."""
    entry = root / ".git"
    try:
        mode = entry.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = entry.resolve()
            if not (inside(target, [root]) and target.is_dir()):
                return f"{entry} is a link that leads out of the folder"
            place = Place(root, target, target)
        elif stat.S_ISDIR(mode):
            place = Place(root, entry, entry)
        elif stat.S_ISREG(mode):
            return _pointed_at(root, entry)
        else:
            return f"{entry} is neither a file nor a folder"
        if not os.path.lexists(place.git_dir / "HEAD"):
            return None  # git looks further up as well
        if os.path.lexists(place.git_dir / "commondir"):
            return f"{entry / 'commondir'} leads to another repository"
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        return f"{entry} cannot be read ({error})"
    return _strange(place) or place


def _pointed_at(root: Path, entry: Path) -> Place | str:
    """Return the repository that a `.git` file names, when that names it back."""
    named = small_text(entry).strip()
    if not named.startswith("gitdir:"):
        return f"{entry} names no repository"
    git_dir = (root / named.removeprefix("gitdir:").strip()).resolve()
    back = small_text(git_dir / "gitdir").strip()
    common = small_text(git_dir / "commondir").strip()
    if back and common:
        main = git_dir.parent.parent
        if _same(git_dir / back, entry) and git_dir.parent.name == "worktrees" and _same(git_dir / common, main):
            place = Place(root, git_dir, main)
            return _strange(place) or place
    elif not (back or common) and any(_same(git_dir / worktree, root) for worktree in _worktrees(git_dir)):
        place = Place(root, git_dir, git_dir)
        return _strange(place) or place
    return (
        f"{entry} names {git_dir}, which does not name it back"
        " (`git worktree repair` or `git -C … config core.worktree …` mends that)"
    )


def _worktrees(git_dir: Path) -> Iterator[str]:
    """Yield what the configuration in a repository's folder says its work tree is, relative to that folder."""
    for name in ("config", "config.worktree"):
        for match in WORKTREE.finditer(small_text(git_dir / name)):
            value = match[1].strip()
            if value.startswith('"') and value.endswith('"'):
                value = re.sub(r"\\(.)", r"\1", value[1:-1])
            yield value


def _strange(place: Place) -> str:
    """Return what of a repository's folder is not its own, or no file; empty when all is as git makes it."""
    own = [place.root, place.git_dir, place.common_dir]
    for folder in dict.fromkeys((place.git_dir, place.common_dir)):
        try:
            for entry in _read_by_git(folder):
                if reason := _not_its_own(entry, own):
                    return f"{entry} {reason}"
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
            return f"{folder} cannot be read whole ({error})"
    return ""


def _read_by_git(folder: Path) -> Iterator[Path]:
    """Yield what git may read in a repository's folder, there or not, but for what is plainly a file."""
    yield from (folder / name for name in READ_BY_GIT)
    yield from (Path(entry.path) for entry in entries(folder, deep=False) if entry.name.startswith("sharedindex."))
    for name in SCANNED:
        found = entries(folder / name, deep=name == "refs")
        yield from (Path(entry.path) for entry in found if not entry.is_file(follow_symlinks=False))


def _not_its_own(entry: Path, own: list[Path]) -> str:
    """Return why git should not read `entry`, completing "ENTRY …"; empty when it may, or there is nothing."""
    try:
        mode = entry.lstat().st_mode
        if stat.S_ISLNK(mode):
            if not inside(entry, own):
                return "is a link that leads out of the repository"
            mode = entry.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return "" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else "is neither a file nor a folder"


def entries(folder: Path, *, deep: bool) -> Iterator[os.DirEntry[str]]:
    """Yield what lies in `folder`, which need not be there, but folders; with `deep` also what lies below it."""
    pending = [str(folder)]
    while pending:
        try:
            with os.scandir(pending.pop()) as found:
                for entry in found:
                    if not entry.is_dir(follow_symlinks=False):
                        yield entry
                    elif deep:
                        pending.append(entry.path)
        except (FileNotFoundError, NotADirectoryError):
            continue  # a worktree's folder has not all of them


def small_text(path: Path) -> str:
    """Return the text of a small regular file; empty when it is missing, unreadable, large or a link."""
    return small_bytes(path).decode("utf-8", errors="replace")


def small_bytes(path: Path, most: int = SMALL) -> bytes:
    """Return the bytes of a regular file of at most `most` bytes, like `small_text`; a pipe is not waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return b""
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > most:
            return b""
        try:
            return file.read(most)
        except OSError:
            return b""


def inside(path: Path, folders: list[Path]) -> bool:
    """Return whether `path`, links resolved, is or lies in one of `folders`."""
    path = path.resolve()
    return any(path.is_relative_to(folder.resolve()) for folder in folders)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False
