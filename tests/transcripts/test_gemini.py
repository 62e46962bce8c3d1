from __future__ import annotations

import json

import pytest

from memplug.digest.build import Surroundings, build
from memplug.transcripts.gemini import read
from memplug.transcripts.lines import lines
from memplug.transcripts.turns import (
    Action,
    Answer,
    Interruption,
    Note,
    NoteKind,
    Odd,
    Prompt,
    Stamp,
    Task,
    TaskList,
    ToolResult,
    ToolUse,
)

HEADER = {"sessionId": "s", "projectHash": "h", "startTime": "t", "kind": "main"}


def turns(*records):
    found = read(json.dumps(record).encode() if isinstance(record, dict) else record for record in records)
    return [turn for turn in found if not isinstance(turn, Stamp)]


def user(content, number=1, **more):
    return {"id": f"u{number}", "timestamp": "t", "type": "user", "content": content, **more}


def gemini(content="", *calls, number=1):
    return {"id": f"g{number}", "timestamp": "t", "type": "gemini", "content": content, "toolCalls": list(calls)}


def call(name, given, status="success", **response):
    result = [{"functionResponse": {"id": "c", "name": name, "response": response}}]
    return {"id": "c", "name": name, "args": given, "status": status, "result": result}


def ran(output, status="success"):
    return gemini("", call("run_shell_command", {"command": "make"}, status, output=output))


RUN = ToolUse("c", "run_shell_command", Action.RUN, text="make")
EDIT = ToolUse("c", "write_file", Action.EDIT, ("a.py",))
WRITE = {"file_path": "a.py", "content": "x"}
OLD = "Command: make\nDirectory: (root)\nOutput: no rule\nsorry\nError: (none)\nExit Code: {}\nSignal: 0\nProcess Group PGID: 1"
NEW = "<untrusted_context>\nOutput: no rule\nExit Code: 2\nProcess Group PGID: 1\n</untrusted_context>"

TABLE = {
    "a prompt": (user("fix it"), [Prompt("fix it")]),
    "a prompt in parts": (user([{"text": "fix"}, {"inlineData": {}}, {"text": "it"}]), [Prompt("fix\nit")]),
    "a prompt behind a hook's context": (user([{"text": "<hook_context>&lt;memplug&gt;</hook_context>\n\nfix it"}]), [Prompt("fix it")]),
    "the session's context": (user([{"text": "<session_context>\nThis is the Gemini CLI.\n</session_context>"}]), []),
    "only a hook's context": (user([{"text": "<hook_context>ours</hook_context>"}]), []),
    "a tool's answer": (user([{"functionResponse": {"response": {"output": "x"}}}]), []),
    "files behind a prompt": (
        user([{"text": "explain @a.py"}, {"text": "\n--- Content from referenced files ---"}, {"text": "secret"}]),
        [Prompt("explain @a.py")],
    ),
    "a prompt as it was typed": (user("explain the content of a.py: x", displayContent=[{"text": "explain @a.py"}]), [Prompt("explain @a.py")]),
    "another working directory": (user("I'm currently working in the following directories:\n  - /a\n  - /b"), []),
    "the command /init": (
        user("You are an AI agent that brings the power of Gemini directly into the terminal. Your task is to …"),
        [Prompt("/init (write GEMINI.md)")],
    ),
    "a shell line of the user's": (user("I ran the following shell command:\n```sh\nls\n```"), []),
    "an answer": (gemini("Done."), [Answer("Done.")]),
    "an answer in parts": (gemini([{"text": "hm", "thought": True}, {"text": "Done."}]), [Answer("Done.")]),
    "an edit": (gemini("", call("write_file", WRITE, output="ok")), [EDIT, ToolResult("c", "ok")]),
    "an edit that failed": (
        gemini("", call("write_file", WRITE, "error", error="no")), [EDIT, ToolResult("c", "no", failed=True)],
    ),
    "an edit that the user refused": (
        gemini("", call("write_file", WRITE, "cancelled", error="[Operation Cancelled] Reason: User did not allow tool call")),
        [EDIT, ToolResult("c", "[Operation Cancelled] Reason: User did not allow tool call", failed=True, refused=True)],
    ),
    "a cancelled edit that says it succeeded": (
        gemini("", call("write_file", WRITE, error="[Operation Cancelled] Reason: User denied execution.")),
        [EDIT, ToolResult("c", "[Operation Cancelled] Reason: User denied execution.", failed=True, refused=True)],
    ),
    "an edit that was cancelled without a word": (
        gemini("", {"id": "c", "name": "write_file", "args": WRITE, "status": "cancelled", "result": None}),
        [EDIT, ToolResult("c", "", failed=True, refused=True)],
    ),
    "a command that was stopped": (
        gemini("", call("run_shell_command", {"command": "make"}, "cancelled", error="[Operation Cancelled] Reason: User cancelled the operation.")),
        [RUN, Interruption()],
    ),
    "a call that has not ended": (gemini("", call("write_file", WRITE, "executing")), [EDIT]),
    "a command": (ran(OLD.format(0)), [RUN, ToolResult("c", "no rule\nsorry")]),
    "a command that failed": (ran(OLD.format(2)), [RUN, ToolResult("c", "no rule\nsorry", failed=True)]),
    "a command that failed in 0.61": (ran(NEW), [RUN, ToolResult("c", "no rule", failed=True)]),
    "a file that is read": (
        gemini("", call("read_file", {"absolute_path": "/p/a"}, output="x")),
        [ToolUse("c", "read_file", Action.READ, ("/p/a",)), ToolResult("c", "x")],
    ),
    "files that are read": (
        gemini("", call("read_many_files", {"include": ["a", "b", 3]}, output="x")),
        [ToolUse("c", "read_many_files", Action.READ, ("a", "b")), ToolResult("c", "x")],
    ),
    "a list of work": (
        gemini("", call("write_todos", {"todos": [{"description": "a", "status": "in_progress"}, {"status": "x"}, 3]}, output="ok")),
        [ToolUse("c", "write_todos", Action.OTHER), TaskList((Task("a", "in_progress"),)), ToolResult("c", "ok")],
    ),
    "a topic": (
        gemini("", call("update_topic", {"title": "T", "summary": "Read a.py, next b.py"}, output="ok")),
        [ToolUse("c", "update_topic", Action.OTHER), Note(NoteKind.AWAY, "Read a.py, next b.py"), ToolResult("c", "ok")],
    ),
    "a plan": (
        gemini("", call("exit_plan_mode", {"plan_path": "plans/a.md"}, output="approved")),
        [ToolUse("c", "exit_plan_mode", Action.PLAN, text="plans/a.md"), ToolResult("c", "approved")],
    ),
    "questions": (
        gemini("", call("ask_user", {"questions": [{"question": "A or B?"}]}, output='{"answers": {"0": "A"}}')),
        [ToolUse("c", "ask_user", Action.ASK, text="A or B?"), ToolResult("c", '{"answers": {"0": "A"}}', words="A")],
    ),
    "an error": ({"id": "e", "type": "error", "content": "429"}, [Note(NoteKind.ERROR, "429")]),
    "a note of the client's": ({"id": "i", "type": "info", "content": "Gemini CLI update available!"}, []),
    "a request that was cancelled": ({"id": "i", "type": "info", "content": "Request cancelled."}, [Interruption()]),
    "a summary of the session": ({"$set": {"summary": "Fix a"}}, [Note(NoteKind.TITLE, "Fix a")]),
    "half a line": (b'{"id": "u1", "ty', [Odd("a line is not JSON")]),
    "not an object": (b'["user"]', [Odd("a line is not JSON")]),
    "nonsense in every field": ({"id": "x", "type": "gemini", "content": 3, "toolCalls": [1, {"args": 3, "result": "x"}]}, [ToolUse("", "", Action.OTHER)]),
}  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), TABLE.values(), ids=TABLE)
def test_a_record_becomes_turns(record, expected):
    # By their names, too: the records are tuples, and a prompt equals an answer of the same text.
    assert list(map(repr, turns(record))) == list(map(repr, expected))


def test_a_later_message_takes_the_place_of_the_earlier_one():
    first, second = gemini(), gemini("", call("write_file", WRITE, output="ok"))
    assert turns(HEADER, first, user("and now?"), second) == [EDIT, ToolResult("c", "ok"), Prompt("and now?")]


def test_steps_back_are_forgotten():
    messages = (HEADER, user("a", 1), gemini("b", number=1), user("c", 2), gemini("d", number=2))
    assert turns(*messages, {"$rewindTo": "u2"}, user("e", 3)) == [Prompt("a"), Answer("b"), Prompt("e")]
    assert turns(*messages, {"$rewindTo": "gone"}) == []


def test_a_compression_keeps_what_was_before_and_its_summary_is_no_prompt():
    got_it = {"id": "n2", "type": "gemini", "content": [{"text": "Got it. Thanks for the additional context!"}]}
    patch = {"$set": {"messages": [{"id": "n1", "type": "user", "content": [{"text": "Did A."}]}, got_it]}}
    assert turns(HEADER, user("a"), patch, user("b", 2)) == [Prompt("a"), Note(NoteKind.SUMMARY, "Did A."), Prompt("b")]


def test_a_resume_adds_what_is_not_there_and_changes_nothing():
    copy = {"$set": {"messages": [user("a"), gemini([{"text": "b"}]), user("c", 2)]}}
    assert turns(HEADER, user("a"), gemini("b"), copy) == [Prompt("a"), Answer("b"), Prompt("c")]


def test_the_folder_stands_in_the_sessions_context():
    text = "<session_context>\n- **Workspace Directories:**\n  - /home/dev/p\n</session_context>"
    stamps = [turn for turn in read([json.dumps(user([{"text": text}])).encode()]) if isinstance(turn, Stamp)]
    assert stamps == [Stamp("t", "/home/dev/p")]


def test_the_folder_stands_in_the_first_message_of_older_clients():
    text = "This is the Gemini CLI. We are setting up the context for our chat.\nI'm currently working in the directory: /home/dev/p\nFiles:"
    for said, folder in ((text, "/home/dev/p"), ("I am working in the directory: /q", "")):
        stamps = [turn for turn in read([json.dumps(user(said)).encode()]) if isinstance(turn, Stamp)]
        assert stamps == [Stamp("t", folder)]


DOCUMENT = {**HEADER, "messages": [user("a"), gemini("b", call("write_file", WRITE, output="ok")), user("c", 2)]}
TOLD = [Prompt("a"), Answer("b"), EDIT, ToolResult("c", "ok"), Prompt("c")]


@pytest.mark.parametrize("indent", [None, 1, 2, 4, "\t"])
def test_a_document_is_read_whole(indent):
    assert turns(*json.dumps(DOCUMENT, indent=indent).encode().split(b"\n")) == TOLD


def test_of_a_broken_document_every_whole_message_is_read():
    text = json.dumps(DOCUMENT, indent=2).encode().split(b"\n")
    cut = text.index(b'      "content": "b",')
    assert turns(*text[:cut]) == [Odd("the document is not JSON"), Prompt("a")]
    assert turns(*text[:-8], b"???") == [Odd("the document is not JSON"), *TOLD[:-1]]


def captured(data, name):
    return build(read(lines(data / "gemini" / name)), Surroundings())


def test_a_captured_session(data):
    """Gemini CLI 0.61: one headless turn."""
    found = captured(data, "transcript.headless.jsonl")
    assert (found.goal, found.answer) == ("create notes", "I wrote notes.txt. Next: add tests for the parser.")
    assert (found.open_tasks, found.done_tasks) == (("Add tests for parser", "Update README"), ("Write notes.txt",))
    assert (found.edited, found.read, found.metrics.odd) == (("notes.txt",), (), 0)


def test_a_captured_compression(data):
    found = captured(data, "transcript.compressed.jsonl")
    assert (found.goal, found.prompts) == ("create notes", ("again",))
    assert found.summary == "I wrote notes.txt. Next: add tests for the parser."
    assert "Project memory" not in str(found)


def test_a_captured_resume(data):
    found = captured(data, "transcript.resumed.jsonl")
    assert (found.goal, found.prompts, found.answer) == ("one", ("two",), "hi there")


def test_a_real_document(shared):
    """Gemini CLI 0.23: a file was made and deleted again, another one written by a command."""
    (file,) = (shared / "transcripts" / "gemini-cli").glob("*gemini_color.json")
    found = build(read(lines(file)), Surroundings())
    assert found.goal == "run an agent that creates a color file inside docs, choose your color"
    assert found.edited == ("docs/color.md", "docs/blue.md (deleted)")
    assert "Staged `docs/color.md`" in found.answer
