"""`SECURITY.md` names the tests of each promise: they are there, and no test against hostile input is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE)))


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_is_named_is_there(name):
    assert "def test_" in (ROOT / name).read_text("utf-8")


def test_every_promise_names_a_test():
    promises = [
        line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| promise", "| ---"))
    ]
    assert len(promises) > 20
    for line in promises:
        assert re.search(r"`tests/[\w/]+\.py`", line), line


def test_every_test_against_hostile_input_is_named():
    here = {f"tests/hostile/{file.name}" for file in Path(__file__).parent.glob("test_*.py")}
    assert here - {"tests/hostile/test_promises.py"} <= set(NAMED)
