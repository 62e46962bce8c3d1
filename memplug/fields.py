"""A payload's fields, and which of them may become part of a path; the same for the short ways and the long ones.

Nothing is imported here that a ready answer, or a tool call without a hook, would have to wait for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from collections.abc import Mapping

# The same field in Claude Code's spelling, in the camel case of other clients, and in that of Copilot's SDK.
SESSION_ID = ("session_id", "sessionId")
TRANSCRIPT = ("transcript_path", "transcriptPath")
CWD = ("cwd", "workingDirectory", "working_directory")
LONGEST_ID = 128
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that are devices on Windows, whatever stands behind a dot."""


def parsed(payload: bytes) -> dict[str, object] | None:
    """Return the object in `payload`, or None when it is none.

    `import json` brings `re` along, which takes half as long as starting Python; the scanner in C behind it needs
    neither. Where an interpreter has no such scanner, json does the work.
    """
    try:
        text = payload.decode("utf-8").strip(" \t\n\r")  # JSON's white space, which is less than Python's
        try:
            from _json import make_scanner  # noqa: PLC0415  CPython's own
        except ImportError:
            import json  # noqa: PLC0415  the fallback

            value = json.loads(text)
        else:
            value, end = make_scanner(_Decoder)(text, 0)  # type: ignore[arg-type]  # it asks for these attributes only
            if text[end:]:
                return None
    except (ValueError, StopIteration, RecursionError, SystemError):  # the last: json, whose error it is, is not there
        return None
    return value if isinstance(value, dict) else None


class _Decoder:
    """The attributes that the scanner asks for, as json.JSONDecoder sets them."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float
    memo: dict[str, str] = {}  # noqa: RUF012  the scanner's own


def text(payload: Mapping[str, object], names: tuple[str, ...]) -> str:
    """Return the first string among the fields `names`, or an empty one.

    Half a character, which JSON can hold, cannot be encoded again for the file system or the store.
    """
    for name in names:
        if isinstance(value := payload.get(name), str):
            return value.encode("utf-8", errors="replace").decode()
    return ""


def is_safe_id(session: str) -> bool:
    """Return whether a session's id may become part of a path: one plain name on every system, and no device."""
    plain = session.replace(".", "").replace("_", "").replace("-", "")
    return (
        plain.isalnum()
        and session.isascii()
        and session[0].isalnum()
        and not session.endswith(".")
        and len(session) <= LONGEST_ID
        and session.partition(".")[0].lower() not in DEVICES
    )
