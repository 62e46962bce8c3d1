from __future__ import annotations

import json

import pytest

from memplug.doctor import answers
from memplug.doctor.rehearsal import Rehearsal
from memplug.hosts import HOSTS
from memplug.hosts.payload import answer
from memplug.install.settings import wanted

CAPTURED = {
    "claude-code": ("session_start.startup.headless", "session_end.other.headless", "pre_compact.manual.headless"),
    "codex": ("session_start.startup", "session_end.other", "stop"),
    "gemini-cli": ("session_start.startup", "session_end.exit"),
    "copilot-cli": ("session_start.claude_format.new", "session_end.claude_format.complete"),
    "hawa-code": ("session_start.startup.documented", "session_end.other.documented"),
}


@pytest.mark.parametrize("host", [name for name, host in HOSTS.items() if host.settings.scopes])
def test_the_payloads_have_the_fields_of_the_captured_ones(data, tmp_path, host):
    folder = data / {"gemini-cli": "gemini"}.get(host, host)
    rehearsal = Rehearsal(HOSTS[host], tmp_path)
    for hook, name in zip(wanted(HOSTS[host]), CAPTURED[host], strict=True):
        captured = json.loads((folder / f"{name}.json").read_text("utf-8"))
        sent = rehearsal.payload(hook.event)
        assert set(sent) == set(captured)
        for field in ("source", "reason", "hook_event_name"):
            assert sent.get(field) == captured.get(field)


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_what_the_hosts_are_answered_is_accepted(host):
    output = answer(host, "Hello", "one line")
    assert answers.fault(host, output) == ""
    assert answers.context(host, json.loads(output)) == "Hello"


def nested(**more):
    return {"hookSpecificOutput": {"hookEventName": "SessionStart", "additionalContext": "x", **more}}


@pytest.mark.parametrize(
    ("host", "given", "said"),
    [
        ("codex", [], "not one JSON object"),
        ("codex", nested() | {"extra": 1}, "extra"),
        ("codex", nested(extra=1), "extra"),
        ("codex", nested(hookEventName="Stop"), "does not name the event"),
        ("codex", nested(additionalContext=7), "no context"),
        ("codex", nested(additionalContext="é" * 5001), "longer than Codex CLI takes (10002 of 10000)"),
        ("claude-code", nested(additionalContext="é" * 5001), ""),
        ("claude-code", {"additionalContext": "x"}, "additionalContext"),
        ("copilot-cli", nested(), "hookSpecificOutput"),
        ("copilot-cli", {"additionalContext": "x"}, ""),
    ],
)
def test_what_they_would_not_take(host, given, said):
    found = answers.fault(HOSTS[host], json.dumps(given).encode())
    assert (said in found) if said else not found


@pytest.mark.parametrize("output", [b"", b"\n", b"\xff", b"{", b"hello\n{}"])
def test_no_json(output):
    assert answers.fault(HOSTS["codex"], output)
