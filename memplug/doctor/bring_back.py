"""What can still be read of a damaged database, back into the one in use."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from memplug.doctor.carving import PAGE, carve, with_log
from memplug.errors import UserError
from memplug.paths import private_folder
from memplug.store import Record, Store, StoreError, put_aside

TOGETHER = 500
"""Sessions that are written in one step."""


class Outcome(NamedTuple):
    """What was brought back, in sessions."""

    file: Path
    """The damaged file, which stays as it is."""
    brought: int
    known: int
    """Those that the database in use has already."""


def bring_back(file: Path, database: Path) -> Outcome:
    """Copy every session that can be read in `file` to `database`; safe to repeat.

    One that is there already stays as it is, unless it ended earlier. When `file` is the database in use, it is put
    aside first. Raises UserError when nothing can be read in it or the database cannot be written.
    """
    if not file.is_file():
        what = "no file" if file.exists() else "not there"
        raise UserError(f"{file} is {what}; `memplug doctor` names what has been put aside")
    try:
        if database.exists() and file.samefile(database):
            file = put_aside(database) or file
        found = _found(file, private_folder(database.parent))
        if not found:
            raise UserError(f"{file}: no session can be read in this file; delete it when you do not need it")
        left = iter(found)
        with Store(database) as store:
            brought = sum(store.restore(part) for part in iter(lambda: list(islice(left, TOGETHER)), []))
    except StoreError as error:
        raise UserError(str(error)) from error
    return Outcome(file, brought, len(found) - brought)


def _found(file: Path, state: Path) -> list[Record]:
    """Return the sessions in a file, each as it was last."""
    last: dict[tuple[str, str], Record] = {}
    for record in _readable(file, state):
        key = record.session.host, record.session.id
        if key not in last or last[key].session.ended < record.session.ended:
            last[key] = record
    return list(last.values())


def _readable(file: Path, state: Path) -> Iterator[Record]:
    """Yield what SQLite can read, and if it cannot read everything, what stands in the pages; only a copy is opened."""
    log = Path(f"{file}-wal")
    with tempfile.TemporaryDirectory(prefix="bring-back-", dir=state) as folder:
        copy = Path(folder, "copy")
        shutil.copyfile(file, copy)
        if log.is_file():
            shutil.copyfile(log, f"{copy}-wal")
        if not copy.stat().st_size:
            copy.write_bytes(bytes(PAGE))  # of an empty file SQLite does not read the log
        with suppress(StoreError), Store(copy, read_only=True) as store:
            whole = True
            for record in store.records():
                if isinstance(record, Record):
                    yield record
                else:
                    whole = False
            if whole and store.is_whole():
                return
    data = file.read_bytes()
    yield from carve(data)
    if log.is_file():
        yield from carve(with_log(data, log.read_bytes()))
