"""From the bytes of a preferences file to what it says."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import tomli

from memplug.preferences.model import MAX_BYTES, Problem
from memplug.preferences.positions import Positions
from memplug.preferences.reader import Contents, read
from memplug.preferences.report import Report


def contents_of(path: Path, data: bytes) -> Contents:
    """Return what the bytes of a file say; one that is no TOML text says nothing but its problem."""
    try:
        text, document = parse(path, data)
    except UnreadableError as error:
        return Contents(problems=(error.problem,))
    return read(document, Report(path, Positions(text)))


class UnreadableError(Exception):
    """The file is no TOML text; `problem` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def parse(path: Path, data: bytes) -> tuple[str, dict[str, Any]]:
    """Return the text of a file, with simple line ends, and what it says; raises UnreadableError."""
    if len(data) > MAX_BYTES:
        message = f"this file is longer than {MAX_BYTES // 1024} KB"
        raise UnreadableError(Problem.of_file(path, message, "shorten it"))
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableError(_not_utf8(path, data, error)) from error
    try:
        return text, tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise UnreadableError(_not_toml(path, error)) from error
    except (ValueError, RecursionError) as error:
        # A number of thousands of digits, or lists nested hundreds deep.
        message = f"this cannot be read as TOML ({error})"
        raise UnreadableError(Problem.of_file(path, message, "simplify it")) from error


def _not_utf8(path: Path, data: bytes, error: UnicodeDecodeError) -> Problem:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Problem.of_file(path, "this file is UTF-16", "save it as UTF-8")
    before = data.removeprefix(codecs.BOM_UTF8)[: error.start]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return Problem(path, line, column, "this is not UTF-8", "save the file as UTF-8")


def _not_toml(path: Path, error: tomli.TOMLDecodeError) -> Problem:
    remedy = "until it is corrected nothing in this file counts"
    if error.msg == "Invalid value":
        remedy = f'a string stands in quotes, as in verbosity = "concise"; {remedy}'
    return Problem(path, error.lineno, error.colno, f"this is not TOML: {error.msg}", remedy)
