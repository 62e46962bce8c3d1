"""The limit by the clock is for what hangs: a hook that only waits for a processor goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug.deadline import Deadline, Limit, deadline, patience

WORK = """
import os, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from memplug.deadline import Limit, deadline
began, before = time.monotonic(), time.process_time()
with deadline(Limit(work=60, wall=0.4)):
    while time.process_time() - before < 0.25:
        pass
print(time.monotonic() - began)
"""
SPIN = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"


def work_without_end():
    while True:
        pass


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="how long a process waited is not known here")
def test_waiting_for_a_processor_is_not_counted():
    others = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(3)]
    try:
        done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, text=True, check=False, timeout=120)
    finally:
        for other in others:
            other.kill()
            other.wait()
    assert done.stderr == ""
    assert float(done.stdout) > 0.4


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms on Windows")
def test_what_hangs_is_cut_off():
    read, write = os.pipe()
    began = time.monotonic()
    with pytest.raises(Deadline, match=r"not done after 0\.2 s"), deadline(Limit(work=60, wall=0.2)):
        os.read(read, 1)
    assert time.monotonic() - began < 60
    for end in (read, write):
        os.close(end)


@pytest.mark.parametrize("asked", ["1", "2.5", " 20 "])
def test_patience_is_a_number_from_1_to_20(asked):
    assert patience({"MEMPLUG_PATIENCE": asked}) == float(asked)


@pytest.mark.parametrize("asked", ["", "21", "0.5", "0", "-3", "nan", "inf", "much"])
def test_what_is_no_such_number_has_no_effect(asked):
    assert patience({"MEMPLUG_PATIENCE": asked}) == patience({}) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms on Windows")
def test_patience_makes_a_limit_longer(monkeypatch):
    monkeypatch.setenv("MEMPLUG_PATIENCE", "4")
    with pytest.raises(Deadline, match=r"not done after 0\.4 s of work"), deadline(Limit(work=0.1, wall=600)):
        work_without_end()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no alarms on Windows")
def test_what_works_too_long_is_cut_off():
    with pytest.raises(Deadline, match=r"not done after 0\.2 s of work"), deadline(Limit(work=0.2, wall=600)):
        work_without_end()
