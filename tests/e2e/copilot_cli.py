"""GitHub Copilot CLI in a clean room."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

from tests.e2e.clean_room import FILE, Run
from tests.e2e.client import Client
from tests.e2e.protocol import Call, Step


class Copilot(Client):
    """GitHub Copilot CLI with a provider of the user's own."""

    host = "copilot-cli"
    settings_file = ".copilot/hooks/memplug.json"
    transcripts = ".copilot/session-state/*/events.jsonl"
    source = "new"

    def prepare(self) -> None:
        """Do nothing: it is all in the environment."""

    @property
    def command(self) -> list[str | Path]:
        """The client without a prompt, in a mode that asks nothing."""
        return [self.binary, "--allow-all-tools", "--allow-all-paths", "--disable-builtin-mcps"]

    @property
    def variables(self) -> dict[str, str]:
        """What points it to the stand-in and keeps it quiet."""
        return {
            "COPILOT_OFFLINE": "true",
            "COPILOT_AUTO_UPDATE": "false",
            "COPILOT_PROVIDER_BASE_URL": f"{self.room.model.url}/v1",
            "COPILOT_PROVIDER_API_KEY": "made-up",
            "COPILOT_MODEL": "gpt-5",
        }

    def ask(self, prompt: str, *options: str | Path, trusted: bool = False, resume: str = "") -> Run:
        """Give it one prompt, headless, and wait for its end; `trusted` as if its user had trusted the folder."""
        before = len(self.room.model.requests)
        session = resume or str(uuid.uuid4())
        which = f"--resume={session}" if resume else f"--session-id={session}"
        variables = {**self.variables, "COPILOT_ALLOW_ALL": "true" if trusted else ""}
        self.room.run([*self.command, which, *options, "-p", prompt], **variables)
        return Run(session, self.room.heard_since(before))

    def work(self, old: str, new: str, done: str, to_do: str) -> Sequence[Step]:
        """Return steps that use the table of its session, and its edit."""
        rows = f"('a', '{done}', 'done'), ('b', '{to_do}', 'pending')"
        query = f"INSERT INTO todos (id, title, status) VALUES {rows}"
        edit = {"path": str(self.room.project / FILE), "old_str": old, "new_str": new}
        return [[Call("sql", {"description": "Plan", "query": query})], [Call("edit", edit)], "It is done."]
