"""What the hooks could not say aloud: the log of the last days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from memplug import log
from memplug.doctor.finding import Finding, note, ok
from memplug.doctor.surroundings import Surroundings

DAYS = 7
"""Older lines are left to `memplug status`."""
MOST = 10
"""Different messages that are shown, the newest ones."""
LINES = 5000
"""Lines that are looked through; the log is kept smaller."""
LINE = re.compile(r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) (?P<message>session-(?:start|end|hook run): .*)")


def check(around: Surroundings) -> Iterator[Finding]:
    """Show what went wrong lately: each message once, with how often and when last."""
    file = around.paths.log
    found: dict[str, list[str]] = {}
    for line in (*log.last(log.earlier(file), LINES), *log.last(file, LINES)):
        match = LINE.fullmatch(line)
        if match and datetime.fromisoformat(match["time"]).timestamp() > around.now - DAYS * 86_400:
            # Put in anew, so that the order is that of the last time.
            found[match["message"]] = [*found.pop(match["message"], []), match["time"]]
    if not found:
        yield ok("log", f"The hooks had nothing to complain of in the last {DAYS} days")
    for message, times in list(found.items())[-MOST:]:
        often = f"{len(times)} times, last " if len(times) > 1 else ""
        yield note(
            "log",
            f"In the log: {message} ({often}{times[-1]})",
            f"it stands in {file}; delete the file once it is mended",
        )
