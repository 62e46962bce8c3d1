"""memplug in the real Gemini CLI: a quit from the terminal, which ends a session three times."""

from __future__ import annotations

import json
import time

import pytest

from tests.e2e.gemini_cli import Gemini

pytestmark = pytest.mark.client

GOAL = "Please count the rings of the trunk"


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
