"""The edge of the hook commands: bytes in, bytes out, deadlines, a log, and exit 0 whatever goes wrong here.

A start whose answer is ready, and a call for which a session has no hook, are over before anything is imported that
is not needed for it.
"""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MOST = 64 * 1024 * 1024
"""Bytes of a payload that are read."""
PIPE = 65536
"""Bytes that a pipe holds: a payload of no more mostly comes whole."""
PATIENCE = 5.0
"""Seconds that are waited for a payload."""


def main(arguments: list[str]) -> int:
    """Run a hook command with the process's own stdin, stdout and environment.

    Return 0, for `session-hook run` the exit code of what it ran.
    """
    gc.disable()  # a hook lives too short for it to pay
    verb, *options = arguments
    if is_disabled(os.environ):
        return 0
    own_rights()
    output: bytes | None = b""
    # A library's warning, or a print left in by mistake, must not reach the host.
    sys.stderr = sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  open to the end
    if verb == "session-hook":
        return _session_hook(options[1:])
    try:
        payload = _stdin()
        host = _options(options, verb).get("--host")
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


def is_disabled(env: Mapping[str, str]) -> bool:
    """Return whether `MEMPLUG_DISABLE` switches the hooks off: with any value but an empty one and the usual noes."""
    return env.get("MEMPLUG_DISABLE", "").strip().lower() not in ("", "0", "false", "no", "off")


def own_rights() -> None:
    """Keep a strange umask from taking the owner's own rights to what is written from now on."""
    os.umask(os.umask(0o077) & 0o077)


def _session_hook(options: list[str]) -> int:
    """Run what the session's own files have for an event, and pass on what came of it; return the exit code."""
    verb = "session-hook run"
    try:
        from memplug.session_hooks.places import NOTHING, nothing_to_do  # noqa: PLC0415  no start and no end needs it

        payload = _stdin()
        given = _options(options, verb, ("--host", "--event"))
        host = given.get("--host")
        if nothing_to_do(host, payload, os.environ):
            _write(1, NOTHING)
            return 0
        find_packages()
        from memplug.paths import places  # noqa: PLC0415  only once there is a file
        from memplug.session_hooks.command import end_with_host  # noqa: PLC0415  the same
        from memplug.session_hooks.dispatch import dispatch  # noqa: PLC0415  the same

        end_with_host()
        said = dispatch(host, given.get("--event"), payload, places(), _cwd(), lambda line: _log(verb, line))
        _write(2, said.stderr)
        _write(1, said.stdout)
    except BaseException as error:  # noqa: BLE001  a hook never hurts a session
        _log(verb, f"{type(error).__name__}: {error}{_place(error)}")
        return 0
    return said.code


def _write(stream: int, data: bytes) -> None:
    """Write all of `data`; a pipe takes less at once than a command may have said."""
    while data:
        data = data[os.write(stream, data) :]


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
    from memplug.deadline import ADOPT, SHORT_START, START, Deadline, deadline  # noqa: PLC0415  for the long way

    with deadline(START):
        from memplug import adopt, open_sessions, prepare, scene, start  # noqa: PLC0415  imported within the deadline
        from memplug.hosts import payload  # noqa: PLC0415
        from memplug.paths import places  # noqa: PLC0415

        data, wrong = payload.parse(body)
        host = payload.detect_host(data, os.environ, asked)
        if payload.runner(data, os.environ, host) is not host:
            return b""  # a client that runs another's hooks has hooks of its own, and reads only their answers
        if wrong:
            _log("session-start", wrong)
        event = payload.session_start(data, host)
        if asked and host.name == "generic" != asked:
            _log("session-start", f"unknown host {asked!r}")
        if "cwd" in data and (event.cwd is None or not os.path.isdir(event.cwd)):  # noqa: PTH112  what cannot be is none
            _log("session-start", f"the payload's folder is not there: {data.get('cwd')!r:.200}")
        here = scene.scene(event._replace(process=open_sessions.client()), host, places(), _cwd())
        if adopt.is_told(here):
            return b""
        adopt.note(here)
    for problem in adopt.lost(here, ADOPT):
        _log("session-start", problem)
    try:
        with deadline(START):
            told = prepare.answered(here)
        answer, output = told.answer, told.output
        _leave_ready("session-start", lambda: prepare.keep(here, told))
    except Deadline as over:
        with deadline(SHORT_START):
            answer = start.shortened(here, str(over))
            output = prepare.to_bytes(here, answer)
    for problem in () if here.excluded else answer.problems:
        _log("session-start", problem)
    return output


def _end(asked: str | None, body: bytes) -> bytes:
    """Save what the session of a SessionEnd payload leaves, and the next start's answer; few hosts take an answer."""
    from memplug.deadline import END, LATE, deadline  # noqa: PLC0415  only the long way has one

    with deadline(END):
        from memplug import adopt, end, open_sessions, prepare, scene, summary  # noqa: PLC0415  within the deadline
        from memplug.events import SessionStart  # noqa: PLC0415
        from memplug.hosts import payload  # noqa: PLC0415
        from memplug.paths import places  # noqa: PLC0415

        data, wrong = payload.parse(body)
        host = payload.runner(data, os.environ, payload.detect_host(data, os.environ, asked))
        if wrong:
            _log("session-end", wrong)
        event = payload.session_end(data, host)
        began = SessionStart(host.name, event.session_id, "startup", event.cwd, event.transcript)
        here = scene.scene(began, host, places(), _cwd())
        if folder := adopt.began_elsewhere(here):
            event, began = event._replace(cwd=folder), began._replace(cwd=folder)
            here = scene.scene(began, host, here.paths, folder)
        if not event.checkpoint:  # what is cut off from here on is adopted later
            adopt.note(here._replace(event=began._replace(process=open_sessions.client())))
        problems = end.save(event, host, here.paths, _cwd())
    if not event.checkpoint:
        adopt.ended(here)
        problems += adopt.lost(here, LATE, late=True)
    for problem in problems:
        _log("session-end", problem)
    output = summary.answered(here)
    _leave_ready("session-end", lambda: prepare.after_end(here))
    return output


def _leave_ready(verb: str, step: Callable[[], None]) -> None:
    """Leave answers ready for the next starts; what goes wrong costs time then, and nothing that is told now."""
    from memplug.deadline import READY, Deadline, deadline  # noqa: PLC0415  for the long way

    try:
        with deadline(READY):
            step()
    except (Exception, Deadline) as error:  # noqa: BLE001  the answer is made, the session saved
        _log(verb, f"no answer is left ready for the next start: {type(error).__name__}: {error}{_place(error)}")


def _options(given: list[str], verb: str, known: tuple[str, ...] = ("--host",)) -> dict[str, str]:
    """Return the values of the `known` options; anything else on the command line is named in the log and ignored."""
    values = {}
    rest = iter(given)
    for option in rest:
        name, equals, value = option.partition("=")
        if name in known:
            values[name] = value if equals else next(rest, "")
        else:
            _log(verb, f"unknown option {option}")
    return values


def _stdin() -> bytes:
    """Return what stands on stdin; nothing when a person typed the command or there is no stdin."""
    if sys.stdin is None or sys.stdin.isatty():
        return b""
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415  built in; `signal` brings enum along

    from memplug.fields import parsed  # noqa: PLC0415  light, and needed by both

    def ring(_number: int, _frame: object) -> None:
        raise TimeoutError

    stream, data = sys.stdin.fileno(), bytearray()
    if alarm := getattr(_signal, "setitimer", None):  # not on Windows
        _signal.signal(_signal.SIGALRM, ring)
        alarm(_signal.ITIMER_REAL, PATIENCE)
    try:
        while len(data) < MOST and (part := os.read(stream, PIPE)):
            data += part
            if len(data) <= PIPE and part.rstrip().endswith(b"}") and parsed(bytes(data)) is not None:
                break  # some clients never close it
    except TimeoutError:
        pass  # what has come must do
    finally:
        if alarm:
            alarm(_signal.ITIMER_REAL, 0)
    return bytes(data)


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
    """Return where an error arose: the file, without its folder, and the line."""
    place = ""
    trace = error.__traceback__
    while trace:
        place = f" (at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno})"  # noqa: PTH119  pathlib is not imported here
        trace = trace.tb_next
    return place
