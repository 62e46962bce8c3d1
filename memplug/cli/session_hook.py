"""`memplug session-hook`: hooks for one session, made, looked at and taken away."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from memplug.cli.hooks import HOST as CALLED_BY
from memplug.cli.session_hook_files import host_with_files, list_files, remove, session_meant, show, validate
from memplug.errors import UserError
from memplug.hosts import Host
from memplug.install import files
from memplug.install.command import DISPATCHER
from memplug.install.settings import installed, project_root, settings_file
from memplug.paths import places, shipped, write_private
from memplug.session_hooks import answers, content
from memplug.session_hooks.content import KEYS
from memplug.session_hooks.dispatch import canonical
from memplug.session_hooks.events import EVENTS, event_named
from memplug.session_hooks.file import Found, Refused, Scope, checked, is_ignored, must_be_here, usable
from memplug.session_hooks.lock import alone
from memplug.session_hooks.places import name_of, project_folders, user_folders
from memplug.session_hooks.remarks import remarks
from memplug.session_hooks.write import added, answer

DECISIONS = ("block", "deny", "approve", "allow", "ask")
New = tuple[str, str, dict[str, Any]]
"""Event, matcher and entry that a file is to have."""
EXAMPLES = tuple(sorted(file.stem for file in (shipped("hooks") / "examples").glob("*.json")))


@click.group(name="session-hook", short_help="Hooks for one session: at once, and for that session alone.")
def session_hook() -> None:
    """Hooks that live for one session only: "do not stop until the tests pass", "log every tool call today".

    They stand in a file hooks.SESSION_ID.json and count from the next event on, without a restart. The agent has to
    call `memplug session-hook run`, which `memplug install HOST --session-hooks` sees to.

    \b
    Example:
      memplug install claude-code --session-hooks
      memplug session-hook create --example block-stop-until-tests-pass
    """


@session_hook.command(short_help="Hook: run what the session's own files have for an event.")
@CALLED_BY
@click.option("--event", metavar="NAME", help="The event, for agents whose payload does not name it.")
def run(host: str | None, event: str | None) -> None:
    """Read a hook's payload on stdin and answer with what the session's own hooks say; `{}` without any.

    An agent calls this. Exits with 0, or with the exit code of the one command that it ran; what went wrong stands in
    the log that `memplug status` shows.

    \b
    Example:
      echo '{"session_id": "…", "hook_event_name": "Stop"}' | memplug session-hook run --host claude-code
    """


@session_hook.command(short_help="Add a hook for a session.")
@click.argument("words", nargs=-1, metavar="[SESSION_ID] EVENT json|command")
@click.option("--decision", type=click.Choice(DECISIONS), help="json: what is decided, where the event decides.")
@click.option("--reason", default="", help="json: why, for the model or the user.")
@click.option("--message", default="", help="json: told to the model where the event allows it, else to the user.")
@click.option("--json", "given", metavar="OBJECT", help="json: the whole answer, in the place of the three above.")
@click.option("--exit-code", type=click.IntRange(0, 255), default=0, help="json: the exit code of the answer.")
@click.option("--command", metavar="TEXT", help="command: what the shell runs; the payload is on its stdin.")
@click.option("--timeout", type=click.FloatRange(0, 60, min_open=True), help="command: seconds; 15 without it.")
@click.option("--matcher", default="", help="Which tools, sources or triggers, as in `Edit|Write`; all without it.")
@click.option("--example", type=click.Choice(EXAMPLES), help="In the place of EVENT and json|command: a shipped one.")
@click.option("--scope", type=click.Choice(["project", "user"]), default="project", show_default=True,
              help="The file below the project, or the one below your home folder.")  # fmt: skip
@click.option("--append", is_flag=True, help="Add to the session's file if there is one.")
@click.option("--dry-run", is_flag=True, help="Print the file and write nothing.")
@click.option("--host", "host_name", metavar="NAME", help="The agent; found from the environment without it.")
def create(
    words: tuple[str, ...], example: str | None, scope: Scope, append: bool, dry_run: bool, host_name: str | None,
    matcher: str, **options: Any,
) -> None:  # fmt: skip
    """Add a hook for the session SESSION_ID; without an id for the one that this is run in.

    EVENT is PreToolUse, PostToolUse, UserPromptSubmit, Stop, SubagentStop, SessionStart, SessionEnd, PreCompact,
    Notification, PermissionRequest, or any other by its name. `json` always answers the same, `command` runs a
    command.

    \b
    Example:
      memplug session-hook create Stop json --decision block --reason "Run the tests first."
      memplug session-hook create SessionStart json --message "The release is frozen." --matcher startup
      memplug session-hook create Stop command --command "make test >&2 || exit 2" --timeout 60 --append
      memplug session-hook create --example log-tools
    """
    host = host_with_files(host_name)
    after = 0 if example else 2
    if len(words) not in (after, after + 1):
        raise click.UsageError(
            "--example takes at most a SESSION_ID." if example else "Say [SESSION_ID] EVENT json|command."
        )
    if not example and words[-1] not in KEYS:
        raise click.UsageError(f"A hook is `json` or `command`, not {words[-1]!r}.")
    session = session_meant(words[0] if len(words) > after else None, host)
    found = Found(scope, _folder(host, scope) / name_of(session))
    if example:
        new = _example(example)
    else:
        event = canonical(host, words[-2])
        new = [(event, _matcher(event, matcher), _entry(event, words[-1], options))]
    if dry_run:
        click.echo(f"{found.path}:\n{_with(new, _before(found, append=append)).decode()}", nl=False)
    else:
        with alone(places()):
            _write(found, _with(new, _before(found, append=append)))
        click.echo(f"{found.path}: counts from the next event on.")
        _notes(host, found)
    for remark in remarks(content.read(_with(new, None)), host):
        click.echo(f"Note: {remark}.", err=True)


def _with(new: list[New], data: bytes | None) -> bytes:
    """Return the bytes of a file with the entries `new`. Raises UsageError when one of them is a mistake."""
    for event, matcher, entry in new:
        data = added(data, event, matcher, entry)
    assert data is not None  # noqa: S101  there is always an entry
    if (mistake := content.read(data).fatal) is not None:
        raise click.UsageError(str(mistake))
    return data


def _entry(event: str, kind: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return the entry that the options ask for. Raises UsageError when they do not go together."""
    of = {"json": ("decision", "reason", "message", "given", "exit_code"), "command": ("command", "timeout")}
    if wrong := [name for other in of if other != kind for name in of[other] if options[name]]:
        raise click.UsageError(f"--{wrong[0].replace('_', '-').replace('given', 'json')} is not for a {kind} hook.")
    if kind == "command":
        if not (options["command"] or "").strip():
            raise click.UsageError("A command hook needs --command.")
        entry: dict[str, Any] = {"type": "command", "command": options["command"]}
        if seconds := options["timeout"]:
            entry["timeout"] = int(seconds) if seconds.is_integer() else seconds
        return entry
    code = {"exitcode": options["exit_code"]} if options["exit_code"] else {}
    return {"type": "json", "json": _answer(event, options), **code}


def _answer(event: str, options: dict[str, Any]) -> dict[str, Any]:
    decision, reason, message = (options[name] or "" for name in ("decision", "reason", "message"))
    if options["given"] is not None:
        if decision or reason or message:
            raise click.UsageError("--json is the whole answer: leave out --decision, --reason and --message.")
        try:
            value = json.loads(options["given"])
        except (ValueError, RecursionError) as error:
            raise click.UsageError(f"--json is not JSON: {error}.") from error
        if not isinstance(value, dict):
            raise click.UsageError("--json must be an object.")
        if dropped := answers.allowed(event, value).dropped:
            raise click.UsageError(f"--json: {'; '.join(dropped)}.")
        return value
    if reason and not decision:
        raise click.UsageError("--reason goes with --decision.")
    if decision in ("block", "deny") and not reason:
        raise click.UsageError(f"--decision {decision} needs a --reason: what is to be done instead.")
    try:
        return answer(event, decision, reason, message)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error


def _matcher(event: str, matcher: str) -> str:
    if matcher and event in EVENTS and not event_named(event).matched:
        raise click.UsageError(f"{event} has nothing that a --matcher could be held against.")
    return matcher


def _example(name: str) -> list[New]:
    hooks = json.loads((shipped("hooks") / "examples" / f"{name}.json").read_text("utf-8"))["hooks"]
    return [
        (event, group.get("matcher", ""), entry)
        for event, groups in hooks.items()
        for group in groups
        for entry in group["hooks"]
    ]


def _before(found: Found, *, append: bool) -> bytes | None:
    """Return what the file holds, None when there is none. Raises UserError when nothing can be added to it."""
    if not os.path.lexists(found.path):
        return None
    if not append:
        remedy = "--append adds to it, `memplug session-hook remove` takes it away"
        raise UserError(f"{found.path} is there already; {remedy}")
    try:
        usable(found)
        return checked(found)
    except Refused as error:
        raise UserError(str(error)) from error


def _write(found: Found, data: bytes) -> None:
    """Write the file. Raises UserError when that is not possible, or it has no effect where it is."""
    try:
        must_be_here(found)
        write_private(found.path, data)
        usable(found)
    except OSError as error:
        cause = f"{found.path} cannot be written: {error.strerror or error}"
        raise UserError(f"{cause}; see to the rights of its folder, or take another --scope") from error
    except Refused as error:
        raise UserError(str(error) if str(found.path) in str(error) else f"{found.path} {error}") from error


def _notes(host: Host, found: Found) -> None:
    """Say on stderr what would keep the hook from having an effect, or bring it to others."""
    if not _is_called(host):
        remedy = f"`memplug install {host.name} --session-hooks` puts it in"
        click.echo(f"Note: {host.title} does not call `memplug session-hook run` yet; {remedy}.", err=True)
    if found.scope == "project" and not is_ignored(found.path):
        click.echo("Note: git does not ignore this file; once it is tracked it has no effect.", err=True)


def _folder(host: Host, scope: Scope) -> Path:
    if scope == "user":
        return Path(next(user_folders(host.name, os.environ)))
    return Path(next(project_folders(host.name, str(project_root(Path.cwd())))))


def _is_called(host: Host) -> bool:
    for scope in host.settings.scopes:
        path = settings_file(host, scope, Path.cwd(), Path.home(), os.environ)
        try:
            if any(hook.verb == DISPATCHER for hook in installed(host, path, files.read(path))):
                return True
        except UserError:
            continue
    return False


for command in (list_files, show, validate, remove):
    session_hook.add_command(command)
