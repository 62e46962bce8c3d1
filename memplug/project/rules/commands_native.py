"""Commands of C and C++ build systems, firmware, infrastructure, sites and documents; see `commands.py`."""

from __future__ import annotations

# ruff: noqa: E501, ISC004, Q003
# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.
from memplug.project.rules.commands import JAVASCRIPT_LINT, PRE_COMMIT, PYTHON_LINT, Rows

CLANG: Rows = (
    *PRE_COMMIT,
    ("clang-format --dry-run -Werror $(git ls-files '*.c' '*.h' '*.cc' '*.cpp' '*.hpp')", "^.clang-format"),
    ("clang-tidy -p build", "^.clang-tidy"),
    ("cpplint --recursive .", "^CPPLINT.cfg"),
)

COMMANDS: dict[str, dict[str, Rows]] = {
    "cmake": {
        "test": (
            ("ctest --preset {preset}", "cmake-has:test"),
            ("ctest --test-dir build", "CMakeLists.txt~enable_testing | CMakeLists.txt~include(CTest) | CMakeLists.txt~add_test | CMakeLists.txt~BUILD_TESTING"
             " | CMakeLists.txt~BUILD_TESTS | CMakeLists.txt~_TESTS | test/CMakeLists.txt | tests/CMakeLists.txt | CMakeLists.txt~CTest"
             " | CMakeLists.txt~TESTING | unittest/CMakeLists.txt | unittests/CMakeLists.txt | ci~ctest"),
        ),
        "lint": CLANG,
        "build": (("cmake --preset {preset} && cmake --build --preset {preset}", "cmake-has:preset"), ("cmake -B build{options} && cmake --build build", "")),
        "run": (),
    },
    "meson": {
        "test": (("meson test -C build", "meson.build~test( | test/meson.build | tests/meson.build | */meson.build~test( | meson.build~tests"),),
        "lint": CLANG,
        "build": (("meson setup build && ninja -C build", ""),),
        "run": (),
    },
    "autotools": {
        "test": (("make test", "Makefile.am~\ntest:"), ("make check", "Makefile.am~TESTS | Makefile.am~check | Makefile.am & tests/ | Makefile.am & test/ | tests/Makefile.am | test/Makefile.am | ci~make check")),
        "lint": CLANG,
        "build": (("./configure && make", "configure"), ("./autogen.sh && ./configure && make", "autogen.sh"), ("autoreconf -i && ./configure && make", "")),
        "run": (),
    },
    "make": {
        "test": (("make installcheck", "*.control & Makefile~PGXS | *.control & Makefile & sql/"), ("./runtest", "runtest")),
        "lint": (*CLANG, ("shellcheck $(git ls-files '*.sh')", ".shellcheckrc")),
        "build": (("make", "*.control | *.c | src/*.c | *.cpp | src/*.cpp | *.h | */*.c | */*.cpp | */*.cc"),),
        "run": (),
    },
    "conan": {"test": (), "lint": CLANG, "build": (("conan build .", "conanfile.py"),), "run": ()},
    "scons": {"test": (), "lint": CLANG, "build": (("scons", ""),), "run": ()},
    "xmake": {"test": (("xmake test", "xmake.lua~add_tests"),), "lint": CLANG, "build": (("xmake", ""),), "run": (("xmake run", "xmake.lua~\"binary\""),)},
    "bazel": {
        "test": (("bazel test //...", ""),),
        "lint": (("buildifier -lint=warn -mode=check -r .", ".buildifier.json | .bazelci/presubmit.yml~buildifier | .pre-commit-config.yaml~buildifier"), *CLANG),
        "build": (("bazel build //...", ""),),
        "run": (),
    },
    "buck": {"test": (("buck2 test //...", ""),), "lint": CLANG, "build": (("buck2 build //...", ""),), "run": ()},
    "pants": {"test": (("pants test ::", ""),), "lint": (("pants lint ::", ""),), "build": (("pants package ::", ""),), "run": ()},
    "platformio": {
        "test": (("pio test", "test/*/*.cpp & !test/Makefile | test/*.cpp & !test/Makefile | test/test_*/ & !test/Makefile"),),
        "lint": (("pio check", "platformio.ini~check_tool | ci~pio check"), *CLANG),
        "build": (("pio run", ""),),
        "run": (("pio run -t upload", ""),),
    },
    "arduino": {"test": (), "lint": (("arduino-lint", "ci~arduino-lint | ci~arduino/arduino-lint-action"), *CLANG), "build": (("arduino-cli compile", "*.ino"),), "run": ()},
    "espidf": {"test": (), "lint": CLANG, "build": (("idf.py build", "CMakeLists.txt~project.cmake | sdkconfig.defaults"),), "run": (("idf.py flash monitor", "CMakeLists.txt~project.cmake | sdkconfig.defaults"),)},
    "packer": {"test": (), "lint": (("packer fmt -check -recursive .", ""), ("packer validate .", "*.pkr.hcl"), *PRE_COMMIT), "build": (("packer build .", "*.pkr.hcl"),), "run": ()},
    "buf": {"test": (), "lint": (("buf lint", ""), *PRE_COMMIT), "build": (("buf build", ""),), "run": ()},
    "homebrew": {"test": (), "lint": (("brew style .", ""),), "build": (), "run": ()},
    "sam": {
        "test": (("pytest", "tests/requirements.txt~pytest | requirements*.txt~pytest"), ("python -m pytest tests/unit", "tests/unit/*.py")),
        "lint": (*PRE_COMMIT, ("sam validate --lint", "")),
        "build": (("sam build", ""),),
        "run": (("sam local start-api", ""),),
    },
    "sphinx": {"test": (), "lint": (*PRE_COMMIT,), "build": (("make html", "Makefile & conf.py | Makefile & source/conf.py"), ("sphinx-build . _build/html", "conf.py"), ("cd docs && make html", "docs/Makefile"), ("sphinx-build docs docs/_build/html", "docs/conf.py")), "run": ()},
    "jupyter-book": {"test": (), "lint": (*PRE_COMMIT,), "build": (("jupyter-book build .", "_toc.yml"), ("jupyter-book build {book}", "*/_toc.yml"), ("myst build", "myst.yml")), "run": ()},
    "mbed": {"test": (), "lint": CLANG, "build": (("mbed-tools compile", ""),), "run": ()},
    "zephyr": {"test": (("west twister -T tests", "tests/testcase.yaml | tests/*/testcase.yaml | tests/*/*/testcase.yaml | ci~twister"),), "lint": CLANG, "build": (("west build", "CMakeLists.txt | !app/"), ("west build app", "app/")), "run": (("west flash", ""),)},
    "terraform": {
        "test": (("tofu test", "*.tofu & tests/*.tftest.hcl"), ("terraform test", "tests/*.tftest.hcl | *.tftest.hcl"), ("cd test/integration && go test ./...", "test/integration/go.mod"), ("cd test && go test ./...", "test/go.mod | test/*_test.go & go.mod"), ("terraform validate", "*.tf & !test/*.go & !tests/*.go & !test/integration/")),
        "lint": (
            *PRE_COMMIT[:2],
            ("terraform fmt -check -recursive", ""),
            ("tflint", "^.tflint.hcl"),
            *PRE_COMMIT[2:],
        ),
        "build": (("terraform plan", "*.tf & backend.tf | *.tf & terraform.tfvars | *.tf & *.tfvars"),),
        "run": (),
    },
    "helm": {
        "test": (
            ("helm unittest .", "Chart.yaml & tests/*_test.y*ml | Chart.yaml & unittests/*.y*ml | Chart.yaml & ci~helm unittest"),
            ("helm unittest charts/*", "charts/*/tests/*_test.y*ml | charts/*/unittests/*.y*ml | charts/*/unittests/*/*.y*ml | charts/*/Chart.yaml & ci~helm unittest"),
            ("ct install", "^ct.yaml | ^.github/ct.yaml | ci~ct install"),
        ),
        "lint": (("ct lint", "^ct.yaml | ^.github/ct.yaml | ci~ct lint"), ("helm lint", "Chart.yaml"), ("helm lint charts/*", "charts/*/Chart.yaml"), *PRE_COMMIT),
        "build": (("helm package .", "Chart.yaml"),),
        "run": (),
    },
    "nextflow": {
        "test": (("nf-test test", "nf-test.config"), ("nextflow run . -profile test,docker", "conf/test.config")),
        "lint": (*PRE_COMMIT, ("nf-core pipelines lint", ".nf-core.yml")),
        "build": (),
        "run": (("nextflow run .", "main.nf"),),
    },
    "snakemake": {
        "test": (("snakemake --cores 1 --directory .test --sdm conda", ".test/config/"),),
        "lint": (*PRE_COMMIT, ("snakefmt --check .", "ci~snakefmt"), ("snakemake --lint", "")),
        "build": (),
        "run": (("snakemake --cores all", ""),),
    },
    "helmfile": {"test": (), "lint": (("helmfile lint", ""), *PRE_COMMIT), "build": (), "run": ()},
    "kustomize": {"test": (), "lint": (*PRE_COMMIT, ("yamllint .", ".yamllint*")), "build": (("kustomize build .", "kustomization.yaml"),), "run": ()},
    "ansible": {
        "test": (("{run}pytest", "py-tool:pytest.ini_options | py-any:pytest"), ("nox", "antsibull-nox.toml"), ("molecule test", "molecule/ | roles/*/molecule/ | extensions/molecule/"), ("ansible-test sanity", "galaxy.yml & plugins/ & tests/ | galaxy.yml & ci~ansible-test")),
        "lint": (("ansible-lint", ".ansible-lint | ci~ansible-lint | .ansible-lint.yml | .config/ansible-lint.yml"), ("yamllint .", ".yamllint*"), ("{run}ruff check", "ruff.toml | .ruff.toml | py-tool:ruff"), ("{run}flake8", ".flake8"), *PRE_COMMIT),
        "build": (("ansible-galaxy collection build", "galaxy.yml"),),
        "run": (("ansible-playbook site.yml", "site.yml"), ("ansible-playbook main.yml", "main.yml & !tasks/")),
    },
    "nix": {
        "test": (("nix flake check", "flake.nix"),),
        "lint": (*PRE_COMMIT, ("treefmt --fail-on-change", "treefmt.toml | treefmt.nix"), ("nix fmt", "flake.nix~formatter | flake.nix~treefmt"), ("statix check", "statix.toml"), ("deadnix", "ci~deadnix")),
        "build": (("nix build", "flake.nix & !hosts/ & !nixos/ & !configuration.nix & !machines/"), ("nixos-rebuild build --flake .", "flake.nix~nixosConfigurations")),
        "run": (),
    },
    "dbt": {
        "test": (("cd integration_tests && dbt test", "integration_tests/dbt_project.yml"), ("dbt test", "")),
        "lint": (("sqlfluff lint", ".sqlfluff"), ("sqlfmt --check .", "pyproject.toml~sqlfmt"), *PRE_COMMIT, *PYTHON_LINT[:1]),
        "build": (("cd integration_tests && dbt build", "integration_tests/dbt_project.yml"), ("dbt build", "")),
        "run": (("dbt run", "models/"),),
    },
    "godot": {"test": (), "lint": (("gdlint .", "gdlintrc | .gdlintrc"), ("gdformat --check .", "ci~gdformat"), *PRE_COMMIT), "build": (), "run": ()},
    "latex": {
        "test": (("l3build check", "build.lua"),),
        "lint": (("chktex *.tex", ".chktexrc | chktexrc"), *PRE_COMMIT),
        "build": (("make", "Makefile & *.dtx | Makefile & source/*.dtx"), ("l3build ctan", "build.lua"), ("tectonic -X build", "Tectonic.toml"), ("latexmk", "latexmkrc | .latexmkrc"), ("make", "Makefile"), ("latexmk -pdf", "*.tex & !*.dtx")),
        "run": (),
    },
    "mdbook": {"test": (("mdbook test", "ci~mdbook test"),), "lint": (("markdownlint .", ".markdownlint*"), *PRE_COMMIT), "build": (("mdbook build", ""),), "run": (("mdbook serve", ""),)},
    "mkdocs": {"test": (), "lint": (("markdownlint .", ".markdownlint*"), *PRE_COMMIT), "build": (("mkdocs build", ""),), "run": (("mkdocs serve", ""),)},
    "antora": {"test": (), "lint": (("vale .", ".vale.ini"),), "build": (("npx antora antora-playbook.yml", "antora-playbook.yml"),), "run": ()},
    "quarto": {"test": (), "lint": PRE_COMMIT, "build": (("quarto render", ""),), "run": (("quarto preview", ""),)},
    "hugo": {"test": (), "lint": (*PRE_COMMIT, *JAVASCRIPT_LINT[-3:]), "build": (("hugo", "!theme.toml"),), "run": (("hugo server", "!theme.toml"),)},
    "zola": {"test": (), "lint": PRE_COMMIT, "build": (("zola build", "!theme.toml"),), "run": (("zola serve", "!theme.toml"),)},
    "compose": {"test": (), "lint": (("hadolint Dockerfile", "^.hadolint.yaml"), *PRE_COMMIT), "build": (), "run": (("docker compose up", ""),)},
    "docker": {
        "test": (),
        "lint": (("hadolint Dockerfile", "^.hadolint.yaml | ^.hadolint.yml | ci~hadolint"), ("shellcheck $(git ls-files '*.sh')", ".shellcheckrc | ci~shellcheck"), *PRE_COMMIT),
        "build": (("docker buildx bake", "docker-bake.hcl"), ("docker build .", "Dockerfile")),
        "run": (),
    },
    "unity": {"test": (), "lint": PRE_COMMIT, "build": (), "run": ()},
    "vim": {"test": (("vader", "test/*.vader & ci~vader"),), "lint": (("vint .", ".vintrc* | ci~vint"), ("stylua --check .", "stylua.toml | .stylua.toml"), *PRE_COMMIT), "build": (), "run": ()},
}  # fmt: skip

ANYWHERE: dict[str, Rows] = {
    "test": (
        ("bats test", "test/*.bats"),
        ("bats tests", "tests/*.bats"),
        ("tox", "tox.ini~[tox | tox.ini~[testenv | tox.ini~[env"),
        ("./run-tests", "run-tests"),
        ("./run-tests.sh", "run-tests.sh"),
        ("./run_tests.sh", "run_tests.sh"),
        ("./runtests.sh", "runtests.sh"),
    ),
    "lint": (
        *PRE_COMMIT,
        ("shellcheck $(git ls-files '*.sh')", ".shellcheckrc | ci~shellcheck & *.sh"),
        ("hadolint Dockerfile", ".hadolint.yaml & Dockerfile"),
        ("yamllint .", ".yamllint*"),
        ("npx markdownlint-cli2", ".markdownlint-cli2.*"),
        ("markdownlint .", ".markdownlint.* & !.markdownlint-cli2.*"),
        ("vale .", ".vale.ini"),
        ("typos", "_typos.toml | .typos.toml"),
        ("sqlfluff lint", ".sqlfluff"),
        ("lefthook run pre-commit", "lefthook.yml & !package.json"),
    ),
    "build": (),
    "run": (),
}  # fmt: skip
"""Rows for a project of any other kind."""
