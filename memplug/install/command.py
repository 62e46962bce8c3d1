"""The command line that stands in a host's settings: how it is written, and how it is known again."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from memplug.errors import UserError
from memplug.paths import shipped

DISPATCHER = "session-hook"
VERBS = ("session-start", "session-end", DISPATCHER)

# What may stand before `memplug` without making it another program's command.
_RUNNERS = frozenset({"&", "command", "env", "exec", "pipx", "run", "tool", "uv", "uvx"})
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PYTHON = re.compile(r"(?:python[\d.]*w?|pypy[\d.]*|pyw?)", re.IGNORECASE)
# A word as Windows knows it: a backslash is a backslash.
_PART = r"""[^\s"']|"[^"]*"|'[^']*'"""
_LITERAL_WORD = re.compile(rf"(?:{_PART})+")
_SAFE_ON_WINDOWS = re.compile(r"[\w./:~+@-]+", re.ASCII)


def hook_command(verb: str, host: str) -> str:
    """Return the command line for `verb` in `host`'s settings; it runs from any folder and with any PATH.

    This environment's own interpreter runs the launcher, isolated (`-I`: no variable and no folder of the
    session's has a say) and without `site` (`-S`: a ready answer needs no package but memplug, and `.pth` files
    take time). That takes a third of the time of the `memplug` script. Raises UserError when a path cannot stand
    in a settings file.
    """
    words = f"{DISPATCHER} run" if verb == DISPATCHER else verb
    return f"{_word(interpreter())} -I -S {_word(launcher())} {words} --host {host}"


def interpreter() -> Path:
    """Return this environment's interpreter; links are kept, so that the path survives an upgrade of Python."""
    return Path(sys.executable).absolute()


def launcher() -> Path:
    """Return the script that the interpreter runs, as it was shipped."""
    return shipped("hooks") / "memplug_hook.py"


def _word(path: Path) -> str:
    """Return a path as one word for the shell. Raises UserError when it is not Unicode."""
    try:
        str(path).encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError(
            f"{str(path)!a}: this path is not valid Unicode, so a settings file cannot hold it. "
            "Install memplug into a folder with another name."
        ) from error
    return quoted(path)


def quoted(program: PurePath) -> str:
    """Return `program` as one word for the shell that runs hooks on its platform.

    On Windows that may be Git Bash, PowerShell or cmd. All three take a bare path with forward slashes, so
    quotes are used only where a character asks for them.
    """
    if not isinstance(program, PureWindowsPath):
        return shlex.quote(str(program))
    path = program.as_posix()
    return path if _SAFE_ON_WINDOWS.fullmatch(path) else f'"{path}"'


def memplug_verb(command: object) -> str | None:
    """Return the verb when `command` is one of memplug's hook commands, of any installation, else None.

    Known are the `memplug` script, `python -m memplug`, and an interpreter that runs a launcher of `hooks/`.
    """
    if not isinstance(command, str):
        return None
    readings = (_posix_words(command), _LITERAL_WORD.findall(command))
    return next((verb for words in readings if (verb := _verb(words)) is not None), None)


def _posix_words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:  # a quote without its partner
        return []


def _verb(raw: Sequence[str]) -> str | None:
    words = [word.replace('"', "").replace("'", "") for word in raw]
    at = next((i for i, word in enumerate(words) if word in VERBS), None)
    if not at:
        return None
    program, arguments = words[:at], words[at + 1 :]
    if words[at] == DISPATCHER and arguments[:1] != ["run"]:
        return None  # a command for people
    while len(program) > 1 and (program[0] in _RUNNERS or _ASSIGNMENT.match(program[0])):
        program = program[1:]
    ours = _is_script(program) or _is_module(program) or _is_launcher(program, arguments)
    return words[at] if ours else None


def _path(word: str) -> PurePosixPath:
    return PurePosixPath(word.replace("\\", "/"))


def _name(word: str) -> str:
    return _path(word).name.lower().removesuffix(".exe")


def _is_script(program: Sequence[str]) -> bool:
    if len(program) == 2 and _PYTHON.fullmatch(_name(program[0])):  # noqa: PLR2004  interpreter and script
        program = program[1:]
    return len(program) == 1 and _name(program[0]) == "memplug"


def _is_module(program: Sequence[str]) -> bool:
    return bool(_PYTHON.fullmatch(_name(program[0]))) and list(program[-2:]) == ["-m", "memplug"]


def _is_launcher(program: Sequence[str], arguments: Sequence[str]) -> bool:
    """Tell our `hooks/…` from another plugin's `hooks/… session-start`.

    Ours lies in the package, or an interpreter runs it and a host is named.
    """
    launcher = _path(program[-1])
    if launcher.parent.name != "hooks":
        return False
    interpreter = len(program) > 1 and bool(_PYTHON.fullmatch(_name(program[0])))
    in_package = launcher.parent.parent.name == "memplug"
    named = any(word == "--host" or word.startswith("--host=") for word in arguments)
    return (in_package and (interpreter or len(program) == 1)) or (interpreter and named)
