from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from memplug.preferences import Layer, Origin, load, read_layers
from memplug.preferences.model import MAX_BYTES, StateOptions

USER, PROJECT, LOCAL = Path("user.toml"), Path("project.toml"), Path("local.toml")


def layers(user: str = "", project: str = "", local: str = "", *, trusted: bool = True) -> tuple[Layer, ...]:
    return (
        Layer("user", USER, user.encode(), counts=True),
        Layer("project", PROJECT, project.encode(), counts=trusted),
        Layer("local", LOCAL, local.encode(), counts=trusted),
    )


def messages(text: str | bytes) -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    return [str(problem) for problem in load([Layer("user", USER, data, counts=True)]).problems]


def test_no_file_means_the_defaults() -> None:
    loaded = load(layers())
    assert loaded.settings() == {
        "context.enabled": True,
        "context.max_chars": 6000,
        "context.order": ("preferences", "project", "state", "git"),
        "state.keep_days": 90,
        "state.max_mb": 100,
        "git.status_timeout_ms": 150,
        "session_hooks.remove_stale": False,
        "sdk.suppress_output": False,
    }
    assert set(loaded.origins.values()) == {Origin(None, 0)}
    assert loaded.files == (USER, PROJECT, LOCAL)


def test_every_key_is_read() -> None:
    loaded = load(
        layers("""
[preferences]
language = ["Python", "Rust"]
code_style = "small functions"
verbosity = "concise"
respond_in = "Deutsch"
notes = ["one", "two"]
editor = "vim"
since = 2020-01-31
[context]
enabled = false
max_chars = 4000.0
order = ["git"]
sources = { Resume = "brief", vscode = "none" }
[project]
test = "make check"
framework = ["a", "b"]
lint = ""
type = ""
monorepo = true
versions.python = "3.12"
[state]
keep_days = 0
exclude = ["*.pem"]
[git]
status_timeout_ms = 20
[session_hooks]
remove_stale = true
[sdk]
modified_config = { systemMessage = { content = "Be brief" }, tools = ["a"], since = 2020-01-31 }
suppress_output = true
cleanup_actions = ["down"]
""")
    )
    assert loaded.problems == ()
    assert list(loaded.values.items()) == [
        ("language", ("Python", "Rust")),
        ("code_style", "small functions"),
        ("verbosity", "concise"),
        ("respond_in", "Deutsch"),
        ("editor", "vim"),
        ("since", "2020-01-31"),
    ]
    assert loaded.notes == ("one", "two")
    assert (loaded.context.enabled, loaded.context.max_chars, loaded.context.order) == (False, 4000, ("git",))
    assert loaded.context.sources == {"resume": "brief", "vscode": "none"}
    assert loaded.project == {
        "test": ("make check",),
        "framework": ("a", "b"),
        "lint": (),
        "type": "",
        "monorepo": True,
        "versions": {"python": "3.12"},
    }
    assert (loaded.state.keep_days, loaded.state.exclude) == (0, ("*.pem",))
    assert loaded.git.status_timeout_ms == 20
    assert loaded.sdk.modified_config == {
        "systemMessage": {"content": "Be brief"},
        "tools": ("a",),
        "since": "2020-01-31",
    }
    assert loaded.session_hooks.remove_stale
    assert (loaded.sdk.suppress_output, loaded.sdk.cleanup_actions) == (True, ("down",))
    assert loaded.settings().keys() == loaded.origins.keys()


def test_the_closer_file_wins_and_each_value_knows_its_line() -> None:
    loaded = load(
        layers(
            '[preferences]\nverbosity = "concise"\nlanguage = "C"\nnotes = ["u", "both"]\n'
            '[context.sources]\nresume = "brief"\nfork = "none"\n[state]\nexclude = ["a"]',
            '\n[preferences]\nverbosity = "normal"\nnotes = ["both",\n"p"]\n'
            '[context]\nmax_chars = 3000\nsources.fork = "full"\n[state]\nexclude = ["b"]',
            '[preferences]\nverbosity = "detailed"',
        )
    )
    assert loaded.values == {"verbosity": "detailed", "language": "C"}
    assert loaded.notes == ("u", "both", "p")
    assert loaded.context.sources == {"resume": "brief", "fork": "full"}
    assert loaded.state.exclude == ("a", "b")
    origins = {key: str(origin) for key, origin in loaded.origins.items()}
    assert origins == {
        "preferences.verbosity": "local.toml:2",
        "preferences.language": "user.toml:3",
        "preferences.notes[0]": "user.toml:4",
        "preferences.notes[1]": "user.toml:4",
        "preferences.notes[2]": "project.toml:5",
        "context.enabled": "default",
        "context.max_chars": "project.toml:7",
        "context.order": "default",
        "context.sources.resume": "user.toml:6",
        "context.sources.fork": "project.toml:8",
        "state.keep_days": "default",
        "state.max_mb": "default",
        "state.exclude[0]": "user.toml:9",
        "state.exclude[1]": "project.toml:10",
        "git.status_timeout_ms": "default",
        "session_hooks.remove_stale": "default",
        "sdk.suppress_output": "default",
    }


def test_an_untrusted_project_has_no_effect_and_is_not_even_parsed() -> None:
    loaded = load(layers('[preferences]\nverbosity = "concise"', "this is [not TOML", trusted=False))
    assert loaded.values == {"verbosity": "concise"}
    assert loaded.problems == ()
    assert loaded.files == (USER, PROJECT, LOCAL)


MISTAKES = {
    "[preferences]\nverbosity = concise": (
        '2:13: this is not TOML: Invalid value; a string stands in quotes, as in verbosity = "concise"; '
        "until it is corrected nothing in this file counts"
    ),
    "[preferences\n": (
        "1:13: this is not TOML: Expected ']' at the end of a table declaration; "
        "until it is corrected nothing in this file counts"
    ),
    '[preferences]\n  verbosity = "concice"': (
        '2:3: verbosity must be "concise", "normal" or "detailed", not "concice"; did you mean "concise"?'
    ),
    "[preferences]\nverbosity = 3": (
        '2:1: verbosity must be "concise", "normal" or "detailed", not 3; for example: verbosity = "concise"'
    ),
    '[preferences]\nnotes = [\n  "a",\n  " "]': (
        '4:3: notes[1] must be a non-empty string, not " "; for example: notes = ["Ask before you add a dependency."]'
    ),
    '[preferences]\nnotes = "a"': (
        '2:1: notes must be a list, not "a"; for example: notes = ["Ask before you add a dependency."]'
    ),
    "[preferences]\nrespond_in = []": (
        '2:1: respond_in must be a non-empty string, not an empty list; for example: respond_in = "English"'
    ),
    "[preferences]\nx = [[[[[[[[[1]]]]]]]]]": (
        "2:1: x is nested deeper than 8 levels; write it as a string or a list of strings"
    ),
    "[preferences]\nx = 0xffffffffffffffffffff": (
        "2:1: x is a number of more than 64 bits; write it as a string or a list of strings"
    ),
    "[context]\nmax_char = 3": "2:1: [context] has no key max_char; did you mean max_chars?",
    "[git]\n'a b' = 3": '2:1: [git] has no key "a b"; its keys are status_timeout_ms',
    "[context]\nmax_chars = 100": (
        "2:1: max_chars must be a whole number from 200 to 100000, not 100; for example: max_chars = 6000"
    ),
    "[state]\nkeep_days = true": (
        "2:1: keep_days must be a whole number from 0 to 36500, not true; for example: keep_days = 90"
    ),
    '[context]\nenabled = "yes"': ('2:1: enabled must be true or false, not "yes"; for example: enabled = true'),
    '[context]\norder = ["git", "sate"]': (
        '2:1: order must be a list without repetition of "preferences", "project", "state" or "git", '
        'not ["git", "sate"]; did you mean "state"?'
    ),
    '[context.sources]\nresume = "little"': (
        '2:1: sources.resume must be "full", "brief", "minimal" or "none", not "little"; '
        'for example: sources = { resume = "brief" }'
    ),
    "[project]\ntest = 1979-05-27": (
        '2:1: test must be a string or a list of strings, not 1979-05-27; for example: test = "make test"'
    ),
    "[contxt]\na = 1": "1:1: there is no table contxt; did you mean context?",
    "[colours]\na = 1": (
        "1:1: there is no table colours; the tables are preferences, context, project, state, git, session_hooks, sdk and when; "
        "further keys go below [preferences]"
    ),
    'verbosity = "concise"': "1:1: verbosity stands outside of any table; put it below [preferences]",
    "max_chars = 3000": "1:1: max_chars stands outside of any table; put it below [context]",
    "context = 3": "1:1: context must be a table, not 3; write [context] on a line of its own",
    "[when]\nbranch = 'x'": (
        "1:1: when must be a list of tables, not a table; write [[when]], with two brackets, above its keys"
    ),
    "when = [1]": "1:9: when[0] must be a table, not 1; write [[when]], with two brackets, above its keys",
    "[[when]]\nlangauge = 'x'": "2:1: [[when]] has no key langauge; did you mean language?",
    "[[when]]\nbranch = 'x'\nverbosity = 'concise'": (
        "3:1: [[when]] has no key verbosity; put it below [when.preferences]"
    ),
    "[[when]]\nnotes = ['x']": (
        "1:1: this [[when]] has no condition; add one of language, type, path, branch, host, or use [preferences]"
    ),
    "[[when]]\npath = []": (
        "2:1: path must be a non-empty string or a non-empty list of these, not an empty list; "
        'for example: path = "web/**"'
    ),
    '[preferences]\nverbosity = "\\u001b[31m\\u202e"': (
        '2:1: verbosity must be "concise", "normal" or "detailed", not "\\x1b[31m\\u202e"; '
        'for example: verbosity = "concise"'
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_named_with_line_column_and_remedy(text: str) -> None:
    assert messages(text) == [f"user.toml:{MISTAKES[text]}"]


@pytest.mark.parametrize("text", MISTAKES)
def test_line_ends_and_byte_order_mark_change_nothing(text: str) -> None:
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    assert messages(windows) == [f"user.toml:{MISTAKES[text]}"]


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_costs_only_itself(text: str) -> None:
    good = '[preferences]\nlanguage = "C"\n[state]\nexclude = ["a"]'
    loaded = load(layers(good, text, '[preferences]\nrespond_in = "English"'))
    assert loaded.values == {"language": "C", "respond_in": "English"}
    assert loaded.state.exclude == ("a",)
    assert loaded.settings().keys() == loaded.origins.keys()
    assert len(loaded.problems) == 1


def test_the_good_keys_beside_a_mistake_count() -> None:
    loaded = load(layers('[preferences]\nverbosity = 3\nlanguage = "C"\nnotes = ["a", 4, "b"]\n[contxt]\n'))
    assert loaded.values == {"language": "C"}
    assert loaded.notes == ("a", "b")
    assert [problem.line for problem in loaded.problems] == [2, 4, 5]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[preferences]\nx = '\xc3\xa4 \xff'", "2:8: this is not UTF-8; save the file as UTF-8"),
        ("[preferences]".encode("utf-16"), "1:1: this file is UTF-16; save it as UTF-8"),
        (b"#" * (MAX_BYTES + 1), "1:1: this file is longer than 256 KB; shorten it"),
    ],
)
def test_bytes_that_are_no_text(data: bytes, message: str) -> None:
    assert messages(data) == [f"user.toml:{message}"]


@pytest.mark.parametrize("data", ["x = 9" + "9" * 5000, "x = " + "[" * 3000, ".".join("a" * 5000) + " = 1"])
def test_what_the_parser_gives_up_on_is_a_problem(data: str) -> None:
    (message,) = messages(data)
    assert message.startswith("user.toml:1:1: this cannot be read as TOML (")
    assert message.endswith("); simplify it")


def test_a_file_full_of_mistakes_is_not_listed_whole() -> None:
    assert len(messages("[context]\n" + "".join(f"x{n} = 1\n" for n in range(500)))) == 100


def test_files_are_read_below_the_config_folder_and_the_root(tmp_path: Path) -> None:
    user, root = tmp_path / "config" / "preferences.toml", tmp_path / "my project"
    (root / ".memplug").mkdir(parents=True)
    (root / ".memplug" / "preferences.local.toml").write_bytes(b"local")
    read = read_layers(user, root, trusted=False)
    assert [(layer.name, layer.data, layer.counts, layer.problem) for layer in read] == [
        ("user", None, True, None),
        ("project", None, False, None),
        ("local", b"local", False, None),
    ]
    assert [layer.name for layer in read_layers(user, None, trusted=True)] == ["user"]


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "preferences.toml"
    file.mkdir()
    loaded = load(read_layers(file, None, trusted=False))
    assert [str(p) for p in loaded.problems] == [f"{file}:1:1: this is a folder; put a text file in its place"]


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "preferences.toml"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES * 1000)
    (layer,) = read_layers(file, None, trusted=False)
    assert layer.data is not None
    assert len(layer.data) == MAX_BYTES + 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes of POSIX")
def test_links_and_pipes(tmp_path: Path) -> None:
    target, link, loop, pipe = (tmp_path / name for name in ("target", "link", "loop", "pipe"))
    link.symlink_to(target)
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    assert [str(p) for p in load(read_layers(link, None, trusted=False)).problems] == [
        f"{link}:1:1: this link leads nowhere; correct or remove it"
    ]
    assert "cannot be read (" in str(load(read_layers(loop, None, trusted=False)).problems[0])
    assert "this is not a regular file" in str(load(read_layers(pipe, None, trusted=False)).problems[0])
    target.write_text('[preferences]\nverbosity = "concise"')
    assert load(read_layers(link, None, trusted=False)).values == {"verbosity": "concise"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    file = tmp_path / "preferences.toml"
    file.touch(mode=0o000)
    assert [str(p) for p in load(read_layers(file, None, trusted=False)).problems] == [
        f"{file}:1:1: this file cannot be read (Permission denied); make it readable or remove it"
    ]


def test_a_file_in_place_of_the_projects_folder_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / ".memplug").write_text("")
    assert [layer.data for layer in read_layers(tmp_path / "none", tmp_path, trusted=True)] == [None] * 3


def test_how_long_all_sessions_are_kept_is_not_the_projects_to_say() -> None:
    loaded = load(layers("[state]\nkeep_days = 30", "\n[state]\nmax_mb = 1\nexclude = ['b']", "[state]\nkeep_days = 1"))
    assert loaded.state == StateOptions(keep_days=30, exclude=("b",))
    assert [str(problem) for problem in loaded.problems] == [
        f"{file}: {key} counts only in your own preferences.toml, as one database serves all projects; move it there or remove it"
        for file, key in (("project.toml:3:1", "max_mb"), ("local.toml:2:1", "keep_days"))
    ]
