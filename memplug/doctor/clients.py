"""The agents themselves: versions of which it is known that their hooks do not do what memplug needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from memplug.doctor.finding import Finding, note, ok
from memplug.doctor.surroundings import Surroundings
from memplug.hosts import HOSTS


class Needed(NamedTuple):
    """The first version of a client that will do."""

    version: tuple[int, int, int]
    before: str
    """What earlier versions do."""


NEEDED: Mapping[str, Needed] = {
    "codex": Needed((0, 145, 0), "have no SessionEnd hook, so that nothing is saved"),
    "copilot-cli": Needed((1, 0, 25), "run both hooks at every prompt"),
}
"""By host, as seen in the clients of those versions."""


def check(around: Surroundings) -> Iterator[Finding]:
    """Ask each client that calls memplug, and that PATH leads to, for its version."""
    for name in dict.fromkeys(file.host.name for file in around.installations):
        needed = NEEDED.get(name)
        program = needed and shutil.which(HOSTS[name].program, path=around.env.get("PATH"))
        if needed and program:
            yield from _told(HOSTS[name].title, program, needed, around.env)


def _told(title: str, program: str, needed: Needed, env: Mapping[str, str]) -> Iterator[Finding]:
    try:
        done = subprocess.run(  # noqa: S603  a fixed word behind the program that PATH names
            [program, "--version"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=10,
            check=False,
            env=dict(env),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        yield note("agent", f"{title}: {program} does not tell its version: {error}", f"try `{program} --version`")
        return
    found = re.search(rb"(\d+)\.(\d+)\.(\d+)", done.stdout)
    if found is None:
        return
    version = (int(found[1]), int(found[2]), int(found[3]))
    shown = ".".join(map(str, version))
    if version < needed.version:
        least = ".".join(map(str, needed.version))
        yield note("agent", f"{title} {shown}: versions before {least} {needed.before}", f"upgrade {title}")
    else:
        yield ok("agent", f"{title} {shown} ({program})")
