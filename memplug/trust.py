"""What a repository may say once its owner allowed exactly that: consent bound to the content of `.memplug/`.

A clone brings its `.memplug/` folder along, local preferences included. Nothing in it counts until the user
has allowed the content as it is; any change, down to a file's name, asks again. So does another project in the same
place, and the same project in another place.

Consent is kept outside the repository, in one file for each place: giving it here loses nothing that is given elsewhere
at the same moment.
"""

import base64
import binascii
import json
import os
import stat
from collections.abc import Iterator
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from memplug import paths
from memplug.errors import UserError
from memplug.project import git
from memplug.project.identity import Identity, identify, root_commit, same

FOLDER = ".memplug"
"""The folder below a project's root that asks for trust."""

MAX_ENTRIES = 200
"""Files and folders; a project's preferences and templates are a handful."""
MAX_BYTES = 2 * 1024 * 1024


class Trust(Enum):
    """How a project's `.memplug/` stands."""

    NONE = "none"
    """There is no such folder, so there is nothing to ask."""
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    """It was never allowed, or no longer is."""
    CHANGED = "changed"
    """It was allowed, but says something else now, or something that cannot be allowed."""


class Refused(Exception):  # noqa: N818  not an error of the program: the folder's content is at fault
    """The folder cannot be trusted as it is; the message says why, and completes "FOLDER …"."""


class Content(NamedTuple):
    """The files of a `.memplug/` folder, links resolved."""

    files: tuple[tuple[str, bytes], ...]
    """Name below the folder, with slashes, and bytes; sorted by name."""

    @property
    def digest(self) -> str:
        """The SHA-256 over all names and bytes, each with its length before it."""
        import hashlib  # noqa: PLC0415  a project without `.memplug/` need not load OpenSSL

        digest = hashlib.sha256()
        for name, data in self.files:
            for part in (os.fsencode(name), data):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
        return f"sha256:{digest.hexdigest()}"


def read_content(root: Path) -> Content:
    """Read every file of the `.memplug/` folder at `root`.

    Raises `Refused` when a link leaves `root` or leads nowhere, when something is neither file nor folder or
    cannot be read, and beyond MAX_ENTRIES or MAX_BYTES.
    """
    files: list[tuple[str, bytes]] = []
    size = 0
    try:
        for name, path in _walk(root):
            with path.open("rb") as file:
                data = file.read(MAX_BYTES - size + 1)
            size += len(data)
            if size > MAX_BYTES:
                raise Refused(f"is larger than {MAX_BYTES // 1024 // 1024} MB")
            files.append((name, data))
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        raise Refused(f"cannot be read whole ({error})") from error
    return Content(tuple(sorted(files)))


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield name below the folder and resolved place of every file, following links inside `root`."""
    top = root.resolve()
    pending = [("", top / FOLDER)]
    entries = 0
    while pending:
        name, path = pending.pop()
        place = path.resolve(strict=True)
        if not place.is_relative_to(top):
            raise Refused(f"holds a link that leaves the repository: {name or FOLDER}")
        mode = place.stat().st_mode
        if stat.S_ISREG(mode):
            yield name, place
        elif stat.S_ISDIR(mode):
            with os.scandir(place) as found:
                names = [entry.name for entry in islice(found, MAX_ENTRIES + 1)]
            entries += len(names)
            # A loop of folder links never ends, and is caught here as well.
            if entries > MAX_ENTRIES:
                raise Refused(f"has more than {MAX_ENTRIES} files and folders")
            pending += [(f"{name}/{entry}".lstrip("/"), place / entry) for entry in names]
        else:
            raise Refused(f"holds something that is neither file nor folder: {name}")


class Consent(NamedTuple):
    """What the user allowed in one place."""

    project: Identity
    content: str
    """The digest of the content."""


def state(root: Path, kept: Path) -> Trust:
    """Return how the `.memplug/` folder at `root` stands by what is kept in the folder `kept`; never raises."""
    if not os.path.isdir(root / FOLDER):  # noqa: PTH112  Path.is_dir raises where a folder above is closed
        return Trust.NONE
    try:
        consent = _consent(file_of(root, kept))
    except (OSError, ValueError):
        return Trust.UNTRUSTED
    if consent is None or not same(consent.project, _project(root, consent.project)):
        return Trust.UNTRUSTED
    try:
        return Trust.TRUSTED if read_content(root).digest == consent.content else Trust.CHANGED
    except Refused:
        return Trust.CHANGED


def allow(root: Path, kept: Path, *, seen: Content | None = None) -> str:
    """Trust the `.memplug/` folder at `root` as it is now, and return its digest.

    With `seen`, what the user was shown, only that is trusted. Raises UserError when there is nothing to
    trust, when it cannot be trusted, when it is not what was seen, or when that cannot be written down.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        raise UserError(f"{root} has no {FOLDER} folder: there is nothing to trust")
    try:
        content = read_content(root)
    except Refused as reason:
        raise UserError(f"{folder} {reason}; it cannot be trusted until that is mended") from reason
    if seen is not None and content.digest != seen.digest:
        raise UserError(f"{folder} has changed since it was shown; look at it again with `memplug trust`")
    file = file_of(root, kept)
    put_aside_if_damaged(root, kept)
    consent = Consent(_project(root), content.digest)
    document = {"version": 1, "place": _place(root), "project": consent.project._asdict(), "content": consent.content}
    try:
        paths.write_private(_copy_of(file), _packed(content), lasting=False)
        paths.write_private(file, (json.dumps(document, indent=2) + "\n").encode())
    except OSError as error:
        raise UserError(f"{file} cannot be written ({error.strerror}); make its folder writable") from error
    return content.digest


def allowed(root: Path, kept: Path) -> Content | None:
    """Return the content that was trusted last in the place `root`; None when there is none, or no copy of it."""
    file = file_of(root, kept)
    try:
        consent = _consent(file)
        content = _unpacked(_copy_of(file).read_bytes())
    except (OSError, ValueError):
        return None
    return content if consent and content.digest == consent.content else None


def revoke(root: Path, kept: Path) -> bool:
    """Trust the folder at `root` no longer; return whether it was trusted. Raises UserError like `allow`."""
    if put_aside_if_damaged(root, kept):
        return False
    file = file_of(root, kept)
    try:
        _copy_of(file).unlink(missing_ok=True)
        file.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise UserError(f"{file} cannot be removed ({error.strerror}); make its folder writable") from error
    return True


def put_aside_if_damaged(root: Path, kept: Path) -> Path | None:
    """Rename what is kept on `root` and cannot be understood, so that it is not overwritten; return its new name."""
    file = file_of(root, kept)
    try:
        _consent(file)
    except ValueError:
        names = (file.with_name(f"{file.stem}.damaged-{number}{file.suffix}") for number in range(1, 1000))
        aside = next(name for name in names if not os.path.lexists(name))
        try:
            file.rename(aside)
        except OSError as error:
            raise UserError(f"{file} is damaged and cannot be put aside ({error}); remove it") from error
        return aside
    except OSError:
        return None
    return None


def file_of(root: Path, kept: Path) -> Path:
    """Return the file that holds the consent for the folder at `root`, whether it is there or not."""
    import hashlib  # noqa: PLC0415  a project without `.memplug/` need not load OpenSSL

    return kept / f"{hashlib.sha256(os.fsencode(_place(root))).hexdigest()[:32]}.json"


def _copy_of(file: Path) -> Path:
    """Return where a copy of the trusted content is kept, so that what has changed since can be shown."""
    return file.with_suffix(".content")


def _packed(content: Content) -> bytes:
    return json.dumps(
        [[os.fsencode(name).hex(), base64.b64encode(data).decode()] for name, data in content.files]
    ).encode()


def _unpacked(data: bytes) -> Content:
    """Return the content that `_packed` made bytes of. Raises ValueError."""
    try:
        files = [(os.fsdecode(bytes.fromhex(name)), base64.b64decode(body)) for name, body in json.loads(data)]
    except (TypeError, RecursionError, binascii.Error) as error:
        raise ValueError("no copy of a content") from error
    return Content(tuple(files))


def _place(root: Path) -> str:
    try:
        return os.path.normcase(root.resolve())
    except (OSError, RuntimeError):
        return os.path.normcase(root.absolute())


def _project(root: Path, known: Identity | None = None) -> Identity:
    """Return which project is at `root`, as far as it takes to tell it from the one that is `known`.

    The remote is read from a file. git is asked for the root commit, which takes longer, only where a remote does
    not decide: a start should not wait for it.
    """
    place = git.find(root)
    project = identify(root, place)
    if place is None or (known and known.remote and project.remote):
        return project
    return project._replace(root_commit=root_commit(place))


def _consent(file: Path) -> Consent | None:
    """Return what is kept in `file`; None without one, ValueError when it is damaged, OSError when unreadable."""
    try:
        document: Any = json.loads(file.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    match document:
        case {
            "version": 1,
            "project": {"path": str(path), "remote": str(remote), "root_commit": str(commit)},
            "content": str(content),
        }:
            return Consent(Identity(path, remote, commit), content)
    raise ValueError(f"{file} does not say what is trusted")
