"""What each host sends and writes in the least session that there can be, in the shapes captured from the clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SESSION = "d0c70000-0000-4000-8000-000000000000"
"""The id of the session; nobody's has one like it."""
STAMP = "2026-11-20T10:00:00.000Z"
GOAL = "Find out whether a session is remembered"
"""What the session was about."""

FIELDS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "claude-code": {"PreCompact": {"prompt_id": SESSION, "trigger": "manual", "custom_instructions": None}},
    "codex": {
        "SessionStart": {"model": "gpt-5.5", "permission_mode": "default"},
        "Stop": {
            "turn_id": SESSION,
            "model": "gpt-5.5",
            "permission_mode": "default",
            "stop_hook_active": False,
            "last_assistant_message": "It is.",
        },
    },
    "gemini-cli": {"SessionStart": {"timestamp": STAMP}, "SessionEnd": {"timestamp": STAMP, "reason": "exit"}},
    "copilot-cli": {
        "SessionStart": {"timestamp": STAMP, "source": "new", "initial_prompt": "Go on"},
        "SessionEnd": {"timestamp": STAMP, "reason": "complete"},
    },
    "hawa-code": {
        "SessionStart": {"model": "kimi-k2.5", "permission_mode": "default"},
        "SessionEnd": {"permission_mode": "default"},
    },
}
"""Host and event to what the payload has beside the fields that all have."""

TRANSCRIPTS: Mapping[str, tuple[str, tuple[Mapping[str, Any], ...]]] = {
    "claude": (
        f"projects/rehearsal/{SESSION}.jsonl",
        ({"type": "user", "isSidechain": False, "message": {"role": "user", "content": GOAL}},),
    ),
    "codex": (
        f"sessions/rollout-{SESSION}.jsonl",
        (
            {"type": "session_meta", "payload": {"id": SESSION}},
            {
                "type": "response_item",
                "payload": {"type": "message", "role": "user", "content": [{"type": "input_text", "text": GOAL}]},
            },
        ),
    ),
    "gemini": (
        f"tmp/rehearsal/chats/session-{SESSION}.jsonl",
        ({"sessionId": SESSION, "projectHash": ""}, {"id": "1", "type": "user", "content": GOAL}),
    ),
    "copilot": (
        f"session-state/{SESSION}/events.jsonl",
        (
            {"type": "session.start", "data": {"sessionId": SESSION}},
            {"type": "user.message", "data": {"content": GOAL}},
            {"type": "hook.start", "data": {"hookType": "sessionEnd"}},
        ),
    ),
}
"""Format to where its transcripts lie below the host's folder, and the records of one."""
