"""Turns → `Digest`, in one pass and with flat memory."""

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from memplug.digest import commands, text
from memplug.digest.model import Commit, Digest, Failure, LastTestRun, Metrics
from memplug.expressions import expression
from memplug.transcripts.turns import (
    Action,
    Answer,
    Interruption,
    Note,
    NoteKind,
    Odd,
    Prompt,
    Stamp,
    Task,
    TaskChange,
    TaskList,
    ToolResult,
    ToolUse,
    Turn,
)

SHORT = 25
"""A prompt of fewer characters means little without what it answers (seen in 19 % of real sessions)."""
STEPS = 3
"""Steps told of a turn that was cut off."""
THIN = 80
"""An answer of fewer characters ("Staged it.") means little without what was said between the steps before it."""
DELETED = " (deleted)"
"""Behind the path of a file that the session edited and then deleted."""
NAME = 60
"""Characters of a tool's name, and of the word for why a session ended."""
PROMPTS = 6
ANSWERS = 3
"""Answers kept of the turns before the last one."""
DONE = frozenset({"completed", "done", "cancelled", "deleted"})
GONE = frozenset({"cancelled", "deleted"})
# A wish that holds beyond the moment: it belongs to the decisions.
LASTING = expression(
    r"\b(?:never|always|don'?t|do not|instead|rather than|prefer|from now on|remember|must(?: not)?|wrong"
    r"|make sure|no need|not? longer|only use|"
    r"stick (?:to|with)|keep (?:it|the)|should(?: not|n't)? be|leave (?:it|the|that)|avoid)\b"
    r"|不要|不用|别再|必须|请用|总是|以后|ないで|必ず|常に|使わ"
    r"|nicht|immer|niemals|lieber|toujours|jamais|ne pas|siempre|nunca|no uses",
    re.IGNORECASE,
)


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
        self.goal = self.answer = self.said = ""
        self.prompts: list[str] = []
        self.answers: deque[str] = deque(maxlen=ANSWERS)
        self.notes: dict[NoteKind, str] = {}
        self.decisions: list[str] = []
        self.edited: dict[str, None] = {}
        self.read: Counter[str] = Counter()
        self.tasks: dict[str, Task] = {}
        self.failures: dict[str, Failure] = {}
        self.tests: tuple[ToolUse, ToolResult] | None = None
        self.waiting: dict[str, ToolUse] = {}
        self.steps: deque[Step] = deque(maxlen=STEPS)
        self.interrupted = False
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
        said = text.one_line(turn.text, 400)
        if not said:
            return
        self.metrics["prompts"] += 1
        self.interrupted = False
        self.steps.clear()
        if said in (self.goal, *self.prompts[-1:]):
            return  # typed again after a hook or an error had stopped it
        if not self.goal:
            self.goal = said
            return
        asked = text.question(self.answer) if len(said) < SHORT else ""
        if self.answer:
            self.answers.append(self.answer)
            self.answer = self.said = ""
        self.prompts.append(f"{said} (to: {asked})" if asked else said)
        if LASTING.search(said):
            self.decide(said)

    def on_answer(self, turn: Answer) -> None:
        if turn.text.strip():
            thin = len(turn.text) < THIN and self.said
            self.answer = f"{self.said}\n{turn.text}" if thin and self.said != turn.text else turn.text
            self.said = turn.text
            self.notes.pop(NoteKind.AWAY, None)
            self.steps.clear()
            self.interrupted = False

    def on_note(self, turn: Note) -> None:
        if turn.kind is NoteKind.ERROR:
            self.steps.append(Step(turn.text))
        else:
            self.notes[turn.kind] = turn.text

    def decide(self, decision: str) -> None:
        if decision not in self.decisions:
            self.decisions.append(text.one_line(decision, 220))

    # -- what the tools do

    def on_tool_use(self, turn: ToolUse) -> None:
        self.metrics["tool_calls"] += 1
        self.waiting[turn.id] = turn
        if turn.action is Action.READ:
            self.read.update(self.kept(turn.paths))
        elif turn.action is Action.RUN:
            self.read.update(self.kept(commands.looked_at(turn.text)))
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
        if use.action is Action.RUN:
            self.ran(use, turn)
        if turn.failed:
            return
        if use.action is Action.EDIT:
            self.edit(use.paths)
        elif use.action is Action.RUN:
            self.edit(commands.written(use.text))
            self.delete(commands.removed(use.text))
        elif use.action is Action.ASK and turn.words:
            self.decide(f"Answered: {turn.words}")
        elif use.action is Action.PLAN:
            self.decide(f"Plan accepted: {text.condense(use.text, 400)}")

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
        self.decide(f"Refused: {self.describe(use)}" + (f" — “{text.one_line(words, 160)}”" if words else ""))

    def ran(self, use: ToolUse, result: ToolResult) -> None:
        if self.steps and self.steps[-1].use is use:
            self.steps[-1] = Step("", use, result)
        testing = commands.is_test(use.text)
        if testing:
            self.tests = (use, result)
        if not result.failed:
            if self.failures and (name := commands.short(use.text)) in self.failures:
                self.failures[name] = Failure(name, passed_later=True)
        elif not result.text.startswith("Permission to use") and (testing or not commands.is_looking(use.text)):
            name = commands.short(use.text)
            self.failures.pop(name, None)
            self.failures[name] = Failure(name, passed_later=False, message=commands.telling_line(result.text))

    def step(self, step: Step) -> str:
        """Return a step in words: only the last few are ever asked for."""
        if step.use is None:
            return text.one_line(step.text, 160)
        outcome = _outcome(step.use.text, step.result) if step.result else ""
        return self.describe(step.use) + (f" → {outcome}" if outcome else "")

    def describe(self, use: ToolUse) -> str:
        if use.action is Action.RUN:
            return f"{text.one_line(use.name, NAME)} `{commands.short(use.text)}`"
        return " ".join((text.one_line(use.name, NAME), *self.kept(use.paths)))

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
        return tuple(text.one_line(path, 200) for path in shown if not self.excludes(path))

    # -- the outcome

    def digest(self, around: Surroundings) -> Digest:
        tasks = around.tasks if around.tasks is not None else tuple(self.tasks.values())
        last_prompt = text.one_line(self.notes.get(NoteKind.LAST_PROMPT, ""), 400)
        goal = self.goal or last_prompt
        first = self.first or Stamp("")
        return Digest(
            goal=goal,
            title=text.one_line(self.notes.get(NoteKind.TITLE, ""), 120),
            prompts=tuple(_most_telling(self.prompts)),
            answer=text.condense(self.answer, 1000),
            earlier_answers=tuple(text.condense(answer, 300) for answer in self.answers),
            question="" if self.steps else text.question(self.answer),
            decisions=tuple(self.decisions[-6:]),
            edited=tuple(reversed(self.edited))[:15],
            read=tuple(path for path, _ in self.read.most_common(30) if path not in self.edited)[:6],
            open_tasks=tuple(text.one_line(t.text, 140) for t in tasks if t.status not in DONE)[:12],
            done_tasks=tuple(text.one_line(t.text, 140) for t in tasks if t.status in DONE - GONE)[-12:],
            failures=tuple(self.failures.values())[-4:],
            tests=_test_run(*self.tests) if self.tests else None,
            summary=text.condense(self.notes.get(NoteKind.SUMMARY, ""), 900),
            away=text.condense(self.notes.get(NoteKind.AWAY, ""), 400),
            last_steps=tuple(map(self.step, self.steps)),
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


def _test_run(use: ToolUse, result: ToolResult) -> LastTestRun:
    return LastTestRun(commands.short(use.text), not result.failed, commands.result_line(result.text))


def _outcome(command: str, result: ToolResult) -> str:
    """Return what came of a command in a few words; nothing for one that only looks around."""
    if result.failed:
        return f"failed: {commands.telling_line(result.text)}"
    if commands.is_test(command):
        return "passed"
    return "" if commands.is_looking(command) else commands.last_line(result.text)


def _most_telling(prompts: Sequence[str]) -> list[str]:
    """Return at most PROMPTS prompts in their order: the last three, and before them the longest."""
    if len(prompts) <= PROMPTS:
        return list(prompts)
    earlier = sorted(range(len(prompts) - 3), key=lambda i: min(len(prompts[i]), 150), reverse=True)[: PROMPTS - 3]
    return [prompts[i] for i in sorted(earlier)] + list(prompts[-3:])


def relative(path: str, roots: Sequence[str]) -> str:
    """Return `path` relative to the first of `roots` that holds it, with forward slashes; else as it is.

    Works for Windows paths on any system, as a transcript may come from another one.
    """
    shown = path.replace("\\", "/")
    for root in roots:
        folder = root.replace("\\", "/").rstrip("/") + "/"
        if len(folder) > 1 and shown.casefold().startswith(folder.casefold()):
            return shown[len(folder) :]
    return shown
