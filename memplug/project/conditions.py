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

from collections import Counter
from collections.abc import Callable, Collection, Iterable
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


class Group(NamedTuple):
    """Atoms that must hold together."""

    keys: frozenset[str]
    """The keys of what is asked for: each must be among those of the directory."""
    families: tuple[str, ...]
    tags: frozenset[str]
    """The tags that are asked for, and their families."""
    rest: tuple[Atom, ...]
    """What keys and tags do not decide, those first that are the cheapest to ask."""
    evidence: str
    """The first thing that is asked for, as written; '' when there is none."""


class Condition(NamedTuple):
    """A parsed condition."""

    keys: frozenset[str]
    """One of these must be among the keys or the tags of a directory; empty when neither can deny the condition."""
    families: tuple[str, ...]
    """The families of the tags among the keys."""
    groups: tuple[Group, ...]
    """The alternatives."""


@cache
def parse(condition: str) -> Condition:
    """Split a condition into alternatives of atoms that must hold together."""
    groups = tuple(_group(text) for text in condition.split(" | "))
    needed: dict[str, str] = {}
    for group in groups:
        if group.keys:
            needed[min(group.keys)] = ""
        elif group.tags:
            tag = min(group.tags)
            needed[tag] = _family(tag)
        else:
            return Condition(frozenset(), (), groups)
    return Condition(frozenset(needed), tuple(dict.fromkeys(filter(None, needed.values()))), groups)


def _group(text: str) -> Group:
    keys: set[str] = set()
    families: dict[str, None] = {}
    tags: set[str] = set()
    rest: list[Atom] = []
    evidence = ""
    for part in text.strip().split(" & "):
        atom = _atom(part)
        denied, asked, key, family, _ = atom
        if not denied:
            evidence = evidence or asked
            if family:
                tags.add(asked)
                families[family] = None
                continue
            if key:
                keys.add(key)
        rest.append(atom)
    # Hundreds are parsed before the first answer: no sorting of one.
    ordered = sorted(rest, key=_cost) if len(rest) > 1 else rest
    return Group(frozenset(keys), tuple(families), frozenset(tags), tuple(ordered), evidence)


def _cost(atom: Atom) -> int:
    """Rank what an answer takes: the names at hand, a manifest, a look at the disk, a text, many files."""
    text = atom.text
    if atom.plain or (text.find("/") == len(text) - 1 and text[:1] not in {"^", "*"}):
        return 0
    if atom.family:
        return 1
    if text[:3] in {"ci~", "**."}:
        return 4
    return 3 if "~" in text or text[:7] == "broken:" else 2


class Index(NamedTuple):
    """A table's alternatives by what they need, so that a directory tries only those that may hold there."""

    groups: tuple[tuple[int, Group], ...]
    """Each with its row's place in the table, in the order of the rows."""
    keys: frozenset[str]
    """The keys and tags that `by_key` has."""
    by_key: dict[str, list[int]]
    """Key or tag → places among the groups."""
    families: tuple[str, ...]
    always: tuple[int, ...]
    """Places of the groups that need neither."""


class Table(Generic[Row]):
    """Rows each of which holds in a directory under its condition; see `Facts.which`."""

    def __init__(self, rows: Iterable[Row], condition: Callable[[Row], str]) -> None:
        self.rows = tuple(rows)
        self.conditions = tuple(map(condition, self.rows))

    @cached_property
    def index(self) -> Index:
        """The alternatives by what they need."""
        groups = [(row, group) for row, text in enumerate(self.conditions) for group in parse(text).groups]
        often = Counter(key for _, group in groups for key in group.keys or group.tags)
        by_key: dict[str, list[int]] = {}
        families: dict[str, None] = {}
        always = []
        for place, (_, group) in enumerate(groups):
            needed = group.keys or group.tags
            if not needed:
                always.append(place)
                continue
            # The key that is asked for least leaves fewest to try.
            by_key.setdefault(min(needed, key=lambda key: (often[key], key)), []).append(place)
            if not group.keys:
                families.update(dict.fromkeys(group.families))
        return Index(tuple(groups), frozenset(by_key), by_key, tuple(families), tuple(always))


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
        return Atom(text != atom, atom, "", _family(file), plain=False)
    plain = bool(atom) and not {"/", "*", "~"}.intersection(atom)
    return Atom(text != atom, atom, key_of(file.partition("/")[0]), "", plain)


PREFIX = 4
"""Letters of a name by which a glob is asked for: no `requirements*.txt` where no name begins with `requ`."""


def _family(tag: str) -> str:
    return tag.partition(":")[0].partition("-")[0]


def key_of(glob: str) -> str:
    """Return what all names that the glob matches have among their keys; '' when it says too little.

    The keys of a name (`keys_of`) are itself, its first letters, and its last ending with the dot.
    """
    start, star, _ = glob.partition("*")
    if not star:
        return glob
    if len(start) >= PREFIX:
        return start[:PREFIX]
    end = glob.rpartition("*")[2]
    return end[end.rfind(".") :] if "." in end else ""


def keys_of(names: Collection[str]) -> set[str]:
    """Return the keys of all these names."""
    keys = set(names)
    keys.update([name[:PREFIX] for name in names], [name[name.rfind(".") :] for name in names])
    return keys
