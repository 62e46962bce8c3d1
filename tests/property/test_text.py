"""Text put together from what has a meaning somewhere: nothing that was cleaned brings any of it together again."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from memplug.digest.asked import question
from memplug.digest.text import MARKUP, PICTURE, TAG, TURN, clean, condense, harmless, level, one_line, typed
from memplug.project.git import inert
from memplug.project.wording import printable

PIECES = st.sampled_from([
    "<", "</", ">", "/>", "&lt;", "&gt;", " ", "\n", "\r", "\t", "system-reminder", "SYSTEM_", "-reminder", "reminder", "memplug", "private",
    "hook_context", "command-name", "<!--", "-->", "<|", "|>", "im_start", "[INST]", "<<SYS>>", "antml:", "`", "```", "`````", "~~~", "#", "# ", "## ", "=", "-",
    "---", "**", "__", "*", "[", "]", "](", "](/x)", "](https://e.example)", "!", "![", "(", ")", "[Image #1]", "[Image: x]", "toolu_0123456789ab", "\x1b", "[0m",
    "\x1b]8;;", "\x07", "\x9b", "\u200b", "\u202e", "\u2028", "\ufe0f", "\U000e0041", "\ud800", "\0", "|", "{{", "}}", "a", "x y", "1.", "> ", "?", "Human:",
])  # fmt: skip
SLY = st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join)
BLOCK = re.compile(r"^ *(?:#{1,6}(?:\s|$)|`{3}|~{3}|(?:=+|-+)\s*$)", re.MULTILINE)


def nothing_hidden(text: str) -> None:
    assert not {c for c in text if c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def nothing_opened(text: str) -> None:
    for expression in (MARKUP, TURN, PICTURE):
        assert not expression.search(text), expression.pattern


@given(SLY)
@example("```\t```")
@example("[INST]")
@example("<<<remindersystem-reminder")
def test_kept_text_opens_and_hides_nothing(text: str) -> None:
    for kept in (
        clean(text),
        condense(text, 900),
        condense(text, 30),
        one_line(text, 400),
        one_line(text, 12),
        typed(text, 400),
        typed(text, 12),
        str(question(text)),
    ):
        nothing_hidden(kept)
        nothing_opened(kept)
        assert not TAG.search(kept)
    assert not BLOCK.search(condense(text, 900))
    assert not BLOCK.search(condense(text, 30))
    assert "\n" not in one_line(text, 400)
    assert "\n" not in typed(text, 400)


@given(SLY, st.integers(1, 60))
def test_kept_text_is_as_short_as_asked(text: str, limit: int) -> None:
    assert len(one_line(text, limit)) <= limit
    assert len(typed(text, limit)) <= limit
    assert len(condense(text, limit)) <= limit + 2


@given(SLY)
def test_clean_text_stays_as_it_is(text: str) -> None:
    kept = clean(text)
    assert clean(kept) == kept


@given(SLY)
def test_the_last_look_lets_nothing_through(text: str) -> None:
    shown = harmless(text)
    nothing_hidden(shown)
    nothing_opened(shown)
    assert harmless(shown) == shown


@given(SLY)
@example("```~~~")
def test_a_preference_of_several_lines_begins_no_block(text: str) -> None:
    shown = level(text)
    nothing_hidden(shown)
    assert not BLOCK.search(shown)
    assert "\t" not in shown


@given(SLY)
@example("0 <<SYS>>")
def test_a_name_stays_on_its_line(text: str) -> None:
    for shown in (inert(text), printable(text)):
        nothing_hidden(shown)
        nothing_opened(shown)
        assert shown == " ".join(shown.split())
        assert "```" not in shown
        assert "](" not in shown
    assert not {"<", "`"} & set(inert(text))
