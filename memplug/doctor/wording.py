"""What the user and the project have written: preferences, templates, and whether the project's count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from memplug import trust
from memplug.context.catalogue import strangers, tried
from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.surroundings import Surroundings
from memplug.preferences import Layer, load
from memplug.scene import layers_at


def check(around: Surroundings) -> Iterator[Finding]:
    """Read the preferences and try the templates that count here."""
    standing, layers = layers_at(around.root, around.paths)
    yield from _preferences(layers)
    yield from _templates(around, trusted=standing is trust.Trust.TRUSTED)
    if standing in (trust.Trust.UNTRUSTED, trust.Trust.CHANGED):
        why = "is not trusted" if standing is trust.Trust.UNTRUSTED else "has changed since it was trusted"
        folder = around.root / trust.FOLDER
        yield note("project trust", f"{folder} {why} and has no effect", "memplug trust, which shows it and asks")


def _preferences(layers: Sequence[Layer]) -> Iterator[Finding]:
    preferences = load(layers)
    for problem in preferences.problems:
        place = f"{problem.file}:{problem.line}:{problem.column}"
        yield broken("preferences", f"{place}: {problem.message}", problem.remedy)
    if not preferences.context.enabled:
        where = preferences.origins["context.enabled"]
        yield note("preferences", f"{where}: no session is told anything", "memplug prefs unset context.enabled")
    if not preferences.problems:
        there = ", ".join(str(layer.path) for layer in layers if layer.counts and layer.data is not None)
        yield ok(
            "preferences", f"Preferences: {f'no mistakes in {there}' if there else 'none yet, the defaults count'}"
        )


def _templates(around: Surroundings, *, trusted: bool) -> Iterator[Finding]:
    folders = [around.root / trust.FOLDER / "templates"] if trusted else []
    folders.append(around.paths.templates)
    own, problems = tried(folders)
    for problem in problems:
        message = f"{problem.file}:{problem.line}: {problem.message}; the shipped template stands in"
        yield broken("templates", message, "correct the line, then run `memplug templates check`")
    for file in (stranger for folder in folders for stranger in strangers(folder)):
        yield note("templates", f"{file}: no template has this name, so it is never used", "rename or delete it")
    if own and not problems:
        yield ok("templates", f"Templates of your own: no mistakes in {', '.join(own)}")
