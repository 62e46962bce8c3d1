"""The real clients, each installed once by npm when a test needs it, and a clean room to run them in."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.claude_code import ClaudeCode
from tests.e2e.clean_room import FILE, SEED, Room
from tests.e2e.client import Client
from tests.e2e.codex_cli import Codex
from tests.e2e.copilot_cli import Copilot
from tests.e2e.gemini_cli import Gemini
from tests.e2e.pinned import pinned
from tests.e2e.stand_in import StandIn, serve

HERE = Path(__file__).parent


def client_file(name: str, *patterns: str) -> Path:
    """Return the file of the client `name` that is run: the first that one of `patterns` finds below node_modules.

    Skips the test when there is none for this platform.
    """
    if os.name == "nt":
        pytest.skip("the clean room is written for a POSIX shell")
    modules = installed(name) / "node_modules"
    found = [file for pattern in patterns for file in modules.glob(pattern)]
    if not found:
        pytest.skip(f"{name} has no binary for this platform")
    return found[0]


def installed(name: str) -> Path:
    """Return the folder that holds what `npm/NAME/package-lock.json` pins; see `pinned`."""
    lock = HERE / "npm" / name / "package-lock.json"

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("npm is not installed, so the real client cannot be fetched")
        for file in (lock, lock.with_name("package.json"), HERE / "npm/.npmrc"):
            shutil.copy(file, folder)
        # What is run comes with a package of the platform's own: no install script needs to run.
        arguments = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)

    return pinned(lock.read_bytes(), "the real client", install)


@pytest.fixture
def model() -> Iterator[StandIn]:
    """Run a stand-in for the model; a client that wanted to leave this machine fails the test."""
    with serve() as stand_in:
        yield stand_in
    assert stand_in.strays == []


@pytest.fixture
def room(tmp_path: Path, model: StandIn) -> Room:
    """Make a room whose project has one file and one commit."""
    made = Room(tmp_path, model, path=[tmp_path / "bin"])
    for folder in (made.home, made.project, *made.path):
        folder.mkdir()
    for program in ("git", "bash"):  # Gemini CLI runs hooks with bash
        found = shutil.which(program)
        assert found, f"the tests need {program}"
        (made.path[0] / program).symlink_to(found)
    (made.project / FILE).write_text("print('seed')\n")
    made.git("init", "-q", "-b", "main")
    made.git("add", "-A")
    made.git("commit", "-q", "-m", SEED)
    return made


# A client's file comes before its room: a test that is skipped needs no room.


@pytest.fixture
def claude(request: pytest.FixtureRequest) -> ClaudeCode:
    """Put Claude Code into the room; its binary needs no Node once it is unpacked."""
    binary = client_file("claude-code", "@anthropic-ai/claude-code-*/claude")
    return ClaudeCode(request.getfixturevalue("room"), binary)


@pytest.fixture
def codex(request: pytest.FixtureRequest) -> Codex:
    """Put Codex CLI into the room."""
    binary = client_file("codex", "@openai/codex-*/vendor/*/bin/codex")
    return Codex(request.getfixturevalue("room"), binary)


@pytest.fixture
def copilot(request: pytest.FixtureRequest) -> Copilot:
    """Put GitHub Copilot CLI into the room."""
    binary = client_file("copilot-cli", "@github/copilot-*/copilot")
    return Copilot(request.getfixturevalue("room"), binary)


@pytest.fixture
def gemini(request: pytest.FixtureRequest) -> Gemini:
    """Put Gemini CLI into the room, and Node to run it."""
    script = client_file("gemini-cli", "@google/gemini-cli/bundle/gemini.js")
    node = shutil.which("node")
    if node is None:
        pytest.skip("Gemini CLI needs Node")
    room: Room = request.getfixturevalue("room")
    (room.path[0] / "node").symlink_to(node)
    return Gemini(room, script)


@pytest.fixture(params=["codex", "copilot", "gemini"])
def client(request: pytest.FixtureRequest) -> Client:
    """Put each client but Claude Code, whose tests are its own, into the room."""
    client: Client = request.getfixturevalue(request.param)
    return client
