"""A stand-in for the models' APIs on 127.0.0.1: records requests, answers from a list of steps."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.e2e import anthropic_messages, gemini_generate, openai_chat, openai_responses
from tests.e2e.protocol import Json, Protocol, Step, server_sent, turns

PROTOCOLS = [
    *(module.PROTOCOL for module in (anthropic_messages, openai_responses, openai_chat, gemini_generate)),
    gemini_generate.WHOLE,
]


@dataclass(slots=True)
class StandIn:
    """The script that the server follows, and what it was asked.

    The n-th answer to a prompt is `steps[n]`; past the end the last one is said again. The place in it is
    read off the request itself, so a retry or a request out of order changes nothing.
    """

    url: str = ""
    steps: Sequence[Step] = ("Understood.",)
    requests: list[Json] = field(default_factory=list)
    """The body of every request for a message, in order of arrival."""
    strays: list[str] = field(default_factory=list)
    """Places elsewhere that the client wanted to reach; the server is also its proxy, and refuses."""

    def answer(self, protocol: Protocol, request: Json) -> Iterator[Json]:
        """Record `request` and return the events of its answer."""
        self.requests.append(request)
        done = turns(protocol.marks(request))
        return protocol.answer(request, self.steps[min(done, len(self.steps) - 1)], len(self.requests))


class Handler(BaseHTTPRequestHandler):
    """Speaks just enough of the protocols for the clients below `npm/`."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def do_CONNECT(self) -> None:
        """Refuse to be a proxy, and remember for whom."""
        self.server.stand_in.strays.append(self.path)
        self.send_error(403)

    def do_HEAD(self) -> None:
        """Say that somebody is here."""
        self.reply(b"", "application/json")

    def do_GET(self) -> None:
        """Answer any question but a prompt with an empty object."""
        self.reply(b"{}", "application/json")

    def do_POST(self) -> None:
        """Answer a prompt, or count its tokens."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        path = self.path.partition("?")[0]
        protocol = next((protocol for protocol in PROTOCOLS if protocol.path.fullmatch(path)), None)
        if protocol:
            events = self.server.stand_in.answer(protocol, body)
            if protocol.whole:
                self.reply(json.dumps(next(events)).encode(), "application/json")
            else:
                self.reply(server_sent(events), "text/event-stream")
        elif path == "/v1/messages/count_tokens":
            self.reply(json.dumps({"input_tokens": len(json.dumps(body)) // 4}).encode(), "application/json")
        else:
            self.reply(b"{}", "application/json")

    def reply(self, body: bytes, kind: str) -> None:
        """Send a whole answer."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """The listening socket and the script it follows."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.stand_in = StandIn(url=f"http://127.0.0.1:{self.server_address[1]}")


@contextmanager
def serve() -> Iterator[StandIn]:
    """Run a server in a thread for as long as the context lasts."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server.stand_in
        finally:
            server.shutdown()
            thread.join()
