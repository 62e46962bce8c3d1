"""What git is told so that it runs nothing follows from files; every one of them is among those that are watched."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from memplug.context.ready import fingerprint
from memplug.project import git, guard

NAMES = ("user", "system", "xdg/git/config", "home/.gitconfig", "one", "sub/two", "sub/three")
FILTER = '[filter "{}"]\n\tclean = run-me\n'
LINKS = ("path", "~path", "relative", "gitdir", "onbranch")


def included(form: str, folder: Path, origin: Path, name: str) -> str:
    """Return the lines with which `origin` includes the file called `name`."""
    target = folder / name
    path = {"~path": f"~/../{name}", "relative": os.path.relpath(target, origin.parent)}.get(form, str(target))
    section = {"gitdir": f'[includeIf "gitdir:{folder}/"]', "onbranch": '[includeIf "onbranch:main"]'}.get(
        form, "[include]"
    )
    return f"{section}\n\tpath = {path}\n"


texts = st.fixed_dictionaries(
    {},
    optional={
        name: st.tuples(
            st.lists(st.tuples(st.sampled_from(LINKS), st.sampled_from(NAMES[4:])), max_size=2), st.booleans()
        )
        for name in NAMES
    },
)


def write(folder: Path, name: str, links: list[tuple[str, str]], has_filter: bool) -> None:
    file = folder / name
    # No loops: a file includes only such as come later in NAMES.
    later = [(form, other) for form, other in links if NAMES.index(other) > NAMES.index(name)]
    text = "".join(included(form, folder, file, other) for form, other in later)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + (FILTER.format(name) if has_filter else ""))


def print_of(files: tuple[Path, ...]) -> list[str]:
    return [fingerprint(str(file)) for file in files]


@settings(max_examples=60)
@given(texts, st.sampled_from(NAMES), st.booleans())
def test_whatever_changes_the_settings_is_seen(before: Any, changed: str, given_by_variable: bool) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve()
        environment = {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "xdg")}
        if given_by_variable:
            environment |= {"GIT_CONFIG_GLOBAL": str(folder / "user"), "GIT_CONFIG_SYSTEM": str(folder / "system")}
        else:
            environment |= {"GIT_CONFIG_SYSTEM": os.devnull}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        with mock.patch.dict(os.environ, kept | environment, clear=True):
            (folder / "home").mkdir()
            (folder / "repo").mkdir()
            subprocess.run(["git", "init", "-q", "-b", "main", str(folder / "repo")], check=True)
            for name, (links, has_filter) in before.items():
                write(folder, name, links, has_filter)
            place = git.find(folder / "repo")
            assert place is not None
            told = guard.configured(place)
            watched = (*guard.users_configuration(), *guard.configuration(place), *told.files)
            prints = print_of(watched)
            file = folder / changed
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a") as text:
                text.write(FILTER.format("fresh"))
            if guard.configured(place).settings != told.settings:
                assert print_of(watched) != prints
