"""`memplug adopt`: save what sessions left whose end never came, however long that takes."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from memplug import adopt as room
from memplug import open_sessions
from memplug.cli.scene import host_named, scene
from memplug.cli.text import visible
from memplug.context.variables import moment
from memplug.errors import UserError
from memplug.open_sessions import LATE, OVER, Record
from memplug.paths import Paths, places
from memplug.scene import Other
from memplug.store import Store, StoreError


@click.command(short_help="Save what sessions left whose end never came.")
@click.option("--all", "everywhere", is_flag=True, help="Of every project, not only of this one.")
@click.option("--dry-run", is_flag=True, help="Only say which sessions these are.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def adopt(everywhere: bool, dry_run: bool, as_json: bool) -> None:
    """Read the transcripts of sessions that are over and never told so: killed, crashed, or a terminal closed.

    The next start does this by itself, within 300 ms; this command takes the time that a long transcript needs. A
    session that still runs is left alone.

    \b
    Example:
      memplug adopt
      memplug adopt --all --dry-run
    """
    paths = places()
    folders = sorted((paths.state / "open").glob("*")) if everywhere else [Path(scene(host_named(None)).opened)]
    waiting = [other for folder in folders for other in _waiting(folder)]
    problems: list[str] = []
    if not dry_run:
        problems = _adopted(waiting, paths, quiet=as_json)
    if as_json:
        sessions = [
            {
                "host": record.host,
                "id": record.session,
                "folder": record.cwd,
                "began": open_sessions.began(record),
                "saved": _is_saved(record, paths),
            }
            for _, record, _ in waiting
        ]
        click.echo(json.dumps({"adopted": not dry_run, "sessions": sessions, "problems": problems}, ensure_ascii=False))
        return
    if not waiting:
        click.echo("No session waits to be adopted.")
    for other in waiting:
        click.echo(visible(_told(other.record, paths, dry_run=dry_run)))
    for problem in problems:
        click.echo(visible(problem), err=True)


def _told(record: Record, paths: Paths, *, dry_run: bool) -> str:
    """Return a line on what was saved of a session, or would be, and what was not."""
    name = f"{record.host} session {record.session} of {moment(open_sessions.began(record))} in {record.cwd}"
    where = record.transcript or "the client named none"
    if room.transcript_of(record) is None:
        earlier = "what was saved of it before is kept" if _is_saved(record, paths) else "nothing of it can be saved"
        return f"Nothing to adopt: {name}: there is no transcript ({where}); {earlier}"
    if dry_run:
        return f"Would adopt: {name}"
    return f"{'Adopted' if _is_saved(record, paths) else 'Nothing to save'}: {name}"


def _is_saved(record: Record, paths: Paths) -> bool:
    """Return whether something of a session is stored."""
    if not paths.database.exists():
        return False
    try:
        with Store(paths.database, read_only=True) as store:
            return any(found.id == record.session for found in store.find(record.session))
    except StoreError as error:
        raise UserError(str(error)) from error


def _waiting(folder: Path) -> list[Other]:
    """Return the sessions noted in a folder that are over and were not read up to their end."""
    found = []
    for name, condition in open_sessions.conditions(str(folder), "", time.time(), "", "").items():
        record = open_sessions.read(str(folder / name))
        if record and condition in (OVER, LATE):
            found.append(Other(folder / name, record, condition))
    return found


def _adopted(waiting: list[Other], paths: Paths, *, quiet: bool) -> list[str]:
    """Adopt the sessions, with a bar on a terminal; return what went wrong."""
    problems: list[str] = []
    with click.progressbar(waiting, label="Reading transcripts", hidden=quiet or len(waiting) < 2) as bar:  # noqa: PLR2004  one is no work to watch
        for other in bar:
            try:
                problems += room.adopt(other, paths)
            except StoreError as error:
                raise UserError(str(error)) from error
    return problems
