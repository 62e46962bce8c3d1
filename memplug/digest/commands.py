"""What a shell command was for: running tests, doing something, or only looking around."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from memplug.digest.text import one_line
from memplug.expressions import expression

LONGEST = 4_000
"""Characters of a command that are looked at."""
WIDTH = 120
"""Characters of a command that are told."""
ROUNDS = 10
"""Pieces taken off a step at its end."""
TESTS = expression(
    r"(?<![\w.-])(?:[\w./-]{0,100}/)?(?:"
    r"pytest|py\.test|(?:python[\d.]*|uv run|poetry run) -m (?:pytest|unittest)|unittest|tox|nox|nose2|hatch test"
    r"|(?:npm|pnpm|yarn|bun|deno|turbo|nx)(?: (?!add|install|i |remove|publish)[\w@/.:=-]+){0,3} test[\w:-]*|npm t\b"
    r"|jest|vitest|mocha|ava|playwright test|cypress run"
    r"|go test|gotestsum|cargo (?:nextest|test)|ctest|bazel test|zig build test|swift test|xcodebuild test"
    r"|(?:mvn|mvnw|gradle|gradlew|sbt|mill|lein|rake|rails|mix|dotnet|flutter|dart|make|just|task|mise(?: run)?|stack"
    r"|cabal|dune|composer|moon run)"
    r"\s[^|;&]{0,200}?\b(?:test|check|spec)[\w:-]*"
    r"|rspec|phpunit|pest|busted|prove"
    r")(?![\w/-])"
)
# Their failing says something about the question asked, not about the work.
LOOKING = frozenset([
    "ls", "cat", "head", "tail", "sed", "awk", "grep", "egrep", "fgrep", "rg", "ag", "find", "fd", "which",
    "whereis", "type", "command", "test", "[", "diff", "cmp", "tree", "stat", "file", "wc", "echo", "printf",
    "pwd", "cd", "env", "ps", "pgrep", "kill", "pkill", "curl", "wget", "ping", "sleep", "jq", "lsof",
])  # fmt: skip
LOOKING_GIT = expression(
    r"git (?:-\S+ (?:\S+ )?)*(?:blame|branch|check-ignore|describe|diff|grep|log|ls-files|ls-remote|merge-base|reflog"
    r"|remote|rev-list|rev-parse|show|status)\b"
)
# Programs that ask a service, a registry or a daemon, when they are only asked.
ASKING = expression(
    r"(?:gh|glab|docker|podman|kubectl|helm|npm|pnpm|yarn|pip3?|uv|cargo|go|brew|apt|az|aws|gcloud|terraform|flyctl|fly"
    r"|systemctl|journalctl|launchctl)\b[^|]{0,80}?"
    r"\s(?:api|checks|describe|diff|env|get|images|info|inspect|list|logs?|ls|outdated|ps|search|show|stats?|status|top"
    r"|version|view|why|-h|--help|--version)(?:\s|\Z)"
)

# The text of a here-document, and the substitution in which commit messages are written that way.
HERE_DOCUMENT = expression(
    r"\s*<<-?\s*(['\"]?)(\w+)\1([^\n]*)(?:\n.*?(?:^[ \t]*\2[ \t]*$|\Z)|\Z)", re.DOTALL | re.MULTILINE
)
WRITTEN_OUT = expression(r"\"?\$\(cat\s*\)\"?")
QUOTES = {ord(quote): None for quote in "\"'\\"}
CONTINUED = expression(r"\\\n\s*")
# A step ends at `&&`, `||`, `;` or the end of a line, when none of them is quoted.
STEP = expression(
    r"(?P<step>(?>\"(?:[^\"\\]|\\.)*+\"|'[^']*'|\\.|[^\"'\\;&|\n]|&(?!&)|\|(?!\|)|[\"'\\])+)|(?P<end>&&|\|\||;|\n)",
    re.DOTALL,
)
# Steps that only make ready, or tell where the command has come to.
PREPARING = expression(
    r"(?:cd|pushd|popd|Set-Location|export|unset|set|source|\.|sleep|wait|clear|true|:)(?:\s|\Z)"
    r"|(?:echo|printf|Write-Host|Write-Output)\s(?!.*(?<![\d&])>)|#|\"[^\"]*\"\Z|'[^']*'\Z"
    r"|(?:\w+=(?:\"[^\"]*\"|'[^']*'|\$\([^()]*\)|\S*)\s*)+\Z",
    re.DOTALL,
)
TRIMMING = expression(
    r"\s*(?:\d?>&\d|\d?>\s*/dev/null|\|\s*(?:tail|head|tee|cat|less|cut|sort|uniq|Out-String|Select-Object)\b[^|]*"
    r"|\|\s*(?:grep|Select-String)\b.*)\Z",
    re.DOTALL,
)
ENVIRONMENT = expression(r"^\s*(?:\w+=(?:\"[^\"]*\"|'[^']*'|\S*)\s+)+")


@lru_cache(maxsize=64)
def steps(command: str) -> tuple[str, ...]:
    """Return what a command does, step by step, each as one line without output trimming.

    What only makes ready (another folder, variables) and the texts of here-documents are left out.
    """
    found = tuple(step for _, step in _steps(command))
    return tuple(step for step in found if not PREPARING.match(step)) or found


@lru_cache(maxsize=64)
def short(command: str) -> str:
    """Return a command as one line of at most `WIDTH` characters, made of its `steps`.

    Two runs of the same thing then have the same text. Of one that is too long the steps are cut, and the last ones
    are kept: how far it was to go says most.
    """
    doing = [(end, step) for end, step in _steps(command) if not PREPARING.match(step)] or list(_steps(command))
    line = _joined(doing)
    if len(line) <= WIDTH:
        return one_line(line, WIDTH)
    doing = [(end, step) for end, step in doing if not is_looking(step)] or doing
    room = max(WIDTH // len(doing) - 4, WIDTH // 3)
    doing = [(end, one_line(step, room)) for end, step in doing] if len(doing) > 1 else doing
    while len(doing) > 1 and len(_joined(doing)) > WIDTH:
        doing = doing[1:]
    return one_line(_joined(doing), WIDTH)


def _joined(doing: list[tuple[str, str]]) -> str:
    return "".join(
        f"{'' if not n else '; ' if end == ';' else f' {end} '}{step}" for n, (end, step) in enumerate(doing)
    )


def _steps(command: str) -> Iterator[tuple[str, str]]:
    """Yield the steps of a command, each with what stands between it and the one before."""
    text = CONTINUED.sub(" ", WRITTEN_OUT.sub("…", HERE_DOCUMENT.sub(_without_document, command[:LONGEST])))
    between = ""
    for found in STEP.finditer(text):
        if found["end"]:
            between = between or found["end"].replace("\n", ";")
            continue
        step = " ".join(found["step"].split())
        for _ in range(ROUNDS):
            shorter = TRIMMING.sub("", step)
            if shorter == step:
                break
            step = shorter
        if step:
            yield between, step
            between = ""


def _without_document(found: re.Match[str]) -> str:
    """Return what stands behind the mark of a here-document; of a commit's message the subject is kept as well."""
    if not found.string[: found.start()].endswith(("-F -", "-F - </dev/null")):
        return found[3]
    subject = found[0].partition("\n")[2].partition("\n")[0]
    return f' "{one_line(subject.translate(QUOTES), WIDTH // 2)}"{found[3]}'


def test_step(command: str) -> str:
    """Return the step of a command that runs tests, the last one; empty when there is none."""
    return next((step for step in reversed(steps(command)) if _tests(step)), "")


def is_test(command: str) -> bool:
    """Return whether a command runs tests."""
    return bool(test_step(command))


def _tests(step: str) -> bool:
    return TESTS.search(step) is not None and first_word(step) not in LOOKING | {"git", "gh"}


def is_looking(command: str) -> bool:
    """Return whether a command only looks around, so that neither its failing nor its output is worth a word."""
    return all(
        first_word(step) in LOOKING or LOOKING_GIT.match(step) or ASKING.match(step) or PREPARING.match(step)
        for step in steps(command)
    )


def first_word(step: str) -> str:
    """Return the program's name of a step, without its folder; empty when there is none."""
    words = ENVIRONMENT.sub("", step).split(maxsplit=1)
    return re.split(r"[\\/]", words[0])[-1] if words else ""
