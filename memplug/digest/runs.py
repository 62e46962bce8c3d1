"""Which commands failed, and what became of them; the last run of the tests."""

from __future__ import annotations

from memplug.digest import commands, outputs
from memplug.digest.model import Failure, LastTestRun
from memplug.transcripts.turns import ToolResult


class Runs:
    """The commands that have been run so far."""

    def __init__(self) -> None:
        self.failures: dict[str, Failure] = {}
        self.last_step: dict[str, str] = {}  # failed command to its last step
        self.last_tests: tuple[str, ToolResult] | None = None

    def ran(self, command: str, result: ToolResult) -> None:
        """Note what came of a command."""
        testing = commands.is_test(command)
        if testing:
            self.last_tests = command, result
        if not result.failed:
            self._passed(command)
        elif testing or not commands.is_looking(command):
            name = commands.short(command)
            self.failures.pop(name, None)
            self.failures[name] = Failure(name, passed_later=False, message=outputs.telling_line(result.text))
            self.last_step[name] = commands.steps(command)[-1]

    def _passed(self, command: str) -> None:
        """Note which failed commands are over: the same one passed, or its last step did within another."""
        if self.failures:
            steps = commands.steps(command)
            for name, last_step in self.last_step.items():
                if name == commands.short(command) or last_step in steps:
                    self.failures[name] = Failure(name, passed_later=True)

    def tests(self) -> LastTestRun | None:
        """Return the last run of the tests."""
        if self.last_tests is None:
            return None
        command, result = self.last_tests
        passed = not result.failed and outputs.passed(result.text)
        return LastTestRun(commands.short(commands.test_step(command)), passed, outputs.result_line(result.text))


def outcome(command: str, result: ToolResult) -> str:
    """Return what came of a command in a few words; nothing for one that only looks around."""
    if result.failed or (commands.is_test(command) and not outputs.passed(result.text)):
        return f"failed: {outputs.telling_line(result.text)}"
    if commands.is_test(command):
        return "passed"
    return "" if commands.is_looking(command) else outputs.last_line(result.text)
