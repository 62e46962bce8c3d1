"""`memplug session-hook list|show|validate|remove`: the files that are there."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from memplug.cli.scene import host_named
from memplug.cli.text import visible
from memplug.errors import UserError
from memplug.hosts import HOSTS, Host
from memplug.hosts.session_folders import FOLDERS
from memplug.paths import places
from memplug.session_hooks import content, marks
from memplug.session_hooks.content import Command, Content
from memplug.session_hooks.file import Found, Refused, checked, everywhere, session_of, usable
from memplug.session_hooks.places import is_session_id, user_folders
from memplug.session_hooks.positions import line_of
from memplug.session_hooks.remarks import remarks
from memplug.session_hooks.stale import is_stale

host_option = click.option("--host", "host_name", metavar="NAME", help="Only this agent's files.")


def host_with_files(name: str | None) -> Host:
    """Return the host that is meant. Raises UserError when there are no session hooks for it."""
    host = host_named(name)
    if host.name not in FOLDERS:
        raise UserError(f"there are no session hooks for {host.title}; there are for {', '.join(FOLDERS)}")
    return host


def session_meant(given: str | None, host: Host) -> str:
    """Return the session's id: `given`, else the environment's, else what a person answers.

    Raises UsageError when it is no UUID or nobody can be asked.
    """
    if given is not None:
        return _uuid(given)
    for variable in host.session_hooks.variables:
        if is_session_id(found := os.environ.get(variable, "")):
            return found
    if not sys.stdin.isatty():
        raise click.UsageError("Say for which session: its id is not in the environment, and there is nobody to ask.")
    answered: str = click.prompt("Session id", value_proc=_uuid)
    return answered


def _uuid(text: str) -> str:
    if not is_session_id(text):
        raise click.UsageError(f"A session id is a UUID, not {text!r}.")
    return text


def _files(host_name: str | None) -> Iterator[tuple[Host, Found]]:
    hosts = [host_with_files(host_name)] if host_name else [HOSTS[name] for name in FOLDERS]
    for host in hosts:
        for found in everywhere(host.name, Path.cwd(), os.environ):
            yield host, found


@click.command(name="list", short_help="List the sessions that have hooks of their own.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@host_option
def list_files(as_json: bool, host_name: str | None) -> None:
    """List the files that a session in this folder could find: scope, session, events, and whether it has ended.

    \b
    Example:
      memplug session-hook list
    """
    rows: list[dict[str, Any]] = []
    for host, found in _files(host_name):
        session = session_of(found.path)
        problem, events = "", list[str]()
        try:
            events = list(dict.fromkeys(group.event for group in usable(found).groups))
        except Refused as error:
            problem = str(error)
        rows.append({
            "scope": found.scope, "session": session, "host": host.name, "events": events,
            "stale": is_stale(places(), found), "problem": problem, "file": str(found.path),
        })  # fmt: skip
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        state = "no effect" if row["problem"] else "stale: its session has ended" if row["stale"] else "in effect"
        listed = visible(", ".join(row["events"])) or "no event"
        click.echo(f"{row['scope']:8} {row['session']}  {row['host']}: {listed} ({state})")
        if row["problem"]:
            click.echo(f"         {visible(row['problem'])}")
    if not rows:
        click.echo("No session has hooks of its own here.")


@click.command(short_help="Show the hooks of a session.")
@click.argument("session_id", required=False)
@host_option
def show(session_id: str | None, host_name: str | None) -> None:
    """Show what runs for the session SESSION_ID, file by file; without an id for the one that this is run in.

    \b
    Example:
      memplug session-hook show 11111111-2222-4333-8444-555555555555
    """
    session = session_meant(session_id, host_with_files(host_name))
    there = [found for _, found in _files(host_name) if session_of(found.path) == session]
    if not there:
        raise UserError(f"session {session} has no hooks of its own here; `memplug session-hook create` makes one")
    for found in there:
        click.echo(f"{found.path} ({found.scope}{', stale' if is_stale(places(), found) else ''})")
        try:
            for line in _lines(usable(found)):
                click.echo(f"  {visible(line)}")
        except Refused as error:
            click.echo(f"  has no effect: {visible(str(error))}")


def _lines(said: Content) -> Iterator[str]:
    for group in said.groups:
        where = f"{group.event} ({group.matcher})" if group.matcher else group.event
        for entry in group.entries:
            if isinstance(entry, Command):
                yield f"{where}: command, at most {entry.timeout:g} s: {entry.command}"
            else:
                code = f", exit code {entry.exitcode}" if entry.exitcode else ""
                yield f"{where}: json{code}: {json.dumps(entry.json, ensure_ascii=False)}"


@click.command(short_help="Name every mistake in a file of session hooks.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--host", "host_name", metavar="NAME", help="The agent that it is for; told by its folder without it.")
def validate(file: Path, host_name: str | None) -> None:
    """Name every mistake in FILE with its line, cause and remedy; exit 1 when the file has no effect because of one.

    \b
    Example:
      memplug session-hook validate .claude/hooks/hooks.11111111-2222-4333-8444-555555555555.json
    """
    host = host_with_files(host_name) if host_name else _host_of(file)
    path = file.absolute()
    users = any(Path(folder) == path.parent for folder in user_folders(host.name, os.environ))
    try:
        data = checked(Found("user" if users or not session_of(path) else "project", path))
    except Refused as error:
        raise UserError(str(error)) from error
    said = content.read(data)
    for mistake in (*said.mistakes, *remarks(said, host)):
        note = "" if mistake.fatal else "note: "
        click.echo(f"{file}:{line_of(data, mistake.spot)}: {note}{visible(str(mistake))}")
    if not session_of(path):
        click.echo(f"{file}: note: it counts only under a name like hooks.SESSION_ID.json")
    if said.fatal:
        raise UserError("the file has no effect until that is corrected")
    events = ", ".join(dict.fromkeys(group.event for group in said.groups))
    click.echo(f"{file}: good{visible(f', for {events}') if events else ', but empty'}")


def _host_of(file: Path) -> Host:
    own = file.absolute().parent.parent.name
    return next((HOSTS[name] for name, (folder, _, _) in FOLDERS.items() if folder == own), host_named(None))


@click.command(short_help="Remove the hooks of a session.")
@click.argument("session_id", required=False)
@click.option("--all", "everything", is_flag=True, help="Those of all sessions.")
@click.option("--stale", "only_stale", is_flag=True, help="Those of all sessions that have ended or were killed.")
@click.option("--scope", type=click.Choice(["project", "user"]), help="Only the project's files, or only the user's.")
@host_option
def remove(
    session_id: str | None, everything: bool, only_stale: bool, scope: str | None, host_name: str | None
) -> None:
    """Remove the files of the session SESSION_ID; without an id of the one that this is run in.

    \b
    Example:
      memplug session-hook remove 11111111-2222-4333-8444-555555555555
      memplug session-hook remove --stale
    """
    if (session_id is not None) + everything + only_stale > 1:
        raise click.UsageError("Say one of SESSION_ID, --all and --stale.")
    files = [found for _, found in _files(host_name) if scope in (None, found.scope)]
    if only_stale:
        files = [found for found in files if is_stale(places(), found)]
    elif not everything:
        session = session_meant(session_id, host_with_files(host_name))
        files = [found for found in files if session_of(found.path) == session]
        if not files:
            raise UserError(f"session {session} has no hooks of its own here; `memplug session-hook list` shows all")
    _remove(files)
    if not files:
        click.echo("There is nothing to remove.")


def _remove(files: Sequence[Found]) -> None:
    for found in files:
        try:
            found.path.unlink(missing_ok=True)
        except OSError as error:
            raise UserError(f"{found.path} cannot be removed: {error.strerror}; remove it by hand") from error
        marks.forget(places(), session_of(found.path))
        click.echo(f"Removed {found.path}")
