"""What happened in a session, in terms that are the same for every host.

A reader turns a transcript into a sequence of these records, in the order of the file. Texts are as the host
wrote them, apart from its own markup; the digest shortens and cleans them.
"""

from enum import Enum
from typing import NamedTuple


class Action(Enum):
    """What a tool call is for; the names of tools differ between hosts, these do not."""

    EDIT = "edit"
    READ = "read"
    RUN = "run"
    PLAN = "plan"
    """A plan is laid before the user."""
    ASK = "ask"
    """Questions are put to the user."""
    DELEGATE = "delegate"
    """A sub-agent is set to work."""
    OTHER = "other"


class Task(NamedTuple):
    """One entry of the agent's own list of work."""

    text: str
    status: str
    """`pending`, `in_progress` or `completed`; anything else counts as pending."""


class Prompt(NamedTuple):
    """What the user typed."""

    text: str


class Answer(NamedTuple):
    """What the assistant said to the user."""

    text: str
    final: bool = True
    """False for words between two steps, where the host tells them apart: the turn goes on."""


class ToolUse(NamedTuple):
    """The assistant asked for a tool."""

    id: str
    name: str
    action: Action
    paths: tuple[str, ...] = ()
    text: str = ""
    """The command line for RUN, the plan for PLAN, the questions for ASK, a few words on the work for DELEGATE."""
    sidechain: bool = False
    """True when a sub-agent asked."""


class ToolResult(NamedTuple):
    """What came of a tool call."""

    id: str
    text: str
    failed: bool = False
    refused: bool = False
    """True when the user said no: the tool did not run."""
    denied: bool = False
    """True when a rule of the host's, or the lack of an approval, kept it from running."""
    words: str = ""
    """What the user said to it: the reason of a refusal, or the answers to questions."""


class TaskList(NamedTuple):
    """The agent's list of work as a whole replaces what was known."""

    tasks: tuple[Task, ...]


class TaskChange(NamedTuple):
    """One entry of the list is new (both texts given) or changes its status."""

    id: str
    text: str = ""
    status: str = ""


class NoteKind(Enum):
    """What the host itself wrote down about the session."""

    TITLE = "title"
    """A title given by the user or by the host; the last one counts."""
    SUMMARY = "summary"
    """The summary that stands in for a compacted conversation."""
    AWAY = "away"
    """What was done and what is next, written for a user who was away."""
    LAST_PROMPT = "last-prompt"
    ERROR = "error"
    """The host could not go on, for instance because the model's service was overloaded."""


class Note(NamedTuple):
    """The host's own words about the session."""

    kind: NoteKind
    text: str


class Interruption(NamedTuple):
    """The user stopped the assistant."""


class Rewound(NamedTuple):
    """The user took back the last prompts, and with them what was said since; files may have stayed changed."""

    prompts: int


class Stamp(NamedTuple):
    """When and where the records that follow were made; empty strings mean unchanged."""

    at: str
    """ISO 8601, as the host wrote it."""
    cwd: str = ""
    branch: str = ""


class Odd(NamedTuple):
    """A line that could not be understood."""

    why: str


Turn = Prompt | Answer | ToolUse | ToolResult | TaskList | TaskChange | Note | Interruption | Rewound | Stamp | Odd
