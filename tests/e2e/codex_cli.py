"""Codex CLI in a clean room."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.e2e.clean_room import FILE, Run
from tests.e2e.client import Client
from tests.e2e.protocol import Call, Json, Step

CONFIG = """
model = "gpt-5.5"
model_provider = "stand-in"
approval_policy = "never"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false

[analytics]
enabled = false

[features]
plugins = false  # its catalogue is fetched at every start

[tools.update_plan]
enabled = true

[model_providers.stand-in]
name = "Stand-in"
base_url = "{url}/v1"
wire_api = "responses"
env_key = "STAND_IN_KEY"
request_max_retries = 0

[projects."{project}"]
trust_level = "trusted"
"""

PATIENCE = 60
"""Seconds after which the server is ended, whatever it is asked."""

CATALOGUE = {"github.com:443", "api.github.com:443", "chatgpt.com:443"}
"""Where it looks for plugins at every start, when plugins are on; there is no way to stop it."""


class Codex(Client):
    """Codex CLI, which runs hooks that nobody has trusted yet only when told to."""

    host = "codex"
    settings_file = ".codex/hooks.json"

    @property
    def config(self) -> Path:
        """Its configuration, which also notes which hooks are trusted."""
        return self.room.home / ".codex/config.toml"

    def prepare(self) -> None:
        """Write the configuration, which is not the file with the hooks."""
        self.config.parent.mkdir()
        self.config.write_text(CONFIG.format(url=self.room.model.url, project=self.room.project), encoding="utf-8")

    def ask(self, prompt: str, *options: str, trusted: bool = True, resume: str = "") -> Run:
        """Give it one prompt, headless, and wait for its end; `trusted` as if its user had trusted the hooks."""
        before = len(self.room.model.requests)
        trust = ["--dangerously-bypass-hook-trust"] if trusted else []
        verbs, session = (["exec", "resume"], [resume]) if resume else (["exec"], [])
        command: list[str | Path] = [self.binary, *verbs, "--json", *trust, *options, *session, prompt]
        printed = self.room.run(command, STAND_IN_KEY="made-up")
        started = json.loads(printed.partition("\n")[0])
        return Run(started["thread_id"], self.room.heard_since(before))

    def trust(self) -> None:
        """Note that its user trusts the installed hooks, as the client does: with the hash that it names for each."""
        with Server(self) as server:
            (listed,) = server.ask("hooks/list", cwds=[str(self.room.project)])["data"]
        with self.config.open("a", encoding="utf-8") as config:
            for hook in listed["hooks"]:
                config.write(f'\n[hooks.state."{hook["key"]}"]\ntrusted_hash = "{hook["currentHash"]}"\n')

    def work(self, old: str, new: str, done: str, to_do: str) -> Sequence[Step]:
        """Return steps that use the plan and a patch, which is free text."""
        plan = [{"step": done, "status": "completed"}, {"step": to_do, "status": "pending"}]
        patch = f"*** Begin Patch\n*** Update File: {FILE}\n@@\n-{old}\n+{new}\n*** End Patch\n"
        return [[Call("update_plan", {"plan": plan})], [Call("apply_patch", patch)], "It is done."]


class Server:
    """`codex app-server`, the part of it that its terminal talks to: here the tests say what is typed there."""

    def __init__(self, codex: Codex) -> None:
        self._room = codex.room
        self._process = subprocess.Popen(
            [codex.binary, "app-server"],
            cwd=codex.room.project,
            env={**codex.room.environment, "STAND_IN_KEY": "made-up"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._watch = threading.Timer(PATIENCE, self._process.kill)
        self._number = 0

    def __enter__(self) -> Self:
        self._watch.start()
        self.ask("initialize", clientInfo={"name": "tests", "version": "1"})
        self._say({"method": "initialized"})
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._process:  # it goes when its stdin closes
            assert self._process.stdin
            self._process.stdin.close()
        self._watch.cancel()

    def ask(self, method: str, **params: object) -> Json:
        """Return what it answers to a request."""
        self._number += 1
        self._say({"id": self._number, "method": method, "params": params})
        result: Json = self._hear(lambda said: said.get("id") == self._number)["result"]
        return result

    def start(self, source: str) -> str:
        """Begin a session, at its opening (`startup`) or after /clear (`clear`), and return its id."""
        started: str = self.ask("thread/start", cwd=str(self._room.project), sessionStartSource=source)["thread"]["id"]
        return started

    def prompt(self, session: str, text: str) -> Run:
        """Give a session a prompt and wait until its turn has ended."""
        before = len(self._room.model.requests)
        self.ask("turn/start", threadId=session, input=[{"type": "text", "text": text, "text_elements": []}])
        self._hear(lambda said: said.get("method") == "turn/completed")
        return Run(session, self._room.heard_since(before))

    def compact(self, session: str) -> None:
        """Do what /compact does, and wait until it is done."""
        self.ask("thread/compact/start", threadId=session)
        self._hear(lambda said: said.get("method") == "turn/completed")

    def _say(self, message: Json) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps(message)}\n")
        self._process.stdin.flush()

    def _hear(self, wanted: Callable[[Json], bool]) -> Json:
        assert self._process.stdout
        heard: Json | None = next((said for said in map(json.loads, self._process.stdout) if wanted(said)), None)
        assert heard, "it ended, or said nothing of the kind"
        return heard
