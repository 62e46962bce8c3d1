"""The ready answer is never a stale one: whatever changes, the next start says what the long way says."""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from memplug import fields, open_sessions, prepare, scene
from memplug.context import ready
from memplug.events import SessionStart
from memplug.hosts import HOSTS
from memplug.paths import Paths, places
from memplug.project.git import Status

LAUNCHER = Path(__file__).parents[2] / "hooks" / "memplug_hook.py"
SESSION = (
    ("user", "Build the parser"),
    ("tool", "Edit", {"file_path": "/elsewhere/parser.py"}, "ok"),
    ("say", "Built."),
)
ALLOWED = {
    # what any interpreter loads, with -I -S
    "_imp", "_thread", "_warnings", "_weakref", "winreg", "_io", "marshal", "posix", "_frozen_importlib_external", "time",
    "zipimport", "_codecs", "codecs", "encodings.aliases", "encodings", "encodings.utf_8", "_signal", "_abc", "abc", "io",
    "encodings.latin_1", "encodings.ascii",
    # os and what it brings along
    "os", "stat", "_stat", "posixpath", "genericpath", "_collections_abc", "os.path",
    # the short way itself
    "__future__", "memplug", "memplug.__main__", "memplug.hook", "memplug.fields", "memplug.context", "memplug.context.ready", "memplug.project",
    "memplug.project.calling_git", "memplug.open_sessions", "_json", "gc",
}  # fmt: skip


def start(home, source="startup", *, session="next", cwd=None, host="claude-code", options=(), **fields):
    """Run the installed command, and say whether it found its answer ready."""
    payload = {"session_id": session, "cwd": str(cwd or home.cwd), "hook_event_name": "SessionStart", "source": source}
    payload |= fields
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", *options, str(LAUNCHER), "session-start", "--host", host],
        input=json.dumps(payload).encode(), capture_output=True, check=True, cwd=home.cwd, env=home.environment,
    )  # fmt: skip
    imported = [line.rpartition("|")[2].strip() for line in done.stderr.decode().splitlines() if "|" in line]
    return done.stdout, imported[1:]


def was_ready(imported):
    return "memplug.start" not in imported


@pytest.fixture
def prepared(home, transcript):
    """A project whose last session left its answers ready."""
    home.preferences('[preferences]\nlanguage = "Python"\n')
    (home.cwd / "pyproject.toml").write_text('[project]\nname = "app"\n')
    time.sleep(0.05)  # what was changed a moment ago is not taken for settled
    home.end(transcript(*SESSION))
    return home


@pytest.mark.parametrize("source", ["startup", "clear", "compact"])
def test_the_end_leaves_the_next_starts_ready(prepared, source):
    output, imported = start(prepared, source)
    assert was_ready(imported)
    assert b"Build the parser" in output


@pytest.mark.parametrize("source", ["resume", "compact"])
def test_the_end_leaves_ready_what_its_own_session_is_told_when_it_goes_on(prepared, source):
    output, imported = start(prepared, source, session="last")
    assert was_ready(imported)
    assert output


def test_a_start_on_the_long_way_leaves_the_next_one_ready(home):
    time.sleep(0.05)
    first, imported = start(home)
    assert not was_ready(imported)
    second, imported = start(home)
    assert was_ready(imported)
    assert second == first


def test_the_short_way_imports_nothing_that_is_not_on_the_list(prepared):
    _, imported = start(prepared)
    assert set(imported) <= ALLOWED, sorted(set(imported) - ALLOWED)


def test_the_short_way_opens_few_files(prepared):
    payload = json.dumps({"session_id": "n", "cwd": str(prepared.cwd), "source": "startup"})
    script = (
        "import sys; opened = []; sys.addaudithook(lambda event, what: opened.append(what[0]) if event == 'open' else None); "
        f"sys.path.insert(0, {str(LAUNCHER.parents[1])!r}); from memplug import hook; "
        "hook.main(['session-start', '--host', 'claude-code']); import os; os.write(2, repr(opened).encode())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        input=payload.encode(),
        capture_output=True,
        check=True,
        env=prepared.environment,
    )
    assert b"Build the parser" in done.stdout
    opened = [str(name) for name in ast.literal_eval(done.stderr.decode())]
    code = [name for name in opened if name.endswith((".pyc", ".py", ".so"))]
    others = [name for name in opened if name not in code]
    assert len(code) <= 14, code
    # The bytes that go nowhere; the answer, as one for this session is only looked for after a resume; the note on this
    # session, before and after, and the process that asks, with a shell before it at the most.
    assert len(others) <= 6, others


# -- every input that can change


def edit_preferences(home, git, transcript):
    home.preferences('[preferences]\nlanguage = "Rust"\n')


def edit_preferences_to_the_same_length(home, git, transcript):
    file = home.path / "config" / "preferences.toml"
    file.write_text(file.read_text().replace("Python", "Pythom"))


def remove_preferences(home, git, transcript):
    (home.path / "config" / "preferences.toml").unlink(missing_ok=True)


def add_project_preferences(home, git, transcript):
    (home.cwd / ".memplug").mkdir(exist_ok=True)
    (home.cwd / ".memplug" / "preferences.toml").write_text('[preferences]\nlanguage = "Go"\n')


def trust_the_project(home, git, transcript):
    add_project_preferences(home, git, transcript)
    assert home.run("trust", "--yes").returncode == 0


def change_trusted_preferences(home, git, transcript):
    trust_the_project(home, git, transcript)
    start(home)
    (home.cwd / ".memplug" / "preferences.toml").write_text('[preferences]\nlanguage = "Ada"\n')


def untrust_the_project(home, git, transcript):
    trust_the_project(home, git, transcript)
    start(home)
    assert home.run("untrust").returncode == 0


def add_a_template(home, git, transcript):
    home.template("sections/git", "On {{ git.branch }}")


def change_a_part_of_a_template(home, git, transcript):
    home.template("full", '{% include "part.md.j2" %}')
    part = home.template("part", "one")
    start(home)
    part.write_text("two")


def change_a_manifest(home, git, transcript):
    (home.cwd / "pyproject.toml").write_text('[project]\nname = "app"\ndependencies = ["flask"]\n')


def add_a_lock_file(home, git, transcript):
    (home.cwd / "uv.lock").write_text("version = 1\n")


def add_an_untracked_file(home, git, transcript):
    (home.cwd / f"new-{random.random()}").write_text("x")


def change_a_tracked_file(home, git, transcript):
    (home.cwd / "app.py").write_text(f"print({random.random()})\n")


def stage_a_file(home, git, transcript):
    (home.cwd / "staged.py").write_text("x")
    git(home.cwd, "add", "staged.py")


def commit(home, git, transcript):
    git(home.cwd, "commit", "-q", "--allow-empty", "-m", f"Another {random.random()}")


def switch_the_branch(home, git, transcript):
    git(home.cwd, "checkout", "-q", "-b", f"branch-{random.randrange(10**9)}")


def detach_head(home, git, transcript):
    git(home.cwd, "checkout", "-q", "--detach")


def begin_a_merge(home, git, transcript):
    (home.cwd / ".git" / "MERGE_HEAD").write_text(git(home.cwd, "rev-parse", "HEAD") + "\n")


def add_a_remote(home, git, transcript):
    git(home.cwd, "remote", "add", f"r{random.randrange(10**9)}", "https://example.com/x.git")


def end_another_session(home, git, transcript):
    home.end(transcript(("user", f"Paint it {random.random()}"), ("say", "ok")), session_id=f"s{random.random()}")


def end_the_same_session_again(home, git, transcript):
    home.end(transcript(*SESSION, ("user", f"And {random.random()}"), ("say", "ok")))


def open_another_session(home, git, transcript):
    start(home, session=f"s{random.random()}")


def open_another_session_that_was_asked_something(home, git, transcript):
    session = f"s{random.random()}"
    start(home, session=session, transcript_path=str(transcript(("user", "Paint the shed"), name=session)))


def end_what_is_open(home, git, transcript):
    for note in (home.path / "state" / "open").glob("*/*"):
        note.unlink()


def kill_what_is_open(home, git, transcript):
    for note in (home.path / "state" / "open").glob("*/*"):
        record = open_sessions.read(str(note))
        record.process = " ".join([*record.process.split()[:-1], "1"])
        open_sessions.write(str(note), record)


def change_the_store_by_hand(home, git, transcript):
    with closing(sqlite3.connect(home.path / "state" / "memplug.db")) as database, database:
        database.execute("UPDATE sessions SET digest = replace(digest, 'parser', 'lexer')")
    database.close()


def empty_the_store(home, git, transcript):
    with closing(sqlite3.connect(home.path / "state" / "memplug.db")) as database, database:
        database.execute("DELETE FROM sessions")
    database.close()


def remove_the_store(home, git, transcript):
    for file in (home.path / "state").glob("memplug.db*"):
        file.unlink()


def garble_the_store(home, git, transcript):
    for file in (home.path / "state").glob("memplug.db*"):
        file.write_bytes(b"garbage" * 999)


def garble_the_ready_answers(home, git, transcript):
    for file in (home.path / "cache" / "ready").iterdir():
        content = bytearray(file.read_bytes())
        for _ in range(3):
            content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        file.write_bytes(content)


def cut_the_ready_answers(home, git, transcript):
    for file in (home.path / "cache" / "ready").iterdir():
        file.write_bytes(file.read_bytes()[:-10])


def make_the_folder_another_repository(home, git, transcript):
    shutil.rmtree(home.cwd / ".git")
    git(home.cwd, "init", "-q", "-b", "other")


def remove_the_repository(home, git, transcript):
    shutil.rmtree(home.cwd / ".git")


def nothing(home, git, transcript):
    pass


CHANGES = [
    value for name, value in list(globals().items())
    if callable(value) and getattr(value, "__code__", None) and value.__code__.co_varnames[:3] == ("home", "git", "transcript")
    and not name.startswith("test_")
]  # fmt: skip


def long_way(home, source, session="next"):
    """The same start with no cache to find an answer in."""
    cache = home.path / "cache"
    aside = home.path / "aside"
    if cache.exists():
        cache.rename(aside)
    output, imported = start(home, source, session=session)
    assert not was_ready(imported)
    shutil.rmtree(cache, ignore_errors=True)
    if aside.exists():
        aside.rename(cache)
    return output


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_whatever_changes_is_seen(prepared, git, transcript, change):
    change(prepared, git, transcript)
    for source, session in (("startup", "next"), ("compact", "next"), ("resume", "last")):
        expected = long_way(prepared, source, session)
        assert start(prepared, source, session=session)[0] == expected, source
        assert start(prepared, source, session=session)[0] == expected, source


@pytest.mark.parametrize("seed", range(6))
def test_any_row_of_changes_is_seen(prepared, git, transcript, seed):
    """Changes one after the other, at random, with starts in between that leave answers ready."""
    chosen = random.Random(seed)
    for change in chosen.sample(CHANGES, 6):
        try:
            change(prepared, git, transcript)
        except (subprocess.CalledProcessError, OSError, sqlite3.Error):
            continue  # the repository or the store is not there any more
        source, session = chosen.choice(
            [("startup", "next"), ("clear", "next"), ("resume", "last"), ("compact", "last")]
        )
        told = start(prepared, source, session=session)[0]
        assert told == long_way(prepared, source, session), (change.__name__, source)


def test_a_session_with_a_record_is_not_told_of_another_when_its_own_answer_is_lost(prepared, transcript):
    later = transcript(("user", "Paint it green"), *(("say", f"step {number}") for number in range(9)))
    prepared.end(later, session_id="other")
    name = ready.name_of("claude-code", "compact", str(prepared.cwd), "last")
    Path(ready.file_of(str(prepared.path / "cache"), name)).unlink()
    assert b"Paint it" in start(prepared, "compact", session="new")[0]
    assert b"Build the parser" in start(prepared, "compact", session="last")[0]


def test_another_source_host_folder_or_home_is_another_answer(prepared, tmp_path):
    (prepared.cwd / "src").mkdir()
    assert start(prepared, "vscode")[0] == long_way(prepared, "vscode")
    _, imported = start(prepared, host="hawa-code")
    assert not was_ready(imported)
    _, imported = start(prepared, cwd=prepared.cwd / "src")
    assert not was_ready(imported)
    other = type(prepared)(tmp_path / "another home", prepared.cwd)
    output, imported = start(other)
    assert not was_ready(imported)
    assert b"Build the parser" not in output


def test_another_memplug_makes_its_own_answer(prepared, tmp_path):
    copy = tmp_path / "upgraded"
    shutil.copytree(LAUNCHER.parents[1] / "memplug", copy / "memplug")
    shutil.copytree(LAUNCHER.parent, copy / "hooks")
    (copy / "memplug" / "__init__.py").write_text('__version__ = "99.0"\n')
    payload = json.dumps({"session_id": "next", "cwd": str(prepared.cwd), "source": "startup"})
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "importtime", str(copy / "hooks" / "memplug_hook.py"), "session-start", "--host", "claude-code"],
        input=payload.encode(), capture_output=True, check=True, env=prepared.environment,
    )  # fmt: skip
    assert b"memplug.start" in done.stderr


def test_sessions_of_other_projects_do_not_matter(prepared, transcript, tmp_path, git):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    prepared.end(transcript(("user", "Elsewhere"), ("say", "ok")), session_id="elsewhere", cwd=str(other))
    output, imported = start(prepared)
    assert was_ready(imported)
    assert output == long_way(prepared, "startup")


def test_a_git_that_hangs_does_not_hold_up_the_short_way(prepared, tmp_path):
    slow = tmp_path / "slow"
    slow.mkdir()
    (slow / "git").write_text("#!/bin/sh\nexec sleep 20\n")
    (slow / "git").chmod(0o755)
    home = type(prepared)(prepared.path, prepared.cwd)
    payload = {"session_id": "next", "cwd": str(home.cwd), "source": "startup"}
    began = time.monotonic()
    variables = {"PATH": f"{slow}:{os.environ['PATH']}", "MEMPLUG_PATIENCE": "1"}
    done = home.run("session-start", "--host", "claude-code", stdin=payload, **variables)
    assert time.monotonic() - began < 15
    assert b"left out: git status took longer" in done.stdout


entries = st.builds(
    ready.Entry,
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    st.lists(st.text("abc/ ", max_size=5), min_size=len(ready.VARIABLES), max_size=len(ready.VARIABLES)),
    st.dictionaries(st.text("abc/", min_size=1, max_size=5), st.text("0123 -", max_size=8), max_size=4),
    st.lists(st.text("abc", max_size=4), min_size=ready.STORE, max_size=ready.STORE),
    st.lists(st.text("abc", max_size=4), min_size=ready.OPENED, max_size=ready.OPENED),
    st.none() | st.dictionaries(st.text("0123", min_size=1, max_size=5), st.text("abc", max_size=4), max_size=3),
    st.lists(st.text("abc-", max_size=6), max_size=4),
    st.floats(0, 10),
    st.lists(st.text(max_size=5).map(ready.hashed), max_size=3).map(b"".join),
    st.binary(max_size=50),
    st.binary(max_size=50),
)


@given(entries)
def test_an_entry_survives_its_file(entry):
    found = ready.unpacked(ready.packed(entry), entry.name)
    assert found is not None
    for name in ready.Entry.__slots__:
        assert getattr(found, name) == getattr(entry, name)
    assert ready.unpacked(ready.packed(entry), entry.name + "x") is None


@given(entries, st.data())
def test_a_damaged_file_is_no_answer(entry, data):
    content = bytearray(ready.packed(entry))
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    found = ready.unpacked(bytes(content), entry.name)
    assert found is None or found.answer == entry.answer


@given(st.binary(max_size=200))
def test_any_bytes_are_no_answer(content):
    assert ready.unpacked(content, "name") is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_the_scanner_reads_what_json_reads(value):
    expected = json.loads(json.dumps(value))
    found = fields.parsed(json.dumps(value).encode())
    assert json.dumps(found) == json.dumps(expected if isinstance(expected, dict) else None)


@example("\u2003{}")
@example("{}\x1c")
@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda b: b.decode("latin-1")))
def test_the_scanner_refuses_what_json_refuses(text):
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
    assert fields.parsed(text.encode()) == (expected if isinstance(expected, dict) else None)


@pytest.mark.skipif(sys.platform != "linux", reason="the places of other systems can only be looked up there")
@pytest.mark.parametrize("kind", ["config", "state", "cache"])
@pytest.mark.parametrize("value", [None, "/x", " /x ", " ", "", "x", "~/.config", "../x"])
def test_the_folders_are_those_of_platformdirs(kind, value, monkeypatch):
    import platformdirs

    variable = f"XDG_{kind.upper()}_HOME"
    monkeypatch.delenv("MEMPLUG_HOME", raising=False)
    monkeypatch.delenv(variable, raising=False)
    if value is not None:
        monkeypatch.setenv(variable, value)
    expected = platformdirs.PlatformDirs("memplug", appauthor=False)
    assert ready.folder(os.environ, kind) == getattr(expected, f"user_{kind}_dir")
    assert getattr(places(os.environ), kind) == getattr(expected, f"user_{kind}_path")


def test_the_folders_where_nothing_says():
    assert ready.folder({}, "cache", "linux") == ""
    assert ready.folder({"HOME": "me"}, "cache", "linux") == ""
    assert ready.folder({"MEMPLUG_HOME": "/m", "XDG_CACHE_HOME": "/x"}) == "/m/cache"


def test_the_folders_of_other_systems():
    mac = {"HOME": "/Users/me"}
    assert ready.folder(mac, "cache", "darwin") == "/Users/me/Library/Caches/memplug"
    assert ready.folder(mac, "state", "darwin") == ""


def test_answers_of_long_ago_are_removed_at_the_next_end(prepared, transcript):
    folder = prepared.path / "cache" / "ready"
    old = {path.name for path in folder.iterdir()}
    for path in folder.iterdir():
        os.utime(path, (time.time() - 40 * 86_400,) * 2)
    prepared.end(transcript(("user", "Paint it"), ("say", "ok"), name="other"), session_id="other")
    left = {path.name for path in folder.iterdir()}
    assert left
    assert all(time.time() - path.stat().st_mtime < 3600 for path in folder.iterdir())
    assert old - left  # those that were for the first session alone


def test_an_answer_is_as_old_as_the_status_that_it_shares(home, git):
    """The answers after an end share one question to git, and what was configured meanwhile must not be missed."""
    folder = home.path / "elsewhere"
    paths = Paths(folder / "config", folder / "state", folder / "cache")
    event = SessionStart("claude-code", "next", "startup", home.cwd, None)
    here = scene.scene(event, HOSTS["claude-code"], paths, home.cwd)
    env = {"MEMPLUG_HOME": str(folder)}
    kept = Path(ready.file_of(str(folder / "cache"), ready.name_of("claude-code", "startup", str(home.cwd))))
    time.sleep(0.05)  # what was changed a moment ago is not taken for settled
    prepare.keep(here, prepare.answered(here, status=Status(here.place)), env=env)
    assert kept.exists()
    shared = Status(here.place)
    time.sleep(0.05)
    git(home.cwd, "config", "filter.new.clean", "cat")
    time.sleep(0.05)
    prepare.keep(here, prepare.answered(here, status=shared), env=env)
    assert not kept.exists()
