from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memplug.context.budget import GIVES_WAY, fit


def assemble(shown, left_out):
    return "\n".join([*shown.values(), f"left out: {', '.join(left_out)}" if left_out else ""]).strip()


def limit(most):
    return lambda context: len(context) <= most


FOUR = {"preferences": "p" * 100, "project": "j" * 100, "state": "s" * 100, "git": "g" * 100}


def test_everything_fits():
    assert fit(FOUR, assemble, limit(1000)) == (assemble(FOUR, ()), ())


def test_sections_give_way_in_the_stated_order():
    assert fit(FOUR, assemble, limit(350))[1] == ("project",)
    assert fit(FOUR, assemble, limit(250))[1] == ("project", "git")
    context, left_out = fit(FOUR, assemble, limit(150))
    assert left_out == ("project", "git", "state")
    assert context == assemble({"preferences": "p" * 100}, left_out)


def test_every_section_has_its_place_in_the_order():
    from memplug.preferences import SECTIONS
    from memplug.start import SECTIONS as BY_KIND

    assert set(GIVES_WAY) == {*SECTIONS, *(name for names in BY_KIND.values() for name in names)}


def test_the_last_section_is_cut_at_a_line():
    context, left_out = fit({"state": f"one\ntwo\n{'three' * 10}"}, assemble, limit(24))
    assert context == "one\ntwo\nleft out: state"
    assert left_out == ("state",)


NOTES = "## State\nNotes on it:\n````text\nGoal: a\n  ```\nDone: b\n````"


@pytest.mark.parametrize("most", range(30, 90))
def test_a_fence_that_is_cut_short_stays_closed(most):
    context, _ = fit({"state": NOTES}, assemble, limit(most))
    assert context.count("````") in (0, 2)
    assert ("Goal: a" in context) == ("````text" in context)
    if "````" in context:
        assert "\n````\nleft out" in context or context == NOTES


def test_thousands_of_lines_are_cut_in_a_few_steps():
    tried = []

    def counted(shown, left_out):
        tried.append(1)
        return assemble(shown, left_out)

    context, _ = fit({"preferences": "## How\n" + "- x\n" * 100_000}, counted, limit(5000))
    assert 4900 < len(context) <= 5000
    assert len(tried) < 40


def test_one_long_line_below_a_heading_is_cut_and_the_heading_never_stands_alone():
    context, _ = fit({"preferences": f"## How\n- {'word ' * 400}"}, assemble, limit(200))
    assert context.startswith("## How\n- word word")
    assert "…\nleft out" in context
    assert 150 < len(context) <= 200
    assert fit({"preferences": "## How\n- short"}, assemble, limit(12))[0] == ""


def test_nothing_at_all_fits():
    assert fit({"state": "x" * 100}, assemble, limit(5)) == ("", ("state",))


@given(st.dictionaries(st.sampled_from(GIVES_WAY), st.text(max_size=80), max_size=6), st.integers(0, 300))
def test_a_context_is_never_longer_than_allowed(sections, most):
    context, left_out = fit(sections, assemble, limit(most))
    assert len(context) <= most
    assert set(left_out) <= set(sections)
