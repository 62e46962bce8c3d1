"""Which commands failed, and what became of them; the last run of the tests."""

from __future__ import annotations

import posixpath

from memplug.digest import commands, outputs, touched
from memplug.digest.model import Failure, LastTestRun
from memplug.digest.text import one_line
from memplug.transcripts.turns import ToolResult


class Runs:
    """The commands that have been run so far."""

    def __init__(self) -> None:
        self.failures: dict[tuple[str, str], Failure] = {}  # by the command and the folder it ran in
        self.failed_step: dict[tuple[str, str], str] = {}
        self.last_tests: tuple[str, ToolResult] | None = None

    def ran(self, command: str, result: ToolResult) -> None:
        """Note what came of a command."""
        testing = commands.is_test(command)
        if testing:
            self.last_tests = command, result
        if not result.failed:
            over = self._over(command)
            if over and (not testing or outputs.passed(result.text)):
                self.failures |= {one: Failure(one[0], passed_later=True) for one in over}
        elif testing or not commands.is_looking(command):
            name, folder = commands.short(command), touched.folder(command)
            for one in [one for one in self.failures if one[0] == name and _may_be_same(folder, one[1])]:
                del self.failures[one]
            self.failures[name, folder] = Failure(name, passed_later=False, message=outputs.telling_line(result.text))
            self.failed_step[name, folder] = _doing(command)[-1]

    def failed(self) -> tuple[Failure, ...]:
        """Return the commands that failed; with their folder where the same one failed in several."""
        names = [name for name, _ in self.failures]
        return tuple(
            failure._replace(command=f"{name} (in {one_line(folder, 60)})")
            if folder and names.count(name) > 1
            else failure
            for (name, folder), failure in self.failures.items()
        )

    def _over(self, command: str) -> list[tuple[str, str]]:
        """Return which failed commands are over if this one passed: it is the same, or holds the step that failed."""
        failed = [one for one, failure in self.failures.items() if not failure.passed_later]
        if not failed:
            return []
        name, steps, folder = commands.short(command), commands.steps(command), touched.folder(command)
        return [
            one for one in failed if _may_be_same(folder, one[1]) and (one[0] == name or self.failed_step[one] in steps)
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
