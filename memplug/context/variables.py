"""The typed set of variables that templates see: what the long way has gathered, as values."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from memplug.digest.model import Commit, Digest
from memplug.preferences import Kind
from memplug.project.git import GitState


class PreferenceLine(NamedTuple):
    """One preference as it is shown."""

    name: str
    value: str


class Earlier(NamedTuple):
    """An earlier session, as notes on it."""

    host: str
    """The agent's name, for instance `Claude Code`."""
    branch: str
    ended: str
    """`2026-11-21 10:42 UTC`."""
    elsewhere: str
    """How its place differs from this one (`on branch x`, `in another worktree`); empty when it does not."""
    digest: Digest


class Changes(NamedTuple):
    """What happened since the session that goes on now was last active."""

    since: str
    """When that was; empty when memplug has no record of it."""
    commits: tuple[Commit, ...] = ()
    branch_before: str = ""
    """The branch that was checked out then, when it is another one now."""
    sessions: tuple[Earlier, ...] = ()
    """Sessions of the same project that ended in between, newest first."""


class Beside(NamedTuple):
    """A session of the project that runs beside this one."""

    host: str
    """The agent's name, for instance `Claude Code`."""
    since: str
    """When it began: `2026-11-21 10:42 UTC`."""
    elsewhere: str
    """How its place differs from this one, as in `Earlier`."""
    goal: str
    """Its first prompt; empty as long as there is none, or its transcript cannot be read."""


class Variables(NamedTuple):
    """Everything that a template may name."""

    kind: Kind
    """The kind of answer: `full`, `brief` or `minimal`."""
    source: str
    """Why the session starts: `startup`, `resume`, …"""
    host: str
    """The agent that asks, for instance `Claude Code`."""
    preferences: tuple[PreferenceLine, ...] = ()
    notes: tuple[str, ...] = ()
    """The user's notes, in the order of the files."""
    project: tuple[str, ...] = ()
    """What kind of project this is, in at most about eight lines."""
    state: Earlier | None = None
    """The session to go on from: the newest of this worktree and branch, else the newest of the project."""
    newer: Earlier | None = None
    """A session that ended later than `state`, on another branch or in another worktree."""
    beside: tuple[Beside, ...] = ()
    """Sessions of the project that are open now."""
    changes: Changes | None = None
    """Only for `brief`."""
    git: GitState | None = None
    """None outside a repository."""
    notices: tuple[str, ...] = ()
    """One line for each thing that went wrong and that the user can mend."""
    sections: Mapping[str, str] = {}
    """Only in `full`, `brief` and `minimal`: the rendered sections that are shown, by name and in order."""
    left_out: tuple[str, ...] = ()
    """Only there, too: the sections that gave way."""

    @property
    def fence(self) -> str:
        """A code fence that is longer than any run of backticks in the notes on earlier sessions."""
        runs = re.findall("`{3,}", str((self.state, self.newer, self.beside, self.changes)))
        return "`" * max((len(run) + 1 for run in runs), default=3)


def moment(seconds: float) -> str:
    """Return a time for people, always in UTC, so that the same session reads the same everywhere."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
