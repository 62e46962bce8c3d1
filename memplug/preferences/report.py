"""The mistakes of one file, each with its place and its remedy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path

from memplug.preferences.model import Origin, Problem
from memplug.preferences.positions import Positions, Spot
from memplug.preferences.rules import TABLES, Rule

MOST_PROBLEMS = 100
"""Problems named per file; a file with more is not a preferences file."""

_LONGEST = 40
"""Characters of a wrong value or key that a message repeats."""

_ITEMS = 4
"""Items of a wrong list that a message repeats."""


class Report:
    """Collects what is wrong in one file, and knows where its values stand."""

    def __init__(self, path: Path, positions: Positions) -> None:
        self.path = path
        self._positions = positions
        self._problems: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the order of the text."""
        return tuple(sorted(self._problems, key=lambda problem: (problem.line, problem.column)))

    @property
    def _full(self) -> bool:
        return len(self._problems) >= MOST_PROBLEMS

    def origin(self, place: Spot) -> Origin:
        """Return where the value at `place` comes from."""
        return Origin(self.path, self._positions.find(place)[0])

    def add(self, place: Spot, message: str, remedy: str) -> None:
        """Name a mistake at `place`."""
        if not self._full:
            self._problems.append(Problem(self.path, *self._positions.find(place), message, remedy))

    def wrong_value(self, place: Spot, label: str, rule: Rule, value: object) -> None:
        """Name a value that is not what the rule expects."""
        self._not(place, label, rule.expected, rule, value)

    def wrong_container(self, place: Spot, key: str, rule: Rule, value: object) -> None:
        """Name a value that should have been a list or a table of values."""
        self._not(place, key, "a list" if rule.each else "a table", rule, value)

    def _not(self, place: Spot, label: str, expected: str, rule: Rule, value: object) -> None:
        if self._full:
            return
        words = value if isinstance(value, list) else [value]
        near = next((_nearest(word, rule.choices) for word in words if word not in rule.choices), None)
        remedy = f'did you mean "{near}"?' if near else f"for example: {rule.line(label)}"
        self.add(place, f"{label} must be {expected}, not {shown(value)}", remedy)

    def unknown_key(self, place: Spot, table: str, known: Iterable[str]) -> None:
        """Name a key that the table does not have."""
        if self._full:
            return
        key = str(place[-1])
        near = _nearest(key, known)
        remedy = f"did you mean {near}?" if near else f"its keys are {', '.join(known)}"
        self.add(place, f"{table} has no key {named(key)}", remedy)

    def unknown_table(self, name: str, value: object) -> None:
        """Name something at the top level that is neither a table of ours nor `[[when]]`."""
        if self._full:
            return
        homes = [table for table, rules in TABLES.items() if name in rules]
        near = _nearest(name, (*TABLES, "when"))
        if not isinstance(value, dict | list):
            home = homes[0] if homes else "preferences"
            self.add((name,), f"{named(name)} stands outside of any table", f"put it below [{home}]")
        elif near:
            self.add((name,), f"there is no table {named(name)}", f"did you mean {near}?")
        else:
            remedy = f"the tables are {', '.join(TABLES)} and when; further keys go below [preferences]"
            self.add((name,), f"there is no table {named(name)}", remedy)


def shown(value: object) -> str:
    """Return a value as a message repeats it: short, on one line, without control characters."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + _printable(value) + '"' if value else "an empty string"
        case int() if abs(value) >= 10**_LONGEST:
            return "a number of many digits"
        case int() | float():
            return str(value)
        case dict():
            return "a table"
        case []:
            return "an empty list"
        case list() if all(isinstance(item, str | int) for item in value[:_ITEMS]):
            more = ", …" if len(value) > _ITEMS else ""
            return f"[{', '.join(map(shown, value[:_ITEMS]))}{more}]"
        case list():
            return "a list"
        case date() | time():
            return value.isoformat()
    return "something else"


def named(key: str) -> str:
    """Return a key as a message repeats it: as it is written in TOML, but short."""
    return key if len(key) <= _LONGEST and re.fullmatch(r"[A-Za-z0-9_-]+", key) else f'"{_printable(key)}"'


def _printable(text: str) -> str:
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short)


def _nearest(word: object, known: Iterable[str]) -> str | None:
    if not isinstance(word, str) or len(word) > _LONGEST:
        return None
    from difflib import get_close_matches  # noqa: PLC0415  a file without mistakes does not pay for it

    return next(iter(get_close_matches(word.lower(), list(known), 1)), None)
