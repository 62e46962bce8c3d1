"""The commands for people, as processes."""

from __future__ import annotations

import json

import pytest

from memplug.cli import COMMANDS

SESSION = (
    ("user", "Build the parser"),
    ("tool", "Edit", {"file_path": "/elsewhere/parser.py"}, "ok"),
    ("say", "Built."),
)


def test_preview_prints_exactly_what_the_next_start_is_told(home, transcript):
    home.end(transcript(*SESSION))
    home.preferences('[preferences]\nlanguage = "Python"\n')
    for source in ("startup", "resume", "compact"):
        done = home.run("preview", "--source", source)
        assert done.returncode == 0
        assert done.stdout.decode() == home.start(source, session_id="") + "\n"


def test_preview_tells_the_length_of_each_section_and_what_gave_way(home, transcript):
    home.end(transcript(*SESSION))
    home.preferences(
        '[preferences]\nlanguage = "Python"\n[context]\nmax_chars = 370\norder = ["preferences", "state", "git"]\n'
    )
    told = home.json("preview")
    assert told["left_out"] == ["git"]
    assert "Left out for length: git (`memplug preview --all` shows it)." in told["context"]
    assert told["characters"] == len(told["context"]) <= 370
    assert set(told["sections"]) == {"preferences", "state", "git"}
    assert b"git  left out for length" in home.run("preview").stderr
    assert "## Git" in home.run("preview", "--all").stdout.decode()


def test_preview_knows_the_hosts(home):
    done = home.run("preview", "--host", "nonsense")
    assert done.returncode == 1
    assert (
        b"unknown host 'nonsense'; known are claude-code, codex, gemini-cli, copilot-cli, copilot-sdk, hawa-code, generic"
        in done.stderr
    )
    assert home.json("preview", "--host", "hawa-code")["host"] == "hawa-code"


def test_status_and_show(home, transcript):
    assert b"No session of this project is stored yet." in home.run("status").stdout
    assert home.run("show").returncode == 1
    assert home.run("show", "abc").returncode == 1
    home.end(transcript(*SESSION), session_id="abc-1")
    home.end(transcript(*SESSION), session_id="abc-2")
    assert b"claude-code on main: Build the parser" in home.run("status").stdout
    assert b"goal: Build the parser" in home.run("show", "abc-1").stdout
    assert b"- parser.py" in home.run("show").stdout
    assert home.json("show", "abc-2")["id"] == "abc-2"
    ambiguous = home.run("show", "abc")
    assert ambiguous.returncode == 1
    assert b"'abc' is the beginning of 2 ids" in ambiguous.stderr
    assert b"no stored session has an id that begins with 'x'" in home.run("show", "x").stderr


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("session", ["", " "])
def test_show_with_an_empty_id_says_what_is_wrong(home, transcript, session, stored):
    if stored:
        home.end(transcript(("user", "Build it"), ("say", "Built.")))
    done = home.run("show", session)
    assert done.returncode == 2
    assert b"an id cannot be empty; `memplug status` lists this project's last sessions" in done.stderr


def test_status_shows_the_end_of_the_log(home):
    home.run("session-start", stdin=b"{")
    assert b"the payload is not JSON" in home.run("status").stdout
    assert "not JSON" in home.json("status")["log"][-1]


def test_a_store_that_cannot_be_read_is_named(home):
    (home.path / "state").mkdir(parents=True)
    (home.path / "state" / "memplug.db").write_bytes(b"garbage" * 100)
    for command in ("status", "show"):
        done = home.run(command)
        assert done.returncode == 1
        assert b"memplug.db: file is not a database" in done.stderr


def test_templates_are_listed_shown_taken_over_and_checked(home):
    listed = home.run("templates", "list").stdout.decode()
    assert "sections/git" in listed
    assert "none of" not in listed
    assert b"no templates of yours" in home.run("templates", "check").stdout
    target = home.path / "config" / "templates" / "sections" / "git.md.j2"
    assert home.run("templates", "eject", "sections/git").stdout.decode().strip() == str(target)
    assert home.run("templates", "eject", "sections/git").returncode == 1
    assert home.run("templates", "eject", "sections/git", "--force").returncode == 0
    assert str(target) in home.run("templates", "list").stdout.decode()
    assert b"1 of your templates checked, no mistakes" in home.run("templates", "check").stdout
    target.write_text("a\n{{ nothing }}\n")
    done = home.run("templates", "check")
    assert done.returncode == 1
    assert f"{target}:2: 'nothing' is undefined".encode() in done.stderr
    assert b"nothing" in home.run("templates", "show", "sections/git").stdout
    assert b"nothing" not in home.run("templates", "show", "sections/git", "--shipped").stdout
    assert home.run("templates", "show", "nonsense").returncode == 2


def test_a_template_that_is_never_used_is_named(home):
    home.template("sections/gti", "x")
    done = home.run("templates", "check")
    assert done.returncode == 1
    assert b"no template has this name" in done.stderr


def test_a_broken_template_costs_nothing_and_is_said(home, transcript):
    home.end(transcript(*SESSION))
    whole = home.start()
    file = home.template(
        "sections/state", "{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}"
    )
    broken = home.start()
    assert broken.replace("</memplug>", "") == whole.replace("\n</memplug>", "") + (
        f"\n\nmemplug: {file}:1: takes more than 20,000 steps: does a loop never end?; "
        "the shipped template was used instead (`memplug templates check`)\n"
    )


def test_templates_of_a_trusted_project_are_listed_and_shown(home):
    file = home.cwd / ".memplug" / "templates" / "full.md.j2"
    file.parent.mkdir(parents=True)
    file.write_text("of the project\n", "utf-8")
    assert str(file) not in home.run("templates", "list").stdout.decode()
    home.run("trust", "--yes")
    assert str(file) in home.run("templates", "list").stdout.decode()
    assert home.run("templates", "show", "full").stdout == b"of the project\n"


def test_the_variables_of_templates_are_listed(home):
    told = home.run("templates", "vars").stdout.decode()
    assert "  state: Earlier | None" in told
    assert "Beside:\n  host: str" in told
    assert "  edited: tuple[str, ...]" in told


def test_demo_shows_both_commands_and_touches_nothing(home):
    done = home.run("demo")
    assert done.returncode == 0
    told = done.stdout.decode()
    for heading in ("## How the user likes to work", "## Project", "## Where the last session stopped", "## Git"):
        assert heading in told
    assert "Describe --json in README.md" in told
    assert not home.path.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(home, name):
    done = home.run(name, "--help")
    assert done.returncode == 0
    assert b"Example:" in done.stdout


def test_wrong_usage_exits_with_2(home):
    for arguments in (["nonsense"], ["preview", "--nonsense"], ["show", "a", "b"]):
        assert home.run(*arguments).returncode == 2


def test_colours_are_only_for_terminals(home, transcript):
    home.end(transcript(*SESSION))
    for arguments in (["show"], ["demo"], ["templates", "vars"], ["preview"]):
        assert b"\x1b" not in home.run(*arguments).stdout


def test_json_is_json(home, transcript):
    home.end(transcript(*SESSION))
    for arguments in (["preview"], ["status"], ["show"]):
        assert isinstance(json.loads(home.run(*arguments, "--json").stdout), dict)
