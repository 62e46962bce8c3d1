"""A Jinja2 environment in which a template can neither reach out nor run on for ever.

Jinja2's own sandbox keeps templates from the interpreter's insides. Here they are kept from using up time and memory
as well: only what is listed can be called, every step is counted, and whatever a template makes is weighed. No single
step can take long then, so that the count of steps and the clock end everything else.
"""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, StrictUndefined, TemplateError, TemplateNotFound, nodes, pass_environment
from jinja2.environment import TemplateModule
from jinja2.filters import do_join, do_round, do_sum
from jinja2.loaders import BaseLoader, split_template_path
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, pass_eval_context
from jinja2.visitor import NodeTransformer

STEPS = 20_000
"""Loop rounds, calls and filters that one rendering may take; the shipped templates take some hundreds."""
LOADS = 100
"""Templates that one rendering may include, import or extend."""
LONGEST = 200_000
"""Characters that a text in a template may grow to."""
MOST = 20 * LONGEST
"""Characters of all that one rendering makes."""
LARGEST = 16 * 1024
"""Bytes; a larger template is refused. Compiling one of this size may take half a second; shipped ones have 3 KiB."""
HIGHEST_POWER = 64
DIGITS = 20
"""To which a number may be rounded, on either side of the point."""

FILTERS = frozenset(
    [
        *("abs", "attr", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float"),
        *("groupby", "indent", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min"),
        *("reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "sort", "string", "sum"),
        *("title", "trim", "truncate", "unique", "upper", "wordcount"),
    ]
)  # fmt: skip
"""Jinja2's filters but for those that are of no use in plain text, differ from call to call, or take long."""
TEXT_METHODS = frozenset(
    [
        *("capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isascii", "isdecimal"),
        *("isdigit", "islower", "isnumeric", "isspace", "istitle", "isupper", "lower", "lstrip", "partition"),
        *("removeprefix", "removesuffix", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines"),
        *("startswith", "strip", "swapcase", "title", "upper"),
    ]
)
"""Methods of text: none makes a long text out of a short one."""
MAPPING_METHODS = frozenset(["get", "items", "keys", "values"])


class TemplateLimitError(TemplateError):
    """A template took too many steps or too long, or made too much."""


def weight(value: Any) -> int:
    """Return about how many characters `value` takes as text; counted no further than LONGEST."""
    total = 0
    waiting = [value]
    while waiting and total <= LONGEST:
        found = waiting.pop()
        total += 1
        if isinstance(found, str | bytes):
            total += len(found)
        elif isinstance(found, int):
            total += found.bit_length() // 3
        elif isinstance(found, list | tuple | set | frozenset):
            total += len(found)
            waiting += found
        elif isinstance(found, dict):
            total += len(found)
            waiting += [*found.keys(), *found.values()]
        elif isinstance(found, Namespace):
            waiting.append(object.__getattribute__(found, "_Namespace__attrs"))
        elif isinstance(found, TemplateModule):
            waiting.append(found._body_stream)  # noqa: SLF001  what it prints, and there is no other way to it
    return total


class _Guard(NodeTransformer):
    """Adds a counted step to every loop and macro, and hands over for weighing what is put together."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  the visitor's naming
        return self._counted(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802  the visitor's naming
        return self._counted(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  the visitor's naming
        self.generic_visit(node)
        return _call("concatenate", node.nodes, node)

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802  the visitor's naming
        self.generic_visit(node)
        return _call("made", [node], node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802  the visitor's naming
        self.generic_visit(node)
        return _call("made", [node], node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802  the visitor's naming
        self.generic_visit(node)
        # `for a, b in …` names what it sets.
        return node if node.ctx == "store" else _call("made", [node], node)

    def _counted(self, node: nodes.For | nodes.Macro) -> nodes.Node:
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_call("step", [], node), lineno=node.lineno))
        return node


def _call(name: str, arguments: list[nodes.Expr], node: nodes.Node) -> nodes.Call:
    """Return a call of a method of the environment."""
    return nodes.Call(nodes.EnvironmentAttribute(name), arguments, [], None, None, lineno=node.lineno)


class Folders(BaseLoader):
    """Finds templates in `folders`, the first of which counts, and nowhere else."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = folders

    def get_source(self, _environment: Environment, template: str) -> tuple[str, str, Callable[[], bool] | None]:
        """Return text and file of a template. Raises TemplateNotFound, also for `..`, TemplateError when too large."""
        parts = split_template_path(template)
        for folder in self.folders:
            file = folder.joinpath(*parts)
            if os.path.isfile(file):  # noqa: PTH113  Path.is_file raises where a folder above is closed
                if file.stat().st_size > LARGEST:
                    raise TemplateError(f"{template} is larger than {LARGEST // 1024} KiB")
                return file.read_text("utf-8"), str(file), None
        raise TemplateNotFound(template)


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment that a template is rendered in, once: it counts what one rendering takes."""

    intercepted_binops = frozenset(["*", "**", "+", "-", "/", "//", "%"])

    def __init__(self, folders: Sequence[Path], seconds: float) -> None:
        """Templates come from `folders` and may take `seconds` of the processor; an unknown variable is an error."""
        super().__init__(
            loader=Folders(folders),
            autoescape=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=self.made,
        )
        self.steps = self.loads = self.weight = 0
        self.until = time.process_time() + seconds
        known = self.filters | {"indent": _indent, "join": _join, "replace": _replace, "round": _round, "sum": _sum}
        self.filters = {name: self._weighing(function) for name, function in known.items() if name in FILTERS}
        self.globals = {name: self.globals[name] for name in ("range", "dict", "namespace")}

    def step(self) -> None:
        """Count one step; raise TemplateLimitError when it is one too many."""
        self.steps += 1
        if self.steps > STEPS:
            raise TemplateLimitError(f"takes more than {STEPS:,} steps: does a loop never end?")
        if time.process_time() > self.until:
            raise TemplateLimitError("takes too long")

    def made(self, value: Any) -> Any:
        """Return what a template has made; raise TemplateLimitError when it, or all of it together, is too much."""
        self.step()
        weighs = weight(value)
        self.weight += weighs
        if weighs > LONGEST:
            raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
        if self.weight > MOST:
            raise TemplateLimitError(f"makes more than {MOST:,} characters in all")
        return value

    def concatenate(self, *parts: Any) -> str:
        """Join what stands between `~`."""
        text: str = self.made("".join([str(self.made(part)) for part in parts]))
        return text

    def concat(self, parts: Iterable[str]) -> str:
        """Join what a macro or a block printed."""
        found = list(parts)
        if sum(map(len, found)) > LONGEST:
            raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
        text: str = self.made("".join(found))
        return text

    def call(self, context: Context, function: Any, /, *arguments: Any, **named: Any) -> Any:
        """Call what a template may call; what `_Guard` added counts for itself."""
        if getattr(function, "__self__", None) is self:
            return function(*arguments)
        self.step()
        return self.made(super().call(context, function, *arguments, **named))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate, but never multiply text or numbers beyond bounds."""
        if operator == "%" and isinstance(left, str | bytes):
            raise TemplateLimitError("formats a text with %; write {{ }} side by side instead")
        if operator == "*":
            for many, times in ((left, right), (right, left)):
                if isinstance(many, str | list | tuple) and isinstance(times, int) and weight(many) * times > LONGEST:
                    raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
        if operator == "**" and isinstance(right, int | float) and abs(right) > HIGHEST_POWER:
            raise TemplateLimitError(f"raises to a power of more than {HIGHEST_POWER}")
        return self.made(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: Any) -> None:
        """Leave `str.format` to `is_safe_attribute`, which forbids it: a format can ask for any width."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow a few methods of text and mappings, the fields of records, and nothing of Python's other types."""
        if isinstance(obj, str):
            return attr in TEXT_METHODS
        if isinstance(obj, dict):
            return attr in MAPPING_METHODS
        return type(obj).__module__ != "builtins" and super().is_safe_attribute(obj, attr, value)

    def _weighing(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)  # with the marks that say which argument Jinja2 passes first
        def weighing(*arguments: Any, **named: Any) -> Any:
            for given in (*arguments, *named.values()):
                if weight(given) > LONGEST:
                    raise TemplateLimitError(f"has a text of more than {LONGEST:,} characters")
            return self.made(function(*arguments, **named))

        return weighing

    def _load_template(self, name: str, globals: Any) -> Any:  # noqa: A002  Jinja2's own signature
        self.step()
        self.loads += 1
        if self.loads > LOADS:
            raise TemplateLimitError(f"includes more than {LOADS} templates: does one include itself?")
        return super()._load_template(name, globals)

    def _generate(  # Jinja2's hook for this purpose, with its signature
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002  as it is there
    ) -> str:
        self.step()
        return super()._generate(_Guard().visit(source), name, filename, defer_init)


def _replace(text: Any, old: str, new: str, count: int = -1) -> str:
    shown = str(text)
    times = shown.count(old) if count < 0 else min(shown.count(old), count)
    if len(shown) + times * len(new) > LONGEST:
        raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
    return shown.replace(old, new, count)


def _indent(text: Any, width: int = 4, first: bool = False) -> str:  # noqa: FBT001, FBT002  Jinja2's own signature
    shown, margin = str(text), " " * min(max(width, 0), 40)
    joined = ("\n" + margin).join(shown.split("\n"))
    return margin + joined if first else joined


def _round(value: float, precision: int = 0, method: Literal["common", "ceil", "floor"] = "common") -> float:
    return do_round(value, min(max(precision, -DIGITS), DIGITS), method)


@pass_eval_context
def _join(context: nodes.EvalContext, value: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    parts = list(value)
    if weight(parts) + len(str(d)) * len(parts) > LONGEST:
        raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
    text: str = do_join(context, parts, d, attribute)
    return text


@pass_environment
def _sum(environment: Environment, value: Iterable[Any], attribute: str | None = None) -> Any:
    """Add numbers; lists would be copied with every one that is added."""
    return do_sum(environment, value, attribute)
