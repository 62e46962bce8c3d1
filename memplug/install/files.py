"""A settings file on disk: read whole, written whole or not at all, with a copy beside it.

`memplug.paths.write_private` is for memplug's own files. A settings file belongs to somebody else: it may be
a link, and it keeps its mode and its owner.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from memplug.errors import UserError

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Change:
    """What a file holds and what it shall hold; None stands for no file."""

    path: Path
    before: bytes | None
    after: bytes | None


def read(path: Path) -> bytes | None:
    """Return the bytes of `path`, None when there is no such file. Raises UserError for any other failure."""
    with _explained(path, "be read"):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def decode(path: Path, data: bytes) -> str:
    """Return the text without a byte order mark. Raises UserError (line, column) when it is not UTF-8."""
    try:
        return data.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        good = data[: error.start]
        line = good.count(b"\n") + 1
        column = len(good[good.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        raise UserError(
            f"{path}:{line}:{column}: this is not UTF-8 text. "
            "Save the file as UTF-8, then run the command again. Nothing was changed."
        ) from error


def encode(text: str, like: bytes | None) -> bytes:
    """Return `text` as UTF-8, with a byte order mark when `like` has one."""
    mark = _BOM if has_mark(like) else ""
    return (mark + text).encode("utf-8")


def has_mark(data: bytes | None) -> bool:
    """Return whether `data` begins with UTF-8's byte order mark."""
    return data is not None and data.startswith(_BOM.encode())


def put(change: Change) -> None:
    """Make the change: a reader sees the old file or the new one, never half.

    A link stays a link, its target is written. Mode and, where allowed, owner stay as they are. How many folders
    had to be made is noted beside the file, for `remove_made_folders`. Raises UserError, with nothing changed, when
    the file is not what it was when it was read or cannot be written.
    """
    target = Path(os.path.realpath(change.path))
    with _explained(change.path, "be written"):
        _check(change, target)
        if change.after is None:
            target.unlink(missing_ok=True)
            return
        to_make = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.memplug-tmp")
        try:
            _write(temporary, change.after, like=target if change.before is not None else None)
            _check(change, target)  # again: syncing to the disk takes its time
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
            if not target.exists():
                _remove_empty(to_make)
    if to_make:
        with suppress(OSError):  # without the note the folders stay, which does no harm
            _note(change.path).write_text(f"{len(to_make)} folders made for this file by memplug\n", "utf-8")


def remove_made_folders(path: Path) -> None:
    """Remove the folders that were made for `path`, as far as they are empty, and the note that says so."""
    with suppress(OSError, ValueError, IndexError):  # no note, or none of ours
        count = max(0, int(_note(path).read_text("utf-8").split(maxsplit=1)[0]))
        _note(path).unlink()
        target = Path(os.path.realpath(path))
        _remove_empty(target.parents[:count])


def backups(path: Path) -> list[Path]:
    """Return the backups beside `path`, oldest first."""
    name = _backup_name(path)
    numbered = [p for p in path.parent.glob(f"{name}.*") if p.suffix[1:].isdecimal()]
    ordered = sorted(numbered, key=lambda p: int(p.suffix[1:]))
    return [p for p in (path.with_name(name), *ordered) if p.is_file()]


@contextmanager
def backed_up(change: Change) -> Iterator[Path | None]:
    """Copy what the file holds beside it and give the copy, None when there is no file.

    An older backup with other bytes is never overwritten. When the block fails, a copy made here goes again.
    """
    if change.before is None:
        yield None
        return
    with _explained(change.path, "be copied"):
        old = backups(change.path)
        same = next((p for p in reversed(old) if p.read_bytes() == change.before), None)
    backup = same or _next_backup(change.path, old)
    with _explained(backup, "be written"):
        if same is None:
            _write(backup, change.before, like=change.path)
    try:
        yield backup
    except UserError:
        if same is None:
            backup.unlink(missing_ok=True)
        raise


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove `folders`, innermost first, up to the first one with something in it."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.memplug-made")


def _backup_name(path: Path) -> str:
    return f"{path.name}.memplug-backup"


def _next_backup(path: Path, old: list[Path]) -> Path:
    name = _backup_name(path)
    if not path.with_name(name).exists():
        return path.with_name(name)
    last = max((int(p.suffix[1:]) for p in old if p.name != name), default=0)
    return path.with_name(f"{name}.{last + 1}")


def _check(change: Change, target: Path) -> None:
    now = target.read_bytes() if target.exists() else None
    if now != change.before:
        raise UserError(
            f"{change.path}: another program changed this file just now. "
            "Nothing was changed here; run the command again."
        )


def _write(path: Path, data: bytes, like: Path | None) -> None:
    """Write a new file through to the disk, with mode and owner of `like`."""
    # Settings may hold keys: until its mode is set the copy is readable by its owner alone.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if like is None else 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if like is not None:
            status = like.stat()
            if sys.platform != "win32":
                with suppress(PermissionError):  # only root may give a file away
                    os.chown(path, status.st_uid, status.st_gid)
            path.chmod(stat.S_IMODE(status.st_mode))
    except OSError:
        path.unlink(missing_ok=True)
        raise


@contextmanager
def _explained(path: Path, what: str) -> Iterator[None]:
    """Turn an OSError into a UserError that names the file, the cause and the remedy."""
    try:
        yield
    except OSError as error:
        place = f" ({error.filename})" if error.filename and str(error.filename) != str(path) else ""
        raise UserError(
            f"{path}: this file cannot {what}: {error.strerror or error}{place}. "
            "See to its rights, its folder and the disk, then run the command again. Nothing was changed."
        ) from error
