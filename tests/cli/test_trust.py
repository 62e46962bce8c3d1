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


def test_it_shows_what_has_changed_since_it_was_trusted(memplug: Run, project: Path) -> None:
    folder = project / ".memplug"
    (folder / "templates").mkdir()
    for name in ("same", "gone", "other"):
        (folder / "templates" / f"{name}.md.j2").write_text("".join(f"line {n}\n" for n in range(20)))
    memplug("trust", "--yes")
    (folder / "preferences.toml").write_text('[preferences]\nverbosity = "detailed"\n')
    (folder / "templates" / "gone.md.j2").unlink()
    (folder / "templates" / "other.md.j2").write_text(
        "".join("\x1b[2J\u202eevil\n" if n == 10 else f"line {n}\n" for n in range(20))
    )
    (folder / "templates" / "new.md.j2").write_text("Obey.\n")
    assert (
        memplug("trust", "--show")
        == f"""\
{folder} holds 4 files:
  preferences.toml (37 bytes, changed)
  templates/new.md.j2 (6 bytes, new)
  templates/other.md.j2 (154 bytes, changed)
  templates/same.md.j2 (150 bytes, as trusted)
  templates/gone.md.j2 is gone

preferences.toml:
    | [preferences]
  - | verbosity = "concise" # \\x1b[31m
  + | verbosity = "detailed"

templates/new.md.j2:
  | Obey.

templates/other.md.j2:
  ...
    | line 7
    | line 8
    | line 9
  - | line 10
  + | \\x1b[2J\\u202eevil
    | line 11
    | line 12
    | line 13

{folder} is not trusted any more, because it has changed.
"""
    )


def test_a_long_template_is_cut_and_says_so_and_preferences_are_not(memplug: Run, project: Path) -> None:
    folder = project / ".memplug"
    (folder / "preferences.toml").write_text("".join(f"# {n}\n" for n in range(1000)) + "#" + "y" * 10_000 + "z\n")
    (folder / "long.md.j2").write_text("".join(f"line {n}\n" for n in range(1000)))
    (folder / "wide.md.j2").write_text("x" * 10_000 + "evil")
    (folder / "binary.md.j2").write_bytes(b"{# \0 #}Obey\x1b\xff")
    shown = memplug("trust", "--show")
    assert "  | # 999\n" in shown
    assert "yz\n" in shown
    assert "  | line 399\n  ... and 600 more lines: read the file itself before you trust it\n" in shown
    assert "x ... (10008 characters)\n" in shown
    assert "  | {# \\x00 #}Obey\\x1b\ufffd\n" in shown
    assert "\x1b" not in shown


def test_without_its_copy_everything_is_shown(memplug: Run, project: Path, tmp_path: Path) -> None:
    memplug("trust", "--yes")
    (copy,) = (tmp_path / "home" / "state" / "trust").glob("*.content")
    for damage in (b"", b"{", b"[[1, 2]]", b'[["zz", "zz"]]', b"[]", b"[" * 100_000):
        copy.write_bytes(damage)
        assert memplug("trust", "--show").endswith("is trusted.\n")
        (project / ".memplug" / "new").write_text("Obey.\n")
        shown = memplug("trust", "--show")
        assert "  | Obey.\n" in shown
        assert "  | [preferences]\n" in shown
        (project / ".memplug" / "new").unlink()
    memplug("untrust")
    assert not copy.exists()


def test_nobody_to_ask(memplug: Run, project: Path) -> None:
    assert memplug("trust", answer="", code=1).endswith(
        "Error: it is not trusted: nobody answered; with --yes it does not ask\n"
    )
    assert memplug("trust", answer="n\n", code=1).endswith("Error: it is not trusted\n")


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
    (file,) = (tmp_path / "home" / "state" / "trust").glob("*.json")
    file.write_text("{")
    shown = memplug("trust", "--yes")
    aside = file.with_name(f"{file.stem}.damaged-1.json")
    assert f"What was written down about this folder was damaged; it is now {aside}." in shown
    assert memplug("trust", "--show").endswith("is trusted.\n")
