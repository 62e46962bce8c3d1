"""The right memory: this worktree and branch first, others by name, other projects never."""

from __future__ import annotations

SESSION = (("user", "Build the parser"), ("say", "Built."))


def test_a_session_on_another_branch_is_named_as_such(home, git, transcript):
    home.end(transcript(*SESSION))
    git(home.cwd, "checkout", "-qb", "feature/x")
    assert "Claude Code, 2026-11-20 10:00 UTC, on branch main)" in home.start()


def test_the_session_of_this_branch_comes_first_and_the_newer_one_is_named(home, git, transcript):
    home.end(transcript(*SESSION), session_id="on main")
    git(home.cwd, "checkout", "-qb", "other")
    newer = transcript(("user", "Write the lexer"), ("say", "a"), ("say", "b"), ("say", "c"))
    home.end(newer, session_id="on other")
    git(home.cwd, "checkout", "-q", "main")
    context = home.start()
    assert "Goal: Build the parser" in context
    assert "Newer, on branch other (Claude Code, 2026-11-20 10:00 UTC): Write the lexer" in context


def test_worktrees_share_and_say_so(home, git, transcript, tmp_path):
    home.end(transcript(*SESSION))
    git(home.cwd, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "side")
    context = home.start(cwd=str(tmp_path / "tree"))
    assert "Goal: Build the parser" in context
    assert "on branch main, in another worktree" in context


def test_a_folder_of_the_same_name_elsewhere_knows_nothing(home, transcript, tmp_path, git):
    home.end(transcript(*SESSION))
    twin = tmp_path / "b" / home.cwd.name
    twin.mkdir(parents=True)
    git(twin, "init", "-q", "-b", "main")
    assert "Build the parser" not in home.start(cwd=str(twin))


def test_a_clone_of_the_same_remote_knows(home, transcript, tmp_path, git):
    git(home.cwd, "remote", "add", "origin", "git@example.com:team/app.git")
    home.end(transcript(*SESSION))
    git(tmp_path, "clone", "-q", str(home.cwd), "clone")
    git(tmp_path / "clone", "remote", "set-url", "origin", "https://example.com/team/app.git")
    assert "Goal: Build the parser" in home.start(cwd=str(tmp_path / "clone"))


def test_another_repository_with_the_same_remote_knows_nothing(home, transcript, tmp_path, git):
    git(home.cwd, "remote", "add", "origin", "https://example.com/app.git")
    home.end(transcript(*SESSION))
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    git(other, "commit", "-q", "--allow-empty", "-m", "Another beginning")
    git(other, "remote", "add", "origin", "https://example.com/app.git")
    assert "Build the parser" not in home.start(cwd=str(other))


def test_a_subdirectory_is_the_same_worktree(home, transcript):
    home.end(transcript(*SESSION))
    (home.cwd / "src").mkdir()
    context = home.start(cwd=str(home.cwd / "src"))
    assert "Goal: Build the parser" in context
    assert "another worktree" not in context


def test_an_empty_session_changes_nothing(home, transcript):
    home.end(transcript(*SESSION))
    before = home.start()
    home.end(transcript(("raw", {"type": "ai-title", "aiTitle": "nothing"}), name="empty"), session_id="empty")
    assert home.start() == before
    assert "had no prompt: nothing saved" in home.log


def test_a_resumed_session_is_told_what_changed(home, transcript, git):
    home.end(transcript(*SESSION), session_id="mine")
    assert "- No new commits" in home.start("resume", session_id="mine")
    git(home.cwd, "commit", "-q", "--allow-empty", "-m", "Someone else's work")
    git(home.cwd, "checkout", "-qb", "elsewhere")
    others = transcript(
        ("user", "Paint it green"), ("tool", "Edit", {"file_path": "/elsewhere/paint.py"}, "ok"), ("say", "Painted.")
    )
    home.end(others, session_id="other")
    context = home.start("resume", session_id="mine")
    assert "## Since this session was last active (2026-11-20 10:00 UTC)" in context
    assert "- The branch was main then" in context
    assert "Someone else's work" in context
    assert "Paint it green; edited paint.py" in context
    assert "Build the parser" not in context


def test_a_resumed_session_without_a_record_names_other_sessions(home, transcript):
    home.end(transcript(*SESSION), session_id="other")
    context = home.start("resume", session_id="unknown")
    assert "Build the parser" in context
    assert "last active (" not in context


def test_sessions_are_marked_with_the_host_they_came_from(home, transcript):
    home.end(transcript(*SESSION), host="hawa-code")
    assert "Notes on an earlier session (Hawa Code," in home.start(host="claude-code")


def test_our_own_context_is_never_saved_again(home, transcript):
    home.end(transcript(*SESSION))
    context = home.start()
    home.end(transcript(("user", f"{context}\nGo on"), ("say", "ok"), name="second"), session_id="second")
    assert home.json("show", "second")["digest"]["goal"] == "Go on"


def test_sessions_live_as_long_as_the_preferences_say(home, transcript):
    home.end(transcript(*SESSION), session_id="old")
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(home.path / "state" / "memplug.db")) as database, database:
        database.execute("UPDATE sessions SET saved = 0")
    home.preferences("[state]\nkeep_days = 0\n")
    home.end(transcript(*SESSION), session_id="new")
    assert len(home.json("status")["sessions"]) == 2
    home.preferences("[state]\nkeep_days = 30\n")
    home.end(transcript(*SESSION), session_id="newer")
    assert {session["id"] for session in home.json("status")["sessions"]} == {"new", "newer"}
