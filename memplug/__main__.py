"""`memplug` and `python -m memplug`: the hook verbs take the short way, everything else goes to `cli`."""

from __future__ import annotations

import os
import sys

HOOKS = (["session-start"], ["session-end"], ["session-hook", "run"])


def main() -> int:
    """Run the command that the arguments name and return its exit code."""
    arguments = sys.argv[1:]
    from memplug import hook  # noqa: PLC0415  light, and needed by both

    verb = next((verb for verb in HOOKS if arguments[: len(verb)] == verb), None)
    if verb and not {"-h", "--help"}.intersection(arguments):
        # All is written and closed; what Python tidies up at its end takes as long as a ready answer.
        os._exit(hook.main(arguments))
    hook.own_rights()
    hook.find_packages()
    from memplug import cli  # noqa: PLC0415  click is for people

    cli.main(prog_name="memplug")
    return 0


if __name__ == "__main__":
    sys.exit(main())
