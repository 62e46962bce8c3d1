"""What Codex's tool calls ask for and what came of them, for every way in which its versions write them down.

A command is a string or an argument list (`shell`, `shell_command`, `exec_command`, `local_shell_call`) or stands
inside a script for the `exec` tool; a patch is a tool's input, a function's argument or part of such a command.
"""

import re
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple

from memplug.expressions import expression
from memplug.transcripts.fields import mapping, mappings, parsed_or_none
from memplug.transcripts.turns import Action, Task

SHELLS = frozenset(["shell", "shell_command", "local_shell", "exec_command", "unified_exec"])
RUNNERS = frozenset(["sh", "bash", "zsh", "dash", "ksh", "fish", "pwsh", "powershell", "cmd"])
READS = {"read_file": "file_path", "view_image": "path"}
"""Tools that read one file to the argument that names it."""

PATCH = "*** Begin Patch"
PATCHED = expression(r"^\*\*\* (?:(?:Add|Update|Delete) File|Move to): *(.+?) *\r?$", re.MULTILINE)
STRING = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`"
SCRIPT_STRING = expression(STRING, re.DOTALL)
SCRIPT_COMMAND = expression(rf"\b(?:cmd|command)[\"']?\s*:\s*({STRING})", re.DOTALL)
SCRIPT_STEP = expression(rf"\bstep[\"']?\s*:\s*({STRING})\s*,\s*[\"']?status[\"']?\s*:\s*({STRING})", re.DOTALL)
ESCAPE = expression(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
CONTROL = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}

# The lines above a command's own output: `Chunk ID: …`, `Wall time: …`, `Process exited with code 1`, `Output:`.
HEADER = expression(
    r"\A(?:(?:Warning:|Command:|Chunk ID:|Wall time|Process |Exit code|Original token count|Total output lines|Script )"
    r"[^\n]*\n+)+(?:Output:\n?)?"
)
EXIT = expression(r"^(?:Process exited with code|Exit code:) (-?\d+)", re.MULTILINE)
EXIT_IN_JSON = expression(r"\"exit_code\"\s*:\s*(-?\d+)")
RUNNING = expression(r"^(?:Process running with session ID|Script running with cell ID) (\S+)", re.MULTILINE)
LOOKED_AFTER = expression(r"\bwrite_stdin\(\s*\{[^{}]{0,300}?\bsession_id[\"']?\s*:\s*[\"']?(\w+)")
MOST = 20
"""Results of commands that one script prints."""
REFUSED = expression(r"\A(?:exec command |patch )?rejected by user", re.IGNORECASE)
ABORTED = expression(r"\A(?:command |tool call )?aborted(?: by user)?\b", re.IGNORECASE)
FAILED = expression(
    r"\A(?:Script (?:failed|error)|(?:apply_patch )?verification failed|apply_patch |failed |error|execution error"
    r"|invalid |unsupported |unable to )",
    re.IGNORECASE,
)


class Call(NamedTuple):
    """One thing that a tool call asks for."""

    action: Action
    paths: tuple[str, ...] = ()
    text: str = ""


class Outcome(NamedTuple):
    """What a tool call came to."""

    text: str
    """The tool's own output, without the lines that Codex puts above it."""
    codes: tuple[int, ...] = ()
    """Exit codes in the order of the commands, as far as they were written down."""
    failed: bool = False
    refused: bool = False
    aborted: bool = False
    """The user stopped it, so nothing is known of how it would have ended."""
    running: str = ""
    """The session or cell in which the command goes on; a later call tells its end."""


def arguments(payload: dict[str, Any]) -> Any:
    """Return what a call was given: an object, or the text of a custom tool."""
    for field in ("arguments", "input"):
        value = payload.get(field)
        if isinstance(value, dict):
            return value
        if isinstance(value, str):
            given = parsed_or_none(value)
            return given if isinstance(given, dict) else value
    action = payload.get("action")
    return action if isinstance(action, dict) else {}


def calls(name: str, given: Any) -> tuple[Call, ...]:
    """Return what the tool `name` is asked for; more than one thing only for a script."""
    name = name.rsplit(".", 1)[-1]
    if name == "apply_patch":
        patch = given if isinstance(given, str) else str(given.get("input") or given.get("patch") or "")
        return (Call(Action.EDIT, patched(patch)),)
    if isinstance(given, str):
        return tuple(_script(given)) or (Call(Action.OTHER),)
    if name in SHELLS or name == "exec":
        return (_run(command(given)),)
    if name in READS:
        path = given.get(READS[name])
        return (Call(Action.READ, (path,) if isinstance(path, str) else ()),)
    if name == "request_user_input":
        questions = (entry.get("question") for entry in mappings(given.get("questions")))
        return (Call(Action.ASK, text="; ".join(question for question in questions if isinstance(question, str))),)
    return (Call(Action.OTHER),)


def plan(name: str, given: Any) -> tuple[Task, ...] | None:
    """Return the list of work that a call sets, None when it sets none."""
    if isinstance(given, str):
        if "update_plan" not in given:
            return None
        return tuple(Task(_unquoted(step), _unquoted(status)) for step, status in SCRIPT_STEP.findall(given)) or None
    if name != "update_plan":
        return None
    steps = mappings(given.get("plan"))
    return tuple(Task(str(step["step"]), str(step.get("status", ""))) for step in steps if step.get("step"))


def looked_after(given: Any) -> str:
    """Return the session of a running command that a script only looks after, empty when it does anything else."""
    if not isinstance(given, str) or "exec_command" in given or PATCH in given:
        return ""
    found = LOOKED_AFTER.search(given)
    return found[1] if found else ""


def command(given: dict[str, Any]) -> str:
    """Return the command line in a shell tool's arguments."""
    value = given.get("cmd") or given.get("command")
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        return ""
    words = [word for word in value if isinstance(word, str)]
    program = re.split(r"[\\/]", words[0])[-1].removesuffix(".exe").lower() if words else ""
    # `bash -lc SCRIPT`: the script is what was meant.
    return words[-1] if program in RUNNERS and len(words) > 2 else shlex.join(words)  # noqa: PLR2004  shell, flag, script


def patched(text: str) -> tuple[str, ...]:
    """Return the files that a patch adds, changes, moves to or deletes."""
    return tuple(dict.fromkeys(PATCHED.findall(text)))


def outcome(output: Any) -> Outcome:
    """Return what the output of a call says; an output in no known shape is its text."""
    text = _flat(output)
    if text.startswith("{") and "output" in (written := mapping(parsed_or_none(text))):
        code = (mapping(written.get("metadata")) or written).get("exit_code")
        codes: tuple[int, ...] = (code,) if isinstance(code, int) else ()
        running = "" if codes else str(written.get("session_id") or "")
        return Outcome(_flat(written["output"]).rstrip("\n"), codes, failed=bool(code), running=running)
    header = match[0] if (match := HEADER.match(text)) else ""
    body = text[len(header) :]
    codes = tuple(map(int, EXIT.findall(header) or EXIT_IN_JSON.findall(body)[:MOST]))
    running = match[1] if (match := RUNNING.search(header)) else ""
    if results := _printed(body):
        body = "\n".join(result["output"].strip("\n") for result in results)
        running = running or str(results[-1].get("session_id") or "")
    return Outcome(
        body,
        codes,
        failed=any(codes) or bool(not codes and FAILED.match(text)),
        refused=bool(REFUSED.match(text)),
        aborted=bool(ABORTED.match(text)),
        running="" if codes else running,
    )


def _printed(body: str) -> list[dict[str, Any]]:
    """Return the results of commands in what a script printed: one JSON object a line, and nothing else."""
    lines = body.strip().splitlines()
    if not lines or len(lines) > MOST or not all(line.startswith("{") for line in lines):
        return []
    results = [mapping(parsed_or_none(line)) for line in lines]
    return results if all(isinstance(result.get("output"), str) for result in results) else []


def answers(text: str) -> str:
    """Return what the user answered to questions: the values in the tool's JSON, or the text as it is."""
    given = mapping(mapping(parsed_or_none(text)).get("answers"))
    if not given:
        return text.strip()
    values = (value.get("answers") if isinstance(value, dict) else value for value in given.values())
    return "; ".join(", ".join(map(str, value)) if isinstance(value, list) else str(value) for value in values)


def _run(line: str) -> Call:
    if PATCH in line and "apply_patch" in line:
        return Call(Action.EDIT, patched(line))
    return Call(Action.RUN, text=line)


def _script(source: str) -> Iterator[Call]:
    """Yield the patches and commands in a script of the `exec` tool."""
    if PATCH in source:
        strings = [_unquoted(match[0]) for match in SCRIPT_STRING.finditer(source) if PATCH in match[0]]
        yield Call(Action.EDIT, patched("\n".join(strings or [source])))
    for match in SCRIPT_COMMAND.finditer(source):
        line = _unquoted(match[1])
        if PATCH not in line:
            yield Call(Action.RUN, text=line)


def _unquoted(literal: str) -> str:
    """Return the text of a JavaScript string literal."""

    def plain(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else CONTROL.get(code, code)

    return ESCAPE.sub(plain, literal[1:-1])


def _flat(output: Any) -> str:
    """Return the text of an output: a string, a list of parts, or an object around either."""
    if isinstance(output, str):
        return output
    if isinstance(output, list):
        texts = [part.get("text") for part in mappings(output)]
        return "\n".join(text.rstrip("\n") for text in texts if isinstance(text, str))
    if isinstance(output, dict):
        return _flat(output.get("content") or output.get("text") or "")
    return ""
