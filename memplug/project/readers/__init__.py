"""Readers of manifests: each turns the files of one family into tags that the rule tables ask for."""

from __future__ import annotations

READERS: dict[str, tuple[str, str]] = {
    "npm": ("node", "read"),
    "deno": ("node", "read_deno"),
    "py": ("python", "read"),
    "crate": ("native", "read_cargo"),
    "go": ("native", "read_go"),
    "cmake": ("native", "read_cmake"),
    "jvm": ("jvm", "read"),
    "net": ("dotnet", "read"),
    "gem": ("scripted", "read_ruby"),
    "php": ("scripted", "read_php"),
    "dart": ("scripted", "read_dart"),
    "hs": ("scripted", "read_haskell"),
    "task": ("runners", "read"),
}
"""Family (the part of a tag before `:` or `-`) → module of this package and function: imported when first asked for."""

MANIFESTS: dict[str, str] = {
    "npm": "package.json",
    "deno": "deno.json | deno.jsonc",
    "py": "pyproject.toml | setup.py | setup.cfg | tox.ini | Pipfile | environment.y*ml | ci/environment.yml"
    " | conda/environment.yml | requirements*.txt | requirements*.in | requirements/ | *requirements.txt",
    "crate": "Cargo.toml",
    "cmake": "CMakePresets.json",
    "jvm": "pom.xml | build.gradle* | settings.gradle* | build.sbt | project.clj | deps.edn | bb.edn | shadow-cljs.edn",
    "php": "composer.json",
    "dart": "pubspec.yaml",
}
"""Family → where there is something to read; a family without a row asks for itself."""
