"""Foreign text made fit to be kept: cleaned of markup and control characters, and shortened with sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from memplug.digest.excerpt import ENTRY, cut, excerpt
from memplug.expressions import expression

# Whole blocks that hosts put into the conversation around what was typed; their content is not the user's. Upper and
# lower case, `-` and `_` are the same in names of several words; a single word is common in programs as well.
INJECTED = (
    "system-reminder", "ide-opened-file", "ide-selection", "ide-diagnostics", "environment-context",
    "user-instructions", "permissions-instructions", "collaboration-mode", "skills-instructions",
    "plugins-instructions", "apps-instructions", "app-context", "workspace-roots", "turn-aborted", "model-switch",
    "subagent-notification", "hook-context", "session-context", "loaded-context", "project-context", "global-context",
    "extension-context", "state-snapshot", "local-command-caveat", "local-command-stdout", "local-command-stderr",
    "command-message", "command-contents", "bash-stdout", "bash-stderr", "task-notification", "system-notification",
    "total-tokens", "tools-used-before-summary", "user-prompt-submit-hook", "session-start-hook", "skill-format",
    "new-diagnostics", "current-datetime", "oai-mem-citation", "reminder", "private", "memplug",
)  # fmt: skip
# Tags whose content is kept: it is what was said.
AROUND = (
    "command-name", "command-args", "bash-input", "tool-use-error", "task-id", "user-query", "function-calls",
    "function-results", "user-shell-command", "user-action", "proposed-plan", "untrusted-context", "todo-status",
    "teammate-message", "agent-notification", "user-memory-input", "start-of-turn", "end-of-turn", "persisted-output",
    "system-warning", "custom-instructions", "agent-instructions", "analysis", "summary", "instructions",
    "INSTRUCTIONS", "invoke",
)  # fmt: skip


def _named(names: Iterable[str]) -> str:
    """Return a pattern for names of tags: those of several words however they are written, single words as they are."""
    several = "|".join(name.replace("-", "[-_ ]") for name in sorted(names) if "-" in name)
    single = "|".join(name for name in sorted(names) if "-" not in name)
    return f"(?i:{several})|{single}"


_OPEN, _CLOSE = "(?:<|&lt;)", "(?:>|&gt;)"
_ATTRIBUTES = rf"(?![\w.:-])[^<>]{{0,300}}?(?<!/){_CLOSE}"
BLOCK = expression(
    rf"{_OPEN}(?:/(?P<closed>(?i:{_named(INJECTED)}))\s*{_CLOSE}|(?P<opened>{_named(INJECTED)}){_ATTRIBUTES})"
)
HIDDEN = expression(
    rf"{_OPEN}(?:/(?P<closed>private|memplug)\s*{_CLOSE}|(?P<opened>private|memplug){_ATTRIBUTES})", re.IGNORECASE
)
ROUNDS = 20
FRONT = 60
"""Characters that the beginning of a line has at the least when its end is kept as well."""
ENOUGH = 16_000
"""Characters of a text's beginning, and of its end, that are looked at."""
TAG = expression(rf"{_OPEN}/?(?:{_named(INJECTED + AROUND)}){_ATTRIBUTES}")
# What is left of them: without an end, with an end of its own, spaced. HTML has a `summary`.
_OURS_AND_THEIRS = f"(?:(?i:memplug)|{_named({*INJECTED, *AROUND} - {'summary'})})"
MARKUP = expression(rf"{_OPEN}(?=[\s/]{{0,9}}(?:{_OURS_AND_THEIRS}(?![\w.:-])|(?i:antml):)|!--)")
# The marks of turns that models are trained with.
TURN = expression(r"<[|｜][\w:./-]{1,40}[|｜]>|\[/?INST\]|<</?SYS>>")  # noqa: RUF001  some write the full-width bar
ANSI = expression(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]{0,2000}(?:\x07|\x1b\\|\x9c)|\x1b[@-_]"
)
# Control characters but tab and line feed, the lines' other ends, format characters (category Cf), and all that Unicode
# calls default ignorable (DerivedCoreProperties.txt), for it hides or reorders text: zero-width, bidirectional, tags.
INVISIBLE = expression(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000110bd"
    "\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
BLANKS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Those of the INVISIBLE that Python calls printable."""
TOOL_ID = expression(r"\b(?:toolu|call|msg|req)_[A-Za-z0-9]{12,}\b")
IMAGE = expression(r"\[Image(?: #\d{1,6}|: [^\]\n]{0,300})?\]")
# A client that shows an image fetches it, and tells whoever keeps it what stands in its address.
PICTURE = expression(r"!+(?=\[[^\]\n]{0,300}\](?:\(|\[))")
LONG_RUN = expression(r"(`|~)\1{6,}")
RUN = r"\1\1\1\1\1\1"
# Lines that are drawn, dots that tell of progress.
DRAWN = expression(r"([^\w\s`~])\1{5,}")
INERT = "‹"  # noqa: RUF001  looks like the sign that opens a tag, and opens none

FENCED = expression(r"^[ \t]*(`{3,20}|~{3,20})(?![`~])[^\n]*\n(.*?)(?:^[ \t]*\1[^\n]*$|\Z)", re.DOTALL | re.MULTILINE)
# What makes a line a heading or a code fence, however often.
MARKS = expression(r"^[ \t]*(?:(?:`{3,}|~{3,}|#{1,6}(?=[ \t]|$))[ \t]*)+", re.MULTILINE)
# Rules, and the line of `=` or `-` below a text that makes it a heading.
RULE = expression(r"^[ \t]*(?:([-*_=])(?:[ \t]*\1){2,}|=+|-+)[ \t]*$", re.MULTILINE)
# Inline code is passed over, and so is `__init__`, which is a name.
EMPHASIS = expression(r"(`[^`\n]{1,300}`)|(\*\*|__)(?=\S)(?!\w{1,80}__)(.{1,300}?)(?<=\S)\2")
TABLE_RULE = expression(r"^(?=[ \t:-]*\|)[ \t:|-]+$", re.MULTILINE)
TABLE_ROW = expression(r"^[ \t]*\|([^\n]*)\|[ \t]*$", re.MULTILINE)
# Links whose target only repeats the name of a file, and sources in brackets after a statement (Codex writes both).
FILE_LINK = expression(r"\[([^\[\]\n]{1,300})\]\((?:file:|[A-Za-z]:[\\/]|[/\\~.])[^()\n]{0,500}\)")
SOURCE = expression(r" ?\(\[[^\[\]\n]{1,300}\]\(https?://[^()\s]{0,500}\)\)")


def clean(text: str) -> str:
    """Return `text` without host markup, private parts, tool ids, escape sequences and invisible characters."""
    if "\x1b" in text or not text.isascii():
        text = ANSI.sub("", text)
    text = INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _without_markup(IMAGE.sub("", TOOL_ID.sub("", text))).strip()


def _without_markup(text: str) -> str:
    """Return `text` without injected blocks and tags; removing one can bring together the halves of another."""
    for _ in range(ROUNDS):
        if "<" not in text and "&lt;" not in text and "[" not in text:
            break
        # A tag that opens what is hidden must not go before the rest of it has been seen.
        shorter = _without_hidden(text)
        if shorter == text and (shorter := _without_blocks(text)) == text:
            shorter = TURN.sub("", TAG.sub("", text))
        if shorter == text:
            break
        text = shorter
    else:  # nobody nests them so deep but to get something through
        text = text.replace("<", "").replace("&lt;", "")
    return _inert(text)


def _without_hidden(text: str) -> str:
    """Return `text` without private parts, and without our own; one may hold others.

    One that is never closed ends with the text: better too little than a private word too many.
    """
    kept, end, depth, outer = [], 0, 0, ""
    for tag in HIDDEN.finditer(text):
        name = (tag["opened"] or tag["closed"]).lower()
        if name != outer if depth else tag["closed"]:
            continue
        if not depth:
            kept.append(text[end : tag.start()])
            outer = name
        depth += 1 if tag["opened"] else -1
        end = tag.end()
    return "".join(kept) if depth else "".join(kept) + text[end:]


def _without_blocks(text: str) -> str:
    """Return `text` without injected blocks, each up to the first tag that closes it; one that none closes stays."""
    tags = list(BLOCK.finditer(text))
    last = {tag["closed"].lower(): tag.start() for tag in tags if tag["closed"]}
    kept, end, name = [], 0, ""
    for tag in tags:
        if name:
            if (tag["closed"] or "").lower() == name:
                name, end = "", tag.end()
        elif tag["opened"] and last.get(tag["opened"].lower(), 0) > tag.start():
            kept.append(text[end : tag.start()])
            name = tag["opened"].lower()
    return "".join(kept) + text[end:]


def harmless(text: str) -> str:
    """Return `text` of any origin, made to be printed: the last look, which takes nothing for granted.

    What hides, reorders or steers is gone, the markup of hosts opens nothing, and no picture is fetched. Nothing that
    people write is changed by it.
    """
    if not (text.replace("\n", "").replace("\t", "").isprintable() and BLANKS.isdisjoint(text)):
        text = INVISIBLE.sub("", text)
    if "<" in text or "INST]" in text:
        text = TURN.sub("", text)
    return _inert(text)


def _inert(text: str) -> str:
    """Return `text` with the beginnings of tags and pictures replaced; nothing else of it moves."""
    if "<" in text or "&lt;" in text:
        text = MARKUP.sub(INERT, text)
    return PICTURE.sub("", text) if "![" in text else text


def _unmarked(text: str) -> str:
    """Return `text` without what makes a line of it a heading, a rule or a code fence."""
    return RULE.sub("", MARKS.sub("", text))


def level(text: str) -> str:
    """Return a text of several lines of which none begins a heading, a rule or a code block of Markdown."""
    lines = harmless("\n".join(text.expandtabs(2).splitlines()))
    return _unmarked(lines).strip("\n")


def bounded(text: str) -> str:
    """Return the beginning and the end of a long text: no more of it is ever told, and cleaning takes time."""
    if len(text) <= 2 * ENOUGH:
        return text
    # Before the cut, which might otherwise part a private block from its beginning.
    text = _without_hidden(text)
    return f"{text[:ENOUGH]}\n{text[-ENOUGH:]}" if len(text) > 2 * ENOUGH else text


def one_line(text: str, limit: int) -> str:
    """Return cleaned `text` as one line of at most `limit` characters, cut at a word, with `…` where cut."""
    return _inert(cut(_runs_shortened(" ".join(clean(bounded(text)).split())), limit))


def typed(text: str, limit: int) -> str:
    """Return what a person typed as one line of at most `limit` characters.

    Something long, as with code or a log pasted into it, keeps its beginning and its last line: what is wanted often
    stands there. Code blocks lose all but two lines.
    """
    text = FENCED.sub(_first_code_lines, clean(bounded(text)))
    line = one_line(text, limit)
    if not line.endswith("…"):
        return line
    last = one_line(text[text.rfind("\n") + 1 :], limit)
    words = last.split()
    if len(last) > limit // 2 or len(words) < 3 or sum(word[0].isalpha() for word in words) < 0.7 * len(words):  # noqa: PLR2004  a sentence, and no line of a log
        return line
    return _inert(f"{one_line(text, limit - len(last) - 1)} {last}")


def shorter(line: str, limit: int) -> str:
    """Return a line that was cut already, cut further: an end that was kept behind the gap is kept still."""
    front, gap, end = line.rpartition("… ")
    if len(line) <= limit or not gap or len(end) > limit - FRONT:
        return one_line(line, limit)
    return _inert(f"{one_line(f'{front}…', limit - len(end) - 1)} {end}")


def condense(text: str, limit: int) -> str:
    """Return what a Markdown answer says in at most `limit` characters.

    Headings, rules and emphasis lose their marks, links to files their target, code blocks all but two lines. What
    is too long keeps its beginning (what was done), its end (what is next, what is asked) and the points between them.
    """
    text = FENCED.sub(_first_code_lines, clean(bounded(_unpacked(text))))
    text = TABLE_ROW.sub(r"\1", TABLE_RULE.sub("", _unmarked(text)))
    text = unemphasized(FILE_LINK.sub(r"\1", SOURCE.sub("", text)))
    text = _runs_shortened(_unmarked(_without_markup(text)))
    text = _inert("\n".join(line for line in map(_tidy, text.splitlines()) if line))
    return text if len(text) <= limit else _inert(_unmarked(excerpt(text, limit))).strip()


def _unpacked(text: str) -> str:
    """Return a text that is a JSON object, as programs ask for it, with a value a line; any other as it is."""
    import json  # noqa: PLC0415  few answers are JSON

    if not (text.startswith("{") and text.rstrip().endswith("}")):
        return text
    try:
        return "\n".join(_values(json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _values(value: dict[str, Any], lead: str = "") -> Iterator[str]:
    """Yield the values of an object as lines: the objects that it holds as entries, without what those hold."""
    for name, inner in value.items():
        held = inner if isinstance(inner, list) else [inner]
        entries = [entry for entry in held if isinstance(entry, dict)]
        if not entries:
            yield f"{lead}{name}: {', '.join(map(str, held))}"
        elif not lead:
            yield f"{name}:"
            for entry in entries:
                yield from (line if number else line.lstrip() for number, line in enumerate(_values(entry, "  - ")))


def _tidy(line: str) -> str:
    """Return a line without blanks that say nothing; an entry within another one keeps two before it."""
    tidy = " ".join(line.split()).removeprefix("| ")
    return f"  {tidy}" if line.startswith(("  ", "\t")) and ENTRY.match(tidy) else tidy


def unemphasized(text: str) -> str:
    """Return Markdown without the marks of bold text."""
    return EMPHASIS.sub(lambda found: found[1] or found[3], text)


def _runs_shortened(text: str) -> str:
    return DRAWN.sub(r"\1\1\1", LONG_RUN.sub(RUN, text))


def _first_code_lines(block: re.Match[str]) -> str:
    """Return the first two lines of a code block that are not comments: names live there, the rest is bulk."""
    lines = [line.strip() for line in block[2].splitlines()]
    telling = [line for line in lines if line and not line.startswith(("#", "//", "--", "/*", "*"))]
    return "".join(f"{cut(line, 100)}\n" for line in telling[:2])
