"""Frameworks and the type of the project."""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter

from memplug.project.choose import Unit
from memplug.project.conditions import Table
from memplug.project.facts import Facts
from memplug.project.rules.framework import Framework
from memplug.project.rules.frameworks import FAMILIES, NAMED
from memplug.project.rules.kinds import (
    BARE,
    DEFAULT,
    LIBRARY,
    LIST_NAME,
    MARKERS,
    OWN,
    SAMPLE_NAME,
    SERVED,
    SURE,
    TELLING,
    TEMPLATE_NAME,
)

MAX_FRAMEWORKS = 4
SOURCES = "src/ | lib/ | cmd/ | app/"
"""Where a program called awesome has its sources; a list has none."""
FEW = 10
"""Directories of a list of links at most; with more of them it is a list of samples."""
APPS = frozenset({"web app", "web service", "mobile app", "desktop app", "game"})
MAX_MEMBERS = 8
PAGES = 3
"""Directories with a page from which a repository without a manifest is one of small sites."""
DOCS_FOLDERS = frozenset({"docs", "doc", "documentation", "website", "site"})


@cache
def _table(ecosystem: str) -> Table[Framework]:
    return Table(FAMILIES.get(ecosystem, ()), lambda row: row.when)


@cache
def _own(ecosystem: str) -> Table[tuple[str, str]]:
    return Table(OWN.get(ecosystem, ()), itemgetter(1))


_MARKERS = Table(MARKERS, itemgetter(1))
_BARE = Table(BARE, itemgetter(1))


def frameworks(unit: Unit) -> list[Framework]:
    """Return the frameworks that show, most specific first, without those that another is built on."""
    rows = list(unit.facts.which(_table(unit.ecosystem.name)))
    hidden = {name for row in rows for name in row.supersedes}
    found: dict[str, Framework] = {}
    for row in rows:
        if row.name not in hidden:
            found.setdefault(row.name, row)
    own = own_name(unit)
    return [row for row in found.values() if row.name.lower().replace(" ", "-").replace(".", "") != own][
        :MAX_FRAMEWORKS
    ]


def own_name(unit: Unit) -> str:
    """Return the package's own name in lower case: a framework does not use itself.

    A private or scoped package may be called after what it is made with, as `@acme/nextjs` is.
    """
    facts = unit.facts
    name = facts.values.get("npm.name", "")
    if name and "/" not in name and "npm-has:private" not in facts.tags:
        return name.lower()
    if unit.ecosystem.name == "nim":
        return next(iter(facts.find("*.nimble")), "").removesuffix(".nimble").lower()
    for file, pattern in NAMED.get(unit.ecosystem.name, ()):
        for found in facts.find(file)[:1]:
            if match := re.search(pattern, facts.text(found), re.MULTILINE):
                return match.group(1).lower()
    return (facts.values.get("py.name") or facts.values.get("crate.name") or "").lower()


def kind(unit: Unit, found: list[Framework], member: str | None) -> tuple[str | None, str]:
    """Return the type as one noun, with what it was taken from."""
    facts = unit.facts
    for marked, condition in facts.which(_MARKERS):
        return marked, unit.why(condition)
    noun: str | None
    noun, source = _noun(unit, found)
    if member and member.rpartition("/")[2] in DOCS_FOLDERS and noun in {None, "library", "cli", "web app", "data"}:
        return "docs", member
    named = facts.values.get("npm.name", "") or facts.values.get("py.name", "")
    for text in (_folder(facts, unit.folder), named if not named.isalpha() and not LIST_NAME.search(named) else ""):
        if called := _called(text, facts, noun):
            alone = called == "docs" or not noun or noun == "library"
            return (called if alone else f"{noun} {called}"), f"the name {text}"
    return noun, source


def bare(facts: Facts) -> tuple[str | None, str]:
    """Return the type of a repository without any manifest, with what it was taken from."""
    name = _folder(facts)
    if (called := _called(name, facts)) and not facts.census.prose():
        return called, f"the name {name}"
    pages = facts.find("*/index.html")
    if len(pages) >= PAGES:
        return "samples", facts.relative(pages[0])
    return next(((noun, facts.why(condition)) for noun, condition in facts.which(_BARE)), (None, ""))


def _folder(facts: Facts, below: str = "") -> str:
    """Return the name of the directory, or of the one that it is `below`."""
    return facts.path.replace("\\", "/").removesuffix(f"/{below}").rpartition("/")[2]


def _called(name: str, facts: Facts, noun: str | None = None) -> str:
    """Return `template`, `samples` or `docs` when the name says so, else ''; by all else it is a `noun`."""
    if not TELLING.search(name.lower()) or (name.lower().endswith("stack") and noun not in APPS):
        # A stack is where an app begins, or one of calls, of services, of an operator.
        return ""
    if LIST_NAME.search(name) and facts.holds(SOURCES):
        return ""
    if LIST_NAME.search(name):
        return "samples" if len(facts.listing.folders()) > FEW else "docs"
    return "template" if TEMPLATE_NAME.search(name) else "samples" if SAMPLE_NAME.search(name) else ""


def _noun(unit: Unit, found: list[Framework]) -> tuple[str | None, str]:
    facts, name = unit.facts, unit.ecosystem.name
    first = next((row for row in found if row.kind), None)
    library = LIBRARY.get(name)
    published = library is not None and facts.holds(library)
    if (
        len(found) > 1
        and name == "node"
        and first
        and first.kind == "web service"
        and any(row.kind == "web app" for row in found)
    ):
        return "web app", unit.why(first.when)
    if name == "node" and facts.holds("npm-has:bin & !npm-has:private") and first and first.kind not in SURE:
        published = True
        library = "npm-has:bin"
    if first and not (published and first.kind not in SURE):
        return "web app" if first.kind == "web service" and facts.holds(SERVED) else first.kind, unit.why(first.when)
    if published and library:
        return _package(unit, unit.why(library))
    for noun, condition in facts.which(_own(name)):
        return noun, unit.why(condition)
    return DEFAULT.get(name), unit.why("")


def _package(unit: Unit, source: str) -> tuple[str, str]:
    """Tell a published command-line tool from a published library."""
    for noun, condition in unit.facts.which(_own(unit.ecosystem.name)):
        if noun in {"cli", "library", "library with a cli"}:
            return noun, unit.why(condition)
    return "library", source


def of_members(unit: Unit, members: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """Return the type that most of a workspace's first members have, or None, and the frameworks of the apps there."""
    kinds: dict[str, int] = {}
    used: dict[str, None] = {}
    # The package that the repository is named after says what the others are for.
    repository = unit.facts.path.replace("\\", "/").rpartition("/")[2].rpartition("+")[2]
    members = tuple(m for m in members if m.rpartition("/")[2] == repository) or members
    for member in members[:MAX_MEMBERS]:
        child = Unit(unit.ecosystem, unit.facts.below(member), member)
        found = frameworks(child)
        noun, _ = _noun(child, found)
        if noun:
            kinds[noun] = kinds.get(noun, 0) + 1
        if noun in APPS:
            used.update((row.name, None) for row in found if row.kind == noun)
    shown = tuple(used)[:MAX_FRAMEWORKS]
    if len(kinds) > 1 and APPS & set(kinds):
        return None, shown
    best = max(kinds, key=lambda noun: kinds[noun], default=None)
    return (best, shown) if best and kinds[best] * 2 > sum(kinds.values()) else (None, shown)
