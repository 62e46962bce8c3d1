"""memplug's hooks in the text of a settings file: put in, brought up to date, taken out. Text in, text out.

The shape is the one that the known hosts share:
`{"hooks": {EVENT: [{"hooks": [{"type": "command", "command": …, "timeout": …}]}]}}`.
Copilot reads another one besides, called flat here: `{"hooks": {"sessionStart": [{"type": "command", "bash": …,
"timeoutSec": …}]}}`, and any mixture of the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from memplug.install.command import DISPATCHER, memplug_verb
from memplug.install.jsontext import Element, JsonText, JsonTextError

COMMANDS = ("command", "bash")
TIMEOUTS = ("timeout", "timeoutSec")
"""The keys of an entry; the second one of each is Copilot's own."""


@dataclass(frozen=True, slots=True)
class Hook:
    """One of our entries: what a host runs at an event."""

    event: str
    verb: str
    command: str
    timeout: int
    """In the host's own unit."""

    @property
    def group(self) -> dict[str, Any]:
        """The item of the event's list."""
        return {"hooks": [{"type": "command", "command": self.command, "timeout": self.timeout}]}


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry of ours with everything around it."""

    verb: str
    event: str
    """Its name as the hosts share it, also where the file has it in camel case."""
    key: str
    """Where in the handler its command stands."""
    path: tuple[tuple[Element, Element], ...]
    """(container, element) from `hooks` in the root down to the handler in its list."""

    @property
    def handler(self) -> Element:
        return self.path[-1][1]


def add(text: str, hooks: Iterable[Hook], *, comments: bool = False, flat: bool = False) -> str:
    """Return `text` with every hook in it once; one that is there already gets today's command.

    Text without a value becomes a new object. `comments` allows them, `flat` looks for hooks in flat entries as
    well. Raises JsonTextError when the text is not JSON or `hooks` has another shape than the hosts'.
    """
    for hook in hooks:
        if text.strip(" \t\r\n"):
            text = _add(text, hook, comments=comments, flat=flat)
        else:
            text = json.dumps({"hooks": {hook.event: [hook.group]}}, ensure_ascii=False, indent=2) + "\n"
    return text


def strip(text: str, *, comments: bool = False, flat: bool = False) -> str:
    """Return `text` without any hook of memplug, and without the lists and keys that held nothing else.

    Raises JsonTextError when the text is not JSON.
    """
    while True:
        document = JsonText.parse(text, comments=comments)
        found = next(_find(document, flat=flat), None)
        if found is None:
            return text
        path = list(found.path)
        container, element = path.pop()
        while path and len(document.children(container)) == 1:
            container, element = path.pop()
        text = document.remove(container, element)


def installed(text: str, *, comments: bool = False, flat: bool = False) -> tuple[Hook, ...]:
    """Return memplug's hooks in `text`, of any version and installation, in their order.

    Raises JsonTextError when the text is not JSON.
    """
    document = JsonText.parse(text, comments=comments)
    return tuple(
        Hook(found.event, found.verb, handler[found.key], next((handler[k] for k in TIMEOUTS if k in handler), 0))
        for found in _find(document, flat=flat)
        for handler in (found.handler.value,)
    )


def without(
    text: str,
    originals: Sequence[str | None],
    events: Sequence[str],
    *,
    comments: bool = False,
    flat: bool = False,
) -> str | None:
    """Return what was there before the hooks were added, or None when there was no file.

    Of `originals` (texts from before, None for no file) the first is taken that gives `text` when the same
    hooks are added to it, in the order of `events`, the dispatcher of session hooks last: then it is exact. Otherwise
    the hooks are cut out. Raises JsonTextError when the text is not JSON.
    """
    # The first one can change the style that the next one finds.
    order = {event: place for place, event in enumerate(events)}
    there = installed(text, comments=comments, flat=flat)
    hooks = sorted(there, key=lambda hook: (hook.verb == DISPATCHER, order.get(hook.event, len(order))))
    if not hooks:
        return text
    for original in originals:
        if _gives(original, hooks, text, comments=comments, flat=flat):
            return original
    return strip(text, comments=comments, flat=flat)


def turned_off(text: str, switches: Mapping[str, bool], *, comments: bool = False) -> str | None:
    """Return the key in `text` that turns every hook off, None when none does.

    `switches` are such keys (a dot leads into an object), each with the value that does it.
    """
    root = JsonText.parse(text, comments=comments).root.value
    for dotted, off in switches.items():
        value = root
        for key in dotted.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is off:
            return dotted
    return None


def check(text: str, known: Sequence[str] = (), *, comments: bool = False) -> None:
    """Raise JsonTextError where `text` has another shape than the hosts', or a key that is none of `known`, if any."""
    document = JsonText.parse(text, comments=comments)
    hooks = _hooks(document)
    for event in document.children(hooks) if hooks else ():
        _check_event(document, event)
    for member in document.children(document.root) if known else ():
        if member.key not in known:
            raise JsonTextError(f'"{member.key}" is no key here, only {" and ".join(known)}', text, member.first)


def _gives(original: str | None, hooks: Sequence[Hook], text: str, *, comments: bool, flat: bool) -> bool:
    try:
        if original and original.strip() and installed(original, comments=comments, flat=flat):
            return False
        return add(original or "", hooks, comments=comments, flat=flat) == text
    except JsonTextError:
        return False


def _add(text: str, hook: Hook, *, comments: bool, flat: bool) -> str:
    document = JsonText.parse(text, comments=comments)
    hooks = _hooks(document)
    if hooks is None:
        return document.insert(document.root, {hook.event: [hook.group]}, "hooks")
    own = [f for f in _find(document, flat=flat) if (f.event, f.verb) == (hook.event, hook.verb)]
    for found in own:
        changed = _bring_up_to_date(document, found, hook)
        if changed != text:
            return _add(changed, hook, comments=comments, flat=flat)
    if own:
        return text
    event = document.get(hooks, hook.event)
    if event is None:
        return document.insert(hooks, [hook.group], hook.event)
    _check_event(document, event)
    return document.insert(event, hook.group)


def _hooks(document: JsonText) -> Element | None:
    """Return the object that holds all hooks, None when there is none. Raises JsonTextError when it is no object."""
    root = document.root
    if not isinstance(root.value, dict):
        raise JsonTextError("the outermost value must be an object, { … }", document.text, root.start)
    hooks = document.get(root, "hooks")
    if hooks is not None and not isinstance(hooks.value, dict):
        raise JsonTextError('"hooks" must be an object, { … }', document.text, hooks.start)
    return hooks


def _check_event(document: JsonText, event: Element) -> None:
    if not isinstance(event.value, list):
        raise JsonTextError(f'"hooks.{event.key}" must be a list, [ … ]', document.text, event.start)


def _bring_up_to_date(document: JsonText, found: _Found, hook: Hook) -> str:
    """Write today's command, and a timeout where there is none; what else a person set there stays."""
    command = document.get(found.handler, found.key)
    if command is not None and command.value != hook.command:
        return document.replace(command, hook.command)
    if not any(key in found.handler.value for key in TIMEOUTS):
        return document.insert(found.handler, hook.timeout, TIMEOUTS[COMMANDS.index(found.key)])
    return document.text


def _find(document: JsonText, *, flat: bool) -> Iterator[_Found]:
    """Yield our entries in the order of the text; what has another shape is somebody else's."""
    root = document.root
    if not isinstance(root.value, dict):
        return
    hooks = document.get(root, "hooks")
    if hooks is None or not isinstance(hooks.value, dict):
        return
    for event in document.children(hooks):
        name = event.key[:1].upper() + event.key[1:] if flat else event.key
        for group in _items(document, event):
            if not isinstance(group.value, dict):
                continue
            path = ((root, hooks), (hooks, event), (event, group))
            handlers = document.get(group, "hooks")
            if handlers is not None:
                for handler in _items(document, handlers):
                    yield from _ours(name, (*path, (handlers, handler)), flat=flat)
            elif flat:
                yield from _ours(name, path, flat=flat)


def _ours(event: str, path: tuple[tuple[Element, Element], ...], *, flat: bool) -> Iterator[_Found]:
    """Yield the handler at the end of `path` when its command is one of memplug's."""
    handler = path[-1][1].value
    for key in COMMANDS if flat else COMMANDS[:1]:
        verb = memplug_verb(handler.get(key)) if isinstance(handler, dict) else None
        if verb is not None:
            yield _Found(verb, event, key, path)
            return


def _items(document: JsonText, element: Element) -> list[Element]:
    return document.children(element) if isinstance(element.value, list) else []
