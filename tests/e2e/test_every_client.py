"""memplug in Codex, Gemini CLI and GitHub Copilot CLI: what one session leaves, and what the next one's model is told."""

from __future__ import annotations

import pytest

from tests.e2e.clean_room import FILE, SEED
from tests.e2e.client import Client

pytestmark = pytest.mark.client

GOAL = "Please turn the seed into an acorn before the squirrels come"
TASK = "Water the sapling in README"


def test_the_next_session_is_told_what_the_last_one_left(client: Client) -> None:
    room = client.room
    room.model.steps = client.work("print('seed')", "print('acorn')", "Rename the seed", TASK)
    first = client.ask(GOAL)
    assert (room.project / FILE).read_text() == "print('acorn')\n"
    assert [(s["host"], s["id"], s["goal"]) for s in room.sessions()] == [(client.host, first.session, GOAL)]
    context = client.prints()
    for fact in (GOAL, f"Edited: {FILE}", f"Open tasks:\n- {TASK}", "Done: Rename the seed", SEED):
        assert fact in context
    room.model.steps = ["Understood."]
    second = client.ask("What now?")
    assert second.session != first.session
    assert second.told(client.passed_on(context))
    assert [s["id"] for s in room.sessions()] == [second.session, first.session]
    assert room.status()["log"] == []


def test_a_resumed_session_is_told_what_changed_and_nothing_twice(client: Client) -> None:
    room = client.room
    first = client.ask(GOAL)
    (room.project / "birch.py").write_text("")
    room.git("add", "birch.py")
    room.git("commit", "-q", "-m", "Fell the birch")
    context = client.prints(resume=first.session)
    assert "Fell the birch" in context
    assert GOAL not in context
    again = client.ask("Go on", resume=first.session)
    assert again.session == first.session
    assert again.told(client.passed_on(context))
    assert [(s["id"], s["goal"]) for s in room.sessions()] == [(first.session, GOAL)]
