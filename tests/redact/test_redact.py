from __future__ import annotations

import json

import pytest

from memplug.redact import MARK, redact, redact_all

# Put together from halves, so that no scanner takes this file for a leak.
TOKEN = "ghp_" + "a1B2" * 9
KEY_FILE = "-----BEGIN RSA PRIVATE " + "KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("postgres://app:hunter22@db/x", f"postgres://app:{MARK}@db/x"),
        ("Authorization: Bearer abcdef123456", f"Authorization: Bearer {MARK}"),
        ("API_KEY=q8Zr2LmN5pT7vX1w", f"API_KEY={MARK}"),
        ('{"password": "hunter22", "port": 1}', f'{{"password": "{MARK}", "port": 1}}'),
        ("Cookie: theme=dark; sid=a8f5f167f44f4964e6c998de", f"Cookie: theme=dark; sid={MARK}"),
        ("Password=Tiger7!;Encrypt=True", f"Password={MARK};Encrypt=True"),
        ("https://x.org/a?id=4&token=q8Zr2LmN5pT7vX1w&p=2", f"https://x.org/a?id=4&token={MARK}&p=2"),
        (f"use {TOKEN} here", f"use {MARK} here"),
        (f"use {KEY_FILE} here", f"use {MARK} here"),
        (f"{TOKEN} {TOKEN}", f"{MARK} {MARK}"),
    ],
)
def test_only_the_secret_goes(text, cleaned):
    assert redact(text) == cleaned


def test_every_text_of_a_value_is_looked_at():
    assert redact_all({"a": [TOKEN, 1, None, (TOKEN,)], TOKEN: True}) == {"a": [MARK, 1, None, [MARK]], MARK: True}


def test_the_key_of_a_record_tells_what_the_value_is():
    assert redact_all({"password": "hunter22", "user": "hunter22"}) == {"password": MARK, "user": "hunter22"}


def test_a_key_file_in_json_goes_and_the_json_stays():
    text = json.dumps({"private_key": KEY_FILE.replace("AIBA", "AIBA" * 20) + "\n", "id": 4})
    assert json.loads(redact(text)) == {"private_key": f"{MARK}\n", "id": 4}


@pytest.mark.parametrize("end", ["", "…", "..."])
def test_a_token_that_was_cut_short_goes(end):
    assert redact(f"I used {TOKEN[:24]}{end}") == f"I used {MARK}{end}"


def test_no_secret_reaches_the_log(home):
    home.run("session-start", "--host", TOKEN, stdin={"session_id": "a", "cwd": f"/not/there/{TOKEN}"})
    home.run("session-end", f"--{TOKEN}", stdin={"session_id": "a", "transcript_path": f"/not/there/{TOKEN}.jsonl"})
    assert home.log.count(MARK) >= 3
    assert TOKEN not in home.log


def test_no_secret_reaches_the_disk(home, transcript):
    other = "sk-" + "proj-" + "Ab1" * 12
    home.end(transcript(("user", f"my key is {TOKEN}"), ("say", f"I used {other}")))
    for file in home.path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert TOKEN.encode() not in content
            assert other.encode() not in content
    assert f"my key is {MARK}" in home.start()
