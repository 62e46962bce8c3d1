"""Values whose name says that they are secret: `DB_PASSWORD=…`, `"apiKey": "…"`, `--token …`, "the password is …".

Three things decide: how much the name says (`Level`), how the value is joined to it (`LINKS`), and what the value looks
like (`values`). A name that says little, as `key` does, asks for a value that only a generator writes.
"""

# ruff: noqa: RUF001  the signs of Chinese and Japanese sentences are meant

from __future__ import annotations

import re
from collections.abc import Iterator

from memplug.expressions import expression
from memplug.redact import values
from memplug.redact.names import ABOUT, Level, level

# Words of other languages, and the English one that says as much.
FOREIGN = {
    **dict.fromkeys(
        (
            *(
                "contraseña",
                "contrasena",
                "contrasenya",
                "clave",
                "senha",
                "palavra-passe",
                "mot de passe",
                "mot_de_passe",
            ),
            *("motdepasse", "wachtwoord", "hasło", "lozinka", "geslo", "парола", "पासवर्ड", "รหัสผ่าน", "رمز عبور"),
            *("lösenord", "adgangskode", "salasana", "heslo", "jelszó", "parolă", "parola", "şifre", "sifre", "пароль"),
            *("κωδικός", "密码", "密碼", "口令", "パスワード", "비밀번호", "암호", "mật khẩu", "kata sandi"),
            *("كلمة المرور", "סיסמה"),
        ),
        "password",
    ),
    **dict.fromkeys(("密钥", "秘钥", "密鑰", "シークレット", "секрет", "geheimnis"), "secret"),
    **dict.fromkeys(("令牌", "トークン", "토큰", "токен", "jeton"), "token"),
    **dict.fromkeys(
        ("schlüssel", "clé", "chave", "ключ", "sleutel", "nyckel", "klucz", "anahtar", "鍵", "キー"), "key"
    ),
}
WORDS = (
    r"pass(?:word|wd|phrase|code|wort)|passord|pass|pwd|pw|psk|secret|token|key|credential|creds?|auth|cookie|signature|sig"
    r"|salt|dsn|mnemonic|seed|pat|jwt|bearer|kennwort|sessid|sessionid|wif"
)
KEYWORD = expression(WORDS)
KEYWORD_OF_ANY_LANGUAGE = expression("|".join((*FOREIGN, WORDS)))
NAME = r"A-Za-z0-9_-"
TAIL = expression(rf"(?:[{NAME}]|\.(?=[a-z_]+\s{{0,4}}[=:]))*+")
HEAD = expression(rf"((?:[A-Za-z]{{2,15}} ){{0,2}})([{NAME}]*+)\Z")
REACH = 60
"""Characters of a name that are looked at on each side of the word that tells."""


ANSI = r"(?:\x1b?\[[\d;]*m)"
QUOTE = r"\\{0,4}[\"'`]"
# How a name and a value are joined. The first that fits counts.
GAP, BLANK = r"\s{0,80}", r"[ \t]{0,80}"
"""Bounded: a run of blanks between two that are not would be tried in every way."""
LINKS = expression(
    rf"""(?x)
    (?: (?:{QUOTE}|[\])*_]){{0,6}}+ {ANSI}?+  # the name's own closing signs
        (?: {BLANK},?{GAP} (?:{QUOTE})? \b[vV]alue (?:{QUOTE})? {GAP}(?:=>|[:=]){GAP}       # name: X, value: Y
          | (?P<tag> {GAP}/?{GAP}>) {GAP} (?:</?(?:key|name)>)? {GAP} (?:<(?:string|value)>{GAP})?   # <X>Y</X>
          | {GAP}\{{[^{{}}]{{0,200}}?\bdefault{GAP}={GAP}  # variable "X" {{ default = Y }}
          | (?P<comma> {BLANK},){GAP} (?={QUOTE})  # ("X", "Y")
          | (?P<given> {BLANK}\(){GAP} (?={QUOTE})  # X("Y")
          | ={{[ ]? (?={QUOTE})  # X={{"Y"}}
          | {BLANK}(?:\|\||\?\?|\bor\b){BLANK} (?={QUOTE})  # X || "Y"
          | [ ]+\|[ ]+  # | X | Y |
          | (?P<typed> {BLANK}:[ ]*  # X: str = Y
              (?:(?:Optional|Mapped)\[)?(?:str|String|string|text|&(?:'static[ ])?str|bytes
              |SecretStr|Final(?:\[str)?)\]? (?:[ ]\|[ ](?:None|null|undefined))?[ ]*={GAP}
              (?:(?:Field|SecretStr|mapped_column)\({GAP}(?:default{GAP}={GAP})?(?={QUOTE}))?)
          | (?P<spaced> (?:[ \t]{{1,30}})(?:[:?+!]?={{1,3}}>?|->|→)[ \t]{{0,30}})
          | (?P<tight> [:?+]?={{1,3}}>?)
          | (?P<colon> (?:[ ]\d{{1,2}}|[ ]\[[\w*]{{0,24}}\])? {BLANK}(?:::?|：)[ \t]{{0,30}} (?: [|>]-?\n[ ]+ )? )
        )
      | (?P<space> (?:[ \t]+|=)(?=[^\s=:]))
    ) {ANSI}?+
    """
)
PROSE = expression(
    r"""(?x)
    (?P<words> ,? (?:[ ]\(?(?:[^\W\d_]|['/]){1,14}\)?,?){0,7}? )
    (?P<link> [ ]?[:=：]\s{0,3}
      | [ ](?:is|was|to|are|be|as|ist|war|lautet|est|es|era|é|è|je|este|jest|är|er|là|=|->|→|—|–
              |(?:that|it)['’]s)[:]?\s{1,3}
      | ['’]s\s{1,3} | \s{1,3}
      | (?:是|为|為|は|を|：|:|が|는|은)[ ]? )
    (?P<open> (?:[*_]{1,2}[ ]?)? (?:```\w{0,12}\n)? ["'`“«「『（(]{0,3}\xa0? (?:(?<=«)[ ])? )
    (?P<value> (?=[^\s]{0,60}?(?:\d|\w[!@#$%^&*~+]\w)) (?:(?!["'`<>(){}\\]|&[\w.-]{1,40}=)[!-~]){6,400} )
    """
)
OPENING = expression(
    r"(?P<call>(?:new )?[\w.:<>\[\]!]{1,60}\(\s{0,9}(?=[brfuRBFU]?[\"'`]))?"  # X = Buffer.from("Y")
    r"(?:(?:[brfuRBFU]|\$|@)?(?P<quote>\\{0,4}(?:\"\"\"|'''|[\"'`])))?(?:(?i:bearer|token|basic|apikey)[ ]+)?"
)
BARE = expression(
    r"(?:(?!\[[\d;]*m)[^\s\x1b\"'`<>\\|,;&]|[,;](?=[^\s\"'\[{])(?![\w. -]{1,40}[=:])|&(?![\w.%\[\]-]{1,40}=))++"
)
INSIDE = {quote: expression(rf"(?:[^\\\n{quote}]|\\(?!\\*{quote})[^\n])++") for quote in "\"'`"}
# Words after which a blank joins a name and its value, at once or after one word more: `ENV TOKEN x`,
# `login me password x`.
BEFORE_NAME = frozenset(("env", "arg", "setx", "set", "add", "put", "write", "secret", "by"))
BEFORE_USER = frozenset(("login", "user", "username", "account"))
CAPITALS = expression(r"(?<![A-Za-z0-9_.-])([A-Z][A-Z0-9_]{2,60}+)=[\"']?([A-Za-z0-9+/_-]{24,200}+={0,2})(?![\w.:@(-])")
# Words of a name in capitals whose value may look made at random without being secret.
OPEN = expression(
    r"(?:SHA\d*|SUM|CHECKSUM|DIGEST|REV|REVISION|COMMIT|CURSOR|ETAG|BUILD|PUBLIC|PUB|DOC|INTEGRITY|KEY)(?:_|$)"
)
# One name in a list of names: `"Cookie", "Proxy-Authorization"`.
LISTED = expression(r"[A-Za-z]+(?:[_-][A-Za-z]+)*$|[a-z0-9]+(?:_[a-z0-9]+){2,}$")
CALLED = expression(r"\(|\[(?!\d*m)")
LINE = 200
"""Characters before a name in which the beginning of its line is looked for."""
JUDGED = 128
"""Characters of a value that are enough to judge it."""
SHORT, PROSE_SHORT = 8, 6
"""Characters of the shortest secret after a sign, and of the shortest password in a sentence."""
HALF, QUARTER = 0.5, 0.25
"""How unlike words a value of letters alone, and one of letters and digits, must be."""
PHRASES = (12, 15, 18, 21, 24)
DIGIT = expression(r"\d")
ODD = expression(r"\d|\w[!@#$%^&*~+]\w")
FOR = expression(r"\Z| (?:for|of|to) ")
"""What may stand between a name and a key in hexadecimal digits: other words may lead to a commit."""
NUMBERED = expression(r"^[\w.-]*\d{3,}$")
"""Words with dots between them that are a password rather than an attribute: `Blue.Winter.6066`."""
SETTING = expression(r"[A-Za-z][\w.-]{0,60}=[^=]")
"""Another name and its value."""
WORD_AND_YEAR = expression(r"(?=\w{8,60}$)(?=\w*[a-z])[A-Za-z_]{4,}\d{2,}$")
"""A password that most people choose."""
QUOTES = ("'", '"', "`")
CANDIDATES = 3
"""Words of a sentence with a digit in them that are looked at."""
SENTENCE = 160
"""Characters after a name within which a value with a digit or a sign in it must begin."""
TRAILING = ".,;:)]}>*_、。，；）」』”»"


def find(text: str, lowered: str) -> Iterator[tuple[int, int]]:
    """Yield the place of every secret value that a name gives away; `lowered` is `text` in small letters."""
    done = 0
    keywords = KEYWORD_OF_ANY_LANGUAGE if any(word in lowered for word in FOREIGN) else KEYWORD  # thrice as fast
    for keyword in keywords.finditer(lowered):
        if keyword.start() < done:
            continue
        tail = TAIL.match(text, keyword.end(), keyword.end() + REACH)
        end = tail.end() if tail else keyword.end()
        done = end
        if text.startswith("---", end - 3):
            continue  # the head of a block: `-----BEGIN PGP SIGNATURE-----`
        before = HEAD.search(text, max(0, keyword.start() - REACH), keyword.start())
        start = before.start(2) if before else keyword.start()
        if not _led_on(text, start, end):
            continue
        found = level(FOREIGN.get(keyword[0], text[before.start() if before else start : end]))
        if found and (place := _value(text, start, end, found)):
            done = place[1]
            yield place


def _led_on(text: str, start: int, end: int) -> bool:
    """Return whether a value may follow the name at `start` to `end`.

    None does where a plain word follows, none of a sentence has a digit or a sign in it, and a blank joins nothing.
    Told before the rest, as most such words stand in sentences of that kind: what the rest needs takes time to compile.
    """
    following = text[end : end + REACH].lstrip(" \t")[:1]
    plain = following.isalpha() and following not in "vVo"  # `value`, `or`
    return not plain or ODD.search(text, end, end + SENTENCE) is not None or _option(text, start)


def in_capitals(text: str) -> Iterator[tuple[int, int]]:
    """Yield the place of every value such as `ACME=…` that only a generator writes, whatever its name says."""
    if "=" not in text:
        return
    for match in CAPITALS.finditer(text):
        name, value = match.groups()
        about = OPEN.search(name) or name.lower().rpartition("_")[2] in ABOUT
        if not about and values.varied(value) and not values.reference(value):
            yield match.span(2)


def secret(name: str, value: str) -> bool:
    """Tell whether `value` is a secret when it stands under `name` in a record."""
    found = level(name)
    return bool(found) and _judge(value[:JUDGED], found, quoted=True)


def _value(text: str, start: int, end: int, found: Level) -> tuple[int, int] | None:
    """Return the place of the secret that stands after the name at `start` to `end`."""
    link = LINKS.match(text, end)
    if link and (link.lastgroup != "space" or _option(text, start)):
        opening = OPENING.match(text, link.end())
        quote = opening["quote"] if opening else None
        at = opening.end() if opening else link.end()
        if quote:
            if (opening and opening["call"]) or (link["given"] and found is Level.SECRET):
                found = min(found, Level.TOKEN)  # what a function is given may as well be the name of a secret
            return _quoted(text, at, INSIDE[quote[-1]], link.lastgroup, found)
        if place := _bare(text, start, at, link.lastgroup, found):
            return place
    return _prose(text, end, found)


def _quoted(text: str, at: int, inside: re.Pattern[str], link: str | None, found: Level) -> tuple[int, int] | None:
    value = inside.match(text, at, at + JUDGED)
    if not value or (link == "comma" and LISTED.match(value[0])) or not _judge(value[0], found, quoted=True):
        return None
    return at, _whole(inside, text, value.end())


def _bare(text: str, start: int, at: int, link: str | None, found: Level) -> tuple[int, int] | None:
    inner = BARE.match(text, at, at + JUDGED)
    if not inner or (link == "tag" and text[inner.end() : inner.end() + 40].lstrip()[:1] != "<"):
        return None
    cut = len(inner[0]) == JUDGED
    value = inner[0] if cut else inner[0].rstrip(TRAILING)
    alone = _alone(text, start, at + len(value))
    told = text[start : start + 1] == "-" or text[max(0, start - 1) : start] in {"?", "&"}  # an option, a parameter
    if not _judge(value, found, quoted=told, sure=alone or link != "colon"):
        return None
    if not (told and NUMBERED.search(value)) and _code(
        text, at + len(value), value, spaced=link in {"spaced", "typed"}, alone=alone
    ):
        return None
    return at, _whole(BARE, text, inner.end()) if cut else at + len(value)


def _whole(signs: re.Pattern[str], text: str, at: int) -> int:
    """Return where a value ends of which the beginning, up to `at`, has been judged."""
    rest = signs.match(text, at)
    return rest.end() if rest else at


def _option(text: str, start: int) -> bool:
    """Tell whether a blank joins the name and the value: `--password x`, `ENV TOKEN x`, `login me password x`."""
    if text[start : start + 1] == "-":
        return True
    words = text[max(0, start - 100) : start].lower().split()[-2:]
    return bool(words) and (words[-1] in BEFORE_NAME or words[0] in BEFORE_USER)


def _alone(text: str, start: int, end: int) -> bool:
    """Tell whether nothing but the name and its value stands on the line, as in a file of settings."""
    left = text.rfind("\n", max(0, start - LINE), start) + 1
    head = text[left:start] if left or start <= LINE else "..."
    return not head.strip("-# \t>*\"'`export") and text[end : end + 1] in {"", "\n", "\r", '"', "'", "`"}


def _code(text: str, end: int, value: str, *, spaced: bool, alone: bool) -> bool:
    """Tell whether an unquoted value is code: a call, an attribute, a variable."""
    name, sign, _ = value.partition("(")
    if CALLED.match(text, end) or (sign and not values.random(name, 12)) or values.reference(value):
        return True
    if not value.isidentifier():
        return False
    followed = text[end : end + 1] in {")", ",", ";", "}"}
    return ((spaced and not alone) or followed) and not values.random(value, 12)


def _judge(value: str, found: Level, *, quoted: bool, sure: bool = True) -> bool:
    """Tell whether `value` is a secret under a name of this level; `sure` when it cannot be a word of a sentence."""
    if found is Level.KEY and not _mixed(value):
        return False  # told before the rest, as "key" stands everywhere
    if values.stand_in(value) or (found < Level.PASSWORD and values.reference(value)):
        return False
    if any(map(str.isspace, value)):
        return found is Level.PASSWORD and quoted and _phrase(value)
    if found is Level.PASSWORD:
        dotted = values.reference(value) and not values.random(value, 12)
        return values.chosen(value) and (not dotted or (quoted and NUMBERED.search(value) is not None))
    if found is Level.KEY:
        return values.random(value, 20) and not values.digest(value)
    if found is Level.SECRET and sure and len(value) >= SHORT and values.chosen(value) and _mixed(value):
        return True
    if values.random(value, 12) and (_mixed(value) or values.strangeness(value) > HALF):
        return True
    return sure and len(value) > SHORT and _mixed(value) and values.strangeness(value) >= QUARTER


def _mixed(value: str) -> bool:
    return DIGIT.search(value) is not None and any(map(str.isalpha, value))


def _phrase(value: str) -> bool:
    """Tell whether a quoted text with blanks is the phrase that a wallet is restored from: 12 to 24 plain words."""
    words = value.split()
    return len(words) in PHRASES and all(word.isalpha() and word.islower() for word in words)


def _prose(text: str, end: int, found: Level) -> tuple[int, int] | None:
    """Return the place of a secret that a sentence names: "the token for staging is …"."""
    if not ODD.search(text, end, end + SENTENCE):
        return None
    for _ in range(CANDIDATES):
        if not (match := PROSE.match(text, end, end + 2 * SENTENCE)):
            return None
        at, value = match.start("value"), match["value"].rstrip(TRAILING + "!?")
        stop = at + len(value)
        if _told(match, value, found) and text[stop : stop + 1] != "(":
            return at, _whole(BARE, text, stop) if len(match["value"]) >= JUDGED else stop
        if stop < match.end("value"):
            return None  # the end of a sentence
        end = stop
    return None


def _told(match: re.Match[str], value: str, found: Level) -> bool:
    """Tell whether `value`, to which the words of `match` lead, is a secret."""
    linked = bool(match["link"].strip()) or (not match["words"] and match["open"][-1:] in QUOTES)
    pointing = values.reference(value) and not (found is Level.PASSWORD and NUMBERED.search(value))
    if values.stand_in(value) or pointing or SETTING.match(value):
        return False
    if found is Level.PASSWORD and (
        linked
        or (not match["words"] and (values.manifold(value) or (match["link"] == " " and WORD_AND_YEAR.match(value))))
    ):
        return values.chosen(value) and ODD.search(value) is not None and len(value) >= PROSE_SHORT
    if values.digest(value):
        return linked and FOR.match(match["words"]) is not None and found >= Level.TOKEN and values.random(value, 20)
    return values.random(value, 16 if found >= Level.TOKEN else 20) and _mixed(value)
