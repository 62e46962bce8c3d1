"""Whether a file is left over, told from what a session leaves behind that has ended or was killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from memplug import open_sessions
from memplug.session_hooks.file import Found
from memplug.session_hooks.stale import SILENT, is_stale
from tests.session_hooks.conftest import SESSION, fixed

HOUR = 3600
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked at in /proc")


@pytest.fixture
def found(session):
    """A file that was made an hour ago."""
    path = session.hooks("Stop", fixed())
    os.utime(path, (time.time() - HOUR,) * 2)
    return Found("project", path)


@pytest.fixture
def dead():
    """A process that is gone, as a note names it."""
    code = "import os; print(os.getpid(), open('/proc/self/stat').read().rpartition(') ')[2].split()[19])"
    printed = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    return f"{open_sessions._machine()} {printed.strip()}"


def note(session, process, ago, host="claude-code"):
    """Note a session as its start does, `ago` seconds ago."""
    folder = session.paths.state / "open" / "0123456789abcdef"
    folder.mkdir(parents=True)
    opened = str(time.time() - ago)
    record = open_sessions.Record("/p", host, session.id, str(session.project), "", "", process, opened)
    assert open_sessions.note(str(folder), record)


def test_nothing_is_known(session, found):
    assert not is_stale(session.paths, found)


def test_it_has_ended(session, found):
    session.call("SessionEnd")
    assert is_stale(session.paths, found)
    os.utime(found.path, (time.time() + HOUR,) * 2)  # made for the time when it is resumed
    assert not is_stale(session.paths, found)


@linux
@pytest.mark.parametrize("host", ["claude-code", "copilot-cli"])
def test_its_process_was_killed(session, found, dead, host):
    note(session, dead, 60, host)
    assert is_stale(session.paths, found)
    os.utime(found.path)
    assert not is_stale(session.paths, found)


@linux
def test_its_process_runs(session, found):
    _, _, started = open_sessions._process(os.getpid())
    note(session, f"{open_sessions._machine()} {os.getpid()} {started}", 2 * SILENT)
    os.utime(found.path, (time.time() - 3 * SILENT,) * 2)
    assert not is_stale(session.paths, found)


@pytest.mark.parametrize(("ago", "stale"), [(SILENT / 2, False), (2 * SILENT, True)])
def test_where_processes_cannot_be_looked_at_a_day_tells(session, found, ago, stale):
    os.utime(found.path, (time.time() - 3 * SILENT,) * 2)
    note(session, "", ago)
    assert is_stale(session.paths, found) is stale


def test_of_one_that_was_adopted_the_record_tells(home, transcript):
    home.end(transcript(("user", "Add a door")), session_id=SESSION)
    file = home.cwd / f".claude/hooks/hooks.{SESSION}.json"
    file.parent.mkdir(parents=True)
    file.write_text("{}")
    for made, stale in ((time.time() - 400 * SILENT, True), (time.time() + HOUR, False)):
        os.utime(file, (made, made))
        (row,) = json.loads(home.run("session-hook", "list", "--json").stdout)
        assert row["stale"] is stale
    os.utime(file, (0, 0))
    assert home.run("session-hook", "remove", "--stale").returncode == 0
    assert not file.exists()
