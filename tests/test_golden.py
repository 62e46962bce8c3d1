"""Payload in, exact stdout out, for every host and source; `REWRITE_GOLDEN=1` rewrites the files.

Read the difference in review: it is what every user's session will be told.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from memplug.hosts import HOSTS

GOLDEN = Path(__file__).parent / "golden"
SOURCES = ("startup", "resume", "clear", "compact", "fork", "new", "vscode", "web", "unheard-of")
PREFERENCES = """\
[preferences]
language = "Python"
verbosity = "concise"
notes = ["Small commits."]

[[when]]
branch = "main"
notes = ["Never push to main."]
"""
SESSION = (
    ("user", "Add a greet function and use it in app.py"),
    ("tool", "Write", {"file_path": "/elsewhere/greet.py", "content": "x"}, "File created"),
    ("tool", "Bash", {"command": "pytest -q"}, "Exit code 1\n1 failed, 2 passed", True),
    ("say", "One test fails: it expects a capital H."),
    ("user", "The test is wrong, always keep greetings in lower case"),
    ("tool", "Edit", {"file_path": "/elsewhere/tests/test_greet.py"}, "updated"),
    ("tool", "Bash", {"command": "pytest -q"}, "3 passed"),
    ("tool", "TodoWrite", {"todos": [{"content": "greet()", "status": "completed"}, {"content": "README", "status": "pending"}]}, "ok"),
    ("say", "All three tests pass.\n\nShall I describe `greet` in the README?"),
)  # fmt: skip


@pytest.fixture
def worked(home, transcript):
    home.preferences(PREFERENCES)
    home.end(transcript(*SESSION), session_id="last")
    (home.cwd / "notes.txt").write_text("x")
    return home


@pytest.mark.parametrize("host", HOSTS)
def test_every_answer_is_the_golden_one(worked, host):
    kept = worked.path.with_name("as the last session left it")
    shutil.copytree(worked.path, kept)
    for source in SOURCES:
        shutil.rmtree(worked.path)
        shutil.copytree(kept, worked.path)
        payload = {"session_id": "last" if source == "resume" else "next", "cwd": str(worked.cwd), "source": source}
        done = worked.run("session-start", "--host", host, stdin=payload)
        assert (done.returncode, done.stderr) == (0, b"")
        file = GOLDEN / host / f"{source}.json"
        if os.environ.get("REWRITE_GOLDEN"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(json.loads(done.stdout), indent=2, ensure_ascii=False) + "\n", "utf-8")
        assert json.loads(done.stdout) == json.loads(file.read_text("utf-8")), f"{file} differs"
        assert done.stdout.count(b"\n") == 1
