"""Where in a TOML text each key and list item stands; for texts that the parser has already accepted."""

from __future__ import annotations

import re
from bisect import bisect_right

import tomli

from memplug.expressions import expression

Spot = tuple[str | int, ...]
"""The way to a value: table and key names, and numbers for the items of lists and of `[[tables]]`."""

DEPTH = 6
"""Places below this many steps count as their parent; we name none below `when, 0, preferences, notes, 1`."""

_BLANK = expression(r"(?:\s++|#[^\n]*+)*+")
_STRING = (
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r'|"(?:[^"\\]|\\.)*+"'
    r"|'[^']*+'"
)
# A date may hold a blank, so a bare value reaches to the next mark, comment or line end.
_SCALAR = expression(rf"{_STRING}|[^,\]}}#\n]+", re.DOTALL)
_KEY = expression(rf"[ \t]*(?P<key>{_STRING}|[\w-]+)[ \t]*(?P<dot>\.?)", re.DOTALL)


class Positions:
    """Line and column of every key of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._offsets: dict[Spot, int] = {}
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._scan()

    def find(self, place: Spot) -> tuple[int, int]:
        """Return line and column, both from 1, of `place` or of the nearest thing around it."""
        while place and place not in self._offsets:
            place = place[:-1]
        offset = self._offsets.get(place, 0)
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _scan(self) -> None:
        text = self._text
        table: Spot = ()
        items: dict[Spot, int] = {}  # how many [[tables]] of each name there were
        at = self._skip(0)
        while at < len(text):
            if text[at] == "[":
                brackets = 2 if text.startswith("[[", at) else 1
                keys, end = self._keys(at + brackets)
                table = self._header(keys, items, at, many=brackets == 2)  # noqa: PLR2004  as in [[when]]
                end += brackets
            else:
                keys, end = self._keys(at)
                end = self._value(self._note(table, keys, at), end + 1)
            at = self._skip(end)

    def _header(self, keys: Spot, items: dict[Spot, int], at: int, *, many: bool) -> Spot:
        """Note a `[table]` or `[[table]]` and return its place; the name of a list means its last table."""
        place: Spot = ()
        for number, key in enumerate(keys, start=1):
            place = self._note(place, (key,), at)
            if many and number == len(keys):
                items[place] = items.get(place, -1) + 1
            if place in items:
                place = self._note(place, (items[place],), at)
        return place

    def _value(self, place: Spot, at: int) -> int:
        """Note what the value that begins at `at` contains; return the offset behind it.

        A loop and not a recursion: lists may be nested deeper than Python likes to call.
        """
        text = self._text
        # Open lists with the number of the next item; open inline tables with None.
        around: list[tuple[Spot, int | None]] = []
        while True:
            at = self._skip(at)
            if around:
                holder, number = around[-1]
                if text[at] in "]}":
                    around.pop()
                    if not around:
                        return at + 1
                if text[at] in ",]}":
                    at += 1
                    continue
                if number is None:
                    keys, end = self._keys(at)
                    place = self._note(holder, keys, at)
                    at = self._skip(end + 1)
                else:
                    place = self._note(holder, (number,), at)
                    around[-1] = (holder, number + 1)
            if text[at] in "[{":
                around.append((place, 0 if text[at] == "[" else None))
                at += 1
            else:
                match = _SCALAR.match(text, at)
                at = match.end() if match else len(text)
                if not around:
                    return at

    def _note(self, holder: Spot, keys: Spot, at: int) -> Spot:
        """Remember that `keys` below `holder` begin at `at`, if not earlier; return their place."""
        for key in keys[: DEPTH - len(holder)]:
            holder = (*holder, key)
            self._offsets.setdefault(holder, at)
        return holder

    def _keys(self, at: int) -> tuple[Spot, int]:
        """Return the parts of the dotted key at `at` and the offset of what follows them."""
        keys: list[str] = []
        while match := _KEY.match(self._text, at):
            key = match["key"]
            keys.append(tomli.loads(f"key={key}")["key"] if key[0] in "\"'" else key)
            at = match.end()
            if not match["dot"]:
                break
        return tuple(keys), at

    def _skip(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at
