"""Tolerant parsing of the two formats that manifests are written in."""

from __future__ import annotations

import json
import re
from typing import Any

from memplug.expressions import expression

_COMMENT = expression(r'("(?:\\.|[^"\\\n])*"?)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?', re.DOTALL)
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
        *("project", "build-system", "dependency-groups", "tool]", "tool.poetry", "tool.pdm", "tool.uv", "tool.pixi"),
        *("tool.hatch.envs", "tool.hatch.workspace", "tool.poe", "tool.taskipy", "tool.rye", "tool.mypy]", "tool.spin"),
    ),
    "Cargo.toml": (
        *("package]", "lib]", "bin]", "workspace", "dependencies", "dev-dependencies", "build-dependencies", "target"),
    ),
    "gradle/libs.versions.toml": ("libraries", "plugins"),
}
"""Manifest → how the names of the tables begin that a reader looks into; of others it asks whether they are there."""


def parse_toml(text: str, tables: tuple[str, ...] = ()) -> dict[str, Any] | None:
    """Return the TOML table; None when it is broken. Given `tables`, those whose names begin otherwise may be empty.

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
    """Return the text without the content of other tables."""
    first, *rest = text.split("\n[")
    kept = [table if table.lstrip("[ ").startswith(tables) else table.partition("\n")[0] for table in rest]
    return "\n[".join([first, *kept])
