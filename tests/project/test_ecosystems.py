"""One small hand-made tree per ecosystem, with the answer that an expert would give."""

from __future__ import annotations

from pathlib import Path

import pytest

from memplug.project.detect import Project, detect
from memplug.project.facts import Facts
from memplug.project.rules.ecosystems import ECOSYSTEMS, Ecosystem
from memplug.project.tree import Tree as TreeOfFiles

Tree = dict[str, str]
# ecosystem, tree (names of empty files, then files with text), answer: language, manager, framework, type, test, lint, build
Case = tuple[str, str, Tree, tuple[str | None, ...]]

CASES: tuple[Case, ...] = (
    ("unity", "Assets/Scripts/A.cs ProjectSettings/ProjectVersion.txt Game.csproj", {"Packages/manifest.json": "{}"}, ("C#", "upm", "Unity", "game", None, None, None)),
    ("unity-package", "Runtime/A.cs", {"package.json": '{"name": "com.x", "unity": "2022.3"}'}, ("C#", "upm", "Unity", "library", None, None, None)),
    ("unreal", "Game.uproject Source/Game/A.cpp", {}, ("C++", None, "Unreal Engine", "game", None, None, None)),
    ("godot", "project.godot player.gd gdlintrc", {}, ("GDScript", None, "Godot", "game", None, "gdlint .", None)),
    ("platformio", "src/main.cpp", {"platformio.ini": "[env:uno]\nframework = arduino\n"}, ("C++", "platformio", "Arduino", "firmware", None, None, "pio run")),
    ("espidf", "main/main.c", {"CMakeLists.txt": "include($ENV{IDF_PATH}/tools/cmake/project.cmake)"}, ("C", None, "ESP-IDF", "firmware", None, None, "idf.py build")),
    ("zephyr", "src/main.c", {"CMakeLists.txt": "find_package(Zephyr REQUIRED)", "west.yml": ""}, ("C", "west", "Zephyr", "firmware", None, None, "west build")),
    ("arduino", "library.properties Neo.cpp Neo.h", {}, ("C++", "arduino-cli", "Arduino", "library", None, None, None)),
    ("dbt", "dbt_project.yml packages.yml package-lock.yml models/a.sql .sqlfluff", {}, ("SQL", "dbt", "dbt", "data", "dbt test", "sqlfluff lint", "dbt build")),
    ("hugo", "theme.toml layouts/index.html", {"go.mod": "module x\n"}, ("HTML", "hugo modules", "Hugo", "theme", None, None, None)),
    ("hugo", "hugo.toml content/a.md layouts/a.html", {}, ("HTML", None, "Hugo", "web app", None, None, "hugo")),
    ("zola", "content/a.md templates/index.html", {"config.toml": 'base_url = "x"'}, ("HTML", None, "Zola", "web app", None, None, "zola build")),
    ("nextflow", "main.nf nf-test.config .nf-core.yml", {"nextflow.config": "manifest { name = 'x' }", "pyproject.toml": "[tool.ruff]\n"}, ("Nextflow", None, "Nextflow", "data pipeline", "nf-test test", "nf-core pipelines lint", None)),
    ("snakemake", "workflow/Snakefile workflow/rules/a.smk .test/config/config.yaml", {}, ("Python", None, "Snakemake", "data pipeline", "snakemake --cores 1 --directory .test --sdm conda", "snakemake --lint", None)),
    ("foundry", "foundry.toml src/A.sol test/A.t.sol", {}, ("Solidity", "foundry", "Foundry", "smart contracts", "forge test", "forge fmt --check", "forge build")),
    ("anchor", "Anchor.toml programs/x/src/lib.rs", {"Cargo.toml": '[workspace]\nmembers = ["programs/*"]\n'}, ("Rust", "cargo", "Anchor", "smart contracts", "anchor test", "cargo clippy", "anchor build")),
    ("move", "sources/a.move", {"Move.toml": "[dependencies]\nSui = { git = 'sui' }\n"}, ("Move", "move", "Sui", "smart contracts", "sui move test", None, "sui move build")),
    ("cairo", "src/lib.cairo", {"Scarb.toml": "[dependencies]\nstarknet = '2'\n[[target.starknet-contract]]\n"}, ("Cairo", "scarb", "Starknet", "smart contracts", "scarb test", "scarb fmt --check", "scarb build")),
    ("ansible", "meta/main.yml tasks/main.yml molecule/default/molecule.yml .yamllint", {}, ("YAML", "ansible-galaxy", "Ansible", "infrastructure", "molecule test", "yamllint .", None)),
    ("helm", "Chart.yaml templates/a.yaml", {}, ("YAML", "helm", "Helm", "helm chart", None, "helm lint", "helm package .")),
    ("helm", "ct.yaml charts/a/Chart.yaml", {}, ("YAML", "helm", "Helm", "helm chart", "ct install", "ct lint", None)),
    ("python", "uv.lock src/x/__init__.py tests/conftest.py", {"pyproject.toml": '[project]\nname = "x"\nclassifiers = ["Typing :: Typed"]\n[build-system]\nrequires = ["hatchling"]\n[tool.ruff]\n'}, ("Python", "uv", None, "library", "uv run pytest", "uv run ruff check", "uv build")),
    ("python", "poetry.lock", {"pyproject.toml": '[tool.poetry]\nname = "x"\n[tool.poetry.dependencies]\nfastapi = "*"\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n'}, ("Python", "poetry", "FastAPI", "web service", "poetry run pytest", None, None)),
    ("python", "manage.py app/models.py", {"requirements.txt": "Django==5.0\n"}, ("Python", "pip", "Django", "web app", "python manage.py test", None, None)),
    ("python", "src/lib.rs Cargo.toml", {"pyproject.toml": '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"\n[project]\nname = "x"\n'}, ("Python", "pip", "maturin", "library", None, None, "maturin develop")),
    ("lean", "lakefile.toml lean-toolchain A.lean", {}, ("Lean", "lake", None, "library", None, None, "lake build")),
    ("moonbit", "moon.mod.json src/a.mbt", {}, ("MoonBit", "moon", None, "library", "moon test", "moon check", "moon build")),
    ("quarto", "_quarto.yml index.qmd a.md", {}, ("Markdown", None, "Quarto", "docs", None, None, "quarto render")),
    ("chezmoi", ".chezmoiignore dot_zshrc run_a.sh", {}, ("Shell", None, "chezmoi", "config", None, None, None)),
    ("rust", "src/main.rs", {"Cargo.toml": '[package]\nname = "x"\n[dependencies]\nclap = "4"\n'}, ("Rust", "cargo", "clap", "cli", "cargo test", "cargo clippy --all-targets", "cargo build")),
    ("go", "main.go .golangci.yml", {"go.mod": "module x\ngo 1.23\nrequire github.com/gin-gonic/gin v1.9\n"}, ("Go", "go", "Gin", "web service", "go test ./...", "golangci-lint run", "go build ./...")),
    ("node", "pnpm-lock.yaml tsconfig.json src/index.ts", {"package.json": '{"name": "x", "exports": "./x.js", "scripts": {"test": "vitest", "lint": "eslint .", "build": "tsup"}}'}, ("TypeScript", "pnpm", None, "library", "pnpm test", "pnpm lint", "pnpm build")),
    ("node", "yarn.lock src/App.jsx public/index.html", {"package.json": '{"private": true, "dependencies": {"react": "18"}, "scripts": {"build": "x"}}'}, ("JavaScript", "yarn", "React", "web app", None, None, "yarn build")),
    ("node", "package-lock.json next.config.js tsconfig.json app/page.tsx", {"package.json": '{"private": true, "dependencies": {"next": "15", "react": "19"}, "scripts": {"build": "next build"}}'}, ("TypeScript", "npm", "Next.js", "web app", None, None, "npm run build")),
    ("deno", "deno.json main.ts", {}, ("TypeScript", "deno", None, "cli", "deno test", "deno lint", None)),
    ("clojure", "src/a.clj", {"project.clj": '(defproject x "1" :dependencies [[ring/ring-core "1.9"]])'}, ("Clojure", "leiningen", "Ring", "web service", "lein test", None, "lein jar")),
    ("clojure", "src/a.clj .clj-kondo/config.edn", {"deps.edn": "{:aliases {:test {}}}"}, ("Clojure", "clojure cli", None, "library", "clojure -M:test", "clj-kondo --lint src", None)),
    ("scala", "project/build.properties .scalafmt.conf src/main/scala/A.scala", {"build.sbt": 'scalaVersion := "3.3.1"'}, ("Scala", "sbt", None, "library", "sbt test", "sbt scalafmtCheckAll", "sbt compile")),
    ("scala", "build.mill mill", {}, ("Scala", "mill", None, "library", "./mill __.test", None, "./mill __.compile")),
    ("maven", "mvnw src/main/java/a/A.java", {"pom.xml": "<groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId>"}, ("Java", "maven", "Spring Boot", "web service", "./mvnw test", None, "./mvnw package")),
    ("gradle", "gradlew app/src/main/AndroidManifest.xml app/src/main/java/A.kt", {"settings.gradle.kts": 'include(":app")', "app/build.gradle.kts": 'plugins { id("com.android.application") }'}, ("Kotlin", "gradle", "Android", "mobile app", "./gradlew testDebugUnitTest", "./gradlew lint", "./gradlew assembleDebug")),
    ("dotnet", "src/App/Program.cs test/App.Tests/App.Tests.csproj", {"App.sln": 'Project("{0}") = "App", "src\\App\\App.csproj", "{1}"', "src/App/App.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><TargetFramework>net9.0</TargetFramework>'}, ("C#", "nuget", "ASP.NET Core", "web service", "dotnet test", None, "dotnet build")),
    ("ruby", "bin/rails config/application.rb app/models/a.rb .rspec .rubocop.yml", {"Gemfile": 'gem "rails"\n'}, ("Ruby", "bundler", "Rails", "web app", "bundle exec rspec", "bundle exec rubocop", "bin/rails assets:precompile")),
    ("php", "artisan phpunit.xml pint.json", {"composer.json": '{"require": {"laravel/framework": "^12"}}'}, ("PHP", "composer", "Laravel", "web app", "php artisan test", "vendor/bin/pint --test", None)),
    ("elixir", "lib/x_web/router.ex config/config.exs .formatter.exs", {"mix.exs": '{:phoenix, "~> 1.7"}'}, ("Elixir", "mix", "Phoenix", "web app", "mix test", "mix format --check-formatted", "mix compile")),
    ("erlang", "src/a.erl test/a_SUITE.erl rebar.config", {}, ("Erlang", "rebar3", None, "library", "rebar3 ct", None, "rebar3 compile")),
    ("gleam", "gleam.toml src/a.gleam", {}, ("Gleam", "gleam", None, "library", "gleam test", "gleam format --check", "gleam build")),
    ("dart", "lib/main.dart test/a_test.dart android/a", {"pubspec.yaml": "name: x\ndependencies:\n  flutter:\n    sdk: flutter\n"}, ("Dart", "pub", "Flutter", "mobile app", "flutter test", "flutter analyze", "flutter build apk")),
    ("swift", "Sources/A/a.swift Tests/A.swift .swiftlint.yml", {"Package.swift": '// swift-tools-version:5.9\n.library(name: "A")\n.testTarget(name: "T")'}, ("Swift", "swiftpm", None, "library", "swift test", "swiftlint", "swift build")),
    ("swift", "App.xcodeproj/project.pbxproj App/A.swift Podfile", {}, ("Swift", "cocoapods", None, "mobile app", None, None, "xcodebuild build -scheme App")),
    ("zig", "src/main.zig", {"build.zig": 'pub fn build() { b.addExecutable(.{}); b.step("test", ""); }'}, ("Zig", "zig", None, "cli", "zig build test", "zig fmt --check .", "zig build")),
    ("ocaml", "dune-project x.opam lib/dune lib/a.ml .ocamlformat", {}, ("OCaml", "opam", None, "library", "dune runtest", "dune fmt", "dune build")),
    ("haskell", "src/A.hs", {"x.cabal": "library\nexecutable x\ntest-suite t\n"}, ("Haskell", "cabal", None, "cli", "cabal test", None, "cabal build")),
    ("haskell", "stack.yaml src/A.hs", {"package.yaml": "dependencies:\n- base >= 4\n- servant-server\nlibrary:\nexecutables:\ntests:\n"}, ("Haskell", "stack", "Servant", "web service", "stack test", None, "stack build")),
    ("julia", "src/X.jl test/runtests.jl", {"Project.toml": 'uuid = "1"\n'}, ("Julia", "pkg", None, "library", "julia --project -e 'using Pkg; Pkg.test()'", None, None)),
    ("r", "R/a.R tests/testthat.R .lintr", {"DESCRIPTION": "Package: x\n"}, ("R", None, None, "library", "Rscript -e 'devtools::test()'", "Rscript -e 'lintr::lint_package()'", "R CMD build .")),
    ("nim", "src/x.nim tests/t1.nim x.nimble", {}, ("Nim", "nimble", None, "library", "nimble test", None, None)),
    ("d", "source/app.d dub.json", {}, ("D", "dub", None, "cli", "dub test", None, "dub build")),
    ("crystal", "src/x.cr spec/x_spec.cr shard.yml .ameba.yml", {}, ("Crystal", "shards", None, "library", "crystal spec", "ameba", None)),
    ("elm", "src/Main.elm tests/T.elm", {"elm.json": '{"type": "application"}'}, ("Elm", "elm", None, "web app", "elm-test", None, "elm make src/Main.elm")),
    ("purescript", "spago.yaml src/Main.purs test/T.purs", {}, ("PureScript", "spago", None, "library", "spago test", None, "spago build")),
    ("perl", "Makefile.PL lib/X.pm t/a.t .perltidyrc", {}, ("Perl", "cpanm", None, "library", "prove -lr t", "perltidy --assert-tidy $(git ls-files '*.pl' '*.pm' '*.t')", "perl Makefile.PL && make")),
    ("raku", "META6.json lib/X.rakumod t/a.rakutest", {}, ("Raku", "zef", None, "library", "prove6 -l t", None, None)),
    ("lua", "x-1.rockspec lua/x.lua spec/a_spec.lua .luacheckrc", {}, ("Lua", "luarocks", None, "library", "busted", "luacheck .", "luarocks make")),
    ("love", "main.lua conf.lua", {}, ("Lua", None, "LÖVE", "game", None, None, None)),
    ("ada", "alire.toml src/a.adb", {}, ("Ada", "alr", None, "library", None, None, "alr build")),
    ("fortran", "fpm.toml src/a.f90", {}, ("Fortran", "fpm", None, "library", "fpm test", None, "fpm build")),
    ("racket", "info.rkt main.rkt", {}, ("Racket", "raco", None, "library", "raco test .", None, "raco make main.rkt")),
    ("lisp", "x.asd a.lisp", {}, ("Common Lisp", None, None, "library", None, None, None)),
    ("v", "v.mod main.v", {}, ("V", "v", None, "cli", "v test .", "v fmt -verify .", "v .")),
    ("haxe", "haxelib.json src/A.hx test.hxml", {}, ("Haxe", "haxelib", None, "library", "haxe test.hxml", None, None)),
    ("powershell", "X.psd1 X.psm1 Public/Get-X.ps1 tests/X.Tests.ps1 build.ps1", {}, ("PowerShell", None, None, "library", "pwsh -Command Invoke-Pester", None, "pwsh ./build.ps1")),
    ("odin", "ols.json main.odin", {}, ("Odin", None, None, "cli", None, None, None)),
    ("emacs", "Eask x.el test/x-test.el", {}, ("Emacs Lisp", "eask", "Emacs", "plugin", "eask test ert", "eask lint package", None)),
    ("typst", "typst.toml lib.typ", {}, ("Typst", "typst", None, "library", None, None, None)),
    ("meteor", ".meteor/release client/main.js server/main.js", {"package.json": '{"private": true}'}, ("JavaScript", "npm", "Meteor", "web app", None, None, None)),
    ("cmake", "src/a.cpp include/a.hpp .clang-format", {"CMakeLists.txt": "add_library(a)\nenable_testing()"}, ("C++", None, None, "library", "ctest --test-dir build", "clang-format --dry-run -Werror $(git ls-files '*.c' '*.h' '*.cc' '*.cpp' '*.hpp')", "cmake -B build && cmake --build build")),
    ("meson", "src/main.c tests/meson.build", {"meson.build": "project('x', 'c')\nexecutable('x', 'src/main.c')"}, ("C", None, None, "cli", "meson test -C build", None, "meson setup build && ninja -C build")),
    ("autotools", "configure.ac src/main.c", {"Makefile.am": "TESTS = a\n"}, ("C", None, None, "cli", "make check", None, "autoreconf -i && ./configure && make")),
    ("scons", "SConstruct core/a.cpp core/a.h", {}, ("C++", None, None, None, None, None, "scons")),
    ("xmake", "xmake.lua src/main.cpp", {}, ("C++", "xmake", None, "library", None, None, "xmake")),
    ("conan", "conanfile.txt src/a.cpp include/a.h", {}, ("C++", "conan", None, "library", None, None, None)),
    ("bazel", "MODULE.bazel BUILD a/BUILD a/a.cc a/b.cc b/BUILD", {}, ("C++", "bazel", None, "monorepo", "bazel test //...", None, "bazel build //...")),
    ("buck", ".buckconfig a/BUCK a/a.rs", {}, ("Rust", "buck2", None, "monorepo", "buck2 test //...", None, "buck2 build //...")),
    ("pants", "pants.toml src/a.py src/BUILD", {}, ("Python", "pants", None, "monorepo", "pants test ::", "pants lint ::", "pants package ::")),
    ("terraform", "main.tf variables.tf .tflint.hcl", {}, ("HCL", "terraform", "Terraform", "infrastructure", "terraform validate", "terraform fmt -check -recursive", None)),
    ("pulumi", "Pulumi.yaml index.ts", {}, ("TypeScript", None, "Pulumi", "infrastructure", None, None, None)),
    ("neovim", "plugin/x.lua lua/x/init.lua doc/x.txt stylua.toml", {}, ("Lua", None, "Neovim", "plugin", None, "stylua --check .", None)),
    ("vim", "plugin/x.vim autoload/x.vim doc/x.txt", {}, ("Vim Script", None, "Vim", "plugin", None, None, None)),
    ("webextension", "background.js popup.html", {"manifest.json": '{"manifest_version": 3}'}, ("JavaScript", None, "browser extension", "plugin", None, None, None)),
    ("jekyll", "_config.yml _posts/a.md _layouts/a.html", {}, ("HTML", None, "Jekyll", "web app", None, None, "jekyll build")),
    ("mdbook", "book.toml src/SUMMARY.md", {}, ("Markdown", None, "mdBook", "docs", None, None, "mdbook build")),
    ("antora", "antora.yml modules/ROOT/pages/a.adoc", {}, ("AsciiDoc", None, "Antora", "docs", None, None, None)),
    ("mkdocs", "mkdocs.yml docs/a.md", {}, ("Markdown", None, "MkDocs", "docs", None, None, "mkdocs build")),
    ("latex", "main.tex chapters/a.tex", {}, ("TeX", None, "LaTeX", "docs", None, None, "latexmk -pdf")),
    ("helmfile", "helmfile.yaml values.yaml", {}, ("YAML", "helmfile", "Helmfile", "infrastructure", None, "helmfile lint", None)),
    ("vagrant", "Vagrantfile provision.sh", {}, ("Shell", None, "Vagrant", "infrastructure", None, None, None)),
    ("nix", "flake.nix hosts/a.nix", {}, ("Nix", "nix", None, "config", "nix flake check", None, None)),
    ("guix", "guix.scm", {}, ("Scheme", "guix", None, "config", None, None, None)),
    ("kustomize", "kustomization.yaml base.yaml", {}, ("YAML", None, "Kustomize", "infrastructure", None, None, "kustomize build .")),
    ("dotfiles", ".bashrc .vimrc bootstrap.sh", {}, ("Shell", None, None, "config", None, None, None)),
    ("neovim-config", "init.lua lua/plugins.lua", {}, ("Lua", None, "Neovim", "config", None, None, None)),
    ("make", "src/main.c src/a.h", {"Makefile": "all: x\ntest: x\n\t./run\n"}, ("C", None, None, "cli", "make test", None, "make")),
    ("notebooks", "a.ipynb b.ipynb", {}, ("Jupyter Notebook", None, None, "notebooks", None, None, None)),
    ("compose", "docker-compose.yml prometheus.yml", {}, ("YAML", None, "Docker Compose", "infrastructure", None, None, None)),
    ("docker", "Dockerfile entrypoint.sh .hadolint.yaml", {}, ("Dockerfile", None, "Docker", "container image", None, "hadolint Dockerfile", "docker build .")),
    ("shell", "install.sh lib/a.sh .shellcheckrc", {}, ("Shell", None, None, "cli", None, "shellcheck $(git ls-files '*.sh')", None)),
    ("site", "index.html style.css about.html", {}, ("HTML", None, None, "web app", None, None, None)),
    ("action", "action.yml", {}, ("YAML", None, "GitHub Actions", "plugin", None, None, None)),
    ("fusesoc", "rtl/a.v rtl/b.v bench/a_tb.v", {"a.core": "CAPI=2:\n", "west.yml": ""}, ("Verilog", "fusesoc", None, "hardware", None, None, None)),
    ("mbed", "mbed-os.lib main.cpp CMakeLists.txt", {}, ("C++", None, "Mbed OS", "firmware", None, None, "mbed-tools compile")),
    ("ape", "ape-config.yaml foundry.toml contracts/A.vy contracts/B.vy tests/test_a.py requirements.txt", {}, ("Vyper", "pip", "Ape", "smart contracts", "ape test", None, "ape compile")),
    ("brownie", "brownie-config.yaml contracts/A.sol tests/test_a.py requirements.txt", {}, ("Solidity", "pip", "Brownie", "smart contracts", "brownie test", None, "brownie compile")),
    ("truffle", "truffle-config.js contracts/A.sol test/a.js", {}, ("Solidity", None, "Truffle", "smart contracts", "truffle test", None, "truffle compile")),
    ("agda", "standard-library.agda-lib src/A.agda", {"agda-utils.cabal": "executable GenerateEverything\n"}, ("Agda", None, None, "library", None, None, None)),
    ("coq", "_CoqProject theories/a.v theories/b.v coq-x.opam Makefile", {"dune-project": "(using coq 0.8)"}, ("Coq", "opam", None, "library", None, None, "dune build")),
    ("tree-sitter", "grammar.js src/parser.c src/scanner.c Cargo.toml test/corpus/a.txt package-lock.json", {"package.json": '{"scripts": {"lint": "eslint grammar.js"}}'}, ("JavaScript", "npm", "tree-sitter", "library", "tree-sitter test", "npm run lint", "tree-sitter generate")),
    ("idris", "src/Main.idr pack.toml", {"x.ipkg": "package x\nexecutable = x\n"}, ("Idris", "pack", None, "cli", None, None, "pack build")),
    ("smalltalk", ".smalltalk.ston .project src/BaselineOfX/BaselineOfX.class.st src/X/A.class.st", {}, ("Smalltalk", None, None, "library", "smalltalkci", None, None)),
    ("apl", "apl-package.json Source/A.aplf Source/B.aplf mkdocs.yml docs/index.md", {}, ("APL", None, None, "library", None, None, None)),
    ("roblox", "wally.toml src/init.luau selene.toml", {"default.project.json": '{"tree": {}}'}, ("Luau", "wally", None, "library", None, "selene src", "rojo build")),
    ("sphinx", "conf.py index.rst guide/a.rst Makefile", {"requirements.txt": "Sphinx\nfuro\n"}, ("Python", "pip", "Sphinx", "docs", None, None, "make html")),
    ("sphinx", "conf.py index.md guide/a.md Makefile make.bat", {}, ("reStructuredText", None, "Sphinx", "docs", None, None, "make html")),
    ("jupyter-book", "lectures/_toc.yml lectures/_config.yml lectures/a.md environment.yml", {}, ("Markdown", "conda", "Jupyter Book", "docs", None, None, "jupyter-book build lectures")),
    ("packer", "a.pkr.hcl variables.pkr.hcl scripts/setup.sh", {}, ("HCL", None, "Packer", "infrastructure", None, "packer fmt -check -recursive .", "packer build .")),
    ("buf", "buf.yaml proto/a.proto", {}, ("Protocol Buffer", "buf", None, "library", None, "buf lint", "buf build")),
    ("homebrew", "Formula/a.rb Formula/b.rb README.md", {}, ("Ruby", None, None, "config", None, "brew style .", None)),
    ("sam", "src/app.py tests/unit/test_a.py", {"template.yaml": "Transform: AWS::Serverless-2016-10-31", "src/requirements.txt": "boto3\n", "tests/requirements.txt": "pytest\n"}, ("Python", "pip", "AWS SAM", "web service", "pytest", "sam validate --lint", "sam build")),
    # Rows of an ecosystem that the trees above do not reach.
    ("unity-package", "Packages/com.x/README.md Packages/com.x/Runtime/A.cs Packages/manifest.json Assets/Demo/B.cs", {"Packages/com.x/package.json": '{"name": "com.x", "unity": "2021.3"}', "ProjectSettings/ProjectVersion.txt": ""}, ("C#", "upm", "Unity", "library", None, None, None)),
    ("godot", "project.godot Game.csproj Player.cs", {}, ("C#", None, "Godot", "game", None, None, None)),
    ("ansible", "galaxy.yml plugins/modules/a.py plugins/modules/b.py tests/unit/test_a.py", {}, ("Python", "ansible-galaxy", "Ansible", "infrastructure", "ansible-test sanity", None, "ansible-galaxy collection build")),
    ("ansible", "ansible.cfg roles/web/tasks/main.yml site.yml .ansible-lint", {}, ("YAML", None, "Ansible", "infrastructure", None, "ansible-lint", None)),
    ("ansible", "playbook.yml roles/web/tasks/main.yml", {}, ("YAML", None, "Ansible", "infrastructure", None, None, None)),
    ("node", "src-tauri/Cargo.toml pnpm-lock.yaml src/main.ts", {"package.json": '{"scripts": {"tauri": "tauri", "build": "vite build"}, "devDependencies": {"@tauri-apps/cli": "2"}}'}, ("TypeScript", "pnpm", "Tauri", "desktop app", None, None, "pnpm tauri build")),
    ("node", "yarn.lock src/lib.rs index.js", {"Cargo.toml": '[package]\nname = "x"\n[lib]\ncrate-type = ["cdylib"]\n', "package.json": '{"napi": {"binaryName": "x"}, "main": "index.js", "scripts": {"test": "ava", "build": "napi build"}}'}, ("Rust", "yarn", None, "library", "yarn test", None, "yarn build")),
    ("node", "rush.json common/config/rush/pnpm-lock.yaml apps/a/src/a.ts", {"apps/a/package.json": "{}"}, ("TypeScript", "rush", None, "monorepo", None, None, "rush build")),
    ("node", ".vitepress/config.ts index.md guide.md package-lock.json", {"package.json": '{"private": true, "scripts": {"build": "vitepress build"}, "devDependencies": {"vitepress": "1"}}'}, ("JavaScript", "npm", "VitePress", "docs", None, None, "npm run build")),
    ("python", "custom_components/x/manifest.json custom_components/x/__init__.py custom_components/x/sensor.py", {}, ("Python", None, "Home Assistant", "plugin", None, None, None)),
    ("python", "dags/etl.py dags/report.py", {}, ("Python", None, "Airflow", "data", None, None, None)),
    ("clojure", "shadow-cljs.edn src/app/core.cljs package-lock.json", {"shadow-cljs.edn": "{:builds {:app {:target :browser}}}"}, ("Clojure", "npm", None, "web app", None, None, "npx shadow-cljs release app")),
    ("clojure", "bb.edn src/a.clj", {"bb.edn": '{:tasks\n {clean (shell "rm -r out")\n  test (shell "bb -m t")}}'}, ("Clojure", "babashka", None, "cli", "bb test", None, None)),
    ("php", "functions.php index.php", {"style.css": "/*\nTheme Name: X\n*/"}, ("PHP", None, "WordPress", "theme", None, None, None)),
    ("php", "index.php lib.php", {}, ("PHP", None, None, "web app", None, None, None)),
    ("swift", "project.yml App/App.swift App/View.swift", {}, ("Swift", None, None, "mobile app", None, None, "xcodegen generate")),
    ("sphinx", "docs/conf.py docs/index.rst docs/Makefile", {}, ("reStructuredText", None, "Sphinx", "docs", None, None, "cd docs && make html")),
    ("shell", "x.plugin.zsh functions/x", {}, ("Shell", None, None, "plugin", None, None, None)),
    ("latex", "x.dtx build.lua", {}, ("TeX", None, "LaTeX", "docs", "l3build check", None, "l3build ctan")),
    ("terraform", "examples/vpc/main.tf examples/db/main.tf", {}, ("HCL", "terraform", "Terraform", "infrastructure", None, "terraform fmt -check -recursive", None)),
    ("arduino", "Blink.ino", {}, ("C++", "arduino-cli", "Arduino", "firmware", None, None, "arduino-cli compile")),
)  # fmt: skip


def plant(folder: Path, names: str, texts: Tree) -> Path:
    for name in (".git/HEAD", *names.split()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def first(values: tuple[str, ...]) -> str | None:
    return values[0] if values else None


def answer(project: Project) -> tuple[str | None, ...]:
    slots = (project.test, project.lint, project.build)
    named = (project.language, project.package_manager, first(project.framework), project.type)
    return (*named, *(first(slot) for slot in slots))


@pytest.mark.parametrize(
    ("ecosystem", "names", "texts", "expected"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)]
)
def test_says_what_an_expert_would_say(
    tmp_path: Path, ecosystem: str, names: str, texts: Tree, expected: tuple[str | None, ...]
) -> None:
    folder = tmp_path / "x"
    assert answer(detect(plant(folder, names, texts))) == expected


def test_every_row_has_a_case(tmp_path: Path) -> None:
    reached: set[Ecosystem] = set()
    for number, (_, names, texts, _) in enumerate(CASES):
        tree = TreeOfFiles(plant(tmp_path / str(number), names, texts))
        facts = Facts(tree, tree.start)
        reached.update(row for row in ECOSYSTEMS if facts.holds(row.marks))
    assert set(ECOSYSTEMS) - reached == set()


def test_every_ecosystem_has_a_case() -> None:
    assert {row.name for row in ECOSYSTEMS} - {case[0] for case in CASES} == set()
