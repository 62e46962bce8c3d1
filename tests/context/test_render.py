"""Templates: which one counts, what they may do, and what happens when they fail."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memplug.context import plain, render
from memplug.context.catalogue import SAMPLE, names
from memplug.context.variables import Beside, Changes, Earlier, PreferenceLine, Variables
from memplug.digest.model import Commit, Digest, Failure, LastTestRun
from memplug.project.git import GitState

SECTIONS = [name.removeprefix("sections/") for name in names() if name.startswith("sections/")]


def renderer(*folders):
    return render.Renderer(folders)


@pytest.fixture
def own(tmp_path):
    """Write a template of the user's and return a renderer that has it."""

    def write(name, text):
        file = tmp_path / f"{name}.md.j2"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return renderer(tmp_path)

    return write


@pytest.mark.parametrize("name", names())
def test_every_shipped_template_renders_with_everything_and_with_nothing(name):
    for variables in (SAMPLE, Variables(kind="full", source="startup", host="x")):
        shipped = renderer()
        shipped.render(name, variables)
        assert shipped.problems == []


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_without_anything_to_say_is_empty(name):
    assert renderer().render(f"sections/{name}", Variables(kind="full", source="", host="x")) == ""


def test_an_own_template_takes_the_place_of_the_shipped_one(own):
    assert own("sections/git", "On {{ git.branch }}").render("sections/git", SAMPLE) == "On main"


def test_own_templates_can_use_each_other_and_the_shipped_ones(own, tmp_path):
    own("part", "part of {{ host }}")
    both = own("full", '{% include "part.md.j2" %} {% include "sections/project.md.j2" %}')
    assert both.render("full", SAMPLE).startswith("part of Claude Code ## Project")


BROKEN = {
    "a missing variable": ("a\n{{ nothing }}", 2, "'nothing' is undefined"),
    "a missing part": ("{{ git.colour }}", 1, "has no attribute 'colour'"),
    "a syntax error": ("a\n\n{% if %}", 3, "Expected an expression"),
    "an unclosed block": ("{% for a in b %}", 1, "Unexpected end of template"),
    "an unknown filter": ("\n{{ host | shout }}", 2, "No filter named 'shout'"),
    "a missing include": ("{% include '../../etc/passwd' %}", 1, "there is no template ../../etc/passwd"),
    "a division by zero": ("{{ 1 / 0 }}", 1, "division by zero"),
    "a loop that never ends": (
        "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
        1,
        "takes more than 20,000 steps",
    ),
    "a macro that calls itself": ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", 1, ""),
    "an include of itself": ("{% include 'full.md.j2' %}", 1, ""),
    "a long text by *": ("{{ 'x' * 1000000000 }}", 1, "makes a text of more than 200,000"),
    "a long list by *": ("{{ [1] * 1000000000 }}", 1, "makes a text of more than 200,000"),
    "a long number": ("{{ 9 ** 99999999 }}", 1, "raises to a power"),
    "a wide format": ("{{ '%1000000000d' % 1 }}", 1, "formats a text with %"),
    "a wide str.format": ("{{ '{:>1000000000}'.format(1) }}", 1, "unsafe"),
    "a wide centre": ("{{ 'x'.center(1000000000) }}", 1, "unsafe"),
    "a doubling text": ("{% set a = 'x' * 1000 %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}", 1, "makes a text of more"),
    "a doubling sum": ("{% set a = 'x' * 1000 %}" + "{% set a = a + a %}" * 40 + "{{ a }}", 1, "makes a text of more"),
    "a growing replace": ("{{ ('x' * 1000) | replace('x', 'y' * 1000) }}", 1, "makes a text of more"),
    "a growing join": ("{{ range(5000) | join('y' * 1000) }}", 1, "makes a text of more"),
    "too much output": ("{% for a in range(9000) %}{{ 'x' * 1000 }}{% endfor %}", 0, "makes a text of more"),
    "an escape by class": ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
    "an escape by globals": ("{{ host.format.__globals__ }}", 1, "unsafe"),
    "an escape by a filter": ("{{ [''] | map(attribute='__class__') | list | first | attr('mro') }}", 1, ""),
    "a change of a variable": ("{{ sections.clear() }}", 1, "unsafe"),
    "lipsum": ("{{ lipsum(n=100000) }}", 1, "'lipsum' is undefined"),
    "cycler": ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", 1, "unsafe"),
    "the environment": ("{{ self.__init__ }}", 1, "unsafe"),
}


@pytest.mark.parametrize(("text", "line", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_template_gives_way_to_the_shipped_one(own, tmp_path, text, line, message):
    began = time.monotonic()
    broken = own("full", text)
    assert broken.render("full", SAMPLE) == renderer().render("full", SAMPLE)
    assert time.monotonic() - began < 30
    (problem,) = broken.problems
    assert problem.file == tmp_path / "full.md.j2"
    assert message in problem.message
    if line:
        assert problem.line == line or message == ""
        assert str(problem).startswith(f"{tmp_path / 'full.md.j2'}:")


def test_a_broken_part_of_ones_own_template_is_named(own, tmp_path):
    own("part", "ok\n{{ nothing }}")
    broken = own("full", "{% include 'part.md.j2' %}")
    assert broken.render("full", SAMPLE) == renderer().render("full", SAMPLE)
    assert "nothing" in broken.problems[0].message


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 300_000])
def test_a_template_that_is_no_text_or_too_large_gives_way(own, tmp_path, content):
    broken = own("full", "")
    (tmp_path / "full.md.j2").write_bytes(content)
    assert broken.render("full", SAMPLE) == renderer().render("full", SAMPLE)
    assert len(broken.problems) == 1


def test_what_stands_in_a_variable_is_never_evaluated(own):
    sly = SAMPLE._replace(notes=("{{ 7 * 7 }} {% for x in y %}",))
    assert "{{ 7 * 7 }} {% for x in y %}" in renderer().render("sections/preferences", sly)


def test_text_cannot_close_its_fence():
    digest = Digest(goal="a ``` b ````` c")
    variables = SAMPLE._replace(state=SAMPLE.state._replace(digest=digest))
    assert variables.fence == "`" * 6
    text = renderer().render("sections/state", variables)
    assert text.count("`" * 6) == 2
    assert text.endswith("`" * 6)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"), max_size=20).map(
    lambda text: " ".join(text.split())
)
lists = st.lists(texts, max_size=3).map(tuple)
commits = st.lists(st.builds(Commit, texts, texts), max_size=2).map(tuple)
digests = st.builds(
    Digest, goal=texts, title=texts, prompts=lists, answer=texts, earlier_answers=lists, question=texts, decisions=lists,
    edited=lists, read=lists, open_tasks=lists, done_tasks=lists, last_steps=lists, interrupted=st.booleans(), summary=texts,
    away=texts, branch_start=texts, branch_end=texts, commits=commits, tests=st.none() | st.builds(LastTestRun, texts, st.booleans(), texts),
    failures=st.lists(st.builds(Failure, texts, st.booleans(), texts), max_size=2).map(tuple),
)  # fmt: skip
earlier = st.builds(Earlier, texts, texts, texts, texts, digests)
counts = st.integers(0, 3)
states = st.builds(
    GitState, texts, texts, texts, counts, counts, lists, counts, lists, counts, commits, texts, left_out=texts
)
variables = st.builds(
    Variables, kind=st.sampled_from(render.KINDS), source=texts, host=texts, notes=lists, project=lists, notices=lists,
    preferences=st.lists(st.builds(PreferenceLine, texts, texts), max_size=2).map(tuple), state=st.none() | earlier,
    newer=st.none() | earlier, git=st.none() | states,
    beside=st.lists(st.builds(Beside, texts, texts, texts, texts), max_size=2).map(tuple),
    changes=st.none() | st.builds(Changes, texts, commits, texts, st.lists(earlier, max_size=2).map(tuple)),
)  # fmt: skip


@given(variables, st.booleans())
def test_the_plain_answer_is_that_of_the_shipped_templates_to_the_letter(values, cut):
    shipped = renderer()
    by_template = {name: shipped.section(name, values) for name in SECTIONS}
    by_hand = {name: plain.Plain().section(name, values) for name in SECTIONS}
    assert by_hand == by_template
    left_out = ("work",) if cut else ()
    shown = {name: text for name, text in by_hand.items() if text}
    assert plain.Plain().assemble(values, shown, left_out) == shipped.assemble(values, shown, left_out)
    assert shipped.problems == []
