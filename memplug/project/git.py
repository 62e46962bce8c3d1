"""Where a repository stands, asked so that its own configuration can run nothing.

Names of branches, commits and remotes are read from the files of the repository; the state of the work tree
comes from one `git status`; the history between two commits from GitPython.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from memplug.digest.model import Commit
from memplug.expressions import expression
from memplug.project.calling_git import HARMLESS, STATUS, TIMED_OUT, environment

FILTER = expression(rb"^\s*\[\s*filter\s+\"((?:[^\"\\]|\\.)+)\"\s*\]", re.IGNORECASE | re.MULTILINE)
INCLUDE = expression(rb"^\s*\[\s*include(?:if)?\b", re.IGNORECASE | re.MULTILINE)
ORIGIN = expression(
    r"^\s*\[\s*remote\s+\"(?P<name>[^\"]+)\"\s*\]|^\s*url\s*=\s*(?P<url>\S+)", re.IGNORECASE | re.MULTILINE
)
OPERATIONS = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}
"""File in the git folder to the operation that it shows under way."""
SMALL = 1024 * 1024
LONGEST_NAME = 300
"""Characters of a name or a commit's subject that are shown."""
NAMES = 8
"""How many changed and how many untracked files are named."""
LAST = 3
"""How many of the last commits are shown."""


class Place(NamedTuple):
    """A work tree and the folders that git keeps for it."""

    root: Path
    git_dir: Path
    common_dir: Path
    """The same for every worktree of one repository."""


class GitState(NamedTuple):
    """What the git section of the context tells; empty values mean unknown or none."""

    branch: str = ""
    """Empty when HEAD is detached."""
    head: str = ""
    """Abbreviated commit; empty before the first one."""
    upstream: str = ""
    ahead: int = 0
    behind: int = 0
    changed: tuple[str, ...] = ()
    """The first files with uncommitted changes."""
    changed_count: int = 0
    untracked: tuple[str, ...] = ()
    untracked_count: int = 0
    commits: tuple[Commit, ...] = ()
    operation: str = ""
    """`merge`, `rebase`, `cherry-pick`, `revert` or `bisect` when one is under way."""
    left_out: str = ""
    """Why the state of the work tree is not told; empty when it is."""


def find(folder: Path) -> Place | None:
    """Return the work tree that holds `folder`, or None outside of one."""
    for root in (folder, *folder.parents):
        entry = root / ".git"
        try:
            if entry.is_dir():
                return Place(root, entry, entry) if (entry / "HEAD").exists() else None
            if entry.is_file() and (git_dir := _linked(entry)):
                return Place(root, git_dir, _common(git_dir))
        except OSError:
            return None
    return None


def _linked(entry: Path) -> Path | None:
    """Return the folder that a `.git` file of a linked worktree or submodule names."""
    content = _small(entry).strip()
    if not content.startswith("gitdir:"):
        return None
    folder = (entry.parent / content.removeprefix("gitdir:").strip()).resolve()
    return folder if (folder / "HEAD").exists() else None


def _common(git_dir: Path) -> Path:
    common = _small(git_dir / "commondir").strip()
    return (git_dir / common).resolve() if common else git_dir


def _small(path: Path) -> str:
    """Return the text of a small file; empty when it is missing, unreadable or large."""
    try:
        if path.stat().st_size > SMALL:
            return ""
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def branch(place: Place) -> str:
    """Return the branch that is checked out, without asking git; empty when HEAD is detached."""
    head = _small(place.git_dir / "HEAD").strip()
    return head.removeprefix("ref: refs/heads/") if head.startswith("ref: refs/heads/") else ""


def remote(place: Place) -> str:
    """Return the address of `origin`, else of the first remote, as `host/path`; empty when there is none."""
    found: dict[str, str] = {}
    section = ""
    for match in ORIGIN.finditer(_small(place.common_dir / "config")):
        if match["name"]:
            section = match["name"]
        elif section:
            found.setdefault(section, match["url"])
    return normalised(found.get("origin") or next(iter(found.values()), ""))


def normalised(url: str) -> str:
    """Return an address without scheme, user, password, port and `.git`: the same for ssh and https."""
    url = url.strip().removesuffix("/").removesuffix(".git")
    if match := re.fullmatch(r"[a-z][a-z0-9+.-]*://(?:[^@/]*@)?([^/:]*)(?::\d+)?/(.*)", url, re.IGNORECASE):
        return f"{match[1].lower()}/{match[2]}" if match[1] else match[2]
    if match := re.fullmatch(r"(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\\)(.+)", url):
        return f"{match[1].lower()}/{match[2].lstrip('/')}"
    return url


def head_at(place: Place, moment: float) -> str:
    """Return the full id of the commit that HEAD named at `moment` (seconds since the epoch), from the reflog.

    Empty when the repository keeps no reflog or it does not reach back.
    """
    found = first = ""
    for line in _small(place.git_dir / "logs" / "HEAD").splitlines():
        match = re.match(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) .*> (\d+) [+-]\d{4}\t", line)
        if not match:
            continue
        first = first or match[1]
        if int(match[3]) > moment:
            break
        found = match[2]
    found = found or first
    return found if found.strip("0") else ""


def _options(place: Place) -> list[str]:
    """Return the options that keep the repository's configuration from running anything."""
    settings = [*HARMLESS]
    for name in _filters(place):
        settings += [f"filter.{name}.clean=", f"filter.{name}.process=", f"filter.{name}.required=false"]
    return [option for setting in settings for option in ("-c", setting)]


def _filters(place: Place) -> Iterator[str]:
    """Yield the filters that the repository itself defines: `status` would run them on changed files."""
    for file in (place.common_dir / "config", place.git_dir / "config.worktree"):
        content = _small(file).encode()
        for match in FILTER.finditer(content):
            yield match[1].decode("utf-8", errors="replace")
        if INCLUDE.search(content):
            # Reading configuration runs nothing; only git itself knows what an include brings in.
            question = ["git", "config", "--file", str(file), "--includes", "--name-only", "--get-regexp", r"^filter\."]
            listed = subprocess.run(  # noqa: S603  fixed words and a path
                question, capture_output=True, timeout=1, env=environment(os.environ), check=False
            )
            for line in listed.stdout.decode("utf-8", errors="replace").splitlines():
                yield line.removeprefix("filter.").rpartition(".")[0]


def configuration_is_whole(place: Place) -> bool:
    """Return whether the repository's configuration includes no other files, which could change unseen."""
    return not any(
        INCLUDE.search(_small(file).encode())
        for file in (place.common_dir / "config", place.git_dir / "config.worktree")
    )


def command(place: Place, *arguments: str) -> list[str]:
    """Return a git command line for `place` that takes no lock and runs nothing of the repository's."""
    return [
        *("git", "-C", str(place.root), "--no-optional-locks", "--no-pager"),
        *(f"--git-dir={place.git_dir}", f"--work-tree={place.root}"),
        *_options(place), *arguments,
    ]  # fmt: skip


class Status:
    """Two git processes that run while other work is done: the status, and the last commits."""

    def __init__(self, place: Place) -> None:
        self.raw = b""
        """What git status printed, or TIMED_OUT; empty before `result` was asked for, and when git failed."""
        self._place = place
        self._error = ""
        self._processes: list[subprocess.Popen[bytes]] = []
        log = ("log", f"--max-count={LAST}", "--no-show-signature", "-z", "--format=%h%x1f%s")
        for arguments in (STATUS, log):
            try:
                process = subprocess.Popen(  # noqa: S603
                    command(place, *arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, env=environment(os.environ), cwd=place.root,
                )  # fmt: skip
            except (OSError, subprocess.SubprocessError) as error:
                self._error = "git is not installed" if isinstance(error, FileNotFoundError) else f"git: {error}"
                return
            self._processes.append(process)

    def result(self, timeout: float) -> GitState:
        """Return what git said within `timeout` seconds; what came later is left out and said so."""
        if self._error:
            return GitState(branch=inert(branch(self._place)), operation=operation(self._place), left_out=self._error)
        outputs: list[bytes] = []
        problem = ""
        for process in self._processes:
            try:
                outputs.append(process.communicate(timeout=timeout)[0])
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                if process is self._processes[0]:
                    problem = f"git status took longer than {timeout * 1000:.0f} ms"
                    self.raw = TIMED_OUT
                outputs.append(b"")
            else:
                if process.returncode and process is self._processes[0]:
                    problem = f"git status failed with exit code {process.returncode}"
        if not problem:
            self.raw = outputs[0]
        return parse(outputs[0], outputs[1], operation(self._place), branch(self._place), problem)

    def close(self) -> None:
        """End what still runs; after `result` there is nothing left to end."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
                process.communicate()


def commits_since(place: Place, commit: str, timeout: float = 0.15) -> tuple[Commit, ...]:
    """Return at most five commits that HEAD has and `commit` has not, newest first; waits `timeout` seconds."""
    if not re.fullmatch(r"[0-9a-f]{40,64}", commit) or head(place) == commit:
        return ()
    arguments = ("log", "--max-count=5", "--no-show-signature", "-z", "--format=%h%x1f%s", f"{commit}..HEAD")
    try:
        found = subprocess.run(  # noqa: S603
            command(place, *arguments), stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout,
            env=environment(os.environ), cwd=place.root, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(_commits(found.stdout))


def inert(name: str) -> str:
    """Return a name or subject that others chose as one line that is no markup: it stands outside of any fence."""
    line = "".join(sign if sign.isprintable() else " " for sign in name)
    return " ".join(line.split()).replace("<", "‹").replace("`", "'")[:LONGEST_NAME]  # noqa: RUF001  looks like it, opens nothing


def operation(place: Place) -> str:
    """Return the operation under way, or an empty string."""
    return next((name for file, name in OPERATIONS.items() if (place.git_dir / file).exists()), "")


def parse(status: bytes, log: bytes, under_way: str, branch_name: str, problem: str) -> GitState:
    """Return the state that the outputs of `git status --porcelain=v2 --branch -z` and `git log` tell."""
    headers: dict[str, str] = {}
    changed: list[str] = []
    untracked: list[str] = []
    records = iter(status.decode("utf-8", errors="replace").split("\0"))
    for record in records:
        kind, _, rest = record.partition(" ")
        if kind == "#":
            key, _, value = rest.partition(" ")
            headers[key] = value
        elif kind == "1":
            changed.append(record.split(" ", 8)[-1])
        elif kind == "2":
            changed.append(record.split(" ", 9)[-1])
            next(records, None)  # the name before the renaming
        elif kind == "u":
            changed.append(record.split(" ", 10)[-1])
        elif kind == "?":
            untracked.append(rest)
    head = headers.get("branch.oid", "")
    counts = re.match(r"\+(\d+) -(\d+)", headers.get("branch.ab", ""))
    return GitState(
        branch=inert(branch_name),
        head="" if head == "(initial)" else head[:10],
        upstream=inert(headers.get("branch.upstream", "")),
        ahead=int(counts[1]) if counts else 0,
        behind=int(counts[2]) if counts else 0,
        changed=tuple(map(inert, changed[:NAMES])),
        changed_count=len(changed),
        untracked=tuple(map(inert, untracked[:NAMES])),
        untracked_count=len(untracked),
        commits=tuple(_commits(log)),
        operation=under_way,
        left_out=problem,
    )


def _commits(log: bytes) -> Iterator[Commit]:
    for entry in log.decode("utf-8", errors="replace").split("\0"):
        name, separator, subject = entry.strip("\n").partition("\x1f")
        if separator:
            yield Commit(name, inert(subject))


def head(place: Place) -> str:
    """Return the full id of the commit at HEAD, without asking git; empty before the first commit."""
    text = _small(place.git_dir / "HEAD").strip()
    if not text.startswith("ref: "):
        return text
    reference = text.removeprefix("ref: ").strip()
    if found := _small(place.common_dir / reference).strip() or _small(place.git_dir / reference).strip():
        return found
    packed = re.search(
        rf"^([0-9a-f]{{40,64}}) {re.escape(reference)}$",
        _small(place.common_dir / "packed-refs"),
        re.MULTILINE,
    )
    return packed[1] if packed else ""
