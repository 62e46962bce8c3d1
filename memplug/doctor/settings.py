"""The settings of every host, read once: memplug's hooks in them, and what keeps hooks from running."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from memplug.errors import UserError
from memplug.hosts import HOSTS, Host
from memplug.install import files, merge
from memplug.install.jsontext import JsonText
from memplug.install.merge import Hook
from memplug.install.settings import settings_file, unread


class SettingsFile(NamedTuple):
    """One file in which a host looks for hooks."""

    host: Host
    scope: str
    path: Path
    text: str = ""
    hooks: tuple[Hook, ...] = ()
    """Memplug's own, of any version and installation."""
    off: str | None = None
    """The key that turns every hook of the host off."""
    plugin: str = ""
    """The name under which memplug is enabled as a plugin."""
    fault: str = ""
    """Why the file cannot be understood: place and cause."""

    @property
    def install(self) -> str:
        """The command that writes today's hooks into this file."""
        return f"memplug install {self.host.name}{self._scope}"

    @property
    def uninstall(self) -> str:
        """The command that takes memplug's hooks out of this file."""
        return f"memplug uninstall {self.host.name}{self._scope}"

    @property
    def _scope(self) -> str:
        return "" if self.scope == "user" else f" --scope {self.scope}"


def settings_files(env: Mapping[str, str], home: Path, cwd: Path) -> tuple[SettingsFile, ...]:
    """Return the settings that are there, of every host and scope."""
    found: dict[Path, SettingsFile] = {}
    for host in HOSTS.values():
        for scope in host.settings.scopes:
            path = settings_file(host, scope, cwd, home, env)
            # In the home folder the user's settings are the project's as well.
            if path.absolute() not in found and (file := _read(host, scope, path)):
                found[path.absolute()] = file
    return tuple(found.values())


def of_host(all_files: tuple[SettingsFile, ...]) -> Iterator[tuple[SettingsFile, ...]]:
    """Yield the files of each host together."""
    for host in HOSTS.values():
        if files_ := tuple(file for file in all_files if file.host is host):
            yield files_


def _read(host: Host, scope: str, path: Path) -> SettingsFile | None:
    file = SettingsFile(host, scope, path)
    comments = host.settings.comments
    try:
        data = files.read(path)
        text = files.decode(path, data or b"")
        if data is None or not text.strip():
            return None
        if fault := unread(host, path, data):
            return file._replace(fault=fault)
    except UserError as error:
        return file._replace(fault=str(error).removesuffix(" Nothing was changed."))
    value = JsonText.parse(text, comments=comments).root.value
    return file._replace(
        text=text,
        hooks=merge.installed(text, comments=comments, flat=host.settings.flat),
        off=merge.turned_off(text, host.settings.off, comments=comments),
        plugin=_plugin(value, host.settings.plugins),
    )


def _plugin(value: object, key: str) -> str:
    plugins = value.get(key) if isinstance(value, dict) else None
    if not isinstance(plugins, dict):
        return ""
    return next((name for name, on in plugins.items() if name.startswith("memplug@") and on is True), "")
