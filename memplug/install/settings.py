"""The settings of one host: which file they are in, and what installing and uninstalling change there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from memplug.errors import UserError
from memplug.hosts.record import Host
from memplug.install import files, merge
from memplug.install.command import DISPATCHER, hook_command
from memplug.install.files import Change
from memplug.install.jsontext import JsonTextError
from memplug.install.merge import Hook


def settings_file(host: Host, scope: str, start: Path, home: Path, env: Mapping[str, str]) -> Path:
    """Return the file in which `host` reads the hooks of `scope` (`user`, `project`, `local`).

    Scopes other than the user's are below the repository that holds `start`, or below `start` without one.
    """
    place = host.settings.scopes[scope]
    if not place.startswith("~/"):
        return project_root(start) / place
    return host.folder(env, home) / place.removeprefix(f"~/{host.data_folder}/")


def project_root(start: Path) -> Path:
    """Return the nearest folder from `start` upwards with a `.git` in it, else `start`."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def wanted(host: Host, *, session_hooks: bool = False) -> tuple[Hook, ...]:
    """Return the hooks that `host` shall run, with the commands of this installation.

    With `session_hooks` those that run a session's own hooks as well. Raises UserError when the path of this
    installation cannot stand in a settings file.
    """
    settings = host.settings
    saving = (settings.end_event, *settings.checkpoints)
    plan = [
        (settings.start_event, "session-start", settings.timeouts["start"]),
        *((event, "session-end", settings.timeouts["end"]) for event in saving),
    ]
    if session_hooks:
        timeouts = host.session_hooks.timeouts
        for event in host.session_hooks.events.values():
            key = "end" if event == settings.end_event else "hook"
            plan += [(event, DISPATCHER, timeouts[key])]
    return tuple(Hook(event, verb, hook_command(verb, host.name), timeout) for event, verb, timeout in plan)


def plan_install(host: Host, path: Path, *, session_hooks: bool = False) -> Change:
    """Return the change that puts the hooks into `path`, without making it.

    `session_hooks` adds those that run a session's own hooks; where they are already, they are brought up to date
    without it as well. Raises UserError when the file cannot be read, is not JSON or has a shape that no host reads.
    """
    before = files.read(path)
    text = files.decode(path, before or b"")
    session_hooks = session_hooks or any(hook.verb == DISPATCHER for hook in installed(host, path, before))
    hooks = wanted(host, session_hooks=session_hooks)
    try:
        after = merge.add(text, hooks, comments=host.settings.comments, flat=host.settings.flat)
    except JsonTextError as error:
        raise _refusal(path, host, error) from error
    return Change(path, before, files.encode(after, like=before))


def plan_uninstall(host: Host, path: Path) -> Change:
    """Return the change that leaves `path` as it was before the hooks, without making it.

    Raises UserError when the file cannot be read or is not JSON.
    """
    before = files.read(path)
    if before is None:
        return Change(path, None, None)
    return Change(path, before, _before_hooks(host, path, before, _originals(path, before)))


def install(change: Change) -> Path | None:
    """Make the change of `plan_install` and return the backup, None when there was no file.

    Raises UserError when the file has changed since or cannot be written; nothing is changed then.
    """
    with files.backed_up(change) as backup:
        files.put(change)
    return backup


def uninstall(host: Host, change: Change) -> None:
    """Make the change of `plan_uninstall`; backups that hold nothing else go, as do folders that `install` made.

    Raises UserError as `install` does.
    """
    path = change.path
    originals = _originals(path, change.before)
    files.put(change)
    # What remains beside the file does no harm and holds the user's words: no reason to fail.
    with suppress(OSError):
        for backup in files.backups(path):
            with suppress(UserError):
                data = backup.read_bytes()
                if change.after in (data, _before_hooks(host, backup, data, originals)):
                    backup.unlink()
        files.remove_made_folders(path)


def installed(host: Host, path: Path, data: bytes | None) -> tuple[Hook, ...]:
    """Return memplug's hooks, of any version and installation, in the bytes of a settings file.

    Raises UserError when they are not JSON text.
    """
    text = files.decode(path, data or b"")
    try:
        if not text.strip():
            return ()
        return merge.installed(text, comments=host.settings.comments, flat=host.settings.flat)
    except JsonTextError as error:
        raise _refusal(path, host, error) from error


def unread(host: Host, path: Path, data: bytes | None) -> str:
    """Return place and cause for which `host` takes nothing of a settings file; empty when it does.

    Raises UserError when the file is not UTF-8.
    """
    if files.has_mark(data) and not host.settings.mark:
        return f"{path}:1:1: {host.title} reads no file that begins with a byte order mark"
    text = files.decode(path, data or b"")
    try:
        if text.strip():
            merge.check(text, host.settings.keys, comments=host.settings.comments)
    except JsonTextError as error:
        return f"{path}:{error.line}:{error.column}: {error.reason}"
    return ""


def switched_off(host: Host, change: Change) -> str | None:
    """Return the key of the file that turns every hook off, None when none does."""
    if change.after is None:
        return None
    text = files.decode(change.path, change.after)
    return merge.turned_off(text, host.settings.off, comments=host.settings.comments)


def _before_hooks(host: Host, path: Path, data: bytes, originals: list[str | None]) -> bytes | None:
    text = files.decode(path, data)
    try:
        if not text.strip():
            return data
        settings = host.settings
        theirs = host.session_hooks.events.values()
        events = tuple(dict.fromkeys((settings.start_event, settings.end_event, *settings.checkpoints, *theirs)))
        before = merge.without(text, originals, events, comments=settings.comments, flat=settings.flat)
    except JsonTextError as error:
        raise _refusal(path, host, error) from error
    return None if before is None else files.encode(before, like=data)


def _originals(path: Path, data: bytes | None) -> list[str | None]:
    """Return what may have been there before: every backup, the newest first, and last no file at all."""
    texts: list[str | None] = []
    with suppress(OSError):
        for backup in reversed(files.backups(path)):
            old = backup.read_bytes()
            if files.has_mark(old) == files.has_mark(data):
                with suppress(UserError):  # not UTF-8, so no text that we ever changed
                    texts.append(files.decode(backup, old))
    return [*texts, None]


def _refusal(path: Path, host: Host, error: JsonTextError) -> UserError:
    return UserError(
        f"{path}:{error.line}:{error.column}: {host.title} could not read these settings: {error.reason}. "
        "Correct the file there, then run the command again. Nothing was changed."
    )
