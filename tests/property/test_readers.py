"""Any bytes, any cut, any order of lines: a reader tells what it can and never raises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memplug.digest.build import Surroundings, build
from memplug.transcripts import MARKS, READERS
from memplug.transcripts.turns import Odd, Turn

DATA = Path(__file__).parents[1] / "data"
CAPTURED = {
    "claude": "claude-code/transcript.jsonl",
    "codex": "codex/transcript.compacted.jsonl",
    "gemini": "gemini/transcript.compressed.jsonl",
    "copilot": "copilot-cli/events.jsonl",
}
LINES = {name: (DATA / file).read_bytes().splitlines() for name, file in CAPTURED.items()}
each_format = pytest.mark.parametrize("name", CAPTURED)
# Words that a record has a meaning by, where a value of any type may stand.
WORDS = st.sampled_from([
    "type", "payload", "message", "content", "role", "user", "assistant", "text", "id", "call_id", "name", "arguments", "input", "output",
    "response_item", "event_msg", "session_meta", "function_call", "custom_tool_call", "function_call_output", "item_completed", "apply_patch", "exec",
    "changes", "git", "data", "user.message", "assistant.message", "toolRequests", "tool.execution_start", "tool.execution_complete", "toolCallId",
    "sql", "query", "result", "error", "context", "session.start", "session.shutdown", "codeChanges", "filesModified", "timestamp", "gemini",
    "toolCalls", "args", "status", "success", "cancelled", "$set", "$rewindTo", "messages", "functionResponse", "response", "plan", "todos", "questions",
    "tool_use", "tool_result", "tool_use_id", "TodoWrite", "update_plan", "write_todos", "request_user_input", "answers", "session_id", "write_stdin",
])  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=20,
)


def told(name: str, lines: list[bytes]) -> list[Turn]:
    """Read `lines`, and make a digest of what they tell: neither may raise."""
    turns = list(READERS[name](lines))
    build(turns, Surroundings(roots=["/home/dev/project"]))
    return turns


@each_format
@given(st.lists(st.binary(max_size=80) | VALUES.map(lambda value: json.dumps(value).encode()), max_size=6))
def test_any_lines(name, lines):
    told(name, lines)


@each_format
@given(
    st.lists(
        VALUES.map(
            lambda value: {
                "type": "user",
                "id": "x",
                "data": value,
                "payload": value,
                "message": value,
                "content": value,
                "$set": value,
            }
        ),
        max_size=3,
    )
)
def test_any_values_in_the_fields_that_matter(name, records):
    kinds = (
        "user",
        "gemini",
        "user.message",
        "assistant.message",
        "tool.execution_complete",
        "response_item",
        "event_msg",
        "compacted",
        "assistant",
    )
    told(name, [json.dumps(record | {"type": kind}).encode() for record in records for kind in kinds])


@each_format
@settings(max_examples=max(settings().max_examples // 4, 1))
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_any_cut_of_a_whole_file(name, start, length):
    text = b"\n".join(LINES[name])
    start %= len(text)
    turns = told(name, text[start : start + length].split(b"\n"))
    # At most the two lines that were cut through are odd.
    assert sum(isinstance(turn, Odd) for turn in turns) <= 2


@each_format
@settings(max_examples=max(settings().max_examples // 4, 1))
@given(st.randoms(use_true_random=False), st.booleans())
def test_lines_in_any_order_and_twice(name, order, twice):
    lines = LINES[name] * (2 if twice else 1)
    order.shuffle(lines)
    turns = told(name, lines)
    assert not any(isinstance(turn, Odd) for turn in turns)


@each_format
def test_a_file_tells_its_reader_something_and_the_others_little(name, tmp_path):
    assert set(CAPTURED) == set(MARKS)
    assert len(told(name, LINES[name])) > 10
    for other in set(CAPTURED) - {name}:
        told(other, LINES[name])
