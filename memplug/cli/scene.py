"""The current folder as the next session of a host would find it."""

from __future__ import annotations

import os
from pathlib import Path

from memplug import scene as room
from memplug.errors import UserError
from memplug.events import SessionStart
from memplug.hosts import HOSTS, named
from memplug.hosts.payload import detect_host
from memplug.hosts.record import Host
from memplug.paths import places
from memplug.project import git
from memplug.project.identity import Identity, identify, root_commit


def host_named(name: str | None) -> Host:
    """Return the host of that name; without a name the one whose environment this is, else Claude Code.

    Raises UserError for an unknown name.
    """
    if name is None:
        found = detect_host({}, os.environ)
        return HOSTS["claude-code"] if found.name == "generic" else found
    if (known := named(name)) is None:
        raise UserError(f"unknown host {name!r}; known are {', '.join(HOSTS)}")
    return known


def scene(host: Host, source: str = "startup") -> room.Scene:
    """Return where the next session of `host` would start: in the current folder."""
    event = SessionStart(host=host.name, session_id="", source=source, cwd=None, transcript=None)
    return room.scene(event, host, places(), Path.cwd())


def project_here() -> Identity:
    """Return which project the current folder belongs to."""
    cwd = Path.cwd()
    place = git.find(cwd)
    found = identify(cwd, place)
    return found._replace(root_commit=root_commit(place)) if place else found
