"""What a value looks like: made at random, thought up by a person, a stand-in, or code.

A name that says "secret" is not enough: `password = getpass()` and `TOKEN=<your token>` hold none. The judges here take
the bare value, without quotes, and know nothing of the name in front of it.
"""

from __future__ import annotations

from itertools import pairwise

from memplug.expressions import expression

# The letters that follow each letter in English and in code: the pairs that make up nine tenths of the words in
# Python's standard library. In random letters only a third of the pairs are among them.
FOLLOWS = {
    "a": "bcdgiklmnprstuvy",
    "b": "aeilorsu",
    "c": "aehiklortu",
    "d": "adeilorsu",
    "e": "acdefglmnprstvwx",
    "f": "aefiloru",
    "g": "einrsu",
    "h": "aeio",
    "i": "abcdefglmnoprstvxz",
    "j": "aou",
    "k": "eis",
    "l": "adeilostuy",
    "m": "abeimopsu",
    "n": "acdefgiknostuvy",
    "o": "bcdfgklmnoprstuvw",
    "p": "aehiloprstuy",
    "q": "u",
    "r": "acdegikmnorstuvy",
    "s": "acehikloprstuwy",
    "t": "acehiloprstuwy",
    "u": "abceilmnprst",
    "v": "aeio",
    "w": "aehior",
    "x": "ptm",
    "y": "ps",
    "z": "ei",
}
COMMON = frozenset(first + second for first, seconds in FOLLOWS.items() for second in seconds)

STAND_IN = expression(
    r"""(?ix)
    [<\[{(] | % (?: [\w@]+% | [-.\d]*[a-z@](?!\w) | [({<$] | \d$ )   # <your-key>, [redacted], {{ token }}, %TOKEN%
    | \$ (?: [{(] | \d?$ | (?-i: [A-Z_][A-Z0-9_]*+ | [a-z_][a-z0-9_]*+ | [a-z][A-Za-z]*+ )
           (?: [:.,;)\s\[] | $ ) )                        # ${TOKEN}, $(cmd), $TOKEN
    | [\W_\dx]*? (?: x{4,} | \*{3,} | \.{3,} | …+ | •{3,} | \#{4,} | _{4,} | -{4,} | 0{8,} )
    | your[-_ .a-z]
    | (?:insert|enter|put|add|replace|paste|fill)[-_ .](?:your|with|the|in|here|me)
    | (?:change|replace|fill)[-_ ]?(?:me|it|this|in)
    | (?:(?:my|the|some|any|an?|new|old|real|actual|invalid|wrong|bad|valid|good|super|very|not?|is|for)[-_ ]?)*
      (?:example|anonymous|sample|dummy|fake|mock|placeholder|redacted|removed|hidden|masked|none|null|nil|undefined
      |true|false|todo|tbd|empty|unset|default|optional|required|secrets?|passw(?:or)?d|passphrase|pass|pwd|token|key
      |api[-_ ]?key|credentials?|values?|string|str|text|bytes|int|number|bool|boolean|object|any|foo|bar|baz|foobar
      |testing|tests?)
      (?:[-_ .:]?(?:keys?|tokens?|secrets?|passwords?|pass|values?|here|user|string|only|me|api|placeholder|example
      |access|data|name|type))*
      [-_ ]? \d? $
    | ![a-z]+$ | \*[a-z_-]+$                               # a YAML tag: !vault, and an alias: *password
    | @[\w./-]+\.[a-z]{2,4}$                               # the file that holds it: @password.txt
    | (.)\1*$                                             # one character again and again
    """
)
# Only the form of a token is shown: `ghp_xxxxxxxx`, `sk-your-key-here`.
EMPTY = expression(
    r"(?i)x{6,}|\*{3,}|\.{3}|…|(?:^|[-_])your[-_a-z]|(?:key|token|secret)[-_]here|0{10,}|_{4,}|(?-i:EXAMPLE(?:KEY)?$)|(?!a)(.)\1{11,}"
)
# What names an algorithm, a size or a version rather than holding something.
TERM = expression(
    r"(?i)(?:sha|md|aes|rsa|hs|rs|es|ps|utf|base|ed|curve|x|argon|pbkdf|bcrypt|scrypt|hmac|oauth|v|py|python|node|http"
    r"|tls|ssl)"
    r"[-_]?\d{1,4}(?:[-_.][\w.-]{0,16}|with\w{1,20}|(?-i:[a-z]{0,16})\d{0,3})$"
)
NUMBER = expression(r"[-+]?[\d_,.:%/]+[a-zA-Z]{0,3}$")
HEX = expression(r"(?:0x)?[0-9a-fA-F]+$")
UUID = expression(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$")
DIGEST = expression(r"[A-Za-z0-9_.-]*[-_.:][0-9a-f]{32,}$")
CHECKSUM = expression(r"(?i)(?:sha\d{1,3}|md5|blake\w{1,3}|h1|crc32c?|xxh\d+|integrity|etag)[-:=]")
BASE64 = expression(r"/[A-Za-z0-9+/]{30,}={0,2}$")
DATE = expression(r"\d{4}-\d\d-\d\d(?:[T ].*)?$")
# Names joined by dots, slashes or colons, calls and references: code, a path or an address.
REFERENCE = expression(
    r"""(?x)
    [a-z][a-z0-9+.-]*:// | (?:data|urn|arn|vault|ref|env|docker|secretref|projects|refs|node_modules):
    | .*ABCDEFGHIJKLMNOPQRSTUVWXYZ
    | [~.]{0,2}[\\/][\w.@~+\\/ -]*$ | [A-Za-z]:\\ | [\w.@~+-]+/[\w.@~+/-]*\.\w{1,5}$
    | (?P<code> [A-Za-z_]\w*(?:(?:\.|::|->|\?\.|!\.)[A-Za-z_]\w*)+(?=$|[(\[]) | [A-Za-z_][\w.]*(?=[(\[{]) )
    | [\w.+-]+@[\w-]+\.[a-z]{2,}$ | v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$
    | &[a-z]
    | pk_(?:live|test)_ | [0-9a-f]{6,}\.{2,3}[0-9a-f]{6,}$ | [Tt]est_\w+$
    | (?:acct|asst|batch|call|chatcmpl|cs|cus|dpl|evt|file|id|in|job|msg|order|org|pi|price|prj|prod|proj|req|resp|run
      |sess?|session|sub|task|team|thread|toolu|txn|user|usr)[_-][A-Za-z0-9]{10,}$
    """
)


def stand_in(value: str) -> bool:
    """Tell whether `value` only holds a secret's place: `<your-key>`, `xxxx`, `changeme`, `$TOKEN`."""
    return STAND_IN.match(value) is not None or EMPTY.search(value) is not None


def reference(value: str) -> bool:
    """Tell whether `value` points to something: an expression, a path, an address, a checksum, a date."""
    if value[:1] == "/" and BASE64.match(value) and varied(value):
        return False
    found = REFERENCE.match(value)
    if found and found["code"] and random(found["code"]) and any(map(str.isdigit, found["code"])):
        return False
    return bool(found or CHECKSUM.match(value) or DATE.match(value))


def hexadecimal(value: str) -> bool:
    """Tell whether `value` is written in hexadecimal digits alone, as digests, commits and UUIDs are."""
    return bool(HEX.match(value) or UUID.match(value))


def digest(value: str) -> bool:
    """Tell whether `value` is a digest, also one with words in front: `node-modules-3f2a…`."""
    return hexadecimal(value) or DIGEST.match(value) is not None


def strangeness(value: str) -> float:
    """Return how unlike words `value` is, from 0 (words) to 1 (nothing like words).

    Counted over pairs of neighbours: a common pair of letters and a separator between words speak for words; a rare
    pair, and a change between letters and digits, against. The start of a new hump (`aB`) says nothing.
    """
    plain = strange = 0
    for first, second in pairwise(value[:SAMPLE]):
        if first.isalpha() and second.isalpha():
            if first.islower() and second.isupper():
                continue
            if (first + second).lower() in COMMON:
                plain += 1
            else:
                strange += 1
        elif first.isdigit() and second.isdigit():
            continue
        elif first.isalnum() and second.isalnum():
            strange += 1
        else:
            plain += first in "-_./: "
            strange += first in "+=!@#$%^&*?~"
    return strange / (plain + strange) if plain + strange else 0.0


SHORTEST = 5
"""Characters of the shortest password that is known for one."""
MANIFOLD = 8
"""Characters of the shortest password that is known by its signs alone."""
SAMPLE = 48
"""Characters of a text that are enough to tell."""
STRANGE = 0.4
"""From here on a text of 16 characters is no word or name: of 45,000 names in code, one in a hundred reaches it."""


def random(value: str, length: int = 16) -> bool:
    """Tell whether `value` has `length` characters or more and looks as if a generator had made it."""
    return len(value) >= length and (hexadecimal(value) or strangeness(value) >= STRANGE)


def varied(value: str) -> bool:
    """Tell whether `value` looks made by a generator from capitals, small letters and digits: no digest, no name."""
    kinds = (str.isupper, str.islower, str.isdigit)
    return random(value, 24) and not hexadecimal(value) and all(any(map(kind, value)) for kind in kinds)


def manifold(value: str) -> bool:
    """Tell whether `value` has letters, digits and a sign that no word has, as passwords for picky services do."""
    tests = (str.isalpha, str.isdigit, "!@#$%^&*?~+=".__contains__)
    return len(value) >= MANIFOLD and all(any(map(test, value)) for test in tests)


def chosen(value: str) -> bool:
    """Tell whether `value` looks like a password that a person chose: letters with a digit or a sign among them."""
    if len(value) < SHORTEST or TERM.match(value) or NUMBER.match(value):
        return False
    letters = any(map(str.isalpha, value))
    others = any(sign.isdigit() or sign in "!@#$%^&*?~+=" for sign in value)
    return letters and (others or random(value, 8))
