"""What a file of session hooks says: bytes in, entries and mistakes out, nothing raised."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from memplug.session_hooks.events import matched_field

DEFAULT_TIMEOUT = 15.0
LONGEST_TIMEOUT = 60.0
"""Seconds that a command may take."""
KEYS = {"command": ("type", "command", "timeout"), "json": ("type", "json", "exitcode")}
"""The keys of an entry, by its type."""
SPECIAL = re.compile(r"[^\w\s|-]")
"""What makes a matcher a regular expression; without it, it is names with `|` between them."""
SHAPE = '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "…"}]}]}}'

Spot = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""


class Command(NamedTuple):
    """An entry that runs a shell command."""

    command: str
    timeout: float = DEFAULT_TIMEOUT
    """Seconds."""


class Fixed(NamedTuple):
    """An entry that always answers the same."""

    json: Mapping[str, Any] = {}
    exitcode: int = 0


class Group(NamedTuple):
    """Entries of one event that share a matcher."""

    event: str
    matcher: str
    """Empty: all."""
    entries: tuple[Command | Fixed, ...]

    def matches(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Return whether the matcher fits what the event is about; of an event that is about nothing, always."""
        field = matched_field(event, payload)
        if field is None or self.matcher in ("", "*"):
            return True
        if SPECIAL.search(self.matcher):
            return bool(re.search(self.matcher, field, re.IGNORECASE))
        return field.strip().casefold() in (name.strip().casefold() for name in self.matcher.split("|"))


class Mistake(NamedTuple):
    """What is wrong at one place of a file, and what to do about it."""

    spot: Spot
    message: str
    remedy: str
    fatal: bool = True
    """Whether the file has no effect because of it."""

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}"


class Content(NamedTuple):
    """What a file says; it has an effect only without a fatal mistake."""

    groups: tuple[Group, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def fatal(self) -> Mistake | None:
        """The first mistake that takes the file its effect."""
        return next((mistake for mistake in self.mistakes if mistake.fatal), None)


def read(data: bytes) -> Content:
    """Return what the bytes of a file say."""
    try:
        value = value_of(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return _unreadable(f"this is not UTF-8 (byte {error.start + 1})", "save the file as UTF-8")
    except (ValueError, RecursionError) as error:
        return _unreadable(f"this is not JSON: {error}", "correct it there")
    mistakes: list[Mistake] = []
    return Content(tuple(_groups(value, mistakes)), tuple(mistakes))


def value_of(text: str) -> Any:
    """Return the value that a JSON text stands for. Raises ValueError, also for what only Python takes for a number."""
    return json.loads(text, parse_constant=_refuse, parse_float=_number)


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _number(digits: str) -> float:
    value = float(digits)
    return value if math.isfinite(value) else _refuse(digits)


def _unreadable(message: str, remedy: str) -> Content:
    return Content((), (Mistake((), message, remedy),))


def _groups(value: Any, mistakes: list[Mistake]) -> Iterator[Group]:
    if not isinstance(value, dict) or "hooks" not in value:
        mistakes.append(Mistake((), 'the file must be an object with the key "hooks"', f"write {SHAPE}"))
        return
    if not isinstance(value["hooks"], dict):
        mistakes.append(Mistake(("hooks",), f"hooks must be an object, not {_kind(value['hooks'])}", f"write {SHAPE}"))
        return
    for event, groups in value["hooks"].items():
        spot: Spot = ("hooks", event)
        if not isinstance(groups, list):
            mistakes.append(Mistake(spot, f"{event} must be a list, not {_kind(groups)}", f"write {SHAPE}"))
            continue
        for number, group in enumerate(groups):
            yield from _group(event, group, (*spot, number), mistakes)


def _group(event: str, group: Any, spot: Spot, mistakes: list[Mistake]) -> Iterator[Group]:
    remedy = 'write {"matcher": "…", "hooks": [ … ]}'
    if not isinstance(group, dict):
        mistakes.append(Mistake(spot, f"an item of {event} must be an object, not {_kind(group)}", remedy))
        return
    if not isinstance(group.get("hooks"), list):
        mistakes.append(Mistake(spot, f'an item of {event} must have a list "hooks"', remedy))
        return
    matcher = group.get("matcher")
    if matcher is None:
        matcher = ""
    if wrong := _wrong_matcher(matcher):
        mistakes.append(Mistake((*spot, "matcher"), wrong, 'write names, as in "Edit|Write"'))
        return
    found = (_entry(entry, (*spot, "hooks", number), mistakes) for number, entry in enumerate(group["hooks"]))
    yield Group(event, matcher.strip(), tuple(entry for entry in found if entry is not None))


def _wrong_matcher(matcher: Any) -> str:
    if not isinstance(matcher, str):
        return f"matcher must be a string, not {_kind(matcher)}"
    if matcher.strip() != "*" and SPECIAL.search(matcher):
        try:
            re.compile(matcher)
        except (re.error, RecursionError, OverflowError) as error:
            return f"matcher is no regular expression: {error}"
    return ""


def _entry(entry: Any, spot: Spot, mistakes: list[Mistake]) -> Command | Fixed | None:
    kind = entry.get("type") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(kind, str) or kind not in KEYS:
        message = f"a hook must be an object, not {_kind(entry)}"
        if isinstance(entry, dict):
            message = f'type must be "command" or "json", not {_shown(entry["type"])}' if "type" in entry else "no type"
        mistakes.append(Mistake(spot, message, 'write {"type": "command", "command": "…"}'))
        return None
    known = KEYS[kind]
    mistakes += [
        Mistake((*spot, key), f"{key} has no meaning here", f"a {kind} hook takes {', '.join(known)}", fatal=False)
        for key in entry
        if key not in known
    ]
    return _command(entry, spot, mistakes) if kind == "command" else _fixed(entry, spot, mistakes)


def _command(entry: Mapping[str, Any], spot: Spot, mistakes: list[Mistake]) -> Command | None:
    command, timeout = entry.get("command"), entry.get("timeout", DEFAULT_TIMEOUT)
    if not isinstance(command, str) or not command.strip() or "\0" in command:
        what = "a command hook without a command" if "command" not in entry else "command must be a non-empty string"
        mistakes.append(Mistake(spot, what, 'write "command": "…"'))
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
        message = f"timeout must be a number of seconds above 0, not {_shown(timeout)}"
        mistakes.append(Mistake((*spot, "timeout"), message, f"write a number up to {LONGEST_TIMEOUT:.0f}"))
        return None
    if timeout > LONGEST_TIMEOUT:
        message = f"timeout is {LONGEST_TIMEOUT:.0f} seconds at most, so that holds"
        mistakes.append(Mistake((*spot, "timeout"), message, "write a smaller number", fatal=False))
    return Command(command, float(min(timeout, LONGEST_TIMEOUT)))


def _fixed(entry: Mapping[str, Any], spot: Spot, mistakes: list[Mistake]) -> Fixed | None:
    answer, code = entry.get("json", {}), entry.get("exitcode", 0)
    if not isinstance(answer, dict):
        mistakes.append(Mistake((*spot, "json"), f"json must be an object, not {_kind(answer)}", 'write "json": { … }'))
        return None
    if isinstance(code, bool) or not isinstance(code, int) or code not in range(256):
        message = f"exitcode must be a whole number from 0 to 255, not {_shown(code)}"
        mistakes.append(Mistake((*spot, "exitcode"), message, 'write "exitcode": 0 or leave it out'))
        return None
    return Fixed(answer, code)


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:60]
