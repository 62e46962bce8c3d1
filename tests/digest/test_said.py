"""Prompts, answers and decisions: what counts of them, and what was taken back."""

from __future__ import annotations

from memplug.digest.build import Surroundings, build
from memplug.digest.shrink import shrink
from memplug.transcripts.turns import Action, Answer, Interruption, Note, NoteKind, Prompt, Rewound, ToolResult, ToolUse

RAN = (ToolUse("1", "Bash", Action.RUN, text="make"), ToolResult("1", "ok"))


def digest(*turns):
    return build(turns, Surroundings())


def test_what_was_said_before_the_steps_of_an_interrupted_turn_is_no_answer():
    found = digest(
        Prompt("build it"), Answer("Let me look at the Makefile first."), *RAN, Prompt("stop, use cmake instead")
    )
    assert found.earlier_answers == ()
    assert found.prompts == ("stop, use cmake instead",)


def test_a_prompt_that_was_sent_too_early_counts_in_full():
    found = digest(
        Prompt("build it"), Answer("Done."), Prompt("use /uns"), Prompt("use /unslop on the text"), Answer("x")
    )
    assert found.prompts == ("use /unslop on the text",)


def test_prompts_that_were_taken_back_are_forgotten_with_what_followed():
    found = digest(
        Prompt("build it"), Answer("Built."), Prompt("always use tabs"), Answer("Tabs it is."), Prompt("more"), Answer("More."),
        Rewound(2), Prompt("use spaces"), Answer("Spaces."),
    )  # fmt: skip
    assert (found.goal, found.prompts, found.answer) == ("build it", ("use spaces",), "Spaces.")
    assert (found.earlier_answers, found.decisions) == (("Built.",), ())


def test_even_the_first_prompt_can_be_taken_back():
    found = digest(Prompt("build it"), Answer("Built."), Rewound(1), Prompt("test it"))
    assert (found.goal, found.prompts, found.answer) == ("test it", (), "")
    assert digest(Prompt("a"), Rewound(7), Prompt("b")).goal == "b"


def test_a_long_prompt_keeps_its_beginning_and_its_last_line():
    log = "\n".join(f"12:00:0{n} GET /x 500 0x{n}" for n in range(9)) * 9
    goal = digest(Prompt(f"The server answers 500:\n{log}\nPlease find out why, and fix it.")).goal
    assert goal.startswith("The server answers 500: 12:00:00")
    assert goal.endswith("… Please find out why, and fix it.")
    assert len(goal) <= 400
    assert digest(Prompt(f"The server answers 500:\n{log}")).goal.endswith("…")


def test_code_in_a_prompt_is_told_by_its_first_lines():
    assert digest(Prompt("Why?\n```\na = 1\nb = 2\nc = 3\n```\nIt fails.")).goal == "Why? a = 1 b = 2 It fails."


def test_what_a_user_quotes_is_no_wish_of_the_users():
    quoted = "this is what it answered:\n\n" + "It was wrong. " * 60 + "\n\nI should have asked, never guessed."
    assert digest(Prompt("x"), Prompt(quoted)).decisions == ()


def test_of_a_long_prompt_the_sentences_with_the_wish_are_the_decision():
    wish = "Look at the menu. " * 12 + "Never print floats for money. Thanks."
    found = digest(Prompt("x"), Answer("a"), Prompt(wish))
    assert found.decisions == ("Never print floats for money.",)


def test_a_wish_outlasts_the_prompt_that_gives_way():
    later = [turn for n in range(9) for turn in (Prompt(f"{n} " + "and some more of it " * 18), Answer("word " * 150))]
    found = shrink(digest(Prompt("x"), Answer("a"), Prompt("never use floats"), Answer("b"), *later), 1700)
    assert "never use floats" not in found.prompts
    assert found.decisions == ("never use floats",)


def test_an_error_after_everything_was_answered_is_no_step():
    assert digest(Prompt("x"), Answer("Done."), Note(NoteKind.ERROR, "API Error")).last_steps == ()
    assert digest(Prompt("x"), Answer("Now:"), *RAN, Note(NoteKind.ERROR, "API Error")).last_steps[-1] == "API Error"


def test_the_options_are_told_once():
    answer = "Two ways. Want me to:\n1. take the first\n2. take the second"
    assert digest(Prompt("x"), Answer(answer)).question == "Want me to:"
    found = digest(Prompt("x"), Answer(answer), Prompt("the first"))
    assert found.prompts == ("the first (to: Want me to: 1. take the first; 2. take the second)",)


def test_an_answer_that_no_other_followed_is_told_at_length():
    long = "Option A: ship it. " + "It has this effect, and that one. " * 20
    found = digest(Prompt("fix it"), Answer(long), Prompt("do option A"))
    assert len(found.earlier_answers[0]) > 600
    assert len(shrink(found, 900).earlier_answers[0]) > 400
    assert len(digest(Prompt("fix it"), Answer(long), Prompt("do A"), Answer("Done.")).earlier_answers[0]) <= 300


def test_what_a_long_first_prompt_forbids_is_a_decision():
    prompt = (
        "Finish it.\n\n"
        + "This is how it is built. " * 30
        + "\n\nRules:\n- Do not commit to main.\n- Tests pass.\n\nThat is all."
    )
    assert digest(Prompt(prompt)).decisions == ("Do not commit to main.",)


def test_what_somebody_does_not_understand_is_no_wish():
    assert digest(Prompt("x"), Prompt("I don't understand this part at all, really")).decisions == ()
    assert digest(Prompt("x"), Prompt("I don't want any new dependency in here")).decisions != ()


def test_talk_does_not_outdate_the_note_of_the_host():
    note = Note(NoteKind.AWAY, "Next is the training script.")
    assert digest(Prompt("go"), *RAN, Answer("Done."), note, Prompt("why?"), Answer("Because.")).away
    assert not digest(Prompt("go"), Answer("Done."), note, Prompt("train"), *RAN, Answer("Trained.")).away


def test_words_between_two_steps_are_no_answer_to_the_prompt():
    found = digest(Prompt("go"), *RAN, Answer("Now I commit.", final=False))
    assert (found.answer, len(found.last_steps)) == ("Now I commit.", 1)
    assert digest(Prompt("go"), *RAN, Answer("Now I commit.", final=False), Answer("Done.")).last_steps == ()


def test_no_answer_is_lost_to_a_repeated_prompt():
    one, two, three = (f"{word} " * 30 + "is done." for word in ("First", "Second", "Third"))
    found = digest(Prompt("build it"), Answer(one), Prompt("continue"), Answer(two), Prompt("continue"), Answer(three))
    assert [answer.split()[0] for answer in (*found.earlier_answers, found.answer)] == ["First", "Second", "Third"]
    assert found.prompts == ("continue",)


def test_a_question_is_no_decision():
    for asked in ("What went wrong with the build?", "Could you never do that?", "Must it be so? It looks odd."):
        assert digest(Prompt("x"), Answer("a"), Prompt(asked)).decisions == ()
    assert digest(Prompt("x"), Answer("a"), Prompt("Is it so? Never do it.")).decisions != ()


def test_a_prompt_after_an_interruption_is_a_decision():
    stopped = (Prompt("build it"), *RAN, Interruption())
    assert digest(*stopped, Prompt("put the output into another folder"), Answer("x")).decisions == (
        "put the output into another folder",
    )
    for prompt in ("go on", "why did you take cmake for that?", "where did you put the output"):
        assert digest(*stopped, Prompt(prompt)).decisions == ()
    assert digest(Prompt("build it"), *RAN, Prompt("put the output into another folder")).decisions == ()


def test_a_question_without_its_sign_is_no_decision():
    for prompt in (
        "why does it always rebuild everything",
        "so how does it avoid the lock",
        "ok, where should it not be",
    ):
        assert digest(Prompt("build it"), Answer("x"), Prompt(prompt)).decisions == ()


def test_a_wish_may_go_over_the_end_of_a_line():
    wrapped = "The menu is slow when\nthere are many entries. Please never sort\nthem in the client.\nThe rest is fine."
    found = digest(Prompt("build it"), Prompt(wrapped + " It has been so for as long as anybody here remembers. " * 3))
    assert found.decisions == ("Please never sort them in the client.",)


def test_wishes_are_found_in_other_languages():
    for wish in (
        "rispondi sempre in italiano", "responde en español", "não use o cache", "nigdy nie pisz komentarzy",
        "никогда не меняй схему", "항상 테스트를 먼저 작성해", "please respond in Dutch",
    ):  # fmt: skip
        assert digest(Prompt("build it"), Prompt(wish)).decisions == (wish,)


def test_an_earlier_answer_is_told_without_its_nesting():
    entries = "Done.\n- one\n  - within one\n- two"
    assert digest(Prompt("a"), Answer(entries), Prompt("b"), Answer("x")).earlier_answers == (
        "Done.\n- one\n- within one\n- two",
    )


def test_of_a_prompt_of_some_length_only_the_wish_is_the_decision():
    rest = "The entries of the menu are shown twice since yesterday. "
    assert digest(Prompt("build it"), Prompt(f"{rest * 3}Never sort them.")).decisions == ("Never sort them.",)
    assert digest(Prompt("build it"), Prompt(f"{rest}Never sort them.")).decisions == (f"{rest}Never sort them.",)
