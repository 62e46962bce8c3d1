"""What gives way first when a context is too long: whole sections, the least useful first."""

from __future__ import annotations

from collections.abc import Callable, Mapping

GIVES_WAY = ("project", "git", "changes", "state", "work", "preferences")
"""The order in which sections give way: what a look at the repository can replace goes first, the user's word last."""


SHORTEST = 40
"""Characters of a last line that are still worth showing; a heading alone is not."""


def fit(
    sections: Mapping[str, str],
    assemble: Callable[[dict[str, str], tuple[str, ...]], str],
    fits: Callable[[str], bool],
) -> tuple[str, tuple[str, ...]]:
    """Return the context with as many whole sections as fit, and the names of those that gave way.

    `assemble(shown, left out)` puts a context together. When not even one section fits, the last one standing is
    cut from its end until it does.
    """
    shown = {name: text for name, text in sections.items() if text.strip()}
    left_out: list[str] = []
    context = assemble(shown, ())
    for name in (*GIVES_WAY, *(name for name in sections if name not in GIVES_WAY)):
        if fits(context) or len(shown) <= 1:
            break
        if shown.pop(name, None) is not None:
            left_out.append(name)
            context = assemble(shown, tuple(left_out))
    while not fits(context) and shown:
        (name, text), *_ = shown.items()
        shorter = _shorter(text)
        shown = {name: shorter} if shorter else {}
        if name not in left_out:
            left_out.append(name)
        context = assemble(shown, tuple(left_out))
    return context if fits(context) else "", tuple(left_out)


def _shorter(text: str) -> str:
    """Return `text` without its last line; of one line below a heading, the first nine tenths; nothing of less."""
    before, _, last = text.rstrip().rpartition("\n")
    if "\n" in before or len(last) < SHORTEST:
        return before if "\n" in before else ""
    return f"{before}\n{last[: len(last) * 9 // 10].rstrip('…')}…"
