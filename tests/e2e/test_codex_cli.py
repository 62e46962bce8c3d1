"""memplug in the real Codex CLI: trust, the short time at the end, and what Claude Code left."""

from __future__ import annotations

import json

import pytest

from tests.e2e.claude_code import ClaudeCode
from tests.e2e.codex_cli import Codex, Server

pytestmark = pytest.mark.client

GOAL = "Please count the rings of the trunk"
NEXT = "Now water the sapling"


def test_untrusted_hooks_are_skipped_without_a_word(codex: Codex) -> None:
    run = codex.ask(GOAL, trusted=False)
    assert run.told(GOAL)
    assert not run.told("<memplug>")
    assert codex.room.sessions() == []


def test_trust_outlives_another_installation(codex: Codex) -> None:
    codex.trust()
    codex.room.memplug("install", "codex")
    codex.ask(GOAL, trusted=False)
    context = codex.prints()
    assert GOAL in context
    assert codex.ask("What now?", trusted=False).told(context)


def test_the_end_is_saved_within_the_default_second(codex: Codex) -> None:
    hooks = json.loads(codex.settings.read_text())
    del hooks["hooks"]["Stop"]
    (entry,) = hooks["hooks"]["SessionEnd"][0]["hooks"]
    del entry["timeout"]
    # The second command runs only when the client let the first one come to its end.
    entry["command"] += f"; echo $? > '{codex.room.root}/ended'"
    codex.settings.write_text(json.dumps(hooks))
    codex.ask(GOAL)
    assert [session["goal"] for session in codex.room.sessions()] == [GOAL]
    assert (codex.room.root / "ended").read_text() == "0\n"


def test_codex_goes_on_where_claude_code_stopped(claude: ClaudeCode, codex: Codex) -> None:
    claude.ask(GOAL)
    context = codex.prints()
    assert GOAL in context
    assert "(Claude Code, " in context
    assert codex.ask("What now?").told(context)
    assert [session["host"] for session in codex.room.sessions()] == ["codex", "claude-code"]


def test_a_session_that_is_killed_after_a_turn_is_remembered(codex: Codex) -> None:
    hooks = json.loads(codex.settings.read_text())
    (entry,) = hooks["hooks"]["Stop"][0]["hooks"]
    entry["command"] += f"; echo $? > '{codex.room.root}/saved'; kill -9 $PPID"
    codex.settings.write_text(json.dumps(hooks))
    with pytest.raises(AssertionError, match="Understood"):  # that much it has printed
        codex.ask(GOAL)
    assert (codex.room.root / "saved").read_text() == "0\n"
    assert [session["goal"] for session in codex.room.sessions()] == [GOAL]
    hooks["hooks"].pop("Stop")
    codex.settings.write_text(json.dumps(hooks))
    assert codex.ask("What now?").told(f"Goal: {GOAL}")


def test_codex_takes_what_the_hooks_answer(codex: Codex) -> None:
    shell = ["/bin/sh", "-c", 'exec "$0" exec --dangerously-bypass-hook-trust "$1" 2>&1']
    said = codex.room.run([*shell, codex.binary, GOAL], STAND_IN_KEY="made-up")
    hooks = [line for line in said.splitlines() if line.startswith("hook: ")]
    assert hooks == ["hook: SessionStart", "hook: SessionStart Completed", "hook: Stop", "hook: Stop Completed"]


def test_clear_tells_of_the_session_before_and_compact_of_this_one(codex: Codex) -> None:
    codex.trust()
    with Server(codex) as server:
        server.prompt(server.start("startup"), GOAL)
        cleared = server.start("clear")
        assert server.prompt(cleared, NEXT).told(f"Goal: {GOAL}")
        server.compact(cleared)
        run = server.prompt(cleared, "Go on")
    (context,) = [text for text in run.heard if text.startswith("<memplug>")]
    assert f"Goal: {NEXT}" in context
    assert GOAL not in context
