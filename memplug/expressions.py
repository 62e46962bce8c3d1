"""Regular expressions that are compiled when they are first used.

Compiling takes long (0.2 to 5 ms each), and a start or an end uses a part of them: compiled with their modules, the
expressions of memplug would take as long as starting Python four times.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as expression
else:

    class expression:  # noqa: N801  used as re.compile is, and typed as that
        """Stands for `re.compile(pattern, flags)`, and becomes it on first use."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self.__arguments = (pattern, flags)

        def __getattr__(self, name: str) -> Any:
            """Compile the expression and hand out its attribute, which is kept."""
            compiled = re.compile(*self.__arguments)
            for method in ("search", "match", "fullmatch", "sub", "finditer", "findall", "split", "pattern", "flags"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)


__all__ = ["expression"]
