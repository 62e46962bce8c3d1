"""What must leave no trace: after both commands no byte of it is anywhere below the user's folders."""

from __future__ import annotations

import json

import pytest

from memplug.preferences.model import StateOptions

MARK = "Zanzibar-7731"
"""What must not be found; no shape that a rule for secrets knows."""
PRIVATE = {
    "a block": f"Build <private>{MARK}</private> it",
    "upper case": f"Build <PRIVATE>{MARK}</Private> it",
    "never closed": f"Build it <private>{MARK}",
    "never closed, several lines": f"Build it\n<private>\nfirst\n{MARK}\nlast",
    "across lines": f"Build\n<private\n>\n{MARK}\n\n{MARK}</private\n> it",
    "one in another": f"Build <private>a <private>b</private> {MARK}</private> it",
    "one in another, the outer never closed": f"Build it <private>a <private>b</private> {MARK}",
    "with attributes": f'Build <private reason="x" level=1>{MARK}</private> it',
    "in pieces": f"Build <pri<private></private>vate>{MARK}</private> it",
    "escaped": f"Build &lt;private&gt;{MARK}&lt;/private&gt; it",
    "around a code block": f"Build it <private>\n```sh\nexport TOKEN={MARK}\n```\n</private>",
    "in a code block": f"Build it\n```\n<private>{MARK}</private>\n```\n",
    "very long": f"Build it <private>{'x ' * 40_000}{MARK}{' y' * 40_000}</private>",
}


def found(home):
    """Return the files below the user's folders that hold the mark, with what stands around it."""
    held = {}
    for file in home.path.rglob("*"):
        if MARK in file.name:
            held[file] = b"its name"
        if file.is_file() and (at := file.read_bytes().find(MARK.encode())) >= 0:
            held[file] = file.read_bytes()[max(at - 100, 0) : at + 100]
    return held


def both(home, script, **environment):
    """Start, end and start a session, and return what was told."""
    payload = {"session_id": "last", "transcript_path": str(script), "cwd": str(home.cwd), "reason": "other"}
    told = b""
    for verb, fields in (
        ("start", {"source": "startup"}),
        ("end", {}),
        ("start", {"source": "startup", "session_id": "n"}),
    ):
        done = home.run(f"session-{verb}", "--host", "claude-code", stdin=payload | fields, **environment)
        assert (done.returncode, done.stderr) == (0, b"")
        told += done.stdout
    return told.decode()


@pytest.mark.parametrize("text", PRIVATE.values(), ids=PRIVATE)
def test_private_text_is_neither_stored_nor_told(home, transcript, text):
    script = transcript(
        ("user", "Begin with the parser"),
        ("tool", "Bash", {"command": f"echo '{text}'"}, text, True),
        ("tool", "Bash", {"command": "pytest -q"}, f"FAILED {text}\n1 failed", True),
        ("tool", "Write", {"file_path": f"/elsewhere/{text.splitlines()[0]}.py", "content": text}, "ok"),
        ("tool", "TodoWrite", {"todos": [{"content": text, "status": "pending"}, {"content": text, "status": "completed"}]}, "ok"),
        ("tool", "AskUserQuestion", {"questions": [{"question": text}]}, f'User has answered: "{text}"="{text}"'),
        ("tool", "ExitPlanMode", {"plan": text}, "User has approved your plan"),
        ("say", f"Done. {text}"),
        ("user", f"Never do that again. {text}"),
        ("raw", {"type": "summary", "summary": text}),
        ("raw", {"type": "ai-title", "title": text, "aiTitle": text}),
        ("raw", {"type": "last-prompt", "lastPrompt": text}),
        ("tool", "Bash", {"command": f"make '{text}'"}, f"error: {text}", True),
        ("say", f"What now? {text}"),
    )  # fmt: skip
    told = both(home, script)
    assert not found(home)
    assert MARK not in told
    assert "Begin with the parser" in told
    assert MARK not in home.run("show", "--json").stdout.decode()


def test_what_stands_beside_private_text_is_kept(home, transcript):
    told = both(home, transcript(("user", "Keep <private>a</private> this <private>b</private> too"), ("say", "ok")))
    assert "Keep this too" in told


def test_a_secret_in_the_name_of_a_branch_is_not_stored_and_the_branch_still_known(home, git, transcript):
    token = "ghp_" + "aB3dE5fG7hI9jK1lM2nO4pQ6rS8tU0vW1xYz"
    git(home.cwd, "checkout", "-qb", f"fix-{token}")
    home.preferences(f'[[when]]\nbranch = "fix-{token}"\n[when.preferences]\nlanguage = "Go"\n')
    home.start(session_id="last")  # leaves a note, until its end
    home.end(transcript(("user", "Mend the token"), ("say", "Mended."), branch=f"fix-{token}"))
    git(home.cwd, "checkout", "-q", "main")
    home.end(transcript(("user", "Build the parser"), ("say", "Built."), name="main"), session_id="main")
    assert "Build the parser" in home.start()
    git(home.cwd, "checkout", "-q", f"fix-{token}")
    told = home.start()
    assert "Goal: Mend the token" in told
    assert "Language: Go" in told
    home.run("export", str(home.path / "export.jsonl"))
    kept = [file for file in home.path.rglob("*") if file.is_file() and token.encode() in file.read_bytes()]
    # There names are compared as git gives them.
    assert {file.parent.name for file in kept if file.name != "preferences.toml"} <= {"ready"}
    for command in ("show", "preview"):
        assert token not in home.run(command).stdout.decode()


def test_excluded_paths_are_neither_stored_nor_told(home, transcript):
    home.preferences('[state]\nexclude = ["secrets", "infra/keys/**", "*.pem", "/srv/vault/**"]\n')
    names = (f"secrets/{MARK}.py", f"infra/keys/{MARK}.txt", f"a/{MARK}.pem", f"/srv/vault/{MARK}")
    steps = [
        step
        for name in names
        for step in (
            ("tool", "Write", {"file_path": name if name[0] == "/" else f"/elsewhere/{name}", "content": "x"}, "ok"),
            ("tool", "Read", {"file_path": name if name[0] == "/" else f"/elsewhere/{name}"}, "x"),
        )
    ]
    told = both(home, transcript(("user", "Begin with the parser"), *steps, ("say", "ok")))
    assert "Begin with the parser" in told
    assert MARK not in told
    # The database alone, and what is told: the transcript's own name is the client's.
    assert not found(home)


@pytest.mark.parametrize("pattern", ["clients/*", "clients", "acme", "clients/acme/", "{root}/clients/**", "~/jobs/**"])
def test_a_session_in_an_excluded_folder_leaves_no_trace(home, transcript, pattern, tmp_path):
    """It is told what every session is told, and nothing is kept of it: no record, note, ready answer or line of a log."""
    folder = home.cwd / "clients" / "acme" / MARK
    if pattern.startswith("~"):
        folder = home.path / "user" / "jobs" / "acme"
    folder.mkdir(parents=True)
    pattern = pattern.format(root=home.cwd.as_posix())
    home.preferences(f"[preferences]\nlanguage = 'Go'\n[state]\nexclude = [{json.dumps(pattern)}]\n")
    before = {file: file.read_bytes() for file in home.path.rglob("*") if file.is_file()}
    script = transcript(("user", f"Build {MARK}"), ("say", "ok"), name=MARK)
    for verb, fields in (
        ("start", {"source": "startup"}),
        ("end", {"reason": "other"}),
        ("start", {"source": "clear"}),
    ):
        payload = {"session_id": MARK, "transcript_path": str(script), "cwd": str(folder)}
        done = home.run(f"session-{verb}", "--host", "claude-code", stdin=payload | fields, cwd=folder)
        assert (done.returncode, done.stderr) == (0, b"")
        assert (b"Language: Go" in done.stdout) == (verb == "start")
    assert {file: file.read_bytes() for file in home.path.rglob("*") if file.is_file()} == before
    # A session beside it, in the same repository, is kept.
    if not pattern.startswith("~"):
        assert "Build the parser" in both(home, transcript(("user", "Build the parser"), ("say", "ok")))
        assert not found(home)


def test_a_folder_that_is_excluded_later_loses_its_ready_answer(home, transcript):
    folder = home.cwd / "clients"
    folder.mkdir()
    home.start(cwd=str(folder))
    assert any((home.path / "cache" / "ready").iterdir())
    home.preferences('[state]\nexclude = ["clients"]\n')
    home.start(cwd=str(folder))
    assert not any((home.path / "cache" / "ready").iterdir())


def test_which_folders_are_excluded(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    root = tmp_path / "build" / "app"

    def excluded(pattern, folder):
        return StateOptions(exclude=(pattern,)).excludes_session(folder, root)

    assert not excluded("build", root), "a name without a slash is looked for below the root alone"
    assert not excluded("build", root / "src")
    assert excluded("build", root / "build" / "x")
    assert excluded("src/gen", root / "src" / "gen" / "deep")
    assert not excluded("src/gen", root / "src")
    assert excluded("~/build", root)
    assert excluded("~/build/*", root / "src")
    assert not excluded("~/other", root)
    assert excluded(tmp_path.as_posix() + "/**", tmp_path / "elsewhere")
    assert not excluded("/app", root), "the whole path is meant, not a part of it"


def test_a_disabled_session_leaves_no_trace_even_with_a_ready_answer(home, transcript):
    home.end(transcript(("user", "Build the parser"), ("say", "ok")))
    assert "Build the parser" in home.start()
    before = {file: file.read_bytes() for file in home.path.rglob("*") if file.is_file()}
    script = transcript(("user", f"Build {MARK}"), ("say", MARK), name=MARK)
    for value in ("1", "true", "yes", "anything"):
        assert both(home, script, MEMPLUG_DISABLE=value) == ""
    after = {file: file.read_bytes() for file in home.path.rglob("*") if file.is_file()}
    assert after == before


@pytest.mark.parametrize("value", ["0", "false", "No", "off", " "])
def test_a_no_does_not_disable(home, transcript, value):
    assert "Build it" in both(home, transcript(("user", "Build it"), ("say", "ok")), MEMPLUG_DISABLE=value)
