"""Any bytes on stdin: nothing is raised, and the answer is one JSON object or nothing."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from memplug import scene, start
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
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
payloads = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), json_values, max_size=8)
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
    answer = start.respond(scene.scene(event, host, paths, tmp_path))
    out = payload.answer(host, answer.context, "; ".join(answer.problems))
    assert out == b"" or isinstance(json.loads(out), dict)


@fixtures
@given(bodies, st.sampled_from([None, *HOSTS]))
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
