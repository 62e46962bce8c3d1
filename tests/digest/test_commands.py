from __future__ import annotations

import time

import pytest

from memplug.digest import commands

TESTS = [
    "pytest -q", "python3 -m pytest tests", "uv run pytest", "python -m unittest tests/test_a.py", "python3 -m unittest",
    "npm test", "npm run test:unit", "npm --prefix web run -s test", "pnpm test", "pnpm --filter api test", "pnpm -w test",
    "yarn test", "yarn run test", "yarn workspace api test", "yarn vitest run", "bun test", "deno test", "npx vitest run",
    "pnpm vp run test:unit", "npx playwright test", "node node_modules/.bin/jest", "nx run api:test", "go test ./...",
    "cargo test", "cargo +nightly test", "cargo nextest run", "mvn test", "mvn -q test", "mvn -q verify", "./gradlew test",
    "./gradlew :app:testDebugUnitTest", "sbt 'core/test'", "make test", "make check", "make lint test", "make -C api test",
    "mise run test", "just test", "bundle exec rspec", "rake test", "bin/rails test", "php artisan test",
    "vendor/bin/phpunit", "tox -e py311", "nox -s tests", "cd a && tox -e py311", "dotnet test", "mix test", "swift test",
    "flutter test", "xcodebuild test -scheme App", "python manage.py test", "FOO=1 ctest", "FOO=1 pytest",
    "docker compose run --rm web pytest", "docker exec -it api pytest -q", "docker compose exec -T web python -m pytest",
    "cd api && npm test", "(cd api && npm test)", "timeout 60 pytest -q", "time -p pytest", "nice -n 10 make test",
    "sudo -u me env A=1 pytest", "bash -lc 'cd x && pytest -q'", "for f in a b; do pytest $f; done",
]  # fmt: skip
NOT_TESTS = [
    "ls tests", "git commit -m 'run npm test'", "cat pytest.ini", "echo go test", "grep -r pytest .", "cargo build",
    "python test_it.py --help", "make build", "bash -n ci/make-check.sh", "npm install test-lib",
    "gh pr view 12 --json test", "uv add --dev pytest-cov pytest", "pip install pytest", "python -m pip install pytest",
    "npm i -D vitest", "npm install --save-dev jest", "yarn add jest", "brew install tox", "touch vitest.config.ts",
    "rm -rf node_modules/jest", "mkdir -p spec/rspec", "cp pytest.ini x", "docker build -t jest .",
    "gradle assemble -x test", "./gradlew build -x test", "mvn install -Dmaven.test.skip=true",
    "mvn -DskipTests package", "mvn verify -DskipTests", "make test-data", "make build-tests", "make -C test build",
    "rake db:test:prepare", "npx jest --init", "pytest --version", "pytest --collect-only", "which pytest",
    "npx playwright install", "npm run lint:check", "cargo test --no-run",
]  # fmt: skip


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
        "git --no-pager log -5",
        'git -C "a b" diff HEAD',
        "docker compose -f x.yml logs -f api",
        "docker image ls",
        "kubectl -n x get pods",
        "npm ls",
        "gh api repos/a/b",
        "gh run view 3",
        "gcloud run services list",
        "aws ec2 describe-instances",
        "cargo --version",
        "docker build --help",
        "GH_HOST=x gh pr view 3",
    ],
)
def test_looking_around(command):
    assert commands.is_looking(command)


@pytest.mark.parametrize(
    "command",
    [
        "make", "git commit -m x", "git push", "npm run build", "ls && make", "CI=1 make", "gh pr create", "docker build .",
        "pnpm --filter api build", "npm run build -w api", "npm run list", "npm version patch", "docker build -t api .",
        "docker compose up -d api", "docker exec api npm run migrate", "docker run api list", "cargo build -p api",
        "cargo run -- list", "cargo run --help", "uv run list", "go run . list", "gcloud run deploy api",
        "gh api -X POST repos/a/b/issues", "gh api repos/a/b/issues -f title=x", "gh api --method=PATCH repos/a/b",
    ],
)  # fmt: skip
def test_working(command):
    assert not commands.is_looking(command)


LITERALS = [
    " ", "\t", "\n", "-a ", "-C a ", "a=", "x=y=", "a=b ", "a='b' ", 'a="b" ', 'a="', "$(", "$(cat ", '"', "'", "&& ", "; ",
    "\\", "\\\n", "\\'\"", "|", "| ", "| tail ", "<<a\n", "<<'a", "a", "a ", "a:", "a/", "a-", "test", "test:", "test-", "test ",
    "check ", "2>&1 ", ">", "sudo ", "time ", "env A=1 ", "npx ", "docker run a ", "bash -c '", "npm ", "run ", "make ",
]  # fmt: skip


@pytest.mark.parametrize("program", ["", "git ", "npm ", "make ", "docker ", "gcloud ", "A="])
def test_no_command_takes_long(program):
    """An expression that backtracks exponentially takes seconds at some of the counts; the others take milliseconds."""
    for literal in LITERALS:
        for count in (20, 24, 27, 30, 34, 38, 20_000 // len(literal)):
            command = program + literal * count + " x"
            before = time.process_time()
            commands.is_test(command)
            commands.is_looking(command)
            commands.short(command)
            commands.first_word(command)
            assert time.process_time() - before < 2, command[:80]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            'DATABASE_URL="postgresql://u:p@h.example/db?sslmode=require&connect_timeout=15&pool_timeout=15" npx x',
            "npx",
        ),
        ("U=" + "a=" * 22 + " x", "x"),
        ('P="$HOME"/bin:$PATH x', "x"),
    ],
)
def test_variables_before_a_program_make_no_step_of_preparing(command, expected):
    assert commands.steps(command) == (command,)
    assert commands.first_word(command) == expected


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
