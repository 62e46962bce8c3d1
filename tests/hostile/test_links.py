"""Links that a cloned repository brings along: nothing is written where they lead."""

from __future__ import annotations

import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs links")
SESSION = "5f0c2a7e-1111-4222-8333-444444444444"
HOOK = ("session-hook", "create", SESSION, "Stop", "json", "--message", "x")


def install(scope: str) -> tuple[str, ...]:
    return ("install", "claude-code", "--scope", scope)


def prefs(layer: str) -> tuple[str, ...]:
    return ("prefs", "set", "verbosity", "concise", layer)


@pytest.mark.parametrize(
    ("link", "leads_to", "command"),
    [
        (".claude", "", install("project")),
        (".claude", "", install("local")),
        (".claude/settings.json", "settings.json", install("project")),
        (".claude/settings.local.json", "settings.json", install("local")),
        (".claude/settings.local.json", "new.json", install("local")),
        (".claude/settings.local.json", "settings.json", ("uninstall", "claude-code", "--scope", "local")),
        (".claude", "", HOOK),
        (".claude/hooks", "hooks", HOOK),
        (f".claude/hooks/hooks.{SESSION}.json", "settings.json", (*HOOK, "--append")),
        (f".claude/hooks/hooks.{SESSION}.json", "new.json", HOOK),
        (".memplug", "", prefs("--project")),
        (".memplug/preferences.toml", "preferences.toml", prefs("--project")),
        (".memplug/preferences.local.toml", "new.toml", prefs("--local")),
        (".memplug", "", ("trust", "--yes")),
    ],
)
def test_nothing_is_written_through_a_link(home, tmp_path, link, leads_to, command):
    outside = tmp_path / "outside"
    (outside / "hooks").mkdir(parents=True)
    (outside / "settings.json").write_text('{"a": 1}\n')
    (outside / "preferences.toml").write_text("[preferences]\n")
    before = {file: file.read_bytes() for file in outside.rglob("*") if file.is_file()}
    (home.cwd / link).parent.mkdir(parents=True, exist_ok=True)
    (home.cwd / link).symlink_to(outside / leads_to)
    done = home.run(*command)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: ")
    assert {file: file.read_bytes() for file in outside.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("kind", ["fifo", "device", "loop", "folder"])
def test_manifests_that_are_no_files_keep_nobody_waiting(home, kind):
    import os

    for name in (
        "package.json",
        "pyproject.toml",
        "Cargo.toml",
        "go.mod",
        "pom.xml",
        "Makefile",
        "README.md",
        ".nvmrc",
    ):
        file = home.cwd / name
        if kind == "fifo":
            os.mkfifo(file)
        elif kind == "folder":
            file.mkdir()
        else:
            file.symlink_to("/dev/zero" if kind == "device" else name)
    assert "- Branch main" in home.start()
    assert "not done after" not in home.log
