"""What a shell command was for: running tests, changing or reading files, or only looking around."""

from __future__ import annotations

import re
from functools import lru_cache

from memplug.digest.text import clean, one_line
from memplug.expressions import expression

LONGEST = 4_000
"""Characters of a command that are looked at."""
ROUNDS = 10
"""Pieces taken off a command at each end."""
ENOUGH = 20_000
"""Characters of an output that are looked at."""
TESTS = expression(
    r"(?<![\w.-])(?:[\w./-]{0,100}/)?(?:"
    r"pytest|py\.test|(?:python[\d.]*|uv run|poetry run) -m (?:pytest|unittest)|unittest|tox|nox|nose2|hatch test"
    r"|(?:npm|pnpm|yarn|bun|deno|turbo|nx)(?: run)? test[\w:-]*|npm t\b|jest|vitest|mocha|ava"
    r"|playwright test|cypress run"
    r"|go test|gotestsum|cargo (?:nextest|test)|ctest|bazel test|zig build test|swift test|xcodebuild test"
    r"|(?:mvn|mvnw|gradle|gradlew|sbt|mill|lein|rake|rails|mix|dotnet|flutter|dart|make|just|task|mise(?: run)?|stack"
    r"|cabal|dune|composer|moon run)"
    r"\b[^|;&]{0,200}?\b(?:test|check|spec)[\w:-]*"
    r"|rspec|phpunit|pest|busted|prove"
    r")(?![\w/-])"
)
# Their failing says something about the question asked, not about the work.
LOOKING = frozenset(
    [
        "ls",
        "cat",
        "head",
        "tail",
        "sed",
        "awk",
        "grep",
        "egrep",
        "fgrep",
        "rg",
        "ag",
        "find",
        "fd",
        "which",
        "whereis",
        "type",
        "command",
        "test",
        "[",
        "diff",
        "cmp",
        "tree",
        "stat",
        "file",
        "wc",
        "echo",
        "printf",
        "pwd",
        "cd",
        "env",
        "ps",
        "pgrep",
        "kill",
        "pkill",
        "curl",
        "wget",
        "ping",
        "sleep",
        "jq",
        "lsof",
    ]
)
LOOKING_GIT = expression(
    r"git (?:-\S+ (?:\S+ )?)*(?:blame|branch|diff|grep|log|ls-files|remote|rev-parse|show|status)\b"
)
CHANGE_OF_FOLDER = expression(r"^\s*(?:cd|pushd)\s+(?:\"[^\"]*\"|'[^']*'|[^\s;&|]+)\s*(?:&&|;)\s*")
TRIMMING = expression(r"\s*(?:2>&1|\|\s*(?:tail|head|tee|grep|cat)\b[^|;&]*|;\s*echo\b[^|;&]*|\|\|\s*true)\s*$")
ENVIRONMENT = expression(r"^\s*(?:\w+=(?:\"[^\"]*\"|'[^']*'|\S*)\s+)+")
PATH = r"(?:\"(?P<q>[^\"$`]+)\"|'(?P<s>[^']+)'|(?P<p>[\w./~@+-]+))"
WRITING = expression(
    rf"(?:\bcat\s*>>?|\btee(?:\s+-a)?)\s*{PATH}\s*<<|\bcat\s*<<-?\s*\S+\s*>>?\s*{PATH.replace('?P<', '?P<a')}"
)
PRINTING = expression(
    rf"\b(?:echo|printf)\b(?>\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s\"'>|;&]+|\s+)*+>>?\s*{PATH}", re.DOTALL
)
IN_PLACE = expression(rf"\bsed\s+-i(?:\.\w+|\s+'')?\s+(?:-e\s+)?(?:'[^']*'|\"[^\"]*\")\s+{PATH}")
REMOVING = expression(r"(?:^|[;&|]\s*)(?:git\s+)?rm\s+([^;&|]+)")
READING = expression(
    rf"^(?:cat|head|tail|less|bat|nl|sed\s+-n)\s+(?:-\S+\s+|\d+\s+|'[^']*'\s+|\"[^\"]*\"\s+)*{PATH}\s*$"
)
COUNTED = expression(
    r"\b\d+ (?:passed|failed|errors?\b|tests?\b|passing|failing|specs?|examples?|assertions?)"
    r"|\b(?:tests?|passed|failed)[:=] *\d+"
    r"|^(?:OK|FAILED|PASS|FAIL)\b|test result:|^Ran \d+ tests?|BUILD (?:SUCCESS|FAIL)|All tests passed",
    re.MULTILINE,
)
TELLING = expression(
    r"error|fail|exception|not found|no such|cannot|can't|denied|undefined|unknown|invalid|expected|panic|refused",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def short(command: str) -> str:
    """Return a command as one line without a leading `cd`, without variables set for it and output trimming.

    Two runs of the same thing then have the same text.
    """
    command = command[:LONGEST]
    line = " ".join(command.strip().split("\n")[0].split()) if "<<" in command else " ".join(command.split())
    for _ in range(ROUNDS):
        shorter = TRIMMING.sub("", CHANGE_OF_FOLDER.sub("", line))
        if shorter == line:
            break
        line = shorter
    return one_line(line, 120)


def is_test(command: str) -> bool:
    """Return whether a command runs tests."""
    return TESTS.search(command[:LONGEST]) is not None and first_word(command) not in LOOKING | {"git"}


def is_looking(command: str) -> bool:
    """Return whether a command only looks around, so that neither its failing nor its output is worth a word."""
    return first_word(command) in LOOKING or LOOKING_GIT.match(short(command)) is not None


def first_word(command: str) -> str:
    """Return the program's name of a command, without its folder; empty when there is none."""
    words = ENVIRONMENT.sub("", short(command)).split(maxsplit=1)
    return re.split(r"[\\/]", words[0])[-1] if words else ""


def written(command: str) -> tuple[str, ...]:
    """Return the files that a command plainly writes: a here-document or printed text into a file, `sed -i`."""
    if ">" not in command and "<<" not in command and "sed" not in command:
        return ()
    command = command[:ENOUGH]
    found = [*WRITING.finditer(command), *PRINTING.finditer(command), *IN_PLACE.finditer(command)]
    return tuple(path for match in found if (path := _path(match)) and not path.startswith("/dev/"))


def removed(command: str) -> tuple[str, ...]:
    """Return the files that a command deletes."""
    found = REMOVING.search(short(command)) if "rm " in command else None
    return tuple(word.strip("\"'") for word in found[1].split() if not word.startswith("-")) if found else ()


def looked_at(command: str) -> tuple[str, ...]:
    """Return the file that a command only prints."""
    match = READING.match(short(command))
    return (_path(match),) if match else ()


def _path(match: re.Match[str]) -> str:
    return next((value for value in match.groupdict().values() if value), "")


def result_line(output: str) -> str:
    """Return the line in which a test runner counts its results: the last such line."""
    for line in reversed(_end(output)[-80:]):
        if COUNTED.search(line):
            return one_line(line.strip(" =-."), 120)
    return ""


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
