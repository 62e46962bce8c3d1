"""Commands for people; each group stands in a file of its own and is imported only when it is asked for."""

from __future__ import annotations

import importlib
import os

import click

from memplug import __version__
from memplug.errors import UserError

COMMANDS = {
    "session-start": "memplug.cli.hooks:session_start",
    "session-end": "memplug.cli.hooks:session_end",
    "preview": "memplug.cli.preview:preview",
    "status": "memplug.cli.sessions:status",
    "doctor": "memplug.cli.doctor:doctor",
    "show": "memplug.cli.sessions:show",
    "adopt": "memplug.cli.adopt:adopt",
    "forget": "memplug.cli.forget:forget",
    "export": "memplug.cli.exchange:export",
    "import": "memplug.cli.exchange:import_",
    "detect": "memplug.cli.detect:detect",
    "prefs": "memplug.cli.prefs:prefs",
    "templates": "memplug.cli.templates:templates",
    "trust": "memplug.cli.trust:trust",
    "untrust": "memplug.cli.trust:untrust",
    "install": "memplug.cli.install:install",
    "uninstall": "memplug.cli.install:uninstall",
    "session-hook": "memplug.cli.session_hook:session_hook",
    "demo": "memplug.cli.demo:demo",
}
"""Command name to `module:object`."""


class LazyGroup(click.Group):
    """A group that imports a command when it is named, and turns what the user can mend into exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command, or None when there is none of that name."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a `UserError`, or a file that cannot be used, becomes a message and exit code 1."""
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        try:
            return super().invoke(ctx)
        except UserError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # click ends quietly: `memplug show | head`
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise click.ClickException(f"{where}{error.strerror or error}") from error
        except RuntimeError as error:
            if os.path.expanduser("~") != "~":  # noqa: PTH111  Path raises here as well
                raise
            why = "HOME is not set, and the system knows no home folder of this user"
            raise click.ClickException(f"{why}; set HOME to a folder of yours") from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="memplug")
def main() -> None:
    """Give a coding agent its memory back at the start of every session.

    \b
    Two hook commands do the work:
      memplug session-start    answers with what the session should know
      memplug session-end      saves what the next session needs

    \b
    Start here:
      memplug install claude-code
      memplug preview
      memplug prefs edit
    """
