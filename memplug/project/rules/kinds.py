"""The type of a project: one noun that says what it is for.

Order: what a marker says outright, then what the package says of itself (`LIBRARY` keeps a published package from
being taken for an app of the framework it extends), then the framework's kind, then the ecosystem's own rows.
"""

from __future__ import annotations

# ruff: noqa: E501, ISC004, Q003
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.
import re

from memplug.expressions import expression

MARKERS: tuple[tuple[str, str], ...] = (
    ("template", "cookiecutter.json | copier.yml | copier.yaml | .template.config/template.json"),
    (
        "theme",
        "theme.toml & layouts/ | theme.toml & templates/ | *.gemspec & _layouts/ & _includes/ | style.css~Theme Name: | php-type:wordpress-theme",
    ),
    (
        "plugin",
        "action.yml & !pyproject.toml & !Cargo.toml & !go.mod & !*.rockspec & !rockspecs/ & !*.gemspec"
        " | action.yaml & !pyproject.toml & !Cargo.toml & !go.mod",
    ),
    (
        "plugin",
        "php-type:wordpress-plugin | php-type:drupal-module | php-type:magento2-module | php-type:composer-plugin",
    ),
    (
        "plugin",
        "jvm-plugin:java-gradle-plugin | jvm-plugin:com.gradle.plugin-publish | pom.xml~<packaging>maven-plugin",
    ),
    ("plugin", "*.control & Makefile~PGXS | *.control & Makefile & *--*.sql | *.control & Makefile & sql/"),
    ("plugin", ".claude-plugin/plugin.json & !package.json & !pyproject.toml"),
)

_PUBLISHED = (
    "py-has:published & !manage.py & !alembic.ini & !alembic/ & !Procfile & !app.py & !app/main.py & !wsgi.py"
    " & !docker-compose*.y*ml & !compose.y*ml"
)

_NO_PAGES = "!src/main/webapp/ & !src/main/twirl/"
_NO_WINDOWS = "!net-has:winexe & !net-has:usewpf & !net-has:usewindowsforms & !net-has:usemaui"

LIBRARY: dict[str, str] = {
    "node": "npm-has:exports & !npm-has:private | npm-has:types & !npm-has:private | npm-has:typings & !npm-has:private"
    " | npm-has:module & !npm-has:private | npm-has:files & !npm-has:private & npm-has:main & !npm:express & !npm:koa & !npm:fastify"
    " | npm-has:publishConfig & !npm-has:private & npm-has:main"
    " | npm-has:exports & npm-has:private & !index.html & !public/ & !app/ & !pages/ & !src/app/ & !src/pages/ & !src/routes/ & !npm:next"
    " | npm-any:ng-packagr & ng-package.json | npm-any:ng-packagr & src/ng-package.json | npm-any:ng-packagr & projects/*/ng-package.json & !src/",
    "python": f"py-has:build-system & {_PUBLISHED} | !*/manage.py & {_PUBLISHED}",
    "php": "php-type:library | php-type:symfony-bundle | php-type:laravel-package",
    "ruby": "*.gemspec & !config/application.rb & !config.ru & !exe/ | *.gemspec & lib/ & !config/application.rb & !exe/ & !bin/rails",
    "rust": "crate-has:lib & !crate-has:bin & !crate:bevy & !crate-has:unpublished & !Dockerfile & !src-tauri/ | crate-has:lib & crate-has:helpers & !crate:bevy & !crate-has:unpublished & !Dockerfile & !src-tauri/",
    "elixir": "mix.exs~package: & !assets/",
    "maven": "pom.xml~<licenses & !jvm-plugin:spring-boot-maven-plugin & !jvm:spring-boot-starter-parent & !jvm-plugin:quarkus-maven-plugin & !src/main/resources/application.properties & !src/main/resources/application.yml & !*/src/main/resources/application.*"
    " | pom.xml~maven-gpg-plugin | pom.xml~central-publishing | pom.xml~<module>deployment & pom.xml~<module>runtime",
    "gradle": "jvm-plugin:maven-publish & !jvm-plugin:com.android.application & !jvm-plugin:org.springframework.boot"
    " | jvm-plugin:com.vanniktech.maven.publish & !jvm-plugin:com.android.application"
    " | jvm-plugin:com.android.library & !jvm-plugin:com.android.application | jvm-plugin:io.micronaut.library & !jvm-plugin:io.micronaut.application",
    "dotnet": f"net-has:packageid & !net-has:packastool & !net-has:exe & {_NO_WINDOWS} | net-has:ispackable & !net-has:packastool & !net-has:exe & {_NO_WINDOWS} & !net-sdk:Microsoft.NET.Sdk.Web"
    f" | net-has:generatepackageonbuild & !net-has:exe & !net-has:packastool & {_NO_WINDOWS}",
    "haskell": "hs-has:library & !hs-has:executable",
    "nim": "!*.nimble~\nbin & !*.nimble~\nnamedBin",
    "gleam": "gleam.toml~licences & gleam.toml~repository",
    "purescript": "spago.yaml~publish: | spago.dhall~license & spago.dhall~repository & !index.html | bower.json & !index.html",
    "dart": "dart-has:version & !dart-has:unpublished & lib/ & !android/ & !ios/ & !web/ & !dart-has:executables",
    "swift": "Package.swift~.library( & !Package.swift~.executableTarget | *.podspec",
    "go": "!main.go & !cmd/ & !*/main.go & !cmd/*/main.go & !Dockerfile & !app.go & !server.go & !bin/*/main.go & !*/routers.go & !*/router.go & !handlers/ & !controllers/ & !routes/",
    "scala": f"build.sbt~licenses & {_NO_PAGES} | build.sbt~publishTo & {_NO_PAGES} | build.sbt~homepage & {_NO_PAGES} | build.sbt~sonatype | jvm-plugin:sbt-ci-release | build.mill~PublishModule | build.sc~PublishModule",
    "clojure": "project.clj~:license & !project.clj~:main | deps.edn & build.clj~lib & !src/**/main.clj & !resources/public/",
}
"""Ecosystem → what shows a package meant for other programs rather than an app."""

NIM_PROGRAM = "*.nimble~\nbin | *.nimble~\nnamedBin"
MAC = (
    "Podfile~:osx | Podfile~:macos | */MainMenu.xib | */Base.lproj/MainMenu.xib"
    " | *.xcodeproj/project.pbxproj~SDKROOT = macosx & !*.xcodeproj/project.pbxproj~SDKROOT = iphoneos"
)
"""What shows a program for the Mac."""

OWN: dict[str, tuple[tuple[str, str], ...]] = {
    "node": (
        ("library", "npm-has:exports & !npm-has:private & !npm-has:bin"),
        ("library with a cli", "npm-has:bin & npm-has:exports & !npm-has:private | npm-has:bin & npm-has:types & !npm-has:private"),
        ("cli", "npm-has:bin & !npm-has:private"),
        ("cli", "npm-has:bin & !npm-has:exports"),
        ("library", "npm-has:exports | npm-has:types | npm-has:typings | npm-has:module | npm-has:files"),
        ("library", "project.json~\"library\" & !package.json"),
        ("web service", " | ".join(f"project.json~{mark} & !package.json" for mark in ("@nx/js:node", "@nx/node", "@nx/nest", '"target": "node"'))),
        ("web app", "project.json~\"application\" & !package.json & src/app/"),
        ("docs", "npm-any:docsify | npm-any:docsify-cli | npm-any:docsify-to-pdf | _sidebar.md & index.html"),
        ("web app", "index.html | public/index.html | src/index.html"),
        ("library", "npm-has:main & !npm-has:private | npm-has:browser"),
        ("library", "!npm-has:private & index.js | !npm-has:private & index.ts"),
        ("library", "npm-has:main & lib/"),
        ("cli", "*.sh & !npm-has:dependencies & !Dockerfile* & !docker-entrypoint.sh"),
        ("web service", "server.js | src/server.ts | src/server.js"),
    ),
    "deno": (("library", "deno-has:exports | mod.ts"), ("web service", "main.ts & routes/"), ("cli", "main.ts | cli.ts")),
    "python": (
        ("library", "py-class:library"),
        ("cli", "py-class:console & py-has:scripts"),
        ("library with a cli", "py-has:scripts & py-has:project & ^py-tool:uv.workspace & !py-tool:uv.workspace"),
        ("cli", "py-has:scripts & py:click | py-has:scripts & py:typer | py-has:scripts & py:rich | py-has:scripts & !py-has:published"),
        ("library with a cli", "py-has:scripts & */__main__.py | py-has:scripts & src/*/__main__.py"),
        ("library", "py-has:published | py-has:build-system | py-has:setup | setup.cfg~[metadata]"),
        ("ml", "train.py"),
        ("notebooks", "*.ipynb | notebooks/*.ipynb"),
        ("ml", "*/train.py"),
        ("docs", "mkdocs.yml | docs/conf.py & !py-has:project | conf.py"),
        ("cli", "py-has:scripts | main.py | */__main__.py | cli.py"),
    ),
    "rust": (
        ("firmware", "crate-has:bare | .cargo/config.toml~riscv32"),
        ("library", "crate-has:proc-macro"),
        ("library", "crate-has:lib & crate-has:helpers"),
        ("cli", "crate-has:bin | crates/*/src/main.rs | */src/main.rs & !crate-has:lib"),
        ("library", "crate-has:lib | */src/lib.rs | */*/src/lib.rs"),
    ),
    "go": (
        ("web service", "cmd/server/ | cmd/api/ | cmd/*-server/ | cmd/*-api/ | cmd/apiserver/ | server/main.go"
         " | Dockerfile & web/ & cmd/ | Dockerfile & webui/ | routers/ & main.go"),
        ("cli", "main.go | cmd/main.go | cmd/*/main.go | .goreleaser.y*ml & !*.go"),
        ("library", "*.go"),
        ("cli", "cmd/ | */main.go"),
        ("library", "*/*.go"),
    ),
    "clojure": (("cli", "bb.edn~:bbin/bin"), ("cli", "project.clj~:main | bb.edn & !deps.edn"), ("web app", "shadow-cljs.edn & resources/public/ | shadow-cljs.edn~:browser & !deps.edn & !project.clj"),
                ("web app", "resources/public/"), ("library", "src/")),
    "scala": (("plugin", "build.sbt~sbtPlugin"), ("library", "build.sbt | build.mill* | build.sc")),
    "maven": (("library", ""),),
    "gradle": (("cli", "jvm-plugin:application"), ("library", "")),
    "dotnet": (("desktop app", "net-has:winexe"), ("cli", "net-has:packastool | net-has:exe"), ("library", "")),
    "ruby": (("cli", "exe/"), ("library with a cli", "gem-has:executables & lib/"), ("library", "*.gemspec"), ("web app", "config.ru"), ("cli", "bin/")),
    "php": (("cli", "php-has:bin & php:symfony/console"), ("web app", "php-type:wordpress-core"), ("web app", "public/index.php | index.php | php-type:project"), ("library", "")),
    "elixir": (("cli", "mix.exs~escript:"), ("library", "mix.exs~package"),
               ("web service", "mix.exs~mod: & mix.exs~:plug | mix.exs~mod: & mix.exs~:cowboy | mix.exs~mod: & mix.exs~:bandit | mix.exs~mod: & rel/ | mix.exs~mod: & Dockerfile"),
               ("library", "lib/")),
    "erlang": (("cli", "rebar.config~escript_name"), ("web service", "rebar.config~{relx"), ("library", "")),
    "gleam": (("cli", "gleam.toml~argv"), ("library", "")),
    "dart": (("plugin", "dart-has:plugin"), ("cli", "dart-has:executables"), ("library", "")),
    "swift": (
        ("desktop app", MAC),
        ("mobile app", "*.xcodeproj/ & project.yml & !Sources/ | *.xcodeproj/ & *.entitlements"),
        ("library with a cli", "Package.swift~.executable( & Package.swift~.library("),
        ("library", "Package.swift~.library( & !*.xcodeproj/ | Package.swift~.library( & Package.swift & !*/*App.swift"),
        ("cli", "Package.swift~.executable"),
        ("library", "*.podspec | Package.swift"),
        ("mobile app", "*.xcodeproj/ | *.xcworkspace/ | Podfile | project.yml | Project.swift"),
    ),
    "zig": (("cli", "build.zig~addExecutable & src/main.zig"), ("library", "build.zig~addLibrary | build.zig~addStaticLibrary | build.zig~addModule"),
            ("cli", "build.zig~addExecutable"), ("library", "")),
    "ocaml": (("library", "lib/ & dune-project~ library | lib/ & *.opam~ library"), ("cli", "bin/dune | bin/ & !lib/ | bin/main.ml"), ("library", "")),
    "haskell": (("cli", "hs-has:executable & !hs-has:library | hs-has:executable & app/ | hs-has:executable"), ("library", "")),
    "julia": (("library", "Project.toml~uuid"), ("notebooks", "*.ipynb"), ("data", "")),
    "r": (("library", "DESCRIPTION~Package: & R/"), ("notebooks", "*.Rmd | *.qmd"), ("data", "")),
    "nim": (("cli", NIM_PROGRAM), ("library", "")),
    "d": (("cli", "dub.sdl~targetType \"executable\" | dub.json~\"executable\""), ("library", "dub.sdl~targetType \"library\" | dub.json~\"library\""),
          ("cli", "source/app.d | src/app.d | src/*/main.d | source/main.d"), ("library", "")),
    "crystal": (("cli", "shard.yml~targets:"), ("library", "")),
    "elm": (("library", "elm.json~\"package\""), ("web app", "")),
    "purescript": (("library", "spago.yaml~publish: | bower.json"), ("library", "")),
    "perl": (("cli", "lib/App/"), ("library", "lib/"), ("cli", "script/ | bin/")),
    "lua": (("cli", "bin/"), ("library", "*.rockspec | rockspecs/ | init.lua | lua/ | src/")),
    "ada": (("cli", "alire.toml~executables"), ("library", "")),
    "fortran": (("cli", "app/"), ("library", "")),
    "racket": (("library", ""),),
    "raku": (("library", ""),),
    "lisp": (("library", ""),),
    "powershell": (("library", ""),),
    "v": (("cli", "main.v | src/main.v"), ("library", "")),
    "haxe": (("library", ""),),
    "lean": (("library", ""),),
    "moonbit": (("library", ""),),
    "cairo": (("library", ""),),
    "typst": (("template", "typst.toml~[template]"), ("library", "")),
    "cmake": (
        ("plugin", "CMakeLists.txt~ MODULE)"),
        ("cli", "CMakeLists.txt~add_executable & !CMakeLists.txt~add_library & !include/ | src/CMakeLists.txt~add_executable & !include/"
         " | src/*/CMakeLists.txt~add_executable & !include/"),
        ("cli", "src/CMakeLists.txt~add_executable & src/main.c* & !CMakeLists.txt~install( & !src/CMakeLists.txt~install( & !*onfig.cmake.in"
         " & !*/*onfig.cmake.in"),
        ("library", "CMakeLists.txt~INTERFACE | CMakeLists.txt~add_library | include/ | CMakeLists.txt~export( | *onfig.cmake.in | */*onfig.cmake.in"),
        ("cli", "CMakeLists.txt~add_executable | src/main.c* | main.c*"),
        ("library", "*/CMakeLists.txt~add_library | */*.pc.in | *.pc.in"),
        ("cli", "*/CMakeLists.txt~add_executable | src/*/main.c*"),
        ("library", "*.h | *.hpp | src/*.h"),
    ),
    "meson": (
        ("desktop app", "data/*.desktop.in* | data/*.desktop* | data/*.metainfo.xml*"),
        ("library", "meson.build~library( & !src/main.c & !main.c & !meson.build~executable("),
        ("library", "meson.build~library( & meson.build~pkgconfig & !src/main.c & !main.c"),
        ("cli", "meson.build~executable( | src/main.c* | main.c | src/meson.build~executable( | */meson.build~executable("),
        ("library", "meson.build~library( | src/meson.build~library( | */meson.build~library( | include/ & lib/"),
    ),
    "autotools": (("cli", "Makefile.am~bin_PROGRAMS | src/Makefile.am~bin_PROGRAMS | src/main.c"), ("library", "Makefile.am~lib_LTLIBRARIES | src/Makefile.am~lib_LTLIBRARIES"),
                  ("library", "include/ | *.pc.in"), ("cli", "")),
    "xmake": (("cli", "xmake.lua~\"binary\""), ("library", "")),
    "make": (("library", "lib/*.pc.in | *.pc.in"), ("library", "include/ & !src/main.c & !main.c | *.h & !main.c & !src/ & !*.1"), ("cli", "*.c | src/*.c | *.cpp | src/*.cpp | *.1")),
    "conan": (("library", "include/ | conanfile.py~ConanFile"), ("cli", "")),
    "bazel": (("library", "lib/*.bzl | *.bzl & .bcr/"), ("library", "*/*.h & !*/main.c*")),
    "latex": (("template", "*.cls | *.sty"), ("docs", "")),
    "helm": (("helm chart", ""),),
    "nix": (("config", "hosts/ | nixos/ | home.nix | configuration.nix | machines/ | home/ | home-manager/"), ("library", "overlay.nix | modules/ & pkgs/")),
    "emacs": (("plugin", ""),),
    "dotfiles": (("config", ""),),
    "fusesoc": (("hardware", ""),),
    "agda": (("library", ""),),
    "coq": (("library", ""),),
    "idris": (("cli", "*.ipkg~executable"), ("library", "")),
    "smalltalk": (("library", ""),),
    "apl": (("library", ""),),
    "odin": (("cli", "main.odin | src/main.odin"),),
    "roblox": (("library", "wally.toml | rotriever.toml"), ("game", "")),
    "notebooks": (("ml", "train.py | model.py"), ("notebooks", "")),
    "shell": (("theme", "*.zsh-theme & !*.plugin.zsh & !plugins/"), ("plugin", "*.plugin.zsh | *.zsh-theme | *.tmux | plugins/ & themes/"), ("cli", "")),
    "site": (("web app", ""),),
}  # fmt: skip
"""Ecosystem → its own rows, first hit wins."""

BARE: tuple[tuple[str, str], ...] = (
    ("template", "cookiecutter.json | copier.yml | copier.yaml"),
    ("hardware", "*.kicad_pro | */*.kicad_pro | *.scad"),
    ("plugin", "*.user.js | */*.user.js | pack.mcmeta | */pack.mcmeta | */*/pack.mcmeta"),
    ("hardware", "rtl/*.v | rtl/*.sv | rtl/*.vhd | hdl/*.v | hdl/*.sv | hdl/*.vhd"),
    ("infrastructure", ".sops.yaml | kubernetes/ | k8s/ | clusters/"),
    ("cli", "bin/ & completions/ | bin/ & manpages/ | bin/ & man/ | bin/ & *.1"),
)
"""The same for a repository without any manifest."""

DEFAULT: dict[str, str] = {
    "unity": "game", "unreal": "game", "godot": "game", "love": "game", "dbt": "data", "nextflow": "data pipeline", "snakemake": "data pipeline", "ansible": "infrastructure",
    "terraform": "infrastructure", "helm": "helm chart", "kustomize": "infrastructure", "chezmoi": "config",
    "buf": "library", "homebrew": "config", "tree-sitter": "library",
    "guix": "config", "buck": "monorepo", "pants": "monorepo",
}  # fmt: skip

SAMPLE_NAME = expression(
    r"(?:^|[-_+./\s])(examples?|samples?|demos?|tutorials?|playground|workshop|cookbook|recipes|getting-started|quickstarts?)$|(?:^|[-_+/])(samples|examples)(?=[-_])",
    re.IGNORECASE,
)
LIST_NAME = expression(r"(?:^|[-_+./])awesome-(?!.*\d)", re.IGNORECASE)
TEMPLATE_NAME = expression(
    r"(?:^|[-_+./\s])(templates?|boilerplate|starter|starter-kit|skeleton|scaffold|seed|stack)$|(?:^|[-_+/])(template|boilerplate|starter|skeleton)(?=[-_])",
    re.IGNORECASE,
)
"""Names of the repository's folder or package by which its owner calls it a set of samples or a template."""

TELLING = expression(
    "template|boilerplate|starter|skeleton|scaffold|seed|stack|example|sample|demo|tutorial|playground|workshop|cookbook"
    "|recipes|getting-started|quickstart|awesome-"
)
"""Words without which neither of the two can be found: most names have none."""

SERVED = (
    "views/ & public/ | src/views/ & public/ | templates/ & static/ | views/ & static/ | src/*/views/ & assets/css/"
    " | web/templates/ & web/static/ | app/templates/ & app/static/"
)
"""Where a service has pages of its own, and what they are shown with."""
SURE = frozenset(
    {"mobile app", "game", "firmware", "smart contracts", "plugin", "infrastructure", "theme", "helm chart", "config"}
)
"""Kinds of which a framework leaves no doubt, even when the package could be published."""
OWN_PACKAGE = {
    "node": "npm-has:exports | npm-has:main | npm-has:bin & !npm-has:private | src/ & npm-any:vite | npm:next | npm:nuxt | npm-any:nuxt",
    "rust": "crate-has:package",
    "python": "py-has:project & src/ | py-has:build-system",
    "go": "go.mod & *.go | go.mod & cmd/ | go.mod & Dockerfile",
    "gradle": "src/",
    "maven": "src/",
    "dotnet": "*.sln | *.slnx | *.csproj | *.fsproj | *.vbproj",
    "dart": "lib/",
    "elixir": "lib/",
    "ocaml": "dune-project",
    "haskell": "*.cabal",
    "ruby": "*.gemspec | Gemfile",
    "scala": "build.sbt | build.sc | build.mill*",
    "terraform": "*.tf",
    "cmake": "CMakeLists.txt",
    "make": "Makefile",
    "php": "composer.json",
    "swift": "Package.swift",
    "bazel": "lib/*.bzl | *.bzl & .bcr/",
}
"""Ecosystem → what shows that a workspace's root is a package itself, whose type is then the answer."""
REAL_PACKAGE = "npm-has:dependencies | npm-has:workspaces | npm-has:main | npm-has:exports | npm-has:bin | py-has:project | py-has:setup | py-tool:poetry"
"""What shows that a manifest at the root is more than a place to pin a formatter."""
