"""git in a repository that somebody else made: nothing of it is run, and nothing outside of it is read or told.

What would be run is a trap that leaves a mark; what would be read says SECRET.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug.deadline import Limit, deadline
from memplug.project import git as room
from memplug.project import guard
from memplug.project.history import commits_between
from memplug.project.identity import root_commit

SECRET = "a word of somebody else's"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and programs of POSIX")


@pytest.fixture
def trap(tmp_path):
    """A program that leaves a mark, and passes on what it is given."""
    program = tmp_path / "trap.sh"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{tmp_path}/sprung"\ncat\n')
    program.chmod(0o755)
    return program


class Watch:
    """Names of the files below a folder that anybody opens, by inotify(7); none on a system without it."""

    def __init__(self, folder):
        self._descriptor = -1
        self._folders = {}
        if sys.platform == "linux":
            library = ctypes.CDLL(None, use_errno=True)
            self._descriptor = library.inotify_init1(os.O_NONBLOCK)
            opened, moved = 0x20, 0x80
            for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
                watch = library.inotify_add_watch(self._descriptor, os.fsencode(path), opened | moved)
                self._folders[watch] = path.relative_to(folder)

    def opened(self):
        """Return what was opened since this was last asked, folders left out."""
        found = set()
        with contextlib.suppress(BlockingIOError):
            while self._descriptor >= 0 and (data := os.read(self._descriptor, 65536)):
                while data:
                    watch, mask, _, length = struct.unpack_from("iIII", data)
                    name = data[16 : 16 + length].rstrip(b"\0").decode()
                    if not mask & 0x4000_0000:  # a folder
                        found.add(str(self._folders[watch] / name))
                    data = data[16 + length :]
        return found


@pytest.fixture
def theirs(tmp_path, git):
    """Another repository, which says SECRET in its commits, branches, names and files."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    git(folder, "init", "-q", "-b", SECRET.replace(" ", "-"))
    (folder / SECRET).write_text(SECRET)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", SECRET)
    git(folder, "remote", "add", "origin", f"https://example.com/{SECRET.replace(' ', '-')}")
    return folder


def everything(home, transcript, *people):
    """Run both hooks, and commands for `people`; return what was told, stored and logged, and how long the slowest took."""
    said, slowest = [], 0.0
    script = transcript(("user", "Build it"), ("say", "Built."))
    ending = {"session_id": "last", "transcript_path": str(script), "cwd": str(home.cwd), "reason": "other"}
    starting = {"session_id": "next", "cwd": str(home.cwd), "source": "startup"}
    calls = [
        (("session-end", "--host", "claude-code"), ending),
        (("session-start", "--host", "claude-code"), starting),
        *(((name,), "") for name in people),
    ]
    home.preferences("[git]\nstatus_timeout_ms = 1000\n")
    for arguments, payload in calls:
        began = time.monotonic()
        done = home.run(*arguments, stdin=payload)
        slowest = max(slowest, time.monotonic() - began)
        said += [done.stdout.decode(), done.stderr.decode()]
    kept = [file for file in (home.path / "state").rglob("*") if file.is_file()]
    said += [file.read_bytes().decode("utf-8", "replace") for file in kept]
    assert "Build it" in said[2], "the session was lost"
    return "\n".join(said), slowest


def assert_inert(home, transcript, tmp_path, *people, asked=True):
    """Nothing was run, nothing told and nothing waited for; `asked` says whether git was asked all the same."""
    told, slowest = everything(home, transcript, *people)
    sprung = tmp_path / "sprung"
    assert not sprung.exists(), sprung.read_text()
    assert SECRET not in told
    assert SECRET.replace(" ", "-") not in told
    assert slowest < 30
    assert ("- Last commits:" in told) == asked
    return told


RUNNING = {
    "core.fsmonitor": "{trap}",
    "core.pager": "{trap}",
    "core.editor": "{trap}",
    "core.askPass": "{trap}",
    "core.sshCommand": "{trap}",
    "core.gitProxy": "{trap}",
    "core.alternateRefsCommand": "{trap}",
    "sequence.editor": "{trap}",
    "gpg.program": "{trap}",
    "gpg.ssh.defaultKeyCommand": "{trap}",
    "log.showSignature": "true",
    "pager.status": "{trap}",
    "pager.log": "{trap}",
    "diff.external": "{trap}",
    "diff.evil.command": "{trap}",
    "diff.evil.textconv": "{trap}",
    "merge.evil.driver": "{trap}",
    "interactive.diffFilter": "{trap}",
    "trailer.evil.command": "{trap}",
    "trailer.evil.cmd": "{trap}",
    "credential.helper": "{trap}",
    "uploadpack.packObjectsHook": "{trap}",
    "alias.status": "!{trap}",
    "alias.log": "!{trap}",
    "filter.evil.clean": "{trap}",
    "filter.evil.smudge": "{trap}",
    "filter.evil.process": "{trap}",
    "filter.evil.required": "true",
    "status.submoduleSummary": "true",
    "submodule.recurse": "true",
    "diff.submodule": "log",
}


def every_hook(repo, trap):
    names = [
        "applypatch-msg", "commit-msg", "fsmonitor-watchman", "fsmonitor-watchmanv2", "post-applypatch", "post-checkout",
        "post-commit", "post-index-change", "post-merge", "post-rewrite", "pre-auto-gc", "pre-commit", "pre-push",
        "pre-rebase", "prepare-commit-msg", "reference-transaction", "sendemail-validate", "update",
    ]  # fmt: skip
    for folder in (repo / ".git" / "hooks", repo / "hooks"):
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / name).write_text(trap.read_text())
            (folder / name).chmod(0o755)


@posix
def test_no_setting_hook_or_attribute_runs_anything(home, git, trap, transcript, tmp_path):
    repo = home.cwd
    git(repo, "commit", "-q", "--allow-empty", "-m", "Go on")
    later = git(repo, "rev-parse", "HEAD")
    git(repo, "reset", "-q", "--soft", "HEAD~1")
    for key, value in RUNNING.items():
        git(repo, "config", key, value.format(trap=trap))
    git(repo, "config", "core.hooksPath", "hooks")
    every_hook(repo, trap)
    attributes = "* filter=evil diff=evil merge=evil ident working-tree-encoding=UTF-16\n"
    (repo / ".gitattributes").write_text(attributes)
    (repo / ".git" / "info").mkdir(exist_ok=True)
    (repo / ".git" / "info" / "attributes").write_text(attributes)
    (repo / "app.py").write_text("print('ppa')\n")
    os.utime(repo / ".git" / "index")
    people = ("detect", "preview", "status", "doctor")
    assert "- 1 uncommitted: app.py" in assert_inert(home, transcript, tmp_path, *people)
    (repo / ".git" / "refs" / "heads" / "main").write_text(later)
    assert "Go on" in home.start("resume", session_id="last")
    assert not (tmp_path / "sprung").exists()


@posix
@pytest.mark.parametrize("version", ["1", "2"])
def test_no_file_system_monitor(home, git, trap, transcript, tmp_path, version):
    git(home.cwd, "config", "core.fsmonitor", ".git/hooks/fsmonitor-watchman")
    git(home.cwd, "config", "core.fsmonitorHookVersion", version)
    every_hook(home.cwd, trap)
    assert_inert(home, transcript, tmp_path)


FILTERS = {
    "the old way to write a section": "[filter.evil]\n\tclean = {trap}\n",
    "two sections on one line": '[core] [filter "evil"] clean = {trap}\n',
    "behind a long line of nothing": '#{hash}\n[filter "evil"]\n\tclean = {trap}\n',
    "behind more than is read": '{padding}[filter "evil"]\n\tclean = {trap}\n',
    "another case": '[FILTER "evil"]\n\tCLEAN = {trap}\n',
    "a value on two lines": '[filter "evil"]\n\tclean = \\\n{trap}\n',
    "a process": '[filter "evil"]\n\tprocess = {trap}\n\trequired\n',
    "an equals sign in its name": '[filter "e=vil"]\n\tclean = {trap}\n',
    "a quotation mark in its name": '[filter "e\\"vil"]\n\tclean = {trap}\n',
}


@posix
@pytest.mark.parametrize("text", FILTERS.values(), ids=FILTERS)
def test_no_filter_is_run_however_it_is_written(home, trap, transcript, tmp_path, text):
    name = "e=vil" if "e=vil" in text else 'e\\"vil' if 'e\\"' in text else "evil"
    with (home.cwd / ".git" / "config").open("a") as file:
        file.write(text.format(trap=trap, hash="#" * 60_000, padding="# nothing\n" * 200_000))
    (home.cwd / ".gitattributes").write_text(f"* filter={name}\n")
    (home.cwd / "app.py").write_text("print('ppa')\n")
    assert_inert(home, transcript, tmp_path, asked="=" not in name and "padding" not in text)


@posix
def test_no_filter_of_the_users_own_is_run_on_files_that_the_repository_chooses(home, git, trap, transcript, tmp_path):
    """Git LFS runs what a repository's configuration calls an extension."""
    own = tmp_path / "own.gitconfig"
    own.write_text(f'[filter "lfs"]\n\tclean = {trap}\n\tprocess = {trap}\n\trequired\n')
    (home.cwd / ".gitattributes").write_text("* filter=lfs\n")
    (home.cwd / "app.py").write_text("print('ppa')\n")
    done = home.run("preview", GIT_CONFIG_GLOBAL=str(own))
    assert b"- 1 uncommitted: app.py" in done.stdout
    assert not (tmp_path / "sprung").exists()


def borrow_objects(repo, theirs, git):
    (repo / ".git" / "objects" / "info" / "alternates").write_text(f"{theirs}/.git/objects\n")
    (repo / ".git" / "refs" / "heads" / "main").write_text(git(theirs, "rev-parse", "HEAD") + "\n")


def borrow_objects_by_links(repo, theirs, git):
    shutil.rmtree(repo / ".git" / "objects")
    (repo / ".git" / "objects").symlink_to(theirs / ".git" / "objects")
    (repo / ".git" / "refs" / "heads" / "main").write_text(git(theirs, "rev-parse", "HEAD") + "\n")


def borrow_some_objects_by_links(repo, theirs, git):
    for folder in (theirs / ".git" / "objects").glob("??"):
        shutil.rmtree(repo / ".git" / "objects" / folder.name, ignore_errors=True)
        (repo / ".git" / "objects" / folder.name).symlink_to(folder)
    (repo / ".git" / "refs" / "heads" / "main").write_text(git(theirs, "rev-parse", "HEAD") + "\n")


def borrow_single_objects_by_links(repo, theirs, git):
    for file in (theirs / ".git" / "objects").glob("??/*"):
        borrowed = repo / ".git" / "objects" / file.parent.name / file.name
        borrowed.parent.mkdir(exist_ok=True)
        borrowed.unlink(missing_ok=True)
        borrowed.symlink_to(file)
    (repo / ".git" / "refs" / "heads" / "main").write_text(git(theirs, "rev-parse", "HEAD") + "\n")


def another_work_tree(repo, theirs, git):
    git(repo, "config", "core.worktree", str(theirs))


def include(repo, theirs, git):
    (theirs / ".gitconfig").write_text(f'[remote "origin"]\n\turl = https://example.com/{SECRET}\n')
    git(repo, "config", "include.path", str(theirs / ".gitconfig"))


def include_step_by_step(repo, theirs, git):
    (repo / "one").write_text("[include]\n\tpath = two\n")
    (repo / "two").write_text(f'[includeIf "gitdir:**"] path = "{theirs}/.git/config"\n')
    git(repo, "config", "include.path", "../one")


def include_by_a_link(repo, theirs, git):
    (repo / "one").symlink_to(theirs / ".git" / "config")
    git(repo, "config", "include.path", "../one")


def a_file_that_points_elsewhere(repo, theirs, git):
    shutil.rmtree(repo / ".git")
    (repo / ".git").write_text(f"gitdir: {theirs}/.git\n")


def a_file_that_points_up(repo, theirs, git):
    shutil.rmtree(repo / ".git")
    (repo / ".git").write_text("gitdir: ../theirs/.git\n")


def a_file_that_points_to_their_worktree(repo, theirs, git):
    git(theirs, "worktree", "add", "-q", str(theirs.parent / "wt"), "-b", f"side-{SECRET.replace(' ', '-')}")
    shutil.rmtree(repo / ".git")
    (repo / ".git").write_text(f"gitdir: {theirs}/.git/worktrees/wt\n")


def a_worktree_of_its_own_with_another_common_folder(repo, theirs, git):
    """All that is checked of a linked worktree lies in the folder itself; the rest does not."""
    own = repo / "mine" / "worktrees" / "x"
    own.mkdir(parents=True)
    (own / "HEAD").write_text(f"ref: refs/heads/{SECRET.replace(' ', '-')}\n")
    (own / "gitdir").write_text(f"{repo}/.git\n")
    (own / "commondir").write_text(f"{theirs}/.git\n")
    shutil.rmtree(repo / ".git")
    (repo / ".git").write_text("gitdir: mine/worktrees/x\n")


def a_folder_with_another_common_folder(repo, theirs, git):
    (repo / ".git" / "commondir").write_text(f"{theirs}/.git\n")
    (repo / ".git" / "HEAD").write_text(f"ref: refs/heads/{SECRET.replace(' ', '-')}\n")


def a_link(repo, theirs, git):
    shutil.rmtree(repo / ".git")
    (repo / ".git").symlink_to(theirs / ".git")


def links_inside(name):
    def link(repo, theirs, git):
        target = repo / ".git" / name
        if target.is_dir():
            shutil.rmtree(target)
        target.unlink(missing_ok=True)
        target.parent.mkdir(exist_ok=True)
        source = theirs / ".git" / name
        target.symlink_to(source if source.exists() else theirs / SECRET)

    link.__name__ = f"a link in the place of {name}"
    return link


def a_branch_behind_a_link(repo, theirs, git):
    (repo / ".git" / "refs" / "heads" / "team").symlink_to(theirs)
    (theirs / "branch").write_text(git(repo, "rev-parse", "HEAD"))
    (repo / ".git" / "HEAD").write_text("ref: refs/heads/team/branch\n")


def head_that_names_a_file(reference):
    def name(repo, theirs, git):
        (repo / ".git" / "HEAD").write_text(f"ref: {reference.format(theirs=theirs, secret=SECRET)}\n")

    name.__name__ = f"HEAD that names {reference}"
    return name


def an_index_with_names_outside(prefix):
    def forge(repo, theirs, git):
        """git refuses to write such an index itself: the name of a file in it is replaced by one of the same length."""
        outside = prefix.format(theirs=theirs)
        (repo / ("x" * len(outside))).write_text("x")
        git(repo, "add", "-A")
        git(repo, "update-index", "--refresh")
        index = repo / ".git" / "index"
        import hashlib

        content = index.read_bytes()[:-20].replace(b"x" * len(outside), outside.encode())
        # Sorted by name it would have to come first; alone in the index it is in order.
        begin = content.index(outside.encode()) - 62
        end = begin + ((62 + len(outside) + 8) & ~7)
        content = content[:8] + (1).to_bytes(4, "big") + content[begin:end]
        index.write_bytes(content + hashlib.sha1(content).digest())

    forge.__name__ = f"an index that names {prefix}"
    return forge


def a_submodule_of_theirs(repo, theirs, git):
    (repo / "sub").mkdir()
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{git(theirs, 'rev-parse', 'HEAD')},sub")
    (repo / "sub" / ".git").write_text(f"gitdir: {theirs}/.git\n")


ELSEWHERE = {
    borrow_objects: "it borrows objects from another repository",
    borrow_objects_by_links: "is a link that leads out of the repository",
    borrow_some_objects_by_links: "is a link that leads out of the repository",
    borrow_single_objects_by_links: "is no file of its own",
    include: "its git configuration includes a file from outside of it",
    include_step_by_step: "its git configuration includes a file from outside of it",
    include_by_a_link: "its git configuration includes a file from outside of it",
    a_file_that_points_elsewhere: "which does not name it back",
    a_file_that_points_up: "which does not name it back",
    a_file_that_points_to_their_worktree: "which does not name it back",
    a_worktree_of_its_own_with_another_common_folder: "which does not name it back",
    a_folder_with_another_common_folder: "leads to another repository",
    a_link: "is a link that leads out of the folder",
    a_branch_behind_a_link: "is a link that leads out of the repository",
    **{
        links_inside(name): "is a link that leads out of the repository"
        for name in (
            "HEAD",
            "config",
            "index",
            f"sharedindex.{'0' * 40}",
            "packed-refs",
            "refs",
            "refs/heads",
            "logs",
            "logs/HEAD",
            "info/exclude",
            "info/grafts",
            "objects/info/commit-graphs/commit-graph-chain",
            "rebase-merge/onto",
            "rebase-apply/applying",
            "sequencer/todo",
        )
    },
    an_index_with_names_outside("{theirs}/file"): "its index names a file outside of it",
    an_index_with_names_outside("../theirs/file"): "its index names a file outside of it",
    an_index_with_names_outside("a/../../theirs/file"): "its index names a file outside of it",
    a_submodule_of_theirs: "of a submodule: ",
}


@posix
@pytest.mark.parametrize(("lead", "said"), ELSEWHERE.items(), ids=[lead.__name__ for lead in ELSEWHERE])
def test_what_leads_elsewhere_is_not_followed_and_said_so(home, git, theirs, transcript, tmp_path, lead, said):
    lead(home.cwd, theirs, git)
    watch = Watch(theirs)
    told = assert_inert(home, transcript, tmp_path, asked=False)
    assert said in told
    back = (
        {"gitdir", "commondir", "config", "config.worktree"} if "name it back" in said or "submodule" in said else set()
    )
    assert {Path(name).name for name in watch.opened()} <= back


@posix
@pytest.mark.parametrize(
    "lead",
    [
        another_work_tree,
        head_that_names_a_file("../../../../../../../../../../etc/passwd"),
        head_that_names_a_file("refs/heads/../../../../theirs/{secret}"),
        head_that_names_a_file("{theirs}/{secret}"),
        head_that_names_a_file("refs/heads/a\n\x1b[31mb"),
    ],
    ids=lambda lead: lead.__name__,
)
def test_what_leads_elsewhere_by_name_is_not_read(home, git, theirs, transcript, tmp_path, lead):
    lead(home.cwd, theirs, git)
    watch = Watch(theirs)
    told, _ = everything(home, transcript)
    assert not watch.opened()
    assert SECRET not in told
    assert "root:" not in told
    assert "\x1b[31m" not in told


@posix
@pytest.mark.parametrize(
    "name", ["", *sorted({"HEAD", "config", "packed-refs", "index", "refs", "objects", "info/exclude"})]
)
@pytest.mark.parametrize("kind", ["pipe", "endless device"])
def test_what_is_no_file_is_not_waited_for(home, transcript, tmp_path, name, kind):
    target = home.cwd / ".git" / name
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(target)
    else:
        target.symlink_to("/dev/zero")
    assert_inert(home, transcript, tmp_path, asked=False)


@posix
def test_a_pipe_in_the_place_of_a_branch_is_not_waited_for(home, transcript, tmp_path):
    branch = home.cwd / ".git" / "refs" / "heads" / "main"
    branch.unlink()
    os.mkfifo(branch)
    with deadline(Limit(work=30, wall=30)):
        assert room.head(room.Place(home.cwd, home.cwd / ".git", home.cwd / ".git")) == ""
    assert_inert(home, transcript, tmp_path, asked=False)


@posix
def test_a_pipe_in_the_place_of_an_object_is_not_waited_for(home, git, transcript, tmp_path):
    commit = git(home.cwd, "rev-parse", "HEAD")
    file = home.cwd / ".git" / "objects" / commit[:2] / commit[2:]
    file.unlink()
    os.mkfifo(file)
    assert "is no file of its own" in assert_inert(home, transcript, tmp_path, asked=False)


def test_folders_nested_beyond_all_measure_cost_no_session(home, transcript, tmp_path):
    nested = [f"{home.cwd}/.git/refs/{'/'.join('a' * depth)}" for depth in range(1, 1500)]
    for folder in nested:
        Path(folder).mkdir()
    try:
        assert_inert(home, transcript, tmp_path)
    finally:
        for folder in reversed(nested):  # pytest would not get down there
            Path(folder).rmdir()


def test_more_objects_than_can_be_looked_at(repo, monkeypatch):
    place = room.find(repo)
    assert place is not None
    assert guard.objection(place) == ""
    monkeypatch.setattr(guard, "LOOSE", 2)
    assert guard.objection(place) == "it has more than 2 objects outside of packs (`git gc` packs them)"


@posix
@pytest.mark.parametrize("name", ["logs", "refs/heads", "objects/pack", "objects/ff"])
def test_what_cannot_be_read_costs_no_session(home, transcript, tmp_path, name):
    closed = home.cwd / ".git" / name
    closed.mkdir(exist_ok=True)
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("this user reads everything")
    try:
        assert "cannot be read" in assert_inert(home, transcript, tmp_path, asked=False)
    finally:
        closed.chmod(0o700)


def test_nothing_is_fetched_from_a_promisor(home, git, trap, transcript, tmp_path):
    """A partial clone without its trees: git would fetch them as soon as it is asked."""
    repo = home.cwd
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    port = server.getsockname()[1]
    git(repo, "config", "core.repositoryFormatVersion", "1")
    git(repo, "config", "extensions.partialClone", "origin")
    for key, value in {
        "promisor": "true", "partialCloneFilter": "blob:none", "url": f"git://127.0.0.1:{port}/x",
        "uploadpack": str(trap), "vcs": "",
    }.items():  # fmt: skip
        if value:
            git(repo, "config", f"remote.origin.{key}", value)
    git(repo, "config", "protocol.git.allow", "always")
    git(repo, "config", "protocol.ext.allow", "always")
    git(repo, "config", "core.gitProxy", str(trap))
    git(repo, "config", "fetch.bundleURI", f"http://127.0.0.1:{port}/bundle")
    tree = git(repo, "rev-parse", "HEAD^{tree}")
    for url in (f"git://127.0.0.1:{port}/x", f"http://127.0.0.1:{port}/x", f"ext::{trap}", f"ssh://127.0.0.1:{port}/x"):
        git(repo, "config", "remote.origin.url", url)
        (repo / ".git" / "objects" / tree[:2] / tree[2:]).unlink(missing_ok=True)
        told, _ = everything(home, transcript)
        assert "Build it" in told
        assert not (tmp_path / "sprung").exists()
        with pytest.raises(TimeoutError):
            server.accept()
    server.close()


@posix
def test_a_repository_below_another_is_not_taken_for_one_without_its_git(home, git, trap, transcript, tmp_path):
    """A folder that looks like a bare repository can be part of any clone."""
    bare = home.cwd / "docs"
    git(home.cwd, "init", "-q", "--bare", str(bare))
    git(bare, "config", "core.fsmonitor", str(trap))
    git(bare, "config", "core.bare", "false")
    git(bare, "config", "core.worktree", str(home.cwd))
    place = room.find(bare)
    assert place is not None
    assert place.root == home.cwd
    done = home.run("session-start", stdin={"cwd": str(bare), "source": "startup", "session_id": "x"}, cwd=bare)
    assert b"- Branch main" in done.stdout
    assert not (tmp_path / "sprung").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_where_git_refuses_a_repository_of_another_user_it_is_not_made_to_answer(home, git, transcript, tmp_path):
    for path in (home.cwd, *home.cwd.rglob("*")):
        os.chown(path, 65534, 65534)
    assert "it belongs to another user" in assert_inert(home, transcript, tmp_path, asked=False)
    own = tmp_path / "own.gitconfig"
    own.write_text("[safe]\n\tdirectory = *\n")
    assert b"- Last commits:" in home.run("preview", GIT_CONFIG_GLOBAL=str(own)).stdout


@posix
def test_the_environment_points_nowhere_else_and_runs_nothing(home, theirs, trap, transcript, tmp_path, monkeypatch):
    hostile = {
        "GIT_DIR": f"{theirs}/.git", "GIT_WORK_TREE": str(theirs), "GIT_COMMON_DIR": f"{theirs}/.git",
        "GIT_INDEX_FILE": f"{theirs}/.git/index", "GIT_OBJECT_DIRECTORY": f"{theirs}/.git/objects",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f"{theirs}/.git/objects", "GIT_NAMESPACE": "x", "GIT_PREFIX": "x/",
        "GIT_CONFIG": f"{theirs}/.git/config", "GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(trap), "GIT_CONFIG_KEY_1": "filter.evil.clean", "GIT_CONFIG_VALUE_1": str(trap),
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='{trap}'", "GIT_EXTERNAL_DIFF": str(trap), "GIT_PAGER": str(trap),
        "GIT_EDITOR": str(trap), "GIT_ASKPASS": str(trap), "GIT_SSH": str(trap), "GIT_SSH_COMMAND": str(trap),
        "GIT_PROXY_COMMAND": str(trap), "GIT_TRACE": f"{tmp_path}/sprung", "GIT_TRACE2_EVENT": f"{tmp_path}/sprung",
        "GIT_TRACE_SETUP": f"{tmp_path}/sprung", "GIT_EXEC_PATH": str(tmp_path), "GIT_SHALLOW_FILE": f"{theirs}/shallow",
        "GIT_GRAFT_FILE": f"{theirs}/grafts", "GIT_REPLACE_REF_BASE": "refs/x", "GIT_ATTR_SOURCE": "HEAD",
        "GIT_LITERAL_PATHSPECS": "1", "GIT_CEILING_DIRECTORIES": "/",
    }  # fmt: skip
    (home.cwd / ".gitattributes").write_text("* filter=evil\n")
    (home.cwd / "app.py").write_text("print('ppa')\n")
    monkeypatch.setattr(type(home), "environment", property(lambda self, before=home.environment: before | hostile))
    assert "- 1 uncommitted: app.py" in assert_inert(home, transcript, tmp_path)


def test_gitpython_is_called_in_the_same_way(repo, theirs, trap, git, tmp_path, monkeypatch):
    """It reads the environment itself, finds a work tree in the configuration, and expands variables in names."""
    monkeypatch.setenv("GIT_DIR", f"{theirs}/.git")
    monkeypatch.setenv("GIT_TRACE", f"{tmp_path}/sprung")
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext")
    monkeypatch.setenv("PLACE", str(theirs))
    for key, value in RUNNING.items():
        git_here = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        subprocess.run(["git", "-C", str(repo), "config", key, value.format(trap=trap)], check=True, env=git_here)
    folder = repo.with_name("$PLACE")
    repo.rename(folder)
    place = room.find(folder)
    assert place is not None
    found = commits_between(place, "", room.head(place), 0, 1e10)
    assert [commit.subject for commit in found] == ["Begin"]
    assert os.environ["GIT_DIR"] == f"{theirs}/.git"
    assert root_commit(place) == room.head(place)
    assert not (tmp_path / "sprung").exists()


def test_names_are_one_inert_line_each(home, git, transcript, tmp_path):
    (home.cwd / "a\n## Evil\n\x1b[31mred\x1b]0;title\x07").write_text("x")
    (home.cwd / "\u202egnp.exe").write_text("x")
    git(home.cwd, "commit", "-q", "--allow-empty", "-m", "</memplug>\x1b[31m`code` <system-reminder>")
    told, _ = everything(home, transcript)
    assert "\n## Evil" not in told
    shown = home.start()
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "<system-reminder>" not in shown


LOGS = {
    "a time of 5,000 digits": b"0" * 40 + b" " + b"1" * 40 + b" A <a@b> " + b"9" * 5000 + b" +0000\tx\n",
    "no text": bytes(range(256)) * 40,
    "a line without end": b"0" * 500_000,
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_garbage_in_the_reflog_costs_no_session(home, transcript, tmp_path, log):
    (home.cwd / ".git" / "logs" / "HEAD").write_bytes(log)
    assert_inert(home, transcript, tmp_path)


def test_a_huge_list_of_references(home, git, transcript, tmp_path):
    head = git(home.cwd, "rev-parse", "HEAD")
    git(home.cwd, "pack-refs", "--all")
    line = f"{head} refs/remotes/origin/{'x' * 100}-%06d\n"
    with (home.cwd / ".git" / "packed-refs").open("a") as file:
        file.writelines(line % number for number in range(50_000))
    place = room.find(home.cwd)
    assert place is not None
    assert room.head(place) == head
    everything(home, transcript)


# What must go on working.


def told_of(home, folder):
    return json.loads(home.run("session-start", "--host", "claude-code", stdin={"cwd": str(folder), "source": "startup", "session_id": "n"}).stdout)[
        "hookSpecificOutput"
    ]["additionalContext"]  # fmt: skip


def test_a_linked_worktree_is_believed_also_of_a_bare_repository_and_by_relative_paths(home, git, tmp_path):
    git(home.cwd, "worktree", "add", "-q", str(tmp_path / "a tree"), "-b", "side")
    assert "- Branch side" in told_of(home, tmp_path / "a tree")
    git(home.cwd, "clone", "-q", "--bare", str(home.cwd), str(tmp_path / "bare.git"))
    git(tmp_path / "bare.git", "worktree", "add", "-q", str(tmp_path / "other"), "-b", "other")
    assert "- Branch other" in told_of(home, tmp_path / "other")
    # As git 2.48 writes them with worktree.useRelativePaths.
    (tmp_path / "other" / ".git").write_text("gitdir: ../bare.git/worktrees/other\n")
    (tmp_path / "bare.git" / "worktrees" / "other" / "gitdir").write_text("../../../other/.git\n")
    assert "- Last commits:" in told_of(home, tmp_path / "other")
    assert "taken for no repository" not in told_of(home, tmp_path / "other")


def test_a_submodule_is_believed_also_in_a_worktree_and_below_another(home, git, tmp_path):
    library = tmp_path / "library"
    library.mkdir()
    git(library, "init", "-q", "-b", "trunk")
    git(library, "commit", "-q", "--allow-empty", "-m", "Begin the library")
    allowed = ("-c", "protocol.file.allow=always")
    git(home.cwd, *allowed, "submodule", "add", "-q", str(library), 'a "sub"; #1')
    git(home.cwd, "commit", "-qm", "Take the library along")
    assert "Begin the library" in told_of(home, home.cwd / 'a "sub"; #1')
    outer = told_of(home, home.cwd)
    assert "Take the library along" in outer
    assert "left out" not in outer
    git(home.cwd, "worktree", "add", "-q", str(tmp_path / "tree"))
    git(tmp_path / "tree", *allowed, "submodule", "update", "-q", "--init")
    assert "Begin the library" in told_of(home, tmp_path / "tree" / 'a "sub"; #1')


def test_a_separate_folder_is_believed_once_it_names_the_work_tree(home, git, tmp_path):
    work = tmp_path / "work"
    git(tmp_path, "init", "-q", "-b", "main", f"--separate-git-dir={tmp_path / 'kept'}", str(work))
    assert "which does not name it back" in told_of(home, work)
    git(work, "config", "core.worktree", str(work))
    assert "- Branch main" in told_of(home, work)


def test_an_include_from_inside_is_followed(home, git, tmp_path):
    (home.cwd / ".gitconfig").write_text("[status]\n\trenames = false\n")
    git(home.cwd, "config", "include.path", "../.gitconfig")
    assert "- Last commits:" in told_of(home, home.cwd)
    assert list((home.path / "cache" / "ready").iterdir())


@posix
def test_links_that_stay_inside_are_believed(home):
    (home.cwd / ".git" / "info").mkdir(exist_ok=True)
    (home.cwd / "ignored").write_text("*.log\n")
    (home.cwd / ".git" / "info" / "exclude").unlink(missing_ok=True)
    (home.cwd / ".git" / "info" / "exclude").symlink_to("../../ignored")
    shutil.rmtree(home.cwd / ".git" / "hooks", ignore_errors=True)
    (home.cwd / ".git" / "hooks").symlink_to("/usr/share")  # nothing of it is read
    assert "- Last commits:" in told_of(home, home.cwd)


@posix
def test_a_git_that_hangs_at_the_status_is_not_waited_for(home, tmp_path):
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "git").write_text(
        f'#!/bin/sh\ncase "$*" in *" status "*) exec sleep 60;; esac\nexec {shutil.which("git")} "$@"\n'
    )
    (slow / "git").chmod(0o755)
    began = time.monotonic()
    variables = {"PATH": f"{slow}:{os.environ['PATH']}", "MEMPLUG_PATIENCE": "1"}
    done = home.run("session-start", stdin={"cwd": str(home.cwd)}, **variables)
    assert time.monotonic() - began < 30
    assert b"left out: git status took longer than 150 ms" in done.stdout


@posix
@pytest.mark.parametrize("place", ["global", "included", "included later", "system"])
def test_a_filter_that_the_user_adds_after_an_answer_was_left_ready_is_not_run(
    home, transcript, tmp_path, repo, git, trap, place
):
    users, system, more = (tmp_path / name for name in ("gitconfig", "system", "more"))
    users.write_text(f"[include]\n\tpath = {more}\n")
    system.write_text("")
    if place == "included":
        more.write_text("[user]\n\tname = me\n")
    where = {"GIT_CONFIG_GLOBAL": str(users), "GIT_CONFIG_SYSTEM": str(system)}
    (repo / ".gitattributes").write_text("* filter=new\n")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Attributes")
    payload = {"session_id": "last", "transcript_path": str(transcript(("user", "Build it"), ("say", "Built.")))}
    assert home.run("session-end", "--host", "claude-code", stdin=payload | {"cwd": str(repo)}, **where).returncode == 0
    with {"global": users, "system": system}.get(place, more).open("a") as file:
        file.write(f'[filter "new"]\n\tclean = {trap}\n')
    (repo / "app.py").write_text("print('ppa')\n")  # as long as it was: git would have to read it
    starting = {"session_id": "next", "cwd": str(repo), "source": "startup"}
    done = home.run("session-start", "--host", "claude-code", stdin=starting, **where)
    assert b"Build it" in done.stdout
    assert b"1 uncommitted: app.py" in done.stdout
    assert not (tmp_path / "sprung").exists()
