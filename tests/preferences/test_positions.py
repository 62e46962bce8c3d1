from __future__ import annotations

import pytest
import tomli

from memplug.preferences.positions import Positions, Spot

TEXT = '''\
# [preferences] in a comment
top.dotted = 1
[ preferences ]   # trailing
  "my key" = """
[not.a.table]
also = "not a key" """
code_style = ["a, [b]",  # comment, with ]
  'c', { x = 1, "y z" = [2] },
]
when_done = 1979-05-27 07:32:00
after = \'\'\'x = 'y' = \'\'\'\'
[[when]]
branch = "x"
preferences = { verbosity = "no", deep.er = 3 }
[[when]]
[when.preferences]
notes = [
  "one",
  2]
'''


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (("top",), (2, 1)),
        (("top", "dotted"), (2, 1)),
        (("preferences",), (3, 1)),
        (("preferences", "my key"), (4, 3)),
        (("preferences", "code_style"), (7, 1)),
        (("preferences", "code_style", 0), (7, 15)),
        (("preferences", "code_style", 1), (8, 3)),
        (("preferences", "code_style", 2, "y z"), (8, 17)),
        (("preferences", "code_style", 2, "y z", 0), (8, 26)),
        (("preferences", "when_done"), (10, 1)),
        (("preferences", "after"), (11, 1)),
        (("when",), (12, 1)),
        (("when", 0), (12, 1)),
        (("when", 0, "branch"), (13, 1)),
        (("when", 0, "preferences", "verbosity"), (14, 17)),
        (("when", 0, "preferences", "deep"), (14, 35)),
        (("when", 1), (15, 1)),
        (("when", 1, "preferences"), (16, 1)),
        (("when", 1, "preferences", "notes", 1), (19, 3)),
    ],
)
def test_every_key_and_item_is_found(place: Spot, expected: tuple[int, int]) -> None:
    assert Positions(TEXT).find(place) == expected


def test_the_text_is_toml() -> None:
    assert list(tomli.loads(TEXT)) == ["top", "preferences", "when"]


def test_what_is_not_there_counts_as_what_is_around_it() -> None:
    assert Positions(TEXT).find(("when", 1, "preferences", "notes", 7)) == (17, 1)
    assert Positions(TEXT).find(("nowhere",)) == (1, 1)
    assert Positions("").find(("nowhere",)) == (1, 1)


def test_deep_nesting_needs_no_deep_calls() -> None:
    assert Positions("x = " + "[" * 900 + "]" * 900 + "\ny = 1").find(("y",)) == (2, 1)


def test_far_down_counts_as_what_is_around_it() -> None:
    assert Positions("x = [[[[[[[1,\n2]]]]]]]").find(("x", *[0] * 6, 1)) == (1, 10)
