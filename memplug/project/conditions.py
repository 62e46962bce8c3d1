"""The small language in which the rule tables ask about a directory.

A condition is a string. ` | ` separates alternatives, ` & ` joins what must hold together, `!` denies:

    Cargo.toml                 a file of this name (not a directory)
    src/                       a directory
    *.cabal   app/*.ts   */x   a glob; a `*` in place of a directory stands for one level
    Makefile~ctest             a file (or the first few that a glob finds) whose text contains what follows
    npm:react                  a tag that the reader of the family `npm` sets (see `readers/`)
    broken:package.json        the manifest is there and cannot be parsed
    **.test.ts                 a counted source file with this ending (see `census.py`)
    ci~cargo fmt               a CI configuration at the root that contains these words, the last one whole
    ^pnpm-lock.yaml            the same here or in any directory up to the repository's root
"""

import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from functools import cache, cached_property
from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")


class Atom(NamedTuple):
    """One thing that a condition asks for."""

    denied: bool
    text: str
    key: str
    """What a directory's names must have (see `key_of`); '' when names alone cannot deny it."""
    family: str
    """The family of a tag, else ''."""
    plain: bool
    """Whether it asks for a file of this very name in the directory itself."""


class Condition(NamedTuple):
    """A parsed condition."""

    keys: frozenset[str]
    """One of these must be among the keys or the tags of a directory; empty when neither can deny the condition."""
    families: tuple[str, ...]
    """The families of the tags among the keys."""
    groups: tuple[tuple[Atom, ...], ...]
    """Alternatives of atoms that must hold together."""


@cache
def parse(condition: str) -> Condition:
    """Split a condition into alternatives of atoms that must hold together."""
    groups = tuple(tuple(_atom(text) for text in group.strip().split(" & ")) for group in condition.split(" | "))
    needed: dict[str, str] = {}
    for group in groups:
        asked = [atom for atom in group if not atom.denied]
        if by_name := next((atom.key for atom in asked if atom.key), ""):
            needed[by_name] = ""
        elif asked and asked[0].family:
            needed[asked[0].text] = asked[0].family
        else:
            return Condition(frozenset(), (), groups)
    return Condition(frozenset(needed), tuple(dict.fromkeys(filter(None, needed.values()))), groups)


class Index(NamedTuple):
    """A table's conditions by what they need, so that a directory tries only those that may hold there."""

    by_key: dict[str, list[int]]
    """Key → places in the table."""
    families: tuple[str, ...]
    always: tuple[int, ...]
    """Places of the conditions without keys."""


class Table(Generic[Row]):
    """Rows each of which holds in a directory under its condition; see `Facts.which`."""

    def __init__(self, rows: Iterable[Row], condition: Callable[[Row], str]) -> None:
        self.rows = tuple(rows)
        self.conditions = tuple(map(condition, self.rows))

    @cached_property
    def index(self) -> Index:
        """The conditions by what they need."""
        by_key: dict[str, list[int]] = {}
        families: dict[str, None] = {}
        always = []
        for number, condition in enumerate(self.conditions):
            keys, wanted, _ = parse(condition)
            families.update(dict.fromkeys(wanted))
            for key in keys:
                by_key.setdefault(key, []).append(number)
            if not keys:
                always.append(number)
        return Index(by_key, tuple(families), tuple(always))


def _atom(text: str) -> Atom:
    atom = text.removeprefix("!")
    file = atom.partition("~")[0]
    if atom[:1] == "^":
        return Atom(text != atom, atom, _atom(atom[1:]).key, "", plain=False)
    if file == "ci" or file[:3] == "**.":
        return Atom(text != atom, atom, "", "", plain=False)
    if file[:7] == "broken:":
        return Atom(text != atom, atom, file[7:], "", plain=False)
    if ":" in file:
        return Atom(text != atom, atom, "", file.partition(":")[0].partition("-")[0], plain=False)
    plain = bool(atom) and not {"/", "*", "~"}.intersection(atom)
    return Atom(text != atom, atom, key_of(file.partition("/")[0]), "", plain)


def key_of(glob: str) -> str:
    """Return what all names that the glob matches have among their keys; '' when it says too little.

    The keys of a name (`keys_of`) are itself, its last ending with the dot, and what is before its first dot, with it.
    """
    start, star, _ = glob.partition("*")
    if not star:
        return glob
    end = glob.rpartition("*")[2]
    if "." in end:
        return end[end.rfind(".") :]
    return start[: start.find(".", 1) + 1]


def keys_of(names: Iterable[str]) -> set[str]:
    """Return the keys of all these names."""
    keys = set(names)
    dotted = [(name, dot) for name in keys if (dot := name.find(".", 1) + 1)]
    keys.update([name[:dot] for name, dot in dotted])
    keys.update([name[name.rfind(".") :] for name, _ in dotted])
    return keys


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob.replace("[", "[[]")))


def matches(glob: str, name: str) -> bool:
    """Return whether one name matches the glob, in which only `*` is special."""
    start, star, end = glob.partition("*")
    if not star:
        return glob == name
    if "*" not in end:
        return name.startswith(start) and name.endswith(end) and len(name) >= len(start) + len(end)
    return _pattern(glob).match(name) is not None
