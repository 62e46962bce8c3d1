"""Which files a shell command writes, deletes or prints, as far as it says so plainly."""

from __future__ import annotations

import posixpath
import re

from memplug.digest.commands import LONGEST, steps
from memplug.expressions import expression

ENOUGH = 20_000
"""Characters of a command that are looked at for what it writes: a here-document is the whole file."""
PATH = r"(?:\"(?P<q>[^\"$`]+)\"|'(?P<s>[^']+)'|(?P<p>[\w./~@+-]+))"
WRITING = expression(
    rf"(?:\bcat\s*>>?|\btee(?:\s+-a)?)\s*{PATH}\s*<<|\bcat\s*<<-?\s*\S+\s*>>?\s*{PATH.replace('?P<', '?P<a')}"
)
PRINTING = expression(
    rf"\b(?:echo|printf)\b(?>\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s\"'>|;&]+|\s+)*+>>?\s*{PATH}", re.DOTALL
)
IN_PLACE = expression(
    rf"\b(?:sed\s+(?:-[A-Za-z]+\s+)*-i(?:\.\w+|\s+'')?\s+(?:-[A-Za-z]+\s+)*|perl\s+(?:-\w+\s+)*-\w*i\w*(?:\.\w+)?\s+(?:-\w+\s+)*)"
    rf"(?:'[^']*'|\"[^\"]*\")\s+{PATH}"
)
POWERSHELL = expression(
    rf"\b(?:Set-Content|Add-Content|Out-File)\s+(?:-(?:Path|FilePath|LiteralPath)\s+)?{PATH}", re.IGNORECASE
)
# What a script inside the command writes: Python's `open` and `Path`, Node's `writeFile`.
OPENED = expression(
    r"\bopen\(\s*[\"'](?P<p>[^\"'\n]{1,300})[\"']\s*,\s*(?:mode\s*=\s*)?[\"'][wax]"
    r"|\b(?:writeFileSync|writeFile|appendFileSync)\(\s*[\"'`](?P<q>[^\"'`\n$]{1,300})[\"'`]"
)
# The same by a variable, and the texts that variables were given.
OPENED_BY_NAME = expression(
    r"\bopen\(\s*(?P<p>[A-Za-z_]\w{0,40})\s*,\s*(?:mode\s*=\s*)?[\"'][wax]"
    r"|\b(?:writeFileSync|writeFile|appendFileSync)\(\s*(?P<q>[A-Za-z_$]\w{0,40})\s*,"
    r"|\b(?P<s>[A-Za-z_]\w{0,40})\.write_(?:text|bytes)\("
)
GIVEN = expression(
    r"(?:^[ \t]*(?:const |let |var )?|;[ \t]*)(?P<name>[A-Za-z_$]\w{0,40})[ \t]*=[ \t]*(?:(?:pathlib\.)?Path\(\s*)?"
    r"[\"'](?P<text>[^\"'\n]{1,300})[\"']\)?(?=[ \t]*(?:;|#|$))",
    re.MULTILINE,
)
NAMED = expression(r"\bPath\(\s*[\"'](?P<p>[^\"'\n]{1,300})[\"']\s*\)")
FOLDER = expression(r"\s*(?:cd|pushd)\s+(?:\"(?P<q>[^\"$`]+)\"|'(?P<s>[^']+)'|(?P<p>[^\s;&|$`]+))\s*(?:&&|;|\n)")
REMOVING = expression(r"^(?:git\s+)?rm\s+(.+)")
READING = expression(
    rf"^(?:cat|head|tail|less|bat|nl|sed\s+-n)\s+(?:-\S+\s+|\d+\s+|'[^']*'\s+|\"[^\"]*\"\s+)*{PATH}\s*$"
)


def written(command: str) -> tuple[str, ...]:
    """Return the files that a command plainly writes.

    That is a here-document or printed text into a file, an edit in place, and a script that names the file it opens.
    """
    command = command[:ENOUGH]
    found: list[re.Match[str]] = []
    if ">" in command or "<<" in command:
        found += [*WRITING.finditer(command), *PRINTING.finditer(command)]
    if "sed" in command or "perl" in command:
        found += IN_PLACE.finditer(command)
    if "open(" in command or "File" in command:
        found += OPENED.finditer(command)
    if ".write_text(" in command or ".write_bytes(" in command:
        found += NAMED.finditer(command)
    if "-Content" in command or "Out-File" in command:
        found += POWERSHELL.finditer(command)
    paths = dict.fromkeys(_within(command, path) for path in (*map(_path, found), *_by_name(command)) if path)
    return tuple(path for path in paths if not path.startswith("/dev/"))


def _by_name(command: str) -> list[str]:
    """Return the files that a script writes by a variable: all that the variable is in the script."""
    names = {_path(match) for match in OPENED_BY_NAME.finditer(command)} if "(" in command else ()
    return [found["text"] for found in GIVEN.finditer(command) if found["name"] in names] if names else []


def removed(command: str) -> tuple[str, ...]:
    """Return the files that a command deletes."""
    if "rm " not in command:
        return ()
    words = [word for step in steps(command) if (found := REMOVING.match(step)) for word in found[1].split()]
    return tuple(_within(command, word.strip("\"'")) for word in words if not word.startswith("-") and "$" not in word)


def looked_at(command: str) -> tuple[str, ...]:
    """Return the file that a command only prints."""
    doing = steps(command)
    match = READING.match(doing[0]) if len(doing) == 1 else None
    return (_within(command, _path(match)),) if match else ()


def _within(command: str, path: str) -> str:
    """Return `path` as seen from where the command was called, when its first step goes to another folder."""
    folder = FOLDER.match(command[:LONGEST])
    return posixpath.join(_path(folder), path) if folder and not re.match(r"[A-Za-z]:", path) else path


def _path(match: re.Match[str]) -> str:
    return next((value for value in match.groupdict().values() if value), "")
