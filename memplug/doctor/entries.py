"""Memplug's entries in the settings of the hosts: are they there, complete, today's, and there once."""

from __future__ import annotations

from collections.abc import Iterator

from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.settings import SettingsFile, of_host
from memplug.doctor.surroundings import Surroundings
from memplug.hosts import HOSTS
from memplug.install.agents import agents
from memplug.install.command import DISPATCHER
from memplug.install.merge import Hook
from memplug.install.settings import wanted


def check(around: Surroundings) -> Iterator[Finding]:
    """Look at the settings of every host; raises UserError when memplug's own place cannot stand in settings."""
    if not around.installations and not any(file.plugin for file in around.files):
        names = ", ".join(host.name for host in HOSTS.values() if host.settings.scopes)
        yield note("installed", "No agent calls memplug.", f"memplug install HOST, where HOST is one of {names}")
    for file in around.files:
        if file.fault:
            yield _unreadable(file, around)
    for files in of_host(around.files):
        for file in files:
            if file.plugin:
                yield ok("plugin", f"{file.host.title}: the plugin {file.plugin} is enabled in {file.path}")
            if file.hooks:
                yield from _entries(file)
        yield from _switched_off(files)
        yield from _more_than_once(files)


def _unreadable(file: SettingsFile, around: Surroundings) -> Finding:
    """Say so, whatever stands in it: nobody can tell what its agent makes of it, nor whether memplug is installed."""
    message = f"{file.host.title} cannot read these settings, so it runs none of their hooks: {file.fault}"
    if any(agent.host is file.host for agent in agents(around.home, around.env)):
        return broken("settings file", message, "correct the file at that place")
    # A teammate's, in the project.
    return note("settings file", f"{message} ({file.host.title} was not found here)", "correct the file at that place")


def _entries(file: SettingsFile) -> Iterator[Finding]:
    dispatches = any(hook.verb == DISPATCHER for hook in file.hooks)
    expected = {(hook.event, hook.verb): hook for hook in wanted(file.host, session_hooks=dispatches)}
    there = {(hook.event, hook.verb) for hook in file.hooks}
    where = f"{file.host.title}: {file.path}"
    missing = [(event, verb) for event, verb in expected if (event, verb) not in there]
    lacks = f"{where} lacks {' and '.join(f'{verb} at {event}' for event, verb in missing)}"
    if not missing:
        yield ok("installed", f"{file.host.title}: installed in {file.path} ({file.scope} settings)")
    elif all(event in file.host.settings.checkpoints for event, _ in missing):
        yield note("installed", f"{lacks}, which saves a session before its end", file.install)
    else:
        yield broken("installed", lacks, file.install)
    for hook in file.hooks:
        today = expected.get((hook.event, hook.verb))
        if today is None:
            continue  # a further event: a person's own choice
        if hook.command != today.command:
            message = f"{where} names another command at {hook.event} than this memplug would: {hook.command}"
            yield note("command", message, f"{file.install} writes this one: {today.command}")
        if not hook.timeout:
            yield note("command", f"{where} gives {hook.verb} at {hook.event} no timeout", file.install)


def _switched_off(files: tuple[SettingsFile, ...]) -> Iterator[Finding]:
    if not any(file.hooks or file.plugin for file in files):
        return
    for file in files:
        if file.off:
            message = f'{file.host.title}: "{file.off}" turns every hook off, memplug\'s too'
            yield broken("hooks off", message, f"take {file.off} out of {file.path}")


def _more_than_once(files: tuple[SettingsFile, ...]) -> Iterator[Finding]:
    """Say so when an event would run a verb of memplug's twice: from two entries, or from an entry and the plugin."""
    title = files[0].host.title
    entries: dict[tuple[str, str], list[tuple[SettingsFile, Hook]]] = {}
    for file in files:
        for hook in file.hooks:
            entries.setdefault((hook.event, hook.verb), []).append((file, hook))
    for (event, verb), found in entries.items():
        if len(found) == 1:
            continue
        places = ", ".join(dict.fromkeys(str(file.path) for file, _ in found))
        alike = len({hook.command for _, hook in found}) == 1
        last = found[-1][0]
        remedy = f"{last.uninstall}, then {found[0][0].install}" if last is found[0][0] else last.uninstall
        message = f"{title}: {verb} stands {len(found)} times at {event}, in {places}"
        more = "; an agent may tell the session everything twice" if alike else "; the session is told everything twice"
        yield (note if alike else broken)("duplicates", message + more, remedy)
    plugin = next((file for file in files if file.plugin), None)
    if plugin and entries:
        file = next(file for file in files if file.hooks)
        message = f"{title}: the plugin {plugin.plugin} and {file.path} both call memplug, so all is told twice"
        yield broken("duplicates", message, f"{file.uninstall}, or disable the plugin in {plugin.path}")
