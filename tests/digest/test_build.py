"""Turns to digest: what a person would write down of a session."""

from __future__ import annotations

import pytest

from memplug.context.plain import notes
from memplug.digest.build import Surroundings, build, relative
from memplug.digest.model import Commit, Digest, Failure, LastTestRun
from memplug.digest.shrink import length, shrink
from memplug.transcripts.claude import read
from memplug.transcripts.lines import lines
from memplug.transcripts.turns import (
    Action,
    Answer,
    Interruption,
    Note,
    NoteKind,
    Prompt,
    Stamp,
    Task,
    TaskChange,
    TaskList,
    ToolResult,
    ToolUse,
)


def digest(*turns, **around):
    return build(turns, Surroundings(**around))


def ran(command, output="", *, failed=False, number=[0]):  # noqa: B006  a counter
    number[0] += 1
    name = f"run-{number[0]}"
    return ToolUse(name, "Bash", Action.RUN, text=command), ToolResult(name, output, failed=failed)


def edit(path, *, refused=False, failed=False, words="", sidechain=False):
    return (
        ToolUse(path, "Edit", Action.EDIT, (path,), sidechain=sidechain),
        ToolResult(path, "", failed=failed or refused, refused=refused, words=words),
    )


def test_the_first_prompt_is_the_goal_and_the_others_follow():
    found = digest(Prompt("build a parser"), Answer("ok"), Prompt("and a lexer for it, please"), Answer("done"))
    assert (found.goal, found.prompts) == ("build a parser", ("and a lexer for it, please",))
    assert (found.answer, found.earlier_answers) == ("done", ("ok",))


def test_a_prompt_typed_again_counts_once():
    found = digest(Prompt("fix tests"), Prompt("fix tests"), Answer("x"), Prompt("b"), Prompt("b"))
    assert (found.goal, found.prompts) == ("fix tests", ("b",))


def test_a_short_prompt_is_told_with_the_question_it_answers():
    found = digest(Prompt("refactor the store"), Answer("Two ways.\nShall I take the first?"), Prompt("yes"))
    assert found.prompts == ("yes (to: Shall I take the first?)",)


def test_many_prompts_keep_the_last_and_the_longest():
    prompts = [Prompt(f"prompt number {n}" + " with a lot of detail" * (n == 4)) for n in range(20)]
    found = digest(*prompts).prompts
    assert len(found) == 8
    assert found[-3:] == ("prompt number 17", "prompt number 18", "prompt number 19")
    assert any("a lot of detail" in prompt for prompt in found)


def test_a_lasting_wish_is_a_decision():
    found = digest(Prompt("start"), Prompt("Never use print() in library code"), Prompt("what is left?"))
    assert found.decisions == ("Never use print() in library code",)


def test_a_refused_edit_is_a_decision_and_no_edit():
    found = digest(Prompt("a"), *edit("/p/a.go", refused=True, words="use the other file"), roots=["/p"])
    assert found.edited == ()
    assert found.decisions == ("Refused: Edit a.go — “use the other file”",)


def test_a_failed_edit_is_no_edit():
    assert digest(Prompt("a"), *edit("a.go", failed=True)).edited == ()


def test_edits_of_sub_agents_count_and_their_steps_do_not():
    found = digest(Prompt("a"), *edit("a.go", sidechain=True))
    assert (found.edited, found.last_steps) == (("a.go",), ())


def test_a_step_in_a_temporary_file_names_it_no_further():
    assert digest(Prompt("a"), *edit("/tmp/x/a.md"), *edit("/tmp/x/b.md")).last_steps == ("Edit (a temporary file)",)


def test_files_are_told_last_edited_first_and_most_read_first():
    reads = [ToolUse(str(n), "Read", Action.READ, (path,)) for n, path in enumerate(["a", "b", "b", "c", "e"])]
    found = digest(Prompt("x"), *reads, *edit("e"), *edit("f"), *edit("e"))
    assert found.edited == ("e", "f")
    assert found.read == ("b", "a", "c")


def test_files_that_commands_write_and_print_count():
    found = digest(Prompt("x"), *ran("cat > new.py <<'E'\nx\nE"), *ran("cat old.py"))
    assert (found.edited, found.read) == (("new.py",), ("old.py",))


def test_excluded_paths_are_nowhere():
    turns = (Prompt("x"), *edit("/p/secret/a.txt"), ToolUse("r", "Read", Action.READ, ("/p/secret/b",)))
    found = digest(*turns, *edit("/p/b.py"), roots=["/p"], excludes=lambda path: path.startswith("secret/"))
    assert "secret" not in str(found)
    assert found.edited == ("b.py",)


def test_answers_and_plans_are_decisions():
    found = digest(
        Prompt("x"),
        ToolUse("q", "Ask", Action.ASK, text="A or B?"),
        ToolResult("q", "", words="A or B? A"),
        ToolUse("p", "Plan", Action.PLAN, text="# Plan\n1. first\n2. second"),
        ToolResult("p", "approved"),
    )
    assert found.decisions == ("Answered: A or B? A", "Plan accepted: Plan 1. first 2. second")


def test_the_list_of_work_is_the_last_one():
    found = digest(
        Prompt("x"),
        TaskList((Task("a", "pending"), Task("b", "in_progress"))),
        TaskList((Task("a", "completed"), Task("b", "in_progress"), Task("c", "pending"))),
    )
    assert (found.open_tasks, found.done_tasks) == (("b", "c"), ("a",))


def test_tasks_change_one_by_one():
    found = digest(Prompt("x"), TaskChange("1", "a", "pending"), TaskChange("2", "b", "pending"), TaskChange("1", "", "completed"), TaskChange("2", "", "deleted"))  # fmt: skip
    assert (found.open_tasks, found.done_tasks) == ((), ("a",))


def test_the_hosts_own_list_counts_more_than_the_transcript():
    found = digest(Prompt("x"), TaskList((Task("old", "pending"),)), tasks=(Task("new", "pending"),))
    assert found.open_tasks == ("new",)


def test_a_command_that_failed_and_passed_later():
    found = digest(Prompt("x"), *ran("make lint", "E501", failed=True), *ran("cd /p && make lint 2>&1 | tail -3"))
    assert found.failures == (Failure("make lint", passed_later=True),)


def test_a_command_that_still_fails_tells_its_cause():
    found = digest(Prompt("x"), *ran("make", "cc a.c\nerror: no a.h\nstop", failed=True), *ran("grep x y", failed=True))
    assert found.failures == (Failure("make", passed_later=False, message="error: no a.h"),)


def test_the_last_test_run_is_told():
    found = digest(Prompt("x"), *ran("pytest", "1 failed", failed=True), *ran("pytest -q", "2 passed in 1s"))
    assert found.tests is not None
    assert (found.tests.command, found.tests.passed, found.tests.summary) == ("pytest -q", True, "2 passed in 1s")


def test_a_session_that_stops_in_mid_turn_tells_its_last_steps():
    found = digest(Prompt("x"), Answer("now the tests:"), *edit("a"), *ran("make", "built\nok"), *ran("pytest", "1 failed", failed=True))  # fmt: skip
    assert found.last_steps == ("Edit a", "Bash `make` → ok", "Bash `pytest` → failed: 1 failed")
    assert found.question == ""


def test_an_answer_after_the_steps_ends_the_turn():
    assert digest(Prompt("x"), *ran("make"), Answer("Done. More?")).last_steps == ()


def test_an_error_of_the_host_is_a_last_step():
    assert digest(Prompt("x"), Note(NoteKind.ERROR, "API Error: 529")).last_steps == ("API Error: 529",)


def test_an_interruption_counts_until_the_next_prompt():
    assert digest(Prompt("x"), Interruption()).interrupted
    assert not digest(Prompt("x"), Interruption(), Prompt("go on"), Answer("ok")).interrupted


def test_the_hosts_own_notes_are_used():
    found = digest(
        Prompt("x"), Note(NoteKind.TITLE, "old"), Note(NoteKind.TITLE, "new"), Answer("a"), Note(NoteKind.AWAY, "next: b"),
        Note(NoteKind.SUMMARY, "we did a"),
    )  # fmt: skip
    assert (found.title, found.away, found.summary) == ("new", "next: b", "we did a")


def test_an_old_note_for_who_was_away_gives_way_to_a_newer_answer():
    assert digest(Prompt("x"), Note(NoteKind.AWAY, "next: b"), *ran("make b"), Answer("b is done")).away == ""


def test_time_branch_and_counts():
    found = digest(
        Stamp("2026-01-01T10:00:00Z", "/p", "main"), Prompt("x"), Stamp("2026-01-01T11:00:00Z", "", "feature"),
        *ran("false", failed=True), Answer("a"),
    )  # fmt: skip
    assert (found.branch_start, found.branch_end) == ("main", "feature")
    metrics = found.metrics
    assert (metrics.started, metrics.ended) == ("2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z")
    assert (metrics.prompts, metrics.tool_calls, metrics.errors) == (1, 1, 1)


def test_git_knows_better_than_the_transcript():
    found = digest(Stamp("t", "", "old"), Prompt("x"), branch_end="new", head_end="abc", commits=(Commit("a", "b"),))
    assert (found.branch_end, found.head_end, found.commits) == ("new", "abc", (Commit("a", "b"),))


def test_nothing_is_an_empty_digest():
    assert digest().is_empty
    assert digest(Stamp("t", "/p", "main"), Note(NoteKind.TITLE, "t")).is_empty
    assert not digest(Prompt("x")).is_empty


def test_a_digest_survives_json():
    found = digest(Prompt("x"), *ran("pytest", "1 failed", failed=True), Answer("a"), commits=(Commit("a", "b"),))
    assert Digest.from_json(found.to_json()) == found


def test_a_digest_of_a_newer_version_is_read_as_far_as_it_is_known():
    assert Digest.from_json({"goal": "x", "from_the_future": 1}) == Digest(goal="x")


def test_paths_are_shown_below_the_project_on_every_system():
    assert relative("/p/a/b.py", ["/q", "/p"]) == "a/b.py"
    assert relative(r"C:\Users\dev\repo\x.ps1", [r"C:\users\dev\repo"]) == "x.ps1"
    assert relative("/other/x", ["/p"]) == "/other/x"
    assert relative("/project2/x", ["/project"]) == "/project2/x"


def test_a_digest_shrinks_step_by_step_and_keeps_what_matters_most():
    long = Digest(
        goal="g" * 390, prompts=tuple("p" * 380 for _ in range(6)), answer="a" * 990, earlier_answers=("e" * 300,) * 3,
        decisions=("d" * 200,) * 6, edited=tuple(f"file{n}.py" for n in range(15)), open_tasks=("t" * 130,) * 12,
        done_tasks=("x" * 130,) * 12, summary="s" * 900,
    )  # fmt: skip
    small = shrink(long, 1700)
    assert small.goal
    assert small.open_tasks
    assert small.prompts
    assert small.answer
    assert length(small) < length(long) / 2
    assert shrink(small, 10**9) == small


def test_nothing_is_said_twice():
    found = shrink(
        digest(Prompt("x"), Prompt("never print"), *ran("pytest", "1 failed", failed=True), Answer("a")), 10**6
    )
    assert found.decisions == ()
    assert found.failures == ()
    assert found.tests is not None


def captured(data, name):
    return build(read(lines(data / "claude-code" / name)), Surroundings())


def test_a_captured_session(data):
    """Claude Code 2.1.329: three headless turns with tasks, a sub-agent, a failing test and a commit."""
    found = captured(data, "transcript.jsonl")
    assert found.goal == "Please add a greet function to this project and use it in app.py"
    assert found.prompts[-1] == "What is left to do?"
    assert found.answer == "What is left: document greet() in README.md, then tag 0.1.0."
    assert found.open_tasks == ("Document greet in README",)
    assert found.done_tasks == ("Write greet.py", "Add tests for greet")
    assert found.edited == ("tests/test_greet.py", "app.py", "greet.py")
    assert found.failures == (Failure("python3 -m unittest tests/test_greet.py", passed_later=True),)
    assert found.decisions == (found.prompts[0],)


def test_a_captured_terminal_session(data):
    """Claude Code 2.1.329: /compact and a resume; nothing of the client's own is in it."""
    found = captured(data, "transcript.interactive_compact_clear_resume.jsonl")
    assert (found.goal, found.prompts) == ("please say hi", ("after compact question", "hello after resume"))
    assert found.summary == "OK, done."
    assert "MARK" not in str(found)


def test_a_captured_session_of_an_older_version(data):
    """Claude Code 2.1.197: TodoWrite, then /compact."""
    found = captured(data, "transcript.v2.1.197.todowrite_compact.jsonl")
    assert found.open_tasks == ("Add tests for greet",)
    assert found.summary.startswith("Added `greet()` and used it from app.py.")


def test_a_sub_agents_own_file_holds_nothing_of_the_users(data):
    assert captured(data, "transcript.subagent.jsonl").is_empty


@pytest.mark.parametrize("less", [{}, {"answer": "", "last_steps": ("Bash `make all`" * 8,) * 3}])
def test_the_fullest_digest_fits_on_its_page(less):
    words = "One word and more of it. "
    full = Digest(
        goal=words * 15, title=words * 4, prompts=(words * 15,) * 6, answer=f"{words}\n" * 40, earlier_answers=(words * 12,) * 3,
        decisions=tuple(f"{n} {words * 8}" for n in range(6)), edited=tuple(f"src/some/folder/file{n}.py" for n in range(15)),
        read=("src/a/b.py",) * 6, open_tasks=tuple(f"{n} {words * 5}" for n in range(12)), done_tasks=(words * 5,) * 12,
        summary=words * 36, away=words * 16, branch_start="main", branch_end="feature/x",
        commits=tuple(Commit("abcdef1", words * 3) for _ in range(9)), failures=(Failure("c" * 110, passed_later=False, message="m" * 100),) * 4,
        tests=LastTestRun("t" * 110, passed=True, summary="s" * 60),
    )._replace(**less)  # fmt: skip
    small = shrink(full, 1700)
    page = len("\n".join(notes(small)))
    assert page <= 1700
    assert abs(length(small) - page) < 50
    assert all((small.goal, small.prompts, small.open_tasks, small.decisions))


def test_skills_and_settings_of_the_tools_at_work_are_no_files_of_the_work():
    turns = [Prompt("x")]
    for path in (
        "/home/d/.agents/skills/a/SKILL.md",
        "/p/.github/ci.yml",
        "/home/d/other/b.md",
        "C:\\Users\\d\\.codex\\c.md",
    ):
        turns += [ToolUse(path, "Read", Action.READ, (path,)), ToolResult(path, "")]
    assert digest(*turns, roots=["/p"]).read == (".github/ci.yml", "/home/d/other/b.md")
