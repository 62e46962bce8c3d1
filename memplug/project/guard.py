"""Whether git may be asked about a repository, and how: it is to run nothing, and to read nothing outside of it.

What is asked is `git status`, `git log` and `git rev-list`. git is not asked when the repository borrows objects from
elsewhere or one of them is a link, when its configuration is huge or includes a file from outside, when its index names
one, and when git itself refuses a repository of another user's (`safe.directory`). Everything else that could start a
program is switched off.

What git looks at all the same: whether a repository is where the `.git` file of an untracked folder points. It reads
HEAD there, and nothing of it is told.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from memplug.deadline import patience
from memplug.expressions import expression
from memplug.project.calling_git import command, environment
from memplug.project.confined import SMALL, Place, believed, entries, inside, small_bytes

SECONDS = 0.5
"""Seconds that a question about the configuration or the index may take."""
INCLUDE = expression(rb"\[\s*include", re.IGNORECASE)
DEPTH = 10
"""How deep git lets includes nest."""
FILES = ("core.excludesfile", "core.attributesfile")
"""Settings that name a file which git would read; the user's own may."""
NOTHING_FOUND = 1
"""The exit code of `git config --get-regexp`."""
LOOSE = 20_000
"""Objects outside of packs that are looked at; git packs them from some 6,700 on."""
LARGEST_INDEX = 512 * 1024 * 1024
"""Bytes."""
GITLINK = b"\x00\x00\xe0\x00"
"""The mode of a submodule in the index, as gitformat-index(5) has it."""
ABSOLUTE = expression(rb"/(?<=[\x00-\x0f]./|\x20\x00/)", re.DOTALL)
"""A slash behind what may end the fixed part of an entry in the index: the length of a name that begins with it."""
LONG = 0xFFF
"""What the index says of the length of a name that is at least as long; above stand flags of unusual entries."""
OUTSIDE = expression(rb"\t(?:/|\.\./)|/\.\./")
"""In what `git ls-files --stage` prints, a name that is not in the work tree."""
SUBMODULE = expression(rb"(?:^|\0)160000 [^\t]*\t([^\0]+)")


def objection(place: Place) -> str:
    """Return why git must not be asked about `place`; empty when it may."""
    objects = place.common_dir / "objects"
    if (objects / "info" / "alternates").exists():
        return "it borrows objects from another repository (objects/info/alternates)"
    return objection_to_configuration(place) or _objection_to_objects(objects) or _refused_by_git(place)


def objection_to_configuration(place: Place) -> str:
    """Return why git must not even be asked what reads no object; empty when it may."""
    for file in configuration(place):
        if not _of(place, file):
            return "its git configuration includes a file from outside of it"
        if os.path.exists(file) and file.stat().st_size > SMALL:  # noqa: PTH110  Path.exists raises where a folder above is closed
            return f"{file} is larger than {SMALL // 1024} KB"
    return ""


def _objection_to_objects(folder: Path) -> str:
    """Return why the objects in `folder` must not be read; empty when each is a file, as git makes them."""
    looked_at = 0
    try:
        for entry in islice(entries(folder, deep=True), LOOSE + 1):
            if not entry.is_file(follow_symlinks=False):
                return f"{entry.path} is no file of its own"
            looked_at += 1
    except OSError as error:
        return f"its objects cannot be read ({error})"
    return f"it has more than {LOOSE:,} objects outside of packs (`git gc` packs them)" if looked_at > LOOSE else ""


def configuration(place: Place) -> Iterator[Path]:
    """Yield the files of a repository's own configuration, there or not, each before what it includes."""
    pending = [(place.common_dir / "config", 0), (place.git_dir / "config.worktree", 0)]
    while pending:
        file, depth = pending.pop(0)
        yield file
        if depth < DEPTH and _of(place, file) and INCLUDE.search(small_bytes(file)):
            pending += [(included, depth + 1) for included in _included(file)]


class Configured(NamedTuple):
    """What git is told so that it runs nothing, and what that follows from."""

    settings: tuple[str, ...]
    """As for `git -c`: with these `git status` runs no filter and reads no list from elsewhere."""
    files: tuple[Path, ...]
    """The files that git read its configuration from, the user's own included, and those that these include."""


def users_configuration(env: Mapping[str, str] = os.environ) -> Iterator[Path]:
    """Yield the files that may hold the user's and the system's configuration of git, there or not."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.home() raises where there is none
    yield home / ".gitconfig"
    yield Path(env.get("XDG_CONFIG_HOME") or home / ".config", "git", "config")
    yield Path(env.get("GIT_CONFIG_SYSTEM") or "/etc/gitconfig")
    if own := env.get("GIT_CONFIG_GLOBAL"):
        yield Path(own)


def _of(place: Place, file: Path) -> bool:
    return inside(file, [place.root, place.common_dir])


def _included(file: Path) -> Iterator[Path]:
    """Yield what a configuration file includes, on whatever condition. Only git reads its syntax as git does."""
    # Without a repository: git reads the configuration of the one that it is in, whatever it is asked, with includes.
    question = ("config", "--file", str(file), "--no-includes", "--null", "--get-regexp", r"^include(if)?\.")
    try:
        listed = _ask(["git", f"--git-dir={os.devnull}", *question])
    except subprocess.CalledProcessError as error:
        if error.returncode != NOTHING_FOUND:
            yield Path(os.sep)
        return
    except (OSError, subprocess.SubprocessError):
        yield Path(os.sep)  # what cannot be known may lie anywhere
        return
    for entry in listed.split(b"\0")[:-1]:
        name = os.fsdecode(entry.partition(b"\n")[2])
        # git replaces `~` and `%(prefix)` by folders that are not the repository's.
        yield Path(os.sep) if name.startswith(("~", "%(")) else file.parent / name


def _refused_by_git(place: Place) -> str:
    """Return why git refuses a repository of another user's, if it does: named a folder, it does not look at that."""
    if not hasattr(os, "geteuid"):
        return ""
    owners = {path.stat().st_uid for path in (place.root, place.root / ".git", place.git_dir)}
    if owners == {os.geteuid()}:
        return ""
    try:
        _ask(["git", "-C", str(place.root), "rev-parse", "--git-dir"])
    except subprocess.CalledProcessError as error:
        if b"safe.directory" in error.stderr:
            return "it belongs to another user (see `safe.directory` in git-config)"
    except (OSError, subprocess.SubprocessError):
        return ""  # then git will say no more when it is asked in earnest
    return ""


def configured(place: Place) -> Configured:
    """Return what git is told when it is asked about `place`.

    Filters of the user's own are switched off as well: which files they are run on is the repository's choice, and
    some (Git LFS) take further commands from its configuration. Raises OSError, SubprocessError, or ValueError for a
    filter whose name no setting can hold.
    """
    listed = _ask(command(place.root, place.git_dir, "config", "--null", "--show-scope", "--show-origin", "--list"))
    fields = listed.decode("utf-8", errors="surrogateescape").split("\0")[:-1]
    found: dict[str, None] = {}
    files: dict[Path, None] = {}
    for scope, origin, entry in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        name, _, value = entry.partition("\n")
        file = place.root / origin.removeprefix("file:")
        if origin.startswith("file:"):
            files[file] = None
        if name.startswith("include"):  # one that is not there, or does not count, may tomorrow
            files[file.parent / os.path.expanduser(value)] = None  # noqa: PTH111  Path's raises for an unknown user
        if name.startswith("filter."):
            driver = name.rpartition(".")[0]
            if "=" in driver:
                raise ValueError("a filter has `=` in its name")
            found |= dict.fromkeys((f"{driver}.clean=", f"{driver}.process=", f"{driver}.required=false"))
        elif name in FILES and scope in ("local", "worktree"):
            found[f"{name}={os.devnull}"] = None
    return Configured(tuple(found), tuple(files))


def objection_to_index(place: Place) -> str:
    """Return why the index must not be held against the work tree; empty when it may."""
    data = small_bytes(place.git_dir / "index", LARGEST_INDEX)
    if not data and (place.git_dir / "index").exists():
        return "its index cannot be read"
    if not _is_worth_asking(data, place):
        return ""
    try:
        listed = _ask(command(place.root, place.git_dir, "ls-files", "--stage", "-z"))
    except (OSError, subprocess.SubprocessError):
        return ""  # then the status, which reads the same, fails as well and says so
    if OUTSIDE.search(listed):
        return "its index names a file outside of it"
    for name in SUBMODULE.findall(listed):
        below = believed(place.root / os.fsdecode(name))
        if isinstance(below, str):
            return f"of a submodule: {below}"
    return ""


def _is_worth_asking(index: bytes, place: Place) -> bool:
    """Return whether an index may hold submodules or names outside; asking git for all names takes far longer."""
    compressed = index[4:8] == b"\0\0\0\4"
    if compressed or b"../" in index or GITLINK in index or any(place.git_dir.glob("sharedindex.*")):
        return True
    return any(_begins_a_name(index, match.start()) for match in ABSOLUTE.finditer(index))


def _begins_a_name(index: bytes, begin: int) -> bool:
    """Return whether a path may stand at `begin`, and its length before it; times and hashes seldom look like one."""
    length = int.from_bytes(index[begin - 2 : begin], "big")
    if length >= LONG:
        return True
    try:
        name = index[begin : begin + length + 1].decode()
    except UnicodeDecodeError:
        return False
    return length > 1 and name.endswith("\0") and name[:-1].isprintable()


def _ask(question: list[str]) -> bytes:
    """Return what git prints. Raises OSError or SubprocessError."""
    return subprocess.run(  # noqa: S603  fixed words and paths
        question, stdin=subprocess.DEVNULL, capture_output=True, check=True, env=environment(os.environ),
        timeout=SECONDS * patience(os.environ),
    ).stdout  # fmt: skip
