"""One frozen record for each host.

The records are imported once one is asked for: that takes longer than starting Python, and a hook that is run at
every tool call needs no more than `session_folders`.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing would have to be imported for it
if TYPE_CHECKING:
    from memplug.hosts.known import HOSTS, named
    from memplug.hosts.record import Host

__all__ = ["HOSTS", "Host", "named"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import what is asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from memplug.hosts import known  # noqa: PLC0415  what this function is for

        globals().update({one: getattr(known, one) for one in __all__})
        return globals()[name]
