"""Whether a host that runs a hook only once its user has trusted it was told so; it skips any other without a word."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli

from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.settings import SettingsFile, of_host
from memplug.doctor.surroundings import Surroundings
from memplug.hosts import Host
from memplug.install.command import memplug_verb
from memplug.install.settings import settings_file

NAME = "hook trust"


def check(around: Surroundings) -> Iterator[Finding]:
    """Look up each hook of memplug's in the file in which its host keeps what is trusted (`Settings.trust`).

    What is kept there is a checksum that only the host can make: a hook that was changed after it was trusted is not
    told from one that was not.
    """
    for files in of_host(around.installations):
        host = files[0].host
        if host.settings.trust:
            user = settings_file(host, "user", around.cwd, around.home, around.env)
            yield from _of_host(host, files, user.with_name(host.settings.trust))


def _of_host(host: Host, files: tuple[SettingsFile, ...], path: Path) -> Iterator[Finding]:
    try:
        config = tomli.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        config = {}
    except (OSError, ValueError) as error:
        message = f"{host.title} cannot read {path}, so it trusts no hook: {error}"
        yield broken(NAME, message, "correct the file at that place")
        return
    if _table(config, "features").get("hooks") is False:
        message = f"{host.title}: `[features] hooks = false` in {path} turns every hook off"
        yield broken("hooks off", message, "take it out")
    for file in files:
        yield from _trust(file, _table(_table(config, "hooks"), "state"), path)


def _trust(file: SettingsFile, state: Mapping[str, Any], config: Path) -> Iterator[Finding]:
    """Say which hooks of a file were trusted, which were not and which are switched off: each a finding of its own."""
    title, program = file.host.title, file.host.program
    new: list[tuple[str, str]] = []
    off: list[tuple[str, str]] = []
    trusted: list[tuple[str, str]] = []
    for event, verb, key in _keys(file):
        entry = next((value for name, value in state.items() if _same(name, f"{file.path}:{key}")), None)
        if not isinstance(entry, dict) or not entry.get("trusted_hash"):
            new.append((event, verb))
        else:
            (off if entry.get("enabled") is False else trusted).append((event, verb))
    if new:
        message = f"{title} has not been told to trust {_named(new, file)}, so it skips them ({config})"
        remedy = f"start `{program}` and choose to trust the hooks when it asks, or look at them there with /hooks"
        yield _say(new, file, message, remedy)
    if off:
        message = f"{title}: in {config} is switched off {_named(off, file)}"
        yield _say(off, file, message, "switch it on with /hooks")
    if trusted:
        yield ok(NAME, f"{title} was told to trust {_named(trusted, file)}; it asks again when one has changed")


def _say(hooks: list[tuple[str, str]], file: SettingsFile, message: str, remedy: str) -> Finding:
    # Without a checkpoint the end still saves.
    checkpoints = file.host.settings.checkpoints
    spare = all(verb == "session-end" and event in checkpoints for event, verb in hooks)
    return (note if spare else broken)(NAME, message, remedy)


def _named(hooks: list[tuple[str, str]], file: SettingsFile) -> str:
    """Return the hooks, and how many of memplug's there are, as part of a sentence."""
    events: dict[str, list[str]] = {}
    for event, verb in hooks:
        events.setdefault(verb, []).append(event)
    each = "; ".join(f"{verb} at {', '.join(at)}" for verb, at in events.items())
    return f"{len(hooks)} of {len(file.hooks)} hooks of {file.path} ({each})"


def _keys(file: SettingsFile) -> Iterator[tuple[str, str, str]]:
    """Yield event and verb of each of memplug's hooks, and the name that the host has for its place: `stop:0:0`."""
    for event, groups in json.loads(file.text)["hooks"].items():
        for number, group in enumerate(groups if isinstance(groups, list) else ()):
            handlers = group.get("hooks") if isinstance(group, dict) else None
            for index, handler in enumerate(handlers if isinstance(handlers, list) else ()):
                if isinstance(handler, dict) and (verb := memplug_verb(handler.get("command"))):
                    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", event).lower()
                    yield event, verb, f"{snake}:{number}:{index}"


def _same(one: str, other: str) -> bool:
    """Return whether two names mean the same hook, by whatever link the file was reached."""
    (path, *place), (path_, *place_) = one.rsplit(":", 3), other.rsplit(":", 3)
    return place == place_ and os.path.realpath(path) == os.path.realpath(path_)


def _table(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = of.get(key)
    return value if isinstance(value, dict) else {}
