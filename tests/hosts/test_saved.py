"""What a session leaves in one host is what the next start in another host sees: real processes, real captures."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from contextlib import closing

import pytest

SESSION = "2b9e6d10-8c47-4e0a-b6f5-1f7a3d5c9e02"
PLACES = {
    "codex": (
        f".codex/sessions/2026/11/20/rollout-2026-11-20T23-18-20-{SESSION}.jsonl",
        "codex/transcript.compacted.jsonl",
    ),
    "gemini-cli": (
        f".gemini/tmp/project/chats/session-2026-11-20T23-25-{SESSION[:8]}.jsonl",
        "gemini/transcript.compressed.jsonl",
    ),
    "copilot-cli": (f".copilot/session-state/{SESSION}/events.jsonl", "copilot-cli/events.jsonl"),
    "claude-code": (f".claude/projects/-home-dev-project/{SESSION}.jsonl", "claude-code/transcript.jsonl"),
}
GOALS = {
    "codex": "create notes and a parser",
    "gemini-cli": "create notes",
    "copilot-cli": "Please add a greet function to this project and use it in app.py",
    "claude-code": "Please add a greet function to this project and use it in app.py",
}


@pytest.fixture
def written(home, data):
    """Put a captured transcript where its host keeps it."""

    def write(host):
        place, source = PLACES[host]
        file = home.path / "user" / place
        file.parent.mkdir(parents=True)
        shutil.copy(data / source, file)
        return file

    return write


def end(home, host, transcript, *arguments):
    if host.startswith("copilot"):
        payload = {"sessionId": SESSION, "timestamp": 1795218498174, "cwd": str(home.cwd), "reason": "complete"}
    else:
        payload = {
            "session_id": SESSION, "transcript_path": str(transcript), "cwd": str(home.cwd), "hook_event_name": "SessionEnd", "reason": "exit",
        }  # fmt: skip
    done = home.run("session-end", *arguments, stdin=payload)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def start(home, host):
    payload = {"session_id": f"next-{host}", "cwd": str(home.cwd), "source": "startup"}
    done = home.run("session-start", "--host", host, stdin=payload)
    body = json.loads(done.stdout)
    return body.get("additionalContext") or body["hookSpecificOutput"]["additionalContext"]


@pytest.mark.parametrize("host", PLACES)
def test_every_host_knows_what_another_left(home, written, host):
    end(home, host, written(host))
    titles = {
        "codex": "Codex CLI",
        "gemini-cli": "Gemini CLI",
        "copilot-cli": "GitHub Copilot CLI",
        "claude-code": "Claude Code",
    }
    for other in (*PLACES, "copilot-sdk"):
        told = start(home, other)
        assert f"Goal: {GOALS[host]}\n" in told
        assert f"Notes on an earlier session ({titles[host]}, 2026-11-2" in told


def test_copilot_that_runs_the_hooks_of_claude_code_is_saved_as_itself_and_told_once(home, written):
    written("copilot-cli")
    ran = {"COPILOT_CLI": "1", "CLAUDE_PROJECT_DIR": str(home.cwd)}
    fields = {"session_id": SESSION, "timestamp": "2026-11-20T23:41:38.174Z", "cwd": str(home.cwd)}
    for host in ("claude-code", "copilot-cli"):
        done = home.run(
            "session-end", "--host", host, stdin=fields | {"hook_event_name": "SessionEnd", "reason": "complete"}, **ran
        )
        assert (done.returncode, done.stdout) == (0, b"")
        assert [(s["host"], s["id"]) for s in home.json("status")["sessions"]] == [("copilot-cli", SESSION)]
    end(home, "claude-code", written("claude-code"), "--host", "claude-code")  # it leaves answers ready
    told = []
    for host in ("claude-code", "copilot-cli") * 2:
        given = fields | {"session_id": "next", "hook_event_name": "SessionStart", "source": "new"}
        told.append(home.run("session-start", "--host", host, stdin=given, **ran).stdout)
    assert told[0] == told[2] == b""
    assert f"Goal: {GOALS['copilot-cli']}" in json.loads(told[1])["additionalContext"]
    assert told[1] == told[3]
    assert home.log == ""


def test_three_ends_at_one_quit_are_one_session(home, written):
    file = written("gemini-cli")
    for _ in range(3):
        end(home, "gemini-cli", file, "--host", "gemini")
    assert [session["id"] for session in home.json("status")["sessions"]] == [SESSION]


def test_open_work_of_copilot_comes_from_its_database(home, written):
    file = written("copilot-cli")
    with closing(sqlite3.connect(file.with_name("session.db"))) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE todos (id TEXT PRIMARY KEY, title TEXT, description TEXT, status TEXT)")
        db.execute(
            "INSERT INTO todos VALUES ('a', 'Document greet', '', 'pending'), ('b', 'Tag it', '', 'blocked'), ('c', 'Greet', '', 'done')"
        )
    end(home, "copilot-cli", file)
    told = start(home, "codex")
    assert "Open tasks:\n- Document greet\n- Tag it (blocked)\nDone: Greet\n" in told
    assert "Add tests for greet" not in told
    db.close()


def test_a_locked_or_broken_database_is_not_waited_for(home, written):
    file = written("copilot-cli")
    database = file.with_name("session.db")
    database.write_bytes(b"SQLite format 3\0" + b"\xff" * 200)
    end(home, "copilot-cli", file)
    assert "Open tasks:\n- Add tests for greet\n" in start(home, "codex")
    database.unlink()
    with closing(sqlite3.connect(database, isolation_level=None)) as db, db:
        db.execute("CREATE TABLE todos (id TEXT PRIMARY KEY, title TEXT, status TEXT)")
        db.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        end(home, "copilot-cli", file)
        assert time.monotonic() - begun < 4
    assert "Open tasks:\n- Add tests for greet\n" in start(home, "codex")
    db.close()


def test_without_a_transcript_nothing_is_saved(home):
    end(home, "copilot-cli", None)
    assert "no prompt: nothing saved" in home.log


UNHEARD = (
    '{"timestamp": "2026-11-20T10:00:00Z", "kind": "said"}\n{"timestamp": "2026-11-20T11:30:00Z", "kind": "did"}\n'
)


@pytest.fixture
def unheard(tmp_path):
    """A transcript of a client in a format that nobody told us of."""
    file = tmp_path / "unheard.jsonl"
    file.write_text(UNHEARD, "utf-8")
    return file


def test_of_an_unknown_format_git_times_and_reason_are_kept(home, unheard, git):
    (home.cwd / "b.py").write_text("b")
    git(home.cwd, "add", "-A")
    git(home.cwd, "-c", "user.name=a", "commit", "-qm", "Add b", "--date=2026-11-20T10:30:00Z")
    end(home, "generic", unheard)
    told = start(home, "codex")
    assert "Notes on an earlier session (an unknown client, 2026-11-20 11:30 UTC)" in told
    assert "Where it stood: not known: its transcript could not be read; it ended with reason `exit`\n" in told
    assert "Goal:" not in told
    assert "in no format that is known" in home.log


def test_such_a_record_never_comes_before_one_with_a_goal(home, written, unheard, git):
    end(home, "codex", written("codex"))
    git(home.cwd, "switch", "-qc", "other")
    later = unheard.with_name("later.jsonl")
    later.write_text(UNHEARD.replace("2026-11-20", "2026-11-21"), "utf-8")
    payload = {
        "session_id": "bare",
        "transcript_path": str(later),
        "cwd": str(home.cwd),
        "hook_event_name": "SessionEnd",
        "reason": "x",
    }
    home.run("session-end", "--host", "generic", stdin=payload)
    assert len(home.json("status")["sessions"]) == 2
    assert f"Goal: {GOALS['codex']}" in start(home, "codex")


def test_such_a_record_never_takes_the_place_of_a_better_one(home, written, unheard):
    end(home, "claude-code", written("claude-code"), "--host", "claude-code")
    end(home, "claude-code", unheard, "--host", "claude-code")
    assert f"Goal: {GOALS['claude-code']}" in start(home, "codex")


def test_a_known_format_is_read_whoever_wrote_it(home, written):
    """A client with Claude Code's payloads that keeps its transcripts as Codex does."""
    end(home, "generic", written("codex"), "--host", "generic")
    assert f"Goal: {GOALS['codex']}" in start(home, "codex")


def test_a_session_without_a_prompt_leaves_nothing(home, tmp_path):
    empty, promptless = tmp_path / "empty.jsonl", tmp_path / "promptless.jsonl"
    empty.write_text("\n")
    promptless.write_text('{"type": "file-history-snapshot", "isSnapshotUpdate": false}\n')
    for file in (empty, promptless):
        end(home, "claude-code", file)
    assert home.json("status")["sessions"] == []
