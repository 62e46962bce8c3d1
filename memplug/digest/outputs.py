"""What came of a command, told by its output."""

from __future__ import annotations

import re

from memplug.digest.text import clean, one_line
from memplug.expressions import expression

ENOUGH = 20_000
"""Characters of an output that are looked at."""
COUNTED = expression(
    r"\b\d+ (?:passed|failed|errors?\b|tests?\b|passing|failing|specs?|examples?|assertions?)"
    r"|\b(?:tests?|passed|failed)[:=] *\d+|\b(?:tests?|files?) +\d+ (?:passed|failed)"
    r"|^(?:OK|FAILED|PASS|FAIL|ok)\b|test result:|^Ran \d+ tests?|BUILD (?:SUCCESS|FAIL)|all (?:\d+ )?tests passed",
    re.MULTILINE | re.IGNORECASE,
)
# What a test runner says when something failed, whatever the exit code of the pipe behind it.
FAILING = expression(
    r"\b[1-9]\d* (?:failed|failures?\b|errors?\b|failing)|\b(?:failed|failures|errors)[:=] *[1-9]"
    r"|^(?:FAIL|FAILED|FAILURES!|--- FAIL|ERROR:)(?:\b|\s|$)|test result: FAILED|BUILD FAIL|^make(?:\[\d+\])?: \*\*\*"
    r"|\b(?:exit|EXIT|exit code|status)[=: ]+[1-9]\d*\s*$|npm (?:ERR!|error)|ERROR task failed|ELIFECYCLE",
    re.MULTILINE,
)
TELLING = expression(
    r"error|fail|exception|not found|no such|cannot|can't|denied|undefined|unknown|invalid|expected|panic|refused",
    re.IGNORECASE,
)


def passed(output: str) -> bool:
    """Return whether the output of a test run that ended with exit code 0 tells of no failure.

    The exit code of `pytest | tail` is that of `tail`.
    """
    return not FAILING.search("\n".join(_end(output)[-40:]))


def result_line(output: str) -> str:
    """Return the line in which a test runner counts its results: the last such line."""
    counted = [line for line in _end(output)[-80:] if COUNTED.search(line)]
    best = [line for line in counted if re.search(r"\d", line)] or counted
    return one_line(best[-1].strip(" =-."), 120) if best else ""


def telling_line(output: str) -> str:
    """Return the line of a failed command's output that says most about the cause."""
    lines = [line for line in _end(output) if not line.startswith("Exit code")]
    best = next((line for line in reversed(lines[-60:]) if TELLING.search(line)), lines[-1] if lines else "")
    return one_line(best.strip(" =-"), 140)


def last_line(output: str) -> str:
    """Return the last line of a command's output that holds text."""
    lines = _end(output)
    return one_line(lines[-1].strip(" =-"), 140) if lines else ""


def _end(output: str) -> list[str]:
    """Return the lines at the end of an output that hold text: what came of a command stands there."""
    return [line for line in clean(output[-ENOUGH:]).splitlines() if line.strip()]
