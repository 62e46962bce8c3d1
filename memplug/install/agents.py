"""Which coding agents are on this machine: by their program on PATH, and by the folder that they keep."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from memplug.hosts import HOSTS, Host


class Agent(NamedTuple):
    """A host whose client seems to be here."""

    host: Host
    found: str
    """What says so: the path of its program, of its folder, or both."""


def agents(home: Path, env: Mapping[str, str]) -> Iterator[Agent]:
    """Yield the hosts with settings of their own whose program PATH leads to, or whose folder is there."""
    for host in HOSTS.values():
        if not host.settings.scopes:
            continue
        program = shutil.which(host.program, path=env.get("PATH", "")) if host.program else None
        folder = host.folder(env, home)
        signs = [program, *([str(folder)] if folder.is_dir() else [])]
        if found := " and ".join(sign for sign in signs if sign):
            yield Agent(host, found)
