from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import jsonschema
import tomli
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from memplug.preferences import Facts, Layer, Preferences, load
from memplug.preferences.edit import SCHEMA, with_value
from memplug.preferences.globs import glob_covers, glob_matches
from memplug.preferences.positions import Positions
from memplug.preferences.rules import CONDITIONS, TABLES

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))

WORDS = sorted(
    {"when", "preferences", "notes", "x", *TABLES, *CONDITIONS} | {key for rules in TABLES.values() for key in rules}
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
NAMES = st.one_of(st.sampled_from(WORDS), TEXTS)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.sampled_from(["concise", "full", "brief", "git", "state", "", " ", "main", "**"]),
    TEXTS,
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def known_table(name: str) -> st.SearchStrategy[dict[str, Any]]:
    rules = TABLES.get(name, dict.fromkeys([*CONDITIONS, "preferences", "notes"]))
    return st.dictionaries(st.one_of(st.sampled_from(sorted(rules)), NAMES), VALUES, max_size=4)


DOCUMENTS = st.one_of(
    st.dictionaries(NAMES, VALUES, max_size=4),
    st.fixed_dictionaries({}, optional={name: known_table(name) for name in TABLES})
    .flatmap(lambda doc: st.lists(known_table("when"), max_size=3).map(lambda when: doc | {"when": when})),
)  # fmt: skip


def layer(data: bytes, name: Literal["user", "project"] = "user") -> Layer:
    return Layer(name, Path(f"{name}.toml"), data, counts=True)


def consistent(loaded: Preferences) -> None:
    assert loaded.settings().keys() == loaded.origins.keys()
    for problem in loaded.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert "\n" not in str(problem)
    applied = loaded.applied(Facts("h", "b", "p/q", "Python", "library"))
    assert applied.settings().keys() == applied.origins.keys()
    json.dumps([applied.values, applied.notes, applied.project])


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    consistent(load([layer(data)]))


@given(st.text("[]{}=\".'\\#\n, \tab1-whenotspr", max_size=60))
def test_any_text_that_looks_like_toml(text: str) -> None:
    consistent(load([layer(text.encode())]))


@given(DOCUMENTS)
@settings(max_examples=3 * settings().max_examples)
def test_any_structure(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    loaded = load([layer(text.encode())])
    consistent(loaded)
    deep = any("nested deeper" in problem.message for problem in loaded.problems)
    assert deep or (not loaded.problems) == VALIDATOR.is_valid(tomli.loads(text))


@given(DOCUMENTS, st.binary(max_size=60))
def test_a_bad_layer_costs_the_good_ones_nothing(document: dict[str, Any], bad: bytes) -> None:
    good = layer(tomlkit.dumps(document).encode())
    broken = layer(b"[broken\n" + bad, "project")
    alone, beside = load([good]), load([good, broken])
    assert beside.settings() == alone.settings()
    assert beside.when == alone.when
    assert len(beside.problems) == len(alone.problems) + 1


@given(DOCUMENTS)
def test_every_key_is_found_where_it_stands(document: dict[str, Any]) -> None:
    text = tomlkit.dumps(document)
    lines, found = text.split("\n"), Positions(text)
    for name, value in tomli.loads(text).items():
        line, column = found.find((name,))
        assert lines[line - 1][column - 1 :].lstrip("[").lstrip()[:1] in (name[:1], '"', "'")
        if isinstance(value, dict):
            for key in value:
                line, column = found.find((name, key))
                assert lines[line - 1][column - 1 :].lstrip("[").lstrip()[:1] in (key[:1], name[:1], '"', "'")


@given(DOCUMENTS, TEXTS.filter(bool), SCALARS)
def test_a_value_that_was_set_is_there_and_nothing_else_has_changed(
    document: dict[str, Any], key: str, value: object
) -> None:
    document["preferences"] = document["preferences"] if isinstance(document.get("preferences"), dict) else {}
    before = tomli.loads(tomlkit.dumps(document))
    after = tomli.loads(with_value(tomlkit.dumps(document), ("preferences", key), value))
    before["preferences"][key] = value
    assert after == before


@given(st.text("ab*?[]!/.", max_size=20), st.text("ab/.", max_size=12))
def test_any_glob(pattern: str, name: str) -> None:
    assert glob_matches(pattern, name) in (True, False)
    assert glob_covers(pattern, name) in (True, False)
    assert glob_matches("**", name)
