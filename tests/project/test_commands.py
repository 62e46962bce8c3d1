"""Commands: a runner's task first, then the blessed command, and nothing where there is none."""

from __future__ import annotations

import pytest

from memplug.project.detect import detect

CRATE = {"Cargo.toml": "[package]\nname = 'x'\n"}

RUNNERS = [
    ({"justfile": "# run it\ntest *args:\n  cargo test\n_hidden:\n  x\n"}, "just test"),
    ({"justfile": "[private]\ntest:\n  x\n"}, "cargo test"),
    ({"justfile": "test name:\n  cargo test {{name}}\n"}, "cargo test"),
    ({"justfile": "test := 'x'\nalias test2 := build\n"}, "cargo test"),
    ({"justfile": '@test filter="a b" *rest: build\n  cargo test\n'}, "just test"),
    ({"justfile": "test +names:\n  cargo test\n"}, "cargo test"),
    ({"justfile": "test $NAME:\n  cargo test\n"}, "cargo test"),
    ({"justfile": "import 'more.just'\n", "more.just": "test:\n  x\n"}, "just test"),
    ({"Taskfile.yml": "version: '3'\ntasks:\n  build:\n    cmds: [x]\n  test:\n    cmds: [x]\n"}, "task test"),
    ({"Taskfile.yml": "version: '3'\ntasks:\n  test:\n    internal: true\n"}, "cargo test"),
    ({"Makefile": ".PHONY: test\ntest: build\n\tcargo test\n"}, "make test"),
    ({"Makefile": "build test: x\n"}, "make test"),
    ({"Makefile": "test := 1\n%.test: x\n"}, "cargo test"),
    ({"Makefile": "include tests.mk\n", "tests.mk": "test:\n\tx\n"}, "make test"),
    ({"Makefile": "test:\n", "GNUmakefile": "all:\n"}, "cargo test"),
    ({"Makefile": "test:\n", "justfile": "test:\n  x\n"}, "just test"),
    ({"mise.toml": "[tasks.test]\nrun = 'x'\n"}, "mise run test"),
    ({"script/test": "#!/bin/sh\n"}, "cargo test"),
]


MAKEFILES = [
    # `all` builds unless all that it needs is something else.
    ("all: clean coverage docs\n", "build", ()),
    ("all: help\n", "build", ()),
    ("all:\n\tnpm run bundle\n", "build", ("make all",)),
    ("all: chromium firefox\n", "build", ("make all",)),
    # `check` runs tests by the GNU convention, unless it names a linter.
    ("check: tests\n", "lint", ()),
    ("check: lint tests\n", "lint", ("make check",)),
    ("check:\n\tphpcs src\n", "lint", ("make check",)),
]


@pytest.mark.parametrize(("makefile", "slot", "expected"), MAKEFILES)
def test_vague_targets_count_by_what_they_run(plant, makefile, slot, expected):
    assert getattr(detect(plant("src/a.php composer.json", {"Makefile": makefile})), slot) == expected


def test_a_task_that_another_runs_is_not_named_beside_it(plant):
    scripts = '{"lint": "npm run lint:eslint", "lint:eslint": "eslint ."}'
    assert detect(plant("index.js", {"package.json": f'{{"scripts": {scripts}}}'})).lint == ("npm run lint",)


def test_a_name_that_the_repository_chose_is_one_word_for_the_shell(plant):
    root = plant("", {"my service; reboot/Cargo.toml": "[package]\nname = 'x'\n"})
    assert detect(root).test == ("cd 'my service; reboot' && cargo test",)


def test_django_below_the_root_is_called_by_its_path(plant):
    files = {"requirements.txt": "Django==6.0\n", "pyproject.toml": "[project]\nname = 'x'\nclassifiers = ['a']\n"}
    project = detect(plant("site/manage.py site/app/models.py", files))
    assert (project.type, project.test, project.run) == (
        "web app",
        ("python site/manage.py test",),
        ("python site/manage.py runserver",),
    )


def test_a_library_does_not_run_the_django_site_of_its_example(plant):
    files = {"pyproject.toml": "[project]\nname = 'x'\nclassifiers = ['a']\n[build-system]\nrequires = ['hatchling']\n"}
    project = detect(plant("src/x/__init__.py example/manage.py", files))
    assert (project.type, project.test, project.run) == ("library", (), ())


def test_rush_runs_by_its_own_commands(plant):
    files = {"apps/a/package.json": '{"name": "a", "scripts": {"build": "heft build"}}'}
    root = plant("rush.json apps/a/src/index.ts", files)
    assert detect(root).build == ("rush build",)
    assert detect(root / "apps" / "a").build == ("rushx build",)


@pytest.mark.parametrize(("files", "expected"), RUNNERS)
def test_a_runner_goes_before_the_blessed_command(plant, files, expected):
    assert detect(plant("src/lib.rs", {**CRATE, **files})).test == (expected,)


def test_mise_and_scripts_count_where_nothing_is_blessed(plant):
    assert detect(plant("package.json index.js", {"mise.toml": "[tasks.test]\n"})).test == ("mise run test",)


def test_the_placeholder_of_npm_init_is_no_test(plant):
    manifest = '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}'
    assert detect(plant("index.js", {"package.json": manifest})).test == ()


SCRIPTS = [
    ('{"test": "echo \\"Write tests!\\" && exit 1"}', ()),
    ('{"test": "echo none"}', ()),
    ('{"test": "echo start && jest"}', ("npm test",)),
    ('{"check": "tsc --noEmit"}', ()),
    ('{"check": "npm run lint && mocha test"}', ("npm run check",)),
]


@pytest.mark.parametrize(("scripts", "expected"), SCRIPTS)
def test_a_script_counts_as_test_when_it_tests(plant, scripts, expected):
    assert detect(plant("index.js", {"package.json": f'{{"scripts": {scripts}}}'})).test == expected


def test_a_roots_tasks_go_before_those_of_its_parts(plant):
    files = {"Makefile": "test:\n\tcd api && go test ./...\n", "api/go.mod": "module x\n"}
    project = detect(plant(".pre-commit-config.yaml api/main.go", files))
    assert (project.test, project.build) == (("make test",), ("cd api && go build ./...",))
    assert project.lint == ("cd api && go vet ./...", "pre-commit run --all-files")


MORE = [
    ("build.mill .scalafmt.conf", {}, "lint", ("mill __.checkFormat",)),
    (".rspec test/helper.rb Rakefile", {"x.gemspec": ""}, "test", ("rake test",)),
    ("x.gemspec", {"Rakefile": "task default: :x\n"}, "test", ("rake",)),
    ("src/a.c runtest", {"Makefile": "all: x\n"}, "test", ("./runtest",)),
    ("a.py", {"requirements.txt": "doit\n", "dodo.py": "def task_test():\n"}, "test", ("doit test",)),
    ("src/lib.rs", {**CRATE, ".cargo/config.toml": "[alias]\nlint = 'clippy'\n"}, "lint", ("cargo lint", "cargo fmt --check")),
    ("contracts/A.sol test/a.js truffle-config.js package.json", {}, "build", ("npx truffle compile",)),
    ("Chart.yaml templates/a.yaml .github/workflows/a.yml", {".github/workflows/a.yml": "helm unittest x"}, "test", ("helm unittest .",)),
]  # fmt: skip


@pytest.mark.parametrize(("names", "files", "slot", "expected"), MORE)
def test_commands_of_an_ecosystem(plant, names, files, slot, expected):
    assert getattr(detect(plant(names, files)), slot) == expected


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        ("package-lock.json", "npm test"),
        ("yarn.lock", "yarn test"),
        ("pnpm-lock.yaml", "pnpm test"),
        ("bun.lock", "bun run test"),
    ],
)
def test_package_scripts_are_called_as_the_manager_calls_them(plant, lock, expected):
    assert detect(plant(f"{lock} index.js", {"package.json": '{"scripts": {"test": "x"}}'})).test == (expected,)


def test_bun_runs_test_files_without_a_script(plant):
    assert detect(plant("bun.lock src/a.ts src/a.test.ts package.json")).test == ("bun test",)


@pytest.mark.parametrize("names", ["package.json index.js", "a.c b.c", "docs/a.md README.md", "a.tex"])
def test_nothing_is_invented_where_no_command_is_blessed(plant, names):
    assert detect(plant(names)).test == ()


PYTHON = [
    ("tests/conftest.py", "", ("pytest",)),
    ("", "[tool.pytest.ini_options]\n", ("pytest",)),
    ("manage.py", "", ("python manage.py test",)),
    ("", "[tool.tox]\n", ("tox",)),
    ("tests/test_x.py", "", ("python -m unittest",)),
    ("x.py", "", ()),
    ("uv.lock tests/conftest.py", "", ("uv run pytest",)),
    ("pdm.lock", "[tool.pdm.scripts]\ntest = 'pytest'\n", ("pdm run test",)),
    ("", "[tool.poe.tasks]\ntest = 'pytest'\n", ("poe test",)),
]


@pytest.mark.parametrize(("names", "more", "expected"), PYTHON)
def test_python_tests(plant, names, more, expected):
    assert detect(plant(names, {"pyproject.toml": f"[project]\nname = 'x'\n{more}"})).test == expected


def test_a_lint_script_and_the_tools_that_it_does_not_call(plant):
    manifest = '{"scripts": {"lint": "eslint ."}, "devDependencies": {"eslint": "9", "prettier": "3"}}'
    assert detect(plant("package-lock.json a.js", {"package.json": manifest})).lint == (
        "npm run lint",
        "npx prettier --check .",
    )


def test_editorconfig_is_no_linter(plant):
    assert detect(plant(".editorconfig package.json a.js")).lint == ()


def test_ci_confirms_a_target_that_the_makefile_does_not_show(plant):
    files = {"Makefile": ".DEFAULT:\n\tcd src && $(MAKE) $@\n", ".github/workflows/ci.yml": "- run: make test\n"}
    assert detect(plant("src/a.c", files)).test == ("make test",)


def test_assets_are_built_with_npm_in_a_php_project(plant):
    files = {"composer.json": "{}", "package.json": '{"scripts": {"build": "vite build"}}'}
    assert detect(plant("artisan a.php", files)).build == ("npm run build",)
