"""Codex CLI, as seen in 0.169.0."""

from __future__ import annotations

from memplug.hosts.record import Host, Settings, Shape

HOST = Host(
    name="codex",
    title="Codex CLI",
    version="0.169.0",
    settings=Settings(
        scopes={"user": "~/.codex/hooks.json", "project": ".codex/hooks.json"},
        folder_variable="CODEX_HOME",
        # More than 3 s for SessionEnd is cut to 3 s, with a warning.
        timeouts={"start": 10, "end": 3},
        # `[features] hooks = false` stands in config.toml, not in this file.
        off={},
    ),
    data_folder=".codex",
    aliases=("codex-cli",),
    # Strict: one key that it does not know, or a top-level additionalContext, and the whole answer is dropped.
    answer="nested",
    # 2,500 tokens, counted as UTF-8 bytes / 4; beyond that the model gets head and tail.
    cap=10_000,
    unit="utf8",
    # No variable of its own reaches a hook. An ephemeral session has no transcript, and no other host says null.
    shapes=(Shape(present=("session_id", "hook_event_name"), null=("transcript_path",)),),
    transcript="codex",
    transcript_names=("rollout-*.jsonl",),
)
