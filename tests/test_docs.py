"""The documentation says what there is, all of it; `REWRITE_DOCS=1` rewrites what is generated."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from memplug.cli import main
from memplug.context.catalogue import names
from memplug.context.variables import Variables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def commands(group=main, path=("memplug",)):
    context = click.Context(group, info_name=" ".join(path), **main.context_settings)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def page():
    """Each command's help as its user sees it: in a process of its own, since click keeps in a command what an
    earlier call of the same process made of its options."""
    env = {**os.environ, "COLUMNS": "80"}
    parts = [
        "# Every command\n\nThis page is made from the commands' own help (`tests/test_docs.py` holds them equal).\n"
    ]
    for name, *path in [("memplug",), *(path for path, _ in commands())]:
        call = [sys.executable, "-m", name, *path, "--help"]
        shown = subprocess.run(call, capture_output=True, text=True, check=True, cwd=ROOT, env=env).stdout
        parts.append(f"## {' '.join([name, *path])}\n\n```text\n{shown.rstrip()}\n```\n")
    return "\n".join(parts)


def test_the_page_of_commands_is_what_the_commands_say():
    file = ROOT / "docs" / "commands.md"
    if os.environ.get("REWRITE_DOCS"):
        file.write_text(page(), "utf-8")
    assert file.read_text("utf-8") == page()


def test_every_command_of_the_top_is_in_the_readme():
    for path, _ in commands():
        if len(path) == 2 and not path[1].startswith("session-"):
            assert f"`memplug {path[1]}" in README


def test_every_template_and_every_variable_is_documented():
    text = (ROOT / "docs" / "templates.md").read_text("utf-8")
    for name in [*names(), *Variables._fields, "fence"]:
        assert f"`{name}`" in text, name


def test_every_variable_of_the_environment_is_documented():
    used = set()
    for file in (ROOT / "memplug").rglob("*.py"):
        used |= set(re.findall(r"\bMEMPLUG_[A-Z]+\b", file.read_text("utf-8")))
    used -= {"MEMPLUG_"}
    for name in used:
        assert name in README, name


@pytest.mark.parametrize("file", [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")], ids=lambda file: file.name)
def test_links_lead_somewhere(file):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", file.read_text("utf-8")):
        assert (file.parent / target).exists(), target


def test_the_quick_start_is_two_single_lines():
    blocks = re.findall(r"```sh\n(.*?)```", README.split("## Quick start")[1], re.DOTALL)
    assert all(len(block.strip().splitlines()) == 1 for block in blocks[:2])
    assert "memplug demo" in blocks[0]
    assert "pytest" in blocks[1]


def test_the_shown_context_is_what_the_demo_shows(home):
    shown = re.search(r"````text\n(.*?)````", README, re.DOTALL)
    assert shown
    told = home.run("demo").stdout.decode()
    lines = [line.strip() for line in told.splitlines()]
    for line in shown[1].splitlines():
        if "Last commits" not in line:
            assert line.strip() in lines, line


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no checkout, so nothing says which files are ours")
def test_nothing_names_a_registry():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    for name in listed.stdout.split("\0"):
        file = ROOT / name
        if file.is_file():
            text = file.read_text("utf-8", errors="replace")
            for word in ("pypi" + ".org", "registry.npmjs" + ".org", '"resolved"' + ": "):
                assert word not in text, f"{name} names {word}"
