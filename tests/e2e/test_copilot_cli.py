"""memplug in the real GitHub Copilot CLI: the late transcript, and hooks that it reads from two places."""

from __future__ import annotations

import json

import pytest

from tests.e2e.copilot_cli import Copilot

pytestmark = pytest.mark.client

GOAL = "Please count the rings of the trunk"
NEXT = "Now water the sapling"


def test_the_last_words_of_a_short_session_are_saved(copilot: Copilot) -> None:
    copilot.room.model.steps = ["There are forty-two rings."]
    run = copilot.ask(GOAL)
    saved = json.loads(copilot.room.memplug("show", run.session, "--json"))
    assert saved["goal"] == GOAL
    assert "forty-two rings" in json.dumps(saved["digest"])


def test_installed_for_claude_code_as_well_it_tells_and_saves_once(copilot: Copilot) -> None:
    room = copilot.room
    room.memplug("install", "claude-code", "--scope", "project")
    settings, ran = room.project / ".claude/settings.json", room.root / "ran"
    hooks = json.loads(settings.read_text())
    for event, [group] in hooks["hooks"].items():
        group["hooks"][0]["command"] += f"; echo {event} >> '{ran}'"
    settings.write_text(json.dumps(hooks))
    first = copilot.ask(GOAL, trusted=True)
    context = room.memplug("preview", "--host", copilot.host).strip()
    assert GOAL in context
    second = copilot.ask("What now?", trusted=True)
    assert ran.read_text().split() == ["SessionStart", "SessionEnd"] * 2
    assert second.told(context)
    assert "\n".join(second.heard).count("<memplug>") == 1
    ids = [(session["host"], session["id"]) for session in room.sessions()]
    assert ids == [("copilot-cli", second.session), ("copilot-cli", first.session)]
    assert room.status()["log"] == []


def test_installed_for_claude_code_alone_it_saves_and_says_nothing_of_it(copilot: Copilot) -> None:
    room = copilot.room
    room.memplug("uninstall", copilot.host)
    room.memplug("install", "claude-code", "--scope", "project")
    run = copilot.ask(GOAL, trusted=True)
    assert [(session["host"], session["id"]) for session in room.sessions()] == [("copilot-cli", run.session)]
    assert f"Goal: {GOAL}" in room.memplug("preview", "--host", "claude-code")
    assert room.status()["log"] == []


def test_clear_tells_of_the_session_before_and_after_compact_nothing_is_told(copilot: Copilot) -> None:
    room = copilot.room
    with copilot.terminal("--interactive", GOAL, COPILOT_ALLOW_ALL="true") as terminal:
        terminal.wait_until(lambda: copilot.has_written("Understood."))
        terminal.enter("/clear", lambda: [session["goal"] for session in room.sessions()] == [GOAL])
        room.model.steps = ["It is wet."]
        terminal.enter(NEXT, lambda: copilot.has_written("It is wet."))
        assert any(f"Goal: {GOAL}" in text for text in room.heard_with(NEXT))
        terminal.enter("/compact", lambda: copilot.has_written("session.compaction_complete"))
        room.model.steps = ["On we go."]
        terminal.enter("Go on", lambda: copilot.has_written("On we go."))
        assert not any("<memplug>" in text for text in room.heard_with("Go on"))
        terminal.leave("/exit")
    assert [session["goal"] for session in room.sessions()] == [NEXT, GOAL]
