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
# What a variable is set to, and the options before a subcommand or a program, of which some take the next word.
VALUE = r"(?:\"[^\"]*+\"|'[^']*+'|\$\([^()]*+\)|[^\s\"'])*+"
VALUED = (
    r"-(?:[CFHRceefknpuvwx]|pl|-(?:context|cwd|dir|directory|entrypoint|env|env-file|extra|file|filter|from|git-dir|group"
    r"|name|namespace|network|package|platform|prefix|profile|project|python"
    r"|region|repo|user|volume|with|workdir|work-tree|workspace))"
)
OPTIONS = rf"(?:{VALUED}\s++(?=\S){VALUE}\s++|-\S*+\s++)*+"
ENDED = r"(?=[\s)\"'`<>]|\Z)"
# A task's name that says it runs tests (test, tests, test:unit, app:check, integration_test, testDebugUnitTest).
TASK = (
    r"[\"']?+(?:[\w@.-]{0,60}[:/]){0,4}"
    r"(?!(?:add|build|clean|compile|create|fmt|format|gen\w*|install|lint|prepare|setup|type)[-_])"
    r"(?:(?:\w{1,40}[-_])?(?:tests?|check|spec)"
    r"(?:[-_:.](?!(?:build|clean|data|db|deps|env|fixtures?|image|install|prepare|report|results|setup)\b)[\w:.*-]*+)?"
    rf"|test[A-Z]\w*+|[a-z]\w{{0,60}}Tests?){ENDED}"
)
# Programs that run tests; each stands at the beginning of a step, or behind a `WRAPPER`.
TESTS = expression(
    r"(?:[^\s\"']*[\\/])?(?:"
    r"pytest|py\.test|unittest|tox|nox|nose2|jest|vitest|mocha|ava|gotestsum|ctest|rspec|phpunit|pest|busted|prove|bats)"
    rf"(?:\.(?:exe|cmd|bat|m?js))?(?:@\S+)?{ENDED}"
)
# Programs that run them when they are told to.
RUNNERS = expression(
    r"(?:[^\s\"']*[\\/])?(?:"
    r"(?:hatch|playwright|bazel|go|swift|flutter|dart|deno|mix|dotnet|stack|cabal|dune|lein|meson|sail)"
    rf" {OPTIONS}(?:run)?test{ENDED}"
    rf"|(?:manage\.py|artisan|rails) test(?::\S+)?{ENDED}|cypress run{ENDED}|zig build test{ENDED}"
    rf"|cargo (?:\+\S+ )?{OPTIONS}(?:t|test|nextest run){ENDED}"
    rf"|(?:npm|pnpm|yarn|bun|deno|turbo|nx|vp|moon|composer) (?:-w )?{OPTIONS}"
    rf"(?:(?:run|run-script|run-many|task|vp|workspace \S+) {OPTIONS})*+"
    rf"(?:t{ENDED}|(?!\S*?(?<!test[:_-])(?:check|spec)){TASK})"
    r"|(?:make|gmake|just|task|mise|rake|gradlew?|mvnw?|sbt|mill|xcodebuild|poe|inv|invoke)(?:\.(?:exe|cmd|bat))?"
    rf"(?:(?! (?:{TASK}|verify{ENDED})) (?:{VALUED} \S++|\S++))*+ (?:{TASK}|verify{ENDED}))"
)
# What every one of them has in it, in small letters: most steps are told apart by this alone.
TESTING = frozenset([
    "test", "check", "spec", "verify", "jest", "tox", "nox", "nose2", "mocha", "ava", "phpunit", "pest", "busted",
    "prove", "bats", "cypress", " t",
])  # fmt: skip
# Asked for something else than a run, though the program runs tests.
NO_RUN = expression(
    r"\s(?:--?(?:help|version|init|collect-only|co|list|listTests|list-tests|fixtures|markers|no-run|dry-run|showConfig)|-h"
    r"|-DskipTests\S*|-Dmaven\.test\.skip\S*)(?=[\s)\"']|\Z)"
    r"|(?:tox|nox) (?:-l|list)\b|(?:vitest|mocha) (?:init|list)\b|make (?:-n|--just-print)\b"
)
# What stands before the program that is run: words of the shell, limits, environments, containers.
WRAPPER = expression(
    r"[({!&]\s*+|(?:do|then|else|if|elif|while|until|exec|nohup|caffeinate)\s++|\w+=\"?\$\(\s*+"
    r"|(?:[^\s\"']*[\\/])?(?:"
    r"time(?: -\S++)*+ "
    rf"|g?timeout {OPTIONS}[\d.]++[smhd]? "
    rf"|env {OPTIONS}(?:\w+={VALUE} )*+"
    r"|(?:python[\d.]*|py)(?:\.exe)?(?: -[WX] \S++| -\S++)*+ "
    rf"|(?:sudo|nice|ionice|stdbuf|xvfb-run|npx|bunx|pnpx|uvx|pipx run|node|php|ruby|rush|(?:pnpm|yarn|bun)"
    rf"|(?:uv|poetry|pdm|pipenv|hatch|rye|conda|coverage|doppler|dart|flutter pub|fvm|mise|rtx) {OPTIONS}(?:run|exec|x)"
    rf"|(?:npm|pnpm|yarn|bun) {OPTIONS}(?:exec|dlx|x|run|vp)|bundle exec|direnv exec \S++|ddev exec|nix develop|c8|nyc"
    rf"|dotenv|cross-env|devbox run) {OPTIONS}(?:\w+={VALUE} )*+"
    rf"|(?:docker|podman|docker-compose|kubectl) {OPTIONS}(?:compose {OPTIONS})?(?:exec|run) {OPTIONS}"
    r"[^\s-]\S*+ (?:-- )?"
    r"|(?:ba|da|z)?sh -\w*c [\"'](?:(?:cd|set|export|source|\.) [^&;]*+(?:&&|;)\s*+)*+"
    r")"
)
# Their failing says something about the question asked, not about the work.
LOOKING = frozenset([
    "ls", "cat", "head", "tail", "sed", "awk", "grep", "egrep", "fgrep", "rg", "ag", "find", "fd", "which",
    "whereis", "type", "command", "test", "[", "diff", "cmp", "tree", "stat", "file", "wc", "echo", "printf",
    "pwd", "cd", "env", "ps", "pgrep", "kill", "pkill", "curl", "wget", "ping", "sleep", "jq", "lsof",
])  # fmt: skip
LOOKING_GIT = expression(
    rf"git (?:(?:-[Cc]|--git-dir|--work-tree|--namespace) (?=\S){VALUE} |-\S*+ )*+"
    r"(?:blame|branch|check-ignore|describe|diff|grep|log|ls-files|ls-remote|merge-base|reflog"
    r"|remote|rev-list|rev-parse|show|status)\b"
)
# Programs that ask a service, a registry or a daemon, when the subcommand (their own or a group's) asks.
ASKED = (
    r"(?:checks|describe|diff|env|get|images|info|inspect|list|logs?|ls|outdated|ps|search|show|stats?|status|top"
    r"|version(?! [^-])|view|why)(?:\s|\Z)"
)
HUBS = frozenset(["gh", "glab"])
SERVICES = frozenset([
    "docker", "podman", "docker-compose", "kubectl", "helm", "npm", "pnpm", "yarn", "pip", "pip3", "uv", "cargo", "go",
    "brew", "apt", "terraform", "flyctl", "fly", "systemctl", "journalctl", "launchctl",
])  # fmt: skip
CLOUDS = frozenset(["az", "aws", "gcloud"])
# By program: an expression for all of them takes 8 ms to compile.
ASKING = {
    HUBS: expression(
        rf"\S+ {OPTIONS}(?:(?:auth|cache|ci|gist|issue|label|mr|pr|project|release|repo|ruleset|run|secret|variable"
        rf"|workflow) {OPTIONS})?(?:{ASKED}|api(?=\s|\Z)(?!.*\s(?:-[XfF]|--(?:method|field|raw-field|input)\b)))",
        re.DOTALL,
    ),
    SERVICES: expression(
        rf"\S+ (?:--user )?{OPTIONS}"
        r"(?:(?:apps|cache|compose|config|container|context|image|machines?|mod|network|pip|python|repo|rollout|secrets"
        rf"|services?|state|system|tool|volume|workspace) {OPTIONS})?{ASKED}"
    ),
    CLOUDS: expression(
        rf"\S+ {OPTIONS}(?:(?!(?:add|apply|cp|create|delete|deploy|mv|remove|rm|set|start|stop|submit|sync"
        rf"|update)\s)[a-z][\w-]*+ {OPTIONS}){{0,3}}(?:{ASKED}|(?:describe|get|list)-)"
    ),
}
ASKING_HELP = expression(r"\S+ (?:(?!(?:run|exec)\s)[a-z][\w-]*+ ){0,2}(?:-h|--help|--version)(?:\s|\Z)")

# The text of a here-document, and the substitution in which commit messages are written that way.
HERE_DOCUMENT = expression(
    r"(?<!\s)\s*+<<-?\s*(['\"]?)(\w+)\1([^\n]*)(?:\n.*?(?:^[ \t]*\2[ \t]*$|\Z)|\Z)", re.DOTALL | re.MULTILINE
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
    rf"|(?:\w++={VALUE}(?:\s++|\Z))++\Z",
    re.DOTALL,
)
TRIMMING = expression(
    r"(?<!\s)\s*+(?:\d?>&\d|\d?>\s*/dev/null|\|\s*(?:tail|head|tee|cat|less|cut|sort|uniq|Out-String|Select-Object)\b[^|]*"
    r"|\|\s*(?:grep|Select-String)\b.*)\Z",
    re.DOTALL,
)
ENVIRONMENT = expression(rf"^\s*+(?:\w++={VALUE}\s++)++")


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


@lru_cache(maxsize=64)
def test_step(command: str) -> str:
    """Return the step of a command that runs tests, the last one; empty when there is none."""
    return next((step for step in reversed(steps(command)) if _tests(step)), "")


def is_test(command: str) -> bool:
    """Return whether a command runs tests."""
    return bool(test_step(command))


def _tests(step: str) -> bool:
    """Return whether a step's program runs tests, the program being what stands behind variables and wrappers."""
    step = step.partition(" | ")[0]
    if not any(word in step.lower() for word in TESTING):
        return False
    while True:
        step = ENVIRONMENT.sub("", step)
        if TESTS.match(step) or RUNNERS.match(step):
            return not NO_RUN.search(step)
        wrapper = WRAPPER.match(step)
        if not wrapper:
            return False
        step = step[wrapper.end() :]


def is_looking(command: str) -> bool:
    """Return whether a command only looks around, so that neither its failing nor its output is worth a word."""
    return all(
        first_word(step) in LOOKING
        or (step.startswith("git ") and LOOKING_GIT.match(step))
        or _asks(step)
        or PREPARING.match(step)
        for step in (ENVIRONMENT.sub("", step) for step in steps(command))
    )


def _asks(step: str) -> bool:
    """Return whether a step asks a service, a registry or a daemon, and changes nothing there."""
    program = step.partition(" ")[0]
    asking = next((asking for programs, asking in ASKING.items() if program in programs), None)
    return bool(asking and (asking.match(step) or ASKING_HELP.match(step)))


def first_word(step: str) -> str:
    """Return the program's name of a step, without its folder; empty when there is none."""
    words = ENVIRONMENT.sub("", step).split(maxsplit=1)
    return re.split(r"[\\/]", words[0])[-1] if words else ""
