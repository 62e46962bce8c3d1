"""What came of a command, told by its output."""

from __future__ import annotations

import pytest

from memplug.digest import outputs


def test_the_line_in_which_the_runner_counts():
    assert outputs.result_line("....\n===== 3 passed, 1 failed in 0.2s =====\n") == "3 passed, 1 failed in 0.2s"
    assert outputs.result_line("Ran 4 tests in 0.1s\n\nOK") == "Ran 4 tests in 0.1s"
    assert outputs.result_line("nothing of the kind") == ""


def test_the_line_that_tells_the_cause():
    assert outputs.telling_line("Exit code 1\nloading\nKeyError: 'price'\nbye") == "KeyError: 'price'"
    assert outputs.telling_line("only this") == "only this"
    assert outputs.telling_line("") == ""


FAILED = {
    "pytest": "1 failed, 8 passed in 0.70s",
    "go": "--- FAIL: TestX (0.00s)\nFAIL\tgithub.com/a/b\t0.5s\nFAIL",
    "jest": "Tests:       2 failed, 10 passed, 12 total",
    "unittest": "Ran 3 tests in 0.1s\n\nFAILED (failures=1)",
    "cargo": "test result: FAILED. 3 passed; 1 failed",
    "make": "make: *** [Makefile:44: check] Error 1",
    "a code that was printed": "done\nEXIT: 1",
    "npm": "npm ERR! Test failed.",
    "mocha": "12 passing (2s)\n1 failing",
    "maven": "Tests run: 5, Failures: 1, Errors: 0",
    "pytest without a count": "1 error in 0.30s",
    "pytest with an error": "3 passed, 1 error in 0.30s",
    "pytest without tests": "ERROR: file or directory not found: x\n\nno tests ran in 0.00s",
    "an exit code at the end": "Command exited with code 2",
}
PASSED = {
    "pytest": "9 passed, 1 warning in 0.64s",
    "go": "ok  \tgithub.com/a/b\t0.797s",
    "vitest": " Test Files  54 passed (54)\n      Tests  324 passed (324)",
    "ctest": "100% tests passed, 0 tests failed out of 212",
    "cargo": "test result: ok. 3 passed; 0 failed",
    "names": "tests/test_failed.py ....\n4 passed",
    "a code that was printed": "12 passed\nexit=0",
    "a status of HTTP": "GET /api status 200\nHTTP status: 404",
    "a test of exit codes": "✓ returns exit code 2",
    "a test of errors": "✓ shows 2 errors when invalid\nok 2 - shows 3 errors",
    "what was logged": "ERROR: no such user\n4 passed in 1s",
    "errors that were printed": "Found 3 errors\n4 passed in 1s",
    "an exit code further up": "exit code 1\nfine",
    "deno": "ok | 12 passed | 0 failed (3ms)",
    "maven": "Tests run: 5, Failures: 0, Errors: 0",
    "nothing": "",
}


@pytest.mark.parametrize("output", FAILED.values(), ids=FAILED)
def test_tests_that_failed_behind_a_pipe_have_failed(output):
    assert not outputs.passed(output)


@pytest.mark.parametrize("output", PASSED.values(), ids=PASSED)
def test_tests_that_passed_have_passed(output):
    assert outputs.passed(output)


def test_the_count_of_other_runners():
    assert outputs.result_line("ok  \tgithub.com/a/b\t0.797s") == "ok github.com/a/b 0.797s"
    assert (
        outputs.result_line(" Test Files  54 passed (54)\n      Tests  324 passed (324)\n   Start at 1")
        == "Tests 324 passed (324)"
    )


def test_what_a_linter_counts_is_not_what_the_tests_count():
    assert outputs.result_line("12 passed in 0.20s\nFound 1 error.") == "12 passed in 0.20s"


def test_the_verdict_is_the_test_runners():
    assert outputs.verdict("12 passed in 0.20s\nFound 1 error.") is True
    assert outputs.verdict("ok  \tgithub.com/a/b\t0.7s\nnpm ERR! x") is True
    assert outputs.verdict("--- FAIL: TestX (0.00s)") is False
    assert outputs.verdict("npm ERR! x") is None
