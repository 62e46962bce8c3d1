"""Whatever a repository holds: an answer from what names alone say, and never a traceback."""

from __future__ import annotations

import json
import os
import sys
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memplug.project import detect as module
from memplug.project.detect import detect
from memplug.project.formats import parse_json
from memplug.project.rules.ecosystems import ECOSYSTEMS
from memplug.project.tree import MAX_ENTRIES, MAX_LISTINGS, MAX_TEXT, Tree, decode

BROKEN = [
    ("package.json", '{"scripts": {"test": "vitest", ', "npm"),
    ("package.json", "[]", "npm"),
    ("package.json", '{"scripts": [], "dependencies": 3, "workspaces": {"packages": 1}, "packageManager": {}}', "npm"),
    ("package.json", "{" * 100_000, "npm"),
    ("Cargo.toml", "[package\nname =", "cargo"),
    ("Cargo.toml", "package = 1\nworkspace = []\ndependencies = 'x'\n", "cargo"),
    ("go.mod", "\x00\x01\x02", "go"),
    ("pom.xml", "<project><modules>", "maven"),
    ("composer.json", '{"scripts": 1, "require": []}', "composer"),
    ("mix.exs", "aliases do [", "mix"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_is_swallowed(monkeypatch):
    """Call the inside: `detect` itself would hide what a test should see."""
    monkeypatch.setattr(module, "detect", lambda path: module._detect(Tree(path)))


@pytest.mark.parametrize(("name", "text", "manager"), BROKEN)
def test_a_broken_manifest_counts_by_its_name(plant, name, text, manager):
    assert module.detect(plant("", {name: text})).package_manager == manager


def test_a_broken_pyproject_keeps_what_its_headings_say(plant):
    text = '[project]\nname = "x"\nrequires-python = ">=3.11"\n[tool.ruff\nline-length = 100\n'
    project = module.detect(plant("uv.lock tests/test_x.py", {"pyproject.toml": text}))
    assert (project.package_manager, project.lint, project.test) == ("uv", ("uv run ruff check",), ())


def test_json_with_comments_bom_and_crlf(plant):
    root = plant("tsconfig.json")
    text = (
        '\ufeff{\r\n  // the tests\r\n  "scripts": {"test": "vitest", /* all */ "build": "tsc // not a comment",},\r\n}'
    )
    (root / "package.json").write_bytes(text.encode())
    project = module.detect(root)
    assert (project.test, project.build) == (("npm test",), ("npm run build",))


def test_a_long_package_json_is_read_whole(plant):
    text = json.dumps({"contributors": ["x" * 99] * 2_000, "scripts": {"test": "vitest"}})
    assert len(text) > 2 * MAX_TEXT
    assert module.detect(plant("", {"package.json": text})).test == ("npm test",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes there")
def test_a_pipe_in_the_place_of_a_listed_file_is_not_waited_for(plant):
    root = plant("Makefile")
    tree = Tree(root)
    assert tree.is_file(str(root), "Makefile")
    (root / "Makefile").unlink()
    os.mkfifo(root / "Makefile")
    assert tree.read(str(root / "Makefile")) == ""


LONG = [
    ("build.gradle", "id" + " " * 60_000),
    ("build.gradle", "apply" + " " * 60_000),
    ("build.gradle", "sourceCompatibility" + " " * 60_000),
    ("settings.gradle", "include" + " " * 60_000),
    ("Gemfile", "group :test do\n" * 4_000),
    (".gitattributes", "linguist" + "\t" * 60_000),
    ("CMakeLists.txt", "option(" + "TEST" * 15_000),
    ("build.gradle", '"org.jetbrains.kotlin.' * 2_800),
    ("pyproject.toml", "x = 1\nclassifiers = [" + '"a" ' * 10_000 + "\n " * 9_000),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), LONG)
def test_a_text_made_to_be_slow_is_not(plant, name, text):
    """Two runs of blanks side by side in an expression take the square of them: half a minute, not thousandths."""
    root = plant("Gemfile src/A.java pom.xml", {name: text})
    start = time.process_time()
    module.detect(root)
    assert time.process_time() - start < 5


def test_no_step_upward_leads_out_of_the_repository(plant):
    root = plant("a/b.txt")
    (root.parent / "outside").mkdir()
    (root.parent / "outside" / "c.txt").touch()
    tree = Tree(root)
    assert not tree.there(str(root), "a/../../outside/c.txt")
    assert tree.there(str(root), "a/b.txt")


def test_a_directory_named_like_a_manifest_is_none(plant):
    root = plant("src/lib.rs Cargo.toml")
    (root / "package.json").mkdir()
    (root / "Makefile").mkdir()
    assert module.detect(root).test == ("cargo test",)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_not_followed_out_of_the_repository(plant, tmp_path):
    outside = tmp_path / "outside"
    (outside / "workflows").mkdir(parents=True)
    (outside / "workflows" / "ci.yml").touch()
    (outside / "package.json").write_text('{"scripts": {"test": "steal"}}')
    root = plant("a.js")
    (root / "package.json").symlink_to(outside / "package.json")
    (root / ".github").symlink_to(outside)
    project = module.detect(root)
    assert (project.package_manager, project.test, project.ci) == ("npm", (), ())


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_within_the_repository_count(plant):
    root = plant("", {"config/package.json": '{"scripts": {"test": "x"}}'})
    (root / "package.json").symlink_to(root / "config" / "package.json")
    assert module.detect(root).test == ("npm test",)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_loops_and_dangling_links_end(plant):
    root = plant("src/a.py")
    (root / "loop").symlink_to(root)
    (root / "a").symlink_to(root / "b")
    (root / "b").symlink_to(root / "a")
    (root / "Cargo.toml").symlink_to(root / "gone")
    assert module.detect(root).package_manager == "cargo"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_no_member_leads_out_of_the_repository(plant):
    """Neither by a link on the way to it nor by steps upward."""
    root = plant("src/A.java", {"pom.xml": "<modules><module>ln/m</module><module>../outside/m</module></modules>"})
    outside = root.parent / "outside" / "m"
    outside.mkdir(parents=True)
    (outside / "pom.xml").write_text("<artifactId>spring-boot-starter-web</artifactId>")
    (root / "ln").symlink_to(outside.parent)
    assert module.detect(root).framework == ()
    (root / "in").mkdir()
    (root / "ln").unlink()
    (root / "ln").symlink_to("in")
    (root / "in" / "m").mkdir()
    (root / "in" / "m" / "pom.xml").write_text("<artifactId>spring-boot-starter-web</artifactId>")
    assert module.detect(root).framework == ("Spring Boot",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes there")
def test_a_pipe_is_not_opened(plant):
    root = plant()
    os.mkfifo(root / "package.json")
    assert module.detect(root).package_manager == "npm"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_counts_by_name(plant):
    root = plant("package.json")
    (root / "package.json").chmod(0)
    assert module.detect(root).package_manager == "npm"


def test_a_path_that_is_gone(tmp_path):
    assert detect(tmp_path / "gone" / "away").to_json()["language"] is None


def test_in_a_huge_root_known_names_are_still_found(plant):
    root = plant("zz_first.txt")
    for number in range(MAX_ENTRIES + 200):
        (root / f"f{number}.dat").touch()
    (root / "zzz").mkdir()
    (root / "go.mod").write_text("module x\ngo 1.23\n")
    listing = Tree(root).listing(str(root))
    assert listing.truncated
    assert module.detect(root).package_manager == "go"


def test_the_number_of_scanned_directories_is_bounded(plant):
    root = plant()
    for number in range(400):
        (root / f"d{number % 20}" / f"e{number}").mkdir(parents=True)
    tree = Tree(root)
    module._detect(tree)
    assert sum(bool(listing.entries) for listing in tree._listings.values()) <= MAX_LISTINGS


def test_binary_and_utf16_files():
    assert decode(b"\x00\x01") == ""
    assert decode("{}".encode("utf-16")) == "{}"
    assert decode(b"a\r\nb\rc") == "a\nb\nc"


NAMES = sorted({
    atom.lstrip("^!").partition("~")[0].replace("*", "x") for row in ECOSYSTEMS for group in row.marks.split(" | ") for atom in group.strip().split(" & ") if ":" not in atom
} | {"src/a.py", "a/b.ts", "Makefile", "justfile", "pnpm-lock.yaml", "tests/test_a.py"})  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.sampled_from(
        [
            '{"workspaces": ["*"]}',
            "[project]\nname = 1\n",
            "[workspace]\nmembers = ['**', '../x', '']\n",
            "test:\n",
            "\ufeff{}",
        ]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(NAMES), TEXTS, max_size=9))
def test_random_trees_always_get_a_whole_answer(tmp_path_factory, files):
    root = tmp_path_factory.mktemp("tree")
    (root / ".git").mkdir()
    for name, text in files.items():
        path = root / name
        try:
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", errors="replace")
        except OSError:
            continue
    project = module._detect(Tree(root))
    assert len(project.lines()) <= 8
    assert len(project.test) <= 1
    assert len(project.lint) <= 4
    assert all(line.strip() and "\n" not in line for line in project.lines())
    assert not any(
        mark in line for line in (*project.test, *project.lint, *project.build) for mark in ("{run}", "{x}", "{gradle}")
    )


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='{}[]",:/* \\\n01ab', max_size=80))
def test_tolerant_json_never_raises(text):
    assert parse_json(text) is None or isinstance(parse_json(text), dict)
