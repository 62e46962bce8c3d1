"""What several answers become, what an event allows, and how a host takes it."""

from __future__ import annotations

import json

import pytest

from memplug.hosts import HOSTS
from memplug.session_hooks import answers
from memplug.session_hooks.command import Outcome
from memplug.session_hooks.events import EVENTS
from tests.session_hooks.conftest import command, fixed


def inner(event, **fields):
    return {"hookSpecificOutput": {"hookEventName": event, **fields}}


def permission(decision, reason=""):
    because = {"permissionDecisionReason": reason} if reason else {}
    return inner("PreToolUse", permissionDecision=decision, **because)


MERGED = {
    "PreToolUse: deny beats ask beats allow": (
        "PreToolUse", [permission("allow", "a"), permission("deny", "d"), permission("ask", "k")], permission("deny", "d"),
    ),
    "PreToolUse: ask beats allow": ("PreToolUse", [permission("ask", "k"), permission("allow", "a")], permission("ask", "k")),
    "PreToolUse: defer": ("PreToolUse", [permission("defer"), permission("ask")], permission("defer")),
    "PreToolUse: the reasons of what won": (
        "PreToolUse", [permission("deny", "one"), permission("ask", "x"), permission("deny", "two")], permission("deny", "one\ntwo"),
    ),
    "PreToolUse: old names": (
        "PreToolUse", [{"decision": "approve"}, {"decision": "block", "reason": "no"}], permission("deny", "no"),
    ),
    "PreToolUse: the last input": (
        "PreToolUse", [inner("PreToolUse", updatedInput={"a": 1}), inner("PreToolUse", updatedInput={"b": 2})],
        inner("PreToolUse", updatedInput={"b": 2}),
    ),
    "PostToolUse: contexts are joined": (
        "PostToolUse", [inner("PostToolUse", additionalContext="a"), inner("PostToolUse", additionalContext="b")],
        inner("PostToolUse", additionalContext="a\nb"),
    ),
    "PostToolUse: block": ("PostToolUse", [{}, {"decision": "block", "reason": "r"}], {"decision": "block", "reason": "r"}),
    "UserPromptSubmit: block beats approve": (
        "UserPromptSubmit",
        [{"decision": "block", "reason": "r"}, {"decision": "approve", "reason": "fine"}, inner("UserPromptSubmit", additionalContext="c")],
        {"decision": "block", "reason": "r"} | inner("UserPromptSubmit", additionalContext="c"),
    ),
    "Stop: block beats approve": ("Stop", [{"decision": "approve"}, {"decision": "block", "reason": "r"}], {"decision": "block", "reason": "r"}),
    "Stop: both reasons": (
        "Stop", [{"decision": "block", "reason": "r"}, {"decision": "block", "reason": "s"}], {"decision": "block", "reason": "r\ns"},
    ),
    "SubagentStop: messages": ("SubagentStop", [{"systemMessage": "a"}, {"systemMessage": "b"}], {"systemMessage": "a\nb"}),
    "SessionStart: contexts": (
        "SessionStart", [inner("SessionStart", additionalContext="a"), inner("SessionStart", additionalContext="b", watchPaths=["/x"])],
        inner("SessionStart", additionalContext="a\nb", watchPaths=["/x"]),
    ),
    "SessionStart: lists": (
        "SessionStart", [inner("SessionStart", watchPaths=["/x"]), inner("SessionStart", watchPaths=["/y"])],
        inner("SessionStart", watchPaths=["/x", "/y"]),
    ),
    "SessionEnd: messages": ("SessionEnd", [{"systemMessage": "a"}, {"systemMessage": "b"}], {"systemMessage": "a\nb"}),
    "PreCompact: continue": (
        "PreCompact", [{"continue": False, "stopReason": "s"}, {"continue": True}, {"continue": False, "stopReason": "t"}],
        {"continue": False, "stopReason": "s\nt"},
    ),
    "Notification: contexts": (
        "Notification", [inner("Notification", additionalContext="a"), {"suppressOutput": True}],
        inner("Notification", additionalContext="a") | {"suppressOutput": False},
    ),
    "PermissionRequest: deny beats allow": (
        "PermissionRequest",
        [inner("PermissionRequest", decision={"behavior": "allow"}), inner("PermissionRequest", decision={"behavior": "deny", "message": "m"})],
        inner("PermissionRequest", decision={"behavior": "deny", "message": "m"}),
    ),
    "PermissionRequest: messages": (
        "PermissionRequest",
        [inner("PermissionRequest", decision={"behavior": "deny", "message": "m"}),
         inner("PermissionRequest", decision={"behavior": "deny", "message": "n", "interrupt": True})],
        inner("PermissionRequest", decision={"behavior": "deny", "message": "m\nn", "interrupt": True}),
    ),
    "unknown": ("SomethingNew", [{"systemMessage": "a"}, inner("SomethingNew", additionalContext="b")],
                {"systemMessage": "a"} | inner("SomethingNew", additionalContext="b")),
}  # fmt: skip


@pytest.mark.parametrize("case", MERGED)
def test_several_answers_become_one(session, case):
    event, given, expected = MERGED[case]
    session.hooks(event, *(fixed(**answer) for answer in given))
    assert session.says(event) == expected


def test_every_event_has_a_case():
    assert {event for event, _, _ in MERGED.values()} == {*EVENTS, "SomethingNew"}


NO = {
    "PreToolUse": permission("deny", "why"),
    "PermissionRequest": inner("PermissionRequest", decision={"behavior": "deny", "message": "why"}),
    **{event: {"decision": "block", "reason": "why"} for event in ("PostToolUse", "UserPromptSubmit", "Stop", "SubagentStop", "PreCompact", "SomethingNew")},
    **{event: {"systemMessage": "why"} for event in ("SessionStart", "SessionEnd", "Notification")},
}  # fmt: skip


@pytest.mark.parametrize("event", NO)
def test_beside_others_exit_code_2_is_the_events_no(session, event):
    session.hooks(event, command("echo why >&2; exit 2"), fixed())
    assert session.says(event) == NO[event]


@pytest.mark.parametrize("event", NO)
def test_beside_others_any_other_exit_code_is_a_message(session, event):
    session.hooks(event, command("echo why >&2; exit 1"), fixed())
    assert session.says(event) == {"systemMessage": "why"}


@pytest.mark.parametrize("event", ["SessionStart", "UserPromptSubmit"])
def test_text_is_context_where_it_is_taken(session, event):
    session.hooks(event, command("echo frozen"))
    assert session.call(event).stdout == b"frozen\n"
    session.hooks(event, command("echo frozen"), command("echo really"))
    assert session.says(event) == inner(event, additionalContext="frozen\nreally")


@pytest.mark.parametrize("event", sorted({*EVENTS, "SomethingNew"} - {"SessionStart", "UserPromptSubmit"}))
def test_text_is_nothing_elsewhere(session, event):
    session.hooks(event, command("echo words"))
    assert session.says(event) == {}


DROPPED = {
    "of another event": ("Stop", permission("deny"), {}),
    "unknown": ("Stop", {"decision": "block", "reason": "r", "colour": "red"}, {"decision": "block", "reason": "r"}),
    "decision at a start": ("SessionStart", {"decision": "block", "reason": "r", "systemMessage": "m"}, {"systemMessage": "m"}),
    "a wrong value": ("Stop", {"decision": "perhaps", "continue": "no", "systemMessage": ["x"]}, {}),
    "a wrong value within": ("PreToolUse", inner("PreToolUse", permissionDecision="maybe", additionalContext="c"), inner("PreToolUse", additionalContext="c")),
    "a wrong request": ("PermissionRequest", inner("PermissionRequest", decision={"behavior": "allow", "message": "m"}), {}),
    "no object": ("PreToolUse", {"hookSpecificOutput": "x"}, {}),
    "without its name": ("PreToolUse", {"hookSpecificOutput": {"permissionDecision": "deny"}}, permission("deny")),
    "at the top": ("PreToolUse", {"permissionDecision": "deny"}, permission("deny")),
}  # fmt: skip


@pytest.mark.parametrize("how", ["json", "command"])
@pytest.mark.parametrize("case", DROPPED)
def test_only_what_the_event_allows_is_passed_on(session, case, how):
    event, given, expected = DROPPED[case]
    entry = fixed(**given) if how == "json" else command(f"printf %s '{json.dumps(given)}'")
    session.hooks(event, entry)
    assert session.says(event) == expected
    if case not in ("without its name", "at the top"):
        assert any("left out" in line for line in session.log)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_what_only_python_takes_for_json_is_not_passed_on(session, number):
    """A host would drop the whole answer."""
    said = json.dumps(inner("PreToolUse", updatedInput={"n": 0})).replace("0", number)
    session.hooks("PreToolUse", command(f"echo '{said}'"))
    assert session.says("PreToolUse", tool_name="Bash") == {}
    assert any(f"{number} is no JSON value" in line for line in session.log)


def test_broken_json_is_not_passed_on(session):
    session.hooks("SessionStart", command("echo '{\"systemMessage\": '"))
    assert session.says("SessionStart", source="startup") == {}
    assert any("not JSON" in line for line in session.log)


def test_with_exit_code_2_nothing_speaks_against_it(session):
    session.hooks("PreToolUse", command('echo \'{"colour": "red"}\'; echo why >&2; exit 2'))
    assert session.call("PreToolUse", tool_name="x")[:3] == (b"", b"why\n", 2)


WRITTEN = {
    "context nested": ("claude-code", "SessionStart", {}, {"additionalContext": "c"}, inner("SessionStart", additionalContext="c")),
    "context at the top": ("copilot-cli", "SessionStart", {}, {"additionalContext": "c"}, {"additionalContext": "c"}),
    "no message shown": ("copilot-cli", "Stop", {"systemMessage": "m", "decision": "block", "reason": "r"}, {}, {"decision": "block", "reason": "r"}),
    "input renamed": ("copilot-cli", "PreToolUse", {}, {"updatedInput": {"a": 1}}, {"modifiedArgs": {"a": 1}}),
    "decided by decision": (
        "gemini-cli", "PreToolUse", {}, {"permissionDecision": "deny", "permissionDecisionReason": "r", "updatedInput": {"a": 1}},
        {"decision": "deny", "reason": "r"} | inner("BeforeTool", tool_input={"a": 1}),
    ),
    "cannot ask": ("gemini-cli", "PreToolUse", {}, {"permissionDecision": "ask", "permissionDecisionReason": "r"}, {}),
    "strict": (
        "codex", "PreToolUse", {"continue": True, "suppressOutput": True, "terminalSequence": "x", "systemMessage": "m"},
        {"permissionDecision": "ask", "permissionDecisionReason": "r", "additionalContext": "c"},
        {"systemMessage": "m"} | inner("PreToolUse", additionalContext="c"),
    ),
    "strict, denied": ("codex", "PreToolUse", {}, {"permissionDecision": "deny", "permissionDecisionReason": "r"}, permission("deny", "r")),
}  # fmt: skip


@pytest.mark.parametrize("case", WRITTEN)
def test_each_host_gets_what_it_takes(case):
    host, event, top, nested, expected = WRITTEN[case]
    assert answers.written(HOSTS[host], event, answers.Said(top, nested)) == expected


def test_text_becomes_a_field_for_a_host_that_takes_none(session):
    session.hooks("SessionStart", command("echo frozen"), folder=".gemini/hooks")
    assert session.says("SessionStart", host="gemini-cli") == inner("SessionStart", additionalContext="frozen")


def test_an_answer_that_is_no_object_is_text():
    assert answers.said("Stop", Outcome(b"[1]")) == answers.Said()
