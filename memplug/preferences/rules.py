"""Which keys there are and what each may hold; `preferences.schema.json` says the same for editors."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, get_args

from memplug.preferences.model import SECTIONS, Kind

VERBOSITIES = ("concise", "normal", "detailed")
KINDS = get_args(Kind)


class Rule(NamedTuple):
    """What one key may hold."""

    expected: str
    """Completes the sentence "the key must be …"."""
    example: str
    """A value as it is written in TOML, for the remedy."""
    fits: Callable[[Any], bool]
    choices: tuple[str, ...] = ()
    each: bool = False
    """The value is a list whose items are judged one by one; lists of several files are joined."""
    named: bool = False
    """The value is a table whose values are judged one by one; tables of several files are merged."""
    many: bool = False
    """The value is used as a list, even when one string is written."""

    def line(self, key: str) -> str:
        """Return a line that is right, to copy."""
        return f"{key.partition('[')[0].partition('.')[0]} = {self.example}"


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_filled(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_filled_or_list(value: object) -> bool:
    return _is_filled(value) or (isinstance(value, list) and bool(value) and all(map(_is_filled, value)))


def _is_text_or_list(value: object) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


def _is_order(value: object) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(name, str) and name in SECTIONS for name in value)
        and len(set(value)) == len(value)
    )


def _one_of(choices: tuple[str, ...], example: str, *, named: bool = False) -> Rule:
    def fits(value: object) -> bool:
        return isinstance(value, str) and value in choices

    return Rule(_alternatives(choices), example, fits, choices, named=named)


def _alternatives(choices: tuple[str, ...]) -> str:
    quoted = [f'"{choice}"' for choice in choices]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _whole(low: int, high: int, example: int) -> Rule:
    def fits(value: object) -> bool:
        whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        return whole and not isinstance(value, bool) and low <= value <= high  # type: ignore[operator]

    return Rule(f"a whole number from {low} to {high}", str(example), fits)


def _filled(example: str) -> Rule:
    return Rule("a non-empty string", example, _is_filled)


def _filled_or_list(example: str) -> Rule:
    return Rule("a non-empty string or a non-empty list of these", example, _is_filled_or_list)


def _text(example: str) -> Rule:
    return Rule("a string", example, _is_text)


def _texts(example: str) -> Rule:
    return Rule("a string or a list of strings", example, _is_text_or_list, many=True)


def _flag(example: str) -> Rule:
    return Rule("true or false", example, lambda value: isinstance(value, bool))


NOTES = Rule("a non-empty string", '["Ask before you add a dependency."]', _is_filled, each=True)

CONDITIONS: Mapping[str, Rule] = {
    "language": _filled_or_list('"Python"'),
    "type": _filled_or_list('"library"'),
    "path": _filled_or_list('"web/**"'),
    "branch": _filled_or_list('"release/*"'),
    "host": _filled_or_list('"claude-code"'),
}
"""The conditions of a `[[when]]` table."""

TABLES: Mapping[str, Mapping[str, Rule]] = {
    "preferences": {
        "language": _filled_or_list('"Python"'),
        "code_style": _filled_or_list('"small functions, type hints"'),
        "verbosity": _one_of(VERBOSITIES, '"concise"'),
        "respond_in": _filled('"English"'),
        "notes": NOTES,
    },
    "context": {
        "enabled": _flag("true"),
        "max_chars": _whole(200, 100_000, 6000),
        "order": Rule(
            f"a list without repetition of {_alternatives(SECTIONS)}",
            '["preferences", "project", "state", "git"]',
            _is_order,
            SECTIONS,
        ),
        "sources": _one_of(KINDS, '{ resume = "brief" }', named=True),
    },
    "project": {
        "type": _text('"library"'),
        "language": _text('"Python"'),
        "languages": _texts('["Python", "Rust"]'),
        "versions": Rule("a string", '{ python = "3.12" }', _is_text, named=True),
        "package_manager": _text('"uv"'),
        "framework": _texts('"Django"'),
        "test": _texts('"make test"'),
        "lint": _texts('"make lint"'),
        "build": _texts('"make"'),
        "run": _texts('"make serve"'),
        "monorepo": _flag("false"),
        "member": _text('"packages/web"'),
        "ci": _texts('"GitHub Actions"'),
        "containers": _texts('"Dockerfile"'),
    },
    "state": {
        "keep_days": _whole(0, 36_500, 90),
        "max_mb": _whole(0, 100_000, 100),
        "exclude": Rule("a non-empty string", '["secrets/**"]', _is_filled, each=True),
    },
    "git": {
        "status_timeout_ms": _whole(1, 1000, 150),
    },
    "session_hooks": {
        "remove_stale": _flag("true"),
    },
    "sdk": {
        "modified_config": Rule("a table", '{ model = "gpt-5" }', lambda value: isinstance(value, dict)),
        "suppress_output": _flag("true"),
        "cleanup_actions": Rule("a non-empty string", '["docker compose down"]', _is_filled, each=True),
    },
}
"""Table to key to rule; `[preferences]` takes any further key as well."""
