from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from memplug.cli import main
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
    assert set(hooks(root / ".claude/settings.json")) == set(hooks(root / ".claude/settings.local.json"))
    assert everything(home) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ["install", "hawa-code", "--scope", "local"],
        ["install", "generic"],
        ["install", "nobody"],
        ["uninstall"],
        ["install", "codex", "--all"],
        ["uninstall", "codex", "--all", "--yes"],
        ["uninstall", "claude-code", "--scope", "world"],
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str]) -> None:
    done = memplug(tmp_path, *arguments)
    assert done.returncode == 2
    assert "Error" in done.stderr
    assert everything(tmp_path) == {}


def program(home: Path, name: str) -> str:
    """Make a program that does nothing, and return a PATH that leads to it."""
    file = home / "bin" / (f"{name}.bat" if sys.platform == "win32" else name)
    file.parent.mkdir(exist_ok=True)
    file.touch(0o755)
    return str(file.parent)


def test_all_installs_for_the_agents_that_are_here_and_uninstalls_again(tmp_path: Path) -> None:
    path = program(tmp_path, "claude")
    (tmp_path / "elsewhere").mkdir()
    codex = tmp_path / "elsewhere" / "hooks.json"
    codex.write_text(TEXT)
    before = everything(tmp_path)

    def everywhere(verb: str) -> subprocess.CompletedProcess[str]:
        return memplug(tmp_path, verb, "--all", "--yes", PATH=path, CODEX_HOME=str(codex.parent))

    done = everywhere("install")
    assert done.returncode == 0, done.stderr
    assert f"Claude Code: found {Path(path) / 'claude'}" in done.stdout
    assert f"Codex CLI: found {codex.parent}" in done.stdout
    assert "trust the hooks" in done.stdout
    assert "Gemini" not in done.stdout
    assert set(hooks(tmp_path / ".claude" / "settings.json")) == {"SessionStart", "SessionEnd", "PreCompact"}
    assert set(hooks(codex)) == {"SessionStart", "SessionEnd", "Stop"}

    again = everywhere("install")
    assert again.stdout.count("already installed") == 2
    gone = everywhere("uninstall")
    assert gone.returncode == 0, gone.stderr
    assert gone.stdout.count("uninstalled from") == 2
    assert everything(tmp_path) == before


def test_all_shows_every_difference_and_asks_nothing_then(tmp_path: Path) -> None:
    for folder in (".gemini", ".hcode"):
        (tmp_path / folder).mkdir()
    before = everything(tmp_path)
    done = memplug(tmp_path, "install", "--all", "--dry-run", PATH="")
    assert done.returncode == 0, done.stderr
    for place in (".gemini/settings.json", ".hcode/settings.json"):
        assert f"+++ {tmp_path / place}" in done.stdout
    assert everything(tmp_path) == before
    memplug(tmp_path, "install", "--all", "--yes", PATH="")
    out = memplug(tmp_path, "uninstall", "--all", "--dry-run", PATH="")
    assert out.stdout.count("\n+++ /dev/null\n") == 2
    assert (tmp_path / ".gemini/settings.json").exists()


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_all_without_a_terminal_changes_nothing_unless_told_to(tmp_path: Path, path: Path, verb: str) -> None:
    before = everything(tmp_path)
    done = memplug(tmp_path, verb, "--all", PATH="")
    assert done.returncode == 2
    assert "nothing was changed. Add --yes" in done.stderr
    assert everything(tmp_path) == before


def test_one_that_fails_does_not_stop_the_others(tmp_path: Path, path: Path) -> None:
    path.write_text('{"a": }')
    (tmp_path / ".gemini").mkdir()
    for verb in ("install", "uninstall"):
        done = memplug(tmp_path, verb, "--all", "--yes", PATH="")
        assert done.returncode == 1
        first, last = done.stderr.splitlines()
        assert first.startswith(f"Error: {path}:1:7: Claude Code could not read these settings")
        assert last.startswith("Error: nothing was changed for Claude Code")
        assert f"Gemini CLI: {verb}ed" in done.stdout


def test_all_leaves_out_who_has_no_such_settings(tmp_path: Path, path: Path) -> None:
    (tmp_path / ".codex").mkdir()
    done = memplug(tmp_path, "install", "--all", "--yes", "--scope", "local", PATH="")
    assert done.returncode == 0, done.stderr
    assert "Codex CLI: has no local settings" in done.stdout
    assert (tmp_path / ".claude" / "settings.local.json").exists()


def test_all_without_any_agent_says_what_to_do(tmp_path: Path) -> None:
    done = memplug(tmp_path, "install", "--all", "--yes", PATH="")
    assert done.returncode == 1
    assert "no agent was found" in done.stderr
    assert "claude-code, codex" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_all_asks_before_each(tmp_path: Path) -> None:
    import pty

    for folder in (".claude", ".codex", ".gemini"):
        (tmp_path / folder).mkdir()
    leader, follower = pty.openpty()
    os.write(leader, b"y\nn\n\n")  # yes, no, and what is proposed
    env = {"HOME": str(tmp_path), "PATH": "", "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-m", "memplug", "install", "--all"],
        env=env, cwd=tmp_path, stdin=follower, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    os.close(leader)
    os.close(follower)
    assert done.returncode == 0, done.stderr
    for place in (".claude/settings.json", ".codex/hooks.json", ".gemini/settings.json"):
        assert f"Install memplug in {tmp_path / place}? [Y/n]" in done.stdout
    assert [name for name in (".claude", ".codex", ".gemini") if list((tmp_path / name).iterdir())] == [
        ".claude",
        ".gemini",
    ]


def test_an_installation_from_before_the_checkpoint_gets_it_and_keeps_the_rest(tmp_path: Path) -> None:
    path = tmp_path / ".codex" / "hooks.json"
    path.parent.mkdir()
    path.write_bytes(b'{\r\n\t"mine": 1,\r\n\t"hooks": {"Stop": [ ]}\r\n}')
    before = everything(tmp_path)
    memplug(tmp_path, "install", "codex")
    full = path.read_bytes()
    older = json.loads(full)
    older["hooks"]["Stop"] = []
    path.write_text(json.dumps(older, indent=2))
    done = memplug(tmp_path, "install", "codex")
    assert "updated in" in done.stdout
    assert hooks(path) == json.loads(full)["hooks"]
    # Codex knows a hook that it trusts by its command, its timeout and its place in the list.
    assert [hooks(path)[event] for event in ("SessionStart", "SessionEnd")] == [
        older["hooks"][e] for e in ("SessionStart", "SessionEnd")
    ]
    path.write_bytes(full)
    memplug(tmp_path, "uninstall", "codex")
    assert path.read_bytes() == before[".codex/hooks.json"]


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


@pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a right there")
def test_a_link_that_a_repository_brings_along_leads_nowhere(tmp_path: Path) -> None:
    root, other = tmp_path / "work", tmp_path / "other.json"
    (root / ".git").mkdir(parents=True)
    (root / ".claude").mkdir()
    other.write_text("{}")
    file = root / ".claude/settings.json"
    file.symlink_to(other)
    done = memplug(tmp_path, "install", "claude-code", "--scope", "project", cwd=root)
    assert done.returncode == 1
    assert f"{file} is a link to {other}, outside of {root}; replace the link" in done.stderr
    assert other.read_text() == "{}"
    file.unlink()
    (root / "inside.json").write_text("{}")
    file.symlink_to(root / "inside.json")
    assert memplug(tmp_path, "install", "claude-code", "--scope", "project", cwd=root / ".claude").returncode == 0
    assert file.is_symlink()


@pytest.mark.parametrize(
    ("host", "file", "data", "why"),
    [
        ("codex", ".codex/hooks.json", b'{\n "version": 1\n}', '2:2: "version" is no key here, only description and hooks'),
        ("gemini-cli", ".gemini/settings.json", b"\xef\xbb\xbf{}", "1:1: Gemini CLI reads no file that begins with a byte order"),
        ("copilot-cli", ".copilot/hooks/memplug.json", b'{"version": 1}', ""),
    ],
)  # fmt: skip
def test_a_file_that_the_agent_will_not_read_is_mentioned(
    tmp_path: Path, host: str, file: str, data: bytes, why: str
) -> None:
    settings = tmp_path / file
    settings.parent.mkdir(parents=True)
    settings.write_bytes(data)
    done = memplug(tmp_path, "install", host)
    assert done.returncode == 0
    assert f"Note: {settings}:{why}" in done.stderr if why else done.stderr == ""
    assert memplug(tmp_path, "uninstall", host).returncode == 0
    assert settings.read_bytes() == data


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


@pytest.mark.skipif(sys.platform == "win32", reason="Windows asks nobody but the environment")
@pytest.mark.parametrize("words", ["install claude-code", "uninstall --all --yes", "doctor", "status"])
def test_without_a_home_folder_it_says_what_is_missing(monkeypatch, capsys, words: str) -> None:
    import pwd  # there is none on Windows

    def nobody(_: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    for name in ("HOME", "MEMPLUG_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as ended:
        main(words.split(), prog_name="memplug")
    assert ended.value.code == 1
    assert "HOME is not set" in capsys.readouterr().err
