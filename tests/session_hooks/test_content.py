"""Any bytes are read without raising, and what is written is read back."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from memplug.session_hooks import answers
from memplug.session_hooks.content import Command, Content, Fixed, read
from memplug.session_hooks.events import EVENTS, GENERAL
from memplug.session_hooks.positions import line_of
from memplug.session_hooks.write import added

names = st.sampled_from([*EVENTS, "Other", "hooks", "type", "command", "json", "matcher", "timeout", "exitcode", ""])
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | names
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names | st.text(max_size=5), inner, max_size=4), max_leaves=10
)  # fmt: skip
entries = st.fixed_dictionaries({"type": st.sampled_from(["command", "json"]) | scalars}, optional={
    "command": st.text(max_size=9) | scalars, "timeout": scalars, "json": values, "exitcode": scalars,
})  # fmt: skip
groups = st.fixed_dictionaries(
    {"hooks": st.lists(entries | values, max_size=3)}, optional={"matcher": st.text(max_size=9) | values}
)
files = (
    st.fixed_dictionaries({"hooks": st.dictionaries(names, st.lists(groups | values, max_size=3) | values, max_size=3)})
    | values
)


def judge(data: bytes) -> Content:
    content = read(data)
    for mistake in content.mistakes:
        assert 1 <= line_of(data, mistake.spot) <= data.count(b"\n") + 1
        assert "\n" not in str(mistake)
    for group in content.groups:
        group.matches(group.event, {"tool_name": "x", "source": "x"})
        for entry in group.entries:
            assert isinstance(entry, Command | Fixed)
            if isinstance(entry, Command):
                assert entry.command.strip()
                assert 0 < entry.timeout <= 60
            else:
                assert isinstance(entry.json, dict)
                assert 0 <= entry.exitcode <= 255
    return content


@given(files)
def test_any_json(value):
    judge(json.dumps(value).encode())


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes(data):
    judge(data)


@given(files, st.data())
def test_any_cut(value, data):
    text = json.dumps(value, indent=1).encode()
    judge(text[: data.draw(st.integers(0, len(text)))])


@given(st.lists(st.tuples(names, st.sampled_from(["", "Edit|Write", "*"]), st.sampled_from([
    {"type": "command", "command": "true", "timeout": 5}, {"type": "json", "json": {"systemMessage": "é"}, "exitcode": 2},
])), min_size=1, max_size=5))  # fmt: skip
def test_what_is_added_is_read_back_in_order(wanted):
    data = None
    for event, matcher, entry in wanted:
        data = added(data, event, matcher, entry)
    content = judge(data)
    assert content.mistakes == ()
    for event in {event for event, _, _ in wanted}:
        found = [(group.matcher, entry) for group in content.groups if group.event == event for entry in group.entries]
        assert [matcher for matcher, _ in found] == [matcher for name, matcher, _ in wanted if name == event]
        kinds = [Command if entry["type"] == "command" else Fixed for name, _, entry in wanted if name == event]
        assert [type(entry) for _, entry in found] == kinds


@given(
    st.sampled_from([*EVENTS, "Other"]),
    st.dictionaries(
        st.sampled_from(
            sorted({*GENERAL, *answers.JOINED, "decision", "reason", "permissionDecision", "hookSpecificOutput"})
        ),
        values,
    ),
    st.dictionaries(names | st.just("decision"), values),
)
def test_any_answer_is_held_against_its_event(event, top, inner):
    given_ = top | {"hookSpecificOutput": {"hookEventName": event, **inner}}
    said = answers.allowed(event, given_)
    outcome = answers.Outcome(json.dumps(given_).encode())
    for several in (1, 2, 3):
        json.dumps(answers.one(event, [(said, outcome)] * several)._asdict())
