"""`memplug preview`: what the next session would be told."""

from __future__ import annotations

import json

import click

from memplug import start
from memplug.cli.scene import host_named, scene
from memplug.hosts.payload import size


@click.command(short_help="Show what the next session would be told here.")
@click.option(
    "--source",
    default="startup",
    show_default=True,
    help="Why the session starts: startup, resume, clear, compact, fork, …",
)
@click.option(
    "--host", metavar="NAME", help="The agent that asks.  [default: the one that runs this, else claude-code]"
)
@click.option("--all", "unlimited", is_flag=True, help="Leave nothing out for length.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print one JSON object with context, sections, left_out and problems.",
)
def preview(source: str, host: str | None, unlimited: bool, as_json: bool) -> None:
    """Print exactly what the next session that starts here would be told.

    The text goes to stdout; how long each section is, and what gave way, goes to stderr. Nothing is changed.

    \b
    Example:
      memplug preview
      memplug preview --source compact --host hawa-code
      memplug preview --json | jq -r .context
    """
    known = host_named(host)
    answer = start.respond(scene(known, source.strip().lower()), unlimited=unlimited)
    if as_json:
        click.echo(json.dumps(_as_json(answer, known.name, source), ensure_ascii=False, indent=2))
        return
    click.echo(answer.context or "(nothing: this source is told nothing)")
    click.echo(err=True)
    for name, text in answer.sections.items():
        click.echo(
            f"{len(text):6} characters  {name}{'  left out for length' if name in answer.left_out else ''}",
            err=True,
        )
    length = size(known, answer.context)
    most = f"{known.title} takes {known.cap:,} {known.unit} units, this is {length:,}"
    click.echo(f"{len(answer.context):6} characters  in all: {answer.kind} for {source}; {most}", err=True)
    for problem in answer.problems:
        click.secho(problem, fg="yellow", err=True)


def _as_json(answer: start.Answer, host: str, source: str) -> dict[str, object]:
    return {
        "host": host,
        "source": source,
        "kind": answer.kind,
        "context": answer.context,
        "characters": len(answer.context),
        "sections": {name: len(text) for name, text in answer.sections.items()},
        "left_out": list(answer.left_out),
        "problems": list(answer.problems),
    }
