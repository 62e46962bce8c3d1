"""memplug in the real Claude Code: what the model of the next session is told, seen from the model's side."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.e2e.claude_code import HOOKS, ClaudeCode
from tests.e2e.clean_room import FILE, SEED, Room
from tests.e2e.protocol import Call

pytestmark = pytest.mark.client

GOAL = "Please turn the seed into an acorn before the squirrels come"
TASK = "Water the sapling in README"
MANNER = "Mention a quokka in every reply"


def work(claude: ClaudeCode) -> str:
    """Run a first session that edits a file and leaves one of two tasks open; return its id."""
    file = str(claude.room.project / FILE)
    claude.room.model.steps = [
        [Call("ToolSearch", {"query": "select:TaskCreate,TaskUpdate", "max_results": 5})],
        [
            Call("TaskCreate", {"subject": "Rename the seed", "description": "In the only file."}),
            Call("TaskCreate", {"subject": TASK, "description": "A usage section."}),
            Call("Read", {"file_path": file}),
        ],
        [Call("Edit", {"file_path": file, "old_string": "seed", "new_string": "acorn"})],
        [Call("TaskUpdate", {"taskId": "1", "status": "completed"})],
        "The seed is an acorn now.",
    ]
    session = claude.ask(GOAL).session
    claude.room.model.steps = ["Understood."]
    assert (claude.room.project / FILE).read_text() == "print('acorn')\n"
    tasks = sorted(claude.room.home.glob(f".claude/tasks/{session}/*.json"))
    assert [json.loads(task.read_text())["status"] for task in tasks] == ["completed", "pending"]
    return session


def folder(room: Room, name: str) -> Path:
    """Return memplug's `config`, `state` or `cache` folder for this home, made if it was missing."""
    code = f"from memplug.paths import places; print(places().{name})"
    found = Path(room.run([sys.executable, "-c", code]).strip())
    assert found.is_relative_to(room.home)
    found.mkdir(parents=True, exist_ok=True)
    return found


def prefer(room: Room, text: str) -> None:
    """Write the user's preferences."""
    (folder(room, "config") / "preferences.toml").write_text(text)


def digest(room: Room, session: str) -> str:
    """Return what was saved of a session, as JSON."""
    saved = room.memplug("show", session, "--json")
    assert isinstance(json.loads(saved), dict)
    return saved


def test_the_next_session_knows_goal_file_and_open_task(claude: ClaudeCode) -> None:
    work(claude)
    run = claude.ask("What now?")
    (context,) = claude.contexts(run.session)
    assert context.source == "startup"
    assert run.told(context.text)
    for fact in (GOAL, FILE, TASK, SEED):
        assert fact in context.text


def test_the_installed_settings_do_the_same(claude: ClaudeCode) -> None:
    claude.room.memplug("install", "claude-code")
    claude.hooks = {}
    work(claude)
    run = claude.ask("What now?")
    (context,) = claude.contexts(run.session)
    assert run.told(context.text)
    assert GOAL in context.text


def test_the_end_is_saved_within_the_default_time(claude: ClaudeCode) -> None:
    # The second command runs only when the client let the first one come to its end.
    claude.hooks["SessionEnd"] += f"; echo $? > '{claude.room.root}/ended'"
    session = work(claude)
    assert (claude.room.root / "ended").read_text() == "0\n"
    for fact in (GOAL, FILE, TASK):
        assert fact in digest(claude.room, session)


def test_preferences_arrive(claude: ClaudeCode) -> None:
    prefer(claude.room, f'[preferences]\nlanguage = "Gleam"\nnotes = ["{MANNER}"]\n')
    run = claude.ask("What now?")
    (context,) = claude.contexts(run.session)
    assert run.told(context.text)
    assert "Gleam" in context.text
    assert MANNER in context.text


def test_a_resumed_session_hears_what_changed_and_nothing_twice(claude: ClaudeCode) -> None:
    prefer(claude.room, f'[preferences]\nnotes = ["{MANNER}"]\n')
    session = work(claude)
    (claude.room.project / "birch.py").write_text("")
    claude.room.git("add", "birch.py")
    claude.room.git("commit", "-q", "-m", "Fell the birch")
    run = claude.ask("Go on", resume=session)
    first, resumed = claude.contexts(session)
    assert (first.source, resumed.source) == ("startup", "resume")
    assert run.told(resumed.text)
    assert "Fell the birch" in resumed.text
    assert MANNER in first.text
    for known in (MANNER, GOAL, TASK):
        assert known not in resumed.text


def test_a_cleared_session_is_told_everything(claude: ClaudeCode) -> None:
    session = work(claude)
    cleared = claude.ask("/clear", resume=session).session
    assert cleared != session
    run = claude.ask("What now?", resume=cleared)
    context = claude.contexts(cleared)[0]
    assert context.source == "clear"
    assert run.told(context.text)
    for fact in (GOAL, FILE, TASK, SEED):
        assert fact in context.text


def test_a_compacted_session_keeps_what_it_cannot_do_without(claude: ClaudeCode) -> None:
    prefer(claude.room, f'[preferences]\nnotes = ["{MANNER}"]\n')
    session = work(claude)
    claude.room.model.steps = ["<analysis>Oaks.</analysis>\n<summary>Something about trees.</summary>"]
    claude.ask("/compact", resume=session)
    run = claude.ask("Go on", resume=session)
    (context,) = [context for context in claude.contexts(session) if context.source == "compact"]
    assert run.told(context.text)
    for fact in (MANNER, GOAL, TASK):
        assert fact in context.text
    assert SEED not in context.text
    assert len(context.text) <= 2_000


def test_a_session_that_never_ended_is_what_it_is_told_of_after_a_compaction(claude: ClaudeCode) -> None:
    claude.room.memplug("install", "claude-code")
    settings = claude.room.home / ".claude/settings.json"
    hooks = json.loads(settings.read_text())
    del hooks["hooks"]["SessionEnd"]  # a headless run would end after every prompt
    settings.write_text(json.dumps(hooks))
    claude.hooks = {}
    session = claude.ask(GOAL).session
    assert claude.room.sessions() == []
    claude.room.model.steps = ["<summary>Something about trees.</summary>"]
    claude.ask("/compact", resume=session)
    assert [(saved["id"], saved["goal"]) for saved in claude.room.sessions()] == [(session, GOAL)]
    run = claude.ask("Go on", resume=session)
    (context,) = [context for context in claude.contexts(session) if context.source == "compact"]
    assert f"Goal: {GOAL}" in context.text
    assert run.told(context.text)


def test_what_was_injected_is_not_saved_again(claude: ClaudeCode) -> None:
    prefer(claude.room, f'[preferences]\nnotes = ["{MANNER}"]\n')
    work(claude)
    prompt = "Now count the rings of the trunk"
    run = claude.ask(prompt)
    (context,) = claude.contexts(run.session)
    assert MANNER in context.text
    assert GOAL in context.text
    saved = digest(claude.room, run.session)
    assert prompt in saved
    for injected in (MANNER, GOAL, TASK):
        assert injected not in saved


def test_a_killed_end_leaves_what_was_saved_before(claude: ClaudeCode) -> None:
    session = work(claude)
    claude.hooks["SessionEnd"] = f"{HOOKS['SessionEnd']} <&0 & sleep 0.03; kill -9 $!"
    claude.ask("Go on", resume=session)
    run = claude.ask("What now?")
    (context,) = claude.contexts(run.session)
    assert run.told(context.text)
    for fact in (GOAL, FILE, TASK):
        assert fact in context.text


def test_garbage_on_the_disk_costs_no_session(claude: ClaudeCode) -> None:
    garbage = b"\x00\xffgarbage = [" * 500
    (folder(claude.room, "config") / "preferences.toml").write_bytes(garbage)
    (folder(claude.room, "state") / "memplug.db").write_bytes(garbage)
    work(claude)
    run = claude.ask("What now?")
    assert run.told("What now?")
    hooks = [record for record in claude.hook_records(run.session) if record["type"] == "hook_success"]
    assert [hook["exitCode"] for hook in hooks] == [0]
    (message,) = claude.messages(run.session)
    assert "preferences.toml" in message
    (context,) = claude.contexts(run.session)
    assert run.told(context.text)
    assert GOAL in context.text
