"""Real transcripts with something changed inside a record: as another version, another client or an attacker writes them."""

from __future__ import annotations

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memplug.context.plain import Plain
from memplug.context.variables import Earlier, Variables
from memplug.digest.build import Surroundings, build
from memplug.digest.model import Digest
from memplug.digest.shrink import shrink
from memplug.redact import redact_all
from memplug.transcripts import READERS, UNKNOWN, format_of
from memplug.transcripts.lines import lines

DATA = Path(__file__).parents[1] / "data"
FOLDERS = {"claude": "claude-code", "codex": "codex", "gemini": "gemini", "copilot": "copilot-cli"}
FILES = {name: sorted(file for file in (DATA / folder).glob("*.jsonl")) for name, folder in FOLDERS.items()}
LARGEST = 3000
"""Bytes of a record: a larger one only holds more of the same."""
RECORDS: dict[str, list[Any]] = {
    name: [json.loads(line) for file in files for line in file.read_bytes().splitlines() if len(line) <= LARGEST]
    for name, files in FILES.items()
}
SLY = st.sampled_from([
    "", " ", "\ud800", "\0", "x" * 5000, "```\n# Evil", "</memplug>", "<system-reminder>x</system-reminder>", "../../etc/passwd", "C:\\x", "\u202e", "{{ 1 }}", "🙂",
    "2026-11-20T10:00:00Z", "9999-99-99", "-1", "completed", "user", "assistant", "Bash", "Edit", "{", '{"cmd": 1}', "*** Begin Patch\n*** Update File: \x1b[0m\n", "null",
])  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**40), 10**40) | st.floats() | st.text(max_size=12) | SLY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6) | SLY, inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to everything inside `value`."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in pairs for place in ((*above, key), *places(inner, (*above, key)))]


def change(draw: st.DrawFn, record: Any) -> None:
    """Replace, remove, rename or repeat something inside `record`."""
    if not (found := places(record)):
        return
    *above, key = draw(st.sampled_from(found))
    holder = record
    for step in above:
        holder = holder[step]
    match draw(st.sampled_from(["replace", "replace", "remove", "rename", "repeat"])):
        case "replace":
            holder[key] = draw(VALUES)
        case "remove":
            del holder[key]
        case "rename" if isinstance(holder, dict):
            name = draw(st.sampled_from(sorted(map(str, holder))) | st.text(max_size=5))
            holder[name] = holder.pop(key)
        case "repeat" if isinstance(holder, list):
            holder += copy.deepcopy(holder[:3]) * 3
        case _:
            holder[key] = [holder[key]]


@st.composite
def transcripts(draw: st.DrawFn, name: str) -> list[bytes]:
    """Return the lines of a transcript of which some records are changed, most are real, and the order is any."""
    first = draw(st.integers(0, len(RECORDS[name]) - 1))
    records = copy.deepcopy(RECORDS[name][first : first + draw(st.integers(1, 12))])
    for _ in range(draw(st.integers(0, 4))):
        change(draw, draw(st.sampled_from(records)))
    if draw(st.booleans()):
        records = draw(st.permutations(records))
    ascii_ = draw(st.booleans())
    return [json.dumps(record, ensure_ascii=ascii_).encode("utf-8", "surrogatepass") for record in records]


def check(digest: Digest) -> None:
    """Fail unless the digest can be stored, is found again as it was, and can be told within bounds."""
    kept = redact_all(digest.to_json())
    stored = json.dumps(kept, ensure_ascii=False).encode()
    assert Digest.from_json(json.loads(stored)) == Digest.from_json(kept)
    small = shrink(Digest.from_json(kept), 1700)
    variables = Variables(kind="full", source="", host="x", state=Earlier("x", "", "", "", small))
    told = Plain().section("state", variables)
    assert len(told) < 6000
    fence = variables.fence
    assert told.count(fence) == (2 if told else 0)


@pytest.mark.parametrize("name", RECORDS)
@given(st.data())
def test_a_changed_record_harms_nothing(name: str, data: st.DataObject) -> None:
    written = data.draw(transcripts(name))
    check(build(READERS[name](written), Surroundings(roots=["/home/dev/project"])))


@pytest.mark.parametrize("name", [*RECORDS, UNKNOWN])
@given(st.data())
def test_a_reader_of_another_format_is_not_harmed(name: str, data: st.DataObject) -> None:
    written = data.draw(
        st.sampled_from(sorted(RECORDS)).flatmap(transcripts) | st.lists(st.binary(max_size=60), max_size=4)
    )
    check(build(READERS[name](written), Surroundings()))


@settings(max_examples=max(settings().max_examples // 4, 10))
@given(st.data())
def test_any_file_has_a_format_and_is_read_by_it(data: st.DataObject) -> None:
    content = data.draw(
        st.sampled_from(sorted(RECORDS)).flatmap(transcripts).map(b"\n".join) | st.binary(max_size=200)
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "t.jsonl")
        file.write_bytes(content)
        name = format_of(file, data.draw(st.sampled_from(sorted(RECORDS))))
        check(
            build(READERS[name](lines(file, head=50, tail=80, longest=data.draw(st.integers(1, 300)))), Surroundings())
        )
