"""Which files a shell command writes, deletes or prints, as far as it says so plainly."""

from __future__ import annotations

import posixpath
import re

from memplug.digest.commands import LONGEST, steps
from memplug.expressions import expression

ENOUGH = 20_000
"""Characters of a command that are looked at for what it writes: a here-document is the whole file."""
PATH = r"(?:\"(?P<q>[^\"$`]{1,300}+)\"|'(?P<s>[^']{1,300}+)'|(?P<p>[\w./~@+-]{1,300}+)(?![^\s;&|()<>\"'`]))"
WRITING = expression(
    rf"(?:\bcat\s*+>>?|\btee(?:\s{{1,9}}-a)?)\s*+{PATH}\s{{0,9}}+<<"
    rf"|\bcat\s*+<<-?\s*+[^\s>]{{1,80}}+\s{{0,9}}+>>?\s*+{PATH.replace('?P<', '?P<a')}"
)
# Matches whatever is printed, so that no text is searched twice, and has a path when it goes into a file.
PRINTING = expression(
    r"\b(?:echo|printf)\b"
    r"(?>\"(?:[^\"\\]++|\\.)*+\\?(?:\"|\Z)|'[^']*+(?:'|\Z)|\\.|[^\s\"'>|;&\\]++|[^\S\n]++)*+"
    rf"(?:>>?\s*+{PATH})?",
    re.DOTALL,
)
IN_PLACE = expression(
    r"\b(?:sed\s{1,9}+(?:-[A-Za-z]{1,9}\s{1,9}+){0,4}?-i(?:\.\w{1,9}+|\s{1,9}+'')?\s{1,9}+(?:-[A-Za-z]{1,9}\s{1,9}+){0,4}+"
    r"|perl\s{1,9}+(?:-\w{1,9}\s{1,9}+){0,4}?-\w{0,9}i\w{0,9}(?:\.\w{1,9}+)?\s{1,9}+(?:-\w{1,9}\s{1,9}+){0,4}+)"
    rf"(?:'[^']{{0,2000}}+'|\"[^\"]{{0,2000}}+\")\s{{1,9}}+{PATH}"
)
POWERSHELL = expression(
    rf"\b(?:Set-Content|Add-Content|Out-File)\s++(?:-(?:Path|FilePath|LiteralPath)\s++)?{PATH}", re.IGNORECASE
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
# Where a here-document begins, and who reads it: a shell, another interpreter, or a program for which it is a text.
DOCUMENT = expression(r"(?<!<)<<-?[ \t]{0,9}+(['\"]?)(?P<end>[A-Za-z_]\w{0,60}+)\1")
SHELL = expression(r"(?:^|[\s/])(?:ba|z|da|k)?sh(?=\s|$)")
PROGRAM = r"(?:python[\d.]{0,9}|py|pypy3?|node|deno|bun|tsx|perl|ruby|php)"
INTERPRETER = expression(rf"(?:^|[\s/]){PROGRAM}(?=\s|$)")
COPYING = expression(r"\s*+(?:cat|tee)\b")
# A script on the command line: `python -c`, `node -e`.
EVALUATED = expression(
    rf"(?:^|[\s/(;&|]){PROGRAM}[^\S\n]"
    r"(?:[\w./=@-]{1,40}+[^\S\n]){0,4}?(?:-\w{0,3}[cepr]|--eval|--print|eval)\s",
    re.MULTILINE,
)
FOLDER = expression(r"\s*(?:cd|pushd)\s+(?:\"(?P<q>[^\"$`]+)\"|'(?P<s>[^']+)'|(?P<p>[^\s;&|$`]+))\s*(?:&&|;|\n)")
REMOVING = expression(r"^(?P<git>git\s+)?rm\s+(?P<words>.+)")
# Deleted only when what stands before it failed, which nobody tells.
PERHAPS_REMOVING = expression(r"\|\|\s*+(?=(?:git\s+)?rm\s)")
WORD = expression(r"\"[^\"]*+\"|'[^']*+'|[^\s\"']\S*+")
KEEPING = expression(r"--cached\Z|--dry-run\Z|-[A-Za-z]*n")
"""Options of `git rm` with which no file is deleted."""
READING = expression(
    rf"^(?:cat|head|tail|less|bat|nl|sed\s+-n)\s+(?:-\S+\s+|\d+\s+|'[^']*'\s+|\"[^\"]*\"\s+)*{PATH}\s*$"
)


def written(command: str) -> tuple[str, ...]:
    """Return the files that a command plainly writes.

    That is a here-document or printed text into a file, an edit in place, and a script that names the file it opens.
    """
    shell, script = _parts(command)
    found: list[re.Match[str]] = []
    if ">" in shell or "<<" in shell:
        found += [*WRITING.finditer(shell), *PRINTING.finditer(shell)]
    if "sed" in shell or "perl" in shell:
        found += IN_PLACE.finditer(shell)
    if "open(" in script or "File" in script:
        found += OPENED.finditer(script)
    if ".write_text(" in script or ".write_bytes(" in script:
        found += NAMED.finditer(script)
    if "-Content" in shell or "Out-File" in shell:
        found += POWERSHELL.finditer(shell)
    paths = dict.fromkeys(_within(command, path) for path in (*map(_path, found), *_by_name(script)) if path)
    return tuple(path for path in paths if not path.startswith("/dev/"))


def _parts(command: str) -> tuple[str, str]:
    """Return what of a command a shell runs, and what another interpreter does.

    Here-documents that only become a file or an argument are in neither.
    """
    shell, scripts = _without_documents(command[:ENOUGH].split("\n"), is_cut=len(command) > ENOUGH)
    evaluated = EVALUATED.search(shell)
    return shell, "\n".join((*scripts, shell[evaluated.start() :] if evaluated else ""))


def _without_documents(lines: list[str], *, is_cut: bool) -> tuple[str, list[str]]:
    """Return the lines that a shell runs, and the here-documents that other interpreters read."""
    ends = {line.strip() for line in lines}
    shell: list[str] = []
    scripts: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        shell.append(line)
        number += 1
        for mark in DOCUMENT.finditer(line):
            if number >= len(lines) or (mark["end"] not in ends and not is_cut):
                break
            begin = number
            while number < len(lines) and lines[number].strip() != mark["end"]:
                number += 1
            reader = _reader(line, mark)
            if SHELL.search(reader):
                shell += lines[begin:number]
            elif INTERPRETER.search(reader):
                scripts.append("\n".join(lines[begin:number]))
            number += 1
    return "\n".join(shell), scripts


def _reader(line: str, mark: re.Match[str]) -> str:
    """Return the command that reads a here-document: the one before its mark, or behind the pipe from `cat`."""
    before = re.split(r"[;&|(]", line[max(mark.start() - 300, 0) : mark.start()])[-1]
    return line[mark.end() : mark.end() + 300].partition("|")[2] if COPYING.match(before) else before


def _by_name(script: str) -> list[str]:
    """Return the files that a script writes by a variable: all that the variable is in the script."""
    names = {_path(match) for match in OPENED_BY_NAME.finditer(script)} if "(" in script else ()
    return [found["text"] for found in GIVEN.finditer(script) if found["name"] in names] if names else []


def removed(command: str) -> tuple[str, ...]:
    """Return the files that a command deletes."""
    if "rm " not in command:
        return ()
    paths: list[str] = []
    for step in steps(PERHAPS_REMOVING.sub("|| : ", command[:LONGEST])):
        if found := REMOVING.match(step):
            words = WORD.findall(found["words"])
            if not (found["git"] and any(map(KEEPING.match, words))):
                paths += (word.strip("\"'") for word in words if not word.startswith("-") and "$" not in word)
    return tuple(_within(command, path) for path in paths)


def looked_at(command: str) -> tuple[str, ...]:
    """Return the file that a command only prints."""
    doing = steps(command)
    match = READING.match(doing[0]) if len(doing) == 1 else None
    return (_within(command, _path(match)),) if match else ()


def folder(command: str) -> str:
    """Return the folder to which the first step of a command goes; empty when it stays."""
    found = FOLDER.match(command[:LONGEST])
    return _path(found) if found else ""


def _within(command: str, path: str) -> str:
    """Return `path` as seen from where the command was called, when its first step goes to another folder."""
    return path if re.match(r"[A-Za-z]:", path) else posixpath.join(folder(command), path)


def _path(match: re.Match[str]) -> str:
    return next((value for value in match.groupdict().values() if value), "")
