"""The history of a repository, through GitPython: at the end of a session, when nobody waits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from memplug.digest.model import Commit
from memplug.project import guard
from memplug.project.calling_git import HARMLESS, environment
from memplug.project.confined import Place
from memplug.project.git import inert

MOST = 10
"""Commits kept of one session."""


def commits_between(place: Place, start: str, end: str, since: float, until: float) -> tuple[Commit, ...]:
    """Return the commits that lead from `start` to `end` and were made between `since` and `until`, newest first.

    The time tells the session's own commits from those that a pull brought along. Both are in seconds since the
    epoch; an unknown `start` (empty) means every commit since then. Empty when git is missing or fails.
    """
    if not end or start == end or guard.objection(place):
        return ()
    with _environment():
        try:
            import git  # noqa: PLC0415  GitPython costs about 80 ms, which only this question is worth
        except ImportError:  # it refuses to be imported where git is not installed
            return ()
        try:
            # A folder may be called `$HOME`, which GitPython would replace.
            with git.Repo(place.root, expand_vars=False) as repository:
                where = {"git_dir": str(place.git_dir), "work_tree": str(place.root)}
                repository.git.set_persistent_git_options(c=list(HARMLESS), **where)
                found = repository.iter_commits(f"{start}..{end}" if start else end, max_count=10 * MOST)
                made = [commit for commit in found if since <= commit.committed_date <= until]
                return tuple(Commit(commit.hexsha[:10], inert(str(commit.summary))) for commit in made[:MOST])
        except (git.GitError, OSError, ValueError):
            return ()


@contextmanager
def _environment() -> Iterator[None]:
    """Give the process the environment that git is called with: GitPython reads it, and hands on all of it."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(environment(before))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
