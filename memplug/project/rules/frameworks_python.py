"""Frameworks of Python, most specific first."""

from __future__ import annotations

# A table reads best as a table: one row a line, conditions split only where they are long, words in one string.
from memplug.project.rules.framework import Framework

_NO_PACKAGE = "!copier.y*ml & !cookiecutter.json & !py-has:build-system & !src/ & !*.py & !*/__init__.py"
SPHINX_BELOW = (
    "docs/conf.py & py:sphinx & !pyproject.toml & !setup.py & !setup.cfg & !Pipfile & !app.py & !main.py & !manage.py"
    " & !app/ & !src/"
)
"""Where a list of requirements is there for documents alone."""
MKDOCS = f"mkdocs.yml & docs/ & {_NO_PACKAGE} | mkdocs.yml~docs_dir: & {_NO_PACKAGE}"
"""A Python project of documents alone."""


def _program(library: str) -> str:
    """Return the condition of a program made with a library, which a bare list of requirements alone does not show."""
    marks = (
        "py-has:project",
        "py-has:setup",
        "py-has:name",
        "py-tool:poetry",
        "cli.py",
        "main.py",
        "*/__main__.py",
        "*/cli.py",
    )
    return " | ".join(f"py:{library} & {mark}" for mark in marks)


FRAMEWORKS = (
    Framework("Wagtail", "py:wagtail", "web app", ("Django",)),
    Framework("Django", "py:django | manage.py | */manage.py & py-any:django", "web app", ("Celery",)),
    Framework("Django", "py-dev:django & !manage.py & py-has:project | py-any:django & setup.py", "library", ()),
    Framework("Gradio", "py:gradio", "web app", ()),
    Framework("FastAPI", "py:fastapi", "web service", ("Starlette", "SQLAlchemy")),
    Framework("Litestar", "py:litestar", "web service", ("Starlette",)),
    Framework("Flask", "py:flask", "web app", ("Click",)),
    Framework("Quart", "py:quart", "web app", ()),
    Framework("Sanic", "py:sanic", "web service", ()),
    Framework("FastHTML", "py:python-fasthtml", "web app", ("Starlette",)),
    Framework("Reflex", "py:reflex | rxconfig.py", "web app", ()),
    Framework("NiceGUI", "py:nicegui", "web app", ()),
    Framework("Streamlit", "py:streamlit", "web app", ()),
    Framework("Dash", "py:dash", "web app", ()),
    Framework("Panel", "py:panel", "web app", ()),
    Framework("Pyramid", "py:pyramid", "web app", ()),
    Framework("Falcon", "py:falcon", "web service", ()),
    Framework("Bottle", "py:bottle", "web app", ()),
    Framework("Starlette", "py:starlette", "web service", ()),
    Framework("Tornado", "py:tornado", "web service", ()),
    Framework(
        "Sphinx",
        "conf.py & index.rst | conf.py & py-any:sphinx | source/conf.py & py-any:sphinx | src/conf.py & py-any:sphinx"
        f" | {SPHINX_BELOW}",
        "docs",
    ),
    Framework("MkDocs", MKDOCS, "docs", ()),
    Framework("gRPC", "py:grpcio & Dockerfile & !py-has:published", "web service", ()),
    Framework("Home Assistant", "custom_components/", "plugin", ()),
    Framework("Airflow", "py:apache-airflow | dags/ & py-any:apache-airflow | dags/ & Dockerfile~astro-runtime"
              " | dags/ & airflow_settings.yaml | dags/ & .astro/ | dags/*.py", "data", ()),
    Framework("Dagster", "py:dagster", "data", ()),
    Framework("Prefect", "py:prefect", "data", ()),
    Framework("Kedro", "py:kedro", "data", ()),
    Framework("Scrapy", "py:scrapy | scrapy.cfg", "data", ()),
    Framework("meson-python", "py-build:meson-python | py-build:mesonpy", "library", ()),
    Framework("PyO3", "py-build:maturin & Cargo.toml~pyo3", "library", ()),
    Framework("maturin", "py-build:maturin", "library", ()),
    Framework("pybind11", "py-build:pybind11", "library", ()),
    Framework("nanobind", "py-build:nanobind", "library", ()),
    Framework("scikit-build-core", "py-build:scikit-build-core", "library", ()),
    Framework("PyTorch Lightning", "py:pytorch-lightning | py:lightning", "ml", ()),
    Framework("Transformers", "py:transformers", "ml", ()),
    Framework("PyTorch", "py:torch | py:pytorch", "ml", ()),
    Framework("TensorFlow", "py:tensorflow", "ml", ()),
    Framework("JAX", "py:jax", "ml", ()),
    Framework("scikit-learn", "py:scikit-learn", "ml", ()),
    Framework("Textual", "py:textual", "cli", ()),
    Framework("PySide", "py:pyside6 | py:pyqt6 | py:pyqt5 | py:pyside2", "desktop app", ()),
    Framework("Kivy", "py:kivy", "desktop app", ()),
    Framework("pygame", "py:pygame | py:pygame-ce | py:arcade", "game", ()),
    Framework("discord.py", "py:discord-py", "web service", ()),
    Framework("aiogram", "py:aiogram", "web service", ()),
    Framework("python-telegram-bot", "py:python-telegram-bot", "web service", ()),
    Framework("Typer", _program("typer"), "cli", ()),
    Framework("Click", _program("click"), "cli", ()),
    Framework("Celery", "py:celery & !py-has:published", "web service", ()),
    Framework("aiohttp", "py:aiohttp & !py-has:published", None, ()),
    Framework("DVC", "dvc.yaml", "ml", ()),
    Framework("Pulumi", "Pulumi.yaml", "infrastructure", ()),
    Framework("AWS CDK", "cdk.json", "infrastructure", ()),
    Framework("AWS SAM", "template.y*ml~AWS::Serverless", "web service", ()),
    Framework("Serverless Framework", "serverless.y*ml", "web service", ()),
)  # fmt: skip
