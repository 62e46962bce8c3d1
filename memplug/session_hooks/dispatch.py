"""What `memplug session-hook run` does once there is a file for the session: run what matches, and answer as one."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from memplug.fields import CWD, SESSION_ID, text
from memplug.hosts import Host
from memplug.hosts.payload import EVENT, detect_host, parse, path, runner
from memplug.paths import Paths
from memplug.session_hooks import answers, marks
from memplug.session_hooks.answers import Said
from memplug.session_hooks.command import Outcome, run
from memplug.session_hooks.content import LONGEST_TIMEOUT, Command, Fixed
from memplug.session_hooks.events import EVENTS
from memplug.session_hooks.file import Found, Refused, find, usable
from memplug.session_hooks.places import NOTHING, is_session_id

Log = Callable[[str], None]
STOPS = ("Stop", "SubagentStop")


class Call(NamedTuple):
    """One run of the dispatcher."""

    host: Host
    event: str
    """In the terms of `events.EVENTS`, where it is one of them."""
    session: str
    cwd: Path
    payload: Mapping[str, Any]
    body: bytes
    """The payload as it was received."""


def dispatch(asked: str | None, event: str | None, body: bytes, paths: Paths, cwd: Path, log: Log) -> Outcome:
    """Return what the host is answered.

    `asked` and `event` are what the command names, `event` for payloads that do not name theirs; `cwd` stands in for
    a payload that names no folder. What goes wrong is logged, and told to the user where the host shows it.
    """
    data, wrong = parse(body)
    if wrong:
        log(wrong)
    session = text(data, SESSION_ID)
    if not is_session_id(session):
        return Outcome(NOTHING)
    host = detect_host(data, os.environ, asked)
    if runner(data, os.environ, host) is not host:
        return Outcome(NOTHING)  # a client that runs another's hooks has hooks of its own
    call = Call(host, canonical(host, text(data, EVENT) or event or ""), session, path(data, CWD) or cwd, data, body)
    files: list[Found] = []
    entries: list[Command | Fixed] = []
    problems: list[str] = []
    for found in find(host.name if asked else None, session, call.cwd, os.environ):
        try:
            entries += _matching(call, found)
            files.append(found)
        except Refused as error:
            problems.append(str(error))
    outcomes = list(_outcomes(call, entries, problems, again=_was_told_no(call, entries, paths)))
    reports = _life(call, files, paths)
    for line in (*problems, *reports):
        log(line)
    # What becomes of the file is told where it is not in the way of what an entry said.
    return _answer(call, outcomes, problems if outcomes else [*problems, *reports], log)


def canonical(host: Host, name: str) -> str:
    """Return the name under which `events.EVENTS` has an event of the host; one that it has not stays as it is."""
    known = {event.casefold(): event for event in EVENTS}
    known |= {theirs.casefold(): event for event, theirs in host.session_hooks.events.items()}
    return known.get(name.casefold(), name)


def _matching(call: Call, found: Found) -> list[Command | Fixed]:
    """Return the entries of a file that the call is for. Raises Refused when the file has no effect."""
    groups = usable(found).groups
    own = [group for group in groups if canonical(call.host, group.event) == call.event]
    return [entry for group in own if group.matches(call.event, call.payload) for entry in group.entries]


def _outcomes(call: Call, entries: Sequence[Command | Fixed], problems: list[str], *, again: bool) -> Iterator[Outcome]:
    """Yield what the entries answer, in order; all commands of one call together take as long as one may."""
    end = monotonic() + LONGEST_TIMEOUT
    for entry in entries:
        if isinstance(entry, Fixed):
            if not (again and _says_no(entry)):
                answer = json.dumps(entry.json, ensure_ascii=False).encode("utf-8", "replace")
                yield Outcome(answer + b"\n", b"", entry.exitcode)
            continue
        outcome = run(entry.command, call.body, max(0.01, min(entry.timeout, end - monotonic())), call.cwd)
        if outcome.problem:
            problems.append(f"`{entry.command:.200}` {outcome.problem}")
        else:
            yield outcome


def _was_told_no(call: Call, entries: Sequence[Command | Fixed], paths: Paths) -> bool:
    """Return whether a session that wants to stop has just been told no by a fixed answer.

    Said again it would be said for ever, and the session could never stop.
    """
    if call.event not in STOPS:
        return False
    if call.host.session_hooks.tells_of_stops:
        return call.payload.get("stop_hook_active") is True
    return any(isinstance(entry, Fixed) and _says_no(entry) for entry in entries) and marks.was_stopped(
        paths, call.session
    )


def _says_no(entry: Fixed) -> bool:
    return entry.json.get("decision") == "block" or entry.exitcode == answers.NO


def _life(call: Call, files: Sequence[Found], paths: Paths) -> list[str]:
    """Note whether the session goes on or has ended; return what is to be said of its files."""
    if call.event not in ("SessionStart", "SessionEnd"):
        return []
    if call.event == "SessionStart":
        marks.forget(paths, call.session)
        return []
    return marks.ended(paths, call.session, files, call.cwd)


def _answer(call: Call, outcomes: Sequence[Outcome], messages: Sequence[str], log: Log) -> Outcome:
    each = [(answers.said(call.event, outcome), outcome) for outcome in outcomes]
    for answer, _ in each:
        for reason in answer.dropped:
            log(f"left out of what a hook for {call.event} said: {reason}")
    if len(each) == 1 and not messages:
        return _passed_on(call, *each[0])
    whole = answers.one(call.event, each)
    told = " · ".join(f"memplug: {' '.join(message.split())}" for message in messages)
    lines = [line for line in (whole.top.get("systemMessage"), told) if line]
    top = {**whole.top, "systemMessage": "\n".join(lines)} if lines else whole.top
    return Outcome(_bytes(answers.written(call.host, call.event, whole._replace(top=top))))


def _passed_on(call: Call, answer: Said, outcome: Outcome) -> Outcome:
    """Return the one answer as it was given, where the host takes it like that."""
    if answer.text:
        if call.host.session_hooks.plain_text:
            return outcome
        answer = Said(inner={"additionalContext": answer.text})
    value = answers.written(call.host, call.event, answer)
    try:
        as_given = json.loads(outcome.stdout) == value
    except ValueError:
        as_given = False
    if as_given:
        return outcome
    # With an exit code that says something an empty object would speak against it.
    return outcome._replace(stdout=_bytes(value) if value or not outcome.code else b"")


def _bytes(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n" if value else NOTHING
