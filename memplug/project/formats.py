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


def parse_toml(text: str) -> dict[str, Any] | None:
    """Return the TOML table; None when it is broken."""
    if not text:
        return None
    import tomli  # noqa: PLC0415  it compiles expressions of its own, and half of all projects have no TOML

    try:
        return tomli.loads(text)
    except (ValueError, RecursionError):
        return None
