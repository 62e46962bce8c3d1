"""A user with agents, looked at from a repository."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from memplug.doctor.finding import Finding
from memplug.doctor.surroundings import Surroundings, look_around
from memplug.hosts import HOSTS
from memplug.install.settings import settings_file


@dataclass(frozen=True)
class Patient:
    """What the doctor looks at."""

    home: Path
    cwd: Path
    env: dict[str, str]

    def __call__(self) -> Surroundings:
        return look_around(self.env, self.home, self.cwd)

    def install(self, host: str, scope: str = "user", *, session_hooks: bool = False) -> Path:
        """Run `memplug install` and return the settings file."""
        arguments = [sys.executable, "-m", "memplug", "install", host, "--scope", scope]
        arguments += ["--session-hooks"] if session_hooks else []
        subprocess.run(arguments, cwd=self.cwd, env=self.env, check=True, capture_output=True)
        return self.settings(host, scope)

    def settings(self, host: str, scope: str = "user") -> Path:
        return settings_file(HOSTS[host], scope, self.cwd, self.home, self.env)

    def write(self, host: str, commands: dict[str, str], scope: str = "user", **more: Any) -> Path:
        """Write a settings file in which each event runs one command."""
        path = self.settings(host, scope)
        path.parent.mkdir(parents=True, exist_ok=True)
        timeout = more.pop("timeout", 10)
        hooks = {
            event: [{"hooks": [{"type": "command", "command": command, "timeout": timeout}]}]
            for event, command in commands.items()
        }
        path.write_text(json.dumps({"hooks": hooks, **more}), "utf-8")
        return path

    def program(self, name: str, text: str) -> Path:
        """Put a shell script on PATH, before everything else."""
        if sys.platform == "win32":
            pytest.skip("the stand-in is a shell script")
        file = self.home / "bin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        file.chmod(0o755)
        self.env["PATH"] = f"{file.parent}:{self.env['PATH'].removeprefix(f'{file.parent}:')}"
        return file


@pytest.fixture
def patient(home) -> Patient:
    user = Path(home.environment["HOME"])
    user.mkdir(parents=True)
    return Patient(user, home.cwd, dict(home.environment))


def of(findings: Any, level: str) -> list[Finding]:
    """Return the findings of one level; those that are not in order must name a remedy."""
    found = list(findings)
    assert all(finding.remedy for finding in found if finding.level != "ok")
    return [finding for finding in found if finding.level == level]


@pytest.fixture
def levels():
    return of
