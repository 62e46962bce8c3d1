"""A bounded count of source files by language, nearest and most telling directories first."""

from __future__ import annotations

import os
import re
from collections import Counter
from heapq import heappop, heappush

from memplug.expressions import expression
from memplug.project.rules.languages import BESIDE_PROSE, EXTENSIONS, LIGHT, NOT_CODE, PROSE
from memplug.project.tree import SKIP, Tree

MAX_FILES = 1_200
PROLOG = 5
"""Files from which it is worth asking whether `.pl` stands for Prolog."""
MAX_FOLDERS = 40
MAX_PER_FOLDER = 300

NOT_COUNTED = frozenset(
    [
        "docs",
        "doc",
        "documentation",
        "examples",
        "example",
        "samples",
        "sample",
        "demo",
        "demos",
        "code_samples",
        "snippets",
        "fixtures",
        "__fixtures__",
        "testdata",
        "test-data",
        "snapshots",
        "__snapshots__",
        "locales",
        "locale",
        "i18n",
        "translations",
        "generated",
        "gen",
        "migrations",
        "wheels",
        "licenses",
        "changelog",
        "website",
        "site",
        "docs-src",
        "vendored",
        "deps-packages",
        "node",
    ]
)
"""Directories near the top that are not the project's code; further down the names are packages like any other."""
TOP = 2
TELLING = frozenset(
    [
        "src",
        "lib",
        "app",
        "main",
        "source",
        "sources",
        "java",
        "kotlin",
        "scala",
        "groovy",
        "pkg",
        "internal",
        "cmd",
        "packages",
        "crates",
        "apps",
        "libs",
        "com",
        "org",
        "io",
        "core",
        "server",
        "client",
        "backend",
        "frontend",
        "include",
        "lua",
        "contracts",
        "plugin",
        "autoload",
        "R",
        "shared",
        "commonMain",
        "cli",
    ]
)
BESIDE = frozenset(
    [
        "test",
        "tests",
        "spec",
        "specs",
        "resources",
        "res",
        "assets",
        "static",
        "public",
        "media",
        "images",
        "e2e",
        "benchmarks",
        "bench",
        "scripts",
        "tools",
        "ci",
        "contrib",
    ]
)
_CONFIG = expression(
    r"\.config\.[cm]?[jt]s$|\.d\.[cm]?ts$|^\.|^(gulpfile|Gruntfile|webpack|rollup|karma|babel|jest|postcss|tailwind|next-env)[.\w-]*\.[jt]s$"
)
SCRIPT = frozenset({"JavaScript", "TypeScript"})
UNSURE = frozenset({"C/C++ header", "Perl", "F#"})
"""Languages whose endings are kept, to tell them from others that share them."""
_OWNER = expression(r"^([^\s#]+)[ \t]+((?=\S)[^\n]*linguist-[^\n]*)$", re.MULTILINE)


class Census:
    """Weighted files by language, and the endings that were seen."""

    def __init__(self, tree: Tree, path: str, most: int = MAX_FOLDERS) -> None:
        self.raw: Counter[str] = Counter()
        self.endings: set[str] = set()
        self._owner = _owners_words(tree)
        self._languages = {**EXTENSIONS, **self._owner["language"]} if self._owner["language"] else EXTENSIONS
        self._count(tree, path, most)
        self._settle(tree, path)
        self.counts = {lang: n * weight for lang, n in self.raw.items() if (weight := self._weight(lang)) > 0}

    def ranking(self) -> list[str]:
        """Return the languages, most files first."""
        return sorted(self.counts, key=lambda lang: (-self.counts[lang], lang))

    def best(self, among: tuple[str, ...] = ()) -> str | None:
        """Return the language with most files, of those given or of all."""
        return next((lang for lang in self.ranking() if not among or lang in among), None)

    def speaks(self, languages: tuple[str, ...]) -> float:
        """Return how much the files of these languages weigh together."""
        return sum(self.counts.get(language, 0) for language in languages)

    def prose(self) -> str | None:
        """Return the markup language of a repository of documents: twice as many files as there are of code."""
        written = next((x for x in PROSE if self.raw[x] == max(self.raw[y] for y in PROSE)), "")
        code = sum(n for language, n in self.raw.items() if language not in BESIDE_PROSE)
        return written if self.raw[written] > 2 * code else None

    def others(self, main: str) -> list[str]:
        """Return further languages of at least a tenth of the code, at most three."""
        total = sum(n for lang, n in self.counts.items() if lang not in NOT_CODE) or 1
        return [x for x in self.ranking() if x != main and x not in NOT_CODE and self.counts[x] >= total / 10][:3]

    def _weight(self, language: str) -> float:
        if language in self._owner["detectable"]:
            return 1.0
        return 0.0 if language in self._owner["hidden"] else LIGHT.get(language, 1.0)

    def _count(self, tree: Tree, path: str, most: int) -> None:
        todo: list[tuple[int, int, str]] = [(0, 0, path)]
        folders = files = 0
        skip = self._owner["skip"]
        while todo and folders < most and files < MAX_FILES:
            penalty, depth, folder = heappop(todo)
            folders += 1
            here, below = self._sort_out(tree.listing(folder).entries, aside=NOT_COUNTED if depth <= TOP else SKIP)
            files += here
            only = len(below) == 1
            for name in below:
                if not skip or f"{folder}{os.sep}{name}"[len(tree.root) + 1 :].replace(os.sep, "/") not in skip:
                    extra = 0 if only or name in TELLING else 4 if name in BESIDE else 1
                    heappush(todo, (penalty + extra, depth + 1, f"{folder}{os.sep}{name}"))

    def _sort_out(self, entries: dict[str, str], aside: frozenset[str]) -> tuple[int, list[str]]:
        """Count the files of one directory; return how many were looked at, and the directories worth a look."""
        raw, languages, below, files = self.raw, self._languages, [], 0
        for name, kind in entries.items():
            if name[0] == ".":
                continue
            if kind == "d":
                if name not in SKIP and name not in aside:
                    below.append(name)
            elif files < MAX_PER_FOLDER:
                files += 1
                # A file called `f` has no ending, and is no Fortran.
                language = languages.get(name[dot + 1 :]) if (dot := name.rfind(".")) > 0 else None
                if language and not (language in SCRIPT and _CONFIG.search(name)):
                    raw[language] = raw.get(language, 0) + 1
                    if ".test." in name or ".spec." in name or language in UNSURE:
                        self.endings.add(name[name.find(".") :])
        return files, below

    def _settle(self, tree: Tree, path: str) -> None:
        """Give shared endings to the language that its siblings speak."""
        raw = self.raw
        if headers := raw.pop("C/C++ header", 0):
            to = max(("C", "C++", "Objective-C", "Swift"), key=lambda lang: raw.get(lang, 0))
            raw[to if raw.get(to) else "C++" if raw.get("Objective-C++") else "C"] += headers
        names = tree.listing(path).entries
        if raw.get("Objective-C") and not ({"Objective-C++", "Swift"} & set(raw) or ".h" in self.endings):
            raw["MATLAB"] += raw.pop("Objective-C")
        if raw.get("Verilog") and "v.mod" in names:
            raw["V"] += raw.pop("Verilog")
        if raw.get("Verilog") and any(n in names for n in ("_CoqProject", "_RocqProject", "dune-project")):
            raw["Coq"] += raw.pop("Verilog")
        if raw.get("Perl", 0) >= PROLOG and not {".pm", ".PL", ".t"} & self.endings and _is_prolog(tree):
            raw["Prolog"] += raw.pop("Perl")
        if raw.get("Perl") and not {".pm", ".pl", ".PL"} & self.endings and "t" not in names:
            raw.pop("Perl")
        if (
            raw.get("F#")
            and ".fsproj" not in self.endings
            and not {".fsi", ".fsx"} & self.endings
            and raw["F#"] < sum(raw.values()) / 10
        ):
            raw.pop("F#")


def _is_prolog(tree: Tree) -> bool:
    """Return whether `.pl` files are Prolog by what the root's Makefile or Dockerfile calls."""
    names = [name for name in ("Makefile", "Dockerfile") if tree.is_file(tree.root, name)]
    return any("swipl" in tree.read(f"{tree.root}{os.sep}{name}") for name in names)


def _owners_words(tree: Tree) -> dict[str, dict[str, str]]:
    """Return what `.gitattributes` says to linguist: languages of endings, which to hide or show, folders to skip."""
    words: dict[str, dict[str, str]] = {"language": {}, "hidden": {}, "detectable": {}, "skip": {}}
    there = tree.is_file(tree.root, ".gitattributes")
    for pattern, attributes in _OWNER.findall(tree.read(f"{tree.root}{os.sep}.gitattributes") if there else ""):
        ending = pattern.rpartition("*.")[2] if "*." in pattern else ""
        aside = re.search(r"linguist-(vendored|generated|documentation)(?!=false)", attributes)
        if aside and pattern.endswith(("/**", "/*", "/")):
            words["skip"][pattern.rstrip("*/").lstrip("/")] = ""
        elif aside and ending and pattern == f"*.{ending}" and ending in EXTENSIONS:
            words["hidden"][EXTENSIONS[ending]] = ""
        elif ending and (named := re.search(r"linguist-language=([\w+#-]+)", attributes)):
            words["language"][ending] = named.group(1).replace("-", " ")
        elif ending in EXTENSIONS and "linguist-detectable" in attributes:
            hide = "linguist-detectable=false" in attributes or "-linguist-detectable" in attributes
            words["hidden" if hide else "detectable"][EXTENSIONS[ending]] = ""
    return words
