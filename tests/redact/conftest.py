"""The labelled set: secrets by kind, put together from shapes, and look-alikes."""
# ruff: noqa: RUF001, RUF002  the signs around a shape are ones that no secret and no code has

from __future__ import annotations

import base64
import json
import random
import re
import string
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "data" / "secrets"
ALPHABETS = {
    "b62": string.ascii_letters + string.digits,
    "b36": string.ascii_lowercase + string.digits,
    "B36": string.ascii_uppercase + string.digits,
    "b32": string.ascii_uppercase + "234567",
    "B32": "023456789ACDEFGHJKLMNPQRSTUVWXYZ",
    "b64": string.ascii_letters + string.digits + "+/",
    "url": string.ascii_letters + string.digits + "-_",
    "abc": string.ascii_letters,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "dig": string.digits,
}
SHAPE = re.compile(r"‹(\w+)(?::(\d+))?›")
MARKED = re.compile(r"⟦(.*?)⟧", re.DOTALL)
WORDS = (
    "Tiger",
    "hunter",
    "Summer",
    "dragon",
    "Blue",
    "monkey",
    "Winter",
    "trust",
    "Coffee",
    "pa55",
    "S3cr3t",
    "qwerty",
    "Orange",
)
LINE = 64
"""Characters of one line in a key file."""


@dataclass(frozen=True)
class Case:
    """A text and the secrets in it."""

    kind: str
    text: str
    secrets: tuple[str, ...]

    def remains(self, cleaned: str) -> bool:
        """Tell whether a secret, or a quarter of one, is still to be read in `cleaned`."""
        return any(piece in cleaned for secret in self.secrets for piece in _pieces(secret))


def _pieces(secret: str) -> Iterator[str]:
    """Yield texts of which a cleaned text may hold none: the secret, and each part of it that gives something away."""
    size = max(8, min(16, len(secret) // 4))
    for at in range(0, max(1, len(secret) - size + 1), size // 2):
        yield secret[at : at + size] if len(secret) >= size else secret


def fill(shape: str, seed: str) -> str:
    """Return `shape` with each ‹…› in it made up; the same seed gives the same text."""
    luck = random.Random(seed)
    return SHAPE.sub(lambda match: _made(match[1], int(match[2] or 0), luck), shape)


def _made(form: str, length: int, luck: random.Random) -> str:
    if form in ALPHABETS:
        return _like_a_token("".join(luck.choices(ALPHABETS[form], k=length)), form, luck)
    return SPECIAL[form](length, luck)


def _like_a_token(text: str, form: str, luck: random.Random) -> str:
    """Return `text` with a digit in it and no sign at its ends, as every generator's text of that length nearly always is."""
    if form in {"url", "b64"} and text[:1] + text[-1:] != "":
        text = luck.choice(string.ascii_letters) + text[1:-1] + luck.choice(string.ascii_letters)
    if len(text) > 9 and form not in {"abc", "dig"} and not any(map(str.isdigit, text)):
        text = text[:4] + luck.choice("23456789"[: 6 if form == "b32" else 8]) + text[5:]
    return text


def _uuid(_: int, luck: random.Random) -> str:
    figures = "".join(luck.choices(ALPHABETS["hex"], k=32))
    return f"{figures[:8]}-{figures[8:12]}-4{figures[13:16]}-a{figures[17:20]}-{figures[20:]}"


def _password(_: int, luck: random.Random) -> str:
    words = luck.sample(WORDS, 2)
    return f"{words[0]}{luck.choice(['', '-', '_', '!', '@'])}{words[1]}{luck.randrange(10, 9999)}{luck.choice(['', '!', '#', '?'])}"


def _base64(value: object, luck: random.Random | None = None) -> str:
    plain = value.encode() if isinstance(value, str) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(plain).decode().rstrip("=") if luck is None else base64.b64encode(plain).decode()


def _jwt(_: int, luck: random.Random) -> str:
    claims = {"sub": str(luck.randrange(10**9)), "name": "Ada", "iat": luck.randrange(10**9)}
    return f"{_base64({'alg': 'HS256', 'typ': 'JWT'})}.{_base64(claims)}.{_made('url', 43, luck)}"


def _jwe(_: int, luck: random.Random) -> str:
    head = _base64({"alg": "dir", "enc": "A256GCM"})
    return f"{head}..{_made('url', 16, luck)}.{_made('url', 80, luck)}.{_made('url', 22, luck)}"


SPECIAL: dict[str, Callable[[int, random.Random], str]] = {
    "uuid": _uuid,
    "pass": _password,
    "jwt": _jwt,
    "jwe": _jwe,
    "basic": lambda _, luck: _base64(f"svc:{_password(0, luck)}", luck),
    "lines": lambda count, luck: "\n".join(_made("b64", LINE, luck) for _ in range(count)),
    "escaped": lambda count, luck: "\\n".join(_made("b64", LINE, luck) for _ in range(count)),
}


def _read(name: str) -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def _case(kind: str, shape: str, name: str, context: str, seed: str) -> Case:
    made = fill(shape, seed)
    secrets = tuple(MARKED.findall(made)) or (made,)
    secrets = tuple(part for secret in secrets for part in re.split(r"\n|\\n", secret))
    plain = MARKED.sub(r"\1", made)
    return Case(kind, context.format(s=plain, n=name), secrets)


def kinds() -> dict[str, tuple[str, str, str]]:
    """Return each kind's name with its form (`bare`, `named`, `placed`), the name of its variable and its shape."""
    found: dict[str, tuple[str, str, str]] = {}
    for form, entries in _read("kinds").items():
        for kind, entry in entries.items():
            name, shape = entry if isinstance(entry, list) else ("", entry)
            found[kind] = (form, name, shape)
    return found


def secrets(run: str = "") -> list[Case]:
    """Return every kind in every surrounding of its form; `run` makes other texts of the same shapes."""
    contexts = _read("contexts")
    return [
        _case(kind, shape, name, context, f"{run}{kind}{number}")
        for kind, (form, name, shape) in kinds().items()
        for number, context in enumerate(contexts[form])
    ]


def lookalikes(run: str = "") -> list[Case]:
    """Return every ordinary text that must stay as it is."""
    return [
        Case(group, fill(shape, f"{run}{group}{number}"), ())
        for group, shapes in _read("lookalikes").items()
        for number, shape in enumerate(shapes)
    ]


@dataclass(frozen=True)
class Labelled:
    """The set, and how to make others of the same shapes."""

    secrets: Callable[[str], list[Case]] = secrets
    lookalikes: Callable[[str], list[Case]] = lookalikes
    kinds: Callable[[], dict[str, tuple[str, str, str]]] = kinds
    fill: Callable[[str, str], str] = fill


@pytest.fixture(scope="session")
def labelled() -> Labelled:
    """The labelled set."""
    return Labelled()


@pytest.fixture(scope="session")
def planted() -> list[Case]:
    """The labelled secrets."""
    return secrets()


@pytest.fixture(scope="session")
def ordinary() -> list[Case]:
    """The labelled look-alikes."""
    return lookalikes()
