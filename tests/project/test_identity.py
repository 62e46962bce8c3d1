from __future__ import annotations

import pytest

from memplug.project import git as room
from memplug.project.identity import Identity, identify, root_commit, same


def identity(folder):
    return identify(folder, room.find(folder))


def test_worktrees_are_one_project(repo, git, tmp_path):
    git(repo, "worktree", "add", "-q", str(tmp_path / "tree"))
    assert same(identity(repo), identity(tmp_path / "tree"))


def test_folders_of_equal_name_are_two_projects(tmp_path):
    for parent in ("a", "b"):
        (tmp_path / parent / "app").mkdir(parents=True)
    assert not same(identity(tmp_path / "a" / "app"), identity(tmp_path / "b" / "app"))


def test_the_root_commit_is_found_and_not_in_a_shallow_clone(repo, git, tmp_path):
    first = git(repo, "rev-parse", "HEAD")
    git(repo, "commit", "-q", "--allow-empty", "-m", "second")
    place = room.find(repo)
    assert place is not None
    assert root_commit(place) == first
    git(repo, "clone", "-q", "--depth=1", f"file://{repo}", str(tmp_path / "shallow"))
    shallow = room.find(tmp_path / "shallow")
    assert shallow is not None
    assert root_commit(shallow) == ""


A, B = "a" * 40, "b" * 40
CASES = {
    "two clones": (Identity("/1", "h/p", A), Identity("/2", "h/p", A), True),
    "a clone whose root is unknown": (Identity("/1", "h/p", A), Identity("/2", "h/p"), True),
    "one address, two histories": (Identity("/1", "h/p", A), Identity("/2", "h/p", B), False),
    "another branch with a root of its own": (Identity("/1", "h/p", A), Identity("/1", "h/p", B), True),
    "two remotes": (Identity("/1", "h/p", A), Identity("/1", "h/q", A), False),
    "a remote added later": (Identity("/1", "", A), Identity("/1", "h/p", A), True),
    "a first commit": (Identity("/1"), Identity("/1", "", A), True),
    "a new repository in an old place": (Identity("/1", "", A), Identity("/1", "", B), False),
    "copies without a remote": (Identity("/1", "", A), Identity("/2", "", A), False),
    "a folder": (Identity("/1"), Identity("/1"), True),
}


@pytest.mark.parametrize(("one", "other", "expected"), CASES.values(), ids=CASES)
def test_one_project_or_two(one, other, expected):
    assert same(one, other) is expected
    assert same(other, one) is expected


def test_a_name_for_people():
    assert Identity("/x/.git", "github.com/a/teahouse").name == "teahouse"
    assert Identity("/home/me/app/.git").name == "app"
    assert Identity("/home/me/notes").name == "notes"
