"""The resumable state of a session: what the next one needs, and no more."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Self


class Failure(NamedTuple):
    """A command that failed and what became of it."""

    command: str
    passed_later: bool
    message: str = ""
    """The line of its output that says most; empty once it passed."""


class LastTestRun(NamedTuple):
    """The last run of the tests."""

    command: str
    passed: bool
    summary: str = ""
    """The line in which the test runner counts, when there was one."""


class Commit(NamedTuple):
    """A commit made while the session ran."""

    id: str
    """Abbreviated to at least seven characters."""
    subject: str


class Metrics(NamedTuple):
    """Counts of what was read of the transcript; for a very large one that is its beginning and its end."""

    started: str = ""
    """ISO 8601, of the first record."""
    ended: str = ""
    prompts: int = 0
    tool_calls: int = 0
    errors: int = 0
    odd: int = 0
    """Lines that could not be read."""


class Digest(NamedTuple):
    """Every text is plain, cleaned of host markup, and short; an empty value means there was none."""

    goal: str = ""
    title: str = ""
    prompts: tuple[str, ...] = ()
    """What the user asked after the goal, oldest first; the last prompt is the last entry."""
    answer: str = ""
    """What the assistant said last."""
    earlier_answers: tuple[str, ...] = ()
    """What it said at the end of the turns before, oldest first."""
    question: str = ""
    """What the assistant asks the user in it, and waits for."""
    decisions: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Files, relative to the project where they lie in it; last edited first."""
    read: tuple[str, ...] = ()
    """Files that were read and not edited, most often read first."""
    open_tasks: tuple[str, ...] = ()
    done_tasks: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    tests: LastTestRun | None = None
    summary: str = ""
    """The newest summary of a compaction."""
    away: str = ""
    """The host's own note of what was done and what is next, when it is newer than `answer`."""
    last_steps: tuple[str, ...] = ()
    """What ran last when the session stopped before the assistant could answer."""
    interrupted: bool = False
    reason: str = ""
    branch_start: str = ""
    branch_end: str = ""
    head_start: str = ""
    head_end: str = ""
    commits: tuple[Commit, ...] = ()
    metrics: Metrics = Metrics()

    @property
    def is_empty(self) -> bool:
        """True when nothing happened: such a digest never replaces another."""
        return not (self.goal or self.prompts or self.answer or self.edited or self.open_tasks or self.last_steps)

    def to_json(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            **self._asdict(),
            "failures": [failure._asdict() for failure in self.failures],
            "tests": self.tests._asdict() if self.tests else None,
            "commits": [commit._asdict() for commit in self.commits],
            "metrics": self.metrics._asdict(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the digest in `data`; keys of newer versions are ignored, missing ones take their default."""
        known = {name: data[name] for name in cls._fields if name in data}
        records: dict[str, type] = {"failures": Failure, "commits": Commit}
        for name, value in known.items():
            if name in records:
                known[name] = tuple(records[name](**entry) for entry in value)
            elif isinstance(value, list):
                known[name] = tuple(value)
        if known.get("tests"):
            known["tests"] = LastTestRun(**known["tests"])
        if "metrics" in known:
            known["metrics"] = Metrics(**known["metrics"])
        return cls(**known)
