"""What a project is for: its type and its frameworks, and whose they are."""

from __future__ import annotations

import pytest

from memplug.project.detect import detect

PUBLISHED = (
    '[project]\nname = "x"\ndependencies = ["click"]\n[project.scripts]\nx = "x:main"\n[project.urls]\na = "b"\n'
)
FLUTTER = "name: x\nversion: 1.0.0\ndependencies:\n  flutter:\n    sdk: flutter\n"
GRADLE = "plugins {\n  id 'application'\n}\n"

CASES = [
    # A web framework with a command of its own is a library; what says that it is for the console is a tool.
    ({"pyproject.toml": PUBLISHED + '[tool.x]\n[project.readme]\nx = "Framework :: X"\n'}, "", "cli", ("Click",)),
    ({"pyproject.toml": PUBLISHED.replace("[project.s", 'classifiers = ["Framework :: X"]\n[project.s')}, "", "library", ()),
    # A package for other Flutter apps, and an app.
    ({"pubspec.yaml": FLUTTER}, "lib/x.dart", "library", ("Flutter",)),
    ({"pubspec.yaml": FLUTTER}, "lib/main.dart android/a", "mobile app", ("Flutter",)),
    # A private package of a workspace that others import.
    ({"package.json": '{"private": true, "exports": "./a.js", "dependencies": {"react": "19"}}'}, "src/a.tsx", "library", ("React",)),
    ({"package.json": '{"private": true, "exports": "./a.js", "dependencies": {"react": "19"}}'}, "index.html src/a.tsx", "web app", ("React",)),
    # Documents beside the code do not make it documents.
    ({"package.json": '{"exports": "./a.js", "devDependencies": {"vitepress": "1"}}'}, "src/a.ts docs/.vitepress/config.ts", "library", ()),
    ({"package.json": '{"private": true, "devDependencies": {"vitepress": "1"}}'}, "docs/.vitepress/config.ts docs/a.md", "docs", ("VitePress",)),
    ({"mkdocs.yml": "site_name: x\n", "requirements.txt": "mkdocs-material\n"}, "docs/index.md", "docs", ("MkDocs",)),
    ({"Cargo.toml": "[workspace]\nmembers = ['a']\n"}, "book.toml src/SUMMARY.md a/Cargo.toml", "docs", ("mdBook",)),
    ({"config.toml": 'base_url = "x"\n'}, "theme.toml templates/index.html", "theme", ("Zola",)),
    ({"pom.xml": "<parent><groupId>org.jenkins-ci.plugins</groupId></parent><licenses/>"}, "src/main/java/A.java", "plugin", ("Jenkins",)),
    ({"go.mod": "module x\ngo 1.24\n"}, "cmd/x/main.go web/api.go Dockerfile", "web service", ()),
    ({"go.mod": "module x\ngo 1.24\nrequire k8s.io/client-go v0.33\n"}, "main.go pkg/apis/v1/types.go", "infrastructure", ("client-go",)),
    ({"requirements.txt": "aws-cdk-lib\n", "cdk.json": "{}"}, "app.py", "infrastructure", ("AWS CDK",)),
    ({"package.json": "{}", "Pulumi.yaml": "runtime: nodejs\n"}, "index.ts", "infrastructure", ("Pulumi",)),
    ({"environment.yml": "dependencies:\n  - pytorch\n"}, "train.py a.ipynb", "ml", ("PyTorch",)),
    ({}, "custom_components/x/manifest.json custom_components/x/__init__.py panel/js/package.json", "plugin", ("Home Assistant",)),
    ({}, "1/app.R 2/app.R x.Rproj", "web app", ("Shiny",)),
    # A package of that framework, which holds a file of the same name.
    ({"DESCRIPTION": "Package: shiny\n"}, "R/app.R R/reactives.R", "library", ()),
    # A command with an interface for programs is both.
    ({"package.json": '{"bin": "./x.js", "exports": "./api.js"}'}, "x.js api.js", "library with a cli", ()),
    ({"package.json": '{"bin": "./x.js"}'}, "x.js", "cli", ()),
    # What programs find with find_package, and what is only built.
    ({"CMakeLists.txt": "set(CMAKE_MODULE_PATH x)\n"}, "cmake/aConfig.cmake.in a/a.cc", "library", ()),
    ({"CMakeLists.txt": "add_library(x INTERFACE)\n", "src/CMakeLists.txt": "add_executable(x)\n"}, "src/a.c", "cli", ()),
    ({"CMakeLists.txt": "add_library(x MODULE)\n"}, "a.c", "plugin", ()),
    ({"build.sbt": "licenses := Seq()\n", "project/plugins.sbt": 'addSbtPlugin("org.scala-js" % "sbt-scalajs" % "1")\n'}, "a.scala", "library", ()),
    ({"setup.py": 'setup(name="transformers", install_requires=["transformers"], classifiers=[])\n'}, "a.py", "library", ()),
    ({"environment.yml": "dependencies:\n  - scikit-learn\n"}, "1.ipynb 2.ipynb 3.ipynb a.py", "ml notebooks", ("scikit-learn",)),
    ({"composer.json": '{"type": "wordpress-core"}'}, "src/wp-admin/index.php", "web app", ("WordPress",)),
    ({"package.json": '{"private": true, "dependencies": {"webextension-polyfill": "1"}}'}, "a.ts", "plugin", ("browser extension",)),
    ({"package.json": '{"main": "a.js", "files": ["core"], "dependencies": {"express": "5"}}'}, "a.js", "web service", ("Express",)),
    ({}, "init.lua lua/plugins/a.lua doc/a.txt", "config", ("Neovim",)),
    ({}, "zshrc vimrc vim/plugin/ctags.vim bin/tat", "config", ()),
    ({"A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web">'}, "Program.cs", "web service", ("ASP.NET Core",)),
    ({"A.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web">'}, "Program.cs wwwroot/site.css", "web app", ("ASP.NET Core",)),
    # Without any manifest the name and the folders say it.
    ({}, "cluster.yaml scripts/a.sh .sops.yaml", "infrastructure", ()),
    ({}, "bin/brew completions/a docs/b.md", "cli", ()),
]  # fmt: skip


@pytest.mark.parametrize(("files", "names", "kind", "frameworks"), CASES)
def test_type_and_frameworks(plant, files, names, kind, frameworks):
    project = detect(plant(names, files))
    assert (project.type, project.framework) == (kind, frameworks)


def test_a_front_end_beside_a_service_makes_it_a_web_app(plant):
    files = {
        "backend/pyproject.toml": "[project]\nname = 'a'\ndependencies = ['fastapi']\n",
        "frontend/package.json": '{"private": true, "dependencies": {"react": "19"}}',
    }
    assert detect(plant("backend/a.py backend/b.py frontend/index.html", files)).type == "web app"


def test_of_three_languages_one_is_the_main_one_when_it_has_most_of_the_code(plant):
    root = "api/go.mod app/package.json model/pyproject.toml"
    texts = {"model/pyproject.toml": "[project]\nname = 'x'\n"}
    assert detect(plant(f"{root} api/a.go app/a.js model/a.py", texts)).package_manager is None
    assert detect(plant("api/b.go api/c.go api/d.go", texts)).package_manager == "go"


def test_a_collection_of_compose_stacks_has_no_manager(plant):
    project = detect(plant("a/compose.yaml b/compose.yaml c/compose.yaml c/requirements.txt c/app.py"))
    assert (project.package_manager, project.test) == (None, ())


def test_documents_are_told_from_code_by_their_number(plant):
    assert detect(plant("readme.md a.md b.md media/x.js")).type == "docs"
    assert detect(plant("readme.md a.js b.js")).type is None


def test_a_readme_alone_is_no_documentation(plant):
    assert detect(plant("README.md LICENSE")).type is None


@pytest.mark.parametrize(("names", "kind"), [("readme.md contributing.md", "docs"), ("readme.md a.py b.py", "docs")])
def test_an_awesome_list_is_a_document(plant, names, kind):
    root = plant(names)
    assert detect(root.rename(root.parent / "awesome-things")).type == kind


def test_a_workspace_of_apps_names_their_frameworks(plant):
    app = '{"private": true, "dependencies": {"react": "19"}}'
    files = {
        "package.json": '{"private": true, "workspaces": ["apps/*"]}',
        "apps/a/package.json": app,
        "apps/b/package.json": app,
    }
    project = detect(plant("apps/a/index.html apps/b/index.html", files))
    assert (project.type, project.framework) == ("web app monorepo", ("React",))


def test_packages_of_one_language_do_not_lend_each_other_their_frameworks(plant):
    files = {"packages/a/pubspec.yaml": "name: a\nversion: 1.0.0\n", "packages/b/pubspec.yaml": FLUTTER}
    project = detect(plant("packages/a/lib/a.dart packages/b/lib/b.dart packages/b/ios/x", files))
    assert (project.type, project.framework, project.monorepo) == ("library", (), True)


def test_of_many_ecosystems_below_a_bare_root_none_is_the_main_one(plant):
    project = detect(plant("a/package.json b/go.mod c/Cargo.toml d/requirements.txt"))
    assert (project.package_manager, project.test, project.framework) == (None, (), ())


def test_a_member_of_an_nx_workspace_needs_no_manifest_of_its_own(plant):
    files = {
        "package.json": '{"private": true, "devDependencies": {"nx": "20"}}',
        "libs/ui/project.json": '{"projectType": "library", "targets": {"lint": {}, "test": {}}}',
    }
    project = detect(plant("nx.json package-lock.json libs/ui/src/a.ts apps/x/project.json", files) / "libs" / "ui")
    assert (project.type, project.test, project.lint) == ("library", ("npx nx test ui",), ("npx nx lint ui",))


@pytest.mark.parametrize(
    ("files", "language"),
    [
        ("scripts/a.sh scripts/b.sh scripts/c.sh", "Shell"),
        ("a.ps1 b.ps1 c.ps1", "PowerShell"),
        ("a.sql b.sql c.sql", "SQL"),
        ("a.cmake b.cmake", "CMake"),
        ("configuration.nix hosts/home.nix", "Nix"),
    ],
)
def test_a_readme_beside_scripts_makes_no_documents_of_them(plant, files, language):
    assert detect(plant(f"README.md {files}")).language == language
