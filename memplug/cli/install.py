"""`memplug install` and `memplug uninstall`: the two commands into a host's settings and out again."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from memplug.errors import UserError
from memplug.hosts import HOSTS, Host
from memplug.install import settings
from memplug.install.agents import agents
from memplug.install.files import Change

_HOSTS = [name for name, host in HOSTS.items() if host.settings.scopes]
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}

_host = click.argument("host_name", metavar="[HOST]", type=click.Choice(_HOSTS), required=False)
_yes = click.option("--yes", is_flag=True, help="With --all: do not ask.")
_scope = click.option(
    "--scope",
    type=click.Choice(["user", "project", "local"]),
    default="user",
    show_default=True,
    help="For all your projects, for this project and its team, or for this project on this machine.",
)


def _everywhere(which: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--all", "everywhere", is_flag=True, help=f"In the place of HOST: {which}, asking before each.")


def _dry_run(what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--dry-run", is_flag=True, help=f"Print {what} as a diff and write nothing.")


@click.command(short_help="Put the two commands into a coding agent's settings.")
@_host
@_everywhere("every agent that is on this machine")
@_scope
@_dry_run("what would change")
@_yes
@click.option("--session-hooks", is_flag=True, help="Also put in what runs the hooks of one session.")
def install(host_name: str | None, everywhere: bool, scope: str, dry_run: bool, yes: bool, session_hooks: bool) -> None:
    """Put the two commands into the settings of HOST, beside what is there.

    Every other key, the order and the formatting stay as they are, and a copy of the file as it was is kept
    beside it. Run it again after moving or upgrading memplug: the commands are brought up to date.

    \b
    Example:
      memplug install claude-code --dry-run
      memplug install claude-code
      memplug install claude-code --scope local
      memplug install --all
    """
    if host := _named(host_name, everywhere):
        _install(host, scope, dry_run=dry_run, session_hooks=session_hooks)
        return
    _can_ask(dry_run or yes)
    found = {agent.host.name: agent.found for agent in agents(Path.home(), os.environ)}
    if not found:
        raise UserError(f"no agent was found on this machine; `memplug install HOST` takes one of {', '.join(_HOSTS)}")

    def one(host: Host) -> None:
        click.echo(f"{host.title}: found {found[host.name]}")
        _install(host, scope, dry_run=dry_run, ask=not yes, session_hooks=session_hooks)

    _each((HOSTS[name] for name in found), scope, one)


@click.command(short_help="Take the two commands out of a coding agent's settings.")
@_host
@_everywhere("every agent")
@_scope
@_dry_run("what would change")
@_yes
def uninstall(host_name: str | None, everywhere: bool, scope: str, dry_run: bool, yes: bool) -> None:
    """Take the two commands out of the settings of HOST and leave what was there before.

    What memplug has saved is kept, and so are your preferences and templates.

    \b
    Example:
      memplug uninstall claude-code --dry-run
      memplug uninstall claude-code
      memplug uninstall --all
    """
    if host := _named(host_name, everywhere):
        _uninstall(host, scope, dry_run=dry_run)
        return
    _can_ask(dry_run or yes)
    # Also those that are not found any more: their settings may have stayed behind.
    _each(map(HOSTS.__getitem__, _HOSTS), scope, lambda host: _uninstall(host, scope, dry_run=dry_run, ask=not yes))


def _named(host_name: str | None, everywhere: bool) -> Host | None:
    """Return the host that is meant, None for all. Raises UsageError unless it is the one or the other."""
    if everywhere == (host_name is not None):
        raise click.UsageError(f"Name either HOST, one of {', '.join(_HOSTS)}, or --all.")
    return None if host_name is None else HOSTS[host_name]


def _can_ask(unasked: bool) -> None:
    if not unasked and not sys.stdin.isatty():
        raise click.UsageError(
            "There is no terminal to ask on, so nothing was changed. Add --yes, or --dry-run to see what would change."
        )


def _each(hosts: Iterable[Host], scope: str, act: Callable[[Host], None]) -> None:
    """Do it for every host with such settings; raises UserError at the end, naming those that failed."""
    failed = []
    for host in hosts:
        if scope not in host.settings.scopes:
            click.echo(f"{host.title}: has no {scope} settings")
            continue
        try:
            act(host)
        except UserError as error:
            click.echo(f"Error: {error}", err=True)
            failed.append(host.title)
    if failed:
        raise UserError(f"nothing was changed for {', '.join(failed)}, for the reason above; all others are done")


def _install(host: Host, scope: str, *, dry_run: bool, ask: bool = False, session_hooks: bool = False) -> None:
    change = settings.plan_install(host, _file(host, scope), session_hooks=session_hooks)
    update = bool(settings.installed(host, change.path, change.before))
    if change.before == change.after:
        click.echo(f"{host.title}: already installed in {change.path}")
    elif dry_run:
        _show_diff(change)
    elif ask and not click.confirm(f"{'Update' if update else 'Install'} memplug in {change.path}?", default=True):
        return
    else:
        backup = settings.install(change)
        click.echo(f"{host.title}: {'updated' if update else 'installed'} in {change.path}")
        if backup is not None:
            click.echo(f"The file as it was: {backup}")
    _warn(host, scope, change)
    if not dry_run:
        for hook in settings.installed(host, change.path, change.after):
            click.echo(f"  {hook.event}: {hook.command}")
        step = host.settings.next_step or f"start a session of {host.title}"
        click.echo(f"Next: {step}; `memplug preview --host {host.name}` shows what it will be told.")


def _uninstall(host: Host, scope: str, *, dry_run: bool, ask: bool = False) -> None:
    change = settings.plan_uninstall(host, _file(host, scope))
    if change.before == change.after:
        click.echo(f"{host.title}: memplug is not installed in {change.path}")
    elif dry_run:
        _show_diff(change)
    elif not ask or click.confirm(f"{host.title}: take memplug out of {change.path}?", default=True):
        settings.uninstall(host, change)
        click.echo(f"{host.title}: uninstalled from {change.path}")
        if change.after is None:
            click.echo("The file held nothing else, so it is gone.")


def _file(host: Host, scope: str) -> Path:
    if scope not in host.settings.scopes:
        known = ", ".join(host.settings.scopes)
        raise click.BadParameter(f"{host.title} has no {scope} settings, only: {known}.", param_hint="'--scope'")
    file = settings.settings_file(host, scope, Path.cwd(), Path.home(), os.environ)
    if scope == "user":
        return file
    root = settings.project_root(Path.cwd())
    # A cloned repository may bring the link along.
    if not (target := Path(os.path.realpath(file))).is_relative_to(os.path.realpath(root)):
        remedy = "replace the link by a file, then run the command again"
        raise UserError(f"{file} is a link to {target}, outside of {root}; {remedy}. Nothing was changed.")
    return file


def _warn(host: Host, scope: str, change: Change) -> None:
    """Say on stderr what a person may not expect."""
    if why := settings.unread(host, change.path, change.after):
        click.echo(f"Note: {why}. {host.title} runs no hook of this file until that is corrected.", err=True)
    if switch := settings.switched_off(host, change):
        click.echo(f'Note: "{switch}" in this file turns every hook off, these two as well.', err=True)
    if scope == "project":
        remedy = " `--scope local` is for you alone." if "local" in host.settings.scopes else ""
        click.echo(
            "Note: this file is usually shared with the team, and the commands name a path of this machine." + remedy,
            err=True,
        )


def _show_diff(change: Change) -> None:
    lines = _diff(change)
    # rich knows what a terminal is and what NO_COLOR asks; anything else gets the diff as `patch` reads it.
    from rich.console import Console  # noqa: PLC0415  nothing else here needs it
    from rich.text import Text  # noqa: PLC0415  the same

    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        if console.is_terminal and not console.no_color:
            console.print(Text(line, style=_COLOURS.get(line[0], "")), end="")
        else:
            click.echo(line, nl=False)


def _diff(change: Change) -> list[str]:
    """Return the change as a unified diff, line ends and their absence included."""
    before, after = (_lines(data) for data in (change.before, change.after))
    name = str(change.path)
    names = (
        "/dev/null" if change.before is None else name,
        "/dev/null" if change.after is None else name,
    )
    diff = difflib.unified_diff(before, after, *names)
    return [line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in diff]


def _lines(data: bytes | None) -> list[str]:
    """Return the lines with their ends; only a line feed ends one, as for the tools that read diffs."""
    text = "" if data is None else data.decode("utf-8")
    return re.findall(r"[^\n]*\n|[^\n]+", text)
