"""The events at which a session hook can run: what a matcher is held against, and what an answer may say.

As Claude Code 2.1.329 has it in the schema of its hooks' output, in whose terms the files are written; what another
host calls or refuses differently stands in its record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

Check = Callable[[Any], bool]


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _object(value: Any) -> bool:
    return isinstance(value, dict)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _anything(_value: Any) -> bool:
    return True


def _one_of(*names: str) -> Check:
    return lambda value: isinstance(value, str) and value in names


def _request(value: Any) -> bool:
    """Return whether a permission request may be decided like this."""
    if not isinstance(value, dict) or value.get("behavior") not in REQUEST:
        return False
    allowed = REQUEST[value["behavior"]]
    return all(name in allowed and allowed[name](field) for name, field in value.items() if name != "behavior")


REQUEST: Mapping[str, Mapping[str, Check]] = {
    "allow": {"updatedInput": _object, "updatedPermissions": _list},
    "deny": {"message": _text, "interrupt": _flag},
}
"""What may stand beside the `behavior` of a permission request's decision."""
GENERAL: Mapping[str, Check] = {
    "continue": _flag,
    "stopReason": _text,
    "suppressOutput": _flag,
    "systemMessage": _text,
    "terminalSequence": _text,
}
"""What every event's answer may say at its top level."""
DECISION: Mapping[str, Check] = {"decision": _one_of("approve", "block"), "reason": _text}
CONTEXT: Mapping[str, Check] = {"additionalContext": _text}


class Event(NamedTuple):
    """What one event takes."""

    matched: tuple[str, ...] = ()
    """Fields of the payload, the first of which a matcher is held against."""
    must_match: bool = False
    """Whether a matcher fits nothing when the payload has no such field."""
    top: Mapping[str, Check] = {}
    """What the answer may say at its top level, beside GENERAL."""
    inner: Mapping[str, Check] = {}
    """What it may say in `hookSpecificOutput`, beside the event's name."""
    takes_text: bool = False
    """Whether text that is no JSON is context."""
    blocked_by: Literal["permission", "request", "decision", "nothing"] = "nothing"
    """How an answer says no."""


_TOOL = ("tool_name", "toolName")

EVENTS: Mapping[str, Event] = {
    "PreToolUse": Event(
        _TOOL,
        must_match=True,
        top=DECISION,
        inner={
            "permissionDecision": _one_of("allow", "deny", "ask", "defer"),
            "permissionDecisionReason": _text,
            "updatedInput": _object,
            **CONTEXT,
        },
        blocked_by="permission",
    ),
    "PostToolUse": Event(
        _TOOL,
        must_match=True,
        top=DECISION,
        inner={**CONTEXT, "updatedToolOutput": _anything, "updatedMCPToolOutput": _anything},
        blocked_by="decision",
    ),
    "UserPromptSubmit": Event(
        top=DECISION,
        inner={**CONTEXT, "sessionTitle": _text, "suppressOriginalPrompt": _flag},
        takes_text=True,
        blocked_by="decision",
    ),
    "Stop": Event(top=DECISION, inner=CONTEXT, blocked_by="decision"),
    "SubagentStop": Event(("agent_type", "agentType"), top=DECISION, inner=CONTEXT, blocked_by="decision"),
    "SessionStart": Event(
        ("source",),
        must_match=True,
        inner={
            **CONTEXT,
            "initialUserMessage": _text,
            "sessionTitle": _text,
            "watchPaths": _texts,
            "reloadSkills": _flag,
        },
        takes_text=True,
    ),
    "SessionEnd": Event(("reason",)),
    "PreCompact": Event(("trigger",), must_match=True, top=DECISION, blocked_by="decision"),
    "Notification": Event(("notification_type", "notificationType"), inner=CONTEXT),
    "PermissionRequest": Event(_TOOL, must_match=True, inner={"decision": _request}, blocked_by="request"),
}
"""The events by name."""
OTHER = Event(top=DECISION, inner=CONTEXT, blocked_by="decision")
"""For an event that memplug does not know."""


def event_named(name: str) -> Event:
    """Return what the event of that name takes."""
    return EVENTS.get(name, OTHER)


def matched_field(name: str, payload: Mapping[str, Any]) -> str | None:
    """Return what a matcher of the event is held against; None when it is held against nothing and always fits."""
    event = event_named(name)
    for field in event.matched:
        if isinstance(value := payload.get(field), str):
            return value
    return "" if event.must_match else None
