"""What a file without a mistake says in vain: at an event that there may not be, or what the host does not take."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches

from memplug.hosts import Host
from memplug.session_hooks.answers import allowed, takes
from memplug.session_hooks.content import Content, Fixed, Mistake
from memplug.session_hooks.dispatch import canonical
from memplug.session_hooks.events import EVENTS

LEFT_OUT = "it is left out of the answer"


def remarks(said: Content, host: Host) -> Iterator[Mistake]:
    """Yield what will have no effect in `host`, at its place; nothing for a file that has none at all."""
    if said.fatal:
        return
    seen: Counter[str] = Counter()
    for group in said.groups:
        event, spot = canonical(host, group.event), ("hooks", group.event, seen[group.event])
        if not seen[group.event] and (remark := _on_event(host, event)):
            yield Mistake(spot[:2], *remark, fatal=False)
        seen[group.event] += 1
        for number, entry in enumerate(group.entries):
            if isinstance(entry, Fixed):
                for reason in _in_vain(host, event, entry):
                    yield Mistake((*spot, "hooks", number, "json"), reason, LEFT_OUT, fatal=False)


def _on_event(host: Host, event: str) -> tuple[str, str] | None:
    """Return what is to be said of an event, and what to do about it; None for one at which the host calls memplug."""
    own = host.session_hooks.events
    if event in own:
        return None
    if event in EVENTS:
        return f"{host.title} has no event {event}", f"it has {', '.join(own)}"
    names = {name.casefold(): name for name in (*EVENTS, *own.values())}
    near = get_close_matches(event.casefold(), names, n=1, cutoff=0.75)
    meant = f", did you mean {names[near[0]]}?" if near else ""
    remedy = f"it runs only where the settings of {host.title} call `memplug session-hook run` at that event"
    return f"{event} is no event that memplug knows{meant}", remedy


def _in_vain(host: Host, event: str, entry: Fixed) -> Iterator[str]:
    """Yield what a fixed answer says that its event does not allow, or the host does not take."""
    answer = allowed(event, entry.json)
    yield from answer.dropped
    for name, value in (*answer.top.items(), *answer.inner.items()):
        if not takes(host, event, name, value):
            yield f"{host.title} does not take {name} {json.dumps(value, ensure_ascii=False)[:80]} at {event}"
