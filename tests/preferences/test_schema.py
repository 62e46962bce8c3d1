from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli

from memplug.preferences import Layer, Problem, load
from memplug.preferences.edit import SCHEMA, starter
from memplug.preferences.rules import CONDITIONS, TABLES

RULES: dict[str, Any] = json.loads(SCHEMA.read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(RULES)
DOCS = Path(__file__).parents[2] / "docs" / "preferences.md"

GOOD = [
    "",
    "preferences = {}",
    '[preferences]\nlanguage = "Python"\ncode_style = ["a"]\nverbosity = "normal"\nnotes = []',
    "[preferences]\nanything = [1, 2.5, true, { x = 1979-05-27 }]\nn = nan",
    "[context]\nenabled = false\nmax_chars = 200\norder = []\nsources = {}",
    "[context]\nmax_chars = 100_000.0\norder = ['git', 'state']\nsources.anything = 'none'",
    "[project]\ntype = ''\ntest = ['a', '']\nlanguages = []\nmonorepo = true\nversions.python = ''",
    "[state]\nkeep_days = 0\nmax_mb = 100_000\nexclude = ['*.pem']\n[git]\nstatus_timeout_ms = 1000",
    "[sdk]\nmodified_config = { model = 'x', a = { b = [1] } }\nsuppress_output = true\ncleanup_actions = ['down']",
    "[session_hooks]\nremove_stale = true",
    "when = []",
    "[[when]]\nlanguage = ['a', 'b']\ntype = 'c'",
    "[[when]]\nbranch = 'x'\nnotes = ['n']\npreferences = { verbosity = 'concise', free = [] }",
]
BAD = [
    "preferences = 3",
    "[[preferences]]",
    "[preferences]\nlanguage = ' '",
    "[preferences]\nlanguage = []",
    "[preferences]\ncode_style = ['a', '']",
    "[preferences]\ncode_style = { a = 1 }",
    "[preferences]\nverbosity = 'Concise'",
    "[preferences]\nrespond_in = ['a']",
    "[preferences]\nnotes = 'a'",
    "[preferences]\nnotes = ['']",
    "[context]\nenabled = 1",
    "[context]\nmax_chars = 199",
    "[context]\nmax_chars = 6000.5",
    "[context]\nmax_chars = inf",
    "[context]\nmax_chars = true",
    "[context]\norder = ['git', 'git']",
    "[context]\norder = ['notes']",
    "[context]\norder = 'git'",
    "[context]\nsources = 'full'",
    "[context]\nsources.resume = 'FULL'",
    "[context]\nother = 1",
    "[project]\ntype = ['a']",
    "[project]\ntest = 3",
    "[project]\nmonorepo = 'yes'",
    "[project]\nversions.python = 3.12",
    "[project]\nother = 'a'",
    "[state]\nkeep_days = -1",
    "[state]\nmax_mb = 100_001",
    "[state]\nexclude = [3]",
    "[git]\nstatus_timeout_ms = 0",
    "[git]\nother = 1",
    "[session_hooks]\nremove_stale = 'yes'",
    "[session_hooks]\nother = true",
    "[sdk]\nmodified_config = 'x'",
    "[sdk]\nsuppress_output = 1",
    "[sdk]\ncleanup_actions = ['']",
    "[other]",
    "verbosity = 'concise'",
    "[when]\nbranch = 'x'",
    "when = [3]",
    "[[when]]",
    "[[when]]\nnotes = ['a']",
    "[[when]]\nbranch = []",
    "[[when]]\nbranch = ['']",
    "[[when]]\nbranch = 'x'\nother = 1",
    "[[when]]\nbranch = 'x'\npreferences = { verbosity = 'x' }",
    "[[when]]\nbranch = 'x'\nnotes = 'n'",
]


def problems(text: str) -> tuple[Problem, ...]:
    return load([Layer("user", Path("x"), text.encode(), counts=True)]).problems


@pytest.mark.parametrize("text", GOOD)
def test_schema_and_check_accept(text: str) -> None:
    assert problems(text) == ()
    assert list(VALIDATOR.iter_errors(tomli.loads(text))) == []


@pytest.mark.parametrize("text", BAD)
def test_schema_and_check_refuse(text: str) -> None:
    assert problems(text) != ()
    assert not VALIDATOR.is_valid(tomli.loads(text))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(RULES)


def keys_of_schema() -> dict[str, dict[str, Any]]:
    """Table to key to what the schema says of it."""
    tables = {name: table.get("properties", {}) for name, table in RULES["properties"].items()}
    for name in ("preferences", "when"):
        tables[name] = RULES["$defs"][name]["properties"]
    return tables


def test_the_schema_has_the_keys_that_are_read() -> None:
    when = {*CONDITIONS, "preferences", "notes"}
    assert {t: set(keys) for t, keys in keys_of_schema().items()} == (
        {table: set(rules) for table, rules in TABLES.items()} | {"when": when}
    )


def test_the_schema_states_the_defaults() -> None:
    loaded = load(()).settings()
    stated = {
        f"{table}.{key}": rule["default"]
        for table, keys in keys_of_schema().items()
        for key, rule in keys.items()
        if "default" in rule
    }
    assert stated == {key: list(v) if isinstance(v, tuple) else v for key, v in loaded.items()}


def test_the_docs_have_one_row_for_every_key() -> None:
    sections = re.split(r"^### `\[+(\w+)\]+`$", DOCS.read_text("utf-8"), flags=re.MULTILINE)
    documented = {
        table: re.findall(r"^\| `(\w+)` \|", text.partition("\n## ")[0], flags=re.MULTILINE)
        for table, text in zip(sections[1::2], sections[2::2], strict=True)
    }
    assert {table: sorted(keys) for table, keys in documented.items()} == {
        table: sorted(keys) for table, keys in keys_of_schema().items()
    }


def test_the_docs_state_the_defaults() -> None:
    text = DOCS.read_text("utf-8")
    for key in ("max_chars", "keep_days", "max_mb", "status_timeout_ms"):
        table = next(t for t, keys in keys_of_schema().items() if key in keys)
        rule = keys_of_schema()[table][key]
        row = f"| `{key}` | {rule['minimum']} to {rule['maximum']} | `{rule['default']}` |"
        assert row in text


def test_the_docs_quote_a_message_that_is_printed() -> None:
    shown = re.search(r"^preferences\.toml:(2:1: verbosity.*)$", DOCS.read_text("utf-8"), flags=re.MULTILINE)
    assert shown
    (problem,) = problems('[preferences]\nverbosity = "concice"')
    assert str(problem) == f"x:{shown[1]}"


def test_the_docs_example_is_right() -> None:
    example = re.search(r"^```toml\n(.*?)^```$", DOCS.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert example
    assert problems(example[1]) == ()


def test_the_starter_says_nothing_until_a_comment_is_taken_off() -> None:
    loaded = load([Layer("user", Path("x"), starter(schema=True).encode(), counts=True)])
    assert loaded == load([Layer("user", Path("x"), b"", counts=True)])


def test_the_starter_holds_every_key_and_no_mistake() -> None:
    text = re.sub(r"^#(?=[a-z\[])", "", starter(schema=False), flags=re.MULTILINE)
    assert problems(text) == ()
    document = tomli.loads(text)
    (document["when"],) = document["when"]
    for table, keys in keys_of_schema().items():
        assert set(keys) <= set(document[table])


def test_the_starter_names_the_schema_where_it_is() -> None:
    first = starter(schema=True).partition("\n")[0]
    assert first == f"#:schema {SCHEMA.as_uri()}"
    assert "#:schema" not in starter(schema=False)
