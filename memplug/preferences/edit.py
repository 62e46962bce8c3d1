"""Changes to a preferences file that leave its comments, order and spelling alone."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError

from memplug.errors import UserError
from memplug.preferences.rules import TABLES

Key = tuple[str, ...]
"""The way to a value, from its table on."""

_HERE = Path(__file__).parent
SCHEMA = _HERE / "preferences.schema.json"
"""The JSON Schema of a preferences file."""


def starter(*, schema: bool) -> str:
    """Return a file with every key in a comment; with `schema`, editors that know TOML check and complete it.

    The schema is named by its place on this machine, which does not belong into a project's shared file.
    """
    text = (_HERE / "starter.toml").read_text("utf-8")
    return f"#:schema {SCHEMA.as_uri()}\n{text}" if schema else text


def parse_key(key: str) -> Key:
    """Return the parts of a dotted key; one without a table belongs to `[preferences]`.

    Raises UserError when it is not a key, or names a whole table.
    """
    try:
        step: Any = tomli.loads(f"{key} = true")
    except (tomli.TOMLDecodeError, RecursionError) as error:
        raise UserError(f"{key!r} is not a key; write it as in TOML, like context.max_chars") from error
    parts: list[str] = []
    while isinstance(step, dict) and len(step) == 1:
        part, step = next(iter(step.items()))
        parts.append(part)
    if step is not True:
        raise UserError(f"{key!r} is more than one key")
    if parts[0] == "when":
        raise UserError("[[when]] tables have no names; change them with `memplug prefs edit`")
    if len(parts) == 1 and parts[0] in TABLES:
        raise UserError(f"{parts[0]} is a table; name one of its keys: {', '.join(TABLES[parts[0]])}")
    return tuple(parts) if len(parts) > 1 else ("preferences", parts[0])


def parse_value(text: str) -> object:
    """Return `text` as the TOML value that it is, else as a string."""
    try:
        document = tomli.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return document["value"] if list(document) == ["value"] else text


def with_value(text: str, key: Key, value: object) -> str:
    """Return the file `text` with `key` set; raises UserError when it cannot be done without rewriting it.

    A new key takes the place of its commented-out example, else it follows the last key of its table.
    """
    expected = _with(tomli.loads(text), key, value)
    for change in (_inserted, _replaced, _appended):
        changed = change(text, key, value)
        if changed is not None and expected is not None and _parsed(changed) == expected:
            return changed
    raise UserError(f"{'.'.join(key)} cannot be set without rewriting the file; use `memplug prefs edit`")


def without_value(text: str, key: Key) -> str | None:
    """Return the file `text` without `key`, or None when it is not there."""
    try:
        document = tomlkit.parse(text)
        table: Any = document
        for part in key[:-1]:
            table = table[part]
        del table[key[-1]]
    except (TOMLKitError, KeyError, TypeError):
        return None
    return tomlkit.dumps(document)


def _with(document: dict[str, Any], key: Key, value: object) -> dict[str, Any] | None:
    """Return the document that setting `key` should give; None when a part of `key` is no table."""
    result = copy.deepcopy(document)
    table = result
    for part in key[:-1]:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            return None
    table[key[-1]] = value
    return result


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None


def _replaced(text: str, key: Key, value: object) -> str | None:
    """Change a value that is there, or add one to a table that has no header of its own."""
    try:
        document = tomlkit.parse(text)
        table: Any = document
        for part in key[:-1]:
            table = table[part]
        table[key[-1]] = value
    except (TOMLKitError, KeyError, TypeError):
        return None
    return tomlkit.dumps(document)


def _inserted(text: str, key: Key, value: object) -> str | None:
    """Add a line below the header of the table, or of one around it.

    Lines are told apart by how they begin, so a string of several lines may mislead it; the caller checks.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    depth, start = _header(lines, key)
    if not depth:
        return None
    end = next((n for n in range(start + 1, len(lines)) if lines[n].lstrip().startswith("[")), len(lines))
    name = _dotted(key[depth:])
    line = f"{name} = {tomlkit.item(value).as_string()}{_newline(text)}"
    example = re.compile(rf"\s*#\s*{re.escape(name)}\s*=")
    for number in range(start + 1, end):
        if example.match(lines[number]):
            return "".join([*lines[:number], line, *lines[number + 1 :]])
    last = [n for n in range(start, end) if lines[n].strip() and not lines[n].lstrip().startswith("#")][-1]
    lines[last] = lines[last].rstrip("\r\n") + _newline(text)
    return "".join([*lines[: last + 1], line, *lines[last + 1 :]])


def _header(lines: list[str], key: Key) -> tuple[int, int]:
    """Return how many parts of `key` the nearest `[header]` has, and its line; 0 when there is none."""
    for depth in range(len(key) - 1, 0, -1):
        parts = (re.escape(_dotted((part,))) for part in key[:depth])
        header = re.compile(r"\s*\[\s*" + r"\s*\.\s*".join(parts) + r"\s*\]\s*(#.*)?$")
        for number, line in enumerate(lines):
            if header.match(line):
                return depth, number
    return 0, 0


def _appended(text: str, key: Key, value: object) -> str:
    """Add a table at the end."""
    newline = _newline(text)
    before = text and text.rstrip("\r\n") + newline * 2
    line = f"{_dotted(key[1:])} = {tomlkit.item(value).as_string()}"
    return f"{before}[{_dotted(key[:1])}]{newline}{line}{newline}"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _dotted(key: Key) -> str:
    return ".".join(tomlkit.key(part).as_string() for part in key)
