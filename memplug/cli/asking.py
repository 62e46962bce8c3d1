"""Asking a person before something is done that cannot be taken back, and what a person names."""

from __future__ import annotations

import click

from memplug.errors import UserError


def confirm(question: str, otherwise: str, *, err: bool = False) -> None:
    """Ask `question`, on stderr with `err`. Raises UserError, beginning with `otherwise`, unless the answer is yes."""
    try:
        agreed = click.confirm(question, err=err)
    except click.Abort:  # no terminal, or Ctrl-C
        click.echo(err=err)
        raise UserError(f"{otherwise}: nobody answered; with --yes it does not ask") from None
    if not agreed:
        raise UserError(otherwise)


def beginning_of_id(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    """Return what a command was given as (the beginning of) a session's id. Raises BadParameter when it is empty."""
    if text is not None and not text.strip():
        raise click.BadParameter("an id cannot be empty; `memplug status` lists this project's last sessions")
    return text
