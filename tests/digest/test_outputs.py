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
}
PASSED = {
    "pytest": "9 passed, 1 warning in 0.64s",
    "go": "ok  \tgithub.com/a/b\t0.797s",
    "vitest": " Test Files  54 passed (54)\n      Tests  324 passed (324)",
    "ctest": "100% tests passed, 0 tests failed out of 212",
    "cargo": "test result: ok. 3 passed; 0 failed",
    "names": "tests/test_failed.py ....\n4 passed",
    "a code that was printed": "12 passed\nexit=0",
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
