"""How git is called: so that a repository's own configuration runs nothing, and the environment points nowhere else.

Nothing but `os` is imported here: a start that finds its answer ready calls git as well, once nothing else has changed.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


KEPT = ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
"""The only variables of git's that it inherits: they say where the user's own configuration is. Others point it to
another repository, add configuration, name programs or have it write and connect (`GIT_TRACE2`)."""
HARMLESS = (
    "core.fsmonitor=",  # before git 2.36 any word would be a program
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "diff.orderFile=/dev/null",
    "fetch.bundleURI=",
    "log.mailmap=false",
    "log.showSignature=false",
)
"""What a repository's configuration could otherwise have `status` or `log` start, or read outside of it."""
STATUS = (
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--untracked-files=normal",
    "--ignore-submodules=dirty",
)
"""The one question about the work tree. Submodules are not entered: they have configuration of their own."""

TIMED_OUT = b"timed out"
"""Stands for what git would have printed, had it been quick enough."""


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` for a git process: nothing in it points elsewhere, asks a question or fetches."""
    kept = {name: value for name, value in env.items() if not name.startswith("GIT_") or name in KEPT}
    # No protocol is called `none`; GIT_NO_LAZY_FETCH is known since git 2.45.
    fetching = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
    return kept | fetching | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def command(root: object, git_dir: object, *arguments: str, settings: Iterable[str] = ()) -> list[str]:
    """Return a git command line for the work tree `root` that takes no lock and runs nothing of the repository's.

    `settings` are given to git besides `HARMLESS`.
    """
    options = [option for setting in (*HARMLESS, *settings) for option in ("-c", setting)]
    where = (f"--git-dir={git_dir}", f"--work-tree={root}")
    return ["git", "-C", str(root), "--no-optional-locks", "--no-pager", *where, *options, *arguments]


def output(line: Sequence[str], seconds: float, env: Mapping[str, str]) -> bytes | None:
    """Run the command `line` and return what it prints; TIMED_OUT after `seconds`, None when it fails or cannot be run.

    `import subprocess` takes longer than starting Python; the system's own spawn needs no import.
    """
    if not hasattr(os, "posix_spawnp"):
        return None
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415  built in; `signal` brings enum along

    def ring(_number: int, _frame: object) -> None:
        raise TimeoutError

    read, write = os.pipe()
    actions = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, write, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    )
    try:
        child = os.posix_spawnp(line[0], list(line), environment(env), file_actions=actions)
    except OSError:
        os.close(read)
        return None
    finally:
        os.close(write)
    parts = []
    try:
        _signal.signal(_signal.SIGALRM, ring)
        _signal.setitimer(_signal.ITIMER_REAL, seconds)
        while part := os.read(read, 65536):
            parts.append(part)
        _, status = os.waitpid(child, 0)
    except TimeoutError:
        os.kill(child, _signal.SIGKILL)
        os.waitpid(child, 0)
        return TIMED_OUT
    finally:
        _signal.setitimer(_signal.ITIMER_REAL, 0)
        os.close(read)
    return b"".join(parts) if status == 0 else None
