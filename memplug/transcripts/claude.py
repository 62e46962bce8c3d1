"""The transcripts of Claude Code (1.0 to 2.1.329) and of clients that write the same lines.

One JSON object a line. Most bytes are records that say nothing about the work (`progress`, `api-request`,
`file-history-snapshot`, …): they are told by their bytes and never parsed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from memplug.expressions import expression
from memplug.transcripts.fields import mappings, parsed, string
from memplug.transcripts.turns import (
    Action,
    Answer,
    Interruption,
    Note,
    NoteKind,
    Odd,
    Prompt,
    Stamp,
    Task,
    TaskChange,
    TaskList,
    ToolResult,
    ToolUse,
    Turn,
)

# A record counts only when one of these stands in its bytes; the rest is not parsed at all.
WANTED = tuple(
    f'"{kind}"'.encode()
    for kind in (
        "user", "assistant", "summary", "ai-title", "custom-title", "last-prompt", "away_summary", "queued_command",
    )
)  # fmt: skip

TOOLS: dict[str, tuple[Action, tuple[str, ...]]] = {
    "Edit": (Action.EDIT, ("file_path",)),
    "MultiEdit": (Action.EDIT, ("file_path",)),
    "Write": (Action.EDIT, ("file_path",)),
    "NotebookEdit": (Action.EDIT, ("notebook_path",)),
    "Read": (Action.READ, ("file_path",)),
    "NotebookRead": (Action.READ, ("notebook_path",)),
    "Bash": (Action.RUN, ()),
    "PowerShell": (Action.RUN, ()),
    "ExitPlanMode": (Action.PLAN, ()),
    "exit_plan_mode": (Action.PLAN, ()),
    "AskUserQuestion": (Action.ASK, ()),
}
"""Tool name to what it is for and the input fields that name files."""

TITLES = {"summary": "summary", "ai-title": "aiTitle", "custom-title": "customTitle"}
"""Type of a record that only names the session to the field with the name."""

# Commands that the client runs itself: they say nothing to the model.
LOCAL_COMMANDS = frozenset(
    [
        "add-dir",
        "agents",
        "bug",
        "clear",
        "compact",
        "config",
        "context",
        "continue",
        "copy",
        "cost",
        "doctor",
        "effort",
        "exit",
        "export",
        "extra-usage",
        "fast",
        "feedback",
        "fork",
        "help",
        "hooks",
        "ide",
        "install-github-app",
        "keybindings",
        "login",
        "logout",
        "mcp",
        "memory",
        "mobile",
        "model",
        "output-style",
        "permissions",
        "plan",
        "plugin",
        "plugins",
        "privacy-settings",
        "quit",
        "release-notes",
        "reload-plugins",
        "remote-control",
        "rename",
        "resume",
        "rewind",
        "sandbox",
        "session",
        "skills",
        "stats",
        "status",
        "statusline",
        "stickers",
        "tag",
        "tasks",
        "terminal-setup",
        "theme",
        "todos",
        "upgrade",
        "usage",
        "vim",
        "voice",
    ]
)

INTERRUPTED = "[Request interrupted by user"
REFUSED = ("The user doesn't want to proceed", "The user doesn't want to take this action")
# What a client or a hook puts in the user's place.
NOT_TYPED = (
    "<local-command", "Caveat: The messages below", "<bash-", "<task-notification", "<user-memory-input", "<tick>",
    "<teammate-message", "<agent-notification", "Operation stopped by hook",
    "UserPromptSubmit operation blocked by hook",
    "Stop hook feedback",
    "[SYSTEM NOTIFICATION", "Tool loaded.", "No response requested.",
)  # fmt: skip

COMMAND_NAME = expression(r"<command-name>/?(.*?)</command-name>", re.DOTALL)
COMMAND_ARGS = expression(r"<command-args>(.*?)</command-args>", re.DOTALL)
USER_SAID = expression(r"the user said:\s*(.*?)(?:\n\nNote: The user's next message|\Z)", re.DOTALL)
ANSWERED = expression(
    r"(?:User|Your questions) ha(?:s|ve) (?:been )?answered(?: your questions)?: *(.*?)(?:\. You can now continue|\Z)",
    re.DOTALL,
)
TASK_CREATED = expression(r"Task #(\S+) created")
SUMMARY = expression(
    r"This session is being continued from a previous conversation[^\n]*(?:\n+(?:Summary|Analysis):)?\s*"
)
AFTER_SUMMARY = "\n\nIf you need specific details from before compaction"


def read(lines: Iterable[bytes]) -> Iterator[Turn]:
    """Yield the turns in `lines`; what cannot be read becomes `Odd`, nothing is raised."""
    reader = _Reader()
    for line in lines:
        if not any(kind in line for kind in WANTED):
            continue
        try:
            record = parsed(line)
        except (ValueError, RecursionError):
            yield Odd("a line is not JSON")
            continue
        if isinstance(record, dict):
            yield from reader.record(record)


def _text(value: Any) -> str:
    """Return the text of a message's content: a string, or the text blocks of a list."""
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    return "\n".join(
        block["text"]
        for block in value
        if isinstance(block, dict) and block.get("type") == "text" and isinstance(block.get("text"), str)
    )


class _Reader:
    """What must be remembered from one record to the next."""

    def __init__(self) -> None:
        self.stamp = Stamp("")
        self.new_tasks: dict[str, str] = {}  # id of a TaskCreate call to its subject, until its result gives the number

    def record(self, record: dict[str, Any]) -> Iterator[Turn]:
        kind = record.get("type")
        handler = self.HANDLERS.get(kind) if isinstance(kind, str) else None
        if handler is None:
            return
        stamp = Stamp(string(record.get("timestamp")), string(record.get("cwd")), string(record.get("gitBranch")))
        if stamp.at and stamp != self.stamp:
            self.stamp = stamp
            yield stamp
        yield from handler(self, record)

    def user(self, record: dict[str, Any]) -> Iterator[Turn]:
        message = record.get("message")
        content = message.get("content") if isinstance(message, dict) else None
        sidechain = record.get("isSidechain") is True
        for block in mappings(content):
            if block.get("type") == "tool_result":
                yield from self.result(block, record.get("toolUseResult"))
        text = _text(content).strip()
        if not text or sidechain:
            return
        if record.get("isCompactSummary") is True or SUMMARY.match(text):
            yield Note(NoteKind.SUMMARY, SUMMARY.sub("", text).split(AFTER_SUMMARY)[0])
        elif text.startswith(INTERRUPTED):
            yield Interruption()
        elif record.get("isMeta") is not True:
            yield from _typed(text)

    def result(self, block: dict[str, Any], details: Any) -> Iterator[Turn]:
        identity = string(block.get("tool_use_id"))
        text = _text(block.get("content"))
        failed = block.get("is_error") is True
        refused = failed and text.startswith((*REFUSED, INTERRUPTED))
        words = ""
        if refused and (said := USER_SAID.search(text)):
            words = said[1].strip()
        elif isinstance(details, dict) and isinstance(details.get("answers"), dict):
            words = "; ".join(f"{question} {given}" for question, given in details["answers"].items())
        elif answered := ANSWERED.match(text):
            words = answered[1]
        yield ToolResult(identity, text, failed=failed, refused=refused, words=words)
        if (subject := self.new_tasks.pop(identity, "")) and (created := TASK_CREATED.match(text)):
            yield TaskChange(created[1], subject, "pending")

    def assistant(self, record: dict[str, Any]) -> Iterator[Turn]:
        message = record.get("message")
        if not isinstance(message, dict):
            return
        sidechain = record.get("isSidechain") is True
        if record.get("isApiErrorMessage") is True and not sidechain:
            yield Note(NoteKind.ERROR, _text(message.get("content")))
            return
        content = message.get("content")
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        for block in mappings(content):
            if block.get("type") == "tool_use":
                yield from self.use(block, sidechain=sidechain)
            elif block.get("type") == "text" and not sidechain and message.get("model") != "<synthetic>":
                yield Answer(string(block.get("text")))

    def use(self, block: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        identity, name = string(block.get("id")), string(block.get("name"))
        given = block.get("input")
        given = given if isinstance(given, dict) else {}
        action, fields = TOOLS.get(name, (Action.OTHER, ()))
        paths = tuple(path for field in fields if (path := string(given.get(field))))
        yield ToolUse(identity, name, action, paths, _asked(action, given), sidechain)
        if sidechain:
            return
        if name == "TodoWrite":
            yield TaskList(tuple(_todos(given.get("todos"))))
        elif name == "TaskCreate":
            self.new_tasks[identity] = string(given.get("subject"))
        elif name == "TaskUpdate":
            yield TaskChange(str(given.get("taskId", "")), string(given.get("subject")), string(given.get("status")))

    def title(self, record: dict[str, Any]) -> Iterator[Turn]:
        if title := string(record.get(TITLES[record["type"]])):
            yield Note(NoteKind.TITLE, title)

    def last_prompt(self, record: dict[str, Any]) -> Iterator[Turn]:
        if prompt := string(record.get("lastPrompt")):
            yield Note(NoteKind.LAST_PROMPT, prompt)

    def system(self, record: dict[str, Any]) -> Iterator[Turn]:
        if record.get("subtype") == "away_summary":
            yield Note(NoteKind.AWAY, string(record.get("content")))

    def attachment(self, record: dict[str, Any]) -> Iterator[Turn]:
        attachment = record.get("attachment")
        if isinstance(attachment, dict) and attachment.get("type") == "queued_command":
            yield from _typed(_text(attachment.get("prompt")).strip())

    HANDLERS: dict[str, Callable[[_Reader, dict[str, Any]], Iterator[Turn]]] = {  # noqa: RUF012  never changed
        "user": user,
        "assistant": assistant,
        "system": system,
        "attachment": attachment,
        "last-prompt": last_prompt,
        **dict.fromkeys(TITLES, title),
    }


def _typed(text: str) -> Iterator[Turn]:
    """Yield the prompt in a user's text; a slash command counts as typed, the client's own commands do not."""
    if name := COMMAND_NAME.search(text):
        arguments = COMMAND_ARGS.search(text)
        command = name[1].strip()
        if command and command.split()[0] not in LOCAL_COMMANDS:
            yield Prompt(f"/{command} {arguments[1].strip() if arguments else ''}".strip())
    elif text and not text.startswith(NOT_TYPED):
        yield Prompt(text)


def _asked(action: Action, given: dict[str, Any]) -> str:
    """Return the text that matters of a tool's input."""
    if action is Action.RUN:
        return string(given.get("command"))
    if action is Action.PLAN:
        return string(given.get("plan"))
    if action is Action.ASK:
        questions = given.get("questions")
        return "; ".join(string(question.get("question")) for question in mappings(questions))
    return ""


def _todos(todos: Any) -> Iterator[Task]:
    for todo in mappings(todos):
        if text := string(todo.get("content")):
            yield Task(text, string(todo.get("status")))
