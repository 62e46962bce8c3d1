from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from memplug.install.command import hook_command, interpreter, launcher, memplug_verb, quoted


@pytest.mark.parametrize("verb", ["session-start", "session-end"])
def test_the_written_command_runs_in_a_shell_with_an_empty_environment(verb: str, tmp_path: Path) -> None:
    command = hook_command(verb, "claude-code")
    if sys.platform == "win32":
        pytest.skip("hooks run in Git Bash or PowerShell there, which this machine may not have")
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} --help"],
        env={},
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert verb.encode() in done.stdout


def test_interpreter_and_launcher_are_those_of_this_environment() -> None:
    assert interpreter() == Path(sys.executable)
    assert launcher().is_absolute()
    assert launcher().is_file()
    assert memplug_verb(hook_command("session-end", "claude-code")) == "session-end"


def test_the_written_command_needs_no_package_of_the_sessions(tmp_path: Path) -> None:
    """Neither a `memplug` in the session's folder nor one that PYTHONPATH names is run."""
    (tmp_path / "memplug").mkdir()
    (tmp_path / "memplug" / "__init__.py").write_text("raise SystemExit('not this one')")
    (tmp_path / "json.py").write_text("raise SystemExit('nor this')")
    done = subprocess.run(
        ["/bin/sh", "-c", hook_command("session-start", "claude-code")],
        input=b"{}", env={"PYTHONPATH": str(tmp_path), "MEMPLUG_HOME": str(tmp_path / "home")}, cwd=tmp_path,
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    "path",
    ["/opt/venv/bin/memplug", "/my venv/bin/memplug", "/it's/$HOME/`x`/bin/memplug", "/é/日本/memplug"],
)
def test_posix_quotes_survive_the_shell(path: str) -> None:
    word = quoted(PurePosixPath(path))
    assert shlex.split(word) == [path]
    assert memplug_verb(f"{word} session-start --host claude-code") == "session-start"
    if sys.platform != "win32":
        echoed = subprocess.run(["/bin/sh", "-c", f"printf %s {word}"], capture_output=True, check=True)
        assert echoed.stdout.decode() == path


@pytest.mark.parametrize(
    ("path", "word"),
    [
        (r"C:\venv\Scripts\memplug.exe", "C:/venv/Scripts/memplug.exe"),
        (r"C:\Users\A B\memplug.exe", '"C:/Users/A B/memplug.exe"'),
        (r"C:\R&D (x)\memplug.exe", '"C:/R&D (x)/memplug.exe"'),
    ],
)
def test_windows_paths_have_no_backslash_for_git_bash_to_eat(path: str, word: str) -> None:
    assert quoted(PureWindowsPath(path)) == word
    assert memplug_verb(f"{word} session-end --host claude-code") == "session-end"


@pytest.mark.parametrize(
    "program",
    [
        "memplug",
        "/opt/venv/bin/memplug",
        "'/my venv/bin/memplug'",
        '"/my venv/bin/memplug"',
        r"/my\ venv/bin/memplug",
        r"C:\venv\Scripts\memplug.exe",
        r'"C:\my venv\Scripts\memplug.EXE"',
        "C:/venv/Scripts/memplug",
        "MEMPLUG_HOME=/x memplug",
        "env MEMPLUG_HOME='/x y' /opt/memplug",
        "exec memplug",
        '& "C:/my venv/Scripts/memplug.exe"',
        "uvx memplug",
        "uv tool run memplug",
        "python -m memplug",
        "python3 -m memplug",
        '"/path/python" -I -m memplug',
        '"/path/python3.13" -X utf8 -m memplug',
        r'"C:\Program Files\Python\python.exe" -m memplug',
        "py -3 -m memplug",
        "/usr/bin/python3 /opt/venv/bin/memplug",
        "/venv/bin/python -I -S /venv/lib/python3.13/site-packages/memplug/hooks/launcher.py",
        "/venv/lib/python3.13/site-packages/memplug/hooks/launcher.sh",
    ],
)
@pytest.mark.parametrize("rest", ["", " --host claude-code", " --host=codex || true", " 2>/dev/null"])
def test_every_way_to_call_memplug_is_known(program: str, rest: str) -> None:
    assert memplug_verb(f"{program} session-start{rest}") == "session-start"
    assert memplug_verb(f"{program} session-end{rest}") == "session-end"


@pytest.mark.parametrize(
    "command",
    [
        '"/path/python" -I -S "/path/hooks/launcher.py" session-start --host X',
        "'/my venv/bin/python3' -I '/my work/hooks/memplug.py' session-start --host=gemini",
        r'"C:\v\Scripts\python.exe" -I -S "C:\src\hooks\launcher.py" session-start --host codex',
    ],
)
def test_a_launcher_of_a_checkout_is_known(command: str) -> None:
    assert memplug_verb(command) == "session-start"


@pytest.mark.parametrize(
    "command",
    [
        "",
        "session-start",
        "memplug",
        "memplug preview",
        "memplug session-starts",
        "echo memplug session-start",
        "/opt/memplug/other session-start",
        "memplug-extra session-start --host claude-code",
        "othermemplug session-start",
        '"${CLAUDE_PLUGIN_ROOT}/hooks/run-hook.cmd" session-start',
        "bash /other/hooks/start.sh session-start --host X",
        "/other/hooks/session-start",
        "python /other/hooks/start.py session-start",
        "python -m other session-start --host X",
        "node -m memplug session-start",
        "it's session-start",
        None,
        ["memplug", "session-start"],
        7,
    ],
)
def test_other_commands_are_left_alone(command: object) -> None:
    assert memplug_verb(command) is None
