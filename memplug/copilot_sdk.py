"""memplug in a program that uses the GitHub Copilot SDK for Python: `create_session(hooks=hooks)`.

The callbacks run the two commands that every other client runs, each in a process of its own. So the program's event
loop goes on meanwhile, its signals, streams and memory stay its own, what hangs can be ended, and the answer is the one
that a program in another language gets.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import logging
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

from memplug import log
from memplug.fields import SESSION_ID, text
from memplug.hosts.copilot_sdk import HOST
from memplug.install.command import interpreter, launcher
from memplug.paths import places

if TYPE_CHECKING:
    from copilot.session import SessionHooks  # type: ignore[import-not-found]  # the program brings the SDK

Given = Mapping[str, Any]
"""What the SDK passes: a hook's input, or its invocation."""
Output = Mapping[str, Any] | None
"""What a callback returns; None says nothing."""
Callback = Callable[[Given, Given], Output | Awaitable[Output]]

PATIENCE = 15.0
"""Seconds that a command may take; it gives up by itself before that."""
MOST = 1000
"""Sessions whose prompts and tool calls are counted; the one that began first gives way."""

_counts: dict[str, dict[str, int]] = {}


async def on_session_start(given: Given, invocation: Given) -> Output:
    """Return what the session is told, and `modifiedConfig` where the preferences have one."""
    return await _answered("session-start", given, invocation)


async def on_session_end(given: Given, invocation: Given) -> Output:
    """Save the session and return its summary; safe to repeat after every turn."""
    return await _answered("session-end", given, invocation)


def on_user_prompt_submitted(given: Given, invocation: Given) -> None:
    """Count a prompt."""
    _count("promptCount", given, invocation)


def on_pre_tool_use(given: Given, invocation: Given) -> None:
    """Count a tool call; whether it may run is for others to decide."""
    _count("toolCallCount", given, invocation)


hooks: SessionHooks = {
    "on_session_start": on_session_start,
    "on_session_end": on_session_end,
    "on_user_prompt_submitted": on_user_prompt_submitted,
    "on_pre_tool_use": on_pre_tool_use,
}
"""For `create_session(hooks=hooks)` and `resume_session(hooks=hooks)`."""


def combined(own: SessionHooks) -> SessionHooks:
    """Return `hooks` and the program's `own` as one; where both have a callback, both run.

    Of their answers, texts and lists are joined, ours first; in anything else the program's own counts.
    """
    theirs = {name: callback for name, callback in own.items() if callback}
    both = {name: _both(hooks[name], theirs[name]) for name in hooks.keys() & theirs.keys()}
    return {**theirs, **hooks, **both}


async def _answered(verb: str, given: Given, invocation: Given) -> Output:
    """Return a command's answer; whatever goes wrong is logged and never reaches the SDK."""
    try:
        return await asyncio.to_thread(_run, verb, given, invocation)
    except Exception as error:  # noqa: BLE001  a hook never hurts a session
        _log(verb, error)
        return None


def _run(verb: str, given: Given, invocation: Given) -> Output:
    """Run a command and return its answer. Raises OSError, ValueError or subprocess.SubprocessError."""
    session = _session(given, invocation)
    payload = {**given, "sessionId": session, **_counts.get(session, {})}
    done = subprocess.run(  # noqa: S603  memplug's own command
        [*_command(), verb, "--host", HOST.name],
        # The time is a datetime, which JSON does not know.
        input=json.dumps(payload, default=str).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # What the program can import, however it came by it, the command can import as well.
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        timeout=PATIENCE,
        check=True,
        # Ctrl-C is meant for the program, which then ends its session; and no window appears on Windows.
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    answer = json.loads(done.stdout) if done.stdout else None
    return answer if isinstance(answer, dict) else None


def _command() -> list[str]:
    """Return how to call memplug: as its own script where the program is its own interpreter (frozen, embedded)."""
    own = interpreter()
    if own.name.lower().startswith(("python", "pypy")):
        return [str(own), "-S", str(launcher())]
    return ["memplug"]


def _count(name: str, given: Given, invocation: Given) -> None:
    session = _session(given, invocation)
    counts = _counts.setdefault(session, {})
    counts[name] = counts.get(name, 0) + 1
    if len(_counts) > MOST:
        _counts.pop(next(iter(_counts)), None)


def _session(*given: Given) -> str:
    """Return the session's id: the input has it, and the invocation, each in its own spelling."""
    found = (text(fields, SESSION_ID) for fields in given if isinstance(fields, Mapping))
    return next(filter(None, found), "")


def _both(ours: Callback, theirs: Callback) -> Callback:
    """Return a callback that runs both at once, so that neither waits for the other."""

    async def callback(given: Given, invocation: Given) -> Output:
        return _merged(*await asyncio.gather(*(_result(one, given, invocation) for one in (ours, theirs))))

    return callback


async def _result(callback: Callback, given: Given, invocation: Given) -> Output:
    """Return what a callback returns; an error is logged and costs only this answer, as in the SDK."""
    try:
        result = callback(given, invocation)
        return await result if inspect.isawaitable(result) else result
    except Exception:
        logging.getLogger(__name__).warning("a hook failed", exc_info=True)
        return None


def _merged(ours: Output, theirs: Output) -> Output:
    if ours is None or theirs is None:
        return ours if theirs is None else theirs
    return {**ours, **theirs, **{name: _joined(ours[name], theirs[name]) for name in ours.keys() & theirs.keys()}}


def _joined(ours: object, theirs: object) -> object:
    match ours, theirs:
        case str(), str():
            return "\n\n".join(filter(None, (ours, theirs)))
        case list(), list():
            return [*ours, *theirs]
        case dict(), dict():
            return {**ours, **theirs}
    return theirs


def _log(verb: str, error: Exception) -> None:
    with contextlib.suppress(Exception):  # there is nobody left to tell
        log.write(places().log, verb, f"{HOST.title}: {type(error).__name__}: {error}")
