"""Every event, kind of entry, matcher and bad input, as the dispatcher answers them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memplug.session_hooks.dispatch import dispatch
from memplug.session_hooks.events import EVENTS
from tests.session_hooks.conftest import command, fixed

ABOUT = {
    "PreToolUse": ("tool_name", "Bash"),
    "PostToolUse": ("tool_name", "Bash"),
    "PermissionRequest": ("tool_name", "Bash"),
    "SessionStart": ("source", "startup"),
    "PreCompact": ("trigger", "manual"),
    "SessionEnd": ("reason", "other"),
    "Notification": ("notification_type", "idle_prompt"),
    "SubagentStop": ("agent_type", "Explore"),
}
"""The field that a matcher is held against, and a value of it."""
ANSWERS = {
    "PreToolUse": {
        "hookSpecificOutput": {
            "hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": "no",
            "updatedInput": {"command": "ls"}, "additionalContext": "c",
        },
        "systemMessage": "m",
    },
    "PostToolUse": {"decision": "block", "reason": "no", "hookSpecificOutput": {"hookEventName": "PostToolUse", "additionalContext": "c"}},
    "UserPromptSubmit": {"decision": "block", "reason": "no", "hookSpecificOutput": {"hookEventName": "UserPromptSubmit", "additionalContext": "c"}},
    "Stop": {"decision": "block", "reason": "no", "suppressOutput": True},
    "SubagentStop": {"decision": "block", "reason": "no", "continue": True},
    "SessionStart": {"hookSpecificOutput": {"hookEventName": "SessionStart", "additionalContext": "c"}},
    "SessionEnd": {"systemMessage": "m"},
    "PreCompact": {"systemMessage": "m", "continue": False, "stopReason": "s"},
    "Notification": {"hookSpecificOutput": {"hookEventName": "Notification", "additionalContext": "c"}},
    "PermissionRequest": {"hookSpecificOutput": {"hookEventName": "PermissionRequest", "decision": {"behavior": "deny", "message": "no"}}},
    "SomethingNew": {"systemMessage": "m", "hookSpecificOutput": {"hookEventName": "SomethingNew", "additionalContext": "c"}},
}  # fmt: skip
"""What each event allows, one that memplug does not know among them."""
every_event = pytest.mark.parametrize("event", ANSWERS)


def test_the_table_has_every_event():
    assert set(ANSWERS) == {*EVENTS, "SomethingNew"}


def about(event, value=None):
    field, usual = ABOUT.get(event, ("", ""))
    return {field: value or usual} if field else {}


@every_event
def test_a_fixed_answer_is_given(session, event):
    session.hooks(event, fixed(**ANSWERS[event]))
    assert session.says(event, **about(event)) == ANSWERS[event]
    assert session.says("Other", **about(event)) == {}


@every_event
def test_a_fixed_answer_has_defaults_and_an_exit_code(session, event):
    session.hooks(event, {"type": "json"})
    assert session.call(event, **about(event))[:3] == (b"{}\n", b"", 0)
    session.hooks(event, fixed(2))
    assert session.call(event, **about(event))[:3] == (b"{}\n", b"", 2)


@every_event
def test_a_command_gets_the_payload_as_it_was_and_what_it_says_is_passed_on(session, event):
    answer = json.dumps(ANSWERS[event], indent=1)
    session.hooks(event, command(f"cat > seen; printf %s '{answer}'; printf 'a word' >&2; exit 3"))
    fields = json.dumps(about(event) or {"x": 1})[1:-1]
    body = f'{{ "cwd": {json.dumps(str(session.project))}, "session_id":"{session.id}",\n "é": 1e2 , {fields},\n "hook_event_name":"{event}"}}\n'.encode()
    outcome = dispatch("claude-code", None, body, session.paths, Path("/"), session.log.append)
    assert (outcome.stdout.decode(), outcome.stderr, outcome.code) == (answer, b"a word", 3)
    assert (session.project / "seen").read_bytes() == body


@every_event
@pytest.mark.parametrize("code", [0, 1, 2, 77])
def test_the_exit_code_and_stderr_of_a_silent_command_are_passed_on(session, event, code):
    session.hooks(event, command(f"echo why >&2; exit {code}"))
    expected = b"" if code else b"{}\n"  # an object beside exit code 2 would count in its place
    assert session.call(event, **about(event))[:3] == (expected, b"why\n", code)


@every_event
@pytest.mark.parametrize(
    ("matcher", "fits"),
    [
        (None, True), ("", True), ("*", True), ("{}", True), ("{}|other-thing", True), ("other-thing | {}", True), ("{upper}", True),
        ("{start}.*", True), ("^{start}", True), ("^{upper}$", True), ("other-thing", False), ("{start}", False), ("x{}", False), ("^.$", False),
    ],
)  # fmt: skip
def test_matchers(session, event, matcher, fits):
    if event not in ABOUT:
        fits = True  # there is nothing to hold it against
    value = ABOUT.get(event, ("", "value"))[1]
    pattern = matcher and matcher.replace("{}", value).replace("{upper}", value.upper()).replace("{start}", value[:3])
    session.hooks(event, fixed(systemMessage="here"), matcher=pattern)
    assert (session.says(event, **about(event)).get("systemMessage") == "here") == fits


@pytest.mark.parametrize("event", ["PreToolUse", "PostToolUse", "SessionStart", "PreCompact", "PermissionRequest"])
def test_a_matcher_does_not_fit_what_is_not_told(session, event):
    session.hooks(event, fixed(systemMessage="here"), matcher="Bash")
    assert session.says(event) == {}


BAD = {
    "not JSON": ('{"hooks": {}', ":1: this is not JSON"),
    "a list": ("[]", 'must be an object with the key "hooks"'),
    "no hooks": ("{}", 'must be an object with the key "hooks"'),
    "hooks a list": ('{"hooks": []}', "hooks must be an object, not a list"),
    "event an object": ('{"hooks":\n {"Stop": {}}}', ":2: Stop must be a list, not an object"),
    "group a string": ('{"hooks": {"Stop": ["x"]}}', "must be an object, not a string"),
    "no list": ('{"hooks": {"Stop": [{}]}}', 'must have a list "hooks"'),
    "matcher a number": ('{"hooks": {"Stop": [{"matcher": 3, "hooks": []}]}}', "matcher must be a string, not a number"),
    "matcher no expression": ('{"hooks": {"Stop": [{"matcher": "(", "hooks": []}]}}', "no regular expression"),
    "entry null": ('{"hooks": {"Stop": [{"hooks": [null]}]}}', "a hook must be an object, not null"),
    "no type": ('{"hooks": {"Stop": [{"hooks": [{"command": "x"}]}]}}', "no type"),
    "other type": ('{"hooks": {"Stop": [{"hooks": [{"type": "prompt"}]}]}}', 'type must be "command" or "json"'),
    "type a list": ('{"hooks": {"Stop": [{"hooks": [{"type": []}]}]}}', 'type must be "command" or "json"'),
    "no command": ('{"hooks": {"Stop": [\n{"hooks": [\n{"type": "command"}]}]}}', ":3: a command hook without a command"),
    "command empty": ('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": " "}]}]}}', "non-empty string"),
    "command a list": ('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": ["x"]}]}]}}', "non-empty string"),
    "timeout a string": ('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": "5"}]}]}}', "timeout must be"),
    "timeout true": ('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": true}]}]}}', "timeout must be"),
    "timeout 0": ('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": 0}]}]}}', "timeout must be"),
    "timeout NaN": ('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x", "timeout": NaN}]}]}}', "NaN is no JSON value"),
    "json without end": ('{"hooks": {"Stop": [{"hooks": [{"type": "json", "json": {"a": 1e999}}]}]}}', "1e999 is no JSON value"),
    "json a string": ('{"hooks": {"Stop": [{"hooks": [{"type": "json", "json": "x"}]}]}}', "json must be an object, not a string"),
    "exitcode a string": ('{"hooks": {"Stop": [{"hooks": [{"type": "json", "exitcode": "2"}]}]}}', "exitcode must be"),
    "exitcode 300": ('{"hooks": {"Stop": [{"hooks": [{"type": "json", "exitcode": 300}]}]}}', "exitcode must be"),
    "not UTF-8": (b'{"hooks": {"\xff": []}}', "this is not UTF-8"),
    "empty": ("", "this is not JSON"),
    "deep": ('{"hooks": ' + "[" * 100_000, "this is not JSON"),
    "long": ('{"hooks": {}}' + " " * (1024 * 1024), "is longer than 1024 KB"),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
@every_event
def test_a_bad_file_costs_one_line_and_no_more(session, event, bad):
    content, expected = BAD[bad]
    file = session.write(content)
    answer = session.says(event, **about(event))
    assert list(answer) == ["systemMessage"]
    line = answer["systemMessage"]
    assert line.startswith(f"memplug: {file}")
    assert expected in line
    assert "\n" not in line
    assert [entry for entry in session.log if expected in entry]


def test_a_bad_file_does_not_take_the_good_one_along(session):
    session.hooks("Stop", fixed(systemMessage="from the user"), scope="user")
    bad = session.write("{")
    said = session.says("Stop")["systemMessage"]
    assert said.startswith("from the user\nmemplug: ")
    assert str(bad) in said


def test_a_host_that_shows_no_message_is_answered_with_an_empty_object(session):
    session.write("{", folder=".copilot/session-hooks")
    assert session.says("Stop", host="copilot-cli") == {}
    assert session.log


def test_both_files_count_the_projects_first(session):
    session.hooks("Stop", fixed(systemMessage="user"), scope="user")
    session.hooks("Stop", fixed(systemMessage="project"))
    assert session.says("Stop") == {"systemMessage": "project\nuser"}


def test_all_that_match_run_in_order(session):
    session.write({"hooks": {"PostToolUse": [
        {"hooks": [command("printf a >> order"), command("printf b >> order")]},
        {"matcher": "Edit", "hooks": [command("printf x >> order")]},
        {"matcher": "Bash", "hooks": [command("printf c >> order")]},
    ]}})  # fmt: skip
    assert session.says("PostToolUse", tool_name="Bash") == {}
    assert (session.project / "order").read_text() == "abc"


@pytest.mark.parametrize(
    ("host", "theirs", "ours", "folder"),
    [
        ("gemini-cli", "BeforeTool", "PreToolUse", ".gemini/hooks"),
        ("gemini-cli", "AfterAgent", "Stop", ".gemini/hooks"),
        ("claude-code", "stop", "Stop", ".claude/hooks"),
        ("codex", "Stop", "stop", ".codex/hooks"),
    ],
)
def test_an_event_counts_under_both_of_its_names(session, host, theirs, ours, folder):
    for written, sent in ((ours, theirs), (theirs, ours)):
        session.hooks(written, fixed(systemMessage="here"), folder=folder)
        assert session.says(sent, host=host, tool_name="x") == {"systemMessage": "here"}


def test_the_command_names_the_event_of_a_payload_that_does_not(session):
    session.hooks("PreToolUse", fixed(systemMessage="here"))
    body = json.dumps(session.payload()).encode()
    given = ("claude-code", "preToolUse", body, session.paths, session.project, session.log.append)
    assert json.loads(dispatch(*given).stdout) == {"systemMessage": "here"}


@pytest.mark.parametrize("event", ["Stop", "SubagentStop"])
@pytest.mark.parametrize("entry", [fixed(decision="block", reason="no"), fixed(2)])
def test_a_fixed_no_to_a_stop_is_said_once(session, event, entry):
    session.hooks(event, entry)
    assert session.call(event, stop_hook_active=False)[:3] != (b"{}\n", b"", 0)
    assert session.call(event, stop_hook_active=True)[:3] == (b"{}\n", b"", 0)


def test_a_command_decides_itself_how_often_it_says_no(session):
    session.hooks("Stop", command("echo again >&2; exit 2"))
    assert session.call("Stop", stop_hook_active=True).code == 2


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"session_id": 3}', b'{"session_id": "../../x"}', b'{"session_id": "a"}']
)  # fmt: skip
def test_a_payload_without_a_uuid_is_answered_with_an_empty_object(session, body):
    session.hooks("Stop", fixed(systemMessage="here"))
    outcome = dispatch("claude-code", "Stop", body, session.paths, session.project, session.log.append)
    assert outcome[:3] == (b"{}\n", b"", 0)


def test_the_host_is_found_without_being_named(session):
    session.hooks("Stop", fixed(systemMessage="here"))
    payload = session.payload("Stop", transcript_path=f"/home/dev/.claude/projects/x/{session.id}.jsonl")
    outcome = dispatch(None, None, json.dumps(payload).encode(), session.paths, session.project, session.log.append)
    assert json.loads(outcome.stdout) == {"systemMessage": "here"}
