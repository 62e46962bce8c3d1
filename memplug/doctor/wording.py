"""What the user and the project have written: preferences, templates, and whether the project's count."""

from __future__ import annotations

from collections.abc import Iterator

from memplug import trust
from memplug.context.catalogue import SAMPLES, names
from memplug.context.render import SUFFIX, Renderer
from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.surroundings import Surroundings
from memplug.preferences import load, read_layers


def check(around: Surroundings) -> Iterator[Finding]:
    """Read the preferences and try the templates that count here."""
    standing = trust.state(around.root, around.paths.trust)
    trusted = standing is trust.Trust.TRUSTED
    yield from _preferences(around, trusted=trusted)
    yield from _templates(around, trusted=trusted)
    if standing in (trust.Trust.UNTRUSTED, trust.Trust.CHANGED):
        why = "is not trusted" if standing is trust.Trust.UNTRUSTED else "has changed since it was trusted"
        folder = around.root / trust.FOLDER
        yield note("project trust", f"{folder} {why} and has no effect", "memplug trust, which shows it and asks")


def _preferences(around: Surroundings, *, trusted: bool) -> Iterator[Finding]:
    layers = read_layers(around.paths.preferences, around.root, trusted=trusted)
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
    renderer = Renderer(folders)
    own = [name for name in names() if any((folder / f"{name}{SUFFIX}").is_file() for folder in folders)]
    for values in SAMPLES:
        for name in own:
            renderer.render(name, values)
    # A line that fails on both samples is one mistake.
    for problem in {(problem.file, problem.line): problem for problem in reversed(renderer.problems)}.values():
        message = f"{problem.file}:{problem.line}: {problem.message}; the shipped template stands in"
        yield broken("templates", message, "correct the line, then run `memplug templates check`")
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.relative_to(folder).as_posix().removesuffix(SUFFIX) not in names():
                yield note(
                    "templates", f"{file}: no template has this name, so it is never used", "rename or delete it"
                )
    if own and not renderer.problems:
        yield ok("templates", f"Templates of your own: no mistakes in {', '.join(own)}")
