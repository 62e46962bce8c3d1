"""A tree maker shared by the tests of detection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Plant = Callable[..., Path]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Make a repository of empty files (names) and files with text, and return its root."""

    def make(names: str = "", texts: Mapping[str, str] | None = None) -> Path:
        root = tmp_path / "repo"
        contents = {**dict.fromkeys([".git/HEAD", *names.split()], ""), **(texts or {})}
        for name, text in contents.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return root

    return make
