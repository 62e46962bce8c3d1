"""The measure: what is found in the labelled set, and what is taken for a secret without being one."""

from __future__ import annotations

import re

import pytest

from memplug.redact import _compiled, redact
from memplug.redact.places import PLACES
from memplug.redact.tokens import TOKENS

FOUND = 0.98
FALSE = 0.005


def test_the_set_is_large_enough(planted, ordinary):
    assert len({case.kind for case in planted}) >= 40
    assert len({case.secrets for case in planted}) >= 120
    assert len({case.text for case in ordinary}) >= 400


def test_secrets_are_found(planted):
    missed = [case for case in planted if case.remains(redact(case.text))]
    assert 1 - len(missed) / len(planted) >= FOUND, missed[:20]


def test_every_kind_is_found_in_most_surroundings(planted):
    for kind in {case.kind for case in planted}:
        cases = [case for case in planted if case.kind == kind]
        missed = [case.text for case in cases if case.remains(redact(case.text))]
        assert len(missed) <= len(cases) / 5, (kind, missed)


def test_ordinary_text_stays(ordinary):
    changed = [(case.text, redact(case.text)) for case in ordinary if redact(case.text) != case.text]
    assert len(changed) / len(ordinary) <= FALSE, changed


@pytest.mark.parametrize("run", ["another", "third", "fourth"])
def test_the_figures_hold_for_other_secrets_of_the_same_shapes(labelled, run):
    planted = labelled.secrets(run)
    ordinary = labelled.lookalikes(run)
    assert sum(case.remains(redact(case.text)) for case in planted) <= (1 - FOUND) * len(planted)
    assert sum(redact(case.text) != case.text for case in ordinary) <= FALSE * len(ordinary)


def test_what_stands_around_a_secret_stays(planted):
    for case in planted:
        if case.text.startswith("I ran this:"):
            cleaned = redact(case.text)
            assert cleaned.startswith("I ran this:")
            assert cleaned.endswith("and it failed.")


@pytest.mark.parametrize("row", [*TOKENS, *PLACES], ids=lambda row: row.name)
def test_every_row_of_the_tables_has_a_kind_in_the_set(row, planted):
    lowered = row in PLACES
    expression = re.compile(row.expression)
    texts = (case.text.lower() if lowered else case.text for case in planted)
    assert any(expression.search(text) and any(mark in text for mark in row.marks) for text in texts)


def test_no_name_stands_twice_in_a_table():
    for table in (TOKENS, PLACES):
        names = [row.name for row in table]
        assert len(names) == len(set(names))


def test_expressions_are_compiled_once():
    assert _compiled(TOKENS[0].expression) is _compiled(TOKENS[0].expression)
