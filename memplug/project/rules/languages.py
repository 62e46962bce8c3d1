"""File extensions and what they say, a light language little beside code; what shows a language without a count."""

from __future__ import annotations

# ruff: noqa: E501, SIM905
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.

EXTENSIONS: dict[str, str] = {
    ext: language
    for language, exts in {
        "Python": "py pyi", "Cython": "pyx pxd", "Jupyter Notebook": "ipynb", "JavaScript": "js mjs cjs jsx",
        "TypeScript": "ts tsx mts cts", "Vue": "vue", "Svelte": "svelte", "Astro": "astro", "CoffeeScript": "coffee",
        "Java": "java", "Kotlin": "kt", "Scala": "scala sc", "Groovy": "groovy", "Clojure": "clj cljc bb", "ClojureScript": "cljs",
        "C#": "cs razor", "F#": "fs fsx fsi", "Visual Basic .NET": "vb", "Go": "go", "Rust": "rs", "C": "c", "C++": "cc cpp cxx hpp hh hxx ipp inl",
        "C/C++ header": "h", "Objective-C": "m", "Objective-C++": "mm", "Swift": "swift", "Cuda": "cu cuh", "Assembly": "asm s S", "Ruby": "rb rake",
        "PHP": "php phtml", "Blade": "blade", "Twig": "twig", "Elixir": "ex exs", "HEEx": "heex", "Erlang": "erl hrl", "Gleam": "gleam", "Dart": "dart",
        "Zig": "zig", "OCaml": "ml mli", "Reason": "re rei", "Haskell": "hs lhs", "Julia": "jl", "R": "r R", "RMarkdown": "Rmd rmd", "Nim": "nim nims",
        "D": "d di", "Crystal": "cr", "Elm": "elm", "PureScript": "purs", "Perl": "pl pm t", "Raku": "raku rakumod pm6", "Lua": "lua", "Luau": "luau", "MoonScript": "moon",
        "Ada": "adb ads", "Fortran": "f90 f95 f03 f08 f F90", "Racket": "rkt", "Common Lisp": "lisp", "Scheme": "scm ss", "Haxe": "hx",
        "Emacs Lisp": "el", "Vim Script": "vim", "Solidity": "sol", "Vyper": "vy vyi", "Move": "move", "Cairo": "cairo", "Lean": "lean", "MoonBit": "mbt", "Odin": "odin",
        "GDScript": "gd", "GLSL": "glsl vert frag", "HCL": "tf hcl tofu", "Nix": "nix", "Shell": "sh bash zsh bats fish", "PowerShell": "ps1 psm1",
        "SQL": "sql", "TeX": "tex sty cls", "Typst": "typ", "HTML": "html htm", "CSS": "css", "SCSS": "scss sass", "Less": "less", "Markdown": "md markdown",
        "MDX": "mdx", "AsciiDoc": "adoc", "reStructuredText": "rst", "YAML": "yml yaml", "JSON": "json", "Starlark": "bzl star", "Jinja": "j2 jinja2",
        "Verilog": "v", "SystemVerilog": "sv svh", "VHDL": "vhd vhdl", "Vala": "vala", "Pascal": "pas lpr", "Arduino": "ino", "Prolog": "prolog",
        "Tcl": "tcl", "AutoHotkey": "ahk", "AppleScript": "applescript", "MATLAB": "mlx", "Smarty": "tpl", "Go Template": "gotmpl tmpl", "Stan": "stan", "Apex": "apex",
        "Mustache": "mustache", "Handlebars": "hbs", "EJS": "ejs", "Pug": "pug", "WebAssembly": "wat", "Dockerfile": "dockerfile",
        "Protocol Buffer": "proto", "Thrift": "thrift", "GraphQL": "graphql", "COBOL": "cob cbl", "Forth": "fth 4th", "J": "ijs", "APL": "apl dyalog apln aplf aplo aplc", "Smalltalk": "st", "Ballerina": "bal",
        "Standard ML": "sml", "Idris": "idr", "Agda": "agda", "Coq": "coq", "Hack": "hack", "QML": "qml", "CMake": "cmake", "XML": "xml",
        "Nextflow": "nf", "Snakemake": "smk", "Roc": "roc", "Mojo": "mojo", "Pony": "pony", "Red": "red", "Puppet": "pp", "Rego": "rego", "Jsonnet": "jsonnet libsonnet", "Just": "just", "Batchfile": "bat cmd",
        "AutoIt": "au3", "OpenSCAD": "scad", "mcfunction": "mcfunction", "CUE": "cue", "Dhall": "dhall", "Bicep": "bicep", "Gherkin": "feature", "ReScript": "res resi", "LiveScript": "ls",
    }.items()
    for ext in exts.split()
}  # fmt: skip

LIGHT: dict[str, float] = {
    "HTML": 0.1, "CSS": 0.1, "SCSS": 0.15, "Less": 0.15, "JSON": 0.0, "YAML": 0.05, "Markdown": 0.04, "MDX": 0.1, "AsciiDoc": 0.05,
    "reStructuredText": 0.04, "SQL": 0.15, "Shell": 0.3, "PowerShell": 0.4, "Batchfile": 0.1, "XML": 0.01, "Jinja": 0.1, "Smarty": 0.1, "Go Template": 0.1,
    "Mustache": 0.1, "Handlebars": 0.1, "EJS": 0.1, "Pug": 0.1, "Starlark": 0.2, "Protocol Buffer": 0.2, "GraphQL": 0.2, "Gherkin": 0.1, "CMake": 0.05,
    "GLSL": 0.3, "TeX": 0.5, "Just": 0.05, "Dockerfile": 0.1, "QML": 0.4, "Nix": 0.4, "Thrift": 0.2, "Twig": 0.2, "Blade": 0.2, "HEEx": 0.2, "C/C++ header": 0.5,
    "Jupyter Notebook": 0.8,
}  # fmt: skip
"""Weight of a file of these languages; 1 otherwise."""

PROSE = ("Markdown", "AsciiDoc", "reStructuredText")
"""What documents are written in."""
BESIDE_PROSE = frozenset((*PROSE, "MDX", "JSON", "YAML", "XML"))
"""What says nothing against a repository of documents; a script does, and one README is no such repository."""

NOT_CODE = frozenset(
    "JSON YAML Markdown XML HTML CSS SCSS Less MDX AsciiDoc reStructuredText Just CMake Batchfile Shell PowerShell SQL Smarty"
    " Dockerfile Jinja Nix".split()
) | {"Protocol Buffer", "Go Template", "C/C++ header"}
"""Languages not named beside the main one."""

TYPED = " | ".join(
    f"tsconfig.json & {name} & !src-tauri/ & !contracts/ & !hardhat.config.* & !foundry.toml & !rescript.json"
    " & !bsconfig.json & !lib/ & !binding.gyp & !composer.json & !*.php & !CMakeLists.txt"
    " & !npm-any:vue & !npm-any:svelte & !npm-any:astro"
    for name in ("src/index.ts", "src/main.ts", "src/index.tsx", "src/main.tsx", "app/root.tsx", "app/layout.tsx")
)
"""Where a program begins that is in TypeScript, as far as names tell: one look in place of a count of its files."""
