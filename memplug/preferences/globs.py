"""Globs over slash-separated names: branches, folders and files."""

from __future__ import annotations

from fnmatch import fnmatchcase


def glob_matches(pattern: str, name: str) -> bool:
    """Return whether `pattern` covers the whole of `name`.

    `*`, `?` and `[…]` stay within one segment; a segment `**` stands for any number of them, also none, so
    `web/**` covers `web` itself. `.` is the root, which has no segment. Case counts.
    """
    segments = _segments(name)
    reached = {0}  # how many segments the pattern may have covered so far
    for part in _segments(pattern):
        if part == "**":
            reached = set(range(min(reached), len(segments) + 1))
        else:
            reached = {at + 1 for at in reached if at < len(segments) and fnmatchcase(segments[at], part)}
        if not reached:
            return False
    return len(segments) in reached


def glob_covers(pattern: str, path: str) -> bool:
    """Return whether `pattern` names the file `path`, one of its folders or, having no slash, any part of it.

    So `*.pem`, `secrets` and `infra/keys/**` mean what they mean in a `.gitignore`.
    """
    if "/" not in pattern.strip("/"):
        return any(fnmatchcase(segment, pattern.strip("/")) for segment in _segments(path))
    segments = path.split("/")
    return any(glob_matches(pattern, "/".join(segments[:end])) for end in range(1, len(segments) + 1))


def _segments(name: str) -> list[str]:
    return [part for part in name.split("/") if part not in ("", ".")]
