"""Which commands failed, and what became of them; the last run of the tests."""

from __future__ import annotations

import posixpath

from memplug.digest import commands, outputs, touched
from memplug.digest.model import Failure, LastTestRun
from memplug.transcripts.turns import ToolResult


class Runs:
    """The commands that have been run so far."""

    def __init__(self) -> None:
        self.failures: dict[str, Failure] = {}
        self.failed_step: dict[str, tuple[str, str]] = {}  # failed command to its folder and the step that did it
        self.last_tests: tuple[str, ToolResult] | None = None

    def ran(self, command: str, result: ToolResult) -> None:
        """Note what came of a command."""
        testing = commands.is_test(command)
        if testing:
            self.last_tests = command, result
        if not result.failed:
            over = self._over(command)
            if over and (not testing or outputs.passed(result.text)):
                self.failures |= {name: Failure(name, passed_later=True) for name in over}
        elif testing or not commands.is_looking(command):
            name = commands.short(command)
            self.failures.pop(name, None)
            self.failures[name] = Failure(name, passed_later=False, message=outputs.telling_line(result.text))
            self.failed_step[name] = touched.folder(command), _doing(command)[-1]

    def _over(self, command: str) -> list[str]:
        """Return which failed commands are over if this one passed: it is the same, or holds the step that failed."""
        failed = [name for name, failure in self.failures.items() if not failure.passed_later]
        if not failed:
            return []
        name, steps, folder = commands.short(command), commands.steps(command), touched.folder(command)
        return [
            one
            for one in failed
            if _may_be_same(folder, self.failed_step[one][0]) and (one == name or self.failed_step[one][1] in steps)
        ]

    def tests(self) -> LastTestRun | None:
        """Return the last run of the tests; where it is not clear that they failed, with the steps around them."""
        if self.last_tests is None:
            return None
        command, result = self.last_tests
        told = commands.test_step(command)
        passed = not result.failed and outputs.passed(result.text)
        if result.failed and len(_doing(command)) > 1:  # another step may have failed, before them or behind
            counted = outputs.verdict(result.text)
            passed = counted is True
            told = command if counted is None else told
        return LastTestRun(commands.short(told), passed, outputs.result_line(result.text))


def _doing(command: str) -> tuple[str, ...]:
    """Return the steps of a command whose failing makes it fail: all that do more than look, if any does."""
    steps = commands.steps(command)
    return tuple(step for step in steps if not commands.is_looking(step)) or steps


def _may_be_same(folder: str, other: str) -> bool:
    """Return whether two folders may be one: a shell can be in it already, and a relative one says only its end."""
    if not folder or not other:
        return True
    shorter, longer = sorted((posixpath.normpath(folder), posixpath.normpath(other)), key=len)
    return longer == shorter or (longer.startswith("/") and longer.endswith(f"/{shorter}"))


def outcome(command: str, result: ToolResult) -> str:
    """Return what came of a command in a few words; nothing for one that only looks around."""
    if result.failed or (commands.is_test(command) and not outputs.passed(result.text)):
        return f"failed: {outputs.telling_line(result.text)}"
    if commands.is_test(command):
        return "passed"
    return "" if commands.is_looking(command) else outputs.last_line(result.text)
