"""OpenAI's chat completions, as GitHub Copilot CLI speaks them to a provider of the user's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tests.e2e.protocol import Json, Mark, Protocol, Step

USAGE = {"prompt_tokens": 100, "completion_tokens": 1, "total_tokens": 101}


def marks(request: Json) -> Iterator[Mark]:
    """Yield what matters of a request's messages."""
    for message in request["messages"]:
        if message["role"] == "user":
            yield Mark.PROMPT
        elif message.get("tool_calls"):
            yield Mark.TOOLS


def answer(request: Json, step: Step, number: int) -> Iterator[Json]:
    """Yield the chunks of a completion."""
    delta: Json = {"role": "assistant", "content": step if isinstance(step, str) else None}
    if not isinstance(step, str):
        delta["tool_calls"] = [
            {
                "index": n,
                "id": f"call_{number:04}{n:04}",
                "type": "function",
                "function": {"name": call.tool, "arguments": json.dumps(call.arguments)},
            }
            for n, call in enumerate(step)
        ]
    chunk = {"id": f"chatcmpl-{number}", "object": "chat.completion.chunk", "created": 0, "model": request["model"]}
    reason = "stop" if isinstance(step, str) else "tool_calls"
    yield {**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    yield {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}], "usage": USAGE}


PROTOCOL = Protocol(re.compile(r"/v1/chat/completions"), marks, answer)
