"""Claude Code, as seen in 2.1.330, 2.1.329 and 2.1.197."""

from __future__ import annotations

from memplug.hosts.record import Host, SessionHooks, Settings

HOST = Host(
    name="claude-code",
    title="Claude Code",
    version="2.1.330",
    settings=Settings(
        scopes={
            "user": "~/.claude/settings.json",
            "project": ".claude/settings.json",
            "local": ".claude/settings.local.json",
        },
        folder_variable="CLAUDE_CONFIG_DIR",
        # A compaction comes before the end, and the start after it tells of this session.
        checkpoints=("PreCompact",),
        # Without a timeout of its own a SessionEnd hook shares 1.5 s with all others.
        timeouts={"start": 10, "end": 10},
        plugins="enabledPlugins",
    ),
    data_folder=".claude",
    program="claude",
    environment=("CLAUDECODE", "CLAUDE_CODE_SESSION_ID", "CLAUDE_CODE_ENTRYPOINT"),
    session_hooks=SessionHooks(variables=("CLAUDE_CODE_SESSION_ID",)),
    # Beyond 10,000 UTF-16 units the model gets a preview of 2 KB and a file path.
    cap=10_000,
    unit="utf16",
)
