"""The one error that a person can mend."""

from __future__ import annotations


class UserError(Exception):
    """What the user can mend: the message names file, line, cause and remedy where they are known.

    The command line prints it without a traceback and exits with 1. Hooks write it to the log and exit with 0.
    """
