"""The commands: a runner's task by its name first, then the ecosystem's own command where there is evidence for it."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from memplug.expressions import expression
from memplug.project.choose import Unit
from memplug.project.conditions import Table
from memplug.project.facts import Facts
from memplug.project.marks import MARKS, word
from memplug.project.rules import commands, commands_languages, commands_native
from memplug.project.rules.commands_native import ANYWHERE
from memplug.project.rules.ecosystems import ECOSYSTEMS
from memplug.project.rules.managers import ALSO, EXEC_APART, EXEC_PREFIX, FALLBACK, LOCKS, MANAGERS, RUN_PREFIX
from memplug.project.rules.tasks import (
    CALL,
    CARRIERS,
    FILES,
    FIRST,
    IDLE,
    INSTALLS,
    LAST,
    LINTS,
    MENDS,
    MISE,
    NOTHING,
    PACKAGE,
    STRONG,
    TAURI,
    TESTS,
    TOOLS,
    WEAK,
)

COMMANDS = {**commands.COMMANDS, **commands_languages.COMMANDS, **commands_native.COMMANDS}
MAX_LINT = 4
WALKS_UP = frozenset(
    [
        "npm",
        "npx",
        "pnpm",
        "yarn",
        "bun",
        "bunx",
        "cargo",
        "just",
        "task",
        "mise",
        "deno",
        "go",
        "golangci-lint",
        "terraform",
    ]
)
"""Programs that find their project from a directory below it."""
WHOLE = frozenset(["pre-commit", "prek", "trunk", "lefthook", "ct"])
"""Programs that work on the whole repository wherever they are called."""
_NODE = next(row for row in ECOSYSTEMS if row.name == "node")
MAX_BODY = 2_000
"""Characters of a script that are asked what it does."""
_MARK = expression(r"\{\w+\}")
_WORD = expression(r"[a-zA-Z][\w-]+")


@cache
def _table(ecosystem: str, slot: str) -> Table[tuple[str, str]]:
    return Table(COMMANDS.get(ecosystem, {}).get(slot, ()), itemgetter(1))


@cache
def _managers(ecosystem: str) -> Table[tuple[str, str]]:
    return Table(MANAGERS.get(ecosystem, ()), itemgetter(1))


_ANYWHERE = {slot: Table(rows, itemgetter(1)) for slot, rows in ANYWHERE.items()}
_MAKE_TEST = Table((("make test", "ci~make test"), ("make check", "ci~make check")), itemgetter(1))


class Command(NamedTuple):
    """A command line that works from the session's directory, and the file that speaks for it."""

    line: str
    source: str


def manager(unit: Unit) -> tuple[str | None, str]:
    """Return the package manager and its evidence: what is said here first, then upward, then the fallback."""
    at: Facts | None = unit.facts
    while at:
        for name, condition in at.which(_managers(unit.ecosystem.name)):
            return name, _with_other_locks(at.why(condition), at, unit.ecosystem.name, name)
        at = at.above
    name, condition = FALLBACK.get(unit.ecosystem.name, ("", ""))
    if name and unit.facts.holds(condition):
        return name, unit.why(condition)
    return None, ""


def _with_other_locks(source: str, facts: Facts, ecosystem: str, name: str) -> str:
    """Return the evidence of a manager, with the lock files of others in the same directory."""
    found = [lock for lock, owner in LOCKS.get(ecosystem, {}).items() if owner != name and facts.holds(lock)]
    return f"{source}{'; ' if ': ' in source else ': '}{ALSO}{', '.join(found)}" if found else source


class Commands:
    """The commands of one unit, as called from `start`."""

    def __init__(self, unit: Unit, named: str | None) -> None:
        self.unit = unit
        self.facts = unit.facts
        self.manager = named
        self.facts.load("task")
        self.facts.load("npm")

    def slot(self, slot: str) -> tuple[Command, ...]:
        """Return the commands of `test`, `lint`, `build` or `run`; only `lint` has more than one."""
        found = self._lint() if slot == "lint" else self._one(slot)
        return tuple(Command(self._from_start(c.line), c.source) for c in found)

    def stated(self, slot: str) -> tuple[Command, ...]:
        """Return the task that answers the slot outright; where a root runs its parts, it goes before theirs."""
        return tuple(islice(self._tasks(slot, STRONG, (*FIRST, "npm", MISE)), 1))

    def _one(self, slot: str) -> list[Command]:
        runners = self._runners()
        first = (
            next(self._tasks(slot, STRONG, runners), None)
            or next(self._own(slot), None)
            or next(self._tasks(slot, STRONG, LAST), None)
            or next(self._tasks(slot, WEAK, runners), None)
            or next(self._rows(_ANYWHERE[slot]), None)
        )
        return [first] if first else []

    def _own(self, slot: str) -> Iterator[Command]:
        yield from self._rows(_table(self.unit.ecosystem.name, slot))
        if self.unit.ecosystem.name in {"make", "autotools"} and slot == "test":
            yield from self._rows(_MAKE_TEST)

    def _lint(self) -> list[Command]:
        runners = (*self._runners(), *LAST)
        # A script that mends what it finds is no check.
        tasks = sorted(
            self._tasks("lint", STRONG, runners),
            key=lambda task: MENDS.search(self._body(task.line)[:MAX_BODY]) is not None,
        )[:2]
        if tasks and tasks[-1].line in self._body(tasks[0].line):
            # The first runs the second.
            del tasks[1:]
        bodies = " ".join(self._body(c.line) for c in tasks)
        found = {c.line: c for c in tasks}
        for command in self._own("lint"):
            tool = self._tool(command.line)
            if tool not in bodies:
                found.setdefault(command.line, command)
            if len(found) == MAX_LINT:
                break
        if not found:
            found = {c.line: c for c in [*self._tasks("lint", WEAK, runners)][:1]}
        if not found:
            found = {c.line: c for c in self._rows(_ANYWHERE["lint"])}
        return list(found.values())[:MAX_LINT]

    def _body(self, line: str) -> str:
        name = line.rpartition(" ")[2]
        return " ".join([line, *(tasks[name] for tasks in self.facts.tasks.values() if name in tasks)])

    def _tool(self, line: str) -> str:
        """Return the word of a command that names the tool."""
        return next((w for w in _WORD.findall(line) if w not in CARRIERS), line)

    def _runners(self) -> tuple[str, ...]:
        """Return the runners whose tasks go before the ecosystem's own commands, strongest first."""
        return (*FIRST, *PACKAGE.get(self.unit.ecosystem.name, ()), MISE)

    def _tasks(self, slot: str, names: dict[str, tuple[str, ...]], runners: tuple[str, ...]) -> Iterator[Command]:
        """Yield the calls of tasks whose names answer the slot, strongest runner and name first."""
        known = self.facts.tasks
        for runner in filter(known.__contains__, runners):
            tasks = known[runner]
            for name in names[slot] if tasks else ():
                if name in tasks and self._answers(slot, runner, name, tasks[name]):
                    yield Command(self._call(runner, name, tasks[name]), self._runner_file(runner, name))

    def _answers(self, slot: str, runner: str, name: str, body: str) -> bool:
        """Return whether a task of a fitting name fits: a script may name only itself, `check` and `all` say little."""
        if NOTHING.match(body[:MAX_BODY]):
            return False
        if runner == "npm" and slot in {"build", "run"} and "tauri" not in body and self.facts.holds(TAURI):
            # Only the pages that the program shows.
            return False
        if runner == "make" and name in TOOLS and (name not in body or "install" in body):
            # It fetches the tool, or is one for others to need.
            return False
        if runner == "make" and name not in STRONG[slot]:
            if slot == "lint":
                return LINTS.search(body) is not None
            return slot != "build" or not IDLE.issuperset(body.split())
        if runner != "npm":
            return name not in {"dev", "develop"} or INSTALLS.search(body) is None
        return (
            bool(body)
            and body != name
            and (name in STRONG[slot] or slot != "test" or bool(TESTS.search(body[:MAX_BODY])))
        )

    def _call(self, runner: str, task: str, body: str) -> str:
        if runner == "npm":
            if self.manager == "rush":
                return f"rushx {task}"
            short = self.javascript_manager() == "npm" and task in {"test", "start"}
            return f"{'npm' if short else self._script_runner()} {task}"
        return self._fill(CALL[runner]).replace("{task}", task).replace("{path}", body)

    def javascript_manager(self) -> str:
        """Return the manager of JavaScript packages by which a script or a tool is run here."""
        name = self.manager if self.unit.ecosystem.name == "node" else manager(Unit(_NODE, self.facts))[0]
        return name if name in EXEC_PREFIX and name != "rush" else "npm"

    def _script_runner(self) -> str:
        """Return what stands before the name of a script."""
        name = self.javascript_manager()
        return name if name in {"pnpm", "yarn"} else f"{name} run"

    def _runner_file(self, runner: str, task: str) -> str:
        file = self.facts.why(FILES[runner])
        return f"{file}: {task}"

    def _rows(self, table: Table[tuple[str, str]]) -> Iterator[Command]:
        for line, condition in self.facts.which(table):
            yield Command(self._fill(line), self.unit.why(condition))

    def _fill(self, line: str) -> str:
        return _MARK.sub(self._stands_for, line) if "{" in line else line

    def _stands_for(self, mark: re.Match[str]) -> str:
        name = mark[0]
        tool = mark.string[mark.end() :].partition(" ")[0]
        if name == "{run}":
            env = self.facts.values.get(f"py.env.{tool}") if self.manager == "hatch" else None
            return RUN_PREFIX.get(self.manager or "", "") + (f"{env}:" if env else "")
        if name == "{js}":
            return self._script_runner()
        if name == "{x}":
            name = self.javascript_manager()
            prefix = EXEC_PREFIX[name]
            return EXEC_APART.get(name, prefix) if tool in self.facts.tasks.get("npm", ()) else prefix
        return MARKS[name](self.facts) if name in MARKS else name

    def _from_start(self, line: str) -> str:
        """Return the command as it works from the session's directory."""
        start, here = self.facts.tree.start, self.facts.path
        if start == here and line[:2] != "./":
            return line
        if self.unit.folder and line.partition(" ")[0] not in WHOLE:
            return f"cd {word(self.unit.folder)} && {line}"
        wrapper = "mvnw" if line.startswith("./mvnw ") else "gradlew" if line.startswith("./gradlew ") else ""
        if wrapper and not self.facts.holds(wrapper) and (at := self.facts.nearest(wrapper)):
            member = here[len(at.path) + 1 :].replace("\\", "/")
            up = _up(start, at.path)
            if wrapper == "gradlew":
                return f"cd {up} && {line} -p {word(member)}"
            # What it needs of its siblings is built with it, but not run.
            return f"cd {up} && {line} -pl {word(member)}{' -am' if line.endswith((' test', ' package')) else ''}"
        program, *rest = line.split(" ")
        stays = program in WALKS_UP | WHOLE
        if program == "go":
            # A path means what is below, and there may be nothing.
            named = "run" in rest or any(part.startswith("./") and part != "./..." for part in rest)
            stays = not named and bool(self.facts.tree.listing(start).ending(".go"))
        if start != here and not stays:
            return f"cd {_up(start, here)} && {line}"
        return line


def _up(start: str, to: str) -> str:
    """Return the way from a directory to one above it."""
    return "/".join([".."] * (start[len(to) :].replace("\\", "/").count("/")))
