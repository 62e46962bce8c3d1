"""The answers as JSON and as text, the user's corrections, and the command."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from memplug.cli.detect import detect as command
from memplug.project.detect import Project, detect

KEYS = "type language languages versions package_manager framework test lint build run monorepo member ci containers evidence"
API = {"pyproject.toml": "[project]\nname = 'x'\nrequires-python = '>=3.11'\ndependencies = ['fastapi']\n[tool.ruff]\n"}
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "projects"


def test_json_has_exactly_the_documented_keys(plant):
    answers = detect(plant("uv.lock", API)).to_json()
    assert list(answers) == KEYS.split()
    assert json.loads(json.dumps(answers)) == answers


def test_every_answer_names_its_file(plant):
    project = detect(plant("uv.lock tests/conftest.py .github/workflows/ci.yml", API))
    assert {k: project.evidence[k] for k in ("package_manager", "test", "lint", "ci", "versions")} == {
        "package_manager": "uv.lock",
        "test": "tests/conftest.py",
        "lint": "pyproject.toml: ruff",
        "ci": ".github/workflows/ci.yml",
        "versions": "pyproject.toml",
    }


def test_the_text_reads_well(plant):
    lines = detect(plant("uv.lock tests/conftest.py app/main.py Dockerfile .github/workflows/ci.yml", API)).lines()
    assert lines == [
        "Python 3.11+ web service · uv · FastAPI",
        "Test: uv run pytest",
        "Lint: uv run ruff check",
        "Run: uv run fastapi dev app/main.py",
        "CI: GitHub Actions · Containers: Dockerfile",
    ]


def test_what_a_project_is_deployed_with_is_no_container(plant):
    lines = detect(
        plant("Dockerfile vercel.json", {"package.json": '{"private": true, "dependencies": {"next": "15"}}'})
    ).lines()
    assert lines[-1] == "Containers: Dockerfile · Deployed with: Vercel"


def test_an_empty_directory_has_no_line(plant):
    assert detect(plant()).lines() == []


def test_the_users_answers_replace_ours_and_say_so(plant):
    answers = {
        "test": "make quick",
        "lint": ["ruff check .", "mypy"],
        "type": "library",
        "versions": {"Python": "3.13"},
        "monorepo": True,
    }
    project = detect(plant("uv.lock", API), overrides=answers)
    assert (project.test, project.lint, project.type, project.monorepo) == (
        ("make quick",),
        ("ruff check .", "mypy"),
        "library",
        True,
    )
    assert project.versions == {"Python": "3.13"}
    assert project.evidence["test"] == "preferences"
    assert "Test: make quick (from your preferences)" in project.lines()
    assert project.lines()[0] == "Python 3.13 library (from your preferences) · uv · FastAPI"


@pytest.mark.parametrize("answers", [{"nonsense": 1}, {"test": 3}, {"monorepo": "yes"}, {"evidence": {}}, {"type": []}])
def test_odd_corrections_are_passed_over(plant, answers):
    root = plant("uv.lock", API)
    assert detect(root, overrides=answers) == detect(root)


def test_seen_tells_when_the_answer_may_have_changed(plant):
    root = plant("uv.lock", API)
    seen = detect(root).seen
    assert {str(root), str(root / "pyproject.toml")} <= set(seen)
    assert len(seen) <= 64


def test_the_same_tree_gives_the_same_answer(plant):
    root = plant("uv.lock a.py b.js c.go", API)
    assert detect(root) == detect(root)


def test_command_prints_lines_json_and_evidence(plant):
    root = plant("uv.lock", API)
    run = CliRunner().invoke
    assert run(command, [str(root)]).output.startswith("Python 3.11+ web service · uv · FastAPI\n")
    assert json.loads(run(command, [str(root), "--json"]).output)["package_manager"] == "uv"
    assert "[uv.lock]" in run(command, [str(root), "--explain"]).output
    assert run(command, [str(root / "nowhere")]).exit_code == 2


def test_command_prints_names_that_are_not_utf8(plant):
    folder = plant("README.md") / os.fsdecode(b"caf\xe9")
    try:
        folder.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only UTF-8 names")
    (folder / "package.json").write_text("{}")
    for options in ([], ["--json"], ["--explain"]):
        result = CliRunner().invoke(command, [str(folder), *options])
        assert result.exit_code == 0, result.exception


def test_command_shows_the_users_corrections(plant, tmp_path, monkeypatch):
    monkeypatch.setenv("MEMPLUG_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "config").mkdir(parents=True)
    (tmp_path / "home" / "config" / "preferences.toml").write_text('[project]\ntest = "make quick"\n')
    output = CliRunner().invoke(command, [str(plant("uv.lock", API))]).output
    assert "Test: make quick (from your preferences)" in output


def test_unknown_project_has_no_answers():
    assert Project().to_json()["test"] == []


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample projects are not beside the repository")
def test_sample_projects(tmp_path):
    said = {}
    for case in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")):
        name = case["repo"].replace("/", "+")
        if not (tmp_path / name).is_dir():
            with tarfile.open(SAMPLES / f"{name}.tar.gz") as archive:
                archive.extractall(tmp_path, filter="tar")
            (tmp_path / name / ".git").mkdir()
        project = detect(tmp_path / name / case.get("subdir", ""))
        said[case["id"]] = (
            project.language in case["language"],
            project.monorepo in case["monorepo"],
            len(project.lines()) <= 8,
        )
    assert {name for name, right in said.items() if not all(right)} == set()
