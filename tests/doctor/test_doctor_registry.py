from __future__ import annotations

import pkgutil
import re
from pathlib import Path

import memplug.doctor
from memplug.doctor import registry
from memplug.doctor.finding import ok


def test_every_module_with_a_check_is_registered():
    modules = {module.name for module in pkgutil.iter_modules(memplug.doctor.__path__)}
    registered = {group.check.__module__.rpartition(".")[2] for group in registry.GROUPS}
    helpers = {
        "answers",
        "bring_back",
        "calls",
        "carving",
        "finding",
        "process",
        "registry",
        "rehearsal",
        "samples",
        "settings",
        "surroundings",
    }
    assert modules - helpers == registered


def test_every_finding_is_documented():
    package = Path(memplug.doctor.__file__).parent
    code = "\n".join(file.read_text("utf-8") for file in package.glob("*.py"))
    names = set(re.findall(r'\b(?:ok|note|broken|say)\(\s*"([^"]+)"|^NAME = "([^"]+)"', code, re.MULTILINE))
    text = (package.parents[1] / "docs" / "doctor.md").read_text("utf-8")
    assert len(names) > 15
    for name in (one or other for one, other in names):
        assert f"`{name}`" in text, name


def test_a_check_that_fails_is_a_finding_and_the_next_one_goes_on(patient, monkeypatch):
    def fail(around):
        yield ok("first", "fine")
        raise ValueError("no such thing")

    groups = (registry.Group("the weather", fail), registry.Group("the rest", lambda _: [ok("rest", "fine")]))
    monkeypatch.setattr(registry, "GROUPS", groups)
    told: list[str] = []
    found = list(registry.examine(patient(), told.append))
    assert [finding.level for finding in found] == ["ok", "broken", "ok"]
    assert "ValueError: no such thing" in found[1].message
    assert found[1].name == "the weather"
    assert told == ["the weather", "the rest"]
