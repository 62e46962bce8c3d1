"""Tolerant parsing of the two formats that manifests are written in."""

from __future__ import annotations

import json
import re
from typing import Any

from memplug.expressions import expression

_COMMENT = expression(r'("(?:\\.|[^"\\\n])*"?)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?', re.DOTALL)
_STRING = r"""(?:"[^"\n]*"|'[^'\n]*')\s{0,40}"""
_CLASSIFIERS = expression(
    rf"classifiers[ \t]{{0,9}}=[ \t]{{0,9}}\[\s{{0,40}}{_STRING}(?:,\s{{0,40}}{_STRING})*,?\s{{0,40}}\]"
)
_PLAIN = str.maketrans("", "", " \t\"'")
"""What a name is written with that does not change it."""
_INDENTED = expression(r"^[ \t]{1,99}\[", re.MULTILINE)
_TRAILING_COMMA = expression(r",(?=\s{0,200}[}\]])")


def parse_json(text: str) -> dict[str, Any] | None:
    """Return the JSON object, comments and trailing commas allowed; None when it is no object or broken."""
    for attempt in (str, _plain_json):
        try:
            found = json.loads(attempt(text))
        except (ValueError, RecursionError):
            continue
        return found if isinstance(found, dict) else None
    return None


def _plain_json(text: str) -> str:
    return _TRAILING_COMMA.sub("", _COMMENT.sub(lambda m: m.group(1) or "", text[: 128 * 1024]))


TABLES: dict[str, tuple[str, ...]] = {
    "pyproject.toml": (
        *("project]", "project.optional-", "project.scripts", "project.gui-scripts"),
        *("build-system", "dependency-groups", "tool]", "tool.poetry", "tool.pdm", "tool.uv", "tool.pixi"),
        *("tool.poe", "tool.taskipy", "tool.rye", "tool.mypy]", "tool.ruff]", "tool.spin"),
        *("tool.hatch]", "tool.hatch.envs", "tool.hatch.workspace"),
    ),
    "Cargo.toml": (
        *("package]", "lib]", "bin]", "workspace", "dependencies", "dev-dependencies", "build-dependencies", "target"),
    ),
    "gradle/libs.versions.toml": ("libraries", "plugins"),
}
"""Manifest → how the names of the tables begin that a reader looks into; of others, whether they are there."""


def parse_toml(text: str, tables: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """Return the TOML table; None when it is broken.

    Given `tables`, those whose names begin otherwise may be empty, and what is broken in them does not count.

    A parser takes a tenth of a millisecond for a thousand characters, and half of a manifest sets up linters.
    """
    if not text:
        return None
    import tomli  # noqa: PLC0415  it compiles expressions of its own, and half of all projects have no TOML

    # A text with the head of a table in it may not survive the cut.
    for attempt in (_cut(text, tables), text) if tables else (text,):
        try:
            return tomli.loads(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _cut(text: str, tables: tuple[str, ...]) -> str:
    """Return the text without its classifiers and the content of other tables; these stay where lines may mislead."""
    at = text.find("\nclassifiers") + 1
    if at and (classifiers := _CLASSIFIERS.match(text, at)):
        # Many strings that say little; whoever asks for one searches the text.
        text = f'{text[:at]}classifiers = [""]{text[classifiers.end() :]}'
    first, *rest = text.split("\n[")
    parts = [first]
    for table in rest:
        head, _, body = table.partition("\n")
        name = head.lstrip("[").translate(_PLAIN)
        if name.startswith(tables):
            parts.append(table)
        elif '"""' in body or "'''" in body or _INDENTED.search(body):
            return text
        else:
            parts.append(head)
    return "\n[".join(parts)
