"""The transcripts of Gemini CLI: lines since 0.3x (seen in 0.61), before that one JSON document (seen in 0.23).

A line is a header, a message, a patch (`$set`) or a step back (`$rewindTo`); a message whose id has been there before
takes the place of the earlier one. Both forms come to the same: messages in their order, then told as turns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from memplug.expressions import expression
from memplug.transcripts.fields import mapping, mappings, parsed, parsed_or_none, string
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
    TaskList,
    ToolResult,
    ToolUse,
    Turn,
)

MOST = 32 * 1024 * 1024
"""Bytes of a document that are put together again from its lines."""

TOOLS: dict[str, tuple[Action, tuple[str, ...]]] = {
    "write_file": (Action.EDIT, ("file_path",)),
    "replace": (Action.EDIT, ("file_path",)),
    "edit": (Action.EDIT, ("file_path",)),
    "smart_edit": (Action.EDIT, ("file_path",)),
    "read_file": (Action.READ, ("file_path", "absolute_path")),
    "read_many_files": (Action.READ, ("include", "paths")),
    "run_shell_command": (Action.RUN, ()),
    "exit_plan_mode": (Action.PLAN, ("plan_path", "plan_filename")),
    "ask_user": (Action.ASK, ()),
}
"""Tool name to what it is for and the arguments that name files."""

INJECTED = expression(r"\s*<(session_context|hook_context|state_snapshot|system_reminder)>.*?</\1>\s*", re.DOTALL)
# Texts in the user's place that the client writes itself.
NOT_TYPED = (
    "This is the Gemini CLI. We are setting up the context",
    "Here is the user's editor context",
    "Here is a summary of changes in the user's editor context",
    "I ran the following shell command:",
    "Please continue.",
    "I'm currently working in the following director",
)
INIT = "You are an AI agent that brings the power of Gemini directly into the terminal."
"""How the prompt begins that the client sends for the command /init."""
REFERENCED = "--- Content from referenced files ---"
ACKNOWLEDGED = "Got it. Thanks for the additional context!"
"""What the model is made to say to the summary that stands in for a compressed conversation."""
FOLDER = expression(
    r"Workspace Directories:\*\*\s*\n\s*- (.+)|working in the (?:following )?director(?:y|ies): *\n?\s*(?:- )?(.+)"
)

CANCELLED = expression(r"\A\[Operation Cancelled\]\s*(?:Reason:)?\s*(.*)", re.DOTALL)
DENIED = expression(r"did not allow|denied|rejected", re.IGNORECASE)
EXIT = expression(r"^Exit Code: (-?\d+)\s*$", re.MULTILINE)
OUTPUT = expression(
    r"^(?:Output|Stdout): (.*?)"
    r"(?=^(?:Error|Stderr|Exit Code|Signal|Background PIDs|Process Group PGID): |</untrusted_context>|\Z)",
    re.DOTALL | re.MULTILINE,
)
INDENT = expression(rb"( +)\{\s*\Z")


def read(lines: Iterable[bytes]) -> Iterator[Turn]:
    """Yield the turns in `lines`; what cannot be read becomes `Odd`, nothing is raised."""
    conversation = _Conversation()
    document: list[bytes] = []
    size = 0
    for line in lines:
        if not line.strip():
            continue
        if not document:
            record = _object(line)
            if record is not None:
                conversation.take(record)
                continue
            if conversation.started or line.strip() != b"{":
                yield Odd("a line is not JSON")
                continue
        size += len(line) + 1
        if size <= MOST:
            document.append(line)
    if document:
        yield from conversation.take_document(document)
    yield from conversation.turns()


def _object(text: bytes) -> dict[str, Any] | None:
    try:
        record = parsed(text)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


class _Conversation:
    """The messages as they stand after every line."""

    def __init__(self) -> None:
        self.started = False
        self.messages: dict[str, dict[str, Any]] = {}
        self.title = ""

    def take(self, record: dict[str, Any]) -> None:
        """Note what a line, or a whole document, says."""
        self.started = True
        if isinstance(back := record.get("$rewindTo"), str):
            self.rewind(back)
        elif isinstance(patch := record.get("$set"), dict):
            self.header(patch)
        elif isinstance(identity := record.get("id"), str) and "type" in record:
            self.messages[identity] = record
        else:
            self.header(record)

    def header(self, record: dict[str, Any]) -> None:
        """Take a session's own fields; messages in them are added, and none is lost that they leave out.

        The client replaces the list when it compresses or resumes: what was said before is still part of the work.
        """
        self.title = string(record.get("summary")) or self.title
        messages = mappings(record.get("messages"))
        for number, message in enumerate(messages, 1):
            identity = string(message.get("id")) or f"#{len(self.messages)}"
            if identity not in self.messages:
                summary = any(
                    _text(answer.get("content")).strip() == ACKNOWLEDGED for answer in messages[number : number + 1]
                )
                self.messages[identity] = {**message, "type": "summary"} if summary else message

    def rewind(self, identity: str) -> None:
        """Forget a message and all that followed it; all messages when it is unknown, as the client does."""
        names = list(self.messages)
        for name in names[names.index(identity) if identity in self.messages else 0 :]:
            del self.messages[name]

    def take_document(self, document: list[bytes]) -> Iterator[Odd]:
        """Take one JSON document; of a broken one, each message that can be read."""
        if (record := _object(b"\n".join(document))) is not None:
            self.take(record)
            return
        yield Odd("the document is not JSON")
        piece: list[bytes] = []
        ends: tuple[bytes, ...] = ()
        for line in document[1:]:
            if not piece and (indent := INDENT.match(line)):
                piece, ends = [line], (indent[1] + b"}", indent[1] + b"},")
            elif piece:
                piece.append(line)
                if line.rstrip() in ends:
                    if (message := _object(b"\n".join(piece).rstrip(b", \r"))) is not None:
                        self.take(message)
                    piece = []

    def turns(self) -> Iterator[Turn]:
        """Yield the turns of the messages."""
        for message in self.messages.values():
            folder = ""
            text = _text(message.get("content"))
            told = message.get("type") == "user" and ("<session_context>" in text or text.startswith(NOT_TYPED[0]))
            if told and (found := FOLDER.search(text)):
                folder = (found[1] or found[2]).strip()
            if at := string(message.get("timestamp")):
                yield Stamp(at, folder)
            yield from _message(message, text)
        if self.title:
            yield Note(NoteKind.TITLE, self.title)


def _message(message: dict[str, Any], text: str) -> Iterator[Turn]:
    match message.get("type"):
        case "user":
            shown = message.get("displayContent")
            if words := _own_words(_text(shown) if shown else text):
                yield Prompt(words)
        case "gemini":
            if text.strip() and text.strip() != ACKNOWLEDGED:
                yield Answer(text)
            for call in mappings(message.get("toolCalls")):
                yield from _call(call)
        case "summary":
            yield Note(NoteKind.SUMMARY, text.strip())
        case "error":
            yield Note(NoteKind.ERROR, text)
        case "info" if text.startswith("Request cancelled"):
            yield Interruption()


def _text(content: Any) -> str:
    """Return the text of a content: a string, a part, or a list of either; no thoughts, no files that were read."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        content = [content]
    texts: list[str] = []
    for part in content if isinstance(content, list) else []:
        text = part if isinstance(part, str) else part.get("text") if isinstance(part, dict) else None
        if not isinstance(text, str) or (isinstance(part, dict) and part.get("thought") is True):
            continue
        if text.strip().startswith(REFERENCED):
            break
        texts.append(text)
    return "\n".join(texts)


def _own_words(text: str) -> str:
    """Return `text` without what was put before the user's words."""
    position = 0
    while block := INJECTED.match(text, position):
        position = block.end()
    words = text[position:].split(REFERENCED, maxsplit=1)[0].strip()
    if words.startswith(NOT_TYPED):
        return ""
    return "/init (write GEMINI.md)" if words.startswith(INIT) else words


def _call(call: dict[str, Any]) -> Iterator[Turn]:
    identity, name = string(call.get("id")), string(call.get("name"))
    given = mapping(call.get("args"))
    action, fields = TOOLS.get(name, (Action.OTHER, ()))
    paths = tuple(path for field in fields for path in _strings(given.get(field)))
    yield ToolUse(identity, name, action, () if action is Action.PLAN else paths, _asked(action, given, paths))
    status = call.get("status")
    output, error = _response(call.get("result"))
    cancelled = CANCELLED.match(error)
    if status == "cancelled" or cancelled:
        reason = cancelled[1] if cancelled else error
        if reason and not DENIED.search(reason):
            yield Interruption()  # stopped while it ran: what it came to is not known
        else:
            yield ToolResult(identity, error, failed=True, refused=True)
    elif status in ("success", "error"):
        if name == "write_todos" and status == "success":
            yield TaskList(tuple(_todos(given.get("todos"))))
        elif name == "update_topic" and status == "success" and (topic := string(given.get("summary")).strip()):
            yield Note(NoteKind.AWAY, topic)
        yield _result(identity, action, output, error, failed=status == "error")


def _result(identity: str, action: Action, output: str, error: str, *, failed: bool) -> ToolResult:
    text = output or error
    if action is Action.RUN:
        codes = EXIT.findall(text)
        failed = failed or (bool(codes) and codes[-1] != "0")
        if shown := OUTPUT.search(text):
            errors = re.search(r"^Error: (?!\(none\))(.*)", text, re.MULTILINE)
            text = "\n".join(
                part for part in (shown[1].strip(), errors[1] if errors else "") if part not in ("", "(empty)")
            )
    return ToolResult(
        identity, text, failed=failed or bool(error), words=_answers(output) if action is Action.ASK else ""
    )


def _asked(action: Action, given: dict[str, Any], paths: tuple[str, ...]) -> str:
    """Return the text that matters of a tool's arguments."""
    if action is Action.RUN:
        return string(given.get("command"))
    if action is Action.PLAN:
        return string(given.get("plan")) or " ".join(paths)
    if action is Action.ASK:
        return "; ".join(string(question.get("question")) for question in mappings(given.get("questions")))
    return ""


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [entry for entry in values if isinstance(entry, str) and entry]


def _response(result: Any) -> tuple[str, str]:
    """Return the output and the error that a tool's result holds."""
    if isinstance(result, str):
        return result, ""
    outputs, errors = [], []
    for part in mappings([result] if isinstance(result, dict) else result):
        response = mapping(mapping(part.get("functionResponse")).get("response"))
        outputs.append(string(response.get("output")))
        errors.append(string(response.get("error")))
    return "\n".join(filter(None, outputs)), "\n".join(filter(None, errors))


def _answers(output: str) -> str:
    """Return what the user answered to questions."""
    answers = mapping(mapping(parsed_or_none(output)).get("answers"))
    return "; ".join(map(str, answers.values())) or output.strip()


def _todos(todos: Any) -> Iterator[Task]:
    for todo in mappings(todos):
        if text := string(todo.get("description")):
            yield Task(text, string(todo.get("status")))
