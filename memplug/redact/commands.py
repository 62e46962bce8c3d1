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
    Place(
        "key given to a client",
        ("client(", "search("),
        rf"(?:client|algoliasearch)\(\s{{0,9}}(?:{SIGN}[\w-]{{1,60}}{SIGN},\s{{0,9}})?{SIGN}([\w-]{{24,}}+){SIGN}",
        not_random,
    ),
    Place(
        "key of a signature in code",
        ("jwt.", "jsonwebtoken."),
        r"\b(?:jwt|jsonwebtoken)\.(?:sign|encode|verify|decode)\(\s{0,9}(?:[\w.$]{1,60}|\{[^{}]{0,300}\}),\s{0,9}"
        rf"b?{SIGN}([^\s\"'`]{{5,200}}?){SIGN}",
        not_chosen,
    ),
    Place(
        "key of a cipher in code",
        ("hmac", "fernet(", "cipher", "aes.", "wifi.begin("),
        rf"(?:\bhmac\.(?:new|digest)\(|\bfernet\(|(?:createhmac|createcipheriv|createdecipheriv|wifi\.begin|hmac\.hexdigest)"
        rf"\(\s{{0,9}}{SIGN}[^\n\"'`]{{1,60}}{SIGN},|aes\.(?:en|de)crypt\([\w.$]{{1,60}},"
        rf"|hash_hmac\({SIGN}[\w-]{{1,20}}{SIGN},\s{{0,4}}\$?[\w.$]{{1,60}},)"
        rf"\s{{0,9}}b?{SIGN}([^\s\"'`]{{5,200}}?){SIGN}",
        not_chosen,
    ),
    Place(
        "password of a database in code",
        (
            "mysqli(",
            "mysqli_connect(",
            "mysql_connect(",
            "real_connect(",
            "new pdo(",
            "new sequelize(",
            "getconnection(",
        ),
        r"(?:mysqli(?:_connect)?|mysql_connect|real_connect|new pdo|new sequelize|getconnection)\("
        rf"(?:\s{{0,9}}(?:{SIGN}[^\n\"'`]{{1,200}}{SIGN}|[\w.$]{{1,60}}),){{2}}+\s{{0,9}}{SIGN}([^\s\"'`]{{5,200}}?){SIGN}",
        not_chosen,
    ),
    Place(
        "file of a secret that is shown",
        ("cat ",),
        r"\bcat [^\s|;&<>]{0,200}?(?:secret|token|passw|api_?key|credential|\.key)"
        r"[^\s|;&<>./]{0,40}(?:\.(?:txt|key))?[ \t]{0,4}\r?\n([^\s]{12,300}+)[ \t]{0,4}(?=[\r\n]|\Z)",
        not_random,
    ),
    Place(
        "token given to sign in",
        (" login ", " auth ", " init ", " unlock "),
        r" (?:login|auth|init|unlock) ([\w.+/=-]{20,200}+)(?=[\s`\"']|\Z)",
        not_random,
        after=r"(?:^|[`;&]|[$>] )[ \t]{0,8}(?:npx |sudo )?[a-z][\w.-]{1,30} \w{4,6} $",
    ),
    Place(
        "value of a secret that is set",
        ("secret set ",),
        r"secret set [\w-]{1,80} (?:[^\n]{0,80} )?(?:--body|-b)[ =]"
        r"(?:\"([^\"\n]{4,200})\"|'([^'\n]{4,200})'|([^\s\"'-]\S{3,200}))",
        no_password,
    ),
    Place(
        "user and password with a sign between them",
        (" -u ",),
        r"\s-u\s{1,3}[\"']?[\w.@\\-]{1,60}[%,]([^\s\"'`,%]{3,200})",
        no_password,
        after=r"\b(?:smbclient|rpcclient|smbget|lftp)\b",
    ),
    Place(
        "password of a user of Windows",
        ("net user ", "net use "),
        r"\bnet (?:user [\w.-]{1,60}|use [^\n]{0,100}?/user:[^\s]{1,60}) ([^\s/*\"'`][^\s\"'`]{3,100})",
        not_chosen,
    ),
    Place(
        "cookies given to curl",
        ("-b '", '-b "', "--cookie '", '--cookie "'),
        r"(?<!\S)(?:-b|--cookie)\s{1,3}[\"'](?=[\w.-]{1,80}+=)",
    ),
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
        r"|mongo(?:sh|dump|restore|import|export)?|mosquitto_[ps]ub|ldap\w+|zip|7za?|rar|ssh-keygen|smbclient"
        r"|twine upload|evil-winrm|psexec(?:\.py)?|smbmap|crackmapexec|netexec|nxc)\b",
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
        "password of openssl",
        (" -k ",),
        r"\s-k\s{1,3}[\"']?([^\s\"'`-][^\s\"'`]{3,200})",
        no_password,
        after=r"\bopenssl (?:enc|aes|des|camellia|chacha)",
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
