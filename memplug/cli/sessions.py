"""`memplug status` and `memplug show`: what is stored, and where."""

from __future__ import annotations

import json
from pathlib import Path

import click

from memplug import log, recall
from memplug.cli.asking import beginning_of_id
from memplug.cli.scene import host_named, scene
from memplug.cli.text import visible
from memplug.context.variables import moment
from memplug.digest.model import Commit, Digest, Failure, LastTestRun, Metrics
from memplug.digest.text import one_line
from memplug.errors import UserError
from memplug.paths import places
from memplug.store import Session, Store, StoreError

LAST = 10
"""Sessions and log lines that `status` lists."""


@click.command(short_help="Show where things are, and the last sessions of this project.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> None:
    """Say which files memplug uses, which sessions of this project it has, and what the hooks wrote to the log.

    \b
    Example:
      memplug status
      memplug status --json | jq '.sessions[0].id'
    """
    paths = places()
    here = scene(host_named(None)).standpoint
    try:
        sessions = recall.sessions(here, paths.database, LAST)
    except StoreError as error:
        raise UserError(str(error)) from error
    files = {
        "preferences": paths.preferences,
        "templates": paths.templates,
        "database": paths.database,
        "log": paths.log,
        "cache": paths.cache,
    }
    lines = log.last(paths.log, LAST)
    if as_json:
        found = [_summary(session) for session in sessions]
        data = {
            "project": here.worktree,
            "branch": here.branch,
            "files": {k: str(v) for k, v in files.items()},
            "sessions": found,
            "log": lines,
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo(visible(f"Project: {here.worktree}{f' on {here.branch}' if here.branch else ''}"))
    for name, file in files.items():
        click.echo(f"  {name:12} {file}{'' if file.exists() else '  (not there yet)'}")
    click.echo(
        f"\nLast sessions here ({len(sessions)}):" if sessions else "\nNo session of this project is stored yet."
    )
    for session in sessions:
        branch = f" on {session.branch}" if session.branch else ""
        topic = one_line(session.digest.title or session.digest.goal, 70)
        click.echo(visible(f"  {moment(session.ended)}  {session.id[:8]}  {session.host}{branch}: {topic}"))
    if lines:
        click.echo("\nLog:")
        for line in lines:
            click.echo(visible(f"  {line}"))


def _summary(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "host": session.host,
        "worktree": session.worktree,
        "branch": session.branch,
        "started": moment(session.started),
        "ended": moment(session.ended),
        "goal": session.digest.goal,
        "title": session.digest.title,
    }


@click.command(short_help="Print what is stored of a session.")
@click.argument("session", required=False, callback=beginning_of_id)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(session: str | None, as_json: bool) -> None:
    """Print the digest of SESSION (an id, or its beginning), or of this project's last session.

    \b
    Example:
      memplug show
      memplug show 5f0c2a7e --json
    """
    try:
        found = _find(session, places().database)
    except StoreError as error:
        raise UserError(str(error)) from error
    if as_json:
        click.echo(json.dumps({**_summary(found), "digest": found.digest.to_json()}, ensure_ascii=False, indent=2))
        return
    click.echo(visible(f"Session {found.id} ({found.host}), {moment(found.started)} to {moment(found.ended)}"))
    click.echo(visible(f"In {found.worktree}{f' on {found.branch}' if found.branch else ''}"))
    for name in Digest._fields:
        _print_field(name.replace("_", " "), getattr(found.digest, name))


def _find(prefix: str | None, database: Path) -> Session:
    """Return the one session that is meant. Raises UserError when there is none, or more than one."""
    if prefix is None:
        newest = recall.sessions(scene(host_named(None)).standpoint, database, 1)
        if not newest:
            raise UserError("no session of this project is stored yet; one is saved when an agent's session ends here")
        return newest[0]
    if not database.exists():
        raise UserError("no session is stored yet; one is saved when an agent's session ends")
    with Store(database, read_only=True) as store:
        matches = store.find(prefix)
    if not matches:
        raise UserError(
            f"no stored session has an id that begins with {prefix!r} (`memplug status` lists this project's)"
        )
    if len(matches) > 1:
        ids = ", ".join(match.id for match in matches[:5])
        raise UserError(f"{prefix!r} is the beginning of {len(matches)} ids ({ids}); give more of it")
    return matches[0]


def _print_field(name: str, value: object) -> None:
    """Print one part of a digest; what is empty is left out."""
    if not value:
        return
    if isinstance(value, Metrics | LastTestRun):
        value = ", ".join(f"{key.replace('_', ' ')} {entry}" for key, entry in value._asdict().items() if entry != "")
    if isinstance(value, tuple):
        click.echo(click.style(f"\n{name}:", bold=True))
        for entry in value:
            click.echo(visible(f"  - {_entry(entry)}"))
        return
    click.echo(f"{click.style(f'{name}:', bold=True)} {visible(str(value))}")


def _entry(entry: object) -> str:
    if isinstance(entry, Failure):
        return f"{entry.command}: {'passed later' if entry.passed_later else entry.message}"
    if isinstance(entry, Commit):
        return f"{entry.id} {entry.subject}"
    return str(entry)
