"""`memplug trust` and `memplug untrust`: whether a project's own folder has a say."""

from __future__ import annotations

from pathlib import Path

import click

from memplug import paths
from memplug.cli.text import visible
from memplug.errors import UserError
from memplug.project import git
from memplug.trust import (
    FOLDER,
    Content,
    Refused,
    Trust,
    allow,
    put_aside_if_damaged,
    read_content,
    revoke,
    state,
)

_path = click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")

_STANDINGS = {
    Trust.TRUSTED: "trusted",
    Trust.UNTRUSTED: "not trusted",
    Trust.CHANGED: "not trusted any more, because it has changed",
}


@click.command(short_help="Let a project's .memplug folder have its say.")
@_path
@click.option("--yes", is_flag=True, help="Trust without asking.")
@click.option("--show", is_flag=True, help="Only show what the folder says, and whether it is trusted.")
def trust(path: Path, yes: bool, show: bool) -> None:
    """Show what the .memplug folder of the project at PATH says, and let it count if you agree.

    A project can bring preferences and templates along. They count only once you have trusted them, and only
    as long as they stay exactly as they are, in the same place and of the same project: after any change you are
    asked again.

    \b
    Example:
      memplug trust --show
      memplug trust
      memplug trust ~/src/site --yes
    """
    root = _root(path)
    folder, kept = root / FOLDER, paths.places().trust
    standing = state(root, kept)
    if standing is Trust.NONE:
        raise UserError(f"{root} has no {FOLDER} folder: there is nothing to trust")
    try:
        content = read_content(root)
    except Refused as reason:
        raise UserError(f"{folder} {reason}; it has no effect until that is mended") from reason
    _describe(folder, content)
    click.echo(f"{folder} is {_STANDINGS[standing]}.")
    if show or standing is Trust.TRUSTED:
        return
    if not yes:
        click.confirm("Trust exactly this content?", abort=True)
    if aside := put_aside_if_damaged(root, kept):
        click.echo(f"What was written down about this folder was damaged; it is now {aside}.", err=True)
    allow(root, kept, seen=content)
    click.echo("It is trusted now; `memplug untrust` takes that back.")


@click.command(short_help="Take a project's say back.")
@_path
def untrust(path: Path) -> None:
    """Trust the .memplug folder of the project at PATH no longer; the folder itself stays as it is.

    \b
    Example:
      memplug untrust
      memplug untrust ~/src/site
    """
    root = _root(path)
    known = revoke(root, paths.places().trust)
    click.echo(f"{root / FOLDER} is {'no longer' if known else 'not'} trusted.")


def _root(path: Path) -> Path:
    folder = path.resolve()
    place = git.find(folder)
    return place.root if place else folder


def _describe(folder: Path, content: Content) -> None:
    count = len(content.files)
    click.echo(f"{folder} holds {count} file{'' if count == 1 else 's'}:")
    for name, data in content.files:
        click.echo(f"  {visible(name)} ({len(data)} bytes)")
    for name, data in content.files:
        if name in ("preferences.toml", "preferences.local.toml"):
            lines = visible(data.decode("utf-8", "replace")).rstrip("\n").split("\n")
            click.echo("\n".join(["", f"{name}:", *(f"  | {line}" for line in lines)]))
    click.echo()
