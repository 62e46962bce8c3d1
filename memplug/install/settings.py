"""The settings of one host: which file they are in, and what installing and uninstalling change there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from memplug.errors import UserError
from memplug.hosts.record import Host
from memplug.install import files, merge
from memplug.install.command import hook_command
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
    moved = env.get(host.settings.folder_variable) if host.settings.folder_variable else None
    if moved:
        return Path(moved).expanduser() / place.removeprefix(f"~/{host.data_folder}/")
    return home / place.removeprefix("~/")


def project_root(start: Path) -> Path:
    """Return the nearest folder from `start` upwards with a `.git` in it, else `start`."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


def wanted(host: Host) -> tuple[Hook, ...]:
    """Return the hooks that `host` shall run, with the commands of this installation.

    Raises UserError when there is no `memplug` script to name in them.
    """
    settings = host.settings
    plan = (
        (settings.start_event, "session-start", settings.timeouts["start"]),
        (settings.end_event, "session-end", settings.timeouts["end"]),
    )
    return tuple(Hook(event, verb, hook_command(verb, host.name), timeout) for event, verb, timeout in plan)


def plan_install(host: Host, path: Path) -> Change:
    """Return the change that puts the hooks into `path`, without making it.

    Raises UserError when the file cannot be read, is not JSON or has a shape that no host reads.
    """
    before = files.read(path)
    text = files.decode(path, before or b"")
    try:
        after = merge.add(text, wanted(host), comments=host.settings.comments)
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
    """Make the change of `plan_uninstall`; backups that hold nothing else go, as does a folder left empty.

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
        if change.after is None and not path.is_symlink():
            path.parent.rmdir()


def installed(host: Host, path: Path, data: bytes | None) -> tuple[Hook, ...]:
    """Return memplug's hooks, of any version and installation, in the bytes of a settings file.

    Raises UserError when they are not JSON text.
    """
    text = files.decode(path, data or b"")
    try:
        return merge.installed(text, comments=host.settings.comments) if text.strip() else ()
    except JsonTextError as error:
        raise _refusal(path, host, error) from error


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
        before = merge.without(text, originals, comments=host.settings.comments)
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
