"""Memplug itself with the variables that steer it, Python, and git."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import memplug
from memplug.deadline import MOST_PATIENCE, asked_patience
from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.surroundings import Surroundings
from memplug.hook import is_disabled
from memplug.project.calling_git import environment

GIT = (2, 26)
"""The first git that knows all options that it is called with; the youngest of them is `git config --show-scope`."""


def check(around: Surroundings) -> Iterator[Finding]:
    """Name the versions, and say what is missing or too old."""
    package = Path(memplug.__file__).parent
    yield ok("memplug", f"memplug {memplug.__version__} in {package}")
    yield ok("python", f"Python {platform.python_version()} ({sys.executable})")
    yield _git(around)
    if is_disabled(around.env):
        yield note("switched off", "MEMPLUG_DISABLE is set here, so both hooks do nothing", "unset MEMPLUG_DISABLE")
    given = around.env.get("MEMPLUG_PATIENCE", "")
    if given and asked_patience(given) is None:
        message = f"MEMPLUG_PATIENCE is {given!r:.50} here, so it has no effect"
        yield note("patience", message, f"set it to a number from 1 to {MOST_PATIENCE:g}, or unset it")


def _git(around: Surroundings) -> Finding:
    program = shutil.which("git", path=around.env.get("PATH"))
    if program is None:
        remedy = "install git; without it a session is told nothing of branch, changes and commits"
        return broken("git", "git is not on PATH", remedy)
    try:
        done = subprocess.run(  # noqa: S603  a fixed word behind the program that PATH names
            [program, "--version"], capture_output=True, timeout=5, check=False, env=environment(around.env)
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return broken("git", f"{program} does not run: {error}", "mend or reinstall git")
    said = done.stdout.decode("utf-8", errors="replace").strip()
    version = re.search(r"(\d+)\.(\d+)", said)
    if done.returncode or version is None:
        return broken("git", f"{program} does not tell its version (exit code {done.returncode})", "reinstall git")
    if (int(version[1]), int(version[2])) < GIT:
        needed = ".".join(map(str, GIT))
        return broken("git", f"{said} ({program}) is too old", f"upgrade git to {needed} or newer")
    return ok("git", f"{said} ({program})")
