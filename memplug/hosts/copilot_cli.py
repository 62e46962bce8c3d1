"""GitHub Copilot CLI, as seen in 1.0.102."""

from __future__ import annotations

from memplug.hosts.record import Host, SessionHooks, Settings, Shape, same

HOST = Host(
    name="copilot-cli",
    title="GitHub Copilot CLI",
    version="1.0.102",
    settings=Settings(
        scopes={"user": "~/.copilot/hooks/memplug.json", "project": ".github/hooks/memplug.json"},
        folder_variable="COPILOT_HOME",
        flat=True,
        mark=False,
        off={},
    ),
    data_folder=".copilot",
    program="copilot",
    least="1.0.25",
    before="run both hooks at every prompt",
    aliases=("copilot",),
    environment=("COPILOT_CLI",),
    # `.claude/settings.json` of a folder that is trusted.
    runs=("claude-code",),
    # The nested field is not read, whichever format the hook was configured in.
    answer="top",
    system_message=False,
    session_hooks=SessionHooks(
        events=same(
            *("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "PreCompact", "SessionEnd")
        ),
        plain_text=False,
        renamed={"updatedInput": "modifiedArgs"},
    ),
    # 300,000 characters arrived whole; no limit was met.
    cap=300_000,
    unit="characters",
    # Its own events in camel case, and those under Claude Code's names, which do without a transcript. Inside another
    # agent's terminal that agent's variables are set as well, so the variable alone does not tell.
    shapes=(
        Shape(present=("sessionId", "cwd"), absent=("hookEventName", "hook_event_name", "workingDirectory")),
        Shape(present=("session_id", "timestamp"), absent=("transcript_path",), variable="COPILOT_CLI"),
    ),
    transcript="copilot",
    transcript_names=("session-state/*/events.jsonl",),
    transcript_file="session-state/{session_id}/events.jsonl",
)
