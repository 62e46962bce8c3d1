"""Any bytes on stdin: nothing is raised, and the answer is one JSON object or nothing."""

from __future__ import annotations

import contextlib
import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from memplug import hook, prepare, scene
from memplug.context import ready
from memplug.end import save
from memplug.hosts import HOSTS, payload
from memplug.paths import Paths

FIELDS = (
    "session_id",
    "sessionId",
    "transcript_path",
    "transcriptPath",
    "cwd",
    "hook_event_name",
    "source",
    "reason",
    "model",
)
SLY = st.sampled_from([
    "\ud800", "\udcff", "\0", "", "/", "//", "..", "/..", "/tmp/../etc", "C:\\x", "\\\\server\\share", "CON", "x" * 10_000, "/x" * 3000, "a\nb", "\x1b[0m",
    "/dev/zero", "/dev/null", "/proc/self/mem", "/nowhere", "startup", "resume", "compact", "clear", "SessionStart", "SessionEnd", "Stop", "PreCompact", "~", "{session_id}",
])  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | SLY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
payloads = st.dictionaries(
    st.sampled_from(FIELDS) | st.text(max_size=5), json_values, max_size=8
) | st.fixed_dictionaries(
    {"session_id": SLY | st.text(max_size=5), "cwd": SLY | st.just("/"), "source": SLY},
    optional={"transcript_path": SLY},
)
bodies = st.binary(max_size=200) | payloads.map(lambda value: json.dumps(value).encode())
fixtures = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@fixtures
@given(
    bodies, st.sampled_from([None, *HOSTS, "nonsense"]), st.dictionaries(st.sampled_from(["CLAUDECODE"]), st.just("1"))
)
@example(b'{"cwd": "/\\ud800"}', None, {})
@example(b"[" * 5000, None, {})
def test_a_start_answers_one_object_or_nothing(tmp_path, body, asked, env):
    data, _ = payload.parse(body)
    host = payload.detect_host(data, env, asked)
    event = payload.session_start(data, host)
    paths = Paths(tmp_path / "c", tmp_path / "s", tmp_path / "k")
    home = {"MEMPLUG_HOME": str(tmp_path / "home")}
    here = scene.scene(event, host, paths, tmp_path)
    told = prepare.answered(here)
    prepare.keep(here, told, env=home)
    out = told.output
    assert out == b"" or isinstance(json.loads(out), dict)
    with contextlib.suppress(UnicodeEncodeError):  # the edge takes the long way then
        ready.answer(host.name, body, home)


@fixtures
@given(bodies, st.sampled_from(["session-start", "session-end"]), st.sampled_from([None, *HOSTS]))
def test_the_edge_lets_nothing_out_but_an_object(monkeypatch, tmp_path, body, verb, asked):
    monkeypatch.setenv("MEMPLUG_HOME", str(tmp_path / "edge"))
    monkeypatch.setenv("MEMPLUG_PATIENCE", "20")  # to draw the next example is work as well
    monkeypatch.chdir(tmp_path)
    out = (hook._ready(asked, body) or hook._start(asked, body)) if verb == "session-start" else hook._end(asked, body)
    assert out == b"" or isinstance(json.loads(out), dict)


@fixtures
@given(bodies, st.sampled_from([None, *HOSTS]))
@example(b'{"session_id": "0", "transcript_path": "/"}', "copilot-cli")
@example(b'{"session_id": "\\ud800", "cwd": "/"}', None)
def test_an_end_raises_nothing(tmp_path, body, asked):
    data, _ = payload.parse(body)
    host = payload.detect_host(data, {}, asked)
    paths = Paths(tmp_path / "c", tmp_path / "s", tmp_path / "k")
    save(payload.session_end(data, host), host, paths, tmp_path)


@given(st.text(max_size=300), st.sampled_from(list(HOSTS.values())), st.text(max_size=50))
def test_any_context_makes_one_line_of_json(context, host, message):
    out = payload.answer(host, context, message)
    assert out == b"" or (out.count(b"\n") == 1 and isinstance(json.loads(out), dict))
    assert payload.size(host, context) >= len(context)
