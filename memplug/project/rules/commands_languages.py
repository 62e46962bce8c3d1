"""Commands of the smaller languages and of smart contracts; see `commands.py`."""

from __future__ import annotations

# ruff: noqa: E501, Q003
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.
from memplug.project.rules.commands import JAVASCRIPT_LINT, PRE_COMMIT, PYTHON_LINT, Rows
from memplug.project.rules.kinds import NIM_PROGRAM

DART_TESTS = ("test/*_test.dart", "test/*/*_test.dart", "test/*/*/*_test.dart")
SUI = "Move.toml~sui | Move.toml~Sui | Move.toml~edition = | Move.lock | Published.toml"
TUIST = "Tuist.swift | Project.swift | Tuist/Package.swift"
PROJECT = "*.xcodeproj/ & Gemfile & !Package.swift~.testTarget"
"""A project of Xcode whose tests the package manager does not know."""

COMMANDS: dict[str, dict[str, Rows]] = {
    "elixir": {
        "test": (("mix test", ""),),
        "lint": (("mix format --check-formatted", ".formatter.exs"), ("mix credo", ".credo.exs | mix.exs~{:credo"), ("mix dialyzer", "mix.exs~{:dialyxir"), *PRE_COMMIT),
        "build": (("mix firmware", "mix.exs~nerves_bootstrap"), ("mix compile", "")),
        "run": (("mix phx.server", "mix.exs~{:phoenix, & config/"),),
    },
    "erlang": {
        "test": (
            ("rebar3 ct", "rebar.config & test/*_SUITE.erl | rebar.config & apps/*/test/*_SUITE.erl"),
            ("rebar3 eunit", "rebar.config"),
            ("make tests", "erlang.mk"),
        ),
        "lint": (("rebar3 dialyzer", "rebar.config~dialyzer | ci~dialyzer"), ("rebar3 xref", "rebar.config~xref"), ("rebar3 fmt --check", "rebar.config~erlfmt"),
                 ("rebar3 lint", "rebar.config~rebar3_lint | elvis.config"), *PRE_COMMIT),
        "build": (("rebar3 escriptize", "rebar.config~escript_name"), ("rebar3 compile", "rebar.config"), ("make", "erlang.mk")),
        "run": (),
    },
    "gleam": {
        "test": (("gleam test", ""),),
        "lint": (("gleam format --check", ""), *PRE_COMMIT),
        "build": (("gleam build", ""),),
        "run": (("gleam run", "src/*.gleam~pub fn main"),),
    },
    "dart": {
        "test": (
            ("melos run test", "melos.yaml~  test:"),
            ("flutter test", " | ".join(f"pubspec.yaml~sdk: flutter & {tests}" for tests in DART_TESTS)),
            ("dart test", " | ".join(f"!pubspec.yaml~sdk: flutter & {tests}" for tests in DART_TESTS)),
        ),
        "lint": (
            ("melos run analyze", "melos.yaml~  analyze:"),
            ("flutter analyze", "pubspec.yaml~sdk: flutter | melos.yaml~flutter"),
            ("dart analyze", "!pubspec.yaml~sdk: flutter"),
            ("dart format --set-exit-if-changed .", ""),
            *PRE_COMMIT,
        ),
        "build": (
            ("flutter build apk", "pubspec.yaml~sdk: flutter & android/ & lib/main.dart"),
            ("flutter build web", "pubspec.yaml~sdk: flutter & web/ & lib/main.dart"),
            ("dart run build_runner build", "dart-dev:build_runner"),
        ),
        "run": (("flutter run", "pubspec.yaml~sdk: flutter & lib/main.dart"), ("dart run", "dart-has:executables")),
    },
    "swift": {
        "test": (
            ("tuist test", TUIST),
            ("bundle exec fastlane tests", f"fastlane/Fastfile~lane :tests do & {PROJECT}"),
            ("bundle exec fastlane test", f"fastlane/Fastfile~lane :test do & {PROJECT}"),
            ("swift test", "Package.swift~.testTarget"),
            ("xcodebuild test -scheme {scheme}", "*.xcodeproj/ & *Tests/ | *.xcworkspace/ & *Tests/"),
        ),
        "lint": (("swiftlint", "^.swiftlint.yml | .swiftlint.yaml"), ("swift format lint -r .", "^.swift-format"), ("swiftformat --lint .", "^.swiftformat"), *PRE_COMMIT),
        "build": (("tuist build", TUIST), ("xcodegen generate", "project.yml & !Sources/"), ("swift build", "Package.swift"), ("xcodebuild build -scheme {scheme}", "*.xcodeproj/ | *.xcworkspace/")),
        "run": (("swift run", "Package.swift~.executableTarget & !project.yml & !*.xcodeproj/"),),
    },
    "zig": {
        "test": (("zig build test", "build.zig~\"test\" | build.zig~addTest | !build.zig~pub"),),
        "lint": (("zig fmt --check .", ""), *PRE_COMMIT),
        "build": (("zig build", ""),),
        "run": (("zig build run", "build.zig~\"run\""),),
    },
    "ocaml": {
        "test": (("dune runtest", "dune-project | dune"),),
        "lint": (("dune fmt", ".ocamlformat"), *PRE_COMMIT),
        "build": (("dune build", "dune-project | dune"), ("esy build", "esy.json")),
        "run": (),
    },
    "haskell": {
        "test": (
            ("stack test", "stack.yaml & package.yaml & !cabal.project"),
            ("cabal test", "*.cabal & hs-has:test-suite | cabal.project"),
            ("stack test", "stack.yaml"),
            ("cabal test", "*.cabal & test/ | *.cabal & tests/"),
        ),
        "lint": (("hlint .", ".hlint.yaml | ci~hlint"), ("fourmolu --mode check .", "fourmolu.yaml"), ("ormolu --mode check $(git ls-files '*.hs')", ".ormolu | ci~ormolu"),
                 *PRE_COMMIT),
        "build": (("stack build", "stack.yaml & package.yaml & !cabal.project"), ("cabal build all", "cabal.project"), ("cabal build", "*.cabal"), ("stack build", "stack.yaml")),
        "run": (),
    },
    "julia": {
        "test": (("julia --project -e 'using Pkg; Pkg.test()'", "test/runtests.jl"),),
        "lint": (("julia -e 'using JuliaFormatter; format(\".\")'", ".JuliaFormatter.toml"), ("runic --check .", "ci~runic"), *PRE_COMMIT),
        "build": (),
        "run": (),
    },
    "r": {
        "test": (("Rscript -e 'devtools::test()'", "tests/testthat/ | tests/testthat.R | DESCRIPTION~testthat"), ("Rscript -e 'tinytest::test_all()'", "inst/tinytest/"),
                 ("R CMD check .", "DESCRIPTION~Package: & tests/")),
        "lint": (("Rscript -e 'lintr::lint_package()'", ".lintr"), ("air format --check .", "air.toml | .air.toml"), ("Rscript -e 'styler::style_pkg(dry = \"fail\")'", "ci~styler"), *PRE_COMMIT),
        "build": (("./_build.sh", "_build.sh & _bookdown.yml"), ("Rscript -e 'bookdown::render_book()'", "_bookdown.yml"), ("R CMD build .", "DESCRIPTION~Package:")),
        "run": (("Rscript -e 'shiny::runApp()'", "app.R | ui.R & server.R"),),
    },
    "nim": {
        "test": (("nimble test", "*.nimble~task test | tests/test*.nim | tests/t*.nim | tests/"),),
        "lint": (*PRE_COMMIT,),
        "build": (("nimble build", NIM_PROGRAM),),
        "run": (("nimble run", NIM_PROGRAM),),
    },
    "d": {
        "test": (("dub test", ""),),
        "lint": (("dub lint", "dscanner.ini"), ("dfmt --inplace .", "ci~dfmt")),
        "build": (("dub build", ""),),
        "run": (("dub run", "source/app.d | src/app.d"),),
    },
    "crystal": {
        "test": (("crystal spec", "spec/"),),
        "lint": (("ameba", ".ameba.yml | shard.yml~ameba"), ("crystal tool format --check", ""), *PRE_COMMIT),
        "build": (("shards build", "shard.yml~targets:"),),
        "run": (("shards run", "shard.yml~targets:"),),
    },
    "elm": {
        "test": (("{x}elm-test", "tests/*.elm & package.json | tests/*/*.elm & package.json"), ("elm-test", "tests/")),
        "lint": (("{x}elm-review", "review/"), ("{x}elm-format --validate .", "npm-any:elm-format & package.json"), ("elm-format --validate .", "ci~elm-format")),
        "build": (("elm make src/Main.elm", "src/Main.elm"), ("elm make --docs=docs.json", "elm.json~\"package\"")),
        "run": (("elm reactor", "src/Main.elm & !package.json"),),
    },
    "purescript": {
        "test": (("spago test", "test/"),),
        "lint": (("purs-tidy check src", ".tidyrc.json"), *JAVASCRIPT_LINT[:2]),
        "build": (("spago build", ""),),
        "run": (),
    },
    "perl": {
        "test": (("prove -lr t", "t/"),),
        "lint": (("perlcritic lib", ".perlcriticrc | perlcritic.rc"), ("perltidy --assert-tidy $(git ls-files '*.pl' '*.pm' '*.t')", ".perltidyrc | perltidyrc"), *PRE_COMMIT),
        "build": (("perl Makefile.PL && make", "Makefile.PL"), ("dzil build", "dist.ini"), ("perl Build.PL && ./Build", "Build.PL"), ("minil dist", "minil.toml")),
        "run": (("morbo script/*", "script/ & cpanfile~Mojolicious"),),
    },
    "raku": {"test": (("prove6 -l t", "t/"),), "lint": (), "build": (), "run": ()},
    "lua": {
        "test": (("busted", ".busted | spec/*_spec.lua | spec/ | ci~busted"),),
        "lint": (("luacheck .", ".luacheckrc"), ("stylua --check .", "stylua.toml | .stylua.toml"), *PRE_COMMIT),
        "build": (("luarocks make", "*.rockspec"),),
        "run": (),
    },
    "love": {
        "test": (("busted", ".busted"),),
        "lint": (("luacheck .", ".luacheckrc"), ("stylua --check .", "stylua.toml | .stylua.toml")),
        "build": (),
        "run": (("love .", ""),),
    },
    "neovim-config": {"test": (), "lint": (("stylua --check .", "stylua.toml | .stylua.toml"), ("luacheck .", ".luacheckrc"), *PRE_COMMIT), "build": (), "run": ()},
    "neovim": {
        "test": (("busted", ".busted | *.rockspec & spec/"),),
        "lint": (("stylua --check .", "stylua.toml | .stylua.toml"), ("luacheck .", ".luacheckrc"), ("selene .", "selene.toml"), *PRE_COMMIT),
        "build": (),
        "run": (),
    },
    "ada": {"test": (("alr test", "tests/alire.toml | alire.toml~[test]"),), "lint": (), "build": (("alr build", ""),), "run": (("alr run", "alire.toml~executables"),)},
    "fortran": {"test": (("fpm test", ""),), "lint": (*PRE_COMMIT, ("fprettify -d .", ".fprettify.rc")), "build": (("fpm build", ""),), "run": (("fpm run", "app/"),)},
    "racket": {"test": (("raco test .", ""),), "lint": (), "build": (("raco make main.rkt", "main.rkt"),), "run": ()},
    "v": {"test": (("v test .", ""),), "lint": (("v fmt -verify .", ""),), "build": (("v .", "main.v | src/main.v | cmd/"),), "run": (("v run .", "main.v | src/main.v"),)},
    "haxe": {"test": (("haxe test.hxml", "test.hxml"), ("haxe tests.hxml", "tests.hxml")), "lint": (), "build": (("haxe build.hxml", "build.hxml"),), "run": ()},
    "emacs": {"test": (("eask test ert", "Eask & test/"), ("eldev test", "Eldev"), ("cask exec ert-runner", "Cask & test/")), "lint": (("eask lint package", "Eask"), ("eldev lint", "Eldev")), "build": (("eldev compile", "Eldev"),), "run": ()},
    "tree-sitter": {"test": (("tree-sitter test", "test/corpus/ | corpus/"),), "lint": (), "build": (("tree-sitter generate", ""),), "run": ()},
    "roblox": {"test": (), "lint": (("selene src", "selene.toml & src/"), ("stylua --check .", "stylua.toml | .stylua.toml")), "build": (("rojo build", "default.project.json"),), "run": (("rojo serve", "default.project.json"),)},
    "idris": {"test": (), "lint": (), "build": (("pack build", "pack.toml"),), "run": ()},
    "smalltalk": {"test": (("smalltalkci", ".smalltalk.ston"),), "lint": (), "build": (), "run": ()},
    "coq": {"test": (), "lint": (), "build": (("dune build", "dune-project"), ("make", "Makefile | Makefile.coq.conf")), "run": ()},
    "ape": {"test": (("ape test", ""),), "lint": (*PYTHON_LINT[:3], *PRE_COMMIT), "build": (("ape compile", ""),), "run": ()},
    "brownie": {"test": (("brownie test", ""),), "lint": (*PRE_COMMIT,), "build": (("brownie compile", ""),), "run": ()},
    "truffle": {"test": (("truffle test", ""),), "lint": (), "build": (("truffle compile", ""),), "run": ()},
    "powershell": {
        "test": (("pwsh ./test.ps1", "test.ps1"), ("pwsh -Command Invoke-Pester", "*.Tests.ps1 | tests/*.Tests.ps1 | Tests/*.Tests.ps1 | test/*.Tests.ps1")),
        "lint": (("pwsh -Command 'Invoke-ScriptAnalyzer -Path . -Recurse'", "PSScriptAnalyzerSettings.psd1 | ci~ScriptAnalyzer"), *PRE_COMMIT),
        "build": (("pwsh ./build.ps1", "build.ps1"),),
        "run": (),
    },
    "lean": {"test": (("lake test", "lakefile.*~test"),), "lint": (("lake lint", "lakefile.*~lintDriver"),), "build": (("lake build", ""),), "run": ()},
    "moonbit": {"test": (("moon test", ""),), "lint": (("moon check", ""), ("moon fmt --check", "")), "build": (("moon build", ""),), "run": ()},
    "cairo": {"test": (("snforge test", "Scarb.toml~snforge"), ("scarb test", "")), "lint": (("scarb fmt --check", ""),), "build": (("scarb build", ""),), "run": ()},
    "move": {"test": (("sui move test", SUI), ("aptos move test", "Move.toml~aptos | Move.toml~Aptos")), "lint": (), "build": (("sui move build", SUI), ("aptos move compile", "Move.toml~aptos | Move.toml~Aptos")), "run": ()},
    "anchor": {"test": (("anchor test", ""),), "lint": (("cargo clippy", "Cargo.toml"), ("cargo fmt --check", "Cargo.toml"), *JAVASCRIPT_LINT), "build": (("anchor build", ""),), "run": ()},
    "foundry": {"test": (("forge test", ""),), "lint": (("forge fmt --check", ""), ("solhint 'src/**/*.sol'", ".solhint.json"), *PRE_COMMIT), "build": (("forge build", ""),), "run": ()},
    "typst": {"test": (("tt run", "tests/ & ci~tt run"), ("tytanic run", "ci~tytanic")), "lint": (("typstyle --check .", "ci~typstyle"),), "build": (), "run": ()},
}  # fmt: skip
