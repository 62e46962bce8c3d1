"""A throw-away place in which a session of a host can end and the next one start, without touching the user's data."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from memplug import log
from memplug.hosts import HOSTS, Host
from memplug.hosts.samples import FIELDS, GOAL, SESSION, STAMP, TRANSCRIPTS
from memplug.paths import Paths, places, write_private
from memplug.session_hooks.places import name_of, project_folders
from memplug.session_hooks.write import added, answer

NOTE = "Say hello to the doctor"
"""What the made-up preferences, and a hook of the session's own, ask for."""


class Rehearsal(NamedTuple):
    """A folder with a home for memplug, a project, and a session's transcript and hook of its own."""

    host: Host
    folder: Path

    @property
    def project(self) -> Path:
        """The folder that the session works in."""
        return self.folder / "project"

    @property
    def paths(self) -> Paths:
        """Memplug's own places."""
        return places({"MEMPLUG_HOME": str(self.folder / "memplug")})

    @property
    def transcript(self) -> Path:
        """What the session wrote."""
        return self.folder / self.host.data_folder / TRANSCRIPTS[self.host.transcript][0]

    def prepare(self) -> None:
        """Make the folders, the transcript, the preferences and the session's own hook."""
        self.project.mkdir()
        records = [{"timestamp": STAMP, **record} for record in TRANSCRIPTS[self.host.transcript][1]]
        write_private(self.transcript, "".join(json.dumps(record) + "\n" for record in records).encode())
        write_private(self.paths.preferences, f'[preferences]\nnotes = ["{NOTE}"]\n'.encode())
        event = self.host.settings.start_event
        entry = {"type": "json", "json": answer(event, "", "", NOTE)}
        own = Path(next(project_folders(self.host.name, str(self.project))), name_of(SESSION))
        write_private(own, added(None, event, "", entry))

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return `env` as this host's hooks would find it, were this folder all that memplug knows."""
        agents = {name for host in HOSTS.values() for name in (*host.environment, host.settings.folder_variable)}
        kept = {name: value for name, value in env.items() if name not in agents and name != "MEMPLUG_DISABLE"}
        own = dict.fromkeys(self.host.environment[:1], "1")
        if variable := self.host.settings.folder_variable:
            own[variable] = str(self.folder / self.host.data_folder)
        return {**kept, **own, "MEMPLUG_HOME": str(self.folder / "memplug")}

    def forget(self) -> None:
        """Remove what is saved, so that the next end has to save it again."""
        for file in self.paths.database.parent.glob(f"{self.paths.database.name}*"):
            file.unlink()

    def payload(self, event: str) -> dict[str, Any]:
        """Return what the host sends at `event`."""
        settings = self.host.settings
        usual = {settings.start_event: {"source": "startup"}, settings.end_event: {"reason": "other"}}
        return {
            "session_id": SESSION,
            **({} if self.host.transcript_file else {"transcript_path": str(self.transcript)}),
            "cwd": str(self.project),
            "hook_event_name": event,
            **usual.get(event, {}),
            **FIELDS.get(self.host.name, {}).get(event, {}),
        }

    @property
    def is_saved(self) -> bool:
        """Whether there is a record of the session that says what it was about."""
        if not self.paths.database.exists():
            return False
        with closing(sqlite3.connect(self.paths.database)) as database:
            return any(GOAL in digest for (digest,) in database.execute("SELECT digest FROM sessions"))

    @property
    def log(self) -> str:
        """What the hooks could not say aloud, on one line."""
        return "; ".join(line.partition(" ")[2] for line in log.last(self.paths.log, 3))
