"""The dispatcher in a host's settings: put in, kept, brought up to date, taken out."""

from __future__ import annotations

import json

import pytest

from memplug.hosts import HOSTS
from memplug.hosts.session_folders import FOLDERS
from memplug.install import settings
from memplug.install.command import DISPATCHER, hook_command, memplug_verb

ORIGINALS = {
    "no file": None,
    "empty object": b"{}",
    "one line": b'{"a": [1, 2], "hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x"}]}]}}',
    "tabs and CRLF": '{\r\n\t"théme": "dark",\r\n\t"hooks": {\r\n\t\t"PreToolUse": []\r\n\t}\r\n}'.encode(),
    "an event of others": b'{\n  "hooks": {\n    "PostToolUse": [\n      {\n        "matcher": "Edit",\n        "hooks": []\n      }\n    ]\n  }\n}\n',
}


def put(host, path, **options):
    change = settings.plan_install(host, path, **options)
    if change.before != change.after:
        settings.install(change)
    return change


def take_out(host, path):
    settings.uninstall(host, settings.plan_uninstall(host, path))


@pytest.mark.parametrize("name", FOLDERS)
def test_it_stands_at_every_event_of_the_host_beside_the_two_commands(tmp_path, name):
    host, path = HOSTS[name], tmp_path / "settings.json"
    change = put(host, path, session_hooks=True)
    hooks = [hook for hook in settings.installed(host, path, change.after) if hook.verb == DISPATCHER]
    assert {hook.event for hook in hooks} == set(host.session_hooks.events.values())
    assert {hook.command for hook in hooks} == {hook_command(DISPATCHER, name)}
    second = 1000 if host.settings.timeouts["start"] > 1000 else 1
    for hook in hooks:
        least = host.settings.timeouts["end"] if hook.event == host.settings.end_event else 61 * second
        assert hook.timeout >= least
    both = {hook.verb for hook in settings.installed(host, path, change.after)}
    assert both == {"session-start", "session-end", DISPATCHER}


@pytest.mark.parametrize("before", ORIGINALS)
@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("first_without", [False, True])
def test_taken_out_the_file_is_as_it_was(tmp_path, name, before, first_without):
    host, path, original = HOSTS[name], tmp_path / "settings.json", ORIGINALS[before]
    if original is not None:
        path.write_bytes(original)
    if first_without:
        put(host, path)
    put(host, path, session_hooks=True)
    assert json.loads(path.read_bytes())
    take_out(host, path)
    assert (path.read_bytes() if path.exists() else None) == original
    assert list(tmp_path.iterdir()) == ([] if original is None else [path])


def test_again_nothing_changes_with_or_without_the_option(tmp_path):
    host, path = HOSTS["claude-code"], tmp_path / "settings.json"
    after = put(host, path, session_hooks=True).after
    for options in ({"session_hooks": True}, {}):
        assert put(host, path, **options).after == after


def test_an_upgrade_brings_the_command_up_to_date_without_the_option(tmp_path):
    host, path = HOSTS["claude-code"], tmp_path / "settings.json"
    after = put(host, path, session_hooks=True).after
    command = json.dumps(hook_command(DISPATCHER, host.name))[1:-1].encode()
    path.write_bytes(after.replace(command, b"/old/bin/memplug session-hook run --host claude-code"))
    assert put(host, path).after == after


@pytest.mark.parametrize(
    "command", ["memplug session-hook", "memplug session-hook create Stop json", "memplug session-hook remove --stale"]
)
def test_a_command_for_people_in_somebodys_hook_is_left_alone(command):
    assert memplug_verb(command) is None
    assert memplug_verb("memplug session-hook run --host claude-code") == DISPATCHER
