from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime

import pytest

from memplug import log, trust
from memplug.doctor import database, folders, journal, readiness, wording
from memplug.store import Store, put_aside
from memplug.store.schema import VERSION

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


def test_folders_that_are_not_there_yet(patient):
    assert [finding.level for finding in folders.check(patient())] == ["ok", "ok", "ok"]
    assert not patient().paths.state.exists()


def test_private_folders(patient, home, transcript):
    home.end(transcript(("user", "Add a door")))
    assert [finding.level for finding in folders.check(patient())] == ["ok", "ok", "ok"]


@posix
def test_files_that_others_can_read(patient, home, levels):
    file = home.preferences("[preferences]\n")
    file.parent.chmod(0o700)
    file.chmod(0o644)
    (finding,) = levels(folders.check(patient()), "note")
    assert str(file) in finding.message
    subprocess.run(["sh", "-c", finding.remedy], check=True)
    assert not levels(folders.check(patient()), "note")


def test_a_file_in_the_place_of_a_folder(patient, levels):
    state = patient().paths.state
    state.parent.mkdir(parents=True, exist_ok=True)
    state.write_text("not a folder")
    (finding,) = levels(folders.check(patient()), "broken")
    assert str(state) in finding.message
    assert "MEMPLUG_HOME" in finding.remedy


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("inside", [True, False])
def test_a_folder_that_cannot_be_written(patient, levels, inside):
    cache = patient().paths.cache
    closed = cache if inside else cache.parent
    closed.mkdir(parents=True, exist_ok=True)
    closed.chmod(0o500)
    found = levels(folders.check(patient()), "broken")
    closed.chmod(0o700)
    assert any("cache" in finding.message for finding in found)


def test_no_database_yet(patient):
    (finding,) = list(database.check(patient()))
    assert finding.level == "ok"
    assert not patient().paths.database.exists()


def test_a_whole_database(patient, home, transcript):
    home.end(transcript(("user", "Add a door")))
    (finding,) = list(database.check(patient()))
    assert finding.level == "ok"
    assert "sessions 1, projects 1" in finding.message
    assert "KiB" in finding.message


def damage(file):
    """Overwrite the pages behind the schema."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(file.read_bytes())
    data[4096 * 2 : 4096 * 3] = b"\x7f" * 4096
    file.write_bytes(data)


def test_a_damaged_page(patient, home, transcript, levels):
    home.end(transcript(("user", "Add a door")))
    damage(patient().paths.database)
    (finding,) = levels(database.check(patient()), "broken")
    assert "damaged" in finding.message or "malformed" in finding.message
    assert "--bring-back" in finding.remedy


def test_a_file_that_is_no_database(patient, levels):
    file = patient().paths.database
    file.parent.mkdir(parents=True)
    file.write_bytes(b"hello, this is no database at all" * 100)
    (finding,) = levels(database.check(patient()), "broken")
    assert "not a database" in finding.message
    assert file.read_bytes().startswith(b"hello")


@pytest.mark.parametrize(
    ("version", "level", "said"), [(VERSION + 1, "broken", "newer memplug"), (1, "note", "schema 1")]
)
def test_another_schema(patient, levels, version, level, said):
    file = patient().paths.database
    Store(file).close()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    (finding,) = levels(database.check(patient()), level)
    assert said in finding.message


def test_what_was_put_aside_is_named_once(patient, home, transcript, levels):
    home.end(transcript(("user", "Add a door")))
    aside = put_aside(patient().paths.database)
    aside.with_name(f"{aside.name}-wal").write_bytes(b"")
    (finding,) = levels(database.check(patient()), "note")
    assert str(aside) in finding.message
    assert f"memplug doctor --bring-back '{aside}'" in finding.remedy


def test_a_consent_that_was_put_aside(patient, levels):
    around = patient()
    kept = trust.file_of(around.root, around.paths.trust)
    kept.parent.mkdir(parents=True)
    kept.write_text("{")
    aside = trust.put_aside_if_damaged(around.root, around.paths.trust)
    (finding,) = levels(database.check(around), "note")
    assert str(aside) in finding.message
    assert "memplug trust" in finding.remedy


def test_an_empty_log(patient):
    (finding,) = list(journal.check(patient()))
    assert finding.level == "ok"


def test_the_log_of_the_last_days(patient, levels):
    file = patient().paths.log
    log.write(file, "session-end", "first")
    log.write(file, "session-start", "again")
    log.write(file, "session-start", "again")
    again = levels(journal.check(patient()), "note")[-1]
    assert "session-start: again (2 times, last 20" in again.message
    assert str(file) in again.remedy
    assert len(levels(journal.check(patient()), "note")) == 2


def test_the_log_tells_of_session_hooks_too(patient, levels):
    log.write(patient().paths.log, "session-hook run", "a file without effect")
    (finding,) = levels(journal.check(patient()), "note")
    assert "session-hook run: a file without effect" in finding.message


def test_what_is_old_or_no_line_of_the_log(patient):
    file = patient().paths.log
    file.parent.mkdir(parents=True)
    old = datetime.fromtimestamp(time.time() - 8 * 86_400, UTC)
    file.write_text(f"{old:%Y-%m-%dT%H:%M:%SZ} session-end: long ago\nhalf a line\n")
    assert [finding.level for finding in journal.check(patient())] == ["ok"]


def test_a_log_that_was_moved_a_moment_ago(patient, levels):
    file = patient().paths.log
    log.write(file, "session-end", "before")
    file.rename(file.with_name(file.name + ".1"))
    (finding,) = levels(journal.check(patient()), "note")
    assert "before" in finding.message


def test_a_mistake_in_the_preferences(patient, home, levels):
    file = home.preferences('[preferences]\nverbosity = "loud"\n')
    (finding,) = levels(wording.check(patient()), "broken")
    assert f"{file}:2:" in finding.message


def test_a_context_that_is_switched_off(patient, home, levels):
    file = home.preferences("[context]\nenabled = false\n")
    (finding,) = levels(wording.check(patient()), "note")
    assert f"{file}:2" in finding.message


def test_a_template_that_fails(patient, home, levels):
    file = home.template("sections/git", "one\n{{ git.nothing.at_all }}\n")
    (finding,) = levels(wording.check(patient()), "broken")
    assert f"{file}:2:" in finding.message


def test_a_template_that_is_never_used(patient, home, levels):
    file = home.template("sections/gti", "hello")
    (finding,) = levels(wording.check(patient()), "note")
    assert str(file) in finding.message


def test_templates_and_preferences_without_a_mistake(patient, home, levels):
    home.template("sections/git", "hello")
    file = home.preferences('[preferences]\nverbosity = "concise"\n')
    said = [finding.message for finding in levels(wording.check(patient()), "ok")]
    assert said == [f"Preferences: no mistakes in {file}", "Templates of your own: no mistakes in sections/git"]


def test_a_project_that_is_not_trusted_then_is_then_changes(patient, home, levels):
    folder = patient.cwd / ".memplug"
    (folder / "templates").mkdir(parents=True)
    (folder / "preferences.toml").write_text('[preferences]\nverbosity = "loud"\n')
    (folder / "templates" / "full.md.j2").write_text("{{ nothing.at_all }}")
    (finding,) = levels(wording.check(patient()), "note")
    assert "is not trusted" in finding.message
    assert not levels(wording.check(patient()), "broken")

    home.run("trust", "--yes")
    preferences, template = levels(wording.check(patient()), "broken")
    assert "preferences.toml:2:" in preferences.message
    assert "full.md.j2:1:" in template.message

    (folder / "preferences.toml").write_text("")
    (finding,) = levels(wording.check(patient()), "note")
    assert "has changed" in finding.message


def test_whether_the_answer_is_ready(patient, home, transcript):
    patient.install("claude-code")
    (finding,) = list(readiness.check(patient()))
    assert "makes its answer anew: claude-code" in finding.message
    home.end(transcript(("user", "Add a door")))
    (finding,) = list(readiness.check(patient()))
    assert "has its answer ready: claude-code" in finding.message
    (patient.cwd / "new.txt").write_text("x")
    (finding,) = list(readiness.check(patient()))
    assert "makes its answer anew: claude-code" in finding.message
