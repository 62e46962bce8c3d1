"""Text that is made to become an instruction stays a note: it changes nothing but its own place.

`tests/data/hostile/injections.json` holds the texts by name; one that is long is a list of pieces, and `[text, times]`
stands for a repeated one. Each goes every way on which a session's words, or a repository's, reach the next session.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
import tomlkit

from memplug import hook
from memplug.context.plain import Plain
from memplug.context.render import Renderer
from memplug.context.variables import PreferenceLine, Variables
from memplug.digest.model import Digest, Failure, LastTestRun
from memplug.digest.text import condense, harmless, level, one_line
from memplug.end import save
from memplug.hosts import HOSTS, payload
from memplug.paths import places
from memplug.project.git import find
from memplug.project.identity import identify
from memplug.store import Session, Store

DATA = Path(__file__).parents[1] / "data" / "hostile" / "injections.json"


def text_of(entry):
    pieces = [entry] if isinstance(entry, str) else entry
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in pieces)


INJECTIONS = {name: text_of(entry) for name, entry in json.loads(DATA.read_text("ascii")).items()}
every_injection = pytest.mark.parametrize("text", INJECTIONS.values(), ids=list(INJECTIONS))

HEADINGS = {
    "startup": ["## How the user likes to work", "## Project", "## Where the last session stopped", "## Git"],
    "resume": ["## Since this session was last active", "## Git"],
    "compact": ["## How the user likes to work", "## Work in hand"],
}
OUTSIDE = re.compile(
    r"- |  |Notes on an earlier session \(|Notes \(|Other sessions since then \(notes|memplug: |Left out for length: "
)
"""How a line begins that is in no fence and no heading: as ours do, or indented as the rest of a preference."""
INSIDE = re.compile(
    r"- |  |(?:Goal|Title|Branch|Last prompt|Where it stood|Answered last|Done|Edited|Read|Tests|Failed|Commits|Summary"
    r"|Newer|Open|The user then asked|Answered before|Stopped before an answer, after|Decisions|Open tasks"
    r"|Gemini CLI, [\d: -]+UTC)\b|It waits for the user's answer|The user interrupted it\."
)
MARKUP = re.compile(
    r"(?:<|&lt;)[\s/]*(?:system.reminder|command.(?:name|message|args)|local.command|user.prompt.submit|task.notification"
    r"|teammate.message|function_(?:calls|results)|environment_context|user_instructions|permissions.instructions"
    r"|collaboration_mode|skills_instructions|turn_aborted|user_shell_command|subagent_notification|hook_context"
    r"|session_context|state_snapshot|untrusted_context|loaded_context|current_datetime|todo_status|system_notification"
    r"|custom_instructions|start_of_turn|end_of_turn|memplug|\|im_|\|start|\|end|\|message|<SYS|!--)"
    r"|<(?:reminder|invoke|private)\b[^/<]*>|\[/?INST\]|\n\n(?:Human|Assistant|System):|!\[[^\]\n]*\][(\[]",
    re.IGNORECASE,
)
IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")


def check(context, headings, *, whole, ours=True):
    """Fail unless the context has our block once, these headings in this order, and all foreign text in one fence.

    Unless it is `whole`, sections may have given way; unless the notes are `ours`, their lines may begin in any way.
    """
    lines = context.split("\n")
    assert (lines[0], lines[-1]) == ("<memplug>", "</memplug>")
    inner = "\n".join(lines[1:-1])
    found = MARKUP.search(inner)
    assert not found, found
    odd = {
        c
        for c in inner
        if c != "\n" and (unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") or IGNORABLE.match(c))
    }
    assert not odd
    fence, seen, fences = "", [], 0
    for line in lines[1:-1]:
        if fence and line == fence:
            fence = ""
        elif fence:
            assert not line.lstrip().startswith(fence), line
            assert not ours or INSIDE.match(line), line
            assert not ours or not line.lstrip().startswith(("# ", "##", "```", "~~~")), line
        elif opened := re.fullmatch(r"(`{3,})text", line):
            fence, fences = opened[1], fences + 1
        elif line.startswith("#"):
            seen.append(line)
        else:
            assert not line or OUTSIDE.match(line), line
            assert not re.match(r"(?:- |  )*\s*(?:#+(?:\s|$)|`{3}|~{3}|[=_*-]+\s*$)", line) or line == "- ", line
    assert not fence
    if whole:
        assert (fences, seen) == (1, headings)
    else:
        assert seen == [heading for heading in headings if heading in seen]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A repository and a home of memplug's that all texts use in turn; the process's environment is that of a hook."""
    folder = tmp_path_factory.mktemp("hostile")
    root = folder / "project"
    root.mkdir()
    (folder / "user").mkdir()
    kept = dict(os.environ)
    os.environ.update(
        HOME=str(folder / "user"), MEMPLUG_HOME=str(folder / "memplug"), GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull,
        GIT_AUTHOR_NAME="Dev", GIT_AUTHOR_EMAIL="dev@example.com", GIT_COMMITTER_NAME="Dev", GIT_COMMITTER_EMAIL="dev@example.com",
    )  # fmt: skip
    os.environ.pop("MEMPLUG_DISABLE", None)
    (root / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "0"\nrequires-python = ">=3.11"\n')
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    yield folder
    os.environ.clear()
    os.environ.update(kept)


def git(root, *arguments, given=b"", check=True):
    return subprocess.run(["git", "-C", str(root), *arguments], input=given, capture_output=True, check=check)


def name_of_file(text):
    """Return `text` as a path below the project, as near as a file system comes to it."""
    data = text.encode("utf-8", "surrogateescape" if "\udc80" in text else "replace").replace(b"\0", b"")[:900]
    parts = [part[:180] for part in data.split(b"/")]
    return b"/".join(part for part in parts if part not in (b"", b".", b"..", b".git")) or b"empty"


def transcript(text, hour=10):
    """Return a session in which `text` stands in every place that a transcript has for words."""

    def record(role, content):
        stamp = {
            "timestamp": f"2026-11-20T{hour}:00:00.000Z",
            "cwd": "/elsewhere",
            "gitBranch": text,
            "isSidechain": False,
        }
        return json.dumps({"type": role, "message": {"role": role, "content": content}, **stamp})

    def tool(name, given):
        return record("assistant", [{"type": "tool_use", "id": f"{name}-1", "name": name, "input": given}])

    def result(name, said, failed=False):
        return record(
            "user", [{"type": "tool_result", "tool_use_id": f"{name}-1", "content": said, "is_error": failed}]
        )

    return "\n".join([
        record("user", "Goal of the session"),
        record("assistant", [{"type": "text", "text": f"Earlier answer\n{text}"}]),
        record("user", f"Second prompt\n{text}"),
        tool("Edit", {"file_path": f"/elsewhere/{text}/edited.py"}), result("Edit", "updated"),
        tool("Read", {"file_path": f"/elsewhere/{text}/read.py"}), result("Read", text),
        tool("Bash", {"command": f"pytest -q {text}"}), result("Bash", f"Exit code 1\nE   {text}\n1 failed {text}", failed=True),
        tool("TodoWrite", {"todos": [{"content": f"Open task {text}", "status": "pending"}, {"content": text, "status": "completed"}]}),
        json.dumps({"type": "ai-title", "aiTitle": f"Title {text}"}),
        record("user", f"Never do this\n{text}"),
        record("user", f"Last prompt\n{text}"),
        record("assistant", [{"type": "text", "text": f"Answer before\n{text}\nAnswer after: shall I {text}?"}]),
    ]) + "\n"  # fmt: skip


def preferences(text):
    """Return preferences in which `text` is a value, part of a list, a key and a note."""
    text = text.encode("utf-8", "replace").decode()
    table = {
        "code_style": f"Preference value {text}",
        "extra": [text, {"k": text}],
        f"key {text}": "x",
        "notes": [f"Note\n{text}", f"{text} "],
    }
    return tomlkit.dumps({"preferences": {k: v for k, v in table.items() if v}, "context": {"max_chars": 100_000}})


def told(source, cwd, session="next"):
    """Return the context of a start, after a look at the bytes that the host gets."""
    given = {"session_id": session, "cwd": str(cwd), "hook_event_name": "SessionStart", "source": source}
    output = hook._start("gemini-cli", json.dumps(given).encode())
    assert output.count(b"\n") == 1
    answer = json.loads(output)
    assert answer.keys() <= {"hookSpecificOutput", "systemMessage"}
    assert answer["hookSpecificOutput"].keys() == {"hookEventName", "additionalContext"}
    return answer["hookSpecificOutput"]["additionalContext"]


def end(root, file, content, **fields):
    """Save what a session leaves, without the ready answers, which say what a start would."""
    file.write_text(content, "utf-8")
    given = {"session_id": file.stem, "transcript_path": str(file), "cwd": str(root), "hook_event_name": "SessionEnd"}
    host = HOSTS["gemini-cli"]
    problems = save(
        payload.session_end(payload.parse(json.dumps(given | fields).encode())[0], host), host, places(), root
    )
    assert problems == []


@pytest.fixture
def worked(place, tmp_path, text):
    """End a session with `text` in it, in a repository with `text` in it; what it did to the repository is undone."""
    root = place / "project"
    shutil.rmtree(place / "memplug", ignore_errors=True)
    config = place / "memplug" / "config" / "preferences.toml"
    config.parent.mkdir(parents=True)
    config.write_text(preferences(text), "utf-8")
    git(root, "commit", "-q", "--allow-empty", "--cleanup=verbatim", "-F", "-",
        given=b"Subject " + text.encode("utf-8", "replace").replace(b"\0", b""))  # fmt: skip
    fit = text.isprintable() and len(text) < 200  # to be an argument; git says whether it is fit for a branch
    named = git(root, "checkout", "-q", "-b", f"b{text}", check=False) if fit else None
    file = Path(os.fsdecode(os.fsencode(root) + b"/new/" + name_of_file(text)))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("x")
    git(root, "add", "-A")
    end(root, tmp_path / "last.jsonl", transcript(text), reason=text)
    yield root
    git(root, "rm", "-rqf", "--cached", "new")
    shutil.rmtree(root / "new")
    if named is not None and named.returncode == 0:
        git(root, "checkout", "-q", "main")


MARKS = (
    "Preference value",
    "Goal: Goal of the session",
    "Last prompt: ",
    "Answered last: Answer",
    "Open task",
    "- Last commits: ",
    "new/",
)


@every_injection
def test_it_changes_no_structure_and_is_not_evaluated(worked, tmp_path, text):
    short = len(text) < 5000
    context = told("startup", worked)
    check(context, HEADINGS["startup"], whole=short)
    for mark in MARKS if short else MARKS[:1]:
        assert mark in context, mark
    assert "1337" not in context
    for source in ("resume", "compact"):
        check(told(source, worked), HEADINGS[source], whole=short)
    if not short:
        (worked.parent / "memplug" / "config" / "preferences.toml").unlink()
        check(told("startup", worked), HEADINGS["startup"][1:], whole=True)
    # As the name of a branch, which no git would have made.
    head = worked / ".git" / "HEAD"
    kept = head.read_bytes()
    head.write_text(f"ref: refs/heads/{text}\n", "utf-8", errors="replace")
    end(worked, tmp_path / "late.jsonl", transcript(text, hour=11))
    check(told("startup", worked), HEADINGS["startup"], whole=short)
    head.write_text("ref: refs/heads/another\n")
    check(told("startup", worked), HEADINGS["startup"], whole=short)
    check(told("compact", worked), HEADINGS["compact"], whole=short)
    head.write_bytes(kept)


@every_injection
def test_what_somebody_else_stored_stays_in_its_fence(place, text):
    """As an older version, or a file that was imported, may have left it: nothing of it was cleaned."""
    root = place / "project"
    shutil.rmtree(place / "memplug", ignore_errors=True)
    said = text.encode("utf-8", "replace").decode()[:400]
    digest = Digest(goal=said, title=said, prompts=(said, said), answer=said, question=said, decisions=(said,), edited=(said,), open_tasks=(said,),
                    failures=(Failure(said, False, said),), tests=LastTestRun(said, True, said), branch_start=said, branch_end=f"{said}x")  # fmt: skip
    with Store(places().database) as store:
        store.save(identify(root, find(root)), Session(said, "last", str(root), said, 1e9, 1e9, digest), 1e9)
    for source in ("startup", "resume", "compact"):
        check(told(source, root), [h for h in HEADINGS[source] if "How the user" not in h], whole=True, ours=False)


@every_injection
def test_it_is_told_as_it_is_by_the_template_engine(text):
    said = " ".join(text.split())[:300]
    variables = Variables(
        kind="full",
        source="startup",
        host=said,
        preferences=(PreferenceLine(said, said),),
        notes=(said,),
        project=(said,),
        notices=(said,),
    )
    engine = Renderer([])
    for section in ("preferences", "project"):
        assert engine.section(section, variables) == Plain().section(section, variables)
    assert engine.assemble(variables, {"project": said}, (said,)) == Plain().assemble(
        variables, {"project": said}, (said,)
    )
    assert engine.problems == []


@every_injection
def test_what_is_kept_of_it_is_clean(text):
    for kept in (condense(f"a\n{text}\nz", 900), one_line(text, 400), harmless(level(text)).replace("\n", "\n  ")):
        assert not MARKUP.search(kept)
        assert not re.search("`{501}|~{7}", kept)
        assert kept.replace("\n", "").isprintable() or "\ufffe" in text
    assert "\n" not in one_line(text, 400)


def test_a_terminal_is_not_steered_by_what_is_stored(home, transcript):
    escape = "\x1b]0;evil\x07\x1b[31m\x9b31m\u202e"
    home.end(
        transcript(("user", "Build it"), ("say", "Built."), branch=escape), session_id=f"last{escape}", reason=escape
    )
    (home.cwd / ".git" / "HEAD").write_text(f"ref: refs/heads/{escape}\n", "utf-8")
    home.end(
        transcript(("user", "Build it"), ("say", "Built.")), session_id="late", transcript_path=f"/nowhere/{escape}"
    )
    home.end(transcript(("user", "Build it"), ("say", "Built.")), session_id="more")
    for command in (("status",), ("show", "last"), ("show", "more"), ("doctor",)):
        printed = home.run(*command).stdout.decode()
        assert printed
        assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(printed), command
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(home.log)


def test_there_are_enough():
    assert len(set(INJECTIONS.values())) >= 60
