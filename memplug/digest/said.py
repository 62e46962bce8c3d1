"""What the user and the assistant said: what was asked for, what was answered, what was decided."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from memplug.digest import text
from memplug.digest.asked import picked, question
from memplug.digest.excerpt import ENTRY, SENTENCE
from memplug.expressions import expression

PROMPT = 400
"""Characters of a prompt."""
SHORT = 25
"""A prompt of fewer characters means little without what it answers (seen in 19 % of real sessions)."""
THIN = 80
"""An answer of fewer characters ("Staged it.") means little without what was said between the steps before it."""
PASTED = 600
"""Characters of a prompt from which on most of it may be pasted."""
ANSWER = 2400
"""Characters of the last answer; how much of it is told depends on the rest."""
EARLIER = 300
"""Characters of an answer that another one followed."""
WISH = 220
"""Characters of a decision."""
WHOLE = 160
"""Characters of a prompt up to which a wish in it is told with all of it."""
MARKS = 30
"""Prompts that can be taken back."""
PROMPTS = 8
ANSWERS = 3
"""Answers kept of the turns before the last one."""
# A wish that holds beyond the moment: it belongs to the decisions.
LASTING = expression(
    r"\b(?:never|always|(?<!\bi )(?<!\bwe )(?<!\bthey )(?:don'?t|do not)|(?:i|we) (?:don'?t|do not) (?:want|need|like)"
    r"|instead|rather than|or better|prefer|from now on|remember|must(?: not)?|wrong"
    r"|make sure|no need|not? longer|only use|"
    r"stick (?:to|with)|keep (?:it|the)|should(?: not|n't)? be|leave (?:it|the|that)|avoid)\b"
    r"|不要|不用|别再|必须|请用|总是|以后|ないで|必ず|常に|使わ"
    r"|nicht|immer|niemals|lieber|toujours|jamais|ne pas|siempre|nunca|no uses|olv[ií]date|deja |quita |en vez de"
    r"|\b(?:answer|reply|respond) in\b|responde\b|réponds|antworte|отвечай|用中文|日本語で"
    r"|\b(?:non (?:\w+(?:are|ere|ire))|sempre|mai|esclusivamente|nunca|não|zawsze|nigdy|nie \w+aj)\b"
    r"|всегда|никогда|не (?:надо|нужно|трогай|меняй|используй|делай)|하지 마|말고|항상|절대|반드시",
    re.IGNORECASE,
)

# A question, though nobody took the time to type its sign.
ASKING = expression(
    r"\s*(?:(?:and|but|hey|hi|ok(?:ay)?|so|then|wait)[, ]+)*(?:why|how(?! about)|where|who|does|did|isn'?t|aren'?t)\b",
    re.IGNORECASE,
)
# The end of a line within a sentence.
WRAPPED = expression(r"[ \t]*\n[ \t]*(?=[a-z])")
# A line that forbids or demands, as such lists in long prompts do.
ORDER = expression(
    r"\s*(?:[-*•]|\d{1,2}[.)])\s+(?:do not|don'?t|never|always|niemals|kein|ne |toujours|nunca|siempre|不要|必须)",
    re.IGNORECASE,
)


class _Mark(NamedTuple):
    """What had been said before a prompt."""

    goal: str
    prompts: list[str]
    decisions: list[str]
    answers: tuple[str, ...]
    answer: str


class Said:
    """What has been said so far; only what can still matter is kept."""

    def __init__(self) -> None:
        self.goal = self.answer = self.latest = ""
        self.prompts: list[str] = []
        self.prompt = ""  # the last one, as it was typed
        self.answers: deque[str] = deque(maxlen=ANSWERS)
        self.decisions: list[str] = []
        self.marks: deque[_Mark] = deque(maxlen=MARKS)

    def on_prompt(self, typed: str, *, unfinished: bool, corrects: bool = False) -> bool:
        """Note a prompt, and return whether it says anything; `unfinished`: tools ran since the last answer.

        What was said before tools ran, and nothing after them, told what was to be done, not what came of it. A prompt
        with which the user goes on after stopping the assistant `corrects` it.
        """
        answer = "" if unfinished else self.answer
        self.marks.append(_Mark(self.goal, self.prompts[:], self.decisions[:], tuple(self.answers), answer))
        said = text.typed(typed, PROMPT)
        if not said or (not answer and said in (self.goal, *self.prompts[-1:])):
            return bool(said)  # typed again after a hook or an error had stopped it
        if not self.goal:
            self.goal = said
            self._wish(typed, said)
            return True
        if self.prompts and not self.answer and said.startswith(self.prompt):
            self.prompts.pop()  # sent too early, and then in full
        asked = str(question(answer)) or picked(said, answer) if len(said) < SHORT else ""
        if answer:
            self.answers.append(answer)
        self.answer = self.latest = ""
        told = f"{said} (to: {asked})" if asked else said
        if told not in self.prompts[-1:]:
            self.prompts.append(told)
        self.prompt = said
        if corrects and len(said) >= SHORT and not _is_question(said):
            self.decide(said)
        else:
            self._wish(typed, said)
        return True

    def on_answer(self, answer: str) -> None:
        """Note what the assistant said, together with what it had just said when it is short."""
        thin = len(answer) < THIN and self.latest
        self.answer = f"{self.latest}\n{answer}" if thin and self.latest != answer else answer
        self.latest = answer

    def rewind(self, prompts: int) -> None:
        """Forget the last prompts and what was said since."""
        for _ in range(min(prompts, len(self.marks))):
            mark = self.marks.pop()
            self.goal, self.prompts, self.decisions = mark.goal, mark.prompts, mark.decisions
            self.answers = deque(mark.answers, maxlen=ANSWERS)
            self.answer = self.latest = mark.answer

    def decide(self, decision: str) -> None:
        """Note a decision once."""
        if (decision := text.one_line(decision, WISH)) not in self.decisions:
            self.decisions.append(decision)

    def _wish(self, typed: str, said: str) -> None:
        """Note what of a prompt holds beyond the moment: all of a short one, of a long one the sentences that say so.

        Of one that is mostly pasted the first and the last paragraph count, or what introduces a quotation. A question
        is no wish.
        """
        if len(typed) > PASTED:
            paragraphs = [part.strip() for part in typed.split("\n\n") if part.strip()]
            orders = [line for part in paragraphs[1:-1] for line in part.splitlines() if ORDER.match(line)]
            typed = "\n".join(
                paragraphs[:1] if paragraphs[0].endswith(":") else (paragraphs[0], *orders, paragraphs[-1])
            )
        typed = WRAPPED.sub(" ", typed)
        wishes = [part for part in SENTENCE.split(typed) if LASTING.search(part) and not _is_question(part)]
        if wishes:
            self.decide(" ".join(ENTRY.sub("", part, count=1) for part in wishes) if len(said) > WHOLE else said)

    def last_answer(self) -> str:
        """Return the last answer as it is told."""
        return text.condense(self.answer, ANSWER)

    def earlier_answers(self) -> tuple[str, ...]:
        """Return the answers before, as they are told; when no other followed, the last is where things stand."""
        last = EARLIER if self.answer else ANSWER
        shown = [text.condense(answer, EARLIER) for answer in list(self.answers)[:-1]]
        shown += [text.condense(answer, last) for answer in list(self.answers)[-1:]]
        return tuple(answer.replace("\n  ", "\n") for answer in shown)  # they are told on one line

    def question(self, told: str) -> str:
        """Return what the last answer asks; without the options where `told`, the answer as it is told, has them."""
        asked = question(self.answer)
        first_option = asked.options.split("; ")[0][:SHORT]
        return asked.asked if asked.asked in told and first_option in told else str(asked)


def _is_question(sentence: str) -> bool:
    return sentence.rstrip(" *_)\"'`").endswith(("?", "？")) or bool(ASKING.match(sentence))  # noqa: RUF001  full-width


def most_telling(prompts: Sequence[str]) -> tuple[str, ...]:
    """Return at most PROMPTS prompts in their order: the last three, and before them the longest."""
    if len(prompts) <= PROMPTS:
        return tuple(prompts)
    earlier = sorted(range(len(prompts) - 3), key=lambda i: min(len(prompts[i]), 150), reverse=True)[: PROMPTS - 3]
    return (*(prompts[i] for i in sorted(earlier)), *prompts[-3:])
