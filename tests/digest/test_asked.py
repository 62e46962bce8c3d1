"""What an answer asks the user."""

from __future__ import annotations

import pytest

from memplug.digest.asked import picked, question

OPTIONS = "1. **Do it now**, then test\n2. **Leave it** as it is"
ASKED = {
    "options": (f"All done.\n\n## Next\n\nOne comment is stale. Want me to:\n\n{OPTIONS}", "Want me to: 1. Do it now, then test; 2. Leave it as it is"),
    "options and a remark": (f"Want me to:\n{OPTIONS}\n\nThe first is quicker.", "Want me to: 1. Do it now, then test; 2. Leave it as it is"),
    "options after a question mark": ("Which one do you prefer?\n- red\n- blue", "Which one do you prefer? - red; - blue"),
    "two questions": ("Done. Shall I commit? And do you agree to skip the second?", "Shall I commit? And do you agree to skip the second?"),
    "a list of what was done": ("Here is what changed:\n- a\n- b", ""),
    "a question that the answer answers": ("What went wrong?\n- the lock\n- the path", ""),
    "options and two remarks": (f"Want me to:\n{OPTIONS}\n\nNo hurry.\n\nAll is saved.", ""),
    "a picture behind the sign": ("All green. Shall I merge it? 🚀", "Shall I merge it?"),
    "a remark on the same line": ("**Shall I push the branch now?** I have not done so yet.", "Shall I push the branch now?"),
    "two remarks on the same line": ("Shall I push the branch now? I have not. You could.", ""),
    "a remark on the same line and one below": ("Shall I push the branch now? I have not.\n\nAll is saved.", ""),
    "a short question and its answer": ("Why so slow? It read all of it.", ""),
    "inside code": ("Done.\n```\nShall I?\n```", ""),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), ASKED.values(), ids=ASKED)
def test_the_question_is_told_with_its_options(answer, expected):
    assert str(question(answer)) == expected


def test_options_of_any_length_stay_short():
    asked = question("Want me to:\n" + "\n".join(f"{n}. {'word ' * 60}" for n in range(1, 6)))
    assert len(str(asked)) < 420


def test_an_option_that_a_prompt_names_is_told():
    answer = "It was blocked.\n\n**Option A: ship it.** It is done.\n\n**Option B: wait.**\n\nOption A is quickest. Tell me which."
    assert picked("do option A", answer) == "Option A: ship it. It is done."
    assert picked("Option b please", answer) == "Option B: wait."
    assert picked("option C", answer) == picked("do it", answer) == ""
