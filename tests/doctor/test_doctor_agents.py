from __future__ import annotations

import json

import pytest

from memplug.doctor import clients, versions
from memplug.doctor import trust as hook_trust


def trust(patient, path, *places, more=""):
    config = path.with_name("config.toml")
    entries = "".join(f'[hooks.state."{path}:{place}"]\ntrusted_hash = "sha256:00"\n' for place in places)
    config.write_text(f'model = "x"\n{more}\n{entries}', "utf-8")


def test_codex_has_not_been_asked(patient, levels):
    path = patient.install("codex")
    (finding,) = levels(hook_trust.check(patient()), "broken")
    hooks = "session-start at SessionStart; session-end at SessionEnd, Stop"
    assert f"has not been told to trust 3 of 3 hooks of {path} ({hooks})" in finding.message
    assert "start `codex`" in finding.remedy
    assert "/hooks" in finding.remedy


ALL = ("session_start:0:0", "session_end:0:0", "stop:0:0")


@pytest.mark.parametrize("trusted", [(), ALL])
def test_many_hooks_that_codex_was_not_asked_about_are_one_finding(patient, levels, trusted):
    path = patient.install("codex", session_hooks=True)
    trust(patient, path, *trusted)
    (finding,) = levels(hook_trust.check(patient()), "broken")
    assert f"to trust {12 - len(trusted)} of 12 hooks of {path}" in finding.message
    assert "session-hook at SessionStart, " in finding.message
    assert len(levels(hook_trust.check(patient()), "ok")) == bool(trusted)


def test_codex_trusts_all(patient, levels):
    path = patient.install("codex")
    trust(patient, path, *ALL)
    assert [finding.level for finding in hook_trust.check(patient())] == ["ok"]


def test_codex_has_not_been_asked_about_the_checkpoint_of_a_newer_memplug(patient, levels):
    path = patient.install("codex")
    trust(patient, path, "session_start:0:0", "session_end:0:0")
    assert not levels(hook_trust.check(patient()), "broken")
    (finding,) = levels(hook_trust.check(patient()), "note")
    assert "trust 1 of 3 hooks" in finding.message
    assert "(session-end at Stop)" in finding.message
    assert "/hooks" in finding.remedy


def test_codex_trusts_one_and_another_programs(patient, levels):
    path = patient.install("codex")
    settings = json.loads(path.read_text())
    other = {"hooks": [{"type": "command", "command": "other"}]}
    settings["hooks"]["SessionEnd"].insert(0, other)
    path.write_text(json.dumps(settings))
    trust(patient, path, "session_start:0:0", "session_end:0:0")
    (finding,) = levels(hook_trust.check(patient()), "broken")
    assert "(session-end at SessionEnd, Stop)" in finding.message
    trust(patient, path, "session_start:0:0", "session_end:1:0")
    assert not levels(hook_trust.check(patient()), "broken")


def test_codex_under_another_name_of_the_same_file(patient, levels, tmp_path):
    path = patient.install("codex")
    link = tmp_path / "link"
    link.symlink_to(path.parent, target_is_directory=True)
    trust(patient, path, *ALL)
    patient.env["CODEX_HOME"] = str(link)
    assert [finding.level for finding in hook_trust.check(patient())] == ["ok"]


def test_a_codex_hook_that_is_disabled_by_itself(patient, levels):
    path = patient.install("codex")
    trust(patient, path, "session_end:0:0", "session_start:0:0")
    with path.with_name("config.toml").open("a") as file:
        file.write("enabled = false\n")
    (finding,) = levels(hook_trust.check(patient()), "broken")
    assert "is switched off 1 of 3 hooks" in finding.message
    assert "(session-start at SessionStart)" in finding.message


def test_hooks_are_off_in_codex(patient, levels):
    path = patient.install("codex")
    trust(patient, path, "session_start:0:0", "session_end:0:0", more="[features]\nhooks = false")
    (finding,) = levels(hook_trust.check(patient()), "broken")
    assert "hooks = false" in finding.message


def test_a_broken_config_of_codex(patient, levels):
    path = patient.install("codex")
    path.with_name("config.toml").write_text("a = \n")
    (finding,) = levels(hook_trust.check(patient()), "broken")
    assert f"Codex CLI cannot read {path.with_name('config.toml')}" in finding.message
    assert "line 1" in finding.message


def test_without_codex_nothing_is_said(patient):
    patient.install("claude-code")
    assert list(hook_trust.check(patient())) == []


@pytest.mark.parametrize(
    ("host", "program", "said", "level"),
    [
        ("codex", "codex", "codex-cli 0.144.9", "note"),
        ("codex", "codex", "codex-cli 0.169.0", "ok"),
        ("copilot-cli", "copilot", "1.0.8", "note"),
        ("copilot-cli", "copilot", "1.0.102", "ok"),
    ],
)
def test_the_version_of_an_agent(patient, levels, host, program, said, level):
    patient.install(host)
    patient.program(program, f"echo '{said}'")
    (finding,) = list(clients.check(patient()))
    assert finding.level == level
    assert said.rpartition(" ")[2] in finding.message


def test_an_agent_that_does_not_call_memplug_is_not_run(patient, tmp_path):
    patient.program("codex", f"touch '{tmp_path / 'ran'}'")
    assert list(clients.check(patient())) == []
    assert not (tmp_path / "ran").exists()


def test_this_machine_is_in_order(patient):
    assert [(finding.name, finding.level) for finding in versions.check(patient())] == [
        ("memplug", "ok"),
        ("python", "ok"),
        ("git", "ok"),
    ]


@pytest.mark.parametrize(
    ("script", "said"),
    [("echo git version 2.14.9", "too old"), ("echo git version 1.9", "too old"), ("exit 1", "does not tell")],
)
def test_git_that_will_not_do(patient, levels, script, said):
    patient.program("git", script)
    (finding,) = levels(versions.check(patient()), "broken")
    assert said in finding.message


def test_no_git(patient, levels, tmp_path):
    patient.env["PATH"] = str(tmp_path / "nothing")
    (finding,) = levels(versions.check(patient()), "broken")
    assert "not on PATH" in finding.message


def test_memplug_is_switched_off(patient, levels):
    patient.env["MEMPLUG_DISABLE"] = "1"
    (finding,) = levels(versions.check(patient()), "note")
    assert "unset MEMPLUG_DISABLE" in finding.remedy


def test_patience_that_is_no_number_is_named(patient, levels):
    patient.env["MEMPLUG_PATIENCE"] = "3"
    assert levels(versions.check(patient()), "note") == []
    patient.env["MEMPLUG_PATIENCE"] = "very long"
    (finding,) = levels(versions.check(patient()), "note")
    assert "MEMPLUG_PATIENCE is 'very long'" in finding.message
    assert "from 1 to 20" in finding.remedy
