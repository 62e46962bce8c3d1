"""Commands by ecosystem: slot → rows of (command, condition); the first that holds wins, for lint the first four.

Placeholders: `{run}` runs in the Python environment (`uv run `), `{x}` runs a JavaScript tool (`npx `), `{be}` is
`bundle exec `, `{mvn}` `{gradle}` `{mill}` the wrapper if there is one, `{main}`, `{manage}` and `{script}` the entry point,
`{project}` the package's own name, `{program}` the directory of a Go program, `{scheme}` that of Xcode,
`{solution}` that of several solutions which counts, `{cljs}` the first build of shadow-cljs, `{book}` the folder of a book. A runner's task goes before any of these rows.
"""

from __future__ import annotations

# ruff: noqa: E501, ISC004, Q003
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.
from memplug.project.rules.frameworks_python import MKDOCS, SPHINX_BELOW
from memplug.project.rules.tasks import TAURI

Rows = tuple[tuple[str, str], ...]

PRE_COMMIT: Rows = (
    ("{run}prek run --all-files", "^.pre-commit-config.yaml & py-any:prek"),
    ("pre-commit run --all-files", "^.pre-commit-config.yaml"),
    ("trunk check", "^.trunk/"),
)

_APART = "!package-lock.json & !yarn.lock & !pnpm-lock.yaml & !bun.lock & !bun.lockb"
"""Where the tools that stand above are at hand: a directory with a lock file of its own has only its own."""


def _inherited(*names: str) -> str:
    return " | ".join(f"^{name} & {_APART}" for name in names)


JAVASCRIPT_LINT: Rows = (
    (
        "{x}eslint .",
        "eslint.config.* | .eslintrc* | npm-key:eslintConfig & npm-any:eslint | npm-any:eslint"
        f" | {_inherited('eslint.config.*')}",
    ),
    (
        "{x}biome check",
        f"biome.json | biome.jsonc | npm-any:@biomejs/biome | {_inherited('biome.json', 'biome.jsonc')}",
    ),
    ("{x}oxlint", f".oxlintrc.json | npm-any:oxlint | {_inherited('.oxlintrc.json')}"),
    ("{x}xo", "npm-any:xo"),
    ("{x}standard", "npm-any:standard"),
    (
        "{x}prettier --check .",
        ".prettierrc* | prettier.config.* | npm-key:prettier | npm-any:prettier"
        f" | {_inherited('.prettierrc*', 'prettier.config.*')}",
    ),
    ("dprint check", "^dprint.json"),
    ("{x}oxfmt --check", f".oxfmtrc.json | npm-any:oxfmt | {_inherited('.oxfmtrc.json')}"),
    ("{x}stylelint '**/*.css'", ".stylelintrc* | stylelint.config.* | npm-key:stylelint"),
)

PYTHON_LINT: Rows = (
    ("{run}ruff check", "^ruff.toml | ^.ruff.toml | ^py-tool:ruff | py-any:ruff | ^.pre-commit-config.yaml~ruff"),
    (
        "{run}ruff format --check",
        "^py-tool:ruff.format | ^.pre-commit-config.yaml~ruff-format | ^py-tool:ruff & ci~ruff format",
    ),
    ("{run}black --check .", "^py-tool:black | py-any:black & !^py-tool:ruff.format & !ci~ruff format"),
    ("{run}flake8", "^.flake8 | py-cfg:flake8 | py-any:flake8"),
    ("{run}pylint", "^.pylintrc | ^pylintrc | ^py-tool:pylint | py-any:pylint"),
    ("{run}mypy", "^py-tool:mypy.files | ^py-tool:mypy.packages | ^py-tool:mypy.modules"),
    (
        "{run}mypy .",
        " | ".join(
            f"{mark} & !py-tool:mypy.files & !py-tool:mypy.packages & !py-tool:mypy.modules"
            for mark in ("^mypy.ini", "^.mypy.ini", "^py-tool:mypy", "py-any:mypy", "py-cfg:mypy")
        ),
    ),
    ("{run}pyright", "^pyrightconfig.json | ^py-tool:pyright | py-any:pyright | py-any:basedpyright"),
    ("{run}ty check", "^py-tool:ty | py-any:ty"),
    ("{run}pyrefly check", "^py-tool:pyrefly | py-any:pyrefly"),
)

TRUNK = "Trunk.toml | index.html & crate-any:yew | index.html & crate:leptos & !crate:axum & !crate:actix-web"
"""Where a Rust program for the browser is bundled by trunk."""

PHP_OWN = "!tools/composer.json & !tools/*/composer.json & !.phive/"
"""Where a tool that only its configuration shows may be expected in `vendor/bin`: nothing holds tools of its own."""

COMMANDS: dict[str, dict[str, Rows]] = {
    "node": {
        "test": (
            ("{x}nx run-many -t test", "nx.json & !npm-has:main"),
            ("{x}turbo run test", "turbo.json~\"test\""),
            ("{x}lerna run test", "lerna.json"),
            ("moon run :test", ".moon/tasks.y*ml~test:"),
            (
                "{x}nx test {project}",
                " | ".join(f"^nx.json & project.json & {mark}" for mark in ("project.json~\"test\"", "jest.config.*", "vite.config.*", "vitest.config.*")),
            ),
            ("bun test", "bun.lock & **.test.ts | bun.lockb & **.test.ts | bun.lock & **.spec.ts & !playwright.config.* | bun.lock & **.test.tsx | bun.lock & **.test.js | bunfig.toml & **.test.ts"),
            ("{x}hardhat test", "hardhat.config.* & test/"),
            ("{x}truffle test", "truffle-config.js & test/"),
        ),
        "lint": (
            ("{x}nx run-many -t lint", "nx.json & !npm-has:main"),
            ("{x}turbo run lint", "turbo.json~\"lint\""),
            ("moon run :lint", ".moon/tasks.y*ml~lint:"),
            ("{x}nx lint {project}", "^nx.json & project.json~\"lint\""),
            *JAVASCRIPT_LINT,
            ("{x}solhint 'contracts/**/*.sol'", ".solhint.json | npm-any:solhint"),
            *PRE_COMMIT,
        ),
        "build": (
            ("rush build", "rush.json"),
            ("{x}nx run-many -t build", "nx.json & !npm-has:main"),
            ("{x}turbo run build", "turbo.json~\"build\""),
            ("{x}nx build {project}", "^nx.json & project.json~\"build\""),
            ("{js} tauri build", TAURI),
            ("{x}vitepress build", ".vitepress/ & !package.json"),
            ("{x}hardhat compile", "hardhat.config.*"),
            ("{x}truffle compile", "truffle-config.js"),
        ),
        "run": (("{js} tauri dev", TAURI), ("{x}nx serve {project}", "^nx.json & project.json~\"serve\"")),
    },
    "deno": {
        "test": (("deno test", ""),),
        "lint": (("deno lint", ""), ("deno fmt --check", "")),
        "build": (),
        "run": (("deno run -A main.ts", "main.ts"),),
    },
    "python": {
        "test": (
            ("spin test", "py-tool:spin.commands & pyproject.toml~meson.test | py-tool:spin.commands & pyproject.toml~.py:test"),
            ("{run}pytest", "py-any:pytest | py-tool:pytest | py-tool:pytest.ini_options | pytest.ini | conftest.py | tests/conftest.py | test/conftest.py"
             " | src/conftest.py | py-cfg:tool:pytest | py-cfg:pytest | .pytest.ini | py-any:pytest-cov | py-any:pytest-asyncio | py-any:pytest-django"
             " | */conftest.py | */tests/conftest.py | py-tool:coverage & ci~pytest"),
            ("{run}pytest", "^py-tool:pytest & tests/ | ^py-any:pytest & tests/ | ^pytest.ini & tests/"),
            ("{run}pytest", "dags/ & tests/dags/"),
            ("{run}hatch test", "py-tool:hatch.envs & ci~hatch test"),
            ("{run}python {manage} test", "manage.py | */manage.py & !py-has:build-system & !py-has:setup"),
            ("{run}pytest", "ci~pytest & tests/ | ci~pytest & test/ | tox.ini~pytest | noxfile.py~pytest"),
            ("tox", "tox.ini~[tox | tox.ini~[testenv | tox.ini~[env | py-tool:tox | tox.toml | py-cfg:tox:tox"),
            ("nox", "noxfile.py~test"),
            ("{run}python -m unittest", "tests/test_*.py & !broken:pyproject.toml | tests/*/test_*.py & tests/__init__.py & !broken:pyproject.toml"),
        ),
        "lint": (
            *PRE_COMMIT[:2],
            *PYTHON_LINT,
            ("nox -s lint", "task:nox.lint"),
            ("tox -e lint", "task:tox.lint"),
            ("tox -e linters", "task:tox.linters"),
            ("tox -e flake8", "task:tox.flake8"),
            *PRE_COMMIT[2:],
        ),
        "build": (
            ("spin build", "py-tool:spin.commands & pyproject.toml~meson.build\" | py-tool:spin.commands & pyproject.toml~.py:build"),
            ("{run}mkdocs build", MKDOCS),
            ("nox -s build", "task:nox.build & source/conf.py"),
            ("cd docs && make html", f"docs/Makefile & {SPHINX_BELOW}"),
            ("make html", "conf.py & index.rst & Makefile | src/conf.py & py-any:sphinx & Makefile | source/conf.py & py-any:sphinx & Makefile"),
            ("{run}sphinx-build . _build/html", "conf.py & index.rst"),
            ("{run}sphinx-build source build", "source/conf.py & py-any:sphinx"),
            ("{run}maturin develop", "py-build:maturin"),
            ("uv build", "py-has:build-system & !py-has:no-package & ^uv.lock"),
            ("poetry build", "py-has:build-system & py-tool:poetry & !py-has:no-package & ^poetry.lock | py-build:poetry-core & py-tool:poetry & !py-has:no-package"),
            ("pdm build", "py-has:build-system & ^pdm.lock"),
            ("hatch build", "py-tool:hatch.envs & py-build:hatchling | hatch.toml & py-build:hatchling"),
            ("uv build", "py-has:build-system & py-tool:uv & !py-has:no-package"),
            ("python -m build", "py-has:build-system & !manage.py & !py-has:no-package & !broken:pyproject.toml | py-has:setup & !manage.py"),
        ),
        "run": (
            ("{run}python {manage} runserver", "manage.py | */manage.py & !py-has:build-system & !py-has:setup"),
            ("{run}fastapi dev {main}", " | ".join(
                f"py:fastapi & {file} & {shown}" for file in ("app/main.py", "main.py") for shown in ("pyproject.toml~fastapi[", "requirements*.txt~fastapi[", "py-any:fastapi-cli")
            )),
            ("{run}uvicorn app.main:app --reload", "py:fastapi & py:uvicorn & app/main.py~\napp ="),
            ("{run}uvicorn main:app --reload", "py:fastapi & py:uvicorn & main.py~\napp ="),
            ("{run}flask run", "py:flask & app.py | py:flask & wsgi.py | .flaskenv"),
            ("{run}streamlit run {main}", "py:streamlit & app.py | py:streamlit & main.py | py:streamlit & streamlit_app.py"),
            ("{run}mkdocs serve", MKDOCS),
            ("{run}{script}", "py-has:command & !py-class:library"),
        ),
    },
    "rust": {
        "test": (("cargo nextest run", ".config/nextest.toml"), ("cargo test --workspace", "crate-has:workspace"), ("cargo test", "!crate-has:bare | crate-any:defmt-test | crate-any:embedded-test")),
        "lint": (("cargo clippy --all-targets", ""), ("cargo fmt --check", ""), *PRE_COMMIT),
        "build": (("cargo tauri build", "tauri.conf.json"), ("trunk build", TRUNK), ("cargo build", "")),
        "run": (("trunk serve", TRUNK), ("cargo run", "crate-has:bin & !crate-has:helpers & !crate-has:several")),
    },
    "go": {
        "test": (("go test ./...", "go.mod | !go.work"), ("go test {modules}", "go-has:modules")),
        "lint": (("golangci-lint run", "^.golangci.* | ci~golangci-lint | ci~golangci-lint-action"), ("go vet ./...", "go.mod & !^.golangci.* & !ci~golangci-lint & !ci~golangci-lint-action | !go.work & !^.golangci.* & !ci~golangci-lint & !ci~golangci-lint-action"), *PRE_COMMIT),
        "build": (("wails build", "wails.json"), ("go build ./...", "go.mod | !go.work"), ("go build {modules}", "go-has:modules")),
        "run": (("wails dev", "wails.json"), ("go run .", "main.go"), ("go run ./{program}", "go-has:program")),
    },
    "maven": {
        "test": (("{mvn} test", ""),),
        "lint": (
            ("{mvn} spotless:check", "jvm-plugin:spotless-maven-plugin"),
            ("{mvn} spring-javaformat:validate", "jvm-plugin:spring-javaformat-maven-plugin"),
            ("{mvn} checkstyle:check", "jvm-plugin:maven-checkstyle-plugin"),
            ("{mvn} fmt:check", "jvm-plugin:fmt-maven-plugin"),
            ("{mvn} ktlint:check", "jvm-plugin:ktlint-maven-plugin"),
            ("{mvn} spotbugs:check", "jvm-plugin:spotbugs-maven-plugin"),
            ("{mvn} pmd:check", "jvm-plugin:maven-pmd-plugin"),
            *PRE_COMMIT,
        ),
        "build": (("{mvn} package", ""),),
        "run": (
            ("{mvn} quarkus:dev", "jvm-plugin:quarkus-maven-plugin & !pom.xml~<module>"),
            ("{mvn} spring-boot:run", "jvm-plugin:spring-boot-maven-plugin & !pom.xml~<module>"),
        ),
    },
    "gradle": {
        "test": (
            ("{gradle} allTests", "jvm-plugin:org.jetbrains.kotlin.multiplatform"),
            ("{gradle} testDebugUnitTest", "jvm-plugin:com.android.application"),
            ("{gradle} test", ""),
        ),
        "lint": (
            ("{gradle} spotlessCheck", "jvm-plugin:com.diffplug.spotless | *.gradle*~com.diffplug.spotless | spotless/"),
            ("{gradle} ktlintCheck", "jvm-plugin:org.jlleitschuh.gradle.ktlint | *.gradle*~org.jlleitschuh.gradle.ktlint"),
            ("{gradle} lintKotlin", "jvm-plugin:org.jmailen.kotlinter"),
            ("{gradle} detekt", "jvm-plugin:io.gitlab.arturbosch.detekt | jvm-plugin:dev.detekt | *.gradle*~detekt | config/detekt/"),
            ("{gradle} lint", "jvm-plugin:com.android.application"),
            ("{gradle} apiCheck", "jvm-plugin:org.jetbrains.kotlinx.binary-compatibility-validator"),
            ("{gradle} checkstyleMain", "jvm-plugin:checkstyle & !jvm-plugin:com.android.application | config/checkstyle/ & !jvm-plugin:com.android.application"),
            *PRE_COMMIT,
        ),
        "build": (("{gradle} assembleDebug", "jvm-plugin:com.android.application"), ("{gradle} build", "")),
        "run": (
            ("{gradle} bootRun", "jvm-plugin:org.springframework.boot"),
            ("{gradle} quarkusDev", "jvm-plugin:io.quarkus"),
            ("{gradle} runIde", "jvm-plugin:org.jetbrains.intellij | jvm-plugin:org.jetbrains.intellij.platform"),
            ("{gradle} runClient", "src/main/resources/fabric.mod.json | jvm-plugin:net.neoforged.moddev"),
            ("{gradle} run", "jvm-plugin:application | jvm-plugin:io.ktor.plugin | jvm-plugin:io.micronaut.application"),
        ),
    },
    "scala": {
        "test": (("{mill} __.test", "build.mill* | build.sc"), ("sbt test", "")),
        "lint": (
            ("{mill} __.checkFormat", "build.mill* & .scalafmt.conf | build.sc & .scalafmt.conf"),
            ("sbt scalafmtCheckAll", ".scalafmt.conf & build.sbt"),
            ("sbt \"scalafixAll --check\"", ".scalafix.conf & build.sbt"),
            *PRE_COMMIT,
        ),
        "build": (("{mill} __.compile", "build.mill* | build.sc"), ("sbt compile", "")),
        "run": (("sbt run", "jvm-plugin:com.typesafe.play | jvm-plugin:org.playframework"),),
    },
    "clojure": {
        "test": (
            ("lein test", "project.clj"),
            ("bin/kaocha", "bin/kaocha"),
            ("clojure -X:test", "deps.edn~:exec-fn & deps.edn~:test"),
            ("clojure -M:test", "deps.edn~:test"),
            ("bb test", "task:bb.test"),
        ),
        "lint": (
            ("clj-kondo --lint src", ".clj-kondo/ | deps.edn~clj-kondo | project.clj~clj-kondo"),
            ("cljfmt check", ".cljfmt.edn | cljfmt.edn | deps.edn~cljfmt"),
            ("lein cljfmt check", "project.clj~lein-cljfmt"),
            ("lein eastwood", "project.clj~eastwood"),
            *PRE_COMMIT,
        ),
        "build": (("npx shadow-cljs release {cljs}", "shadow-cljs.edn & !deps.edn & !project.clj"), ("clojure -T:build jar", "build.clj~(defn jar & !build.clj~(defn jar- & deps.edn~:build"), ("clojure -T:build uberjar", "build.clj~(defn uberjar & deps.edn~:build"),
                  ("clojure -T:build uber", "build.clj~(defn uber & deps.edn~:build"), ("clojure -T:build ci", "build.clj~(defn ci & !build.clj~(defn cir & deps.edn~:build"), ("lein uberjar", "project.clj~uberjar"), ("lein jar", "project.clj")),
        "run": (("npx shadow-cljs watch {cljs}", "shadow-cljs.edn & !deps.edn & !project.clj"), ("lein run", "project.clj~:main")),
    },
    "dotnet": {
        "test": (("dotnet test{solution}", "net-has:test & !net-has:legacy | net-has:istestproject | net:Microsoft.NET.Test.Sdk | *Test*/*.*proj & !net-has:legacy"
                  " | */*Test*/*.*proj & !net-has:legacy | test/*/*.*proj & !net-has:legacy"),),
        "lint": (
            ("dotnet fantomas --check .", ".config/dotnet-tools.json~fantomas"),
            ("dotnet csharpier check .", ".config/dotnet-tools.json~csharpier"),
            ("dotnet format{solution} --verify-no-changes", "^.editorconfig & !net-lang:fsproj & !net-has:legacy"),
            *PRE_COMMIT,
        ),
        "build": (("msbuild", "net-has:legacy"), ("dotnet build{solution}", "")),
        "run": (("dotnet run --project {main}", "net-sdk:Microsoft.NET.Sdk.Web | net-has:exe & !net-has:legacy | net-has:winexe & !net-has:legacy"),),
    },
    "ruby": {
        "test": (
            ("script/test", "script/test & ci~script/test"),
            ("{be}rspec", ".rspec & spec/ | .rspec & !test/ | spec/spec_helper.rb & !gem:bacon & !gem:minitest | spec/*_spec.rb & !gem:bacon & !gem:minitest | gem:rspec & spec/ | gem:rspec-rails"),
            ("bin/rails test", "bin/rails & test/"),
            ("{be}rake test", "task:rake.test | test/test_helper.rb & Rakefile | test/helper.rb & Rakefile | Rakefile & test/"),
            ("{be}rake spec", "task:rake.spec"),
            ("{be}cucumber", "features/ & gem:cucumber"),
            ("{be}rake", "Rakefile~default & *.gemspec"),
        ),
        "lint": (
            ("{be}rubocop", "^.rubocop.yml | gem:rubocop | gem:rubocop-rails-omakase"),
            ("{be}standardrb", "^.standard.yml | gem:standard"),
            ("{be}brakeman", "bin/brakeman | gem:brakeman"),
            ("{be}erblint --lint-all", ".erb_lint.yml | .erb-lint.yml"),
            *PRE_COMMIT,
        ),
        "build": (("{be}rake build", "task:rake.build | Rakefile~bundler/gem_tasks"), ("gem build *.gemspec", "*.gemspec"),
                  ("bin/rails assets:precompile", "bin/rails & config/application.rb")),
        "run": (("bin/dev", "bin/dev"), ("bin/rails server", "bin/rails & config/application.rb"), ("{be}rackup", "config.ru")),
    },
    "jekyll": {
        "test": (),
        "lint": (("bundle exec rubocop", ".rubocop.yml & Gemfile"), *PRE_COMMIT),
        "build": (("bundle exec jekyll build", "Gemfile | *.gemspec"), ("jekyll build", "_config.y*ml")),
        "run": (("bundle exec jekyll serve", "Gemfile"),),
    },
    "php": {
        "test": (
            ("php artisan test", "artisan"),
            ("vendor/bin/pest", "php-any:pestphp/pest | tests/Pest.php"),
            ("vendor/bin/simple-phpunit", "php-any:symfony/phpunit-bridge & !php-any:phpunit/phpunit"),
            ("vendor/bin/phpunit", "php-any:phpunit/phpunit | phpunit.xml* | phpunit.dist.xml"),
            ("vendor/bin/codecept run", "codeception.yml"),
        ),
        "lint": (
            ("vendor/bin/pint --test", "pint.json | php-any:laravel/pint"),
            ("vendor/bin/php-cs-fixer fix --dry-run", f".php-cs-fixer*.php & {PHP_OWN} | .php_cs* & {PHP_OWN} | php-any:friendsofphp/php-cs-fixer"),
            ("vendor/bin/phpcs", "phpcs.xml* | .phpcs.xml* | php-any:squizlabs/php_codesniffer | php-any:wp-coding-standards/wpcs | phpcs.dist.xml"),
            ("vendor/bin/phpstan analyse", f"phpstan.*neon* & {PHP_OWN} | php-any:phpstan/phpstan | php-any:larastan/larastan"),
            ("vendor/bin/psalm", f"psalm.xml* & {PHP_OWN} | php-any:vimeo/psalm"),
            ("vendor/bin/ecs check", "ecs.php"),
            *PRE_COMMIT,
        ),
        "build": (),
        "run": (("php artisan serve", "artisan"), ("symfony serve", "bin/console")),
    },
}  # fmt: skip
