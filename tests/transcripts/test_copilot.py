from __future__ import annotations

import json

import pytest

from memplug.digest.build import Surroundings, build
from memplug.digest.model import Failure
from memplug.transcripts.copilot import read
from memplug.transcripts.lines import lines
from memplug.transcripts.turns import (
    Action,
    Answer,
    Interruption,
    Note,
    NoteKind,
    Odd,
    Prompt,
    Rewound,
    Stamp,
    Task,
    TaskList,
    ToolResult,
    ToolUse,
)


def turns(*records):
    found = read(json.dumps(record).encode() if isinstance(record, dict) else record for record in records)
    return [turn for turn in found if not isinstance(turn, Stamp)]


def event(kind, *, agent=None, **data):
    return {"type": kind, "data": data} | ({"agentId": agent} if agent else {})


def start(name, call="c", **given):
    return event("tool.execution_start", toolCallId=call, toolName=name, arguments=given)


def done(text="ok", call="c", *, success=True, **more):
    return event("tool.execution_complete", toolCallId=call, success=success, result={"content": text}, **more)


def use(name, action, *paths, text="", sidechain=False):
    return ToolUse("c", name, action, paths, text, sidechain)


ASKED = {"toolCallId": "c", "name": "create", "arguments": {"path": "/p/a.py"}}
REFUSED = event(
    "permission.completed", toolCallId="c", result={"kind": "denied-interactively-by-user", "feedback": "use b.py"}
)

TABLE = {
    "a prompt": (event("user.message", content="fix it", transformedContent="<x/>fix it"), [Prompt("fix it")]),
    "a skill in the user's place": (event("user.message", content="# Skill", source="skill-pdf"), []),
    "a sub-agent's prompt": (event("user.message", content="do this part", agent="a"), []),
    "an answer": (event("assistant.message", content="Done.", toolRequests=[]), [Answer("Done.")]),
    "a sub-agent's answer": (event("assistant.message", content="part done", agent="a"), []),
    "an answer with a call": (
        event("assistant.message", content="First:", toolRequests=[ASKED, 3]),
        [Answer("First:"), use("create", Action.EDIT, "/p/a.py")],
    ),
    "an edit": (start("edit", path="/p/a.py"), [use("edit", Action.EDIT, "/p/a.py")]),
    "a sub-agent's edit": (
        event("tool.execution_start", toolCallId="c", toolName="edit", arguments={"path": "a"}, agent="a"),
        [use("edit", Action.EDIT, "a", sidechain=True)],
    ),
    "an editor of older versions": (
        start("str_replace_editor", command="view", path="/p/a.py"),
        [use("str_replace_editor", Action.READ, "/p/a.py")],
    ),
    "a patch": (
        event("tool.execution_start", toolCallId="c", toolName="apply_patch", arguments="*** Begin Patch\n*** Add File: a.py\n*** End Patch"),
        [use("apply_patch", Action.EDIT, "a.py")],
    ),
    "arguments as JSON text": (
        event("tool.execution_start", toolCallId="c", toolName="view", arguments='{"path": "/p/a"}'),
        [use("view", Action.READ, "/p/a")],
    ),
    "a command": (start("bash", command="make"), [use("bash", Action.RUN, text="make")]),
    "PowerShell": (start("powershell", command="dir"), [use("powershell", Action.RUN, text="dir")]),
    "a plan": (start("exit_plan_mode", summary="1. do"), [use("exit_plan_mode", Action.PLAN, text="1. do")]),
    "a question": (start("ask_user", question="A or B?"), [use("ask_user", Action.ASK, text="A or B?")]),
    "a list of work of older versions": (
        start("update_todo", todos="# Plan\n- [x] a\n- [ ] b\n"),
        [use("update_todo", Action.OTHER), TaskList((Task("a", "completed"), Task("b", "pending")))],
    ),
    "an unknown tool": (start("web_fetch", url="x"), [use("web_fetch", Action.OTHER)]),
    "the client's own plan": (start("create", path="/h/.copilot/session-state/x/plan.md"), [use("create", Action.EDIT)]),
    "a result": (done("fine"), [ToolResult("c", "fine")]),
    "a result that is only text": (event("tool.execution_complete", toolCallId="c", success=True, result="fine"), [ToolResult("c", "fine")]),
    "a failure": (
        event("tool.execution_complete", toolCallId="c", success=False, error={"message": "no such file", "code": "failure"}),
        [ToolResult("c", "no such file", failed=True)],
    ),
    "a command that failed": (
        done("F\n<shellId: 0 completed with exit code 1>", shellExecution={"exitCode": 1}), [ToolResult("c", "F", failed=True)],
    ),
    "a command that failed in older versions": (done("F\n<exited with exit code 2>"), [ToolResult("c", "F", failed=True)]),
    "a compaction": (event("session.compaction_complete", summaryContent="Did A."), [Note(NoteKind.SUMMARY, "Did A.")]),
    "a compaction that failed": (event("session.compaction_complete", success=False), []),
    "a title": (event("session.title_changed", title="T"), [Note(NoteKind.TITLE, "T")]),
    "an error": (event("session.error", errorType="quota", message="429"), [Note(NoteKind.ERROR, "429")]),
    "an interruption": (event("abort", reason="user_initiated"), [Interruption()]),
    "an abort that was not the user's": (event("abort", reason="tool_failure"), []),
    "files of which no tool told": (
        event("session.shutdown", codeChanges={"filesModified": ["/p/a.py", 3]}),
        [ToolUse("session.shutdown", "edit", Action.EDIT, ("/p/a.py",), sidechain=True), ToolResult("session.shutdown", "")],
    ),
    "our own context": (event("hook.end", hookType="sessionStart", output={"additionalContext": "user.message"}), []),
    "half a line": (b'{"type": "user.message", "da', [Odd("a line is not JSON")]),
    "not an object": (b'["user.message"]', []),
    "nonsense in every field": (event("assistant.message", content=3, toolRequests={"a": 1}), []),
    "data that is none": ({"type": "user.message", "data": "x"}, []),
    "a type that is none": ({"type": ["user.message"], "data": {}}, []),
}  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), TABLE.values(), ids=TABLE)
def test_an_event_becomes_turns(record, expected):
    # By their names, too: the records are tuples, and a prompt equals an answer of the same text.
    assert list(map(repr, turns(record))) == list(map(repr, expected))


def test_a_call_is_told_once():
    assert (
        len(turns(event("assistant.message", content="", toolRequests=[ASKED]), start("create", path="/p/a.py"))) == 1
    )


def test_a_refusal_tells_what_the_user_said():
    found = turns(start("edit", path="a"), REFUSED, done("", success=False))
    assert found[-1] == ToolResult("c", "", failed=True, refused=True, words="use b.py")


def test_what_the_user_answered_is_told():
    assert turns(start("ask_user", question="A or B?"), done("User responded: A"))[1].words == "A"


def test_a_folder_that_is_looked_at_is_no_file():
    begin = event("session.start", context={"cwd": "/p", "branch": "main"})
    assert turns(begin, start("view", path="/p")) == [use("view", Action.READ)]


def test_edits_that_were_told_are_not_told_again_at_the_end():
    end = event("session.shutdown", codeChanges={"filesModified": ["/p/a.py", "/p/b.py"]})
    assert turns(start("edit", path="/p/a.py"), done(), end)[2].paths == ("/p/b.py",)


def test_the_table_made_for_the_list_of_work_is_let_go():
    insert = start("sql", "1", query="INSERT INTO todos (id, title) VALUES ('a', 'Do A')")
    found = read(json.dumps(event).encode() for event in (insert, done("", "1")))
    next(found)
    todos = found.gi_frame.f_locals["reader"].todos
    assert TaskList((Task("Do A", "pending"),)) in found
    assert todos._db is not None
    assert list(found) == []
    assert todos._db is None


def test_the_list_of_work_is_made_again_from_its_queries():
    create = "INSERT INTO todos (id, title, status) VALUES ('a', 'Do A', 'in_progress'), ('b', 'Do B', 'pending')"
    found = turns(
        start("sql", "1", query=create), done("", "1"), start("sql", "2", query="UPDATE todos SET status = 'blocked' WHERE id = 'b'"),
        done("", "2"), start("sql", "3", query="DELETE FROM todos"), done("no", "3", success=False),
        start("sql", "4", query="SELECT * FROM todos"), done("", "4"),
    )  # fmt: skip
    lists = [turn for turn in found if isinstance(turn, TaskList)]
    assert lists == [
        TaskList((Task("Do A", "in_progress"), Task("Do B", "pending"))),
        TaskList((Task("Do A", "in_progress"), Task("Do B (blocked)", "blocked"))),
    ]


@pytest.mark.parametrize(
    "query",
    [
        "ATTACH DATABASE '{path}' AS todos",
        "VACUUM INTO '{path}' -- todos",
        "PRAGMA writable_schema = 1 -- todos",
        "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) INSERT INTO todos (id) SELECT n FROM r",
        "INSERT INTO todos (id) SELECT a.value FROM json_each('[1]') a, (SELECT zeroblob(900000000))",
        "INSERT INTO todos (title) SELECT randomblob(99999999)",
        "nonsense about todos",
        "INSERT INTO todos (id) VALUES ('\x00')",
    ],
)
def test_a_query_can_neither_leave_memory_nor_run_on(tmp_path, query):
    path = tmp_path / "outside.db"
    assert not [
        turn for turn in turns(start("sql", query=query.format(path=path)), done()) if isinstance(turn, TaskList)
    ]
    assert not path.exists()


def test_time_folder_and_branch_are_told():
    begin = event("session.start", context={"cwd": "/p", "branch": "main"}) | {"timestamp": "t1"}
    late = event("user.message", content="a") | {"timestamp": 1795218497844}
    stamps = [turn for turn in read(json.dumps(e).encode() for e in (begin, late)) if isinstance(turn, Stamp)]
    assert stamps == [Stamp("t1", "/p", "main"), Stamp("2026-11-20T23:48:17.844000+00:00", "/p")]


def captured(data, name):
    return build(read(lines(data / name)), Surroundings())


def test_a_captured_session(data):
    """Copilot CLI 1.0.102: three headless turns; the model says that a test passes which does not."""
    found = captured(data, "copilot-cli/events.jsonl")
    assert found.goal == "Please add a greet function to this project and use it in app.py"
    assert found.prompts[-1] == "What is left to do?"
    assert found.answer == "What is left: a README section, then tag 0.1.0."
    assert found.edited == ("test_greet.py", "app.py", "greet.py")
    assert (found.open_tasks, found.done_tasks) == (("Add tests for greet",), ("Write greet.py",))
    assert found.decisions == ("Now add a unit test. Never use print() in library code, I prefer logging.",)
    assert found.tests is not None
    assert not found.tests.passed
    assert found.failures == (
        Failure("python3 -m unittest test_greet.py", passed_later=False, message="FAILED (failures=1)"),
    )
    assert (found.branch_start, found.metrics.odd) == ("main", 0)


def test_a_captured_terminal_session(data):
    found = captured(data, "copilot-cli/events.interactive_compact_clear_resume.jsonl")
    assert (found.goal, found.prompts) == ("hello one", ("hello two", "after compact", "after resume"))
    assert found.summary == "OK, done."
    assert "MARK" not in str(found)


def test_a_captured_session_of_the_sdk(data):
    found = captured(data, "copilot-sdk/events.jsonl")
    assert (found.goal, found.prompts) == ("add a greet function to the sdk project", ("hello",))
    assert found.edited == ("app.py", "greet.py")
    assert "MARK" not in str(found)


def test_prompts_that_were_taken_back():
    prompts = [{**event("user.message", content=text), "id": text} for text in "abc"]
    back = event("session.snapshot_rewind", upToEventId="b", eventsRemoved=4)
    assert turns(*prompts, back) == [Prompt("a"), Prompt("b"), Prompt("c"), Rewound(2)]
    assert turns(*prompts, back, back)[4:] == []
