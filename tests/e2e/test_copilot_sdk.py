"""memplug in programs that use the GitHub Copilot SDK: what one session leaves, and what the next one's model is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.clean_room import FILE, SEED
from tests.e2e.conftest import client_file, installed
from tests.e2e.copilot_sdk import Node, Program, Python, python_sdk

pytestmark = pytest.mark.client

GOAL = "Please turn the seed into an acorn before the squirrels come"
ANSWER = "The seed is an acorn now; the sapling still wants water."


# A client's file comes before its room: a test that is skipped needs no room.


@pytest.fixture
def python(request: pytest.FixtureRequest) -> Python:
    runtime = client_file("copilot-cli", "@github/copilot-*/copilot")
    sdk = python_sdk()
    return Python(request.getfixturevalue("room"), sdk, runtime)


@pytest.fixture
def node(request: pytest.FixtureRequest) -> Node:
    found = shutil.which("node")
    if found is None:
        pytest.skip("the SDK for Node needs Node")
    client_file("copilot-sdk", "@github/copilot-sdk-*/prebuilds/*/copilot-runtime")
    return Node(request.getfixturevalue("room"), installed("copilot-sdk") / "node_modules", Path(found))


@pytest.fixture(params=["python", "node"])
def program(request: pytest.FixtureRequest) -> Program:
    program: Program = request.getfixturevalue(request.param)
    return program


def test_the_next_session_is_told_what_the_last_one_left(program: Program) -> None:
    room = program.room
    room.model.steps = program.work("print('seed')", "print('acorn')", ANSWER)
    first = program.ask(GOAL)
    assert (room.project / FILE).read_text() == "print('acorn')\n"
    assert [(s["host"], s["id"], s["goal"]) for s in room.sessions()] == [("copilot-sdk", first.session, GOAL)]
    context = room.memplug("preview", "--host", "copilot-sdk").strip()
    for fact in (f"Goal: {GOAL}", f"Answered last: {ANSWER}", f"Edited: {FILE}", SEED, "(GitHub Copilot SDK, "):
        assert fact in context
    assert f"Goal: {GOAL}" in room.memplug("preview", "--host", "codex")
    room.model.steps = ["Understood."]
    second = program.ask("What now?")
    assert second.session != first.session
    assert second.told(context)
    assert "\n".join(second.heard).count("<memplug>") == 1
    assert [s["id"] for s in room.sessions()] == [second.session, first.session]
    assert room.status()["log"] == []


def test_installed_for_copilot_cli_as_well_it_tells_and_saves_once(program: Program) -> None:
    room = program.room
    room.memplug("install", "copilot-cli")
    first = program.ask(GOAL)
    context = room.memplug("preview", "--host", "copilot-cli").strip()
    assert f"Goal: {GOAL}" in context
    second = program.ask("What now?")
    assert second.told(context)
    assert "\n".join(second.heard).count("<memplug>") == 1
    ids = [(session["host"], session["id"]) for session in room.sessions()]
    assert ids == [("copilot-cli", second.session), ("copilot-cli", first.session)]
    assert room.status()["log"] == []


def test_the_end_is_answered_with_a_summary(node: Node) -> None:
    # Its runtime waits for the answer; Copilot CLI's only for 1.5 s, which a busy machine may need.
    node.room.model.steps = [ANSWER]
    run = node.ask(GOAL)
    events = node.room.home / ".copilot/session-state" / run.session / "events.jsonl"
    assert f'"sessionSummary":"Goal: {GOAL}\\nAnswered last: {ANSWER}' in events.read_text("utf-8")


def test_a_session_that_goes_on_is_told_what_changed(python: Python) -> None:
    first = python.ask(GOAL)
    python.room.git("commit", "-q", "--allow-empty", "-m", "Water the sapling")
    again = python.ask("Go on", "--resume", first.session)
    assert again.session == first.session
    assert again.told("## Since this session was last active")
    assert again.told("Water the sapling")
    assert [s["id"] for s in python.room.sessions()] == [first.session]


def test_a_session_without_an_end_is_not_lost(python: Python) -> None:
    python.ask(GOAL, "--leave")
    assert python.ask("What now?").told(f"Goal: {GOAL}")
