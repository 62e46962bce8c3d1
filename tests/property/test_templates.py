"""Templates put together from what Jinja2 knows: each is rendered in time, or gives way and is named."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memplug.context.catalogue import SAMPLE
from memplug.context.render import Renderer
from memplug.context.sandbox import LONGEST

EXPRESSIONS = st.recursive(
    st.sampled_from([
        "host", "notes", "state", "state.digest", "git", "sections", "preferences", "nothing", "range(9999)", "dict(a=1)", "namespace(x=1)", "ns", "1", "0", "-1",
        "10 ** 20", "'x'", "'x' * 99999", "[1, 2]", "{'a': 1}", "(1, 2)", "none", "true", "loop", "self", "m", "caller", "host.upper", "host.format", "fence",
    ]),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "~", "==", "<", "in", "and", "or", "is"]), inner)
    | st.builds("{}|{}".format, inner, st.sampled_from([
        "list", "join", "join('y' * 999)", "map('upper')", "map(attribute='x')", "replace('x', 'yy')", "indent(99)", "sort", "sum", "round(99)", "first", "length", "string",
        "groupby(0)", "unique", "items", "dictsort", "truncate(9)", "int", "float", "tojson", "format(1)", "attr('x')", "default(1)", "select", "wordcount", "e", "title",
    ]))
    | st.builds("{}.{}".format, inner, st.sampled_from(["x", "__class__", "split()", "items()", "join(['a'])", "to_bytes(9)", "goal", "digest", "format(1)", "0"]))
    | st.builds("{}({})".format, inner, inner) | st.builds("{}[{}]".format, inner, inner) | st.builds("[{0}, {0}]".format, inner)
    | st.builds("{} if {} else {}".format, inner, inner, inner),
    max_leaves=8,
)  # fmt: skip
STATEMENTS = st.recursive(
    EXPRESSIONS.map("{{{{ {} }}}}".format)
    | EXPRESSIONS.map("{{% set x = {} %}}".format)
    | EXPRESSIONS.map("{{% set ns = namespace(x={}) %}}".format)
    | EXPRESSIONS.map("{{% set ns.x = {} %}}".format)
    | st.sampled_from(["{% include 'full.md.j2' %}", "{% include 'brief.md.j2' %}", "{% extends 'full.md.j2' %}", "{% import 'full.md.j2' as m %}", "{% include '../x' %}",
                       "{{ self.b() }}", "{{ m() }}", "{# x #}", "{%", "{{", "%}", "text\n", "{% break %}", "{% raw %}"]),
    lambda inner: st.builds("{{% for i in {} %}}{}{{% endfor %}}".format, EXPRESSIONS, inner)
    | st.builds("{{% if {} %}}{}{{% endif %}}".format, EXPRESSIONS, inner)
    | st.builds("{{% macro m(a) %}}{}{{% endmacro %}}".format, inner)
    | st.builds("{{% block b %}}{}{{% endblock %}}".format, inner)
    | st.builds("{{% set x %}}{}{{% endset %}}".format, inner)
    | st.builds("{{% filter upper %}}{}{{% endfilter %}}".format, inner)
    | st.builds("{{% call m() %}}{}{{% endcall %}}".format, inner)
    | st.lists(inner, max_size=4).map("".join),
    max_leaves=8,
)  # fmt: skip
EXPECTED = Renderer([]).render("full", SAMPLE)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(STATEMENTS)
def test_any_template_is_rendered_or_gives_way(tmp_path: Path, text: str) -> None:
    (tmp_path / "full.md.j2").write_text(text, "utf-8")
    renderer = Renderer([tmp_path])
    told = renderer.render("full", SAMPLE)
    assert len(told) <= LONGEST
    if renderer.problems:
        assert told == EXPECTED
        assert {problem.file.parent for problem in renderer.problems} == {tmp_path}
        assert renderer.problems[0].message
