"""A limit to how long a hook may work, where the system has alarms (not on Windows)."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NamedTuple


class Limit(NamedTuple):
    """How long something may take, in seconds; on a machine on which that is too short, `patience` times as long."""

    work: float
    """Of the processor's time: on a busy machine a hook waits longer, but does not do more."""
    wall: float
    """By the clock, for what hangs without working; waiting for a processor on a busy machine is not counted."""


START = Limit(work=1.0, wall=3.0)
"""The user waits for a start."""
SHORT_START = Limit(work=0.2, wall=0.5)
"""For the short answer that stands in for one that was not done in time."""
ADOPT = Limit(work=0.3, wall=1.0)
"""For what sessions left whose end never came, at a start."""
LATE = Limit(work=0.6, wall=2.0)
"""For the same at an end, where the longest transcript that a reader takes in should fit."""
END = Limit(work=0.8, wall=8.0)
"""Claude Code ends a hook of a plugin after 1.5 s, one with a `timeout` of its own later."""
READY = Limit(work=0.5, wall=2.0)
"""For the ready answers at the end: what is saved by then stays saved."""


MOST_PATIENCE = 20.0
LEAST = 0.05
"""Seconds of waiting for a processor that are worth another alarm."""


class Deadline(BaseException):
    """The time is up; not an Exception, so that no handler on the way takes it for an ordinary failure."""


@contextmanager
def deadline(limit: Limit) -> Iterator[None]:
    """Raise Deadline in the body when `limit` is over, `patience` included."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    counted, factor = _waited(), patience(os.environ)
    work, wall = limit.work * factor, limit.wall * factor

    def ring(number: int, _frame: FrameType | None) -> None:
        nonlocal counted
        if number == signal.SIGALRM and (waited := _waited()) > counted + LEAST:
            signal.setitimer(signal.ITIMER_REAL, waited - counted)
            counted = waited
            return
        over = f"{work:g} s of work" if number == signal.SIGPROF else f"{wall:g} s"
        raise Deadline(f"not done after {over}")

    alarms = ((signal.ITIMER_PROF, signal.SIGPROF, work), (signal.ITIMER_REAL, signal.SIGALRM, wall))
    for timer, number, seconds in alarms:
        signal.signal(number, ring)
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for timer, _, _ in alarms:
            signal.setitimer(timer, 0)


def patience(env: Mapping[str, str]) -> float:
    """Return how many times as long as usual a hook may work and wait for git: `MEMPLUG_PATIENCE`, else 1."""
    return asked_patience(env.get("MEMPLUG_PATIENCE", "")) or 1.0


def asked_patience(text: str) -> float | None:
    """Return the number from 1 to 20 that `text` is; None when it is none."""
    try:
        asked = float(text)
    except ValueError:
        return None
    return asked if 1 <= asked <= MOST_PATIENCE else None


def _waited() -> float:
    """Return for how long this process was ready to run while others did, in seconds; 0 where that is not known.

    Linux, Documentation/scheduler/sched-stats.rst: the second number of `/proc/PID/schedstat`, in nanoseconds.
    """
    try:
        return int(Path("/proc/self/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
