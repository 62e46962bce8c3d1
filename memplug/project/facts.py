"""What is known of one directory: its names, the text of its manifests, and what their readers made of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from importlib import import_module
from itertools import chain
from typing import Any

from memplug.project.census import Census
from memplug.project.conditions import Atom, Group, Row, Table, parse
from memplug.project.formats import TABLES, parse_json, parse_toml
from memplug.project.globs import walk
from memplug.project.readers import MANIFESTS, READERS
from memplug.project.rules.places import CI_FILES
from memplug.project.tree import Tree

MAX_JSON = 1024 * 1024
MAX_FILES = 4
"""Files of one glob whose text is looked at."""


class Facts:
    """What one directory says; manifests are read when a rule first asks for them."""

    def __init__(self, tree: Tree, path: str, above: Facts | None = None) -> None:
        self.tree = tree
        self.path = path
        self.tags: set[str] = set()
        self.values: dict[str, str] = {}
        """Single facts by name, such as `npm.packageManager`."""
        self.tasks: dict[str, dict[str, str]] = {}
        """Task runner → task name → what it runs (may be '')."""
        self.members: dict[str, list[str]] = {}
        """Workspace tool → the patterns of its members, as written."""
        if above is None and path != tree.root and path.startswith(tree.root):
            above = Facts(tree, os.path.dirname(path))  # noqa: PTH120  strings, as in tree.py
        self.above = above
        self.listing = tree.listing(path)
        # A condition may ask for a name above: without one of its keys here or there it cannot hold.
        self._keys: set[str] = self.listing.keys | above._keys if above else self.listing.keys
        self._unsure: bool = self.listing.truncated or (above is not None and above._unsure)
        self.rel = path[len(tree.root) + 1 :].replace(os.sep, "/") if len(path) > len(tree.root) else ""
        """This directory relative to the repository's root; '' for the root."""
        self._read: set[str] = set()
        self._names: dict[str, str | None] = {}
        self._groups: dict[str, Group | None] = {}
        self._data: dict[str, dict[str, Any]] = {}

    @cached_property
    def census(self) -> Census:
        """The source files below this directory, counted."""
        return Census(self.tree, self.path)

    @property
    def counted(self) -> bool:
        """Whether a rule needed the source files counted."""
        return "census" in self.__dict__

    @cached_property
    def ci(self) -> str:
        """The text of the CI configurations at the repository's root, each file's first 16 KB."""
        root = self
        while root.above:
            root = root.above
        names = [name for pattern in CI_FILES for name in root.find(pattern)[:8]]
        return "\n".join(root.text(name)[:16384] for name in names)

    def holds(self, condition: str) -> bool:
        """Return whether the condition holds; the empty one always does."""
        known = self._groups
        return (known[condition] if condition in known else self._group(condition)) is not None

    def why(self, condition: str) -> str:
        """Return the file, or the manifest behind the tag, that makes the condition hold."""
        group = self._group(condition)
        return self.source(group.evidence) if group and group.evidence else ""

    def which(self, table: Table[Row]) -> Iterator[Row]:
        """Yield the rows of a table whose conditions hold; only those that a name or tag allows are tried."""
        groups, keys, by_key, families, always = table.index
        if not self._read.issuperset(families):
            for family in families:
                self.load(family)
        found = keys & self._keys
        if families:
            found |= keys & self.tags
        if self._unsure:
            possible: Iterable[int] = range(len(groups))
        elif found:
            possible = sorted([*always, *chain.from_iterable([by_key[key] for key in found])])
        else:
            possible = always
        held = -1
        for place in possible:
            row, group = groups[place]
            if row != held and self._fits(group):
                self._groups[table.conditions[row]] = group
                held = row
                yield table.rows[row]

    def _group(self, condition: str) -> Group | None:
        """Return the first alternative that holds; most do not, as no name or tag that they need is there."""
        known = self._groups
        if condition in known:
            return known[condition]
        keys, families, groups = parse(condition)
        if not keys or not self._keys.isdisjoint(keys) or self._unsure or (families and self._tagged(families, keys)):
            for group in groups:
                if self._fits(group):
                    known[condition] = group
                    return group
        known[condition] = None
        return None

    def _fits(self, group: Group) -> bool:
        """Return whether all that the group asks for is there, and nothing that it denies."""
        keys, families, tags, rest, _ = group
        return (
            (self._keys.issuperset(keys) or self._unsure)
            and (not tags or self._says(families, tags))
            and (not rest or self._all(rest))
        )

    def _tagged(self, families: tuple[str, ...], keys: frozenset[str]) -> bool:
        """Return whether one of the keys is a tag; the reader of a family runs when those before it did not set one."""
        for family in families:
            if family not in self._read:
                self.load(family)
            if not self.tags.isdisjoint(keys):
                return True
        return False

    def _says(self, families: tuple[str, ...], tags: frozenset[str]) -> bool:
        """Return whether the readers of these families set all the tags."""
        for family in families:
            if family not in self._read:
                self.load(family)
        return self.tags.issuperset(tags)

    def _all(self, atoms: tuple[Atom, ...]) -> bool:
        """Return whether what the atoms ask for is there, and what they deny is not."""
        for denied, text, key, family, plain in atoms:
            if key and key not in self._keys and not self._unsure:
                value = False
            elif plain:
                value = self.listing.entries.get(text) == "f" or self.tree.is_file(self.path, text)
            elif family:
                if family not in self._read:
                    self.load(family)
                value = text in self.tags
            else:
                value = self._look(text)
            if value is denied:
                return False
        return True

    def source(self, atom: str) -> str:
        """Name the file behind one atom, relative to the repository's root."""
        if atom in self.listing.entries:
            return self.relative(atom)
        if atom[0] == "^":
            at = self.nearest(atom[1:])
            return at.source(atom[1:]) if at else ""
        if atom.startswith("**."):
            return f"{atom[1:]} files"
        if atom.startswith("ci~"):
            return "CI configuration"
        if "~" in atom:
            pattern, _, text = atom.partition("~")
            return self.relative(next((n for n in self.find(pattern)[:MAX_FILES] if text in self.text(n)), pattern))
        if ":" in atom:
            prefix, _, name = atom.partition(":")
            family, _, group = prefix.partition("-")
            if family == "broken":
                return self.relative(name)
            manifest = self.values.get(f"{family}.manifest", family)
            if group in {"", "any", "dev"}:
                manifest = self.values.get(f"{family}.from.{name}", manifest)
            return f"{self.relative(manifest)}: {name}"
        return self.relative(self._first(atom) or atom)

    def relative(self, name: str) -> str:
        """Return `name`, which is relative to this directory, relative to the repository's root."""
        return f"{self.rel}/{name}" if self.rel else name

    def nearest(self, condition: str) -> Facts | None:
        """Return the facts of the nearest directory, from here up to the root, where the condition holds."""
        at: Facts | None = self
        while at and not at.holds(condition):
            at = at.above
        return at

    def find(self, pattern: str) -> list[str]:
        """Return the names, relative to here, that the file or directory pattern stands for."""
        keys = parse(pattern).keys
        if keys and self._keys.isdisjoint(keys) and not self._unsure:
            return []
        if "*" not in pattern:
            return [pattern] if self._first(pattern) else []
        return list(walk(self.tree, self.path, pattern))

    def named(self, folder: str, names: frozenset[str]) -> list[str]:
        """Return those of the names that files of a directory below have, or of this one when it is ''."""
        path = self._at(folder)
        listing = self.tree.listing(path)
        asked = names if listing.truncated else names & listing.entries.keys()
        return [name for name in sorted(asked) if self.tree.is_file(path, name)]

    def text(self, name: str) -> str:
        """Return the text of a file below this directory; '' when there is none."""
        first = name.partition("/")[0]
        if first not in self.listing.entries and first not in {".", ".."} and not self.listing.truncated:
            return ""
        return self.tree.read(self._at(name))

    def data(self, name: str) -> dict[str, Any]:
        """Return the parsed JSON or TOML file; {} when it is missing or broken (then `broken:` holds)."""
        found = self._data.get(name)
        if found is None:
            found = self._data[name] = self._parse(name)
        return found

    def below(self, name: str) -> Facts:
        """Return the facts of a directory below this one."""
        return Facts(self.tree, self._at(name), above=self)

    def _at(self, name: str) -> str:
        return f"{self.path}{os.sep}{name.replace('/', os.sep)}" if name else self.path

    def _look(self, atom: str) -> bool:
        if not atom:
            return True
        if atom[0] == "^":
            return self.nearest(atom[1:]) is not None
        pattern, tilde, text = atom.partition("~")
        if tilde:
            if pattern == "ci":
                return says(self.ci, text)
            return any(text in self.text(name) for name in self.find(pattern)[:MAX_FILES])
        if atom.startswith("broken:"):
            self.data(atom.partition(":")[2])
            return atom in self.tags
        if atom.startswith("**."):
            return atom[2:] in self.census.endings
        return self._first(atom) is not None

    def _first(self, pattern: str) -> str | None:
        """Return the first of the names that the pattern stands for."""
        if pattern not in self._names:
            if "*" in pattern:
                self._names[pattern] = next(walk(self.tree, self.path, pattern), None)
            else:
                self._names[pattern] = pattern if self.tree.there(self.path, pattern) else None
        return self._names[pattern]

    def load(self, family: str) -> None:
        """Run the reader of a family of tags, once."""
        if family not in self._read:
            self._read.add(family)
            if family in READERS and self.holds(MANIFESTS.get(family, "")):
                _reader(family)(self)

    def _parse(self, name: str) -> dict[str, Any]:
        if name.endswith(".toml") or name in {"Pipfile", "Cargo.lock"}:
            found = parse_toml(self.text(name), TABLES.get(name, ()))
        else:
            path = self._at(name)
            text = self.tree.read(path, MAX_JSON) if self.find(name) else ""
            found = parse_json(text)
        if found is None:
            if self.find(name):
                self.tags.add(f"broken:{name}")
            return {}
        return found


def says(text: str, words: str) -> bool:
    """Return whether the text has the words and the last of them ends there."""
    at = text.find(words)
    while at >= 0:
        after = text[at + len(words) : at + len(words) + 1]
        if not after.isalnum() and after not in {"-", "_"}:
            return True
        at = text.find(words, at + 1)
    return False


@cache
def _reader(family: str) -> Callable[[Facts], None]:
    """Return the reader of a family of tags, whose module is imported when first asked for."""
    module, function = READERS[family]
    found: Callable[[Facts], None] = getattr(import_module(f"memplug.project.readers.{module}"), function)
    return found
