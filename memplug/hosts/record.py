"""The record that describes one host; adding a host is adding a record."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

Unit = Literal["characters", "utf16", "utf8"]


class Settings(NamedTuple):
    """Where a host reads its hooks."""

    scopes: Mapping[str, str]
    """Scope (`user`, `project`, `local`) to file; `~/` is the home folder, anything else is below the project."""
    start_event: str = "SessionStart"
    end_event: str = "SessionEnd"
    checkpoints: tuple[str, ...] = ()
    """Events beside the end at which the session is saved as well, where the end alone is not enough."""
    timeouts: Mapping[str, int] = {"start": 10, "end": 10}
    """The `timeout` written for each command, in the host's own unit."""
    timeout_unit: float = 1.0
    """That unit in seconds."""
    flat: bool = False
    """Whether an entry may also stand in its event's list by itself, with its command as `bash` and the event in
    camel case: `{"sessionStart": [{"type": "command", "bash": …, "timeoutSec": …}]}`."""
    comments: bool = False
    """Whether the host accepts `//` and `/* */` in its file."""
    mark: bool = True
    """Whether the host reads a file that begins with a byte order mark."""
    keys: tuple[str, ...] = ()
    """All keys that the file may have; with any other the host takes nothing of it. Empty: it may have any."""
    off: Mapping[str, bool] = {"disableAllHooks": True}
    """Keys of the file (a dot leads into an object) with the value that turns every hook off."""
    folder_variable: str = ""
    """Variable that names another place for the host's folder below home (`Host.data_folder`)."""
    plugins: str = ""
    """The key of the file that says which plugins are enabled: `{"NAME@MARKETPLACE": true}`."""
    trust: str = ""
    """A TOML file beside the user's settings in which the host notes the hooks that its user trusts; it runs no others:
    `[hooks.state."FILE:event:group:hook"] trusted_hash = …`. With `[features] hooks = false` it runs none at all."""
    next_step: str = ""
    """What its user has to do once the hooks are in the file, when starting a session is not enough."""


def same(*events: str) -> dict[str, str]:
    """Return events that a host calls as Claude Code does."""
    return dict(zip(events, events, strict=True))


class SessionHooks(NamedTuple):
    """What session-scoped hooks must know of a host; the fields of answers are named as in Claude Code."""

    events: Mapping[str, str] = same(
        "SessionStart", "UserPromptSubmit", "PreToolUse", "PermissionRequest", "PostToolUse", "Notification",
        "SubagentStop", "Stop", "PreCompact", "SessionEnd",
    )  # fmt: skip
    """Each event at which the dispatcher is registered, with the name that the host has for it."""
    timeouts: Mapping[str, int] = {"hook": 65, "end": 60}
    """The `timeout` written for the dispatcher, in the host's own unit; longer than all that it runs may take."""
    variables: tuple[str, ...] = ()
    """Variables in which a command that the agent runs finds the session's id."""
    plain_text: bool = True
    """Whether output that is no JSON becomes context at a start and a prompt."""
    decides_by: str = "permissionDecision"
    """The field by which a tool is allowed or denied."""
    renamed: Mapping[str, str] = {}
    """Fields that have another name here."""
    tells_of_stops: bool = True
    """Whether the payload of a stop says that the last one was refused (`stop_hook_active`)."""
    refused: frozenset[str] = frozenset()
    """What the host does not take: `FIELD`, `EVENT.FIELD` or `EVENT.FIELD=VALUE`."""

    def refuses(self, event: str, field: str, value: object) -> bool:
        """Return whether the host does not take that value of a field at an event."""
        return not self.refused.isdisjoint((field, f"{event}.{field}", f"{event}.{field}={value}"))


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
    program: str = ""
    """The name of its executable; empty when it has none of its own or none is known."""
    least: str = ""
    """The first version whose hooks do what memplug needs, in three numbers; empty where none is known that do not."""
    before: str = ""
    """What earlier versions do."""
    aliases: tuple[str, ...] = ()
    """Other names under which `--host` finds it."""
    environment: tuple[str, ...] = ()
    """Variables that this host, and no other, sets for its hooks."""
    runs: tuple[str, ...] = ()
    """Hosts whose settings it reads besides its own, so that it runs their commands, with payloads of its own."""
    runtime: str = ""
    """The host whose program carries out its sessions, under the same ids, and runs that one's hooks before its own."""
    answer: Literal["nested", "top"] = "nested"
    """Where `additionalContext` is read: inside `hookSpecificOutput`, or at the top level."""
    system_message: bool = True
    """Whether a top-level `systemMessage` is accepted and shown to the user."""
    sdk: bool = False
    """Whether a program calls it: its answers may hold `modifiedConfig`, and its end is answered as well."""
    session_hooks: SessionHooks = SessionHooks(events={})
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

    def folder(self, env: Mapping[str, str], home: Path = Path("~")) -> Path:
        """Return the host's own folder: below `home`, unless its variable names another one.

        Raises RuntimeError when `~` is in it and no home folder is known.
        """
        moved = env.get(self.settings.folder_variable) if self.settings.folder_variable else None
        return (Path(moved) if moved else home / self.data_folder).expanduser()
