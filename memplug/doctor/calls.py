"""Which commands the hosts would run: the entries in their settings, and what the plugin brings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from memplug.doctor.settings import SettingsFile
from memplug.doctor.surroundings import Surroundings
from memplug.hosts.record import Host
from memplug.install.command import DISPATCHER, hook_command
from memplug.install.merge import Hook
from memplug.paths import shipped


class Call(NamedTuple):
    """One command line, and under which circumstances its host runs it."""

    host: Host
    where: str
    """The settings that it stands in, or the plugin."""
    event: str
    verb: str
    command: str
    timeout: float
    """Seconds after which the host ends it."""
    remedy: str
    refused: str = ""
    """Why it must not be run here."""


def calls(around: Surroundings) -> Iterator[list[Call]]:
    """Yield the commands of each settings file, and of the plugin where it is enabled."""
    for file in around.files:
        # The dispatcher stands at many events, with one command: it is told by the payload which one it is.
        start = file.host.settings.start_event
        dispatchers = {hook.command: replace(hook, event=start) for hook in file.hooks if hook.verb == DISPATCHER}
        if hooks := [*(hook for hook in file.hooks if hook.verb != DISPATCHER), *dispatchers.values()]:
            yield [_entry(file, hook) for hook in hooks]
        if file.plugin:
            yield list(_of_plugin(file))


def _entry(file: SettingsFile, hook: Hook) -> Call:
    where = f"{file.scope} settings"
    timeout, refused = _seconds(file.host, hook), _refused(file, hook)
    return Call(file.host, where, hook.event, hook.verb, hook.command, timeout, file.install, refused)


def _refused(file: SettingsFile, hook: Hook) -> str:
    # A cloned repository brings its own settings; looking at it must not run what it likes.
    if file.scope != "user" and hook.command != hook_command(hook.verb, file.host.name):
        return f"{file.path} came with the project, and the command there is not this memplug's"
    if "MEMPLUG_HOME=" in hook.command:
        return "it sets MEMPLUG_HOME itself, so it would write to your data"
    return ""


def _seconds(host: Host, hook: Hook) -> float:
    key = hook.verb.removeprefix("session-")
    usual = (host.session_hooks.timeouts if hook.verb == DISPATCHER else host.settings.timeouts)[key]
    # A person may have written anything there.
    given = hook.timeout if isinstance(hook.timeout, int | float) and hook.timeout > 0 else usual
    return given * host.settings.timeout_unit


def _of_plugin(file: SettingsFile) -> Iterator[Call]:
    """Yield the plugin's commands as this memplug ships them."""
    folder = shipped("hooks")
    events = json.loads((folder / "hooks.json").read_text("utf-8"))["hooks"].items()
    for event, handler in ((event, handler) for event, (group,) in events for handler in group["hooks"]):
        command = handler["command"].replace("${CLAUDE_PLUGIN_ROOT}", str(folder.parent))
        verb = command.split()[-1]
        remedy = f"make `memplug` findable for {file.host.title}: pipx install, with the folder of the plugin"
        yield Call(file.host, f"plugin {file.plugin}", event, verb, command, handler["timeout"], remedy)
