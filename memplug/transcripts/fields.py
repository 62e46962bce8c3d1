"""Foreign JSON taken field by field: what has another type than it should counts as absent."""

from __future__ import annotations

import json
from typing import Any


def parsed(line: bytes) -> Any:
    """Return the value of a line of JSON, bytes that are not UTF-8 replaced. Raises ValueError or RecursionError."""
    return json.loads(line.decode("utf-8", errors="replace").lstrip("\ufeff"))


def parsed_or_none(text: str) -> Any:
    """Return the value of JSON text, None when it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def string(value: Any) -> str:
    """Return a string, else an empty one."""
    return value if isinstance(value, str) else ""


def mapping(value: Any) -> dict[str, Any]:
    """Return an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def mappings(value: Any) -> list[dict[str, Any]]:
    """Return the objects in a list; none when it is not a list."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []
