"""The reader's file: coefficients that the agency trained on its own corrections, in the place of those shipped.

An old one is kept beside the new, with the day on which it was replaced, so that there is a way back.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import structlog

from bot.config import Settings
from prompts.reading.embedded import EmbeddedReader
from prompts.reading.learned.outputs import OUTPUTS
from prompts.reading.learned.weights import Learned, load, save
from storage.urls import read_url

log = structlog.get_logger(__name__)

SUFFIX = ".reader.npz"
ASIDE = "taken-back"  # in the name of a file that was taken back


class BadReaderFile(Exception):
    """The file holds no coefficients that this version can read with."""

    code = "bad_reader_file"


@dataclass(frozen=True)
class ReaderInUse:
    """Which coefficients read, and why not the agency's own where there are some."""

    origin: Literal["shipped", "own"]
    learned: Learned | None  # None: those shipped, which are loaded when the first message is read
    path: Path | None  # where the agency's own are or would be
    fault: str | None = None

    @property
    def coefficients(self) -> Learned:
        return self.learned or load()

    def make(self, *, has_encoder: bool = True) -> EmbeddedReader:
        """A reader that reads with them. Without the sentence encoder's part, it does without."""
        is_whole = self.learned is None or "full" in self.learned.variants
        return EmbeddedReader(self.learned, has_encoder=has_encoder and is_whole)


def place_of(settings: Settings) -> Path | None:
    """Where the agency's own file belongs: as set, else beside the SQLite file; None: nowhere until it is set."""
    if settings.reader_file is not None:
        return settings.reader_file
    if not settings.is_sqlite:
        return None
    name = read_url(settings.database_url).database or ""
    return Path(name).with_suffix(SUFFIX)


def choose_reader(settings: Settings) -> ReaderInUse:
    """The agency's own where there is one that can be read, else the one that came with the program."""
    path = place_of(settings)
    if path is None or (settings.reader_file is None and not path.exists()):
        return ReaderInUse("shipped", None, path)
    try:
        learned = open_reader_file(path)
    except BadReaderFile as fault:
        log.warning("reader_file_unreadable", path=str(path), cause=str(fault), code=fault.code)
        return ReaderInUse("shipped", None, path, str(fault))
    return ReaderInUse("own", learned, path)


def open_reader_file(path: Path) -> Learned:
    """Raises BadReaderFile."""
    try:
        learned = load(path)
    except FileNotFoundError:
        raise BadReaderFile("there is no such file") from None
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise BadReaderFile(f"it can't be read ({type(error).__name__})") from error
    if "lean" not in learned.variants or any(each.outputs != OUTPUTS for each in learned.variants.values()):
        raise BadReaderFile("it was trained for another version of Liaison: train again")
    return learned


def keep_reader(learned: Learned, path: Path, *, now: datetime) -> Path | None:
    """Put new coefficients in their place. Returns where the old ones are now, if there were any."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    save(learned, fresh)
    old: Path | None = None
    if path.exists():
        old = _dated(path, f"{now:%Y-%m-%dT%H%M%S}")
        path.replace(old)
    fresh.replace(path)  # in one step, so that no worker sees half a file
    return old


def restore_reader(path: Path) -> Path | None:
    """Go back to the file that was replaced last; None: there is none, so the shipped one reads again.

    The one that is left is put aside, not deleted. Raises BadReaderFile when there is nothing to go back from.
    """
    if not path.exists():
        raise BadReaderFile(f"{path}: there is no such file; the reader that came with the program is in use")
    kept = list_kept(path)
    path.replace(_dated(path, ASIDE))
    if not kept:
        return None
    kept[-1].replace(path)
    return kept[-1]


def list_kept(path: Path) -> list[Path]:
    """The files that were replaced, oldest first."""
    beginning, end = _around(path)
    names = (each for each in path.parent.glob(f"{beginning}.*{end}") if each != path)
    return sorted(each for each in names if each.name[len(beginning) + 1 : len(each.name) - len(end)][:4].isdigit())


def _dated(path: Path, when: str) -> Path:
    beginning, end = _around(path)
    return path.with_name(f"{beginning}.{when}{end}")


def _around(path: Path) -> tuple[str, str]:
    """liaison.reader.npz → liaison, .reader.npz"""
    end = SUFFIX if path.name.endswith(SUFFIX) else path.suffix
    return path.name.removesuffix(end), end
