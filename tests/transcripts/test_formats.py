from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from memplug.transcripts import READERS, TASKS, UNKNOWN, format_of, late
from memplug.transcripts.lines import lines
from memplug.transcripts.turns import Stamp

DATA = Path(__file__).parents[1] / "data"
FILES = {
    "claude": sorted((DATA / "claude-code").glob("transcript.*jsonl")),
    "codex": sorted((DATA / "codex").glob("*.jsonl")),
    "gemini": sorted((DATA / "gemini").glob("*.jsonl")),
    "copilot": [*sorted((DATA / "copilot-cli").glob("*.jsonl")), *sorted((DATA / "copilot-sdk").glob("*.jsonl"))],
}


@pytest.mark.parametrize(("name", "file"), [(name, file) for name, files in FILES.items() for file in files])
def test_a_captured_transcript_is_known_whatever_is_expected(name, file):
    assert {format_of(file, expected) for expected in READERS} == {name}


def test_a_real_transcript_is_known(shared):
    for folder, name in (("claude-code", "claude"), ("codex", "codex"), ("gemini-cli", "gemini")):
        for file in (shared / "transcripts" / folder).iterdir():
            assert {format_of(file, expected) for expected in READERS} == {name}


@pytest.mark.parametrize("text", ["# Notes\n", '{"role": "user", "content": "hi"}\n', "\0\1\2", '{"type": "message"}'])
def test_anything_else_is_unknown(tmp_path, text):
    (tmp_path / "x").write_text(text)
    assert format_of(tmp_path / "x", "codex") == UNKNOWN


def test_nothing_is_of_the_format_that_is_expected(tmp_path):
    (tmp_path / "x").write_text(" \n\n")
    assert format_of(tmp_path / "x", "gemini") == "gemini"
    with pytest.raises(OSError, match="nowhere"):
        format_of(tmp_path / "nowhere", "gemini")


def test_of_an_unknown_format_times_and_folders_are_told():
    found = READERS[UNKNOWN](
        [b'{"timestamp": "t1", "cwd": "/p", "x": 1}', b'{"timestamp": 3}', b'"timestamp"', b'{"timestamp": "t2"}']
    )
    assert list(found) == [Stamp("t1", "/p"), Stamp("t2")]


def test_claude_code_keeps_its_list_of_work_beside_the_transcript(tmp_path, data):
    transcript = tmp_path / "projects" / "p" / "s.jsonl"
    folder = tmp_path / "tasks" / "s"
    folder.mkdir(parents=True)
    assert TASKS["claude"](transcript, "s") is None
    for file in (data / "claude-code" / "tasks").iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "4.json").write_text("{")
    (folder / "5.json").write_text('{"subject": 3}')
    found = TASKS["claude"](transcript, "s")
    assert found is not None
    assert [task.text for task in found] == ["Write greet.py", "Add tests for greet", "Document greet in README"]


def test_copilot_without_a_database_has_no_list(tmp_path):
    assert TASKS["copilot"](tmp_path / "events.jsonl", "s") is None
    (tmp_path / "session.db").write_bytes(b"")
    assert TASKS["copilot"](tmp_path / "events.jsonl", "s") is None


END = b'{"type":"hook.start","data":{"hookInvocationId":"x","hookType":"sessionEnd","input":{}}}\n'


LONG = 30
"""Seconds that nothing takes, however busy the machine is."""


def waited(path, name="copilot", patience=LONG):
    begun = time.monotonic()
    late.wait(path, name, patience)
    return time.monotonic() - begun


def test_a_complete_transcript_is_not_waited_for(tmp_path):
    file = tmp_path / "events.jsonl"
    for last in (
        END,
        END + b'{"type":"hook.end","data":{"hookType":"sessionEnd"}}\n',
        b'{"type":"session.shutdown","data":{}}\n',
    ):
        file.write_bytes(b'{"type":"user.message"}\n' + last)
        assert waited(file) < LONG
    assert waited(tmp_path / "nowhere", "claude") < LONG


def test_a_transcript_that_never_gets_complete_is_waited_for_half_a_second(tmp_path):
    assert late.PATIENCE <= waited(tmp_path / "nowhere", patience=late.PATIENCE) < LONG


def test_the_last_turn_of_a_session_is_waited_for(tmp_path):
    file = tmp_path / "events.jsonl"

    def write():
        time.sleep(0.1)
        file.write_bytes(b'{"type":"user.message","data":{"content":"late"}}\n')
        time.sleep(0.05)
        with file.open("ab") as more:
            more.write(END[:40])
            more.flush()
            time.sleep(0.05)
            more.write(END[40:])

    writer = threading.Thread(target=write)
    writer.start()
    assert waited(file) < LONG
    writer.join()
    assert any("late" in str(turn) for turn in READERS["copilot"](lines(file)))
