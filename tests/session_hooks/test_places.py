"""Where files are looked for, and what that costs when there is none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from memplug.hosts import HOSTS
from memplug.hosts.session_folders import FOLDERS
from memplug.session_hooks import places
from tests.context.test_ready import ALLOWED
from tests.session_hooks.conftest import SESSION, fixed

LAUNCHER = Path(__file__).parents[2] / "hooks" / "memplug_hook.py"
MORE = {"memplug.hosts", "memplug.hosts.session_folders", "memplug.session_hooks", "memplug.session_hooks.places"}


def run(home, payload, *options, flags=()):
    given = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return subprocess.run(
        [sys.executable, "-I", "-S", *flags, str(LAUNCHER), "session-hook", "run", *options],
        input=given, capture_output=True, check=False, cwd=home.cwd, env=home.environment, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("options", [("--host", "claude-code"), ()])
def test_without_a_file_nothing_is_imported_that_is_not_on_the_list(home, options):
    payload = {"session_id": SESSION, "cwd": str(home.cwd), "hook_event_name": "PreToolUse", "tool_name": "Bash"}
    done = run(home, payload, *options, flags=("-X", "importtime"))
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines() if "|" in line}
    assert imported - {"imported package"} <= ALLOWED | MORE, sorted(imported - ALLOWED - MORE)
    assert (done.returncode, done.stdout) == (0, b"{}\n")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff\xfe", b'{"session_id": "../../etc/passwd"}', b"\xef\xbb\xbf{}"]
)
def test_any_payload_is_answered(home, body):
    done = run(home, body, "--host", "claude-code")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"{}\n", b"")


def test_a_file_counts_from_the_next_call_on(home):
    payload = {"session_id": SESSION, "cwd": str(home.cwd), "hook_event_name": "Stop"}
    assert run(home, payload, "--host=claude-code").stdout == b"{}\n"
    file = home.cwd / ".claude" / "hooks" / f"hooks.{SESSION}.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"hooks": {"Stop": [{"hooks": [fixed(2, decision="block", reason="no")]}]}}))
    done = run(home, payload, "--host=claude-code")
    assert (done.returncode, json.loads(done.stdout)) == (2, {"decision": "block", "reason": "no"})
    assert run(home, payload | {"session_id": SESSION.replace("3", "4")}, "--host=claude-code").stdout == b"{}\n"
    assert run(home, payload).returncode == 2
    assert run(home, payload, "--host=codex").stdout == b"{}\n"
    off = subprocess.run(
        [sys.executable, "-m", "memplug", "session-hook", "run"],
        input=json.dumps(payload).encode(), capture_output=True, check=False, env=home.environment | {"MEMPLUG_DISABLE": "1"},
    )  # fmt: skip
    assert (off.returncode, off.stdout) == (0, b"")


@pytest.mark.parametrize("good", [SESSION, SESSION.upper(), "00000000-0000-0000-0000-000000000000"])
def test_a_uuid_is_a_session_id(good):
    assert places.is_session_id(good)


@pytest.mark.parametrize(
    "bad",
    [
        "", "x", SESSION[:-1], SESSION + "0", SESSION.replace("-", ""), SESSION.replace("3", "g"), SESSION.replace("3", "٣"),
        "../../../../../../../../../../etc/hosts", "-" * 36, f"{SESSION[:-1]}/", f"{SESSION[:-1]}\n", f"{{{SESSION[1:-1]}}}",
        SESSION[:12] + "----" + SESSION[16:],
    ],
)  # fmt: skip
def test_nothing_else_is(bad):
    assert not places.is_session_id(bad)


def test_the_table_is_that_of_the_records():
    assert set(FOLDERS) == {name for name, host in HOSTS.items() if host.session_hooks.events}
    for name, (folder, variable, _) in FOLDERS.items():
        assert (folder, variable) == (HOSTS[name].data_folder, HOSTS[name].settings.folder_variable)


def test_no_host_takes_a_sessions_file_for_settings_of_its_own():
    for name, (folder, _, inner) in FOLDERS.items():
        for settings in HOSTS[name].settings.scopes.values():
            assert not settings.removeprefix("~/").startswith(f"{folder}/{inner}/")


def test_the_order_is_working_folder_then_upwards_to_the_repository_then_the_user(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    deep = tmp_path / "outer" / "repo" / "src"
    deep.mkdir(parents=True)
    (tmp_path / "outer" / "repo" / ".git").mkdir()
    found = list(places.candidates("claude-code", SESSION, str(deep), {}))
    folders = [deep, deep.parent, tmp_path / "home"]
    assert found == [str(folder / ".claude" / "hooks" / f"hooks.{SESSION}.json") for folder in folders]


def test_a_variable_moves_the_users_folder(tmp_path):
    found = list(places.user_folders("claude-code", {"CLAUDE_CONFIG_DIR": str(tmp_path / "else")}))
    assert found == [str(tmp_path / "else" / "hooks")]


@pytest.mark.parametrize("cwd", ["", "relative", "/a\0b"])
def test_a_folder_that_is_none_is_the_working_folder(session, cwd):
    session.hooks("Stop", fixed(systemMessage="here"))
    assert session.says("Stop", cwd=cwd) == {"systemMessage": "here"}


def test_the_nearest_file_of_the_project_counts(session):
    inner = session.project / "src"
    (inner / ".claude/hooks").mkdir(parents=True)
    outer = session.hooks("Stop", fixed(systemMessage="outer"))
    assert session.says("Stop", cwd=str(inner)) == {"systemMessage": "outer"}
    (inner / ".claude/hooks" / outer.name).write_text(outer.read_text().replace("outer", "inner"))
    assert session.says("Stop", cwd=str(inner)) == {"systemMessage": "inner"}


def test_below_home_the_users_file_runs_once(session):
    session.hooks("Stop", fixed(systemMessage="here"), scope="user")
    work = session.home / "work"
    work.mkdir()
    assert session.says("Stop", cwd=str(work)) == {"systemMessage": "here"}
