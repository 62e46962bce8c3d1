"""Package managers by ecosystem: the first row that holds wins, asked here first and then upward to the root."""

from __future__ import annotations

# ruff: noqa: E501, ISC004
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.

_TWO_LOCKS = (
    ("npm", "package-lock.json & yarn.lock & ci~npm ci | package-lock.json & pnpm-lock.yaml & ci~npm ci"
     " | package-lock.json & bun.lock & ci~npm ci | package-lock.json & bun.lockb & ci~npm ci"),
    ("pnpm", "pnpm-lock.yaml & yarn.lock & ci~pnpm install | pnpm-lock.yaml & package-lock.json & ci~pnpm install"
     " | pnpm-lock.yaml & bun.lock & ci~pnpm install"),
    ("yarn", "yarn.lock & package-lock.json & ci~yarn install | yarn.lock & pnpm-lock.yaml & ci~yarn install"
     " | yarn.lock & package-lock.json & ci~yarn --frozen-lockfile | yarn.lock & bun.lock & ci~yarn install"),
    ("bun", "bun.lock & yarn.lock & ci~bun install | bun.lock & package-lock.json & ci~bun install"
     " | bun.lockb & package-lock.json & ci~bun install | bun.lockb & yarn.lock & ci~bun install"),
)  # fmt: skip

MANAGERS: dict[str, tuple[tuple[str, str], ...]] = {
    "node": (
        ("rush", "rush.json"),
        ("pnpm", "npm-pm:pnpm"),
        ("yarn", "npm-pm:yarn"),
        ("bun", "npm-pm:bun"),
        ("npm", "npm-pm:npm"),
        *_TWO_LOCKS,
        ("pnpm", "pnpm-lock.yaml | pnpm-workspace.yaml | pnpm-lock.yml"),
        ("bun", "bun.lock | bun.lockb"),
        ("yarn", ".yarnrc.yml | .yarn/releases/ | .pnp.cjs | yarn.lock"),
        ("npm", "package-lock.json | npm-shrinkwrap.json"),
        ("pnpm", "npm-hint:pnpm | .npmrc~shamefully-hoist | .npmrc~node-linker | .npmrc~auto-install-peers"
         " | .npmrc~strict-peer-dependencies | .npmrc~public-hoist-pattern | .pnpmfile.cjs"),
        ("yarn", "npm-hint:yarn | .yarnrc"),
        ("bun", "npm-hint:bun | bunfig.toml | npm-dev:bun-types | npm-dev:@types/bun"),
        ("deno", "deno.lock & !package-lock.json"),
    ),
    "meteor": (("npm", "package.json"),),
    "deno": (("deno", "deno.json | deno.jsonc | deno.lock"),),
    "python": (
        ("uv", "uv.lock"),
        ("poetry", "poetry.lock"),
        ("pdm", "pdm.lock"),
        ("pixi", "pixi.lock"),
        ("pipenv", "Pipfile.lock"),
        ("uv", "py-tool:uv | py-tool:uv.workspace | uv.toml"),
        ("poetry", "py-tool:poetry.dependencies | py-tool:poetry.group | py-tool:poetry.dev-dependencies"),
        ("pdm", "py-tool:pdm.scripts | py-tool:pdm.dev-dependencies"),
        ("pixi", "pixi.toml | py-tool:pixi"),
        ("pipenv", "Pipfile"),
        ("hatch", "py-tool:hatch.envs | hatch.toml~[envs"),
        ("rye", "py-tool:rye | requirements.lock"),
        ("poetry", "py-build:poetry-core & py-tool:poetry"),
        ("conda", "conda-lock.yml | environment.yml & !py-has:project & !setup.py & !requirements*.txt"
         " | environment.yaml & !py-has:project & !setup.py & !requirements*.txt"),
        ("pip", "requirements*.txt | requirements/*.txt | requirements.in"),
    ),
    "rust": (("cargo", "Cargo.toml | Cargo.lock"),),
    "anchor": (("cargo", "Cargo.toml"), ("anchor", "Anchor.toml")),
    "ape": (("uv", "uv.lock"), ("poetry", "poetry.lock"), ("pip", "requirements*.txt | setup.py | pyproject.toml")),
    "brownie": (("uv", "uv.lock"), ("poetry", "poetry.lock"), ("pip", "requirements*.txt | setup.py | pyproject.toml")),
    "go": (("go", "go.mod | go.work"),),
    "maven": (("maven", "pom.xml"),),
    "gradle": (("gradle", "build.gradle* | settings.gradle*"),),
    "scala": (("mill", "build.mill* | build.sc | .mill-version | mill"), ("sbt", "build.sbt | project/build.properties")),
    "clojure": (
        ("leiningen", "project.clj"),
        ("clojure cli", "deps.edn"),
        ("boot", "build.boot"),
        ("babashka", "bb.edn"),
        ("npm", "shadow-cljs.edn"),
    ),
    "dotnet": (("paket", "paket.dependencies"), ("nuget", "*.sln | *.slnx | *.csproj | *.fsproj | *.vbproj | Directory.Build.props | global.json")),
    "ruby": (("bundler", "Gemfile | gems.rb | *.gemspec"),),
    "jekyll": (("bundler", "Gemfile"),),
    "php": (("composer", "composer.json"),),
    "elixir": (("mix", "mix.exs"),),
    "erlang": (("rebar3", "rebar.config | rebar.lock"), ("make", "erlang.mk")),
    "gleam": (("gleam", "gleam.toml"),),
    "dart": (("pub", "pubspec.yaml | melos.yaml"),),
    "swift": (
        ("tuist", "Tuist.swift | Project.swift | Tuist/"),
        ("swiftpm", "Package.swift"),
        ("cocoapods", "Podfile"),
        ("carthage", "Cartfile"),
        ("swiftpm", "Package.resolved | *.xcodeproj/project.xcworkspace/xcshareddata/swiftpm/ | *.xcworkspace/xcshareddata/swiftpm/"
         " | *.xcodeproj/project.pbxproj~XCRemoteSwiftPackageReference"),
        ("cocoapods", "*.podspec"),
        ("swiftpm", "Packages/*/Package.swift | Modules/*/Package.swift"),
    ),
    "zig": (("zig", "build.zig | build.zig.zon"),),
    "ocaml": (("opam", "dune-project | *.opam"), ("esy", "esy.json")),
    "haskell": (("cabal", "cabal.project"), ("stack", "stack.yaml & package.yaml"), ("cabal", "*.cabal"), ("stack", "stack.yaml | package.yaml")),
    "julia": (("pkg", "Project.toml"),),
    "r": (("renv", "renv.lock"),),
    "nim": (("nimble", "*.nimble"),),
    "d": (("dub", "dub.json | dub.sdl"),),
    "crystal": (("shards", "shard.yml"),),
    "elm": (("elm", "elm.json"),),
    "purescript": (("spago", "spago.yaml | spago.dhall"),),
    "perl": (("carton", "cpanfile.snapshot"), ("cpanm", "Makefile.PL | Build.PL | dist.ini | cpanfile | minil.toml")),
    "raku": (("zef", "META6.json"),),
    "lua": (("luarocks", "*.rockspec | rockspecs/"),),
    "ada": (("alr", "alire.toml"),),
    "fortran": (("fpm", "fpm.toml"),),
    "racket": (("raco", "info.rkt"),),
    "lisp": (("qlot", "qlfile"),),
    "v": (("v", "v.mod"),),
    "haxe": (("haxelib", "haxelib.json"),),
    "emacs": (("eask", "Eask"), ("cask", "Cask"), ("eldev", "Eldev")),
    "tree-sitter": (("npm", "package.json"),),
    "sphinx": (("uv", "uv.lock"), ("poetry", "poetry.lock"), ("pip", "requirements*.txt")),
    "jupyter-book": (("conda", "environment.y*ml"), ("uv", "uv.lock"), ("pip", "requirements*.txt")),
    "buf": (("buf", "buf.yaml | buf.work.yaml"),),
    "sam": (("pip", "requirements*.txt | */requirements.txt"), ("npm", "package.json | */package.json")),
    "roblox": (("wally", "wally.toml"),),
    "idris": (("pack", "pack.toml"),),
    "fusesoc": (("fusesoc", "*.core | fusesoc.conf"),),
    "coq": (("opam", "*.opam | dune-project"),),
    "lean": (("lake", "lakefile.lean | lakefile.toml"),),
    "moonbit": (("moon", "moon.mod.json"),),
    "cairo": (("scarb", "Scarb.toml"),),
    "move": (("move", "Move.toml"),),
    "foundry": (("foundry", "foundry.toml"),),
    "cmake": (("conan", "conanfile.*"), ("vcpkg", "vcpkg.json"), ("cpm", "cmake/CPM.cmake | CPM.cmake")),
    "meson": (("meson", "subprojects/*.wrap"), ("conan", "conanfile.*"), ("vcpkg", "vcpkg.json")),
    "conan": (("conan", "conanfile.*"), ("vcpkg", "vcpkg.json")),
    "scons": (("conan", "conanfile.*"), ("vcpkg", "vcpkg.json")),
    "xmake": (("xmake", "xmake.lua"),),
    "bazel": (("bazel", "MODULE.bazel | WORKSPACE | WORKSPACE.bazel"),),
    "buck": (("buck2", ".buckconfig"),),
    "pants": (("pants", "pants.toml"),),
    "platformio": (("platformio", "platformio.ini"),),
    "arduino": (("arduino-cli", "library.properties | *.ino"),),
    "espidf": (("idf.py", "*/idf_component.yml | idf_component.yml"),),
    "zephyr": (("west", "west.yml"),),
    "nix": (("nix", "flake.nix | default.nix | shell.nix | devenv.nix"),),
    "guix": (("guix", "guix.scm | manifest.scm"),),
    "terraform": (("terraform", "*.tf | .terraform.lock.hcl | */*.tf | */*/*.tf"),),
    "helm": (("helm", "Chart.yaml | ct.yaml | charts/*/Chart.yaml | */Chart.yaml"),),
    "helmfile": (("helmfile", "helmfile.yaml"),),
    "ansible": (("uv", "uv.lock"), ("poetry", "poetry.lock"), ("ansible-galaxy", "galaxy.yml | requirements.y*ml | meta/main.yml | collections/requirements.yml | roles/requirements.yml")),
    "dbt": (("uv", "uv.lock"), ("poetry", "poetry.lock"), ("pip", "requirements*.txt | *-requirements.txt"), ("dbt", "packages.yml | dependencies.yml")),
    "unity": (("upm", "Packages/manifest.json"),),
    "unity-package": (("upm", "package.json | Packages/*/package.json"),),
    "hugo": (("hugo modules", "go.mod"), ("pnpm", "pnpm-lock.yaml"), ("yarn", "yarn.lock"), ("bun", "bun.lock"), ("npm", "package.json")),
    "mkdocs": (("uv", "uv.lock"), ("poetry", "poetry.lock"), ("pip", "requirements*.txt")),
    "mdbook": (("cargo", "Cargo.toml"),),
    "notebooks": (("conda", "environment.y*ml"), ("pip", "requirements*.txt")),
    "love": (("luarocks", "*.rockspec"),),
    "typst": (("typst", "typst.toml"),),
}  # fmt: skip

LOCKS: dict[str, dict[str, str]] = {
    "node": {
        "package-lock.json": "npm",
        "npm-shrinkwrap.json": "npm",
        "pnpm-lock.yaml": "pnpm",
        "yarn.lock": "yarn",
        "bun.lock": "bun",
        "bun.lockb": "bun",
    },
    "python": {
        "uv.lock": "uv",
        "poetry.lock": "poetry",
        "pdm.lock": "pdm",
        "Pipfile.lock": "pipenv",
        "pixi.lock": "pixi",
    },
}
"""Ecosystem → the lock files of its managers: one of another manager is worth saying."""

ALSO = "there is also "
"""What stands in the evidence of a manager before the lock files of others."""

FALLBACK: dict[str, tuple[str, str]] = {
    "node": ("npm", ""),
    "python": ("pip", "setup.py | setup.cfg | py-has:project | py-has:build-system"),
}
"""What an ecosystem uses when nothing is said, neither here nor above, and the condition for saying so."""

RUN_PREFIX = {"uv": "uv run ", "poetry": "poetry run ", "pdm": "pdm run ", "pipenv": "pipenv run ", "pixi": "pixi run ",
              "hatch": "hatch run ", "rye": "rye run "}  # fmt: skip
"""Python managers that run a command in the project's environment."""

EXEC_PREFIX = {
    "npm": "npx ",
    "pnpm": "pnpm ",
    "yarn": "yarn ",
    "bun": "bunx ",
    "rush": "npx ",
    "deno": "deno run -A npm:",
}
"""JavaScript managers: how a tool of the project is run without a script."""
EXEC_APART = {"pnpm": "pnpm exec ", "yarn": "npx "}
"""The same where a script has the tool's name, which these would run in its place."""
