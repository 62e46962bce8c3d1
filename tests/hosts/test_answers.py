"""The answer that each host accepts, checked by the host's own rules."""

from __future__ import annotations

import json

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


@pytest.mark.parametrize("name", ["codex", "gemini-cli", "copilot-cli"])
def test_the_answer_stays_within_the_hosts_cap(home, name):
    home.preferences('[context]\nmax_chars = 10000\n\n[preferences]\nnotes = ["' + "長い" * 3000 + '"]\n')
    done = home.run(
        "session-start", "--host", name, stdin={"session_id": "x", "cwd": str(home.cwd), "source": "startup"}
    )
    body = json.loads(done.stdout)
    told = body.get("additionalContext") or body["hookSpecificOutput"]["additionalContext"]
    assert size(HOSTS[name], told) <= HOSTS[name].cap
