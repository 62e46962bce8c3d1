"""The project in a few lines of text, as the session's context has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memplug.digest.text import harmless
from memplug.expressions import expression
from memplug.project.rules.managers import ALSO
from memplug.project.rules.places import DEPLOYMENTS
from memplug.project.rules.versions import RUNTIME

if TYPE_CHECKING:
    from memplug.project.detect import Project

YOURS = " (from your preferences)"
LONGEST = 400
"""Characters of a line."""
_MINIMUM = expression(r"^(?:>=|\^|~>)[ \t]*(\d[\w.]*)(?:[, ].*)?$")
_SLOTS = (("test", "Test"), ("lint", "Lint"), ("build", "Build"), ("run", "Run"))


def lines(project: Project) -> list[str]:
    """Return at most eight lines, none when nothing is known; an answer of the user's says so."""
    found = [_headline(project), _place(project)]
    found += [_slot(project, key, title) for key, title in _SLOTS]
    found.append(_around(project))
    return [printable(line) for line in found if line]


def _headline(project: Project) -> str:
    mark = project.evidence
    name = project.language or ""
    if name and (version := _version(project, name)):
        name += f" {version}"
    runtimes = [
        f"{other} {_version(project, other)}"
        for other in RUNTIME.get(project.language or "", ())
        if other != project.language and other not in project.framework
    ]
    name += YOURS if mark.get("language") == "preferences" else ""
    kind = re.sub(r"\b(cli|ml)\b", lambda m: m.group().upper(), project.type or "")
    noun = f"{kind}{YOURS if project.type and mark.get('type') == 'preferences' else ''}"
    what = f"{name} {noun}".strip() or ("project" if project.package_manager or project.framework else "")
    yours = mark.get("package_manager") == "preferences"
    manager = project.package_manager or ""
    if manager == (project.language or "").lower() and not yours:
        manager = ""
    elif manager:
        _, also, locks = mark.get("package_manager", "").partition(ALSO)
        manager += YOURS if yours else f" (there is also {locks})" if also else ""
    framework = ", ".join(f"{x} {_version(project, x)}".strip() for x in project.framework) + (
        YOURS if mark.get("framework") == "preferences" else ""
    )
    also = ", ".join(x for x in project.languages if x != project.language)
    parts = [
        what,
        manager,
        framework if project.framework else "",
        *(r for r in runtimes if not r.endswith(" ")),
        f"also {also}" if also else "",
    ]
    text = " · ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def _version(project: Project, name: str) -> str:
    """Return the version as people say it: `3.11+` for a minimum, else as written."""
    version = project.versions.get(name, "")
    minimum = _MINIMUM.match(version)
    return f"{minimum.group(1)}+" if minimum else version


def _place(project: Project) -> str:
    evidence = project.evidence.get("monorepo", "").partition(": ")[2]
    if project.evidence.get("monorepo") == "preferences":
        evidence = "monorepo" + YOURS
    if project.monorepo:
        here = f"; you are in {project.member}" if project.member else ""
        return f"Workspace: {evidence or 'several packages'}{here}"
    return f"You are in {project.member}, a project of its own in a larger repository" if project.member else ""


def _slot(project: Project, key: str, title: str) -> str:
    commands: tuple[str, ...] = getattr(project, key)
    mark = YOURS if project.evidence.get(key) == "preferences" else ""
    return f"{title}: {', '.join(commands)}{mark}" if commands else ""


def _around(project: Project) -> str:
    parts = []
    hosted = tuple(name for name in project.containers if name in DEPLOYMENTS)
    contained = tuple(name for name in project.containers if name not in DEPLOYMENTS)
    for key, title, names in (
        ("ci", "CI", project.ci),
        ("containers", "Containers", contained),
        ("containers", "Deployed with", hosted),
    ):
        if names:
            parts.append(f"{title}: {', '.join(names)}{YOURS if project.evidence.get(key) == 'preferences' else ''}")
    return " · ".join(parts)


def printable(text: str) -> str:
    """Return the text, which others wrote, on one line that opens nothing; a mark replaces bytes that are not UTF-8."""
    line = "".join(sign if sign.isprintable() else " " for sign in text.encode("utf-8", "replace").decode())
    return " ".join(harmless(line).split()).replace("```", "'").replace("](", "] (")[:LONGEST]
