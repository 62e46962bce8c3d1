"""Gemini CLI, as seen in 0.61.0."""

from __future__ import annotations

from memplug.hosts.record import Host, SessionHooks, Settings

HOST = Host(
    name="gemini-cli",
    title="Gemini CLI",
    version="0.61.0",
    settings=Settings(
        scopes={"user": "~/.gemini/settings.json", "project": ".gemini/settings.json"},
        # Milliseconds: a 10 would kill the hook before it starts.
        timeouts={"start": 10_000, "end": 10_000},
        timeout_unit=0.001,
        comments=True,
        # With one the client does not even start.
        mark=False,
        off={"hooksConfig.enabled": False},
    ),
    data_folder=".gemini",
    program="gemini",
    aliases=("gemini",),
    environment=("GEMINI_SESSION_ID", "GEMINI_PROJECT_DIR"),
    session_hooks=SessionHooks(
        events={
            "SessionStart": "SessionStart",
            "UserPromptSubmit": "BeforeAgent",
            "PreToolUse": "BeforeTool",
            "PostToolUse": "AfterTool",
            "Notification": "Notification",
            "Stop": "AfterAgent",
            "PreCompact": "PreCompress",
            "SessionEnd": "SessionEnd",
        },
        timeouts={"hook": 65_000, "end": 60_000},
        variables=("GEMINI_SESSION_ID", "GEMINI_CLI_SESSION_ID"),
        plain_text=False,
        # `stop_hook_active` is there and never true.
        tells_of_stops=False,
        decides_by="decision",
        renamed={"updatedInput": "tool_input"},
    ),
    # `<` and `>` reach the model as `&lt;` and `&gt;`. 60,000 characters arrived whole; no limit was met.
    cap=60_000,
    unit="characters",
    transcript="gemini",
    transcript_names=("chats/session-*.jsonl", "chats/session-*.json"),
)
