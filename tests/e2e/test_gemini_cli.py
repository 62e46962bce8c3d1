"""memplug in the real Gemini CLI: a quit from the terminal, which ends a session three times."""

from __future__ import annotations

import json
import time
from functools import partial

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


def test_compress_runs_a_session_hook_and_is_followed_by_no_start(gemini: Gemini) -> None:
    room = gemini.room
    room.memplug("install", gemini.host, "--session-hooks")
    ran = room.root / "ran"
    with gemini.terminal("--prompt-interactive", GOAL) as terminal:
        terminal.wait_until(lambda: gemini.has_written("Understood."))
        (transcript,) = room.home.glob(gemini.transcripts)
        session = json.loads(transcript.read_text("utf-8").partition("\n")[0])["sessionId"]
        command = f"read -r payload; printf %s \"$payload\" > '{ran}'"
        create = ["session-hook", "create", session, "--host", gemini.host, "--scope", "user"]
        room.memplug(*create, "PreCompact", "command", "--matcher", "manual", "--command", command)
        assert any("memplug&gt;" in text for text in room.heard_with(GOAL))
        for prompt, answer in (("Count the leaves", "Seven."), ("Count the roots", "Three.")):  # it keeps the last ones
            room.model.steps = [answer]
            terminal.enter(prompt, partial(gemini.has_written, answer))
        room.model.steps = ["<state_snapshot>Something about trees.</state_snapshot>"]
        terminal.enter("/compress", lambda: gemini.has_written("Something about trees."))
        room.model.steps = ["It is wet."]
        terminal.enter(NEXT, lambda: gemini.has_written("It is wet."))
        heard = room.heard_with(NEXT)
        terminal.leave("/quit")
    payload = json.loads(ran.read_text("utf-8"))
    assert (payload["hook_event_name"], payload["trigger"], payload["session_id"]) == ("PreCompress", "manual", session)
    assert any("Something about trees." in text for text in heard)
    assert not any("memplug&gt;" in text for text in heard)
    assert [saved["goal"] for saved in room.sessions()] == [GOAL]
