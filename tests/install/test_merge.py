from __future__ import annotations

import json
from dataclasses import replace

import pytest

from memplug.install.jsontext import JsonTextError
from memplug.install.merge import Hook, add, installed, strip, turned_off, without

START = Hook("SessionStart", "session-start", "/v/memplug session-start", 10)
END = Hook("SessionEnd", "session-end", "/v/memplug session-end", 10)
OURS = (START, END)
EVENTS = ("SessionStart", "SessionEnd")
HANDLER = '{"type": "command", "command": "/v/memplug session-start", "timeout": 10}'
TIGHT = '{"hooks":[{"type":"command","command":"/v/memplug session-start","timeout":10}]}'


def test_a_missing_file_becomes_a_small_one() -> None:
    text = add("", OURS)
    assert text.startswith('{\n  "hooks": {\n    "SessionStart": [\n      {\n        "hooks": [\n')
    assert text.endswith("}\n")
    assert json.loads(text) == {"hooks": {"SessionStart": [START.group], "SessionEnd": [END.group]}}


def test_minified_stays_minified() -> None:
    assert add('{"a":1}', [START]) == f'{{"a":1,"hooks":{{"SessionStart":[{TIGHT}]}}}}'
    assert add('{"hooks":{}}', [START]) == f'{{"hooks":{{"SessionStart":[{TIGHT}]}}}}'


def test_one_line_with_spaces_stays_so() -> None:
    assert add('{ "a": 1 }\n', [START]) == (f'{{ "a": 1, "hooks": {{"SessionStart": [{{"hooks": [{HANDLER}]}}]}} }}\n')


@pytest.mark.parametrize("unit", ["  ", "    ", "\t", " "])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_lines_look_like_the_old_ones(unit: str, newline: str) -> None:
    other = {"hooks": [{"type": "command", "command": "echo hi"}]}
    value = {"model": "opus", "hooks": {"PreToolUse": [other], "SessionStart": [other]}}
    text = json.dumps(value, indent=unit).replace("\n", newline)
    value["hooks"] = {
        "PreToolUse": [other],
        "SessionStart": [other, START.group],
        "SessionEnd": [END.group],
    }
    assert add(text, OURS) == json.dumps(value, indent=unit).replace("\n", newline)


def test_a_list_of_one_line_groups_gets_another_one() -> None:
    text = '{\n  "hooks": {\n    "SessionStart": [\n      {"hooks": []}\n    ]\n  }\n}'
    after = '{\n  "hooks": {\n    "SessionStart": [\n      {"hooks": []},\n      {"hooks": [%s]}\n    ]\n  }\n}'
    assert add(text, [START]) == after % HANDLER


def test_brackets_that_share_a_line() -> None:
    text = '{\n  "hooks": {\n    "SessionStart": [{\n      "hooks": []\n    }]\n  }\n}\n'
    after = add(text, [START])
    assert '    }, {\n      "hooks": [\n        {\n' in after
    assert strip(after) == text


def test_other_hooks_of_the_same_event_stay_in_front() -> None:
    text = '{"hooks":{"SessionStart":[{"matcher":"startup","hooks":[{"type":"command","command":"date"}]}]}}'
    after = add(text, OURS)
    assert after.startswith(text[:-3])
    assert strip(after) == text


def test_an_old_entry_gets_the_new_command_in_its_place() -> None:
    text = (
        '{"hooks":{"SessionStart":[{"matcher":"startup","hooks":['
        '{"type":"command","command":"date"},'
        '{"type":"command","timeout":30,"command":"\'/old venv/bin/memplug\' session-start"},'
        '{"type":"command","command":"python -m memplug session-start"}]}]}}'
    )
    after = add(text, [START])
    assert after == text.replace("'/old venv/bin/memplug' session-start", START.command).replace(
        '"python -m memplug session-start"', f'"{START.command}","timeout":10'
    )
    assert add(after, [START]) == after


def test_the_verb_of_another_event_is_not_taken_for_ours() -> None:
    text = '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"memplug session-end"}]}]}}'
    after = add(text, OURS)
    assert [hook.event for hook in installed(after)] == ["Stop", "SessionStart", "SessionEnd"]
    assert strip(after) == "{}"


def test_an_entry_with_the_other_verb_is_not_turned_into_this_one() -> None:
    text = '{"hooks":{"SessionStart":[{"hooks":[{"type":"command","command":"memplug session-end"}]}]}}'
    after = add(text, [START])
    assert [hook.command for hook in installed(after)] == ["memplug session-end", START.command]


def test_only_the_last_of_two_equal_keys_counts() -> None:
    text = '{"hooks": {"a": []}, "hooks": {"SessionStart": [], "SessionStart": []}}'
    after = add(text, [START])
    assert json.loads(after) == {"hooks": {"SessionStart": [START.group]}}
    assert after.startswith('{"hooks": {"a": []}, "hooks": {"SessionStart": [], "SessionStart": [{')


def test_stripping_keeps_what_shares_our_group() -> None:
    text = json.dumps({"hooks": {"SessionStart": [{"hooks": [*START.group["hooks"], {"command": "x"}]}]}})
    assert strip(text) == '{"hooks": {"SessionStart": [{"hooks": [{"command": "x"}]}]}}'


def test_comments_stay_where_they_are() -> None:
    text = (
        '// mine\n{\n  // the model\n  "model": "opus", // fast, they say\n'
        '  "hooks": {\n    "SessionStart": [\n      /* nothing yet, "really" */\n    ] // end\n'
        "  } // hooks\n}\n"
    )
    after = add(text, OURS, comments=True)
    for comment in ("// mine\n", "// the model\n", "// fast, they say\n", "], // end\n", "} // hooks\n"):
        assert comment in after
    assert '/* nothing yet, "really" */\n      {\n        "hooks": [' in after
    assert len(installed(after, comments=True)) == 2
    assert without(after, [text], EVENTS, comments=True) == text


def test_a_line_comment_before_our_entry_does_not_swallow_the_bracket() -> None:
    text = '{"hooks": {"SessionStart": [{"a": 1}, // ours:\n  {"hooks": [' + HANDLER + "]}]}}"
    assert strip(text, comments=True) == '{"hooks": {"SessionStart": [{"a": 1} // ours:\n]}}'


@pytest.mark.parametrize(
    "original",
    [
        "",
        "\n",
        "{}",
        "{ }\n",
        '{"hooks": {}}',
        '{"hooks": {\n}}',
        '{"hooks": {"SessionStart": [ ]}}',
        '{"hooks":{"SessionEnd":[\n  ],"SessionStart":[]}}',
    ],
)
def test_the_backup_tells_what_was_empty(original: str) -> None:
    assert without(add(original, OURS), [original, None], EVENTS) == original


def test_without_an_original_the_hooks_are_cut_out() -> None:
    assert without(add('{"a": 1}', OURS), [], EVENTS) == '{"a": 1}'
    assert without(add("", OURS), [None], EVENTS) is None
    assert without(add("", OURS).replace("{\n", '{\n  "a": 1,\n', 1), [None], EVENTS) == '{\n  "a": 1\n}\n'


def test_an_original_that_had_our_hooks_is_not_brought_back() -> None:
    text = add('{"a": 1}', OURS)
    assert without(text, [text], EVENTS) == '{"a": 1}'


STOP = Hook("Stop", "session-end", END.command, 3)


@pytest.mark.parametrize(
    "original",
    [
        '{"hooks": {"Stop": []}}',
        '{"hooks":{"Stop":[\n],"SessionEnd":[ ]}}',
        '{\r\n\t"hooks": {\r\n\t\t"Stop": [ ],\r\n\t\t"SessionStart": []\r\n\t}\r\n}',
    ],
)
def test_a_checkpoint_that_stands_before_the_end_comes_out_exactly(original: str) -> None:
    hooks, events = (*OURS, STOP), (*EVENTS, "Stop")
    for text in (add(original, hooks), add(add(original, OURS), hooks)):
        assert set(installed(text)) == set(hooks)
        assert without(text, [original, None], events) == original


FLAT = {"type": "command", "bash": "/old/memplug session-start --host copilot-cli", "timeoutSec": 5}
OTHERS = {"type": "command", "bash": "./guard.sh", "timeoutSec": 15}


def test_flat_entries_of_others_stay_and_ours_stand_beside_them() -> None:
    text = json.dumps({"version": 1, "hooks": {"sessionStart": [OTHERS], "SessionEnd": [OTHERS]}}, indent=4)
    after = add(text, OURS, flat=True)
    hooks = json.loads(after)["hooks"]
    assert hooks == {"sessionStart": [OTHERS], "SessionEnd": [OTHERS, END.group], "SessionStart": [START.group]}
    assert installed(after, flat=True) == (END, START)
    assert strip(after, flat=True) == text


def test_a_flat_entry_of_ours_gets_the_new_command_in_its_place() -> None:
    text = json.dumps(
        {"version": 1, "hooks": {"sessionStart": [OTHERS, FLAT], "sessionEnd": [{"command": END.command}]}}
    )
    after = add(text, OURS, flat=True)
    assert json.loads(after)["hooks"] == {
        "sessionStart": [OTHERS, {**FLAT, "bash": START.command}],
        "sessionEnd": [{"command": END.command, "timeout": 10}],
    }
    assert add(after, OURS, flat=True) == after
    assert installed(after, flat=True) == (replace(START, timeout=5), END)
    assert json.loads(strip(after, flat=True)) == {"version": 1, "hooks": {"sessionStart": [OTHERS]}}
    assert without(after, [text], EVENTS, flat=True) == strip(after, flat=True)


def test_a_flat_entry_without_a_limit_gets_one_under_its_own_name() -> None:
    text = json.dumps({"hooks": {"SessionStart": [{"bash": START.command}]}})
    (entry,) = json.loads(add(text, [START], flat=True))["hooks"]["SessionStart"]
    assert entry == {"bash": START.command, "timeoutSec": 10}


def test_where_the_host_reads_no_flat_entry_there_is_none() -> None:
    text = json.dumps({"hooks": {"SessionStart": [FLAT, {"command": START.command}], "sessionEnd": [END.group]}})
    assert [hook.event for hook in installed(text)] == ["sessionEnd"]
    assert len(installed(add(text, OURS))) == 3


@pytest.mark.parametrize(
    ("text", "line", "column", "reason"),
    [
        ('{"a": }', 1, 7, ""),
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3, "delimiter"),
        ("{} x", 1, 4, "Extra data"),
        ("\n[1]", 2, 1, "outermost value must be an object"),
        ("null", 1, 1, "outermost value must be an object"),
        ('{\n "hooks": []}', 2, 11, '"hooks" must be an object'),
        ('{"hooks": null}', 1, 11, '"hooks" must be an object'),
        ('{"hooks": {"SessionStart": {}}}', 1, 28, '"hooks.SessionStart" must be a list'),
        ('{"a": "NaN",\n "b": NaN}', 2, 7, "NaN is not JSON"),
        ('{"a": -Infinity}', 1, 7, "-Infinity is not JSON"),
        ('{\n  // why\n  "a": 1}', 2, 3, "comments are not allowed"),
        ('{"a": 1 /* why */}', 1, 9, "comments are not allowed"),
        ('{"a": ' + "1" * 5000 + "}", 1, 1, ""),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, line: int, column: int, reason: str) -> None:
    with pytest.raises(JsonTextError) as caught:
        add(text, OURS)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert reason in caught.value.reason


@pytest.mark.parametrize(
    "odd",
    ['{"SessionStart": ["x", 1, null, {"hooks": {}}, {"hooks": ["memplug session-end"]}, {"hooks": [{}]}]}'],
)
def test_items_of_another_shape_are_left_to_their_owners(odd: str) -> None:
    text = f'{{"hooks": {odd}}}'
    after = add(text, OURS)
    assert len(installed(after)) == 2
    assert strip(after) == text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('{"disableAllHooks": true}', "disableAllHooks"),
        ('{"disableAllHooks": false}', None),
        ('{"disableAllHooks": "true"}', None),
        ('{"hooksConfig": {"enabled": false}}', "hooksConfig.enabled"),
        ('{"hooksConfig": 1}', None),
        ("{}", None),
    ],
)
def test_a_switch_that_turns_hooks_off_is_seen(text: str, key: str | None) -> None:
    assert turned_off(text, {"disableAllHooks": True, "hooksConfig.enabled": False}) == key
