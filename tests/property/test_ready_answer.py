"""A ready answer, or the note on an open session, with any content: it is what was written, or nothing."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from memplug import __version__, open_sessions
from memplug.context import ready

NAME = ready.name_of("claude-code", "startup", "/project")
fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
entries = st.builds(
    ready.Entry,
    name=st.just(NAME),
    variables=st.lists(texts, min_size=len(ready.VARIABLES), max_size=len(ready.VARIABLES)),
    files=st.dictionaries(texts, texts, max_size=3),
    store=st.lists(texts, min_size=ready.STORE, max_size=ready.STORE),
    opened=st.lists(texts, min_size=ready.OPENED, max_size=ready.OPENED),
    beside=st.none() | st.dictionaries(texts, texts, max_size=2),
    git=st.lists(texts, max_size=3),
    timeout=st.floats(0, 9),
    ids=st.binary(max_size=24),
    status=st.binary(max_size=24),
    answer=st.binary(max_size=60),
)


def same(one: ready.Entry, other: ready.Entry) -> bool:
    return all(
        list(getattr(one, name)) == list(getattr(other, name)) if isinstance(getattr(one, name), list | tuple) else getattr(one, name) == getattr(other, name)
        for name in ready.Entry.__slots__
    )  # fmt: skip


@given(entries)
def test_what_was_packed_is_unpacked(entry: ready.Entry) -> None:
    found = ready.unpacked(ready.packed(entry), NAME)
    assert found is not None
    assert same(found, entry)
    assert ready.unpacked(ready.packed(entry), f"{NAME}/other") is None


@given(st.binary(max_size=300))
def test_any_bytes_are_no_answer(data: bytes) -> None:
    assert ready.unpacked(data, NAME) is None


@given(entries, st.data())
def test_a_changed_byte_is_noticed(entry: ready.Entry, data: st.DataObject) -> None:
    content = bytearray(ready.packed(entry))
    place = data.draw(st.integers(content.index(b"\n") + 1, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    assert ready.unpacked(bytes(content), NAME) is None


@given(entries, st.data())
def test_a_cut_or_doubled_file_is_noticed(entry: ready.Entry, data: st.DataObject) -> None:
    content = ready.packed(entry)
    assert ready.unpacked(content[: data.draw(st.integers(0, len(content) - 1))], NAME) is None
    assert ready.unpacked(content + data.draw(st.binary(min_size=1, max_size=5)), NAME) is None
    assert ready.unpacked(content + content, NAME) is None


@given(
    st.lists(texts | st.sampled_from(["0", "1", "-1", "9999999999", "-", "x", "1e999", "nan"]), max_size=20),
    st.binary(max_size=20),
)
def test_fields_that_make_no_sense_are_no_answer(fields: list[str], rest: bytes) -> None:
    """The checksum is right, the rest is not: as an older version, or somebody else, might write it."""
    head = os.fsencode("\0".join([ready.FORMAT, __version__, NAME, *fields]))
    body = head + rest
    data = f"{len(head)} 0 0 {len(rest)} {ready._checksum(body)}\n".encode() + body
    found = ready.unpacked(data, NAME)
    assert found is None or isinstance(found, ready.Entry)


@fixtures
@given(st.binary(max_size=200) | entries.map(ready.packed), st.binary(max_size=80))
def test_any_file_in_the_place_of_an_answer(tmp_path: Path, content: bytes, payload: bytes) -> None:
    file = Path(ready.file_of(str(tmp_path / "cache"), NAME))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    environment = {"MEMPLUG_HOME": str(tmp_path)}
    given_start = b'{"session_id": "a", "source": "startup", "cwd": "/project"}'
    assert ready.answer("claude-code", given_start, environment) is None
    assert ready.answer("claude-code", payload, environment) is None


@fixtures
@given(
    st.binary(max_size=200)
    | st.lists(texts, max_size=14).map(lambda fields: os.fsencode("\0".join([open_sessions.FORMAT, *fields]))),
    st.floats(0, 1e10),
)
@example(os.fsencode(f"{open_sessions.FORMAT}\0\0\0\0\0\0\0\0\0\0\x01"), 600.0)
def test_any_file_in_the_place_of_a_note_on_an_open_session(tmp_path: Path, content: bytes, now: float) -> None:
    (tmp_path / "a1b2").write_bytes(content)
    found = open_sessions.read(str(tmp_path / "a1b2"))
    for condition in open_sessions.conditions(str(tmp_path), "", now, "startup", "").values():
        assert condition in (open_sessions.RUNNING, open_sessions.OVER, open_sessions.READ, open_sessions.LATE)
    if found:
        assert open_sessions.write(str(tmp_path / "a1b2"), found) or any(
            "\0" in getattr(found, name) for name in open_sessions.FIELDS
        )
        with contextlib.suppress(OSError):
            open_sessions.marked(found, open_sessions.READ)
