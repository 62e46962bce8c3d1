"""Only a file that is plainly the user's own has an effect."""

from __future__ import annotations

import os

import pytest

from memplug.session_hooks.file import everywhere
from tests.session_hooks.conftest import command, fixed

needs_posix = pytest.mark.skipif(os.name == "nt", reason="there are no such files and modes there")
HERE = {"systemMessage": "here"}


def refused(session, why):
    """Return whether the project's file has no effect, and the user is told."""
    answer = session.says("Stop")
    return (
        list(answer) == ["systemMessage"]
        and why in answer["systemMessage"]
        and any(why in line for line in session.log)
    )


@pytest.fixture
def tracked(session, git):
    """A repository that brings a file for the session along."""
    git(session.project, "init", "-q")
    session.hooks("Stop", command("touch ran"))
    git(session.project, "add", "-f", ".claude")
    return session


def test_a_tracked_file_is_never_run(tracked, git):
    assert refused(tracked, "is tracked by git")
    git(tracked.project, "commit", "-qm", "Bring it along")
    assert refused(tracked, "is tracked by git")
    assert not (tracked.project / "ran").exists()
    git(tracked.project, "rm", "-q", "--cached", "-r", ".claude")
    assert tracked.says("Stop") == {}
    assert (tracked.project / "ran").exists()


def test_an_untracked_file_in_a_repository_counts(session, git):
    git(session.project, "init", "-q")
    session.hooks("Stop", fixed(**HERE))
    assert session.says("Stop") == HERE


def test_asking_git_runs_nothing_of_the_repositorys(tracked, git):
    script = tracked.project / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch '{tracked.project}/evil'\n")
    script.chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "filter.x.process",
        "diff.external",
        "alias.ls-files",
    ):
        git(tracked.project, "config", key, f"!{script}" if key.startswith("alias") else str(script))
    assert refused(tracked, "is tracked by git")
    assert not (tracked.project / "evil").exists()


@needs_posix
def test_git_is_not_asked_where_its_configuration_leads_elsewhere(session, git, tmp_path):
    git(session.project, "init", "-q")
    os.mkfifo(tmp_path / "elsewhere")
    git(session.project, "config", "include.path", str(tmp_path / "elsewhere"))
    session.hooks("Stop", command("touch ran"))
    assert refused(session, "its git configuration includes a file from outside of it")
    assert not (session.project / "ran").exists()


def test_where_git_cannot_say_nothing_is_run(session, monkeypatch):
    (session.project / ".git").mkdir()
    session.hooks("Stop", fixed(**HERE))
    assert refused(session, "is tracked by git")
    (session.project / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    assert refused(session, "may be tracked by git")
    monkeypatch.setenv("PATH", str(session.home))
    assert refused(session, "may be tracked by git")


def test_git_is_not_asked_about_the_users_file(session, monkeypatch):
    (session.home / ".git").mkdir()
    monkeypatch.setenv("PATH", str(session.home))
    session.hooks("Stop", fixed(**HERE), scope="user")
    assert session.says("Stop") == HERE


@needs_posix
@pytest.mark.parametrize("scope", ["project", "user"])
def test_a_link_out_of_the_folder(session, scope, tmp_path):
    file = session.hooks("Stop", fixed(**HERE), scope=scope)
    file.rename(tmp_path / "elsewhere.json")
    file.symlink_to(tmp_path / "elsewhere.json")
    assert refused(session, "is a link out of its folder")
    file.unlink()
    file.symlink_to(file)
    assert refused(session, "make it readable") or refused(session, "leads nowhere")
    file.unlink()
    file.symlink_to(tmp_path / "gone")
    assert refused(session, "cannot be read")


@needs_posix
def test_a_link_within_the_folder_counts(session):
    file = session.hooks("Stop", fixed(**HERE))
    file.rename(file.with_name("mine.json"))
    file.symlink_to("mine.json")
    assert session.says("Stop") == HERE


@needs_posix
def test_a_projects_folder_that_is_a_link_out_of_it(session, tmp_path):
    session.hooks("Stop", fixed(**HERE))
    (session.project / ".claude").rename(tmp_path / "claude")
    (session.project / ".claude").symlink_to(tmp_path / "claude")
    assert refused(session, "is a link out of its folder")


@needs_posix
def test_a_users_folder_may_be_a_link(session, tmp_path):
    session.hooks("Stop", fixed(**HERE), scope="user")
    (session.home / ".claude").rename(tmp_path / "dotfiles")
    (session.home / ".claude").symlink_to(tmp_path / "dotfiles")
    assert session.says("Stop") == HERE


@needs_posix
def test_a_home_that_is_a_link_is_not_a_project_as_well(session, monkeypatch, tmp_path):
    """The client names the folder itself, where HOME names the link."""
    monkeypatch.setenv("HOME", str(tmp_path / "link"))
    (tmp_path / "link").symlink_to(session.home)
    session.project = session.home / "work"
    session.project.mkdir()
    session.hooks("Stop", command("printf x >> ran"), scope="user")
    assert session.says("Stop") == {}
    assert (session.project / "ran").read_text() == "x"
    assert [found.scope for found in everywhere("claude-code", session.project, os.environ)] == ["user"]


@needs_posix
def test_a_tracked_file_reached_through_a_link(session, git):
    git(session.project, "init", "-q")
    file = session.hooks("Stop", fixed(**HERE))
    (session.project / ".claude").rename(session.project / "shared")
    (session.project / ".claude").symlink_to("shared")
    git(session.project, "add", "-f", "shared")
    assert file.exists()
    assert refused(session, "is tracked by git")


@needs_posix
def test_what_is_no_file(session):
    file = session.file()
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    assert refused(session, "is not a file")
    file.unlink()
    file.mkdir()
    assert refused(session, "cannot be read")


@needs_posix
def test_what_others_may_write(session):
    session.hooks("Stop", fixed(**HERE)).chmod(0o666)
    assert refused(session, "can be written by everybody")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give a file away")
def test_what_belongs_to_another_user(session):
    os.chown(session.hooks("Stop", fixed(**HERE)), 12345, 12345)
    assert refused(session, "belongs to another user")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read(session):
    session.hooks("Stop", fixed(**HERE)).chmod(0)
    assert refused(session, "cannot be read")
