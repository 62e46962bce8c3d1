"""Every group of checks, in the order in which they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from memplug.doctor import clients, database, entries, folders, journal, readiness, running, trust, versions, wording
from memplug.doctor.finding import Finding, broken
from memplug.doctor.surroundings import Surroundings
from memplug.errors import UserError


class Group(NamedTuple):
    """Checks that belong together."""

    title: str
    """What a person who waits is told."""
    check: Callable[[Surroundings], Iterable[Finding]]


GROUPS = (
    Group("memplug, Python and git", versions.check),
    Group("the settings of the agents", entries.check),
    Group("the agents", clients.check),
    Group("which hooks the agents trust", trust.check),
    Group("the hooks at work", running.check),
    Group("preferences and templates", wording.check),
    Group("folders", folders.check),
    Group("what is stored", database.check),
    Group("the ready answer", readiness.check),
    Group("the log", journal.check),
)


def examine(around: Surroundings, tell: Callable[[str], None] = lambda _: None) -> Iterator[Finding]:
    """Yield what every check finds; `tell` hears the title of each group before it begins.

    A check that fails is a finding, and the next one goes on.
    """
    for group in GROUPS:
        tell(group.title)
        try:
            yield from group.check(around)
        except UserError as error:
            yield broken(group.title, str(error), "see what is said there")
        except Exception as error:  # noqa: BLE001  the doctor must be able to look at anything
            message = f"this could not be looked at: {type(error).__name__}: {error}"
            yield broken(group.title, message, "please report this with the line above; the other checks go on")
