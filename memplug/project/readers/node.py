"""package.json and deno.json: dependencies, scripts, entry points, workspaces.

Tags: `npm:` runtime dependencies, `npm-dev:`, `npm-peer:`, `npm-any:` all of them, `npm-has:` fields,
`npm-key:` tools configured inside package.json, `npm-pm:` the manager it names; `deno:` imports, `deno-has:`.
"""

from __future__ import annotations

from typing import Any

from memplug.expressions import expression
from memplug.project.facts import Facts
from memplug.project.rules.tasks import NOTHING

GROUPS = {
    "dependencies": "npm",
    "devDependencies": "npm-dev",
    "peerDependencies": "npm-peer",
    "optionalDependencies": "npm-opt",
}
FIELDS = frozenset((
    "bin", "main", "module", "exports", "types", "typings", "files", "private", "workspaces", "contributes",
    "publishConfig", "unity", "napi", "dependencies", "browser", "name", "scripts", "oclif", "preferGlobal",
))  # fmt: skip
KEYS = frozenset((
    "eslintConfig", "prettier", "jest", "ava", "mocha", "xo", "standard", "stylelint", "lint-staged", "husky",
    "browserslist", "c8", "nx", "electron-builder", "build", "ember", "vite", "tap", "nyc",
))  # fmt: skip
MANAGERS = ("npm", "pnpm", "yarn", "bun", "cnpm", "deno")
UNASKED = "index.js"
"""The entry point that `npm init` writes, whether there is one or not."""
NO_TEST = "no test specified"
MAX_PLACEHOLDER = 200
"""Characters of a script that may be one."""
_ONLY_ALLOW = expression(r"only-allow (npm|pnpm|yarn|bun)")


def read(facts: Facts) -> None:
    """Read package.json."""
    data = facts.data("package.json")
    facts.values["npm.manifest"] = "package.json"
    tags = facts.tags
    for group, prefix in GROUPS.items():
        names = _table(data, group)
        # A project has hundreds of them: `+` without a frame for each.
        tags.update(map(f"{prefix}:".__add__, names), map("npm-any:".__add__, names))
    tags.update([f"npm-has:{field}" for field in FIELDS.intersection(data) if data[field]])
    if data.get("main") == UNASKED and not facts.holds(f"{UNASKED} | src/ | lib/"):
        tags.discard("npm-has:main")
    tags.update([f"npm-key:{key}" for key in KEYS.intersection(data) if data[key]])
    if "vscode" in _table(data, "engines"):
        tags.add("npm-has:vscode")
    scripts = {
        name: script
        for name, script in _table(data, "scripts").items()
        if isinstance(script, str) and not (len(script) < MAX_PLACEHOLDER and _idle(script.strip()))
    }
    facts.tasks["npm"] = scripts
    members = data.get("workspaces")
    if isinstance(members, dict):
        members = members.get("packages")
    if isinstance(members, list):
        facts.members["npm"] = [m for m in members if isinstance(m, str)]
    _manager(facts, data, scripts)
    for name in ("name", "type"):
        if isinstance(data.get(name), str):
            facts.values[f"npm.{name}"] = data[name]


def _idle(script: str) -> bool:
    return NO_TEST in script.lower() or NOTHING.match(script) is not None


def _manager(facts: Facts, data: dict[str, Any], scripts: dict[str, str]) -> None:
    """Tag what the manifest itself says of the manager: `npm-pm:` outright, `npm-hint:` by the way."""
    named = data.get("packageManager")
    if isinstance(named, str):
        name, _, version = named.lstrip("^~ ").partition("@")
        facts.tags.add(f"npm-pm:{name}")
        facts.values["npm.packageManager"] = version.partition("+")[0]
    asked = _table(data, "devEngines").get("packageManager")
    for item in asked if isinstance(asked, list) else [asked]:
        if isinstance(item, dict) and isinstance(item.get("name"), str) and not isinstance(named, str):
            facts.tags.add(f"npm-pm:{item['name']}")
    hints = [*_table(data, "engines"), *_table(data, "volta")]
    if found := _ONLY_ALLOW.search(scripts.get("preinstall", "")):
        hints.append(found.group(1))
    facts.tags.update(f"npm-hint:{m}" for m in hints if m in MANAGERS and m != "npm")


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = data.get(key)
    return found if isinstance(found, dict) else {}


_SPECIFIER = expression(r"^(?:npm:|jsr:|https://deno\.land/x/|https://esm\.sh/)?(?:\$)?(@?[\w.-]+(?:/[\w.-]+)?)")


def read_deno(facts: Facts) -> None:
    """Read deno.json or deno.jsonc."""
    name = "deno.json" if facts.holds("deno.json") else "deno.jsonc"
    data = facts.data(name) if facts.holds("deno.json | deno.jsonc") else {}
    facts.values["deno.manifest"] = name
    for key, target in _table(data, "imports").items():
        for text in (key, target):
            if isinstance(text, str) and not str(target).startswith("./") and (found := _SPECIFIER.match(text)):
                facts.tags.add(f"deno:{found.group(1)}")
    facts.tags.update(
        f"deno-has:{k}" for k in ("exports", "name", "workspace", "tasks", "compilerOptions") if data.get(k)
    )
    facts.tasks["deno"] = {k: v if isinstance(v, str) else "" for k, v in _table(data, "tasks").items()}
    members = data.get("workspace")
    if isinstance(members, dict):
        members = members.get("members")
    if isinstance(members, list):
        facts.members["deno"] = [m for m in members if isinstance(m, str)]
