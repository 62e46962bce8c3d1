"""Where a repository stands, asked so that its own configuration can run nothing.

Names of branches, commits and remotes are read from the files of the repository; the state of the work tree
comes from one `git status`; the history between two commits from GitPython.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from memplug.deadline import patience
from memplug.digest.model import Commit
from memplug.digest.text import harmless
from memplug.expressions import expression
from memplug.project import calling_git, guard
from memplug.project.calling_git import STATUS, TIMED_OUT, environment
from memplug.project.confined import Place as Place  # noqa: PLC0414  it is known as this module's
from memplug.project.confined import believed, inside, small_bytes, small_text

if os.name == "nt":
    # Otherwise a program is looked for in the working folder first: a repository may hold a `git.exe`.
    os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"  # case does not count there

ORIGIN = expression(
    r"^\s*\[\s*remote\s+\"(?P<name>[^\"]+)\"\s*\]|^\s*url\s*=\s*(?P<url>\S+)", re.IGNORECASE | re.MULTILINE
)
REFERENCE = expression(r"ref: (refs/(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|$)))[^\x00-\x20\x7f~^:?*\[\\]+(?<![/.]))\s*")
"""What HEAD holds while a branch is checked out; names as git-check-ref-format(1) allows them."""
COMMIT = expression(r"[0-9a-f]{40,64}")
OPERATIONS = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}
"""File in the git folder to the operation that it shows under way."""
PACKED = 64 * 1024 * 1024
"""Bytes of a list of references, which may be a million of them."""
LONGEST_NAME = 300
"""Characters of a name or a commit's subject that are shown."""
NAMES = 8
"""How many changed and how many untracked files are named."""
SECONDS = 0.15
"""How long a start waits for the commits since the last session."""
LAST = 3
"""How many of the last commits are shown."""


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
    """Return the work tree that holds `folder`, or None outside of one, or where the repository is not believed."""
    found = _nearest(folder)
    return found if isinstance(found, Place) else None


def refused(folder: Path) -> str:
    """Return why the repository that seems to hold `folder` is not believed, as one line; empty when it is not so."""
    found = _nearest(folder)
    return inert(f"{found}: taken for no repository") if isinstance(found, str) else ""


def _nearest(folder: Path) -> Place | str | None:
    return next((found for root in (folder, *folder.parents) if (found := believed(root))), None)


def branch(place: Place) -> str:
    """Return the branch that is checked out, without asking git; empty when HEAD is detached."""
    return _checked_out(place).removeprefix("refs/heads/")


def _checked_out(place: Place) -> str:
    """Return the reference that HEAD names; empty when it names a commit, or nothing that git would take."""
    found = REFERENCE.fullmatch(small_text(place.git_dir / "HEAD"))
    return found[1] if found and found[1].startswith("refs/heads/") else ""


def remote(place: Place) -> str:
    """Return the address of `origin`, else of the first remote, as `host/path`; empty when there is none."""
    found: dict[str, str] = {}
    section = ""
    configuration = small_text(place.common_dir / "config")
    for match in ORIGIN.finditer(configuration) if "remote" in configuration.lower() else ():
        if match["name"]:
            section = match["name"]
        elif section:
            found.setdefault(section, match["url"])
    return normalised(found.get("origin") or next(iter(found.values()), ""))


def normalised(url: str) -> str:
    """Return an address without scheme, user, password, port and `.git`: the same for ssh and https."""
    url = url.strip().removesuffix("/").removesuffix(".git")
    if not url:
        return ""
    if match := re.fullmatch(r"[a-z][a-z0-9+.-]*://(?:[^@/]*@)?([^/:]*)(?::\d+)?/(.*)", url, re.IGNORECASE):
        return f"{match[1].lower()}/{match[2]}" if match[1] else match[2]
    if match := re.fullmatch(r"(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\\)(.+)", url):
        return f"{match[1].lower()}/{match[2].lstrip('/')}"
    return url


def head_at(place: Place, moment: float) -> str | None:
    """Return the full id of the commit that HEAD named at `moment` (seconds since the epoch), from the reflog.

    Empty when there was no commit yet; None when there is no reflog.
    """
    found = first = None
    for line in small_text(place.git_dir / "logs" / "HEAD").splitlines():
        match = re.match(r"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) .*> (\d{1,18}) [+-]\d{4}\t", line)
        if not match:
            continue
        first = first or match[1]
        if int(match[3]) > moment:
            break
        found = match[2]
    found = found or first
    return found if found is None or found.strip("0") else ""


def command(place: Place, *arguments: str) -> list[str]:
    """Return a git command line for `place` that takes no lock and runs nothing of the repository's."""
    return calling_git.command(place.root, place.git_dir, *arguments)


class Status:
    """Two git processes that run while other work is done: the status, and the last commits."""

    def __init__(self, place: Place) -> None:
        self.raw = b""
        """What git status printed, or TIMED_OUT; empty before `result` was asked for, and when git failed."""
        self.command: list[str] = []
        """The command line of git status; empty when git was not asked."""
        self.began = time.time_ns()
        """When the configuration was read, or a moment before: nanoseconds since the epoch."""
        self.configuration: tuple[Path, ...] = ()
        """The files that decide with which settings git is asked."""
        self._place = place
        self._processes: list[subprocess.Popen[bytes]] = []
        try:
            self._problem = guard.objection(place) or guard.objection_to_index(place)
            if self._problem:
                return
            told = guard.configured(place)
            self.configuration = told.files
            self.command = calling_git.command(place.root, place.git_dir, *STATUS, settings=told.settings)
            self._processes.append(_begun(self.command, place))
            self._processes.append(_begun(command(place, *_log(f"--max-count={LAST}")), place))
        except subprocess.TimeoutExpired as error:
            self._problem = f"git status took longer than {error.timeout * 1000:.0f} ms"
        except subprocess.CalledProcessError:
            self._problem = "git cannot read its configuration"
        except (OSError, ValueError) as error:
            # Windows names no file; elsewhere one of the repository's may have gone in between.
            missing = isinstance(error, FileNotFoundError) and error.filename in {"git", None}
            self._problem = "git is not installed" if missing else f"git: {error}"

    def result(self, timeout: float) -> GitState:
        """Return what git said within `timeout` seconds; what came later is left out and said so."""
        if self._problem:
            left_out = inert(self._problem)
            return GitState(branch=inert(branch(self._place)), operation=operation(self._place), left_out=left_out)
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


def commits_since(place: Place, commit: str) -> tuple[Commit, ...]:
    """Return at most five commits that HEAD has and `commit` has not, newest first; none when git takes too long."""
    if not COMMIT.fullmatch(commit) or head(place) == commit or guard.objection(place):
        return ()
    try:
        found = subprocess.run(  # noqa: S603
            command(place, *_log("--max-count=5", f"{commit}..HEAD")), stdin=subprocess.DEVNULL, capture_output=True,
            timeout=SECONDS * patience(os.environ), env=environment(os.environ), cwd=place.root, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(_commits(found.stdout))


def _log(*arguments: str) -> list[str]:
    return ["log", "--no-show-signature", "-z", "--format=%h%x1f%s", "--encoding=UTF-8", *arguments]


def _begun(question: list[str], place: Place) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        question, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment(os.environ), cwd=place.root,
    )  # fmt: skip


def inert(name: str) -> str:
    """Return a name or subject that others chose as one line that is no markup: it stands outside of any fence."""
    line = "".join(sign if sign.isprintable() else " " for sign in name)
    # Nor is it a link or a picture, which a client might fetch.
    return " ".join(harmless(line).split()).replace("<", "‹").replace("`", "'").replace("](", "] (")[:LONGEST_NAME]  # noqa: RUF001  looks like it, opens nothing


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
    counts = re.match(r"\+(\d+) -(\d+)", headers["branch.ab"]) if "branch.ab" in headers else None
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
    reference = _checked_out(place)
    if not reference:
        return _commit(small_text(place.git_dir / "HEAD"))
    loose = place.common_dir / reference
    if inside(loose, [place.common_dir]) and (found := _commit(small_text(loose))):
        return found
    packed = b"\n" + small_bytes(place.common_dir / "packed-refs", PACKED)
    before, separator, _ = packed.partition(b" " + os.fsencode(reference) + b"\n")
    return _commit(before.rpartition(b"\n")[2].decode("ascii", errors="replace")) if separator else ""


def _commit(text: str) -> str:
    """Return what is the id of a commit and nothing else, or an empty string."""
    return text.strip() if COMMIT.fullmatch(text.strip()) else ""
