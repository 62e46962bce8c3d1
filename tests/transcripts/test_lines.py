from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memplug.transcripts.lines import lines


def test_a_small_file_is_read_whole(tmp_path):
    file = tmp_path / "t"
    file.write_bytes(b"a\r\nb\n\nc")
    assert list(lines(file)) == [b"a", b"b", b"", b"c"]


def test_a_large_file_is_read_at_both_ends(tmp_path):
    file = tmp_path / "t"
    file.write_bytes(b"".join(b"%06d\n" % number for number in range(1000)))
    found = list(lines(file, head=21, tail=21))
    assert found == [b"000000", b"000001", b"000002", b"000997", b"000998", b"000999"]


@pytest.mark.parametrize("ending", [b"", b"\n"])
def test_a_line_without_end_counts(tmp_path, ending):
    file = tmp_path / "t"
    file.write_bytes(b"first\n" + b"x" * 5000 + b"\nlast" + ending)
    assert list(lines(file, head=3, tail=10, longest=100)) == [b"first", b"last"]


def test_long_lines_are_left_out_wherever_they_stand(tmp_path):
    file = tmp_path / "t"
    big = b"y" * 3000
    file.write_bytes(b"\n".join([big, b"a", big, b"b", big]))
    assert list(lines(file, longest=1000)) == [b"a", b"b"]
    assert list(lines(file, head=10, tail=10, longest=1000)) == [b"a", b"b"] or list(
        lines(file, head=10, tail=10, longest=1000)
    ) == [b"b"]


def test_a_huge_line_takes_no_memory(tmp_path):
    file = tmp_path / "t"
    with file.open("wb") as out:
        out.write(b"first\n")
        for _ in range(40):
            out.write(b"z" * 1_000_000)
        out.write(b"\nlast\n")
    tracemalloc.start()
    assert list(lines(file)) == [b"first", b"last"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


@given(
    st.lists(st.binary(max_size=40).map(lambda b: b.replace(b"\n", b"").replace(b"\r", b"")), max_size=30), st.data()
)
def test_both_ends_are_whole_lines_in_order(tmp_path_factory, texts, data):
    file = tmp_path_factory.mktemp("lines") / "t"
    file.write_bytes(b"\n".join(texts))
    head, tail = data.draw(st.integers(0, 60)), data.draw(st.integers(1, 60))
    found = list(lines(file, head=head, tail=tail, longest=30))
    expected = [text for text in texts if len(text) < 30]
    remaining = iter(texts)
    assert all(any(line == text for text in remaining) for line in found)
    if sum(map(len, texts)) + len(texts) <= head + tail:
        assert [line for line in found if line] == [text for text in expected if text] or any(
            len(t) == 30 for t in texts
        )
