"""What the marks in the tables of commands stand for, as far as the directory says it."""

import re
from collections.abc import Callable

from memplug.expressions import expression
from memplug.project.facts import Facts
from memplug.project.rules.tasks import ENTRY_POINTS

_BUILD = expression(r":builds\s{0,99}\{(?:\s|;[^\n]*\n)*:([\w-]+)")
_APART = expression(r"[\s\"'/\\]+")
_OFF = expression(
    r"^[ \t]{0,20}option\(\s{0,9}(?!\w{0,80}(?:DISABLE|SKIP|NO_))((?:\w{0,60}_)?(?:UNIT_?)?TEST(?:S|ING)?)\s"
    r"[^)]{0,200}\bOFF\s{0,9}\)",
    re.IGNORECASE | re.MULTILINE,
)
"""A switch that CMake builds the tests with, off when nothing is said."""
_SCHEME = expression(r"-scheme[ \t=]+[\"']?([\w.-]+(?: [A-Z][\w.-]*)*)")


def word(name: str) -> str:
    """Return a name that the repository chose as one word for the shell."""
    from shlex import quote  # noqa: PLC0415  few commands hold such a name

    return quote(name)


def _wrapper(facts: Facts, script: str, program: str) -> str:
    return f"./{script}" if facts.nearest(script) else program


def _name(facts: Facts) -> str:
    """Return what Nx calls the project: as its project.json says, else as the package or the directory is named."""
    named = facts.data("project.json").get("name") if facts.holds("project.json") else None
    if isinstance(named, str) and named.isprintable() and named:
        return named
    return (facts.values.get("npm.name") or facts.path).rpartition("/")[2]


def _main(facts: Facts) -> str:
    return facts.values.get("net.runs") or next((name for name in ENTRY_POINTS if facts.holds(name)), ".")


def _solution(facts: Facts) -> str:
    """Return the solution that counts, after a blank, where there are several: CI's or that of the shortest name."""
    names = sorted([*facts.find("*.slnx"), *facts.find("*.sln")], key=len)
    if not names[1:]:
        return ""
    called = set(_APART.split(facts.ci))
    return f" {word(next((name for name in names if name in called), names[0]))}"


def _scheme(facts: Facts) -> str:
    """Return what Xcode builds: CI's scheme, else the one named like the project, else the only one that is shared."""
    shared = facts.find("*.xcodeproj/xcshareddata/xcschemes/*.xcscheme")
    names = [name.rpartition("/")[2].removesuffix(".xcscheme") for name in shared]
    own = next(iter((*facts.find("*.xcodeproj/"), *facts.find("*.xcworkspace/"))), "").partition(".xc")[0]
    called = _SCHEME.search(facts.ci)
    return called.group(1) if called else names[0] if len(names) == 1 else own


def _manage(facts: Facts) -> str:
    return next(iter((*facts.find("manage.py"), *facts.find("*/manage.py"))), "")


MARKS: dict[str, Callable[[Facts], str]] = {
    "{be}": lambda facts: "bundle exec " if facts.nearest("Gemfile | gems.rb") else "",
    "{mvn}": lambda facts: _wrapper(facts, "mvnw", "mvn"),
    "{gradle}": lambda facts: _wrapper(facts, "gradlew", "gradle"),
    "{mill}": lambda facts: "./mill" if facts.holds("mill") else "mill",
    "{cljs}": lambda facts: next(iter(_BUILD.findall(facts.text("shadow-cljs.edn"))), "app"),
    "{book}": lambda facts: word(next(iter(facts.find("*/_toc.yml")), ".").partition("/")[0]),
    "{project}": lambda facts: word(_name(facts)),
    "{main}": lambda facts: word(_main(facts)),
    "{manage}": lambda facts: word(_manage(facts)),
    "{solution}": _solution,
    "{program}": lambda facts: word(facts.values.get("go.program", "")),
    "{scheme}": lambda facts: word(_scheme(facts)),
    "{options}": lambda facts: "".join(f" -D{name}=ON" for name in _OFF.findall(facts.text("CMakeLists.txt"))[:1]),
    "{preset}": lambda facts: word(facts.values.get("cmake.preset", "")),
    "{modules}": lambda facts: " ".join(word(f"{m.rstrip('/')}/...") for m in facts.members.get("go", ())),
    "{script}": lambda facts: word(facts.values.get("py.script", "")),
}
"""Mark → what it stands for in a directory."""
