"""The agency's own reader: where it is looked for, what happens when it can't be read, and the way back."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.config import Settings, read_settings
from bot.doctor.reader import check_reader
from bot.reader_file import BadReaderFile, choose_reader, keep_reader, list_kept, place_of, restore_reader
from prompts.reading.learned.weights import Learned, load
from prompts.reading.schema import Utterance

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def settings(tmp_path: Path, **more: str) -> Settings:
    return read_settings({"DATABASE_URL": f"sqlite:///{tmp_path}/liaison.db", "LIAISON_LANG": "en", **more})


def named(name: str) -> Learned:
    """The shipped coefficients with a name, so that they can be told apart."""
    shipped = load()
    return replace(shipped, about={**shipped.about, "name": name})


def name_at(path: Path) -> str:
    return str(load.__wrapped__(path).about["name"])


def test_beside_the_sqlite_file_unless_set_and_nowhere_beside_postgresql(tmp_path: Path):
    assert place_of(settings(tmp_path)) == tmp_path / "liaison.reader.npz"
    assert place_of(settings(tmp_path, LIAISON_READER_FILE="/srv/own.npz")) == Path("/srv/own.npz")
    assert place_of(read_settings({"DATABASE_URL": "postgresql://u@127.0.0.1/liaison"})) is None


def test_without_a_file_of_its_own_an_agency_reads_with_the_shipped_one(tmp_path: Path):
    in_use = choose_reader(settings(tmp_path))

    assert (in_use.origin, in_use.fault) == ("shipped", None)
    assert "shipped, trained on" in check_reader(settings(tmp_path)).seen.en


def test_an_agencys_own_file_is_used_and_the_doctor_tells_what_it_was_trained_on(tmp_path: Path):
    shipped = load()
    about = {"messages": 1200, "corrections": 90, "trained_at": NOON.isoformat()}
    keep_reader(replace(shipped, about=about), tmp_path / "liaison.reader.npz", now=NOON)

    in_use = choose_reader(settings(tmp_path))
    found = check_reader(settings(tmp_path))

    assert in_use.origin == "own"
    assert in_use.make().read(Utterance(text="logo再大一点，周五前", speaker="C", role="client", said_at=NOON)).is_work
    assert found.seen.en == "your own, trained 2026-11-23 on 1,200 messages, 90 of them yours"


@pytest.mark.parametrize("content", [b"", b"nonsense", load.__module__.encode() * 100])
def test_a_file_that_can_not_be_read_is_told_of_and_the_shipped_one_reads(tmp_path: Path, content: bytes):
    (tmp_path / "liaison.reader.npz").write_bytes(content)

    with capture_logs() as logs:
        in_use = choose_reader(settings(tmp_path))

    assert in_use.origin == "shipped"
    assert [line["event"] for line in logs] == ["reader_file_unreadable"]
    assert check_reader(settings(tmp_path)).status == "warn"


def test_a_file_that_is_set_and_missing_is_told_of(tmp_path: Path):
    with capture_logs() as logs:
        in_use = choose_reader(settings(tmp_path, LIAISON_READER_FILE=str(tmp_path / "gone.npz")))

    assert in_use.fault == "there is no such file"
    assert logs[0]["code"] == "bad_reader_file"


def test_a_file_of_another_version_is_not_used(tmp_path: Path):
    shipped = load()
    lean = replace(shipped.variants["lean"], outputs=("kind_task",))
    keep_reader(replace(shipped, variants={"lean": lean}), tmp_path / "liaison.reader.npz", now=NOON)

    assert "another version" in (choose_reader(settings(tmp_path)).fault or "")


def test_a_file_without_the_encoders_part_reads_without_the_encoder(tmp_path: Path):
    shipped = load()
    only_lean = replace(shipped, variants={"lean": shipped.variants["lean"]})
    keep_reader(only_lean, tmp_path / "liaison.reader.npz", now=NOON)

    reading = choose_reader(settings(tmp_path)).make().read(
        Utterance(text="Could be, hm, whatever about it", speaker="C", role="client", said_at=NOON)
    )  # fmt: skip

    assert reading.reader == "embedded"


def test_the_old_one_is_kept_with_its_date_and_comes_back(tmp_path: Path):
    path = tmp_path / "liaison.reader.npz"
    assert keep_reader(named("first"), path, now=NOON) is None
    kept = keep_reader(named("second"), path, now=NOON)
    assert kept == tmp_path / "liaison.2026-11-23T120000.reader.npz"
    assert (name_at(path), list_kept(path)) == ("second", [kept])

    assert restore_reader(path) == kept
    assert (name_at(path), list_kept(path)) == ("first", [])
    assert name_at(tmp_path / "liaison.taken-back.reader.npz") == "second"

    assert restore_reader(path) is None
    assert not path.exists()
    with pytest.raises(BadReaderFile, match="no such file"):
        restore_reader(path)
