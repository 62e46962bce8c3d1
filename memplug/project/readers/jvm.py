"""Maven, Gradle, sbt, Mill, Leiningen and tools.deps manifests, by scanning: XML, Groovy and Kotlin are not parsed.

Tags: `jvm:` group or artifact of a dependency, `jvm-plugin:` plugin ids and plugin artifacts, `jvm-has:` traits.
"""

from __future__ import annotations

import re

from memplug.expressions import expression
from memplug.project.facts import Facts

_ELEMENT = expression(r"<(artifactId|groupId|module|subproject)>\s*([^<\s]{1,200})\s*<")
# They begin with plain letters, which a search passes over ten times as fast as it looks for the begin of a word, and
# blanks have a most: two runs of any length side by side take the square of it.
_PLUGIN_ID = expression(r"""id(?<!\wid)\s{0,9}\(?\s{0,9}["']([\w.-]+)["']""")
_KOTLIN = expression(r"""kotlin\(\s{0,9}["']([\w.-]+)["']\s{0,9}\)""")
_APPLY = expression(r"""apply\s{0,9}\(?\s{0,9}plugin\s{0,9}[:=]\s{0,9}["']([\w.-]+)["']""")
_ALIAS = expression(r"plugins\.([\w.]+)")
_COORDINATE = expression(r"""["']([A-Za-z][\w.-]{0,80}):([\w.-]{1,80})(?::[^"'\s]*)?["']""")
_TEST_ONLY = ("test", "androidTest", "integrationTest", "functionalTest", "jmh")
"""How a line of Gradle begins that is there for tests alone, which say nothing of what the project is."""
_SAMPLE = expression(r"(?:samples?|examples?|demos?)(?:-app)?")
_OWN_PLUGINS = ("buildSrc/src/main/kotlin/*.gradle.kts", "build-logic/src/main/kotlin/*.gradle.kts")
"""Plugins of the build itself, written as build files are."""
_LIBRARY = expression(r"libs\.([\w.]+)")
_CORE_PLUGIN = expression(r"^[ \t]*(?:`([\w-]+)`|(application|java|groovy|scala|war))[ \t]*$", re.MULTILINE)
_INCLUDE = expression(r"""include(?:Project)?\b\s{0,9}\(?((?:[\s,]{0,99}["'][^"'\n]+["'])+)""")
_QUOTED = expression(r"""["']:?([^"'\n]+)["']""")
_SBT = expression(r'"([\w.-]+)"\s*%{1,3}\s*"([\w.-]+)"')
_SBT_TEST = expression(r'"[\w.-]+"\s*%{1,3}\s*"[\w.-]+"\s*%\s*[\w."-]+\s*%\s*"?(?:[Tt]est|it\b|IntegrationTest)')
_SBT_PROJECT = expression(
    r"\b(?:lazy\s+val|val)\s+[\w`-]+\s*=\s*\(?(?:project\b|crossProject\b|projectMatrix\b|module\b|Project\()"
)
_CLOJURE = expression(r"[\s\[({]([a-zA-Z][\w.-]*(?:/[\w.-]+)?)\s+(?:\{:mvn|\{:git|\{:local|\"\d)")
_FOR_WORK = expression(r":(?:profiles|aliases)\s{0,99}\{")
MAX_MAPS = 2
"""Such maps of one file that are left out: a project has one of each."""
_BRACKET = expression(r"[{}]")
MAX_MODULES = 6


def read(facts: Facts) -> None:
    """Read whatever JVM build the directory has."""
    if facts.holds("pom.xml"):
        facts.values["jvm.manifest"] = "pom.xml"
        _maven(facts, facts.text("pom.xml"))
        for module in facts.members.get("maven", [])[:MAX_MODULES]:
            _maven(facts, facts.text(f"{module}/pom.xml"), top=False)
    if facts.holds("build.gradle* | settings.gradle*"):
        _gradle(facts)
    if facts.holds("build.sbt"):
        facts.values["jvm.manifest"] = "build.sbt"
        _sbt(facts)
    for name in ("project.clj", "deps.edn", "bb.edn", "shadow-cljs.edn"):
        if text := facts.text(name):
            facts.tags.update(f"jvm:{found}" for found in _CLOJURE.findall(_always(text)))


def _always(text: str) -> str:
    """Return the text without the maps of `:profiles` and `:aliases`, whose libraries are for work on the project."""
    for _ in range(MAX_MAPS):
        found = _FOR_WORK.search(text)
        depth = 0
        if not found:
            break
        for bracket in _BRACKET.finditer(text, found.end() - 1):
            depth += 1 if bracket.group() == "{" else -1
            if depth == 0:
                text = text[: found.start()] + text[bracket.end() :]
                break
    return text


def _maven(facts: Facts, text: str, *, top: bool = True) -> None:
    members = facts.members.setdefault("maven", []) if top else []
    start, *rest = text.split("<dependency>")
    for dependency in rest:
        said, _, after = dependency.partition("</dependency>")
        start += after if "<scope>test<" in "".join(said.split()) else dependency
    own = _own_names(start) if "<project" in text else ()
    for kind, value in _ELEMENT.findall(start):
        if kind in {"module", "subproject"}:
            members.append(value)
        elif value not in own:
            facts.tags.add(f"jvm-plugin:{value}" if "plugin" in value else f"jvm:{value}")


def _own_names(text: str) -> tuple[str, ...]:
    """Return the group and the artifact that the manifest itself has."""
    head = text.partition("<dependencies>")[0].partition("<build>")[0]
    before, _, rest = head.partition("<parent>")
    named = _ELEMENT.findall(before + rest.partition("</parent>")[2])
    return tuple(value for kind, value in named if kind in {"groupId", "artifactId"})[:2]


def _gradle(facts: Facts) -> None:
    builds = [*facts.find("build.gradle.kts"), *facts.find("build.gradle")]
    facts.values["jvm.manifest"] = next(iter([*builds, *facts.find("settings.gradle*")]), "build.gradle")
    settings = "".join(facts.text(name) for name in facts.find("settings.gradle*")[:2])
    members = [
        name.strip(":").replace(":", "/") for group in _INCLUDE.findall(settings) for name in _QUOTED.findall(group)
    ]
    if members:
        facts.members["gradle"] = members
    # Beside what it shows the use of, a sample does not say what the project is.
    shown = {m for m in members if _SAMPLE.fullmatch(m.rpartition("/")[2])}
    plain = [m for m in members if m not in shown] or members
    nearest = sorted(plain, key=lambda m: (m != "app", m.count("/")))[:MAX_MODULES]
    texts = [settings, *(facts.text(name) for name in builds)]
    for module in nearest:
        texts += [facts.text(f"{module}/{name}") for name in ("build.gradle.kts", "build.gradle")]
    at = facts.nearest("gradle/libs.versions.toml")
    catalog = at.data("gradle/libs.versions.toml") if at else {}
    plugins, libraries = _dotted(catalog.get("plugins")), _dotted(catalog.get("libraries"))
    own = [name for pattern in _OWN_PLUGINS for name in facts.find(pattern)[:MAX_MODULES]]
    texts += [facts.text(name) for name in own]
    # What the root only declares, its modules or the own plugins apply; those that are Kotlin classes are not read.
    built = facts.holds("buildSrc/ | build-logic/ | gradle/build-logic/ | build-plugins/ | convention-plugins/")
    declared = built and (not own or facts.holds("buildSrc/src/main/kotlin/*.kt | build-logic/src/main/kotlin/*.kt"))
    for text in filter(None, texts):
        lines = [line for line in text.split("\n") if not line.lstrip().startswith(_TEST_ONLY)]
        applied = lines if declared else [_applied(line) for line in lines]
        _gradle_text(facts, "\n".join(applied), plugins, libraries)


def _applied(line: str) -> str:
    """Return the line without the plugin that it ends with and only declares."""
    if "apply false" not in line and "apply(false" not in line:
        return line
    return line[: max(line.rfind(";"), line.rfind("{")) + 1]


def _gradle_text(facts: Facts, text: str, plugins: dict[str, str], libraries: dict[str, str]) -> None:
    tags = facts.tags
    tags.update(f"jvm-plugin:{p}" for p in (*_PLUGIN_ID.findall(text), *_APPLY.findall(text)))
    tags.update(f"jvm-plugin:org.jetbrains.kotlin.{p}" for p in _KOTLIN.findall(text))
    tags.update(f"jvm-plugin:{a or b}" for a, b in _CORE_PLUGIN.findall(text))
    for group, artifact in _COORDINATE.findall(text):
        tags.update((f"jvm:{group}", f"jvm:{artifact}"))
    for alias in _ALIAS.findall(text):
        if found := plugins.get(alias.removesuffix(".get")):
            tags.add(f"jvm-plugin:{found}")
    for alias in _LIBRARY.findall(text):
        if found := libraries.get(alias):
            group, _, artifact = found.partition(":")
            tags.update((f"jvm:{group}", f"jvm:{artifact}"))


def _dotted(table: object) -> dict[str, str]:
    """Return catalog aliases as they are written in build files (`a-b` becomes `a.b`) with what they stand for."""
    found = {}
    for alias, value in table.items() if isinstance(table, dict) else ():
        name = value if isinstance(value, str) else ""
        if isinstance(value, dict):
            name = str(value.get("id") or value.get("module") or f"{value.get('group')}:{value.get('name')}")
        elif ":" in name:
            name = name.rpartition(":")[0]
        found[alias.replace("-", ".").replace("_", ".")] = name
    return found


def _sbt(facts: Facts) -> None:
    text = facts.text("build.sbt")
    plugins = "".join(facts.text(name) for name in facts.find("project/*.sbt")[:3])
    scala = "".join(facts.text(name) for name in facts.find("project/*.scala")[:3])
    for group, artifact in _SBT.findall(_SBT_TEST.sub("", text + scala)):
        facts.tags.update((f"jvm:{group}", f"jvm:{artifact}"))
    for group, artifact in _SBT.findall(plugins):
        facts.tags.update((f"jvm-plugin:{group}", f"jvm-plugin:{artifact}"))
    projects = _SBT_PROJECT.findall(text)
    if len(projects) > 1:
        facts.tags.add("jvm-has:sbt-projects")
        facts.values["sbt.projects"] = str(len(projects))
