"""What the preferences say, typed; every value knows the file and line that it comes from."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple, Self

from memplug.preferences.globs import glob_covers, glob_matches

MAX_BYTES = 256 * 1024
"""Longest file that is read; a person's preferences are a few kilobytes."""

Kind = Literal["full", "brief", "minimal", "none"]
"""How much a session start says."""

SECTIONS = ("preferences", "project", "state", "git")
"""The sections of a context, in the order that they have unless the user says otherwise."""


class Origin(NamedTuple):
    """Where a value comes from."""

    file: Path | None
    """None: the built-in default."""
    line: int
    """From 1; 0 for a default."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else "default"


DEFAULT = Origin(None, 0)


class Problem(NamedTuple):
    """A mistake in a file, with what to do about it; `str` gives the one line that people see."""

    file: Path
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}; {self.remedy}"

    @classmethod
    def of_file(cls, file: Path, message: str, remedy: str) -> Self:
        """Return a problem with a file as a whole."""
        return cls(file, 1, 1, message, remedy)


class Layer(NamedTuple):
    """One preferences file as it was read."""

    name: Literal["user", "project", "local"]
    path: Path
    data: bytes | None
    """None: there is no such file, or it could not be read (`problem` says so)."""
    counts: bool
    """False: the project is not trusted, so the file is named but has no effect."""
    problem: Problem | None = None


class Facts(NamedTuple):
    """What the conditions of `[[when]]` are held against; what is not known makes a condition fail."""

    host: str = ""
    branch: str | None = None
    path: str | None = None
    """The working directory below the repository's root, with slashes; `.` is the root itself."""
    language: str | None = None
    type: str | None = None


class Entry(NamedTuple):
    """One value with the place it comes from."""

    value: object
    origin: Origin


Place = tuple[str, ...]
"""Table and key; an item of `notes` or `exclude` adds its text, one of `sources` or `versions` its name."""


class When(NamedTuple):
    """A `[[when]]` table: preferences for some sessions only."""

    conditions: Mapping[str, tuple[str, ...]]
    """`language`, `type`, `host` (names, case does not count), `path`, `branch` (globs): any one of them."""
    entries: Mapping[Place, Entry]
    """What it adds to `[preferences]`."""
    origin: Origin

    def holds(self, facts: Facts) -> bool:
        """Return whether every condition is met."""
        return all(self._met(name, getattr(facts, name)) for name in self.conditions)

    def _met(self, name: str, fact: str | None) -> bool:
        if not fact:
            return False
        wanted = self.conditions[name]
        if name in ("path", "branch"):
            return any(glob_matches(pattern, fact) for pattern in wanted)
        return fact.casefold() in {value.casefold() for value in wanted}


class ContextOptions(NamedTuple):
    """`[context]`: what a session start says."""

    enabled: bool = True
    max_chars: int = 6000
    """Longest context in characters; the host's own cap holds as well."""
    order: tuple[str, ...] = SECTIONS
    """The sections shown; one that is left out is not shown."""
    sources: Mapping[str, Kind] = {}
    """The user's choice by source, in lower case; a source that is missing keeps its built-in kind."""


class StateOptions(NamedTuple):
    """`[state]`: what is stored, and for how long."""

    keep_days: int = 90
    """0: for ever."""
    max_mb: int = 100
    """What all sessions together may take, in millions of bytes; 0: any size."""
    exclude: tuple[str, ...] = ()
    """Globs of paths that are never stored."""

    def excludes(self, path: str) -> bool:
        """Return whether `path`, with slashes and below the repository's root, must not be stored."""
        return any(glob_covers(os.path.expanduser(pattern), path) for pattern in self.exclude)  # noqa: PTH111  no path yet

    def excludes_session(self, folder: Path, root: Path) -> bool:
        """Return whether a session in `folder` must leave no trace; `root` is the repository's.

        Patterns that begin with `/` or `~/` are held against the whole path as well.
        """
        if folder.is_relative_to(root) and self.excludes(folder.relative_to(root).as_posix()):
            return True
        patterns = [os.path.expanduser(pattern) for pattern in self.exclude]  # noqa: PTH111  the same
        place = Path(os.path.realpath(folder))
        return any(
            glob_matches(pattern, above.as_posix())
            for pattern in patterns
            if os.path.isabs(pattern)  # noqa: PTH117  the same
            for above in (place, *place.parents)
        )


class GitOptions(NamedTuple):
    """`[git]`: how long git may take."""

    status_timeout_ms: int = 150


class SdkOptions(NamedTuple):
    """`[sdk]`: what a program that runs agents through an SDK is answered besides."""

    modified_config: Mapping[str, object] = {}
    """`modifiedConfig` at a start, as it is written; empty: none."""
    suppress_output: bool = False
    """Whether an end says `suppressOutput`."""
    cleanup_actions: tuple[str, ...] = ()
    """`cleanupActions` at an end."""


class SessionHookOptions(NamedTuple):
    """`[session_hooks]`: what becomes of a session's own hooks."""

    remove_stale: bool = False
    """Whether the file of a session is removed when the session ends."""


class Preferences(NamedTuple):
    """All layers as one; the closer file wins: local over project over user over default."""

    values: Mapping[str, object] = {}
    """`[preferences]` without its notes, in file order; plain data: dates are strings, lists are tuples."""
    notes: tuple[str, ...] = ()
    context: ContextOptions = ContextOptions()
    project: Mapping[str, object] = {}
    """`[project]`: corrections, in the shapes of `memplug.project.detect.Project`."""
    state: StateOptions = StateOptions()
    git: GitOptions = GitOptions()
    session_hooks: SessionHookOptions = SessionHookOptions()
    sdk: SdkOptions = SdkOptions()
    when: tuple[When, ...] = ()
    origins: Mapping[str, Origin] = {}
    """Where each value that counts comes from, by dotted key: `context.max_chars`, `preferences.notes[0]`."""
    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()
    """Every file looked at, from the weakest layer to the strongest, present or not."""

    def settings(self) -> dict[str, object]:
        """Return every value that counts by dotted key, with the keys of `origins`."""
        return {
            **_named("preferences.{}", self.values),
            **_named("preferences.notes[{}]", dict(enumerate(self.notes))),
            "context.enabled": self.context.enabled,
            "context.max_chars": self.context.max_chars,
            "context.order": self.context.order,
            **_named("context.sources.{}", self.context.sources),
            **_named("project.{}", {key: v for key, v in self.project.items() if not isinstance(v, Mapping)}),
            **_named("project.versions.{}", self.project.get("versions", {})),
            "state.keep_days": self.state.keep_days,
            "state.max_mb": self.state.max_mb,
            **_named("state.exclude[{}]", dict(enumerate(self.state.exclude))),
            "git.status_timeout_ms": self.git.status_timeout_ms,
            "session_hooks.remove_stale": self.session_hooks.remove_stale,
            **({"sdk.modified_config": self.sdk.modified_config} if "sdk.modified_config" in self.origins else {}),
            "sdk.suppress_output": self.sdk.suppress_output,
            **_named("sdk.cleanup_actions[{}]", dict(enumerate(self.sdk.cleanup_actions))),
        }

    def applied(self, facts: Facts) -> Self:
        """Return these preferences with every `[[when]]` table that holds for `facts` put in force.

        A table outranks the plain values of its own and of weaker files, never those of a closer file.
        """
        rank: dict[Path | None, int] = {file: number for number, file in enumerate(self.files)}
        values = dict(self.values)
        origins = dict(self.origins)
        notes = {note: origins.get(f"preferences.notes[{i}]", DEFAULT) for i, note in enumerate(self.notes)}
        for table in self.when:
            if not table.holds(facts):
                continue
            for (_, key, *note), entry in table.entries.items():
                name = f"preferences.{key}"
                if note:
                    notes.setdefault(note[0], entry.origin)
                elif rank.get(entry.origin.file, 0) >= rank.get(origins.get(name, DEFAULT).file, 0):
                    values[key] = entry.value
                    origins[name] = entry.origin
        origins |= {f"preferences.notes[{i}]": origin for i, origin in enumerate(notes.values())}
        return self._replace(values=values, notes=tuple(notes), when=(), origins=origins)


def _named(pattern: str, values: object) -> dict[str, object]:
    return {pattern.format(key): value for key, value in values.items()} if isinstance(values, Mapping) else {}
