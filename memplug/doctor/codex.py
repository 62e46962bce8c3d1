"""Codex runs a hook only once its user has trusted it, and skips any other without a word."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli

from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.settings import SettingsFile
from memplug.doctor.surroundings import Surroundings
from memplug.hosts import codex
from memplug.install.command import memplug_verb
from memplug.install.settings import settings_file

NAME = "codex trust"
REMEDY = "start `codex` and choose to trust the hooks when it asks, or look at them there with /hooks"


def check(around: Surroundings) -> Iterator[Finding]:
    """Look into Codex's config.toml, where it keeps what is trusted, for each hook of memplug's.

    What it trusts there is a checksum that only Codex can make: a hook that was changed after it was trusted is not
    told from one that was not.
    """
    files = [file for file in around.installations if file.host is codex.HOST]
    if not files:
        return
    path = settings_file(codex.HOST, "user", around.cwd, around.home, around.env).with_name("config.toml")
    try:
        config = tomli.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        config = {}
    except (OSError, ValueError) as error:
        yield note(NAME, f"{path} cannot be read, so nobody knows what Codex trusts: {error}", "correct the file")
        return
    if _table(config, "features").get("hooks") is False:
        yield broken("hooks off", f"Codex: `[features] hooks = false` in {path} turns every hook off", "take it out")
    for file in files:
        yield from _trust(file, _table(_table(config, "hooks"), "state"), path)


def _trust(file: SettingsFile, state: Mapping[str, Any], config: Path) -> Iterator[Finding]:
    for event, verb, key in _keys(file):
        entry = next((value for name, value in state.items() if _same(name, f"{file.path}:{key}")), None)
        hook = f"{verb} at {event} of {file.path}"
        # Without a checkpoint the end still saves.
        say = note if verb == "session-end" and event in file.host.settings.checkpoints else broken
        if not isinstance(entry, dict) or not entry.get("trusted_hash"):
            yield say(NAME, f"Codex has not been told to trust {hook}, so it skips it ({config})", REMEDY)
        elif entry.get("enabled") is False:
            yield say(NAME, f"Codex: {hook} is switched off in {config}", "switch it on with /hooks")
        else:
            yield ok(NAME, f"Codex: {hook} was trusted; Codex asks again when the entry has changed")


def _keys(file: SettingsFile) -> Iterator[tuple[str, str, str]]:
    """Yield event and verb of each of memplug's hooks, and the name that Codex has for its place: `stop:0:0`."""
    for event, groups in json.loads(file.text)["hooks"].items():
        for number, group in enumerate(groups if isinstance(groups, list) else ()):
            handlers = group.get("hooks") if isinstance(group, dict) else None
            for index, handler in enumerate(handlers if isinstance(handlers, list) else ()):
                if isinstance(handler, dict) and (verb := memplug_verb(handler.get("command"))):
                    snake = re.sub(r"(?<!^)(?=[A-Z])", "_", event).lower()
                    yield event, verb, f"{snake}:{number}:{index}"


def _same(one: str, other: str) -> bool:
    """Tell whether two names mean the same hook, by whatever link the file was reached."""
    (path, *place), (path_, *place_) = one.rsplit(":", 3), other.rsplit(":", 3)
    return place == place_ and os.path.realpath(path) == os.path.realpath(path_)


def _table(of: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = of.get(key)
    return value if isinstance(value, dict) else {}
