"""SIGKILL at every write, fsync, rename, unlink and SQL statement of both commands: what was confirmed stays."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from memplug.store.schema import MIGRATIONS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a process is followed with Linux's ptrace")
WITHOUT_EFFECT = ("statement", "fsync", "fdatasync")
"""Steps after which a killed process leaves no other files than before them."""
AT_EVERY_STATEMENT = ("start that adopts", "end that makes the database", "end")
"""Scenarios with kills after such steps as well."""
HOOKS = {"start": "session-start", "end": "session-end"}
COMMAND = "the-session"


def nothing(world):
    pass


def earlier_sessions(world):
    for session in ("first", "second"):
        world.start(session)
        world.end(session)


def its_start(world):
    world.start(COMMAND)


def its_start_after_others(world):
    earlier_sessions(world)
    world.start(COMMAND)


def a_session_without_end(world):
    earlier_sessions(world)
    world.start("lost")


def a_session_without_end_and_its_start(world):
    a_session_without_end(world)
    # What a start finds open it adopts: the end has to come upon it first.
    world.hook("session-start", world.payload(COMMAND, source="startup"), kill=1)


def the_oldest_schema(world):
    """The tables as they were in schema 1, with what is stored now."""
    earlier_sessions(world)
    rows = {}
    with closing(sqlite3.connect(world.database)) as database, database:
        for table in ("projects", "sessions"):
            rows[table] = database.execute(f"SELECT * FROM {table}").fetchall()
    database.close()
    for file in world.database.parent.glob("memplug.db*"):
        file.unlink()
    with closing(sqlite3.connect(world.database)) as database, database:
        for statement in MIGRATIONS[0]:
            database.execute(statement)
        for table, content in rows.items():
            database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(content[0]))})", content)
        database.execute("PRAGMA user_version = 1")
    database.close()
    world.start(COMMAND)


def commits(world):
    def git(*arguments):
        author = {
            f"GIT_{who}_{what}": "dev@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        subprocess.run(["git", "-C", str(world.project), *arguments], check=True, env=world.environment | author)

    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "Begin")
    earlier_sessions(world)
    world.start(COMMAND)
    time.sleep(1.1)
    git("commit", "-q", "--allow-empty", "-m", "Build the parser")


SCENARIOS = {
    "first start": (nothing, "start", {"source": "startup"}),
    "start on the long way": (earlier_sessions, "start", {"source": "vscode"}),
    "start on the short way": (earlier_sessions, "start", {"source": "startup"}),
    "start that adopts": (a_session_without_end, "start", {"source": "startup"}),
    "end of a session whose start nobody noted": (nothing, "end", {"reason": "other"}),
    "end that makes the database": (its_start, "end", {"reason": "other"}),
    "end": (its_start_after_others, "end", {"reason": "other"}),
    "end that migrates": (the_oldest_schema, "end", {"reason": "other"}),
    "end that adopts": (a_session_without_end_and_its_start, "end", {"reason": "other"}),
    "end with commits": (commits, "end", {"reason": "other"}),
    "checkpoint": (its_start_after_others, "end", {"hook_event_name": "Stop"}),
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_kill_at_any_step_loses_nothing(worlds, scenario):
    prepare, verb, fields = SCENARIOS[scenario]
    for world in worlds:
        prepare(world)
        world.keep()
    confirmed = worlds[0].stored()
    whole = worlds[0].hook(HOOKS[verb], worlds[0].payload(COMMAND, **fields), traced=True)
    assert whole["code"] == 0
    steps = whole["steps"]
    assert len(steps) >= {"start": 4, "end": 60}[verb], steps
    check(worlds[0], confirmed, ended=True, step="its end")
    assert bool(worlds[0].stored()[COMMAND]["commits"]) == (prepare is commits)

    if verb == "end" and scenario != "end":  # the answers that it leaves ready last are the same for every end
        del steps[max(number for number, step in enumerate(steps) if "memplug.db" in step) + 12 :]

    numbers = [
        (number, previous)
        for number, previous in enumerate(["", *steps[:-1]], 1)
        if scenario in AT_EVERY_STATEMENT or not previous.startswith(WITHOUT_EFFECT)
    ]

    def kill_at_some(first):
        for number, previous in numbers[first :: len(worlds)]:
            kill(worlds[first], HOOKS[verb], fields, number, previous)

    with ThreadPoolExecutor(len(worlds)) as pool:
        for _ in pool.map(kill_at_some, range(len(worlds))):
            pass


def kill(world, hook, fields, number, previous):
    """Kill the hook at its step `number`, and look at what it left when the step before it changed something."""
    world.back()
    confirmed, noted = world.stored(), world.notes()
    done = world.hook(hook, world.payload(COMMAND, **fields), kill=number)
    if done["code"] == 0:
        return  # a wait, or a log line, that was not there this time
    assert done["code"] == -9
    if previous.startswith(WITHOUT_EFFECT):
        return
    left = world.stored()
    assert {session: left.get(session) for session in confirmed if session not in noted | {COMMAND}} == {
        session: digest for session, digest in confirmed.items() if session not in noted | {COMMAND}
    }
    known = COMMAND in world.notes() or COMMAND in left
    assert known or COMMAND not in noted
    check(world, confirmed, ended=known, step=f"{number} ({done['steps'][-1]})")


def check(world, confirmed, *, ended, step):
    """Look whether the next start and the next end do what they should, and nothing is lost."""
    for file in world.unfinished():
        os.utime(file, (time.time() - 7200,) * 2)
    noted = world.notes()
    world.start("next")
    world.end("next")
    stored = world.stored()
    expected = {*confirmed, *noted, "next"} | ({COMMAND} if ended else set())
    assert set(stored) == expected, step
    for session, digest in stored.items():
        assert digest["goal"] == f"Goal of {session}", step
        assert digest["answer"] == f"Goal of {session}: done.", step
        if session in confirmed and session != COMMAND:
            assert digest == confirmed[session], step
    assert world.unfinished() == [], step
    assert world.notes() - {"next"} <= noted | {COMMAND}, step
    # On a busy machine a start may leave what there is to adopt for the next end.
    assert [line for line in world.log.splitlines() if "`memplug adopt` reads them" not in line] == [], step
