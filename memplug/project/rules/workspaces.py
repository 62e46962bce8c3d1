"""What makes a root that coordinates several packages. Counted members are resolved by `memplug.project.workspace`."""

from typing import NamedTuple

# ruff: noqa: E501
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.


class Kind(NamedTuple):
    """A list of members: where it stands, what makes a directory one of them, when the root is a package too."""

    key: str
    """In `Facts.members`."""
    name: str
    source: str
    member: str
    """The manifest of a member; '' when any directory may be one."""
    own: str | None = None
    """Condition under which the root itself counts as a package; None: never."""


COUNTED = (
    Kind("npm", "npm workspaces", "package.json", "package.json", "npm-has:exports | npm-has:main & !npm-has:private"),
    Kind("pnpm", "pnpm workspace", "pnpm-workspace.yaml", "package.json"),
    Kind("deno", "deno workspace", "deno.json*", "deno.json*"),
    Kind("uv", "uv workspace", "pyproject.toml", "pyproject.toml", "py-has:project & src/"),
    Kind("cargo", "Cargo workspace", "Cargo.toml", "Cargo.toml", "crate-has:package"),
    Kind("scarb", "Scarb workspace", "Scarb.toml", "Scarb.toml", "Scarb.toml~[package]"),
    Kind("go", "go.work", "go.work", "go.mod"),
    Kind("maven", "Maven modules", "pom.xml", "pom.xml"),
    Kind("gradle", "Gradle modules", "settings.gradle*", ""),
    Kind("pub", "pub workspace", "pubspec.yaml", "pubspec.yaml"),
    Kind("lerna", "Lerna", "lerna.json", "package.json"),
)

LISTED = (
    ("package.json", "npm"),
    ("Cargo.toml", "crate"),
    ("pyproject.toml", "py"),
    ("go.work", "go"),
    ("pom.xml", "jvm"),
    ("settings.gradle*", "jvm"),
    ("pubspec.yaml", "dart"),
    ("deno.json*", "deno"),
    ("*.sln | *.slnx", "net"),
)
"""Manifests that may list members, and the family whose reader knows them."""

FLAT_OUT: tuple[tuple[str, str], ...] = (
    ("Rush", "rush.json"),
    ("Nx", "nx.json & apps/ | nx.json & libs/ | nx.json & packages/"),
    ("Turborepo", "turbo.json & apps/ | turbo.json & packages/"),
    ("Lerna", "lerna.json & packages/"),
    ("moon", ".moon/workspace.yml"),
    ("Pants", "pants.toml"),
    ("sbt", "build.sbt~.aggregate( & jvm-has:sbt-projects | build.sbt~tlCrossRootProject"),
    ("mix umbrella", "mix.exs~apps_path"),
    ("melos", "melos.yaml | mono_repo.yaml"),
    ("Buck", ".buckconfig & !Cargo.toml & !CMakeLists.txt & !package.json & !pyproject.toml & !setup.py & !pom.xml & !build.gradle*"),
)  # fmt: skip

GO_FOLDERS = (
    "modules", "contrib", "plugins", "packages", "pkg", "internal", "services", "apps", "libs", "cmd", "sdk", "providers", "components",
)  # fmt: skip
"""Where modules stand side by side below the root's own; a look into every directory would take as long as all else."""

SIBLINGS: tuple[tuple[str, str, int, str], ...] = (
    ("Bazel packages", "*/BUILD", 2, "bazel"),
    ("Bazel packages", "*/BUILD.bazel", 2, "bazel"),
    ("dune packages", "*.opam", 2, "ocaml"),
    ("Cabal packages", "*/*.cabal", 2, "haskell"),
    ("gems", "*.gemspec", 2, "ruby"),
    ("gems", "*/*.gemspec", 3, "ruby"),
    ("rebar3 apps", "apps/*/rebar.config", 2, "erlang"),
    ("rebar3 apps", "apps/*/src/*.app.src", 2, "erlang"),
    ("Go modules", "*/go.mod", 2, "go"),
    *(("Go modules", f"{folder}/*/go.mod", 3, "go") for folder in GO_FOLDERS),
    ("Python packages", "*/pyproject.toml", 3, "python"),
    ("Python packages", "*/setup.py", 3, "python"),
    ("Python packages", "packages/*/pyproject.toml", 2, "python"),
    ("packages", "packages/*/package.json", 2, "node"),
    ("packages", "*/package.json", 3, "node"),
    ("crates", "*/Cargo.toml", 3, "rust"),
    ("Maven projects", "*/pom.xml", 3, "maven"),
    ("Gradle projects", "*/settings.gradle*", 3, "gradle"),
    ("sbt projects", "*/build.sbt", 3, "scala"),
    ("Leiningen projects", "*/project.clj", 3, "clojure"),
    ("Leiningen projects", "modules/*/project.clj", 3, "clojure"),
    ("Mix projects", "*/mix.exs", 3, "elixir"),
    ("Bundler projects", "*/Gemfile", 3, "ruby"),
    ("Composer projects", "*/composer.json", 3, "php"),
    ("Swift packages", "*/Package.swift", 3, "swift"),
    ("charts", "charts/*/Chart.yaml", 2, "helm"),
    ("charts", "*/Chart.yaml", 3, "helm"),
    ("Dart packages", "pkgs/*/pubspec.yaml", 2, "dart"),
    ("Dart packages", "packages/*/pubspec.yaml", 2, "dart"),
    ("Composer packages", "packages/*/composer.json", 2, "php"),
    ("Composer packages", "src/*/composer.json", 3, "php"),
)
"""What the packages are, the manifests that count, how many of them make a workspace, and in which ecosystem."""

SIBLINGS_OF = {owner: tuple(row for row in SIBLINGS if row[3] == owner) for _, _, _, owner in SIBLINGS}
