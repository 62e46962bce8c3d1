"""What kind of project this is, remembered while nothing that tells it changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug.project import remembered
from memplug.project.detect import detect
from memplug.project.remembered import Told

ROOT = Path(__file__).parents[2]
LAUNCHER = ROOT / "hooks" / "memplug_hook.py"


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "app"
    (root / "src").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "app"\n')
    (root / "src" / "app.py").write_text("print()\n")
    return root


def told_of(root):
    found = detect(root)
    return Told(tuple(found.lines()), found.language, found.type, found.seen)


def test_it_is_read_as_it_was_written(project, tmp_path):
    file = remembered.file_of(tmp_path, project, {})
    assert remembered.read(file) is None
    remembered.write(file, told_of(project))
    assert remembered.read(file) == told_of(project)


@pytest.mark.parametrize("change", ["edit", "add", "remove", "exchange"])
def test_any_change_of_what_told_it_is_seen(project, tmp_path, change):
    file = remembered.file_of(tmp_path, project, {})
    remembered.write(file, told_of(project))
    manifest = project / "pyproject.toml"
    if change == "edit":
        manifest.write_text('[project]\nname = "other"\n')
    elif change == "add":
        (project / "uv.lock").write_text("version = 1\n")
    elif change == "remove":
        manifest.unlink()
    else:
        other = project / "src" / "other"
        other.write_bytes(manifest.read_bytes())
        os.utime(other, ns=(manifest.stat().st_mtime_ns,) * 2)
        other.replace(manifest)
    assert remembered.read(file) is None


def test_another_folder_and_other_answers_of_the_users_are_another_file(project, tmp_path):
    asked = [(project, {}), (project / "src", {}), (project, {"test": "make test"})]
    assert len({remembered.file_of(tmp_path, cwd, overrides) for cwd, overrides in asked}) == len(asked)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"prints": 1}', b'{"prints": {}, "lines": 3}', b"\xff"])
def test_garbage_is_nothing(tmp_path, content):
    file = tmp_path / "kept"
    file.write_bytes(content)
    assert remembered.read(file) is None


def start(home):
    payload = {"session_id": "next", "cwd": str(home.cwd), "hook_event_name": "SessionStart", "source": "startup"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", str(LAUNCHER), "session-start", "--host", "claude-code"],
        input=json.dumps(payload).encode(), capture_output=True, check=True, env=home.environment,
    )  # fmt: skip
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines()}
    return done.stdout.decode(), imported


def test_a_start_after_an_edit_does_not_look_again_and_one_after_a_new_lock_file_does(home):
    (home.cwd / "src").mkdir()
    (home.cwd / "src" / "util.py").write_text("x = 1\n")
    (home.cwd / "pyproject.toml").write_text('[project]\nname = "app"\n')
    time.sleep(0.05)  # what was changed a moment ago is not taken for settled
    first, imported = start(home)
    assert {"memplug.start", "memplug.project.detect"} <= imported
    (home.cwd / "app.py").write_text("print('another')\n")
    again, imported = start(home)
    assert "memplug.start" in imported
    assert "memplug.project.detect" not in imported
    assert "1 uncommitted: app.py" in again
    assert "Python" in first
    assert "Python" in again
    (home.cwd / "uv.lock").write_text("version = 1\n")
    last, imported = start(home)
    assert "memplug.project.detect" in imported
    assert "uv" in last
    assert "uv" not in again


def test_no_module_on_the_way_of_a_start_has_the_annotations_of_named_tuples_compiled(home):
    (home.cwd / "pyproject.toml").write_text('[project]\nname = "app"\n')
    _, imported = start(home)
    ours = [ROOT.joinpath(*name.split(".")) for name in imported if name.startswith("memplug.")]
    texts = {path: path.with_suffix(".py").read_text() for path in ours if path.with_suffix(".py").is_file()}
    slow = [path for path, text in texts.items() if "(NamedTuple)" in text and "import annotations\n" in text]
    assert len(texts) > 50
    assert not slow
