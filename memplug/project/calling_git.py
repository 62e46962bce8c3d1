"""How git is called: so that a repository's own configuration runs nothing, and the environment points nowhere else.

Nothing is imported here: a start that finds its answer ready calls git as its very first act.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from collections.abc import Mapping


POINTING = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_EXTERNAL_DIFF",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
)
"""Variables that would point git somewhere else than at the repository asked for."""
HARMLESS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "log.showSignature=false",
    "protocol.allow=never",
)
"""What a repository's configuration could otherwise start during `status` or `log`."""
STATUS = (
    "status",
    "--porcelain=v2",
    "--branch",
    "-z",
    "--untracked-files=normal",
    "--ignore-submodules=dirty",
)
"""The one question about the work tree. Submodules are not entered: they have configuration of their own."""

TIMED_OUT = b"timed out"
"""Stands for what git would have printed, had it been quick enough."""


def environment(env: Mapping[str, str]) -> dict[str, str]:
    """Return `env` for a git process: nothing in it points elsewhere, asks a question or fetches."""
    kept = {name: value for name, value in env.items() if name not in POINTING}
    return kept | {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}
