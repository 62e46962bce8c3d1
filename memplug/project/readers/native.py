"""Cargo.toml, go.mod and CMakePresets.json.

Tags: `crate:` dependencies, `crate-dev:`, `crate-any:`, `crate-has:` bin, lib, proc-macro, cdylib, package,
workspace, unpublished,
helpers (programs beside a library, none of its name), several (programs, none of them the default),
bare (built for a machine without a system);
`go:` required modules without `/vN`, `go-has:` program (one below `cmd/` or `bin/` that is the module's),
modules (those of a go.work, at whose root is none);
`cmake-has:` preset (there is one to build with), test (it is one to test with as well).
"""

from __future__ import annotations

import re
from typing import Any

from memplug.expressions import expression
from memplug.project.facts import Facts

_REQUIRE = expression(r"[ \t]*(?:require[ \t]+)?([\w-]+\.[^\s/]{1,80}/[^\s]+)[ \t]+v\d")
_MAJOR = expression(r"/v\d+$")
_MODULE = expression(r"^module[ \t]+(\S+)", re.MULTILINE)
MAX_MODULES = 8
"""Modules of a workspace that a command may name one by one."""
PROGRAMS = ("cmd/*/main.go", "bin/*/main.go")
"""Where the programs of a module stand; the one of several that counts is named like the module."""
_PRESET = expression(r"--preset[ =]([\w.-]+)")
_ONE_SYSTEM = expression(r"(?i)win|msvc|vs20|visual studio|mac|osx|xcode|darwin|apple|android|\bios\b|emscripten|wasm")
_USE = expression(r"^[ \t]*(?:use[ \t]+)?(\.{1,2}(?:/[^\s()]+)?)[ \t]*(?://.*)?$", re.MULTILINE)


def read_cargo(facts: Facts) -> None:
    """Read Cargo.toml."""
    data = facts.data("Cargo.toml") if facts.holds("Cargo.toml") else {}
    tags = facts.tags
    facts.values["crate.manifest"] = "Cargo.toml"
    _dependencies(facts, data)
    for target in _table(data.get("target")).values():
        _dependencies(facts, _table(target))
    workspace = _table(data.get("workspace"))
    for name in _table(workspace.get("dependencies")):
        tags.update((f"crate-ws:{name}", f"crate-any:{name}"))
    named = _table(data.get("package")).get("name")
    if isinstance(named, str):
        facts.values["crate.name"] = named
    has = {
        "bin": data.get("bin") or facts.holds("src/main.rs | src/bin/"),
        "helpers": not data.get("bin") and _helpers(facts),
        "lib": "lib" in data or facts.holds("src/lib.rs"),
        "proc-macro": _table(data.get("lib")).get("proc-macro") or _table(data.get("lib")).get("proc_macro"),
        "cdylib": "cdylib" in str(_table(data.get("lib")).get("crate-type", "")),
        "package": data.get("package"),
        "workspace": workspace.get("members"),
        "several": _programs(facts, data) > 1 and not _table(data.get("package")).get("default-run"),
        "bare": facts.holds("memory.x | .cargo/config.toml~-none | .cargo/config.toml~xtensa | .cargo/config.toml~avr"),
        "unpublished": _table(data.get("package")).get("publish") is False,
    }
    tags.update(f"crate-has:{key}" for key, value in has.items() if value)
    members = workspace.get("members")
    if isinstance(members, list):
        facts.members["cargo"] = [m for m in members if isinstance(m, str)]


def _programs(facts: Facts, data: dict[str, Any]) -> int:
    """Return how many programs the crate has."""
    listed = data.get("bin")
    names = [name for pattern in ("src/main.rs", "src/bin/*.rs", "src/bin/*/main.rs") for name in facts.find(pattern)]
    return max(len(listed) if isinstance(listed, list) else 0, len(names))


def _helpers(facts: Facts) -> bool:
    """Return whether there are programs, and none that is named like the package."""
    names = [name.rpartition("/")[2].removesuffix(".rs").replace("_", "-") for name in facts.find("src/bin/*.rs")]
    own = facts.values.get("crate.name", "").replace("_", "-")
    beside = bool(names) and facts.holds("src/lib.rs & !src/main.rs")
    return beside and not any(own in name or name in own for name in names)


def _dependencies(facts: Facts, data: dict[str, Any]) -> None:
    for table, prefix in (
        ("dependencies", "crate"),
        ("dev-dependencies", "crate-dev"),
        ("build-dependencies", "crate-dev"),
    ):
        for name, value in _table(data.get(table)).items():
            facts.tags.add(f"crate-any:{name}")
            if not _table(value).get("optional"):
                facts.tags.add(f"{prefix}:{name}")


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def read_go(facts: Facts) -> None:
    """Read go.mod and go.work."""
    facts.values["go.manifest"] = "go.mod" if facts.holds("go.mod") else "go.work"
    for line in facts.text("go.mod").splitlines():
        if " v" in line and "// indirect" not in line and (required := _REQUIRE.match(line)):
            facts.tags.add(f"go:{_MAJOR.sub('', required.group(1))}")
    programs = [name.rpartition("/")[0] for pattern in PROGRAMS for name in facts.find(pattern)]
    module = _MODULE.search(facts.text("go.mod"))
    own = _MAJOR.sub("", module.group(1)).rpartition("/")[2] if module else ""
    named = [folder for folder in programs if folder.rpartition("/")[2] == own]
    # Beside a library, a program of another name is a helper.
    if len(found := named or ([] if facts.find("*.go") else programs)) == 1:
        facts.tags.add("go-has:program")
        facts.values["go.program"] = found[0]
    if facts.holds("go.work"):
        facts.members["go"] = _USE.findall(facts.text("go.work"))
        if 0 < len(facts.members["go"]) <= MAX_MODULES and not facts.holds("go.mod"):
            facts.tags.add("go-has:modules")


def read_cmake(facts: Facts) -> None:
    """Read CMakePresets.json: the preset to build and to test with, CI's if it names one."""
    facts.values["cmake.manifest"] = "CMakePresets.json"
    data = facts.data("CMakePresets.json")
    configures, builds, tests = (_by_hand(data.get(f"{step}Presets")) for step in ("configure", "build", "test"))
    usable = [name for name in builds if name in configures]
    if usable := [name for name in usable if name in tests] or usable:
        called = _PRESET.findall(facts.ci)
        name = next((name for name in called if name in usable), usable[0])
        facts.values["cmake.preset"] = name
        facts.tags.add("cmake-has:preset")
        if name in tests:
            facts.tags.add("cmake-has:test")


def _by_hand(table: object) -> list[str]:
    """Return the names of presets that can be given on any machine: not hidden, and not for one kind of it."""
    named = {str(p.get("name")): p for p in table if isinstance(p, dict)} if isinstance(table, list) else {}
    limited = {
        name for name, p in named.items() if "condition" in p or _ONE_SYSTEM.search(f"{name} {p.get('generator')}")
    }
    # What a preset inherits stands before it.
    for name, preset in named.items():
        parents = preset.get("inherits", [])
        if limited.intersection(map(str, parents if isinstance(parents, list) else [parents])):
            limited.add(name)
    return [name for name, preset in named.items() if not preset.get("hidden") and name not in limited]
