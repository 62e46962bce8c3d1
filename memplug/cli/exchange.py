"""`memplug export` and `memplug import`: what is stored, to another machine."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

import click

from memplug import __version__
from memplug.cli.progress import Done, progress
from memplug.cli.scene import project_here
from memplug.cli.text import visible
from memplug.digest.model import Digest
from memplug.errors import UserError
from memplug.paths import places, write_private
from memplug.redact import redact, redact_all
from memplug.store import Choice, Record, Store, StoreError
from memplug.store.records import LONGEST, from_line, to_line

FORMAT = 1
"""Of the lines; one of a newer format is refused."""
TOGETHER = 200
"""Sessions that are written in one step: what was imported before a kill stays."""
NAMED = 20
"""Bad lines that are named one by one."""
MOST = 4 * LONGEST
"""Bytes of a line that are read; a character has four at most."""
STANDARD = Path("-")


@click.command(short_help="Write what is stored to a file, to take it to another machine.")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default="-")
@click.option("--project", is_flag=True, help="Only the sessions of the project in this folder.")
@click.option("--force", is_flag=True, help="Replace FILE when it is there.")
def export(file: Path, project: bool, force: bool) -> None:
    """Write every stored session to FILE (or stdout) as lines of JSON, for `memplug import` on another machine.

    Secrets are looked for once more and taken out. Preferences, templates and what is trusted are not part of it.

    \b
    Example:
      memplug export sessions.jsonl
      memplug export --project | ssh other memplug import -
    """
    if file != STANDARD and not file.parent.is_dir():
        raise UserError(f"{file.parent} is no folder; name a file in one that is there")
    if file.exists() and not force:
        raise UserError(f"{file} is there already; --force replaces it")
    records, unreadable = _stored(Choice(project=project_here() if project else None))
    with progress(len(records)) as done:
        lines = _lines(records, done)
        if file == STANDARD:
            for line in lines:
                click.echo(line, nl=False)
        else:
            write_private(file, b"".join(lines))
            click.echo(f"{len(records)} exported to {file}.")
    if unreadable:
        ids = ", ".join(map(visible, unreadable))
        raise UserError(f"what is stored of these sessions cannot be read any more and was left out: {ids}")


def _stored(choice: Choice) -> tuple[list[Record], list[str]]:
    """Return the chosen records, and the ids of those that cannot be read."""
    records: list[Record] = []
    unreadable: list[str] = []
    database = places().database
    if not database.exists():
        return records, unreadable
    try:
        with Store(database, read_only=True) as store:
            for found in store.records(choice):
                if isinstance(found, Record):
                    records.append(found)
                else:
                    unreadable.append(found)
    except StoreError as error:
        raise UserError(f"{error}; see `memplug doctor`") from error
    return records, unreadable


def _lines(records: Sequence[Record], done: Done) -> Iterator[bytes]:
    """Yield the lines of an export, each with its end."""
    head = {"memplug": __version__, "format": FORMAT, "sessions": len(records)}
    yield f"{json.dumps(head)}\n".encode()
    for record in records:
        yield f"{to_line(_redacted(record))}\n".encode()
        done("exporting")


def _redacted(record: Record) -> Record:
    """Return a record without secrets: there are more rules by now than when it was stored."""
    session = record.session
    digest = Digest.from_json(redact_all(session.digest.to_json()))
    return record._replace(session=session._replace(branch=redact(session.branch), digest=digest))


@click.command("import", short_help="Read what another machine has exported.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--map", "moves", metavar="OLD=NEW", multiple=True, help="Folder OLD there is folder NEW here.")
def import_(file: Path, moves: tuple[str, ...]) -> None:
    """Read sessions that `memplug export` wrote to FILE (or stdin, for -) into what is stored here.

    One that is here already stays, unless the one in FILE ended later; so nothing is doubled. A project with a remote
    is found again wherever it lies; for others, and for worktrees, say with --map where they lie here.

    \b
    Example:
      memplug import sessions.jsonl
      memplug import sessions.jsonl --map /home/old=/Users/new
    """
    folders = [_move(move) for move in moves]
    with click.open_file(str(file), "rb") as stream:
        lines = Lines("stdin" if file == STANDARD else str(file), stream)
        total = lines.begin()
        imported = 0
        try:
            with progress(total) as done, Store(places().database) as store:
                records = lines.records(done)
                while part := [_redacted(_moved(record, folders)) for record in islice(records, TOGETHER)]:
                    imported += store.restore(part)
        except StoreError as error:
            raise UserError(f"{error}; {imported} were imported, and to import all again is safe") from error
    click.echo(f"{imported} imported, {lines.good - imported} there already.")
    lines.complain(total)


class Lines:
    """The lines of an export as they are read; a bad one costs only itself."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self.name = name
        """How people call the file."""
        self._stream = stream
        self._number = 0
        self.good = 0
        """How many records were read."""
        self.bad: list[str] = []
        """What is wrong with the other lines, with file and line."""

    def begin(self) -> int:
        """Read the first line and return how many sessions it announces.

        Raises UserError when this is no export, or one of a newer format.
        """
        try:
            head = json.loads(self._line() or b"")
            form, total = head["format"], head["sessions"]
        except (ValueError, TypeError, KeyError, RecursionError):
            form = total = None
        if not isinstance(form, int) or not isinstance(total, int):
            raise UserError(f"{self.name}:1: this is nothing that `memplug export` has written")
        if form > FORMAT:
            raise UserError(f"{self.name}:1: written by a newer memplug (format {form}, not {FORMAT}); upgrade memplug")
        return total

    def records(self, done: Done) -> Iterator[Record]:
        """Yield every record that can be read."""
        while (line := self._line()) is not None:
            try:
                record = from_line(line.decode("utf-8"))
            except ValueError as error:  # which a UnicodeDecodeError is
                self.bad.append(f"{self.name}:{self._number}: {error}")
            else:
                self.good += 1
                yield record
            done("importing")

    def _line(self) -> bytes | None:
        """Return the next line, of one that is far too long the beginning; None at the end."""
        line = self._stream.readline(MOST)
        part = line
        while len(part) == MOST and not part.endswith(b"\n"):
            part = self._stream.readline(MOST)
        self._number += 1
        return line or None

    def complain(self, total: int) -> None:
        """Name what was wrong. Raises UserError when something was."""
        for message in self.bad[:NAMED]:
            click.echo(visible(message), err=True)
        if len(self.bad) > NAMED:
            click.echo(f"and {len(self.bad) - NAMED} more", err=True)
        seen = self.good + len(self.bad)
        if seen < total:
            raise UserError(f"{self.name} ends early: it announces {total} sessions and holds {seen}; copy it anew")
        if self.bad:
            raise UserError(f"{len(self.bad)} of {seen} lines could not be read and were left out")


Move = tuple[str, str]
"""A folder on the other machine, and where it is on this one."""


def _move(text: str) -> Move:
    old, sign, new = text.partition("=")
    if not (sign and old and new):
        raise click.BadParameter(f"{text!r} is not of the form OLD=NEW", param_hint="--map")
    return old.rstrip("/\\"), new.rstrip("/\\")


def _moved(record: Record, folders: Sequence[Move]) -> Record:
    """Return a record with its paths where they are on this machine."""
    project = record.project._replace(path=_here(record.project.path, folders))
    return record._replace(
        project=project, session=record.session._replace(worktree=_here(record.session.worktree, folders))
    )


def _here(path: str, folders: Sequence[Move]) -> str:
    for old, new in folders:
        if path == old or (path.startswith(old) and path[len(old)] in "/\\"):
            return new + path[len(old) :]
    return path
