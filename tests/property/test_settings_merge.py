"""Settings of any content and any formatting: in, again, up to date, and out."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from memplug.hosts import HOSTS
from memplug.install import merge, settings
from memplug.install.jsontext import JsonText, JsonTextError
from memplug.install.merge import Hook

HOST = HOSTS["claude-code"]
OURS = (
    Hook("SessionStart", "session-start", "/opt/é/bin/memplug session-start --host claude-code", 10),
    Hook("SessionEnd", "session-end", "/opt/é/bin/memplug session-end --host claude-code", 10),
    Hook("Stop", "session-end", "/opt/é/bin/memplug session-end --host claude-code", 10),
)
NEWER = tuple(replace(hook, command=f'"/new venv/bin/python" -I -m memplug {hook.verb}') for hook in OURS)

# Files are synced to the disk here, and the machine may be busy: time is not what these tests look at.
relaxed = examples(deadline=None, suppress_health_check=[HealthCheck.too_slow])

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3), max_leaves=8
)
handlers = st.fixed_dictionaries({"type": st.just("command")}, optional={"command": st.text(), "bash": st.text()})
groups = st.fixed_dictionaries({"hooks": st.lists(handlers, max_size=2)}, optional={"matcher": st.text()})
events = st.dictionaries(
    st.sampled_from(["SessionStart", "sessionStart", "SessionEnd", "PreToolUse", "Stop"]),
    st.lists(groups | handlers | values, max_size=3),
)


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """Return settings with the key `hooks` anywhere among the others, or without it."""
    pairs = list(draw(st.dictionaries(st.text().filter(lambda k: k != "hooks"), values, max_size=4)).items())
    if draw(st.booleans()):
        pairs.insert(draw(st.integers(0, len(pairs))), ("hooks", draw(events)))
    # hypothesis also tries the strings that it finds in the code, our own commands among them.
    assume(not merge.installed(json.dumps(dict(pairs)), flat=True))
    return dict(pairs)


spaces = st.sampled_from(["", "", " ", "  ", "\n", "\n  ", "\r\n\t", "\t", "\n\n "])
comments = st.sampled_from(["", " ", "\n  ", '/* a, "b" ] */', " // {,}\n", "\r\n\t// it's\r\n\t"])


def wild(draw: st.DrawFn, value: Any, gaps: st.SearchStrategy[str]) -> str:
    """Write `value` with any white space between any two tokens."""

    def gap() -> str:
        return draw(gaps)

    if isinstance(value, dict) and value:
        members = (f"{json.dumps(k)}{gap()}:{gap()}{wild(draw, v, gaps)}" for k, v in value.items())
        return "{" + gap() + f"{gap()},{gap()}".join(members) + gap() + "}"
    if isinstance(value, list) and value:
        return "[" + gap() + f"{gap()},{gap()}".join(wild(draw, v, gaps) for v in value) + gap() + "]"
    if isinstance(value, dict | list):
        return f"{{{gap()}}}" if isinstance(value, dict) else f"[{gap()}]"
    return json.dumps(value, ensure_ascii=draw(st.booleans()))


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Return settings as people, formatters and programs write them."""
    value = draw(objects())
    if draw(st.booleans()):
        return draw(spaces) + wild(draw, value, spaces) + draw(spaces)
    text = json.dumps(
        value,
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 0, 1, 2, 4, "\t"])),
        separators=draw(st.sampled_from([None, (",", ":"), (",", ": ")])),
    )
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))
    return text + draw(st.sampled_from(["", "\n", "\r\n", "\n\n"]))


@st.composite
def commented(draw: st.DrawFn) -> str:
    """Return settings with comments between any two tokens."""
    return draw(comments) + wild(draw, draw(objects()), comments) + draw(comments)


def fills_an_empty_one(text: str, *, comments: bool = False) -> bool:
    """Tell whether the hooks go into brackets with nothing between them, of which no trace remains."""
    value = JsonText.parse(text, comments=comments).root.value
    hooks = value.get("hooks", ...)
    return not value or hooks == {} or (hooks is not ... and any(hooks.get(h.event) == [] for h in OURS))


def expected(value: dict[str, Any], hooks: tuple[Hook, ...] = OURS) -> dict[str, Any]:
    """Return what the settings must mean with the hooks in them."""
    events = dict(value.get("hooks", {}))
    for hook in hooks:
        events[hook.event] = [*events.get(hook.event, []), hook.group]
    return {**value, "hooks": events}


@relaxed
@given(texts(), st.booleans())
def test_the_hooks_are_added_once_and_all_else_means_the_same(text: str, flat: bool) -> None:
    after = merge.add(text, OURS, flat=flat)
    assert json.loads(after) == expected(json.loads(text))
    assert list(json.loads(after)) == list(json.loads(text)) + ["hooks"] * ("hooks" not in json.loads(text))
    assert merge.add(after, OURS, flat=flat) == after
    assert set(merge.installed(after, flat=flat)) == set(OURS)


@relaxed
@given(texts())
def test_an_upgrade_changes_the_commands_and_nothing_else(text: str) -> None:
    upgraded = merge.add(merge.add(text, OURS), NEWER)
    assert upgraded == merge.add(text, NEWER)


@relaxed
@given(texts(), st.booleans())
def test_taking_them_out_gives_the_same_text(text: str, flat: bool) -> None:
    assume(not fills_an_empty_one(text))
    assert merge.strip(merge.add(text, OURS, flat=flat), flat=flat) == text


@relaxed
@given(commented())
def test_comments_survive(text: str) -> None:
    after = merge.add(text, OURS, comments=True)
    assert JsonText.parse(after, comments=True).root.value == expected(JsonText.parse(text, comments=True).root.value)
    assert merge.add(after, OURS, comments=True) == after
    assume(not fills_an_empty_one(text, comments=True))
    assert merge.strip(after, comments=True) == text


@relaxed
@given(texts() | st.sampled_from(["", "\n", " \r\n"]), st.booleans())
def test_install_and_uninstall_leave_the_same_bytes(text: str, marked: bool) -> None:
    original = (b"\xef\xbb\xbf" if marked else b"") + text.encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "settings.json")
        path.write_bytes(original)
        settings.install(settings.plan_install(HOST, path))
        installed = path.read_bytes()
        assert installed != original
        again = settings.plan_install(HOST, path)
        assert again.before == again.after == installed
        settings.uninstall(HOST, settings.plan_uninstall(HOST, path))
        assert path.read_bytes() == original
        assert list(Path(folder).iterdir()) == [path]


@relaxed
@given(texts(), st.data())
def test_a_group_that_others_added_behind_ours_stays(text: str, data: st.DataObject) -> None:
    after = merge.add(text, OURS)
    document = JsonText.parse(after)
    hooks = document.get(document.root, "hooks")
    assert hooks is not None
    event = document.get(hooks, data.draw(st.sampled_from(OURS)).event)
    assert event is not None
    other = {"hooks": [{"type": "command", "command": "echo"}]}
    left = json.loads(merge.strip(document.insert(event, other)))
    assert left["hooks"][event.key] == [*json.loads(text).get("hooks", {}).get(event.key, []), other]


@relaxed
@given(st.text() | st.text(alphabet='{}[]",:/*\\ \n0ae-hoks'), st.booleans())
def test_any_other_text_is_refused_with_its_place(text: str, comments: bool) -> None:
    refused = None
    try:
        after = merge.add(text, OURS, comments=comments)
    except JsonTextError as error:
        refused = error
    if refused is None:
        assert merge.installed(after, comments=comments) == OURS
    else:
        lines = text.split("\n")
        assert 1 <= refused.line <= len(lines)
        assert 1 <= refused.column <= len(lines[refused.line - 1]) + 1


@pytest.mark.parametrize("depth", [10, 100_000])
def test_depth_is_no_traceback(depth: int) -> None:
    text = '{"a":' + "[" * depth + "]" * depth + "}"
    if depth == 10:
        assert merge.strip(merge.add(text, OURS)) == text
    else:
        with pytest.raises(JsonTextError, match="too many levels"):
            merge.add(text, OURS)
