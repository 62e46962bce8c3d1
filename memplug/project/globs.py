"""Globs: a `*` in a name stands for anything, in place of a directory for one level."""

import os
import re
from collections.abc import Iterator
from fnmatch import translate
from functools import cache

from memplug.project.tree import Tree


def walk(tree: Tree, folder: str, pattern: str, before: str = "") -> Iterator[str]:
    """Yield what the pattern stands for below the folder, each with `before` in front: a slash ends a directory."""
    head, slash, rest = pattern.partition("/")
    wild = "*" in head
    if not slash:
        yield from (before + name for name in _files(tree, folder, head))
        return
    names = tree.folders(folder) if wild else [head]
    if wild and head != "*":
        names = [name for name in names if matches(head, name)]
    if wild and rest and "*" not in rest and "/" not in rest:
        yield from [f"{before}{name}/{rest}" for name in tree.having(folder, names, rest)]
        return
    for name in names:
        if wild or tree.is_dir(folder, name):
            if rest:
                yield from walk(tree, f"{folder}{os.sep}{name}", rest, f"{before}{name}/")
            else:
                yield f"{before}{name}/"


def _files(tree: Tree, folder: str, glob: str) -> Iterator[str]:
    if "*" not in glob:
        yield from [glob] if tree.has_file(folder, glob) else []
        return
    listing = tree.listing(folder)
    start, _, end = glob.partition("*")
    ending = not start and "." in end and "*" not in end
    names = listing.ending(end) if ending else listing.beginning(start)
    yield from (name for name in names if matches(glob, name) and tree.is_file(folder, name))


def matches(glob: str, name: str) -> bool:
    """Return whether one name matches the glob, in which only `*` is special."""
    start, star, end = glob.partition("*")
    if not star:
        return glob == name
    if "*" not in end:
        return name.startswith(start) and name.endswith(end) and len(name) >= len(start) + len(end)
    return _pattern(glob).match(name) is not None


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob.replace("[", "[[]")))
