"""Solutions and project files of .NET, by scanning.

Tags: `net:` packages, `net-sdk:` the project SDK, `net-has:` traits in lower case such as `exe`, `usewpf`, `test`,
`sdk` for a project file of today's form, and `legacy` where all are of the form that only MSBuild of .NET Framework
builds.
"""

from __future__ import annotations

import re

from memplug.expressions import expression
from memplug.project.facts import Facts

_SLN = expression(r'^Project\([^)\n]*\)\s*=\s*"[^"\n]*",\s*"([^"\n]+\.\w+proj)"', re.MULTILINE)
_SLNX = expression(r'<Project\s[^>]{0,300}?Path="([^"\n]+\.\w+proj)"')
_PACKAGE = expression(r'<(?:Package|Framework)(?:Reference|Version)\s+(?:Include|Update)="([\w.-]+)"')
_SDK = expression(r'Sdk(?:\s+Name)?="([\w.-]+)')
_TRAIT = expression(
    r"<(UseMaui|UseWPF|UseWindowsForms|PackAsTool|IsPackable|GeneratePackageOnBuild|IsTestProject|PackageId)>\s*(\S[^<]{0,80})<",
    re.IGNORECASE,
)
_OUTPUT = expression(r"<OutputType>\s*(\w+)", re.IGNORECASE)
_NET = expression(r"net\d{1,2}\.\d")
_PROGRAM = frozenset({"exe", "winexe", "microsoft.net.sdk.web"})
"""Kinds of output, and the SDK, of a project that runs."""
_FRAMEWORK = expression(r"<TargetFrameworks?>\s*([^<\s]+)")
_ASIDE = expression(
    r"(^|[/.])(tests?|specs?|unittests?|integrationtests|benchmarks?|samples?|examples?|perf|docs?|build|_?tools?)([/.]|$)|tests?\.\w+proj|benchmarks?\.\w+proj|^tests?/|sample",
    re.IGNORECASE,
)
_TEST = expression(r"(^|[/.])(tests?|specs?|unittests?|integrationtests)([/.]|$)|tests?\.\w+proj", re.IGNORECASE)
MAX_PROJECTS = 10
KINDS = (".csproj", ".fsproj", ".vbproj")
LANGUAGES = {"csproj": "C#", "fsproj": "F#", "vbproj": "Visual Basic .NET"}
"""The language that a project file is named after; with several kinds the source files are counted."""


def read(facts: Facts) -> None:
    """Read the solution's projects, else those beside or just below it."""
    solutions = [*facts.find("*.slnx"), *facts.find("*.sln")]
    projects: list[str] = []
    if solutions:
        text = facts.text(solutions[0])
        projects = [p.replace("\\", "/") for p in (*_SLN.findall(text), *_SLNX.findall(text))]
    for depth in ("", "*/", "*/*/"):
        if not projects:
            projects = [name for kind in KINDS for name in facts.find(f"{depth}*{kind}")]
    main = [p for p in projects if not _ASIDE.search(p)]
    own = solutions[0].rpartition(".")[0] if solutions else ""
    # The project that the solution is named after is what the others serve.
    main.sort(key=lambda p: _stem(p) != own)
    named = bool(main) and _stem(main[0]) == own
    if any(_TEST.search(p) for p in projects):
        facts.tags.add("net-has:test")
    if projects:
        facts.values["net.manifest"] = (solutions or projects)[0]
        facts.values["net.main"] = (main or projects)[0]
        kinds = {p.rpartition(".")[2] for p in main or projects}
        facts.tags.add(f"net-lang:{facts.values['net.main'].rpartition('.')[2]}")
        if len(kinds) == 1:
            facts.values["dotnet.language"] = LANGUAGES.get(kinds.pop(), "")
    facts.values["net.projects"] = str(len(main))
    known = [p for p in main or projects if p.endswith(KINDS)]
    for name in ("Directory.Build.props", "Directory.Packages.props", *known[:MAX_PROJECTS]):
        text = facts.text(name)
        # What runs beside the project that the solution is named after does not say what that one is.
        found = _project(facts, text, shared=name.startswith("Directory."), runs=not named or name == main[0])
        if not name.startswith("Directory.") and _PROGRAM & found:
            facts.values.setdefault("net.runs", name)
    if "net-has:sdk" in facts.tags:
        facts.tags.discard("net-has:legacy")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def _project(facts: Facts, text: str, *, shared: bool, runs: bool) -> set[str]:
    """Tag what one file says; return its SDKs and kinds of output in lower case."""
    tags = facts.tags
    sdks = _SDK.findall(text)
    outputs = [output.lower() for output in _OUTPUT.findall(text)]
    if not shared or "Packages" not in text:
        tags.update(f"net:{package}" for package in _PACKAGE.findall(text))
    tags.update(f"net-sdk:{sdk}" for sdk in sdks)
    for trait, value in _TRAIT.findall(text):
        if value.strip().lower() != "false":
            tags.add(f"net-has:{trait.lower()}")
    tags.update(f"net-has:{output}" for output in outputs if runs)
    if "Sdk=" in text:
        tags.add("net-has:sdk")
    elif "ToolsVersion=" in text and not shared:
        tags.add("net-has:legacy")
    if found := _FRAMEWORK.search(text):
        targets = [target.partition("-")[0] for target in found.group(1).split(";")]
        newest = [target for target in targets if _NET.fullmatch(target)]
        facts.values.setdefault("net.target", max(newest, key=lambda t: float(t[3:]), default=targets[0]))
    return {*outputs, *(sdk.lower() for sdk in sdks)}
