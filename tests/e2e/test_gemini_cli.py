"""memplug in the real Gemini CLI: a quit from the terminal, which ends a session three times."""

from __future__ import annotations

import json
import time

import pytest

from tests.e2e.gemini_cli import Gemini

pytestmark = pytest.mark.client

GOAL = "Please count the rings of the trunk"
NEXT = "Now water the sapling"


def test_three_ends_at_one_quit_make_one_record(gemini: Gemini) -> None:
    noted = gemini.room.root / "ends"
    settings = json.loads(gemini.settings.read_text())
    (entry,) = settings["hooks"]["SessionEnd"][0]["hooks"]
    entry["command"] += f"; echo $? >> '{noted}'"
    gemini.settings.write_text(json.dumps(settings))
    gemini.converse(GOAL)
    # The client does not wait for the last one.
    until = time.monotonic() + 10
    while noted.read_text() != "0\n" * 3 and time.monotonic() < until:
        time.sleep(0.05)
    assert noted.read_text() == "0\n" * 3
    assert [session["goal"] for session in gemini.room.sessions()] == [GOAL]


def test_a_cleared_session_is_saved_though_gemini_drops_what_the_next_should_be_told(gemini: Gemini) -> None:
    room = gemini.room
    with gemini.terminal("--prompt-interactive", GOAL) as terminal:
        terminal.wait_until(lambda: gemini.has_written("Understood."))
        terminal.enter("/clear", lambda: [session["goal"] for session in room.sessions()] == [GOAL])
        room.model.steps = ["It is wet."]
        terminal.enter(NEXT, lambda: gemini.has_written("It is wet."))
        assert not any(GOAL in text for text in room.heard_with(NEXT))
        terminal.leave("/quit")
    assert gemini.ask("What now?").told(f"Goal: {NEXT}")
