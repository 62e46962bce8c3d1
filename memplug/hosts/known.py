"""Every host that memplug knows."""

from __future__ import annotations

from memplug.hosts import claude_code, codex, copilot_cli, copilot_sdk, gemini, generic, hawa_code
from memplug.hosts.record import Host

_MODULES = (claude_code, codex, gemini, copilot_cli, copilot_sdk, hawa_code, generic)
HOSTS: dict[str, Host] = {module.HOST.name: module.HOST for module in _MODULES}
"""Every host that memplug knows, by name; `generic` stands for the rest."""


def named(name: str) -> Host | None:
    """Return the host that is called `name`, also by another of its names; None when there is none."""
    return HOSTS.get(name) or next((host for host in HOSTS.values() if name in host.aliases), None)
