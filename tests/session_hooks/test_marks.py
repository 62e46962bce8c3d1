"""What becomes of a file once its session has ended."""

from __future__ import annotations

import pytest

from memplug.session_hooks import marks
from tests.session_hooks.conftest import fixed


def test_at_the_end_the_file_is_reported_and_stays(session):
    file = session.hooks("Stop", fixed())
    message = session.says("SessionEnd", reason="other")["systemMessage"]
    assert f"{file} is stale" in message
    assert f"memplug session-hook remove {session.id}" in message
    assert any("is stale" in line for line in session.log)
    assert file.exists()
    assert marks.ended_at(session.paths, session.id)


def test_what_runs_at_the_end_is_passed_on_as_it_is(session):
    session.hooks("SessionEnd", fixed(3, systemMessage="bye"))
    assert session.call("SessionEnd")[:3] == (b'{"systemMessage": "bye"}\n', b"", 3)
    assert any("is stale" in line for line in session.log)


def test_a_session_that_goes_on_is_not_stale(session):
    session.hooks("Stop", fixed())
    session.call("SessionEnd")
    assert session.says("SessionStart", source="resume") == {}
    assert not marks.ended_at(session.paths, session.id)


@pytest.mark.parametrize("event", ["SessionStart", "SessionEnd", "AfterAgent"])
def test_where_nothing_can_be_remembered_the_hook_counts_all_the_same(session, event):
    """Whoever runs as root once leaves folders that are closed; a file in their place is so for everybody."""
    session.paths.state.parent.mkdir()
    session.paths.state.write_text("")
    session.hooks(event, fixed(systemMessage="here"), fixed(decision="block", reason="no"), folder=".gemini/hooks")
    said = session.says(event, host="gemini-cli", source="startup")
    assert said["systemMessage"].startswith("here")
    assert said.get("decision") == ("block" if event == "AfterAgent" else None)


@pytest.mark.parametrize("scope", ["project", "user"])
def test_it_is_removed_if_the_preferences_say_so(session, scope):
    session.paths.config.mkdir(parents=True)
    session.paths.preferences.write_text("[session_hooks]\nremove_stale = true\n")
    file = session.hooks("SessionEnd", fixed(systemMessage="bye"), scope=scope)
    assert session.says("SessionEnd") == {"systemMessage": "bye"}
    assert not file.exists()
    assert any("was removed" in line for line in session.log)
    assert not marks.ended_at(session.paths, session.id)


def test_a_file_without_effect_is_never_removed(session, git):
    session.paths.config.mkdir(parents=True)
    session.paths.preferences.write_text("[session_hooks]\nremove_stale = true\n")
    git(session.project, "init", "-q")
    file = session.hooks("Stop", fixed())
    git(session.project, "add", "-f", ".claude")
    assert "is tracked by git" in session.says("SessionEnd")["systemMessage"]
    assert file.exists()


def test_where_the_payload_does_not_tell_a_fixed_no_is_said_every_other_time(session):
    session.hooks("Stop", fixed(decision="block", reason="no"), folder=".gemini/hooks")
    no = {"decision": "block", "reason": "no"}
    said = [session.says("AfterAgent", host="gemini-cli", stop_hook_active=False) for _ in range(4)]
    assert said == [no, {}, no, {}]
    session.says("AfterAgent", host="gemini-cli")
    session.call("SessionStart", host="gemini-cli")
    assert session.says("AfterAgent", host="gemini-cli") == no
