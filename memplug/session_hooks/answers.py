"""What entries answer, held against what their event allows, made one, and written as the host takes it.

How several answers become one: deny beats defer, ask and allow; block beats approve; a `false` of `continue` beats
everything that lets go on; the reasons of what won, messages and contexts are joined by line breaks, in order; lists
are joined; of anything else the last one counts. Exit code 2 without a decision of its own is the event's no, with
stderr as the reason; at an event that cannot be stopped, and with any other exit code, stderr is a message to the
user.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from memplug.hosts import Host
from memplug.session_hooks.command import Outcome
from memplug.session_hooks.content import value_of
from memplug.session_hooks.events import GENERAL, Check, event_named

NO = 2
"""The exit code that says no."""
INNER = "hookSpecificOutput"
PERMISSIONS = ("deny", "defer", "ask", "allow")
DECISIONS = ("block", "approve")
BEHAVIORS = ("deny", "allow")
JOINED = ("additionalContext", "systemMessage", "stopReason", "initialUserMessage")


class Said(NamedTuple):
    """What one entry says, as far as the event allows it."""

    top: Mapping[str, Any] = {}
    inner: Mapping[str, Any] = {}
    text: str = ""
    """Output that is no JSON."""
    dropped: tuple[str, ...] = ()
    """What was left out, and why."""


def said(event: str, outcome: Outcome) -> Said:
    """Return what an entry says at `event`."""
    output = outcome.stdout.decode("utf-8", "replace").strip()
    if not output.startswith("{"):
        takes = event_named(event).takes_text and outcome.code == 0
        return Said(text=output if takes else "")
    try:
        value = value_of(output)
    except (ValueError, RecursionError) as error:
        return Said(dropped=(f"what it printed is not JSON: {error}",))
    return allowed(event, value)


def allowed(event: str, answer: Mapping[str, Any]) -> Said:
    """Return the part of a JSON answer that `event` allows, wherever in it a field stands."""
    rules = event_named(event)
    top: dict[str, Any] = {}
    inner: dict[str, Any] = {}
    dropped = []
    given = dict(answer)
    nested = given.pop(INNER, {})
    if not isinstance(nested, dict) or nested.get("hookEventName", event) != event:
        dropped.append(f"{INNER} is not for {event}")
        nested = {}
    fields = [(name, value, False) for name, value in given.items()]
    fields += [(name, value, True) for name, value in nested.items() if name != "hookEventName"]
    outside: dict[str, Check] = {**GENERAL, **rules.top}
    for name, value, within in fields:
        if not within and name in outside:
            place, check = top, outside[name]
        elif name in rules.inner:
            place, check = inner, rules.inner[name]
        else:
            dropped.append(f"{event} allows no {name}")
            continue
        if check(value):
            place[name] = value
        else:
            dropped.append(f"{name} cannot be {json.dumps(value, ensure_ascii=False)[:80]}")
    return Said(top, inner, "", tuple(dropped))


def one(event: str, answers: Sequence[tuple[Said, Outcome]]) -> Said:
    """Return several answers as one, which has no exit code any more."""
    each = [_plain(event, answer, outcome) for answer, outcome in answers]
    return Said(
        _joined([answer.top for answer in each], ("decision", DECISIONS, "reason")),
        _joined([answer.inner for answer in each], ("permissionDecision", PERMISSIONS, "permissionDecisionReason")),
    )


def _plain(event: str, answer: Said, outcome: Outcome) -> Said:
    """Return an answer that says in its fields what it said by text, exit code and old names."""
    top, inner = dict(answer.top), dict(answer.inner)
    if answer.text:
        inner["additionalContext"] = answer.text
    how = event_named(event).blocked_by
    if how == "permission" and "decision" in top:
        inner.setdefault("permissionDecision", "deny" if top.pop("decision") == "block" else "allow")
        if "reason" in top:
            inner.setdefault("permissionDecisionReason", top.pop("reason"))
    error = outcome.stderr.decode("utf-8", "replace").strip()
    if outcome.code == NO and not _decides(top, inner) and how != "nothing":
        blocked = blocking(event, error or "a session hook said no")
        top |= blocked.top
        inner |= blocked.inner
    elif outcome.code and error and not answer.top and not answer.inner:
        top["systemMessage"] = error
    return Said(top, inner)


def blocking(event: str, reason: str) -> Said:
    """Return the answer that says no at `event`; an empty one where nothing can be stopped."""
    match event_named(event).blocked_by:
        case "permission":
            return Said(inner={"permissionDecision": "deny", "permissionDecisionReason": reason})
        case "request":
            return Said(inner={"decision": {"behavior": "deny", "message": reason}})
        case "decision":
            return Said(top={"decision": "block", "reason": reason})
    return Said()


def _decides(top: Mapping[str, Any], inner: Mapping[str, Any]) -> bool:
    return "decision" in top or "decision" in inner or "permissionDecision" in inner


def _joined(parts: Sequence[Mapping[str, Any]], verdict: tuple[str, Sequence[str], str]) -> dict[str, Any]:
    key, order, reason = verdict
    whole: dict[str, Any] = {}
    for part in parts:
        for name, value in part.items():
            whole[name] = _with(name, whole.get(name), value)
    given = [part[key] for part in parts if isinstance(part.get(key), str)]
    if given:
        whole[key] = min(given, key=order.index)
        whole.pop(reason, None)
        if reasons := _lines(part[reason] for part in parts if part.get(key) == whole[key] and reason in part):
            whole[reason] = reasons
    if "suppressOutput" in whole:
        whole["suppressOutput"] = all(part.get("suppressOutput") for part in parts)
    return whole


def _with(name: str, before: Any, value: Any) -> Any:
    """Return the value of a field after one more answer."""
    if before is None:
        return value
    if name in JOINED:
        return _lines((before, value))
    if isinstance(before, list) and isinstance(value, list):
        return [*before, *value]
    if name == "continue":
        return before and value
    if name == "decision" and isinstance(value, dict):
        return _request(before, value)
    return value


def _request(before: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return two decisions on a permission as one."""
    if before["behavior"] != value["behavior"]:
        return min(before, value, key=lambda decision: BEHAVIORS.index(decision["behavior"]))
    joined = {**before, **value}
    if "message" in before and "message" in value:
        joined["message"] = _lines((before["message"], value["message"]))
    for name in ("interrupt", "updatedPermissions"):
        if name in before and name in value:
            joined[name] = before[name] + value[name] if name == "updatedPermissions" else before[name] or value[name]
    return joined


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def takes(host: Host, event: str, name: str, value: Any) -> bool:
    """Return whether `host` takes that value of a field that `event` allows."""
    if name == "systemMessage" and not host.system_message:
        return False
    form = host.session_hooks
    undecided = name == "permissionDecision" and form.decides_by == "decision" and value not in ("allow", "deny")
    return not undecided and not form.refuses(event, name, value)


def written(host: Host, event: str, answer: Said) -> dict[str, Any]:
    """Return the JSON object by which `host` understands `answer` at `event`."""
    form = host.session_hooks
    top = {name: value for name, value in answer.top.items() if takes(host, event, name, value)}
    inner = {name: value for name, value in answer.inner.items() if takes(host, event, name, value)}
    for key, reason, place in (("decision", "reason", top), ("permissionDecision", "permissionDecisionReason", inner)):
        if key not in place:
            place.pop(reason, None)  # a reason for nothing
    if form.decides_by == "decision" and (verdict := inner.pop("permissionDecision", None)):
        reasons = inner.pop("permissionDecisionReason", None)
        top |= {"decision": verdict} | ({"reason": reasons} if reasons else {})
    inner = {form.renamed.get(name, name): value for name, value in inner.items()}
    if host.answer == "top":
        return top | inner
    return top | ({INNER: {"hookEventName": form.events.get(event, event), **inner}} if inner else {})
