"""Programs that use the GitHub Copilot SDK, for Python and for Node, in a clean room."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.clean_room import FILE, MEMPLUG, Room, Run
from tests.e2e.pinned import pinned
from tests.e2e.protocol import Call, Step

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "copilot-sdk.md"
PINS = HERE / "pip" / "copilot-sdk.txt"


@dataclass(slots=True)
class Program(ABC):
    """A program with the SDK in a room, ready to run."""

    room: Room

    @abstractmethod
    def command(self, prompt: str, *options: str) -> list[str | Path]:
        """Return how it is started."""

    def variables(self) -> dict[str, str]:
        """Return what it needs of the environment besides what leads to the stand-in."""
        return {}

    def ask(self, prompt: str, *options: str) -> Run:
        """Have it give one prompt to a session, and wait for its end."""
        before = len(self.room.model.requests)
        printed = self.room.run(
            self.command(prompt, *options),
            COPILOT_OFFLINE="true",
            COPILOT_AUTO_UPDATE="false",
            COPILOT_PROVIDER_BASE_URL=f"{self.room.model.url}/v1",
            COPILOT_PROVIDER_API_KEY="made-up",
            COPILOT_MODEL="gpt-5",
            **self.variables(),
        )
        return Run(printed.split()[-1], self.room.heard_since(before))

    def work(self, old: str, new: str, answer: str) -> Sequence[Step]:
        """Return steps that edit the project's file and say so."""
        edit = {"path": str(self.room.project / FILE), "old_str": old, "new_str": new}
        return [[Call("edit", edit)], answer]


@dataclass(slots=True)
class Python(Program):
    """With the SDK for Python, and Copilot CLI as its runtime."""

    sdk: Path
    runtime: Path

    def command(self, prompt: str, *options: str) -> list[str | Path]:
        """Return the call of the interpreter that has memplug."""
        # -P: the folder of the script holds a module of the same name as one of memplug's.
        return [sys.executable, "-P", HERE / "copilot_sdk_program.py", self.runtime, prompt, *options]

    def variables(self) -> dict[str, str]:
        """Return where the SDK is, and the folder of memplug where that is not installed."""
        return {"PYTHONPATH": os.pathsep.join((str(self.sdk), str(HERE.parents[1])))}


@dataclass(slots=True)
class Node(Program):
    """With the SDK for Node, its own runtime, and the lines of the documentation."""

    modules: Path
    node: Path

    def __post_init__(self) -> None:
        """Put the program beside its modules, and `memplug` on the path."""
        lines = re.search(r"```js\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
        assert lines
        (self.room.root / "hooks.mjs").write_text(lines[1], "utf-8")
        shutil.copy(HERE / "copilot_sdk.mjs", self.room.root)
        (self.room.root / "node_modules").symlink_to(self.modules)
        self.room.path.append(MEMPLUG.parent)

    def command(self, prompt: str, *options: str) -> list[str | Path]:
        """Return the call of Node."""
        return [self.node, self.room.root / "copilot_sdk.mjs", prompt, *options]


def python_sdk() -> Path:
    """Return the folder that holds what `pip/copilot-sdk.txt` pins; it lies beside the clients from npm."""

    def install(folder: Path) -> subprocess.CompletedProcess[str]:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        arguments = [*pip, "--target", str(folder), "-r", str(PINS)]
        return subprocess.run(arguments, capture_output=True, text=True, check=False)

    return pinned(PINS.read_bytes() + sys.version.encode(), "the SDK", install)
