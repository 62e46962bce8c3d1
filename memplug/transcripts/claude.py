"""The transcripts of Claude Code (1.0 to 2.1.329) and of clients that write the same lines.

One JSON object a line. Most bytes are records that say nothing about the work (`progress`, `api-request`,
`file-history-snapshot`, …): they are told by their bytes and never parsed.
"""

from __future__ import annotations

import json
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
    Rewound,
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
    "Agent": (Action.DELEGATE, ()),
    "Task": (Action.DELEGATE, ()),
}
"""Tool name to what it is for and the input fields that name files."""

TITLES = {"summary": "summary", "ai-title": "aiTitle", "custom-title": "customTitle"}
"""Type of a record that only names the session to the field with the name."""

# Commands that the client runs itself: they say nothing to the model.
LOCAL_COMMANDS = frozenset([
    "add-dir", "agents", "bug", "clear", "compact", "config", "context", "continue", "copy", "cost", "doctor",
    "effort", "exit", "export", "extra-usage", "fast", "feedback", "fork", "help", "hooks", "ide",
    "install-github-app", "keybindings", "login", "logout", "mcp", "memory", "mobile", "model", "output-style",
    "permissions", "plan", "plugin", "plugins", "privacy-settings", "quit", "release-notes", "reload-plugins",
    "remote-control", "rename", "resume", "rewind", "sandbox", "session", "skills", "stats", "status",
    "statusline", "stickers", "tag", "tasks", "terminal-setup", "theme", "todos", "upgrade", "usage", "vim",
    "voice",
])  # fmt: skip

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
# A call that a rule of the client's, or nobody there to approve it, kept from running.
DENIED = expression(
    r"Permission to use \S+ |Permission for this action was denied|Claude requested permissions"
    r"|This command requires approval|[^\n]{0,200}requires approval"
    r"|[^\n]{0,200}was blocked\. For security"
)
# Nobody could say whether the call may run, so it did not: this time.
UNDECIDED = expression(r"[^\n]{0,200}cannot determine the safety of ")
IN_BACKGROUND = expression(
    r"Command running in background with ID|Command did not complete within its [^\n]{0,40}background"
)
NOTIFICATION = expression(
    r"<task-notification>.*?<tool-use-id>(\S+)</tool-use-id>.*?<summary>(.*?)</summary>", re.DOTALL
)
EXIT = expression(r"\(exit code (-?\d+)\)|\b(failed|killed|stopped)\b")
# What the style of answering called "Explanatory" adds for the reader's education.
INSIGHT = expression(r"^`?★ Insight ─+`?\n.*?\n`?─{5,}`?[ \t]*\n?", re.DOTALL | re.MULTILINE)
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
        self.background: set[str] = set()  # ids of the calls whose command goes on
        self.given: dict[str, Any] = {}  # what the last call was given
        self.parents: list[str] = []  # of every prompt the record that it follows

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
                yield from self.result(block, record)
        text = _text(content).strip()
        if not text or sidechain:
            return
        if record.get("isCompactSummary") is True or SUMMARY.match(text):
            yield Note(NoteKind.SUMMARY, SUMMARY.sub("", text).split(AFTER_SUMMARY)[0])
        elif text.startswith(INTERRUPTED):
            yield Interruption()
            yield from self.prompt(text.partition("]")[2].strip(), record)
        elif record.get("isMeta") is not True:
            yield from self.ended(text)
            if record.get("promptSource") != "system":
                yield from self.prompt(text, record)

    def prompt(self, text: str, record: dict[str, Any]) -> Iterator[Turn]:
        """Yield what was typed, and before it that it takes the place of the prompts since the same record."""
        for turn in _typed(text):
            parent = string(record.get("parentUuid"))
            if parent and parent in self.parents:
                back = len(self.parents) - self.parents.index(parent)
                del self.parents[-back:]
                yield Rewound(back)
            self.parents.append(parent)
            yield turn

    def ended(self, text: str) -> Iterator[Turn]:
        """Yield the end of a command in the background, of which the client tells in the user's place."""
        told = NOTIFICATION.match(text)
        if told and told[1] in self.background:
            self.background.discard(told[1])
            code = EXIT.search(told[2])
            yield ToolResult(told[1], told[2], failed=code is not None and code[1] != "0")

    def result(self, block: dict[str, Any], record: dict[str, Any]) -> Iterator[Turn]:
        identity, details = string(block.get("tool_use_id")), record.get("toolUseResult")
        text = _text(block.get("content"))
        failed = block.get("is_error") is True
        if not failed and IN_BACKGROUND.match(text):
            self.background.add(identity)
            return
        if failed and UNDECIDED.match(text):
            return
        refused = failed and text.startswith((*REFUSED, INTERRUPTED))
        words = ""
        if refused and (said := USER_SAID.search(text)):
            words = said[1].strip()
        elif isinstance(details, dict) and isinstance(details.get("answers"), dict):
            words = "; ".join(f"{question} {given}" for question, given in details["answers"].items())
        elif answered := ANSWERED.match(text):
            words = answered[1]
        denied = failed and not refused and bool(DENIED.match(text))
        yield ToolResult(identity, text, failed=failed, refused=refused, denied=denied, words=words)
        if record.get("toolEndsTurn") is True and not failed:  # what a program asked for, given by a call
            yield Answer(json.dumps(self.given, ensure_ascii=False))
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
                yield Answer(INSIGHT.sub("", string(block.get("text"))))

    def use(self, block: dict[str, Any], *, sidechain: bool) -> Iterator[Turn]:
        identity, name = string(block.get("id")), string(block.get("name"))
        given = block.get("input")
        given = self.given = given if isinstance(given, dict) else {}
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
            text = _text(attachment.get("prompt")).strip()
            yield from self.ended(text)
            yield from self.prompt(text, {})

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
    if action is Action.DELEGATE:
        return string(given.get("description"))
    if action is Action.ASK:
        questions = given.get("questions")
        return "; ".join(string(question.get("question")) for question in mappings(questions))
    return ""


def _todos(todos: Any) -> Iterator[Task]:
    for todo in mappings(todos):
        if text := string(todo.get("content")):
            yield Task(text, string(todo.get("status")))
