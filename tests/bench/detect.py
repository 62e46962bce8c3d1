"""How long project detection takes, in process: the sample projects, big trees and bad input.

    python -m tests.bench.detect

Prints one row per case, in milliseconds: the best of the runs, their median, the 90th percentile and the worst, and the
median as a multiple of a fixed loop of plain Python, timed between the runs, by which busy and idle machines compare.
A benchmark, not a test: the aims (1 ms median and 5 ms at the 90th percentile over the samples, 20 ms for big trees,
50 ms for anything) are printed beside. Over the samples, each figure is taken over the cases, the best of each case
for the first and the median of each for the others. They are measured twice: each project again and again, as a
timer does, and all in turns, which finds the processor's caches filled by the others.
"""

from __future__ import annotations

import json
import statistics
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from memplug.project.detect import detect

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "projects"
REPEAT = 15


@dataclass(frozen=True, slots=True)
class Row:
    """One case: times in milliseconds, and the aim for the worst of its medians."""

    name: str
    best: float
    median: float
    p90: float
    worst: float
    loop: float
    """The fixed loop while this case ran, in milliseconds."""
    aim: str


def rows() -> list[Row]:
    """Run every case and return its row."""
    with tempfile.TemporaryDirectory() as folder:
        return [*_samples(Path(folder)), *_made(Path(folder))]


def _loop() -> float:
    start = time.perf_counter()
    total = 0
    for number in range(20_000):
        total += number % 7
    return (time.perf_counter() - start) * 1000


def _time(batches: list[list[Path]]) -> tuple[dict[Path, list[float]], float]:
    """Return the times of each path, sorted, and the median time of the loop, which runs before each batch."""
    times: dict[Path, list[float]] = {}
    loops = []
    for batch in batches:
        loops.append(_loop())
        for path in batch:
            start = time.perf_counter()
            detect(path)
            times.setdefault(path, []).append((time.perf_counter() - start) * 1000)
    return {path: sorted(own) for path, own in times.items()}, statistics.median(loops)


def _row(name: str, best: float, times: list[float], loop: float, aim: str) -> Row:
    return Row(name, best, statistics.median(times), times[int(0.9 * (len(times) - 1))], times[-1], loop, aim)


def _samples(folder: Path) -> Iterator[Row]:
    if not SAMPLES.is_dir():
        return
    paths = []
    for case in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")):
        name = case["repo"].replace("/", "+")
        if not (folder / name).is_dir():
            with tarfile.open(SAMPLES / f"{name}.tar.gz") as archive:
                archive.extractall(folder, filter="tar")
            (folder / name / ".git").mkdir()
        paths.append(folder / name / case.get("subdir", ""))
    for name, batches in (("", [[path] * REPEAT for path in paths]), (", in turns", [paths] * REPEAT)):
        times, loop = _time(batches)
        best = statistics.median(own[0] for own in times.values())
        medians = sorted(statistics.median(own) for own in times.values())
        yield _row(f"{len(paths)} sample projects{name}", best, medians, loop, "1 / 5")


def _made(folder: Path) -> Iterator[Row]:
    for name, make, aim in CASES:
        path = folder / name
        path.mkdir()
        (path / ".git").mkdir()
        make(path)
        times, loop = _time([[path]] * REPEAT)
        yield _row(name, times[path][0], times[path], loop, aim)


def _root_entries(count: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        for number in range(count):
            (path / f"file{number}.txt").touch()
        (path / "pyproject.toml").write_text('[project]\nname = "x"\n')

    return make


def _deep_tree(path: Path) -> None:
    for top in range(40):
        for middle in range(20):
            inner = path / f"part{top}" / f"piece{middle}"
            inner.mkdir(parents=True)
            for number in range(100):
                (inner / f"m{number}.py").touch()


def _manifest(name: str, text: str) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        (path / name).write_text(text)

    return make


CASES: tuple[tuple[str, Callable[[Path], None], str], ...] = (
    ("5,000 entries in the root", _root_entries(5_000), "20"),
    ("80,000 files in the tree", _deep_tree, "20"),
    ("100,000 entries in the root", _root_entries(100_000), "50"),
    ("package.json of 5 MB, broken", _manifest("package.json", '{"scripts": {"a": "' + "x" * 5_000_000), "50"),
    ("package.json nested 100,000 deep", _manifest("package.json", "[" * 100_000), "50"),
    ("package.json of comment starts", _manifest("package.json", "/*" * 500_000), "50"),
    ("package.json, script of spaces", _manifest("package.json", '{"scripts": {"test": "echo' + " " * 500_000 + '\\""}}'), "50"),
    ("Dockerfile of one line", _manifest("Dockerfile", "FROM a/" + "a/" * 300_000), "50"),
    ("pyproject.toml of 2 MB", _manifest("pyproject.toml", "[tool.x]\n" + "a.b = 1\n" * 250_000), "50"),
    ("go.mod of empty lines", _manifest("go.mod", "\n" * 500_000), "50"),
    ("Makefile of one line", _manifest("Makefile", "a " * 300_000), "50"),
    ("pom.xml without an end", _manifest("pom.xml", "<artifactId>" * 100_000), "50"),
    ("build.gradle of quotes", _manifest("build.gradle", '"a.a.a.a' * 100_000), "50"),
    ("noxfile.py of decorators", _manifest("noxfile.py", "@nox.session\n" * 50_000), "50"),
    ("x.cabal of dashes", _manifest("x.cabal", "a-" * 300_000), "50"),
    ("justfile of spaces", _manifest("justfile", "a" + " " * 500_000), "50"),
)  # fmt: skip


def main() -> None:
    """Print the table."""
    print(f"{'case':36} {'best':>8} {'median':>8} {'p90':>8} {'worst':>8} {'× loop':>8}   aim (ms)")
    for row in rows():
        figures = f"{row.best:8.2f} {row.median:8.2f} {row.p90:8.2f} {row.worst:8.2f} {row.median / row.loop:8.2f}"
        print(f"{row.name:36} {figures}   {row.aim}")


if __name__ == "__main__":
    main()
