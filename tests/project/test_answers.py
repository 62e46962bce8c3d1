"""The answers as JSON and as text, the user's corrections, and the command."""

from __future__ import annotations

import json
import os
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from memplug.cli.detect import detect as command
from memplug.project.detect import Project, detect

KEYS = "type language languages versions package_manager framework test lint build run monorepo member ci containers evidence"
API = {
    "pyproject.toml": "[project]\nname = 'x'\nrequires-python = '>=3.11'\ndependencies = ['fastapi[standard]']\n[tool.ruff]\n"
}
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "projects"


def test_json_has_exactly_the_documented_keys(plant):
    answers = detect(plant("uv.lock", API)).to_json()
    assert list(answers) == KEYS.split()
    assert json.loads(json.dumps(answers)) == answers


def test_every_answer_names_its_file(plant):
    project = detect(plant("uv.lock tests/conftest.py .github/workflows/ci.yml", API))
    assert {k: project.evidence[k] for k in ("package_manager", "test", "lint", "ci", "versions")} == {
        "package_manager": "uv.lock",
        "test": "tests/conftest.py",
        "lint": "pyproject.toml: ruff",
        "ci": ".github/workflows/",
        "versions": "pyproject.toml",
    }


def test_the_text_reads_well(plant):
    lines = detect(plant("uv.lock tests/conftest.py app/main.py Dockerfile .github/workflows/ci.yml", API)).lines()
    assert lines == [
        "Python 3.11+ web service · uv · FastAPI",
        "Test: uv run pytest",
        "Lint: uv run ruff check",
        "Run: uv run fastapi dev app/main.py",
        "CI: GitHub Actions · Containers: Dockerfile",
    ]


def test_what_a_project_is_deployed_with_is_no_container(plant):
    lines = detect(
        plant("Dockerfile vercel.json", {"package.json": '{"private": true, "dependencies": {"next": "15"}}'})
    ).lines()
    assert lines[-1] == "Containers: Dockerfile · Deployed with: Vercel"


WPF = '<Project Sdk="Microsoft.NET.Sdk"><OutputType>WinExe</OutputType><UseWPF>true</UseWPF></Project>'
SDK = '<Project Sdk="Microsoft.NET.Sdk"><OutputType>Exe</OutputType></Project>'
LEGACY = '<Project ToolsVersion="15.0" xmlns="http://schemas.microsoft.com/developer/msbuild/2003"></Project>'
NO_STD = {"Cargo.toml": '[package]\nname = "a"\n', ".cargo/config.toml": '[build]\ntarget = "thumbv6m-none-eabi"\n'}
LOOKS: list[tuple[str, dict[str, str], dict[str, object]]] = [
    # What only serves others does not speak for the project.
    ("app.py tests/conftest.py src/a.py src/b.py", {"requirements.txt": "flask\npytest\n", "package.json": '{"devDependencies": {"prettier": "3"}}'},
     {"language": "Python", "package_manager": "pip", "framework": ("Flask",), "test": ("pytest",)}),
    ("terraform/main.tf internal/a/go.mod internal/b/go.mod internal/c/go.mod internal/a/a.go internal/b/b.go internal/c/c.go", {},
     {"language": "Go", "package_manager": "go", "monorepo": True}),
    ("flake.nix users/me/bashrc hosts/a.nix hosts/b.nix", {}, {"language": "Nix", "package_manager": "nix"}),
    ("mkdocs.yml docs/index.md backend/app.py backend/b.py backend/c.py backend/d.py", {"backend/requirements.txt": "fastapi\n"},
     {"language": "Python", "framework": ("FastAPI",), "package_manager": "pip"}),
    ("mkdocs.yml docs/index.md", {"pyproject.toml": "[project]\nname = 'x'\ndependencies = ['mkdocs']\n", "uv.lock": ""},
     {"type": "docs", "framework": ("MkDocs",), "build": ("uv run mkdocs build",), "run": ("uv run mkdocs serve",)}),
    ("Dockerfile src/a.py src/b.py src/c.py", {}, {"language": "Python", "type": None}),
    ("Makefile a.cu b.cu c.cu d.h train.py", {"requirements.txt": "numpy\n", "Makefile": "train: a.cu\n\tnvcc a.cu\n"}, {"language": "Cuda"}),
    ("action.yml Dockerfile lib/a.sh lib/b.sh lib/c.sh lib/d.sh lib/e.sh lib/f.sh", {}, {"language": "Shell", "type": "plugin"}),
    # What stands in another directory fills what is open; a collection keeps what its root says.
    ("backend/app.py backend/tests/conftest.py frontend/src/App.tsx", {"backend/pyproject.toml": "[project]\nname = 'b'\ndependencies = ['fastapi', 'pytest']\n",
     "frontend/package.json": '{"dependencies": {"react": "19"}, "scripts": {"build": "vite build", "lint": "eslint ."}}'},
     {"test": ("cd backend && pytest",), "lint": ("cd frontend && npm run lint",), "build": ("cd frontend && npm run build",)}),
    ("a/go.mod a/a.go b/Cargo.toml b/src/main.rs c/package.json c/index.js d/pom.xml d/src/A.java", {"Makefile": "test:\n\t./all\nlint:\n\tx\n"},
     {"type": None, "test": ("make test",), "lint": ("make lint",)}),
    # Programs and packages
    ("src/lib.rs src/bin/fixture.rs", {"Cargo.toml": '[package]\nname = "clap"\n'}, {"type": "library", "run": ()}),
    ("src/lib.rs src/bin/tool.rs", {"Cargo.toml": '[package]\nname = "tool"\n'}, {"type": "cli", "run": ("cargo run",)}),
    ("src/main.rs", NO_STD, {"test": (), "build": ("cargo build",)}),
    ("index.html src/main.rs", {"Cargo.toml": '[package]\nname = "a"\n[dependencies]\nyew = "0.21"\n'}, {"build": ("trunk build",), "run": ("trunk serve",)}),
    ("go.work a/go.mod b/go.mod a/a.go", {"go.work": "use (\n\t./a\n\t./b\n)\n"}, {"test": ("go test ./a/... ./b/...",), "build": ("go build ./a/... ./b/...",)}),
    ("main.go wails.json", {"go.mod": "module x\n\nrequire github.com/wailsapp/wails/v2 v2.9.0\n"}, {"build": ("wails build",), "run": ("wails dev",)}),
    ("src/App.tsx index.html", {"src-tauri/Cargo.toml": "[dependencies]\ntauri = '2'\n", "Cargo.toml": "[workspace]\nmembers = ['src-tauri']\n",
     "package.json": '{"scripts": {"build": "tauri build"}, "devDependencies": {"@tauri-apps/cli": "2", "typescript": "5"}}'},
     {"package_manager": "npm", "type": "desktop app", "build": ("npm run build",)}),
    ("x.sln", {"x.sln": 'Project("{1}") = "A", "A\\A.csproj", "{2}"\n', "A/A.csproj": SDK}, {"test": (), "build": ("dotnet build",)}),
    ("x.sln", {"x.sln": 'Project("{1}") = "A", "A\\A.csproj", "{2}"\nProject("{1}") = "T", "A.Tests\\A.Tests.csproj", "{3}"\n', "A/A.csproj": WPF},
     {"test": ("dotnet test",), "type": "desktop app"}),
    ("A.csproj .editorconfig", {"A.csproj": LEGACY}, {"test": (), "lint": (), "build": ("msbuild",)}),
    ("lib/a.dart android/a ios/b test/a_test.dart", {"pubspec.yaml": "name: a\ndependencies:\n  flutter:\n    sdk: flutter\nflutter:\n  plugin:\n    platforms:\n"},
     {"type": "plugin", "framework": ("Flutter",)}),
    ("src/main/kotlin/A.kt", {"build.gradle.kts": 'plugins { id("org.jetbrains.intellij.platform") }\ndependencies { implementation("io.ktor:ktor-client-core:3.0") }'},
     {"type": "plugin", "framework": ("IntelliJ Platform",)}),
    ("App.xcodeproj/project.pbxproj Gemfile Tests/A.swift", {"fastlane/Fastfile": "lane :tests do\n  scan\nend\n"}, {"test": ("bundle exec fastlane tests",)}),
    ("Tuist.swift Project.swift App/Sources/A.swift", {}, {"package_manager": "tuist", "test": ("tuist test",), "build": ("tuist build",)}),
    ("App.xcodeproj/project.pbxproj project.yml", {"Package.swift": '.executableTarget(name: "Tools")'}, {"type": "mobile app", "build": ("xcodegen generate",), "run": ()}),
    ("shadow-cljs.edn public/index.html src/main/a.cljs", {"shadow-cljs.edn": "{:builds\n {:site {:target :browser}}}", "package.json": "{}"},
     {"type": "web app", "build": ("npx shadow-cljs release site",), "run": ("npx shadow-cljs watch site",)}),
    ("lib/a.rb spec/spec_helper.rb", {"a.gemspec": "s.add_development_dependency 'bacon'\n%w[railties activerecord].each { |n| s.add_dependency n }\n", "Gemfile": "group :test do\n  gem 'sinatra'\nend\n",
     "Rakefile": "task :spec do\nend\n"}, {"framework": ("Rails",), "test": ("bundle exec rake spec",)}),
    ("lib/a.ex", {"mix.exs": '{:nerves, "~> 1.0"}, {:nerves_bootstrap, "~> 1.0"}'}, {"build": ("mix firmware",)}),
    ("Eldev a.el", {}, {"package_manager": "eldev", "test": ("eldev test",), "lint": ("eldev lint",)}),
    ("a/Scarb.toml b/Scarb.toml a/src/lib.cairo", {"Scarb.toml": "[workspace]\nmembers = ['a', 'b']\n"}, {"monorepo": True}),
    ("a.control a.c Makefile sql/a.sql", {}, {"type": "plugin", "test": ("make installcheck",)}),
    ("x.sln", {"x.sln": 'Project("{1}") = "Bench", "B\\B.csproj", "{2}"\nProject("{1}") = "x", "x\\x.csproj", "{3}"\n', "B/B.csproj": SDK, "x/x.csproj": "<Project Sdk='Microsoft.NET.Sdk'><TargetFrameworks>netstandard2.0;net8.0;net9.0-windows</TargetFrameworks></Project>"},
     {"type": "library", "run": (), "versions": {".NET": "9.0"}}),
    ("src/main.rs src/bin/other.rs", {"Cargo.toml": '[package]\nname = "tool"\n'}, {"type": "cli", "run": ()}),
    ("config/application.rb app/a.rb bin/rails", {}, {"type": "web app", "framework": ("Rails",)}),
    ("lib/a.rb", {"a.gemspec": "s.add_dependency 'dry-types'\n"}, {"framework": ()}),
    ("lib/a.ex", {"mix.exs": '@description "Compose"\ndescription: @description,\npackage: package()'}, {"type": "library"}),
    ("src/a.erl", {"rebar.config": "{profiles, [{test, [{deps, [cowboy]}]}]}."}, {"type": "library", "framework": ()}),
    ("source/conf.py source/index.rst noxfile.py", {"requirements.txt": "sphinx\n", "noxfile.py": "@nox.session\ndef build(session):\n    pass\n"},
     {"type": "docs", "framework": ("Sphinx",), "build": ("nox -s build",)}),
    ("mkdocs.yml cheatsheets/a.md requirements.txt", {"mkdocs.yml": "docs_dir: cheatsheets\n"}, {"framework": ("MkDocs",), "build": ("mkdocs build",)}),
    ("a.plugin.zsh src/a.zsh src/b.zsh spec/a_spec.rb spec/b_spec.rb Gemfile", {}, {"language": "Shell", "type": "plugin"}),
    ("config/src/main/java/A.java config/src/main/java/B.java config/src/test/scala/A.scala", {"build.sbt": ""}, {"language": "Java"}),
    ("lib/main.dart test/.gitkeep", {"pubspec.yaml": "dependencies:\n  flutter:\n    sdk: flutter\n"}, {"test": ()}),
    ("index.js", {"package.json": '{"scripts": {"eslint": "eslint --fix .", "test:lint": "eslint ."}}'}, {"lint": ("npm run test:lint", "npm run eslint")}),
    ("Rect.xcodeproj/project.pbxproj Rect/Base.lproj/MainMenu.xib Rect/A.swift", {"Podfile": "platform :osx, '10.13'\n"}, {"type": "desktop app"}),
    ("Rect.xcodeproj/project.pbxproj", {"Rect/RectApp.swift": "import SwiftUI\n", "Rect.xcodeproj/project.pbxproj": "SDKROOT = macosx;\n"}, {"type": "desktop app", "framework": ("SwiftUI",)}),
    # A manifest of a language is not outvoted by the scripts beside it.
    ("src/a.c src/b.c tests/a.py tests/b.py tests/c.py tests/d.py requirements.txt", {"CMakeLists.txt": "add_executable(a src/a.c)\n"}, {"language": "C"}),
    ("zoxide.plugin.zsh src/main.rs", {"Cargo.toml": '[package]\nname = "zoxide"\n'}, {"language": "Rust", "type": "cli"}),
    ("Dockerfile rootfs/a.sh rootfs/b.sh rootfs/c.sh rootfs/d.sh rootfs/e.sh rootfs/f.sh", {}, {"type": "container image", "build": ("docker build .",)}),
    ("app.js", {"package.json": "{}", "Makefile": "run:\n\tnpm install && npm start\n"}, {"run": ("make run",)}),
    ("train.py model.py mkdocs.yml docs/index.md", {"requirements.txt": "torch\n"}, {"type": "ml", "build": (), "run": ()}),
    ("terraform/main.tf terraform/backend.tf", {}, {"type": "infrastructure", "test": ("cd terraform && terraform validate",)}),
    ("src/a.nim", {"a.nimble": 'version = "1"\ndescription = "libfoo bindings"\n'}, {"type": "library", "build": ()}),
    ("src/a.nim", {"a.nimble": 'version = "1"\nbin = @["a"]\n'}, {"type": "cli", "build": ("nimble build",)}),
    ("{{cookiecutter.name}}/pyproject.toml {{cookiecutter.name}}/tests/test_a.py cookiecutter.json", {}, {"type": "template", "test": ()}),
    ("rebar.config mix.exs src/a.erl src/b.erl", {}, {"language": "Erlang", "package_manager": "rebar3"}),
    ("a.c b.c c.c build.sh", {}, {"language": "C", "build": ("./build.sh",)}),
    ("pnpm-workspace.yaml packages/core/index.ts", {"package.json": '{"private": true, "devDependencies": {"nuxt": "3"}}'}, {"framework": ()}),
    # Commands that can run
    ("a.c build.sh", {}, {"build": ("./build.sh",)}),
    ("a.c", {"Makefile": "all: a\n\tcc a.c\n", ".github/workflows/ci.yml": "run: make checkpatches\n"}, {"test": ()}),
    ("a.c", {"Makefile": "all: a\n\tcc a.c\n", ".github/workflows/ci.yml": "run: make check\n"}, {"test": ("make check",)}),
    ("rtl/a.v rtl/b.v", {"tox.ini": "[tox]\nenvlist = py3\n"}, {"type": "hardware", "test": ("tox",)}),
    ("a.c", {"tox.ini": "[flake8]\n"}, {"test": ()}),
    ("x/__init__.py", {"setup.py": "setup(name='x', entry_points={'console_scripts': ['serve-x = x.a:main']})"}, {"run": ("serve-x",)}),
    ("x/__init__.py", {"setup.cfg": "[metadata]\nname = x\n[options.entry_points]\nconsole_scripts =\n    serve-x = x.a:main\n"}, {"run": ("serve-x",)}),
    ("src/a.go", {"go.mod": "module x\n", "Makefile": "dev:\n\tpip install -e .\n"}, {"run": ()}),
    ("tests/test_a.py x/__init__.py", {"pyproject.toml": "[project]\nname = 'x'\n[tool.hatch.envs.tests.scripts]\ntest = 'pytest'\n"}, {"test": ("hatch run tests:test",)}),
    ("x/__init__.py", {"pyproject.toml": "[project]\nname = 'x'\n[tool.pixi.feature.dev.tasks]\ntest = 'pytest'\n"}, {"test": ("pixi run test",)}),
    ("bun.lock tests/a.spec.ts", {"package.json": "{}"}, {"test": ("bun test",)}),
    # Versions
    ("src/main/java/A.java", {"build.gradle": "sourceCompatibility = JavaVersion.VERSION_1_8\n"}, {"versions": {"Java": "8"}}),
    ("src/main/java/A.java", {"pom.xml": "<java.version>1.8</java.version>"}, {"versions": {"Java": "8"}}),
    # What is there for tests alone, or is only declared, is not what the project is made with.
    ("src/a.clj", {"project.clj": '(defproject a "1" :dependencies [[potemkin "0.4"]]\n :profiles {:dev {:dependencies [[ring/ring-core "1.12"]]}})'}, {"type": "library", "framework": ()}),
    ("src/a.clj", {"project.clj": '(defproject a "1" :profiles {:dev {}} :dependencies [[ring/ring-core "1.12"]])'}, {"framework": ("Ring",)}),
    ("src/main/java/A.java", {"pom.xml": "<dependency><artifactId>spring-boot-starter-web</artifactId><scope>test</scope></dependency><dependency><artifactId>guava</artifactId></dependency>"}, {"framework": ()}),
    ("src/main/java/A.java", {"build.gradle": "dependencies {\n  testImplementation 'io.javalin:javalin:6'\n}"}, {"framework": ()}),
    ("a/src/main/java/A.java b/src/main/java/B.java", {"settings.gradle": "include 'a', 'b'", "build.gradle": "plugins { id 'org.springframework.boot' version '3.4.0' apply false\n}",
     "a/build.gradle": "plugins { id 'java-library' }", "b/build.gradle": "plugins { id 'java-library' }"}, {"framework": (), "run": ()}),
    ("app/src/main/java/A.java", {"settings.gradle": "include 'app'", "build.gradle": "plugins { id 'org.springframework.boot' version '3.4.0' apply false\n}",
     "app/build.gradle": "plugins { id 'org.springframework.boot' }"}, {"framework": ("Spring Boot",)}),
    ("src/main/scala/A.scala", {"build.sbt": 'libraryDependencies += "org.http4s" %% "http4s-ember-server" % "1" % Test'}, {"framework": ()}),
    # A framework is not its own user; a private or scoped package may be called after one.
    ("src/A.hs", {"scotty.cabal": "name: scotty\nlibrary\n  build-depends: base\n"}, {"type": "library", "framework": ()}),
    ("next.config.js src/app/page.tsx", {"package.json": '{"name": "@acme/nextjs", "private": true, "dependencies": {"next": "15"}}'}, {"type": "web app", "framework": ("Next.js",)}),
    ("mod.ts", {"deno.json": '{"name": "@a/lume", "exports": "./mod.ts", "imports": {"lume/": "./"}}'}, {"framework": ()}),
    # Commands that exist.
    ("a.sln b.sln A/A.csproj A.Tests/A.Tests.csproj", {}, {"test": ("dotnet test a.sln",), "build": ("dotnet build a.sln",)}),
    ("a.sln b.sln A/A.csproj A.Tests/A.Tests.csproj", {".github/workflows/ci.yml": "run: dotnet test b.sln\n"}, {"test": ("dotnet test b.sln",)}),
    ("A.xcodeproj/project.pbxproj A.xcodeproj/xcshareddata/xcschemes/Base.xcscheme A/A.swift ATests/T.swift", {}, {"test": ("xcodebuild test -scheme Base",)}),
    ("src/a.clj", {"deps.edn": "{:aliases {:build {}}}", "build.clj": "(defn uber [_])"}, {"build": ("clojure -T:build uber",)}),
    ("", {"requirements.txt": "fastapi\nuvicorn\n", "app/main.py": "import fastapi\napp = fastapi.FastAPI()\n"}, {"run": ("uvicorn app.main:app --reload",)}),
    ("cmd/a/main.go cmd/b/main.go", {"go.mod": "module example.com/b/v2\n"}, {"run": ("go run ./cmd/b",)}),
    ("cmd/a/main.go cmd/b/main.go", {"go.mod": "module example.com/c\n"}, {"run": ()}),
    ("a.go", {"go.mod": "module example.com/a\n", ".github/workflows/ci.yml": "uses: golangci/golangci-lint-action@v8\n"}, {"lint": ("golangci-lint run",)}),
    ("a.go", {"go.mod": "module example.com/a\n", "Makefile": "golangci-lint:\n\tgolangci-lint run -v\n"}, {"lint": ("make golangci-lint",)}),
    ("src/A.php phpstan.neon tools/composer.json", {"composer.json": '{"type": "library"}'}, {"lint": ()}),
    ("lib/a.rb", {"a.gemspec": "", "Rakefile": "task :build do\nend\n"}, {"build": ("rake build",)}),
    ("src/a.ts", {"package.json": '{"scripts": {"check": "tsc && cd ./tests/types && tsc"}}'}, {"test": ()}),
    ("src/a.ts", {"package.json": '{"scripts": {"check": "tsc && vitest run"}}'}, {"test": ("npm run check",)}),
    ("a/b.py", {"Makefile": "style:\n\truff format .\ncheck-style:\n\truff format --check .\n", "pyproject.toml": "[project]\nname='a'\n"}, {"lint": ("make check-style", "make style")}),
    # What it is.
    ("src/ng-package.json src/a.ts demo/src/index.html", {"package.json": '{"private": true, "dependencies": {"@angular/core": "20"}, "devDependencies": {"ng-packagr": "20"}}'}, {"type": "library"}),
    ("pom.xml deployment/pom.xml runtime/pom.xml", {"pom.xml": "<modules><module>deployment</module><module>runtime</module></modules><artifactId>quarkus-maven-plugin</artifactId>"},
     {"type": "library monorepo", "monorepo": True}),
    ("docs/.vitepress/config.ts packages-x/a/package.json", {"package.json": '{"private": true, "workspaces": ["packages-x/*"], "devDependencies": {"vitepress": "1"}}'}, {"framework": ()}),
    ("tcmalloc/arena.h tcmalloc/arena.cc tcmalloc/BUILD MODULE.bazel", {}, {"type": "library", "monorepo": False}),
    (".buckconfig CMakeLists.txt include/a.hpp", {}, {"monorepo": False}),
    ("lib/a.ex", {"mix.exs": "mod: {A, []}"}, {"type": "library"}),
    ("src/mint.cr", {"shard.yml": "targets:\n  mint:\n    main: src/mint.cr\ndependencies:\n  admiral:\n    github: jwaldrip/admiral.cr\n  kemal:\n    github: kemalcr/kemal\n"}, {"type": "cli", "framework": ()}),
    ("src/a.res src/a.mjs src/b.mjs", {"rescript.json": "{}", "package.json": '{"devDependencies": {"rescript": "11"}}'}, {"language": "ReScript"}),
    ("articles/routers.go users/routers.go hello.go", {"go.mod": "module a.com/b\nrequire github.com/gin-gonic/gin v1.10.0\n"}, {"type": "web service", "framework": ("Gin",)}),
    ("src/lib.rs a/__init__.py", {"Cargo.toml": '[package]\nname = "a"\nedition = "2021"\n', "pyproject.toml": '[build-system]\nrequires = ["maturin"]\n[project]\nname = "a"\n'}, {"languages": ("Python", "Rust")}),
    ("index.js", {"package.json": '{"name": "a"}', "action.yml": "runs:\n  using: node24\n"}, {"type": "plugin", "framework": ("GitHub Actions",)}),
    ("index.js entrypoint.sh", {"package.json": "{}", "action.yml": "runs:\n  using: node24\n"}, {"language": "Shell"}),
    ("clusters/a/flux-system/gotk-sync.yaml tenants/base/a.yaml", {}, {"type": "infrastructure", "framework": ("Flux", "Kustomize")}),
    ("dags/a.py terraform/main.tf docker-compose.yml", {"Makefile": "pytest:\n\tdocker exec web pytest\n"}, {"type": "data", "language": "Python", "framework": ("Airflow",), "test": ("make pytest",)}),
    ("_bookdown.yml index.Rmd", {"DESCRIPTION": "Package: demo\nType: Book\n"}, {"build": ("Rscript -e 'bookdown::render_book()'",)}),
    ("idf_component.yml CMakeLists.txt driver/a.c", {"CMakeLists.txt": "idf_component_register(SRCS a.c)"}, {"type": "library", "framework": ("ESP-IDF",)}),
    ("src/lib.rs memory.x", {"Cargo.toml": '[package]\nname = "hal"\n[dependencies]\ncortex-m-rt = "0.7"\n'}, {"framework": ()}),
    ("main.tf test/integration/go.mod test/integration/a_test.go", {}, {"test": ("cd test/integration && go test ./...",)}),
    ("a.gd", {"project.godot": "[application]\nrun/low_processor_mode=true\n"}, {"type": "desktop app"}),
    ("macros/a.sql", {"dbt_project.yml": "name: a\n"}, {"run": ()}),
    ("android/app/build.gradle android/settings.gradle ios/Runner.xcodeproj/project.pbxproj ios/Flutter/Debug.xcconfig lib/main.dart test/a_test.dart",
     {"pubspec.yaml": "dependencies:\n  flutter:\n    sdk: flutter\n"}, {"framework": ("Flutter",), "test": ("flutter test",)}),
    # Names in one place of a manifest are not libraries in another.
    ("a.cabal src/A.hs", {"a.cabal": "name: a\nhomepage: http://yesodweb.com\nlibrary\n  build-depends: base >=4,\n    wai\n  exposed-modules: A\n"}, {"framework": ()}),
    ("a.cabal src/A.hs", {"a.cabal": "name: a\nexecutable a\n  build-depends:\n      base >=4\n    , yesod ^>=1.6\n  main-is: A.hs\n"}, {"framework": ("Yesod",)}),
    ("src/jester.nim", {"jester.nimble": "description = 'jester'\n"}, {"framework": (), "type": "library"}),
    ("src/A.php", {"composer.json": '{"type": "symfony-bundle", "require-dev": {"symfony/phpunit-bridge": "7"}}'}, {"framework": ("Symfony",), "type": "library", "test": ("vendor/bin/simple-phpunit",)}),
    ("a.py", {"requirements.txt": "click\n"}, {"framework": ()}),
    ("cli.py", {"requirements.txt": "click\n"}, {"framework": ("Click",), "type": "cli"}),
    # Tasks by the names by which they are called.
    ("Gemfile", {"Rakefile": "namespace :book do\n  task :build do\n  end\nend\ntask :test do\nend\n"}, {"test": ("bundle exec rake test",), "build": ()}),
    ("a.go", {"go.mod": "module example.com/a\n", "Makefile": "build: dist/%.pem\n\tgo build\n"}, {"build": ("make build",)}),
    ("a.c", {"configure.ac": "", "Makefile.am": "bin_PROGRAMS = a\n\ntest:\n\t./run\n"}, {"test": ("make test",)}),
    ("nx.json pnpm-lock.yaml package.json", {"project.json": '{"name": "shop", "targets": {}}'}, {"test": ("pnpm nx run-many -t test",)}),
    ("packages/core/package.json examples/a/package.json examples/b/package.json", {"package.json": '{"name": "x", "exports": "./x.js", "workspaces": ["packages/*", "examples/*"]}'}, {"monorepo": True}),
    ("layouts/index.html content/a.md", {"hugo.toml": "", "package.json": '{"scripts": {"build": "hugo"}}'}, {"package_manager": "npm"}),
    ("manage.py app/models.py webpack.config.js", {"requirements.txt": "django\n", "package.json": '{"scripts": {"build": "webpack"}}'}, {"build": ("npm run build",)}),
    ("modules/a/README.md", {"build.gradle.kts": 'plugins { kotlin("jvm") version "2.2.0" apply false }', "settings.gradle.kts": 'include("modules:a")'}, {"language": "Kotlin"}),
    ("src/A.purs src/A.js", {"bower.json": '{"name": "purescript-a", "dependencies": {"purescript-prelude": "6"}}', "package.json": "{}"}, {"language": "PureScript", "type": "library"}),
    ("README.md docs/a.md", {"package.json": '{"name": "sheets", "main": "index.js"}'}, {"type": None}),
    ("index.js", {"package.json": '{"name": "sheets", "main": "index.js"}'}, {"type": "library"}),
    ("clock/index.html quiz/index.html form/index.html clock/a.js", {}, {"type": "samples"}),
    ("apps/a/package.json apps/b/package.json", {"package.json": '{"name": "expo-example", "workspaces": ["apps/*"]}', "apps/a/package.json": '{"dependencies": {"expo": "53"}}',
     "apps/b/package.json": '{"dependencies": {"expo": "53"}}'}, {"framework": ("Expo",)}),
    ("src/main.ts", {"project.json": '{"name": "a", "targets": {"build": {"executor": "@angular-devkit/build-angular:browser"}}}', "package.json": "{}"}, {"framework": ("Angular",)}),
    ("a.c", {"Makefile": "include ./more.mk\n", "more.mk": "test:\n\t./run\n"}, {"test": ("make test",)}),
    ("", {"requirements.txt": "fastapi\nuvicorn\n", "main.py": "import fastapi\napi = fastapi.FastAPI()\n"}, {"run": ()}),
    ("A.sln DataA.sln A/A.csproj A.Tests/A.Tests.csproj", {".github/workflows/ci.yml": "run: dotnet test DataA.sln\n"}, {"test": ("dotnet test DataA.sln",)}),
    ("A.xcodeproj/project.pbxproj ATests/T.swift", {".github/workflows/ci.yml": "run: xcodebuild -scheme 'AWidget' test\n"}, {"test": ("xcodebuild test -scheme AWidget",)}),
    ("src/a.clj", {"deps.edn": "{:aliases {:build {}}}", "build.clj": "(defn uberjar [_])\n(defn jar-path [_])\n(defn circle [_])"}, {"build": ("clojure -T:build uberjar",)}),
    ("src/a.clj", {"project.clj": '(defproject a "1" ;; see :profiles\n :dependencies [[ring/ring-core "1.12"]])'}, {"framework": ("Ring",)}),
    ("a.go", {"go.mod": "module example.com/a\n", "Makefile": "golangci-lint: $(BIN)\n$(BIN):\n\tgo install x\n"}, {"lint": ("go vet ./...",)}),
    ("l.go cmd/gendocs/main.go", {"go.mod": "module example.com/l\n"}, {"run": ()}),
    ("src/a.ts", {"package.json": '{"scripts": {"check": "npx @biomejs/biome@latest check"}}'}, {"test": ()}),
    ("", {"Rakefile": "namespace :db do\n  task :seed do\n  end\nend\nbegin\n  task :test do\n  end\nend\n", "Gemfile": ""}, {"test": ("bundle exec rake test",)}),
    ("src/A.java", {"build.gradle": "plugins { id 'application'; id 'x.y' version '6' apply false }"}, {"type": "cli", "run": ("gradle run",)}),
    ("app/src/main/AndroidManifest.xml app/build.gradle gradlew", {"settings.gradle": "include ':app', ':flutter-bridge'", "build.gradle": ""}, {"package_manager": "gradle", "framework": ("Android",)}),
    ("src/a.ts src/b.ts src/c.ts entrypoint.sh", {"action.yml": "runs:\n  using: node24\n", "package.json": '{"devDependencies": {"typescript": "5"}}'}, {"language": "TypeScript"}),
    ("app/package.json extensions/a/package.json extensions/b/package.json", {"package.json": '{"workspaces": ["app", "extensions/*"]}'}, {"monorepo": True}),
    # What is cut from a TOML manifest is not missed.
    ("src/main.rs", {"Cargo.toml": "[package]\nname = 'a'\n[features]\ndefault = []\n  [dependencies]\n  axum = '0.7'\n"}, {"framework": ("Axum",)}),
    ("a.py", {"pyproject.toml": "[project]\nname = 'a'\n[tool.ruff]\nformat = {quote-style = 'single'}\n"}, {"lint": ("ruff check", "ruff format --check")}),
    ("a.py", {"pyproject.toml": "[project]\nname = 'a'\n[tool.scaffold]\ntemplate = \"\"\"\n[project]\ndependencies = ['flask']\n[tool.end]\n\"\"\"\n"}, {"framework": ()}),
    ("a.py", {"pyproject.toml": "[project]\nname = 'a'\n[tool.towncrier]\nx = [1]\n[tool.pytest.ini_options]\naddopts = '-q'\n"}, {"test": ("pytest",)}),
    ("src/A.hs", {"a.cabal": "name: a\nlibrary\n  build-depends: base\n    -- web\n    , wai\ntest-suite t\n  build-depends: scotty\n"}, {"framework": ()}),
    ("src/A.hs", {"a.cabal": "name: a\nexecutable a\n  build-depends: base\n    -- web\n    , scotty\n"}, {"framework": ("Scotty",)}),
    # A command is one that does what it is asked for: not a script of the tool's name, nor one that only speaks.
    ("pnpm-lock.yaml .prettierrc src/a.ts", {"package.json": '{"scripts": {"prettier": "prettier --write ."}, "devDependencies": {"prettier": "3"}}'}, {"lint": ("pnpm exec prettier --check .",)}),
    ("yarn.lock .prettierrc src/a.ts", {"package.json": '{"scripts": {"prettier": "prettier --write ."}, "devDependencies": {"prettier": "3"}}'}, {"lint": ("npx prettier --check .",)}),
    ("a.go", {"go.mod": "module example.com/a\n", "Makefile": 'test:\n\t@echo "none"\nlint:\n\t@echo linting\n\tstaticcheck ./...\nall:\n'}, {"test": ("go test ./...",), "lint": ("make lint", "go vet ./..."), "build": ("go build ./...",)}),
    ("src/A.php phpunit.xml", {"composer.json": '{"scripts": {"test": "echo no tests"}, "require-dev": {"phpunit/phpunit": "11"}}'}, {"test": ("vendor/bin/phpunit",)}),
    ("", {"Makefile": "test::\n\t@:\n", "rebar.config": ""}, {"test": ("make test",)}),
    ("main.go", {"go.mod": "module example.com/a\n", "Taskfile.yml": "tasks:\n  dev:\n    desc: Setup git hooks\n"}, {"run": ("go run .",)}),
    ("nx.json package-lock.json libs/a/src/a.ts", {"package.json": "{}", "libs/a/project.json": "{}"}, {"package_manager": "npm"}),
    ("a.py Pipfile.lock", {"Pipfile": '[scripts]\nlint = "ruff check"\n'}, {"lint": ("pipenv run lint",)}),
    ("src/a.cpp include/a.h test/CMakeLists.txt", {"CMakeLists.txt": 'add_library(a src/a.cpp)\noption(A_BUILD_TESTS "Build tests" OFF)\n'}, {"build": ("cmake -B build -DA_BUILD_TESTS=ON && cmake --build build",)}),
    ("src/a.cpp include/a.h test/CMakeLists.txt", {"CMakeLists.txt": 'add_library(a src/a.cpp)\noption(DISABLE_TESTS "No tests" OFF)\n'}, {"build": ("cmake -B build && cmake --build build",)}),
    ("paper.tex", {"latexmkrc": "$pdf_mode = 4;"}, {"build": ("latexmk",)}),
    (" ".join(f"m{n}/go.mod m{n}/a.go" for n in range(9)), {"go.work": "use (\n" + "".join(f"\t./m{n}\n" for n in range(9)) + ")\n"}, {"test": (), "build": ()}),
    # What a sample is, the library beside it is not.
    ("gradlew core/src/main/kotlin/A.kt build-logic/src/main/java/x/LibraryPlugin.java",
     {"settings.gradle.kts": 'include(":core", ":sample-app")', "build.gradle.kts": 'plugins { id("com.android.application") version "8" apply false }',
      "core/build.gradle.kts": "plugins { `java-library` }", "sample-app/build.gradle.kts": 'plugins { id("com.android.application") }', "build-logic/src/main/kotlin/a.gradle.kts": 'plugins { kotlin("jvm") }'},
     {"type": "library monorepo", "framework": (), "test": ("./gradlew test",)}),
    ("src/main/java/A.java", {"pom.xml": "<project><groupId>io.javalin</groupId><artifactId>javalin</artifactId><licenses/></project>"}, {"type": "library", "framework": ()}),
    ("telegram/__init__.py", {"pyproject.toml": "[project]\nname = 'python-telegram-bot'\nclassifiers = ['x']\n[project.optional-dependencies]\nall = ['python-telegram-bot[ext]']\n[build-system]\nrequires = []\n"}, {"framework": (), "type": "library"}),
    ("src/a.c test/a.c tools/b.c", {"meson.build": "project('a', 'c')\nlibrary('a', 'src/a.c')\nexecutable('b', 'tools/b.c')\npkgconfig = import('pkgconfig')\n"}, {"type": "library"}),
    ("lib/a.ml lib/dune bin/a.ml bin/dune", {"dune-project": '(synopsis "A JSON library")'}, {"type": "library"}),
    ("src/a.ts", {"package.json": '{"dependencies": {"firebase-functions": "6"}, "main": "lib/index.js"}'}, {"type": "web service", "framework": ("Firebase Functions",)}),
    ("src/a.tsx", {"package.json": '{"exports": "./a.js", "peerDependencies": {"react-native": "*"}}'}, {"type": "library", "framework": ("React Native",)}),
    ("kubernetes/README.md main.go", {"go.mod": "module x\n"}, {"containers": ()}),
    ("a.zsh-theme Makefile gitstatus/a.cc gitstatus/b.cc gitstatus/c.cc", {"Makefile": "all:\n"}, {"type": "theme", "language": "Shell", "build": ()}),
    # What a directory holds alone, and what a name says.
    ("docs/conf.py docs/index.rst docs/Makefile", {"requirements.txt": "sphinx\n"}, {"type": "docs"}),
    ("docs/conf.py docs/index.rst docs/Makefile", {}, {"type": "docs", "build": ("cd docs && make html",)}),
    ("cli.js", {"package.json": "{}", "tsconfig.json": '{"compilerOptions": {"checkJs": true}}'}, {"language": "JavaScript"}),
    ("src/lib.rs", {"Cargo.toml": "[package]\nname = 'call-stack'\n"}, {"type": "library"}),
    # What a manifest says in its own words.
    ("a.c test/a.c", {"CMakeLists.txt": "enable_testing()", "CMakePresets.json": '{"configurePresets": [{"name": "base", "hidden": true}, {"name": "win", "condition": {}}, {"name": "msvc", "inherits": "win"}, {"name": "dev", "inherits": ["base"]}], "buildPresets": [{"name": "msvc"}, {"name": "dev"}], "testPresets": [{"name": "msvc"}, {"name": "dev"}]}'},
     {"test": ("ctest --preset dev",), "build": ("cmake --preset dev && cmake --build --preset dev",)}),
    ("a.c test/a.c", {"CMakeLists.txt": "enable_testing()", "CMakePresets.json": '{"configurePresets": [1, {"name": "a", "inherits": 3}], "buildPresets": {}}'}, {"test": ("ctest --test-dir build",), "build": ("cmake -B build && cmake --build build",)}),
    ("x/__init__.py", {"pyproject.toml": "[project]\nname = 'x'\ndependencies = ['panel']\n[build-system]\nrequires = ['setuptools-scm']\n"}, {"type": "library"}),
    ("x/__init__.py x/__main__.py", {"pyproject.toml": "[project]\nname = 'x'\nclassifiers = ['a']\n[project.scripts]\nx = 'x:main'\n[build-system]\nrequires = []\n"}, {"type": "library with a cli"}),
    ("yarn.lock src/lib.rs index.js __test__/a.spec.ts", {"Cargo.toml": "[package]\nname = 'x'\n[lib]\ncrate-type = ['cdylib']\n", "package.json": '{"napi": {"name": "x"}, "scripts": {"test": "ava", "build": "napi build"}, "main": "index.js"}'},
     {"language": "Rust", "package_manager": "yarn", "test": ("yarn test",), "build": ("yarn build",)}),
    ("Assets/A.cs Packages/manifest.json", {"ProjectSettings/ProjectVersion.txt": "m_EditorVersion: 6000.0.23f1\n"}, {"versions": {"Unity": "6000.0.23f1"}}),
    ("docs/conf.py docs/Makefile docs/a.rst", {"requirements.txt": "sphinx\n"}, {"framework": ("Sphinx",), "build": ("cd docs && make html",)}),
    ("lib/a.c lib/a.h lib/liba.pc.in programs/p.c", {"Makefile": "test:\n\t$(MAKE) -C tests\n"}, {"type": "library"}),
    ("source/a.dtx demo/b.tex", {"Makefile": "all: sty\n"}, {"type": "docs", "build": ("make",)}),
    ("pnpm-lock.yaml src-tauri/Cargo.toml src/main.ts", {"package.json": '{"scripts": {"dev": "vite", "build": "vite build", "tauri": "tauri"}}'}, {"build": ("pnpm tauri build",), "run": ("pnpm tauri dev",)}),
    ("package-lock.json src-tauri/Cargo.toml src/main.ts", {"package.json": '{"scripts": {"dev": "tauri dev", "build": "vite build", "tauri": "tauri"}}'}, {"build": ("npm run tauri build",), "run": ("npm run dev",)}),
    ("a.ipynb b.py", {"environment.yml": "dependencies:\n  - python=3.11.4\n"}, {"versions": {"Python": "3.11.4"}}),
    # What a review of these rules found.
    ("a.go", {"go.mod": "module example.com/a\n", "justfile": 'test:\n    @echo "Running"\n    go test -race ./...\nlint:\n    @echo none\n'}, {"test": ("just test",), "lint": ("go vet ./...",)}),
    ("a.go", {"go.mod": "module example.com/a\n", "Taskfile.yml": "tasks:\n  test:\n    - echo Running\n    - go test -race ./...\n"}, {"test": ("task test",)}),
    ("a.py", {"Makefile": 'test:\n\techo "Running" && pytest\n\techo Done\nlint:\n\techo $(shell flake8)\nbuild:\n\t@ echo x > out.txt\n'}, {"test": ("make test",), "lint": ("make lint",), "build": ("make build",)}),
    ("Snakefile uv.lock src/x/__init__.py tests/test_a.py", {"pyproject.toml": "[project]\nname = 'x'\n[build-system]\nrequires = []\n[tool.pytest.ini_options]\n"}, {"package_manager": "uv", "test": ("uv run pytest",)}),
    ("crates/a/Cargo.toml crates/a/src/lib.rs", {"Cargo.toml": "[workspace]\nmembers = ['crates/*']\n", "package.json": '{"private": true, "devDependencies": {"@napi-rs/cli": "3"}}'}, {"package_manager": "cargo", "test": ("cargo test --workspace",)}),
    ("a.c test/CMakeLists.txt", {"CMakeLists.txt": 'option(ENABLE_CONTEST "x" OFF)\noption(TEST_COVERAGE "x" OFF)\n# option(BUILD_TESTS "x" OFF)\n'}, {"build": ("cmake -B build && cmake --build build",)}),
    ("a.c", {"CMakeLists.txt": "", "CMakePresets.json": '{"configurePresets": [{"name": "windows-msvc"}, {"name": "linux-gcc"}], "buildPresets": [{"name": "windows-msvc"}, {"name": "linux-gcc"}]}'}, {"build": ("cmake --preset linux-gcc && cmake --build --preset linux-gcc",)}),
    ("docs/conf.py docs/Makefile app.py", {"requirements.txt": "fastapi\nsphinx\n"}, {"framework": ("FastAPI",), "build": ()}),
    ("src/index.ts binding.gyp " + " ".join(f"src/{n}.cc" for n in range(40)), {"package.json": '{"main": "index.js"}', "tsconfig.json": "{}"}, {"language": "C++"}),
    ("gradlew demographics/src/main/java/A.java", {"settings.gradle": "include 'common', 'demographics'", "build.gradle": "", "common/build.gradle": "plugins { id 'java-library' }", "demographics/build.gradle": "plugins { id 'org.springframework.boot' version '3' }"}, {"framework": ("Spring Boot",)}),
    ("a.py", {"pyproject.toml": "[project]\nname = 'a'\n[project.\"scripts\"]\na = 'a:main'\n"}, {"type": "cli"}),
    ("k8s/overlays/prod/a.yaml main.go", {"go.mod": "module x\n"}, {"containers": ("Kubernetes",)}),
    ("lib/a.dart", {"pubspec.yaml": "name: a\ndependencies:\n  flutter:\n    sdk: flutter\n", ".fvmrc": '{"flutter": "3.27.0"}'}, {"versions": {"Flutter": "3.27.0"}}),
    ("src/x/__init__.py", {"pyproject.toml": "[project]\nname = 'x'\n[build-system]\nrequires = ['hatchling']\nbuild-backend = 'hatchling.build'\n[tool.hatch.envs.default]\ndependencies = ['pytest']\n[tool.hatch.envs.lint]\ndependencies = ['ruff>=0.9']\n"},
     {"package_manager": "hatch", "test": ("hatch run pytest",), "lint": ("hatch run lint:ruff check",)}),
    ("Packages/com.x/README.md Packages/com.x/Runtime/A.cs Packages/manifest.json Assets/Demo/B.cs ProjectSettings/ProjectVersion.txt", {"Packages/com.x/package.json": '{"name": "com.x", "unity": "2021.3"}'}, {"type": "library", "language": "C#"}),
    ("server.js views/a.pug public/a.css", {"package.json": '{"dependencies": {"express": "5"}}'}, {"type": "web app"}),
    ("server.js routes/a.js public/a.css", {"package.json": '{"dependencies": {"express": "5"}}'}, {"type": "web service"}),
]  # fmt: skip


@pytest.mark.parametrize(("names", "texts", "answers"), LOOKS, ids=[names or next(iter(t)) for names, t, _ in LOOKS])
def test_second_looks(plant, names, texts, answers):
    project = detect(plant(names, texts))
    assert {name: getattr(project, name) for name in answers} == answers


def test_an_empty_directory_has_no_line(plant):
    assert detect(plant()).lines() == []


def test_the_users_answers_replace_ours_and_say_so(plant):
    answers = {
        "test": "make quick",
        "lint": ["ruff check .", "mypy"],
        "type": "library",
        "versions": {"Python": "3.13"},
        "monorepo": True,
    }
    project = detect(plant("uv.lock", API), overrides=answers)
    assert (project.test, project.lint, project.type, project.monorepo) == (
        ("make quick",),
        ("ruff check .", "mypy"),
        "library",
        True,
    )
    assert project.versions == {"Python": "3.13"}
    assert project.evidence["test"] == "preferences"
    assert "Test: make quick (from your preferences)" in project.lines()
    assert project.lines()[0] == "Python 3.13 library (from your preferences) · uv · FastAPI"


@pytest.mark.parametrize("answers", [{"nonsense": 1}, {"test": 3}, {"monorepo": "yes"}, {"evidence": {}}, {"type": []}])
def test_odd_corrections_are_passed_over(plant, answers):
    root = plant("uv.lock", API)
    assert detect(root, overrides=answers) == detect(root)


def test_seen_tells_when_the_answer_may_have_changed(plant):
    root = plant("uv.lock", API)
    seen = detect(root).seen
    assert {str(root), str(root / "pyproject.toml")} <= set(seen)
    assert len(seen) <= 64


def test_the_same_tree_gives_the_same_answer(plant):
    root = plant("uv.lock a.py b.js c.go", API)
    assert detect(root) == detect(root)


def test_command_prints_lines_json_and_evidence(plant):
    root = plant("uv.lock", API)
    run = CliRunner().invoke
    assert run(command, [str(root)]).output.startswith("Python 3.11+ web service · uv · FastAPI\n")
    assert json.loads(run(command, [str(root), "--json"]).output)["package_manager"] == "uv"
    assert "[uv.lock]" in run(command, [str(root), "--explain"]).output
    assert run(command, [str(root / "nowhere")]).exit_code == 2


def test_command_prints_names_that_are_not_utf8(plant):
    folder = plant("README.md") / os.fsdecode(b"caf\xe9")
    try:
        folder.mkdir()
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only UTF-8 names")
    (folder / "package.json").write_text("{}")
    for options in ([], ["--json"], ["--explain"]):
        result = CliRunner().invoke(command, [str(folder), *options])
        assert result.exit_code == 0, result.exception


def test_command_shows_the_users_corrections(plant, tmp_path, monkeypatch):
    monkeypatch.setenv("MEMPLUG_HOME", str(tmp_path / "home"))
    (tmp_path / "home" / "config").mkdir(parents=True)
    (tmp_path / "home" / "config" / "preferences.toml").write_text('[project]\ntest = "make quick"\n')
    output = CliRunner().invoke(command, [str(plant("uv.lock", API))]).output
    assert "Test: make quick (from your preferences)" in output


def test_unknown_project_has_no_answers():
    assert Project().to_json()["test"] == []


def test_a_program_is_run_from_where_its_module_is(plant):
    root = plant("cmd/a/main.go internal/x/x.go", {"go.mod": "module example.com/a\n"})
    assert detect(root / "internal" / "x").run == ("cd ../.. && go run ./cmd/a",)


def test_a_go_command_is_called_from_where_there_is_go(plant):
    root = plant("main.go docs/a.md internal/x.go", {"go.mod": "module example.com/a\n"})
    assert detect(root / "docs").test == ("cd .. && go test ./...",)
    assert detect(root / "internal").test == ("go test ./...",)


def test_the_modules_of_a_workspace_are_named_from_its_root(plant):
    root = plant("a/go.mod a/a.go b/go.mod docs/a.md", {"go.work": "use (\n\t./a\n\t./b\n)\n"})
    project = detect(root / "docs")
    assert (project.test, project.evidence["test"]) == (("cd .. && go test ./a/... ./b/...",), "go.work: modules")


def test_a_makefile_of_a_member_may_include_what_stands_above(plant):
    root = plant(
        "a/a.c",
        {"common.mk": "test:\n\t./run\n", "a/go.mod": "module example.com/a\n", "a/Makefile": "include ../common.mk\n"},
    )
    assert detect(root / "a").test == ("make test",)


def test_the_platform_folder_of_a_flutter_app_answers_for_the_app(plant):
    root = plant("lib/main.dart test/a_test.dart", {"pubspec.yaml": "dependencies:\n  flutter:\n    sdk: flutter\n",
                 "android/settings.gradle": "include ':app'\nid 'dev.flutter.flutter-plugin-loader'", "android/build.gradle": "", "ios/Flutter/a.xcconfig": "", "ios/Podfile": ""})  # fmt: skip
    for folder in ("android", "ios"):
        project = detect(root / folder)
        assert (project.framework, project.test) == (("Flutter",), ("cd .. && flutter test",))


@pytest.mark.parametrize(
    ("names", "folder", "answers"),
    [
        (
            "go.mod main.go deploy/k8s/kustomization.yaml deploy/k8s/a.yaml",
            "deploy/k8s",
            {"language": "YAML", "test": ()},
        ),
        ("go.mod main.go charts/a/Chart.yaml", "charts", {"package_manager": "helm", "test": ()}),
        ("go.mod main.go scripts/a.sh", "scripts", {"language": "Go"}),
        ("go.mod main.go internal/a.go internal/fixtures/Chart.yaml", "internal", {"test": ("go test ./...",)}),
        ("go.mod main.go infra/main.tf infra/modules/vpc/main.tf", "infra/modules", {"package_manager": "terraform"}),
        (
            "package.json package-lock.json src/a.js docs/.vitepress/config.ts docs/a.md",
            "docs",
            {"type": "docs", "package_manager": "npm"},
        ),
        ("go.mod main.go docs/conf.py docs/index.rst", "docs", {"type": "docs"}),
    ],
)
def test_a_directory_of_another_kind_answers_for_itself(plant, names, folder, answers):
    project = detect(plant(names) / folder)
    assert {name: getattr(project, name) for name in answers} == answers


def test_a_stack_is_a_template_where_an_app_begins(plant):
    root = plant("app/root.tsx", {"package.json": '{"dependencies": {"@remix-run/node": "2"}}'})
    assert detect(root.rename(root.with_name("indie-stack"))).type == "web app template"
    other = plant("src/lib.rs", {"Cargo.toml": "[package]\nname = 'x'\n"})
    assert detect(other.rename(other.with_name("call-stack"))).type == "library"


def test_a_project_of_nx_is_what_its_executors_make(plant):
    files = {"package.json": '{"dependencies": {"@nestjs/core": "11"}}', "apps/api/project.json": '{"targets": {"serve": {"executor": "@nx/js:node"}}}'}  # fmt: skip
    project = detect(
        plant("nx.json package-lock.json apps/api/src/main.ts apps/api/src/app/a.ts", files) / "apps" / "api"
    )
    assert (project.type, project.framework) == ("web service", ("NestJS",))


def test_the_evidence_names_the_list_that_a_requirement_stands_in(plant):
    project = detect(plant("app.py", {"pyproject.toml": "[tool.ruff]\n", "requirements.txt": "flask\n"}))
    assert (project.evidence["framework"], project.evidence["lint"]) == (
        "requirements.txt: flask",
        "pyproject.toml: ruff",
    )
    both = plant("uv.lock a/package.json b/package.json", {"pyproject.toml": "[project]\nname = 'x'\ndependencies = ['fastapi']\n", "package.json": '{"workspaces": ["a", "b"]}'})  # fmt: skip
    assert detect(both).evidence["monorepo"] == "package.json: npm workspaces, 2 members"


def test_the_version_of_a_framework_is_said_with_it(plant):
    project = detect(plant("player.gd", {"project.godot": 'config/features=PackedStringArray("4.4", "Mobile")\n'}))
    assert project.lines()[0] == "GDScript game · Godot 4.4"


def test_a_folder_with_a_lock_of_its_own_has_its_own_tools(plant):
    files = {"package.json": "{}", "site/package.json": '{"scripts": {"build": "docusaurus build"}}'}
    root = plant("pnpm-lock.yaml eslint.config.js site/src/a.js", files)
    assert detect(root / "site").lint == ("pnpm eslint .",)
    (root / "site" / "yarn.lock").touch()
    assert detect(root / "site").lint == ()


def test_a_maven_module_is_built_with_what_it_needs(plant):
    files = {"pom.xml": "<modules><module>a</module><module>b</module></modules>", "a/pom.xml": "", "b/pom.xml": ""}
    project = detect(plant("mvnw", files) / "a")
    assert (project.test, project.build) == (
        ("cd .. && ./mvnw test -pl a -am",),
        ("cd .. && ./mvnw package -pl a -am",),
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample projects are not beside the repository")
def test_sample_projects(tmp_path):
    said = {}
    for case in json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")):
        name = case["repo"].replace("/", "+")
        if not (tmp_path / name).is_dir():
            with tarfile.open(SAMPLES / f"{name}.tar.gz") as archive:
                archive.extractall(tmp_path, filter="tar")
            (tmp_path / name / ".git").mkdir()
        project = detect(tmp_path / name / case.get("subdir", ""))
        said[case["id"]] = (
            project.language in case["language"],
            project.monorepo in case["monorepo"],
            len(project.lines()) <= 8,
        )
    assert {name for name, right in said.items() if not all(right)} == set()
