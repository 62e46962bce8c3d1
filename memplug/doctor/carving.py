"""Sessions out of the pages of a database that SQLite cannot read any more: without its header, its schema, its tree.

Every row stands whole in a leaf of its table, or goes on in a chain of overflow pages; the leaves are found by their
form. The format: https://www.sqlite.org/fileformat2.html, sections 1.5, 1.6 and 2.1.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from memplug.project import git
from memplug.project.identity import Identity, identify
from memplug.store.records import Record, as_time, session_of

PAGE = 4096
"""Bytes of a page: SQLite's default, which memplug does not change."""
LEAF = 0x0D
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Serial type of an integer to its bytes."""
PROJECT, SESSION = 5, 9
"""Columns of the two tables."""


def carve(data: bytes) -> Iterator[Record]:
    """Yield every session that stands readable in a page of a database's bytes; never raises."""
    rows = list(_rows(data))
    projects = {number: Identity(*row[1:4]) for number, row in rows if _is_project(row)}
    for _, row in rows:
        if len(row) != SESSION:
            continue
        host, name, project, worktree, branch, started, ended, saved, digest = row
        with suppress(ValueError):
            session = session_of(host, name, worktree, branch, started, ended, digest)
            where = projects.get(project) or identify(Path(worktree), git.find(Path(worktree)))
            yield Record(where, session, as_time(saved, "saved"))


def with_log(data: bytes, log: bytes) -> bytes:
    """Return the database's bytes with the pages of its write-ahead log in their place."""
    pages = bytearray(data)
    for frame in range(32, len(log) - PAGE, 24 + PAGE):
        number = int.from_bytes(log[frame : frame + 4], "big")
        # The salt of a frame is that of the header, or the frame is left from before.
        if log[frame + 8 : frame + 16] == log[16:24] and 0 < number <= len(data) // PAGE + len(log) // PAGE:
            pages.extend(bytes(max(0, number * PAGE - len(pages))))
            pages[(number - 1) * PAGE : number * PAGE] = log[frame + 24 : frame + 24 + PAGE]
    return bytes(pages)


def _is_project(row: list[Any]) -> bool:
    return len(row) == PROJECT and all(isinstance(part, str) for part in row[1:4])


def _rows(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    """Yield number and columns of every row that stands in a leaf of a table."""
    for start in range(0, len(data), PAGE):
        head = start + (100 if start == 0 else 0)  # the first page begins with the header of the file
        if data[head : head + 1] != bytes([LEAF]):
            continue
        (count,) = struct.unpack_from(">H", data, head + 3)
        for number in range(min(count, PAGE // 4)):
            with suppress(ValueError, IndexError, struct.error):
                (cell,) = struct.unpack_from(">H", data, head + 8 + 2 * number)
                yield _row(data, start + cell)


def _row(data: bytes, place: int) -> tuple[int, list[Any]]:
    length, place = _varint(data, place)
    number, place = _varint(data, place)
    return number, _columns(_payload(data, place, length))


def _payload(data: bytes, place: int, length: int) -> bytes:
    """Return the bytes of a row; what does not fit into the leaf stands in a chain of further pages."""
    if length > len(data):
        raise ValueError("longer than the file")
    most, least = PAGE - 35, (PAGE - 12) * 32 // 255 - 23
    if length <= most:
        return data[place : place + length]
    here = least + (length - least) % (PAGE - 4)
    here = here if here <= most else least
    parts, place, left = [data[place : place + here]], place + here, length - here
    (page,) = struct.unpack_from(">I", data, place)
    while left > 0:
        if not page:
            raise ValueError("the chain ends early")
        start = (page - 1) * PAGE
        (page,) = struct.unpack_from(">I", data, start)
        parts.append(data[start + 4 : start + 4 + min(left, PAGE - 4)])
        left -= PAGE - 4
    return b"".join(parts)


def _columns(payload: bytes) -> list[Any]:
    """Return the values of a row, of a kind and number that a table of memplug's has."""
    end, place = _varint(payload, 0)
    values: list[Any] = []
    body = end
    while place < end:
        kind, place = _varint(payload, place)
        if len(values) == SESSION:
            raise ValueError("too many columns")
        if kind in INTEGERS:
            size = INTEGERS[kind]
            values.append(int.from_bytes(payload[body : body + size], "big", signed=True))
        elif kind == 7:  # noqa: PLR2004  a float, in SQLite's table of serial types
            size = 8
            values.append(struct.unpack_from(">d", payload, body)[0])
        elif kind >= 12:  # noqa: PLR2004  a blob when even, a text when odd
            size = (kind - 12) // 2
            part = payload[body : body + size]
            values.append(part.decode("utf-8", "replace") if kind % 2 else part)
        else:
            size = 0
            values.append({8: 0, 9: 1}.get(kind))
        body += size
    return values


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and the place behind it."""
    value = 0
    for _ in range(8):
        byte = data[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004  the highest bit says that more follows
            return value, place
    return value << 8 | data[place], place + 1
