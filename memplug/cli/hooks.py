"""The help of the two hook commands; the work is done in `memplug.hook`, which needs no click."""

from __future__ import annotations

import click

HOST = click.option(
    "--host", metavar="NAME", help="The agent that calls; found from payload and environment without it."
)


@click.command(name="session-start", short_help="Hook: answer with what the session should know.")
@HOST
def session_start(host: str | None) -> None:
    """Read a SessionStart payload on stdin and answer with additionalContext.

    An agent calls this; to see what it would be told, use `memplug preview`. Exits with 0 whatever happens;
    what went wrong stands in the log that `memplug doctor` shows, which also tries the installed command.

    \b
    Example:
      echo '{"source": "startup"}' | memplug session-start --host claude-code
    """


@click.command(name="session-end", short_help="Hook: save what the next session needs.")
@HOST
def session_end(host: str | None) -> None:
    """Read a SessionEnd payload on stdin and save what its transcript says.

    Stop and PreCompact payloads are taken as well, as checkpoints. Exits with 0 whatever happens; what went
    wrong stands in the log that `memplug doctor` shows, which also tries the installed command.

    \b
    Example:
      echo '{"session_id": "…", "transcript_path": "/…/session.jsonl"}' | memplug session-end
    """
