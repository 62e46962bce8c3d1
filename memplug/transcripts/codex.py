"""The rollouts of Codex (0.142 to 0.169, and the older ones whose records have no envelope).

One record a line, `{"timestamp", "type", "payload"}`. What was said and done is there twice: as `response_item`, which
is what the model saw, and as `event_msg`, which is what the user saw; whichever comes second is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from memplug.expressions import expression
from memplug.transcripts import codex_calls
from memplug.transcripts.fields import mapping, parsed, string
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
    TaskList,
    ToolResult,
    ToolUse,
    Turn,
)

WANTED = (
    b"session_meta", b"response_item", b"event_msg", b"turn_context", b"compacted",
    b'"message"', b"function_call", b"local_shell_call", b'"git"',
)  # fmt: skip
# Most of the bytes: told by the first of them and never parsed.
UNWANTED = expression(rb'"type":\s*"(?:reasoning|token_count|world_state|token_usage_record|agent_reasoning)"')
HEAD = 240
"""Bytes of a line in which the types of the record and of its payload stand."""

# What Codex and its editor extensions put before, or in the place of, what the user typed.
INJECTED = expression(
    r"\s*(?:# AGENTS\.md instructions.*?</INSTRUCTIONS>"
    r"|<(?P<name>[a-z]+(?:_[a-z_]+)|skill|subagents|plugins|apps|tools|permissions instructions)\b[^>]*>.*?</(?P=name)>"
    r"|</?image\b[^>]*>\s*\Z)\s*",
    re.DOTALL | re.IGNORECASE,
)
REQUEST = expression(r"^## My request for \w+:[ \t]*\n?", re.MULTILINE)
SUMMARY = expression(r"\AAnother language model started to solve this problem.*?with your own analysis:\s*", re.DOTALL)
ITEMS = frozenset([
    "message", "function_call", "function_call_output", "custom_tool_call", "custom_tool_call_output",
    "local_shell_call",
])  # fmt: skip
WAITING = frozenset(["write_stdin", "wait"])
"""Tools that look after a command that was still running."""


def read(lines: Iterable[bytes]) -> Iterator[Turn]:
    """Yield the turns in `lines`; what cannot be read becomes `Odd`, nothing is raised.

    An answer is held back until the next turn: the summary of a compaction is first written as one.
    """
    held: Answer | None = None
    for turn in _turns(lines):
        if isinstance(turn, Stamp | Odd):
            yield turn
            continue
        if held and not (isinstance(turn, Note) and turn.kind is NoteKind.SUMMARY and turn.text == held.text.strip()):
            yield held
        held = turn if isinstance(turn, Answer) else None
        if held is None:
            yield turn
    if held:
        yield held


def _turns(lines: Iterable[bytes]) -> Iterator[Turn]:
    reader = _Reader()
    for line in lines:
        if UNWANTED.search(line, 0, HEAD) or not any(kind in line for kind in WANTED):
            continue
        try:
            record = parsed(line)
        except (ValueError, RecursionError):
            yield Odd("a line is not JSON")
            continue
        if isinstance(record, dict):
            yield from reader.record(record)


class _Reader:
    """What must be remembered from one record to the next."""

    def __init__(self) -> None:
        self.stamp = Stamp("")
        self.said: dict[type, tuple[str, str]] = {}  # Prompt or Answer to the source and text of the last one
        self.calls: dict[str, list[ToolUse]] = {}  # id of a call to what it asks for
        self.running: dict[str, str] = {}  # session or cell to the id of the call that runs in it
        self.looking_after: dict[str, str] = {}  # id of a call to the session or cell it looks after

    def record(self, record: dict[str, Any]) -> Iterator[Turn]:
        kind, payload = string(record.get("type")), record.get("payload")
        if not isinstance(payload, dict):
            kind, payload = ("response_item" if kind in ITEMS else "session_meta"), record
        handler = self.HANDLERS.get(kind)
        if handler is None:
            return
        where = kind in ("session_meta", "turn_context")
        stamp = Stamp(
            string(record.get("timestamp")),
            string(payload.get("cwd")) if where else "",
            string(mapping(payload.get("git")).get("branch")) if where else "",
        )
        if stamp.at and stamp != self.stamp:
            self.stamp = stamp
            yield stamp
        yield from handler(self, payload)

    def nothing(self, _payload: dict[str, Any]) -> Iterator[Turn]:
        yield from ()

    def compacted(self, payload: dict[str, Any]) -> Iterator[Turn]:
        if summary := SUMMARY.sub("", string(payload.get("message"))).strip():
            yield Note(NoteKind.SUMMARY, summary)

    # -- what the model saw

    def response_item(self, payload: dict[str, Any]) -> Iterator[Turn]:
        kind = string(payload.get("type"))
        if kind == "message":
            yield from self.message(payload)
        elif kind.endswith("_output"):
            yield from self.output(string(payload.get("call_id")), payload.get("output"))
        elif kind.endswith("_call"):
            yield from self.call(payload, kind)

    def message(self, payload: dict[str, Any]) -> Iterator[Turn]:
        role = payload.get("role")
        if role == "user":
            yield from self.typed("item", _typed(payload))
        elif role == "assistant":
            yield from self.once("item", Answer("\n".join(_texts(payload.get("content"))), _final(payload)))

    def call(self, payload: dict[str, Any], kind: str) -> Iterator[Turn]:
        identity = string(payload.get("call_id")) or string(payload.get("id"))
        name = string(payload.get("name")) or kind.removesuffix("_call")
        given = codex_calls.arguments(payload)
        if name in WAITING and isinstance(given, dict):
            self.looking_after[identity] = str(given.get("session_id") or given.get("cell_id") or "")
            return
        if session := codex_calls.looked_after(given):
            self.looking_after[identity] = session
            return
        uses = [
            ToolUse(
                f"{identity}/{number}" if number else identity,
                "apply_patch" if call.action is Action.EDIT else name,
                call.action,
                call.paths,
                call.text,
            )
            for number, call in enumerate(codex_calls.calls(name, given))
        ]
        self.calls[identity] = uses
        yield from uses
        if (tasks := codex_calls.plan(name, given)) is not None:
            yield TaskList(tasks)

    def output(self, identity: str, output: Any) -> Iterator[Turn]:
        outcome = codex_calls.outcome(output)
        if identity in self.looking_after:
            identity = self.running.get(self.looking_after.pop(identity), "")
            if not outcome.codes and not outcome.text.strip():
                return  # it goes on
        uses = self.calls.get(identity, ())
        if outcome.running:
            self.running[outcome.running] = identity
            return
        if outcome.aborted:
            return
        codes = outcome.codes if len(outcome.codes) == len(uses) else ()
        for number, use in enumerate(uses):
            failed = bool(codes[number]) if codes else outcome.failed
            words = codex_calls.answers(outcome.text) if use.action is Action.ASK and not outcome.refused else ""
            yield ToolResult(
                use.id, outcome.text, failed=failed or outcome.refused, refused=outcome.refused, words=words
            )

    # -- what the user saw

    def event(self, payload: dict[str, Any]) -> Iterator[Turn]:
        match payload.get("type"):
            case "user_message":
                yield from self.typed("event", _own_words(string(payload.get("message"))))
            case "agent_message":
                yield from self.once("event", Answer(string(payload.get("message")), _final(payload)))
            case "turn_aborted" if payload.get("reason") != "review_ended":
                yield Interruption()
            case "error":
                yield Note(NoteKind.ERROR, string(payload.get("message")))
            case "thread_rolled_back" if isinstance(prompts := payload.get("num_turns"), int):
                yield Rewound(prompts)
            case "thread_name_updated" if name := string(payload.get("thread_name")):
                yield Note(NoteKind.TITLE, name)
            case "patch_apply_end" if payload.get("success") is True:
                yield from self.changes(payload, string(payload.get("call_id")))
            case "item_completed":
                item = mapping(payload.get("item"))
                if item.get("type") == "FileChange" and item.get("status") == "completed":
                    yield from self.changes(item, string(item.get("id")))

    def changes(self, payload: dict[str, Any], identity: str) -> Iterator[Turn]:
        """Yield an edit of which no call tells: a patch from within a script."""
        paths = tuple(mapping(payload.get("changes")))
        if paths and identity not in self.calls:
            self.calls[identity] = []
            yield ToolUse(identity, "apply_patch", Action.EDIT, paths, sidechain=True)
            yield ToolResult(identity, "")

    def typed(self, source: str, text: str) -> Iterator[Turn]:
        if text == INTERRUPTED:
            yield Interruption()
        else:
            yield from self.once(source, Prompt(text))

    def once(self, source: str, turn: Prompt | Answer) -> Iterator[Turn]:
        """Yield what was said unless the other source has just told the same."""
        text = turn.text.strip()
        before, said = self.said.pop(type(turn), ("", ""))
        if not text or (said == text and before != source):
            return
        self.said[type(turn)] = (source, text)
        yield turn

    HANDLERS: dict[str, Callable[[_Reader, dict[str, Any]], Iterator[Turn]]] = {  # noqa: RUF012  never changed
        "session_meta": nothing,
        "turn_context": nothing,
        "compacted": compacted,
        "response_item": response_item,
        "event_msg": event,
    }


INTERRUPTED = "<turn_aborted>"


def _final(payload: dict[str, Any]) -> bool:
    return payload.get("phase") != "commentary"


def _texts(content: Any) -> list[str]:
    """Return the texts of a message's parts."""
    if isinstance(content, str):
        return [content]
    parts = content if isinstance(content, list) else []
    return [part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)]


def _typed(payload: dict[str, Any]) -> str:
    """Return what the user typed of a message in the user's role."""
    texts = _texts(payload.get("content"))
    passthrough = mapping(payload.get("internal_chat_message_metadata_passthrough"))
    kinds = passthrough.get("content_item_kinds")
    if isinstance(kinds, list) and len(kinds) == len(texts):
        # Since 0.169 each part says where it comes from.
        texts = [text for text, kind in zip(texts, kinds, strict=True) if string(kind).startswith(("user", "unknown"))]
    return "\n".join(words for text in texts if (words := _own_words(text)))


def _own_words(text: str) -> str:
    """Return `text` without what was put around the user's words, or `INTERRUPTED` for Codex's note of that."""
    if text.lstrip().startswith(INTERRUPTED):
        return INTERRUPTED
    position = 0
    while (block := INJECTED.match(text, position)) and block.end() > position:
        position = block.end()
    text = text[position:]
    if request := REQUEST.search(text):
        text = text[request.end() :]
    return "" if SUMMARY.match(text) else text.strip()
