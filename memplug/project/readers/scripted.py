"""Gemfile and gemspec, composer.json, pubspec.yaml, and the Haskell package files.

Tags: `gem:`, of those `gem-use:` for what it runs on, `php:` and `php-dev:`, `dart:` dependencies; `hs:` libraries,
`hs-has:` stanzas and other `…-has:` traits.
"""

from __future__ import annotations

import re

from memplug.expressions import expression
from memplug.project.facts import Facts

_GEM = expression(
    r"""^[ \t]*(?:gem|\w{1,40}\.add_(?:runtime_|development_)?dependency)[ \t(]+["']([\w.-]+)["']""", re.MULTILINE
)
_WORDS = expression(r"%w[\[(]([^\])]{1,800})[\])]\.each")
_DEVELOPMENT = expression(
    r"^group\b[^\n]{0,200}:(?:test|development|docs?|lint|tools?|benchmark)\b[^\n]{0,200}\n(?:[^\n]*\n){0,60}?end\b"
    r"|^[^\n]*(?:add_development_dependency|group: ?:(?:test|development))[^\n]*$",
    re.MULTILINE,
)
"""What a gem is developed with: it says nothing of what the gem is."""
_YAML_KEY = expression(r"^  ([\w-]+):", re.MULTILINE)
_STANZA = expression(r"^(executable|library|test-suite|benchmark)\b", re.MULTILINE | re.IGNORECASE)

_STANZAS = expression(r"^(?=(?:executable|library|test-suite|benchmark)\b)", re.MULTILINE | re.IGNORECASE)
_DEPENDS = expression(
    r"^[ \t]*build-depends:([^\n]*(?:\n[ \t]{0,99}(?:,[^\n]*|--[^\n]*|[\w{][^:\n]*)$|\n[ \t]*$){0,200})",
    re.MULTILINE | re.IGNORECASE,
)
_TESTING = ("test-suite", "benchmark")


def read_ruby(facts: Facts) -> None:
    """Read Gemfile, gems.rb and the first gemspecs."""
    names = [*facts.find("Gemfile"), *facts.find("gems.rb"), *facts.find("*.gemspec")[:3]]
    facts.values["gem.manifest"] = next(iter(names), "Gemfile")
    for name in names:
        text = facts.text(name)
        used = _GEM.findall(_DEVELOPMENT.sub("", text))
        for words in _WORDS.findall(text) if name.endswith(".gemspec") else ():
            used += words.split()
        facts.tags.update(f"gem:{found}" for found in (*_GEM.findall(text), *used))
        facts.tags.update(f"gem-use:{found}" for found in used)
        if name.endswith(".gemspec") and ".executables" in text:
            facts.tags.add("gem-has:executables")


def read_php(facts: Facts) -> None:
    """Read composer.json."""
    data = facts.data("composer.json") if facts.holds("composer.json") else {}
    facts.values["php.manifest"] = "composer.json"
    for key, prefix in (("require", "php"), ("require-dev", "php-dev")):
        table = data.get(key)
        for name in table if isinstance(table, dict) else ():
            facts.tags.update((f"{prefix}:{name}", f"php-any:{name}"))
    if isinstance(data.get("type"), str):
        facts.tags.add(f"php-type:{data['type']}")
    if data.get("bin"):
        facts.tags.add("php-has:bin")
    scripts = data.get("scripts")
    facts.tasks["composer"] = (
        {k: v if isinstance(v, str) else "" for k, v in scripts.items()} if isinstance(scripts, dict) else {}
    )


def read_dart(facts: Facts) -> None:
    """Read pubspec.yaml: a two-space indented key below `dependencies:` is a package."""
    facts.values["dart.manifest"] = "pubspec.yaml"
    section = ""
    for line in facts.text("pubspec.yaml").splitlines():
        if line[:1].isalpha():
            section = line.partition(":")[0]
            facts.tags.add(f"dart-has:{section}")
            if line.startswith("publish_to:") and "none" in line:
                facts.tags.add("dart-has:unpublished")
        elif section in {"dependencies", "dev_dependencies"} and (found := _YAML_KEY.match(line)):
            facts.tags.add(f"{'dart-dev' if section[:3] == 'dev' else 'dart'}:{found.group(1)}")
        elif section == "flutter" and line.strip().startswith("plugin:"):
            facts.tags.add("dart-has:plugin")
        elif section == "workspace" and line.strip().startswith("-"):
            facts.members.setdefault("pub", []).append(line.strip(" -\"'"))


def read_haskell(facts: Facts) -> None:
    """Read the stanzas of *.cabal and package.yaml."""
    for name in [*facts.find("*.cabal")[:3], *facts.find("package.yaml")]:
        facts.values["hs.manifest"] = name
        text = facts.text(name)
        facts.tags.update(f"hs-has:{found.lower()}" for found in _STANZA.findall(text))
        used = "".join(
            part for part in _STANZAS.split(text) if not part.lower().startswith(("test-suite", "benchmark"))
        )
        for depends in _DEPENDS.findall(used):
            facts.tags.update(f"hs:{words[0]}" for part in depends.split(",") if (words := part.strip(" {}\n").split()))
        if name == "package.yaml":
            facts.tags.update(
                f"hs-has:{stanza}"
                for stanza, key in (
                    ("executable", "\nexecutable"),
                    ("library", "\nlibrary:"),
                    ("test-suite", "\ntests:"),
                )
                if key in "\n" + text
            )
