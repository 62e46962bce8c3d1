from __future__ import annotations

import pytest

from memplug.digest import commands

TESTS = [
    "pytest -q", "python3 -m pytest tests", "uv run pytest", "python -m unittest tests/test_a.py", "npm test", "npm run test:unit",
    "pnpm test", "yarn run test", "npx vitest run", "pnpm vp run test:unit", "npx playwright test", "go test ./...", "cargo test", "cargo nextest run", "mvn -q test", "./gradlew test",
    "make check", "mise run test", "just test", "bundle exec rspec", "cd a && tox -e py311", "dotnet test", "mix test", "FOO=1 ctest",
]  # fmt: skip
NOT_TESTS = [
    "ls tests",
    "git commit -m 'run npm test'",
    "cat pytest.ini",
    "echo go test",
    "grep -r pytest .",
    "cargo build",
    "python test_it.py --help",
    "make build",
    "bash -n ci/make-check.sh",
    "npm install test-lib",
    "gh pr view 12 --json test",
]


@pytest.mark.parametrize("command", TESTS)
def test_a_test_run_is_recognised(command):
    assert commands.is_test(command)


@pytest.mark.parametrize("command", NOT_TESTS)
def test_other_commands_are_no_test_runs(command):
    assert not commands.is_test(command)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cd /a/b && pytest -q 2>&1 | tail -20", "pytest -q"),
        ("cd 'a b' ; make  x", "make x"),
        (
            "cd /a/b\ngit commit -q -F - <<'EOF'\nFix it; really\nEOF\ngit log -1",
            'git commit -q -F - "Fix it; really"; git log -1',
        ),
        (
            "git commit -m \"$(cat <<'EOF'\nFix\n\nMore\nEOF\n)\" && git push 2>&1 | tail -3",
            "git commit -m … && git push",
        ),
        ("python - <<'EOF'\nprint(1)\nEOF", "python -"),
        ("a\nb", "a; b"),
        ("a \\\n  --b", "a --b"),
        ("S=/tmp/x; export A=1; echo start; make x >/dev/null; echo done", "make x"),
        ("git commit -m 'a && b; c'", "git commit -m 'a && b; c'"),
        ("cd x", "cd x"),
        ('Set-Location "C:\\p"; pnpm lint 2>&1 | Select-Object -Last 8; "--- exit $LASTEXITCODE"', "pnpm lint"),
        ('pnpm test 2>&1 | Select-String "Tests|FAIL"; Write-Host done', "pnpm test"),
    ],
)
def test_two_runs_of_the_same_thing_have_the_same_name(command, expected):
    assert commands.short(command) == expected


@pytest.mark.parametrize(
    "command",
    [
        "ls x",
        "grep -n a b",
        "git diff HEAD",
        "git -C a log",
        "cd x && rg y",
        "/usr/bin/find .",
        "gh pr view 3 --json x",
        "docker ps -a",
        "npm outdated",
        "ls && git status",
    ],
)
def test_looking_around(command):
    assert commands.is_looking(command)


@pytest.mark.parametrize(
    "command", ["make", "git commit -m x", "git push", "npm run build", "ls && make", "gh pr create", "docker build ."]
)
def test_working(command):
    assert not commands.is_looking(command)


def test_a_long_command_keeps_its_last_steps():
    command = "apt-get install -y " + "package " * 40 + "&& make all && git push origin main"
    assert commands.short(command).endswith(" && make all && git push origin main")
    assert len(commands.short(command)) <= 120


def test_of_several_steps_the_one_that_runs_the_tests_is_told():
    assert (
        commands.test_step("cmake --build build 2>&1 | tail -3 && ctest --test-dir build | tail")
        == "ctest --test-dir build"
    )
    assert commands.test_step("make && ls") == ""


def test_a_commit_is_told_with_the_subject_of_its_message():
    command = "git commit -q -F - <<'EOF'\nKeep the door's key\n\nIt was lost.\nEOF\ngit push"
    assert commands.short(command) == 'git commit -q -F - "Keep the doors key"; git push'


def test_of_a_long_command_what_only_looks_is_left_out():
    command = "git add --all -- docs\ngit commit -m 'docs: add the snapshot'\n" + "git status --short\n" * 9
    assert commands.short(command) == "git add --all -- docs; git commit -m 'docs: add the snapshot'"
