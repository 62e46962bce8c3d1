"""Both commands as a host calls them: processes with JSON on stdin."""

from __future__ import annotations

import json
import os
import stat
import sys
import time
from pathlib import Path

import pytest

STARTS = sorted(Path(__file__).parent.glob("data/*/session_start.*.json"))
ENDS = sorted(Path(__file__).parent.glob("data/*/session_end.*.json"))
STRICT = {"MEMPLUG_PATIENCE": "1"}
KINDS = {"startup": "full", "new": "full", "clear": "full", "resume": "brief", "fork": "brief", "compact": "minimal"}


def work(transcript):
    return transcript(
        ("user", "Add a greet function and use it in app.py"),
        ("tool", "Write", {"file_path": "/elsewhere/greet.py", "content": "x"}, "File created"),
        ("tool", "TodoWrite", {"todos": [{"content": "Document greet", "status": "pending"}]}, "ok"),
        ("say", "Added greet(). The README is still to do."),
    )


@pytest.mark.parametrize("capture", STARTS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_captured_start_is_answered_in_its_hosts_shape(home, transcript, capture):
    home.preferences('[preferences]\nlanguage = "Python"\n')
    home.end(work(transcript))
    payload = json.loads(capture.read_text())
    folder = {name: str(home.cwd) for name in ("cwd", "workingDirectory") if name in payload}
    variables = {"COPILOT_CLI": "1"} if capture.parent.name.startswith("copilot") else {}
    done = home.run("session-start", stdin=payload | folder, **variables)
    assert (done.returncode, done.stderr) == (0, b"")
    body = json.loads(done.stdout)
    if not variables:
        assert list(body) == ["hookSpecificOutput"]
        body = body["hookSpecificOutput"]
        assert list(body) == ["hookEventName", "additionalContext"]
        assert body.pop("hookEventName") == "SessionStart"
    assert list(body) == ["additionalContext"]
    context = body["additionalContext"]
    assert ("## Where the last session stopped" in context) == (KINDS[payload["source"]] == "full")
    assert ("## Work in hand" in context) == (KINDS[payload["source"]] == "minimal")
    assert ("## Since this session was last active" in context) == (KINDS[payload["source"]] == "brief")


@pytest.mark.parametrize("capture", ENDS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_captured_end_saves_one_record(home, transcript, capture):
    payload = json.loads(capture.read_text()) | {"transcript_path": str(work(transcript))}
    payload |= {name: str(home.cwd) for name in ("cwd", "workingDirectory") if name in payload}
    host = {"gemini": "gemini-cli"}.get(capture.parent.name, capture.parent.name)
    for _ in range(3):
        done = home.run("session-end", "--host", host, stdin=payload)
        assert (done.returncode, done.stderr) == (0, b"")
        assert bool(done.stdout) == (host == "copilot-sdk")  # the only one that takes an answer
    sessions = home.json("status")["sessions"]
    assert [(session["id"], session["host"]) for session in sessions] == [
        (payload.get("session_id") or payload["sessionId"], host)
    ]
    assert home.json("show")["digest"]["reason"] == payload["reason"]


@pytest.mark.parametrize("event", ["stop.headless.json", "pre_compact.manual.headless.json"])
def test_a_checkpoint_saves_and_its_session_finds_itself_after_a_compaction(home, transcript, data, event):
    payload = json.loads((data / "claude-code" / event).read_text())
    home.run("session-end", stdin=payload | {"cwd": str(home.cwd), "transcript_path": str(work(transcript))})
    context = home.start("compact", session_id=payload["session_id"])
    assert "Goal: Add a greet function and use it in app.py" in context
    assert "Open: Document greet" in context


def test_the_next_start_knows_goal_file_and_task(home, transcript):
    home.end(work(transcript))
    context = home.start()
    assert "Goal: Add a greet function and use it in app.py" in context
    assert "greet.py" in context
    assert "- Document greet" in context
    assert "Added greet(). The README is still to do." in context


def test_the_same_start_is_answered_with_the_same_bytes(home, transcript):
    home.end(work(transcript))
    for source in ("startup", "resume", "compact"):
        assert home.start(source) == home.start(source)


@pytest.mark.parametrize("source", ["new", "vscode", "web", "", "never heard of"])
def test_an_unknown_source_gets_the_full_answer(home, transcript, source):
    home.end(work(transcript))
    assert home.start(source) == home.start("startup")


def test_sources_can_be_set_in_the_preferences(home, transcript):
    home.end(work(transcript))
    home.preferences('[context.sources]\nstartup = "none"\nclear = "minimal"\ncompact = "full"\nresume = "full"\n')
    assert home.start("startup") == ""
    assert "## Work in hand" in home.start("clear")
    assert "## Where the last session stopped" in home.start("compact")
    assert "## Git" in home.start("resume")


def test_compaction_touches_no_template_engine_no_detection_no_transcript_and_no_gitpython(home, transcript):
    home.preferences('[preferences]\nlanguage = "Python"\n')
    home.end(work(transcript))
    payload = json.dumps({"session_id": "x", "cwd": str(home.cwd), "source": "compact"})
    script = (
        "import sys; from memplug import hook; hook.main(['session-start']); "
        "heavy = [m for m in sys.modules if m.split('.')[0] in ('jinja2', 'git') "
        "or m.startswith(('memplug.project.detect', 'memplug.transcripts.'))]; "
        "import os; os.write(2, repr(heavy).encode())"
    )
    done = home.python("-c", script, stdin=payload)
    assert b"Goal: Add a greet" in done.stdout
    assert done.stderr == b"[]"


BAD = {
    "empty": b"",
    "blank": b" \n",
    "not JSON": b"{",
    "a list": b"[1]",
    "a number": b"3",
    "not UTF-8": b'{"cwd": "\xff\xfe", "source": "\xff"}',
    "a BOM": b'\xef\xbb\xbf{"source": "startup"}',
    "deep": b"[" * 100_000,
    "20 MB": b'{"source": "startup", "initial_prompt": "' + b"x" * 20_000_000 + b'"}',
    "a lone surrogate": b'{"cwd": "/\\ud800", "session_id": "\\ud800"}',
    "a NUL": b'{"cwd": "/a\\u0000b", "transcript_path": "\\u0000"}',
}
WRONG = [None, True, 3, -1.5, [], {}, [1], {"a": 1}, "", "relative", "/no/such/folder", "../..", "x" * 5000]


@pytest.mark.parametrize("payload", BAD.values(), ids=BAD)
@pytest.mark.parametrize("verb", ["session-start", "session-end"])
def test_a_bad_payload_hurts_nothing(home, verb, payload):
    done = home.run(verb, stdin=payload)
    assert (done.returncode, done.stderr) == (0, b"")
    if verb == "session-start":
        told = json.loads(done.stdout) if done.stdout else {}
        assert "## Git" in str(told) or b"ud800" in payload
    else:
        assert done.stdout == b""


@pytest.mark.parametrize("field", ["session_id", "transcript_path", "cwd", "hook_event_name", "source", "reason"])
def test_a_wrong_type_in_any_field_hurts_nothing(home, field):
    from memplug import end, scene, start
    from memplug.hosts import payload
    from memplug.paths import places

    paths = places(home.environment)
    for value in WRONG:
        data, _ = payload.parse(json.dumps({"cwd": str(home.cwd), "source": "startup", field: value}).encode())
        host = payload.detect_host(data, {})
        start.respond(scene.scene(payload.session_start(data, host), host, paths, home.cwd))
        end.save(payload.session_end(data, host), host, paths, home.cwd)


def test_what_went_wrong_stands_in_the_log(home):
    home.run("session-start", stdin=b"{")
    assert "session-start: the payload is not JSON" in home.log
    home.run("session-end", stdin={"session_id": "a", "cwd": str(home.cwd), "transcript_path": "/no/such/file"})
    assert "/no/such/file: No such file or directory" in home.log
    assert "nothing saved" in home.log
    home.run("session-start", "--host", "nonsense", stdin={"cwd": "/no/such/folder"})
    assert "session-start: unknown host 'nonsense'" in home.log
    assert "the payload's folder is not there: '/no/such/folder'" in home.log


def test_a_cwd_that_is_gone_or_no_repository_still_gets_preferences(home, tmp_path):
    home.preferences('[preferences]\nlanguage = "Python"\n')
    for cwd in (tmp_path / "gone", tmp_path):
        context = home.start(cwd=str(cwd))
        assert "- Language: Python" in context
        assert "## Git" not in context


def test_a_process_whose_own_folder_is_gone_still_answers(home, tmp_path):
    import shutil

    home.preferences('[preferences]\nlanguage = "Python"\n')
    folder = tmp_path / "soon gone"
    folder.mkdir()
    script = f"import shutil; shutil.rmtree({str(folder)!r}); from memplug import hook; hook.main(['session-start'])"
    done = home.python("-c", script, cwd=folder)
    assert done.returncode == 0
    assert b"Language: Python" in done.stdout
    assert not shutil.os.path.exists(folder)


def test_without_git_on_the_path_the_work_tree_is_left_out(home, tmp_path):
    (tmp_path / "empty").mkdir()
    payload = {"cwd": str(home.cwd), "source": "startup"}
    done = home.run("session-start", stdin=payload, PATH=str(tmp_path / "empty"))
    assert done.returncode == 0
    context = json.loads(done.stdout)["hookSpecificOutput"]["additionalContext"]
    assert "- Branch main" in context
    assert "left out: git is not installed" in context


def test_a_session_ends_well_without_git_on_the_path(home, transcript, tmp_path):
    (tmp_path / "empty").mkdir()
    payload = {"session_id": "a", "cwd": str(home.cwd), "transcript_path": str(work(transcript))}
    assert home.run("session-end", stdin=payload, PATH=str(tmp_path / "empty")).returncode == 0
    assert home.json("show")["digest"]["branch_end"] == "main"


def test_a_home_that_cannot_be_written_costs_only_the_saving(home, transcript, tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way")
    payload = {"session_id": "a", "cwd": str(home.cwd), "transcript_path": str(work(transcript))}
    for verb in ("session-end", "session-start"):
        done = home.run(verb, stdin=payload, MEMPLUG_HOME=str(blocked / "below"))
        assert (done.returncode, done.stderr) == (0, b"")
    assert b"## Git" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to stand for a full disk")
def test_a_full_disk_costs_only_the_saving(home, transcript):
    """The database is a link to a device on which every write fails with ENOSPC."""
    (home.path / "state").mkdir(parents=True)
    (home.path / "state" / "memplug.db").symlink_to("/dev/full")
    payload = {"session_id": "a", "cwd": str(home.cwd), "transcript_path": str(work(transcript))}
    for verb in ("session-end", "session-start"):
        done = home.run(verb, stdin=payload)
        assert (done.returncode, done.stderr) == (0, b"")
    assert b"## Git" in done.stdout
    assert "memplug.db" in home.log


def test_stdout_that_is_closed_hurts_nothing(home):
    import subprocess

    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m memplug session-start >&-'],
        input=b"", capture_output=True, env=home.environment, cwd=home.cwd, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_start_that_takes_too_long_is_given_up(home, tmp_path):
    """A git that hangs, for the status and for everything else, does not hold the session up."""
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\nexec sleep 20\n")
    (slow / "git").chmod(0o755)
    began = time.monotonic()
    done = home.run("session-start", stdin={"cwd": str(home.cwd)}, **STRICT, PATH=f"{slow}:{os.environ['PATH']}")
    assert time.monotonic() - began < 9
    assert done.returncode == 0
    assert b"left out: git status took longer than 500 ms" in done.stdout


def test_the_deadline_ends_what_hangs(home, monkeypatch):
    script = (
        "import time; from memplug import deadline, hook, scene, start; deadline.START = deadline.Limit(2, 0.2); "
        "scene.scene = lambda *_: time.sleep(10); raise SystemExit(hook.main(['session-start']))"
    )
    began = time.monotonic()
    done = home.python("-c", script, **STRICT)
    assert time.monotonic() - began < 9
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert "not done after 0.2 s" in home.log


def test_what_is_not_done_in_time_gives_way_to_the_short_answer(home, transcript):
    home.end(work(transcript))
    script = (
        "import time; from memplug import deadline, hook, prepare; deadline.START = deadline.Limit(0.7, 20)\n"
        "def respond(*_, **__):\n  while True: pass\n"
        "prepare.respond = respond\nraise SystemExit(hook.main(['session-start']))"
    )
    done = home.python("-c", script, **STRICT)
    assert done.returncode == 0
    assert b"Goal: Add a greet" in done.stdout
    assert b"not done after 0.7 s of work, so this is the short form" in done.stdout


@pytest.mark.parametrize("step", ["keep", "leave", "_before", "_remember"])
@pytest.mark.parametrize("fault", ["raise KeyError('fault')", "while True: pass"])
def test_what_goes_wrong_with_leaving_an_answer_ready_costs_no_answer(home, transcript, step, fault):
    home.end(work(transcript))
    script = (
        "from memplug import deadline, hook, prepare; deadline.READY = deadline.Limit(0.3, 20)\n"
        "told, real = [], prepare.to_bytes\n"
        "def to_bytes(*given):\n  told.append(real(*given)); return told[-1]\n"
        "prepare.to_bytes, whole = to_bytes, prepare." + step + "\n"
        "def fault(*given, **named):\n"
        "  if not told: return whole(*given, **named)\n"
        f"  {fault}\n"
        f"prepare.{step} = fault\nraise SystemExit(hook.main(['session-start']))"
    )
    done = home.python("-c", script, **STRICT)
    assert done.returncode == 0
    assert b"Goal: Add a greet" in done.stdout
    assert b"short form" not in done.stdout
    assert "no answer is left ready for the next start: " in home.log


@pytest.mark.parametrize("fault", ["raise KeyError('fault')", "while True: pass"])
def test_what_goes_wrong_after_a_session_is_saved_costs_neither_it_nor_what_its_program_is_answered(
    home, transcript, fault
):
    home.preferences("[sdk]\nsuppress_output = true\n")
    script = (
        "from memplug import deadline, hook, prepare; deadline.READY = deadline.Limit(0.3, 20)\n"
        f"def after_end(*given):\n  {fault}\n"
        "prepare.after_end = after_end\nraise SystemExit(hook.main(['session-end', '--host', 'copilot-sdk']))"
    )
    payload = {"sessionId": "last", "cwd": str(home.cwd), "transcriptPath": str(work(transcript)), "reason": "complete"}
    done = home.python("-c", script, stdin=payload, **STRICT)
    assert done.returncode == 0
    assert json.loads(done.stdout)["suppressOutput"] is True
    assert "no answer is left ready for the next start: " in home.log
    assert home.json("status")["sessions"]


def test_an_unexpected_error_is_logged_with_its_place(home):
    script = (
        "from memplug import hook, scene as room\ndef scene(*_): raise ZeroDivisionError('oh')\n"
        "room.scene = scene\nraise SystemExit(hook.main(['session-start']))"
    )
    done = home.python("-c", script)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert "session-start: ZeroDivisionError: oh (at <string>:2)" in home.log


def test_disabled_sessions_leave_no_trace(home, transcript):
    payload = {"session_id": "a", "cwd": str(home.cwd), "transcript_path": str(work(transcript))}
    for verb in ("session-end", "session-start"):
        assert home.run(verb, stdin=payload, MEMPLUG_DISABLE="1").stdout == b""
    assert not home.path.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no file modes")
def test_folders_and_files_are_private_whatever_the_umask(home, transcript):
    before = os.umask(0)
    try:
        home.end(work(transcript))
        home.run("session-start", stdin=b"{")
    finally:
        os.umask(before)
    kinds = {True: set(), False: set()}
    for path in home.path.rglob("*"):
        kinds[path.is_dir()].add(stat.S_IMODE(path.stat().st_mode))
    assert kinds == {True: {0o700}, False: {0o600}}


def test_unknown_options_are_logged_and_ignored(home):
    assert home.run("session-start", "--nonsense", stdin=b"{}").returncode == 0
    assert "unknown option --nonsense" in home.log


@pytest.mark.parametrize("arguments", [["session-start", "--help"], ["session-end", "-h"]])
def test_the_hook_commands_have_help_for_people(home, arguments):
    done = home.run(*arguments)
    assert done.returncode == 0
    assert b"Example:" in done.stdout
