from __future__ import annotations

import pytest
import tomli

from memplug.errors import UserError
from memplug.preferences.edit import parse_key, parse_value, starter, with_value, without_value

FILE = """\
# mine
[preferences]   # how I like it
verbosity = "normal"  # not too long

# style
#code_style = "black"
notes = [
  "one",  # first
]

[context.sources]
resume = "brief"
"""


@pytest.mark.parametrize(
    ("key", "value", "before", "after"),
    [
        ("verbosity", "concise", 'verbosity = "normal"  # not', 'verbosity = "concise"  # not'),
        ("code_style", "ruff", '#code_style = "black"', 'code_style = "ruff"'),
        ("editor", "vim", "]\n\n[context", ']\neditor = "vim"\n\n[context'),
        ("deep.er", 1, "]\n\n[context", "]\n\n[context"),
        ("context.sources.fork", "none", 'resume = "brief"\n', 'resume = "brief"\nfork = "none"\n'),
        ("state.keep_days", 3, 'resume = "brief"\n', 'resume = "brief"\n\n[state]\nkeep_days = 3\n'),
        ('"my key"', "x", "]\n\n[context", ']\n"my key" = "x"\n\n[context'),
    ],
)
def test_setting_changes_only_what_it_must(key: str, value: object, before: str, after: str) -> None:
    if key == "deep.er":
        key, after = "preferences.deep.er", "]\ndeep.er = 1\n\n[context"
    assert before in FILE
    assert with_value(FILE, parse_key(key), value) == FILE.replace(before, after)


def test_a_list_over_several_lines_is_replaced_whole() -> None:
    changed = with_value(FILE, ("preferences", "notes"), ["two"])
    assert tomli.loads(changed)["preferences"]["notes"] == ["two"]
    assert "# mine" in changed
    assert "# style" in changed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '[preferences]\na = "b"\n'),
        ("# only a comment", '# only a comment\n\n[preferences]\na = "b"\n'),
        ("[preferences]", '[preferences]\na = "b"\n'),
        ("[preferences]\r\nx = 1\r\n", '[preferences]\r\nx = 1\r\na = "b"\r\n'),
        ("preferences = { x = 1 }\n", 'preferences = { x = 1 , a = "b"}\n'),
        ('[preferences]\nx = """\n[context]\n"""\n', '[preferences]\nx = """\n[context]\n"""\na = "b"\n'),
    ],
)
def test_setting_in_files_of_every_shape(text: str, expected: str) -> None:
    changed = with_value(text, ("preferences", "a"), "b")
    assert tomli.loads(changed)["preferences"]["a"] == "b"
    assert changed.replace(" ", "") == expected.replace(" ", "")


def test_what_cannot_be_set_without_rewriting_is_refused() -> None:
    with pytest.raises(UserError, match=r"preferences\.a\.b cannot be set without rewriting the file"):
        with_value("[preferences]\na = 3\n", ("preferences", "a", "b"), 1)


def test_taking_out_leaves_the_rest() -> None:
    assert without_value(FILE, ("preferences", "verbosity")) == FILE.replace(
        'verbosity = "normal"  # not too long\n', ""
    )
    assert without_value(FILE, ("preferences", "nothing")) is None
    assert without_value(FILE, ("preferences", "verbosity", "deeper")) is None
    assert without_value(FILE, ("nowhere", "x")) is None


def test_every_key_of_the_starter_can_be_set_and_taken_out() -> None:
    text = starter(schema=False)
    changed = with_value(text, ("git", "status_timeout_ms"), 20)
    assert "\nstatus_timeout_ms = 20\n" in changed
    taken = without_value(changed, ("git", "status_timeout_ms"))
    assert taken is not None
    assert tomli.loads(taken) == tomli.loads(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("concise", "concise"),
        ('"concise"', "concise"),
        ("4000", 4000),
        ("true", True),
        ('["a", "b"]', ["a", "b"]),
        ("make check", "make check"),
        ("", ""),
        ("1\nother = 2", "1\nother = 2"),
        ("[" * 3000, "[" * 3000),
    ],
)
def test_a_value_is_toml_or_a_string(text: str, value: object) -> None:
    assert parse_value(text) == value


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("verbosity", ("preferences", "verbosity")),
        ("preferences.verbosity", ("preferences", "verbosity")),
        ("context.sources.resume", ("context", "sources", "resume")),
        ('"a b"', ("preferences", "a b")),
        ("state.'x.y'", ("state", "x.y")),
    ],
)
def test_a_key_without_a_table_is_a_preference(key: str, parts: tuple[str, ...]) -> None:
    assert parse_key(key) == parts


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("a b", "'a b' is not a key; write it as in TOML, like context.max_chars"),
        ("", "'' is not a key; write it as in TOML, like context.max_chars"),
        ("a = 1\nb", "'a = 1\\nb' is more than one key"),
        ("git", "git is a table; name one of its keys: status_timeout_ms"),
        ("when.x", "[[when]] tables have no names; change them with `memplug prefs edit`"),
    ],
)
def test_what_is_no_key(key: str, message: str) -> None:
    with pytest.raises(UserError) as error:
        parse_key(key)
    assert str(error.value) == message
