"""What is stored of a session, and its form as a line of JSON, in which it goes to another machine."""

import json
import types
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from memplug.digest.model import Digest
from memplug.project.identity import Identity


class Session(NamedTuple):
    """One stored session."""

    host: str
    id: str
    worktree: str
    branch: str
    """Empty outside a repository or on a detached HEAD."""
    started: float
    """Seconds since the epoch."""
    ended: float
    digest: Digest


class Record(NamedTuple):
    """A session with all that belongs to it."""

    project: Identity
    session: Session
    saved: float
    """When it was stored, in seconds since the epoch."""


class Choice(NamedTuple):
    """Which sessions are meant: those of which every given value holds, or all."""

    session: str | None = None
    """A whole id."""
    project: Identity | None = None
    before: float | None = None
    """Those that ended before, in seconds since the epoch."""


EVERYTHING = Choice()
LONGEST = 1_000_000
"""Characters of a line; a digest takes a few thousand."""
EARLIEST, LATEST = -62_135_596_800, 253_402_300_799.5
"""The years 1 to 9999, in seconds since the epoch: no other time is shown as a date, and rounding must not lead out."""


def to_line(record: Record) -> str:
    """Return a record as one line of JSON, without a line end."""
    session = record.session._asdict() | {"digest": record.session.digest.to_json(), "saved": record.saved}
    return json.dumps({"project": record.project._asdict(), **session}, ensure_ascii=False)


def from_line(line: str) -> Record:
    """Return the record in a line that `to_line` made. Raises ValueError that says what is wrong with any other."""
    if len(line) > LONGEST:
        raise ValueError(f"longer than {LONGEST:,} characters")
    data = _object(_parsed(line), "the line")
    project = _object(data.get("project"), "project")
    identity = Identity(*(_text(project.get(name), f"project.{name}") for name in Identity._fields))
    host, name, worktree, branch = (_text(data.get(key), key) for key in ("host", "id", "worktree", "branch"))
    if not identity.path or not host:
        raise ValueError("project.path and host must not be empty")
    started, ended, saved = (as_time(data.get(key), key) for key in ("started", "ended", "saved"))
    return Record(identity, Session(host, name, worktree, branch, started, ended, _digest(data.get("digest"))), saved)


def session_of(*row: Any) -> Session:
    """Return the session in a row of the database: its fields. Raises ValueError when they cannot be read any more."""
    host, name, worktree, branch, started, ended, digest = row
    try:
        content = json.loads(digest)
    except (TypeError, RecursionError) as error:
        raise ValueError("digest is not JSON") from error
    return Session(host, name, worktree, branch, as_time(started, "started"), as_time(ended, "ended"), _digest(content))


def as_time(value: object, name: str) -> float:
    """Return `value`, a time in seconds since the epoch; raises ValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not EARLIEST <= value <= LATEST:
        raise ValueError(f"{name} must be a time in seconds since the epoch")
    return float(value)


def _parsed(line: str) -> object:
    try:
        line.encode("utf-8")  # half a surrogate pair cannot be stored
        value = json.loads(line)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeError:
        raise ValueError("not UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON ({error})") from None
    return value


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be a JSON object")  # noqa: TRY004  one kind of error for a wrong line
    return value


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a string")  # noqa: TRY004  the same
    return value


def _digest(value: object) -> Digest:
    try:
        digest = Digest.from_json(_object(value, "digest"))
    except (TypeError, KeyError, AttributeError):
        raise ValueError("digest has a part of another form") from None
    for name, hint in _hints(Digest).items():
        if not _fits(getattr(digest, name), hint):
            raise ValueError(f"digest.{name} is of another type")
    return digest


def _fits(value: object, hint: Any) -> bool:
    """Return whether a part of a digest has the type that its annotation gives."""
    if get_origin(hint) is tuple:
        return isinstance(value, tuple) and all(_fits(entry, get_args(hint)[0]) for entry in value)
    if get_origin(hint) is types.UnionType:
        return any(_fits(value, one) for one in get_args(hint))
    if hasattr(hint, "_fields"):
        return isinstance(value, hint) and all(_fits(getattr(value, name), one) for name, one in _hints(hint).items())
    return type(value) is hint


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
