"""`memplug prefs`: see, explain, edit and check the preferences."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from memplug.cli.here import NAMES, Here, Name, change, here, keep_trust, starter, write
from memplug.cli.text import visible
from memplug.errors import UserError
from memplug.preferences import Facts, Origin, Preferences, edit, load, read_layer

_FILES = {
    "user": "Your own file, for all projects",
    "project": "The project's file, shared with its team",
    "local": "The project's file for this machine only",
}


def _which(default: Name | None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the options that name one file; without any of them the command takes `default`, or all for None."""

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        for name in reversed(NAMES):
            said = f"{_FILES[name]}{' (the default)' if name == default else ''}."
            command = click.option(f"--{name}", "name", flag_value=name, default=None, help=said)(command)
        return command

    return decorated


_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(short_help="See, explain, edit and check your preferences.")
def prefs() -> None:
    """See, explain, edit and check your preferences.

    Three files count, the later over the earlier: your own, the project's .memplug/preferences.toml and its
    .memplug/preferences.local.toml. The project's two count once you have trusted them (`memplug trust`).

    \b
    Example:
      memplug prefs set verbosity concise
      memplug prefs show
      memplug prefs why verbosity
    """


@prefs.command("path", short_help="Print where the file is.")
@_which("user")
def path_command(name: Name | None) -> None:
    """Print where the preferences file is, whether it is there or not.

    \b
    Example:
      memplug prefs path
      memplug prefs path --project
    """
    click.echo(here().layer(name).path)


@prefs.command(short_help="Print every value and where it comes from.")
@click.option("--host", help="As this agent would see them, for instance claude-code.")
@click.option("--branch", help="As they would be on this git branch.")
@_json
def show(host: str | None, branch: str | None, as_json: bool) -> None:
    """Print every value that counts in this folder, and the file and line that it comes from.

    \b
    Example:
      memplug prefs show
      memplug prefs show --host claude-code --branch release/2.0
    """
    around = here()
    loaded = load(around.layers)
    facts = around.facts(loaded, host, branch)
    applied = loaded.applied(facts)
    if as_json:
        click.echo(json.dumps(_as_json(around, loaded, facts), indent=2, ensure_ascii=False))
        return
    rows = [(key, _shown(value), applied.origins[key]) for key, value in applied.settings().items()]
    names = max(len(key) for key, _, _ in rows)
    values = min(max(len(value) for _, value, _ in rows), 50)
    for key, value, origin in rows:
        click.echo(f"{key:{names}}  {value:{values}}  {_from(origin)}")
    for table in loaded.when:
        standing = "in force here" if table.holds(facts) else "not in force here"
        click.echo(f"[[when]] {_conditions(table.conditions)}: {standing}  {_from(table.origin)}")
    for line in (*around.ignored(), *map(str, loaded.problems)):
        click.echo(visible(line), err=True)


@prefs.command(short_help="Explain where one value comes from.")
@click.argument("key")
@click.option("--host", help="As this agent would see it, for instance claude-code.")
@click.option("--branch", help="As it would be on this git branch.")
def why(key: str, host: str | None, branch: str | None) -> None:
    """Explain where the value of KEY comes from, and which values it outranks.

    \b
    Example:
      memplug prefs why verbosity
      memplug prefs why context.max_chars
    """
    around = here()
    loaded = load(around.layers)
    facts = around.facts(loaded, host, branch)
    wanted = ".".join(edit.parse_key(key))
    counting = list(_under(wanted, loaded.applied(facts)))
    for name, value, origin in counting:
        click.echo(f"{visible(name)} = {_shown(value)}  {_from(origin)}")
    if not counting:
        click.echo(f"{wanted} is not set.")
    for value, origin, reason in _others(around, wanted, facts, {origin for _, _, origin in counting}):
        click.echo(f"  {reason}: {_shown(value)}  {_from(origin)}")
    for line in around.ignored():
        click.echo(visible(line), err=True)


@prefs.command("edit", short_help="Open the file in your editor, then check it.")
@_which("user")
def edit_command(name: Name | None) -> None:
    """Open the preferences file in your editor ($VISUAL or $EDITOR), then check it.

    A file that is not there yet begins as one with every key explained in a comment.

    \b
    Example:
      memplug prefs edit
      memplug prefs edit --project
    """
    around = here()
    layer = around.layer(name)
    if layer.problem is not None:
        raise UserError(str(layer.problem))
    if layer.data is None:
        write(around, layer, starter(layer))
    click.edit(filename=str(layer.path))
    keep_trust(around, layer)
    problems = load([read_layer(layer.name, layer.path)]).problems
    for problem in problems:
        click.echo(visible(str(problem)), err=True)
    if problems:
        raise UserError("what is named above has no effect; `memplug prefs edit` opens the file again")
    click.echo(f"{layer.path}: no mistakes.")


@prefs.command("set", short_help="Set one value.", context_settings={"ignore_unknown_options": True})  # -1 is a value
@click.argument("key")
@click.argument("value")
@_which("user")
def set_command(key: str, value: str, name: Name | None) -> None:
    """Set KEY to VALUE; comments and order of the file stay as they are.

    A KEY without a table belongs to [preferences]. VALUE is taken as TOML where it is TOML, else as a string.

    \b
    Example:
      memplug prefs set verbosity concise
      memplug prefs set notes '["Ask before you add a dependency."]'
      memplug prefs set context.sources.resume none
      memplug prefs set project.test "make check" --project
    """
    parts = edit.parse_key(key)
    around = here()
    layer = around.layer(name)
    change(around, layer, lambda text: edit.with_value(text, parts, edit.parse_value(value)))
    click.echo(f"{layer.path}: {'.'.join(parts)} is set.")


@prefs.command(short_help="Take one value out.")
@click.argument("key")
@_which("user")
def unset(key: str, name: Name | None) -> None:
    """Take KEY out of the file; comments and order stay as they are.

    \b
    Example:
      memplug prefs unset verbosity
      memplug prefs unset project.test --project
    """
    parts = edit.parse_key(key)

    def without(text: str) -> str:
        changed = edit.without_value(text, parts)
        if changed is None:
            raise UserError(f"{'.'.join(parts)} is not set in this file; `memplug prefs why {key}` looks in all")
        return changed

    around = here()
    layer = around.layer(name)
    change(around, layer, without)
    click.echo(f"{layer.path}: {'.'.join(parts)} is taken out.")


@prefs.command(short_help="Name every mistake; exit 1 when there is one.")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@_which(None)
@_json
def check(file: Path | None, name: Name | None, as_json: bool) -> None:
    """Name every mistake with line, column and remedy; exit 1 when there is one.

    Without any of FILE, --user, --project and --local all three files are checked, trusted or not.

    \b
    Example:
      memplug prefs check
      memplug prefs check .memplug/preferences.toml --json
    """
    if file is not None:
        layers = [read_layer("user", file)]
        if layers[0].data is None and layers[0].problem is None:
            raise UserError(f"{file} is not there; `memplug prefs path` prints where yours would be")
    else:
        around = here()
        layers = [around.layer(name)] if name else list(around.layers)
    present = [layer for layer in layers if layer.data is not None or layer.problem is not None]
    problems = [p for layer in present for p in load([layer._replace(counts=True)]).problems]
    if as_json:
        click.echo(json.dumps([p._asdict() | {"file": str(p.file)} for p in problems], indent=2, ensure_ascii=False))
    else:
        faulty = {problem.file for problem in problems}
        for problem in problems:
            click.echo(visible(str(problem)))
        for layer in present:
            if layer.path not in faulty:
                click.echo(f"{layer.path}: no mistakes.")
        if not present:
            click.echo("There is no preferences file yet; `memplug prefs edit` makes one.")
    if problems:
        raise click.exceptions.Exit(1)


def _others(around: Here, wanted: str, facts: Facts, counting: set[Origin]) -> Iterator[tuple[object, Origin, str]]:
    """Yield the values that do not count, from the closest file to the farthest, and why."""
    for layer in reversed(around.layers):
        alone = load([layer])
        for table in alone.when:
            reason = "outranked" if table.holds(facts) else f"only when {_conditions(table.conditions)}"
            for place, entry in table.entries.items():
                if ".".join(place[:2]) == wanted and entry.origin not in counting:
                    yield entry.value, entry.origin, reason
        for _, value, origin in _under(wanted, alone):
            if origin.file and origin not in counting:
                yield value, origin, "outranked"


def _under(wanted: str, preferences: Preferences) -> Iterator[tuple[str, object, Origin]]:
    """Yield key, value and origin of `wanted` and of what lies below it."""
    for key, value in preferences.settings().items():
        if key == wanted or key.startswith((f"{wanted}.", f"{wanted}[")):
            yield key, value, preferences.origins[key]


def _as_json(around: Here, loaded: Preferences, facts: Facts) -> dict[str, object]:
    applied = loaded.applied(facts)
    return {
        "values": {key: {"value": value} | _place(applied.origins[key]) for key, value in applied.settings().items()},
        "when": [
            {"conditions": table.conditions, "in_force": table.holds(facts)} | _place(table.origin)
            for table in loaded.when
        ],
        "facts": facts._asdict(),
        "files": [
            {
                "name": layer.name,
                "file": str(layer.path),
                "exists": layer.data is not None,
                "counts": layer.counts,
            }
            for layer in around.layers
        ],
        "problems": [problem._asdict() | {"file": str(problem.file)} for problem in loaded.problems],
    }


def _place(origin: Origin) -> dict[str, object]:
    return {"file": str(origin.file), "line": origin.line} if origin.file else {"file": None, "line": None}


def _shown(value: object) -> str:
    return visible(json.dumps(value, ensure_ascii=False))


def _from(origin: Origin) -> str:
    home = Path.home()
    if origin.file and origin.file.is_relative_to(home):
        return f"~/{origin.file.relative_to(home).as_posix()}:{origin.line}"
    return str(origin)


def _conditions(conditions: Mapping[str, tuple[str, ...]]) -> str:
    return visible(" and ".join(f"{name} = {' or '.join(wanted)}" for name, wanted in conditions.items()))
