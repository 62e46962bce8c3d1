"""Whether a root coordinates several packages, and which."""

from operator import itemgetter
from typing import NamedTuple

from memplug.expressions import expression
from memplug.project.conditions import Table
from memplug.project.facts import Facts
from memplug.project.rules.ecosystems import ASIDE, HELPERS, SHOWN
from memplug.project.rules.workspaces import COUNTED, FLAT_OUT, LISTED, SIBLINGS_OF

MAX_MEMBERS = 200
_FLAT_OUT = Table(FLAT_OUT, itemgetter(1))
_LISTED = Table(LISTED, itemgetter(0))
_YAML_ITEM = expression(r"^\s{0,8}-[ \t]*[\"']?([^\"'#\n]+)")


class Workspace(NamedTuple):
    """What holds the packages together, where they are, and the file that says so."""

    tool: str
    members: tuple[str, ...]
    source: str


def find(facts: Facts, ecosystem: str = "") -> Workspace | None:
    """Return the workspace whose root is this directory, or None when it coordinates fewer than two packages.

    Sibling manifests that nothing lists count only for the main `ecosystem`.
    """
    _lists(facts)
    for kind in COUNTED if facts.members else ():
        patterns = facts.members.get(kind.key)
        if patterns:
            listed = resolve(facts, patterns, kind.member)
            members = [m for m in listed if m.rpartition("/")[2] not in HELPERS]
            own = kind.own is not None and facts.holds(kind.own)
            # Examples beside packages are none of them; where all are examples, they are what the repository holds.
            packages = [m for m in members if m.partition("/")[0] not in SHOWN]
            members = packages if packages or own else members
            if len(members) + own > 1:
                return Workspace(kind.name, tuple(members), facts.why(kind.source))
    for tool, condition in facts.which(_FLAT_OUT):
        return Workspace(tool, (), facts.why(condition))
    if facts.holds("*.sln | *.slnx") and int(facts.values.get("net.projects", "0")) > 1:
        return Workspace("solution", (), facts.relative(facts.values.get("net.manifest", "")))
    siblings = SIBLINGS_OF.get(ecosystem, ())
    around = [n for n in facts.listing.folders() if n[0] != "_" and n not in ASIDE] if siblings else []
    for tool, pattern, enough, _ in siblings:
        if pattern[:2] == "*/" and len(around) < enough:
            continue
        names = facts.find(pattern)
        found = [n for n in names if n[0] != "_" and not ASIDE.intersection(n.split("/")[:-1])]
        if len(found) >= enough:
            return Workspace(tool, tuple(n.rpartition("/")[0] or n for n in found), facts.relative(found[0]))
    return None


def _lists(facts: Facts) -> None:
    """Make sure that every manifest that may list members has been read."""
    for _, family in facts.which(_LISTED):
        facts.load(family)
    if "pnpm" not in facts.members and facts.holds("pnpm-workspace.yaml~packages:"):
        facts.members["pnpm"] = yaml_list(facts.text("pnpm-workspace.yaml"), "packages")
    if "scarb" not in facts.members and facts.holds("Scarb.toml"):
        workspace = facts.data("Scarb.toml").get("workspace")
        found = workspace.get("members") if isinstance(workspace, dict) else None
        facts.members["scarb"] = [m for m in found if isinstance(m, str)] if isinstance(found, list) else []
    if "lerna" not in facts.members and facts.holds("lerna.json"):
        found = facts.data("lerna.json").get("packages")
        facts.members["lerna"] = [m for m in found if isinstance(m, str)] if isinstance(found, list) else []


def yaml_list(text: str, key: str) -> list[str]:
    """Return the plain items below a top-level `key:`; YAML is scanned by line, not parsed."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        if line[:1] not in {" ", "\t", "-", "#", ""}:
            inside = line.startswith(f"{key}:")
        elif inside and (item := _YAML_ITEM.match(line)):
            found.append(item.group(1).strip())
    return found


def resolve(facts: Facts, patterns: list[str], manifest: str) -> list[str]:
    """Return the member directories that exist, in the order found; `!` patterns are passed over, `**` is one level."""
    found: dict[str, None] = {}
    for pattern in patterns:
        path = pattern.replace("\\", "/").removeprefix("./").rstrip("/").replace("/**", "/*").replace("**", "*")
        if pattern.startswith("!"):
            continue
        if path in {"", "."} or path.startswith("../"):
            continue
        if not manifest and "*" not in path:
            found[path] = None
            continue
        if manifest == "pom.xml" and path.endswith(".xml"):
            path = path.rpartition("/")[0]
        for name in facts.find(f"{path}/{manifest}")[:MAX_MEMBERS]:
            found[name.rpartition("/")[0]] = None
    return list(found)[:MAX_MEMBERS]


def root_of(facts: Facts, ecosystem: str = "") -> tuple[Facts, Workspace] | None:
    """Return the nearest directory above that is a workspace, with it; `ecosystem` is the member's."""
    at = facts.above
    while at:
        if found := find(at, ecosystem):
            return at, found
        at = at.above
    return None
