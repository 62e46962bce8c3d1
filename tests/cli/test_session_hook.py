"""`memplug session-hook` as a person types it."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys

import pytest

from memplug.cli import main

SESSION = "3f1c9a52-7d04-4c0b-9d2e-5a6b7c8d9e0f"
OTHER = "11111111-2222-4333-8444-555555555501"


@pytest.fixture
def hook(home, monkeypatch, capsys):
    """Run a subcommand in this process and return exit code, stdout and stderr."""
    (home.path / "user").mkdir(parents=True)
    monkeypatch.chdir(home.cwd)
    for name in set(os.environ) - set(home.environment):
        monkeypatch.delenv(name)

    def run(*arguments, **environment):
        with monkeypatch.context() as patch:
            for name, value in (home.environment | environment).items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(["session-hook", *arguments], prog_name="memplug")
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return run


def file(home, session=SESSION, scope="project", folder=".claude/hooks"):
    base = home.cwd if scope == "project" else home.path / "user"
    return base / folder / f"hooks.{session}.json"


def entries(home, event, **where):
    groups = json.loads(file(home, **where).read_text("utf-8"))["hooks"][event]
    return [(group.get("matcher"), entry) for group in groups for entry in group["hooks"]]


def inner(event, **fields):
    return {"hookSpecificOutput": {"hookEventName": event, **fields}}


@pytest.mark.parametrize(
    ("event", "options", "expected"),
    [
        ("Stop", ("--decision", "block", "--reason", "Test"), {"decision": "block", "reason": "Test"}),
        ("stop", ("--decision", "deny", "--reason", "Test"), {"decision": "block", "reason": "Test"}),
        ("Stop", ("--decision", "approve"), {"decision": "approve"}),
        ("SessionStart", ("--message", "Frozen"), inner("SessionStart", additionalContext="Frozen")),
        ("PreCompact", ("--message", "Soon"), {"systemMessage": "Soon"}),
        ("PreToolUse", ("--decision", "block", "--reason", "No"), inner("PreToolUse", permissionDecision="deny", permissionDecisionReason="No")),
        ("PreToolUse", ("--decision", "ask"), inner("PreToolUse", permissionDecision="ask")),
        ("PreToolUse", ("--decision", "approve", "--message", "m"), inner("PreToolUse", permissionDecision="allow", additionalContext="m")),
        ("PermissionRequest", ("--decision", "deny", "--reason", "No"), inner("PermissionRequest", decision={"behavior": "deny", "message": "No"})),
        ("PermissionRequest", ("--decision", "allow"), inner("PermissionRequest", decision={"behavior": "allow"})),
        ("Notification", ("--json", '{"systemMessage": "m"}'), {"systemMessage": "m"}),
        ("SomethingNew", ("--message", "m"), inner("SomethingNew", additionalContext="m")),
        ("Stop", (), {}),
    ],
)  # fmt: skip
def test_create_json(home, hook, event, options, expected):
    code, out, err = hook("create", SESSION, event, "json", *options)
    assert code == 0, err
    assert str(file(home)) in out
    ((_, entry),) = entries(home, "Stop" if event == "stop" else event)
    assert entry == {"type": "json", "json": expected}


def test_create_command_with_all_options(home, hook):
    assert (
        hook(
            "create",
            SESSION,
            "PreToolUse",
            "command",
            "--command",
            "cat >&2",
            "--timeout",
            "30",
            "--matcher",
            "Edit|Write",
            "--scope",
            "user",
        )[0]
        == 0
    )
    assert entries(home, "PreToolUse", scope="user") == [
        ("Edit|Write", {"type": "command", "command": "cat >&2", "timeout": 30})
    ]
    if os.name == "posix":
        assert stat.S_IMODE(file(home, scope="user").stat().st_mode) == 0o600


def test_a_second_one_needs_append_and_keeps_the_first(home, hook):
    hook("create", SESSION, "Stop", "json", "--message", "one")
    before = file(home).read_bytes()
    code, _, err = hook("create", SESSION, "Stop", "json", "--message", "two")
    assert (code, file(home).read_bytes()) == (1, before)
    assert "--append" in err
    assert hook("create", SESSION, "Stop", "json", "--exit-code", "2", "--append")[0] == 0
    assert hook("create", SESSION, "PreToolUse", "json", "--matcher", "Bash", "--append")[0] == 0
    assert entries(home, "Stop")[1] == (None, {"type": "json", "json": {}, "exitcode": 2})
    assert entries(home, "PreToolUse") == [("Bash", {"type": "json", "json": {}})]


def test_what_many_processes_add_at_once_is_all_there(home):
    (home.path / "user").mkdir(parents=True)
    create = ["session-hook", "create", SESSION, "Stop", "json", "--append", "--message"]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "memplug", *create, str(number)],
            cwd=home.cwd,
            env=home.environment,
            stderr=subprocess.PIPE,
        )
        for number in range(20)
    ]
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 20, said
    told = [entry["json"]["hookSpecificOutput"]["additionalContext"] for _, entry in entries(home, "Stop")]
    assert sorted(map(int, told)) == list(range(20))
    if os.name == "posix":
        assert not [path for path in (home.path / "state").rglob("*") if path.stat().st_mode & 0o077]


def test_one_that_cannot_be_locked_is_not_written(home, hook):
    lock = home.path / "state" / "session-hooks" / "lock"
    lock.mkdir(parents=True)
    code, _, err = hook("create", SESSION, "Stop", "json")
    assert code == 1
    assert f"{lock} cannot be locked: " in err
    assert not file(home).exists()


def test_a_place_that_cannot_be_written_or_removed_is_named_with_the_remedy(home, hook):
    (home.cwd / ".claude").write_text("a file")
    code, _, err = hook("create", SESSION, "Stop", "json")
    assert code == 1
    assert f"{file(home)} cannot be written: " in err
    assert "--scope" in err
    (home.cwd / ".claude").unlink()
    file(home).mkdir(parents=True)
    code, _, err = hook("remove", SESSION)
    assert code == 1
    assert f"{file(home)} cannot be removed: " in err
    assert "by hand" in err


def test_nothing_is_added_to_a_file_that_has_no_effect(home, hook):
    file(home).parent.mkdir(parents=True)
    file(home).write_text("{")
    code, _, err = hook("create", SESSION, "Stop", "json", "--append")
    assert (code, file(home).read_text()) == (1, "{")
    assert f"{file(home)}:1: this is not JSON" in err


def test_a_dry_run_writes_nothing(home, hook):
    code, out, _ = hook("create", SESSION, "Stop", "json", "--message", "one", "--dry-run")
    assert code == 0
    assert str(file(home)) in out
    assert '"additionalContext": "one"' in out
    assert not (home.cwd / ".claude").exists()


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("nope", "Stop", "json"), "is a UUID"),
        (("../../x", "Stop", "json"), "is a UUID"),
        (("Stop", "json"), "nobody to ask"),
        ((SESSION, "Stop"), "`json` or `command`, not 'Stop'"),
        ((), "SESSION_ID"),
        ((SESSION, "Stop", "prompt"), "`json` or `command`"),
        ((SESSION, "Stop", "command"), "--command"),
        ((SESSION, "Stop", "command", "--command", " "), "--command"),
        ((SESSION, "Stop", "command", "--command", "x", "--timeout", "61"), "61"),
        ((SESSION, "Stop", "command", "--command", "x", "--timeout", "0"), "0"),
        ((SESSION, "Stop", "command", "--command", "x", "--reason", "y"), "--reason is not for a command hook"),
        ((SESSION, "Stop", "json", "--command", "x"), "--command is not for a json hook"),
        ((SESSION, "Stop", "json", "--decision", "block"), "needs a --reason"),
        ((SESSION, "Stop", "json", "--reason", "x"), "goes with --decision"),
        ((SESSION, "Stop", "json", "--decision", "ask"), "cannot ask"),
        ((SESSION, "SessionStart", "json", "--decision", "block", "--reason", "x"), "decides nothing"),
        ((SESSION, "Stop", "json", "--matcher", "Bash"), "--matcher"),
        ((SESSION, "PreToolUse", "json", "--matcher", "("), "no regular expression"),
        ((SESSION, "Stop", "json", "--json", "{"), "not JSON"),
        ((SESSION, "Stop", "json", "--json", "[]"), "an object"),
        ((SESSION, "Stop", "json", "--json", '{"colour": 1}'), "Stop allows no colour"),
        ((SESSION, "Stop", "json", "--json", "{}", "--message", "x"), "leave out"),
        ((SESSION, "Stop", "json", "--exit-code", "256"), "256"),
        ((SESSION, "Stop", "json", "--example", "log-tools"), "--example"),
    ],
)  # fmt: skip
def test_wrong_usage_writes_nothing(home, hook, arguments, why):
    code, _, err = hook("create", *arguments)
    assert code == 2, err
    assert any(part in err for part in why.split("|"))
    assert not (home.cwd / ".claude").exists()


def test_the_session_comes_from_the_agents_environment(home, hook):
    assert hook("create", "Stop", "json", CLAUDE_CODE_SESSION_ID=SESSION)[0] == 0
    assert hook("create", "Stop", "json", "--append", CLAUDE_CODE_SESSION_ID="no uuid")[0] == 2
    assert "Stop" in hook("show", CLAUDE_CODE_SESSION_ID=SESSION)[1]
    assert hook("remove", CLAUDE_CODE_SESSION_ID=SESSION)[0] == 0
    assert not file(home).exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_on_a_terminal_the_session_is_asked_for(home, hook, monkeypatch):
    monkeypatch.setattr("sys.stdin", Terminal(f"nope\n{SESSION}\n"))
    code, out, _ = hook("create", "Stop", "json")
    assert code == 0
    assert "is a UUID, not 'nope'" in out
    assert file(home).is_file()


@pytest.mark.parametrize(
    ("host", "folder"),
    [("claude-code", ".claude/hooks"), ("hawa-code", ".hcode/hooks"), ("codex", ".codex/hooks"),
     ("gemini", ".gemini/hooks"), ("copilot-cli", ".copilot/session-hooks")],
)  # fmt: skip
def test_each_agent_has_a_folder_of_its_own(home, hook, host, folder):
    assert hook("create", SESSION, "Stop", "json", "--host", host)[0] == 0
    assert file(home, folder=folder).is_file()


def test_an_agent_without_session_hooks(hook):
    assert hook("create", SESSION, "Stop", "json", "--host", "copilot-sdk")[0] == 1
    assert hook("create", SESSION, "Stop", "json", "--host", "nobody")[0] == 1


def test_an_example_is_added_whole(home, hook):
    assert hook("create", SESSION, "--example", "log-tools")[0] == 0
    assert hook("create", SESSION, "--example", "context-at-start", "--append")[0] == 0
    assert list(json.loads(file(home).read_text())["hooks"]) == ["PreToolUse", "SessionStart"]


def test_create_says_what_is_in_the_way(home, hook, git):
    err = hook("create", SESSION, "Stop", "json")[2]
    assert "memplug install claude-code --session-hooks" in err
    assert "git does not ignore" in err
    home.run("install", "claude-code", "--session-hooks")
    (home.cwd / ".gitignore").write_text(".claude/\n")
    assert hook("create", SESSION, "Stop", "json", "--append")[2] == ""
    git(home.cwd, "add", "-f", ".claude")
    code, _, err = hook("create", SESSION, "Stop", "json", "--append")
    assert code == 1
    assert "is tracked by git" in err


@pytest.mark.parametrize(
    ("host", "arguments", "expected"),
    [
        ("claude-code", ("Stpo", "json"), "Stpo is no event that memplug knows, did you mean Stop?; it runs only where"),
        ("gemini-cli", ("BeforTool", "json"), "BeforTool is no event that memplug knows, did you mean BeforeTool?"),
        ("claude-code", ("TeammateIdle", "json"), "TeammateIdle is no event that memplug knows; it runs only where"),
        ("codex", ("Notification", "json"), "Codex CLI has no event Notification; it has SessionStart, "),
        ("codex", ("PreToolUse", "json", "--decision", "ask"), 'Codex CLI does not take permissionDecision "ask" at PreToolUse'),
        ("gemini-cli", ("PreToolUse", "json", "--decision", "ask"), 'Gemini CLI does not take permissionDecision "ask"'),
        ("copilot-cli", ("PreCompact", "json", "--message", "m"), 'GitHub Copilot CLI does not take systemMessage "m"'),
        ("codex", ("PreToolUse", "json", "--decision", "deny", "--reason", "r"), ""),
        ("claude-code", ("PreToolUse", "json", "--decision", "ask"), ""),
    ],
)  # fmt: skip
def test_what_will_have_no_effect_is_remarked_and_written(home, hook, host, arguments, expected):
    home.run("install", host, "--session-hooks")
    code, _, err = hook("create", SESSION, *arguments, "--host", host, "--scope", "user")
    assert code == 0
    assert f"Note: {expected}" in err if expected else err == ""
    (written,) = (home.path / "user").rglob(f"hooks.{SESSION}.json")
    code, out, _ = hook("validate", str(written))
    assert code == 0
    assert (f": note: {expected}" in out) is bool(expected)


def test_list_show_and_remove(home, hook):
    hook("create", SESSION, "Stop", "json", "--message", "one")
    hook("create", SESSION, "PreToolUse", "command", "--command", "true\x1b[2J", "--matcher", "Bash", "--scope", "user")
    hook("create", OTHER, "Stop", "json")
    file(home, OTHER).write_text("{")
    (home.cwd / ".claude/hooks/hooks.other.json").write_text("{}")
    rows = {(row["scope"], row["session"]): row for row in json.loads(hook("list", "--json")[1])}
    assert set(rows) == {("project", SESSION), ("project", OTHER), ("user", SESSION)}
    assert rows["project", SESSION]["events"] == ["Stop"]
    assert "not JSON" in rows["project", OTHER]["problem"]
    assert not rows["user", SESSION]["stale"]
    text = hook("list")[1]
    assert f"project  {SESSION}  claude-code: Stop (in effect)" in text
    assert f"project  {OTHER}  claude-code: no event (no effect)" in text
    shown = hook("show", SESSION)[1]
    assert "PreToolUse (Bash): command, at most 15 s: true\\x1b[2J" in shown
    assert shown.index("Stop: json") < shown.index("PreToolUse")
    assert "has no effect" in hook("show", OTHER)[1]
    assert hook("remove", SESSION, "--scope", "user")[0] == 0
    assert file(home).exists()
    assert not file(home, scope="user").exists()
    assert hook("remove", SESSION, "--all")[0] == 2
    assert hook("remove", "--all")[0] == 0
    assert [path.name for path in (home.cwd / ".claude/hooks").iterdir()] == ["hooks.other.json"]
    assert "nothing to remove" in hook("remove", "--all")[1]
    assert hook("remove", SESSION)[0] == 1
    assert hook("show", SESSION)[0] == 1
    assert "No session" in hook("list")[1]


def test_stale_files_are_named_and_removed(home, hook):
    for session in (SESSION, OTHER):
        hook("create", session, "Stop", "json")
    payload = {"session_id": SESSION, "cwd": str(home.cwd), "hook_event_name": "SessionEnd", "reason": "other"}
    done = home.run("session-hook", "run", "--host", "claude-code", stdin=payload)
    assert b"is stale" in done.stdout
    assert "is stale" in home.log
    assert f"{SESSION}  claude-code: Stop (stale" in hook("list")[1]
    assert "stale" in hook("show", SESSION)[1]
    assert str(file(home)) in hook("remove", "--stale")[1]
    assert not file(home).exists()
    assert file(home, OTHER).exists()
    assert not list(home.path.rglob("*.ended"))


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ('{"hooks": {"Stop": [{"hooks": [{"type": "json"}]}]}}', 0, ": good, for Stop"),
        ('{"hooks": {}}', 0, ": good, but empty"),
        ('{"hooks":\n {"Stop": [\n {"hooks": [{"type": "command"}]}]}}', 1, ":3: a command hook without a command; write"),
        ('{"hooks":\n {"Stop": 3}}', 1, ":2: Stop must be a list, not a number; write"),
        ("{\n\n,", 1, ":3: this is not JSON"),
        ('{"hooks": {"Stop": [{"hooks": [{"type": "json",\n "exitCode": 2}]}]}}', 0, ":2: note: exitCode has no meaning here"),
        ('{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "x",\n "timeout": 90}]}]}}', 0, ":2: note: timeout is 60 seconds at most"),
        ('{"hooks": {"Stop": [{"hooks": [{"type": "json", "json": {"permissionDecision": "deny"}}]}]}}', 0, ":1: note: Stop allows no permissionDecision"),
        ('{"hooks": {"Stop": [{"hooks": []}, {"hooks": [{"type": "json"}, {"type": "json",\n "json": {"x": 1}}]}]}}', 0, ":2: note: Stop allows no x"),
    ],
)  # fmt: skip
def test_validate(home, hook, text, code, expected):
    file(home).parent.mkdir(parents=True)
    file(home).write_text(text)
    done = hook("validate", str(file(home)))
    assert (done[0], f"{file(home)}{expected}" in done[1] or expected in done[1]) == (code, True), done
    elsewhere = home.cwd / "mine.json"
    elsewhere.write_text(text)
    done = hook("validate", "mine.json")
    assert done[0] == code
    assert "hooks.SESSION_ID.json" in done[1]


def test_validate_says_what_is_wrong_with_the_file_itself(home, hook, git):
    hook("create", SESSION, "Stop", "json")
    git(home.cwd, "add", "-f", ".claude")
    code, _, err = hook("validate", str(file(home)))
    assert code == 1
    assert "is tracked by git" in err
    assert hook("validate", "gone.json")[0] == 2


def test_every_command_has_help(hook):
    for name in ("run", "create", "list", "show", "validate", "remove"):
        code, out, _ = hook(name, "--help")
        assert code == 0
        assert "Example:" in out
