"""The OpenAI Responses API, as Codex CLI speaks it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import groupby

from tests.e2e.protocol import Call, Json, Mark, Protocol, Step

USAGE = {"input_tokens": 100, "output_tokens": 1, "total_tokens": 101}


def marks(request: Json) -> Iterator[Mark]:
    """Yield what matters of a request's items."""
    # The calls of one turn are items one after the other.
    yield from (mark for mark, _ in groupby(map(_mark, request["input"])) if mark)


def _mark(item: Json) -> Mark | None:
    if item["type"] == "message":
        return Mark.PROMPT if item["role"] == "user" else None
    return Mark.TOOLS if item["type"].endswith("_call") else None


def answer(_request: Json, step: Step, number: int) -> Iterator[Json]:
    """Yield the events of a response."""
    response = {"id": f"resp_{number:06}"}
    yield {"type": "response.created", "response": response}
    output = _message(step, number) if isinstance(step, str) else [_call(c, number, n) for n, c in enumerate(step)]
    for index, item in enumerate(output):
        yield {"type": "response.output_item.added", "output_index": index, "item": item}
        yield {"type": "response.output_item.done", "output_index": index, "item": item}
    yield {"type": "response.completed", "response": {**response, "output": output, "usage": USAGE}}


def _message(text: str, number: int) -> list[Json]:
    content = [{"type": "output_text", "text": text}]
    return [{"type": "message", "id": f"msg_{number:06}", "role": "assistant", "content": content}]


def _call(call: Call, number: int, n: int) -> Json:
    identity = f"call_{number:04}{n:04}"
    if isinstance(call.arguments, str):
        return {"type": "custom_tool_call", "call_id": identity, "name": call.tool, "input": call.arguments}
    arguments = json.dumps(call.arguments)
    return {"type": "function_call", "call_id": identity, "name": call.tool, "arguments": arguments}


PROTOCOL = Protocol(re.compile(r"/v1/responses"), marks, answer)
