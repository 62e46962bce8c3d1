"""`memplug trust` and `memplug untrust`: whether a project's own folder has a say."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from memplug import paths
from memplug.cli.asking import confirm
from memplug.cli.text import visible
from memplug.errors import UserError
from memplug.project import git
from memplug.trust import (
    FOLDER,
    Content,
    Refused,
    Trust,
    allow,
    allowed,
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

    Of a folder that was trusted before, what has changed since is marked with + and -.

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
    _describe(folder, content, allowed(root, kept) if standing is Trust.CHANGED else None)
    click.echo(f"{folder} is {_STANDINGS[standing]}.")
    if show or standing is Trust.TRUSTED:
        return
    if not yes:
        confirm("Trust exactly this content?", "it is not trusted")
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


def _describe(folder: Path, content: Content, before: Content | None) -> None:
    """Print what the folder holds, or with `before`, what was trusted, what is another now."""
    known = dict(before.files) if before else {}
    count = len(content.files)
    click.echo(f"{folder} holds {count} file{'' if count == 1 else 's'}:")
    for name, data in content.files:
        click.echo(f"  {visible(name)} ({len(data)} bytes{_change(known.get(name), data) if before else ''})")
    for name in sorted(known.keys() - dict(content.files).keys()):
        click.echo(f"  {visible(name)} is gone")
    for name, data in content.files:
        if name in PREFERENCES or known.get(name) != data:
            click.echo(f"\n{visible(name)}:")
            for line in _lines(name, data, known.get(name)):
                click.echo(line)
    click.echo()


def _change(before: bytes | None, data: bytes) -> str:
    if before is None:
        return ", new"
    return ", as trusted" if before == data else ", changed"


def _lines(name: str, data: bytes, before: bytes | None) -> Iterator[str]:
    """Yield a file's text, or what has changed of it; preferences whole, of the rest as much as a person reads."""
    text = _text(data)
    if before is None or before == data:
        lines = [f"  | {line}" for line in text]
    else:
        lines = list(_changes(_text(before), text, len(text) if name in PREFERENCES else AROUND))
    if not lines:
        yield "  nothing that can be seen: line ends, or bytes that are no text"
    if name in PREFERENCES:
        yield from lines
        return
    for line in lines[:MOST_LINES]:
        yield line if len(line) <= LONGEST else f"{line[:LONGEST]} ... ({len(line)} characters)"
    if lines[MOST_LINES:]:
        yield f"  ... and {len(lines) - MOST_LINES} more lines: read the file itself before you trust it"


def _changes(before: list[str], after: list[str], around: int) -> Iterator[str]:
    """Yield what has changed, with `around` lines on each side; what is left out between is told by dots."""
    for number, line in enumerate(islice(difflib.unified_diff(before, after, n=around, lineterm=""), 2, None)):
        if not line.startswith("@@"):
            yield f"  {line[:1]} | {line[1:]}"
        elif number or not line.startswith(("@@ -1 ", "@@ -1,")):
            yield "  ..."


def _text(data: bytes) -> list[str]:
    """Return the lines of a file as a terminal may show them."""
    return visible(data.decode("utf-8", "replace")).rstrip("\n").split("\n")


PREFERENCES = ("preferences.toml", "preferences.local.toml")
AROUND = 3
"""Lines of a template shown on each side of what has changed."""
MOST_LINES = 400
"""Of one template."""
LONGEST = 2000
"""Characters of a line."""
