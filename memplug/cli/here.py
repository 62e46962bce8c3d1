"""The folder that a `prefs` command is run in: which files count there, and how they are written."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple

import click

from memplug import paths, trust
from memplug.errors import UserError
from memplug.preferences import Facts, Layer, Preferences, edit, load
from memplug.preferences.contents import UnreadableError, parse
from memplug.project import git
from memplug.project.detect import detect
from memplug.scene import layers_at

Name = Literal["user", "project", "local"]
NAMES: tuple[Name, ...] = ("user", "project", "local")


class Here(NamedTuple):
    """A working folder with its preferences files."""

    cwd: Path
    place: git.Place | None
    layers: tuple[Layer, ...]
    standing: trust.Trust

    @property
    def root(self) -> Path:
        """The root of the work tree, or the folder itself outside of one."""
        return self.place.root if self.place else self.cwd

    def layer(self, name: Name | None) -> Layer:
        """Return the layer of that name; the user's by default."""
        return self.layers[NAMES.index(name or "user")]

    def facts(self, preferences: Preferences, host: str | None, branch: str | None) -> Facts:
        """Return what `[[when]]` conditions are held against here."""
        project = detect(self.cwd, overrides=preferences.project)
        return Facts(
            host=host or "",
            branch=branch or (git.branch(self.place) if self.place else "") or None,
            path=self.cwd.relative_to(self.root).as_posix(),
            language=project.language,
            type=project.type,
        )

    def ignored(self) -> list[str]:
        """Return a line for each file that is there but has no effect."""
        remedy = "`memplug trust` shows it and asks"
        reason = "has changed since it was trusted" if self.standing is trust.Trust.CHANGED else "is not trusted"
        there = [layer for layer in self.layers if not layer.counts and layer.data is not None]
        return [f"{layer.path} {reason} and has no effect; {remedy}" for layer in there]


def here() -> Here:
    """Look around in the current folder."""
    cwd = Path.cwd()
    place = git.find(cwd)
    standing, layers = layers_at(place.root if place else cwd, paths.places())
    return Here(cwd, place, layers, standing)


def change(around: Here, layer: Layer, edited: Callable[[str], str]) -> None:
    """Write what `edited` makes of the layer's text; a trusted folder stays trusted.

    A file that is not there yet begins as the starter. Raises UserError, and writes nothing, when the file is
    not TOML or the change brings a new mistake.
    """
    if layer.problem is not None:
        raise UserError(str(layer.problem))
    data = starter(layer) if layer.data is None else layer.data
    try:
        parse(layer.path, data)
    except UnreadableError as error:
        raise UserError(str(error)) from error
    before = load([layer._replace(counts=True)]).problems
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    after = mark + edited(data.removeprefix(mark).decode("utf-8")).encode("utf-8")
    known = {(problem.message, problem.remedy) for problem in before}
    for problem in load([layer._replace(counts=True, data=after)]).problems:
        if (problem.message, problem.remedy) not in known:
            raise UserError(f"nothing was written: {problem.message}; {problem.remedy}")
    write(around, layer, after)
    keep_trust(around, layer)


def starter(layer: Layer) -> bytes:
    """Return what a new file begins as; a project's shared one names no place on this machine."""
    return edit.starter(schema=layer.name != "project").encode("utf-8")


def write(around: Here, layer: Layer, data: bytes) -> None:
    """Write the layer's file, or what it is a link to, in one step and with mode 0600.

    Raises UserError when that cannot be done, or when a project's file is a link out of the project.
    """
    try:
        target = layer.path.resolve()
        if layer.name != "user" and not target.is_relative_to(around.root.resolve()):
            raise UserError(f"{layer.path} is a link to {target}, outside of the project; nothing was written")
        paths.write_private(target, data)
    except (OSError, RuntimeError) as error:
        raise UserError(f"{layer.path} cannot be written ({error}); make its folder writable") from error


def keep_trust(around: Here, layer: Layer) -> None:
    """Trust a project's folder as the user has just changed it, if it was trusted or not there before."""
    if layer.name == "user":
        return
    if around.standing in (trust.Trust.TRUSTED, trust.Trust.NONE):
        trust.allow(around.root, paths.places().trust)
    else:
        click.echo(
            f"{around.root / trust.FOLDER} is not trusted, so this has no effect; see `memplug trust`",
            err=True,
        )
