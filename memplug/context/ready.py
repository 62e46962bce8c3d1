"""The ready answer: printed as it is as long as nothing that it depends on has changed.

This is the short way of `session-start`, so it imports `os` and little else, each import with its reason (a test reads
`-X importtime`). `memplug.prepare` writes what is read here: the answer's bytes, and beside them everything they
depend on. Whatever is not exactly as it was then leads to the long way; there is no case in which "probably the
same" is enough.

A file holds four parts, the lengths of which stand in its first line with a checksum of the rest: fields separated
by NUL, the ids of sessions that have a record of their own, what `git status` printed, the answer.
"""

from __future__ import annotations

import os
import sys
from time import time

from memplug import __version__
from memplug.fields import CWD, SESSION_ID, TRANSCRIPT, is_safe_id, parsed, text

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FORMAT = "memplug-ready-2"
VARIABLES = (
    "HOME",
    "MEMPLUG_HOME",
    "XDG_CONFIG_HOME",
    "XDG_STATE_HOME",
    "XDG_CACHE_HOME",
    "COPILOT_HOME",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_SYSTEM",
    "GIT_CONFIG_NOSYSTEM",
    "COPILOT_CLI",
    "MEMPLUG_PATIENCE",
)
"""The variables that decide which preferences, templates and store count, how long git may take, and whether another
client than the one that an answer was made for runs the hook (`hosts.record.Shape.variable`)."""
XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "state": ("XDG_STATE_HOME", ".local/state"),
    "cache": ("XDG_CACHE_HOME", ".cache"),
}
"""Kind of folder to the variable that names it, and to where it is below the home folder without that: the XDG Base
Directory Specification."""
GOES_ON = ("resume", "fork", "compact")
"""Sources after which a session may have a record of its own, which then comes first."""
SESSION = "{session_id}"
"""Stands for a session's id in a path."""
ABSENT = "-"
STORE = 5
"""How many fields tell of the store."""
OPENED = 4
"""How many tell where the session is noted."""
PRIMES = (1073741789, 1073741783)
"""The largest primes below 2³⁰: remainders by one digit of Python's integers are fast."""


class Entry:
    """A ready answer and what it depends on; without dataclasses, whose import takes as long as Python's own start."""

    __slots__ = (
        "answer", "beside", "files", "git", "ids", "name", "opened", "status", "store", "timeout", "variables",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913, PLR0917  a record, whose parts are its arguments
        self,
        name: str,
        variables: Sequence[str],
        files: Mapping[str, str],
        store: Sequence[str],
        opened: Sequence[str] = ("", "", "", ""),
        beside: Mapping[str, str] | None = None,
        git: Sequence[str] = (),
        timeout: float = 0.0,
        ids: bytes = b"",
        status: bytes = b"",
        answer: bytes = b"",
    ) -> None:
        self.name = name
        """What it answers: host, source, folder and session, as `name_of` puts them together."""
        self.variables = variables
        """The values of VARIABLES."""
        self.files = files
        """Path to fingerprint, as `fingerprint` gives it."""
        self.store = store
        """Database and its `store_fingerprint`; path, remote and `store_version` of the project."""
        self.opened = opened
        """The folder in which this session is noted; the path of a session's transcript, with SESSION in it, for a
        host whose payloads do not tell, else nothing; the branch that is checked out; something when one process of the
        host runs several sessions at once."""
        self.beside = beside
        """The other open sessions, as `open_sessions.conditions` gives them; None when they do not matter."""
        self.git = git
        """The command line of `git status`; empty when the answer does not depend on it."""
        self.timeout = timeout
        """Seconds that git may take."""
        self.ids = ids
        """`hashed` ids of the sessions that have a record, eight bytes each, for an answer that is for any other."""
        self.status = status
        self.answer = answer


def folder(env: Mapping[str, str], kind: str = "cache", platform: str = sys.platform) -> str:
    """Return memplug's folder of a `kind`: `config`, `state` or `cache`; empty where no variable says.

    The same as platformdirs gives (a test holds them equal), whose import takes as long as starting Python; on macOS
    and Windows it alone is asked for the two that a ready answer does not need.
    """
    if home := env.get("MEMPLUG_HOME"):
        return os.path.join(os.path.expanduser(home), kind)  # noqa: PTH111, PTH118  pathlib is not imported here
    user = env.get("HOME", "")
    if platform == "win32":
        local = env.get("LOCALAPPDATA", "") if kind == "cache" else ""
        return os.path.join(local, "memplug", "Cache") if local else ""  # noqa: PTH118
    if platform == "darwin":
        return f"{user}/Library/Caches/memplug" if user and kind == "cache" else ""
    variable, usual = XDG[kind]
    place = env.get(variable, "")
    if not place.startswith("/"):  # the specification: a relative path is to be ignored; it would lie in the repository
        place = f"{user}/{usual}" if user.startswith("/") else ""
    return f"{place}/memplug" if place else ""


def name_of(host: str, source: str, cwd: str, session: str = "") -> str:
    """Return the name of an answer: for one session, or without `session` for every one that has no record."""
    return f"{host}\n{source}\n{session}\n{cwd}"


def file_of(cache: str, name: str) -> str:
    """Return the file that the answer of that name is kept in."""
    return f"{cache}/ready/{key(name)}"


def key(name: str) -> str:
    """Return a file's name, of sixteen hexadecimal digits, for any `name`; whatever was said in it is not in there."""
    one, two = (int.from_bytes(name.encode("utf-8", "surrogatepass"), "big") % prime for prime in PRIMES)
    return f"{one:08x}{two:08x}"


def fingerprint(path: str) -> str:
    """Return what changes when a file or folder changes: times, size and inode; `-` when there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116  pathlib is not imported here
    except (OSError, ValueError):
        return ABSENT
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino} {found.st_mode}"


def hashed(session: str) -> bytes:
    """Return eight bytes for a session's id; two ids may share them, which only leads to the long way."""
    return b"%08x" % _checksum(session.encode("utf-8", "replace"))


def packed(entry: Entry) -> bytes:
    """Return the bytes of a file that holds `entry`."""
    fields = [FORMAT, __version__, entry.name, str(entry.timeout), str(len(entry.variables)), *entry.variables]
    fields += [str(len(entry.git)), *entry.git, *entry.store, *entry.opened]
    beside = entry.beside
    fields += [ABSENT] if beside is None else [str(len(beside)), *(part for pair in beside.items() for part in pair)]
    fields += [part for path, print_ in entry.files.items() for part in (path, print_)]
    parts = (os.fsencode("\0".join(fields)), entry.ids, entry.status, entry.answer)
    body = b"".join(parts)
    return f"{' '.join(str(len(part)) for part in parts)} {_checksum(body)}\n".encode() + body


def unpacked(data: bytes, name: str) -> Entry | None:
    """Return the entry called `name` in a file's bytes; None when it is another, of another version, or damaged."""
    try:
        first, _, body = data.partition(b"\n")
        one, two, three, four, checksum = map(int, first.split())
        if len(body) != one + two + three + four or checksum != _checksum(body) or min(one, two, three, four) < 0:
            return None
        fields = os.fsdecode(body[:one]).split("\0")
        if fields[:3] != [FORMAT, __version__, name]:
            return None
        variables = 5 + int(fields[4])
        git = variables + 1 + int(fields[variables])
        opened = git + STORE
        count, *rest = fields[opened + OPENED :]
        beside = 0 if count == ABSENT else 2 * int(count)
        return Entry(
            name,
            fields[5:variables],
            _pairs(rest[beside:]),
            fields[git:opened],
            fields[opened : opened + OPENED],
            None if count == ABSENT else _pairs(rest[:beside]),
            fields[variables + 1 : git],
            float(fields[3]),
            body[one : one + two],
            body[one + two : one + two + three],
            body[one + two + three :],
        )
    except (ValueError, IndexError):
        return None


def _pairs(parts: Sequence[str]) -> dict[str, str]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def answer(host: str, payload: bytes, env: Mapping[str, str]) -> bytes | None:
    """Return the ready answer to a SessionStart payload of `host`, or None when there is none that is good."""
    given = parsed(payload)
    cache = folder(env)
    if given is None or not cache:
        return None
    cwd, source, session = text(given, CWD), text(given, ("source",)).strip().lower(), text(given, SESSION_ID)
    if not cwd or not source:
        return None
    entry = None
    if source in GOES_ON:
        entry = _read(cache, name_of(host, source, cwd, session))
    if entry is None:
        entry = _read(cache, name_of(host, source, cwd))
        if entry is None or (source in GOES_ON and _among(hashed(session), entry.ids)):
            return None
    started = (host, session, cwd, text(given, TRANSCRIPT))
    return entry.answer if is_fresh(entry, env) and _noted(entry, source, started) else None


def _noted(entry: Entry, source: str, started: tuple[str, str, str, str]) -> bool:
    """Note that a session (host, id, folder, transcript) has started; False when others have come or gone."""
    from memplug import open_sessions  # noqa: PLC0415  only an answer that is good so far

    host, session, cwd, transcript = started
    folder, kept, branch, several = entry.opened
    if not transcript and kept:
        if not is_safe_id(session):
            return False
        transcript = kept.replace(SESSION, session)
    now, process = time(), open_sessions.client()
    if entry.beside is not None:
        own = open_sessions.name_of(host, session)
        if not open_sessions.is_as_before(folder, own, entry.beside, now, "" if several else source, process):
            return False
    record = open_sessions.Record(entry.store[2], host, session, cwd, transcript, branch, process, str(now))
    return not session or open_sessions.note(folder, record)


def is_fresh(entry: Entry, env: Mapping[str, str]) -> bool:
    """Return whether everything that the answer depends on is as it was."""
    if list(entry.variables) != [env.get(name, "") for name in VARIABLES]:
        return False
    # The files come first: the command line of git is good for the configuration that it was made for.
    for path, expected in entry.files.items():
        if fingerprint(path) != expected:
            return False
    if not _store_is_the_same(entry.store):
        return False
    if not entry.git:
        return True
    from memplug.project.calling_git import output  # noqa: PLC0415  only an answer that needs git

    return output(entry.git, entry.timeout, env) == entry.status


def store_fingerprint(database: str) -> str:
    """Return what changes when somebody writes to a database: times and sizes of it and of its write-ahead log.

    Without the time of a file's last change of any kind: SQLite sets the log's owner whenever it opens it.
    """
    prints = []
    for file in (database, f"{database}-wal"):
        try:
            found = os.stat(file)  # noqa: PTH116  pathlib is not imported here
        except (OSError, ValueError):
            prints.append(ABSENT)
        else:
            prints.append(f"{found.st_mtime_ns} {found.st_size} {found.st_ino}")
    return ", ".join(prints)


def store_version(database: str, path: str, remote: str) -> str:
    """Return what changes whenever the sessions of a project do; empty when nothing of it is stored.

    `import sqlite3` takes half as long as starting Python; the module in C behind it answers one question as well.
    Raises sqlite3.Error.
    """
    import _sqlite3  # noqa: PLC0415  only when the database is another than before

    if store_fingerprint(database).split()[1] == "0":
        return ""  # of an empty file SQLite would delete the write-ahead log, with all that it holds
    address = database.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = _sqlite3.connect(f"file:{address}?mode=ro", uri=True)
    try:
        query = "SELECT hex(version) FROM projects WHERE path = ? OR (remote = ? AND remote <> '') ORDER BY id"
        return " ".join(version for (version,) in connection.execute(query, (path, remote)))
    finally:
        connection.close()


def _store_is_the_same(store: Sequence[str]) -> bool:
    database, print_, path, remote, version = store
    if store_fingerprint(database) == print_:
        return True
    if fingerprint(database) == ABSENT:
        return not version
    try:
        return store_version(database, path, remote) == version
    except Exception:  # noqa: BLE001  whatever is wrong with the database, the long way says it
        return False


def _read(cache: str, name: str) -> Entry | None:
    try:
        descriptor = os.open(file_of(cache, name), os.O_RDONLY)
    except (OSError, ValueError):
        return None
    try:
        data = os.read(descriptor, os.fstat(descriptor).st_size)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return unpacked(data, name)


def _among(wanted: bytes, ids: bytes) -> bool:
    """Return whether one of the eight-byte `ids` is `wanted`."""
    found = ids.find(wanted)
    while found >= 0 and found % 8:
        found = ids.find(wanted, found + 1)
    return found >= 0


def _checksum(data: bytes) -> int:
    """Return a number below 2³⁰ for `data`; zlib and hashlib would have to be imported."""
    return int.from_bytes(b"\1" + data, "big") % PRIMES[0]
