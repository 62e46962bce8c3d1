"""memplug in the real GitHub Copilot CLI: the late transcript, and hooks that it reads from two places."""

from __future__ import annotations

import json

import pytest

from tests.e2e.copilot_cli import Copilot

pytestmark = pytest.mark.client

GOAL = "Please count the rings of the trunk"


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
    context = copilot.prints()
    assert GOAL in context
    second = copilot.ask("What now?", trusted=True)
    assert ran.read_text().split() == ["SessionStart", "SessionEnd"] * 2
    assert second.told(context)
    assert "\n".join(second.heard).count("<memplug>") == 1
    ids = [(session["host"], session["id"]) for session in room.sessions()]
    assert ids == [("copilot-cli", second.session), ("copilot-cli", first.session)]
