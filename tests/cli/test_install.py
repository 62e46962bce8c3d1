from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from memplug.install.command import hook_command

TEXT = '{\r\n\t"théme": "dark",\r\n\t"permissions": {"allow": ["Bash(ls:*)"]}\r\n}'


def memplug(home: Path, *arguments: str, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command with nothing of the user's in its environment."""
    env = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONUTF8": "1", **more}
    if root := os.environ.get("SYSTEMROOT"):
        env["SYSTEMROOT"] = root
    done = subprocess.run(
        [sys.executable, "-m", "memplug", *arguments],
        env=env,
        cwd=cwd or home,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


def hooks(path: Path) -> dict[str, list[dict[str, list[dict[str, object]]]]]:
    found: dict[str, list[dict[str, list[dict[str, object]]]]] = json.loads(path.read_bytes())["hooks"]
    return found


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / ".claude" / "settings.json"
    file.parent.mkdir()
    file.write_bytes(TEXT.encode())
    return file


@pytest.mark.parametrize(("host", "folder"), [("claude-code", ".claude"), ("hawa-code", ".hcode")])
def test_install_again_and_uninstall(tmp_path: Path, host: str, folder: str) -> None:
    path = tmp_path / folder / "settings.json"
    done = memplug(tmp_path, "install", host)
    assert done.returncode == 0, done.stderr
    assert f"installed in {path}" in done.stdout
    assert "memplug preview" in done.stdout
    for event, verb in (("SessionStart", "session-start"), ("SessionEnd", "session-end")):
        command = hook_command(verb, host)
        assert f"{event}: {command}" in done.stdout
        assert hooks(path)[event] == [{"hooks": [{"type": "command", "command": command, "timeout": 10}]}]

    before = everything(tmp_path)
    again = memplug(tmp_path, "install", host)
    assert again.returncode == 0
    assert "already installed" in again.stdout
    assert everything(tmp_path) == before

    gone = memplug(tmp_path, "uninstall", host)
    assert gone.returncode == 0
    assert f"uninstalled from {path}" in gone.stdout
    assert everything(tmp_path) == {}
    assert "not installed" in memplug(tmp_path, "uninstall", host).stdout


def test_what_was_there_stays_byte_for_byte(tmp_path: Path, path: Path) -> None:
    before = everything(tmp_path)
    done = memplug(tmp_path, "install", "claude-code")
    assert path.read_bytes().startswith(TEXT[:-3].encode() + b',\r\n\t"hooks": {\r\n\t\t"SessionStart": [\r\n')
    backup = path.with_name("settings.json.memplug-backup")
    assert f"The file as it was: {backup}" in done.stdout
    assert backup.read_bytes() == TEXT.encode()
    memplug(tmp_path, "uninstall", "claude-code")
    assert everything(tmp_path) == before


def test_an_upgrade_updates_in_place(tmp_path: Path, path: Path) -> None:
    memplug(tmp_path, "install", "claude-code")
    new = path.read_bytes()
    script = json.dumps(hook_command("session-start", "claude-code").split(" session-start")[0])[1:-1].encode()
    path.write_bytes(new.replace(script, b"'/old venv/bin/python3' -m memplug"))
    done = memplug(tmp_path, "install", "claude-code")
    assert "updated in" in done.stdout
    assert path.read_bytes() == new


def test_scopes_are_below_the_repository(tmp_path: Path) -> None:
    root, home = tmp_path / "work", tmp_path / "home"
    (root / ".git").mkdir(parents=True)
    (root / "sub").mkdir()
    home.mkdir()
    shared = memplug(home, "install", "claude-code", "--scope", "project", cwd=root / "sub")
    assert "shared with the team" in shared.stderr
    assert "--scope local" in shared.stderr
    local = memplug(home, "install", "claude-code", "--scope", "local", cwd=root / "sub")
    assert local.stderr == ""
    assert {p.name for p in (root / ".claude").iterdir()} == {"settings.json", "settings.local.json"}
    assert everything(home) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ["install", "hawa-code", "--scope", "local"],
        ["install", "generic"],
        ["install", "nobody"],
        ["uninstall"],
        ["uninstall", "claude-code", "--scope", "world"],
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str]) -> None:
    done = memplug(tmp_path, *arguments)
    assert done.returncode == 2
    assert "Error" in done.stderr
    assert everything(tmp_path) == {}


@pytest.mark.parametrize("arguments", [["install"], ["install", "--dry-run"], ["uninstall"]])
def test_a_mistake_in_the_file_is_named(tmp_path: Path, path: Path, arguments: list[str]) -> None:
    path.write_text('{"a": }')
    done = memplug(tmp_path, *arguments, "claude-code")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {path}:1:7: Claude Code could not read these settings:")
    assert "run the command again" in done.stderr
    assert everything(tmp_path) == {".claude": None, ".claude/settings.json": b'{"a": }'}


def test_hooks_of_an_unknown_shape_are_refused(tmp_path: Path, path: Path) -> None:
    path.write_text('{\n  "hooks": []\n}')
    done = memplug(tmp_path, "install", "claude-code")
    assert done.returncode == 1
    assert f'{path}:2:12: Claude Code could not read these settings: "hooks" must be an object' in done.stderr


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / ".claude").write_text("a file")
    done = memplug(tmp_path, "install", "claude-code")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert everything(tmp_path) == {".claude": b"a file"}


def test_hooks_that_are_turned_off_are_mentioned(tmp_path: Path, path: Path) -> None:
    path.write_text('{"disableAllHooks": true}')
    for _ in range(2):
        done = memplug(tmp_path, "install", "claude-code")
        assert done.returncode == 0
        assert '"disableAllHooks"' in done.stderr


@pytest.mark.parametrize("text", [TEXT, "{}", '{"a":1}\n', None])
def test_a_dry_run_prints_what_would_be_done(tmp_path: Path, path: Path, text: str | None) -> None:
    path.unlink() if text is None else path.write_bytes(text.encode())
    before = everything(tmp_path)
    dry = memplug(tmp_path, "install", "claude-code", "--dry-run")
    assert dry.returncode == 0
    assert "\x1b" not in dry.stdout
    assert everything(tmp_path) == before
    memplug(tmp_path, "install", "claude-code")
    wanted = path.read_bytes()
    out = memplug(tmp_path, "uninstall", "claude-code", "--dry-run").stdout
    assert path.read_bytes() == wanted

    if text is None:
        path.parent.mkdir(exist_ok=True)
    memplug(tmp_path, "uninstall", "claude-code")
    if shutil.which("git") is None:
        pytest.skip("the diff is applied with git")
    path.parent.mkdir(exist_ok=True)
    for diff, result in ((dry.stdout, wanted), (out, before.get(".claude/settings.json"))):
        apply(tmp_path, path, diff)
        assert (path.read_bytes() if path.exists() else None) == result


def apply(home: Path, path: Path, diff: str) -> None:
    """Apply a printed diff as git reads it."""
    relative = diff.replace(f"--- {path}", "--- a/settings.json").replace(f"+++ {path}", "+++ b/settings.json")
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn"],
        input=relative.encode(),
        cwd=path.parent,
        env={**os.environ, "HOME": str(home), "GIT_CEILING_DIRECTORIES": str(home)},
        check=True,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_the_diff_has_colours_on_a_terminal_only(tmp_path: Path, more: dict[str, str], coloured: bool) -> None:
    import pty

    leader, follower = pty.openpty()
    env = {"HOME": str(tmp_path), "TERM": "xterm-256color", **more}
    command = [sys.executable, "-m", "memplug", "install", "claude-code", "--dry-run"]
    done = subprocess.run(command, env=env, cwd=tmp_path, stdout=follower, timeout=60, check=False)
    os.close(follower)
    shown = os.read(leader, 100_000)
    os.close(leader)
    assert done.returncode == 0
    assert b"session-start" in shown
    assert (b"\x1b[32m+" in shown) is coloured
    assert (b"\x1b[" in shown) is coloured


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_help_has_an_example(tmp_path: Path, verb: str) -> None:
    done = memplug(tmp_path, verb, "--help")
    assert done.returncode == 0
    assert f"memplug {verb} claude-code" in done.stdout
    assert "--dry-run" in done.stdout
