"""What agents of other hosts write: files by echo, links to files in every answer, our own text escaped."""

from __future__ import annotations

import pytest

from memplug.digest import text, touched
from memplug.digest.build import Surroundings, build
from memplug.transcripts.turns import Action, Answer, Prompt, ToolResult, ToolUse


def digest(*turns):
    return build(turns, Surroundings(roots=["/p"]))


def ran(command, call="1"):
    return ToolUse(call, "shell", Action.RUN, text=command), ToolResult(call, "")


def wrote(path, call="2"):
    return ToolUse(call, "write", Action.EDIT, (path,)), ToolResult(call, "")


WRITTEN = {
    "printf 'hello\\n' > notes.txt && cat notes.txt": ("notes.txt",),
    'echo -e "\\n# Red > blue\n- \\"a\\"" >> docs/color.md': ("docs/color.md",),
    "echo one>a.txt; echo two >'b c.txt'": ("a.txt", "b c.txt"),
    "echo done > /dev/null": (),
    "echo failed >&2": (),
    "echo 'a > b'": (),
    "make > build.log": (),
    "grep -c '=>' a.py": (),
}


@pytest.mark.parametrize(("command", "paths"), WRITTEN.items())
def test_text_printed_into_a_file_is_an_edit(command, paths):
    assert touched.written(command) == paths


def test_a_long_command_is_searched_in_no_time():
    assert touched.written("echo " + "a\\ 'b" * 20_000 + " >") == ()


REMOVED = {
    "rm docs/blue.md": ("docs/blue.md",),
    "cd /p && rm -rf 'build' dist": ("/p/build", "/p/dist"),
    "rm $X/a b": ("b",),
    "git rm -q a.py; ls": ("a.py",),
    "npm run rm x": (),
    "echo rm x": (),
    "ls": (),
}


@pytest.mark.parametrize(("command", "paths"), REMOVED.items())
def test_a_command_that_deletes_names_its_files(command, paths):
    assert touched.removed(command) == paths


def test_an_edited_file_that_is_gone_is_told_as_such():
    found = digest(
        Prompt("x"),
        *wrote("/p/a.py"),
        *wrote("/p/docs/b.md"),
        *wrote("/p/docs2"),
        *ran("rm -r docs /p/a.py"),
        *ran("rm c"),
    )
    assert found.edited == ("docs2", "docs/b.md (deleted)", "a.py (deleted)")
    again = digest(Prompt("x"), *wrote("a.py"), *ran("rm a.py"), *wrote("a.py"))
    assert again.edited == ("a.py",)


def test_a_thin_answer_takes_along_what_was_said_before_it():
    told = "I added the section on red to docs/color.md and staged the file."
    assert (
        digest(Prompt("x"), Answer(told), *ran("git add -A"), Answer("Staged. Verifying.")).answer
        == f"{told}\nStaged. Verifying."
    )
    assert digest(Prompt("x"), Answer("Let me look:"), *ran("ls"), Answer("a" * 90)).answer == "a" * 90
    assert digest(Prompt("x"), Answer(told), Prompt("y"), Answer("Yes.")).answer == "Yes."
    assert digest(Prompt("x"), Answer("Done."), *ran("ls"), Answer("Done.")).answer == "Done."


def test_links_to_files_lose_their_target_and_sources_go():
    assert text.condense("See [`a.md`](/home/dev/p/a.md) and [b](C:\\p\\b.md).", 200) == "See `a.md` and b."
    assert text.condense("It is so. ([example.org](https://example.org/x?utm_source=openai))", 200) == "It is so."
    assert text.condense("See [the issue](https://example.org/1).", 200) == "See [the issue](https://example.org/1)."


def test_our_own_text_goes_also_when_it_was_escaped():
    assert text.clean("before &lt;memplug&gt;\nGoal: x\n&lt;/memplug&gt; after") == "before  after"
    assert text.clean("before &lt;memplug&gt; cut off") == "before"
    assert text.clean("a &lt;b&gt; c") == "a &lt;b&gt; c"
