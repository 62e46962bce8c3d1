"""The Anthropic Messages API, as Claude Code speaks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tests.e2e.protocol import Json, Mark, Protocol, Step


def marks(request: Json) -> Iterator[Mark]:
    """Yield what matters of a request's messages."""
    for message in request["messages"]:
        blocks = message["content"] if isinstance(message["content"], list) else []
        kinds = {block["type"] for block in blocks}
        if message["role"] == "assistant":
            if "tool_use" in kinds:
                yield Mark.TOOLS
        elif "tool_result" not in kinds:
            yield Mark.PROMPT


def answer(request: Json, step: Step, number: int) -> Iterator[Json]:
    """Yield the events of a message."""
    calls = not isinstance(step, str)
    yield {
        "type": "message_start",
        "message": {
            "id": f"msg_{number:06}",
            "type": "message",
            "role": "assistant",
            "model": request["model"],
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 100, "output_tokens": 1},
        },
    }
    for index, (block, delta) in enumerate(_blocks(step, number)):
        yield {"type": "content_block_start", "index": index, "content_block": block}
        yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    end = {"stop_reason": "tool_use" if calls else "end_turn", "stop_sequence": None}
    yield {"type": "message_delta", "delta": end, "usage": {"output_tokens": 1}}
    yield {"type": "message_stop"}


def _blocks(step: Step, number: int) -> Iterator[tuple[Json, Json]]:
    """Yield each block as it begins, empty, and what is then added to it."""
    if isinstance(step, str):
        yield {"type": "text", "text": ""}, {"type": "text_delta", "text": step}
        return
    for n, call in enumerate(step):
        block = {"type": "tool_use", "id": f"toolu_{number:04}{n:04}", "name": call.tool, "input": {}}
        yield block, {"type": "input_json_delta", "partial_json": json.dumps(call.arguments)}


PROTOCOL = Protocol(re.compile(r"/v1/messages"), marks, answer)
