from __future__ import annotations

import json

import pytest

from memplug.doctor import entries
from memplug.hosts import HOSTS

INSTALLABLE = [name for name, host in HOSTS.items() if host.settings.scopes]


def test_nobody_calls_memplug(patient, levels):
    (finding,) = list(entries.check(patient()))
    assert (finding.name, finding.level) == ("installed", "note")
    assert "memplug install HOST" in finding.remedy
    assert "claude-code" in finding.remedy


@pytest.mark.parametrize("host", INSTALLABLE)
def test_what_install_writes_is_in_order(patient, levels, host):
    path = patient.install(host)
    (finding,) = list(entries.check(patient()))
    assert finding.level == "ok"
    assert str(path) in finding.message


def test_one_command_without_the_other(patient, levels):
    path = patient.install("claude-code")
    settings = json.loads(path.read_text())
    del settings["hooks"]["SessionEnd"]
    path.write_text(json.dumps(settings))
    (finding,) = levels(entries.check(patient()), "broken")
    assert "lacks session-end at SessionEnd" in finding.message
    assert finding.remedy == "memplug install claude-code"


@pytest.mark.parametrize("host", [name for name in INSTALLABLE if HOSTS[name].settings.checkpoints])
def test_an_installation_from_before_the_checkpoint(patient, levels, host):
    path = patient.install(host)
    settings = json.loads(path.read_text())
    (event,) = HOSTS[host].settings.checkpoints
    del settings["hooks"][event]
    path.write_text(json.dumps(settings))
    assert not levels(entries.check(patient()), "broken")
    (finding,) = levels(entries.check(patient()), "note")
    assert f"lacks session-end at {event}, which saves a session before its end" in finding.message
    assert finding.remedy == f"memplug install {host}"


def test_flat_entries_of_copilot_are_an_installation(patient, levels):
    path = patient.install("copilot-cli")
    settings = json.loads(path.read_text())
    flat = {
        event[0].lower() + event[1:]: [{"type": "command", "bash": group["hooks"][0]["command"], "timeoutSec": 10}]
        for event, [group] in settings["hooks"].items()
    }
    path.write_text(json.dumps({"version": 1, "hooks": flat}))
    (finding,) = list(entries.check(patient()))
    assert finding.level == "ok"


def test_the_command_of_another_installation(patient, levels):
    path = patient.install("gemini-cli", "project")
    settings = json.loads(path.read_text())
    settings["hooks"]["SessionStart"][0]["hooks"][0]["command"] = "/old/bin/memplug session-start --host gemini-cli"
    del settings["hooks"]["SessionEnd"][0]["hooks"][0]["timeout"]
    path.write_text(json.dumps(settings))
    command, timeout = levels(entries.check(patient()), "note")
    assert "/old/bin/memplug session-start" in command.message
    assert command.remedy.startswith("memplug install gemini-cli --scope project writes this one:")
    assert "no timeout" in timeout.message


def test_hooks_that_are_switched_off(patient, levels):
    patient.install("claude-code")
    project = patient.settings("claude-code", "project")
    project.parent.mkdir()
    project.write_text('{"disableAllHooks": true}')
    (finding,) = levels(entries.check(patient()), "broken")
    assert "disableAllHooks" in finding.message
    assert str(project) in finding.remedy


def test_hooks_that_are_switched_off_where_memplug_is_not(patient, levels):
    patient.install("gemini-cli")
    patient.write("claude-code", {}, disableAllHooks=True)
    assert not levels(entries.check(patient()), "broken")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1,\n "memplug": }',
        '{"a": 1,\n "b": }',
        "{\n// why not\n}",
        "\n[1]",
        '{\n"hooks": []}',
        '{"hooks":\n{"Stop": 1}}',
    ],
)
@pytest.mark.parametrize("scope", ["user", "project"])
def test_an_agent_that_cannot_read_its_settings_is_broken_whatever_stands_in_them(patient, levels, text, scope):
    patient.install("codex")
    (patient.home / ".claude").mkdir()
    path = patient.settings("claude-code", scope)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    (finding,) = levels(entries.check(patient()), "broken")
    assert finding.name == "settings file"
    assert f"Claude Code cannot read these settings, so it runs none of their hooks: {path}:2:" in finding.message


@pytest.mark.parametrize("host", INSTALLABLE)
def test_a_byte_order_mark_is_broken_where_the_agent_does_not_take_it(patient, levels, host):
    path = patient.install(host)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    found = [finding.message for finding in levels(entries.check(patient()), "broken")]
    title = HOSTS[host].title
    expected = f"{path}:1:1: {title} reads no file that begins with a byte order mark"
    assert found == ([] if HOSTS[host].settings.mark else [found[0]])
    assert all(expected in message for message in found)


def test_a_key_with_which_the_agent_takes_nothing_of_the_file(patient, levels):
    path = patient.install("codex")
    settings = json.loads(path.read_text())
    path.write_text(json.dumps({"description": "mine"} | settings, indent=1))
    assert not levels(entries.check(patient()), "broken")
    path.write_text(json.dumps({"description": "mine", "$schema": "x"} | settings, indent=1))
    (finding,) = levels(entries.check(patient()), "broken")
    assert f'{path}:3:2: "$schema" is no key here, only description and hooks' in finding.message


def test_settings_of_an_agent_that_is_not_here_are_only_noted(patient, levels):
    patient.install("codex")
    path = patient.settings("hawa-code", "project")
    path.parent.mkdir()
    path.write_text("{")
    (finding,) = levels(entries.check(patient()), "note")
    assert f"{path}:1:2" in finding.message
    assert "Hawa Code was not found here" in finding.message


def test_a_file_that_is_not_utf8_or_no_file(patient, levels):
    path = patient.settings("hawa-code")
    path.parent.mkdir()
    path.write_bytes(b'{"a": "\xff"}')
    (finding,) = levels(entries.check(patient()), "broken")
    assert f"{path}:1:8" in finding.message
    path.unlink()
    path.mkdir()
    (finding,) = levels(entries.check(patient()), "broken")
    assert f"{path}: this file cannot be read: " in finding.message
    assert "Nothing was changed" not in finding.message


def test_twice_in_one_file(patient, levels):
    path = patient.install("claude-code")
    settings = json.loads(path.read_text())
    handlers = settings["hooks"]["SessionStart"][0]["hooks"]
    handlers.append({"type": "command", "command": "/old/bin/memplug session-start", "timeout": 10})
    path.write_text(json.dumps(settings))
    (finding,) = levels(entries.check(patient()), "broken")
    assert finding.name == "duplicates"
    assert "session-start stands 2 times at SessionStart" in finding.message
    assert finding.remedy == "memplug uninstall claude-code, then memplug install claude-code"


def test_in_two_scopes(patient, levels):
    user, local = patient.install("claude-code"), patient.install("claude-code", "local")
    start, end, _ = [found for found in levels(entries.check(patient()), "note") if found.name == "duplicates"]
    assert f"{user}, {local}" in start.message
    assert "session-end" in end.message
    assert start.remedy == "memplug uninstall claude-code --scope local"


def test_a_checkpoint_is_no_duplicate(patient, levels):
    path = patient.install("claude-code")
    settings = json.loads(path.read_text())
    settings["hooks"]["Stop"] = settings["hooks"]["SessionEnd"]
    path.write_text(json.dumps(settings))
    assert [finding.level for finding in entries.check(patient())] == ["ok"]


def test_the_plugin_and_the_settings_both(patient, levels):
    path = patient.install("claude-code")
    settings = json.loads(path.read_text())
    path.write_text(json.dumps(settings | {"enabledPlugins": {"other@x": True, "memplug@market": True}}))
    (finding,) = levels(entries.check(patient()), "broken")
    assert finding.name == "duplicates"
    assert "memplug@market" in finding.message
    assert "memplug uninstall claude-code" in finding.remedy


def test_the_plugin_alone_is_an_installation(patient, levels):
    patient.write("claude-code", {}, enabledPlugins={"memplug@market": True})
    assert [(finding.name, finding.level) for finding in entries.check(patient())] == [("plugin", "ok")]


def test_a_plugin_that_is_disabled(patient, levels):
    patient.write("claude-code", {}, enabledPlugins={"memplug@market": False})
    assert [finding.level for finding in entries.check(patient())] == ["note"]


def test_the_home_folder_as_the_project(patient, levels):
    patient.install("claude-code")
    at_home = patient().files
    alone = patient.__class__(patient.home, patient.home, patient.env)().files
    assert [file.scope for file in alone] == [file.scope for file in at_home] == ["user"]
