"""SessionStart → context: what a session should know, by the reason for which it starts."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from memplug import recall
from memplug.context import budget, plain
from memplug.context.variables import Changes, PreferenceLine, Variables
from memplug.deadline import patience
from memplug.digest.text import harmless, level
from memplug.hosts.payload import size
from memplug.open_sessions import LATE, OVER, RUNNING
from memplug.preferences import Facts, Kind, Preferences
from memplug.project import git
from memplug.project.remembered import Told
from memplug.redact import redact
from memplug.scene import Scene
from memplug.store import StoreError

SECTIONS: Mapping[Kind, tuple[str, ...]] = {"brief": ("changes", "git"), "minimal": ("preferences", "work")}
"""The sections of a kind; those of `full` are in the preferences."""
PART_OF = {"changes": "state", "work": "state"}
"""Section to the section of `[context] order` that switches it on and off."""
OPEN_TAG, CLOSE_TAG = "<memplug>", "</memplug>"
"""Around the whole text, so that a later reading of the transcript knows it and never saves it again."""


class Answer(NamedTuple):
    """What a start is told, and how it came about."""

    context: str
    """The whole text, within every cap; empty when there is nothing to say."""
    kind: Kind
    sections: Mapping[str, str]
    """Every section that has something to say, also those that gave way."""
    left_out: tuple[str, ...]
    problems: tuple[str, ...]
    """One line for each mistake that the user can mend."""
    project: Told | None = None
    """What kind of project this is; None when that was not asked."""
    settled: bool = True
    """False when a session beside this one was not asked anything yet, or works where another branch may be checked
    out: that changes without notice."""

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Files and folders that the project section depends on."""
        return self.project.seen if self.project else ()


class Wording(Protocol):
    """What makes text of variables: the user's templates, or the shipped ones put in Python."""

    @property
    def problems(self) -> Sequence[object]:
        """What could not be used, one entry for each mistake."""

    def section(self, name: str, variables: Variables) -> str:
        """Return the text of a section; empty when there is nothing to say."""

    def assemble(self, variables: Variables, shown: Mapping[str, str], left_out: tuple[str, ...]) -> str:
        """Return the whole answer."""


def respond(
    here: Scene, *, status: git.Status | None = None, known: Told | None = None, unlimited: bool = False
) -> Answer:
    """Return what the session is told; `unlimited` leaves nothing out for length.

    `status` is a `git status` that runs already, `known` what kind of project this is, where that need not be found
    out. Reads only: the same inputs give the same bytes, however often a host asks.
    """
    if here.kind == "none":
        return Answer("", "none", {}, (), ())
    names = _section_names(here)
    asked = status or (git.Status(here.place) if here.place and tells_of_git(here) else None)
    try:
        project = _project(here, names, known)
        variables = _recalled(here, _variables(here, project))
        if asked and "git" in names:
            variables = variables._replace(git=asked.result(git_seconds(here)))
    finally:
        if asked:
            asked.close()
    answer = _worded(_wording(here), here, names, variables, unlimited=unlimited)
    return answer._replace(
        project=project, settled=all(other.goal and not other.elsewhere for other in variables.beside)
    )


def git_seconds(here: Scene) -> float:
    """Return how long git may take to tell the state of the work tree."""
    return here.preferences.git.status_timeout_ms / 1000 * patience(os.environ)


def shortened(here: Scene, why: str) -> Answer:
    """Return the short answer in the place of one that was not done in time, and say so."""
    variables = _recalled(here, _variables(here, None)._replace(kind="minimal"))
    notice = f"{why}, so this is the short form; `MEMPLUG_PATIENCE=3` gives it three times as long"
    variables = variables._replace(notices=(*variables.notices, notice))
    return _worded(plain.Plain(), here, SECTIONS["minimal"], variables)


def tells_of_git(here: Scene) -> bool:
    """Return whether the answer holds the section on git."""
    return here.kind != "none" and "git" in _section_names(here)


def _section_names(here: Scene) -> tuple[str, ...]:
    order = here.preferences.context.order
    return tuple(name for name in SECTIONS.get(here.kind, order) if PART_OF.get(name, name) in order)


def _wording(here: Scene) -> Wording:
    """Return the template engine when there is a template of the user's; after a compaction it is not waited for."""
    if (here.event.source == "compact" and here.kind == "minimal") or not has_templates(here):
        return plain.Plain()
    from memplug.context.render import Renderer  # noqa: PLC0415  Jinja2 costs seven starts of Python

    return Renderer(here.template_folders)


def has_templates(here: Scene) -> bool:
    """Return whether there is a template that takes the place of a shipped one."""
    folders = filter(os.path.isdir, here.template_folders)  # Path.rglob raises where a folder above is closed
    return any(file.suffix == ".j2" for folder in folders for file in folder.rglob("*"))


def _worded(
    wording: Wording, here: Scene, names: Sequence[str], variables: Variables, *, unlimited: bool = False
) -> Answer:
    """Return the variables as text that keeps within every cap."""
    sections = {name: text for name in names if (text := wording.section(name, variables))}
    problems = _told(variables, wording)
    most = here.preferences.context.max_chars

    def assemble(shown: dict[str, str], left_out: tuple[str, ...]) -> str:
        # Nothing inside may look like the end of the whole, or like a host's own words, whoever wrote it.
        body = harmless(wording.assemble(variables._replace(notices=problems), shown, left_out))
        return redact(f"{OPEN_TAG}\n{body}\n{CLOSE_TAG}") if body.strip() else ""

    def fits(context: str) -> bool:
        return unlimited or (len(context) <= most and size(here.host, context) <= here.host.cap)

    context, left_out = budget.fit(sections, assemble, fits)
    return Answer(context, variables.kind, sections, left_out, _told(variables, wording))


def _told(variables: Variables, wording: Wording) -> tuple[str, ...]:
    """Return a line for each thing that went wrong; names of files, and what stands in them, are in it."""
    return tuple(" ".join(harmless(str(problem)).split()) for problem in (*variables.notices, *wording.problems))


def _project(here: Scene, names: Sequence[str], known: Told | None) -> Told | None:
    """Return what kind of project this is, when the answer needs it."""
    if here.kind != "full" or not ("project" in names or here.preferences.when):
        return None
    if known:
        return known
    from memplug.project.detect import detect  # noqa: PLC0415  only a full answer needs to know

    project = detect(here.cwd, overrides=here.preferences.project)
    return Told(tuple(project.lines()), project.language, project.type, project.seen)


def _variables(here: Scene, project: Told | None) -> Variables:
    """Return what the preferences and the project give."""
    preferences = here.preferences.applied(_facts(here, project))
    problems = (*here.preferences.problems, *filter(None, (here.refused, here.untrusted)))
    return Variables(
        kind=here.kind,
        source=here.event.source,
        host=here.host.title,
        preferences=tuple(_preference_lines(preferences)),
        notes=tuple(map(level, preferences.notes)),
        project=project.lines if project else (),
        notices=tuple(git.inert(str(problem)) for problem in problems),
    )


def _recalled(here: Scene, variables: Variables) -> Variables:
    """Add what is stored of earlier sessions; a store that cannot be read costs only that, and a notice."""
    standpoint, database = here.standpoint, here.paths.database
    try:
        if variables.kind != "minimal":
            variables = _beside(here, variables)
        if variables.kind == "brief":
            changes = recall.changes(standpoint, database)
            return variables._replace(changes=changes or (Changes("") if variables.beside else None))
        state, newer = recall.earlier(standpoint, database)
    except StoreError as error:
        return variables._replace(notices=(*variables.notices, f"saved state left out: {error}"))
    return variables._replace(state=state, newer=newer)


def _beside(here: Scene, variables: Variables) -> Variables:
    """Add the sessions that are open beside this one, and name those that are over and not read yet."""
    others = here.others()
    running = recall.beside(
        here.standpoint, [other.record for other in others if other.condition == RUNNING], here.paths.database
    )
    late = sum(other.condition in (OVER, LATE) for other in others)
    unread = f"sessions that never ended and are not read yet: {late} (`memplug adopt` reads them)"
    return variables._replace(beside=running, notices=(*variables.notices, unread) if late else variables.notices)


LABELS = {
    "language": "Language",
    "code_style": "Code style",
    "verbosity": "Verbosity",
    "respond_in": "Respond in",
}
"""How the preferences that memplug knows by name are shown; every other key is shown as written."""


def _preference_lines(preferences: Preferences) -> list[PreferenceLine]:
    return [
        PreferenceLine(LABELS.get(name, git.inert(name)), level(_shown(value)))
        for name, value in preferences.values.items()
    ]


def _shown(value: object) -> str:
    """Return a value of a preference as a person would write it in a sentence."""
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_shown(entry)}" for name, entry in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _facts(here: Scene, project: Told | None) -> Facts:
    inside = here.cwd.is_relative_to(here.root)
    return Facts(
        host=here.host.name,
        branch=git.branch(here.place) or None if here.place else None,
        path=here.cwd.relative_to(here.root).as_posix() if inside else None,
        language=project.language if project else None,
        type=project.type if project else None,
    )
