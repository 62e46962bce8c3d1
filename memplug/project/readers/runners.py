"""Task runners: the names of their tasks, listed without running them.

Fills `facts.tasks`: runner → task → what it runs (the first line of its recipe where that is easy to see).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from memplug.expressions import expression
from memplug.project.conditions import Table
from memplug.project.facts import Facts
from memplug.project.rules.tasks import FILES, NOTHING

_MAKE = expression(r"^([A-Za-z0-9_][\w./ -]{0,200}?)[ \t]{0,20}::?(?![=:])(.*)$")
_MAKE_INCLUDE = r"(?m)^-?include[ \t]+([\w./-]+)[ \t]*$"
_JUST = expression(r"^@?([a-zA-Z_][\w-]*)((?:[ \t][^:\n]{0,200})?):(?!=)")
_STRING = r"\"[^\"]*\"|'[^']*'"
_JUST_IMPORT = r"""(?m)^import\??[ \t]+["']([\w./-]+)["']"""
_KEY = expression(r"^([ \t]*)[\"']?([A-Za-z0-9_][\w.:/-]*?)[\"']?:(?:[ \t]+(.*))?$")
_NOX = r"(?m)^@(?:nox\.)?session\b([^\n]*)\n(?:^(?:@|[ \t]|\)).*\n){0,12}?(?:async )?def (\w+)"
_NOX_NAME = r"""name[ \t]*=[ \t]*["']([\w-]+)"""
_TOX = r"(?m)^\[testenv:([\w.{},-]+)\]|^\[env\.([\w.\"-]+)\]"
_INVOKE = r"(?m)^@(?:invoke\.)?task\b[^\n]*\n(?:^(?:@|[ \t]|\)).*\n){0,12}?def (\w+)"
_DOIT = r"(?m)^def task_(\w+)"
_RAKE = r"(?m)^([ \t]*)(end\b|(?:task|multitask|namespace)(?=[ \t(]))[ \t(]*:?[\"']?(\w[\w:]*|)"
_RAKE_CLASS = (
    r"\b(RSpec::Core::RakeTask|(?:Rake|Minitest)::TestTask|RuboCop::RakeTask)\.(?:new|create)(?:[ (]+:?[\"']?(\w+))?"
)
_ALIAS = r"(?m)^[ \t]+[\"']?([\w.]+)[\"']?:[ \t]*(?:\[|\"|&|fn|~w)"
_BABASHKA = r"(?m)^[ \t]{0,12}(?:\{?:tasks[ \t\n]*\{)?[ \t]{0,12}([a-z][\w:.-]*)[ \t\n]+(?:\{|\(|\"|;)"
_EARTH = r"(?m)^([a-z][\w.-]*):[ \t]*$"
RAKE_TASKS = {"RSpec::Core::RakeTask": "spec", "RuboCop::RakeTask": "rubocop"}
SCRIPTS = (
    "test",
    "lint",
    "build",
    "dev",
    "server",
    "start",
    "check",
    "run",
    "format",
    "fmt",
    "serve",
    "setup",
    "tests",
)
SHELL_SCRIPTS = frozenset(f"{name}.sh" for name in SCRIPTS)
SCRIPT_FILES = SHELL_SCRIPTS.union(SCRIPTS)


def read(facts: Facts) -> None:
    """List the tasks of every runner of the directory."""
    for runner in facts.which(_RUNNERS):
        if found := RUNNERS[runner](facts):
            facts.tasks[runner] = found
            facts.tags.update(f"task:{runner}.{name}" for name in found)


def _names(pattern: str, text: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(pattern, text), "")


def _does(first: str, line: str) -> str:
    """Return what a task does by its first lines: what it only says before does not count."""
    return first if first and not NOTHING.match(first) else line or first


def makefile(facts: Facts) -> dict[str, str]:
    """List the targets of GNUmakefile, makefile or Makefile, whichever make would take, and of literal includes."""
    name = next((n for n in ("GNUmakefile", "makefile", "Makefile") if facts.holds(n)), "")
    text = facts.text(name)
    texts = [text, *(facts.text(n) for n in re.findall(_MAKE_INCLUDE, text)[:5])]
    found: dict[str, str] = {}
    needs: dict[str, str] = {}
    for part in texts:
        last: list[str] = []
        for line in part.splitlines():
            if line[:1] == "\t":
                for target in last:
                    found[target] = _does(found[target], line.strip().lstrip("@-+ "))
            elif ":" in line and (match := _MAKE.match(line)) and "$" not in match.group(1):
                last = [t for t in match.group(1).split() if "/" not in t]
                for target in last:
                    found.setdefault(target, "")
                    needs[target] = match.group(2).partition("#")[0].strip()
                if match.group(0).startswith("::", match.end(1) - match.start()):
                    # Of a rule with two colons there may be more, elsewhere.
                    last = []
            elif line.strip():
                last = []
    return {target: body or needs.get(target, "") for target, body in found.items()}


def justfile(facts: Facts) -> dict[str, str]:
    """List the public recipes of a justfile that need no argument, and those of one level of imports."""
    name = next((n for n in ("justfile", "Justfile", ".justfile", "JUSTFILE") if facts.holds(n)), "")
    text = facts.text(name)
    texts = [text, *(facts.text(n) for n in re.findall(_JUST_IMPORT, text)[:5])]
    found: dict[str, str] = {}
    for part in texts:
        private = False
        recipe = ""
        for line in part.splitlines():
            if line[:1] in {" ", "\t"}:
                if recipe and line.strip():
                    found[recipe] = _does(found[recipe], line.strip().lstrip("@-"))
            elif line.startswith("["):
                private = private or "private" in line
            elif line and line[0] != "#":
                recipe = "" if private else _recipe(line)
                private = False
                if recipe:
                    found.setdefault(recipe, "")
    return found


def _recipe(line: str) -> str:
    """Return the name of the recipe that the line begins, '' for any other line or one that needs an argument."""
    match = _JUST.match(line)
    if not match or ":=" in line.partition('"')[0] or line.startswith(("_", "@_", "alias ", "mod ")):
        return ""
    parameters = re.sub(_STRING, "''", match.group(2)).split()
    return "" if any(p[0] != "*" and "=" not in p for p in parameters) else match.group(1)


def taskfile(facts: Facts) -> dict[str, str]:
    """List the tasks of a Taskfile; YAML is scanned by indentation, not parsed."""
    name = next(
        iter([*facts.find("Taskfile.y*ml"), *facts.find("taskfile.y*ml"), *facts.find("Taskfile.dist.y*ml")]), ""
    )
    return {k: v for k, v in yaml_keys(facts.text(name), "tasks").items() if not v.startswith("internal")}


def yaml_keys(text: str, section: str) -> dict[str, str]:
    """Return the keys at the first indent below a top-level `section:`, each with its next non-empty line."""
    found: dict[str, str] = {}
    indent = last = ""
    inside = False
    for line in text.splitlines():
        if not line.strip() or line.lstrip()[0] == "#":
            continue
        if line[0] not in " \t":
            inside = line.startswith(f"{section}:")
            continue
        if not inside:
            continue
        match = _KEY.match(line)
        indent = indent or line[: len(line) - len(line.lstrip())]
        if match and match.group(1) == indent:
            last = match.group(2)
            found[last] = match.group(3) or ""
        elif last:
            found[last] = _does(found[last], line.strip(" -\t"))
    return found


def mise(facts: Facts) -> dict[str, str]:
    """List the tasks of mise.toml."""
    found: dict[str, str] = {}
    for name in ("mise.toml", ".mise.toml", ".config/mise.toml", "mise/config.toml"):
        if facts.holds(name):
            tasks = facts.data(name).get("tasks")
            found.update((k, "") for k in (tasks if isinstance(tasks, dict) else ()))
    for base in ("mise-tasks", ".mise/tasks"):
        found.update((n.rpartition("/")[2].partition(".")[0], "") for n in facts.find(f"{base}/*"))
    return found


def _table(facts: Facts, *keys: str) -> dict[str, str]:
    value: object = facts.data("pyproject.toml") if facts.holds("pyproject.toml") else {}
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return _texts(value)


def _texts(tasks: object) -> dict[str, str]:
    return {k: v if isinstance(v, str) else "" for k, v in tasks.items()} if isinstance(tasks, dict) else {}


def hatch(facts: Facts) -> dict[str, str]:
    """List the scripts of the hatch environments, as `env:script` outside the default one."""
    environments = _raw_hatch(facts)
    found = {}
    for env, table in environments.items():
        scripts = table.get("scripts") if isinstance(table, dict) else None
        for name in scripts if isinstance(scripts, dict) else ():
            found[name if env == "default" else f"{env}:{name}"] = ""
    return found


def _raw_hatch(facts: Facts) -> dict[str, object]:
    data = facts.data("pyproject.toml") if facts.holds("pyproject.toml") else {}
    for key in ("tool", "hatch", "envs"):
        data = data.get(key) if isinstance(data.get(key), dict) else {}  # type: ignore[assignment]  # narrowed by the test
    if not data and facts.holds("hatch.toml"):
        envs = facts.data("hatch.toml").get("envs")
        data = envs if isinstance(envs, dict) else {}
    return data


def nox(facts: Facts) -> dict[str, str]:
    """List the sessions of noxfile.py."""
    found = {}
    text = facts.text("noxfile.py")
    for options, name in re.findall(_NOX, text):
        named = re.search(_NOX_NAME, options)
        found[named.group(1) if named else name] = ""
    return found


def tox(facts: Facts) -> dict[str, str]:
    """List the environments of tox.ini, tox.toml and setup.cfg."""
    text = facts.text("tox.ini") or facts.text("tox.toml") or facts.text("setup.cfg")
    return {a or b: "" for a, b in re.findall(_TOX, text)}


def pixi(facts: Facts) -> dict[str, str]:
    """List the tasks of pixi.toml or `[tool.pixi]`, those of its features too."""
    own = facts.holds("pixi.toml")
    table: object = facts.data("pixi.toml" if own else "pyproject.toml")
    for key in () if own else ("tool", "pixi"):
        table = table.get(key) if isinstance(table, dict) else None
    features = table.get("feature") if isinstance(table, dict) else None
    found: dict[str, str] = {}
    for part in (table, *(features.values() if isinstance(features, dict) else ())):
        tasks = part.get("tasks") if isinstance(part, dict) else None
        found.update(dict.fromkeys(tasks, "") if isinstance(tasks, dict) else {})
    return found


def rake(facts: Facts) -> dict[str, str]:
    """List the tasks of a Rakefile, those of the usual task classes included."""
    text = facts.text("Rakefile") or facts.text("rakefile") or facts.text("Rakefile.rb")
    found: dict[str, str] = {}
    spaces: list[tuple[str, str]] = []
    for indent, word, name in re.findall(_RAKE, text):
        if word == "end":
            # What is indented no further than a namespace ends it.
            while spaces and len(indent) <= len(spaces[-1][0]):
                spaces.pop()
        elif word == "namespace":
            spaces.append((indent, name))
        else:
            found[":".join([*(space for _, space in spaces), name])] = ""
    for kind, name in re.findall(_RAKE_CLASS, text):
        found[name or RAKE_TASKS.get(kind, "test")] = ""
    return found


def mix(facts: Facts) -> dict[str, str]:
    """List the aliases of mix.exs."""
    _, at, rest = facts.text("mix.exs").partition("aliases do")
    return _names(_ALIAS, rest.partition("\n  end")[0]) if at else {}


def babashka(facts: Facts) -> dict[str, str]:
    """List the tasks of bb.edn, as far as lines show them."""
    _, at, rest = facts.text("bb.edn").partition(":tasks")
    return _names(_BABASHKA, rest) if at else {}


def cargo_alias(facts: Facts) -> dict[str, str]:
    """List the aliases of .cargo/config.toml."""
    return _texts(facts.data(".cargo/config.toml").get("alias"))


def scripts(facts: Facts) -> dict[str, str]:
    """List the executable conventions `script/test`, `bin/test`, `scripts/test.sh`, `test.sh` as paths."""
    found: dict[str, str] = {}
    for folder in ("script", "bin", "scripts", ""):
        if not facts.holds(f"{folder}/" if folder else "*.sh"):
            continue
        for file in facts.named(folder, SCRIPT_FILES if folder else SHELL_SCRIPTS):
            found.setdefault(file.removesuffix(".sh"), f"{folder or '.'}/{file}")
    return found


RUNNERS: dict[str, Callable[[Facts], dict[str, str]]] = {
    "just": justfile,
    "task": taskfile,
    "make": makefile,
    "mise": mise,
    "poe": lambda facts: _table(facts, "tool", "poe", "tasks"),
    "pdm": lambda facts: _table(facts, "tool", "pdm", "scripts"),
    "pipenv": lambda facts: _texts(facts.data("Pipfile").get("scripts")),
    "taskipy": lambda facts: _table(facts, "tool", "taskipy", "tasks"),
    "hatch": hatch,
    "pixi": pixi,
    "nox": nox,
    "tox": tox,
    "invoke": lambda facts: _names(_INVOKE, facts.text("tasks.py")),
    "doit": lambda facts: _names(_DOIT, facts.text("dodo.py")),
    "rake": rake,
    "mix": mix,
    "bb": babashka,
    "cargo": cargo_alias,
    "earth": lambda facts: _names(_EARTH, facts.text("Earthfile")),
    "script": scripts,
}
"""Runner → how its tasks are listed, once one of its files is there."""
_RUNNERS = Table(RUNNERS, FILES.__getitem__)
