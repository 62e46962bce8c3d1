"""What gives way first when a context is too long: whole sections, the least useful first."""

from __future__ import annotations

from bisect import bisect_left
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
    if not fits(context) and shown:
        (name, text), *_ = shown.items()
        left_out.append(name)

        # Putting a context together takes long, so of thousands of lines only a few numbers are tried.
        versions = _Versions(text)
        number = bisect_left(
            range(len(versions)), x=True, key=lambda at: fits(assemble({name: versions[at]}, (*left_out,)))
        )
        context = assemble({name: versions[number]} if number < len(versions) else {}, (*left_out,))
    return context if fits(context) else "", tuple(left_out)


class _Versions:
    """A section ever shorter: without its last lines and, when one is left below the heading, without that one's end.

    What notes begin with is never left alone, and their code fence stays closed.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.rstrip().split("\n")
        opening = f"{self._lines[-1]}text"
        fenced = opening.startswith("```") and opening in self._lines
        self._closing = [self._lines.pop()] if fenced else []
        self._least = self._lines.index(opening) + 2 if fenced else 2
        self._whole = max(len(self._lines) - self._least, 0)
        self._cut = [] if fenced else _cut(self._lines[: self._least])

    def __len__(self) -> int:
        return self._whole + len(self._cut)

    def __getitem__(self, number: int) -> str:
        if number < self._whole:
            return "\n".join([*self._lines[: len(self._lines) - 1 - number], *self._closing])
        return self._cut[number - self._whole]


def _cut(lines: list[str]) -> list[str]:
    """Return a heading with one line below it, that line ever shorter; none when there is no line worth it."""
    if len(lines) != 2:  # noqa: PLR2004  the heading and the line
        return []
    heading, last = lines
    found = []
    while len(last) >= SHORTEST:
        last = f"{last[: len(last) * 9 // 10].rstrip('…')}…"
        found.append(f"{heading}\n{last}")
    return found
