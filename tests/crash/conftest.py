"""Processes that are killed, and what they leave."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug import open_sessions

FORKS = Path(__file__).parent / "hooks_in_forks.py"
LAUNCHER = Path(__file__).parents[2] / "hooks" / "memplug_hook.py"


class World:
    """A home for memplug, a project, transcripts, and clients that run one hook each and are gone then."""

    def __init__(self, folder, forks):
        self.forks = forks
        self.home, self.project, self.transcripts = folder / "home", folder / "project", folder / "transcripts"
        for one in (self.project, self.transcripts, folder / "user"):
            one.mkdir(parents=True)
        self.environment = {
            "HOME": str(folder / "user"),
            "MEMPLUG_HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "MEMPLUG_PATIENCE": "10",  # to be followed step by step is work as well
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def hook(self, verb, payload, *, kill=0, traced=False):
        """Run a hook, follow its steps or kill it at one; return what it said and did."""
        wanted = {
            "arguments": [verb, "--host", "claude-code"], "stdin": json.dumps(payload), "environment": self.environment,
            "cwd": str(self.project), "kill": kill, "traced": traced or bool(kill),
        }  # fmt: skip
        self.forks.stdin.write(json.dumps(wanted) + "\n")
        self.forks.stdin.flush()
        return json.loads(self.forks.stdout.readline())

    def payload(self, session, **fields):
        """Return what every hook of a session is told; its transcript is there."""
        file = self.transcripts / f"{session}.jsonl"
        if not file.exists():
            self.write(session, f"Goal of {session}")
        return {"session_id": session, "cwd": str(self.project), "transcript_path": str(file)} | fields

    def write(self, session, goal):
        """Write the transcript of a session of one question and its answer, in Claude Code's format."""
        lines = []
        for kind, content in (("user", goal), ("assistant", [{"type": "text", "text": f"{goal}: done."}])):
            stamp = {
                "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
                "cwd": "/elsewhere",
                "isSidechain": False,
            }
            lines.append(json.dumps({"type": kind, "message": {"role": kind, "content": content}} | stamp) + "\n")
        # A host appends: whoever reads beside it never finds the transcript empty.
        new = self.transcripts.with_name(f"{session}.new")
        new.write_text("".join(lines), "utf-8")
        new.replace(self.transcripts / f"{session}.jsonl")

    def asked(self):
        """Return the question of every session that has a transcript."""
        firsts = {file.stem: file.read_text("utf-8").partition("\n")[0] for file in self.transcripts.iterdir()}
        return {session: json.loads(first)["message"]["content"] for session, first in firsts.items()}

    def begin(self, verb, payload):
        """Begin a hook as its host does, by the installed command; it has its payload then."""
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(LAUNCHER), verb, "--host", "claude-code"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment, cwd=self.project,
        )  # fmt: skip
        process.stdin.write(json.dumps(payload).encode())
        process.stdin.close()
        return process

    @staticmethod
    def finish(process):
        """Wait for a hook that must succeed, and return what it said."""
        with process.stdout, process.stderr:
            out, err = process.stdout.read(), process.stderr.read()
        assert (process.wait(), err) == (0, b"")
        assert not out or isinstance(json.loads(out), dict)
        return out

    def start(self, session, **fields):
        return self.answered("session-start", self.payload(session, source="startup") | fields)

    def end(self, session, **fields):
        return self.answered(
            "session-end", self.payload(session, hook_event_name="SessionEnd", reason="other") | fields
        )

    def answered(self, verb, payload):
        """Run a hook that must succeed, and return the context it answers with."""
        done = self.hook(verb, payload)
        assert (done["code"], done["err"]) == (0, "")
        if not done["out"]:
            return ""
        assert done["out"].endswith("}\n")
        (answer,) = done["out"].splitlines()
        assert verb == "session-start"
        return json.loads(answer)["hookSpecificOutput"]["additionalContext"]

    @property
    def database(self):
        return self.home / "state" / "memplug.db"

    def stored(self):
        """Return the digest of every session in the store, once it is known to be sound."""
        if not self.database.exists():
            return {}
        copy = self.home.with_name("copy")
        copy.mkdir()
        # To open it would bring it in order, which is for the commands to do.
        for file in self.database.parent.glob(f"{self.database.name}*"):
            shutil.copy(file, copy)
        try:
            return self._sessions(copy / self.database.name)
        finally:
            shutil.rmtree(copy)

    def _sessions(self, file):
        with contextlib.closing(sqlite3.connect(file)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'sessions'").fetchone():
                return {}
            rows = database.execute("SELECT id, digest FROM sessions").fetchall()
        digests = {name: json.loads(digest) for name, digest in rows}
        assert len(digests) == len(rows)
        return digests

    def notes(self):
        """Return the ids of the sessions that are noted as open."""
        records = (open_sessions.read(str(file)) for file in self.home.glob("state/open/*/[0-9a-f]*"))
        return {record.session for record in records if record}

    def clients_die(self):
        """Make every note say that its client began with the machine, and so is gone."""
        for file in self.home.glob("state/open/*/[0-9a-f]*"):
            record = open_sessions.read(str(file))
            record.process = f"{record.process.rpartition(' ')[0]} 1"
            assert open_sessions.write(str(file), record)

    def unfinished(self):
        """Return the temporary files."""
        return [file for file in self.home.rglob("*") if file.name.endswith(".tmp")]

    @property
    def log(self):
        file = self.home / "state" / "memplug.log"
        return file.read_text("utf-8") if file.exists() else ""

    def keep(self):
        """Remember the home as it is now, for `back`."""
        self.home.mkdir(exist_ok=True)
        shutil.copytree(self.home, self.home.with_name("kept"))

    def back(self):
        """Bring the home back as it was."""
        shutil.rmtree(self.home)
        shutil.copytree(self.home.with_name("kept"), self.home)


@pytest.fixture(scope="session")
def all_forks():
    """Two processes that run hooks in forks."""
    made = [
        subprocess.Popen([sys.executable, str(FORKS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    yield made
    for one in made:
        with one.stdin, one.stdout:
            pass
        one.wait()


@pytest.fixture
def worlds(tmp_path, all_forks):
    """Two worlds in which something may go on at the same time."""
    return [World(tmp_path / f"world-{number}", forks) for number, forks in enumerate(all_forks)]


@pytest.fixture
def world(worlds):
    return worlds[0]
