from __future__ import annotations

import pytest

from memplug.digest import commands

TESTS = [
    "pytest -q", "python3 -m pytest tests", "uv run pytest", "python -m unittest tests/test_a.py", "npm test", "npm run test:unit",
    "pnpm test", "yarn run test", "npx vitest run", "go test ./...", "cargo test", "cargo nextest run", "mvn -q test", "./gradlew test",
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
        ("python - <<'EOF'\nprint(1)\nEOF", "python - <<'EOF'"),
        ("a\nb", "a b"),
    ],
)
def test_two_runs_of_the_same_thing_have_the_same_name(command, expected):
    assert commands.short(command) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat > src/a.py <<'EOF'\nx\nEOF", ("src/a.py",)),
        ("cat <<EOF > 'a b.txt'\nx\nEOF", ("a b.txt",)),
        ("cat >> log.md << X\n1\nX", ("log.md",)),
        ("tee conf.toml <<EOF\nEOF", ("conf.toml",)),
        ("sed -i 's/a/b/' src/x.go", ("src/x.go",)),
        ("sed -i '' -e 's/a/b/' x.go", ("x.go",)),
        ("cat > /dev/null <<E\nE", ()),
        ("sed -n 1,5p x.go", ()),
        ("python - <<E\nE", ()),
    ],
)
def test_files_that_a_command_writes(command, expected):
    assert commands.written(command) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat src/a.py", ("src/a.py",)),
        ("sed -n '1,60p' x.ps1", ("x.ps1",)),
        ("head -n 20 README.md", ("README.md",)),
        ("cat a b", ()),
        ("ls src", ()),
    ],
)
def test_files_that_a_command_prints(command, expected):
    assert commands.looked_at(command) == expected


@pytest.mark.parametrize(
    "command", ["ls x", "grep -n a b", "git diff HEAD", "git -C a log", "cd x && rg y", "/usr/bin/find ."]
)
def test_looking_around(command):
    assert commands.is_looking(command)


@pytest.mark.parametrize("command", ["make", "git commit -m x", "git push", "npm run build"])
def test_working(command):
    assert not commands.is_looking(command)


def test_the_line_in_which_the_runner_counts():
    assert commands.result_line("....\n===== 3 passed, 1 failed in 0.2s =====\n") == "3 passed, 1 failed in 0.2s"
    assert commands.result_line("Ran 4 tests in 0.1s\n\nOK") == "OK"
    assert commands.result_line("nothing of the kind") == ""


def test_the_line_that_tells_the_cause():
    assert commands.telling_line("Exit code 1\nloading\nKeyError: 'price'\nbye") == "KeyError: 'price'"
    assert commands.telling_line("only this") == "only this"
    assert commands.telling_line("") == ""
