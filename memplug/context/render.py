"""Templates → text. A template that fails gives way to the shipped one, and one line says so."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from memplug.context.sandbox import LONGEST, Sandbox
from memplug.context.variables import Variables
from memplug.deadline import Deadline
from memplug.paths import shipped

SUFFIX = ".md.j2"
KINDS = ("full", "brief", "minimal")
"""One template for each kind of answer."""
SECONDS = 0.4
"""Of the processor's time that the user's templates may take together: less than a start has, so that it goes on."""
LONGEST_MESSAGE = 300
"""Characters; messages repeat what stands in the template."""


class TemplateProblem(NamedTuple):
    """A template that could not be used."""

    file: Path
    line: int
    """From 1; 0 when the mistake has no line."""
    message: str

    def __str__(self) -> str:
        instead = "the shipped template was used instead (`memplug templates check`)"
        return f"{self.file}:{self.line}: {self.message}; {instead}"


class Renderer:
    """Renders the templates found in `folders`, the first of which counts; the shipped ones come last."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = [*folders, shipped("templates")]
        self.problems: list[TemplateProblem] = []
        self._left = SECONDS
        self._failed: set[Path] = set()

    def find(self, name: str) -> Iterator[Path]:
        """Yield the files that could serve as template `name`, the one that counts first."""
        for folder in self.folders:
            file = folder / f"{name}{SUFFIX}"
            if os.path.isfile(file):  # noqa: PTH113  Path.is_file raises where a folder above is closed
                yield file

    def render(self, name: str, variables: Variables) -> str:
        """Return template `name` filled in, without blank lines at its ends.

        Each template that fails is noted in `problems` and the next one is taken; the shipped one does not fail.
        """
        for file in self.find(name):
            if file in self._failed:
                continue
            try:
                return self._fill(file, variables)
            except TemplateSyntaxError as error:
                self._note(file, Path(error.filename or file), error.lineno, error.message or "syntax error")
            except TemplateNotFound as error:
                self._note(file, file, _line(error, file), f"there is no template {error.name}")
            except RecursionError as error:
                self._note(file, file, _line(error, file), "goes too deep: does it call or include itself?")
            except Deadline as over:
                raise Deadline(f"{over} (in {file}:{_line(over, file)})") from over
            except Exception as error:  # noqa: BLE001  Python refuses some templates, and each type fails in its own way
                self._note(file, file, _line(error, file), str(error) or type(error).__name__)
        return ""

    def section(self, name: str, variables: Variables) -> str:
        """Return the text of a section; empty when there is nothing to say."""
        return self.render(f"sections/{name}", variables)

    def assemble(self, variables: Variables, shown: Mapping[str, str], left_out: tuple[str, ...]) -> str:
        """Return the answer of its kind, made of the sections that are shown."""
        return self.render(variables.kind, variables._replace(sections=dict(shown), left_out=left_out))

    def _fill(self, file: Path, variables: Variables) -> str:
        # A template may use those of its own folder and of the folders behind it: a shipped one only shipped ones,
        # so that no mistake of the user's can break the last resort.
        own = next(number for number, folder in enumerate(self.folders) if file.is_relative_to(folder))
        last = own == len(self.folders) - 1
        began = time.process_time()
        try:
            sandbox = Sandbox(self.folders[own:], math.inf if last else self._left)
            template = sandbox.get_template(file.relative_to(self.folders[own]).as_posix())
            parts: list[str] = []
            length = 0
            for part in template.generate(as_mapping(variables)):
                length += len(part)
                if length > LONGEST:
                    raise TemplateError(f"makes a text of more than {LONGEST:,} characters")
                parts.append(part)
        finally:
            self._left -= 0 if last else time.process_time() - began
        return "".join(parts).strip("\n")

    def _note(self, template: Path, file: Path, line: int, message: str) -> None:
        self._failed.add(template)
        problem = TemplateProblem(file if file.is_absolute() else template, line, message[:LONGEST_MESSAGE])
        if problem not in self.problems:
            self.problems.append(problem)


def as_mapping(variables: Variables) -> dict[str, Any]:
    """Return what templates see, by name."""
    return {**variables._asdict(), "fence": variables.fence}


def _line(error: BaseException, file: Path) -> int:
    """Return the line of `file` in which `error` arose: Jinja2 puts template lines into the traceback."""
    line = 0
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
