"""The shipped templates by name, and made-up sessions on which a person's own are tried."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from memplug.context.render import SUFFIX, Renderer, TemplateProblem
from memplug.context.variables import Beside, Changes, Earlier, PreferenceLine, Variables
from memplug.digest.model import Commit, Digest, Failure, LastTestRun
from memplug.paths import shipped
from memplug.project.git import GitState


def names() -> list[str]:
    """Return the names of the shipped templates, as commands take them."""
    folder = shipped("templates")
    return sorted(file.relative_to(folder).as_posix().removesuffix(SUFFIX) for file in folder.rglob(f"*{SUFFIX}"))


SAMPLE = Variables(
    kind="full",
    source="startup",
    host="Claude Code",
    preferences=(PreferenceLine("Language", "Python"),),
    notes=("Small commits",),
    project=("Python library · uv", "Test: uv run pytest"),
    state=Earlier(
        host="Codex",
        branch="main",
        ended="2026-11-20 10:42 UTC",
        elsewhere="on branch main",
        digest=Digest(
            goal="Add a greet function",
            prompts=("Now add a test",),
            answer="Done. Shall I commit?",
            question="Shall I commit?",
            decisions=("Never print in library code",),
            edited=("greet.py",),
            open_tasks=("Document greet",),
            failures=(Failure("pytest", passed_later=True),),
            tests=LastTestRun("pytest", passed=True, summary="2 passed"),
            commits=(Commit("f039b00", "Add greet"),),
        ),
    ),
    beside=(Beside("Gemini CLI", "2026-11-21 09:15 UTC", "in another worktree", "Review the parser"),),
    changes=Changes(since="2026-11-20 10:42 UTC"),
    git=GitState(branch="main", head="f039b00", changed=("app.py",), changed_count=1),
    sections={"preferences": "## How the user likes to work"},
)
"""A made-up session, on which templates are tried."""

SAMPLES = (SAMPLE, SAMPLE._replace(state=None, git=None, preferences=(), project=(), beside=(), changes=None))
"""A session with everything, and one with nothing to say."""


def tried(folders: Sequence[Path]) -> tuple[list[str], list[TemplateProblem]]:
    """Return the names of the templates in `folders`, and what goes wrong when they are rendered on the samples."""
    renderer = Renderer(folders)
    own = [name for name in names() if any((folder / f"{name}{SUFFIX}").is_file() for folder in folders)]
    for values in SAMPLES:
        for name in own:
            renderer.render(name, values)
    return own, renderer.problems


def strangers(folder: Path) -> list[Path]:
    """Return the files in a folder of templates that have the name of none, so that they are never used."""
    known = {folder / f"{name}{SUFFIX}" for name in names()}
    return sorted(file for file in folder.rglob("*") if file.is_file() and file not in known)
