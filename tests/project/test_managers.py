"""Which package manager is named, and in which order the evidence counts."""

from __future__ import annotations

import pytest

from memplug.project.detect import detect

JAVASCRIPT = [
    ("", '{"packageManager": "pnpm@9.1.0+sha512.abc"}', "pnpm"),
    ("yarn.lock", '{"packageManager": "pnpm@9.1.0"}', "pnpm"),
    ("yarn.lock", '{"packageManager": "^npm@10"}', "npm"),
    ("", '{"devEngines": {"packageManager": [{"name": "bun"}]}}', "bun"),
    ("rush.json pnpm-lock.yaml", "{}", "rush"),
    ("pnpm-lock.yaml", "{}", "pnpm"),
    ("pnpm-workspace.yaml", "{}", "pnpm"),
    ("bun.lock", "{}", "bun"),
    ("bun.lockb", "{}", "bun"),
    (".yarnrc.yml", "{}", "yarn"),
    ("package-lock.json", "{}", "npm"),
    ("npm-shrinkwrap.json", "{}", "npm"),
    ("", '{"engines": {"pnpm": ">=9"}}', "pnpm"),
    ("", '{"scripts": {"preinstall": "npx only-allow yarn"}}', "yarn"),
    ("", '{"volta": {"yarn": "1.22.0"}}', "yarn"),
    ("", "{}", "npm"),
]

PYTHON = [
    ("uv.lock", "[project]\nname = 'x'\n", "uv"),
    ("", "[project]\nname = 'x'\n[tool.uv]\ndev-dependencies = []\n", "uv"),
    ("poetry.lock", "[project]\nname = 'x'\n", "poetry"),
    ("", "[tool.poetry.dependencies]\npython = '^3.12'\n", "poetry"),
    ("pdm.lock", "[project]\nname = 'x'\n", "pdm"),
    ("", "[project]\nname = 'x'\n[build-system]\nrequires = ['pdm-backend']\nbuild-backend = 'pdm.backend'\n", "pip"),
    ("pixi.lock", "[project]\nname = 'x'\n", "pixi"),
    ("Pipfile", "[tool.ruff]\n", "pipenv"),
    ("", "[project]\nname = 'x'\n[tool.hatch.envs.default]\ndependencies = []\n", "hatch"),
    ("", "[project]\nname = 'x'\n[tool.hatch.version]\npath = 'x'\n", "pip"),
    ("requirements.txt", "[tool.ruff]\n", "pip"),
]


@pytest.mark.parametrize(("names", "manifest", "expected"), JAVASCRIPT)
def test_javascript_manager(plant, names, manifest, expected):
    assert detect(plant(names, {"package.json": manifest})).package_manager == expected


@pytest.mark.parametrize(("names", "manifest", "expected"), PYTHON)
def test_python_manager(plant, names, manifest, expected):
    assert detect(plant(names, {"pyproject.toml": manifest})).package_manager == expected


def test_of_two_locks_the_one_that_ci_installs_with_counts(plant):
    workflow = {".github/workflows/ci.yml": "steps:\n  - run: npm ci\n", "package.json": "{}"}
    assert detect(plant("pnpm-lock.yaml package-lock.json", workflow)).package_manager == "npm"


def test_a_lock_of_another_manager_is_said(plant):
    project = detect(plant("yarn.lock pnpm-lock.yaml", {"package.json": '{"packageManager": "pnpm@9.1.0"}'}))
    assert project.evidence["package_manager"] == "package.json: pnpm; there is also yarn.lock"
    assert "pnpm (there is also yarn.lock)" in project.lines()[0]


def test_locks_of_two_ecosystems_are_no_surprise(plant):
    project = detect(plant("uv.lock package-lock.json a.py", {"pyproject.toml": "[project]\nname = 'x'\n"}))
    assert project.evidence["package_manager"] == "uv.lock"


def test_environment_file_alone_is_conda(plant):
    project = detect(plant("a.py", {"environment.yml": "dependencies:\n  - python=3.12\n  - pytest\n"}))
    assert (project.package_manager, project.versions) == ("conda", {"Python": "3.12"})


def test_dbt_lock_is_not_npm(plant):
    project = detect(plant("dbt_project.yml packages.yml package-lock.yml"))
    assert project.package_manager == "dbt"


VERSIONS = [
    ("FROM --platform=$BUILDPLATFORM docker.io/library/python:3.12-slim AS x\n", {"Python": "3.12"}),
    ("FROM python\n", {}),
]


@pytest.mark.parametrize(("text", "versions"), VERSIONS)
def test_an_image_says_the_version_where_nothing_else_does(plant, text, versions):
    assert detect(plant("requirements.txt a.py", {"Dockerfile": text})).versions == versions
    stated = {"Dockerfile": text, "pyproject.toml": "[project]\nname = 'x'\nrequires-python = '>=3.11'\n"}
    assert detect(plant("a.py", stated)).versions == {"Python": ">=3.11"}


def test_the_lowest_classifier_is_the_version_of_last_resort(plant):
    classifiers = "classifiers = ['Programming Language :: Python :: 3.10', 'Programming Language :: Python :: 3.9']\n"
    manifest = f"[project]\nname = 'x'\n{classifiers}"
    assert detect(plant("a.py", {"pyproject.toml": manifest})).versions == {"Python": ">=3.9"}
    stated = {"pyproject.toml": f"{manifest}requires-python = '>=3.10'\n"}
    assert detect(plant("a.py", stated)).versions == {"Python": ">=3.10"}


def test_go_names_its_toolchain(plant):
    go = detect(plant("main.go", {"go.mod": "module x\n\ngo 1.24.0\n\ntoolchain go1.25.1\n"}))
    assert go.versions == {"Go": "1.24.0", "Go toolchain": "1.25.1"}
    assert go.lines()[0] == "Go 1.24.0 CLI · Go toolchain 1.25.1"


def test_rust_names_its_edition(plant):
    rust = detect(plant("src/lib.rs", {"Cargo.toml": '[package]\nname = "x"\nedition = "2024"\n'}))
    assert rust.versions == {"Rust edition": "2024"}
