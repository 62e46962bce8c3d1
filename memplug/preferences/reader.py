"""A parsed file, held against the rules: what is right is kept, what is wrong is reported."""

import math
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any, NamedTuple

from memplug.preferences.model import Entry, Place, Problem, When
from memplug.preferences.positions import Spot
from memplug.preferences.report import Report, named, shown
from memplug.preferences.rules import CONDITIONS, NOTES, TABLES, Rule

DEEPEST = 8
"""Levels of lists and tables that a further key of `[preferences]` may have."""


class Contents(NamedTuple):
    """What one file says."""

    entries: Mapping[Place, Entry] = {}
    when: tuple[When, ...] = ()
    problems: tuple[Problem, ...] = ()


def read(document: Mapping[str, Any], report: Report) -> Contents:
    """Return the good part of a parsed file; what is wrong with the rest goes to `report`."""
    entries: dict[Place, Entry] = {}
    when: list[When] = []
    for name, value in document.items():
        if name == "when":
            when += _when_tables(report, value)
        elif name in TABLES:
            entries |= _table(report, name, (name,), value)
        else:
            report.unknown_table(name, value)
    return Contents(entries, tuple(when), report.problems)


def _table(report: Report, table: str, spot: Spot, value: object) -> dict[Place, Entry]:
    if not isinstance(value, dict):
        report.add(spot, f"{table} must be a table, not {shown(value)}", f"write [{table}] on a line of its own")
        return {}
    entries: dict[Place, Entry] = {}
    for key, content in value.items():
        rule = TABLES[table].get(key)
        if rule is not None:
            entries |= _key(report, (table, key), (*spot, key), rule, content)
        elif table == "preferences":
            entries |= _as_written(report, (table, key), (*spot, key), content)
        else:
            report.unknown_key((*spot, key), f"[{table}]", TABLES[table])
    return entries


def _key(report: Report, place: Place, spot: Spot, rule: Rule, value: object) -> dict[Place, Entry]:
    """Return the value at `spot` if the rule allows it; of a list or table of values, those it allows."""
    items: Iterable[tuple[str | int, object]]
    if rule.each and isinstance(value, list):
        items = enumerate(value)
    elif rule.named and isinstance(value, dict):
        items = value.items()
    elif rule.each or rule.named:
        report.wrong_container(spot, place[-1], rule, value)
        return {}
    elif rule.fits(value) and isinstance(value, dict):
        return _as_written(report, place, spot, value)
    elif rule.fits(value):
        return {place: Entry(_used(value, rule), report.origin(spot))}
    else:
        report.wrong_value(spot, place[-1], rule, value)
        return {}
    entries: dict[Place, Entry] = {}
    for step, item in items:
        if rule.fits(item):
            name = str(item) if rule.each else str(step).lower()
            entries.setdefault((*place, name), Entry(item, report.origin((*spot, step))))
        else:
            label = f"{place[-1]}[{step}]" if rule.each else f"{place[-1]}.{named(str(step))}"
            report.wrong_value((*spot, step), label, rule, item)
    return entries


def _used(value: Any, rule: Rule) -> object:
    """Return an allowed value in the type that the program uses."""
    if rule.many:
        return tuple(text for text in ([value] if isinstance(value, str) else value) if text)
    if isinstance(value, list):
        return tuple(value)
    return int(value) if isinstance(value, float) else value


def _as_written(report: Report, place: Place, spot: Spot, value: object) -> dict[Place, Entry]:
    """Return a value that is passed on as it is written, if it is plain data."""
    try:
        return {place: Entry(_plain(value), report.origin(spot))}
    except ValueError as error:
        report.add(spot, f"{named(place[-1])} {error}", "write it as a string or a list of strings")
        return {}


def _plain(value: Any, depth: int = 0) -> object:
    """Return a TOML value as JSON could hold it: dates, infinities and what is no number become strings.

    Raises ValueError, whose message completes a sentence, for what is nested too deeply or too large.
    """
    if depth > DEEPEST:
        raise ValueError(f"is nested deeper than {DEEPEST} levels")
    match value:
        case dict():
            return {key: _plain(item, depth + 1) for key, item in value.items()}
        case list():
            return tuple(_plain(item, depth + 1) for item in value)
        case date() | time():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case int() if abs(value) > 2**63:
            raise ValueError("is a number of more than 64 bits")
    return value


def _when_tables(report: Report, value: object) -> list[When]:
    remedy = "write [[when]], with two brackets, above its keys"
    if not isinstance(value, list):
        report.add(("when",), f"when must be a list of tables, not {shown(value)}", remedy)
        return []
    found: list[When] = []
    for number, table in enumerate(value):
        spot: Spot = ("when", number)
        if isinstance(table, dict):
            found += _when(report, spot, table)
        else:
            report.add(spot, f"when[{number}] must be a table, not {shown(table)}", remedy)
    return found


def _when(report: Report, spot: Spot, table: Mapping[str, Any]) -> list[When]:
    """Return the table, or nothing: one with a condition that is not understood must never hold."""
    conditions: dict[str, tuple[str, ...]] = {}
    entries: dict[Place, Entry] = {}
    sound = True
    for key, content in table.items():
        here = (*spot, key)
        rule = CONDITIONS.get(key)
        if key == "preferences":
            entries |= _table(report, key, here, content)
        elif key == "notes":
            entries |= _key(report, ("preferences", key), here, NOTES, content)
        elif rule is None:
            sound = False
            _unknown_in_when(report, here)
        elif rule.fits(content):
            conditions[key] = (content,) if isinstance(content, str) else tuple(content)
        else:
            sound = False
            report.wrong_value(here, key, rule, content)
    if sound and not conditions:
        remedy = f"add one of {', '.join(CONDITIONS)}, or use [preferences]"
        report.add(spot, "this [[when]] has no condition", remedy)
    return [When(conditions, entries, report.origin(spot))] if sound and conditions else []


def _unknown_in_when(report: Report, here: Spot) -> None:
    if here[-1] in TABLES["preferences"]:
        report.add(here, f"[[when]] has no key {here[-1]}", "put it below [when.preferences]")
    else:
        report.unknown_key(here, "[[when]]", (*CONDITIONS, "preferences", "notes"))
