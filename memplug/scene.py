"""Where a session starts or ends, and what the user wants of it: all that must be known before anything is said."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from memplug import open_sessions, recall, trust
from memplug.events import SessionStart
from memplug.hosts.record import Host
from memplug.open_sessions import Record
from memplug.paths import Paths
from memplug.preferences import Kind, Layer, Preferences, load, read_layers
from memplug.project import git
from memplug.project.identity import Identity, identify

KINDS: Mapping[str, Kind] = {"resume": "brief", "fork": "brief", "compact": "minimal"}
"""What a source is told unless the preferences say otherwise; every other source gets the full answer.

After `resume` and `fork` the conversation is there already, so only what changed matters; after `compact` the
first context is gone, and a short text has to stand for it.
"""


class Other(NamedTuple):
    """An open session of the project that is not the one at hand."""

    path: Path
    """The file that holds the note on it."""
    record: Record
    condition: str
    """RUNNING, OVER, READ or LATE, as `open_sessions.condition` says."""


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
    def identity(self) -> Identity:
        """Which project this is."""
        return identify(self.cwd, self.place)

    @property
    def opened(self) -> str:
        """The folder that holds the notes on the project's open sessions."""
        return self._opened(self.identity.path)

    def _opened(self, project: str) -> str:
        return open_sessions.folder_of(str(self.paths.state), project)

    def beside(self, project: str = "") -> dict[str, str]:
        """Return the project's other open sessions, and what is known of each: see `open_sessions.conditions`.

        `project` is the path of its identity, where that was another one.
        """
        event = self.event
        own = open_sessions.name_of(self.host.name, event.session_id) if event.session_id else ""
        # One program may run several sessions at once: none takes the place of another.
        source = "" if self.host.sdk else event.source
        folder = self._opened(project or self.identity.path)
        return open_sessions.conditions(folder, own, time.time(), source, event.process)

    def others(self, project: str = "") -> list[Other]:
        """Return the project's other open sessions, the one that began last first; `project` is as for `beside`."""
        found, project = [], project or self.identity.path
        for name, condition in self.beside(project).items():
            path = Path(self._opened(project), name)
            record = open_sessions.read(str(path))
            if record and record.project == project:  # two projects may share a folder's name
                found.append(Other(path, record, condition))
        return sorted(found, key=lambda other: other.record.opened, reverse=True)

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
    def excluded(self) -> bool:
        """Whether the session is to leave no trace: its folder is one that the user excludes."""
        return self.preferences.state.excludes_session(self.cwd, self.root)

    @property
    def refused(self) -> str:
        """One line about a repository that is not believed to be this folder's; empty when there is none."""
        return "" if self.place else git.refused(self.cwd)

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
    standing, layers = layers_at(place.root if place else folder, paths)
    return Scene(event, host, folder, place, paths, load(layers), standing)


def layers_at(root: Path, paths: Paths) -> tuple[trust.Trust, tuple[Layer, ...]]:
    """Return how the `.memplug/` folder at `root` stands, and all preferences files; its own count if it is trusted."""
    standing = trust.state(root, paths.trust)
    return standing, read_layers(paths.preferences, root, trusted=standing is trust.Trust.TRUSTED)
