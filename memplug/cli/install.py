"""`memplug install` and `memplug uninstall`: the two commands into a host's settings and out again."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable
from pathlib import Path

import click

from memplug.hosts import HOSTS, Host
from memplug.install import settings
from memplug.install.files import Change

_HOSTS = [name for name, host in HOSTS.items() if host.settings.scopes]
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}

_host = click.argument("host_name", metavar="HOST", type=click.Choice(_HOSTS))
_scope = click.option(
    "--scope",
    type=click.Choice(["user", "project", "local"]),
    default="user",
    show_default=True,
    help="For all your projects, for this project and its team, or for this project on this machine.",
)


def _dry_run(what: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--dry-run", is_flag=True, help=f"Print {what} as a diff and write nothing.")


@click.command(short_help="Put the two commands into a coding agent's settings.")
@_host
@_scope
@_dry_run("what would change")
def install(host_name: str, scope: str, dry_run: bool) -> None:
    """Put the two commands into the settings of HOST, beside what is there.

    Every other key, the order and the formatting stay as they are, and a copy of the file as it was is kept
    beside it. Run it again after moving memplug: the commands are brought up to date.

    \b
    Example:
      memplug install claude-code --dry-run
      memplug install claude-code
      memplug install claude-code --scope local
    """
    host = HOSTS[host_name]
    change = settings.plan_install(host, _file(host, scope))
    if change.before == change.after:
        click.echo(f"{host.title}: already installed in {change.path}")
    elif dry_run:
        _show_diff(change)
    else:
        update = bool(settings.installed(host, change.path, change.before))
        backup = settings.install(change)
        click.echo(f"{host.title}: {'updated' if update else 'installed'} in {change.path}")
        if backup is not None:
            click.echo(f"The file as it was: {backup}")
    _warn(host, scope, change)
    if not dry_run:
        for hook in settings.installed(host, change.path, change.after):
            click.echo(f"  {hook.event}: {hook.command}")
        click.echo(f"Next: start a session of {host.title}; `memplug preview` shows what it will be told.")


@click.command(short_help="Take the two commands out of a coding agent's settings.")
@_host
@_scope
@_dry_run("what would change")
def uninstall(host_name: str, scope: str, dry_run: bool) -> None:
    """Take the two commands out of the settings of HOST and leave what was there before.

    What memplug has saved is kept, and so are your preferences and templates.

    \b
    Example:
      memplug uninstall claude-code --dry-run
      memplug uninstall claude-code
    """
    host = HOSTS[host_name]
    change = settings.plan_uninstall(host, _file(host, scope))
    if change.before == change.after:
        click.echo(f"{host.title}: memplug is not installed in {change.path}")
    elif dry_run:
        _show_diff(change)
    else:
        settings.uninstall(host, change)
        click.echo(f"{host.title}: uninstalled from {change.path}")
        if change.after is None:
            click.echo("The file held nothing else, so it is gone.")


def _file(host: Host, scope: str) -> Path:
    if scope not in host.settings.scopes:
        known = ", ".join(host.settings.scopes)
        raise click.BadParameter(f"{host.title} has no {scope} settings, only: {known}.", param_hint="'--scope'")
    return settings.settings_file(host, scope, Path.cwd(), Path.home(), os.environ)


def _warn(host: Host, scope: str, change: Change) -> None:
    """Say on stderr what a person may not expect."""
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
