"""One command line, run in the shell for a limited time."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from memplug.session_hooks.command import end_group


class Run(NamedTuple):
    """What a command did."""

    code: int | None
    """None: it was ended, because it was not done in time."""
    output: bytes
    errors: str
    """The last line that it wrote to stderr."""
    seconds: float


def run(command: str, stdin: bytes, env: Mapping[str, str], cwd: Path, limit: float) -> Run:
    """Run a command line in the shell for `limit` seconds at the most; then it is ended, with all that it started."""
    began = time.monotonic()
    with subprocess.Popen(  # noqa: S602  as the host does, and only what the user's own settings name
        command,
        shell=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=dict(env),
        cwd=cwd,
        start_new_session=True,
    ) as process:
        code: int | None
        try:
            output, errors = process.communicate(stdin, timeout=limit)
            code = process.returncode
        except subprocess.TimeoutExpired:
            end_group(process)  # the shell's child holds the pipes as well
            output, errors = process.communicate()
            code = None
    last = errors.decode("utf-8", errors="replace").strip().rpartition("\n")[2]
    return Run(code, output, last, time.monotonic() - began)
