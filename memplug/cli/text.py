"""Text of other people on a terminal."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return `text` with control characters written out, so that it cannot steer a terminal."""
    return "".join(c if c.isprintable() or c in "\n\t" else ascii(c)[1:-1] for c in text.replace("\r\n", "\n"))
