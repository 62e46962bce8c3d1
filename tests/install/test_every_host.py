"""Install, again, upgrade and uninstall on the settings of every host, beside what others have there."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from memplug.hosts import HOSTS, Host
from memplug.install import settings
from memplug.install.jsontext import JsonText

INSTALLABLE = [host for host in HOSTS.values() if host.settings.scopes]
GUARD = {"hooks": [{"type": "command", "command": "./guard.sh", "timeout": 5, "statusMessage": "é"}]}
FLAT = {"type": "command", "bash": "./guard.sh", "timeoutSec": 15}


def original(host: Host, newline: str) -> bytes:
    """Return settings as a person has them: keys nobody knows, hooks at our events and others, an empty list."""
    events = (host.settings.start_event, "PreToolUse", *host.settings.checkpoints)
    hooks: dict[str, list[Any]] = {event: [GUARD, {"matcher": "x", **GUARD}] for event in events}
    if host.settings.flat:
        hooks |= {"sessionStart": [FLAT], host.settings.start_event: [FLAT, GUARD]}
    text = json.dumps({"unknown": {"a": [1, None]}, "hooks": hooks, "last": "théme"}, indent="\t", ensure_ascii=False)
    if host.settings.comments:
        text = text.replace("{\n", '{ // "mine"\n', 1).replace('\t"last"', '\t/* the\n\tlast */ "last"')
    return text.replace("\n", newline).encode()


def value(host: Host, data: bytes) -> Any:
    return JsonText.parse(data.decode(), comments=host.settings.comments).root.value


@pytest.mark.parametrize("host", INSTALLABLE, ids=[host.name for host in INSTALLABLE])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("linked", [False, True], ids=["file", "link"])
def test_in_again_up_to_date_and_out(tmp_path: Path, host: Host, newline: str, linked: bool) -> None:
    if linked and sys.platform == "win32":
        pytest.skip("making a link needs a right there")
    before = original(host, newline)
    target, path = tmp_path / "dotfiles" / "target.json", tmp_path / "home" / "settings.json"
    for folder in (target.parent, path.parent):
        folder.mkdir()
    (target if linked else path).write_bytes(before)
    if linked:
        path.symlink_to(target)

    # As a memplug from before the checkpoints left it, in another place.
    older = host._replace(settings=host.settings._replace(checkpoints=()))
    settings.install(settings.plan_install(older, path))
    path.write_bytes(path.read_bytes().replace(b" -I -S ", b" -I "))
    settings.install(settings.plan_install(host, path))
    upgraded = path.read_bytes()
    again = settings.plan_install(host, path)
    assert again.before == again.after == upgraded

    assert set(settings.installed(host, path, upgraded)) == set(settings.wanted(host))
    after = value(host, upgraded)
    for hook in settings.wanted(host):
        assert after["hooks"][hook.event].pop() == hook.group
    ours_alone = [event for event, groups in after["hooks"].items() if not groups]
    for event in ours_alone:
        del after["hooks"][event]
    assert after == value(host, before)

    settings.uninstall(host, settings.plan_uninstall(host, path))
    assert path.read_bytes() == before
    assert path.is_symlink() is linked
    assert list(path.parent.iterdir()) == [path]
    fresh = settings.plan_install(host, path)
    assert fresh.after == upgraded
