from __future__ import annotations

import pytest

from memplug.preferences import StateOptions
from memplug.preferences.globs import glob_covers, glob_matches


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("main", "main"),
        ("release/*", "release/1.0"),
        ("**", "."),
        ("**", "a/b/c"),
        (".", "."),
        ("web/**", "web"),
        ("web/**", "web/src/app"),
        ("**/src", "src"),
        ("**/src", "a/b/src"),
        ("a/**/z", "a/z"),
        ("a/**/z", "a/b/c/z"),
        ("a/**/b/**/c", "a/b/x/b/c"),
        ("./web/", "web"),
        ("v[0-9].?", "v1.x"),
    ],
)
def test_a_glob_matches(pattern: str, name: str) -> None:
    assert glob_matches(pattern, name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("main", "maintenance"),
        ("release/*", "release/1.0/hotfix"),
        ("*", "a/b"),
        ("*", "."),
        (".", "web"),
        ("web/**", "website"),
        ("web", "web/src"),
        ("**/src", "src/a"),
        ("Main", "main"),
        ("a/**/z", "a/b"),
    ],
)
def test_a_glob_does_not_match(pattern: str, name: str) -> None:
    assert not glob_matches(pattern, name)


def test_many_stars_take_no_time() -> None:
    assert not glob_matches("**/" * 50 + "*a" * 50 + "/x", "a" * 200 + "/" + "b/" * 200)


@pytest.mark.parametrize(
    ("pattern", "path", "covered"),
    [
        ("*.pem", "deep/down/key.pem", True),
        ("*.pem", "key.pem.txt", False),
        ("secrets", "secrets/token.txt", True),
        ("secrets/", "a/secrets/token.txt", True),
        ("infra/keys", "infra/keys/a/b", True),
        ("infra/keys", "other/infra/keys", False),
        ("infra/**/*.key", "infra/a/b/c.key", True),
        ("secret*", "src/main.py", False),
    ],
)
def test_exclude_globs_mean_what_they_mean_in_a_gitignore(pattern: str, path: str, covered: bool) -> None:
    assert glob_covers(pattern, path) is covered
    assert StateOptions(exclude=("nothing", pattern)).excludes(path) is covered
