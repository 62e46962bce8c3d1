"""Values that a generator made, with no name of their own: told by the words in their line, and by their place in code.

Only what has letters and digits, no common form of an id, and is long enough to be sure of, is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from memplug.expressions import expression
from memplug.redact import values

LONE = expression(
    r"(?<![\w./+@:#~-])(?=[A-Za-z0-9])(?![a-z]{1,12}[_-]|0[bx]|MII|AAAA)([\w+/-]{24,100}+={0,2})(?![\w/+@(=-]|\.\w)"
)
"""A value that stands alone: no part of a path or an address, no id with its word in front, no certificate."""
BEFORE = expression(r"(?i)key|token|secret|passw|auth(?!or)|credential|log ?in\b")
AFTER = expression(r"(?i)\b(?:api[ _-]?key|access[ _-]?key|token|secret|password|credential)s?\b")
OTHER = expression(
    r"(?i)cache|idempot|digest|public|pubkey|authorized|etag|checksum|integrity|cursor|page|snapshot|next.?token|continu"
    r"|site.?key|certificate"
)
"""What a line may speak of whose values look the same."""
COMPARED = expression(r"(?i)(?:tobe|equals?|open|parse|id|choice)\($")
LENGTH = 24
LINE = 200
"""Characters on each side of a value in which words are looked for."""
QUOTES = "\"'`"
BLANK = f" \t\r\n{QUOTES}"


def find(text: str, runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the place of every such value; `runs` are the places of signs without a blank between them."""
    for start, end in runs:
        if end - start >= LENGTH:
            for match in LONE.finditer(text, start, end):
                if _secret(text, *match.span(), match[0]):
                    yield match.span()


def _secret(text: str, start: int, end: int, value: str) -> bool:
    if not values.random(value, LENGTH) or values.digest(value) or not any(map(str.isdigit, value)):
        return False
    if values.stand_in(value) or values.reference(value):
        return False
    after = text[end : end + LINE].partition("\n")[0]
    before = text[max(0, start - LINE) : start]
    line = before.rpartition("\n")[2]
    if not (line + after).strip(BLANK):  # it has a line of its own, to which the one above leads
        line = before.rstrip(BLANK).rpartition("\n")[2]
    if OTHER.search(line):
        return False
    if BEFORE.search(line):
        return True
    if not values.varied(value):
        return False
    alone = before[-2:-1] == "(" and before[-1:] in QUOTES and after[1:2] == ")"
    return AFTER.search(after) is not None or (alone and not COMPARED.search(line[:-1]))
