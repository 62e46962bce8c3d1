"""`memplug detect`: what the next session will be told of a project."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from memplug.paths import places
from memplug.preferences import load
from memplug.project import git
from memplug.project.detect import Project
from memplug.project.detect import detect as look
from memplug.project.wording import printable
from memplug.scene import layers_at

NOTHING = "Nothing here says what kind of project this is."


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with every answer and its evidence.")
@click.option("--explain", is_flag=True, help="Say beside each answer which file it comes from.")
def detect(path: Path, as_json: bool, explain: bool) -> None:
    """Say what kind of project PATH is and how to work in it.

    Names and small manifests are read; nothing is executed. What the detector gets wrong is corrected
    in the `[project]` table of the preferences.

    \b
    Example:
      memplug detect
      memplug detect services/api --explain
      memplug detect --json | jq -r '.test[0]'
    """
    project = look(path, overrides=_corrections(path))
    if as_json:
        click.echo(json.dumps(project.to_json(), indent=2))
    elif explain:
        click.echo("\n".join(_explained(project)))
    else:
        click.echo("\n".join(project.lines() or [NOTHING]))


def _corrections(path: Path) -> Mapping[str, object]:
    """Return the `[project]` table of the preferences that count for this path."""
    place = git.find(path.absolute())
    _, layers = layers_at(place.root if place else path.absolute(), places())
    return load(layers).project


def _explained(project: Project) -> list[str]:
    """Return one line per answer: name, answer, file."""
    rows = []
    for name, value in project.to_json().items():
        if name == "evidence" or value in (None, [], {}, False):
            continue
        said = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else ""
        said = said or (
            ", ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)
        )
        rows.append((name.replace("_", " "), printable(said), printable(project.evidence.get(name, ""))))
    width = max((len(name) for name, _, _ in rows), default=0)
    return [f"{name:{width}}  {said}" + (f"  [{source}]" if source else "") for name, said, source in rows] or [NOTHING]
