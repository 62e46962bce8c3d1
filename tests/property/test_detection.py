"""Properties of project detection over random trees: whole answers, each with its evidence, and an index that hides nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from memplug.project.conditions import Table
from memplug.project.detect import ENDINGS, Project, _detect
from memplug.project.facts import Facts
from memplug.project.globs import matches
from memplug.project.rules.ecosystems import ECOSYSTEMS
from memplug.project.rules.frameworks import FAMILIES
from memplug.project.rules.places import CI, CONTAINERS
from memplug.project.rules.tasks import FILES
from memplug.project.slots import COMMANDS
from memplug.project.tree import Tree

TABLES = (
    tuple(row.marks for row in ECOSYSTEMS),
    tuple(condition for _, condition in (*CI, *CONTAINERS)),
    tuple(FILES.values()),
    tuple(condition for slots in COMMANDS.values() for rows in slots.values() for _, condition in rows),
    *(tuple(row.when for row in rows) for rows in FAMILIES.values()),
)
ATOMS = sorted(
    {atom for table in TABLES for row in table for group in row.split(" | ") for atom in group.strip().split(" & ")}
)
NAMES = sorted(
    {
        atom.lstrip("!^").partition("~")[0].replace("*", filling)
        for atom in ATOMS
        for filling in ("", "x", ".x-1")
        if atom and ":" not in atom
    }
    | {"src/a.py", "src/b.ts", "lib/c.rb", "docs/index.md", "tests/test_a.py", "tests/a.test.ts", "x.c", "x.h", ".x"}
)
WORDS = sorted({atom.partition("~")[2] for atom in ATOMS if "~" in atom})
TEXTS = st.one_of(
    st.sampled_from(
        [
            "{}",
            '{"scripts": {"test": "jest", "lint": "eslint ."}, "dependencies": {"react": "19"}, "workspaces": ["*"]}',
            '[project]\nname = "x"\ndependencies = ["django"]\n',
            "[workspace]\nmembers = ['**', '../x', '']\n[dependencies]\nclap = '4'\n",
            "test:\n\trun\nlint: test\n",
        ]
    ),
    st.lists(st.sampled_from(WORDS), max_size=4).map("\n".join),
    st.text(max_size=60),
)
TREES = st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=9)


@contextmanager
def planted(files: dict[str, str]) -> Iterator[Path]:
    """Make a repository of the files; a name that another has taken as a directory is left out."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "repo")
        (root / ".git").mkdir(parents=True)
        for name, text in files.items():
            path = root / name
            with suppress(OSError):
                if name.endswith("/"):
                    path.mkdir(parents=True, exist_ok=True)
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_text(text, encoding="utf-8", errors="replace")
        yield root


def answered(project: Project) -> dict[str, object]:
    return {name: value for name, value in project.to_json().items() if name != "evidence" and value}


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_every_answer_has_its_evidence(files):
    with planted(files) as root:
        project = _detect(Tree(root))
        assert set(answered(project)) <= set(project.evidence)
        for source in project.evidence.values():
            file = source.partition(": ")[0]
            known = {ENDINGS, "CI configuration", *(f"{'.' + name.partition('.')[2]} files" for name in files)}
            named = file.startswith("the name ")
            assert file in known or named or (file and (root / file).exists()), source


@settings(max_examples=60, deadline=None)
@given(TREES, st.sampled_from(["", "src", "packages/a"]))
def test_the_answer_is_whole_and_the_same_again(files, below):
    with planted(files) as root:
        (root / below).mkdir(parents=True, exist_ok=True)
        project = _detect(Tree(root / below))
        assert project == _detect(Tree(root / below))
        assert len(project.lines()) <= 8
        commands = (*project.test, *project.lint, *project.build, *project.run)
        assert all(command.strip() and "\n" not in command for command in commands)
        assert not any(mark in command for command in commands for mark in ("{run}", "{x}", "{be}", "{main}"))


@settings(max_examples=40, deadline=None)
@given(TREES, st.sampled_from(TABLES), st.sampled_from(["", "src", "packages/a"]))
def test_a_table_is_searched_by_keys_as_if_every_row_were_tried(files, table, below):
    with planted(files) as root:
        (root / below).mkdir(parents=True, exist_ok=True)
        tree = Tree(root / below)
        asked, tried = Facts(tree, tree.start), Facts(tree, tree.start)
        assert list(asked.which(Table(table, str))) == [row for row in table if _slowly(tried, row)]


def _slowly(facts: Facts, condition: str) -> bool:
    """Ask for every atom as it is written, without keys or an order of our own."""
    groups = [group.strip().split(" & ") for group in condition.split(" | ")]
    return any(
        all(_atom(facts, atom.removeprefix("!")) is not atom.startswith("!") for atom in group) for group in groups
    )


def _atom(facts: Facts, text: str) -> bool:
    family, colon, _ = text.partition("~")[0].partition(":")
    if not colon or family == "broken":
        return facts._look(text)
    facts.load(family.partition("-")[0])
    return text in facts.tags


@given(st.text("ab.*", min_size=1, max_size=6), st.text("ab.", min_size=1, max_size=6))
def test_globs_match_as_their_parts_stand_in_a_name(glob, name):
    rest, fits = name, True
    first, *middle, last = [*glob.split("*")] if "*" in glob else [glob, ""]
    if "*" not in glob:
        fits = glob == name
    else:
        fits = rest.startswith(first)
        rest = rest[len(first) :]
        for part in middle:
            fits = fits and part in rest
            rest = rest[rest.find(part) + len(part) :] if part in rest else rest
        fits = fits and rest.endswith(last)
    assert matches(glob, name) is fits
