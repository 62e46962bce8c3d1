"""Commands that failed, and the tests."""

from __future__ import annotations

import pytest

from memplug.digest.build import Surroundings, build
from memplug.digest.model import Failure, LastTestRun
from memplug.transcripts.turns import Action, Answer, Prompt, ToolResult, ToolUse


def digest(*commands, **result):
    turns = [Prompt("x")]
    for number, (command, output, failed) in enumerate(commands):
        turns += [
            ToolUse(str(number), "Bash", Action.RUN, text=command),
            ToolResult(str(number), output, failed=failed, **result),
        ]
    return build(turns, Surroundings(roots=["/p"]))


def test_tests_that_failed_behind_a_pipe_are_told_as_failed():
    found = digest(("cd /p && pytest -q 2>&1 | tail -3", "1 failed, 2 passed in 1s", False))
    assert found.tests == LastTestRun("pytest -q", passed=False, summary="1 failed, 2 passed in 1s")
    assert found.last_steps == ("Bash `pytest -q` → failed: 1 failed, 2 passed in 1s",)


def test_the_tests_are_told_without_the_steps_around_them():
    found = digest(
        ("make clean; export A=1; make && npm run test:unit 2>&1 | tail -5; echo done", "Tests 4 passed (4)", False)
    )
    assert found.tests == LastTestRun("npm run test:unit", passed=True, summary="Tests 4 passed (4)")


def test_a_step_that_passed_within_another_command_has_passed():
    found = digest(("createdb a && make seed", "no server", True), ("docker start a && make seed", "ok", False))
    assert found.failures == (Failure("createdb a && make seed", passed_later=True),)


def test_another_command_that_passed_says_nothing():
    found = digest(("make seed", "no server", True), ("make build", "ok", False))
    assert found.failures == (Failure("make seed", passed_later=False, message="no server"),)


def test_a_question_to_a_service_that_failed_is_no_failure():
    assert digest(("gh repo view a --json nope", "Unknown JSON field", True)).failures == ()


def test_what_was_not_permitted_is_a_decision_and_no_failure():
    found = digest(("git add a.md", "This command requires approval", True), denied=True)
    assert (found.failures, found.decisions) == ((), ("Not permitted: Bash `git add a.md`",))
    assert not found.interrupted


def test_a_sub_agent_is_told_by_its_work():
    turns = (Prompt("x"), Answer("Now:"), ToolUse("1", "Agent", Action.DELEGATE, text="Review commit 2"))
    assert build(turns, Surroundings()).last_steps == ("Agent (Review commit 2)",)


def test_files_to_be_thrown_away_are_no_files_of_the_work():
    turns = [Prompt("x")]
    for number, path in enumerate(
        ("/tmp/a.txt", "/private/var/folders/x/b", "C:\\Users\\d\\AppData\\Local\\Temp\\c", "/p/d.py", "/q/e.md")
    ):
        turns += [ToolUse(str(number), "Write", Action.EDIT, (path,)), ToolResult(str(number), "")]
    assert build(turns, Surroundings(roots=["/p"])).edited == ("/q/e.md", "d.py")
    assert build(turns[:3], Surroundings(roots=["/tmp"])).edited == ("a.txt",)


def test_paths_of_the_shell_of_git_for_windows_are_below_the_project():
    turns = (
        Prompt("x"),
        ToolUse("1", "Bash", Action.RUN, text="cd /c/Users/d/p && sed -i 's/a/b/' x.go"),
        ToolResult("1", ""),
    )
    assert build(turns, Surroundings(roots=["C:\\Users\\d\\p"])).edited == ("x.go",)


TESTS = {
    "a linter behind them failed": (
        ("pytest -q && ruff check .", "12 passed in 0.20s\nFound 1 error.", True),
        ("pytest -q", True, "12 passed in 0.20s"),
    ),
    "the build before them failed": (
        ("npm run build && npm test", "src/a.ts(1,2): error TS1005", True),
        ("npm run build && npm test", False, ""),
    ),
    "the push behind them was rejected": (
        ("npm test && git push", "Tests: 4 passed, 4 total\n ! [rejected] main -> main", True),
        ("npm test", True, "Tests: 4 passed, 4 total"),
    ),
    "they failed before another step": (
        ("pytest -q && git push", "1 failed, 2 passed in 1s", True),
        ("pytest -q", False, "1 failed, 2 passed in 1s"),
    ),
    "nothing else was done": (("cd /p && pytest -q", "2 passed in 1s", True), ("pytest -q", False, "2 passed in 1s")),
}


@pytest.mark.parametrize(("run", "expected"), TESTS.values(), ids=TESTS)
def test_the_failing_of_another_step_is_not_that_of_the_tests(run, expected):
    assert digest(run).tests == expected


NOT_OVER = {
    "looking": (("npm run build && ls dist", "no", True), ("ls dist", "", False)),
    "asking git": (("npm run build; git status", "no", True), ("git status", "", False)),
    "tests that failed": (
        ("npm run build && pytest -q", "no", True),
        ("pytest -q | tail -3", "2 failed, 1 passed", False),
    ),
    "another folder": (("cd api && npm run build", "no", True), ("cd web && npm run build", "ok", False)),
}


@pytest.mark.parametrize("runs", NOT_OVER.values(), ids=NOT_OVER)
def test_a_failure_is_not_over_when_another_step_passed(runs):
    assert not digest(*runs).failures[0].passed_later


def test_a_failure_is_over_when_the_step_passed_where_it_failed():
    failed = ("cd api && npm run build && ls dist", "no", True)
    for command in ("cd api; npm run build", "npm run build", "cd /p/api && npm run build | tail -1"):
        assert digest(failed, (command, "ok", False)).failures[0].passed_later


def test_the_same_command_that_failed_in_two_folders_failed_twice():
    web, api = ("cd web && npm run build", "no web", True), ("cd api && npm run build", "no api", True)
    assert digest(web, api).failures == (
        Failure("npm run build (in web)", passed_later=False, message="no web"),
        Failure("npm run build (in api)", passed_later=False, message="no api"),
    )
    assert [failure.passed_later for failure in digest(web, api, (*web[:2], False)).failures] == [True, False]
    assert digest(web, web).failures == (Failure("npm run build", passed_later=False, message="no web"),)


def test_a_failure_somewhere_is_the_one_where_it_failed_before():
    failed = digest(("cd web && npm run build", "old", True), ("npm run build", "new", True)).failures
    assert failed == (Failure("npm run build", passed_later=False, message="new"),)
