"""Sessions that have started and not ended: one small file each, in a folder for each project.

A start writes the file, the session's end removes it. What is left over belongs to a session that runs beside this
one, or to one whose end never came; `memplug.adopt` saves what the latter leave. This is on the short way of
`session-start`, so nothing but `os` is imported.
"""

from __future__ import annotations

import os

from memplug.context.ready import key

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = "memplug-open-1"
QUIET = 600
"""Seconds after which a transcript that nobody writes to counts as that of a session that is over."""
RUNNING, OVER, READ, LATE = "running", "over", "read", "late"
"""What may be known of a session without an end: it still runs; it is over and not read yet; it was read up to its
present end; it was over and too long to be read within a start's limits."""
TAKES_THE_PLACE = ("clear", "new", "resume", "fork")
"""Sources after which a client no longer runs the session that the same process ran before. A program with several
sessions at once starts each with another source."""
MOST = 65536
"""Bytes of a record."""
SHELLS = (b"sh", b"bash", b"dash", b"ash", b"zsh", b"ksh", b"fish", b"busybox", b"uv", b"uvx")
"""Programs that stand between a client and its hook, and end with it."""


class Record:
    """What is known of a session from its start on; without dataclasses, which take longer to import than Python."""

    __slots__ = ("branch", "cwd", "host", "opened", "outcome", "process", "project", "seen", "session", "transcript")

    def __init__(  # noqa: PLR0913, PLR0917  a record, whose parts are its arguments
        self,
        project: str,
        host: str,
        session: str,
        cwd: str,
        transcript: str,
        branch: str,
        process: str,
        opened: str,
        seen: str = "",
        outcome: str = "",
    ) -> None:
        self.project = project
        """The path of the project's identity."""
        self.host = host
        self.session = session
        self.cwd = cwd
        self.transcript = transcript
        """As the payload gave it; may be empty, may not exist yet, may be no path at all."""
        self.branch = branch
        """What was checked out; empty when that is not known."""
        self.process = process
        """The client's process, as `client` gives it; empty when it is not known."""
        self.opened = opened
        """Seconds since the epoch."""
        self.seen = seen
        """The transcript's time when it was last read, as `_written` gives it; empty when it never was."""
        self.outcome = outcome
        """What came of that: READ or LATE."""


def folder_of(state: str, project: str) -> str:
    """Return the folder below memplug's state folder that holds the records of a project."""
    return os.path.join(state, "open", key(project))  # noqa: PTH118  pathlib is not imported here


def name_of(host: str, session: str) -> str:
    """Return the name of a session's file; nothing of what a payload says becomes part of it."""
    return key(f"{host}\n{session}")


def client() -> str:
    """Return machine, number and start of the process that runs this hook, shells left out; empty when not known."""
    number = os.getppid()
    for _ in range(4):
        found = _process(number)
        if found is None:
            return ""
        program, parent, started = found
        if program not in SHELLS:
            return f"{_machine()} {number} {started}"
        number = parent
    return ""


def note(folder: str, record: Record) -> bool:
    """Write the record of a session that starts here; return False where that is not possible.

    A second start of the same session in the same process changes nothing.
    """
    path = os.path.join(folder, name_of(record.host, record.session))  # noqa: PTH118  pathlib is not imported here
    known = read(path)
    same = known and all(getattr(known, name) == getattr(record, name) for name in ("process", "transcript", "cwd"))
    return bool(same) or write(path, record)


def write(path: str, record: Record) -> bool:
    """Write a record to `path`, whole or not at all; return False where that is not possible."""
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f".{name}.{os.getpid()}.tmp")  # noqa: PTH118  pathlib is not imported here
    fields = [FORMAT, *(getattr(record, name) for name in FIELDS)]
    try:
        data = os.fsencode("\0".join(fields))
        if len(data) > MOST or data.count(b"\0") != len(FIELDS):
            return False  # what no client sends
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            whole = os.write(descriptor, data) == len(data)  # else the disk is full
        finally:
            os.close(descriptor)
        if not whole:
            return False
        os.replace(temporary, path)  # noqa: PTH105  pathlib is not imported here
    except (OSError, ValueError):
        return False
    return True


FIELDS = ("project", "host", "session", "cwd", "transcript", "branch", "process", "opened", "seen", "outcome")


def read(path: str) -> Record | None:
    """Return the record in a file; None when there is none, or none that can be understood."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))  # a pipe would keep its reader waiting
    except (OSError, ValueError):
        return None
    try:
        data = os.read(descriptor, MOST)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    form, *fields = os.fsdecode(data).split("\0")
    return Record(*fields) if form == FORMAT and len(fields) == len(FIELDS) else None


def is_noted(path: str, record: Record) -> bool:
    """Return whether the file still holds what was noted when the session of `record` started."""
    known = read(path)
    return bool(known) and all(getattr(known, name) == getattr(record, name) for name in FIELDS[:-2])


def names(folder: str, own: str = "") -> list[str]:
    """Return the names of all records in a folder but `own`, in order; none for a folder that is not there."""
    try:
        return sorted(name for name in os.listdir(folder) if name != own and "." not in name)  # noqa: PTH208
    except OSError:
        return []


def condition(record: Record, now: float, source: str, process: str) -> str:
    """Return RUNNING, OVER, READ or LATE, as a start from `source` in `process` sees it at `now` (epoch seconds)."""
    written = _written(record.transcript)
    replaced = process and process == record.process and source in TAKES_THE_PLACE
    running = False if replaced else is_running(record.process)
    if running is not False and abs(now - active(record)) < QUIET:  # a time far ahead was set by a wrong clock
        return RUNNING
    return record.outcome if record.outcome in (READ, LATE) and record.seen == written else OVER


def began(record: Record) -> float:
    """Return when a session was first seen, in seconds since the epoch; 0 when a file's content is no time."""
    try:
        return float(record.opened)
    except ValueError:
        return 0.0


def active(record: Record) -> float:
    """Return when a session was last known to do something, in seconds since the epoch."""
    return max(int(_written(record.transcript) or 0) / 1e9, began(record))


def conditions(folder: str, own: str, now: float, source: str, process: str) -> dict[str, str]:
    """Return the name of every record in a project's folder but `own`, with its `condition`."""
    found = {}
    for name in names(folder, own):
        record = read(os.path.join(folder, name))  # noqa: PTH118  pathlib is not imported here
        found[name] = condition(record, now, source, process) if record else OVER
    return found


def is_as_before(folder: str, own: str, before: Mapping[str, str], now: float, source: str, process: str) -> bool:
    """Return whether the other sessions of a project are what they were, and none waits to be adopted."""
    if OVER in before.values() or names(folder, own) != list(before):
        return False
    return conditions(folder, own, now, source, process) == before


def marked(record: Record, outcome: str) -> Record:
    """Return the record of a session whose transcript, as it is now, was read (READ) or took too long (LATE)."""
    fields = {name: getattr(record, name) for name in FIELDS}
    return Record(**fields | {"seen": _written(record.transcript), "outcome": outcome})


def found(state: str, host: str, session: str) -> list[Record]:
    """Return the records of a session in the folders of all projects, the one that was written last first."""
    top, name = os.path.join(state, "open"), name_of(host, session)  # noqa: PTH118  pathlib is not imported here
    records = filter(None, (read(os.path.join(top, folder, name)) for folder in names(top)))  # noqa: PTH118
    return sorted(records, key=began, reverse=True)


def remove(folder: str, host: str, session: str) -> None:
    """Remove the record of a session that has ended."""
    try:
        os.unlink(os.path.join(folder, name_of(host, session)))  # noqa: PTH108, PTH118  pathlib is not imported here
    except OSError:
        return  # there is none, or it stays and is adopted to no effect


def remove_empty(state: str, before: float) -> None:
    """Remove the folders of projects in which nothing has begun or ended since `before` (epoch seconds)."""
    top = os.path.join(state, "open")  # noqa: PTH118  pathlib is not imported here
    for name in names(top):
        folder = os.path.join(top, name)  # noqa: PTH118  the same
        try:
            if os.stat(folder).st_mtime < before:  # noqa: PTH116  the same
                os.rmdir(folder)  # noqa: PTH106  the same; one that holds a note stays
        except OSError:
            continue


def is_running(process: str) -> bool | None:
    """Return whether a process, as `client` gives it, still runs; None when that cannot be told from here."""
    machine, _, rest = process.rpartition(" ")[0].rpartition(" ")
    if not rest or machine != _machine():
        return None
    found = _process(int(rest)) if rest.isdecimal() else None
    return found is not None and found[2] == process.rpartition(" ")[2]


def _process(number: int) -> tuple[bytes, int, str] | None:
    """Return program, parent and start (ticks since the machine's) of a process; None when it is not running.

    proc(5), `/proc/PID/stat`: the name of the program stands in brackets and may hold any byte.
    """
    try:
        descriptor = os.open(f"/proc/{number}/stat", os.O_RDONLY)
        try:
            line = os.read(descriptor, 1024)
        finally:
            os.close(descriptor)
        program, _, rest = line.partition(b"(")[2].rpartition(b") ")
        fields = rest.split()
        return None if fields[0] in (b"Z", b"X") else (program, int(fields[1]), fields[19].decode())
    except (OSError, ValueError, IndexError):
        return None


def _machine() -> str:
    """Return what tells this machine's, or this container's, processes from those of others; empty when unknown."""
    try:
        return f"{os.uname().nodename} {os.stat('/proc/self/ns/pid').st_ino}"  # noqa: PTH116  pathlib is not imported here
    except (OSError, AttributeError):  # no /proc; Windows has no uname
        return ""


def _written(transcript: str) -> str:
    """Return when a transcript was last written to, in nanoseconds since the epoch; empty when it is not there."""
    try:
        return str(os.stat(transcript).st_mtime_ns) if transcript else ""  # noqa: PTH116  pathlib is not imported here
    except (OSError, ValueError):
        return ""
