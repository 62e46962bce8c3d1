"""From files to preferences: the good layers count, and a mistake costs only what it spoils."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from memplug.preferences.model import (
    DEFAULT,
    MAX_BYTES,
    ContextOptions,
    Entry,
    GitOptions,
    Layer,
    Origin,
    Place,
    Preferences,
    Problem,
    SdkOptions,
    SessionHookOptions,
    StateOptions,
    When,
)
from memplug.preferences.rules import TABLES

if TYPE_CHECKING:
    from memplug.preferences.reader import Contents

USERS_OWN: tuple[Place, ...] = (("state", "keep_days"), ("state", "max_mb"))
"""What a project's file has no say in: it would delete other projects' sessions."""

PROJECT_FOLDER = ".memplug"
"""The project's own preferences and templates, below its root."""


def read_layers(user_file: Path, root: Path | None, *, trusted: bool) -> tuple[Layer, ...]:
    """Read the user's file and, below `root`, the project's two; `trusted` says whether those count.

    The only access to the disk. A file that cannot be read is a layer with a problem; nothing is raised.
    """
    layers = [read_layer("user", user_file, counts=True)]
    if root is not None:
        folder = root / PROJECT_FOLDER
        layers += (
            read_layer("project", folder / "preferences.toml", counts=trusted),
            read_layer("local", folder / "preferences.local.toml", counts=trusted),
        )
    return tuple(layers)


def read_layer(name: Literal["user", "project", "local"], path: Path, *, counts: bool = True) -> Layer:
    """Read one file, like `read_layers`."""
    missing = Layer(name, path, None, counts)
    try:
        mode = path.stat().st_mode
        # Opening a pipe would wait for a writer, so look before.
        if not stat.S_ISREG(mode):
            what = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
            return missing._replace(problem=Problem.of_file(path, f"this is {what}", "put a text file in its place"))
        with path.open("rb") as file:
            return missing._replace(data=file.read(MAX_BYTES + 1))
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            problem = Problem.of_file(path, "this link leads nowhere", "correct or remove it")
            return missing._replace(problem=problem)
        return missing
    except OSError as error:
        cause = error.strerror or type(error).__name__
        problem = Problem.of_file(path, f"this file cannot be read ({cause})", "make it readable or remove it")
        return missing._replace(problem=problem)


def load(layers: Sequence[Layer]) -> Preferences:
    """Return what the layers say together, the later one winning over the earlier; never raises.

    Notes, `state.exclude` and `sdk.cleanup_actions` of all layers are joined, `context.sources` and
    `project.versions` are merged by name, anything else is replaced. A layer that does not count is not looked into.
    """
    merged: dict[Place, Entry] = {}
    problems: list[Problem] = []
    when: list[When] = []
    if any(layer.data is not None for layer in layers):
        from memplug.preferences.contents import contents_of  # noqa: PLC0415  most people have no file at all
    for layer in layers:
        if not layer.counts:
            continue
        if layer.problem is not None:
            problems.append(layer.problem)
        if layer.data is not None:
            contents = contents_of(layer.path, layer.data)
            if layer.name != "user":
                contents = _without_users_own(layer.path, contents)
            _merge(merged, contents.entries)
            problems += contents.problems
            when += contents.when
    tables, origins = _assembled(merged)
    notes = tables["preferences"].pop("notes", ())
    return Preferences(
        values=tables["preferences"],
        notes=notes,
        context=ContextOptions(**tables["context"]),
        project=tables["project"],
        state=StateOptions(**tables["state"]),
        git=GitOptions(**tables["git"]),
        session_hooks=SessionHookOptions(**tables["session_hooks"]),
        sdk=SdkOptions(**tables["sdk"]),
        when=tuple(when),
        origins=origins,
        problems=tuple(problems),
        files=tuple(layer.path for layer in layers),
    )


def _merge(merged: dict[Place, Entry], entries: Mapping[Place, Entry]) -> None:
    for place, entry in entries.items():
        if _is_list_item(place):
            merged.setdefault(place, entry)  # said twice is said once; the first file to say it is named
        else:
            merged[place] = entry


def _is_list_item(place: Place) -> bool:
    rule = TABLES[place[0]].get(place[1])
    return rule is not None and rule.each


def _assembled(merged: Mapping[Place, Entry]) -> tuple[dict[str, dict[str, Any]], dict[str, Origin]]:
    """Put the entries back into tables, and say by dotted key where each one comes from."""
    tables: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
    origins = dict.fromkeys(_WITH_DEFAULT, DEFAULT)
    for place, entry in merged.items():
        table, key, *name = place
        values = tables[table]
        if not name:
            values[key] = entry.value
        elif _is_list_item(place):
            values[key] = (*values.get(key, ()), entry.value)
        else:
            values.setdefault(key, {})[name[0]] = entry.value
        step = f"[{len(values[key]) - 1}]" if _is_list_item(place) else "".join(f".{part}" for part in name)
        origins[f"{table}.{key}{step}"] = entry.origin
    return tables, origins


_WITH_DEFAULT = (
    "context.enabled",
    "context.max_chars",
    "context.order",
    "state.keep_days",
    "state.max_mb",
    "git.status_timeout_ms",
    "session_hooks.remove_stale",
    "sdk.suppress_output",
)


def _without_users_own(path: Path, contents: Contents) -> Contents:
    """Leave out what a project must not decide, and say so."""
    wrong = [(place, contents.entries[place]) for place in USERS_OWN if place in contents.entries]
    message = "{} counts only in your own preferences.toml, as one database serves all projects"
    problems = [
        Problem(path, entry.origin.line, 1, message.format(place[-1]), "move it there or remove it")
        for place, entry in wrong
    ]
    kept = {place: entry for place, entry in contents.entries.items() if place not in USERS_OWN}
    return contents._replace(entries=kept, problems=(*contents.problems, *problems))
