from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from memplug.errors import UserError
from memplug.trust import MAX_BYTES, MAX_ENTRIES, Refused, Trust, allow, file_of, read_content, revoke, state

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes of POSIX")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "my project"
    (root / ".memplug" / "templates").mkdir(parents=True)
    (root / ".memplug" / "preferences.toml").write_bytes(b"[preferences]\n")
    (root / ".memplug" / "templates" / "full.md").write_bytes(b"{{ x }}")
    return root


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "state" / "trust"


def test_without_the_folder_there_is_nothing_to_trust(tmp_path: Path, kept: Path) -> None:
    assert state(tmp_path, kept) is Trust.NONE
    with pytest.raises(UserError, match=r"has no \.memplug folder: there is nothing to trust"):
        allow(tmp_path, kept)
    (tmp_path / ".memplug").write_text("a file")
    assert state(tmp_path, kept) is Trust.NONE


def test_trust_is_given_kept_and_taken_back(root: Path, kept: Path) -> None:
    assert state(root, kept) is Trust.UNTRUSTED
    digest = allow(root, kept)
    assert digest == read_content(root).digest
    assert digest.startswith("sha256:")
    assert state(root, kept) is Trust.TRUSTED
    assert allow(root, kept) == digest
    assert revoke(root, kept) is True
    assert revoke(root, kept) is False
    assert state(root, kept) is Trust.UNTRUSTED


def changes() -> list[Callable[[Path], None]]:
    def edited(folder: Path) -> None:
        (folder / "preferences.toml").write_bytes(b"[preferences]\r\n")

    def renamed(folder: Path) -> None:
        (folder / "preferences.toml").rename(folder / "preferences.local.toml")

    def added(folder: Path) -> None:
        (folder / "templates" / ".hidden").write_bytes(b"")

    def removed(folder: Path) -> None:
        (folder / "templates" / "full.md").unlink()

    def moved_between_name_and_content(folder: Path) -> None:
        (folder / "templates" / "full.md").write_bytes(b" }}")
        (folder / "templates" / "full.md").rename(folder / "templates" / "full.md{{ x")

    return [edited, renamed, added, removed, moved_between_name_and_content]


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.__name__)
def test_any_change_asks_again(root: Path, kept: Path, change: Callable[[Path], None]) -> None:
    allow(root, kept)
    change(root / ".memplug")
    assert state(root, kept) is Trust.CHANGED
    allow(root, kept)
    assert state(root, kept) is Trust.TRUSTED


def test_the_same_content_elsewhere_is_not_trusted(root: Path, kept: Path, tmp_path: Path) -> None:
    allow(root, kept)
    other = tmp_path / "other"
    root.rename(other)
    assert state(other, kept) is Trust.UNTRUSTED


def test_what_was_not_shown_is_not_trusted(root: Path, kept: Path) -> None:
    seen = read_content(root)
    (root / ".memplug" / "preferences.toml").write_bytes(b"[context]\n")
    with pytest.raises(UserError, match="has changed since it was shown"):
        allow(root, kept, seen=seen)
    assert state(root, kept) is Trust.UNTRUSTED


@posix
def test_a_link_counts_by_what_it_leads_to(root: Path, kept: Path) -> None:
    shared = root / "shared"
    shared.mkdir()
    (shared / "brief.md").write_bytes(b"one")
    (root / ".memplug" / "linked").symlink_to(shared)
    allow(root, kept)
    assert ("linked/brief.md", b"one") in read_content(root).files
    (shared / "brief.md").write_bytes(b"two")
    assert state(root, kept) is Trust.CHANGED


@posix
def test_a_project_reached_by_a_link_is_the_same_project(root: Path, kept: Path, tmp_path: Path) -> None:
    allow(root, kept)
    (tmp_path / "link").symlink_to(root)
    assert state(tmp_path / "link", kept) is Trust.TRUSTED


def hindrances() -> dict[Callable[[Path], None], str]:
    def link_out(folder: Path) -> None:
        (folder / "out").symlink_to(folder.parent.parent)

    def link_to_a_file_outside(folder: Path) -> None:
        (folder.parent.parent / "secret").write_bytes(b"s")
        (folder / "templates" / "out.md").symlink_to(folder.parent.parent / "secret")

    def dangling_link(folder: Path) -> None:
        (folder / "out").symlink_to("nowhere")

    def loop(folder: Path) -> None:
        (folder / "a").symlink_to("b")
        (folder / "b").symlink_to("a")

    def folder_loop(folder: Path) -> None:
        (folder / "again").symlink_to(folder)
        (folder / "templates" / "again").symlink_to(folder)

    def pipe(folder: Path) -> None:
        os.mkfifo(folder / "pipe")

    def many_files(folder: Path) -> None:
        for number in range(MAX_ENTRIES):
            (folder / str(number)).touch()

    def large_file(folder: Path) -> None:
        with (folder / "large").open("wb") as out:
            out.truncate(MAX_BYTES * 1000)

    return {
        link_out: "holds a link that leaves the repository: out",
        link_to_a_file_outside: "holds a link that leaves the repository: templates/out.md",
        dangling_link: "cannot be read whole (",
        loop: "cannot be read whole (",
        folder_loop: "has more than 200 files and folders",
        pipe: "holds something that is neither file nor folder: pipe",
        many_files: "has more than 200 files and folders",
        large_file: "is larger than 2 MB",
    }


@posix
@pytest.mark.parametrize("hinder", hindrances(), ids=lambda hinder: hinder.__name__)
def test_what_cannot_be_trusted(root: Path, kept: Path, hinder: Callable[[Path], None]) -> None:
    allow(root, kept)
    hinder(root / ".memplug")
    assert state(root, kept) is Trust.CHANGED
    with pytest.raises(Refused) as refused:
        read_content(root)
    reason = next(text for function, text in hindrances().items() if function.__name__ == hinder.__name__)
    assert str(refused.value).startswith(reason)
    with pytest.raises(UserError) as error:
        allow(root, kept)
    assert str(error.value).startswith(f"{root / '.memplug'} {reason}")


@posix
def test_the_folder_itself_may_not_lead_out(root: Path, kept: Path, tmp_path: Path) -> None:
    (root / ".memplug").rename(tmp_path / "elsewhere")
    (root / ".memplug").symlink_to(tmp_path / "elsewhere")
    assert state(root, kept) is Trust.UNTRUSTED
    with pytest.raises(UserError, match=r"holds a link that leaves the repository: \.memplug"):
        allow(root, kept)


@posix
def test_what_is_kept_is_private(root: Path, kept: Path) -> None:
    allow(root, kept)
    assert stat.S_IMODE(file_of(root, kept).stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert sorted(kept.iterdir()) == sorted([file_of(root, kept), file_of(root, kept).with_suffix(".content")])
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept.iterdir()} == {0o600}
    assert json.loads(file_of(root, kept).read_bytes())["place"] == os.path.normcase(root.resolve())


IDENTITY = b'{"path": "/x", "remote": "", "root_commit": ""}'


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"version": 2, "project": ' + IDENTITY + b', "content": "sha256:0"}',
        b'{"version": 1, "project": ' + IDENTITY + b', "content": 1}',
        b'{"version": 1, "project": {"path": "/x"}, "content": "sha256:0"}',
        b"[" * 10**5,
    ],
    ids=["empty", "cut", "list", "bytes", "version", "types", "half an identity", "deep"],
)
def test_what_is_damaged_trusts_nothing_and_is_put_aside(root: Path, kept: Path, damage: bytes) -> None:
    allow(root, kept)
    file = file_of(root, kept)
    file.write_bytes(damage)
    assert state(root, kept) is Trust.UNTRUSTED
    assert file.read_bytes() == damage
    allow(root, kept)
    assert state(root, kept) is Trust.TRUSTED
    assert file.with_name(f"{file.stem}.damaged-1.json").read_bytes() == damage
    file.write_bytes(damage)
    assert revoke(root, kept) is False
    assert file.with_name(f"{file.stem}.damaged-2.json").read_bytes() == damage


def test_other_projects_stay_trusted(root: Path, kept: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / ".memplug").mkdir(parents=True)
    allow(root, kept)
    allow(other, kept)
    file_of(root, kept).write_bytes(b"damaged")
    revoke(root, kept)
    assert state(other, kept) is Trust.TRUSTED


def test_what_cannot_be_written_down_is_said(root: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(UserError, match="make its folder writable"):
        allow(root, tmp_path / "state" / "trust")
    assert state(root, tmp_path / "state" / "trust") is Trust.UNTRUSTED
    assert revoke(root, tmp_path / "state" / "trust") is False
