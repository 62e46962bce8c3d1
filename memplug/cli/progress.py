"""How far a command is, for a person who waits at a terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0
"""Seconds of work after which a bar is shown."""


Done = Callable[[str], None]
"""To be called after each step, with what is being done."""


@contextmanager
def progress(total: int) -> Iterator[Done]:
    """Show how many of `total` steps are done, on a terminal, once that takes its time."""
    if not sys.stderr.isatty():
        yield lambda _title: None
        return
    from rich.console import Console  # noqa: PLC0415  only people who wait need it
    from rich.progress import Progress  # noqa: PLC0415  the same

    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=total)
    timer = threading.Timer(PATIENCE, bar.start)
    timer.start()
    try:
        yield lambda title: bar.update(task, description=title, advance=1)
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
