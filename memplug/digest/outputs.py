"""What came of a command, told by its output."""

from __future__ import annotations

import re
from functools import lru_cache

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
# Lines in which a test runner counts what passed, and those in which it tells that tests failed.
PASSES = expression(
    r"\b\d{1,9} (?:tests? )?pass(?:ed|ing)\b|\b\d{1,3}% tests passed|test result: ok"
    r"|^ok\s{1,9}\S{1,200}\s{1,9}(?:[\d.]{1,9}s|\(cached\))"
    r"|^OK(?: \(|$)|^Ran \d{1,9} tests?\b|\b[Tt]ests run: *\d|\b\d{1,9} examples?,"
)
FAILS = expression(
    r"\b[1-9]\d{0,8} (?:tests? )?(?:failed|failures?\b|failing)|\b(?i:failed|failures)[:=] *[1-9]"
    r"|^(?:FAIL|FAILED|FAILURES!|--- FAIL)(?:\b|\s|$)|test result: FAILED"
)
ERRORS = expression(r"\b[1-9]\d{0,8} errors?\b|\b(?i:errors)[:=] *[1-9]")
# What other programs say as well when something failed.
BROKEN = expression(
    r"BUILD FAIL|^make(?:\[\d{1,3}\])?: \*\*\*|npm (?:ERR!|error)|ERROR task failed|ELIFECYCLE|\bno tests ran\b"
)
# The exit code that a command printed at its end.
EXIT_CODE = expression(
    r"\bexit(?:ed with)? code[=: ]{1,3}[1-9]\d{0,2}\s*$|^exit[=: ]{1,3}[1-9]\d{0,2}\s*$", re.IGNORECASE
)
# A test that passed, whatever its name says. `ok` with a time or a count is Go's and Deno's line for many tests.
PASSED_TEST = expression(r"\s*+(?:[✓✔√]|PASS\b|ok\b(?!\s{1,9}+(?:\||\S{1,200}+\s{1,9}+(?:[\d.]{1,9}s|\(cached\)))))")
TELLING = expression(
    r"error|fail|exception|not found|no such|cannot|can't|denied|undefined|unknown|invalid|expected|panic|refused",
    re.IGNORECASE,
)


def verdict(output: str) -> bool | None:
    """Return whether all tests passed as the test runner counts them; None when it does not say."""
    lines = _told(output)
    passes = [line for line in lines if PASSES.search(line)]
    if any(map(FAILS.search, lines)) or any(map(ERRORS.search, passes)):
        return False
    return True if passes else None


def passed(output: str) -> bool:
    """Return whether the output of a test run that ended with exit code 0 tells of no failure.

    The exit code of `pytest | tail` is that of `tail`.
    """
    if (counted := verdict(output)) is not None:
        return counted
    lines = _told(output)
    return not any(ERRORS.search(line) or BROKEN.search(line) for line in lines) and not any(
        map(EXIT_CODE.search, lines[-1:])
    )


def _told(output: str) -> list[str]:
    """Return the last lines of an output without those that only name a test that passed."""
    return [line for line in _end(output)[-40:] if not PASSED_TEST.match(line)]


def result_line(output: str) -> str:
    """Return the line in which a test runner counts its results: the last such line."""
    counted = [line for line in _end(output)[-80:] if COUNTED.search(line)]
    numbered = [line for line in counted if re.search(r"\d", line)]
    tests = [line for line in numbered if PASSES.search(line) or FAILS.search(line)]
    best = tests or numbered or counted  # a linter behind the tests counts as well
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


@lru_cache(maxsize=2)
def _end(output: str) -> list[str]:
    """Return the lines at the end of an output that hold text: what came of a command stands there.

    Kept, as several questions are asked of one output.
    """
    return [line for line in clean(output[-ENOUGH:]).splitlines() if line.strip()]
