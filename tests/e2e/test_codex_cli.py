"""memplug in the real Codex CLI: trust, the short time at the end, and what Claude Code left."""

from __future__ import annotations

import json

import pytest

from tests.e2e.claude_code import ClaudeCode
from tests.e2e.codex_cli import Codex

pytestmark = pytest.mark.client

GOAL = "Please count the rings of the trunk"


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
