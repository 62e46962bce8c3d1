"""What of a cleaned text is told when there is no room for all of it: whole lines, sentences, words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memplug.expressions import expression

ENTRY = expression(r"\A\s*(?:[-*+•]|\d{1,3}[.)])\s+")
MARK = expression(r"\s*\d{1,3}[.)]")
LEADING = 25
"""Characters of a question that only leads to its answer."""
SHORT = 80
"""Characters of a line that may be a heading."""
GAP = "…"
"""The line that stands for lines that were left out."""
LEAST = 40
"""Characters below which a text is only cut."""
BRIEF = 320
"""Characters up to which only the beginning and the end are told."""
POINT = 160
"""Characters of a point."""
ENTRIES = 3
"""Entries of a list that are told before those of other lists go on."""
LEADS = 1
"""The rank of lines that lead to others: each of them is told that fits, what ranks lower as long as there is room."""
CODE = frozenset("=;{}\\")
ENDS = frozenset(".!?…。！？")  # noqa: RUF001  Chinese and Japanese stops
SENTENCE = expression(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")  # noqa: RUF001  Chinese and Japanese stops


def excerpt(text: str, limit: int) -> str:
    """Return what says most of a text in about `limit` characters: its beginning, its end, and the points between them.

    The end has two fifths of the room, a list at the end three: there stands what is next and what is asked. Of the
    lines before it each is told by its first sentence, those first that begin a part; what is left out is shown as a
    line with `…`.
    """
    if limit < LEAST:
        return cut(text, limit)
    start, end = _ending(text, limit)
    told = _points(text[:start].rstrip().splitlines(), limit - len(end) - len(GAP) - 2)
    return "\n".join((*told, end)).replace(f"{GAP}\n{GAP}", GAP)


def _points(lines: list[str], room: int) -> list[str]:
    """Return the most telling of `lines` in `room` characters, each by its first sentence, and more of the first ones.

    A line with `…` stands where others than details of an entry were left out, and at the end when not all is told.
    """
    told: dict[int, str] = {}
    for rank, numbers in sorted(_parts(lines), key=lambda part: part[0]):
        part = {number: cut(first_sentence(lines[number]), POINT) for number in numbers}
        if 0 in part:
            part[0] = _sentences(lines[0], min(POINT, room - len(GAP) - 2))
            part = part if sum(map(len, part.values())) < room // 2 else {0: part[0]}
        if (size := sum(map(len, part.values())) + len(part) + len(GAP) + 1) <= room:
            told |= part
            room -= size
        elif rank > LEADS:
            break
    room += sum(number - 1 in told for number in told) * (len(GAP) + 1)
    for number in sorted(told):
        more = _sentences(lines[number], room + len(told[number]))
        if len(more) > len(told[number]):
            room -= len(more) - len(told[number])
            told[number] = more
    shown: list[str] = []
    last = -1
    for number in sorted(told):
        shown += [GAP] if any(not line.startswith(" ") for line in lines[last + 1 : number]) else []
        shown.append(told[number])
        last = number
    return shown if told and told.get(len(lines) - 1) == lines[-1] else [*shown, GAP]


def _parts(lines: list[str]) -> list[tuple[int, list[int]]]:
    """Return the numbers of the lines that are told together, each with its rank: how soon they are told.

    First comes the beginning, then each line that leads to others with the one behind it, then the other points.
    """
    parts: list[tuple[int, list[int]]] = []
    entries, led = 0, False
    for number, line in enumerate(lines):
        entry = bool(ENTRY.match(line) or " | " in line)
        leads = line != GAP and not entry and _leads(line)
        entries = entries + entry if entry or line == GAP else 0
        if led and line != GAP and not leads:
            parts[-1][1].append(number)
        elif line != GAP:
            nested, later = line.startswith(" "), entries > ENTRIES
            parts.append((0 if not parts else LEADS if leads else LEADS + 1 + later + 2 * nested, [number]))
        led = leads
    return parts


def _leads(line: str) -> bool:
    """Return whether a line only says what follows, as a heading does."""
    return line.endswith((":", "：")) or (len(line) <= SHORT and line[-1:] not in ENDS and CODE.isdisjoint(line))  # noqa: RUF001  full-width


def _sentences(line: str, room: int) -> str:
    """Return as many whole sentences of a line as there is room for, or what of its first fits."""
    if len(line) <= room:
        return line
    ends = [stop.start() for stop in stops(line, 0, max(room, 0)) if stop.start() <= room]
    return line[: ends[-1]] if ends else cut(line, room)


def _ending(text: str, limit: int) -> tuple[int, str]:
    """Return where the end of a text begins, and that end in its part of `limit` characters.

    That is the list at its end, or whole lines, and of the line before them whole sentences.
    """
    if limit > BRIEF and (listed := _last_list(text, limit * 3 // 5)):
        return listed
    start, room = len(text), limit * 2 // 5
    while (line := text.rfind("\n", 0, max(start - 1, 0)) + 1) < start and len(text) - line <= room:
        start = line
    line = text.rfind("\n", 0, max(start - 1, 0)) + 1
    for sentence in stops(text, line, start):
        if line < sentence.end() < start and len(text) - sentence.end() <= room:
            return sentence.end(), text[sentence.end() :]
    if start < len(text):
        return start, text[start:]
    start -= room
    return start if start - line >= LEAST else line, cut_front(text, room)


def _last_list(text: str, room: int) -> tuple[int, str] | None:
    """Return where the list at the end of a text begins, and each entry by its first sentence; None when no help.

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
    if under - first < 3:  # noqa: PLR2004  two points are no list
        return None
    over = lines[first - 1] if first else ""
    if len(over) > SHORT:
        over = SENTENCE.split(over)[-1] if over.endswith(":") else ""
    above = [over] if over else []
    told = "\n".join((*above, *lines[first:]))
    start = len(text) - len(told)
    if len(told) > room:
        told = "\n".join((*above, *map(first_sentence, lines[first:under]), *lines[under:]))
    return (start, told) if len(told) <= room else None


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
