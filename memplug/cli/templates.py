"""`memplug templates`: which templates there are, and whether they work."""

from __future__ import annotations

import re
import shutil
import typing
from pathlib import Path

import click

from memplug.cli.scene import host_named, scene
from memplug.context import render, variables
from memplug.context.catalogue import names, strangers, tried
from memplug.digest import model
from memplug.errors import UserError
from memplug.paths import places, private_folder, shipped
from memplug.project.git import GitState

NAME = click.argument("name", type=click.Choice(names()))


@click.group(short_help="List, show, take over and check the templates.")
def templates() -> None:
    """Change how the context is worded.

    A template in the config folder's `templates/`, or in a trusted project's `.memplug/templates/`, takes the place of
    the shipped one of the same name.

    \b
    Example:
      memplug templates eject sections/state
      memplug templates check
    """


@templates.command("list", short_help="List the templates and where each comes from.")
def list_templates() -> None:
    """List every template with the file that counts in this folder.

    \b
    Example:
      memplug templates list
    """
    renderer = render.Renderer(_folders())
    for name in names():
        click.echo(f"{name:22} {next(renderer.find(name))}")


@templates.command(short_help="Print a template.")
@NAME
@click.option("--shipped", "original", is_flag=True, help="Print the shipped one, even when it has been replaced.")
def show(name: str, original: bool) -> None:
    """Print the template NAME that counts in this folder.

    \b
    Example:
      memplug templates show full
    """
    renderer = render.Renderer([] if original else _folders())
    click.echo(next(renderer.find(name)).read_text("utf-8"), nl=False)


def _folders() -> list[Path]:
    """Return where the next session here looks for templates before the shipped ones."""
    return scene(host_named(None)).template_folders


@templates.command(short_help="Copy a shipped template to the config folder, to be changed there.")
@NAME
@click.option("--force", is_flag=True, help="Replace a copy that is there already.")
def eject(name: str, force: bool) -> None:
    """Copy the shipped template NAME to the config folder, where it takes the shipped one's place.

    \b
    Example:
      memplug templates eject sections/git
    """
    target = places().templates / f"{name}{render.SUFFIX}"
    if target.exists() and not force:
        raise UserError(f"{target} is there already; edit it, or replace it with --force")
    private_folder(target.parent)
    shutil.copyfile(shipped("templates") / f"{name}{render.SUFFIX}", target)
    target.chmod(0o600)
    click.echo(target)


@templates.command(short_help="Try every template of yours on a made-up session.")
def check() -> None:
    """Render every template in the config folder and name file, line and mistake of each that fails.

    \b
    Example:
      memplug templates check
    """
    folder = places().templates
    own, problems = tried([folder])
    for problem in problems:
        click.secho(f"{problem.file}:{problem.line}: {problem.message}", fg="red", err=True)
    unused = strangers(folder)
    for file in unused:
        click.secho(f"{file}: no template has this name, so it is never used", fg="yellow", err=True)
    if problems or unused:
        raise UserError(f"{len(problems) + len(unused)} of your templates need a look (the shipped ones stand in)")
    click.echo(
        f"{len(own)} of your templates checked, no mistakes"
        if own
        else f"no templates of yours in {folder}; the shipped ones are used"
    )


@templates.command("vars", short_help="List the variables that templates see, with their types.")
def list_variables() -> None:
    """List every variable with its type; the parts of a record are indented below it.

    \b
    Example:
      memplug templates vars
    """
    for record in (
        variables.Variables,
        variables.PreferenceLine,
        variables.Earlier,
        model.Digest,
        model.Failure,
        model.LastTestRun,
        model.Commit,
        model.Metrics,
        variables.Beside,
        variables.Changes,
        GitState,
    ):
        click.echo(click.style("variables:" if record is variables.Variables else f"{record.__name__}:", bold=True))
        hints = typing.get_type_hints(record)
        for name in record._fields:
            click.echo(f"  {name}: {_type(hints[name])}")
        if record is variables.Variables:
            click.echo("  fence: str")


def _type(hint: object) -> str:
    """Return a type as it is written in Python, without the modules."""
    if isinstance(hint, type) and not typing.get_args(hint):
        return hint.__name__
    return re.sub(r"\b\w+\.", "", str(hint))
