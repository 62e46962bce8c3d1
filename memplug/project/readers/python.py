"""pyproject.toml, setup.py/.cfg, requirements, Pipfile, environment.yml, tox.ini.

Tags: `py:` runtime dependencies, `py-dev:`, `py-any:`; `py-tool:` tables below `[tool]` (two levels),
`py-build:` the build backend's package, `py-has:` project, poetry, groups, scripts, gui-scripts, command (a script
whose name is known), name, published,
build-system, no-package, setup, ext.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from memplug.expressions import expression
from memplug.project.facts import Facts

_CONSOLE = expression(r"""console_scripts["'\s:=\[(]{1,40}([\w.-]+)\s*=\s*[\w.]+:""")
_SEPARATORS = expression(r"[-_.]+")
_NAME = expression(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_QUOTED = expression(
    r"""["']([A-Za-z0-9][A-Za-z0-9._-]{0,80})\s{0,4}(?:\[[^\]\n]{0,80}\])?\s{0,4}(?:[<>=~!;][^"'\n]{0,80})?["']"""
)
_SETUP_NAME = expression(r"""\bname\s{0,4}=\s{0,4}["']([\w.-]{1,80})["']""")
_HEADER = expression(r"^\[{1,2}[ \t]{0,9}([\w.\"':-][\w.\"' :-]{0,120}?)[ \t]{0,9}(?:\]|$)", re.MULTILINE)
_CONDA = expression(r"^[ \t]+-[ \t]*[\"']?([A-Za-z0-9][A-Za-z0-9._-]*)", re.MULTILINE)
NAMED = ("pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "requirements*.txt", "environment.y*ml")
REQUIREMENTS = (
    "requirements*.txt",
    "requirements*.in",
    "requirements/*.txt",
    "requirements/*.in",
    "*-requirements.txt",
    "*_requirements.txt",
)
RELEASED = frozenset({"py-build:setuptools-scm", "py-build:hatch-vcs"})
"""What takes the version from the tags of releases."""
MAX_REQUIREMENTS = 12
DEV_FILES = ("dev", "test", "lint", "doc", "ci", "style", "typing", "build", "tool")


def read(facts: Facts) -> None:
    """Read every Python manifest of the directory."""
    facts.values["py.manifest"] = next((name for name in NAMED for name in facts.find(name)), "setup.py")
    _pyproject(facts)
    _setup(facts)
    names = [name for pattern in REQUIREMENTS for name in facts.find(pattern)]
    for name in names[:MAX_REQUIREMENTS]:
        dev = any(word in name.lower().replace("requirements", "", 1) for word in DEV_FILES)
        lines = [line for line in facts.text(name).splitlines() if line[:1] not in "#-"]
        _add(facts, lines, dev=dev, source=name)
        facts.values.setdefault("py.requirements", name)
    _pipfile(facts)
    for name in ("environment.yml", "environment.yaml", "ci/environment.yml", "conda/environment.yml"):
        if text := facts.text(name):
            _add(facts, _CONDA.findall(text), dev=False, source=name)
    for name in ("setup.cfg", "tox.ini"):
        if text := facts.text(name):
            facts.tags.update(f"py-cfg:{found}" for found in _HEADER.findall(text))


def _classified(facts: Facts, text: str) -> None:
    """Tag what the classifiers say the package is for."""
    if "Framework ::" in text or "Web Environment" in text or "Application Frameworks" in text:
        facts.tags.add("py-class:library")
    elif "Environment :: Console" in text:
        facts.tags.add("py-class:console")


def _add(facts: Facts, requirements: Iterable[object], *, dev: bool, source: str = "pyproject.toml") -> None:
    for text in requirements:
        if isinstance(text, str) and (found := _NAME.match(text)):
            name = _normal(found.group(1))
            facts.values.setdefault(f"py.from.{name}", source)
            facts.tags.update((f"py-dev:{name}" if dev else f"py:{name}", f"py-any:{name}"))


def _normal(name: str) -> str:
    """Return a package's name as PEP 503 compares it."""
    return _SEPARATORS.sub("-", name).lower()


def _table(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    for key in keys:
        found = data.get(key)
        data = found if isinstance(found, dict) else {}
    return data


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _pyproject(facts: Facts) -> None:
    data = facts.data("pyproject.toml") if facts.holds("pyproject.toml") else {}
    if facts.holds("broken:pyproject.toml"):
        _headings(facts)
    project, tool = _table(data, "project"), _table(data, "tool")
    poetry = _table(tool, "poetry")
    _requirements(facts, data, tool)
    for name, table in tool.items():
        facts.tags.add(f"py-tool:{name}")
        facts.tags.update(f"py-tool:{name}.{key}" for key in (table if isinstance(table, dict) else ()))
    _classified(facts, facts.text("pyproject.toml").partition("\nclassifiers")[2].partition("]")[0])
    _build_system(facts, _table(data, "build-system"))
    scripts = project.get("scripts") or poetry.get("scripts")
    named = project.get("name") or poetry.get("name")
    has = {
        "project": project,
        "poetry": poetry,
        "groups": data.get("dependency-groups"),
        "scripts": scripts,
        "gui-scripts": project.get("gui-scripts"),
        "name": isinstance(named, str),
        "published": any(
            "urls" in table or table.get("classifiers") or table.get("repository") for table in (project, poetry)
        )
        or not facts.tags.isdisjoint(RELEASED),
        "no-package": _table(tool, "uv").get("package") is False or poetry.get("package-mode") is False,
    }
    facts.tags.update(f"py-has:{key}" for key, value in has.items() if value)
    if isinstance(named, str):
        facts.values["py.name"] = named
        # An extra of all extras asks for the package itself.
        facts.tags.difference_update(f"{prefix}:{_normal(named)}" for prefix in ("py", "py-dev", "py-any"))
    if isinstance(scripts, dict) and scripts:
        _command(facts, next(iter(scripts)))
    members = _table(tool, "uv", "workspace").get("members") or _table(tool, "hatch", "workspace").get("members")
    facts.members["uv"] = [m for m in _list(members) if isinstance(m, str)]


def _requirements(facts: Facts, data: dict[str, Any], tool: dict[str, Any]) -> None:
    """Note the dependencies of every manager's tables."""
    project, poetry = _table(data, "project"), _table(tool, "poetry")
    groups: list[object] = [
        *_table(project, "optional-dependencies").values(),
        *_table(data, "dependency-groups").values(),
        _table(tool, "uv").get("dev-dependencies"),
        *_table(tool, "pdm", "dev-dependencies").values(),
        list(_table(poetry, "dev-dependencies")),
        *(list(_table(group, "dependencies")) for group in _tables(_table(poetry, "group"))),
    ]
    for name in _table(tool, "hatch", "envs"):
        env = _table(tool, "hatch", "envs", name)
        installed = [*_list(env.get("dependencies")), *_list(env.get("extra-dependencies"))]
        groups.append(installed)
        for text in installed if name != "default" else ():
            if isinstance(text, str) and (found := _NAME.match(text)):
                facts.values.setdefault(f"py.env.{_normal(found.group(1))}", name)
    for group in groups:
        _add(facts, _list(group), dev=True)
    _add(facts, _list(project.get("dependencies")), dev=False)
    _add(facts, _table(poetry, "dependencies"), dev=False)
    _add(facts, _table(tool, "pixi", "dependencies"), dev=False)
    _add(facts, _table(tool, "pixi", "pypi-dependencies"), dev=False)


def _tables(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [value for value in table.values() if isinstance(value, dict)]


def _build_system(facts: Facts, build: dict[str, Any]) -> None:
    if build:
        facts.tags.add("py-has:build-system")
    for text in _list(build.get("requires")):
        if isinstance(text, str) and (found := _NAME.match(text)):
            facts.tags.add(f"py-build:{found.group(1).lower().replace('_', '-')}")
    backend = build.get("build-backend")
    if isinstance(backend, str):
        facts.tags.add(f"py-build:{backend}")


def _headings(facts: Facts) -> None:
    """Keep of a broken pyproject.toml what its headings say."""
    for name in _HEADER.findall(facts.text("pyproject.toml")):
        if name.startswith("tool."):
            facts.tags.add(f"py-tool:{name[5:].partition('.')[0]}")
        elif name == "build-system":
            facts.tags.add("py-has:build-system")


def _setup(facts: Facts) -> None:
    text = facts.text("setup.py")
    for key, dev in (("install_requires", False), ("tests_require", True), ("extras_require", True)):
        at = text.find(key)
        if at >= 0:
            _add(facts, _QUOTED.findall(text[at : at + 4000].partition("classifiers")[0]), dev=dev, source="setup.py")
    _classified(facts, text)
    if text and (found := _SETUP_NAME.search(text)):
        facts.values.setdefault("py.name", found.group(1))
    words = {"scripts": "console_scripts", "published": "classifiers", "ext": "ext_modules", "setup": "setup"}
    facts.tags.update(f"py-has:{key}" for key, word in words.items() if word in text)
    if named := _CONSOLE.search(text):
        _command(facts, named.group(1))
    _setup_cfg(facts)


def _command(facts: Facts, name: str) -> None:
    """Note the first command that the package installs."""
    if name:
        facts.tags.add("py-has:command")
        facts.values.setdefault("py.script", name)


def _setup_cfg(facts: Facts) -> None:
    section = key = ""
    for line in facts.text("setup.cfg").splitlines():
        value = line
        if line.startswith("["):
            section, key = line.strip("[] "), ""
        elif "=" in line and line[:1] not in " \t#;":
            key, _, value = line.partition("=")
            key = key.strip()
        match section, key:
            case "options", "install_requires":
                _add(facts, [value], dev=False, source="setup.cfg")
            case "options.extras_require", str(group) if group:
                _add(facts, [value], dev=True, source="setup.cfg")
            case "options.entry_points", "console_scripts":
                facts.tags.add("py-has:scripts")
                _command(facts, value.partition("=")[0].strip())
            case "metadata", "name":
                facts.tags.add("py-has:name")
                facts.values.setdefault("py.name", value.strip())
            case "metadata", "classifiers":
                facts.tags.add("py-has:published")
            case _:
                pass


def _pipfile(facts: Facts) -> None:
    if facts.holds("Pipfile"):
        data = facts.data("Pipfile")
        _add(facts, _table(data, "packages"), dev=False, source="Pipfile")
        _add(facts, _table(data, "dev-packages"), dev=True, source="Pipfile")
