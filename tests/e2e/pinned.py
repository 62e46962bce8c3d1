"""What the tests need of others' programs, installed once, in the versions that the repository pins."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest


def pinned(pins: bytes, what: str, install: Callable[[Path], subprocess.CompletedProcess[str]]) -> Path:
    """Return the folder that holds what `pins` name; `install` fills an empty one at the first call.

    It lies below the user's cache folder, or below `MEMPLUG_CLIENTS`. Skips the test when that fails; with `CI` in the
    environment it is an error.
    """
    place = os.environ.get("MEMPLUG_CLIENTS") or platformdirs.user_cache_dir("memplug-tests", appauthor=False)
    folder = Path(place) / hashlib.sha256(pins).hexdigest()[:16]
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Installed beside its place and then renamed: what stands there is whole, also with two runs at once.
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        staging = Path(temporary, "staging")
        staging.mkdir()
        done = install(staging)
        if done.returncode:
            give_up = pytest.fail if os.environ.get("CI") else pytest.skip
            give_up(f"{what} could not be installed: {done.stderr.strip()[-500:]}")
        try:
            staging.rename(folder)
        except OSError:
            if not folder.is_dir():
                raise
    return folder
