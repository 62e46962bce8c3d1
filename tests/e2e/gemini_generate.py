"""Gemini's `streamGenerateContent` and `generateContent`, as Gemini CLI speaks them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.e2e.protocol import Json, Mark, Protocol, Step

# A summary that is not shorter than what this says is thrown away.
USAGE = {"promptTokenCount": 50_000, "candidatesTokenCount": 1, "totalTokenCount": 50_001}


def marks(request: Json) -> Iterator[Mark]:
    """Yield what matters of a request's contents."""
    for content in request["contents"]:
        keys = {key for part in content["parts"] for key in part}
        if content["role"] == "model":
            if "functionCall" in keys:
                yield Mark.TOOLS
        elif "functionResponse" not in keys:
            yield Mark.PROMPT


def answer(_request: Json, step: Step, _number: int) -> Iterator[Json]:
    """Yield the one chunk of an answer."""
    if isinstance(step, str):
        parts: list[Json] = [{"text": step}]
    else:
        parts = [{"functionCall": {"name": call.tool, "args": call.arguments}} for call in step]
    candidate = {"index": 0, "content": {"role": "model", "parts": parts}, "finishReason": "STOP"}
    yield {"candidates": [candidate], "usageMetadata": USAGE}


PROTOCOL = Protocol(re.compile(r"/v1beta/models/[^/]+:streamGenerateContent"), marks, answer)
WHOLE = Protocol(re.compile(r"/v1beta/models/[^/]+:generateContent"), marks, answer, whole=True)
"""How it asks for a summary."""
