from __future__ import annotations

import json

import pytest

from memplug.digest.build import Surroundings, build
from memplug.transcripts.codex import read
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


def item(kind, **payload):
    return {"type": "response_item", "payload": {"type": kind, **payload}}


def event(kind, **payload):
    return {"type": "event_msg", "payload": {"type": kind, **payload}}


def user(*texts, **more):
    return item("message", role="user", content=[{"type": "input_text", "text": text} for text in texts], **more)


def say(text):
    return item("message", role="assistant", content=[{"type": "output_text", "text": text}])


def call(name, call_id="c1", **given):
    return item("function_call", name=name, call_id=call_id, arguments=json.dumps(given))


def custom(name, given, call_id="c1"):
    return item("custom_tool_call", name=name, call_id=call_id, input=given)


def output(text, call_id="c1"):
    return item("function_call_output", call_id=call_id, output=text)


def use(name, action, *paths, text="", id="c1", sidechain=False):  # noqa: A002  the field's name
    return ToolUse(id, name, action, paths, text, sidechain)


ENVIRONMENT = "<environment_context>\n  <cwd>/p</cwd>\n</environment_context>"
AGENTS = "# AGENTS.md instructions for /p\n\n<INSTRUCTIONS>\nUse tabs.\n</INSTRUCTIONS>"
IDE = "# Context from my IDE setup:\n\n## Open tabs:\n- README.md: README.md\n\n## My request for Codex:\nfix it\nnow\n"
PATCH = "*** Begin Patch\n*** Add File: src/a b.py\n+x\n*** Update File: b.py\n*** Move to: c.py\n@@\n*** Delete File: d.py\n*** End Patch"
KINDS = {
    "internal_chat_message_metadata_passthrough": {"content_item_kinds": ["hooks.additional_context", "user.text"]}
}
PATHS = ("src/a b.py", "b.py", "c.py", "d.py")
LONE = "Another language model started to solve this problem and so on to assist with your own analysis:\n"

TABLE = {
    "a prompt": (user("fix it"), [Prompt("fix it")]),
    "the environment": (user(ENVIRONMENT), []),
    "the project's instructions": (user(AGENTS, ENVIRONMENT), []),
    "instructions before a prompt": (user(f"{AGENTS}\n\n{ENVIRONMENT}\nfix it"), [Prompt("fix it")]),
    "an editor's context": (user(IDE), [Prompt("fix it\nnow")]),
    "a prompt that begins with a tag": (user("<div> is wrong"), [Prompt("<div> is wrong")]),
    "the user's own heading": (user("# Context\n\n## My request:\nfix it"), [Prompt("# Context\n\n## My request:\nfix it")]),
    "a picture": (user("<image name=[Image #1]>", "</image>", "what is it?"), [Prompt("what is it?")]),
    "parts that say where they come from": (user("ours", "fix it", **KINDS), [Prompt("fix it")]),
    "a shell line of the user's": (user("<user_shell_command>ls</user_shell_command>"), []),
    "a developer's message": (item("message", role="developer", content=[{"type": "input_text", "text": "hook"}]), []),
    "an interruption for the model": (user("<turn_aborted>\nThe user interrupted\n</turn_aborted>"), [Interruption()]),
    "an interruption": (event("turn_aborted", reason="interrupted"), [Interruption()]),
    "the end of a review": (event("turn_aborted", reason="review_ended"), []),
    "an answer": (say("Done."), [Answer("Done.")]),
    "an answer for the user": (event("agent_message", message="Done."), [Answer("Done.")]),
    "an editor's context for the user": (event("user_message", message=IDE), [Prompt("fix it\nnow")]),
    "an error": (event("error", message="429"), [Note(NoteKind.ERROR, "429")]),
    "a name": (event("thread_name_updated", thread_name="T"), [Note(NoteKind.TITLE, "T")]),
    "a compaction": ({"type": "compacted", "payload": {"message": f"{LONE}Did A."}}, [Note(NoteKind.SUMMARY, "Did A.")]),
    "a compaction elsewhere": ({"type": "compacted", "payload": {"message": "", "replacement_history": []}}, []),
    "a command": (call("exec_command", cmd="make"), [use("exec_command", Action.RUN, text="make")]),
    "a command in words": (call("shell", command=["bash", "-lc", "make all"]), [use("shell", Action.RUN, text="make all")]),
    "a command without a shell": (call("shell", command=["ls", "a b"]), [use("shell", Action.RUN, text="ls 'a b'")]),
    "PowerShell": (
        call("shell", command=["C:\\Windows\\PowerShell.exe", "-NoProfile", "-Command", "dir"]),
        [use("shell", Action.RUN, text="dir")],
    ),
    "a command of the model's own shell": (
        item("local_shell_call", call_id="c1", action={"type": "exec", "command": ["bash", "-lc", "make"]}),
        [use("local_shell", Action.RUN, text="make")],
    ),
    "a namespace": (call("functions.exec_command", cmd="make"), [use("functions.exec_command", Action.RUN, text="make")]),
    "a patch": (custom("apply_patch", PATCH), [use("apply_patch", Action.EDIT, *PATHS)]),
    "a patch as a function": (call("apply_patch", input=PATCH), [use("apply_patch", Action.EDIT, *PATHS)]),
    "a patch in a command": (
        call("shell", command=["bash", "-lc", f"apply_patch <<'EOF'\n{PATCH}\nEOF"]),
        [use("apply_patch", Action.EDIT, *PATHS)],
    ),
    "a Windows path in a patch": (
        custom("apply_patch", "*** Begin Patch\r\n*** Update File: src\\new.py\r\n*** End Patch"),
        [use("apply_patch", Action.EDIT, "src\\new.py")],
    ),
    "a script": (
        custom("exec", 'const r = await tools.exec_command({cmd:"cd \\"x\\" && make","workdir":"/p"});\ntext(r.output)'),
        [use("exec", Action.RUN, text='cd "x" && make')],
    ),
    "a script with two commands": (
        custom("exec", "await tools.exec_command({'cmd': 'ls'}); await tools.exec_command({cmd: `make`})"),
        [use("exec", Action.RUN, text="ls"), use("exec", Action.RUN, text="make", id="c1/1")],
    ),
    "a patch in a script": (
        custom("exec", f"await tools.apply_patch({json.dumps(PATCH)})"),
        [use("apply_patch", Action.EDIT, *PATHS)],
    ),
    "a patch in a script's template": (
        custom("exec", "await tools.apply_patch(`*** Begin Patch\n*** Update File: a.py\n*** End Patch`);"),
        [use("apply_patch", Action.EDIT, "a.py")],
    ),
    "a script that does neither": (custom("exec", "text(1 + 1)"), [use("exec", Action.OTHER)]),
    "a plan": (
        call("update_plan", plan=[{"step": "a", "status": "completed"}, {"step": "b", "status": "pending"}, 3]),
        [use("update_plan", Action.OTHER), TaskList((Task("a", "completed"), Task("b", "pending")))],
    ),
    "a plan in a script": (
        custom("exec", 'await tools.update_plan({plan:[{step:"a",status:"in_progress"},\n {"step": "b", "status": "pending"}]})'),
        [use("exec", Action.OTHER), TaskList((Task("a", "in_progress"), Task("b", "pending")))],
    ),
    "a picture that is looked at": (call("view_image", path="/p/a.png"), [use("view_image", Action.READ, "/p/a.png")]),
    "questions": (
        call("request_user_input", questions=[{"id": "q", "question": "A or B?"}]),
        [use("request_user_input", Action.ASK, text="A or B?")],
    ),
    "an unknown tool": (call("mcp__x__y", path="/a"), [use("mcp__x__y", Action.OTHER)]),
    "arguments that are no JSON": (item("function_call", name="exec_command", call_id="c1", arguments="{"), [use("exec_command", Action.OTHER)]),
    "an output without a call": (output("fine"), []),
    "a count of tokens": (event("token_count", info={"type": "message"}), []),
    "half a line": (b'{"type": "event_msg", "payl', [Odd("a line is not JSON")]),
    "not an object": (b'["event_msg"]', []),
    "nonsense in every field": ({"type": "response_item", "payload": {"type": 3, "content": [1], "role": []}}, []),
    "a message without an envelope": (
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "fix it"}]},
        [Prompt("fix it")],
    ),
    "a call without an envelope": (
        {"type": "function_call", "name": "shell", "call_id": "c1", "arguments": '{"command": ["make"]}'},
        [use("shell", Action.RUN, text="make")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("record", "expected"), TABLE.values(), ids=TABLE)
def test_a_record_becomes_turns(record, expected):
    # By their names, too: the records are tuples, and a prompt equals an answer of the same text.
    assert list(map(repr, turns(record))) == list(map(repr, expected))


RUN = call("exec_command", cmd="make")
OUTPUTS = {
    "a header and an exit code": ("Chunk ID: 1\nWall time: 1 seconds\nProcess exited with code 0\nOutput:\nok\n", ("ok\n", False)),
    "a failure": ("Exit code: 2\nWall time: 0 seconds\nOutput:\nno rule\n", ("no rule\n", True)),
    "JSON": (json.dumps({"output": "boom", "metadata": {"exit_code": 1, "duration_seconds": 0.1}}), ("boom", True)),
    "JSON of a success": (json.dumps({"output": "ok", "metadata": {"exit_code": 0}}), ("ok", False)),
    "parts": ([{"type": "input_text", "text": "Exit code: 1\nOutput:\n"}, {"type": "input_text", "text": "no"}], ("no", True)),
    "an object around the text": ({"content": "fine", "success": True}, ("fine", False)),
    "no header": ("fine", ("fine", False)),
    "a failure without a code": ("failed in sandbox", ("failed in sandbox", True)),
    "output that looks like a header": (
        "Process exited with code 0\nOutput:\nExit code: 7\n", ("Exit code: 7\n", False),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), OUTPUTS.values(), ids=OUTPUTS)
def test_an_output_tells_what_came_of_a_command(given, expected):
    text, failed = expected
    assert turns(RUN, output(given))[1:] == [ToolResult("c1", text, failed=failed)]


def test_the_user_can_refuse():
    assert turns(RUN, output("exec command rejected by user"))[1:] == [
        ToolResult("c1", "exec command rejected by user", failed=True, refused=True)
    ]


def test_of_a_command_that_was_stopped_nothing_is_known():
    assert turns(RUN, output("aborted by user after 3.2s"), event("turn_aborted", reason="interrupted"))[1:] == [
        Interruption()
    ]


def test_a_patch_that_does_not_fit_is_no_edit():
    found = turns(custom("apply_patch", PATCH), output("apply_patch verification failed: no such line"))
    assert found[1].failed


def test_a_command_that_goes_on_ends_with_a_later_call():
    running = "Wall time: 10 seconds\nProcess running with session ID 42\nOutput:\n"
    found = turns(
        RUN, output(running), call("write_stdin", "c2", session_id=42, chars=""), output(running, "c2"),
        call("write_stdin", "c3", session_id=42), output("Process exited with code 1\nOutput:\n2 failed\n", "c3"),
    )  # fmt: skip
    assert found[1:] == [ToolResult("c1", "2 failed\n", failed=True)]


def test_a_script_that_goes_on_ends_with_a_wait():
    found = turns(
        custom("exec", 'await tools.exec_command({cmd:"make"})'),
        item("custom_tool_call_output", call_id="c1", output="Script running with cell ID 7\nWall time 10 seconds\nOutput:\n"),
        call("wait", "c2", cell_id="7"), output("Script completed\nWall time 2 seconds\nOutput:\nok", "c2"),
    )  # fmt: skip
    assert found[1:] == [ToolResult("c1", "ok")]


def test_a_script_whose_command_goes_on_ends_with_a_script_that_looks_after_it():
    script = custom("exec", 'const r = await tools.exec_command({cmd:"make check"}); text(JSON.stringify(r));')
    going = '{"chunk_id":"a","wall_time_seconds":1.0,"session_id":42,"output":"so far"}'
    after = [
        custom("exec", 'const r = await tools.write_stdin({session_id:42,chars:""}); text(r.output);', call_id=f"c{n}")
        for n in (2, 3)
    ]
    assert turns(script, output(going))[1:] == []
    assert turns(script, output(going), after[0], output("", "c2"))[1:] == []
    found = turns(script, output(going), after[0], output("", "c2"), after[1], output("2 failed\n", "c3"))
    assert found[1:] == [ToolResult("c1", "2 failed\n")]
    ended = '{"chunk_id":"b","exit_code":2,"output":"2 failed\\n"}'
    assert turns(script, output(going), after[0], output(ended, "c2"))[1:] == [
        ToolResult("c1", "2 failed", failed=True)
    ]


def test_what_a_script_prints_of_a_command_is_its_output():
    script = custom("exec", 'text(await tools.exec_command({cmd:"pytest"}))')
    told = 'Script completed\nOutput:\n{"chunk_id":"a","exit_code":0,"output":"3 passed\\n"}'
    assert turns(script, output(told))[1:] == [ToolResult("c1", "3 passed")]


def test_turns_that_were_rolled_back_are_taken_back():
    assert turns(user("a"), say("b"), event("thread_rolled_back", num_turns=1)) == [
        Prompt("a"),
        Answer("b"),
        Rewound(1),
    ]
    assert turns(event("thread_rolled_back", num_turns="x")) == []


def test_each_command_of_a_script_has_its_own_exit_code():
    script = custom("exec", 'await Promise.all([tools.exec_command({cmd:"a"}), tools.exec_command({cmd:"b"})])')
    told = 'Script completed\nOutput:\n{"exit_code":0,"output":""}\n{"exit_code":3,"output":""}'
    assert [turn.failed for turn in turns(script, output(told))[2:]] == [False, True]


def test_answers_to_questions_are_told():
    asked = call("request_user_input", questions=[{"id": "q", "question": "A or B?"}])
    assert turns(asked, output('{"answers": {"q": {"answers": ["A", "soon"]}}}'))[1].words == "A, soon"


def test_what_is_told_twice_counts_once_in_either_order():
    assert turns(user("a"), event("user_message", message="a"), event("agent_message", message="b"), say("b")) == [
        Prompt("a"),
        Answer("b"),
    ]
    assert turns(user("go on"), event("user_message", message="go on"), user("go on")) == [Prompt("go on")] * 2


def test_the_summary_of_a_compaction_is_no_answer():
    found = turns(
        say("really done"), user("next"), say("Did A."), {"type": "compacted", "payload": {"message": f"{LONE}Did A."}}
    )
    assert found == [Answer("really done"), Prompt("next"), Note(NoteKind.SUMMARY, "Did A.")]


def test_a_patch_from_within_a_script_is_told_by_its_end():
    changes = {"/p/a.py": {"type": "update"}}
    found = turns(event("patch_apply_end", call_id="inner", success=True, changes=changes))
    assert found == [use("apply_patch", Action.EDIT, "/p/a.py", id="inner", sidechain=True), ToolResult("inner", "")]
    assert turns(event("patch_apply_end", call_id="inner", success=False, changes=changes)) == []
    assert (
        len(turns(custom("apply_patch", PATCH), event("patch_apply_end", call_id="c1", success=True, changes=changes)))
        == 1
    )


def test_time_folder_and_branch_are_told():
    meta = {"timestamp": "t1", "type": "session_meta", "payload": {"cwd": "/p", "git": {"branch": "main"}}}
    oldest = {"id": "x", "timestamp": "t0", "instructions": None, "git": {"branch": "old"}}
    found = list(
        read(json.dumps(record).encode() for record in (oldest, meta, {"timestamp": "t2", **event("task_started")}))
    )
    assert found == [Stamp("t0", "", "old"), Stamp("t1", "/p", "main"), Stamp("t2")]


def captured(data, name):
    return build(read(lines(data / "codex" / name)), Surroundings())


def test_a_captured_session(data):
    """Codex 0.169: one headless turn."""
    found = captured(data, "transcript.exec.jsonl")
    assert (found.goal, found.prompts) == ("Please write notes.txt and plan the next step.", ())
    assert found.answer == "Wrote notes.txt. Next step: add parser tests."
    assert found.edited == ("src_parser.py", "notes.txt")
    assert found.metrics.started == "2026-11-20T23:47:07.196Z"


def test_a_captured_compaction(data):
    found = captured(data, "transcript.compacted.jsonl")
    assert (found.goal, found.prompts) == ("create notes and a parser", ("second prompt",))
    assert found.summary == "I wrote notes.txt and src/parser.py. Next: add tests for the parser."
    assert "Project memory" not in str(found)


def test_a_captured_resume(data):
    assert captured(data, "transcript.resumed.jsonl").prompts == ("after resume",)


def test_a_real_session_of_an_editor(shared):
    """Codex 0.142: two session_meta, the editor's context, Chinese."""
    (file,) = (shared / "transcripts" / "codex").glob("*codex_c.jsonl")
    found = build(read(lines(file)), Surroundings())
    assert found.goal.startswith("我需要你查阅一下专业的报告或者论文")
    assert found.prompts[-1].startswith("能否帮我找一下工业界的SFT和LoRA还有RL")
    assert found.edited == ("industry_sft_lora_rl_training.md",)
    assert found.metrics.prompts == 2
    assert "/Users/" not in found.answer


def test_words_between_two_steps_are_not_final():
    between = item(
        "message", role="assistant", phase="commentary", content=[{"type": "output_text", "text": "Now I test."}]
    )
    told = event("agent_message", message="Now I test.", phase="commentary")
    assert turns(told, between, say("Done.")) == [Answer("Now I test.", final=False), Answer("Done.")]
