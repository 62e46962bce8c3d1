"""Secrets that their place gives away: key files, URLs, headers.

Command lines are in `commands`, wordings in `sentences`.

The part of an expression that is the secret is its first group.
"""

import base64
import binascii

from memplug.expressions import expression
from memplug.redact import values
from memplug.redact.commands import COMMANDS
from memplug.redact.place import SIGN, Place, not_chosen, not_random, nothing
from memplug.redact.sentences import SENTENCES

# What may stand between the lines of a key: line ends, also written `\\n`, numbers of lines, and signs of quotation and
# comment.
GAP = r"(?:\s|\d{1,6}[\t→:|]|\\{1,4}[nrt]|\\|[\"'`,+>|#*;&]|\.{3}(?=\s))"
LINES = rf"(?:{GAP}{{0,40}}+[a-z0-9+/=_-]{{16,}}+)"
# A last line, and lines too short to be sure of without the end.
LAST = rf"(?:{GAP}{{0,40}}+[a-z0-9+/]{{1,80}}={{0,2}}+(?={GAP}{{0,40}}+(?:-----|=|\.\.\.|…|\Z)))"
SHORT = r"(?:(?:\s|\\n)[ \t]{0,40}+[a-z0-9+/]{4,}+[=.]*+){1,99}+(?:\s|\\n)\s{0,40}+"
END = r"-{4,5} ?end (?:[a-z0-9]+ ){0,3}private key(?: block)? ?-{4,5}"


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
    return (b":" not in plain or not plain.isascii()) and not (values.random(value) and any(map(str.isdigit, value)))


def _no_password(value: str) -> bool:
    """Tell whether the password of a URL is a stand-in, a port and a path, or an image's digest."""
    return values.stand_in(value) or value.lower() in WELL_KNOWN


def _no_cookie(value: str) -> bool:
    return values.stand_in(value) or not (values.random(value) or len(value) >= LONG_COOKIE)


WELL_KNOWN = frozenset(("password", "pass", "secret", "token", "pwd", "postgres", "root", "guest", "admin", "test"))
"""Passwords of examples and of databases that only tests use."""
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
        nothing,
    ),
    Place(
        "end of a private key",
        ("private key-----",),
        r"(?<![a-z0-9+/])((?:[a-z0-9+/]{40,80}+={0,2}\s{1,4}+){1,99}+(?:[a-z0-9+/]{1,80}+={0,2}+\s{1,4}+)?)"
        r"-----end (?:[a-z0-9]+ ){0,2}private key-",
        nothing,
    ),
    Place(
        "key of a wallet",
        ("private", "accounts", "wallet("),
        rf"(?:private[ _-]?key|accounts|wallet)(?:{SIGN})?\s{{0,3}}(?:[:=(]|is|->)?\s{{0,3}}[\[(]?\s{{0,9}}(?:{SIGN})?"
        r"((?:0x)?[0-9a-f]{64})(?![0-9a-f])",
    ),
    Place(
        "PuTTY key",
        ("private-lines:",),
        rf"private-lines: \d+({LINES}++(?:{GAP}{{0,40}}+[a-z0-9+/]{{1,80}}={{0,2}}+(?=\s{{1,4}}private-mac))?"
        rf"(?:{GAP}{{0,40}}+private-mac: [0-9a-f]{{2,64}})?)",
        nothing,
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
        not_random,
    ),
    Place(
        "key in the query of a URL",
        ("?key=", "&key=", "appid=", "app_id=", "license=", "hapikey=", "subscription-key="),
        r"[?&](?:key|app_?id|license|hapikey|subscription-key)=([\w.~%-]{16,400}+)",
        not_random,
    ),
    Place(
        "authorization header",
        ("authorization", "http_auth"),
        rf"authorization(?:{SIGN}|[\])])*+\s{{0,4}}(?:=>|[:=,(])\s{{0,4}}(?:[bfru]{{0,2}}{SIGN}){{0,3}}+"
        r"(?:(?:bearer|token|apikey|api-?key|key|jwt|oauth|negotiate|ntlm|ssws|splunk|bot|genie[k]ey|[a-z]+-?token)\s{1,3}"
        r"(?:token=\\{0,4}\"?)?)?(?!(?:basic|digest|aws4)\b)([^\s\"'`\\,;<>(){}]{8,}+)",
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
    Place("signature of a request", ("signature=",), r"signature=([\w%+/=~-]{20,}+)", not_random),
    Place("signature of a shared link", ("sig=",), r"[?&;]sig=([\w%+/=~-]{20,}+)"),
    Place("code of a sign-in", ("code=",), r"[?&](?:auth_?)?code=([\w%+/=~.-]{20,}+)", not_random),
    Place(
        "cookie header",
        ("cookie",),
        rf"cookies?(?:{SIGN})?\s{{0,3}}[:=,(]\s{{0,3}}(?:{SIGN})?(?=[\w.-]{{1,80}}+=)",
    ),
    Place(
        "user and password before a host and port",
        ("@localhost:", "@127.0.0.1:", ".com:", ".org:", ".net:", ".io:", ".cloud:"),
        r"(?<![\w.:/@-])[a-z][\w.-]{1,30}+:([^\s/:@\"'`<>]{6,60})@(?:localhost|[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,5}):\d{2,5}(?!\d)",
        not_chosen,
    ),
    Place(
        "hash in a file of users",
        (":$1$", ":$5$", ":$6$", ":$y$", ":$apr1$", ":$2a$", ":$2b$", ":$2y$"),
        r"(?<![\w-])[\w.@-]{1,60}+:(\$(?:[156y]|apr1|2[aby])\$[\w./$=,+]{20,200}+)",
        nothing,
    ),
    Place(
        "password in Go's form of an address",
        ("@tcp(", "@unix("),
        r"(?<![\w.:/@-])[\w.-]{1,60}+:([^\s:@\"'`]{3,200})@(?:tcp|unix)\(",
        _no_password,
    ),
    Place(
        "password of ODBC",
        ("pwd={", "password={"),
        r"(?:pwd|password)=\{([^{}\s]{4,100})\}",
        nothing,
        after=r"\b(?:driver|server|uid)=",
    ),
    Place(
        "cookie of a browser's file",
        ("\ttrue\t", "\tfalse\t"),
        r"\t(?:true|false)\t/[^\t\n]{0,100}\t(?:true|false)\t\d{1,12}\t[^\t\n]{1,80}\t([^\s]{12,4096}+)",
        not_random,
    ),
    Place(
        "cookie in a record",
        ("cookie",),
        rf"cookies?(?:{SIGN})?\s{{0,3}}[:=]\s{{0,3}}\{{\s{{0,9}}{SIGN}[\w.-]{{1,80}}{SIGN}\s{{0,3}}:\s{{0,3}}{SIGN}([^\s\"'`]{{16,}}?){SIGN}",
        not_random,
    ),
    Place(
        "token beside an account's id of Twilio",
        ("ac",),
        r"ac[0-9a-f]{32}[\"':, ]{1,8}([0-9a-f]{32})(?![0-9a-f])",
        nothing,
    ),
    Place(
        "key in a list of Azure's keys",
        ('"keyname"',),
        r"\"keyname\":[^{}]{0,200}?\"value\":\s{0,3}\"([a-z0-9+/=]{40,})\"",
        not_random,
    ),
    Place(
        "key beside a user's name",
        ('"user', '"login'),
        r"\"(?:user(?:_?name)?|login)\"\s{0,3}:\s{0,3}\"[^\"\n]{1,80}\",\s{0,9}\"key\"\s{0,3}:\s{0,3}\"([\w-]{20,})\"",
        not_random,
    ),
    Place(
        "user:password in base64",
        ("auth",),
        rf"auth(?:{SIGN})?\s{{0,9}}[:=]\s{{0,9}}(?:{SIGN})?([a-z0-9+/]{{8,}}+={{0,2}})",
        _no_basic,
    ),
    Place(
        "AWS secret beside its key id",
        ("akia", "asia"),
        r"a(?:kia|sia)[a-z0-9]{16}[^a-z0-9]{1,12}+(?:[a-z_]{1,20}[ :=\"'`]{1,6}+){0,4}([a-z0-9+/]{40})(?![a-z0-9+/=])",
        not_random,
    ),
    Place(
        "cookie before its attributes",
        ("; path", "; httponly", "; secure", "; expires", "; max-age", "; domain", "; samesite"),
        r"=([\w%.~+/=-]{16,4096}+);(?= (?:path|httponly|secure|expires|max-age|domain|samesite))",
        not_random,
    ),
    *SENTENCES,
    *COMMANDS,
)
COOKIE = expression(r"\s*([\w.-]{1,80}+)=(?:\\{0,4}\"?)([^;\s\"'\\,]{0,4096}+)(?:\\{0,4}\"?);?")
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
