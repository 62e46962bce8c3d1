"""The installed commands at work: run as the host runs them, with what the host sends, in a throw-away place."""

from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from memplug.doctor import answers
from memplug.doctor.calls import Call, calls
from memplug.doctor.finding import Finding, broken, note, ok
from memplug.doctor.process import Run, run
from memplug.doctor.rehearsal import NOTE, Rehearsal
from memplug.doctor.surroundings import Surroundings
from memplug.install.command import DISPATCHER, VERBS

PATIENCE = 10.0
"""Seconds that a command is waited for, whatever its timeout says."""
DOES = {"session-start": "answers", "session-end": "saves the session", DISPATCHER: "runs a session's own hook"}
SLOW = 1.0
"""Seconds from which on a start, or the end of a session in Codex, is felt."""


def check(around: Surroundings) -> Iterator[Finding]:
    """Run every hook that is installed: the session's end first, so that the start has something to tell."""
    for group in calls(around):
        with tempfile.TemporaryDirectory(prefix="memplug-doctor-", ignore_cleanup_errors=True) as folder:
            rehearsal = Rehearsal(group[0].host, Path(folder))
            rehearsal.prepare()
            for call in sorted(group, key=lambda call: VERBS.index(call.verb), reverse=True):
                yield _tried(call, rehearsal, around.env)


def _tried(call: Call, rehearsal: Rehearsal, env: Mapping[str, str]) -> Finding:
    at = f" at {call.event}" if call.event in call.host.settings.checkpoints else ""
    where = f"{call.host.title} ({call.where}): {call.verb}{at}"
    if call.refused:
        return note("runs", f"{where} was not run: {call.refused}", call.remedy)
    if gone := _missing(call.command):
        return broken("runs", f"{where} does not run: {gone} is not there", call.remedy)
    if call.verb == "session-end":
        rehearsal.forget()
    stdin = json.dumps(rehearsal.payload(call.event)).encode()
    limit = min(call.timeout, PATIENCE)
    done = run(call.command, stdin, rehearsal.environment(env), rehearsal.project, limit)
    if fault := _fault(call, done, rehearsal, limit):
        said = rehearsal.log or done.errors
        too_short = done.code is None and call.timeout < PATIENCE
        remedy = f"raise its timeout, {call.timeout:g} s, in the {call.where}" if too_short else call.remedy
        return broken("runs", f"{where} does not work: {fault}{f' ({said})' if said else ''}", remedy)
    did = DOES[call.verb]
    message = f"{where} {did} in {done.seconds * 1000:.0f} ms (allowed: {call.timeout:g} s)"
    if done.seconds > SLOW:
        return note("runs", message, "run `memplug doctor` again when the machine is idle; a healthy one takes 0.1 s")
    return ok("runs", message)


def _fault(call: Call, done: Run, rehearsal: Rehearsal, limit: float) -> str:
    """Return what is wrong with what a command did; empty when nothing is."""
    if done.code is None:
        return f"it is not done within {limit:g} s"
    if done.code:
        return f"it ends with exit code {done.code}"
    if call.verb == "session-end":
        return "" if rehearsal.is_saved else "it leaves no record of the session"
    if fault := answers.fault(call.host, done.output):
        return fault
    told = answers.context(call.host, json.loads(done.output))
    left_out = "the preferences" if call.verb == "session-start" else "the hook of the session's own"
    return "" if NOTE in told else f"its answer leaves out {left_out}"


def _missing(command: str) -> str:
    """Return the first program or script in `command` that has a path and is not there; empty when all are.

    What has none is for the shell to find, which says so when it cannot.
    """
    try:
        words = shlex.split(command, posix=os.name == "posix")
    except ValueError:  # a quote without its partner: for the shell to say, too
        return ""
    until = next((at for at, word in enumerate(words) if word in VERBS), 0)
    named = (Path(word.strip("\"'")).expanduser() for word in words[:until])
    return next((str(path) for path in named if path.is_absolute() and not path.exists()), "")
