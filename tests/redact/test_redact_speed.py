from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from memplug.redact import redact

PACKAGE = Path(__file__).parents[2] / "memplug"
ORDINARY = 0.05
"""Seconds of processor time for 100,000 characters of ordinary text."""
SLACK = 3
"""A busy machine may take that many times longer."""
HARD = [
    "a", "key=", "key ", "password ", "password=", "password: \n", "secret_", "-", "=", "://a:b", "eyJ", "eyJhbGciOi.",
    "-----BEGIN PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----" + " " * 50, "-----BEGIN PRIVATE KEY-----\n" + "A" * 64 + "\n",
    "Private-Lines: 1\n", "curl -u ", "echo a|", "mysql -p ", "login a password ", "Authorization: ", "bearer ", "cookie: a=",
    "cookie: a=b;", "AKIA", "akiaAAAAAAAAAAAAAAAA ", "+AMC", "AZDO", "0", "M.", "sk-", "api_key_", "\\", '\\"', "password \\",
    "name=password value=", 'variable "password" {', "the key to the ", "İ", "密码", "?sig=", "[redacted]", "password=[redacted]",
    "private key-----" + "A" * 64 + "\n", "1→", "password').type('", ".fill('password", "creds: a / ", "a:bcdefgh@localhost:", "auth=('a', '",
    "curl -a -b 'a=", "htpasswd -b ", "mysqladmin ", "wpa_passphrase a ", "mot de passe ", "密码 est ", "clave: ", "private key ", "?code=",
    "\x1b[31m", "a:5432:", "my secret key token ", "jdbc:oracle:a:a/", " " * 40 + "=",
    "cat token", "cat " + "a" * 30 + "key\n", "jwt.sign({", "jwt.sign(a,", "hmac.new('", "new pdo('a','", "new pdo(a,", "secret set a ", "lftp -u a,",
    "net user a ", "npx a login ", "a@tcp(", "a:b@tcp(", "root:$6$", "server=a;pwd={", "\ttrue\t/a", "cookies={'a':'", '"keyname":', '"user":"a","key":"',
    "seed phrase abc ", "abc ", "use a as the ", "password from a to ", "use a:b to log", "key [a", "key 1 ", "eyJhdXRocyI6", "wif ", "key or '",
    "```\n", "password**: ```\n", "a_1-", "use a:b", "client('a','", "-b ", "openssl enc -k ",
    "/hooks/a", "//hook", "hooks/", "alchemy.com/a/", "?key=", "accounts: [", "pass is abcd efgh ", "password from a to b ", "a@b.de / ", "@a.", "root:", "use a as the b ",
    "=aaaaaaaaaaaaaaaaaaaaa; ", "\ncat token\n", "\nA1b2C3d4E5f6G7h8\n", "vault operator unseal ", "put-secret --value a", " --value ", "secret set -b ", "echo a|", "echo a | ", "echo a > ",
    "oathtool ", "totp('", "assword send ", " -u a -p b", " -p ", "useradd -p a ", "nmcli password ", "nmcli ", "rabbitmqctl add_user a ", "kinit <<< a ", "credentials('a', '", ".load(a, '",
    "key = a(", "key = a('", "key a.b.c", "key ab.b1(", "token a1b2c3 ", "password a1b2c3d4 x1y2z3a4 ", "key A1b2C3d4E5f6G7h8I9j0K1l2 ", "A1b2C3d4E5f6G7h8I9j0K1l2 ", "('A1b2C3d4E5f6G7h8I9j0K1l2')",
    "AKIAAAAAAAAAAAAAAAAA and ", "set password for a ", "a=b", "key a=b ", "req_", "private-lines: 1\nAAAAAAAAAAAAAAAAAAAA\n",
]  # fmt: skip


def seconds(text: str) -> float:
    begun = time.process_time()
    redact(text)
    return time.process_time() - begun


def test_ordinary_text_takes_little_time():
    text = "".join(file.read_text("utf-8") for file in sorted(PACKAGE.rglob("*.py")) if "redact" not in file.parts)
    redact(text)  # compiles what it needs
    assert min(seconds(text) for _ in range(3)) / len(text) * 100_000 <= ORDINARY * SLACK


@pytest.mark.parametrize("unit", HARD)
def test_time_grows_with_the_text_and_no_faster(unit):
    size = 8_000
    short, long = ((unit * (length // len(unit) + 1))[:length] for length in (size, 8 * size))
    redact(short)
    assert min(seconds(long) for _ in range(2)) <= 8 * SLACK * max(min(seconds(short) for _ in range(3)), 0.004)


@pytest.mark.parametrize("name", ['"key"', "password", 'token"\\n', "key /"])
@pytest.mark.parametrize("blank", [" ", "\t", "\n "])
def test_blanks_behind_a_name_take_little_time(name, blank):
    assert seconds(name + blank * (20_000 // len(blank)) + "/" + blank * 5_000) < 1


@pytest.mark.parametrize("unit", ["eyJ", "://a:b", "-----BEGIN PRIVATE KEY-----\n", "A1b2"])
def test_a_megabyte_made_to_be_slow_ends(unit):
    assert seconds(unit * (1_000_000 // len(unit))) < 60


def test_a_megabyte_at_random_takes_little_time():
    luck = random.Random(7)
    text = "".join(luck.choices('abcdefghijklmnopqrstuvwxyz0123456789 =:/\n"', k=1_000_000))
    assert seconds(text) < 10 * ORDINARY * SLACK * 2


def test_little_is_compiled_before_it_is_needed():
    program = "import time, re, dataclasses, enum, base64; a = time.process_time(); import memplug.redact; print(time.process_time() - a)"
    times = [
        float(subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout)
        for _ in range(3)
    ]
    assert min(times) <= 0.06 * SLACK
