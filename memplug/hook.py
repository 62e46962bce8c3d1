"""The edge of both commands: bytes in, bytes out, deadlines, a log, and exit 0 always.

A start whose answer is ready is over before anything is imported that is not needed for it.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

MOST = 64 * 1024 * 1024
"""Bytes of a payload that are read."""


def main(arguments: list[str]) -> int:
    """Run `session-start` or `session-end` with the process's own stdin, stdout and environment; return 0."""
    gc.disable()  # a hook lives too short for it to pay
    verb, *options = arguments
    if os.environ.get("MEMPLUG_DISABLE"):
        return 0
    output: bytes | None = b""
    # A library's warning, or a print left in by mistake, must not reach the host.
    sys.stderr = sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  open to the end
    try:
        payload = _stdin()
        host = _host(options, verb)
        output = _ready(host, payload) if verb == "session-start" else None
        if output is None:
            output = _long_way(verb, host, payload)
    except BaseException as error:  # noqa: BLE001  a hook never hurts a session
        _log(verb, f"{type(error).__name__}: {error}{_place(error)}")
    try:
        if output:
            os.write(1, output)
    except OSError as error:
        _log(verb, f"the answer could not be written: {error}")
    return 0


def _ready(host: str | None, payload: bytes) -> bytes | None:
    """Return the ready answer when the command names its host and there is a good one."""
    from memplug.context import ready  # noqa: PLC0415  an end has no use for it

    try:
        return ready.answer(host, payload, os.environ) if host else None
    except Exception as error:  # noqa: BLE001  the long way needs nothing of it
        _log("session-start", f"ready answer: {type(error).__name__}: {error}{_place(error)}")
        return None


def _long_way(verb: str, host: str | None, payload: bytes) -> bytes:
    """Do what there is no ready answer for."""
    find_packages()
    return {"session-start": _start, "session-end": _end}[verb](host, payload)


def find_packages() -> None:
    """Make installed packages importable: the installed command starts Python without `site` (`-S`)."""
    if "site" not in sys.modules:
        import site  # noqa: PLC0415  a ready answer needs no package but memplug

        site.main()


def _start(asked: str | None, body: bytes) -> bytes:
    """Return the answer to a SessionStart payload; a short one when the whole takes too long."""
    from memplug.deadline import SHORT_START, START, Deadline, deadline  # noqa: PLC0415  only the long way has one

    with deadline(START):
        from memplug import prepare, scene, start  # noqa: PLC0415  imported within the deadline
        from memplug.hosts import payload  # noqa: PLC0415
        from memplug.paths import places  # noqa: PLC0415

        data, wrong = payload.parse(body)
        host = payload.detect_host(data, os.environ, asked)
        if wrong:
            _log("session-start", wrong)
        event = payload.session_start(data, host)
        if asked and host.name == "generic" != asked:
            _log("session-start", f"unknown host {asked!r}")
        if "cwd" in data and (event.cwd is None or not os.path.isdir(event.cwd)):  # noqa: PTH112  what cannot be is none
            _log("session-start", f"the payload's folder is not there: {data.get('cwd')!r:.200}")
        here = scene.scene(event, host, places(), _cwd())
    try:
        with deadline(START):
            answer, output = prepare.answered(here)
    except Deadline as over:
        with deadline(SHORT_START):
            answer = start.shortened(here, str(over))
            output = prepare.to_bytes(here, answer)
    for problem in answer.problems:
        _log("session-start", problem)
    return output


def _end(asked: str | None, body: bytes) -> bytes:
    """Save what the session of a SessionEnd payload leaves, and the next start's answer; nothing is answered."""
    from memplug.deadline import END, READY, deadline  # noqa: PLC0415  only the long way has one

    with deadline(END):
        from memplug import end  # noqa: PLC0415  imported within the deadline
        from memplug.hosts import payload  # noqa: PLC0415
        from memplug.paths import places  # noqa: PLC0415

        data, wrong = payload.parse(body)
        host = payload.detect_host(data, os.environ, asked)
        if wrong:
            _log("session-end", wrong)
        event = payload.session_end(data, host)
        problems = end.save(event, host, places(), _cwd())
    for problem in problems:
        _log("session-end", problem)
    with deadline(READY):
        end.leave_ready(event, host, places(), _cwd())
    return b""


def _host(options: list[str], verb: str) -> str | None:
    """Return the value of `--host`; anything else on the command line is named in the log and ignored."""
    name = None
    rest = iter(options)
    for option in rest:
        if option == "--host":
            name = next(rest, None)
        elif option.startswith("--host="):
            name = option.removeprefix("--host=")
        else:
            _log(verb, f"unknown option {option}")
    return name


def _stdin() -> bytes:
    """Return what stands on stdin; nothing when a person typed the command or there is no stdin."""
    if sys.stdin is None or sys.stdin.isatty():
        return b""
    return sys.stdin.buffer.read(MOST)


def _cwd() -> Path:
    """Return the working folder, or the root when it is gone."""
    from pathlib import Path  # noqa: PLC0415  a ready answer needs no paths

    try:
        return Path.cwd()
    except OSError:
        return Path(os.path.abspath(os.sep))  # noqa: PTH100  Path has no root of the current drive


def _log(verb: str, message: str) -> None:
    """Write a line to the log; when even that fails there is nobody left to tell."""
    try:
        from memplug import log  # noqa: PLC0415  only when there is something to say
        from memplug.paths import places  # noqa: PLC0415

        log.write(places().log, verb, message)
    except Exception:  # noqa: BLE001, S110  a hook never hurts a session
        pass


def _place(error: BaseException) -> str:
    """Return where in memplug an error arose."""
    place = ""
    trace = error.__traceback__
    while trace:
        place = f" (at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})"  # noqa: PTH119  pathlib is not imported here
        trace = trace.tb_next
    return place
