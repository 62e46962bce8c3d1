"""Which directory and which ecosystems the answer is about, which of them is the main one, and what it speaks."""

from typing import NamedTuple

from memplug.project.census import Census
from memplug.project.conditions import Table
from memplug.project.facts import Facts
from memplug.project.rules.ecosystems import (
    ASIDE,
    BELOW,
    DEPLOYED,
    ECOSYSTEMS,
    IMPLIED,
    NATIVE,
    PLUGGED,
    SITES,
    Ecosystem,
)
from memplug.project.rules.kinds import REAL_PACKAGE
from memplug.project.rules.languages import NOT_CODE, TYPED
from memplug.project.rules.tasks import FILES

NOTEBOOKS = "*.ipynb | notebooks/ | notebook/ | environment.y*ml & */*.ipynb"
"""Where it is worth counting whether a Python project is one of notebooks."""
SAMPLE_FOLDERS = 3
"""Directories counted first where a `tsconfig.json` makes the answer likely."""
MAX_FOLDERS = 30
"""Sub-directories asked for a manifest when the root has none."""
COLLECTION = 4
"""Ecosystems below a root without a manifest from which it is a collection, of which no command is the main one."""
LANGUAGES = 3
"""The same for languages none of which has most of the code."""
STACKS = 3
"""The same for directories with a compose file."""
MANIFEST = 3
"""Rank from which an ecosystem has a manifest of its own."""
OWN_PROJECT = 2
"""Rank from which a sub-directory is a project of its own."""
IMAGES = "*/Dockerfile | */*/Dockerfile"
"""Where a repository is one of several images, whatever scripts stand beside them."""
MANY_SCRIPTS = 5
"""Shell scripts from which they are the project, and its Dockerfile is not."""
STUB = 2
"""Scripts at most that only call the shell script of an action."""
CODE = 3
"""Weight of source files from which a repository is not one of documents, nor of a container image alone."""
DOCUMENTS = frozenset({"mkdocs", "sphinx", "docker", "antora"})
"""Ecosystems that stand beside a program as well as alone."""
TOOLING = frozenset({"node", "python", *DOCUMENTS})
"""Ecosystems whose manifest at the root may only serve what is below it."""

NO_PROGRAM = NOT_CODE - {"Shell"}
"""Languages in which no program is written: most files of them say nothing of what the project is."""

_STRONG = Table((row for row in ECOSYSTEMS if row.rank >= OWN_PROJECT), lambda row: row.marks)
_BELOW = Table(BELOW, lambda row: row.marks)
_WEAK = tuple(row for row in ECOSYSTEMS if row.rank < OWN_PROJECT)


class Unit(NamedTuple):
    """An ecosystem and the directory that its manifest stands in."""

    ecosystem: Ecosystem
    facts: Facts
    folder: str = ""
    """Relative to the directory asked about; '' for that directory itself."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that speak for the ecosystem."""
        own = self.ecosystem.language
        return (own, *self.ecosystem.counts) if own else self.ecosystem.counts

    def why(self, condition: str) -> str:
        """Return the file that makes the condition hold; where it names none, the one that marks the ecosystem."""
        return self.facts.why(condition) or self.facts.why(self.ecosystem.marks)


def focus(start: Facts) -> tuple[Facts, list[Unit]]:
    """Return the directory that the answer is about, and its ecosystems.

    That is the nearest one upward with a manifest, or the start itself if it is deployed as it is, else the root; where
    the root has none, manifests below it count.
    """
    root, at = start, start.above
    units = present(start)
    if at and not units:
        units = [Unit(row, start) for row in start.which(_BELOW)][:1]
    while at and not units:
        root, units = at, present(at)
        at = at.above
    if not units or _only_tooling(root, units):
        found = below(root)
        if is_collection(root, found):
            return root, []
        if not found or not speak(found, root.census):
            rest = leftovers(root)
            found = rest if not found or speak(rest, root.census) else found
        if not units or speak(found, root.census):
            units = found or units
    return root, units


def _only_tooling(facts: Facts, units: list[Unit]) -> bool:
    """Return whether the manifests at the root only serve others below it, such as a package.json for a formatter."""
    if any(u.ecosystem.rank > MANIFEST or u.ecosystem.name not in TOOLING for u in units):
        return False
    if any(u.ecosystem.rank == MANIFEST for u in units) and facts.holds(REAL_PACKAGE):
        return False
    best = facts.census.best()
    most = facts.census.counts[best] if best else 0
    if all(u.ecosystem.name in DOCUMENTS for u in units):
        return most >= CODE and not speak(units, facts.census)
    spoken = sum(facts.census.speaks(u.languages) for u in units)
    # A list of requirements beside a Makefile may be for scripts alone.
    few = all(u.ecosystem.rank < MANIFEST for u in units) and facts.holds(FILES["make"])
    return most >= 1 and (spoken == 0 or (few and best in NATIVE and spoken < most))


def present(facts: Facts) -> list[Unit]:
    """Return the ecosystems of a directory, each by its first row that holds, in the order of the table."""
    found: dict[str, Unit] = {}
    for row in facts.which(_STRONG) if facts.listing.entries else ():
        found.setdefault(row.name, Unit(row, facts))
    return list(found.values())


def leftovers(facts: Facts) -> list[Unit]:
    """Return the weak ecosystems of a directory that has no other; some of their marks look below it."""
    rows = {row.name: row for row in reversed(_WEAK) if facts.holds(row.marks)}
    units = [Unit(row, facts) for row in _WEAK if rows.get(row.name) is row]
    if rows.keys() & DOCUMENTS and (best := facts.census.best()) and facts.census.counts[best] >= CODE:
        # Documents and images of a program that nothing else marks.
        units = [unit for unit in units if unit.ecosystem.name not in DOCUMENTS or best in unit.languages]
    if "shell" in rows and not speak([Unit(rows["shell"], facts)], facts.census):
        units = [unit for unit in units if unit.ecosystem.name != "shell"]
    if "docker" in rows and "shell" in rows and facts.census.raw["Shell"] >= MANY_SCRIPTS and not facts.holds(IMAGES):
        units = [unit for unit in units if unit.ecosystem.name != "docker"]
    # A Makefile is the project's build only where there is something to compile; else it runs the tasks of another.
    others = [unit for unit in units if unit.ecosystem.name != "make"]
    return others if others and not (len(others) < len(units) and facts.census.speaks(rows["make"].counts)) else units


def below(facts: Facts) -> list[Unit]:
    """Return the units one level down, or two when those of one do not speak the language of most source files.

    Directories of helpers do not count, those that a program is deployed from only where there is nothing else, and
    what configures or extends somebody's shell never.
    """
    found: list[Unit] = []
    beside: list[Unit] = []
    for depth in (1, 2):
        units = [u for u in _level(facts, "", depth) if u.ecosystem.rank >= OWN_PROJECT]
        main = [
            u
            for u in units
            if u.ecosystem.name not in {"dotfiles", "shell"} and not ASIDE.intersection(u.folder.split("/"))
        ]
        if main and speak(main, facts.census):
            return main
        found = found or main
        beside = beside or [u for u in units if DEPLOYED.intersection(u.folder.split("/"))]
    return found or beside


def speak(units: list[Unit], census: Census) -> bool:
    """Return whether one of the units speaks the language of most source files; they do when there is none."""
    best = census.best()
    if best is None or best in NO_PROGRAM:
        return True
    return any(best in unit.languages or unit.ecosystem.name == "make" for unit in units)


def is_collection(facts: Facts, units: list[Unit]) -> bool:
    """Return whether the directories of a root without a manifest are separate things, none of which is the main one.

    They are with many ecosystems, with a compose file in several, or when none of three languages has most of the code.
    """
    rows = {u.ecosystem.name: u for u in units}
    if len(rows) >= COLLECTION or len(facts.find("*/compose.y*ml")) >= STACKS:
        return True
    shares = [facts.census.speaks(u.languages) for u in rows.values() if u.ecosystem.rank == MANIFEST]
    return len(shares) >= LANGUAGES and max(shares) * 2 <= sum(shares)


def _level(facts: Facts, before: str, depth: int) -> list[Unit]:
    units: list[Unit] = []
    for name in facts.tree.folders(facts.path, MAX_FOLDERS):
        if facts.tree.spent:
            break
        if "{{" in name:
            # What a template makes is no project yet.
            continue
        child = facts.below(name)
        folder = f"{before}{name}"
        if depth > 1:
            if not before.count("/"):
                units += _level(child, f"{folder}/", depth - 1)
            continue
        units += [Unit(u.ecosystem, child, folder) for u in present(child)]
    return units


def main_unit(units: list[Unit], facts: Facts) -> Unit | None:
    """Return the unit that the project is about: highest rank, then most source files, then order of the table."""
    if not units:
        return None
    top = max(u.ecosystem.rank for u in units)
    candidates = [u for u in units if u.ecosystem.rank == top]
    if top == MANIFEST and all(u.ecosystem.name == "node" for u in candidates) and not facts.holds(REAL_PACKAGE):
        candidates += [u for u in units if _listed(u)]
    if len(candidates) == 1 or top > MANIFEST:
        return candidates[0]
    return max(candidates, key=lambda u: _weight(u, facts.census))


def _listed(unit: Unit) -> bool:
    """Return whether a Python project is one by its list of requirements alone."""
    return unit.ecosystem.name == "python" and unit.ecosystem.rank == OWN_PROJECT


def _weight(unit: Unit, census: Census) -> float:
    """Weigh an ecosystem; a package.json beside another manifest often only builds assets or runs a formatter."""
    weight = census.speaks(unit.languages)
    return (
        weight * 0.6
        if unit.ecosystem.name == "node" and not unit.facts.holds("npm-has:exports | npm-has:bin")
        else weight
    )


def language(unit: Unit, facts: Facts) -> str | None:
    """Return the main language of a unit; `facts` are those of the directory whose files count."""
    if unit.ecosystem.name in {"node", "deno", "meteor", "action"} and not unit.ecosystem.language:
        typed = not facts.counted and unit.facts.holds(TYPED)
        return "TypeScript" if typed else _javascript(unit, _sample(unit, facts))
    if unit.ecosystem.name == "python" and unit.facts.holds(NOTEBOOKS):
        files = facts.census.raw
        return "Jupyter Notebook" if files["Jupyter Notebook"] > 2 * files["Python"] else "Python"
    if own := unit.ecosystem.language or unit.facts.values.get(f"{unit.ecosystem.name}.language"):
        return own
    if unit.ecosystem.name == "make":
        # Make builds any language.
        found = facts.census.best()
        return None if found in NO_PROGRAM else found
    counts = tuple(x for x in unit.ecosystem.counts if x != "JavaScript" or unit.ecosystem.name not in SITES)
    plugged = (name for name, condition in PLUGGED if unit.facts.holds(condition))
    implied = IMPLIED.get(unit.ecosystem.name)
    return (
        facts.census.best(counts) or (next(plugged, implied) if implied == "Java" else implied) or facts.census.best()
    )


def _sample(unit: Unit, facts: Facts) -> Census:
    """Return a count of few directories when they already show a TypeScript project to be one, else of all."""
    if not facts.counted and unit.facts.holds("^tsconfig.json"):
        few = Census(facts.tree, facts.path, SAMPLE_FOLDERS)
        if few.raw.get("TypeScript", 0) > max(3, few.raw.get("JavaScript", 0)) and few.best() == "TypeScript":
            return few
    return facts.census


def _javascript(unit: Unit, census: Census) -> str | None:
    if census.raw.get("ReScript") and unit.facts.holds("rescript.json | bsconfig.json"):
        # The scripts beside its sources are what it compiles them to.
        return "ReScript"
    script = census.raw.get("JavaScript", 0)
    typed = census.raw.get("TypeScript", 0)
    if script + typed <= STUB and unit.facts.holds("action.yml & entrypoint.sh | action.yaml & entrypoint.sh"):
        return "Shell"
    pages = census.raw.get("Vue", 0) + census.raw.get("Svelte", 0) + census.raw.get("Astro", 0)
    if census.raw.get("Solidity", 0) > script + typed + pages:
        return "Solidity"
    best = census.best()
    if script + typed + pages == 0 and best and best != "Markdown":
        return best
    if (
        script + typed + pages
        and best
        and census.counts[best] > 3 * (script + typed + pages)
        and unit.ecosystem.name == "node"
    ):
        return best
    if script and not typed + pages and unit.ecosystem.name == "node":
        return "JavaScript"
    configured = (
        unit.facts.holds("^tsconfig.json | ^tsconfig.base.json | npm-has:types & npm-any:typescript")
        or unit.ecosystem.name == "deno"
    )
    if configured and not (script > 3 * max(typed, 1) and script > 8 * bool(pages)):
        return "TypeScript"
    paged = pages and 3 * typed >= script and unit.facts.holds("npm-any:typescript")
    return "TypeScript" if typed > script or paged else "JavaScript"
