from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from memplug.preferences import Facts, Layer, Preferences, load


def loaded(*texts: str) -> Preferences:
    names: tuple[Literal["user", "project", "local"], ...] = ("user", "project", "local")
    return load([Layer(name, Path(name), text.encode(), counts=True) for name, text in zip(names, texts, strict=False)])


ALL = Facts(host="claude-code", branch="release/1.0", path="web/src", language="Python", type="library")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ('language = "python"', True),
        ('language = ["Rust", "Python"]', True),
        ('language = "Rust"', False),
        ('type = "library"', True),
        ('host = "claude-code"', True),
        ('host = "codex"', False),
        ('path = "web/**"', True),
        ('path = "web"', False),
        ('path = ["docs/**", "**/src"]', True),
        ('branch = "release/*"', True),
        ('branch = "release"', False),
        ('language = "Python"\nbranch = "main"', False),
        ('language = "Python"\nbranch = "release/*"', True),
    ],
)
def test_every_condition_must_hold(condition: str, holds: bool) -> None:
    applied = loaded(f'[[when]]\n{condition}\nnotes = ["here"]').applied(ALL)
    assert applied.notes == (("here",) if holds else ())


@pytest.mark.parametrize("name", ["language", "type", "path", "branch", "host"])
def test_what_is_not_known_does_not_hold(name: str) -> None:
    preferences = loaded(f'[[when]]\n{name} = "**"\nnotes = ["here"]')
    assert preferences.problems == ()
    assert preferences.applied(Facts()).notes == ()


def test_values_are_replaced_and_notes_appended_with_their_lines() -> None:
    preferences = loaded(
        '[preferences]\nverbosity = "concise"\nnotes = ["plain"]\n'
        '[[when]]\nlanguage = "Python"\nnotes = ["py", "plain"]\npreferences = { verbosity = "normal", new = 1 }\n'
        '[[when]]\ntype = "library"\n[when.preferences]\nverbosity = "detailed"\nnotes = ["lib"]\n'
    )
    applied = preferences.applied(ALL)
    assert preferences.values == {"verbosity": "concise"}
    assert applied.values == {"verbosity": "detailed", "new": 1}
    assert applied.notes == ("plain", "py", "lib")
    assert {key: str(origin) for key, origin in applied.origins.items() if key.startswith("pref")} == {
        "preferences.verbosity": "user:11",
        "preferences.new": "user:7",
        "preferences.notes[0]": "user:3",
        "preferences.notes[1]": "user:6",
        "preferences.notes[2]": "user:12",
    }
    assert applied.when == ()
    assert applied.applied(ALL) == applied


def test_a_table_never_outranks_a_closer_file() -> None:
    user = '[[when]]\nlanguage = "Python"\n[when.preferences]\nverbosity = "detailed"\nlanguage = "C"\n'
    project = '[preferences]\nverbosity = "concise"\n'
    assert loaded(user, project).applied(ALL).values == {"verbosity": "concise", "language": "C"}


@pytest.mark.parametrize("mistake", ['langauge = "x"', "path = 3", 'branch = "main"\nverbosity = "concise"'])
def test_a_table_whose_condition_is_not_understood_never_holds(mistake: str) -> None:
    preferences = loaded(f'[[when]]\nlanguage = "Python"\n{mistake}\nnotes = ["here"]')
    assert preferences.when == ()
    assert len(preferences.problems) == 1


def test_a_mistake_in_what_a_table_adds_costs_only_itself() -> None:
    preferences = loaded('[[when]]\nlanguage = "Python"\npreferences = { verbosity = 3, new = 1 }')
    assert preferences.applied(ALL).values == {"new": 1}
    assert len(preferences.problems) == 1
