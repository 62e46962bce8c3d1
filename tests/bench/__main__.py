"""What the two hooks cost: whole processes against `python3 -c pass`, one table, one run.

    python -m tests.bench [--runs N] [--only WORD]

Each row is run alternately with the others, so that a busy moment of the machine hits all alike; what is printed is
the median of the wall time and of the processor's time, as ratios to `python3 -c pass` of the same environment, and
the largest peak of memory. A benchmark, not a test: the aims stand beside.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from memplug.digest.model import Digest
from memplug.install.command import DISPATCHER, hook_command
from memplug.paths import places
from memplug.project.identity import Identity
from memplug.store import Session, Store

HOST = "claude-code"
MAKER = Path(__file__).resolve().parents[3] / "shared" / "tools" / "make_transcript.py"
PASS = [sys.executable, "-c", "pass"]


@dataclass
class Row:
    """A command, what is done before each run of it, and what came of the runs."""

    name: str
    aim: str
    command: list[str]
    payload: dict[str, str] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None
    home: Path = Path()
    wall: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    peak: int = 0
    """Kilobytes."""

    def run(self) -> None:
        """Run the command once more and note what it cost."""
        self.before()
        environment = {"HOME": str(self.home), "PATH": os.environ["PATH"]}
        read, write = os.pipe()
        os.write(write, json.dumps(self.payload).encode())
        os.close(write)
        out = os.open(os.devnull, os.O_RDWR)
        began = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, read, 0), (os.POSIX_SPAWN_DUP2, out, 1), (os.POSIX_SPAWN_DUP2, out, 2)]
        child = os.posix_spawn(self.command[0], self.command, environment, file_actions=actions)
        _, _, usage = os.wait4(child, 0)
        self.wall.append(time.perf_counter() - began)
        self.work.append(usage.ru_utime + usage.ru_stime)
        self.peak = max(self.peak, usage.ru_maxrss)
        os.close(read)
        os.close(out)


def main() -> int:
    """Run every row and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=30, help="runs of each row (default: 30)")
    parser.add_argument("--only", default="", help="only rows whose name holds this word")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="memplug-bench-") as folder:
        rows = [row for row in _rows(Path(folder)) if arguments.only in row.name]
        base = Row("python3 -c pass", "", PASS)
        for _ in range(arguments.runs):
            for row in (base, *rows):
                row.run()
        _print(base, rows, arguments.runs)
    return 0


def _rows(folder: Path) -> list[Row]:
    project = _project(folder / "project")
    home = folder / "home"
    transcripts = {size: _transcript(folder, size) for size in (5, 50, 200)}
    start = {"session_id": "next", "cwd": str(project), "hook_event_name": "SessionStart", "source": "startup"}
    end = {"session_id": "last", "cwd": str(project), "hook_event_name": "SessionEnd", "reason": "other"}
    starting, ending = (shlex.split(hook_command(verb, HOST)) for verb in ("session-start", "session-end"))

    def prepared(here: Path, where: Path = project) -> Path:
        """A home in which a session of the project has ended."""
        payload = end | {"transcript_path": str(transcripts[5]), "cwd": str(where)}
        Row("", "", ending, payload, home=here).run()
        # The first start asks for what only a start can know, and leaves it.
        Row("", "", starting, start | {"cwd": str(where)}, home=here).run()
        return here

    many = prepared(_many_sessions(folder / "many", project))
    big = _big_project(folder / "big")
    restless, edited = _project(folder / "restless"), _project(folder / "edited")
    rows = [
        Row("start, nothing changed", "≤ 1.5 ×", starting, start, home=prepared(home)),
        Row("start, resume", "≤ 1.5 ×", starting, start | {"source": "resume", "session_id": "last"}, home=home),
        Row("start, compact", "≤ 1.5 ×", starting, start | {"source": "compact"}, home=home),
        Row(
            "start, something changed",
            "≤ 8 ×",
            starting,
            start | {"cwd": str(restless)},
            _touch(restless / "notes.txt"),
            prepared(folder / "r", restless),
        ),
        Row(
            "start, a file edited",
            "≤ 8 ×",
            starting,
            start | {"cwd": str(edited)},
            _edit(edited / "app.py"),
            prepared(folder / "e", edited),
        ),
        Row("start, the very first", "≤ 10 ×", starting, start, _emptied(folder / "first"), home=folder / "first"),
        Row("start, 10,000 sessions stored", "≤ 1.1 × few", starting, start, home=many),
        Row(
            "start, tree of 80,000 files",
            "≤ 1.1 × small",
            starting,
            start | {"cwd": str(big)},
            home=prepared(folder / "b", big),
        ),
        *(
            Row(name, aim, starting, start | {"cwd": str(plain)}, home=prepared(folder / f"h{plain.name}", plain))
            for name, aim, plain in (
                ("start, no repository", "", _without_git(project, folder / "plain")),
                ("start, no repository, 80,000 files", "≤ 1.1 × that", _without_git(big, folder / "plain-big")),
            )
        ),
        *_session_hooks(project, home),
        Row("git status there", "", _status(big), home=home),
        Row("git status in the small one", "", _status(project), home=home),
    ]
    for size, aim in ((5, "≤ 20 ×"), (50, "≤ 30 ×, ≤ 60 MB"), (200, "≤ 45 ×, ≤ 60 MB")):
        payload = end | {"transcript_path": str(transcripts[size])}
        rows.append(Row(f"end, {size} MB", aim, ending, payload, home=_copy(home, f"end-{size}")))
    payload = end | {"transcript_path": str(transcripts[5])}
    rows.append(Row("end, 10,000 sessions stored", "≤ 1.1 × few", ending, payload, home=_copy(many, "end-many")))
    return rows


def _session_hooks(project: Path, home: Path) -> list[Row]:
    """The dispatcher at a tool call: of a session without hooks of its own, and of one with one for another event."""
    dispatching = shlex.split(hook_command(DISPATCHER, HOST))
    none, some = "11111111-2222-4333-8444-555555555501", "11111111-2222-4333-8444-555555555502"
    file = home / ".claude" / "hooks" / f"hooks.{some}.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"hooks": {"Stop": [{"hooks": [{"type": "json"}]}]}}')
    call = {"cwd": str(project), "hook_event_name": "PreToolUse", "tool_name": "Bash"}
    return [
        Row("session hook, no file", "≤ 1.5 ×", dispatching, call | {"session_id": none}, home=home),
        Row("session hook, a file, nothing matches", "", dispatching, call | {"session_id": some}, home=home),
    ]


def _project(folder: Path) -> Path:
    """A small repository with a manifest and one commit."""
    folder.mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "app"\nrequires-python = ">=3.11"\n')
    (folder / "app.py").write_text("print('app')\n")
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "Begin")
    return folder


def _big_project(folder: Path) -> Path:
    """The same with 80,000 files in 800 folders."""
    folder.mkdir(parents=True)
    for number in range(800):
        inner = folder / f"package{number // 40}" / f"module{number}"
        inner.mkdir(parents=True)
        for name in range(100):
            (inner / f"file{name}.py").touch()
    return _project_in(folder)


def _project_in(folder: Path) -> Path:
    aside = folder.with_name("aside")
    _project(aside)
    for entry in aside.iterdir():
        if entry.name != ".git":
            shutil.move(entry, folder / entry.name)
    shutil.rmtree(aside)
    _git(folder, "init", "-q", "-b", "main")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "Begin")
    return folder


def _without_git(project: Path, folder: Path) -> Path:
    """The same files in no repository: what a start costs in a tree of that size apart from git itself."""
    return shutil.copytree(project, folder, ignore=shutil.ignore_patterns(".git"))


def _many_sessions(home: Path, project: Path) -> Path:
    """A home with 10,000 sessions of the project, and one of each of 1,000 other projects."""
    now = time.time()
    digest = Digest(goal="An earlier goal", answer="An earlier answer. " * 20, edited=("a.py", "b.py"))
    with Store(places({"HOME": str(home)}).database) as store:
        store._db.execute("PRAGMA synchronous = OFF")
        for number in range(10_000):
            identity = Identity(str((project / ".git").resolve()))
            worktree = str(project.resolve())
            store.save(identity, Session(HOST, f"old-{number}", worktree, "main", now - 9e5, now - 8e5, digest), now)
        for number in range(1_000):
            identity = Identity(f"/elsewhere/{number}/.git")
            store.save(
                identity, Session(HOST, f"other-{number}", f"/elsewhere/{number}", "main", now, now, digest), now
            )
    return home


def _transcript(folder: Path, megabytes: int) -> Path:
    """A transcript of that size; made by the tool beside the samples, else of one prompt said often."""
    file = folder / f"{megabytes}.jsonl"
    if MAKER.exists():
        subprocess.run(
            [sys.executable, MAKER, "--mb", str(megabytes), "--out", file], check=True, stdout=subprocess.DEVNULL
        )
        return file
    record = {"type": "assistant", "message": {"content": [{"type": "text", "text": "word " * 400}]}}
    with file.open("w", encoding="utf-8") as out:
        out.write(json.dumps({"type": "user", "message": {"content": "Build the parser"}}) + "\n")
        while out.tell() < megabytes * 1_000_000:
            out.write(json.dumps(record) + "\n")
    return file


def _git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=Bench", "-c", "user.email=bench@example.com"]
    subprocess.run(["git", "-C", str(folder), *author, *arguments], check=True)


def _status(folder: Path) -> list[str]:
    git = shutil.which("git") or "git"
    return [git, "-C", str(folder), "--no-optional-locks", "status", "--porcelain=v2", "--branch", "-z"]


def _copy(home: Path, name: str) -> Path:
    """A copy of a prepared home: its first start finds nothing ready, as the folder's name stands in the answer."""
    copy = home.with_name(name)
    shutil.copytree(home, copy)
    return copy


def _touch(file: Path) -> Callable[[], None]:
    """A change of the work tree that no start has seen: a file that comes and goes."""

    def change() -> None:
        file.unlink() if file.exists() else file.touch()

    return change


def _edit(file: Path) -> Callable[[], None]:
    """A change of the work tree that no start has seen: a file as it was committed, and another."""
    committed = file.read_text()

    def change() -> None:
        file.write_text("print('another')\n" if file.read_text() == committed else committed)

    return change


def _emptied(home: Path) -> Callable[[], None]:
    def remove() -> None:
        shutil.rmtree(home, ignore_errors=True)

    return remove


def _print(base: Row, rows: list[Row], runs: int) -> None:
    wall, work = statistics.median(base.wall), statistics.median(base.work)
    print(f"python3 -c pass: {wall * 1000:.1f} ms wall, {work * 1000:.1f} ms of the processor; medians of {runs}\n")
    print("| row | wall | processor | peak memory | aim |")
    print("| --- | --- | --- | --- | --- |")
    for row in rows:
        ratio, busy = statistics.median(row.wall) / wall, statistics.median(row.work) / work
        print(f"| {row.name} | {ratio:.2f} × | {busy:.2f} × | {row.peak / 1024:.0f} MB | {row.aim} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
