"""Foreign text made fit to be kept: cleaned of markup and control characters, and shortened with sense."""

from __future__ import annotations

import re

from memplug.expressions import expression

# Whole blocks that hosts put into the conversation around what was typed; their content is not the user's.
INJECTED = (
    "system-reminder", "ide_opened_file", "ide_selection", "ide_diagnostics", "environment_context",
    "user_instructions",
    "permissions instructions", "hook_context", "session_context", "local-command-caveat", "local-command-stdout",
    "local-command-stderr", "command-message", "command-contents", "bash-stdout", "bash-stderr", "task-notification",
    "total_tokens", "tools-used-before-summary", "user-prompt-submit-hook", "skill-format",
    "new-diagnostics", "current_datetime", "reminder", "private", "memplug",
)  # fmt: skip
_NAMES = "|".join(map(re.escape, INJECTED))
# A private block that is never closed ends with the text: better too little than a private word too many.
_SECRET = ("private", "memplug")
_ATTRIBUTES = r"(?![\w.:-])[^<>]{0,300}(?<!/)>"
BLOCK = expression(rf"<({_NAMES}){_ATTRIBUTES}.*?</\1\s*>", re.DOTALL)
HIDDEN = expression(rf"<({'|'.join(_SECRET)}){_ATTRIBUTES}.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
ROUNDS = 20
ENOUGH = 16_000
"""Characters of a text's beginning, and of its end, that are looked at."""
# Our own text as Gemini hands it on.
ESCAPED = expression(r"&lt;memplug&gt;.*?(?:&lt;/memplug&gt;|\Z)", re.DOTALL | re.IGNORECASE)
TAG = expression(
    rf"</?(?:{_NAMES}|command-name|command-args|bash-input|tool_use_error|analysis|summary|task-id|user_query|instructions"
    rf"|function_calls|invoke){_ATTRIBUTES}"
)
ANSI = expression(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
# Control characters, and those that hide or reorder text: zero-width, bidirectional, tags.
INVISIBLE = expression(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
TOOL_ID = expression(r"\b(?:toolu|call|msg|req)_[A-Za-z0-9]{12,}\b")
IMAGE = expression(r"\[Image(?: #\d{1,6}|: [^\]\n]{0,300})?\]")

FENCED = expression(r"^[ \t]*(`{3,20}|~{3,20})(?![`~])[^\n]*\n(.*?)(?:^[ \t]*\1[^\n]*$|\Z)", re.DOTALL | re.MULTILINE)
HEADING = expression(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
RULE = expression(r"^[ \t]*([-*_=])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
EMPHASIS = expression(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1")
TABLE_RULE = expression(r"^[ \t]*\|?[ \t:|-]+\|[ \t:|-]*$", re.MULTILINE)
# Links whose target only repeats the name of a file, and sources in brackets after a statement (Codex writes both).
FILE_LINK = expression(r"\[([^\[\]\n]{1,300})\]\((?:file:|[A-Za-z]:[\\/]|[/\\~.])[^()\n]{0,500}\)")
SOURCE = expression(r" ?\(\[[^\[\]\n]{1,300}\]\(https?://[^()\s]{0,500}\)\)")
SENTENCE = expression(r"(?<=[.!?…])\s+|(?<=[。！？])|\n+")  # noqa: RUF001  Chinese and Japanese stops


def clean(text: str) -> str:
    """Return `text` without host markup, private parts, tool ids, escape sequences and invisible characters."""
    if "\x1b" in text:
        text = ANSI.sub("", text)
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if "&lt;" in text:
        text = ESCAPED.sub("", text)
    if "<" in text:
        text = _without_markup(text)
    return IMAGE.sub("", TOOL_ID.sub("", text)).strip()


def _without_markup(text: str) -> str:
    """Return `text` without injected blocks and tags; removing one can bring together the halves of another."""
    for _ in range(ROUNDS):
        shorter = TAG.sub("", BLOCK.sub("", HIDDEN.sub("", text)))
        if shorter == text:
            return text
        text = shorter
    # Nobody nests them so deep but to get something through.
    return text.replace("<", "")


def _bounded(text: str) -> str:
    """Return the beginning and the end of a long text: no more of it is ever told, and cleaning takes time."""
    if len(text) <= 2 * ENOUGH:
        return text
    # Before the cut, which might otherwise part a private block from its beginning.
    text = HIDDEN.sub("", text)
    return f"{text[:ENOUGH]}\n{text[-ENOUGH:]}" if len(text) > 2 * ENOUGH else text


def one_line(text: str, limit: int) -> str:
    """Return cleaned `text` as one line of at most `limit` characters, cut at a word, with `…` where cut."""
    return _cut(" ".join(clean(_bounded(text)).split()), limit)


def condense(text: str, limit: int) -> str:
    """Return what a Markdown answer says in at most `limit` characters.

    Headings, rules and emphasis lose their marks, links to files their target, code blocks all but two lines. What
    is too long keeps its beginning (what was done) and its end (what is next, what is asked); the gap is shown as `…`.
    """
    text = FENCED.sub(_first_code_lines, clean(_bounded(text)))
    text = TABLE_RULE.sub("", RULE.sub("", HEADING.sub("", text)))
    text = EMPHASIS.sub(r"\2", FILE_LINK.sub(r"\1", SOURCE.sub("", text)))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    text = "\n".join(line for line in lines if line)
    if len(text) <= limit:
        return text
    sentences = [part for part in SENTENCE.split(text) if part and part.strip()]
    last = _cut_front(sentences[-1], limit // 2)
    room = limit - len(last) - 3
    return f"{_cut(text, room)}\n{last}"


def question(text: str) -> str:
    """Return the question to the user with which an answer ends, or an empty string.

    It counts at the end of the last two lines; a question further up has been answered by the rest.
    """
    lines = [line for line in FENCED.sub("", clean(_bounded(text))).splitlines() if line.strip()]
    ends = [sentences[-1] for line in lines[-2:] if (sentences := [s for s in SENTENCE.split(line) if s.strip()])]
    for sentence in reversed(ends):
        if sentence.rstrip(" *_)\"'`").endswith(("?", "？")):  # noqa: RUF001  the full-width question mark
            return one_line(EMPHASIS.sub(r"\2", sentence), 200)
    return ""


def _first_code_lines(block: re.Match[str]) -> str:
    """Return the first two lines of a code block that are not comments: names live there, the rest is bulk."""
    lines = [line.strip() for line in block[2].splitlines()]
    telling = [line for line in lines if line and not line.startswith(("#", "//", "--", "/*", "*"))]
    return "".join(f"{_cut(line, 100)}\n" for line in telling[:2])


def _cut(text: str, limit: int) -> str:
    """Return the beginning of `text`, up to `limit` characters, ended at a word when one ends near."""
    if len(text) <= limit:
        return text
    kept = text[: max(limit - 1, 0)]
    space = max(kept.rfind(" "), kept.rfind("\n"))
    return (kept[:space] if space > limit * 0.6 else kept).rstrip(" ,;:-\n") + "…"


def _cut_front(text: str, limit: int) -> str:
    """Return the end of `text`, up to `limit` characters, begun at a word when one begins near."""
    if len(text) <= limit:
        return text
    kept = text[len(text) - limit + 1 :]
    space = kept.find(" ")
    return "…" + (kept[space + 1 :] if 0 <= space < limit * 0.4 else kept)
