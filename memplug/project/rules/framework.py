"""The row of the framework tables."""

from typing import NamedTuple


class Framework(NamedTuple):
    """A framework, what shows it, and the type of project it makes; it hides the ones it is built on."""

    name: str
    when: str
    kind: str | None = None
    supersedes: tuple[str, ...] = ()
