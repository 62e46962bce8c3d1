"""Fifty hooks at the same moment on one project: all are answered, and every session is saved."""

from __future__ import annotations

import subprocess

SESSIONS = 25
TOLERATED = ("no answer is left ready", "so this is the short form", "git took longer", "`memplug adopt` reads them")
"""What a busy machine may cost: time for the next start, and never a session."""


def test_fifty_starts_and_ends_at_once(world):
    subprocess.run(["git", "-C", str(world.project), "init", "-q", "-b", "main"], check=True, env=world.environment)
    for number in range(SESSIONS):  # the transcripts are there before anything starts
        world.payload(f"ends-{number}")
        world.payload(f"starts-{number}")
    begun = []
    for number in range(SESSIONS):
        begun.append(world.begin("session-end", world.payload(f"ends-{number}", reason="other")))
        begun.append(world.begin("session-start", world.payload(f"starts-{number}", source="startup")))
    for process in begun:
        world.finish(process)
    ended = {f"ends-{number}" for number in range(SESSIONS)}
    started = {f"starts-{number}" for number in range(SESSIONS)}
    stored = world.stored()
    assert ended <= set(stored)
    assert {session: digest["goal"] for session, digest in stored.items()} == {
        session: f"Goal of {session}" for session in stored
    }
    assert started == world.notes()
    assert [line for line in world.log.splitlines() if not any(text in line for text in TOLERATED)] == []
    # A second row: the database is there, and each of these sessions is known.
    begun = [world.begin("session-end", world.payload(session, reason="other")) for session in sorted(started | ended)]
    for process in begun:
        world.finish(process)
    assert set(world.stored()) == started | ended
    assert world.notes() == set()
    assert [line for line in world.log.splitlines() if not any(text in line for text in TOLERATED)] == []
