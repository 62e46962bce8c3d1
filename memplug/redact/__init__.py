"""Secrets out, before anything is written and again before anything is printed.

Tables say what is a secret: `tokens` (keys of providers, known by their form), `places`, `commands` and `sentences`
(key files, URLs, headers, command lines, wordings); `named` finds values whose name tells, `made` those without a name
that only a generator writes. All are found in the text as it is, then taken out together. That is repeated until
nothing more is found, so that cleaning a text twice changes nothing.

The rules are our own, as no library serves: see `docs/redaction.md` for what was tried, with figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from memplug.expressions import expression
from memplug.redact import made, named, values
from memplug.redact.place import Place
from memplug.redact.places import PLACES, cookies
from memplug.redact.tokens import RUN, TOKENS, Rule

MARK = "[redacted]"
SHORTEST = 6
"""A text with fewer characters holds no secret that could be known for one."""
ROUNDS = 8
"""Two are enough for all but made-up texts: one that finds, one that finds nothing more."""


def redact(text: str) -> str:
    """Return `text` with every secret that is recognised replaced by `[redacted]`."""
    for _ in range(ROUNDS):
        if len(text) < SHORTEST:
            break
        places = sorted(_secrets(text))
        if not places:
            break
        text = _without(text, places)
    return text


def redact_all(value: Any, name: str = "") -> Any:
    """Return a JSON-like value with every text in it redacted; `name` is the key under which it stands."""
    if isinstance(value, str):
        return MARK if named.secret(name, value) else redact(value)
    if isinstance(value, dict):
        return {_key(key): redact_all(entry, key if isinstance(key, str) else "") for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [redact_all(entry, name) for entry in value]
    return value


def _key(key: Any) -> Any:
    return redact(key) if isinstance(key, str) else key


def _without(text: str, places: list[tuple[int, int]]) -> str:
    """Return `text` with `places`, which are in order, replaced; those that touch or overlap become one."""
    pieces: list[str] = []
    done, last = 0, -1
    for start, end in places:
        if end <= last:
            continue
        if start > last:
            pieces += (text[done:start], MARK)
        done = last = end
    return "".join(pieces) + text[done:]


def _secrets(text: str) -> Iterator[tuple[int, int]]:
    runs = [run.span() for run in LONG_RUN.finditer(text)]
    yield from _tokens(text, runs)
    yield from made.find(text, runs)
    lowered = small(text)
    yield from _placed(text, lowered)
    yield from named.find(text, lowered)
    yield from named.in_capitals(text)


def _tokens(text: str, runs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    signs = "\n".join(text[start:end] for start, end in runs)
    longest = max((end - start for start, end in runs), default=0)
    for rule in TOKENS:
        if rule.least <= longest and any(mark in signs for mark in rule.marks):
            form = _compiled(rule.expression)
            for start, end in runs:
                for match in form.finditer(text, start, end):
                    if _token(match[match.lastindex or 0], rule):
                        yield match.span(match.lastindex or 0)


def _token(found: str, rule: Rule) -> bool:
    return not values.EMPTY.search(found) and (not rule.random or values.random(found, 12))


def _placed(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    for place in PLACES:
        if any(mark in lowered for mark in place.marks):
            yield from _found(place, text, lowered)


def _found(place: Place, text: str, lowered: str) -> Iterator[tuple[int, int]]:
    done = 0
    for match in _compiled(place.expression).finditer(lowered):
        if not match.lastindex:  # the header of cookies: each value is looked at
            if match.end() >= done:
                values_of_it, done = cookies(text, match.end())
                yield from values_of_it
            continue
        start, end = match.span(match.lastindex)
        secret = text[start:end]
        if MARK not in secret and not place.keeps(secret) and _follows(place, lowered, start, end):
            yield start, end


def _follows(place: Place, lowered: str, start: int, end: int) -> bool:
    """Tell whether what must stand before the secret does: in its line, or in the one above if it has its own."""
    if not place.after:
        return True
    before = lowered[max(0, start - LINE) : start]
    line = before.rpartition("\n")[2]
    if not line.strip(BLANK) and lowered[end : end + 20].lstrip(BLANK)[:1] in {"", "\n", "\r"}:
        line = before.rstrip(BLANK + "\r\n").rpartition("\n")[2]
    return _compiled(place.after).search(line) is not None


def small(text: str) -> str:
    """Return `text` in small letters, each at the place it had."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.replace("İ", "I").lower()


LONG_RUN = expression(RUN)
BLANK = " \t\"'`"
"""What may stand beside a secret that has a line of its own."""
LINE = 500
"""Characters of a command line before a password in which the command is looked for."""


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    """Return the expression ready for use; most are never needed, and compiling them all takes 60 ms."""
    return re.compile(expression)
