"""The shipped examples do what they say."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from memplug.cli.session_hook import EXAMPLES
from memplug.session_hooks.content import read

FOLDER = Path(__file__).parents[2] / "hooks" / "examples"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the commands are written for a POSIX shell")


@pytest.fixture
def example(session):
    return lambda name: session.write((FOLDER / f"{name}.json").read_text())


@pytest.fixture
def fake_pytest(session, monkeypatch):
    """Put a `pytest` on PATH that passes once there is a file `fixed`."""
    folder = session.home / "bin"
    folder.mkdir()
    (folder / "pytest").write_text('#!/bin/sh\n[ -e fixed ] || { echo "1 failed"; echo "oh" >&2; exit 1; }\n')
    (folder / "pytest").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_each_is_good_and_run_here():
    assert set(EXAMPLES) == {"block-stop-until-tests-pass", "context-at-start", "log-tools", "remind-before-compaction"}
    for name in EXAMPLES:
        content = read((FOLDER / f"{name}.json").read_bytes())
        assert content.groups
        assert content.mistakes == ()


def test_the_stop_is_blocked_until_the_tests_pass(session, example, fake_pytest):
    example("block-stop-until-tests-pass")
    for again in (False, True):
        outcome = session.call("Stop", stop_hook_active=again)
        assert (outcome.stdout, outcome.code) == (b"", 2)
        assert outcome.stderr == b"The tests fail. Make them pass before you stop:\n1 failed\noh\n"
    (session.project / "fixed").touch()
    assert session.call("Stop")[:3] == (b"{}\n", b"", 0)


def test_a_project_without_pytest_can_stop(session, example, monkeypatch):
    example("block-stop-until-tests-pass")
    monkeypatch.setenv("PATH", str(session.home))
    assert session.call("Stop")[:3] == (b"{}\n", b"", 0)


@pytest.mark.parametrize("source", ["startup", "resume", "clear", "compact"])
def test_the_context_is_given_at_the_start(session, example, source):
    example("context-at-start")
    said = session.says("SessionStart", source=source)
    assert "The release is frozen" in said["hookSpecificOutput"]["additionalContext"]


def test_each_tool_call_is_one_line_of_the_log(session, example):
    example("log-tools")
    calls = [
        session.payload("PreToolUse", tool_name=name, tool_input={"text": "a\nb \\n é"}) for name in ("Bash", "Edit")
    ]
    for call in calls:
        del call["hook_event_name"]
        assert session.says("PreToolUse", **call) == {}
    log = session.home / "tool-calls.jsonl"
    assert [json.loads(line)["tool_name"] for line in log.read_text("utf-8").splitlines()] == ["Bash", "Edit"]
    assert json.loads(log.read_text("utf-8").splitlines()[0])["tool_input"] == {"text": "a\nb \\n é"}
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("trigger", ["auto", "manual"])
def test_the_reminder_comes_before_a_compaction(session, example, trigger):
    example("remind-before-compaction")
    assert "about to be compacted" in session.says("PreCompact", trigger=trigger)["systemMessage"]
