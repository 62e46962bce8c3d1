"""The callbacks for the Copilot SDK, called as the SDK calls them; the commands behind them are the real ones."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memplug import copilot_sdk, open_sessions
from memplug.copilot_sdk import combined, hooks

SESSION = "3a50d35b-f619-4862-8977-fa9004605095"
GOAL = "add a greet function to the sdk project"
INVOCATION = {"session_id": SESSION}
posix = pytest.mark.skipif(os.name == "nt", reason="made of shell scripts")
MODIFIED = '[sdk]\nmodified_config = { model = "gpt-5", availableTools = ["view"] }\n'
AT_THE_END = '[sdk]\nsuppress_output = true\ncleanup_actions = ["docker compose down"]\n'


def load(data, name):
    return json.loads((data / "copilot-sdk" / name).read_text("utf-8"))


@pytest.fixture
def here(home, monkeypatch):
    """The program's own environment is that of `home`."""
    wanted = home.environment
    for name in os.environ.keys() - wanted.keys() - {"SYSTEMROOT"}:
        monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(copilot_sdk, "_counts", {})
    return home


@pytest.fixture
def began(here, data):
    """What the SDK passes at a start in this project."""
    given = load(data, "session_start.input.json")
    return given | {"timestamp": datetime(2026, 11, 20, tzinfo=UTC), "workingDirectory": str(here.cwd)}


@pytest.fixture
def ended(here, data):
    """The same at the end of a session whose transcript lies where the runtime keeps it."""
    folder = here.path / "user/.copilot/session-state" / SESSION
    folder.mkdir(parents=True)
    shutil.copy(data / "copilot-sdk/events.jsonl", folder)
    given = load(data, "session_end.input.json")
    return given | {"timestamp": datetime(2026, 11, 20, tzinfo=UTC), "workingDirectory": str(here.cwd)}


def call(callback, given, invocation=INVOCATION):
    result = callback(given, invocation)
    return asyncio.run(result) if inspect.isawaitable(result) else result


def test_it_is_the_dictionary_for_create_session():
    assert type(hooks) is dict
    assert set(hooks) == {"on_session_start", "on_session_end", "on_user_prompt_submitted", "on_pre_tool_use"}
    assert all(inspect.iscoroutinefunction(hooks[name]) for name in ("on_session_start", "on_session_end"))


@pytest.mark.parametrize("stamp", [datetime(2026, 11, 20, tzinfo=UTC), 1795217964757, "2026-11-20T23:39:24Z", None])
def test_a_start_is_told_what_the_command_says(here, ended, began, stamp):
    call(hooks["on_session_end"], ended)
    given = began | {"sessionId": "next", "timestamp": stamp}
    answer = call(hooks["on_session_start"], given, {"session_id": "next"})
    assert set(answer) == {"additionalContext"}
    assert f"Goal: {GOAL}\n" in answer["additionalContext"]
    done = here.run("session-start", "--host", "copilot-sdk", stdin=json.dumps(given, default=str))
    assert json.loads(done.stdout) == answer
    assert here.log == ""


def test_the_end_is_answered_as_by_the_command(here, ended):
    answer = call(hooks["on_session_end"], ended)
    assert set(answer) == {"sessionSummary"}
    assert answer["sessionSummary"].startswith(f"Goal: {GOAL}\n")
    done = here.run("session-end", "--host", "copilot-sdk", stdin=json.dumps(ended, default=str))
    assert json.loads(done.stdout) == answer


@pytest.mark.parametrize(
    ("fields", "invocation"),
    [
        ({"sessionId": SESSION}, {}),
        ({"session_id": SESSION}, {}),
        ({}, {"session_id": SESSION}),
        ({}, {"sessionId": SESSION}),
        ({"sessionId": SESSION}, None),
    ],
)
@pytest.mark.parametrize("folder", ["workingDirectory", "working_directory", "cwd"])
def test_every_spelling_is_understood(here, ended, fields, invocation, folder):
    call(hooks["on_session_end"], {"reason": "complete", folder: str(here.cwd), **fields}, invocation)
    assert [(s["id"], s["goal"]) for s in here.json("status")["sessions"]] == [(SESSION, GOAL)]


def test_a_session_has_one_record_however_it_ends(here, ended):
    for reason in ("complete", "complete", "error", "abort", "timeout", "user_exit"):
        assert call(hooks["on_session_end"], ended | {"reason": reason})["sessionSummary"].startswith(f"Goal: {GOAL}")
        [session] = here.json("status")["sessions"]
        assert (session["host"], session["id"]) == ("copilot-sdk", SESSION)
        assert here.json("show", SESSION)["digest"]["reason"] == reason


def test_the_preferences_may_modify_the_configuration(here, began):
    here.preferences(MODIFIED)
    answer = call(hooks["on_session_start"], began)
    assert answer["modifiedConfig"] == {"model": "gpt-5", "availableTools": ["view"]}
    assert "additionalContext" in answer
    done = here.run("session-start", "--host", "copilot-cli", stdin=json.dumps(began, default=str))
    assert set(json.loads(done.stdout)) == {"additionalContext"}


def test_the_preferences_may_ask_for_more_at_the_end(here, ended):
    here.preferences(AT_THE_END)
    answer = call(hooks["on_session_end"], ended)
    assert (answer["suppressOutput"], answer["cleanupActions"]) == (True, ["docker compose down"])
    assert answer["sessionSummary"]
    done = here.run("session-end", "--host", "copilot-cli", stdin=json.dumps(ended, default=str))
    assert done.stdout == b""


def test_an_end_that_saves_nothing_says_nothing(here):
    assert call(hooks["on_session_end"], {"reason": "complete", "workingDirectory": str(here.cwd)}) is None


def test_no_secret_is_in_the_summary(here, ended):
    file = here.path / "user/.copilot/session-state" / SESSION / "events.jsonl"
    secret = "ghp_" + "a1B2" * 9
    file.write_text(file.read_text("utf-8").replace(GOAL, f"{GOAL} with {secret}"), "utf-8")
    answer = call(hooks["on_session_end"], ended)
    assert GOAL in answer["sessionSummary"]
    assert secret not in json.dumps(answer)


def test_what_was_counted_stands_in_for_a_transcript_that_is_elsewhere(here):
    for name, count in (("on_user_prompt_submitted", 2), ("on_pre_tool_use", 3)):
        for _ in range(count):
            assert call(hooks[name], {"sessionId": SESSION, "prompt": "x", "toolName": "bash"}) is None
    hooks["on_pre_tool_use"]({"sessionId": "another"}, {"session_id": "another"})
    answer = call(hooks["on_session_end"], {"reason": "abort", "workingDirectory": str(here.cwd)})
    assert answer["sessionSummary"].endswith("it ended with reason `abort`\nPrompts: 2, tool calls: 3")
    metrics = here.json("show", SESSION)["digest"]["metrics"]
    assert (metrics["prompts"], metrics["tool_calls"]) == (2, 3)


def test_the_transcript_counts_more_than_what_was_counted(here, ended):
    for _ in range(9):
        hooks["on_user_prompt_submitted"]({"sessionId": SESSION}, INVOCATION)
    assert "Prompts: 2, tool calls: 4" in call(hooks["on_session_end"], ended)["sessionSummary"]


def test_counts_are_kept_for_so_many_sessions(here, monkeypatch):
    monkeypatch.setattr(copilot_sdk, "MOST", 3)
    for number in range(10):
        hooks["on_pre_tool_use"]({"sessionId": str(number)}, {})
    assert list(copilot_sdk._counts) == ["7", "8", "9"]


@pytest.mark.parametrize("given", [None, 3, {}, {"sessionId": 3}])
def test_a_counter_takes_anything_and_decides_nothing(here, given):
    assert hooks["on_pre_tool_use"](given, given) is None
    assert hooks["on_user_prompt_submitted"](given, given) is None


def test_the_event_loop_goes_on_meanwhile(began):
    async def main():
        turns = 0
        start = asyncio.ensure_future(hooks["on_session_start"](began, INVOCATION))
        while not start.done():
            turns += 1
            await asyncio.sleep(0.001)
        return turns, await start

    turns, answer = asyncio.run(main())
    assert turns > 5
    assert answer["additionalContext"]


def test_nothing_of_the_program_is_changed(began, ended):
    def state():
        signals = [signal.getsignal(number) for number in sorted(signal.valid_signals())]
        return gc.isenabled(), sys.stdout, sys.stderr, dict(os.environ), Path.cwd(), list(sys.path), signals

    before = state()
    call(hooks["on_session_start"], began)
    call(hooks["on_session_end"], ended)
    assert state() == before


@pytest.mark.parametrize("given", [None, 3, {"sessionId": object}, {"cwd": "\0"}, {("a",): 1}])
@pytest.mark.parametrize("name", ["on_session_start", "on_session_end"])
def test_no_mistake_reaches_the_sdk(here, name, given):
    call(hooks[name], given, None)


@posix
def test_what_goes_wrong_is_logged(here, began, monkeypatch, tmp_path):
    program = tmp_path / "python"
    for name, script, said in (
        ("python", "exit 3", "exit status 3"),
        ("python", "echo {", "JSONDecodeError"),
        ("gone", "", "No such file"),
    ):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program.with_name(name)))
        monkeypatch.setenv("PATH", str(tmp_path))
        assert call(hooks["on_session_start"], began) is None
        assert said in here.log.splitlines()[-1]


@posix
def test_what_hangs_is_ended(here, began, monkeypatch, tmp_path):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(copilot_sdk, "PATIENCE", 0.2)
    assert call(hooks["on_session_start"], began) is None
    assert "timed out after 0.2 seconds" in here.log


@posix
def test_a_frozen_program_calls_the_script(here, began, monkeypatch, tmp_path):
    script = tmp_path / "memplug"
    script.write_text('#!/bin/sh\necho "{\\"additionalContext\\": \\"$*\\"}"\n')
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", "/opt/agent/agent")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert call(hooks["on_session_start"], began) == {"additionalContext": "session-start --host copilot-sdk"}


def test_switched_off_it_says_nothing(here, began, monkeypatch):
    monkeypatch.setenv("MEMPLUG_DISABLE", "1")
    assert call(hooks["on_session_start"], began) is None


@pytest.fixture
def quick(monkeypatch):
    """Callbacks of ours that answer at once."""
    answers = {
        "session-start": {"additionalContext": "ours"},
        "session-end": {"sessionSummary": "ours", "cleanupActions": ["a"]},
    }
    monkeypatch.setattr(copilot_sdk, "_run", lambda verb, *_: answers[verb])


def test_both_run_and_their_answers_are_one(quick):
    async def theirs(given, invocation):
        await asyncio.sleep(0)
        return {"sessionSummary": "theirs", "cleanupActions": ["b"], "suppressOutput": True}

    both = combined(
        {
            "on_session_start": lambda *_: {"additionalContext": "theirs", "modifiedConfig": {"model": "x"}},
            "on_session_end": theirs,
        }
    )
    assert call(both["on_session_start"], {}) == {
        "additionalContext": "ours\n\ntheirs",
        "modifiedConfig": {"model": "x"},
    }
    assert call(both["on_session_end"], {}) == {
        "sessionSummary": "ours\n\ntheirs",
        "cleanupActions": ["a", "b"],
        "suppressOutput": True,
    }


def test_the_programs_own_decision_stays_its_own(here):
    denied = {"permissionDecision": "deny", "permissionDecisionReason": "no"}
    both = combined({"on_pre_tool_use": lambda given, _: denied if given["toolName"] == "bash" else None})
    assert call(both["on_pre_tool_use"], {"sessionId": SESSION, "toolName": "bash"}) == denied
    assert call(both["on_pre_tool_use"], {"sessionId": SESSION, "toolName": "view"}) is None
    assert copilot_sdk._counts == {SESSION: {"toolCallCount": 2}}


def test_callbacks_that_we_do_not_have_are_kept():
    mine = lambda *_: None  # noqa: E731  told by its identity
    both = combined({"on_error_occurred": mine, "on_session_end": None})
    assert both == {**hooks, "on_error_occurred": mine}
    assert set(hooks) == {"on_session_start", "on_session_end", "on_user_prompt_submitted", "on_pre_tool_use"}


def test_a_failing_callback_of_the_program_costs_only_its_answer(quick, caplog):
    def broken(*_):
        raise RuntimeError("theirs is broken")

    with caplog.at_level(logging.WARNING):
        assert call(combined({"on_session_start": broken})["on_session_start"], {}) == {"additionalContext": "ours"}
    assert "theirs is broken" in caplog.text


def test_a_cancelled_start_is_cancelled(quick, monkeypatch):
    async def main():
        start = asyncio.ensure_future(hooks["on_session_start"]({}, {}))
        await asyncio.sleep(0)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start

    asyncio.run(main())


def test_a_program_that_ends_meanwhile_has_saved_its_session(here, ended):
    async def main():
        end = asyncio.ensure_future(hooks["on_session_end"](ended, INVOCATION))
        await asyncio.sleep(0)
        assert not end.done()

    asyncio.run(main())
    assert [(s["id"], s["goal"]) for s in here.json("status")["sessions"]] == [(SESSION, GOAL)]


def by_runtime(here, verb, **fields):
    """Run the hook that the runtime has of Copilot CLI's, as it does before the callback."""
    payload = {"sessionId": SESSION, "timestamp": 1_763_632_800_000, "cwd": str(here.cwd), **fields}
    done = here.run(verb, "--host", "copilot-cli", stdin=payload)
    assert (done.returncode, done.stderr) == (0, b"")
    return json.loads(done.stdout) if done.stdout else None


def test_installed_for_copilot_cli_as_well_it_tells_and_saves_once(here, began, ended):
    for _ in range(2):  # in the second session the answers are ready
        told = by_runtime(here, "session-start", source="new")
        assert "<memplug>" in told["additionalContext"]
        assert call(hooks["on_session_start"], began) is None
        assert by_runtime(here, "session-end", reason="user_exit") is None
        assert GOAL in call(hooks["on_session_end"], ended)["sessionSummary"]
        assert [(s["host"], s["id"]) for s in here.json("status")["sessions"]] == [("copilot-cli", SESSION)]
    assert here.log == ""


@pytest.mark.parametrize("preferences", ["", '[context.sources]\nnew = "minimal"\n'])
def test_a_ready_answer_is_not_told_in_addition(here, began, ended, preferences):
    here.preferences(f'{preferences}[preferences]\nnotes = ["Say hello"]\n')
    call(hooks["on_session_end"], ended)
    other = began | {"sessionId": "99999999-f619-4862-8977-fa9004605095"}
    assert "Say hello" in call(hooks["on_session_start"], other)["additionalContext"]
    assert "Say hello" in by_runtime(here, "session-start", source="new")["additionalContext"]
    assert call(hooks["on_session_start"], began) is None


def test_what_a_killed_copilot_cli_left_keeps_no_program_silent(here, began, ended):
    command = [sys.executable, "-m", "memplug", "session-start", "--host", "copilot-cli"]
    payload = json.dumps({"sessionId": SESSION, "timestamp": 1, "cwd": str(here.cwd), "source": "new"})
    client = f"import subprocess; subprocess.run({command!r}, input={payload!r}, text=True, cwd={str(here.cwd)!r})"
    subprocess.run([sys.executable, "-c", client], check=True, stdout=subprocess.DEVNULL)
    (note,) = (here.path / "state/open").glob("*/*")
    record = open_sessions.read(str(note))
    assert record is not None
    assert call(hooks["on_session_start"], began) is None  # it has gone just now
    record.opened = str(float(record.opened) - 120)
    assert open_sessions.write(str(note), record)
    assert "<memplug>" in call(hooks["on_session_start"], began)["additionalContext"]
