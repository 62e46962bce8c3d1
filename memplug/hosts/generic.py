"""Any client that sends payloads of Claude Code's shape and is not known by name."""

from __future__ import annotations

from memplug.hosts.record import Host, Settings

HOST = Host(
    name="generic",
    title="an unknown client",
    version="",
    settings=Settings(scopes={}),
    data_folder="",
    # The smallest cap of the known hosts.
    cap=10_000,
    unit="utf8",
)
