"""Hawa Code, from its documentation (the client was not run)."""

from __future__ import annotations

from memplug.hosts.record import Host, SessionHooks, Settings

HOST = Host(
    name="hawa-code",
    title="Hawa Code",
    version="",
    settings=Settings(
        scopes={"user": "~/.hcode/settings.json", "project": ".hcode/settings.json"},
        timeouts={"start": 10, "end": 10},
    ),
    data_folder=".hcode",
    # Its documentation says of no variable that it holds the session's id.
    session_hooks=SessionHooks(),
    # Its documentation names no cap: Claude Code's is kept, whose answer it shares.
    cap=10_000,
    unit="utf16",
)
