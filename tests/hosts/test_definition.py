"""What CONTRIBUTING.md asks of a host, "Add a host", held against every host that there is."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from memplug.hosts import HOSTS
from memplug.hosts.payload import detect_host, session_end, session_start
from memplug.hosts.samples import TRANSCRIPTS
from memplug.transcripts import READERS
from tests.test_golden import SOURCES

ROOT = Path(__file__).parents[2]
KNOWN = [host for host in HOSTS.values() if host.name != "generic"]
each = pytest.mark.parametrize("host", KNOWN, ids=[host.name for host in KNOWN])


def samples(host):
    names = (host.name, *host.aliases)
    return next(folder for name in names if (folder := ROOT / "tests/data" / name).is_dir())


@each
def test_it_has_a_page_that_the_readme_leads_to(host):
    page = ROOT / "docs" / f"{host.name}.md"
    assert page.is_file()
    assert f"docs/{page.name}" in (ROOT / "README.md").read_text("utf-8")
    if host.version:
        assert host.version in page.read_text("utf-8")
    for event in host.settings.checkpoints:
        assert f"`{event}`" in page.read_text("utf-8")


@each
def test_its_answer_to_every_source_is_a_golden_file(host):
    assert {file.stem for file in (ROOT / "tests/golden" / host.name).glob("*.json")} == set(SOURCES)


@each
def test_its_samples_have_a_start_and_an_end_and_are_known_as_its_own(host):
    for kind, read in (("start", session_start), ("end", session_end)):
        files = sorted(samples(host).glob(f"session_{kind}.*.json"))
        assert files
        for file in files:
            payload = json.loads(file.read_text("utf-8"))
            env = dict.fromkeys(host.environment, "1")
            assert detect_host(payload, env) is host, file
            event = read(payload, host, {})
            assert event.session_id
            assert event.cwd


@each
def test_its_transcripts_have_a_reader_and_a_sample_of_the_doctors(host):
    assert host.transcript in READERS
    if host.settings.scopes:
        assert host.transcript in TRANSCRIPTS


@each
def test_its_client_is_pinned_and_run_unless_only_its_documentation_was_read(host):
    if not host.version:
        assert "documentation" in (ROOT / "docs" / f"{host.name}.md").read_text("utf-8")
        return
    pinned = [
        json.loads(file.read_text("utf-8"))["packages"] for file in ROOT.glob("tests/e2e/npm/*/package-lock.json")
    ]
    versions = {entry.get("version") for packages in pinned for entry in packages.values()}
    texts = (file.read_text("utf-8") for file in (ROOT / "tests/e2e/pip").glob("**/*.txt"))
    versions |= {version for text in texts for version in re.findall(r"==([\w.]+)", text)}
    assert host.version in versions


def test_nothing_else_names_a_host():
    allowed = {"hosts", "install", "transcripts", "cli", "copilot_sdk.py"}
    names = {name for host in KNOWN for name in (host.name, host.program, host.data_folder, *host.aliases) if name}
    modules = {f"memplug.hosts.{file.stem}" for file in (ROOT / "memplug/hosts").glob("*.py")} & {
        f"memplug.hosts.{name.replace('-', '_')}" for name in (*names, "gemini")
    }
    assert len(modules) > 4
    for file in (ROOT / "memplug").rglob("*.py"):
        if file.relative_to(ROOT / "memplug").parts[0] in allowed:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in names, f"{file}:{node.lineno}"
            if isinstance(node, ast.ImportFrom):
                imported = {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
                assert modules.isdisjoint(imported), f"{file}:{node.lineno}"
