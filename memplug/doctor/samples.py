"""What each host sends and writes in the least session that there can be, in the shapes captured from the clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SESSION = "memplug-doctor"
STAMP = "2026-11-20T10:00:00.000Z"
GOAL = "Find out whether a session is remembered"
"""What the session was about."""

FIELDS: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "codex": ({"model": "gpt-5.5", "permission_mode": "default"}, {}),
    "gemini-cli": ({"timestamp": STAMP}, {"timestamp": STAMP, "reason": "exit"}),
    "copilot-cli": (
        {"timestamp": STAMP, "source": "new", "initial_prompt": "Go on"},
        {"timestamp": STAMP, "reason": "complete"},
    ),
    "hawa-code": ({"model": "kimi-k2.5", "permission_mode": "default"}, {"permission_mode": "default"}),
}
"""Host to what its payloads have beside the fields that all have, at the start and at the end."""

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
