"""Which host a payload comes from, when the command names none: the plugin's commands do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from memplug.context import ready
from memplug.hosts import HOSTS, named
from memplug.hosts.payload import detect_host, runner, session_end, session_start

DATA = Path(__file__).parents[1] / "data"
FOLDERS = {
    "claude-code": "claude-code",
    "codex": "codex",
    "gemini": "gemini-cli",
    "copilot-cli": "copilot-cli",
    "copilot-sdk": "copilot-sdk",
    "hawa-code": "hawa-code",
}
EVENTS = (
    "session_start.*.json",
    "session_end.*.json",
    "stop*.json",
    "agent_stop.json",
    "after_agent.json",
    "pre_comp*.json",
)
CAPTURED = [
    pytest.param(file, name, id=f"{folder}/{file.name}")
    for folder, name in FOLDERS.items()
    for event in EVENTS
    for file in sorted((DATA / folder).glob(event))
]
# What each client sets for its hooks, on top of what it inherits.
VARIABLES = {
    "claude-code": {"CLAUDECODE": "1", "CLAUDE_PROJECT_DIR": "/home/dev/project"},
    "codex": {},
    "gemini-cli": {
        "GEMINI_SESSION_ID": "x",
        "GEMINI_PROJECT_DIR": "/home/dev/project",
        "CLAUDE_PROJECT_DIR": "/home/dev/project",
    },
    "copilot-cli": {"COPILOT_CLI": "1", "CLAUDE_PROJECT_DIR": "/home/dev/project"},
    "copilot-sdk": {"COPILOT_CLI": "1"},
    "hawa-code": {},
}


def load(file):
    return json.loads(file.read_text("utf-8"))


@pytest.mark.parametrize(("file", "name"), CAPTURED)
def test_a_captured_payload_is_known(file, name):
    assert detect_host(load(file), VARIABLES[name]).name == name


@pytest.mark.parametrize(("file", "name"), CAPTURED)
def test_it_is_known_inside_another_agents_terminal(file, name):
    others = {key: value for variables in VARIABLES.values() for key, value in variables.items()}
    if name == "copilot-cli" or "COPILOT_CLI" not in VARIABLES[name]:
        assert detect_host(load(file), others | VARIABLES[name]).name == name


@pytest.mark.parametrize(("file", "name"), CAPTURED)
def test_it_is_known_when_the_hosts_folder_has_been_moved(file, name):
    text = file.read_text("utf-8")
    for folder in (".claude", ".codex", ".gemini", ".copilot"):
        text = text.replace(f"/{folder}/", "/moved/")
    if name != "hawa-code":
        assert detect_host(json.loads(text), VARIABLES[name]).name == name


@pytest.mark.parametrize(("file", "name"), CAPTURED)
def test_a_command_made_for_claude_code_may_be_run_by_copilot(file, name):
    expected = name if name == "copilot-cli" else "claude-code"
    assert runner(load(file), VARIABLES[name], HOSTS["claude-code"]).name == expected


def test_every_other_command_is_run_by_the_host_it_was_made_for():
    for name in set(HOSTS) - {"claude-code"}:
        for file in (DATA / "copilot-cli").glob("session_*.json"):
            assert runner(load(file), VARIABLES["copilot-cli"], HOSTS[name]) is HOSTS[name]


def test_a_ready_answer_depends_on_what_tells_the_host():
    told_by = {shape.variable for host in HOSTS.values() for shape in host.shapes if shape.variable}
    assert told_by <= set(ready.VARIABLES)


def test_a_client_that_nobody_knows_is_generic():
    payload = {"session_id": "x", "transcript_path": "/home/dev/.other/x.jsonl", "cwd": "/p", "timestamp": "t"}
    assert detect_host(payload, {}).name == "generic"
    assert detect_host({"session_id": "x", "timestamp": "t", "cwd": "/p"}, {}).name == "generic"
    assert detect_host({}, {}).name == "generic"


def test_a_host_is_found_by_all_its_names():
    assert {name: host.name for name in ("gemini", "gemini-cli", "copilot", "codex-cli", "codex") if (host := named(name))} == {
        "gemini": "gemini-cli", "gemini-cli": "gemini-cli", "copilot": "copilot-cli", "codex-cli": "codex", "codex": "codex",
    }  # fmt: skip
    assert named("nonsense") is None
    assert detect_host({}, {}, "gemini").name == "gemini-cli"
    names = [name for host in HOSTS.values() for name in (host.name, *host.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["copilot-cli", "copilot-sdk"])
@pytest.mark.parametrize("event", ["session_start", "session_end"])
def test_a_transcript_that_is_not_named_is_found_by_the_session(monkeypatch, tmp_path, name, event):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    read = session_start if event == "session_start" else session_end
    moved = {"COPILOT_HOME": str(tmp_path / "else")}
    for file in (DATA / name).glob(f"{event}.*.json"):
        data = load(file)
        place = ("session-state", data.get("sessionId") or data["session_id"], "events.jsonl")
        assert read(data, HOSTS[name], {}).transcript == tmp_path.joinpath(".copilot", *place)
        assert read(data, HOSTS[name], moved).transcript == tmp_path.joinpath("else", *place)


@pytest.mark.parametrize("session_id", ["../../x", "", "a/b", "a\\b", "..", "x" * 200])
def test_no_path_is_made_of_an_id_that_is_none(session_id):
    assert session_end({"sessionId": session_id, "cwd": "/p"}, HOSTS["copilot-cli"], {}).transcript is None


def test_a_named_transcript_counts_more_than_a_derived_one():
    event = session_end(load(DATA / "copilot-cli" / "agent_stop.json"), HOSTS["copilot-cli"], {"COPILOT_HOME": "/else"})
    assert event.transcript is not None
    assert ".copilot" in event.transcript.parts


@pytest.mark.parametrize(
    ("file", "checkpoint"),
    [
        ("copilot-cli/session_end.complete.json", False),
        ("copilot-cli/session_end.claude_format.user_exit.json", False),
        ("copilot-cli/agent_stop.json", True),
        ("copilot-cli/pre_compact.manual.json", True),
        ("copilot-cli/stop.claude_format.json", True),
        ("copilot-sdk/session_end.input.json", False),
        ("codex/session_end.other.json", False),
        ("codex/stop.json", True),
        ("gemini/session_end.exit.json", False),
        ("gemini/after_agent.json", True),
        ("gemini/pre_compress.manual.json", True),
    ],
)
def test_an_end_is_told_from_a_checkpoint(file, checkpoint):
    data = load(DATA / file)
    event = session_end(data, detect_host(data, {}), {})
    assert event.checkpoint is checkpoint
    assert bool(event.reason)


@pytest.mark.parametrize(("file", "name"), [case for case in CAPTURED if "session_start" in str(case.id)])
def test_a_start_tells_its_session_folder_and_source(file, name):
    event = session_start(load(file), HOSTS[name], {})
    assert event.session_id
    assert event.source in ("startup", "resume", "clear", "compact", "fork", "new")
    assert event.cwd == Path("/home/dev/project")
