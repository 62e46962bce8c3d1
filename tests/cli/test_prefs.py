from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


class Person:
    """Somebody at a terminal, in a git repository on branch main, with a home of their own."""

    def __init__(self, tmp_path: Path) -> None:
        self.root = tmp_path / "project"
        self.home = tmp_path / "home"
        home = str(self.home)
        self.env = {"MEMPLUG_HOME": home, "HOME": home, "USERPROFILE": home, "PYTHONUTF8": "1"}
        self.user = self.home / "config" / "preferences.toml"
        self.project = self.root / ".memplug" / "preferences.toml"
        self.local = self.root / ".memplug" / "preferences.local.toml"
        (self.root / "src").mkdir(parents=True)
        subprocess.run(["git", "init", "-q", "-b", "main"], cwd=self.root, check=True)

    def write(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())

    def run(self, *arguments: str, code: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "memplug", *arguments],
            cwd=self.root / "src",
            env=os.environ | self.env | env,
            capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def prefs(self, *arguments: str, **rest: Any) -> subprocess.CompletedProcess[str]:
        return self.run("prefs", *arguments, **rest)

    def editor(self, script: str) -> dict[str, str]:
        """Return the environment of an editor that runs `script` with the file's name as `name`."""
        file = self.home / "editor.py"
        self.write(file, f"import sys\nname = sys.argv[1]\n{script}\n")
        return {"VISUAL": f'"{sys.executable}" "{file}"'}


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path)


def test_path(person: Person) -> None:
    assert person.prefs("path").stdout == f"{person.user}\n"
    assert person.prefs("path", "--project").stdout == f"{person.project}\n"
    assert person.prefs("path", "--local").stdout == f"{person.local}\n"


def test_show_names_the_file_and_line_of_every_value(person: Person) -> None:
    person.write(person.user, '[preferences]\nverbosity = "concise"\nnotes = ["one"]\n')
    person.write(
        person.project,
        '[preferences]\neditor = "vim"\n[[when]]\nbranch = "release/*"\n[when.preferences]\nverbosity = "detailed"\n',
    )
    untrusted = person.prefs("show")
    assert "vim" not in untrusted.stdout
    assert untrusted.stderr == (
        f"{person.project} is not trusted and has no effect; `memplug trust` shows it and asks\n"
    )
    person.run("trust", "--yes")
    project = person.project
    assert person.prefs("show").stdout == (
        f"""\
preferences.verbosity       "concise"                                   ~/config/preferences.toml:2
preferences.editor          "vim"                                       {project}:2
preferences.notes[0]        "one"                                       ~/config/preferences.toml:3
context.enabled             true                                        default
context.max_chars           6000                                        default
context.order               ["preferences", "project", "state", "git"]  default
state.keep_days             90                                          default
state.max_mb                100                                         default
git.status_timeout_ms       150                                         default
session_hooks.remove_stale  false                                       default
sdk.suppress_output         false                                       default
[[when]] branch = release/*: not in force here  {project}:3
"""
    )
    shown = person.prefs("show", "--branch", "release/2").stdout
    assert f'preferences.verbosity       "detailed"                                  {project}:6\n' in shown
    assert f"[[when]] branch = release/*: in force here  {project}:3\n" in shown


def test_show_for_programs(person: Person) -> None:
    person.write(person.user, '[preferences]\nverbosity = "concise"\nlanguage = 3\n[[when]]\npath = "src"\n')
    shown = json.loads(person.prefs("show", "--json", "--host", "claude-code").stdout)
    assert shown["values"]["preferences.verbosity"] == {
        "value": "concise", "file": str(person.user), "line": 2,
    }  # fmt: skip
    assert shown["values"]["context.max_chars"] == {"value": 6000, "file": None, "line": None}
    assert shown["when"] == [{"conditions": {"path": ["src"]}, "in_force": True, "file": str(person.user), "line": 4}]
    assert shown["facts"] | {"language": None, "type": None} == {
        "host": "claude-code", "branch": "main", "path": "src", "language": None, "type": None,
    }  # fmt: skip
    assert [(f["name"], f["exists"], f["counts"]) for f in shown["files"]] == [
        ("user", True, True), ("project", False, False), ("local", False, False),
    ]  # fmt: skip
    assert [(p["file"], p["line"], p["column"]) for p in shown["problems"]] == [(str(person.user), 3, 1)]


def test_why_explains_what_counts_and_what_does_not(person: Person) -> None:
    person.write(person.user, '[preferences]\nverbosity = "concise"\n')
    person.write(
        person.project,
        '[preferences]\nverbosity = "normal"\n[[when]]\nbranch = "x"\n[when.preferences]\nverbosity = "detailed"\n',
    )
    person.run("trust", "--yes")
    assert person.prefs("why", "verbosity").stdout == (
        f"""\
preferences.verbosity = "normal"  {person.project}:2
  only when branch = x: "detailed"  {person.project}:6
  outranked: "concise"  ~/config/preferences.toml:2
"""
    )
    assert person.prefs("why", "verbosity", "--branch", "x").stdout == (
        f"""\
preferences.verbosity = "detailed"  {person.project}:6
  outranked: "normal"  {person.project}:2
  outranked: "concise"  ~/config/preferences.toml:2
"""
    )
    assert person.prefs("why", "context.max_chars").stdout == "context.max_chars = 6000  default\n"
    assert person.prefs("why", "editor").stdout == "preferences.editor is not set.\n"
    assert person.prefs("why", "git", code=1).stderr == (
        "Error: git is a table; name one of its keys: status_timeout_ms\n"
    )


def test_set_keeps_comments_and_writes_privately(person: Person) -> None:
    person.write(person.user, '# mine\n[preferences]\nverbosity = "normal"  # not too long\n')
    person.user.chmod(0o644)
    done = person.prefs("set", "verbosity", "concise")
    assert done.stdout == f"{person.user}: preferences.verbosity is set.\n"
    assert person.user.read_text() == '# mine\n[preferences]\nverbosity = "concise"  # not too long\n'
    if sys.platform != "win32":
        assert stat.S_IMODE(person.user.stat().st_mode) == 0o600
    assert [file.name for file in person.user.parent.iterdir()] == ["preferences.toml"]


def test_set_begins_a_file_with_the_starter(person: Person) -> None:
    person.prefs("set", "context.max_chars", "3000")
    text = person.user.read_text()
    assert text.startswith("#:schema file://")
    assert "\nmax_chars = 3000\n" in text
    assert '"value": 3000' in person.prefs("show", "--json").stdout


def test_set_keeps_byte_order_mark_and_line_ends(person: Person) -> None:
    person.write(person.user, '\ufeff[preferences]\r\nverbosity = "normal"\r\n')
    person.prefs("set", "editor", "vim")
    expected = '\ufeff[preferences]\r\nverbosity = "normal"\r\neditor = "vim"\r\n'
    assert person.user.read_bytes() == expected.encode()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("verbosity", "chatty"),
            (
                'nothing was written: verbosity must be "concise", "normal" or "detailed", not "chatty"; '
                'for example: verbosity = "concise"'
            ),
        ),
        (
            ("context.max_char", "3000"),
            "nothing was written: [context] has no key max_char; did you mean max_chars?",
        ),
        (
            ("notes", "one"),
            (
                'nothing was written: notes must be a list, not "one"; '
                'for example: notes = ["Ask before you add a dependency."]'
            ),
        ),
        (
            ("colours.x", "1"),
            (
                "nothing was written: there is no table colours; the tables are preferences, context, project, "
                "state, git, session_hooks, sdk and when; further keys go below [preferences]"
            ),
        ),
    ],
)
def test_set_refuses_what_check_would_refuse(person: Person, arguments: tuple[str, ...], message: str) -> None:
    person.write(person.user, "[preferences]\n")
    assert person.prefs("set", *arguments, code=1).stderr == f"Error: {message}\n"
    assert person.user.read_text() == "[preferences]\n"


def test_a_number_below_nothing_is_a_value_and_no_option(person: Person) -> None:
    done = person.run("prefs", "set", "state.keep_days", "-1", code=1)
    assert done.stderr == (
        "Error: nothing was written: keep_days must be a whole number from 0 to 36500, not -1;"
        " for example: keep_days = 90\n"
    )
    assert "unexpected extra argument (--projekt)" in person.run("prefs", "set", "a", "b", "--projekt", code=2).stderr


def test_set_mends_a_file_but_not_one_that_is_no_toml(person: Person) -> None:
    person.write(person.user, "[preferences]\nverbosity = 3\n[context]\nenabled = 1\n")
    person.prefs("set", "verbosity", "concise")
    assert 'verbosity = "concise"' in person.user.read_text()
    person.write(person.user, "[preferences\n")
    error = person.prefs("set", "verbosity", "concise", code=1).stderr
    assert error.startswith(f"Error: {person.user}:1:13: this is not TOML: ")
    assert person.user.read_text() == "[preferences\n"


def test_unset(person: Person) -> None:
    person.write(person.user, '[preferences]\n# a\nverbosity = "normal"\n# b\nx = 1\n')
    assert person.prefs("unset", "verbosity").stdout == (f"{person.user}: preferences.verbosity is taken out.\n")
    assert person.user.read_text() == "[preferences]\n# a\n# b\nx = 1\n"
    assert person.prefs("unset", "verbosity", code=1).stderr == (
        "Error: preferences.verbosity is not set in this file; `memplug prefs why verbosity` looks in all\n"
    )


def test_the_users_own_change_keeps_trust(person: Person) -> None:
    person.prefs("set", "project.test", "make check", "--project")
    assert "#:schema" not in person.project.read_text()
    person.prefs("set", "verbosity", "concise", "--local")
    shown = json.loads(person.prefs("show", "--json").stdout)
    assert shown["values"]["project.test"]["value"] == ["make check"]
    assert shown["values"]["preferences.verbosity"]["file"] == str(person.local)
    person.prefs("unset", "project.test", "--project")
    assert "is trusted." in person.run("trust", "--show").stdout


def test_a_change_does_not_trust_what_others_wrote(person: Person) -> None:
    person.write(person.project, "[preferences]\nx = 1\n")
    done = person.prefs("set", "verbosity", "concise", "--project")
    assert done.stderr == (f"{person.root / '.memplug'} is not trusted, so this has no effect; see `memplug trust`\n")
    assert "is not trusted." in person.run("trust", "--show").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_links_are_written_through_but_not_out_of_the_project(person: Person, tmp_path: Path) -> None:
    dotfiles = tmp_path / "dotfiles.toml"
    dotfiles.write_text("[preferences]\n")
    person.user.parent.mkdir(parents=True)
    person.user.symlink_to(dotfiles)
    person.prefs("set", "verbosity", "concise")
    assert person.user.is_symlink()
    assert dotfiles.read_text() == '[preferences]\nverbosity = "concise"\n'
    person.project.parent.mkdir()
    person.project.symlink_to(dotfiles)
    error = person.prefs("set", "verbosity", "normal", "--project", code=1).stderr
    assert error == (f"Error: {person.project} is a link to {dotfiles}, outside of the project; nothing was written\n")
    assert dotfiles.read_text() == '[preferences]\nverbosity = "concise"\n'


def test_edit_opens_the_starter_and_checks_the_result(person: Person) -> None:
    good = person.editor("open(name, 'a').write('\\n[[when]]\\nbranch = \"x\"\\n')")
    assert person.prefs("edit", **good).stdout == f"{person.user}: no mistakes.\n"
    text = person.user.read_text()
    assert text.startswith("#:schema file://")
    assert text.endswith('\n[[when]]\nbranch = "x"\n')
    bad = person.editor("open(name, 'w').write('[preferences]\\nverbosity = 3\\n')")
    assert person.prefs("edit", code=1, **bad).stderr == (
        f'{person.user}:2:1: verbosity must be "concise", "normal" or "detailed", not 3; '
        'for example: verbosity = "concise"\n'
        "Error: what is named above has no effect; `memplug prefs edit` opens the file again\n"
    )


def test_edit_keeps_a_project_trusted(person: Person) -> None:
    write = person.editor("open(name, 'w').write('[preferences]\\nx = 1\\n')")
    person.prefs("edit", "--local", **write)
    assert "is trusted." in person.run("trust", "--show").stdout


def test_an_editor_that_fails(person: Person) -> None:
    error = person.prefs("edit", code=1, **person.editor("sys.exit(3)")).stderr
    assert "Editing failed" in error


def test_check_names_every_mistake_of_every_file(person: Person) -> None:
    assert person.prefs("check").stdout == ("There is no preferences file yet; `memplug prefs edit` makes one.\n")
    person.write(person.user, '[preferences]\nverbosity = "concise"\n')
    assert person.prefs("check").stdout == f"{person.user}: no mistakes.\n"
    person.write(person.project, "[preferences]\n  verbosity = 1\n[contxt]\n")
    assert person.prefs("check", code=1).stdout == (
        f"""\
{person.project}:2:3: verbosity must be "concise", "normal" or "detailed", not 1; for example: verbosity = "concise"
{person.project}:3:1: there is no table contxt; did you mean context?
{person.user}: no mistakes.
"""
    )
    assert person.prefs("check", "--user").stdout == f"{person.user}: no mistakes.\n"
    assert json.loads(person.prefs("check", str(person.project), "--json", code=1).stdout)[1] == {
        "file": str(person.project),
        "line": 3,
        "column": 1,
        "message": "there is no table contxt",
        "remedy": "did you mean context?",
    }
    assert json.loads(person.prefs("check", "--user", "--json").stdout) == []
    assert person.prefs("check", "gone.toml", code=1).stderr == (
        "Error: gone.toml is not there; `memplug prefs path` prints where yours would be\n"
    )


def test_wrong_usage_exits_with_2(person: Person) -> None:
    person.prefs("set", "verbosity", code=2)
    person.prefs("paint", code=2)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_config_folder_that_cannot_be_written(person: Person) -> None:
    person.write(person.user, "[preferences]\n")
    person.user.parent.chmod(0o500)
    error = person.prefs("set", "verbosity", "concise", code=1).stderr
    assert error.startswith(f"Error: {person.user} cannot be written (")
    assert person.user.read_text() == "[preferences]\n"
