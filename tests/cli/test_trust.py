from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / ".memplug").mkdir(parents=True)
    (root / "src").mkdir()
    (root / ".memplug" / "preferences.toml").write_text('[preferences]\nverbosity = "concise" # \x1b[31m\n')
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


@pytest.fixture
def memplug(tmp_path: Path, project: Path) -> Run:
    def run(*arguments: object, answer: str = "", code: int = 0) -> str:
        env = os.environ | {"MEMPLUG_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}
        done = subprocess.run(
            [sys.executable, "-m", "memplug", *map(str, arguments)],
            cwd=project / "src", env=env, input=answer, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    return run


def test_it_shows_the_content_then_asks(memplug: Run, project: Path) -> None:
    folder = project / ".memplug"
    shown = f"""\
{folder} holds 1 file:
  preferences.toml (44 bytes)

preferences.toml:
  | [preferences]
  | verbosity = "concise" # \\x1b[31m

{folder} is not trusted.
"""
    assert memplug("trust", "--show") == shown
    assert memplug("trust", answer="n\n", code=1).startswith(shown + "Trust exactly this content? [y/N]: ")
    assert memplug("trust", answer="", code=1).startswith(shown + "Trust exactly this content? [y/N]: ")
    assert "is not trusted" in memplug("trust", "--show")
    assert memplug("trust", answer="y\n") == (
        shown + "Trust exactly this content? [y/N]: It is trusted now; `memplug untrust` takes that back.\n"
    )
    assert memplug("trust").endswith(f"{folder} is trusted.\n")


def test_a_change_is_named_as_one(memplug: Run, project: Path) -> None:
    memplug("trust", "--yes")
    (project / ".memplug" / "new").touch()
    shown = memplug("trust", "--show")
    assert shown.endswith(f"{project / '.memplug'} is not trusted any more, because it has changed.\n")


def test_untrust(memplug: Run, project: Path) -> None:
    folder = project / ".memplug"
    assert memplug("untrust") == f"{folder} is not trusted.\n"
    memplug("trust", project, "--yes")
    assert memplug("untrust", project) == f"{folder} is no longer trusted.\n"


def test_nothing_to_trust(memplug: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert memplug("trust", empty, code=1) == (f"Error: {empty} has no .memplug folder: there is nothing to trust\n")


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_what_cannot_be_trusted(memplug: Run, project: Path, tmp_path: Path) -> None:
    (project / ".memplug" / "out").symlink_to(tmp_path)
    assert memplug("trust", "--yes", code=1) == (
        f"Error: {project / '.memplug'} holds a link that leaves the repository: out; "
        "it has no effect until that is mended\n"
    )


def test_a_damaged_trust_file_is_named(memplug: Run, project: Path, tmp_path: Path) -> None:
    memplug("trust", "--yes")
    (file,) = (tmp_path / "home" / "state" / "trust").iterdir()
    file.write_text("{")
    shown = memplug("trust", "--yes")
    aside = file.with_name(f"{file.stem}.damaged-1.json")
    assert f"What was written down about this folder was damaged; it is now {aside}." in shown
    assert memplug("trust", "--show").endswith("is trusted.\n")
