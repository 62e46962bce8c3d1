"""What an experienced developer would say of a repository after a minute: what it is, its tools, its commands.

Nothing is executed, no lock file is parsed, no link is followed out of the repository; the rules are the tables
of `memplug.project.rules`, and every answer names the file it was taken from.
"""

from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from memplug.project import choose, kind, slots, versions, workspace
from memplug.project.choose import Unit
from memplug.project.conditions import Table
from memplug.project.facts import Facts
from memplug.project.rules import kinds
from memplug.project.rules.ecosystems import Ecosystem
from memplug.project.rules.languages import PROSE
from memplug.project.rules.managers import EXEC_PREFIX
from memplug.project.rules.places import CI, CONTAINERS
from memplug.project.tree import Tree

PREFERENCES = "preferences"
"""The evidence of an answer that the user gave."""
SLOTS = ("test", "lint", "build", "run")
NO_ECOSYSTEM = Ecosystem("", 0, "")
RUST_EXTENSION = "Cargo.toml & py-build:maturin | Cargo.toml & py-build:setuptools-rust"
"""What shows that a Python package is written in Rust too, without a count of its files."""
ENDINGS = "file endings"
"""The evidence of a language that source files were counted for."""


class Project(NamedTuple):
    """The answers; an unknown one is None or empty."""

    type: str | None = None
    """One noun, such as `library`, `web service`, `cli`."""
    language: str | None = None
    languages: tuple[str, ...] = ()
    """The main language first."""
    versions: Mapping[str, str] = {}
    package_manager: str | None = None
    framework: tuple[str, ...] = ()
    test: tuple[str, ...] = ()
    lint: tuple[str, ...] = ()
    build: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    """Command lines that work from the directory asked about."""
    monorepo: bool = False
    member: str | None = None
    """The package that the directory belongs to, relative to the repository's root; None for the root."""
    ci: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    evidence: Mapping[str, str] = {}
    """Field → file, `file: detail`, or `preferences` for the user's own answer."""
    seen: tuple[str, ...] = ()
    """Files read and directories asked: while the times and sizes of all stay as they are, so does the answer."""

    def to_json(self) -> dict[str, object]:
        """Return the answers under the keys of `memplug detect --json`."""
        answers: dict[str, object] = {}
        for name in _ANSWERS:
            value = getattr(self, name)
            answers[name] = (
                list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, Mapping) else value
            )
        return answers

    def lines(self) -> list[str]:
        """Return the answers as at most eight short lines, none for what is not known."""
        from memplug.project.wording import lines  # noqa: PLC0415  the wording knows Project

        return lines(self)


_ANSWERS = tuple(name for name in Project._fields if name != "seen")


def detect(path: Path, *, overrides: Mapping[str, object] | None = None) -> Project:
    """Look at the project around `path`; never raises.

    `overrides` is the `[project]` table of the preferences: its answers replace ours and name themselves as the user's.
    """
    try:
        project = _detect(Tree(path))
    except (OSError, ValueError, RuntimeError, LookupError, TypeError, AttributeError):
        # A repository may hold anything; a session is not hurt by what we did not foresee in it.
        project = Project()
    return override(project, overrides) if overrides else project


def override(project: Project, answers: Mapping[str, object]) -> Project:
    """Return the project with the user's answers in place of ours; unknown keys and odd values are passed over."""
    changes: dict[str, object] = {}
    for name, value in answers.items():
        if name not in _ANSWERS or name == "evidence":
            continue
        default = getattr(Project(), name)
        if isinstance(default, tuple) and isinstance(value, str | list | tuple):
            changes[name] = (value,) if isinstance(value, str) else tuple(str(item) for item in value)
        elif isinstance(default, Mapping) and isinstance(value, Mapping):
            changes[name] = {**project.versions, **{str(k): str(v) for k, v in value.items()}}
        elif name == "monorepo" and isinstance(value, bool):
            changes[name] = value
        elif default is None and isinstance(value, str):
            changes[name] = value or None
    evidence = {**project.evidence, **dict.fromkeys(changes, PREFERENCES)}
    return project._replace(**changes, evidence=evidence) if changes else project  # type: ignore[arg-type]  # checked above


def _detect(tree: Tree) -> Project:
    here, units = choose.focus(Facts(tree, tree.start))
    unit = choose.main_unit(units, here)
    evidence: dict[str, str] = {}
    answers: dict[str, object] = {}
    _places(here, answers, evidence)
    member = here.relative(".").removesuffix("/.") if here.path != tree.root else None
    ecosystem = unit.ecosystem.name if unit else ""
    space = workspace.find(here, ecosystem)
    above = workspace.root_of(here, ecosystem) if member else None
    if unit:
        _describe(here, unit, units, member, answers, evidence)
    else:
        _root_tasks(here, answers, evidence)
    if "type" not in answers and not (unit and unit.facts is here):
        noun, why = kind.bare(here)
        if noun:
            answers["type"], evidence["type"] = noun, why
    if space or above:
        answers["monorepo"] = True
        found = space or (above[1] if above else None)
        if found:
            named = answers.get("package_manager")
            own = found.tool.startswith("npm ") and named in EXEC_PREFIX
            tool = found.tool.replace("npm", str(named)) if own else found.tool
            members = f", {len(found.members)} members" if found.members else ""
            evidence["monorepo"] = f"{found.source}: {tool}{members}"
    _root_type(unit, space, answers, evidence)
    _languages(here, unit, answers, evidence)
    if member:
        evidence["member"] = here.why(unit.ecosystem.marks) if unit else member
    return Project(**answers, member=member, evidence=evidence, seen=tree.looked_at())  # type: ignore[arg-type]  # built by field name


def _describe(
    here: Facts, unit: Unit, units: list[Unit], member: str | None, answers: dict[str, object], evidence: dict[str, str]
) -> None:
    name, source = slots.manager(unit)
    if name:
        answers["package_manager"], evidence["package_manager"] = name, source
    found = kind.frameworks(unit)
    nested = {u.folder for u in units if u.folder}
    if len(nested) > 1:
        names = {row.name for row in found}
        for other in units:
            extra = (
                [row for row in kind.frameworks(other) if row.kind in kind.APPS and row.name not in names]
                if other.ecosystem.name != unit.ecosystem.name
                else []
            )
            found += extra[: max(0, kind.MAX_FRAMEWORKS - len(found))]
    noun, source = kind.kind(unit, found, member)
    if noun in {"library", "template"}:
        found = [row for row in found if row.kind != "cli"]
    if noun and len(nested) > 1 and any(row.kind == "web app" for row in found):
        noun = noun.replace("web service", "web app")
    if found:
        answers["framework"] = tuple(dict.fromkeys(row.name for row in found))
        evidence["framework"] = unit.why(found[0].when)
    if noun:
        answers["type"], evidence["type"] = noun, source
    _commands(here, unit, units, answers, evidence)
    _assets(unit, units, answers, evidence)


def _commands(here: Facts, unit: Unit, units: list[Unit], answers: dict[str, object], evidence: dict[str, str]) -> None:
    """Answer with what the root states, then the unit; what is still open another directory's unit may fill."""
    others = [
        other
        for other in units
        if unit.folder and other.folder != unit.folder and other.ecosystem.name != unit.ecosystem.name
    ]
    named = answers.get("package_manager")
    own = [slots.Commands(unit, named if isinstance(named, str) else None)]
    own += [slots.Commands(other, slots.manager(other)[0]) for other in others]
    root = slots.Commands(unit._replace(facts=here, folder=""), own[0].manager) if unit.folder else None
    for slot in SLOTS:
        lines = (root and root.stated(slot)) or next(filter(None, (commands.slot(slot) for commands in own)), ())
        if lines:
            answers[slot] = tuple(c.line for c in lines)
            evidence[slot] = lines[0].source


def _root_tasks(here: Facts, answers: dict[str, object], evidence: dict[str, str]) -> None:
    """Take what the task runners at the root say of a repository that is none of one ecosystem."""
    runners = slots.Commands(Unit(NO_ECOSYSTEM, here), None)
    for slot in SLOTS:
        if lines := runners.slot(slot):
            answers[slot], evidence[slot] = tuple(command.line for command in lines), lines[0].source


def _assets(unit: Unit, units: list[Unit], answers: dict[str, object], evidence: dict[str, str]) -> None:
    """Take the build of the front-end assets where the main ecosystem has nothing to build."""
    node = next((u for u in units if u.ecosystem.name == "node" and u.facts is unit.facts), None)
    pages = unit.ecosystem.name in {"php", "hugo", "jekyll"} or answers.get("type") == "web app"
    if "build" not in answers and node and pages:
        name, _ = slots.manager(node)
        lines = slots.Commands(node, name).slot("build")
        if lines:
            answers["build"], evidence["build"] = (lines[0].line,), lines[0].source


def _root_type(
    unit: Unit | None, space: workspace.Workspace | None, answers: dict[str, object], evidence: dict[str, str]
) -> None:
    """Call a workspace root without a package of its own a monorepo, of what its packages are when that is clear."""
    if not space or not unit:
        return
    facts = unit.facts
    own = kinds.OWN_PACKAGE.get(unit.ecosystem.name)
    if own and facts.holds(own):
        return
    noun = answers.get("type")
    named = isinstance(noun, str) and noun.endswith(("samples", "template"))
    if unit.ecosystem.name in {"node", "deno", "rust", "python", "go"}:
        shared, found = kind.of_members(unit, space.members)
        noun = shared or (noun if answers.get("framework") else None)
        if found and "framework" not in answers:
            answers["framework"], evidence["framework"] = found, space.source
    if named or noun in {"mobile app", "helm chart", "game"}:
        return
    answers["type"] = f"{noun} monorepo" if noun and noun != "monorepo" else "monorepo"
    evidence["type"] = space.source


def _languages(here: Facts, unit: Unit | None, answers: dict[str, object], evidence: dict[str, str]) -> None:
    if unit:
        main = choose.language(unit, unit.facts)
        source = unit.why("")
    else:
        main, source = here.census.prose() or here.census.best(), ENDINGS
    if unit and unit.ecosystem.name == "node" and "type" not in answers and here.counted:
        main = here.census.prose() or main
    if not main:
        return
    noun = answers.get("type")
    if noun is None and main in PROSE and not (here.counted and here.census.raw[main] == 1):
        answers["type"], evidence["type"] = "docs", source
    if main == "Jupyter Notebook" and noun in {None, "cli", "library", "web app", "ml"}:
        answers["type"], evidence["type"] = "ml notebooks" if noun == "ml" else "notebooks", source
    answers["language"], evidence["language"] = main, source
    # Lesser languages are named only where files were counted anyway: the count is the dearest step.
    others = here.census.others(main) if here.counted else []
    if main == "Python" and unit and "Rust" not in others and unit.facts.holds(RUST_EXTENSION):
        others.append("Rust")
    answers["languages"] = (main, *others)
    evidence["languages"] = ENDINGS if others else source
    found = versions.find(unit.facts if unit else here, (main, *others))
    if found:
        answers["versions"] = {language: version for language, (version, _) in found.items()}
        evidence["versions"] = next(iter(found.values()))[1]


_PLACES = {key: Table(rows, itemgetter(1)) for key, rows in (("ci", CI), ("containers", CONTAINERS))}


def _places(here: Facts, answers: dict[str, object], evidence: dict[str, str]) -> None:
    for key, table in _PLACES.items():
        found: dict[str, None] = {}
        at: Facts | None = here
        while at:
            for name, condition in at.which(table):
                if not found:
                    evidence[key] = at.why(condition)
                found[name] = None
            at = at.above
        if found:
            answers[key] = tuple(found)
