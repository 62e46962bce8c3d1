"""Bounded, careful looks at a directory tree: what is there by name, and the text of small files.

Nothing here raises for what a repository may contain: links out of it are not followed, devices and
pipes are not opened, binary or unreadable files read as empty, and every listing and every text has a cap.
"""

# ruff: noqa: PTH100, PTH111, PTH112, PTH113, PTH114, PTH118, PTH120
# Strings throughout: one Path object per name would cost more than the whole answer may.

from __future__ import annotations

import os
from bisect import bisect_left
from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path
from stat import S_ISDIR, S_ISLNK

from memplug.project.conditions import keys_of

MAX_ENTRIES = 6_000
"""Names taken from one directory; in a larger one the known names are asked for one by one."""
MAX_LISTINGS = 64
"""Directories scanned in all; later ones count as unknown, and their known names are asked for one by one."""
MAX_TEXT = 64 * 1024
"""Characters read from a text manifest. Real ones are far below; the rest of a huge one is left out."""
MAX_LEVELS = 8
"""Directories climbed in search of the repository's root."""
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""A pipe that has taken a file's place since it was listed is not waited for."""

SKIP = frozenset(
    [
        *(".git", "node_modules", "vendor", "third_party", "3rdparty", "thirdparty", "external", "venv", ".venv"),
        *("env", "dist", "build", "target", "out", ".next", ".nuxt", ".tox", ".nox", ".mypy_cache", ".ruff_cache"),
        *(".pytest_cache", "__pycache__", "Pods", ".gradle", ".idea", ".vs", ".vscode", "deps", "_build"),
        *("coverage", "site-packages", ".yarn", ".cache", ".direnv", ".terraform", ".svn", ".hg", "obj", "tmp"),
    ]
)
"""Directories in which nothing is the project's own."""


class Listing:
    """The names in one directory, each with what it is: `f` file, `d` directory, `l` link, `o` something else."""

    __slots__ = ("_folders", "_keys", "_sorted", "entries", "truncated")
    entries: dict[str, str]

    def __init__(self, path: str, most: int = MAX_ENTRIES) -> None:
        self.entries = {}
        self.truncated = most <= 0
        if most > 0:
            try:
                with os.scandir(path) as scan:
                    # Most are plain files: asked first, they cost one call each.
                    self.entries = {
                        entry.name: "f"
                        if entry.is_file(follow_symlinks=False)
                        else "l"
                        if entry.is_symlink()
                        else "d"
                        if entry.is_dir()
                        else "o"
                        for entry in islice(scan, most)
                    }
                    self.truncated = len(self.entries) >= most
            except OSError:
                pass
        self._keys: set[str] | None = None
        self._sorted: list[str] | None = None
        self._folders: list[str] | None = None

    @property
    def keys(self) -> set[str]:
        """What the names have for a condition to ask for (`conditions.keys_of`)."""
        if self._keys is None:
            self._keys = keys_of(self.entries)
        return self._keys

    def ending(self, ending: str) -> list[str]:
        """Return the names that end with `ending`, which has a dot, and have more than that, sorted."""
        if ending[ending.rfind(".") :] not in self.keys:
            return []
        return sorted([name for name in self.entries if name.endswith(ending) and name != ending])

    def beginning(self, prefix: str) -> list[str]:
        """Return the names that begin with `prefix`, sorted."""
        names = self.sorted()
        if not prefix:
            return names
        start = end = bisect_left(names, prefix)
        while end < len(names) and names[end].startswith(prefix):
            end += 1
        return names[start:end]

    def sorted(self) -> list[str]:
        """Return all names, sorted."""
        if self._sorted is None:
            self._sorted = sorted(self.entries)
        return self._sorted

    def folders(self) -> list[str]:
        """Return the names of real directories worth a look, sorted; links are not followed."""
        if self._folders is None:
            self._folders = sorted(
                n for n, kind in self.entries.items() if kind == "d" and n[0] != "." and n not in SKIP
            )
        return self._folders


class Tree:
    """One repository, or one folder outside any, as seen from `start`; remembers what it looked at."""

    def __init__(self, start: Path) -> None:
        self.start = os.path.abspath(start)
        self.root = find_root(self.start)
        self._listings: dict[str, Listing] = {}
        self._room = 2 * MAX_ENTRIES
        self._texts: dict[str, str] = {}
        self._asked: set[str] = set()
        self._within = {self.root}

    def listing(self, path: str) -> Listing:
        """Return what is in the directory, scanned once; empty when it is no directory of this repository."""
        found = self._listings.get(path)
        if found is None:
            inside = self._inside(path)
            room = MAX_ENTRIES if len(self._listings) < MAX_LISTINGS else 0
            self._room -= len((found := Listing(path if inside else os.devnull, min(room, self._room))).entries)
            self._listings[path] = found
        return found

    def is_file(self, folder: str, name: str) -> bool:
        """Return whether a file, or whatever is no directory when links are followed, has this name."""
        listing = self.listing(folder)
        kind = listing.entries.get(name)
        if kind is None:
            return listing.truncated and os.path.isfile(os.path.join(folder, name))
        return kind in {"f", "o"} or (kind == "l" and not os.path.isdir(os.path.join(folder, name)))

    def has_file(self, folder: str, name: str) -> bool:
        """Say the same of a directory that need not be scanned for the sake of one name."""
        if folder in self._listings:
            return self.is_file(folder, name)
        self._asked.add(folder)
        path = f"{folder}{os.sep}{name}"
        # Most are not there, which `access` says without an exception.
        return os.access(path, os.F_OK) and os.path.isfile(path)

    def having(self, folder: str, names: list[str], file: str) -> list[str]:
        """Return those of the directories `names` of a folder that have the file, without a scan of each."""
        paths = [f"{folder}{os.sep}{name}" for name in names]
        # Most have it not, which `access` says without an exception.
        found = [n for n, path in zip(names, paths, strict=True) if os.access(f"{path}{os.sep}{file}", os.F_OK)]
        self._asked.update(paths)
        return [name for name in found if self.has_file(f"{folder}{os.sep}{name}", file)]

    def is_dir(self, folder: str, name: str) -> bool:
        """Return whether a directory of this repository has this name; the folder is not scanned for the sake of it."""
        listing = self._listings.get(folder)
        path = f"{folder}{os.sep}{name}"
        if listing is None:
            self._asked.add(folder)
            try:
                mode = os.lstat(path).st_mode
            except OSError:
                return False
            inside = self._inside(path if name == ".." else folder)
            kind = "l" if S_ISLNK(mode) else "d" if S_ISDIR(mode) and inside else "o"
        else:
            kind = listing.entries.get(name, "l" if listing.truncated else "o")
        return kind == "d" or (kind == "l" and os.path.isdir(path) and self._inside(path))

    def there(self, folder: str, path: str) -> bool:
        """Return whether a file, or with a slash at the end a directory, has this path below the folder."""
        *parents, name = path.split("/")
        for parent in parents:
            if not self.is_dir(folder, parent):
                return False
            folder = f"{folder}{os.sep}{parent}"
        return not name or self.has_file(folder, name)

    def folders(self, path: str, most: int = 60) -> list[str]:
        """Return the names of the directories worth a look; none once the cap on scans is reached."""
        return [] if self.spent else self.listing(path).folders()[:most]

    @property
    def spent(self) -> bool:
        """Whether the cap on scans is reached."""
        return len(self._listings) >= MAX_LISTINGS

    def read(self, path: str, limit: int = MAX_TEXT) -> str:
        """Return the text of a regular file of this repository, at most `limit` bytes of it; else ''.

        A byte order mark is dropped, line ends become newlines, and a file with NUL bytes counts as binary.
        """
        found = self._texts.get(path)
        if found is None:
            found = self._texts[path] = self._read(path, limit)
        return found

    def looked_at(self) -> tuple[str, ...]:
        """Return files read and directories asked: the answer stands while none of them changes."""
        return tuple(sorted({*self._texts, *self._listings, *self._asked}))

    @cached_property
    def _real_root(self) -> str:
        return os.path.realpath(self.root)

    def _inside(self, path: str) -> bool:
        """Return whether the path, with all links on its way followed, is within the repository."""
        if path in self._within:
            return True
        folder, _, name = path.rpartition(os.sep)
        if not path.startswith(self.root + os.sep) or not self._inside(folder):
            return False
        if name == ".." or (self._kind(path) not in {"f", "d"} and os.path.islink(path)):
            real = os.path.realpath(path)
            if real != self._real_root and not real.startswith(self._real_root + os.sep):
                return False
        self._within.add(path)
        return True

    def _kind(self, path: str) -> str | None:
        """Return what a path is (see `Listing`), or None where its directory is not listed."""
        folder, _, name = path.rpartition(os.sep)
        listing = self._listings.get(folder)
        return listing.entries.get(name) if listing else None

    def _read(self, path: str, limit: int) -> str:
        try:
            if self._kind(path) != "f" and not (self._inside(path) and os.path.isfile(path)):
                return ""
            # A file object would cost as much again as the read, and room for a whole megabyte more than both.
            file = os.open(path, _READ)
            try:
                data = os.read(file, min(limit, MAX_TEXT))
                if len(data) == MAX_TEXT < limit:
                    data += os.read(file, limit - MAX_TEXT)
                return decode(data)
            finally:
                os.close(file)
        except (OSError, ValueError):
            return ""


def decode(data: bytes) -> str:
    """Return the bytes as text with newlines as line ends; '' for binary data."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    elif b"\0" in data:
        return ""
    else:
        text = data.removeprefix(BOM_UTF8).decode("utf-8", "replace")
    # Most have none, and two searches for nothing take longer than the decoding.
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def find_root(start: str) -> str:
    """Return the nearest directory at or above `start` that has `.git`, at most eight levels up and below home.

    Without one the project is `start` itself.
    """
    for folder in climb(start):
        if folder != start and folder == os.path.expanduser("~"):
            break
        if os.path.lexists(f"{folder}{os.sep}.git"):
            return folder
    return start


def climb(start: str) -> Iterator[str]:
    """Yield `start` and its parents, at most eight levels up."""
    folder = start
    for _ in range(MAX_LEVELS + 1):
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return
        folder = parent
