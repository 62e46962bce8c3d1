"""Secrets that their place gives away: key files, URLs, headers, command lines, password files.

The part of an expression that is the secret is its first group.
"""

import base64
import binascii
import re
from collections.abc import Callable
from typing import NamedTuple

from memplug.redact import values

# What may stand between the lines of a key: line ends, also written `\\n`, and signs of quotation and comment.
GAP = r"(?:\s|\\{1,4}[nrt]|\\|[\"'`,+>|#*;&]|\.{3}(?=\s))"
LINES = rf"(?:{GAP}{{0,40}}+[a-z0-9+/=_-]{{16,}}+)"
# A last line, and lines too short to be sure of without the end.
LAST = rf"(?:{GAP}{{0,40}}+[a-z0-9+/]{{1,80}}={{0,2}}+(?={GAP}{{0,40}}+(?:-----|=|\.\.\.|…|\Z)))"
SHORT = r"(?:(?:\s|\\n)[ \t]{0,40}+[a-z0-9+/]{4,}+[=.]*+){1,99}+(?:\s|\\n)\s{0,40}+"
END = r"-{4,5} ?end (?:[a-z0-9]+ ){0,3}private key(?: block)? ?-{4,5}"
SIGN = r"\\{0,4}[\"'`]"


class Place(NamedTuple):
    """Where a secret stands, in small letters, as the text is given in small letters too.

    `marks` are looked for first; `keeps` tells which finds are none; `after` must stand before the place in its line.
    """

    name: str
    marks: tuple[str, ...]
    expression: str
    keeps: Callable[[str], bool] = values.stand_in
    after: str = ""


def _nothing(_: str) -> bool:
    """Keep nothing: the place leaves no doubt."""
    return False


def _no_credentials(value: str) -> bool:
    """Tell whether the value of an `Authorization:` header is a word or stands for one."""
    return (
        values.stand_in(value)
        or values.reference(value)
        or (value.replace("-", "_").isidentifier() and values.strangeness(value) < BARELY_STRANGE)
    )


def _no_basic(value: str) -> bool:
    try:
        plain = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (binascii.Error, ValueError):
        return values.stand_in(value) or not values.random(value, 12)
    return b":" not in plain or not plain.isascii()


def _no_password(value: str) -> bool:
    """Tell whether the password of a URL is a stand-in, a port and a path, or an image's digest."""
    return values.stand_in(value) or value.lower() in {"password", "pass", "secret", "token", "pwd"}


def _not_random(value: str) -> bool:
    return values.stand_in(value) or not values.random(value, 20)


def _no_command_password(value: str) -> bool:
    return values.stand_in(value) or value.startswith("-")


def _not_chosen(value: str) -> bool:
    return values.stand_in(value) or not values.chosen(value) or (value.isidentifier() and "_" in value)


def _no_cookie(value: str) -> bool:
    return values.stand_in(value) or not (values.random(value) or len(value) >= LONG_COOKIE)


BARELY_STRANGE = 0.35
"""How unlike words a credential without a digit must be."""
LONG_COOKIE = 24

PLACES = (
    Place(
        "private key",
        ("private key",),
        r"(-{4,5} ?begin (?:[a-z0-9]+ ){0,3}private key(?: block)? ?-{4,5}"
        rf"(?:{GAP}{{1,40}}+(?:proc-type|dek-info|version|comment|hash|charset|subject): ?[^\n\\]{{0,200}})*+"
        rf"(?:{SHORT}{END}|{LINES}++{LAST}?(?:{GAP}{{0,40}}+(?:=[a-z0-9+/]{{4}}{GAP}{{0,40}}+)?{END})?))",
        _nothing,
    ),
    Place(
        "PuTTY key",
        ("private-lines:",),
        rf"private-lines: \d+({LINES}++{LAST}?(?:{GAP}{{0,40}}+private-mac: [0-9a-f]{{40,64}})?)",
        _nothing,
    ),
    Place(
        "base64 of a private key",
        ("ls0tls1crudjti",),
        r"(ls0tls1crudjti(?:bqujwqvre|bquklwqvrfietfw|bsu0egufjjvkfursblrv|bfqybqukvwqvrfietfw|bfqybqukfwqvrfietfw|[a-z0-9+/]{10,60}?(?:qvrfietfw|vkfursblrv|jvkfursblr))[a-z0-9+/=]*+)",
    ),
    Place(
        "JSON web key", ('"kty',), rf"{SIGN}(?:d|p|q|dp|dq|qi|k){SIGN}\s{{0,9}}:\s{{0,9}}{SIGN}([\w-]{{16,}}+){SIGN}"
    ),
    Place(
        "password in a URL",
        ("://",),
        r"://[^\s:/@\"'<>`\\,]{0,200}+:([^\s/\"'<>`]{1,300}?)@(?!sha\d|md5)(?=[\w\[$<{%.-])(?![^\s/\"'<>`]{0,300}@)",
        _no_password,
    ),
    Place(
        "password in a URL, with slashes in it",
        ("://",),
        r"://[^\s:/@\"'<>`\\,]{1,200}+:(?!\d{1,5}(?:/|\b))([^\s@\"'<>`]{4,100}?)@(?=[\w-]+(?:\.[\w-]+)+(?::\d+)?/|localhost)",
        _no_password,
    ),
    Place(
        "token as the user of a URL",
        ("://",),
        r"://([^\s:/@\"'<>`\\]{20,300})(?::x-oauth-basic)?@(?![\w.-]*(?:sentry|ingest))",
        _not_random,
    ),
    Place(
        "Oracle's user/password",
        ("jdbc:oracle:", "sqlplus"),
        r"(?:jdbc:oracle:\w+:|sqlplus\s+(?:-\w+\s+)*)\w+/([^\s/@\"']{4,100})@",
    ),
    Place(
        "authorization header",
        ("authorization", "http_auth"),
        rf"authorization(?:{SIGN}|[\])])*+\s{{0,4}}(?:=>|[:=,(])\s{{0,4}}(?:{SIGN}){{0,3}}+"
        r"(?:(?:bearer|token|apikey|api-?key|key|jwt|oauth|negotiate|ntlm|ssws|splunk|bot|genie[k]ey|[a-z]+-?token)\s{1,3}"
        r"(?:token=\\{0,4}\"?)?)?(?!(?:basic|digest|aws4)\b)([^\s\"'`\\,;<>]{8,}+)",
        _no_credentials,
    ),
    Place("basic credentials", ("basic ",), r"basic\s{1,3}([a-z0-9+/_-]{8,}+={0,2})", _no_basic),
    Place(
        "bearer token",
        ("bearer ",),
        r"bearer\s{1,3}(?:[\"']\s{0,3}[+.]\s{0,3}[\"'])?([\w.~+/-]{12,}+=*)",
        _no_credentials,
    ),
    Place("digest response", ("digest ",), r"digest\s[^\n]{0,600}?\bresponse=\\{0,4}\"?([0-9a-f]{32,64})"),
    Place("signature of a request", ("signature=",), r"signature=([\w%+/=~-]{20,}+)", _not_random),
    Place("signature of a shared link", ("sig=",), r"[?&;]sig=([\w%+/=~-]{20,}+)"),
    Place("cookie header", ("cookie",), rf"cookies?(?:{SIGN})?\s{{0,3}}[:=,(]\s{{0,3}}(?:{SIGN})?(?=[\w.-]{{1,80}}+=)"),
    Place(
        "user and password for curl",
        (" -u", " --user", " --proxy-user", " -a ", " --auth"),
        r"\s(?:-u|--user|--proxy-user|-a|--auth)(?:\s{1,4}|=)?[\"']?(?!https?:)[^\s:\"'$]{0,100}+:([^\s\"'`]{3,200})",
        _no_command_password,
        after=r"\b(?:curl|wget|https?|xh|aria2c|hurl|k6|ab|siege|smbclient|lftp|mongosh?|mongodump)\b",
    ),
    Place(
        "password of a command",
        (" -p", " -a"),
        r"\s-[pa](?:\s{1,4}|=)?(?:[\"']([^\"'\n]{3,200})[\"']|([^\s\"'=-][^\s\"'`]{3,200}))",
        _no_command_password,
        after=r"\b(?:sshpass|(?:docker|podman|buildah|az|oras|crane) login|helm registry login|redis-cli|sqlcmd)\b",
    ),
    Place(
        "password of MySQL's commands",
        (" -p",),
        r"\s-p(?:[\"']([^\"'\n]{3,200})[\"']|([^\s\"'=-][^\s\"'`]{3,200}))",
        _no_command_password,
        after=r"\b(?:mysql|mariadb)",
    ),
    Place(
        "pass: argument of openssl",
        ("pass:",),
        r"(?:-pass(?:in|out)?|-k|--passphrase)[ =][\"']?pass:([^\s\"'`]{3,200})",
    ),
    Place(
        "password that a command reads",
        ("-stdin", "chpasswd", "--with-token", "sudo -s"),
        r"(?:echo|printf)\s{1,4}(?:-n\s{1,4}|[\"']?%s(?:\\n)?[\"']?\s{1,4})?[\"']?(?:\w{1,64}:)?([^\s\"'|:]{5,200})[\"']?\s{0,4}\|\s{0,4}"
        r"(?:sudo chpasswd|chpasswd|sudo -s|[\w ./-]{2,80}?(?:-stdin|--with-token))",
        _no_command_password,
    ),
    Place(
        "token given to a command",
        ("vault login ", "--with-token", "-stdin", "echo "),
        r"(?:vault login |(?:--with-token|-stdin) <<< ?|\$\(echo )[\"']?([\w.+/=-]{20,200}+)",
        _not_random,
    ),
    Place(
        "netrc",
        ("login ",),
        r"login\s{1,20}\S{1,200}+\s{1,20}(?:account\s{1,20}\S{1,200}+\s{1,20})?password\s{1,20}([^\s`\"']{3,200})",
        _not_chosen,
    ),
    Place(
        "pgpass",
        (":543", ":*:*:", ":6432:"),
        r"(?<![\w.:/-])[\w.*-]{1,200}+:(?:543\d|6432|\*):[\w*-]{1,64}+:[\w.*@-]{1,64}+:([^\s`\"'|]{3,200})(?=[\s`\"']|$)",
    ),
    Place(
        "user:password in base64",
        ("auth",),
        rf"auth(?:{SIGN})?\s{{0,9}}[:=]\s{{0,9}}(?:{SIGN})?([a-z0-9+/]{{8,}}+={{0,2}})",
        _no_basic,
    ),
    Place(
        "SQL password",
        ("identified", "with password", "set password", "login password", "encrypted password"),
        r"(?:identified\s{1,9}(?:with\s{1,9}\S{1,64}\s{1,9})?by|(?:with|login|encrypted|set)\s{1,9}password\s{0,9}=?)\s{0,9}\\{0,4}['\"]([^\s'\"`\\]{3,200})",
    ),
    Place(
        "AWS secret beside its key id",
        ("akia", "asia"),
        r"a(?:kia|sia)[a-z0-9]{16}[^a-z0-9]{1,12}+(?:[a-z_ ]{1,40}+[:=\"' ]{1,6}+)?([a-z0-9+/]{40})(?![a-z0-9+/=])",
        _not_random,
    ),
)
COOKIE = re.compile(r"\s*([\w.-]{1,80}+)=(?:\\{0,4}\"?)([^;\s\"'\\,]{0,4096}+)(?:\\{0,4}\"?);?")
COOKIES = 50
"""Cookies of one header that are looked at."""
ATTRIBUTES = frozenset(("path", "domain", "expires", "max-age", "samesite", "version", "lang", "locale", "theme"))


def cookies(text: str, at: int) -> tuple[list[tuple[int, int]], int]:
    """Return the places of the values in a cookie header whose first name begins at `at`, and where the header ends."""
    found = []
    for _ in range(COOKIES):
        if not (cookie := COOKIE.match(text, at)):
            break
        if cookie[1].lower() not in ATTRIBUTES and not _no_cookie(cookie[2][:COOKIES]):
            found.append(cookie.span(2))
        at = cookie.end()
    return found, at
