"""Secrets that command lines, programs and the files of commands give away.

The part of an expression that is the secret is its first group that is there. Rows are as in `places`.
"""

from memplug.redact import values
from memplug.redact.place import SIGN, Place, not_chosen, not_made, not_manifold, not_random, not_varied


def no_password(value: str) -> bool:
    """Tell whether `value` is a stand-in, the next option, or a port."""
    return values.stand_in(value) or value.startswith("-") or (value.isdigit() and len(value) <= PORT)


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
        ("auth", "login(", "log_in(", "sign_in(", "signin(", "credential"),
        rf"(?:auth|log_?in|sign_?in|authenticate|credentials?|authenticationtoken)(?:=|\s=\s|)\(\s{{0,9}}(?:{SIGN}[^\"'\s]{{1,100}}{SIGN}|[\w.]{{1,60}}),\s{{0,9}}{SIGN}([^\"'\s]{{7,200}}?){SIGN}\s{{0,9}}\)",
        not_chosen,
    ),
    Place(
        "key given to a client",
        ("client(", "search(", "init(", "ialize(", ".load(", "configure(", "connect(", "start(", "wallet("),
        r"(?:client|algoliasearch|\.(?:init|initialize|load|configure|connect|start)|wallet)\("
        rf"\s{{0,9}}(?:(?:{SIGN}[\w-]{{1,60}}{SIGN}|[\w.$]{{1,60}}),\s{{0,9}})?{SIGN}([\w-]{{24,}}+){SIGN}",
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
        "secret that the line above leads to",
        ("\n",),
        r"\n[ \t]{0,8}([^\s:]{16,300}+)[ \t]{0,4}(?=[\r\n]|\Z)",
        not_made,
        after=r"\bcat [^\s|;&<>]{0,200}?(?:secret|token|passw|api_?key|credential|\.key)[^\s|;&<>./]{0,40}"
        r"(?:\.(?:txt|key))?$"
        r"|\b(?:echo|printenv) [\"$\{]{0,3}\w{0,40}(?:key|token|secret|pass\w{0,6})[\"\}]{0,2}$|config:get \w{1,60}$"
        r"|\bopenssl rand\b|\bgen(?:key|psk)$|\b(?:op read|pass|pass show) \S{1,100}$"
        r"|\bget-secret-value\b|-with-decryption\b|\bsecrets? (?:versions? )?(?:access|get|show|reveal)\b"
        r"|\b(?:auth|create)[ :]tokens?\b|\btokens? (?:create|add|new)\b"
        r"|(?:print|get)-\w{0,10}-?token\b|-field[= ]\w{1,30} \S{1,100}$|\btoken_(?:hex|urlsafe|b64)\("
        r"|\b(?:passw(?:or)?d|secret|token|(?:api|access|secret|private|license)[ _-]?key)s?\b[^\n]{0,120}:$",
    ),
    Place(
        "token given to sign in",
        (" login ", " auth ", " init ", "unlock ", "unseal ", " install "),
        r" (?:login|auth|init|unlock|unseal|service install) ([\w.+/=-]{20,2000}+)(?=[\s`\"']|\Z)",
        not_random,
        after=r"(?:^|[`;&]|[$>] )[ \t]{0,8}(?:npx |sudo )?(?!git )[a-z][\w.-]{1,30}(?: [a-z]{2,12}){1,3} $",
    ),
    Place(
        "value of a secret that is set",
        (" --body", " -b", "value", "--secret-string", "--plaintext"),
        r" -(?:-body|b|-(?:string-)?value|-secret-string|-plaintext)[ =]"
        r"(?:\"([^\"\n]{4,200})\"|'([^'\n]{4,200})'|([^\s\"'-]\S{3,200}))",
        no_password,
        after=r"\bsecrets?\b[^\n]{0,60} (?:set|create|put|add|update)\b|\bsecrets? (?:set|create|put|add|update)\b"
        r"|\b(?:create|put|update)-secret\b|\bsecurestring\b",
    ),
    Place(
        "user and password with a sign between them",
        (" -u ",),
        r" -u\s{1,3}[\"']?[\w.@\\-]{1,60}[%,]([^\s\"'`,%]{3,200})",
        no_password,
        after=r"\b(?:smbclient|rpcclient|smbget|lftp)\b",
    ),
    Place(
        "password of a user of Windows",
        ("net user ", "net use "),
        r"\bnet (?:user [\w.-]{1,60}|use [^\n]{0,100}?/user:[^\s]{1,60}"
        r"|use [a-z]: [^\s]{1,100}(?= \S{1,100} /user:)) ([^\s/*\"'`][^\s\"'`]{3,100})",
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
        after=r"\b(?:curl|wget|ftp|https?|xh|aria2c|hurl|k6|ab|siege|smbclient|lftp|mongosh?|mongodump)\b",
    ),
    Place(
        "password of a command",
        (" -p", " -a", " -w", " -n"),
        r" -[pawn](?:\s{1,4}|=)?(?:[\"']([^\"'\n]{3,200})[\"']|([^\s\"'=-][^\s\"'`]{3,200}))",
        no_password,
        after=r"\b(?:sshpass|useradd|usermod"
        r"|(?:docker|podman|buildah|az|oras|crane) login|helm registry login|redis-cli|sqlcmd"
        r"|mongo(?:sh|dump|restore|import|export)?|mosquitto_[ps]ub|ldap\w+|zip|7za?|rar|ssh-keygen|smbclient"
        r"|twine upload|evil-winrm|psexec(?:\.py)?|smbmap|crackmapexec|netexec|nxc)\b",
    ),
    Place(
        "password beside a user's name in a command",
        (" -p",),
        r" -p(?:\s{1,4}|=)(?:[\"']([^\"'\n]{4,200})[\"']|([^\s\"'=-][^\s\"'`]{4,200}))",
        not_chosen,
        after=r"^(?!.*\b(?:mysql|mariadb|psql|pg_\w|ssh|scp|git|docker run)).*"
        r"\s(?:-u|-l|--user(?:name)?|--login)[ =]?[\"']?[a-z]|\bunzip\b",
    ),
    Place(
        "key given by an option of one letter",
        (" -t ", " -k ", " -p ", " -a ", " -s ", " -b ", " -w "),
        r" -[tkpasbw] [\"']?([\w-]{24,200}+)(?=[\s\"'`]|\Z)",
        not_varied,
    ),
    Place(
        "password of MySQL's commands",
        (" -p",),
        r" -p(?:[\"']([^\"'\n]{3,200})[\"']|([^\s\"'=-][^\s\"'`]{3,200}))",
        no_password,
        after=r"\b(?:mysql|mariadb|7za?\b|rar\b)",
    ),
    Place(
        "password as a word of a command or a line of settings",
        (
            *("wpa_passphrase ", "mysqladmin ", "requirepass ", "rootpw ", "masterauth ", "bindpw ", "securestring "),
            *("rabbitmqctl ", "nmcli ", "iwctl ", "composer config "),
        ),
        r"(?:wpa_passphrase\s{1,4}\S{1,64}\s{1,4}"
        r"|(?:mysqladmin|nmcli|iwctl|composer config)\s[^\n]{0,200}?\s(?:password|passphrase|psk|token)\s{1,4}"
        r"|rabbitmqctl\s{1,4}(?:add_user|change_password|authenticate_user)\s{1,4}\S{1,64}\s{1,4}"
        r"|(?:requirepass|rootpw|masterauth|rootbindpw|bindpw)\s{1,9}|convertto-securestring\s{1,4}(?:-string\s{1,4})?)"
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
    Place(
        "password given to a command that reads it",
        ("<<<",),
        r"<<< ?[\"']?([^\s\"'`$<]{5,200})",
        not_chosen,
        after=r"\b(?:kinit|\w*passwd|sudo|cryptsetup|gpg|ssh-add|openssl|su|login)\b",
    ),
    Place(
        "password after an option of any command",
        (" -p ",),
        r" -p [\"']?([^\s\"'`=@/~*?$.:]{8,200}+)(?=[\s\"'`]|\Z)",
        not_manifold,
    ),
    Place("text given to a command", ("<<<",), r"<<< ?[\"']?([\w.+/=-]{20,200}+)", not_varied),
    Place(
        "password of htpasswd",
        ("htpasswd ", "mosquitto_passwd "),
        r"(?:ht|mosquitto_)passwd\s{1,4}(?=[^\n]{0,40}-[a-z]{0,4}b)(?:-[a-z0-9]{1,5}\s{1,4})++(?:[^\s-]\S{0,200}\s{1,4}){1,2}+([^\s|;&]{3,200})",
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
        r" -k\s{1,3}[\"']?([^\s\"'`-][^\s\"'`]{3,200})",
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
        "token that a command reads",
        ("echo ", "printf "),
        r"(?:echo|printf)\s{1,4}(?:-\w\s{1,4}|[\"']?%s(?:\\n)?[\"']?\s{1,4})?[\"']?([\w.+/=~-]{16,400}+)[\"']?\s{0,4}\|"
        r"[^\n|]{0,200}?(?:login|secret|auth|passw|token|credential|vault)",
        not_random,
    ),
    Place(
        "secret that is written to a file",
        ("echo ", "printf "),
        r"(?:echo|printf)\s{1,4}(?:-\w\s{1,4}|[\"']?%s(?:\\n)?[\"']?\s{1,4})?[\"']?([^\s\"'`|<>:={}$]{5,400}+)[\"']?\s{0,4}"
        r">{1,2}\s{0,4}[^\s>]{0,100}?(?:pass|secret|token|\.key|api_?key|credential)",
        not_chosen,
    ),
    Place(
        "seed of one-time passwords",
        ("oathtool ", "totp("),
        r"(?:\boathtool [^\n]{0,60}?\s|totp\(\s{0,9}[\"'])([a-z2-7]{16,128}+)={0,6}(?=[\s\"'`]|\Z)",
    ),
    Place(
        "password that a script sends",
        ("assword",),
        r"assword[^\n]{0,20}\s{0,9}\{?\s{0,9}send (?:-- )?[\"{]([^\s\"\\{}]{4,200})",
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
        r"|(?:with|login|encrypted|set|(?:role|user)\s{1,9}\S{1,64})\s{1,9}password(?:\s{1,9}for\s{1,9}\S{1,64})?\s{0,9}=?)\s{0,9}\\{0,4}['\"]([^\s'\"`\\]{3,200})",
    ),
)
