"""Codex CLI, as seen in 0.169.0."""

from __future__ import annotations

from memplug.hosts.record import Host, SessionHooks, Settings, Shape

REFUSED = frozenset(
    {
        *("terminalSequence", "suppressOutput", "sessionTitle", "suppressOriginalPrompt", "initialUserMessage"),
        *("watchPaths", "reloadSkills", "updatedToolOutput", "updatedMCPToolOutput", "updatedInput"),
        *("PreToolUse.continue", "PreToolUse.stopReason", "PreToolUse.decision=approve"),
        *("PreToolUse.permissionDecision=allow", "PreToolUse.permissionDecision=ask"),
        *("PreToolUse.permissionDecision=defer", "PermissionRequest.continue", "PermissionRequest.stopReason"),
        *("Stop.additionalContext", "SubagentStop.additionalContext", "PreCompact.decision"),
    }
)
"""What its program's messages call unsupported, and what none of its structures has: one of these, and the whole answer
is dropped."""

HOST = Host(
    name="codex",
    title="Codex CLI",
    version="0.169.0",
    settings=Settings(
        scopes={"user": "~/.codex/hooks.json", "project": ".codex/hooks.json"},
        folder_variable="CODEX_HOME",
        # SessionEnd comes a minute after a quit, and never after a kill or a closed terminal; Stop after each turn.
        checkpoints=("Stop",),
        # More than 3 s for SessionEnd is cut to 3 s, with a warning.
        timeouts={"start": 10, "end": 3},
        mark=False,
        # "unknown field …, expected `description` or `hooks`", and no hook of the file runs.
        keys=("description", "hooks"),
        # `[features] hooks = false` stands in config.toml, not in this file.
        off={},
        trust="config.toml",
        next_step="start `codex` and trust the hooks when it asks, or with /hooks (it skips others without a word)",
    ),
    data_folder=".codex",
    program="codex",
    least="0.145.0",
    before="have no SessionEnd hook, so that nothing is saved",
    aliases=("codex-cli",),
    # Strict: one key that it does not know, or a top-level additionalContext, and the whole answer is dropped.
    answer="nested",
    session_hooks=SessionHooks(
        events={event: event for event in SessionHooks().events if event != "Notification"},
        timeouts={"hook": 65, "end": 3},
        variables=("CODEX_THREAD_ID",),
        refused=REFUSED,
    ),
    # 2,500 tokens, counted as UTF-8 bytes / 4; beyond that the model gets head and tail.
    cap=10_000,
    unit="utf8",
    # No variable of its own reaches a hook. An ephemeral session has no transcript, and no other host says null.
    shapes=(Shape(present=("session_id", "hook_event_name"), null=("transcript_path",)),),
    transcript="codex",
    transcript_names=("rollout-*.jsonl",),
)
