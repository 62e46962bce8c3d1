"""`memplug doctor`: what is in order, what is not, and what to do about it."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from memplug import __version__
from memplug.cli.progress import progress
from memplug.cli.text import visible
from memplug.doctor.finding import Finding, Level
from memplug.doctor.registry import GROUPS, examine
from memplug.doctor.surroundings import Surroundings, look_around
from memplug.paths import places

SIGNS: dict[Level, tuple[str, str, str]] = {
    "ok": ("✓", "ok", "green"),
    "note": ("!", "note", "yellow"),
    "broken": ("✗", "broken", "red"),
}
"""Level to its sign on a terminal, its word anywhere else, and its colour."""


@click.command(short_help="Check that everything works, and say what to do where it does not.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--bring-back",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Copy what can be read of a damaged database back, instead of looking around.",
)
def doctor(as_json: bool, bring_back: Path | None) -> None:
    """Check that memplug works on this machine and in this folder, and name a remedy for what does not.

    Every installed hook is run as its agent would run it, with a made-up session in a throw-away place: your data is
    not touched. Looked at as well: settings of the agents, trust, duplicates, versions, preferences, templates,
    folders, what is stored, and the log. Exits with 1 when something is broken.

    \b
    Example:
      memplug doctor
      memplug doctor --json | jq '.findings[] | select(.level != "ok")'
      memplug doctor --bring-back ~/.local/state/memplug/memplug.db.damaged-1
    """
    if bring_back is not None:
        _bring_back(bring_back)
        return
    findings = _examined(look_around(os.environ, Path.home(), Path.cwd()))
    counts = Counter(finding.level for finding in findings)
    if as_json:
        data = {
            "memplug": __version__,
            "broken": counts["broken"],
            "notes": counts["note"],
            "findings": [finding._asdict() for finding in findings],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            _show(finding)
        click.echo(f"\n{_summary(counts)}")
    if counts["broken"]:
        raise click.exceptions.Exit(1)


def _bring_back(file: Path) -> None:
    from memplug.doctor.bring_back import bring_back  # noqa: PLC0415  seldom needed

    done = bring_back(file, places().database)
    click.echo(f"{done.brought} brought back, {done.known} there already. {done.file} can be deleted.")


def _examined(around: Surroundings) -> Sequence[Finding]:
    """Return all findings."""
    with progress(len(GROUPS)) as done:
        return list(examine(around, done))


def _show(finding: Finding) -> None:
    sign, word, colour = SIGNS[finding.level]
    mark = sign if sys.stdout.isatty() else f"{word}:"
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        mark = click.style(mark, fg=colour)
    click.echo(f"{mark} {visible(finding.message)}")
    if finding.remedy:
        click.echo(f"    {visible(finding.remedy)}")


def _summary(counts: Counter[Level]) -> str:
    if not counts["broken"] and not counts["note"]:
        return f"All {counts['ok']} checks are in order."
    return f"{counts['broken']} broken, {counts['note']} to note, {counts['ok']} in order."
