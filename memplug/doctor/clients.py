"""The agents themselves: versions of which it is known that their hooks do not do what memplug needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping

from memplug.doctor.finding import Finding, note, ok
from memplug.doctor.surroundings import Surroundings
from memplug.hosts import HOSTS, Host


def check(around: Surroundings) -> Iterator[Finding]:
    """Ask each client that calls memplug, and that PATH leads to, for its version."""
    for name in dict.fromkeys(file.host.name for file in around.installations):
        host = HOSTS[name]
        if host.least and (program := shutil.which(host.program, path=around.env.get("PATH"))):
            yield from _told(host, program, around.env)


def _told(host: Host, program: str, env: Mapping[str, str]) -> Iterator[Finding]:
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
        yield note("agent", f"{host.title}: {program} does not tell its version: {error}", f"try `{program} --version`")
        return
    found = re.search(r"\d+\.\d+\.\d+", done.stdout.decode("utf-8", "replace"))
    if found is None:
        return
    if _numbers(found[0]) < _numbers(host.least):
        message = f"{host.title} {found[0]}: versions before {host.least} {host.before}"
        yield note("agent", message, f"upgrade {host.title}")
    else:
        yield ok("agent", f"{host.title} {found[0]} ({program})")


def _numbers(version: str) -> list[int]:
    return list(map(int, version.split(".")))
