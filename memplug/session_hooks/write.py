"""A file of session hooks with one more entry: values in, bytes out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from memplug.session_hooks.answers import INNER, blocking
from memplug.session_hooks.events import event_named


def added(data: bytes | None, event: str, matcher: str, entry: Mapping[str, Any]) -> bytes:
    """Return the bytes of a file that has no mistake, or of a new one, with `entry` as the last one of its event."""
    value = {"hooks": {}} if data is None else json.loads(data.decode("utf-8-sig"))
    groups = value["hooks"].setdefault(event, [])
    if groups and (groups[-1].get("matcher") or "") == matcher:
        groups[-1]["hooks"].append(entry)
    else:
        groups.append(({"matcher": matcher} if matcher else {}) | {"hooks": [entry]})
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def answer(event: str, decision: str, reason: str, message: str) -> dict[str, Any]:
    """Return a fixed answer: what is decided at `event`, and what is said to the model, or else to the user.

    Raises ValueError, whose message completes a sentence, when the event cannot be decided like that.
    """
    top: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    if decision:
        top, inner = _decided(event, decision, reason)
    if message and "additionalContext" in event_named(event).inner:
        inner["additionalContext"] = message
    elif message:
        top["systemMessage"] = message
    return top | ({INNER: {"hookEventName": event, **inner}} if inner else {})


def _decided(event: str, decision: str, reason: str) -> tuple[dict[str, Any], dict[str, Any]]:
    how = event_named(event).blocked_by
    if how == "nothing":
        raise ValueError(f"{event} decides nothing")
    if decision in ("block", "deny"):
        said = blocking(event, reason)
        return dict(said.top), dict(said.inner)
    because = {"reason": reason} if reason else {}
    if how == "permission":
        return {}, {"permissionDecision": decision.replace("approve", "allow")} | (
            {"permissionDecisionReason": reason} if reason else {}
        )
    if decision == "ask":
        raise ValueError(f"{event} cannot ask; PreToolUse can")
    if how == "request":
        return {}, {"decision": {"behavior": "allow"}}
    return {"decision": "approve"} | because, {}
