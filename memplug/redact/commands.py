"""Secrets that command lines, programs and the files of commands give away.

The part of an expression that is the secret is its first group that is there. Rows are as in `places`.
"""

from memplug.redact import values
from memplug.redact.place import SIGN, Place, not_chosen, not_random


def no_password(value: str) -> bool:
    """Tell whether `value` is a stand-in, the next option, or a port."""
    return values.stand_in(value) or value.startswith("-") or (value.isdigit() and len(value) <= PORT)


def not_varied(value: str) -> bool:
    """Tell whether `value` is not of capitals, small letters and digits, or points to something."""
    return values.stand_in(value) or values.reference(value) or not values.varied(value)


PORT = 5
"""Digits of the highest port."""
COMMANDS = (
    Place(
        "Oracle's user/password",
        ("jdbc:oracle:", "sqlplus"),
        r"(?:jdbc:oracle:\w+:|sqlplus\s+(?:-\w+\s+)*)\w+/([^\s/@\"']{4,100})@",
    ),
    Place(
        "user and password in code",
        ("auth", "login(", "log_in(", "sign_in(", "signin("),
        rf"(?:auth|log_?in|sign_?in|authenticate)(?:=|\s=\s|)\(\s{{0,9}}(?:{SIGN}[^\"'\s]{{1,100}}{SIGN}|[\w.]{{1,60}}),\s{{0,9}}{SIGN}([^\"'\s]{{7,200}}?){SIGN}\s{{0,9}}\)",
        not_chosen,
    ),
    Place("key given to a client", ("client(",), rf"client\(\s{{0,9}}{SIGN}([\w-]{{24,}}+){SIGN}", not_random),
    Place("cookies given to curl", (" -b ", "--cookie "), r"\s(?:-b|--cookie)\s{1,3}[\"'](?=[\w.-]{1,80}+=)"),
    Place(
        "user and password for curl",
        (" -u", " --user", " --proxy-user", " -a ", " --auth", "curl -"),
        r"\s(?:-[a-z]{0,6}?u|--user|--proxy-user|-a|--auth)(?:\s{1,4}|=)?[\"']?(?!https?:)[^\s:\"'$]{0,100}+:([^\s\"'`]{3,200})",
        no_password,
        after=r"\b(?:curl|wget|https?|xh|aria2c|hurl|k6|ab|siege|smbclient|lftp|mongosh?|mongodump)\b",
    ),
    Place(
        "password of a command",
        (" -p", " -a", " -w", " -n"),
        r"\s-[pawn](?:\s{1,4}|=)?(?:[\"']([^\"'\n]{3,200})[\"']|([^\s\"'=-][^\s\"'`]{3,200}))",
        no_password,
        after=r"\b(?:sshpass|(?:docker|podman|buildah|az|oras|crane) login|helm registry login|redis-cli|sqlcmd"
        r"|mongo(?:sh|dump|restore|import|export)?|mosquitto_[ps]ub|ldap\w+|zip|7za?|rar|ssh-keygen|smbclient)\b",
    ),
    Place(
        "password of MySQL's commands",
        (" -p",),
        r"\s-p(?:[\"']([^\"'\n]{3,200})[\"']|([^\s\"'=-][^\s\"'`]{3,200}))",
        no_password,
        after=r"\b(?:mysql|mariadb|7za?\b|rar\b)",
    ),
    Place(
        "password as a word of a command or a line of settings",
        ("wpa_passphrase ", "mysqladmin ", "requirepass ", "rootpw ", "masterauth ", "bindpw ", "securestring "),
        r"(?:\bwpa_passphrase\s{1,4}\S{1,64}\s{1,4}|\bmysqladmin\s[^\n]{0,200}?\spassword\s{1,4}"
        r"|(?<![^\s])(?:requirepass|rootpw|masterauth|rootbindpw|bindpw)\s{1,9}|convertto-securestring\s{1,4}(?:-string\s{1,4})?)"
        r"(?:[\"']([^\"'\n]{4,200})[\"']|([^\s\"'$<-][^\s\"'`]{4,200}))",
        not_chosen,
    ),
    Place(
        "password of Windows' commands",
        (" /p:", " /pass:"),
        r"\s/p(?:ass)?:[\"']?([^\s\"'`]{4,200})",
        no_password,
        after=r"\b(?:xfreerdp|wlfreerdp|rdesktop|cmdkey)\b",
    ),
    Place(
        "password that a test types",
        ("pass",),
        rf"passw(?:or)?d[\"'\])]{{1,4}}\.(?:send_?keys|type|fill|set_?value|press_?sequentially)\(\s{{0,4}}{SIGN}([^\s\"'`]{{5,200}}?){SIGN}"
        rf"|\.(?:fill|type)\(\s{{0,4}}{SIGN}[^\n\"'`]{{0,60}}passw(?:or)?d[^\n\"'`]{{0,9}}{SIGN},\s{{0,4}}{SIGN}([^\s\"'`]{{5,200}}?){SIGN}",
        not_chosen,
    ),
    Place(
        "default of a variable",
        ("env(",),
        rf"env\(\s{{0,4}}{SIGN}\w{{1,60}}{SIGN}\s{{0,4}},\s{{0,4}}{SIGN}([^\s\"'`]{{24,200}}?){SIGN}",
        not_varied,
    ),
    Place("text given to a command", ("<<<",), r"<<< ?[\"']?([\w.+/=-]{20,200}+)", not_varied),
    Place(
        "password of htpasswd",
        ("htpasswd ",),
        r"htpasswd\s{1,4}(?=[^\n]{0,40}-[a-z]{0,4}b)(?:-[a-z0-9]{1,5}\s{1,4})++(?:[^\s-]\S{0,200}\s{1,4}){1,2}+([^\s|;&]{3,200})",
        no_password,
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
        no_password,
    ),
    Place(
        "token given to a command",
        ("vault login ", "--with-token", "-stdin", "echo "),
        r"(?:vault login |(?:--with-token|-stdin) <<< ?|\$\(echo )[\"']?([\w.+/=-]{20,200}+)",
        not_random,
    ),
    Place(
        "netrc",
        ("login ",),
        r"login\s{1,20}\S{1,200}+\s{1,20}(?:account\s{1,20}\S{1,200}+\s{1,20})?password\s{1,20}([^\s`\"']{3,200})",
        not_chosen,
    ),
    Place(
        "pgpass",
        (":543", ":*:*:", ":6432:"),
        r"(?<![\w.:/-])[\w.*-]{1,200}+:(?:543\d|6432|\*):[\w*-]{1,64}+:[\w.*@-]{1,64}+:([^\s`\"'|]{3,200})(?=[\s`\"']|$)",
    ),
    Place(
        "SQL password",
        (
            "identified",
            "with password",
            "set password",
            "login password",
            "encrypted password",
            "alter user",
            "alter role",
        ),
        r"(?:identified\s{1,9}(?:with\s{1,9}\S{1,64}\s{1,9})?by"
        r"|(?:with|login|encrypted|set|(?:role|user)\s{1,9}\S{1,64})\s{1,9}password\s{0,9}=?)\s{0,9}\\{0,4}['\"]([^\s'\"`\\]{3,200})",
    ),
)
