"""Where a session starts or ends, and what the user wants of it: all that must be known before anything is said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from memplug import recall, trust
from memplug.events import SessionStart
from memplug.hosts.record import Host
from memplug.paths import Paths
from memplug.preferences import Kind, Preferences, load, read_layers
from memplug.project import git

KINDS: Mapping[str, Kind] = {"resume": "brief", "fork": "brief", "compact": "minimal"}
"""What a source is told unless the preferences say otherwise; every other source gets the full answer.

After `resume` and `fork` the conversation is there already, so only what changed matters; after `compact` the
first context is gone, and a short text has to stand for it.
"""


class Scene(NamedTuple):
    """Where a session starts, and what the user wants of it."""

    event: SessionStart
    host: Host
    cwd: Path
    place: git.Place | None
    paths: Paths
    preferences: Preferences
    standing: trust.Trust
    """How the project's `.memplug/` folder stands; it counts only when it is trusted."""

    @property
    def kind(self) -> Kind:
        """How much this start is told."""
        if not self.preferences.context.enabled:
            return "none"
        source = self.event.source
        return self.preferences.context.sources.get(source, KINDS.get(source, "full"))

    @property
    def root(self) -> Path:
        """The root of the work tree, or the working folder outside of one."""
        return self.place.root if self.place else self.cwd

    @property
    def standpoint(self) -> recall.Standpoint:
        """From where earlier sessions are looked at."""
        return recall.Standpoint(self.host.name, self.event.session_id, self.cwd, self.place)

    @property
    def template_folders(self) -> list[Path]:
        """Where templates are looked for before the shipped ones, the first of which counts."""
        own = [self.paths.templates]
        if self.standing is trust.Trust.TRUSTED:
            own.insert(0, self.root / trust.FOLDER / "templates")
        return own

    @property
    def untrusted(self) -> str:
        """One line about a `.memplug/` folder that has no effect; empty when there is none."""
        if self.standing in (trust.Trust.NONE, trust.Trust.TRUSTED):
            return ""
        why = "is not trusted" if self.standing is trust.Trust.UNTRUSTED else "has changed since it was trusted"
        return f"{self.root / trust.FOLDER} {why} and has no effect (`memplug trust` shows it and asks)"


def scene(event: SessionStart, host: Host, paths: Paths, cwd: Path) -> Scene:
    """Read where `event` takes place; `cwd` stands in when the event names no folder."""
    folder = event.cwd or cwd
    place = git.find(folder)
    root = place.root if place else folder
    standing = trust.state(root, paths.trust)
    preferences = load(read_layers(paths.preferences, root, trusted=standing is trust.Trust.TRUSTED))
    return Scene(event, host, folder, place, paths, preferences, standing)
