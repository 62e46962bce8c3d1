"""Whether an answer is what its host accepts."""

from __future__ import annotations

import json
from typing import Any

from memplug.hosts.payload import size
from memplug.hosts.record import Host


def fault(host: Host, output: bytes) -> str:
    """Return why `host` would not take `output` as the answer to a SessionStart; empty when it does.

    The strictest host drops an answer with one key that it does not know, so none is allowed to any.
    """
    try:
        answer = json.loads(output)
    except ValueError:
        return "it answers nothing" if not output.strip() else "its answer is not one JSON object"
    if not isinstance(answer, dict):
        return "its answer is not one JSON object"
    if unknown := set(answer) - {"systemMessage", _place(host)}:
        return f"its answer has keys that {host.title} does not read: {', '.join(sorted(unknown))}"
    if host.answer == "nested" and (inner := answer.get(_place(host))) is not None:
        if not isinstance(inner, dict) or inner.get("hookEventName") != host.settings.start_event:
            return f"its answer does not name the event {host.settings.start_event}"
        if unknown := set(inner) - {"hookEventName", "additionalContext"}:
            return f"its answer has keys that {host.title} does not read: {', '.join(sorted(unknown))}"
    told = context(host, answer)
    if not told:
        return f"its answer holds no context; it says: {answer.get('systemMessage', 'nothing')}"
    if (length := size(host, told)) > host.cap:
        return f"its context is longer than {host.title} takes ({length} of {host.cap})"
    return ""


def context(host: Host, answer: Any) -> str:
    """Return the context where `host` looks for it in a parsed answer; empty when it is not there."""
    if host.answer == "nested":
        answer = answer.get(_place(host))
    found = answer.get("additionalContext") if isinstance(answer, dict) else None
    return found if isinstance(found, str) else ""


def _place(host: Host) -> str:
    return "hookSpecificOutput" if host.answer == "nested" else "additionalContext"
