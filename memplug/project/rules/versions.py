"""Where versions stand: language, file, regular expression; the first hit of a language wins.

Lock files and the values of matrices are not asked. `lts/*` and the like are not numbers and are left out.
"""

from __future__ import annotations

# ruff: noqa: E501
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.

ROWS: tuple[tuple[str, str, str], ...] = (
    ("Python", ".python-version", r"^(?:cpython-|python-)?(\d[\w.]*)"),
    ("Python", "pyproject.toml", r"^requires-python[ \t]*=[ \t]*[\"']([^\"']+)"),
    ("Python", "pyproject.toml", r"^python[ \t]*=[ \t]*[\"']([^\"']+)"),
    ("Python", "Pipfile", r"^python_(?:full_)?version[ \t]*=[ \t]*[\"']([^\"']+)"),
    ("Python", "runtime.txt", r"^python-(\d[\d.]*)"),
    ("Python", "environment.yml", r"^[ \t]*-[ \t]*python[ \t]*(?:={1,2}[ \t]*)?([<>~]?=?[ \t]*\d[\d.*]*)"),
    ("Python", "setup.cfg", r"^python_requires[ \t]*=[ \t]*([^\n]+)"),
    ("Python", "setup.py", r"python_requires[ \t]*=[ \t]*[\"']([^\"']+)"),
    ("Node", ".nvmrc", r"^v?(\d[\d.]*)"),
    ("Node", ".node-version", r"^v?(\d[\d.]*)"),
    ("Node", "package.json", r"\"engines\"[ \t]*:[ \t\n]*\{[^}]{0,400}?\"node\"[ \t]*:[ \t]*\"([^\"]+)\""),
    ("Node", "package.json", r"\"volta\"[ \t]*:[ \t\n]*\{[^}]{0,400}?\"node\"[ \t]*:[ \t]*\"([^\"]+)\""),
    ("Node", "package.json", r"\"runtime\"[ \t]*:[ \t\n]*\{[^}]{0,200}?\"name\"[ \t]*:[ \t]*\"node\"[^}]{0,200}?\"version\"[ \t]*:[ \t]*\"([^\"]+)\""),
    ("TypeScript", "package.json", r"\"typescript\"[ \t]*:[ \t]*\"([~^]?\d[^\"]*)\""),
    ("Ruby", ".ruby-version", r"^(?:ruby-)?(\d[\w.]*)"),
    ("Ruby", "Gemfile", r"^ruby[ (]+[\"']([^\"']+)"),
    ("Ruby", "*.gemspec", r"required_ruby_version[^\n\"']{0,80}[\"']([^\"']+)"),
    ("Go", ".go-version", r"^v?(\d[\d.]*)"),
    ("Go", "go.mod", r"^go[ \t]+(\d[\w.]*)"),
    ("Go toolchain", "go.mod", r"^toolchain[ \t]+go(\d[\w.]*)"),
    ("Go", "go.work", r"^go[ \t]+(\d[\w.]*)"),
    ("Go toolchain", "go.work", r"^toolchain[ \t]+go(\d[\w.]*)"),
    ("Rust", "rust-toolchain.toml", r"channel[ \t]*=[ \t]*\"([^\"]+)"),
    ("Rust", "rust-toolchain", r"^(\d[\w.]*|nightly[\w.-]*|stable|beta)\s*$"),
    ("Rust", "Cargo.toml", r"^rust-version[ \t]*=[ \t]*\"([^\"]+)"),
    ("Rust edition", "Cargo.toml", r"^edition[ \t]*=[ \t]*\"([^\"]+)"),
    ("Java", ".java-version", r"^(\d[\w.]*)"),
    ("Java", ".sdkmanrc", r"^java=(\d[\d.]*)"),
    ("Java", "pom.xml", r"<maven\.compiler\.release>\s*(\d[\d.]*)"),
    ("Java", "pom.xml", r"<java\.version>\s*(?:1\.)?(\d[\d.]*)"),
    ("Java", "pom.xml", r"<maven\.compiler\.source>\s*(?:1\.)?(\d[\d.]*)"),
    ("Java", "build.gradle*", r"JavaLanguageVersion\.of\((\d+)\)"),
    ("Java", "build.gradle*", r"(?:jvmToolchain\(|jvmTarget[ \t]*=[ \t]*[\"']|sourceCompatibility[ \t]{0,9}=?[ \t]{0,9}[\"']?(?:JavaVersion\.VERSION_)?)(?:1[._])?(\d+)"),
    ("Kotlin", "build.gradle*", r"kotlin\([\"'][\w.]+[\"']\)[ \t]+version[ \t]+[\"'](\d[\w.]*)"),
    ("Kotlin", "gradle/libs.versions.toml", r"^kotlin[ \t]*=[ \t]*\"(\d[\w.]*)"),
    ("Kotlin", "build.gradle", r"org\.jetbrains\.kotlin\.[\w.]{1,40}[\"'][ \t]+version[ \t]+[\"'](\d[\w.]*)"),
    ("Kotlin", "pom.xml", r"<kotlin\.version>\s*(\d[\w.]*)"),
    ("Unity", "ProjectSettings/ProjectVersion.txt", r"^m_EditorVersion:[ \t]*(\d[\w.]*)"),
    ("Godot", "project.godot", r"^config/features=PackedStringArray\(\"(\d[\d.]*)"),
    ("Flutter", ".fvmrc", r"\"flutter\"[ \t]*:[ \t]*\"(\d[\w.-]*)"),
    ("Scala", "build.sbt", r"scalaVersion[ \t]*:=[ \t]*\"(\d[\w.-]*)"),
    (".NET", "global.json", r"\"sdk\"[ \t]*:[ \t\n]*\{[^}]{0,200}?\"version\"[ \t]*:[ \t]*\"([^\"]+)"),
    (".NET", "Directory.Build.props", r"<TargetFrameworks?>\s*net(\d[\d.]*)"),
    ("PHP", "composer.json", r"\"php(?:-64bit)?\"[ \t]*:[ \t]*\"([^\"]+)"),
    ("PHP", "composer.json", r"\"platform\"[ \t]*:[ \t\n]*\{[^}]{0,200}?\"php\"[ \t]*:[ \t]*\"([^\"]+)"),
    ("Elixir", ".exenv-version", r"^(\d[\w.-]*)"),
    ("Elixir", "mix.exs", r"elixir:[ \t]*\"([^\"]+)"),
    ("Erlang", "rebar.config", r"minimum_otp_vsn,[ \t]*\"([^\"]+)"),
    ("Swift", ".swift-version", r"^(\d[\d.]*)"),
    ("Swift", "Package.swift", r"^//[ \t]*swift-tools-version:?[ \t]*(\d[\d.]*)"),
    ("Dart", "pubspec.yaml", r"^[ \t]+sdk:[ \t]*[\"']?([\^<>=]*[ \t]?\d[^\"'\n]*)"),
    ("Flutter", "pubspec.yaml", r"^[ \t]+flutter:[ \t]*[\"']?([\^<>=]+[ \t]?\d[^\"'\n]*)"),
    ("Zig", ".zig-version", r"^(\d[\w.-]*)"),
    ("Zig", "build.zig.zon", r"minimum_zig_version[ \t]*=[ \t]*\"([^\"]+)"),
    ("Crystal", ".crystal-version", r"^(\d[\d.]*)"),
    ("Crystal", "shard.yml", r"^crystal:[ \t]*[\"']?([^\"'\n]+)"),
    ("R", "DESCRIPTION", r"\bR[ \t]*\((>=[ \t]*\d[\d.]*)"),
    ("Julia", "Project.toml", r"^julia[ \t]*=[ \t]*\"([^\"]+)"),
    ("Nim", "*.nimble", r"requires[ (]+\"nim[ \t]*([<>=]+[ \t]*[\d.]+)"),
    ("Elm", "elm.json", r"\"elm-version\"[ \t]*:[ \t]*\"([^\"]+)"),
    ("Gleam", "gleam.toml", r"^gleam[ \t]*=[ \t]*\"([^\"]+)"),
    ("Terraform", ".terraform-version", r"^(\d[\d.]*)"),
    ("Terraform", "versions.tf", r"required_version[ \t]*=[ \t]*\"([^\"]+)"),
    ("Terraform", "main.tf", r"required_version[ \t]*=[ \t]*\"([^\"]+)"),
    ("C++", "CMakeLists.txt", r"CMAKE_CXX_STANDARD[ \t]+(\d+)"),
    ("C", "CMakeLists.txt", r"CMAKE_C_STANDARD[ \t]+(\d+)"),
    ("C++", "meson.build", r"cpp_std=(?:c|gnu)\+\+(\d\w)"),
    ("C", "meson.build", r"c_std=(?:c|gnu)(\d\w)"),
    ("Haskell", "*.cabal", r"^tested-with:[ \t]*([^\n]{1,60})"),
    ("Lean", "lean-toolchain", r":v?(\d[\w.-]*)"),
    ("Perl", "cpanfile", r"requires[ ('\"]+perl['\", =>]+v?(\d[\d._]*)"),
    ("Unity", "ProjectSettings/ProjectVersion.txt", r"m_EditorVersion:[ \t]*(\S+)"),
    ("dbt", "dbt_project.yml", r"^require-dbt-version:[^\n\d]{0,20}([\d.]+)"),
    *(
        (language, file, rf"{before}(?:[\w./-]{{1,80}}/)?(?:{image}):(?:1-)?(\d[\d.]*)")
        for file, before in (("Dockerfile", r"^FROM[ \t]+(?:--platform=\S{1,80}[ \t]+)?"), (".devcontainer/devcontainer.json", r"\"image\"[ \t]*:[ \t]*\""))
        for language, image in (
            ("Python", "python"), ("Node", "node|javascript-node|typescript-node"), ("Go", "golang|go"), ("Ruby", "ruby"), ("PHP", "php"), ("Rust", "rust"),
            ("Java", "eclipse-temurin|openjdk|amazoncorretto|java"), ("Elixir", "elixir"), ("Erlang", "erlang"), ("Swift", "swift"), (".NET", "dotnet/sdk|dotnet"),
        )
    ),
)  # fmt: skip

BY_LANGUAGE: dict[str, tuple[tuple[str, str], ...]] = {
    language: tuple((file, pattern) for name, file, pattern in ROWS if name == language) for language, _, _ in ROWS
}

TOOL_NAMES = {"python": "Python", "node": "Node", "nodejs": "Node", "ruby": "Ruby", "go": "Go", "golang": "Go", "rust": "Rust", "java": "Java",
              "kotlin": "Kotlin", "scala": "Scala", "dotnet": ".NET", "php": "PHP", "elixir": "Elixir", "erlang": "Erlang", "swift": "Swift",
              "dart": "Dart", "flutter": "Flutter", "zig": "Zig", "crystal": "Crystal", "julia": "Julia", "nim": "Nim", "elm": "Elm", "gleam": "Gleam",
              "terraform": "Terraform", "deno": "Deno", "bun": "Bun", "R": "R", "lua": "Lua", "perl": "Perl", "clojure": "Clojure", "haskell": "Haskell",
              "ghc": "Haskell", "ocaml": "OCaml"}  # fmt: skip
"""Names in `.tool-versions`, `mise.toml` and `.prototools`."""

RUNTIME = {"Go": ("Go", "Go toolchain"), "Elixir": ("Elixir", "Erlang"), "Rust": ("Rust", "Rust edition"), "JavaScript": ("Node", "Bun", "Deno"), "TypeScript": ("TypeScript", "Node", "Bun", "Deno"), "Kotlin": ("Kotlin", "Java"),
           "C#": (".NET", "Unity", "Godot"), "GDScript": ("Godot",), "Dart": ("Dart", "Flutter"), "F#": (".NET",), "Visual Basic .NET": (".NET",), "HCL": ("Terraform",), "Vue": ("Node",), "Svelte": ("Node",)}  # fmt: skip
"""Whose version is worth saying beside a language, where it is not its own name."""
