"""Where things are kept: the XDG places of platformdirs, or everything below `MEMPLUG_HOME`."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from memplug.context import ready

TEMPORARY = ".tmp"
"""How the name of a file ends that is being written."""
UNFINISHED = 3600
"""Seconds after which nobody writes to such a file any more."""


class Paths(NamedTuple):
    """The three folders that memplug uses; each is made, with mode 0700, only when something is written."""

    config: Path
    """`preferences.toml` and `templates/`: the user's to edit."""
    state: Path
    """`memplug.db` and the log: written by memplug."""
    cache: Path
    """Ready answers: may be deleted at any time."""

    @property
    def preferences(self) -> Path:
        """The user's preferences file."""
        return self.config / "preferences.toml"

    @property
    def templates(self) -> Path:
        """The user's templates, which take the place of shipped ones of the same name."""
        return self.config / "templates"

    @property
    def database(self) -> Path:
        """The SQLite file that holds every digest."""
        return self.state / "memplug.db"

    @property
    def trust(self) -> Path:
        """The folder that holds what the user allowed projects to say."""
        return self.state / "trust"

    @property
    def log(self) -> Path:
        """What the hooks could not say aloud."""
        return self.state / "memplug.log"


def places(env: Mapping[str, str] = os.environ) -> Paths:
    """Return the folders that the environment asks for; `MEMPLUG_HOME` moves all three below one folder."""
    said = [ready.folder(env, kind) for kind in Paths._fields]
    if not all(said):
        import platformdirs  # noqa: PLC0415  20 ms that most starts need not pay

        dirs = platformdirs.PlatformDirs("memplug", appauthor=False)
        told = (dirs.user_config_dir, dirs.user_state_dir, dirs.user_cache_dir)
        said = [here or there for here, there in zip(said, told, strict=True)]
    return Paths(*map(Path, said))


def shipped(folder: str) -> Path:
    """Return `templates` or `hooks` as shipped: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / folder
    return installed if installed.is_dir() else package.parent / folder


def clear_unfinished(folder: Path, now: float, *, kept: float = float("inf")) -> None:
    """Remove the temporary files that killed processes left in `folder`, and files older than `kept` seconds.

    `now` is in seconds since the epoch.
    """
    try:
        with os.scandir(folder) as found:
            for entry in found:
                ours = entry.name.startswith(".") and entry.name.endswith(TEMPORARY)
                patience = UNFINISHED if ours else kept
                if patience < float("inf") and abs(now - entry.stat().st_mtime) > patience:
                    os.unlink(entry.path)  # noqa: PTH108  as scandir gives it
    except OSError:
        return  # the folder is not there, or another process was faster; the next one sees to the rest


def private_folder(path: Path) -> Path:
    """Make `path` and its missing parents with mode 0700, whatever the umask, and return it."""
    missing = [p for p in (path, *path.parents) if not p.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)
    return path


def write_private(path: Path, data: bytes, *, lasting: bool = True) -> None:
    """Write `data` to `path` with mode 0600 through a temporary file and rename; old or new content, never half.

    Without `lasting` a power failure may lose it, which saves waiting for the disk. Raises OSError when the folder
    cannot be written; the temporary file is then removed.
    """
    private_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}{TEMPORARY}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
