"""A limit to how long a hook may work, where the system has alarms (not on Windows)."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple


class Limit(NamedTuple):
    """How long something may take, in seconds."""

    work: float
    """Of the processor's time: on a busy machine a hook waits longer, but does not do more."""
    wall: float
    """By the clock, for what hangs without working."""


START = Limit(work=1.0, wall=3.0)
"""The user waits for a start."""
SHORT_START = Limit(work=0.2, wall=0.5)
"""For the short answer that stands in for one that was not done in time."""
END = Limit(work=0.8, wall=8.0)
"""Claude Code ends a hook of a plugin after 1.5 s, one with a `timeout` of its own later."""
READY = Limit(work=0.5, wall=2.0)
"""For the ready answers at the end: what is saved by then stays saved."""


class Deadline(BaseException):
    """The time is up; not an Exception, so that no handler on the way takes it for an ordinary failure."""


@contextmanager
def deadline(limit: Limit) -> Iterator[None]:
    """Raise Deadline in the body when `limit` is over."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, _frame: FrameType | None) -> None:
        over = f"{limit.work} s of work" if number == signal.SIGPROF else f"{limit.wall} s"
        raise Deadline(f"not done after {over}")

    alarms = ((signal.ITIMER_PROF, signal.SIGPROF, limit.work), (signal.ITIMER_REAL, signal.SIGALRM, limit.wall))
    for timer, number, seconds in alarms:
        signal.signal(number, ring)
        signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        for timer, _, _ in alarms:
            signal.setitimer(timer, 0)
