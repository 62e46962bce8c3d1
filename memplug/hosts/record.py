"""The record that describes one host; adding a host is adding a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Unit = Literal["characters", "utf16", "utf8"]


class Settings(NamedTuple):
    """Where a host reads its hooks."""

    scopes: Mapping[str, str]
    """Scope (`user`, `project`, `local`) to file; `~/` is the home folder, anything else is below the project."""
    start_event: str = "SessionStart"
    end_event: str = "SessionEnd"
    timeouts: Mapping[str, int] = {"start": 10, "end": 10}
    """The `timeout` written for each command, in the host's own unit (Claude Code: seconds)."""
    comments: bool = False
    """Whether the host accepts `//` and `/* */` in its file."""
    off: Mapping[str, bool] = {"disableAllHooks": True}
    """Keys of the file (a dot leads into an object) with the value that turns every hook off."""
    folder_variable: str = ""
    """Variable that names another place for the host's folder below home (`Host.data_folder`)."""


class Shape(NamedTuple):
    """What a payload of one host has and what it lacks; only a shape that no other host's payloads have."""

    present: tuple[str, ...]
    absent: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    """Fields that are there and hold null."""
    variable: str = ""
    """A variable that must be set besides, for a shape that a host we do not know might have, too."""


class Host(NamedTuple):
    """What memplug must know of one host; the facts come from running the client of the version named."""

    name: str
    title: str
    """The name as its makers write it."""
    version: str
    """The client's version that the facts were seen in; empty when only its documentation was read."""
    settings: Settings
    data_folder: str
    """The host's own folder below the home folder, for instance `.claude`; its payloads' transcripts lie there."""
    aliases: tuple[str, ...] = ()
    """Other names under which `--host` finds it."""
    environment: tuple[str, ...] = ()
    """Variables that this host, and no other, sets for its hooks."""
    answer: Literal["nested", "top"] = "nested"
    """Where `additionalContext` is read: inside `hookSpecificOutput`, or at the top level."""
    system_message: bool = True
    """Whether a top-level `systemMessage` is accepted and shown to the user."""
    cap: int = 10_000
    """Longest context that the host delivers whole, in `unit`."""
    unit: Unit = "utf16"
    shapes: tuple[Shape, ...] = ()
    """By which its payloads are known when neither their transcript nor a variable tells."""
    transcript: str = "claude"
    """The format of its transcripts: a key of `memplug.transcripts.READERS`."""
    transcript_names: tuple[str, ...] = ()
    """Patterns for the end of its transcripts' paths, for when the host's folder has been moved."""
    transcript_file: str = ""
    """Where below its folder the transcript of `{session_id}` is, when the payload does not say."""
