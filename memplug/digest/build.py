"""Turns → `Digest`, in one pass and with flat memory."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from memplug.digest import commands, text, touched
from memplug.digest.model import Commit, Digest, Metrics
from memplug.digest.runs import Runs, outcome
from memplug.digest.said import PROMPT, Said, most_telling
from memplug.expressions import expression
from memplug.transcripts.turns import (
    Action,
    Answer,
    Interruption,
    Note,
    NoteKind,
    Odd,
    Prompt,
    Rewound,
    Stamp,
    Task,
    TaskChange,
    TaskList,
    ToolResult,
    ToolUse,
    Turn,
)

STEPS = 3
"""Steps told of a turn that was cut off."""
DELETED = " (deleted)"
"""Behind the path of a file that the session edited and then deleted."""
NAME = 60
"""Characters of a tool's name, and of the word for why a session ended."""
DONE = frozenset({"completed", "done", "cancelled", "deleted"})
GONE = frozenset({"cancelled", "deleted"})
# Files that are made to be thrown away, as long as the project itself does not lie there.
TEMPORARY = expression(
    r"(?:/private)?/(?:tmp|var/tmp|var/folders|dev)/|(?:[A-Za-z]:)?/.{0,200}/(?:AppData/Local/Temp|scratchpad)/"
)
# Files in hidden folders outside the project: skills and settings of the tools at work.
TOOLING = expression(r"(?:[A-Za-z]:)?/(?:[^/]{1,200}/){0,20}?\.[^/]{1,200}/")
# `/c/Users` is how the shell of Git for Windows writes `C:/Users`.
GIT_BASH = expression(r"/[A-Za-z]/")


class Surroundings(NamedTuple):
    """What the transcript does not say itself."""

    roots: Sequence[str] = ()
    """Folders that paths are shown relative to, besides those that the transcript names."""
    reason: str = ""
    branch_start: str = ""
    branch_end: str = ""
    head_start: str = ""
    head_end: str = ""
    commits: tuple[Commit, ...] = ()
    tasks: tuple[Task, ...] | None = None
    """The host's own list of work, when it keeps one beside the transcript."""
    excludes: Callable[[str], bool] = lambda _path: False
    """Whether a path, as it is shown, must not be kept."""


def build(turns: Iterable[Turn], around: Surroundings) -> Digest:
    """Return the digest of a session: pure, and the same for the same input."""
    collected = _Collector(around)
    for turn in turns:
        collected.take(turn)
    return collected.digest(around)


class Step(NamedTuple):
    """One of the last things that happened: a tool call with its result, or a message of the host's."""

    text: str
    use: ToolUse | None = None
    result: ToolResult | None = None


class _Collector:
    """What has been seen so far; only what can still matter is kept."""

    def __init__(self, around: Surroundings) -> None:
        self.roots = list(around.roots)
        self.excludes = around.excludes
        self.first: Stamp | None = None
        self.last = Stamp("")
        self.said = Said()
        self.runs = Runs()
        self.notes: dict[NoteKind, str] = {}
        self.edited: dict[str, None] = {}
        self.read: Counter[str] = Counter()
        self.tasks: dict[str, Task] = {}
        self.waiting: dict[str, ToolUse] = {}
        self.steps: deque[Step] = deque(maxlen=STEPS)
        self.interrupted = False
        self.worked = False  # since the host's last note
        self.metrics: Counter[str] = Counter()

    def take(self, turn: Turn) -> None:  # noqa: C901  one arm for each kind of turn
        """Note what `turn` says."""
        match turn:
            case Prompt():
                self.on_prompt(turn)
            case Answer():
                self.on_answer(turn)
            case Note():
                self.on_note(turn)
            case Interruption():
                self.interrupted = True
            case Rewound():  # what the tools did may have stayed
                self.said.rewind(turn.prompts)
                self.steps.clear()
            case ToolUse():
                self.on_tool_use(turn)
            case ToolResult():
                self.on_tool_result(turn)
            case TaskList():
                self.tasks = {str(number): task for number, task in enumerate(turn.tasks)}
            case TaskChange():
                self.on_task_change(turn)
            case Stamp():
                self.on_stamp(turn)
            case Odd():
                self.metrics["odd"] += 1

    # -- what the user and the assistant say

    def on_prompt(self, turn: Prompt) -> None:
        if self.said.on_prompt(turn.text, unfinished=bool(self.steps), corrects=self.interrupted):
            self.metrics["prompts"] += 1
            self.interrupted = False
            self.steps.clear()

    def on_answer(self, turn: Answer) -> None:
        if turn.text.strip():
            self.said.on_answer(turn.text)
            if self.worked:  # talk alone does not outdate what the host noted
                self.notes.pop(NoteKind.AWAY, None)
            if turn.final:
                self.steps.clear()
            self.interrupted = False

    def on_note(self, turn: Note) -> None:
        if turn.kind is NoteKind.ERROR:
            if self.steps or not self.said.answer:  # else everything had been answered
                self.steps.append(Step(turn.text))
        else:
            self.notes[turn.kind] = turn.text
            self.worked = False

    # -- what the tools do

    def on_tool_use(self, turn: ToolUse) -> None:
        self.metrics["tool_calls"] += 1
        self.worked = True
        self.waiting[turn.id] = turn
        if turn.action is Action.READ:
            self.read.update(self.kept(turn.paths))
        elif turn.action is Action.RUN:
            self.read.update(self.kept(touched.looked_at(turn.text)))
        if not turn.sidechain:
            self.steps.append(Step("", turn))

    def on_tool_result(self, turn: ToolResult) -> None:
        use = self.waiting.pop(turn.id, None)
        self.metrics["errors"] += turn.failed
        if use is None:
            return
        if turn.refused:
            self.refusal(use, turn.words)
            return
        if turn.denied:
            self.said.decide(f"Not permitted: {self.describe(use)}")
            return
        if use.action is Action.RUN:
            if self.steps and self.steps[-1].use is use:
                self.steps[-1] = Step("", use, turn)
            self.runs.ran(use.text, turn)
        if not turn.failed:
            self.succeeded(use, turn)

    def succeeded(self, use: ToolUse, turn: ToolResult) -> None:
        if use.action is Action.EDIT:
            self.edit(use.paths)
        elif use.action is Action.RUN:
            self.edit(touched.written(use.text))
            self.delete(touched.removed(use.text))
        elif use.action is Action.ASK and turn.words:
            self.said.decide(f"Answered: {turn.words}")
        elif use.action is Action.PLAN:
            self.said.decide(f"Plan accepted: {text.condense(use.text, 400)}")

    def edit(self, paths: Sequence[str]) -> None:
        for path in self.kept(paths):
            self.edited.pop(path, None)
            self.edited.pop(f"{path}{DELETED}", None)
            self.edited[path] = None

    def delete(self, paths: Sequence[str]) -> None:
        """Mark the edited files that are gone: that they came and went is worth knowing."""
        if not (gone := tuple(f"{path.rstrip('/')}/" for path in self.kept(paths))):
            return
        self.edited = {f"{path}{DELETED}" if f"{path}/".startswith(gone) else path: None for path in self.edited}

    def refusal(self, use: ToolUse, words: str) -> None:
        self.interrupted = not words
        self.said.decide(f"Refused: {self.describe(use)}" + (f" — “{text.one_line(words, 160)}”" if words else ""))

    def step(self, step: Step) -> str:
        """Return a step in words: only the last few are ever asked for."""
        if step.use is None:
            return text.one_line(step.text, 160)
        came_of_it = outcome(step.use.text, step.result) if step.result else ""
        return self.describe(step.use) + (f" → {came_of_it}" if came_of_it else "")

    def describe(self, use: ToolUse) -> str:
        if use.action is Action.RUN:
            return f"{text.one_line(use.name, NAME)} `{commands.short(use.text)}`"
        if use.action is Action.DELEGATE and use.text:
            return f"{text.one_line(use.name, NAME)} ({text.one_line(use.text, NAME)})"
        paths = self.kept(use.paths) or (("(a temporary file)",) if use.paths else ())
        return " ".join((text.one_line(use.name, NAME), *paths))

    # -- the list of work

    def on_task_change(self, turn: TaskChange) -> None:
        before = self.tasks.get(turn.id, Task(turn.text, "pending"))
        self.tasks[turn.id] = Task(turn.text or before.text, turn.status or before.status)

    # -- when and where

    def on_stamp(self, turn: Stamp) -> None:
        turn = Stamp(*(field.encode("utf-8", "replace").decode() for field in turn))  # JSON can hold half a character
        if self.first is None:
            self.first = turn
        self.last = Stamp(turn.at, turn.cwd or self.last.cwd, turn.branch or self.last.branch)
        if turn.cwd and turn.cwd not in self.roots:
            self.roots.append(turn.cwd)

    def kept(self, paths: Iterable[str]) -> tuple[str, ...]:
        shown = (relative(path, self.roots) for path in paths)
        return tuple(text.one_line(path, 200) for path in shown if not (TEMPORARY.match(path) or self.excludes(path)))

    # -- the outcome

    def digest(self, around: Surroundings) -> Digest:
        tasks = around.tasks if around.tasks is not None else tuple(self.tasks.values())
        last_prompt = text.one_line(self.notes.get(NoteKind.LAST_PROMPT, ""), PROMPT)
        goal = self.said.goal or last_prompt
        first = self.first or Stamp("")
        answer = self.said.last_answer()
        return Digest(
            goal=goal,
            title=text.one_line(self.notes.get(NoteKind.TITLE, ""), 120),
            prompts=most_telling(self.said.prompts),
            answer=answer,
            earlier_answers=self.said.earlier_answers(),
            question="" if self.steps else self.said.question(answer),
            decisions=tuple(self.said.decisions[-6:]),
            edited=tuple(reversed(self.edited))[:15],
            read=tuple(
                path for path, _ in self.read.most_common(30) if path not in self.edited and not TOOLING.match(path)
            )[:6],
            open_tasks=tuple(text.one_line(t.text, 140) for t in tasks if t.status not in DONE)[:12],
            done_tasks=tuple(text.one_line(t.text, 140) for t in tasks if t.status in DONE - GONE)[-12:],
            failures=self.runs.failed()[-4:],
            tests=self.runs.tests(),
            summary=text.condense(self.notes.get(NoteKind.SUMMARY, ""), 900),
            away=text.condense(self.notes.get(NoteKind.AWAY, ""), 400),
            last_steps=tuple(dict.fromkeys(map(self.step, self.steps))),
            interrupted=self.interrupted,
            reason=text.one_line(around.reason, NAME),
            branch_start=around.branch_start or first.branch,
            branch_end=around.branch_end or self.last.branch,
            head_start=around.head_start,
            head_end=around.head_end,
            commits=around.commits,
            metrics=Metrics(
                started=first.at,
                ended=self.last.at,
                prompts=self.metrics["prompts"],
                tool_calls=self.metrics["tool_calls"],
                errors=self.metrics["errors"],
                odd=self.metrics["odd"],
            ),
        )


def relative(path: str, roots: Sequence[str]) -> str:
    """Return `path` relative to the first of `roots` that holds it, with forward slashes; else as it is.

    Works for Windows paths on any system, as a transcript may come from another one.
    """
    shown = path.replace("\\", "/")
    if GIT_BASH.match(shown) and any(root[1:2] == ":" for root in roots):
        shown = f"{shown[1]}:{shown[2:]}"
    for root in roots:
        folder = root.replace("\\", "/").rstrip("/") + "/"
        if len(folder) > 1 and shown.casefold().startswith(folder.casefold()):
            return shown[len(folder) :]
    return shown
