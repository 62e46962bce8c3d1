"""Whether the next start in this folder has its answer ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from memplug.context import ready
from memplug.doctor.finding import Finding, ok
from memplug.doctor.surroundings import Surroundings


def check(around: Surroundings) -> Iterator[Finding]:
    """Say for which hosts a new session here is answered at once; the others' only take a little longer."""
    hosts = list(dict.fromkeys(file.host.name for file in around.installations))
    at_once = [host for host in hosts if _is_ready(host, around)]
    later = [host for host in hosts if host not in at_once]
    if at_once:
        yield ok("ready answer", f"The next start in {around.cwd} has its answer ready: {', '.join(at_once)}")
    if later:
        yield ok("ready answer", f"The next start in {around.cwd} makes its answer anew: {', '.join(later)}")


def _is_ready(host: str, around: Surroundings) -> bool:
    name = ready.name_of(host, "startup", str(around.cwd))
    try:
        entry = ready.unpacked(Path(ready.file_of(str(around.paths.cache), name)).read_bytes(), name)
    except OSError:
        return False
    return entry is not None and ready.is_fresh(entry, around.env)
