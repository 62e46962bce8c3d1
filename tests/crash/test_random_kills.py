"""Real processes, killed at any time: what was confirmed stays, and what was not comes with a later start or end."""

from __future__ import annotations

import os
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="without /proc a client is not known")
KILLS = int(os.environ.get("MEMPLUG_TEST_KILLS", "500"))
"""How many; with 5,000 it takes ten times as long."""
AT_ONCE = 2
SESSIONS = 6
"""Sessions of each of the two rows, again and again with a new question."""


def usual_length(world, verb, payload):
    began = time.monotonic()
    world.finish(world.begin(verb, payload))
    return time.monotonic() - began


def kills(world, row, count):
    """Run hooks, and kill `count` of them; return the question that each session was last asked, once it was saved."""
    chosen = random.Random(row)
    lengths, confirmed, killed = {}, {}, 0
    number = 0
    while killed < count:
        number += 1
        session = f"{row}-{chosen.randrange(SESSIONS)}"
        verb = chosen.choice(("session-start", "session-end"))
        payload = world.payload(session)
        if verb == "session-end":
            if session not in world.notes():  # an end may have been killed after all that matters
                world.finish(world.begin("session-start", payload | {"source": "resume"}))
            goal = f"Question {number:06d} of {session}"
            world.write(session, goal)
            payload |= {"reason": "other"}
        else:
            payload |= {"source": chosen.choice(("startup", "clear", "resume", "compact"))}
        if verb not in lengths or number % 10 == 0:
            lengths[verb] = usual_length(world, verb, payload)
            if verb == "session-end":
                confirmed[session] = goal
            continue
        process = world.begin(verb, payload)
        time.sleep(chosen.uniform(0, lengths[verb]))
        process.kill()
        with process.stdout, process.stderr:
            assert process.stderr.read() == b""
        code = process.wait()
        killed += code != 0
        if verb == "session-end":
            confirmed.pop(session, None)
            if code == 0:
                confirmed[session] = goal
    return confirmed


def test_random_kills_lose_nothing(world):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        rows = pool.map(lambda row: kills(world, row, KILLS // AT_ONCE), range(AT_ONCE))
    confirmed = {session: goal for row in rows for session, goal in row.items()}
    stored = world.stored()
    assert set(confirmed) <= set(stored)
    assert {session: stored[session]["goal"] for session in confirmed} == confirmed
    world.clients_die()
    for file in world.unfinished():
        os.utime(file, (time.time() - 7200,) * 2)
    assert world.start("after") != ""
    world.end("after")
    stored = world.stored()
    asked = world.asked()
    assert {session: digest["goal"] for session, digest in stored.items()} == asked
    assert all(digest["answer"].endswith(": done.") for digest in stored.values())
    assert world.unfinished() == []
    tolerated = ("`memplug adopt` reads them", "no answer is left ready", "so this is the short form")
    assert [line for line in world.log.splitlines() if not any(text in line for text in tolerated)] == []
