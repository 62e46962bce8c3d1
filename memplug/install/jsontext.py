"""Edits of JSON text that leave alone every byte that they are not about.

The text is parsed only to be understood. An edit inserts or deletes characters in the original, in the style
found there: indentation, line endings, spaces after colons and commas, one line or many.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

_SPACE = " \t\r\n"
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_COMMENT = re.compile(rf"{_STRING}|(//[^\r\n]*|/\*.*?\*/)", re.DOTALL)
_CONSTANT = re.compile(rf"{_STRING}|(NaN|-?Infinity)")
_KEY = re.compile(_STRING)
_COLONS = frozenset({":", ": ", " : ", " :"})


class JsonTextError(ValueError):
    """The text is not what it must be; `line` and `column` count from 1."""

    def __init__(self, reason: str, text: str, position: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = text.count("\n", 0, position) + 1
        self.column = position - (text.rfind("\n", 0, position) + 1) + 1


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


@dataclass(frozen=True, slots=True)
class Element:
    """One value and where it stands; positions count characters."""

    first: int
    """Where it begins: at its key in an object, else at its value."""
    start: int
    end: int
    value: Any
    key: str = ""


@dataclass(frozen=True, slots=True)
class JsonText:
    """A JSON text and the elements in it. Edits return new text; `parse` it again for the next one."""

    text: str
    bare: str
    """The text with every comment blanked, so that positions are the same."""
    root: Element

    @classmethod
    def parse(cls, text: str, *, comments: bool = False) -> JsonText:
        """Return the parsed text; `comments` allows `//` and `/* */`.

        Raises JsonTextError when it is not JSON or too deep to be read.
        """
        bare = _COMMENT.sub(_blank, text) if comments else text
        try:
            value = _DECODER.decode(bare)
        except json.JSONDecodeError as error:
            comment = bare.startswith(("//", "/*"), error.pos)
            reason = "comments are not allowed here" if comment else error.msg
            raise JsonTextError(reason, text, error.pos) from error
        except ValueError as error:  # a constant of JavaScript, or a number beyond all measure
            found = next((m.start() for m in _CONSTANT.finditer(bare) if m[1]), 0)
            raise JsonTextError(str(error), text, found) from error
        except RecursionError as error:
            raise JsonTextError("too many levels", text, 0) from error
        start = _skip(bare, 0)
        return cls(text, bare, Element(start, start, len(bare.rstrip(_SPACE)), value))

    def children(self, parent: Element) -> list[Element]:
        """Return the members of an object or the items of an array, in order."""
        found = []
        at = _skip(self.bare, parent.start + 1)
        while self.bare[at] not in "]}":
            first, key = at, ""
            if isinstance(parent.value, dict):
                key, at = self._decode(at)
                at = _skip(self.bare, _skip(self.bare, at) + 1)
            value, end = self._decode(at)
            found.append(Element(first, at, end, value, key))
            at = _skip(self.bare, end)
            if self.bare[at] == ",":
                at = _skip(self.bare, at + 1)
        return found

    def get(self, parent: Element, key: str) -> Element | None:
        """Return the member `key`: of several the last, which is the one that counts."""
        return next((child for child in reversed(self.children(parent)) if child.key == key), None)

    def replace(self, element: Element, value: Any) -> str:
        """Return the text with another value (a string or a number) in the place of this one."""
        return self.text[: element.start] + json.dumps(value, ensure_ascii=False) + self.text[element.end :]

    def insert(self, parent: Element, value: Any, key: str = "") -> str:
        """Return the text with one more member (with `key`) or item at the end of `parent`."""
        siblings = self.children(parent)
        if not siblings:
            return self._fill(parent, value, key)
        last = siblings[-1]
        line = self._line(last.first)
        own_line = line > parent.start and not self.bare[line : last.first].strip(_SPACE)
        # Comments behind the last element stay behind it; only the comma goes between.
        comments = self.text[last.end : parent.end - 1].rstrip(_SPACE)
        indent = self._indent(last.first)
        gap = self._newline + indent if own_line or comments else self._comma[1:]
        one_line = "\n" not in self.text[parent.start : parent.end] or (not key and self._is_flat(last))
        element = self._render(value, key, indent, one_line=one_line)
        at = last.end + len(comments)
        return f"{self.text[: last.end]},{comments}{gap}{element}{self.text[at:]}"

    def remove(self, parent: Element, element: Element) -> str:
        """Return the text without `element`, its comma and its white space; the inverse of `insert`."""
        siblings = self.children(parent)
        at = siblings.index(element)
        if at < len(siblings) - 1:
            comma = self.bare.index(",", element.end)
            behind = self.text[comma + 1 :]
            rest = behind.lstrip(_SPACE)
            return self.text[: element.first] + self.text[element.end : comma] + rest
        before = self.text[: element.first].rstrip(_SPACE)
        open_comment = self._is_line_comment(len(before))
        if at > 0:
            comma = self.bare.rindex(",", 0, element.first)
            before = before[:comma] + before[comma + 1 :]
        behind = self.text[element.end :]
        if len(before) == parent.start + 1:  # nothing is left between the brackets, not even a comment
            behind = behind.lstrip(_SPACE)
        elif open_comment and not behind.startswith(("\n", "\r")):
            behind = self._newline + behind
        return before + behind

    def _decode(self, at: int) -> tuple[Any, int]:
        """Return the value that begins at `at`, and where it ends."""
        try:
            return _DECODER.raw_decode(self.bare, at)
        except RecursionError as error:  # `parse` came through by a hair
            raise JsonTextError("too many levels", self.text, at) from error

    def _fill(self, parent: Element, value: Any, key: str) -> str:
        inner = self.text[parent.start + 1 : parent.end - 1].rstrip(_SPACE)
        outer = self._indent(parent.start)
        if self._is_flat(self.root):
            body = inner + self._render(value, key, outer, one_line=True)
        else:
            indent = outer + self._unit
            element = self._render(value, key, indent, one_line=False)
            body = f"{inner}{self._newline}{indent}{element}{self._newline}{outer}"
        return self.text[: parent.start + 1] + body + self.text[parent.end - 1 :]

    def _render(self, value: Any, key: str, indent: str, *, one_line: bool) -> str:
        if one_line:
            body = json.dumps(value, ensure_ascii=False, separators=(self._comma, self._colon))
        else:
            body = json.dumps(value, ensure_ascii=False, indent=self._unit, separators=(",", self._colon))
            body = body.replace("\n", self._newline + indent)
        return f"{json.dumps(key)}{self._colon}{body}" if key else body

    def _is_flat(self, element: Element) -> bool:
        """Return whether this is an object or array with something in it, all on one line."""
        filled = isinstance(element.value, dict | list) and bool(element.value)
        return filled and "\n" not in self.text[element.start : element.end]

    def _is_line_comment(self, end: int) -> bool:
        """Return whether a `//` comment ends here, which a line end must follow."""
        if self.bare[end - 1] not in _SPACE:
            return False
        return any(m.end() == end and m[0].startswith("//") for m in _COMMENT.finditer(self.text))

    def _line(self, position: int) -> int:
        return self.text.rfind("\n", 0, position) + 1

    def _indent(self, position: int) -> str:
        line = self.text[self._line(position) : position]
        return line[: len(line) - len(line.lstrip(" \t"))]

    @property
    def _newline(self) -> str:
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    @property
    def _unit(self) -> str:
        """One step of indentation: that of the first member with a line of its own."""
        outer = self._indent(self.root.start)
        for child in self.children(self.root):
            line = self._line(child.first)
            if line > self.root.start and not self.text[line : child.first].strip(" \t"):
                return self._indent(child.first).removeprefix(outer)
        return "  "

    @property
    def _colon(self) -> str:
        """The colon with the spaces around it, as after the first key."""
        for child in self.children(self.root)[:1]:
            key = _KEY.match(self.text, child.first)
            if key and (gap := self.text[key.end() : child.start]) in _COLONS:
                return gap
        return ": "

    @property
    def _comma(self) -> str:
        """The comma between elements on one line."""
        return ", " if self._colon.endswith(" ") else ","


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", match[0]) if match[1] else match[0]


def _skip(text: str, at: int) -> int:
    """Return the position of the first character from `at` on that is not white space."""
    while text[at : at + 1] in _SPACE and at < len(text):
        at += 1
    return at
