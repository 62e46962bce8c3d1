"""Where a session's files may lie, and whether there is one.

This is run at every tool call, mostly to find nothing, so it imports `os` and two tables (a test reads
`-X importtime`).
"""

from __future__ import annotations

import os

from memplug.fields import CWD, SESSION_ID, parsed, text
from memplug.hosts.session_folders import FOLDERS

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NOTHING = b"{}\n"
"""The answer of a hook that has nothing to say; every host takes it."""
HEX = frozenset("0123456789abcdefABCDEF")
DASHES = (8, 13, 18, 23)
LENGTH = 36


def nothing_to_do(host: str | None, payload: bytes, env: Mapping[str, str]) -> bool:
    """Return whether there is no file for the payload's session; False also when only the long way can tell.

    `host` is the one that the command names; without one the files of every host are looked for.
    """
    given = parsed(payload)
    if given is None:
        return False
    session = text(given, SESSION_ID)
    if not is_session_id(session):
        return True
    return not any(os.path.lexists(path) for path in candidates(host, session, text(given, CWD), env))


def is_session_id(text: str) -> bool:
    """Return whether `text` is a UUID: nothing else ever becomes part of a path."""
    return (
        len(text) == LENGTH
        and all(text[at] == "-" for at in DASHES)
        and HEX.issuperset(text.replace("-", ""))
        and text.count("-") == len(DASHES)
    )


def name_of(session: str) -> str:
    """Return the name of the file of a session."""
    return f"hooks.{session}.json"


def candidates(host: str | None, session: str, cwd: str, env: Mapping[str, str]) -> Iterator[str]:
    """Yield every path at which the session's file may lie: the project's first, nearest first, then the user's."""
    name = name_of(session)
    for folder in project_folders(host, cwd):
        yield os.path.join(folder, name)  # noqa: PTH118  pathlib is not imported here
    for folder in user_folders(host, env):
        yield os.path.join(folder, name)  # noqa: PTH118


def project_folders(host: str | None, cwd: str) -> Iterator[str]:
    """Yield the folders for files of the project at `cwd`: its own and those above, up to the root of the repository.

    A session's working folder moves along when the agent changes it, so those above are looked at as well.
    """
    if not os.path.isabs(cwd) or "\0" in cwd:  # noqa: PTH117
        cwd = _working_folder()
    inner = [f"{own}{os.sep}{folder}" for own, _, folder in _folders(host)]
    while True:
        for folder in inner:
            yield os.path.join(cwd, folder)  # noqa: PTH118
        above = os.path.dirname(cwd)  # noqa: PTH120
        if above == cwd or os.path.lexists(os.path.join(cwd, ".git")):  # noqa: PTH118
            return
        cwd = above


def user_folders(host: str | None, env: Mapping[str, str]) -> Iterator[str]:
    """Yield the folders for files of the user's: below home, or where the host's own variable says."""
    for own, variable, folder in _folders(host):
        moved = env.get(variable) if variable else None
        yield os.path.join(os.path.expanduser(moved or f"~{os.sep}{own}"), folder)  # noqa: PTH111, PTH118


def _folders(host: str | None) -> list[tuple[str, str, str]]:
    return [FOLDERS[host]] if host in FOLDERS else list(FOLDERS.values())


def _working_folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109
    except OSError:
        return os.path.abspath(os.sep)  # noqa: PTH100
