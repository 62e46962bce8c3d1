"""`memplug forget`: sessions out of the memory, and out of every file in which it keeps them."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import click

from memplug import log, open_sessions
from memplug.cli.asking import beginning_of_id, confirm
from memplug.cli.scene import project_here
from memplug.cli.text import visible
from memplug.context.variables import moment
from memplug.digest.text import one_line
from memplug.errors import UserError
from memplug.paths import Paths, places
from memplug.project.identity import Identity
from memplug.session_hooks import marks
from memplug.store import Choice, Session, Store, StoreError, put_aside
from memplug.store.records import EVERYTHING

DAY = 86_400


class Doomed(NamedTuple):
    """What will be deleted."""

    sessions: dict[Identity, int]
    """How many are stored, by project."""
    notes: tuple[Path, ...]
    """The files of sessions whose end has not come."""
    damaged: tuple[Path, ...]
    one: Session | None = None
    """The session, when a single one was asked for."""


NOTHING = Doomed({}, (), ())


def _seconds(_context: click.Context, _parameter: click.Parameter, text: str | None) -> float | None:
    """Return a day or moment in ISO 8601 (local where no zone is given), or `30d` ago, in seconds since the epoch."""
    if text is None:
        return None
    try:
        if days := re.fullmatch(r"(\d{1,6})d", text):
            return time.time() - int(days[1]) * DAY
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        raise click.BadParameter(f"{text!r} is no date; write it like 2026-11-01, or 30d for 30 days ago") from None


@click.command(short_help="Delete what is stored of sessions, for good.")
@click.argument("session", required=False, callback=beginning_of_id)
@click.option("--project", is_flag=True, help="All sessions of the project in this folder.")
@click.option("--before", metavar="DATE", callback=_seconds, help="All that ended before DATE (2026-11-01, or 30d).")
@click.option("--all", "everything", is_flag=True, help="All sessions, damaged databases put aside, and the log.")
@click.option("--yes", is_flag=True, help="Delete without asking.")
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def forget(
    session: str | None,
    project: bool,
    before: float | None,
    everything: bool,
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Delete what is stored of SESSION (an id, or its beginning), of a project, of a time, or everything.

    Records, notes on open sessions, ready answers and lines of the log go, and the bytes in the files with them. The
    agent's own transcript stays: when that session ends once more, it is stored again.

    \b
    Example:
      memplug forget 5f0c2a7e
      memplug forget --before 30d --dry-run
      memplug forget --project --yes
    """
    if [session is not None, project, before is not None, everything].count(True) != 1:
        raise click.UsageError("name what to forget: SESSION, --project, --before DATE or --all, one of them")
    paths = places()
    try:
        whole = None if session is None else _whole_id(session, paths)
        choice = Choice(whole, project_here() if project else None, before)
        doomed = _look(choice, paths)
        if not as_json:
            _summarise(doomed)
        if not dry_run:
            if (everything or doomed != NOTHING) and not yes:
                confirm("Delete for good?", "nothing was deleted", err=True)
            _delete(choice, doomed, paths)
    except StoreError as error:
        raise UserError(f"{error}; nothing was deleted") from error
    if as_json:
        click.echo(json.dumps(_data(doomed, deleted=not dry_run), ensure_ascii=False, indent=2))
    elif not dry_run and (everything or doomed != NOTHING):
        click.echo("Deleted.")
    for file in () if everything else _damaged(paths.database):
        click.echo(f"{file} is a damaged database that may hold sessions as well; --all deletes it", err=True)


def _whole_id(prefix: str, paths: Paths) -> str:
    """Return the id that begins with `prefix`. Raises UserError when there is none, or more than one."""
    ids = {note.session for _, note in _notes(paths) if note.session.startswith(prefix)}
    if paths.database.exists():
        with Store(paths.database, read_only=True) as store:
            ids.update(store.ids_like(prefix))
    if prefix in ids:
        return prefix
    if not ids:
        raise UserError(f"no session has an id that begins with {prefix!r} (`memplug status` lists this project's)")
    if len(ids) > 1:
        shown = ", ".join(map(visible, sorted(ids)[:5]))
        raise UserError(f"{prefix!r} is the beginning of {len(ids)} ids ({shown}); give more of it")
    return ids.pop()


def _look(choice: Choice, paths: Paths) -> Doomed:
    """Return what will be deleted. Raises StoreError when that cannot be told."""
    notes = tuple(path for path, note in _notes(paths) if _covers(choice, note))
    damaged = tuple(_damaged(paths.database)) if choice == EVERYTHING else ()
    if not paths.database.exists():
        return Doomed({}, notes, damaged)
    try:
        with Store(paths.database, read_only=True) as store:
            one = next(iter(store.find(choice.session)), None) if choice.session else None
            return Doomed(store.count(choice), notes, damaged, one)
    except StoreError as error:
        if choice != EVERYTHING or not error.damaged:
            raise
        return Doomed({}, notes, (*damaged, paths.database))


def _covers(choice: Choice, note: open_sessions.Record) -> bool:
    """Return whether the note on an open session is meant."""
    return (
        choice == EVERYTHING
        or note.session == choice.session
        or (choice.project is not None and note.project == choice.project.path)
        or (choice.before is not None and open_sessions.active(note) < choice.before)
    )


def _notes(paths: Paths) -> Iterator[tuple[Path, open_sessions.Record]]:
    """Yield the notes on sessions whose end has not come: they would be read later."""
    for file in (paths.state / "open").glob("*/*"):
        if note := open_sessions.read(str(file)):
            yield file, note


def _damaged(database: Path) -> Iterator[Path]:
    """Yield the damaged databases, and the copies that a `doctor --bring-back` left that was killed."""
    for pattern in (f"{database.name}.damaged-*", "bring-back-*"):
        yield from sorted(database.parent.glob(pattern))


def _delete(choice: Choice, doomed: Doomed, paths: Paths) -> None:
    """Delete all that is chosen. Raises StoreError, with nothing deleted, when another process does not end."""
    ids = {note.session for file in doomed.notes if (note := open_sessions.read(str(file)))}
    if paths.database in doomed.damaged:
        put_aside(paths.database)
    if paths.database.exists():
        with Store(paths.database) as store:
            ids.update(store.forget(choice))
            _removed((paths.cache / "ready").glob("*"))  # before a start can read the database again
            try:
                store.rewrite()
            except StoreError as error:
                raise UserError(f"the sessions are deleted, but the file could not be made smaller: {error}") from error
    # Ready answers hold text of sessions, and all are made anew.
    left = [*_removed((paths.cache / "ready").glob("*")), *_removed(doomed.notes)]
    left += _removed(file for file, session in marks.every(paths) if choice == EVERYTHING or session in ids)
    if choice == EVERYTHING:
        rest = (paths.state / "open", paths.log, log.earlier(paths.log), *_damaged(paths.database))
        left += _removed(rest)
    else:
        open_sessions.remove_empty(str(paths.state), time.time() + DAY)
        log.without(paths.log, ids)
    if left:
        raise UserError(
            f"the records are deleted, but not all that tells of them: {'; '.join(left)}; remove it yourself"
        )


def _removed(files: Iterable[Path]) -> list[str]:
    """Remove files and folders, and return what of them is left, with the reason."""
    left = []
    try:
        found = list(files)
    except OSError as error:  # the folder that they are in
        return [f"{error.filename} ({error.strerror})"]
    for file in found:
        try:
            if file.is_dir() and not file.is_symlink():
                shutil.rmtree(file)
            else:
                file.unlink(missing_ok=True)
        except OSError as error:
            left.append(f"{error.filename} ({error.strerror})")
    return left


def _summarise(doomed: Doomed) -> None:
    """Say what will be deleted."""
    if doomed == NOTHING:
        click.echo("Nothing is stored of that.")
    if doomed.one:
        topic = one_line(doomed.one.digest.title or doomed.one.digest.goal, 70)
        click.echo(f"{moment(doomed.one.ended)}  {visible(doomed.one.id)}  {doomed.one.host}: {visible(topic)}")
    for project, count in doomed.sessions.items():
        click.echo(
            f"{count:>6} {'session' if count == 1 else 'sessions'} of {visible(project.path.removesuffix('/.git'))}"
        )
    if doomed.notes:
        click.echo(f"{len(doomed.notes):>6} noted as open")
    for file in doomed.damaged:
        click.echo(f"       {file}")


def _data(doomed: Doomed, *, deleted: bool) -> dict[str, object]:
    return {
        "deleted": deleted,
        "sessions": sum(doomed.sessions.values()),
        "projects": [{**project._asdict(), "sessions": count} for project, count in doomed.sessions.items()],
        "open": len(doomed.notes),
        "damaged": [str(file) for file in doomed.damaged],
    }
