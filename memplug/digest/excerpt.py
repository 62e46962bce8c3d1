"""What of a cleaned text is told when there is no room for all of it: whole lines, sentences, words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memplug.expressions import expression

ENTRY = expression(r"(?:[-*+•]|\d{1,3}[.)])\s+")
MARK = expression(r"\s*\d{1,3}[.)]")
LEADING = 25
"""Characters of a question that only leads to its answer."""
SHORT = 80
"""Characters of a line that may be a heading."""
SENTENCE = expression(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")  # noqa: RUF001  Chinese and Japanese stops


def outline(text: str, limit: int) -> str:
    """Return the beginning and the end of a text, and of each line between them the first sentence.

    So every point of a long answer is told. Empty when that leaves too little for the end, where stands what is next.
    """
    lines = text.splitlines()
    told = [first_sentence(line) for line in lines]
    room = limit - len("\n".join(told))
    whole = 0
    for number in (0, *range(len(lines) - 1, 0, -1)):
        room -= len(lines[number]) - len(told[number])
        if room < 0:
            break
        told[number] = lines[number]
        whole += len(lines[number])
    return "\n".join(told) if whole > limit // 2 else ""


def last_list(text: str, room: int) -> str:
    """Return the list at the end of a text, each entry by its first sentence; empty when that is no help.

    The line over the list and up to two lines under it belong to it. What is left to do or to decide stands in such a
    list, one point an entry, and the first sentence of an entry is its point.
    """
    lines = text.splitlines()
    under = len(lines)
    while under > max(len(lines) - 2, 0) and not ENTRY.match(lines[under - 1]):
        under -= 1
    first = under
    while first and ENTRY.match(lines[first - 1]):
        first -= 1
    over = first - (first > 0 and len(lines[first - 1]) <= SHORT)
    if under - first < 3 or sum(len(line) + 1 for line in lines[over:]) <= room:  # noqa: PLR2004  two points are no list
        return ""
    told = "\n".join((*lines[over:first], *map(first_sentence, lines[first:under]), *lines[under:]))
    return told if len(told) <= room else ""


def last_lines(text: str, room: int) -> str:
    """Return the end of a text, up to `room` characters: whole lines, of the one before them whole sentences."""
    start = len(text)
    while (line := text.rfind("\n", 0, max(start - 1, 0)) + 1) < start and len(text) - line <= room:
        start = line
    line = text.rfind("\n", 0, max(start - 1, 0)) + 1
    for sentence in stops(text, line, start):
        if line < sentence.end() < start and len(text) - sentence.end() <= room:
            return text[sentence.end() :]
    return text[start:] if start < len(text) else cut_front(text, room)


def first_sentence(entry: str) -> str:
    """Return an entry of a list up to its first sentence; a short question is told with its answer."""
    mark = ENTRY.match(entry)
    begin = mark.end() if mark else 0
    for stop in SENTENCE.finditer(entry, begin):
        if not entry[: stop.start()].endswith("?") or stop.start() - begin > LEADING:
            return entry[: stop.start()]
    return entry


def stops(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the ends of sentences; the dot behind a number that begins an entry is none."""
    for stop in SENTENCE.finditer(text, start, end):
        if not MARK.fullmatch(text, text.rfind("\n", 0, stop.start()) + 1, stop.start()):
            yield stop


def cut(text: str, limit: int) -> str:
    """Return the beginning of `text`, up to `limit` characters, ended at a word when one ends near."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - 1, 0)]
    space = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:space] if space > limit * 0.6 else kept).rstrip(" ,;:-\n") + "…"


def cut_front(text: str, limit: int) -> str:
    """Return the end of `text`, up to `limit` characters, begun at a word when one begins near."""
    if len(text) <= limit:
        return text
    kept = text[len(text) - limit + 1 :]
    space = kept.find(" ")
    return "…" + (kept[space + 1 :] if 0 <= space < limit * 0.4 else kept)
