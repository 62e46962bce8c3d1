"""Hooks of one session in the real clients, with files that come while they run."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest

from tests.e2e.claude_code import ClaudeCode
from tests.e2e.clean_room import FILE, MEMPLUG
from tests.e2e.client import Client
from tests.e2e.protocol import Call, strings

pytestmark = pytest.mark.client

SESSION = "8c4d6f0e-52b1-4b7a-9a63-0f6a1c2d3e4f"


@pytest.fixture
def hooked(claude: ClaudeCode) -> ClaudeCode:
    """Claude Code with the dispatcher in its user's settings, beside memplug's two commands."""
    claude.room.memplug("install", "claude-code", "--session-hooks")
    claude.hooks = {}
    return claude


def memplug(*words: str) -> str:
    """Return a command line for the agent's shell."""
    return " ".join([shlex.quote(str(MEMPLUG)), "session-hook", *words])


def test_a_stop_is_blocked_once_by_a_hook_that_came_while_it_ran(hooked: ClaudeCode) -> None:
    # The shell puts the reason together, so that it does not stand in the tool call.
    create = memplug("create", "Stop", "json", "--decision", "block", "--reason", '"Feed the $(printf quo)kka first"')
    hooked.room.model.steps = [[Call("Bash", {"command": create})], "All done."]
    run = hooked.ask("Look after the zoo", "--allowedTools", "Bash")
    assert (hooked.room.project / ".claude" / "hooks" / f"hooks.{run.session}.json").is_file()
    assert run.told("Feed the quokka first")
    last = list(strings(hooked.room.model.requests[-1]))
    assert sum("Stop hook feedback:" in text and "Feed the quokka first" in text for text in last) == 1


def test_a_startup_message_reaches_the_first_request_beside_the_memory(hooked: ClaudeCode) -> None:
    hooked.room.memplug(
        "session-hook", "create", SESSION, "SessionStart", "json", "--message", "Zoo closed", "--matcher", "startup"
    )
    hooked.ask("Go on", "--session-id", SESSION)
    first = list(strings(hooked.room.model.requests[0]))
    assert any("Zoo closed" in text for text in first)
    assert any("<memplug>" in text for text in first)
    other = hooked.ask("Go on")
    assert not other.told("Zoo closed")


def test_the_tool_log_has_one_line_for_each_call(hooked: ClaudeCode) -> None:
    file = str(hooked.room.project / FILE)
    start = memplug("create", "--example", "log-tools", "--scope", "user")
    hooked.room.model.steps = [
        [Call("Bash", {"command": start})],
        [Call("Read", {"file_path": file}), Call("Read", {"file_path": file, "limit": 1})],
        [Call("Edit", {"file_path": file, "old_string": "seed", "new_string": "acorn"})],
        "The seed is an acorn now.",
    ]
    hooked.ask("Rename the seed", "--allowedTools", "Bash")
    lines = (hooked.room.home / "tool-calls.jsonl").read_text(encoding="utf-8").splitlines()
    called = sorted(json.loads(line)["tool_name"] for line in lines)
    assert called == ["Edit", "Read", "Read"]


def test_the_agent_goes_on_until_the_tests_pass(hooked: ClaudeCode) -> None:
    pytest_ = hooked.room.path[0] / "pytest"
    pytest_.write_text('#!/bin/sh\n[ -e passed ] || { echo "1 failed: too few leaves"; : > passed; exit 1; }\n')
    pytest_.chmod(0o755)
    hooked.room.memplug("session-hook", "create", SESSION, "--example", "block-stop-until-tests-pass")
    run = hooked.ask("Grow a tree", "--session-id", SESSION)
    assert run.told("1 failed: too few leaves")
    assert run.told("Make them pass before you stop")


def test_the_end_of_the_session_makes_its_file_stale(hooked: ClaudeCode) -> None:
    hooked.room.memplug("session-hook", "create", SESSION, "--example", "remind-before-compaction")
    hooked.ask("Go on", "--session-id", SESSION)
    (row,) = json.loads(hooked.room.memplug("session-hook", "list", "--json"))
    assert row["stale"]
    assert Path(row["file"]).is_file()
    hooked.room.memplug("session-hook", "remove", "--stale")
    assert json.loads(hooked.room.memplug("session-hook", "list", "--json")) == []


def test_the_other_clients_take_the_same_file(client: Client) -> None:
    room = client.room
    room.memplug("install", client.host, "--session-hooks")
    session = client.ask("Begin").session
    create = ("session-hook", "create", session, "--host", client.host, "--append")
    room.memplug(*create, "SessionStart", "json", "--message", "Zoo closed")
    room.memplug(*create, "UserPromptSubmit", "json", "--message", "Mind the quokka")
    room.memplug(*create, "PreToolUse", "json", "--decision", "deny", "--reason", "No feeding")
    room.memplug(*create, "Stop", "json", "--decision", "block", "--reason", "Sweep the paths")
    room.model.steps = client.work("print('seed')", "print('acorn')", "Rename the seed", "Water it")
    run = client.ask("Look after the zoo", resume=session)
    assert run.session == session
    for told in ("Zoo closed", "Mind the quokka", "No feeding", "Sweep the paths"):
        assert run.told(told)
    assert (room.project / FILE).read_text() == "print('seed')\n"
