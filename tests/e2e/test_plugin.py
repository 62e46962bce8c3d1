"""The repository as a plugin: its launcher alone, and the whole in the real client."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import memplug
from tests.e2e.claude_code import ClaudeCode
from tests.e2e.clean_room import MEMPLUG
from tests.e2e.codex_cli import CATALOGUE, Codex
from tests.e2e.copilot_cli import Copilot

ROOT = Path(__file__).parents[2]
REMEDY = "memplug is not installed, so this session starts without memory. To install it: pipx install"

posix = pytest.mark.skipif(os.name == "nt", reason="made of shell scripts")


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """Copy what makes the repository a plugin to a place whose name wants quoting."""
    copy = tmp_path / "plug in & out"
    for folder in (".claude-plugin", "hooks"):
        shutil.copytree(ROOT / folder, copy / folder)
    return copy


def launch(
    plugin: Path, verb: str, path: Path, payload: str = "{}", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the launcher as a host does, with nothing but `path` to look for programs in."""
    launcher = plugin / "hooks" / ("launch.cmd" if os.name == "nt" else "launch")
    system = {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC") if name in os.environ}
    return subprocess.run(
        [launcher, verb],
        env={"HOME": str(plugin.parent), "PATH": str(path), **system},
        cwd=cwd or plugin,
        input=payload,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def python3(folder: Path, *options: str) -> Path:
    """Make a folder with a `python3` that is this interpreter, started with `options`; return the folder."""
    folder.mkdir()
    script = folder / "python3"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {" ".join(options)} "$@"\n')
    script.chmod(0o755)
    return folder


def test_manifest_has_the_version_of_the_package() -> None:
    manifest = json.loads((ROOT / ".claude-plugin/plugin.json").read_text())
    assert (manifest["name"], manifest["version"]) == ("memplug", memplug.__version__)


def test_hooks_name_the_launcher_and_no_host() -> None:
    hooks = json.loads((ROOT / "hooks/hooks.json").read_text())["hooks"]
    commands = {event: hook["command"] for event, [entry] in hooks.items() for hook in entry["hooks"]}
    assert commands == {
        "SessionStart": '"${CLAUDE_PLUGIN_ROOT}/hooks/launch" session-start',
        "SessionEnd": '"${CLAUDE_PLUGIN_ROOT}/hooks/launch" session-end',
    }


@posix
def test_launcher_runs_the_command_on_path(plugin: Path) -> None:
    done = launch(plugin, "--version", MEMPLUG.parent)
    assert (done.returncode, done.stdout) == (0, f"memplug, version {memplug.__version__}\n")


@posix
def test_launcher_passes_the_payload_through(plugin: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "memplug").write_text('#!/bin/sh\nread -r line\necho "$1 $line"\n')
    (folder / "memplug").chmod(0o755)
    assert launch(plugin, "session-end", folder, payload='{"a": "é"}\n').stdout == 'session-end {"a": "é"}\n'


@posix
def test_launcher_runs_the_module_without_the_command(plugin: Path, tmp_path: Path) -> None:
    done = launch(plugin, "--version", python3(tmp_path / "bin"))
    assert (done.returncode, done.stdout) == (0, f"memplug, version {memplug.__version__}\n")


@posix
def test_launcher_never_runs_a_memplug_of_the_project(plugin: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "memplug").mkdir(parents=True)
    (project / "memplug/__main__.py").write_text("print('taken over')")
    (project / "memplug/__init__.py").write_text("")
    # -S: an interpreter that has no memplug of its own.
    done = launch(plugin, "session-start", python3(tmp_path / "bin", "-S"), cwd=project)
    assert REMEDY in json.loads(done.stdout)["systemMessage"]


def test_launcher_without_memplug_says_one_line(plugin: Path, tmp_path: Path) -> None:
    done = launch(plugin, "session-start", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert list(answer) == ["systemMessage"]
    assert answer["systemMessage"].startswith(REMEDY)
    if os.name != "nt":
        assert answer["systemMessage"] == f"{REMEDY} '{plugin}'"


@posix
def test_launcher_without_memplug_stays_valid_json_in_a_strange_place(plugin: Path, tmp_path: Path) -> None:
    strange = plugin.rename(tmp_path / 'it\'s "here" \\ there')
    done = launch(strange, "session-start", tmp_path)
    assert json.loads(done.stdout) == {"systemMessage": f"{REMEDY}, with the folder of this plugin"}


def test_launcher_without_memplug_is_silent_at_the_end(plugin: Path, tmp_path: Path) -> None:
    done = launch(plugin, "session-end", tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.client
def test_client_finds_the_plugin_valid(claude: ClaudeCode) -> None:
    said = claude.run("plugin", "validate", "--strict", ROOT)
    assert "Validation passed" in said
    assert "with warnings" not in said


@pytest.mark.client
def test_client_runs_the_plugin(claude: ClaudeCode, plugin: Path) -> None:
    claude.hooks = {}
    claude.room.path.append(MEMPLUG.parent)
    goal = "Please count the rings of the trunk"
    claude.ask(goal, "--plugin-dir", plugin)
    run = claude.ask("What now?", "--plugin-dir", plugin)
    (context,) = claude.contexts(run.session)
    assert goal in context.text
    assert run.told(context.text)


@pytest.mark.client
def test_copilot_runs_the_same_plugin(copilot: Copilot, plugin: Path) -> None:
    copilot.room.memplug("uninstall", copilot.host)
    copilot.room.path.append(MEMPLUG.parent)
    goal = "Please count the rings of the trunk"
    copilot.ask(goal, "--plugin-dir", plugin)
    assert copilot.ask("What now?", "--plugin-dir", plugin).told(f"Goal: {goal}")
    assert [session["host"] for session in copilot.room.sessions()] == [copilot.host] * 2


@pytest.mark.client
def test_codex_runs_the_same_plugin(codex: Codex, plugin: Path) -> None:
    codex.room.memplug("uninstall", codex.host)
    codex.room.path.append(MEMPLUG.parent)
    goal = "Please count the rings of the trunk"
    plugins = ("-c", "features.plugins=true")
    for arguments in (["marketplace", "add", plugin], ["add", "memplug@memplug"]):
        codex.room.run([codex.binary, "plugin", *arguments, *plugins])
    codex.ask(goal, *plugins)
    assert codex.ask("What now?", *plugins).told(f"Goal: {goal}")
    assert [session["host"] for session in codex.room.sessions()] == [codex.host] * 2
    assert set(codex.room.model.strays) <= CATALOGUE
    codex.room.model.strays.clear()


@pytest.mark.client
def test_client_shows_one_line_without_memplug(claude: ClaudeCode, plugin: Path) -> None:
    claude.hooks = {}
    run = claude.ask("What now?", "--plugin-dir", plugin)
    assert claude.messages(run.session) == [f"{REMEDY} '{plugin}'"]
    assert claude.contexts(run.session) == []
    assert run.told("What now?")
    assert not run.told(REMEDY)
