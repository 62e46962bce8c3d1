"""What an answer asks the user."""

from __future__ import annotations

import re
from typing import NamedTuple

from memplug.digest.excerpt import LEADING, SENTENCE
from memplug.digest.text import FENCED, bounded, clean, one_line, unemphasized
from memplug.expressions import expression

LONGEST = 200
"""Characters of a question, and again of the options that it offers."""
DECORATION = " *_)\"'`"
"""What may stand behind the sign that ends a sentence."""
OFFER = expression(
    r"\b(?:want me to|would you (?:like|prefer)|should i|shall i|do you want|do you prefer|which (?:one|option|of|way)"
    r"|how would you like|pick one|your (?:call|choice)|options?)\b|soll ich|möchtest du|quieres que|prefieres"
    r"|veux-tu|préfères|voulez-vous|要我|需要我|しますか",
    re.IGNORECASE,
)
NAMED = expression(
    r"\b(option|variant|plan|choice|approach|alternative|variante|opción|方案) ?([A-Za-z]|\d)\b", re.IGNORECASE
)
OPTION = expression(r"\s*(?:[-*•]|\(?[0-9A-Za-z][.)])\s+\S|\s{2,}\S")


class Question(NamedTuple):
    """A question to the user; empty when nothing is asked."""

    asked: str = ""
    options: str = ""
    """What it offers, in the answer's words, on one line."""

    def __str__(self) -> str:
        return f"{self.asked} {self.options}".strip()


def question(text: str) -> Question:
    """Return the question to the user with which an answer ends.

    Options and one remark may follow it, the remark on its own line or behind the question; a question further up has
    been answered by the rest.
    """
    lines = [line for line in FENCED.sub("", clean(bounded(text))).splitlines() if line.strip()]
    options: list[str] = []
    remarked = False
    for line in reversed(lines):
        if asked := _asked(line, options=bool(options), remarked=remarked):
            return Question(asked, one_line(unemphasized("; ".join(options)), LONGEST))
        if OPTION.match(line):
            options.insert(0, line.strip())
        elif options or remarked:
            break
        else:
            remarked = True
    return Question()


def picked(prompt: str, text: str) -> str:
    """Return the line of an answer with the option that a prompt names ("do option A"); empty when there is none."""
    if not (found := NAMED.search(prompt)):
        return ""
    name = found[0].casefold()
    lines = (line.strip(" #-*•") for line in unemphasized(clean(bounded(text))).splitlines())
    return next((one_line(line, LONGEST) for line in lines if line.casefold().startswith(name)), "")


def _asked(line: str, *, options: bool, remarked: bool) -> str:
    """Return the questions at the end of a line; before options one that offers something, or that ends in a colon."""
    sentences = [sentence for sentence in SENTENCE.split(unemphasized(line)) if any(map(str.isalnum, sentence))]
    if not (options or remarked) and len(sentences) > 1 and not _asks(sentences[-1]) and len(sentences[-2]) > LEADING:
        sentences.pop()  # a short question is answered by what follows it
    asked: list[str] = []
    for sentence in reversed(sentences):
        if not _asks(sentence) and not (options and not asked and sentence.rstrip(DECORATION).endswith(":")):
            break
        asked.insert(0, sentence.strip())
    if not asked or (options and not OFFER.search(asked[-1])):
        return ""
    return one_line(" ".join(asked), LONGEST)


def _asks(sentence: str) -> bool:
    return sentence.rstrip(DECORATION).endswith(("?", "？"))  # noqa: RUF001  full-width
