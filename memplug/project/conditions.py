"""The small language in which the rule tables ask about a directory.

A condition is a string. ` | ` separates alternatives, ` & ` joins what must hold together, `!` denies:

    Cargo.toml                 a file of this name (not a directory)
    src/                       a directory
    *.cabal   app/*.ts   */x   a glob; a `*` in place of a directory stands for one level
    Makefile~ctest             a file (or the first few that a glob finds) whose text contains what follows
    npm:react                  a tag that the reader of the family `npm` sets (see `readers/`)
    broken:package.json        the manifest is there and cannot be parsed
    **.test.ts                 a counted source file with this ending (see `census.py`)
    ci~cargo fmt               a CI configuration at the root that contains this text
    ^pnpm-lock.yaml            the same here or in any directory up to the repository's root
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import cache
from typing import NamedTuple


class Atom(NamedTuple):
    """One thing that a condition asks for."""

    denied: bool
    text: str
    first: str
    """The first name of a path that does not begin with a glob, else ''."""
    family: str
    """The family of a tag, else ''."""


@cache
def parse(condition: str) -> tuple[tuple[Atom, ...], ...]:
    """Split a condition into alternatives of atoms that must hold together."""
    return tuple(tuple(_atom(text) for text in group.strip().split(" & ")) for group in condition.split(" | "))


def _atom(text: str) -> Atom:
    atom = text.removeprefix("!")
    file = atom.partition("~")[0]
    first = file.partition("/")[0]
    upward = atom[:1] == "^"
    tag = ":" in file and not upward and not file.startswith("broken:")
    plain = not (upward or ":" in file or "*" in first or file == "ci")
    return Atom(text != atom, atom, first if plain else "", re.split("[-:]", file)[0] if tag else "")


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob.replace("[", "[[]")))


def matches(glob: str, name: str) -> bool:
    """Say whether one name matches the glob, in which only `*` is special."""
    start, star, end = glob.partition("*")
    if not star:
        return glob == name
    if "*" not in end:
        return name.startswith(start) and name.endswith(end) and len(name) >= len(start) + len(end)
    return _pattern(glob).match(name) is not None
