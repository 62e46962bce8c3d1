"""Where the answer is about: workspaces, members, sub-directories, projects below the root, CI and containers."""

from __future__ import annotations

from pathlib import Path

import pytest

from memplug.project.detect import detect

PNPM = {
    "package.json": '{"private": true, "packageManager": "pnpm@9.0.0", "scripts": {"test": "turbo test"}}',
    "pnpm-workspace.yaml": "packages:\n  - 'packages/*'\n  - apps/web # the site\n",
    "packages/a/package.json": '{"name": "a", "exports": "./a.js", "scripts": {"test": "vitest"}}',
    "packages/b/package.json": '{"name": "b", "exports": "./b.js"}',
    "apps/web/package.json": '{"name": "web", "private": true, "dependencies": {"next": "15"}}',
}

WORKSPACES = [
    (PNPM, "", True),
    ({"package.json": '{"workspaces": ["p/*"]}', "p/a/package.json": "{}", "p/b/package.json": "{}"}, "", True),
    ({"package.json": '{"workspaces": {"packages": ["p/a", "p/b"]}}', "p/a/package.json": "{}", "p/b/package.json": "{}"}, "", True),
    ({"package.json": "{}", "pnpm-workspace.yaml": "onlyBuiltDependencies:\n  - x\n"}, "", False),
    ({"package.json": '{"workspaces": ["docs", "examples/*"]}', "docs/package.json": "{}", "examples/a/package.json": "{}"}, "", False),
    ({"Cargo.toml": "[workspace]\nmembers = ['a', 'b']\n", "a/Cargo.toml": "", "b/Cargo.toml": ""}, "", True),
    ({"Cargo.toml": "[package]\nname = 'x'\n[workspace]\nmembers = ['fuzz']\n", "fuzz/Cargo.toml": ""}, "src/lib.rs", False),
    ({"pyproject.toml": "[tool.uv.workspace]\nmembers = ['p/*']\n", "p/a/pyproject.toml": "", "p/b/pyproject.toml": ""}, "", True),
    ({"go.work": "go 1.23\nuse (\n\t./a\n\t./b\n)\n", "a/go.mod": "", "b/go.mod": ""}, "", True),
    ({"pom.xml": "<modules><module>a</module><module>b</module></modules>", "a/pom.xml": "", "b/pom.xml": ""}, "", True),
    ({"settings.gradle": "include ':a', ':b'\n"}, "", True),
    ({"settings.gradle": "include(':app')\n"}, "app/build.gradle", False),
    ({"mix.exs": 'apps_path: "apps"'}, "", True),
    ({"nx.json": "{}", "package.json": "{}"}, "apps/a/project.json", True),
    ({}, "a.opam b.opam dune-project", True),
    ({}, "Dockerfile app.py requirements.txt", False),
    ({}, "a/Cargo.toml b/Cargo.toml c/Cargo.toml", True),
    ({}, "a/mix.exs b/mix.exs", False),
]  # fmt: skip


@pytest.mark.parametrize(("files", "names", "expected"), WORKSPACES)
def test_a_workspace_coordinates_two_or_more_packages(plant, files, names, expected):
    assert detect(plant(names, files)).monorepo is expected


def test_a_root_without_a_package_of_its_own_is_a_monorepo(plant):
    project = detect(plant("", PNPM))
    assert (project.type, project.package_manager, project.test) == ("monorepo", "pnpm", ("pnpm test",))
    assert project.evidence["monorepo"] == "pnpm-workspace.yaml: pnpm workspace, 3 members"


def test_a_member_has_its_own_answer_with_the_roots_manager(plant):
    root = plant("tsconfig.json", PNPM)
    project = detect(root / "packages" / "a")
    assert (project.type, project.package_manager, project.test) == ("library", "pnpm", ("pnpm test",))
    assert (project.monorepo, project.member) == (True, "packages/a")
    assert detect(root / "apps" / "web").framework == ("Next.js",)


def test_a_members_commands_work_from_there(plant):
    files = {"settings.gradle": "include ':a', ':b'", "a/build.gradle": "plugins { id 'java' }", "b/build.gradle": ""}
    root = plant("gradlew a/src/main/java/A.java", files)
    assert detect(root / "a").test == ("cd .. && ./gradlew test -p a",)


def test_a_python_member_has_the_lock_and_the_tools_of_its_root(plant):
    members = "[tool.uv.workspace]\nmembers = ['p/*']\n[tool.ruff]\n[tool.pytest.ini_options]\n"
    member = "[project]\nname = 'a'\n"
    files = {"pyproject.toml": members, "p/a/pyproject.toml": member, "p/b/pyproject.toml": member}
    project = detect(plant("uv.lock p/a/tests/test_a.py", files) / "p" / "a")
    assert (project.package_manager, project.test, project.lint) == ("uv", ("uv run pytest",), ("uv run ruff check",))


def test_below_the_manifest_commands_lead_back_to_it(plant):
    root = plant("src/x/__init__.py tests/conftest.py", {"pyproject.toml": "[project]\nname = 'x'\n"})
    project = detect(root / "src" / "x")
    assert (project.language, project.member, project.test) == ("Python", None, ("cd ../.. && pytest",))


def test_programs_that_walk_up_are_called_as_they_are(plant):
    assert detect(plant("Cargo.toml src/a/b.rs") / "src" / "a").test == ("cargo test",)


def test_a_manifest_below_an_empty_root_counts_and_names_its_directory(plant):
    root = plant("README.md docker-compose.yml backend/uv.lock backend/tests/conftest.py", {
        "backend/pyproject.toml": "[project]\nname = 'app'\ndependencies = ['fastapi']\n",
        "frontend/package.json": '{"private": true, "dependencies": {"react": "19"}}',
        "frontend/index.html": "",
        **{f"backend/app/m{n}.py": "" for n in range(5)},
    })  # fmt: skip
    project = detect(root)
    assert project.test == ("cd backend && uv run pytest",)
    assert (project.language, project.type, project.framework) == ("Python", "web app", ("FastAPI", "React"))


def test_a_package_json_that_only_runs_a_formatter_does_not_make_it_javascript(plant):
    files = {"package.json": '{"private": true, "devDependencies": {"prettier": "3"}}', "Gemfile": 'gem "sinatra"\n'}
    assert detect(plant("app.rb lib/a.rb lib/b.rb", files)).language == "Ruby"


def test_typescript_by_configuration_or_majority(plant):
    assert detect(plant("package.json a.ts b.ts c.js")).language == "TypeScript"
    assert detect(plant("tsconfig.json")).language == "TypeScript"


def test_ci_and_containers_are_found_at_the_root_from_anywhere(plant):
    root = plant(".github/workflows/ci.yml .gitlab-ci.yml Dockerfile compose.yaml fly.toml src/lib.rs Cargo.toml")
    project = detect(root / "src")
    assert project.ci == ("GitHub Actions", "GitLab CI")
    assert project.containers == ("Dockerfile", "Docker Compose", "Fly.io")


def test_nothing_above_the_repository_counts(plant, tmp_path):
    (tmp_path / "package.json").write_text("{}")
    assert detect(plant("README.rst")).package_manager is None


def test_this_repository():
    project = detect(Path(__file__).resolve().parents[2])
    assert (project.language, project.type, project.versions["Python"]) == ("Python", "cli", ">=3.11")
    assert project.test == ("pytest",) or project.test[0].endswith("test")
    assert any("ruff" in line or "lint" in line for line in project.lint)
    assert not project.monorepo


def test_an_application_root_decides_whatever_its_front_end_weighs(plant):
    files = {"composer.json": '{"require": {"laravel/framework": "^12"}}', "package.json": '{"private": true}'}
    project = detect(plant("artisan app/A.php " + " ".join(f"resources/js/{n}.ts" for n in "abcdefgh"), files))
    assert (project.language, project.package_manager, project.framework) == ("PHP", "composer", ("Laravel",))
