"""What a program that runs agents through an SDK is answered when a session ends."""

from __future__ import annotations

import os

from memplug.context import plain
from memplug.digest.shrink import shrink
from memplug.hosts.payload import end_answer
from memplug.recall import STATE
from memplug.redact import redact
from memplug.scene import Scene
from memplug.store import Session, Store


def answered(here: Scene) -> bytes:
    """Return the answer to the end of `here`'s session; nothing for a host that takes none.

    Raises StoreError when what is saved of the session cannot be read.
    """
    if not here.host.sdk:
        return b""
    options = here.preferences.sdk
    session = _saved(here)
    return end_answer(
        here.host,
        _summary(session) if session else "",
        suppress_output=options.suppress_output,
        cleanup_actions=options.cleanup_actions,
    )


def _saved(here: Scene) -> Session | None:
    if not os.path.exists(here.paths.database):  # noqa: PTH110  Path.exists raises where a folder above is closed
        return None
    with Store(here.paths.database, read_only=True) as store:
        names = (here.host.runtime, here.host.name)  # as `end.save` has it
        return next(filter(None, (store.session(name, here.event.session_id) for name in names)), None)


def _summary(session: Session) -> str:
    """Return the notes that the next session is given, and how much was done."""
    metrics = session.digest.metrics
    counts = f"Prompts: {metrics.prompts}, tool calls: {metrics.tool_calls}"
    return redact("\n".join([*plain.notes(shrink(session.digest, STATE)), counts]))
