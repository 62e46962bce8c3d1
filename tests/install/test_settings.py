from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from memplug.errors import UserError
from memplug.hosts import HOSTS
from memplug.install import files, settings
from memplug.install.files import Change

HOST = HOSTS["claude-code"]
TEXT = b'{\n  "model": "opus"\n}'

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="making a link needs a right there")
needs_modes = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def install(path: Path) -> Path | None:
    return settings.install(settings.plan_install(HOST, path))


def uninstall(path: Path) -> None:
    settings.uninstall(HOST, settings.plan_uninstall(HOST, path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "settings.json"
    file.write_bytes(TEXT)
    return file


def test_places_of_each_scope(tmp_path: Path) -> None:
    home, project = tmp_path / "home", tmp_path / "work"
    (project / "a" / "b").mkdir(parents=True)
    (project / ".git").mkdir()

    def place(name: str, scope: str, start: Path) -> Path:
        return settings.settings_file(HOSTS[name], scope, start, home, {})

    assert place("claude-code", "user", project) == home / ".claude" / "settings.json"
    assert place("hawa-code", "user", project) == home / ".hcode" / "settings.json"
    assert place("claude-code", "project", project / "a" / "b") == project / ".claude" / "settings.json"
    assert place("claude-code", "local", project / "a") == project / ".claude" / "settings.local.json"
    assert place("hawa-code", "project", project) == project / ".hcode" / "settings.json"


def test_a_worktree_is_a_root_and_no_repository_means_this_folder(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "sub").mkdir(parents=True)
    assert settings.project_root(tree / "sub") == tree / "sub"
    (tree / ".git").write_text("gitdir: /elsewhere\n")
    assert settings.project_root(tree / "sub") == tree


def test_a_variable_moves_the_folder_of_the_user(tmp_path: Path) -> None:
    host = HOST._replace(settings=HOST.settings._replace(folder_variable="CLAUDE_CONFIG_DIR"))
    moved = {"CLAUDE_CONFIG_DIR": str(tmp_path / "else")}
    assert settings.settings_file(host, "user", tmp_path, tmp_path, moved) == tmp_path / "else" / "settings.json"
    assert settings.settings_file(host, "project", tmp_path, tmp_path, moved).parent == tmp_path / ".claude"


def test_timeouts_and_events_come_from_the_host(path: Path) -> None:
    other = HOST.settings._replace(
        start_event="Begin", end_event="Quit", checkpoints=("Pause",), timeouts={"start": 9000, "end": 800}
    )
    host = HOST._replace(settings=other)
    hooks = settings.installed(host, path, settings.plan_install(host, path).after)
    assert [(hook.event, hook.timeout) for hook in hooks] == [("Begin", 9000), ("Quit", 800), ("Pause", 800)]


def test_every_host_gets_a_timeout_on_both(path: Path) -> None:
    for host in HOSTS.values():
        hooks = settings.installed(host, path, settings.plan_install(host, path).after)
        saving = ["session-end"] * (1 + len(host.settings.checkpoints))
        assert [hook.verb for hook in hooks] == ["session-start", *saving]
        assert all(hook.timeout > 0 and hook.command.endswith(f"--host {host.name}") for hook in hooks)


def test_a_host_with_comments_keeps_them(path: Path) -> None:
    host = HOST._replace(settings=HOST.settings._replace(comments=True))
    original = b'// mine\r\n{\r\n\t"a": 1 // one\r\n}\r\n'
    path.write_bytes(original)
    settings.install(settings.plan_install(host, path))
    assert path.read_bytes().startswith(b'// mine\r\n{\r\n\t"a": 1, // one\r\n\t"hooks": {\r\n')
    settings.uninstall(host, settings.plan_uninstall(host, path))
    assert path.read_bytes() == original


def test_a_missing_file_is_made_and_goes_again_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "home" / ".copilot" / "hooks" / "memplug.json"
    (tmp_path / "home").mkdir()
    assert install(path) is None
    note = path.with_name("memplug.json.memplug-made")
    assert sorted(path.parent.iterdir()) == [path, note]
    assert note.read_text() == "2 folders made for this file by memplug\n"
    uninstall(path)
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]
    assert list((tmp_path / "home").iterdir()) == []


def test_a_folder_that_was_there_stays_though_it_is_empty(tmp_path: Path) -> None:
    path = tmp_path / ".copilot" / "hooks" / "memplug.json"
    path.parent.parent.mkdir()
    install(path)
    install(path)
    uninstall(path)
    assert list(tmp_path.rglob("*")) == [tmp_path / ".copilot"]


def test_a_made_folder_with_something_of_the_users_stays(tmp_path: Path) -> None:
    path = tmp_path / ".copilot" / "hooks" / "memplug.json"
    install(path)
    (tmp_path / ".copilot" / "config.json").touch()
    uninstall(path)
    assert sorted(tmp_path.rglob("*")) == [tmp_path / ".copilot", tmp_path / ".copilot" / "config.json"]


@pytest.mark.parametrize("text", ["", "many", "-1 folders", "\xff"])
def test_a_note_that_is_none_of_ours_costs_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".claude" / "settings.json"
    install(path)
    path.with_name("settings.json.memplug-made").write_text(text, "latin-1")
    uninstall(path)
    assert not path.exists()
    assert tmp_path.is_dir()


def test_folders_made_for_a_change_that_failed_go_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / ".copilot" / "hooks" / "memplug.json"
    change = settings.plan_install(HOST, path)
    # A full disk, which a test cannot make.
    monkeypatch.setattr(files, "_write", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(UserError, match="No space left"):
        settings.install(change)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    (tmp_path / "other").touch()
    install(path)
    uninstall(path)
    assert [p.name for p in tmp_path.iterdir()] == ["other"]


def test_what_was_added_to_a_file_of_ours_stays(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    install(path)
    path.write_bytes(path.read_bytes().replace(b"{\n", b'{\n  "model": "opus",\n', 1))
    uninstall(path)
    assert path.read_bytes() == b'{\n  "model": "opus"\n}\n'


def test_the_backup_is_the_file_as_it_was_and_goes_at_the_end(path: Path) -> None:
    backup = install(path)
    assert backup == path.with_name("settings.json.memplug-backup")
    assert backup.read_bytes() == TEXT
    uninstall(path)
    assert list(path.parent.iterdir()) == [path]
    assert path.read_bytes() == TEXT


def test_an_older_backup_is_never_overwritten(path: Path) -> None:
    first = install(path)
    path.write_bytes(b'{"a": 1}')
    second = install(path)
    path.write_bytes(b'{"b": 1}')
    third = install(path)
    path.write_bytes(b'{"a": 1}')
    again = install(path)
    assert first is not None
    assert [p and p.name for p in (second, third, again)] == [f"{first.name}.{n}" for n in (1, 2, 1)]
    assert files.backups(path) == [first, second, third]
    assert first.read_bytes() == TEXT
    uninstall(path)
    assert path.read_bytes() == b'{"a": 1}'
    assert files.backups(path) == [first, third], "each holds something that is nowhere else"


def test_an_upgrade_and_a_backup_of_it_leave_nothing_behind(path: Path) -> None:
    install(path)
    path.write_bytes(path.read_bytes().replace(b" -I -S ", b" -I "))
    old = path.read_bytes()
    assert b" -I -S " not in old
    backup = install(path)
    assert backup is not None
    assert backup.read_bytes() == old
    assert b" -I -S " in path.read_bytes()
    uninstall(path)
    assert path.read_bytes() == TEXT
    assert list(path.parent.iterdir()) == [path]


def test_a_backup_that_is_not_text_is_passed_over(path: Path) -> None:
    install(path)
    path.with_name("settings.json.memplug-backup").write_bytes(b"\xff\xfe")
    uninstall(path)
    assert path.read_bytes() == TEXT


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("text", [TEXT, b""])
def test_a_byte_order_mark_stays_and_none_is_added(path: Path, mark: bytes, text: bytes) -> None:
    path.write_bytes(mark + text)
    install(path)
    assert path.read_bytes().startswith(mark + b"{\n")
    assert path.read_bytes().count(b"\xef\xbb\xbf") == bool(mark)
    uninstall(path)
    assert path.read_bytes() == mark + text


@needs_links
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "claude.json"
    target.parent.mkdir()
    target.write_bytes(TEXT)
    path = tmp_path / "home" / "settings.json"
    path.parent.mkdir()
    path.symlink_to("../dotfiles/claude.json")
    install(path)
    assert path.readlink() == Path("../dotfiles/claude.json")
    assert b"session-start" in target.read_bytes()
    assert list(target.parent.iterdir()) == [target], "the copy stands beside the link"
    uninstall(path)
    assert path.is_symlink()
    assert target.read_bytes() == TEXT


@needs_links
def test_a_link_to_nothing_is_filled_and_emptied(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.symlink_to(tmp_path / "dotfiles" / "claude.json")
    install(path)
    assert b"session-end" in (tmp_path / "dotfiles" / "claude.json").read_bytes()
    uninstall(path)
    assert path.is_symlink()
    assert list(tmp_path.iterdir()) == [path]


@needs_links
def test_a_link_to_itself_is_named(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.symlink_to(path)
    with pytest.raises(UserError, match="cannot be read"):
        settings.plan_install(HOST, path)


@needs_modes
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_stays(path: Path, mode: int) -> None:
    path.chmod(mode)
    backup = install(path)
    assert backup is not None
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert stat.S_IMODE(backup.stat().st_mode) == mode
    uninstall(path)
    assert stat.S_IMODE(path.stat().st_mode) == mode


@needs_modes
def test_the_owner_stays(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a file of another owner")
    os.chown(path, 1234, 5678)
    install(path)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 5678)


@pytest.mark.parametrize("later", [b'{"model": "haiku"}', None])
def test_a_change_by_another_program_is_not_overwritten(path: Path, later: bytes | None) -> None:
    change = settings.plan_install(HOST, path)
    if later is None:
        path.unlink()
    else:
        path.write_bytes(later)
    with pytest.raises(UserError, match="another program changed this file"):
        files.put(change)
    assert (path.read_bytes() if path.exists() else None) == later
    assert len(list(path.parent.iterdir())) == (0 if later is None else 1)


def test_the_backup_of_a_change_that_failed_goes_again(path: Path) -> None:
    change = settings.plan_install(HOST, path)
    path.write_bytes(b'{"model": "haiku"}')
    with pytest.raises(UserError, match="another program changed this file"):
        settings.install(change)
    assert list(path.parent.iterdir()) == [path]
    assert path.read_bytes() == b'{"model": "haiku"}'


def test_a_file_that_came_in_between_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    change = settings.plan_install(HOST, path)
    path.write_bytes(TEXT)
    with pytest.raises(UserError, match="another program"):
        settings.install(change)
    assert path.read_bytes() == TEXT


def test_a_change_before_the_end_of_uninstall_is_not_lost(path: Path) -> None:
    install(path)
    change = settings.plan_uninstall(HOST, path)
    path.write_bytes(b"{}")
    with pytest.raises(UserError, match="another program"):
        settings.uninstall(HOST, change)
    assert path.read_bytes() == b"{}"
    assert len(files.backups(path)) == 1


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / ".claude").write_bytes(b"not a folder")
    path = tmp_path / ".claude" / "settings.json"
    with pytest.raises(UserError) as caught:
        install(path)
    assert str(path) in str(caught.value)
    assert "Nothing was changed" in str(caught.value)
    assert (tmp_path / ".claude").read_bytes() == b"not a folder"


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    with pytest.raises(UserError, match="cannot be read"):
        install(path)
    assert list(path.iterdir()) == []


@needs_modes
def test_a_read_only_folder_changes_nothing() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "settings.json"
        path.write_bytes(TEXT)
        # Planned before: nobody may not even look into a checkout in a private folder.
        change = settings.plan_install(HOST, path)
        with ordinary_user(folder):
            folder.chmod(0o500)
            with pytest.raises(UserError, match="cannot be written: Permission denied"):
                settings.install(change)
            folder.chmod(0o700)
        assert list(folder.iterdir()) == [path]
        assert path.read_bytes() == TEXT


@contextmanager
def ordinary_user(folder: Path) -> Iterator[None]:
    """Act as nobody, to whom `folder` is given, when the tests are run by root, who may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.chown(folder, 65534, 65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that even root cannot write to")
def test_a_folder_that_nobody_can_write_to() -> None:
    with pytest.raises(UserError, match="cannot be written"):
        files.put(Change(Path("/proc/self/settings.json"), None, b"{}"))


def test_what_is_not_utf8_is_named_with_its_place(path: Path) -> None:
    path.write_bytes('{\n "é": "'.encode() + b'\xe9"}')
    with pytest.raises(UserError, match=r"settings\.json:2:8: this is not UTF-8"):
        settings.plan_install(HOST, path)
    path.write_bytes('{"a": 1}'.encode("utf-16"))
    with pytest.raises(UserError, match=r"settings\.json:1:1: this is not UTF-8"):
        settings.plan_uninstall(HOST, path)


def test_bad_json_is_refused_by_both(path: Path) -> None:
    path.write_bytes(b'{\n  "a": 1,\n}')
    for plan in (settings.plan_install, settings.plan_uninstall):
        with pytest.raises(
            UserError, match=r"settings\.json:\d:\d+: Claude Code could not read .* run the command again"
        ):
            plan(HOST, path)
    assert path.read_bytes() == b'{\n  "a": 1,\n}'


def test_uninstalling_what_is_not_there(path: Path) -> None:
    for text in (TEXT, b"", b"\n", b'{"hooks": {}}'):
        path.write_bytes(text)
        change = settings.plan_uninstall(HOST, path)
        assert change.before == change.after == text
    path.unlink()
    assert settings.plan_uninstall(HOST, path) == Change(path, None, None)


def test_a_switched_off_file_is_seen(path: Path) -> None:
    assert settings.switched_off(HOST, settings.plan_install(HOST, path)) is None
    path.write_bytes(b'{"disableAllHooks": true}')
    assert settings.switched_off(HOST, settings.plan_install(HOST, path)) == "disableAllHooks"
