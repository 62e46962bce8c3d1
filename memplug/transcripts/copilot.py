"""The `events.jsonl` of GitHub Copilot CLI and of the SDK's runtime (seen in 1.0.102).

One event a line, `{"type", "data", "id", "timestamp", "parentId"}`, with `agentId` where a sub-agent acts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from memplug.expressions import expression
from memplug.transcripts.codex_calls import patched
from memplug.transcripts.copilot_todos import Replay
from memplug.transcripts.fields import mapping, mappings, parsed, parsed_or_none, string
from memplug.transcripts.turns import (
    Action,
    Answer,
    Interruption,
    Note,
    NoteKind,
    Odd,
    Prompt,
    Rewound,
    Stamp,
    Task,
    TaskList,
    ToolResult,
    ToolUse,
    Turn,
)

# An event counts only when one of these stands in its bytes; the rest is not parsed at all.
WANTED = tuple(
    f'"{kind}'.encode()
    for kind in (
        "user.message", "assistant.message", "tool.", "permission.completed", "session.start", "session.resume",
        "session.context", "session.title", "session.error", "session.compaction_complete", "session.snapshot_rewind",
        "session.shutdown", "abort",
    )
)  # fmt: skip

TOOLS: dict[str, Action] = {
    "create": Action.EDIT,
    "edit": Action.EDIT,
    "multi_edit": Action.EDIT,
    "str_replace": Action.EDIT,
    "insert": Action.EDIT,
    "write": Action.EDIT,
    "str_replace_editor": Action.EDIT,
    "apply_patch": Action.EDIT,
    "view": Action.READ,
    "read": Action.READ,
    "bash": Action.RUN,
    "local_shell": Action.RUN,
    "powershell": Action.RUN,
    "exit_plan_mode": Action.PLAN,
    "ask_user": Action.ASK,
}
PATHS = ("path", "file_path", "filePath", "fileName")
# The client's own notes on the session, as its plan: the list of work tells the same.
OWN = expression(r"[\\/]\.copilot[\\/]session-state[\\/]")
EXIT = expression(r"\s*<(?:shellId: \S+ (?:completed|exited)|(?:command )?exited) with exit code (-?\d+)>\s*\Z")
REFUSED = expression(r"reject|denied|declin", re.IGNORECASE)
BY_USER = "denied-interactively-by-user"
ANSWERED = expression(r"\AUser (?:responded|selected|answered|chose)[^:\n]*:\s*")
CHECKBOX = expression(r"^\s*[-*] \[([ xX~/-])\] +(.+?)\s*$", re.MULTILINE)
CHECKED = {" ": "pending", "x": "completed", "X": "completed"}


def read(lines: Iterable[bytes]) -> Iterator[Turn]:
    """Yield the turns in `lines`; what cannot be read becomes `Odd`, nothing is raised."""
    reader = _Reader()
    with closing(reader.todos):
        for line in lines:
            if not any(kind in line for kind in WANTED):
                continue
            try:
                event = parsed(line)
            except (ValueError, RecursionError):
                yield Odd("a line is not JSON")
                continue
            if isinstance(event, dict):
                yield from reader.event(event)


class _Reader:
    """What must be remembered from one event to the next."""

    def __init__(self) -> None:
        self.stamp = Stamp("")
        self.cwd = self.identity = ""
        self.uses: dict[str, ToolUse] = {}
        self.refused: dict[str, str] = {}  # id of a call to what the user said when refusing it
        self.touched: set[str] = set()
        self.prompts: list[str] = []  # ids of the events that are prompts
        self.todos = Replay()

    def event(self, event: dict[str, Any]) -> Iterator[Turn]:
        kind = event.get("type")
        handler = self.HANDLERS.get(kind) if isinstance(kind, str) else None
        data = event.get("data")
        if handler is None or not isinstance(data, dict):
            return
        context = mapping(data.get("context")) if "context" in data else data
        where = kind in ("session.start", "session.resume", "session.context_changed")
        self.cwd = string(context.get("cwd")) or self.cwd if where else self.cwd
        stamp = Stamp(_time(event.get("timestamp")), self.cwd, string(context.get("branch")) if where else "")
        if stamp.at and stamp != self.stamp:
            self.stamp = stamp
            yield stamp
        self.identity = string(event.get("id"))
        yield from handler(self, data, sidechain=bool(event.get("agentId") or data.get("parentToolCallId")))

    def nothing(self, _data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:  # noqa: ARG002  as every handler
        yield from ()

    def user(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        # A source other than the user marks what skills and the runtime put in the user's place.
        if not sidechain and data.get("source") in (None, "", "user") and (text := string(data.get("content")).strip()):
            self.prompts.append(self.identity)
            yield Prompt(text)

    def rewound(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        """Yield that the prompt which is named, and all that followed it, were taken back."""
        if not sidechain and (first := string(data.get("upToEventId"))) in self.prompts:
            back = len(self.prompts) - self.prompts.index(first)
            del self.prompts[-back:]
            yield Rewound(back)

    def assistant(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        if not sidechain and (text := string(data.get("content"))).strip():
            yield Answer(text)
        for request in mappings(data.get("toolRequests")):
            yield from self.use(request, string(request.get("name")), sidechain=sidechain)

    def started(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        yield from self.use(data, string(data.get("toolName")), sidechain=sidechain)

    def use(self, data: dict[str, Any], name: str, *, sidechain: bool) -> Iterator[Turn]:
        """Yield a call once: it is told by the message that asks for it and again when it starts."""
        identity = string(data.get("toolCallId"))
        if identity in self.uses:
            return
        given = _arguments(data.get("arguments"))
        action = TOOLS.get(name, Action.OTHER)
        if name == "str_replace_editor" and given.get("command") == "view":
            action = Action.READ
        paths = _paths(given) if action in (Action.EDIT, Action.READ) else []
        paths = [path for path in paths if path != self.cwd and not OWN.search(path)]
        use = ToolUse(identity, name, action, tuple(paths), _asked(action, given), sidechain)
        self.uses[identity] = use
        yield use
        if name == "sql":
            self.todos.asked[identity] = string(given.get("query"))
        elif name == "update_todo" and not sidechain:
            marks = CHECKBOX.findall(string(given.get("todos")))
            yield TaskList(tuple(Task(text, CHECKED.get(mark, "in_progress")) for mark, text in marks))

    def permission(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        result = mapping(data.get("result"))
        if result.get("kind") == BY_USER and not sidechain:
            self.refused[string(data.get("toolCallId"))] = string(result.get("feedback"))
        yield from ()

    def completed(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        identity = string(data.get("toolCallId"))
        use = self.uses.get(identity)
        result, error = data.get("result"), mapping(data.get("error"))
        text = string(result) or string(mapping(result).get("content")) or string(error.get("message"))
        code = mapping(data.get("shellExecution")).get("exitCode")
        if ended := EXIT.search(text):
            text, code = text[: ended.start()], int(ended[1]) if code is None else code
        succeeded = data.get("success") is not False
        refused = identity in self.refused or (not succeeded and bool(REFUSED.search(string(error.get("code")))))
        words = self.refused.get(identity, "")
        if use and use.action is Action.ASK and succeeded:
            words = ANSWERED.sub("", text).strip()
        yield ToolResult(identity, text, failed=not succeeded or bool(code), refused=refused, words=words)
        if succeeded and use and use.action is Action.EDIT:
            self.touched.update(use.paths)
        if succeeded and not sidechain and (tasks := self.todos.run(identity)) is not None:
            yield TaskList(tasks)

    def compacted(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        if not sidechain and (summary := string(data.get("summaryContent")).strip()):
            yield Note(NoteKind.SUMMARY, summary)

    def shut_down(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        """Yield an edit of the files of which no tool told, for instance because a sub-agent's calls are not logged."""
        files = mapping(data.get("codeChanges")).get("filesModified")
        untold = (
            [file for file in files if isinstance(file, str) and file not in self.touched]
            if isinstance(files, list)
            else []
        )
        if untold and not sidechain:
            self.touched.update(untold)
            yield ToolUse("session.shutdown", "edit", Action.EDIT, tuple(untold), sidechain=True)
            yield ToolResult("session.shutdown", "")

    def title(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        if not sidechain and (title := string(data.get("title"))):
            yield Note(NoteKind.TITLE, title)

    def error(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        if not sidechain:
            yield Note(NoteKind.ERROR, string(data.get("message")) or string(mapping(data.get("error")).get("message")))

    def abort(self, data: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        if not sidechain and "user" in (string(data.get("reason")) or "user"):
            yield Interruption()

    HANDLERS: dict[str, Callable[..., Iterator[Turn]]] = {  # noqa: RUF012  never changed
        "session.start": nothing,
        "session.resume": nothing,
        "session.context_changed": nothing,
        "session.title_changed": title,
        "session.error": error,
        "session.compaction_complete": compacted,
        "session.snapshot_rewind": rewound,
        "session.shutdown": shut_down,
        "user.message": user,
        "assistant.message": assistant,
        "tool.execution_start": started,
        "tool.execution_complete": completed,
        "permission.completed": permission,
        "abort": abort,
    }


def _time(value: Any) -> str:
    """Return a time as ISO 8601: as it is, or made from milliseconds since the epoch."""
    if isinstance(value, int | float):
        try:
            return datetime.fromtimestamp(value / 1000, UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return ""
    return string(value)


def _arguments(value: Any) -> dict[str, Any]:
    """Return a tool's arguments: an object, the JSON text of one, or the text of a patch."""
    if isinstance(value, str):
        return mapping(parsed_or_none(value)) or {"input": value}
    return mapping(value)


def _paths(given: dict[str, Any]) -> list[str]:
    named = [path for field in PATHS if (path := string(given.get(field)))]
    return named[:1] or list(patched(string(given.get("input")) or string(given.get("patch"))))


def _asked(action: Action, given: dict[str, Any]) -> str:
    """Return the text that matters of a tool's arguments."""
    if action is Action.RUN:
        return string(given.get("command"))
    if action is Action.PLAN:
        return string(given.get("plan")) or string(given.get("summary"))
    return string(given.get("question")) if action is Action.ASK else ""
