"""How much a name says about its value: `db_password` much, `key` little, `max_tokens` nothing."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from memplug.expressions import expression


class Level(IntEnum):
    """How much a name says."""

    NOTHING = 0
    KEY = 1  # "key", "auth", "sig", "cookie": may be anything
    TOKEN = 2  # a token or a key of an interface: made by a generator
    SECRET = 3  # made by a generator or by a person
    PASSWORD = 4  # mostly made by a person


HUMP = expression(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-. ]+")
# Words at the end of a name that say nothing of what it is.
TRAILERS = frozenset(
    """
    dev devel development prod production stage staging test testing local default value val str string text plain
    plaintext raw b64 base64 env old new current live main backup sandbox qa ci v1 v2 v3 1 2 3 4 us eu global hex
    encoded decoded base
    """.split()  # noqa: SIM905  a list would take six times the lines
)
# Words at the end of a name that say that it is something about a secret.
ABOUT = frozenset(
    """
    name names id ids url uri urls path paths file files filename type types count counts length len size min max
    field fields header headers label labels hash hashed digest policy expiry expires expiration expire exp ttl
    timeout limit limits budget ref refs arn version index regex pattern format prefix suffix hint placeholder
    error errors reset required enabled disabled algorithm algo alg provider endpoint store manager class reader
    ring rings word words list set map usage used rate cost input output form page screen view model schema table
    column service handler middleware filter validator generator parser stdin variable var dir directory strength
    rotation vault group user users username role scope scopes issuer audience encryption changed updated created
    at by status state mode flow method kind title description message help link button icon html css position
    offset start end line lines stream lexer izer ization ize code2 number num total remaining window bucket event
    events alias aliases exists valid verified confirm check checker tests spec mock fixture fingerprint
    thumbprint press down up binding bindings board bard chain note notes frame frames iterations rounds region zone
    location host hostname port domain cluster namespace project country mgr realm
    """.split()  # noqa: SIM905  a list would take six times the lines
)
PASSWORD = expression(
    r"(?:^|_)(?:pass|pwd|passcode)(?:_|$)|passw(?:or)?d|passphrase|passwort|(?:db|pg|user|my|root|smtp|mail|ftp"
    r"|admin|mysql|redis|sql)_?(?:pass|pwd)$"
    r"|(?:^|_)(?:bind|require|root|login|store|key|trust|become|default|ssh|wifi|vnc|rdp|web|app|svc|dba?|host|vpn|ldap|ad)?_?(?:pass|pw)$|storepass$"
    r"|kennwort|(?:^|_)passord|(?:^|_)mnemonic|seed_phrase|recovery_phrase|(?:^|_)psk$"
    r"|(?:wifi|wi_fi|wlan|wpa|network)_?key$"
)
SECRET = expression(r"secret|credentials?(?:_|$)|(?:^|_)creds?(?:_|$)|connection_?str|conn_?str")
SECRET_KEY = expression(
    r"(?:api|access|private|auth|encryption|encrypt|signing|sign|signature|master|admin|account|shared|license"
    r"|licence|app|application"
    r"|client|storage|deploy|subscription|write|webhook|jwt|session|hmac|ssh|server|cipher|crypt|crypto|aes|rsa|tls"
    r"|ssl|pgp|gpg"
    r"|integration|management|rest|functions?|ingest|ingestion|insert|service|project|team|user|preshared"
    r"|security"
    r"|routing|recaptcha|captcha|wrapping|root|host|fernet|nextauth|cookie)_?keys?$|access_?code$"
)
TOKEN = expression(r"token$|(?:^|_)(?:pat|jwt|bearer|dsn|wif)$|session_?key$|(?:^|_)auth$|^authorization$")
KEY = expression(r"key$|(?:^|_)(?:sig|signature|salt|seed|cookie)$|key_data$|sessid$|^sessionid$")
NO_KEY = expression(
    r"public_?key|publishable|site_?key|(?:^|_)pub_?key|(?:^|_)(?:primary|foreign|sort|partition|cache|object|row|group|dict"
    r"|hot|composite|unique|natural|candidate|lookup|query"
    r"|react|i18n|translation|locale|config|storage_item|short|idempotency|dedupe|index|map|registry|hash"
    r"|host|known|json|sub|gpg|pgp)_?key$"
    r"|(?:^|_)(?:next|page|continuation|sync|start|end|eos|bos|pad|unk|mask|sep|cls|stop|special|prev|previous|last"
    r"|cursor|cancellation|ct"
    r"|lookahead|current|input|output|prompt|completion|cached|max|min|n|num|per|total|design|color|theme|spacing"
    r"|symbol|mention)_?tokens?$"
    r"|tokens$|keyword|monkey|turkey|donkey|hockey|whiskey|jockey|bypass|compass|encompass|surpass|trespass|passing"
    r"|passed|passenger|passage|passive"
    r"|author(?!iz)|keyboard|tokenizer|tokeniz|(?:random|rng|np|torch|global|test)_?seed|^seed$|asset_key|commit|^session$"
)
FORMS = (
    (PASSWORD, Level.PASSWORD),
    (SECRET, Level.SECRET),
    (SECRET_KEY, Level.TOKEN),
    (TOKEN, Level.TOKEN),
    (KEY, Level.KEY),
)
"""What a name holds and how much that says, the surest first."""


@lru_cache(maxsize=4096)
def level(name: str) -> Level:
    """Return how much `name` says, in whatever case and with whatever joints it is written."""
    words = HUMP.sub("_", name).strip("_").lower().split("_")
    while len(words) > 1 and (words[-1].isdigit() or words[-1] in TRAILERS):
        words.pop()
    words[-1] = words[-1].rstrip("0123456789")
    snake = "_".join(filter(None, words))
    if words[-1] in ABOUT:
        return Level.NOTHING
    found = next((found for form, found in FORMS if form.search(snake)), Level.NOTHING)
    if found is Level.NOTHING or NO_KEY.search(snake):
        return Level.NOTHING
    return Level.TOKEN if found is Level.KEY and name.rpartition(" ")[2].isupper() and snake.endswith("_key") else found
