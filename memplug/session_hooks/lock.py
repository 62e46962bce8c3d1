"""One process after the other, where several want to add to the same file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from memplug.errors import UserError
from memplug.paths import Paths, private_folder

PATIENCE = 60.0
"""Seconds that others are waited for."""


@contextmanager
def alone(paths: Paths) -> Iterator[None]:
    """Let nobody else add to a file meanwhile; SQLite's lock, as for the store, goes with the process that holds it.

    Raises UserError when it cannot be had.
    """
    file = paths.state / "session-hooks" / "lock"
    with ExitStack() as held:
        try:
            private_folder(file.parent)
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite would let others read it
            lock = held.enter_context(closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)))
            lock.execute("BEGIN EXCLUSIVE")
        except (sqlite3.Error, OSError) as error:
            remedy = "see to the rights of its folder, then run the command again"
            raise UserError(f"{file} cannot be locked: {error}; {remedy}") from error
        yield
