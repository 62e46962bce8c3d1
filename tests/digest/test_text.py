from __future__ import annotations

import sys
import unicodedata

import pytest

from memplug.digest.asked import question
from memplug.digest.text import clean, condense, one_line, shorter

CLEAN = {
    "a reminder": ("a<system-reminder>do x</system-reminder>b", "ab"),
    "a private part": ("a <private>key</private> b", "a  b"),
    "a private part left open": ("a <private>key and more", "a"),
    "a private part in capitals": ("<PRIVATE>x</PRIVATE>ok", "ok"),
    "nested halves": ("<pri<private></private>vate>secret</private>x", "x"),
    "our own context": ("hi <memplug>\n## Git\n</memplug> there", "hi  there"),
    "an opened file": ("<ide_opened_file>The user opened x</ide_opened_file>fix it", "fix it"),
    "a lone tag": ("</system-reminder>x", "x"),
    "a tool id": ("see toolu_0e1dcb8a1516462cbcef1b now", "see  now"),
    "colours": ("\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07", "red link"),
    "zero-width and bidi": ("a\u200bb\u202ec\u2066d\U000e0041", "abcd"),
    "a NUL and a bell": ("a\x00b\x07", "ab"),
    "a lone surrogate": ("a\ud800b", "ab"),
    "line ends": ("a\r\nb\rc", "a\nb\nc"),
    "an image": ("[Image #1] what is this", "what is this"),
    "ordinary markup": ("use <div> and a < b > c", "use <div> and a < b > c"),
    "Chinese": ("工业界的SFT", "工业界的SFT"),
}


def test_no_control_or_format_character_is_left():
    odd = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]
    assert clean("".join(odd)) == ""
    assert clean("a".join(odd)).replace("\n", "").strip("a\t") == ""


@pytest.mark.parametrize(("text", "expected"), CLEAN.values(), ids=CLEAN)
def test_text_is_cleaned(text, expected):
    assert clean(text) == expected


def test_one_line_is_cut_at_a_word():
    assert one_line("one  two\nthree", 100) == "one two three"
    assert one_line("one two three", 9) == "one two…"
    assert len(one_line("x" * 50, 10)) == 10


def test_an_answer_keeps_what_it_says_and_loses_its_marks():
    answer = (
        "## Done\n\n**Fixed** the `parser`.\n\n```python\n# comment\ndef a(): ...\nx = 1\ny = 2\n```\n\n---\n\nNext?"
    )
    assert condense(answer, 500) == "Done\nFixed the `parser`.\ndef a(): ...\nx = 1\nNext?"


def test_names_and_code_are_no_emphasis():
    assert (
        condense("Call `__init__` and __main__ in **`a`**, __not__ here: **x**", 500)
        == "Call `__init__` and __main__ in `a`, __not__ here: x"
    )


def test_tables_and_drawn_lines_are_told_plainly():
    answer = "| # | Fix |\n|---|---|\n| 1 | **done** |\n\n────────────────\nLoading" + "." * 99
    assert condense(answer, 500) == "Fix\n1 | done\n───\nLoading..."


def test_a_cut_stands_between_sentences():
    answer = (
        "One is done.\n"
        + "\n".join(f"- item number {n} of the list" for n in range(90))
        + "\n\nLeft: two and three.\nShall I?"
    )
    short = condense(answer, 400)
    assert short.startswith("One is done.\n- item number 0")
    assert short.endswith("- item number 89 of the list\nLeft: two and three.\nShall I?")
    assert all(line == "…" or line.endswith((".", "?", "list")) for line in short.splitlines())
    assert condense(short, 200).count("…") == 1


LIST = """## Left for you

- **Move the code.** It takes long, for many reasons that are told here at length, and nobody should do it at night.
- Pin `x`. A later one may bring other things with it than those that were tried, which nobody here wants to see.
1. No commits yet
* Write the README. It is empty so far, and what stands in the template is wrong, so that it is no help to anybody.
"""


def test_of_a_list_at_the_end_each_point_is_kept():
    answer = "It was mostly fine. " + "Then more happened. " * 60 + "\n\n" + LIST
    told = condense(answer, 400)
    assert told.startswith("It was mostly fine.")
    assert told.endswith("\n…\nLeft for you\n- Move the code.\n- Pin `x`.\n1. No commits yet\n* Write the README.")
    asked = condense(f"{answer}\nShall I?", 400)
    assert asked.endswith("* Write the README.\nShall I?")
    assert condense(answer, 900).endswith("so that it is no help to anybody.")
    assert condense(answer, 80).count("\n") < len(LIST.splitlines())


def test_a_long_answer_keeps_beginning_and_end():
    answer = "First I did this. " + "Then more happened. " * 100 + "Shall I go on?"
    short = condense(answer, 200)
    assert short.startswith("First I did this.")
    assert "\n…\n" in short
    assert short.endswith("Then more happened. Shall I go on?")
    assert len(short) <= 200


@pytest.mark.parametrize("limit", [1, 5, 20, 50])
def test_condensed_text_is_never_longer_than_asked(limit):
    assert len(condense("word " * 300 + "end.", limit)) <= limit + 2


QUESTIONS = {
    "Done.\n\nShall I commit?": "Shall I commit?",
    "Done. **Want me to go on?**": "Want me to go on?",
    "Is it? Yes, it is.\nAll done.": "",
    "要我继续吗？": "要我继续吗？",  # noqa: RUF001  a full-width question mark
    "Should I?\n\n- a\n- b\n- c\n": "Should I? - a; - b; - c",
    "What changed?\n\n- a\n- b\n- c\n": "",
    "```\nwhat?\n```\nDone.": "",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.items())
def test_the_question_to_the_user_is_found(text, expected):
    assert str(question(text)) == expected


def test_the_number_of_an_entry_ends_no_sentence():
    text = (
        "Intro is here. " * 4 + "\n" + "\n".join(f"{n}. Do thing {n}, and then some more of it" for n in range(1, 30))
    )
    for limit in range(100, 900, 50):
        assert not any(line.rstrip("…").strip().rstrip(".").isdigit() for line in condense(text, limit).splitlines())


def test_every_point_of_a_long_answer_is_told_when_there_is_room_for_it():
    middle = "\n\n".join(f"Point {n} is made. {'It has reasons. ' * 3}" for n in range(8))
    end = "Nothing is committed, and one gate does not run. Worth another run once the others have finished their work."
    told = condense(f"I kept going. It paid off.\n\n{middle}\n\n{end}", 500)
    assert all(f"Point {n} is made." in told for n in range(8))
    assert told.startswith("I kept going. It paid off.\n")
    assert told.endswith(end)
    assert len(told) <= 500


def test_the_end_comes_before_the_points_in_the_middle():
    middle = "\n\n".join(f"Point {n} is made at some length here. And more." for n in range(30))
    end = "It is not committed. It has been tested. Tell me when I should commit it."
    assert condense(f"Done.\n\n{middle}\n\n{end}", 400).endswith(end)


def test_a_line_that_is_cut_again_keeps_the_end_that_was_kept():
    line = f"{'The log said a lot. ' * 20}… Please find out why."
    assert shorter(line, 100).endswith("… Please find out why.")
    assert len(shorter(line, 100)) <= 100
    assert shorter("short", 100) == "short"
    assert shorter("a word " * 40, 50).endswith("…")


def test_a_question_is_told_with_its_answer():
    entries = "\n".join(f"- Why {n}? Because of {n}. {'There is more to it. ' * 3}" for n in range(6))
    assert "- Why 3? Because of 3.\n" in condense(f"Done.\n{entries}\n{'This is the end of it. ' * 10}", 500)


REPORT = f"""All five parts are built and the tests pass.

## Storage

{"It was moved for many reasons. " * 6}

- `store.py` holds the tables. They were two before.
  - the older one was read by nobody, as it turned out
- `lock.py` is gone
- `index.py` was renamed
- `cache.py` was renamed too
- `paths.py` stays as it was

## The menu

{"Its entries are sorted now, by how often they are used. " * 3}

## What is left

The release notes. {"They need a word on each part. " * 9}"""


def test_the_parts_of_a_long_report_are_told_by_their_headings_and_first_points():
    told = condense(REPORT, 480)
    assert told.startswith("All five parts are built and the tests pass.\nStorage\nIt was moved for many reasons.")
    assert "\nThe menu\nIts entries are sorted now, by how often they are used.\n" in told
    assert "\nWhat is left\n" in told
    assert "`store.py`" in told
    assert "`paths.py`" not in told
    assert len(told) <= 480


def test_entries_within_entries_give_way_first_and_leave_no_gap():
    told = condense(REPORT, 480)
    assert "- `store.py` holds the tables.\n- `lock.py` is gone\n" in told
    assert "\n  - the older one was read by nobody" in condense(REPORT, 2000)


def test_the_sentence_that_leads_to_the_list_at_the_end_is_told_with_it():
    answer = f"It works. {'There was more to it. ' * 40}\n\n{'So far so good. ' * 8}Still to be done:\n- the menu\n- the search\n- the help"
    told = condense(answer, 400)
    assert told.endswith("\nStill to be done:\n- the menu\n- the search\n- the help")
    assert "So far so good. Still" not in told


def test_a_short_text_is_told_by_its_beginning_and_its_end_alone():
    listed = "- the menu of it\n- the search in it\n- the help for it\n- the rest of it"
    answer = f"It works. {'There was more to it. ' * 40}\n\n{listed}"
    assert condense(answer, 120).endswith("\n…\n- the help for it\n- the rest of it")
    assert condense(answer, 400).endswith(f"\n…\n{listed}")


def test_each_part_is_told_before_more_of_one():
    first = "\n".join(f"- change {n} of the first" for n in range(20))
    lines = "\n\n".join(f"It holds for case {n}." for n in range(20))
    second = "## The second\n\n- change 0 of the second"
    told = condense(f"All is done.\n\n{first}\n\n{lines}\n\n{second}\n\n{'That is all. ' * 20}", 400)
    assert "\n- change 2 of the first\n…\n" in told
    assert "\nThe second\n- change 0 of the second\n" in told
    assert "case 0" in told
    assert "case 19" not in told


def test_an_answer_for_a_program_is_told_plainly():
    answer = '{"verdict": "needs work", "tags": ["a", 2], "findings": [{"file": "a.py", "where": {"line": 3}}, {"file": "b.py"}]}'
    assert condense(answer, 300) == "verdict: needs work\ntags: a, 2\nfindings:\n- file: a.py\n- file: b.py"
    assert condense('{"cut": "of', 300) == '{"cut": "of'
    assert condense('{"a": 1} and so on}', 300) == '{"a": 1} and so on}'
