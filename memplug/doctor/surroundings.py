"""Everything that the checks look at, gathered once."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from memplug.doctor.settings import SettingsFile, settings_files
from memplug.paths import Paths, places
from memplug.project import git


class Surroundings(NamedTuple):
    """Where memplug is looked at."""

    paths: Paths
    env: Mapping[str, str]
    home: Path
    """The user's home folder."""
    cwd: Path
    files: tuple[SettingsFile, ...]
    """The settings of every host that are there, for this user and this folder."""
    now: float
    """Seconds since the epoch."""

    @property
    def root(self) -> Path:
        """The root of the work tree, or the folder itself outside of one."""
        place = git.find(self.cwd)
        return place.root if place else self.cwd

    @property
    def installations(self) -> tuple[SettingsFile, ...]:
        """The settings that hold a hook of memplug's."""
        return tuple(file for file in self.files if file.hooks)


def look_around(env: Mapping[str, str], home: Path, cwd: Path) -> Surroundings:
    """Read the settings of every host, as seen from `cwd`."""
    return Surroundings(places(env), env, home, cwd, settings_files(env, home, cwd), time.time())
