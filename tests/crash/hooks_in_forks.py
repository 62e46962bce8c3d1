"""Runs hooks in processes of their own, and kills one at its N-th step: a program for the tests beside it.

A line of JSON on stdin asks for a hook, a line on stdout tells how it went. Everything is imported before the hooks are
forked off, so that one takes a tenth of the time. Each has a client of its own, which is gone when the line is written,
and which follows it with ptrace(2): a step is a system call that changes a file, or a statement that SQLite runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import pkgutil
import signal
import sqlite3
import sys
import tempfile
import traceback
from pathlib import Path

import memplug
from memplug import hook

TRACEME, SETOPTIONS, SYSCALL, GET_SYSCALL_INFO = 0, 0x4200, 24, 0x420E
EXITKILL, TRACESYSGOOD = 0x100000, 1
ENTRY = 1
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CALLS = {
    # AUDIT_ARCH_X86_64: numbers of arch/x86/entry/syscalls/syscall_64.tbl
    0xC000003E: {
        1: "write", 18: "pwrite64", 20: "writev", 2: "open", 257: "openat", 74: "fsync", 75: "fdatasync", 76: "truncate",
        77: "ftruncate", 82: "rename", 83: "mkdir", 84: "rmdir", 85: "creat", 86: "link", 87: "unlink", 88: "symlink",
        90: "chmod", 91: "fchmod", 235: "utimes", 258: "mkdirat", 263: "unlinkat", 264: "renameat", 268: "fchmodat",
        280: "utimensat", 285: "fallocate", 316: "renameat2",
    },
    # AUDIT_ARCH_AARCH64: those of include/uapi/asm-generic/unistd.h
    0xC00000B7: {
        64: "write", 68: "pwrite64", 66: "writev", 56: "openat", 82: "fsync", 83: "fdatasync", 45: "truncate",
        46: "ftruncate", 34: "mkdirat", 35: "unlinkat", 38: "renameat", 52: "fchmod", 53: "fchmodat", 88: "utimensat",
        47: "fallocate", 276: "renameat2",
    },
}  # fmt: skip
NO_FILE = 0xFFFFFFFF
"""What a file descriptor of -1 looks like: such a call does nothing but mark a statement."""


class Call(ctypes.Structure):
    """The kernel's `struct ptrace_syscall_info`."""

    _fields_ = (
        ("op", ctypes.c_uint8), ("pad", ctypes.c_uint8 * 3), ("arch", ctypes.c_uint32), ("ip", ctypes.c_uint64),
        ("sp", ctypes.c_uint64), ("number", ctypes.c_uint64), ("args", ctypes.c_uint64 * 6), ("rest", ctypes.c_uint64 * 2),
    )  # fmt: skip


libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
libc.ptrace.restype = ctypes.c_long


def ptrace(request, process, address=0, data=0):
    if libc.ptrace(request, process, address, data) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def text(process, address):
    """Return the path that lies at an address of a process."""
    with Path(f"/proc/{process}/mem").open("rb") as memory:
        memory.seek(address)
        return os.fsdecode(memory.read1(4096).partition(b"\0")[0])


def step(process):
    """Return what the call that `process` is about to make changes; empty when it changes no file."""
    call = Call()
    ptrace(GET_SYSCALL_INFO, process, ctypes.sizeof(call), ctypes.addressof(call))
    name = CALLS[call.arch].get(call.number, "") if call.op == ENTRY else ""
    if name in ("open", "openat"):
        flags, path = call.args[1:3] if name == "open" else (call.args[2], call.args[1])
        made = flags & WRITING and (flags & os.O_TRUNC or not Path(text(process, path)).exists())
        return name if made and "-shm" not in text(process, path) else ""
    if name in ("write", "pwrite64", "writev", "fsync", "fdatasync", "ftruncate", "fchmod", "fallocate"):
        if call.args[0] & NO_FILE == NO_FILE:
            return "statement"
        with contextlib.suppress(OSError):
            file = Path(f"/proc/{process}/fd/{call.args[0]}").readlink()
            # SQLite's index of the log is made anew by whoever opens the database first after a crash.
            return "" if file.name.endswith("-shm") else f"{name} {file.name}"
    if name.startswith("unlink"):
        return f"{name} {Path(text(process, call.args[name == 'unlinkat'])).name}"
    return name


def follow(process, kill):
    """Let a stopped process go on to its end, or to its step number `kill`; return its steps and its exit status."""
    steps = []
    ptrace(SETOPTIONS, process, 0, EXITKILL | TRACESYSGOOD)
    number = 0
    while True:
        ptrace(SYSCALL, process, 0, number)
        _, status = os.waitpid(process, 0)
        if not os.WIFSTOPPED(status):
            return steps, os.waitstatus_to_exitcode(status)
        number = os.WSTOPSIG(status)
        if number == signal.SIGTRAP | 0x80:
            number = 0
            if what := step(process):
                steps.append(what)
                if len(steps) == kill:
                    os.kill(process, signal.SIGKILL)
                    os.waitpid(process, 0)
                    return steps, -signal.SIGKILL


def marked(*arguments, **options):
    """Open a database each statement of which makes a call that shows."""

    def mark(_statement):
        with contextlib.suppress(OSError):
            os.write(-1, b"")

    database = connect(*arguments, **options)
    database.set_trace_callback(mark)
    return database


connect = sqlite3.connect


def run_hook(wanted, files):
    """Be the hook."""
    for number, file in enumerate(files):
        os.dup2(file.fileno(), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  to the end of the process
    os.environ.update(wanted["environment"])
    os.chdir(wanted["cwd"])
    if wanted["traced"]:
        sqlite3.connect = marked
        ptrace(TRACEME, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
    return hook.main(wanted["arguments"])


def run_client(wanted):
    """Run a hook and say how it went."""
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(wanted["stdin"].encode())
        given.seek(0)
        process = os.fork()
        if not process:
            leave_with(lambda: run_hook(wanted, (given, out, err)))
        _, status = os.waitpid(process, os.WUNTRACED)
        steps, code = follow(process, wanted["kill"]) if wanted["traced"] else ([], os.waitstatus_to_exitcode(status))
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode())
    sys.stdout.write(json.dumps({"steps": steps, "code": code, "out": said[0], "err": said[1]}) + "\n")
    sys.stdout.flush()
    return 0


def leave_with(work):
    """End this process with what `work` returns."""
    code = 99
    try:
        code = work()
    except BaseException:  # noqa: BLE001  a fork must never go on as its parent
        traceback.print_exc(file=sys.__stderr__)
    os._exit(code)


def main():
    for module in pkgutil.walk_packages(memplug.__path__, "memplug."):
        if not module.name.startswith(("memplug.cli", "memplug.doctor", "memplug.__main__", "memplug.hooks")):
            importlib.import_module(module.name)
    importlib.import_module("git")
    for line in sys.stdin:
        wanted = json.loads(line)
        client = os.fork()
        if not client:
            leave_with(lambda: run_client(wanted))  # noqa: B023  it runs at once
        os.waitpid(client, 0)


if __name__ == "__main__":
    main()
