"""A Jinja2 environment in which a template can neither reach out nor run on for ever.

Jinja2's own sandbox keeps templates from the interpreter's insides. Here they are kept from using up time and
memory as well: loops are counted, and what multiplies text is bounded or left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.loaders import BaseLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

STEPS = 20_000
"""Loop rounds and macro calls that one rendering may take; the shipped templates take some hundreds."""
LONGEST = 200_000
"""Characters that a text in a template may grow to."""
# Methods and filters of text that make a long text out of a short one; filters do the same work within bounds.
GROWING_METHODS = frozenset(
    [
        "center",
        "expandtabs",
        "format",
        "format_map",
        "join",
        "ljust",
        "replace",
        "rjust",
        "translate",
        "zfill",
    ]
)
GROWING_FILTERS = (
    "batch",
    "center",
    "filesizeformat",
    "format",
    "pprint",
    "slice",
    "tojson",
    "urlize",
    "xmlattr",
)


class TemplateLimitError(TemplateError):
    """A template took too many steps, or made too long a text."""


def bounded(text: Any) -> Any:
    """Return `text`; raise TemplateLimitError when it is too long to go on with."""
    if isinstance(text, str | list | tuple) and len(text) > LONGEST:
        raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
    return text


class _Guard(NodeTransformer):
    """Adds a counted step to every loop and macro, and bounds `~`."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802  the visitor's naming
        return self._counted(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802  the visitor's naming
        return self._counted(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802  the visitor's naming
        self.generic_visit(node)
        return nodes.Call(nodes.EnvironmentAttribute("concatenate"), node.nodes, [], None, None, lineno=node.lineno)

    def _counted(self, node: nodes.For | nodes.Macro) -> nodes.Node:
        self.generic_visit(node)
        step = nodes.Call(nodes.EnvironmentAttribute("step"), [], [], None, None, lineno=node.lineno)
        node.body.insert(0, nodes.ExprStmt(step, lineno=node.lineno))
        return node


class Sandbox(ImmutableSandboxedEnvironment):
    """The environment that every template is rendered in, once: it counts the steps of one rendering."""

    intercepted_binops = frozenset(["*", "**", "+", "%"])

    def __init__(self, loader: BaseLoader) -> None:
        """Templates come from `loader`; a variable that does not exist is an error."""
        super().__init__(
            loader=loader,
            autoescape=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=0,
        )
        self.steps = 0
        for name in GROWING_FILTERS:
            self.filters.pop(name, None)
        self.filters["replace"] = _replace
        self.filters["indent"] = _indent
        self.filters["join"] = _bounded_filter(self.filters["join"])
        self.globals = {name: value for name, value in self.globals.items() if name in {"range", "dict", "namespace"}}

    def step(self) -> None:
        """Count one round of a loop or one call of a macro."""
        self.steps += 1
        if self.steps > STEPS:
            raise TemplateLimitError(f"takes more than {STEPS:,} steps: does a loop never end?")

    def concatenate(self, *parts: object) -> str:
        """Join what stands between `~`."""
        text: str = bounded("".join(map(str, parts)))
        return text

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate, but never multiply text or numbers beyond bounds."""
        if operator == "%" and isinstance(left, str):
            raise TemplateLimitError("formats a text with %; write {{ }} side by side instead")
        if operator == "*":
            for text, times in ((left, right), (right, left)):
                if isinstance(text, str | list | tuple) and isinstance(times, int) and len(text) * times > LONGEST:
                    raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
        if operator == "**" and isinstance(right, int | float) and abs(right) > 64:  # noqa: PLR2004  more bits than any use
            raise TemplateLimitError("raises to a power of more than 64")
        return bounded(super().call_binop(context, operator, left, right))

    def wrap_str_format(self, value: Any) -> None:
        """Leave `str.format` to `is_safe_attribute`, which forbids it: a format can ask for any width."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Forbid the methods that make long texts; the sandbox forbids the rest."""
        if isinstance(obj, str | bytes) and attr in GROWING_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def _generate(  # Jinja2's hook for this purpose, with its signature
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        defer_init: bool = False,  # noqa: FBT001, FBT002  as it is there
    ) -> str:
        return super()._generate(_Guard().visit(source), name, filename, defer_init)


def _replace(text: Any, old: str, new: str, count: int = -1) -> str:
    shown = str(text)
    times = shown.count(old) if count < 0 else min(shown.count(old), count)
    if len(shown) + times * len(new) > LONGEST:
        raise TemplateLimitError(f"makes a text of more than {LONGEST:,} characters")
    return shown.replace(old, new, count)


def _indent(text: Any, width: int = 4, first: bool = False) -> str:  # noqa: FBT001, FBT002  Jinja2's own signature
    shown, margin = str(text), " " * min(max(width, 0), 40)
    lines = bounded(shown).split("\n")
    joined = ("\n" + margin).join(lines)
    return str(bounded(margin + joined if first else joined))


def _bounded_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    def result(*arguments: Any, **named: Any) -> Any:
        for argument in arguments:
            bounded(argument)
        return bounded(function(*arguments, **named))

    for mark in ("jinja_pass_arg",):
        if hasattr(function, mark):
            setattr(result, mark, getattr(function, mark))
    return result
