"""The answer that each host accepts, checked by the host's own rules."""

from __future__ import annotations

import html
import json
from pathlib import Path

import jsonschema
import pytest

from memplug.hosts import HOSTS
from memplug.hosts.payload import answer, size

CONTEXT = 'Goal: <b> & "quotes" — naïve 日本 \U0001f600\nsecond line'
# As seen in the clients: where the context is read, and what else may stand in an answer without harm.
NESTED = {"claude-code", "codex", "gemini-cli", "hawa-code", "generic"}
CODEX_KNOWS = {"continue", "stopReason", "systemMessage", "suppressOutput", "hookSpecificOutput"}


@pytest.mark.parametrize("host", HOSTS.values(), ids=HOSTS)
def test_the_context_stands_where_the_host_reads_it_and_only_there(host):
    body = json.loads(answer(host, CONTEXT))
    if host.name in NESTED:
        assert body == {"hookSpecificOutput": {"hookEventName": "SessionStart", "additionalContext": CONTEXT}}
    else:
        assert body == {"additionalContext": CONTEXT}


def test_codex_gets_no_key_that_it_does_not_know():
    body = json.loads(answer(HOSTS["codex"], CONTEXT, "memplug: a problem"))
    assert set(body) <= CODEX_KNOWS
    assert set(body["hookSpecificOutput"]) == {"hookEventName", "additionalContext"}


@pytest.mark.parametrize("name", ["copilot-cli", "copilot-sdk"])
def test_copilot_gets_no_message_that_it_does_not_show(name):
    assert answer(HOSTS[name], "", "memplug: a problem") == b""
    assert set(json.loads(answer(HOSTS[name], CONTEXT, "memplug: a problem"))) == {"additionalContext"}


def test_every_answer_is_one_line_of_ascii():
    for host in HOSTS.values():
        assert answer(host, CONTEXT).isascii()
        assert answer(host, CONTEXT).count(b"\n") == 1


def test_a_cap_is_counted_in_the_hosts_unit():
    text = "é\U0001f600"
    assert {name: size(host, text) for name, host in HOSTS.items()} == {
        "claude-code": 3, "hawa-code": 3, "codex": 6, "generic": 6, "gemini-cli": 2, "copilot-cli": 2, "copilot-sdk": 2,
    }  # fmt: skip
    assert (HOSTS["codex"].cap, HOSTS["claude-code"].cap) == (10_000, 10_000)


@pytest.mark.parametrize("name", HOSTS)
def test_the_answer_stays_within_the_hosts_cap(home, name):
    home.preferences('[context]\nmax_chars = 100000\n\n[preferences]\nnotes = ["' + "長い" * 40_000 + '"]\n')
    assert 0 < size(HOSTS[name], told(home, name)) <= HOSTS[name].cap


LETTERS = {"utf8": "é", "utf16": "\U0001f600", "characters": "é"}
"""Two units long, where the unit is smaller than a letter."""


@pytest.mark.parametrize("name", [name for name, host in HOSTS.items() if host.cap <= 60_000])
def test_a_context_of_exactly_the_cap_is_whole_and_of_one_unit_more_is_not(home, name):
    host, letter = HOSTS[name], LETTERS[HOSTS[name].unit]

    def with_note(note):
        home.preferences(f'[context]\nmax_chars = 100000\n\n[preferences]\nnotes = ["{note}"]\n')
        return told(home, name)

    room = host.cap - size(host, with_note("x")) + 1
    note = letter * (room // size(host, letter)) + "x" * (room % size(host, letter))
    whole = with_note(note)
    assert size(host, whole) == host.cap
    assert "## Project" in whole
    shorter = with_note(f"{note}x")
    assert size(host, shorter) <= host.cap
    assert "## Project" not in shorter


def told(home, name):
    given = {"session_id": "x", "cwd": str(home.cwd), "source": "startup"}
    body = json.loads(home.run("session-start", "--host", name, stdin=given).stdout)
    return body.get("additionalContext") or body["hookSpecificOutput"]["additionalContext"]


TEXT = {"type": "string", "minLength": 1}
NESTED_ANSWER = {
    "type": "object",
    "properties": {
        "hookSpecificOutput": {
            "type": "object",
            "properties": {"hookEventName": {"const": "SessionStart"}, "additionalContext": TEXT},
            "required": ["hookEventName", "additionalContext"],
            "additionalProperties": False,
        }
    },
    "required": ["hookSpecificOutput"],
    "additionalProperties": False,
}
TOP_ANSWER = {
    "type": "object",
    "properties": {"additionalContext": TEXT},
    "required": ["additionalContext"],
    "additionalProperties": False,
}
GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/*.json"))


@pytest.mark.parametrize("file", GOLDEN, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_golden_answer_keeps_the_rules_of_its_host(file):
    host = HOSTS[file.parent.name]
    body = json.loads(file.read_text("utf-8"))
    jsonschema.validate(body, NESTED_ANSWER if host.name in NESTED else TOP_ANSWER)
    context = body.get("additionalContext") or body["hookSpecificOutput"]["additionalContext"]
    assert size(host, context) <= min(host.cap, 6_000)
    # Gemini CLI escapes angle brackets and nothing else, so an entity of our own could not be told from one of them.
    escaped = context.replace("<", "&lt;").replace(">", "&gt;")
    assert html.unescape(escaped) == context
