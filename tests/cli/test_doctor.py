from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def user(home) -> Path:
    folder = Path(home.environment["HOME"])
    folder.mkdir(parents=True)
    return folder


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def test_a_healthy_installation(home, user, tmp_path):
    home.run("install", "claude-code")
    before = everything(tmp_path)
    done = home.run("doctor")
    assert done.returncode == 0, done.stdout.decode()
    assert done.stderr == b""
    lines = done.stdout.decode().splitlines()
    assert any(line.startswith("ok: Claude Code: installed in ") for line in lines)
    assert any("session-start answers in" in line for line in lines)
    assert "broken:" not in done.stdout.decode()
    assert lines[-1].endswith("in order.")
    assert everything(tmp_path) == before


def test_nothing_is_broken_before_memplug_is_installed(home, user):
    done = home.run("doctor")
    assert done.returncode == 0
    assert b"note: No agent calls memplug.\n    memplug install HOST" in done.stdout


def test_what_is_broken_is_named_with_its_remedy_and_the_exit_code_is_1(home, user):
    home.run("install", "claude-code")
    settings = user / ".claude" / "settings.json"
    settings.write_text(settings.read_text().replace("memplug_hook.py", "gone.py"))
    home.preferences("verbosity = 1\n")
    done = home.run("doctor")
    assert done.returncode == 1
    text = done.stdout.decode()
    assert "gone.py is not there\n    memplug install claude-code\n" in text
    assert "preferences.toml:1:1:" in text
    assert "4 broken" in text


def test_json(home, user):
    home.run("install", "codex")
    done = home.run("doctor", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["broken"] == 1
    assert all(set(finding) == {"name", "level", "message", "remedy"} for finding in told["findings"])
    assert all(finding["remedy"] for finding in told["findings"] if finding["level"] != "ok")
    assert {finding["name"] for finding in told["findings"] if finding["level"] == "broken"} == {"hook trust"}


def test_what_others_wrote_cannot_steer_the_terminal(home, user):
    home.run("session-end", stdin=b"\x1b[31m")
    with (home.path / "state" / "memplug.log").open("a") as file:
        file.write("2999-01-01T00:00:00Z session-end: \x1b[2J gone\n")
    done = home.run("doctor")
    assert b"\x1b" not in done.stdout
    assert rb"\x1b[2J gone" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_signs_on_a_terminal_and_colours_unless_they_are_refused(home, user, more, coloured):
    import pty

    leader, follower = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "memplug", "doctor"],
        env=home.environment | {"TERM": "xterm-256color", **more},
        cwd=home.cwd, stdout=follower, stderr=subprocess.PIPE, timeout=60, check=False,
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while chunk := _read(leader):
        shown += chunk
    os.close(leader)
    assert done.returncode == 0
    text = shown.decode()
    assert ("\x1b[33m!\x1b[0m No agent calls memplug." in text) is coloured
    assert ("! No agent calls memplug." in text) is not coloured
    assert ("\x1b" in text) is coloured
    assert "✓" in text


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("pause", "shown"), [(1.5, True), (0, False)])
def test_who_waits_longer_than_a_second_sees_how_far_it_is(home, user, tmp_path, pause, shown):
    import pty

    git = tmp_path / "bin" / "git"
    git.parent.mkdir()
    git.write_text(f"#!/bin/sh\nsleep {pause}\necho git version 2.50.0\n")
    git.chmod(0o755)
    leader, follower = pty.openpty()
    environment = home.environment | {"TERM": "xterm-256color", "PATH": f"{git.parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", "memplug", "doctor", "--json"],
        env=environment, cwd=home.cwd, stdout=subprocess.PIPE, stderr=follower, timeout=60, check=False,
    )  # fmt: skip
    os.close(follower)
    bar = _read(leader)
    os.close(leader)
    assert json.loads(done.stdout)["broken"] == 0
    if shown:
        assert b"Python and git" in bar
    elif b"Python and git" in bar:
        pytest.skip("this machine took over a second without any pause")


def _read(leader: int) -> bytes:
    """Return what was written to a pseudo-terminal; nothing at its end, which Linux reports as an error."""
    try:
        return os.read(leader, 100_000)
    except OSError:
        return b""
