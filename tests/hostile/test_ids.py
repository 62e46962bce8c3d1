"""What a payload names never leads to a file that it should not: ids, folders and transcripts, on the short way and the long.

A process of its own handles every payload and tells what it opened, listed, made, renamed or removed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from memplug.fields import is_safe_id

OUTSIDE = "OUTSIDE"
"""Stands for a folder beside the project and the home, in which every file is a lure."""
NAMES = {
    "a way up": "../../../../../../../../OUTSIDE/lure",
    "a way up to a folder": "../../../../../../../../OUTSIDE/sub",
    "a way up with a folder before it": "a/../../../../../../../../OUTSIDE/lure",
    "a way up on Windows": "..\\..\\..\\..\\OUTSIDE\\lure",
    "the folder above": "..",
    "the folder itself": ".",
    "an absolute path": "OUTSIDE/lure",
    "an absolute path with a way up": "OUTSIDE/sub/../lure",
    "a drive": "C:\\OUTSIDE\\lure",
    "a drive's own folder": "C:lure",
    "a share": "\\\\server\\share\\lure",
    "a device path": "\\\\.\\PhysicalDrive0",
    "a device of Windows": "CON",
    "a device of Windows with an ending": "nul.jsonl",
    "a device": "/dev/zero",
    "a file of the system's": "/proc/self/environ",
    "NUL": "lure\0../../OUTSIDE/lure",
    "a line end": "lure\nlure",
    "an escape sequence": "\x1b]0;lure\x07",
    "10,000 characters": "x" * 10_000,
    "10,000 characters of a path": "/x" * 5_000,
    "thousands of ways up": "../" * 3_300 + "OUTSIDE/lure",
    "slashes of Unicode": "..\u2215..\u2044..\uff0fOUTSIDE\u2215lure",
    "a letter of full width": "\uff0e\uff0e/OUTSIDE/lure",
    "half a character": "\ud800",
    "a byte that is no text": "\udcff",
    "nothing": "",
    "white space": " \t ",
    "a hidden file": ".lure",
    "an option": "--upload-pack=touch lure",
    "a home": "~/lure",
    "another's home": "~root/lure",
    "a variable": "$HOME/lure",
    "a command": "$(touch lure)",
    "a pattern": "*",
    "an escaped slash": "..%2f..%2fOUTSIDE%2flure",
    "a field of a format": "{session_id}/{0}/%s",
    "an address": "file:///OUTSIDE/lure",
    "an address of SQLite": "file:OUTSIDE/lure?mode=rwc",
}
FIT = ("5f0c2a7e-1b2c-4d5e-8f90-a1b2c3d4e5f6", "last", "session_1.2", "a" * 128, "0")
WATCHED = ("open", "os.listdir", "os.scandir", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.link", "os.symlink",
           "os.truncate", "os.utime", "sqlite3.connect", "os.chdir")  # fmt: skip
WATCH = """
import json, os, sys
from urllib.parse import unquote
calls = json.load(sys.stdin)
seen = []
def watch(event, arguments):
    if event in WATCHED and arguments:
        for argument in arguments[: 2 if event in ("os.rename", "os.link", "os.symlink") else 1]:
            if isinstance(argument, (str, bytes)):
                name = os.path.normpath(os.fsdecode(argument)) if event != "sqlite3.connect" else os.fsdecode(argument)
                seen.append([event, unquote(name.removeprefix("file:").removeprefix("//")) if "sqlite" in event else name])
sys.addaudithook(watch)
from memplug import hook
from memplug.context import ready
from memplug.hosts import HOSTS
out = sys.stdout
for verb, host, payload in calls:
    body = json.dumps(payload).encode()
    for way in ("short", "long") if verb == "start" else ("long",):
        del seen[:]
        problem, output = "", b""
        try:
            if way == "short":
                output = ready.answer(host, body, os.environ)
            else:
                output = {"start": hook._start, "end": hook._end}[verb](host, body)
        except BaseException as error:
            problem = repr(error)
        found = [name for name in seen if not name[1].startswith(tuple(ALLOWED))]
        print(json.dumps([found, problem, (output or b"").decode()]), file=out, flush=True)
"""


@pytest.fixture
def watched(home, tmp_path, transcript):
    """Handle payloads, and return what each touched beside its own places, its problem and its answer."""
    outside = tmp_path / "outside"
    (outside / "sub").mkdir(parents=True)
    lure = transcript(("user", "lured"), ("say", "lured"))
    for name in ("lure", "events.jsonl", "session.db", "1.json", "sub/1.json"):
        (outside / name).write_bytes(lure.read_bytes())
    (outside / "1.json").write_text('{"subject": "lured", "status": "pending"}')
    (outside / "lure.d").mkdir()
    Path(home.environment["HOME"]).mkdir(parents=True)

    def handle(calls):
        def placed(value):
            return (
                value.replace(OUTSIDE, str(outside) if value.startswith(OUTSIDE) else str(outside)[1:])
                if isinstance(value, str)
                else value
            )

        given = [(verb, host, {key: placed(value) for key, value in payload.items()}) for verb, host, payload in calls]
        allowed = [
            str(home.path),
            str(home.cwd),
            str(tmp_path / "claude"),
            *{sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path} - {""},
        ]
        allowed += [str(Path(__file__).parents[2]), "/proc/self", f"/proc/{os.getpid()}", "/proc/", os.devnull]
        done = subprocess.run(
            [sys.executable, "-c", f"WATCHED = {WATCHED!r}\nALLOWED = {allowed!r}\n{WATCH}"],
            input=json.dumps(given).encode(), capture_output=True, check=False, cwd=home.cwd, timeout=500,
            env=home.environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        return [json.loads(line) for line in done.stdout.splitlines()]

    return handle


def calls(name, cwd, transcript):
    """Yield payloads in which `name` stands in the place of an id, a transcript or a folder."""
    good = {"session_id": "good", "cwd": str(cwd), "transcript_path": str(transcript), "hook_event_name": "SessionEnd"}
    for host in ("claude-code", "copilot-cli"):  # the first keeps a list of work by id, the second its transcripts
        yield "end", host, good | {"session_id": name}
        yield "end", host, {"session_id": name, "cwd": str(cwd), "hook_event_name": "SessionEnd"}
    yield "start", "claude-code", good | {"session_id": name, "source": "resume"}
    yield "start", "copilot-cli", {"sessionId": name, "cwd": str(cwd), "source": "compact"}
    yield "start", "claude-code", good | {"source": name, "model": name}
    yield "end", "claude-code", good | {"reason": name, "hook_event_name": name}
    if not name.startswith((OUTSIDE, "/")) or ".." in name:  # an ordinary absolute path is what a host says
        yield "end", "claude-code", good | {"transcript_path": name}
        yield "start", "claude-code", good | {"transcript_path": name, "source": "startup"}
        yield "start", "claude-code", good | {"cwd": name, "source": "startup"}


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_nothing_outside_is_touched(watched, home, tmp_path, transcript, name):
    wrote = tmp_path / "claude" / "projects" / "slug" / "last.jsonl"
    wrote.parent.mkdir(parents=True)
    (tmp_path / "claude" / "tasks").mkdir()
    transcript(("user", "Build the parser"), ("say", "Built.")).rename(wrote)
    made = list(calls(name, home.cwd, wrote))
    before = sorted(path for path in home.cwd.parent.rglob("*") if not path.is_relative_to(home.path))
    for found, problem, answer in watched(made):
        assert (found, problem) == ([], "")
        assert "lured" not in answer
        if answer:
            assert isinstance(json.loads(answer), dict)
    assert before == sorted(path for path in home.cwd.parent.rglob("*") if not path.is_relative_to(home.path))
    assert b"lured" not in b"".join(file.read_bytes() for file in home.path.rglob("*") if file.is_file())


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link to a device"])
def test_a_transcript_that_is_no_file_is_not_waited_for(home, tmp_path, kind):
    path = {
        "pipe": tmp_path / "pipe",
        "device": Path("/dev/zero"),
        "folder": tmp_path,
        "link to a device": tmp_path / "link",
    }[kind]
    if kind == "pipe":
        os.mkfifo(path)
    if kind == "link to a device":
        path.symlink_to("/dev/zero")
    home.end(path)
    assert "no ordinary file" in home.log or "Is a directory" in home.log
    assert "Deadline" not in home.log


@pytest.mark.parametrize("name", NAMES.values(), ids=list(NAMES))
def test_no_such_id_is_fit_for_a_path(name):
    assert not is_safe_id(name)


@pytest.mark.parametrize("name", FIT)
def test_the_ids_of_hosts_are(name):
    assert is_safe_id(name)


@pytest.mark.parametrize("name", ["COM1", "com9.x", "aux", "LPT1.jsonl", "a.", "a b", "\u0131", "a" * 129, "_a", "-a"])
def test_names_that_are_special_on_some_system_are_not(name):
    assert not is_safe_id(name)
