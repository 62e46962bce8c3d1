"""Trust is given to one project in one place: another one there, or the same one elsewhere, is asked about again."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from memplug.project import identity
from memplug.trust import Trust, allow, state


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A busy machine may take long to find a root commit."""
    monkeypatch.setattr(identity, "SECONDS", 60.0)


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "state" / "trust"


@pytest.fixture
def project(repo, git):
    (repo / ".memplug").mkdir()
    (repo / ".memplug" / "preferences.toml").write_text('[preferences]\nverbosity = "concise"\n')
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Say how we work")
    return repo


def another(project, git, remote=""):
    """Put another repository with the same files in the place of the project's."""
    shutil.rmtree(project / ".git")
    git(project, "init", "-q", "-b", "main")
    git(project, "add", "-A")
    git(project, "commit", "-qm", "Begin something else")
    if remote:
        git(project, "remote", "add", "origin", remote)


OURS, THEIRS = "https://example.com/ours.git", "https://example.com/theirs.git"


@pytest.mark.parametrize(("before", "after"), [(OURS, THEIRS), (OURS, ""), ("", THEIRS), ("", "")])
def test_another_project_in_the_same_place_is_not_trusted(project, git, kept, before, after):
    if before:
        git(project, "remote", "add", "origin", before)
    allow(project, kept)
    assert state(project, kept) is Trust.TRUSTED
    another(project, git, after)
    assert state(project, kept) is Trust.UNTRUSTED
    allow(project, kept)
    assert state(project, kept) is Trust.TRUSTED


def test_a_folder_without_its_repository_is_another_project(project, kept):
    allow(project, kept)
    shutil.rmtree(project / ".git")
    assert state(project, kept) is Trust.UNTRUSTED


def test_a_project_that_was_moved_or_cloned_is_asked_about_again(project, git, kept, tmp_path):
    git(project, "remote", "add", "origin", OURS)
    allow(project, kept)
    git(tmp_path, "clone", "-q", str(project), str(tmp_path / "clone"))
    git(tmp_path / "clone", "remote", "set-url", "origin", OURS)
    assert state(tmp_path / "clone", kept) is Trust.UNTRUSTED
    project.rename(tmp_path / "moved")
    assert state(tmp_path / "moved", kept) is Trust.UNTRUSTED
    (tmp_path / "moved").rename(project)
    assert state(project, kept) is Trust.TRUSTED


def test_work_on_the_project_does_not_take_trust_away(project, git, kept):
    allow(project, kept)
    git(project, "commit", "-q", "--allow-empty", "-m", "Go on")
    git(project, "checkout", "-q", "-b", "side")
    assert state(project, kept) is Trust.TRUSTED
    git(project, "remote", "add", "origin", OURS)
    assert state(project, kept) is Trust.TRUSTED


def test_a_first_commit_does_not_take_trust_away(tmp_path, git, kept):
    folder = tmp_path / "new"
    (folder / ".memplug").mkdir(parents=True)
    git(folder, "init", "-q")
    allow(folder, kept)
    git(folder, "commit", "-q", "--allow-empty", "-m", "Begin")
    assert state(folder, kept) is Trust.TRUSTED


def test_with_a_remote_a_start_asks_git_nothing(project, git, kept, monkeypatch, tmp_path):
    git(project, "remote", "add", "origin", OURS)
    allow(project, kept)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert state(project, kept) is Trust.TRUSTED
    another_url = (project / ".git" / "config").read_text().replace("ours", "theirs")
    (project / ".git" / "config").write_text(another_url)
    assert state(project, kept) is Trust.UNTRUSTED


def test_a_ready_answer_does_not_outlive_the_project(home, project, git):
    """The next start is told that the other project's folder is not trusted, and nothing of what stands in it."""
    git(project, "remote", "add", "origin", OURS)
    assert home.run("trust", "--yes").returncode == 0
    for _ in range(2):
        assert "Verbosity: concise" in home.start()
    git(project, "remote", "set-url", "origin", THEIRS)
    for _ in range(2):
        told = home.start()
        assert "Verbosity" not in told
        assert told.count("is not trusted and has no effect") == 1
    git(project, "remote", "set-url", "origin", OURS)
    assert "Verbosity: concise" in home.start()
    assert home.run("untrust").returncode == 0
    assert "is not trusted and has no effect" in home.start()


def test_many_at_once_lose_nothing(tmp_path):
    """Twelve projects are trusted by as many processes at the same moment."""
    roots = [tmp_path / f"project {number}" for number in range(12)]
    for root in roots:
        (root / ".memplug").mkdir(parents=True)
    script = (
        "import sys; from pathlib import Path; from memplug.trust import allow; sys.stdin.read();"
        f"allow(Path(sys.argv[1]), Path({str(tmp_path / 'trust')!r}))"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, root], stdin=subprocess.PIPE) for root in roots]
    for process in running:
        assert process.stdin
        process.stdin.close()
    assert [process.wait() for process in running] == [0] * len(roots)
    assert {state(root, tmp_path / "trust") for root in roots} == {Trust.TRUSTED}
