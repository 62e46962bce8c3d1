"""Which task names answer which question, and how a runner is called."""

from __future__ import annotations

# ruff: noqa: E501, SIM905
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.
import re

from memplug.expressions import expression

STRONG: dict[str, tuple[str, ...]] = {
    "test": ("test", "tests", "unit-test", "unittest", "test-unit", "test:unit", "unit", "spec", "test-all", "test:ci", "test:run", "unit_test", "test:all", "test:lib", "test:js", "test:vitest", "test:jest", "test-suite", "testsuite", "test.unit", "test.all", "tests:test", "test:test", "tests:run", "pytest", "phpunit", "vitest", "jest", "docker_test_integration"),
    "lint": ("lint", "linter", "lint:check", "lint-all", "lint:all", "fmt-check", "format-check", "check-format", "format:check", "check:format", "check-fmt", "fmt.check", "lint.check",
             "fmt:check", "quality", "style", "codestyle", "checkstyle", "check-style", "cs", "lint-codebase", "lint-code", "lint:js", "lint:eslint", "eslint", "golangci-lint", "golangci", "test:lint", "lint:ci", "clippy", "typecheck", "type-check", "shellcheck"),
    "build": ("build", "compile", "bundle", "build:all", "build-all", "build:prod", "build:production", "build:release", "compile-all", "compile:all", "build.all"),
    "run": ("dev", "start", "serve", "run", "develop", "server", "start:dev", "dev:server"),
}  # fmt: skip
"""A task of these names goes before the ecosystem's own command."""

WEAK: dict[str, tuple[str, ...]] = {
    "test": ("check", "ci", "verify"),
    "lint": ("check", "phpcs", "phpstan", "cs-check", "analyse", "sa", "check-cs", "lint:php"),
    "build": ("dist", "all"),
    "run": (),
}
"""A task of these names is taken only when the ecosystem has no command of its own."""

IDLE = frozenset(
    "help clean query lua test tests coverage check lint fmt format style doc docs documentation install deps setup init".split()
)
"""What a target `all` may need without building anything."""

LINTS = expression(
    r"lint|fmt|format|style|\bvet\b|clippy|ruff|flake8|black|mypy|pyright|\btsc\b|type-?check|prettier|biome|rubocop|phpcs"
    r"|phpstan|credo|dialy|shellcheck|analy[sz]e",
    re.IGNORECASE,
)
"""What a target `check` of make runs when it is no test, which it is by the GNU convention."""

TESTS = expression(r"(?<![/.@\w:-])[\w:-]*test\b(?!/)")
"""What a script `check` or `ci` runs when it tests: `vitest`, `npm run test:unit`, but not a path such as `tests/types`."""
TAURI = 'src-tauri/ & package.json~"tauri": "tauri"'
"""Where a desktop program is built and run by the script called tauri."""
TOOLS = frozenset({"golangci-lint", "golangci", "pytest", "phpunit", "vitest", "jest"})
"""Names of tasks that are tools as well."""
MENDS = expression(r" --(?:fix|write)\b|\b(?:black|ruff format|isort|cargo fmt)\b(?![^&;|]{0,300}--(?:check|diff))")
"""What tells a script that changes files from one that only looks."""
NOTHING = expression(
    r"""[@-]*(?:true|:|exit \d+|echo (?:"(?:[^"`$]|\$(?!\())*"|'[^']*'|[^"'&|;>`$]*)(?: ?(?:&&|;) ?exit \d+)?)\s*$""",
    re.IGNORECASE,
)
"""A task that does nothing, or only says something."""
INSTALLS = expression(
    r"\bhooks?\b|^(?:python3? -m )?(?:pip3?|npm|pnpm|yarn|bun|uv|poetry|bundle|pre-commit)\s+(?:install|sync|ci)\b[^&;|]*$"
)
"""What a target `dev` runs when it only makes the place ready to work in."""

CALL: dict[str, str] = {
    "just": "just {task}",
    "task": "task {task}",
    "make": "make {task}",
    "composer": "composer {task}",
    "deno": "deno task {task}",
    "poe": "{run}poe {task}",
    "pdm": "pdm run {task}",
    "pipenv": "pipenv run {task}",
    "taskipy": "{run}task {task}",
    "hatch": "hatch run {task}",
    "pixi": "pixi run {task}",
    "mix": "mix {task}",
    "bb": "bb {task}",
    "mise": "mise run {task}",
    "invoke": "{run}invoke {task}",
    "script": "{path}",
    "earth": "earthly +{task}",
    "doit": "{run}doit {task}",
    "cargo": "cargo {task}",
}
"""How a task is run; for a script of package.json its manager decides that."""

FIRST = ("just", "task", "make")
"""Runners of any language, strongest first."""

PACKAGE: dict[str, tuple[str, ...]] = {
    "node": ("npm",),
    "meteor": ("npm",),
    "php": ("composer",),
    "deno": ("deno",),
    "python": ("poe", "pdm", "pipenv", "taskipy", "hatch", "pixi", "invoke", "doit"),
    "rust": ("cargo",),
    "elixir": ("mix",),
    "clojure": ("bb", "npm"),
    "elm": ("npm",),
    "purescript": ("npm",),
    "foundry": ("npm",),
    "anchor": ("npm",),
    "mdbook": ("npm",),
    "antora": ("npm",),
    "hugo": ("npm",),
    "zola": ("npm",),
    "jekyll": ("npm",),
    "action": ("npm",),
    "lua": ("npm",),
    "unity-package": (),
    "tree-sitter": ("npm",),
    "ape": ("npm",),
    "shell": ("npm",),
    "make": ("npm",),
    "docker": ("npm",),
}
"""Ecosystem → the runners that its own manifest feeds."""

MISE = "mise"
"""Asked after what the package's own manifest feeds."""
LAST = ("script", "earth")
"""Asked after the ecosystem's own commands."""

FILES: dict[str, str] = {
    "just": "justfile | Justfile | .justfile | JUSTFILE",
    "task": "Taskfile.y*ml | taskfile.y*ml | Taskfile.dist.y*ml",
    "make": "GNUmakefile | makefile | Makefile",
    "npm": "package.json",
    "composer": "composer.json",
    "deno": "deno.json*",
    "mise": "mise.toml | .mise.toml | .config/mise.toml | mise/config.toml | mise-tasks/ | .mise/tasks/",
    "poe": "pyproject.toml",
    "pdm": "pyproject.toml",
    "pipenv": "Pipfile",
    "taskipy": "pyproject.toml",
    "hatch": "pyproject.toml | hatch.toml",
    "pixi": "pixi.toml | pyproject.toml",
    "nox": "noxfile.py",
    "tox": "tox.ini | tox.toml | setup.cfg",
    "invoke": "tasks.py",
    "doit": "dodo.py",
    "rake": "Rakefile | rakefile | Rakefile.rb",
    "mix": "mix.exs",
    "bb": "bb.edn",
    "cargo": ".cargo/config.toml",
    "earth": "Earthfile",
    "script": "*.sh | script/ | bin/ | scripts/",
}
"""Where a runner's tasks stand."""

CARRIERS = frozenset(
    [
        "cargo",
        "npx",
        "pnpm",
        "exec",
        "yarn",
        "bunx",
        "uv",
        "run",
        "poetry",
        "pdm",
        "pipenv",
        "bundle",
        "vendor",
        "bin",
        "dotnet",
        "hatch",
        "pixi",
        "rye",
        "npm",
        "deno",
    ]
)
"""Words in front of the tool that a command runs."""

ENTRY_POINTS = ("app/main.py", "main.py", "app.py", "streamlit_app.py")
"""Files that a Python web framework is started with."""
