"""`memplug demo`: a small session through both hook commands, in a throw-away place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from memplug.errors import UserError
from memplug.project.calling_git import environment

SESSION = Path(__file__).with_name("demo.jsonl")
FILES = {
    "pyproject.toml": (
        '[project]\nname = "teahouse"\nrequires-python = ">=3.11"\n\n'
        '[tool.pytest.ini_options]\ntestpaths = ["tests"]\n\n[tool.ruff]\n'
    ),
    "uv.lock": "version = 1\n",
    "teahouse/menu.py": "def menu(): ...\n",
    "teahouse/money.py": "def price(): ...\n",
    "tests/test_menu.py": "def test_prices(): ...\n",
}
PREFERENCES = """\
[preferences]
code_style = "small functions, no clever one-liners"
verbosity = "concise"
notes = ["Run the tests before you say that something works."]
"""


@click.command(short_help="Show both commands at work on a made-up session.")
def demo() -> None:
    """Take a small session that ships with memplug through both hook commands, and show what the next one is told.

    Everything happens in a temporary folder, which is removed afterwards; nothing of yours is read or changed.

    \b
    Example:
      memplug demo
    """
    with tempfile.TemporaryDirectory(prefix="memplug-demo-") as folder:
        home, project = Path(folder, "home"), Path(folder, "teahouse")
        _set_up(home, project)
        transcript = project.parent / "session.jsonl"
        transcript.write_text(
            SESSION.read_text("utf-8").replace('"/demo/teahouse', json.dumps(str(project))[:-1]), "utf-8"
        )
        click.secho("1. A session ends. The agent calls `memplug session-end`, which reads its transcript:", bold=True)
        end = {
            "session_id": "demo-1",
            "transcript_path": str(transcript),
            "cwd": str(project),
            "hook_event_name": "SessionEnd",
            "reason": "prompt_input_exit",
        }
        _hook("session-end", end, home, project)
        click.echo(f"   {len(transcript.read_bytes()):,} bytes read, one record stored.\n")
        click.secho("2. The next session starts. The agent calls `memplug session-start`, which answers:", bold=True)
        start = {
            "session_id": "demo-2",
            "cwd": str(project),
            "hook_event_name": "SessionStart",
            "source": "startup",
        }
        answer = json.loads(_hook("session-start", start, home, project))
        _show(answer["hookSpecificOutput"]["additionalContext"])
    click.secho("\nTo have this in your own sessions: memplug install claude-code", bold=True)


def _set_up(home: Path, project: Path) -> None:
    """Make a project, a repository when git is installed, and preferences."""
    for name, text in FILES.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (home / "config").mkdir(parents=True)
    (home / "config" / "preferences.toml").write_text(PREFERENCES, "utf-8")
    if shutil.which("git"):
        author = ["-c", "user.name=Demo", "-c", "user.email=demo@example.com", "-c", "commit.gpgsign=false"]
        for words in ("init -q -b main", "add pyproject.toml uv.lock", "commit -q -m"):
            message = ["Begin the teahouse"] if words.startswith("commit") else []
            command = ["git", "-C", str(project), *author, *words.split(), *message]
            subprocess.run(command, check=True, env=_environment(home))  # noqa: S603  fixed words


def _environment(home: Path) -> dict[str, str]:
    """Return the user's environment with memplug's places in `home`, and without the configuration of git."""
    kept = {name: value for name, value in environment(os.environ).items() if not name.startswith("MEMPLUG_")}
    return kept | {
        "MEMPLUG_HOME": str(home),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
    }


def _hook(verb: str, payload: dict[str, str], home: Path, project: Path) -> str:
    """Run a hook command as an agent would and return what it prints. Raises UserError when it fails."""
    done = subprocess.run(  # noqa: S603  this program itself
        [sys.executable, "-m", "memplug", verb, "--host", "claude-code"],
        input=json.dumps(payload), capture_output=True, text=True, encoding="utf-8",
        check=False, cwd=project, env=_environment(home),
    )  # fmt: skip
    if done.returncode or (verb == "session-start" and not done.stdout):
        log = home / "state" / "memplug.log"
        raise UserError(f"memplug {verb} failed: {log.read_text('utf-8') if log.exists() else done.stderr}")
    return done.stdout


def _show(context: str) -> None:
    """Print the context with its headings in colour, where there is colour."""
    for line in context.splitlines():
        click.echo("   ", nl=False)
        click.secho(line, fg="cyan" if line.startswith("## ") else None)
