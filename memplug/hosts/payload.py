"""Bytes on stdin to an event, and the context to bytes on stdout; each host's shape comes from its record.

Read tolerantly, write strictly: a field of the wrong type counts as absent, an unknown field is ignored, and
the answer holds nothing but what the host's record allows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from memplug.context import ready
from memplug.events import SessionEnd, SessionStart
from memplug.fields import CWD, SESSION_ID, TRANSCRIPT, is_safe_id, text
from memplug.hosts import HOSTS, named
from memplug.hosts.record import Host, Shape

EVENT = ("hook_event_name", "hookEventName")
END_EVENTS = frozenset({"", "sessionend"})
# Copilot's payloads in camel case do not name their event; these fields stand only in those of a checkpoint.
UNNAMED = {"stopReason": "agentstop", "trigger": "precompact"}


def parse(data: bytes) -> tuple[dict[str, Any], str]:
    """Return the payload and what was wrong with it (empty when nothing was); a bad payload is an empty one."""
    if not data.strip():
        return {}, "the payload is empty"
    try:
        payload = json.loads(data.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        return {}, f"the payload is not JSON: {error}"
    if not isinstance(payload, dict):
        return {}, f"the payload is a JSON {type(payload).__name__}, not an object"
    return payload, ""


LONGEST = 4096
"""Characters of a path that is looked at; no system takes longer ones."""


def path(payload: Mapping[str, Any], names: tuple[str, ...]) -> Path | None:
    """Return the absolute path that a field gives; None for anything that cannot be one."""
    value = text(payload, names)
    if not value or "\0" in value or len(value) > LONGEST:
        return None
    found = Path(value)
    return found if found.is_absolute() and ".." not in found.parts else None


def detect_host(payload: Mapping[str, Any], env: Mapping[str, str], asked: str | None = None) -> Host:
    """Return the host that `asked` names, else the one that the payload, then the environment points to.

    The payload comes first: one agent started inside another inherits the other's environment.
    """
    if asked is not None:
        return named(asked) or HOSTS["generic"]
    transcript = path(payload, TRANSCRIPT)
    tests: tuple[Callable[[Host], bool], ...] = (
        lambda host: transcript is not None and host.data_folder in transcript.parts,
        lambda host: transcript is not None and any(map(transcript.match, host.transcript_names)),
        lambda host: any(_fits(payload, env, shape) for shape in host.shapes),
        lambda host: any(env.get(name) for name in host.environment),
    )
    return next((host for test in tests for host in HOSTS.values() if test(host)), HOSTS["generic"])


def runner(payload: Mapping[str, Any], env: Mapping[str, str], host: Host) -> Host:
    """Return the host that runs a command made for `host`: nearly always `host` itself."""
    found = detect_host(payload, env)
    return found if host.name in found.runs else host


def _fits(payload: Mapping[str, Any], env: Mapping[str, str], shape: Shape) -> bool:
    return (
        all(payload.get(name) is not None for name in shape.present)
        and not any(name in payload for name in shape.absent)
        and all(name in payload and payload[name] is None for name in shape.null)
        and (not shape.variable or bool(env.get(shape.variable)))
    )


def session_start(payload: Mapping[str, Any], host: Host, env: Mapping[str, str] = os.environ) -> SessionStart:
    """Return the start that `payload` announces; `env` says whether the host's folder has been moved."""
    return SessionStart(
        host=host.name,
        session_id=text(payload, SESSION_ID),
        source=text(payload, ("source",)).strip().lower(),
        cwd=path(payload, CWD),
        transcript=_transcript(payload, host, env),
    )


def session_end(payload: Mapping[str, Any], host: Host, env: Mapping[str, str] = os.environ) -> SessionEnd:
    """Return the end that `payload` announces; any other event than a session's end is a checkpoint."""
    event = text(payload, EVENT).replace("_", "").lower()
    event = event or next((name for field, name in UNNAMED.items() if field in payload), "")
    checkpoint = event not in END_EVENTS
    return SessionEnd(
        host=host.name,
        session_id=text(payload, SESSION_ID),
        reason=event if checkpoint else text(payload, ("reason",)).strip().lower(),
        cwd=path(payload, CWD),
        transcript=_transcript(payload, host, env),
        checkpoint=checkpoint,
        prompts=_count(payload, "promptCount"),
        tool_calls=_count(payload, "toolCallCount"),
    )


def _count(payload: Mapping[str, Any], name: str) -> int:
    """Return a number of times; 0 for anything that cannot be one."""
    value = payload.get(name)
    return value if type(value) is int and value > 0 else 0


def _transcript(payload: Mapping[str, Any], host: Host, env: Mapping[str, str]) -> Path | None:
    """Return the transcript that the payload names, else the one that the host keeps for the session's id."""
    session_id = text(payload, SESSION_ID)
    given = path(payload, TRANSCRIPT)
    if given or not is_safe_id(session_id):
        return given
    kept = transcript_of(host, env)
    return Path(kept.replace(ready.SESSION, session_id)) if kept else None


def transcript_of(host: Host, env: Mapping[str, str]) -> str:
    """Return the path under which `host` keeps the transcript of the session `ready.SESSION`; empty when not known."""
    if not host.transcript_file:
        return ""
    try:
        return str(host.folder(env) / host.transcript_file)
    except RuntimeError:  # no home folder is known
        return ""


def answer(host: Host, context: str, message: str = "", modified_config: Mapping[str, object] | None = None) -> bytes:
    """Return the one JSON object that `host` accepts at a start, or nothing when there is nothing to say.

    `message` is one line for the user; hosts that do not show one get none.
    """
    body: dict[str, Any] = {}
    if modified_config and host.sdk:
        body["modifiedConfig"] = modified_config
    if message and host.system_message:
        body["systemMessage"] = message
    if context and host.answer == "nested":
        body["hookSpecificOutput"] = {
            "hookEventName": host.settings.start_event,
            "additionalContext": context,
        }
    elif context:
        body["additionalContext"] = context
    return _line(body)


def end_answer(host: Host, summary: str, *, suppress_output: bool, cleanup_actions: Sequence[str]) -> bytes:
    """Return the one JSON object that `host` accepts at an end, or nothing when there is nothing to say."""
    body: dict[str, Any] = {}
    if summary:
        body["sessionSummary"] = summary
    if suppress_output:
        body["suppressOutput"] = True
    if cleanup_actions:
        body["cleanupActions"] = list(cleanup_actions)
    return _line(body if host.sdk else {})


def _line(body: Mapping[str, Any]) -> bytes:
    return (json.dumps(body) + "\n").encode() if body else b""


def size(host: Host, context: str) -> int:
    """Return the length of `context` in the unit of the host's cap."""
    if host.unit == "utf8":
        return len(context.encode("utf-8", errors="surrogatepass"))
    if host.unit == "utf16":
        return len(context.encode("utf-16-le", errors="surrogatepass")) // 2
    return len(context)
