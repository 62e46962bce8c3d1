"""The versions that a project asks for, from version files and manifests."""

from __future__ import annotations

import re

from memplug.project.facts import Facts
from memplug.project.rules.versions import BY_LANGUAGE, RUNTIME, TOOL_NAMES

MAX_LENGTH = 40
TOOL_FILES = ("mise.toml", ".mise.toml", ".config/mise.toml", ".prototools")
_ANY_TOOL_FILE = " | ".join((".tool-versions", *TOOL_FILES))
_CLASSIFIER = r"Programming Language :: Python :: (3\.\d{1,2})\b"
_CLASSIFIED = ("pyproject.toml", "setup.py", "setup.cfg")


def find(facts: Facts, languages: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """Return language → (version as written, file) for those languages and what runs them; here first, then upward."""
    wanted = dict.fromkeys(name for language in languages for name in RUNTIME.get(language, (language,)))
    found: dict[str, tuple[str, str]] = {}
    at: Facts | None = facts
    while at:
        for name, version in _tool_versions(at).items():
            if name in wanted:
                found.setdefault(
                    name, (version, at.relative(".tool-versions" if at.holds(".tool-versions") else "mise.toml"))
                )
        _rows(at, wanted, found)
        at = at.above
    if "Python" in wanted and "Python" not in found:
        _classifiers(facts, found)
    target = facts.values.get("net.target")
    if target and ".NET" in wanted and target.startswith("net") and "$" not in target:
        found.setdefault(
            ".NET",
            (target.removeprefix("netcoreapp").removeprefix("net"), facts.relative(facts.values.get("net.main", ""))),
        )
    return {name: found[name] for name in wanted if name in found}


def _rows(facts: Facts, wanted: dict[str, None], found: dict[str, tuple[str, str]]) -> None:
    for language in wanted:
        if language not in found and (version := _version(facts, language)):
            found[language] = version


def _version(facts: Facts, language: str) -> tuple[str, str] | None:
    for file, pattern in BY_LANGUAGE.get(language, ()):
        for name in facts.find(file)[:2]:
            match = re.search(pattern, facts.text(name), re.MULTILINE)
            if match and len(version := match.group(1).strip().strip("\"'")) <= MAX_LENGTH:
                return version, facts.relative(name)
    return None


def _classifiers(facts: Facts, found: dict[str, tuple[str, str]]) -> None:
    """Take the lowest Python that the classifiers name, the last of all evidence."""
    for name in _CLASSIFIED:
        text = facts.text(name)
        if named := re.findall(_CLASSIFIER, text) if "Programming Language" in text else ():
            found["Python"] = (f">={min(named, key=lambda version: int(version[2:]))}", facts.relative(name))
            return


def _tool_versions(facts: Facts) -> dict[str, str]:
    """Read `.tool-versions`, the `[tools]` of mise.toml, and `.prototools`."""
    if not facts.holds(_ANY_TOOL_FILE):
        return {}
    versions: dict[str, str] = {}
    for line in facts.text(".tool-versions").splitlines():
        name, *named = line.partition("#")[0].split() or [""]
        versions[name] = named[0] if named else ""
    for file in TOOL_FILES:
        if facts.holds(file):
            data = facts.data(file)
            tools = data if file == ".prototools" else data.get("tools")
            for name, value in tools.items() if isinstance(tools, dict) else ():
                version = value.get("version") if isinstance(value, dict) else value
                versions[name] = version if isinstance(version, str) else ""
    return {
        TOOL_NAMES[n]: v for n, v in versions.items() if n in TOOL_NAMES and v[:1].isdigit() and len(v) <= MAX_LENGTH
    }
