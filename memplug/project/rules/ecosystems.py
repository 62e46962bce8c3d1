"""Ecosystems: which files mark one, what language it speaks, and how it competes with the others.

Rank 4: the marker decides alone. Rank 3: a language's manifest; several are decided by counting source files.
Rank 2: a build system that serves many languages. Rank 1: infrastructure beside other code. Rank 0: leftovers.
"""

from typing import NamedTuple

# ruff: noqa: E501, SIM905
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.


class Ecosystem(NamedTuple):
    """One row: the first row of a name that holds stands for the ecosystem."""

    name: str
    rank: int
    marks: str
    language: str | None = None
    """None: whatever the count of source files says."""
    counts: tuple[str, ...] = ()
    """Languages whose files speak for it; the language itself always does."""


JAVASCRIPT = ("JavaScript", "TypeScript", "Vue", "Svelte", "Astro", "CoffeeScript", "MDX", "Solidity")
JVM = ("Java", "Kotlin", "Groovy", "Scala")
NATIVE = ("C", "C++", "Objective-C", "Cuda", "Assembly", "Fortran")
HARDWARE = ("Verilog", "SystemVerilog", "VHDL")
WEB = ("HTML", "CSS", "SCSS", "JavaScript", "Markdown", "Go Template")

_NO_PROGRAM = "!Cargo.toml & !go.mod & !package.json & !pyproject.toml & !setup.py & !CMakeLists.txt"

ECOSYSTEMS = (
    # Markers that decide alone
    Ecosystem("unity-package", 4, 'Packages/*/package.json~"unity" & Packages/*/README.md & !Assets/Scripts/ & !Assets/Scenes/', "C#"),
    Ecosystem("unity", 4, "ProjectSettings/ProjectVersion.txt | Assets/ & Packages/manifest.json", "C#"),
    Ecosystem("unity-package", 4, "package.json & npm-has:unity", "C#"),
    Ecosystem("unreal", 4, "*.uproject | *.uplugin", "C++"),
    Ecosystem("godot", 4, "project.godot & *.csproj", "C#", ("GDScript",)),
    Ecosystem("godot", 4, "project.godot", "GDScript", ("C#",)),
    Ecosystem("platformio", 4, "platformio.ini", None, NATIVE),
    Ecosystem("espidf", 4, "CMakeLists.txt~tools/cmake/project.cmake | CMakeLists.txt~idf_component_register & !library.properties"
              " | sdkconfig.defaults & CMakeLists.txt | components/*/idf_component.yml | components/*/CMakeLists.txt~idf_component_register", None, NATIVE),
    Ecosystem("fusesoc", 4, "*.core~CAPI=2 | fusesoc.conf", None, HARDWARE),
    Ecosystem("zephyr", 4, "west.yml | CMakeLists.txt~find_package(Zephyr", "C", NATIVE),
    Ecosystem("mbed", 4, "mbed-os.lib | mbed_app.json | mbed_app.json5", None, NATIVE),
    Ecosystem("arduino", 4, "library.properties | arduino-cli.yaml", "C++", ("C", "Arduino")),
    Ecosystem("dbt", 4, "dbt_project.yml", "SQL"),
    Ecosystem("hugo", 4, "theme.toml & layouts/ | hugo.toml | hugo.yaml | hugo.yml | hugo.json | config.toml~baseURL & content/"
              " | config.toml & layouts/ | config/_default/ & layouts/ | config/_default/ & content/"
              " | config.yaml~baseURL | config.yml~baseURL | config.toml & archetypes/", None, WEB),
    Ecosystem("zola", 4, "config.toml~base_url | config.toml & templates/ & content/", None, WEB),
    Ecosystem("ape", 4, "ape-config.y*ml", None, ("Vyper", "Solidity")),
    Ecosystem("brownie", 4, "brownie-config.y*ml", None, ("Vyper", "Solidity")),
    Ecosystem("truffle", 4, "truffle-config.js & !package.json | truffle.js & !package.json", "Solidity"),
    Ecosystem("foundry", 4, "foundry.toml & !hardhat.config.* & !truffle-config.js", "Solidity"),
    Ecosystem("anchor", 4, "Anchor.toml", "Rust", ("TypeScript",)),
    Ecosystem("move", 4, "Move.toml", "Move"),
    Ecosystem("cairo", 4, "Scarb.toml", "Cairo"),
    Ecosystem("nextflow", 4, "main.nf & !py-has:build-system & !setup.py", "Nextflow", ("Groovy",)),
    Ecosystem("snakemake", 4, "Snakefile & !py-has:build-system & !setup.py | workflow/Snakefile & !py-has:build-system & !setup.py", "Python", ("Snakemake", "R")),
    Ecosystem("ansible", 4, "galaxy.yml & plugins/modules/*.py & !ansible.cfg", "Python", ("YAML", "Jinja")),
    Ecosystem("ansible", 4, "galaxy.yml | meta/main.yml & tasks/ | ansible.cfg & !pyproject.toml", "YAML", ("Jinja",)),
    Ecosystem("ansible", 4, "ansible.cfg & roles/ & !src/ | ansible.cfg & playbooks/ & !src/", "YAML", ("Jinja", "Python")),
    Ecosystem("helm", 4, "Chart.yaml | ct.yaml | .github/ct.yaml & charts/", "YAML", ("Go Template", "Smarty")),
    Ecosystem("python", 4, " | ".join(f"pyproject.toml & py-build:{name}" for name in (
        "scikit-build-core", "meson-python", "mesonpy", "pybind11", "nanobind", "setuptools-rust", "scikit-build"))
              + ' | pyproject.toml & py-build:maturin & !pyproject.toml~bindings = "bin"', "Python", ("Rust", "C++", "C", "Cython")),
    Ecosystem("tree-sitter", 4, "grammar.js & src/parser.c | grammar.js & src/grammar.json | tree-sitter.json", "JavaScript", ("C",)),
    Ecosystem("agda", 4, "*.agda-lib", "Agda"),
    Ecosystem("coq", 4, "_CoqProject | _RocqProject | coq-*.opam | rocq-*.opam | dune-project~(using coq | dune-project~(using rocq", None, ("Coq", "OCaml")),
    Ecosystem("lean", 4, "lakefile.lean | lakefile.toml", "Lean"),
    Ecosystem("moonbit", 4, "moon.mod.json", "MoonBit"),
    Ecosystem("quarto", 4, "_quarto.yml & !DESCRIPTION & !pyproject.toml", "Markdown", (*WEB, "R", "Python")),
    Ecosystem("node", 4, "package.json & src-tauri/Cargo.toml | package.json & src-tauri/tauri.conf.json*", None, JAVASCRIPT),
    Ecosystem("node", 4, "package.json & Cargo.toml & npm-has:napi & !crate-has:workspace", "Rust", JAVASCRIPT),
    Ecosystem("chezmoi", 4, ".chezmoi.toml.tmpl | .chezmoiroot | .chezmoiignore | .chezmoiscripts/ | .chezmoi.yaml.tmpl", "Shell",
              ("Lua", "Vim Script", "Python")),
    Ecosystem("mdbook", 4, "book.toml & src/SUMMARY.md & !src/lib.rs & !src/main.rs", "Markdown"),
    # The root of an application, whatever its front end weighs
    Ecosystem("php", 4, "artisan & composer.json | symfony.lock & composer.json", "PHP", ("Blade", "Twig")),
    Ecosystem("ruby", 4, "config/application.rb & Gemfile | config/application.rb & app/", "Ruby"),
    Ecosystem("python", 4, "manage.py", "Python"),
    Ecosystem("elixir", 4, "mix.exs & lib/*_web/ | mix.exs & apps/*_web/", "Elixir", ("HEEx",)),
    # Manifests of languages
    Ecosystem("rust", 3, "Cargo.toml", "Rust", ("C",)),
    Ecosystem("go", 3, "go.mod | go.work", "Go"),
    Ecosystem("node", 3, "package.json", None, JAVASCRIPT),
    Ecosystem("node", 3, "project.json & ^nx.json | rush.json", None, JAVASCRIPT),
    Ecosystem("node", 2, ".vitepress/ & ^package.json | .vuepress/ & ^package.json", None, JAVASCRIPT),
    Ecosystem("deno", 3, "deno.json & !package.json | deno.jsonc & !package.json", None, JAVASCRIPT),
    Ecosystem("deno", 2, "deno.json | deno.jsonc", None, JAVASCRIPT),
    Ecosystem("python", 3, 'pyproject.toml & py-has:project & !pyproject.toml~bindings = "bin"' " | pyproject.toml & py-tool:poetry | setup.py | Pipfile"
              " | pixi.toml | pyproject.toml & broken:pyproject.toml | setup.cfg~[metadata] | pyproject.toml & uv.lock", "Python",
              ("Cython", "Jupyter Notebook")),
    Ecosystem("python", 2, "requirements*.txt | environment.y*ml | pyproject.toml | requirements/*.txt | requirements.in"
              " | scrapy.cfg", "Python", ("Cython", "Jupyter Notebook")),
    Ecosystem("python", 3, "custom_components/*/manifest.json", "Python"),
    Ecosystem("clojure", 3, "project.clj | deps.edn | build.boot", "Clojure", ("ClojureScript",)),
    Ecosystem("clojure", 3, "shadow-cljs.edn", "Clojure", ("ClojureScript",)),
    Ecosystem("clojure", 2, "bb.edn", "Clojure", ("ClojureScript",)),
    Ecosystem("scala", 3, "build.sbt | build.mill* | build.sc | project/build.properties", None, ("Scala", "Java")),
    Ecosystem("maven", 3, "pom.xml", None, JVM),
    Ecosystem("gradle", 3, "build.gradle* & !settings.gradle*~dev.flutter. & !settings.gradle*~flutterSdkPath | settings.gradle* & !settings.gradle*~dev.flutter. & !settings.gradle*~flutterSdkPath", None, JVM),
    Ecosystem("dotnet", 3, "*.sln | *.slnx | *.csproj | *.fsproj | *.vbproj | global.json | Directory.Build.props"
              " | paket.dependencies | Directory.Packages.props | packages.config", None, ("C#", "F#", "Visual Basic .NET")),
    Ecosystem("ruby", 3, "Gemfile | gems.rb | *.gemspec", "Ruby"),
    Ecosystem("php", 3, "style.css~Theme Name: | *.php~Plugin Name: | wp-content/", "PHP", ("Blade", "Twig")),
    Ecosystem("php", 3, "composer.json", "PHP", ("Blade", "Twig")),
    Ecosystem("elixir", 3, "mix.exs", "Elixir", ("HEEx",)),
    Ecosystem("erlang", 3, "rebar.config | erlang.mk | rebar.lock", "Erlang"),
    Ecosystem("gleam", 3, "gleam.toml", "Gleam"),
    Ecosystem("dart", 3, "pubspec.yaml | melos.yaml", "Dart"),
    Ecosystem("swift", 3, "Package.swift | *.xcodeproj/ & !Flutter/ | *.xcworkspace/ & !Flutter/ | Podfile & !Flutter/ | Cartfile | Project.swift | *.podspec",
              None, ("Swift", "Objective-C", "Objective-C++")),
    Ecosystem("swift", 2, "project.yml & */*.swift", None, ("Swift", "Objective-C")),
    Ecosystem("zig", 3, "build.zig | build.zig.zon", "Zig"),
    Ecosystem("ocaml", 3, "dune-project | *.opam | esy.json", "OCaml", ("Reason",)),
    Ecosystem("haskell", 3, "*.cabal | cabal.project | stack.yaml | package.yaml~ghc-options | package.yaml~base >=", "Haskell"),
    Ecosystem("julia", 3, "Project.toml~uuid | Project.toml~[deps]", "Julia"),
    Ecosystem("r", 3, "DESCRIPTION~Package: | renv.lock | *.Rproj | app.R | ui.R & server.R", "R", ("RMarkdown",)),
    Ecosystem("nim", 3, "*.nimble", "Nim"),
    Ecosystem("d", 3, "dub.json | dub.sdl", "D"),
    Ecosystem("crystal", 3, "shard.yml", "Crystal"),
    Ecosystem("elm", 3, "elm.json", "Elm"),
    Ecosystem("purescript", 3, "spago.yaml | spago.dhall | bower.json~purescript-", "PureScript"),
    Ecosystem("perl", 3, "Makefile.PL | Build.PL | dist.ini | cpanfile | minil.toml", "Perl", ("Raku",)),
    Ecosystem("raku", 3, "META6.json", "Raku"),
    Ecosystem("neovim-config", 3, "init.lua & lua/ & !plugin/ & !*.rockspec", "Lua", ("Vim Script",)),
    Ecosystem("neovim", 3, "lua/ & plugin/ | lua/ & ftplugin/ | lua/ & doc/*.txt | lua/ & after/ | lua/ & stylua.toml & !package.json"
              " | lua/ & .stylua.toml & !package.json", "Lua"),
    Ecosystem("vim", 3, "plugin/*.vim | autoload/*.vim | ftplugin/*.vim | syntax/*.vim | colors/*.vim | autoload/*/*.vim", "Vim Script"),
    Ecosystem("lua", 3, "*.rockspec | rockspecs/", "Lua", ("C", "MoonScript")),
    Ecosystem("dotfiles", 2, "zshrc | bashrc | vimrc | gitconfig | .zshrc | .bashrc | dot_zshrc | dot_bashrc | zsh/ & nvim/ | zsh/ & git/", None,
              ("Shell", "Lua", "Vim Script")),
    Ecosystem("lua", 2, ".busted | .luacheckrc", "Lua", ("C", "MoonScript")),
    Ecosystem("love", 3, "main.lua & conf.lua", "Lua"),
    Ecosystem("roblox", 3, "wally.toml | rotriever.toml | default.project.json~tree", None, ("Luau", "Lua")),
    Ecosystem("ada", 3, "alire.toml", "Ada"),
    Ecosystem("idris", 3, "*.ipkg", "Idris"),
    Ecosystem("smalltalk", 3, ".smalltalk.ston | .project & src/.properties | .project & src/BaselineOf*/", "Smalltalk"),
    Ecosystem("apl", 3, "apl-package.json | cider.config", "APL"),
    Ecosystem("fortran", 3, "fpm.toml", "Fortran"),
    Ecosystem("racket", 3, "info.rkt", "Racket"),
    Ecosystem("lisp", 3, "*.asd | qlfile", "Common Lisp"),
    Ecosystem("v", 3, "v.mod", "V"),
    Ecosystem("haxe", 3, "haxelib.json", "Haxe"),
    Ecosystem("powershell", 3, "*.psd1 | *.psm1", "PowerShell"),
    Ecosystem("odin", 2, "ols.json", "Odin"),
    Ecosystem("emacs", 3, "Eask | Cask | Eldev | *-pkg.el", "Emacs Lisp"),
    Ecosystem("typst", 3, "typst.toml", "Typst"),
    Ecosystem("meteor", 4, ".meteor/", None, JAVASCRIPT),
    Ecosystem("cmake", 3, "CMakeLists.txt", None, NATIVE),
    Ecosystem("meson", 3, "meson.build", None, (*NATIVE, "Vala", "Rust")),
    Ecosystem("autotools", 3, "configure.ac | configure.in | Makefile.am", None, NATIVE),
    Ecosystem("scons", 3, "SConstruct", None, NATIVE),
    Ecosystem("xmake", 3, "xmake.lua", None, NATIVE),
    Ecosystem("conan", 2, "conanfile.* | vcpkg.json", None, NATIVE),
    Ecosystem("bazel", 2, "MODULE.bazel | WORKSPACE | WORKSPACE.bazel", None, (*NATIVE, *JVM, "Starlark", "Go", "Rust")),
    Ecosystem("buck", 2, ".buckconfig | BUCK"),
    Ecosystem("pants", 4, "pants.toml"),
    Ecosystem("terraform", 3, "*.tf | .terraform.lock.hcl | terragrunt.hcl | *.tofu | root.hcl", "HCL"),
    Ecosystem("pulumi", 2, "Pulumi.yaml"),
    Ecosystem("packer", 2, "*.pkr.hcl | packer_templates/*.pkr.hcl", "HCL"),
    Ecosystem("buf", 2, "buf.yaml | buf.work.yaml", "Protocol Buffer"),
    Ecosystem("homebrew", 2, "Formula/*.rb | Casks/*.rb | Formula/*/*.rb | Casks/*/*.rb", "Ruby"),
    Ecosystem("sam", 2, "template.y*ml~AWS::Serverless | samconfig.toml", None, ("Python", "JavaScript", "TypeScript", "Java", "Go")),
    Ecosystem("webextension", 3, "manifest.json~manifest_version & !package.json | src/manifest.json~manifest_version & !package.json", None, JAVASCRIPT),
    # Documents and sites
    Ecosystem("jekyll", 3, "_config.yml & _layouts/ | _config.yml & _posts/ | _config.yml~jekyll | _config.yaml"
              " | _config.yml & _includes/", None, WEB),
    Ecosystem("mdbook", 3, "book.toml", "Markdown"),
    Ecosystem("antora", 3, "antora.yml | antora-playbook.yml", "AsciiDoc"),
    Ecosystem("mkdocs", 3, "mkdocs.yml & docs/ & !pyproject.toml & !setup.py & !setup.cfg & !Pipfile & !src/ & !*.py & !*/__init__.py", "Markdown"),
    Ecosystem("mkdocs", 1, "mkdocs.yml", "Markdown"),
    Ecosystem("sphinx", 2, "conf.py & index.rst | conf.py & index.md | source/conf.py | src/conf.py & Makefile", "reStructuredText", ("Markdown",)),
    Ecosystem("sphinx", 1, "docs/conf.py | docs/source/conf.py | doc/conf.py", "reStructuredText", ("Markdown",)),
    Ecosystem("jupyter-book", 3, "_toc.yml & _config.yml | lectures/_toc.yml | book/_toc.yml | content/_toc.yml | myst.yml", "Markdown", ("Jupyter Notebook",)),
    Ecosystem("shell", 4, f"*.plugin.zsh & {_NO_PROGRAM} | *.zsh-theme & {_NO_PROGRAM}", "Shell"),
    Ecosystem("latex", 4, "*.cls & latexmkrc | *.dtx & build.lua | *.dtx & *.ins", "TeX"),
    Ecosystem("latex", 2, "latexmkrc | .latexmkrc | Tectonic.toml | *.tex | *.cls | *.sty | *.dtx | source/*.dtx", "TeX"),
    # Beside other code, or alone
    Ecosystem("helm", 1, "charts/*/Chart.yaml | */Chart.yaml", "YAML", ("Go Template", "Smarty")),
    Ecosystem("helmfile", 1, "helmfile.yaml | helmfile.d/", "YAML"),
    Ecosystem("ansible", 2, "playbook*.yml | playbook*.yaml | site.yml & roles/ | roles/ & inventory* | roles/ & inventory/ | ansible.cfg"
              " | playbooks/ & roles/ | site.yml & group_vars/", "YAML", ("Jinja",)),
    Ecosystem("terraform", 1, "modules/*/*.tf | */*.tf | */*/*.tf", "HCL"),
    Ecosystem("vagrant", 1, "Vagrantfile", None, ("Ruby", "Shell")),
    Ecosystem("nix", 1, "flake.nix | default.nix | shell.nix | devenv.nix", "Nix"),
    Ecosystem("guix", 1, "guix.scm | manifest.scm", "Scheme"),
    Ecosystem("python", 2, "dags/*.py", "Python"),
    Ecosystem("kustomize", 1, "kustomization.yaml | */kustomization.yaml | clusters/ & apps/ | clusters/*/flux-system/", "YAML"),
    Ecosystem("arduino", 1, "*.ino | */*.ino", "C++", ("C", "Arduino")),
    Ecosystem("emacs", 1, "*.el | lisp/*.el", "Emacs Lisp"),
    Ecosystem("dotfiles", 1, ".zshrc | .bashrc | zshrc | bashrc | .vimrc | vimrc | .config/ & install* | Brewfile | .gitconfig"
              " | zsh/ & nvim/ | zsh/ & git/ | dot_zshrc | dot_bashrc | dot_config/ | nvim/ & tmux/ | .tmux.conf", None, ("Shell", "Lua", "Vim Script")),
    Ecosystem("make", 1, "Makefile | makefile | GNUmakefile", None, NATIVE),
    Ecosystem("notebooks", 0, "*.ipynb | */*.ipynb", None, ("Jupyter Notebook", "Python", "R", "Julia")),
    Ecosystem("compose", 0, "compose.y*ml & !Dockerfile* | docker-compose*.y*ml & !Dockerfile*", None),
    Ecosystem("docker", 0, "Dockerfile | Containerfile | Dockerfile.* | */Dockerfile | */*/Dockerfile", "Dockerfile", ("Shell",)),
    Ecosystem("python", 0, "*.py", "Python", ("Jupyter Notebook",)),
    Ecosystem("php", 0, "*.php", "PHP"),
    Ecosystem("shell", 0, "*.sh | *.bash | *.zsh | bin/*.sh | lib/*.sh | src/*.sh", "Shell"),
    Ecosystem("site", 0, "index.html", None, ("HTML", "JavaScript", "TypeScript", "CSS")),
    Ecosystem("action", 0, "action.yml | action.yaml", None, ("Shell", *JAVASCRIPT)),
)  # fmt: skip

BELOW = (
    Ecosystem("kustomize", 1, "kustomization.yaml | kustomization.yml", "YAML"),
    Ecosystem("helmfile", 1, "helmfile.yaml", "YAML"),
    Ecosystem("helm", 1, "*/Chart.yaml & ^charts/*/Chart.yaml", "YAML", ("Go Template", "Smarty")),
)
"""What a directory below the root may be although the root is something else, besides what has a manifest."""
SITES = frozenset(["hugo", "zola", "jekyll"])
"""Sites, of which a script is never the main language."""

HELPERS = frozenset(
    "docs doc website site example examples sample samples demo demos e2e e2e-tests benchmark benchmarks bench fuzz xtask"
    " playground test tests integration-tests testdata fixtures tools scripts www storybook"
    " extensions editors".split()
)
"""Directories of what serves the main package."""
SHOWN = frozenset(["example", "examples", "sample", "samples", "demo", "demos", "playground"])
"""Those of them that show how it is used."""
DEPLOYED = frozenset(["terraform", "infra", "infrastructure", "deploy", "deployment", "deployments"])
ASIDE = HELPERS | DEPLOYED
"""Directories whose packages serve the main one: beside others they are no project of their own."""

PLUGGED = (
    (
        "Kotlin",
        "pom.xml~kotlin-maven-plugin | build.gradle*~kotlin( | build.gradle*~org.jetbrains.kotlin | build.gradle*~libs.plugins.kotlin | buildSrc/build.gradle*~kotlin",
    ),
    ("Scala", "pom.xml~scala-maven-plugin"),
)
"""What the plugins of a build for the JVM say of its language, when its sources lie too deep to be counted."""

IMPLIED: dict[str, str] = {
    "scala": "Scala", "maven": "Java", "gradle": "Java", "cmake": "C++", "meson": "C", "autotools": "C", "swift": "Swift", "dotnet": "C#",
    "platformio": "C++", "espidf": "C", "mbed": "C++", "coq": "Coq", "fusesoc": "Verilog", "ape": "Vyper", "brownie": "Solidity", "roblox": "Luau", "hugo": "HTML", "zola": "HTML", "jekyll": "HTML", "quarto": "Markdown",
}  # fmt: skip
"""The language that a manifest's name implies when there is no source file to count."""
