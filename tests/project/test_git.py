"""Where a repository stands, in real repositories, also in hostile ones."""

from __future__ import annotations

import pytest

from memplug.project import git as room
from memplug.project.history import commits_between


def state(folder):
    place = room.find(folder)
    assert place is not None
    return room.Status(place).result(10)


def test_outside_a_repository_there_is_none(tmp_path):
    assert room.find(tmp_path) is None


def test_a_clean_repository(repo):
    found = state(repo)
    assert (found.branch, found.changed_count, found.untracked_count, found.operation) == ("main", 0, 0, "")
    assert [commit.subject for commit in found.commits] == ["Begin"]
    assert found.left_out == ""


def test_changes_are_counted_and_named(repo, git):
    (repo / "app.py").write_text("x")
    (repo / "added é.py").write_text("x")
    git(repo, "add", "added é.py")
    (repo / "new\nline.py").write_text("x")
    for number in range(20):
        (repo / f"untracked-{number:02d}").write_text("x")
    found = state(repo)
    assert found.changed == ("added é.py", "app.py")
    assert (found.changed_count, found.untracked_count) == (2, 21)
    assert len(found.untracked) == room.NAMES


def test_a_renamed_file_is_one_change(repo, git):
    git(repo, "mv", "app.py", "main.py")
    assert state(repo).changed == ("main.py",)


def test_ahead_and_behind_of_the_upstream(repo, git, tmp_path):
    git(repo, "clone", "-q", str(repo), str(tmp_path / "clone"))
    clone = tmp_path / "clone"
    git(repo, "commit", "-q", "--allow-empty", "-m", "theirs")
    git(clone, "commit", "-q", "--allow-empty", "-m", "ours 1")
    git(clone, "commit", "-q", "--allow-empty", "-m", "ours 2")
    git(clone, "fetch", "-q")
    found = state(clone)
    assert (found.upstream, found.ahead, found.behind) == ("origin/main", 2, 1)


def test_before_the_first_commit(tmp_path, git):
    git(tmp_path, "init", "-q", "-b", "trunk")
    found = state(tmp_path)
    assert (found.branch, found.head, found.commits) == ("trunk", "", ())


def test_a_detached_head(repo, git):
    git(repo, "checkout", "-q", "--detach")
    found = state(repo)
    assert found.branch == ""
    assert git(repo, "rev-parse", "HEAD").startswith(found.head)


def test_a_merge_under_way(repo, git):
    git(repo, "checkout", "-qb", "other")
    (repo / "app.py").write_text("1")
    git(repo, "commit", "-qam", "1")
    git(repo, "checkout", "-q", "main")
    (repo / "app.py").write_text("2")
    git(repo, "commit", "-qam", "2")
    with pytest.raises(Exception, match="returned non-zero"):
        git(repo, "merge", "other")
    found = state(repo)
    assert (found.operation, found.changed) == ("merge", ("app.py",))


@pytest.mark.parametrize(("file", "name"), room.OPERATIONS.items())
def test_every_operation_is_named(repo, file, name):
    (repo / ".git" / file).mkdir()
    assert state(repo).operation == name


def test_a_worktree_shares_the_common_folder(repo, git, tmp_path):
    git(repo, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "side")
    main, side = room.find(repo), room.find(tmp_path / "tree")
    assert main is not None
    assert side is not None
    assert side.common_dir.resolve() == main.common_dir.resolve()
    assert room.branch(side) == "side"
    assert room.head(side) == room.head(main) == git(repo, "rev-parse", "HEAD")


def test_head_is_found_among_packed_references(repo, git):
    git(repo, "pack-refs", "--all")
    place = room.find(repo)
    assert place is not None
    assert room.head(place) == git(repo, "rev-parse", "HEAD")


def test_a_git_file_that_points_nowhere_is_no_repository(tmp_path):
    (tmp_path / ".git").write_text("gitdir: /no/such/place\n")
    assert room.find(tmp_path) is None
    assert room.refused(tmp_path).endswith("mends that): taken for no repository")


def test_an_empty_git_folder_is_passed_over_as_git_does(repo):
    (repo / "src" / ".git").mkdir(parents=True)
    place = room.find(repo / "src")
    assert place is not None
    assert place.root == repo
    assert room.refused(repo / "src") == ""


HEADS = {
    "ref: refs/heads/main\n": "main",
    "ref: refs/heads/feature/a-b_c.1+é\n": "feature/a-b_c.1+é",
    "ref: refs/heads/a..b\n": "",
    "ref: refs/heads/../../config\n": "",
    "ref: refs/heads/a//b\n": "",
    "ref: refs/heads/.a\n": "",
    "ref: refs/heads/a.lock\n": "",
    "ref: refs/heads/a b\n": "",
    "ref: refs/heads/a\x1b[31m\n": "",
    "ref: refs/heads/a@{1}\n": "",
    "ref: refs/heads/\n": "",
    "ref: refs/remotes/origin/main\n": "",
    "ref: /etc/passwd\n": "",
    "a" * 40: "",
    "": "",
}


@pytest.mark.parametrize(("head", "expected"), HEADS.items())
def test_head_names_a_branch_as_git_allows_it_or_none(repo, head, expected):
    (repo / ".git" / "HEAD").write_text(head)
    place = room.find(repo)
    assert place is not None
    assert room.branch(place) == expected


def test_status_says_when_git_fails(repo):
    (repo / ".git" / "index").write_bytes(b"garbage")
    assert state(repo).left_out.startswith("git status failed")


ADDRESSES = {
    "https://github.com/a/b.git": "github.com/a/b",
    "https://user:secret@GitHub.com/a/b": "github.com/a/b",
    "git@github.com:a/b.git": "github.com/a/b",
    "ssh://git@host:2222/a/b.git": "host/a/b",
    "github.com:a/b/": "github.com/a/b",
    "file:///srv/git/b.git": "srv/git/b",
    "/srv/git/b": "/srv/git/b",
    r"C:\repos\b": r"C:\repos\b",
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.items())
def test_an_address_is_the_same_for_every_protocol(url, expected):
    assert room.normalised(url) == expected


def test_origin_counts_before_other_remotes(repo, git):
    git(repo, "remote", "add", "fork", "https://example.com/fork.git")
    place = room.find(repo)
    assert place is not None
    assert room.remote(place) == "example.com/fork"
    git(repo, "remote", "add", "origin", "https://example.com/main.git")
    assert room.remote(place) == "example.com/main"


def test_the_head_of_a_moment_comes_from_the_reflog(repo, git, monkeypatch):
    first = git(repo, "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z")
    git(repo, "commit", "-q", "--allow-empty", "-m", "later")
    place = room.find(repo)
    assert place is not None
    assert room.head_at(place, 1_893_000_000) == first
    assert room.head_at(place, 1_900_000_000) == git(repo, "rev-parse", "HEAD")
    assert room.head_at(place, 0) == ""


def test_the_commits_of_a_session_are_those_made_meanwhile(repo, git, monkeypatch):
    start = git(repo, "rev-parse", "HEAD")
    for year, subject in ((2001, "pulled"), (2030, "ours"), (2040, "later")):
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"{year}-01-01T00:00:00Z")
        git(repo, "commit", "-q", "--allow-empty", "-m", subject)
    place = room.find(repo)
    assert place is not None
    end = git(repo, "rev-parse", "HEAD")
    found = commits_between(place, start, end, since=1_600_000_000, until=2_000_000_000)
    assert [commit.subject for commit in found] == ["ours"]
    assert commits_between(place, end, end, 0, 0) == ()
    assert commits_between(place, "0" * 40, end, 0, 1e10) == ()


def test_commits_since_another(repo, git):
    before = git(repo, "rev-parse", "HEAD")
    place = room.find(repo)
    assert place is not None
    assert room.commits_since(place, before) == ()
    git(repo, "commit", "-q", "--allow-empty", "-m", "after")
    assert [commit.subject for commit in room.commits_since(place, before)] == ["after"]
    assert room.commits_since(place, "--output=/tmp/x") == ()


def test_a_file_that_goes_while_it_is_looked_at_costs_only_the_status(repo, monkeypatch):
    def gone(_place):
        raise FileNotFoundError(2, "No such file or directory", str(repo / ".git" / "index"))

    place = room.find(repo)
    assert place is not None
    monkeypatch.setattr(room.guard, "objection", gone)
    state = room.Status(place).result(1)
    assert state.branch == "main"
    assert state.left_out.startswith("git: [Errno 2] No such file or directory: ")
