"""Any file in the place of a transcript: nothing is raised, and the digest is fit to be shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memplug.context.render import Renderer
from memplug.context.variables import Earlier, Variables
from memplug.digest.build import Surroundings, build
from memplug.digest.model import Digest
from memplug.digest.shrink import shrink
from memplug.transcripts.claude import read
from memplug.transcripts.lines import lines

CAPTURES = sorted((Path(__file__).parents[1] / "data" / "claude-code").glob("transcript*.jsonl"))
NAMES = (
    "type",
    "message",
    "content",
    "role",
    "text",
    "name",
    "input",
    "tool_use_id",
    "is_error",
    "todos",
    "timestamp",
    "cwd",
)
KINDS = ("user", "assistant", "system", "attachment", "summary", "ai-title", "last-prompt", "text", "tool_use", "tool_result", "TodoWrite", "Edit", "Bash")  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=15) | st.sampled_from(KINDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=15,
)
fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(found):
    assert Digest.from_json(json.loads(json.dumps(found.to_json()))) == found
    small = shrink(found, 1700)
    state = Earlier("Claude Code", "main", "2026-11-20 10:00 UTC", "", small)
    renderer = Renderer([])
    text = renderer.render("sections/state", Variables(kind="full", source="", host="x", state=state))
    assert renderer.problems == []
    assert len(text) < 4000


@given(st.lists(st.binary(max_size=60) | values.map(lambda value: json.dumps(value).encode()), max_size=8))
def test_any_lines(records):
    check(build(read(records), Surroundings()))


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda file: file.stem)
def test_any_cut_of_a_real_transcript(tmp_path, capture):
    content = capture.read_bytes()
    file = tmp_path / "t"
    for size in range(0, len(content), len(content) // 40):
        file.write_bytes(content[:size])
        check(build(read(lines(file)), Surroundings()))


@fixtures
@given(st.randoms(use_true_random=False), st.sampled_from(CAPTURES))
def test_shuffled_and_doubled_lines(random, capture):
    records = capture.read_bytes().splitlines()
    shuffled = random.choices(records, k=min(len(records), 40))
    check(build(read(shuffled), Surroundings()))


@fixtures
@given(st.data(), st.sampled_from(CAPTURES))
def test_flipped_bytes(tmp_path, data, capture):
    content = bytearray(capture.read_bytes()[:30_000])
    for _ in range(20):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "t").write_bytes(content)
    check(build(read(lines(tmp_path / "t")), Surroundings()))
