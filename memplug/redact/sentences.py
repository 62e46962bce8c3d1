"""Secrets that the wording of a sentence gives away, where no name stands right before them.

Rows are as in `places`.
"""

from memplug.redact import values
from memplug.redact.place import SIGN, Place, not_chosen, nothing


def _no_secret(value: str) -> bool:
    """Tell whether `value` is neither made by a generator nor a password for picky services."""
    made = values.random(value, 12) and any(map(str.isdigit, value))
    return values.stand_in(value) or values.reference(value) or not (made or values.manifold(value))


def _words(value: str) -> bool:
    """Tell whether four times four letters are words."""
    return values.strangeness(value.replace(" ", "")) < values.STRANGE


SENTENCES = (
    Place(
        "user and password with a stroke between them",
        ("login: ", "credentials: ", "creds: ", "credentials are ", "creds are ", "in with ", "in as "),
        r"(?:log ?in|credentials|creds)(?: are| with| as|:)\s{1,3}[\w.@+-]{2,60}+(?: ?/ ?|:)([^\s\"'`/]{7,100})",
        not_chosen,
    ),
    Place(
        "words that a wallet is restored from",
        ("phrase", "mnemonic", "seed words", "recovery words"),
        r"(?:(?:seed|recovery|backup|secret) (?:phrase|words)|mnemonic)\b[\"'`*_]{0,3}(?: is| are)?"
        r"\s{0,2}[:=]?\s{1,3}[\"'`]?((?:[a-z]{3,8} ){11,23}[a-z]{3,8})(?![a-z])",
        nothing,
    ),
    Place(
        "password before the word for it",
        (" as the ", " as my ", " as a ", " as our "),
        r"(?:use|used|using|try|tried|enter|type|set) [\"'`]?([^\s\"'`]{6,100})[\"'`]?\s{1,3}as (?:the|my|a|our)"
        r"(?: \w{1,15}){0,2}? (?:password|passphrase|token|secret|api key)(?! (?:hash|format|type|name|store))",
        _no_secret,
    ),
    Place(
        "password after the one it replaces",
        ("password from ", "passwort von ", "passphrase from "),
        r"(?:password|passphrase|passwort) (?:from|von) \S{3,80} (?:to|auf|zu) [\"'`]?([^\s\"'`]{5,100})",
        not_chosen,
    ),
    Place(
        "password before the one that replaces it",
        ("password from ", "passwort von ", "passphrase from "),
        r"(?:password|passphrase|passwort) (?:from|von) [\"'`]?([^\s\"'`]{5,100})[\"'`]? (?:to|auf|zu) ",
        not_chosen,
    ),
    Place(
        "user:password to sign in with",
        (" to log", " to sign in", " to connect"),
        r"\b(?:use|using|with|as|try|enter) [\"'`]?[a-z][\w.@-]{1,60}(?::| / )([^\s:/@\"'`]{6,100})[\"'`]?"
        r" to (?:log|sign in|connect)",
        not_chosen,
    ),
    Place(
        "password of four times four letters",
        ("pass",),
        rf"pass(?:word|wd)?(?:{SIGN})?\s{{0,3}}(?:[:=]|is)\s{{0,3}}(?:{SIGN})?"
        r"((?:[a-z]{4} ){3}[a-z]{4})(?!\w| [a-z])",
        _words,
    ),
    Place(
        "password beside a mail address",
        (" / ",),
        r"@[\w.-]{1,60}\.[a-z]{2,10} / ([^\s/\"'`]{6,100})",
        _no_secret,
    ),
    Place(
        "password of a well-known user",
        ("root:", "admin:", "postgres:", "administrator:", "ubuntu:", "guest:"),
        r"(?:root|admin|postgres|administrator|ubuntu|guest):"
        r"(?:([^\s:/@\"'`{}();]{6,100})@(?=[\w.-]{3,100}(?:[\s:/\"'`]|\Z))"
        r"|([^\s:/\"'`{}();]{8,100})(?=[\s\"'`]|\Z))",
        _no_secret,
        after=r"(?:^|[\s\"'`(])[a-z]+:$",
    ),
    Place(
        "password that was set anew",
        ("new value: ",),
        r"password[^\n]{0,120}\nnew value: ([^\s]{8,100})",
    ),
)
