from __future__ import annotations

import json
import shlex
import sys
import time
from pathlib import Path

import pytest

from memplug.doctor import running
from memplug.hosts import HOSTS
from memplug.install.command import hook_command

INSTALLABLE = [name for name, host in HOSTS.items() if host.settings.scopes]
posix = pytest.mark.skipif(sys.platform == "win32", reason="the commands are written for sh")


@pytest.fixture(autouse=True)
def a_busy_machine_is_not_slow(request, monkeypatch):
    if "slow" not in request.node.name:
        monkeypatch.setattr(running, "SLOW", 60)


def everything(folder: Path) -> dict[str, bytes | None]:
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


@pytest.mark.parametrize("host", INSTALLABLE)
def test_the_hooks_of_every_host_run_and_touch_nothing(patient, levels, tmp_path, host):
    patient.install(host)
    before = everything(tmp_path)
    *ends, start = levels(running.check(patient()), "ok")
    assert "session-end saves the session in" in ends[0].message
    checkpoints = HOSTS[host].settings.checkpoints
    assert all(f"session-end at {event} saves" in end.message for event, end in zip(checkpoints, ends[1:], strict=True))
    assert "session-start answers in" in start.message
    assert " ms (allowed: " in start.message
    assert everything(tmp_path) == before


@pytest.mark.parametrize("host", INSTALLABLE)
def test_the_dispatcher_of_session_hooks_runs_one(patient, levels, tmp_path, host):
    patient.install(host, session_hooks=True)
    before = everything(tmp_path)
    found = levels(running.check(patient()), "ok")
    assert len(found) == 3 + len(HOSTS[host].settings.checkpoints)
    assert "session-hook runs a session's own hook in" in found[0].message
    assert "(allowed: 65 s)" in found[0].message
    assert everything(tmp_path) == before


def test_a_dispatcher_that_runs_nothing(patient, levels):
    command = hook_command("session-hook", "claude-code").replace("claude-code", "gemini-cli")
    patient.write("claude-code", {"PreToolUse": command})
    (finding,) = levels(running.check(patient()), "broken")
    assert "session-hook does not work: its answer holds no context" in finding.message


def test_the_users_own_off_switch_and_agent_do_not_disturb(patient, levels):
    patient.install("copilot-cli")
    patient.env.update({"MEMPLUG_DISABLE": "1", "CLAUDECODE": "1", "GEMINI_SESSION_ID": "x"})
    assert len(levels(running.check(patient()), "ok")) == 2


def test_a_program_that_is_gone(patient, levels):
    patient.write("claude-code", {"SessionStart": "/gone/bin/memplug session-start --host claude-code"})
    (finding,) = levels(running.check(patient()), "broken")
    assert "/gone/bin/memplug is not there" in finding.message
    assert finding.remedy == "memplug install claude-code"


def test_a_launcher_that_is_gone(patient, levels, tmp_path):
    launcher = tmp_path / "old place" / "hooks" / "memplug_hook.py"
    command = f"{shlex.quote(sys.executable)} -I -S {shlex.quote(str(launcher))} session-end --host gemini-cli"
    patient.write("gemini-cli", {"SessionEnd": command})
    (finding,) = levels(running.check(patient()), "broken")
    assert f"{launcher} is not there" in finding.message


@posix
def test_a_name_that_is_not_on_path(patient, levels):
    patient.env["PATH"] = "/usr/bin:/bin"
    patient.write("claude-code", {"SessionStart": "uvx memplug session-start"})
    (finding,) = levels(running.check(patient()), "broken")
    assert "exit code 127" in finding.message
    assert "not found" in finding.message


@posix
@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("cat >/dev/null", "it answers nothing"),
        ("cat >/dev/null; echo loading; echo '{}'", "not one JSON object"),
        ("""cat >/dev/null; echo '{"additionalContext": "Say hello to the doctor"}'""", "keys that Claude Code"),
        ("""cat >/dev/null; echo '{"systemMessage": "no memplug"}'""", "it says: no memplug"),
        ("cat >/dev/null; echo broken pipe >&2; exit 3", "exit code 3 (broken pipe)"),
    ],
)
def test_a_start_that_does_not_answer_as_its_host_wants(patient, levels, script, said):
    patient.program("memplug", script)
    patient.write("claude-code", {"SessionStart": "memplug session-start"})
    (finding,) = levels(running.check(patient()), "broken")
    assert said in finding.message


@posix
def test_an_answer_without_the_preferences(patient, levels):
    answer = {"hookSpecificOutput": {"hookEventName": "SessionStart", "additionalContext": "Hello"}}
    patient.program("memplug", f"cat >/dev/null; echo '{json.dumps(answer)}'")
    patient.write("codex", {"SessionStart": "memplug session-start"})
    (finding,) = levels(running.check(patient()), "broken")
    assert "leaves out the preferences" in finding.message


@posix
def test_an_end_that_saves_nothing(patient, levels):
    patient.program("memplug", "cat >/dev/null")
    patient.write("claude-code", {"SessionEnd": "memplug session-end"})
    (finding,) = levels(running.check(patient()), "broken")
    assert "no record of the session" in finding.message


def test_a_checkpoint_that_saves_nothing_is_seen_beside_an_end_that_does(patient, levels):
    path = patient.install("codex")
    settings = json.loads(path.read_text())
    settings["hooks"]["Stop"][0]["hooks"][0]["command"] += " --help"
    path.write_text(json.dumps(settings))
    (finding,) = levels(running.check(patient()), "broken")
    assert "session-end at Stop does not work: it leaves no record" in finding.message


@posix
def test_a_command_that_hangs_is_ended_at_its_timeout_with_all_that_it_started(patient, levels, tmp_path):
    left = tmp_path / "left behind"
    patient.program("memplug", f"(sleep 3; touch '{left}') & sleep 30")
    patient.write("claude-code", {"SessionStart": "memplug session-start"}, timeout=1)
    began = time.monotonic()
    (finding,) = levels(running.check(patient()), "broken")
    assert time.monotonic() - began < 20
    assert "not done within 1 s" in finding.message
    assert "raise its timeout" in finding.remedy
    time.sleep(3)
    assert not left.exists()


def test_a_timeout_in_the_wrong_unit(patient, levels):
    """Ten milliseconds, as `gemini hooks migrate` leaves them."""
    patient.write("gemini-cli", {"SessionStart": hook_command("session-start", "gemini-cli")}, timeout=10)
    (finding,) = levels(running.check(patient()), "broken")
    assert "not done within 0.01 s" in finding.message


@posix
def test_what_is_slow_is_noted(patient, levels):
    patient.program("memplug", f"sleep 1; exec {hook_command('session-start', 'claude-code')}")
    patient.write("claude-code", {"SessionStart": "memplug session-start"})
    (finding,) = levels(running.check(patient()), "note")
    assert "answers in 1" in finding.message


@posix
@pytest.mark.parametrize("scope", ["project", "local"])
def test_a_repository_cannot_make_the_doctor_run_what_it_likes(patient, levels, tmp_path, scope):
    ran = tmp_path / "ran"
    evil = patient.cwd / "memplug"
    evil.write_text(f"#!/bin/sh\ntouch '{ran}'\n")
    evil.chmod(0o755)
    patient.write("claude-code", {"SessionStart": f"'{evil}' session-start"}, scope)
    (finding,) = levels(running.check(patient()), "note")
    assert "was not run" in finding.message
    assert not ran.exists()


def test_what_install_wrote_for_a_project_is_run(patient, levels):
    patient.install("claude-code", "local")
    assert len(levels(running.check(patient()), "ok")) == 3


def test_a_command_that_names_its_own_home_is_not_run(patient, levels, tmp_path):
    patient.write("claude-code", {"SessionEnd": f"MEMPLUG_HOME={tmp_path} memplug session-end"})
    (finding,) = levels(running.check(patient()), "note")
    assert "write to your data" in finding.message


def test_a_timeout_that_is_no_number(patient, levels):
    patient.write("claude-code", {"SessionStart": hook_command("session-start", "claude-code")}, timeout="soon")
    (finding,) = levels(running.check(patient()), "ok")
    assert "(allowed: 10 s)" in finding.message


@posix
def test_the_plugin_finds_memplug(patient, levels):
    patient.program("memplug", f'exec {shlex.quote(sys.executable)} -m memplug "$@"')
    patient.write("claude-code", {}, enabledPlugins={"memplug@market": True})
    end, start = levels(running.check(patient()), "ok")
    assert "(plugin memplug@market): session-end saves" in end.message
    assert "(plugin memplug@market): session-start answers" in start.message


@posix
def test_the_plugin_does_not_find_memplug(patient, levels):
    patient.program("python3", "exit 1")
    patient.env["PATH"] = f"{patient.home / 'bin'}:/usr/bin:/bin"
    patient.write("claude-code", {}, enabledPlugins={"memplug@market": True})
    _, start = levels(running.check(patient()), "broken")
    assert "memplug is not installed" in start.message
    assert "pipx install" in start.remedy
