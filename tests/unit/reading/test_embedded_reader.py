"""The embedded reader: trained on labelled messages, the same for the same message, and never without an answer."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from prompts.reading.embedded import EmbeddedReader
from prompts.reading.labels import Example, read_examples
from prompts.reading.learned.encoder import Encoder
from prompts.reading.learned.outputs import OUTPUTS
from prompts.reading.learned.weights import SHIPPED, load, save
from prompts.reading.schema import NOISE, Said, Utterance, prediction
from prompts.reading.scoring import Score, score

LABELLED = Path(__file__).parents[3] / "benchmarks" / "reading" / "data"
READER = EmbeddedReader()
AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Shanghai


def said(text: str, *, role: str = "client", speaker: str = "Wang", **more: Any) -> Utterance:
    return Utterance(text=text, speaker=speaker, role=role, said_at=AT, **more)


@pytest.fixture(scope="module")
def unseen() -> list[Example]:
    """Messages of clients that neither training nor thresholds have seen."""
    lines = (LABELLED / "test.jsonl").read_text(encoding="utf-8").splitlines()
    return read_examples(json.loads(line) for line in lines)


def scored(reader: EmbeddedReader, examples: list[Example]) -> Score:
    return score(examples, (prediction(each.id, reader.read(each.utterance)) for each in examples))


def test_it_keeps_its_accuracy_on_clients_it_has_never_seen(unseen: list[Example]) -> None:
    found = scored(READER, unseen)

    assert found.macro_f1 >= 0.84
    assert found.work_lost.value <= 0.13
    assert found.noise_logged.value <= 0.13
    assert found.due_date.value >= 0.88
    assert found.due_false.value <= 0.03
    assert found.churn.f1 >= 0.74
    assert found.assignee.f1 >= 0.74


def test_without_the_encoder_it_reads_a_little_less_well(unseen: list[Example]) -> None:
    found = scored(EmbeddedReader(has_encoder=False), unseen[:600])

    assert found.macro_f1 >= 0.81


def test_an_encoder_that_fails_is_done_without(caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def encode(self, texts: list[str]) -> list[Any]:
            raise OSError("weights.npz is cut off")

    encoder = Encoder(Broken())

    assert encoder.encode("logo再大一点") is None
    assert encoder.encode("logo再大一点") is None
    assert len(caplog.records) == 1


def test_a_clients_wish_is_read_with_its_date() -> None:
    reading = READER.read(said("海报的logo再放大一点，周五下班前给我们"))

    assert set(reading.kinds) == {"interaction", "change_request"}
    assert reading.due is not None
    assert reading.due.iso == "2026-11-20T18:00:00+08:00"
    assert reading.due_words == "周五下班前"
    assert "logo" in (reading.title or "")


def test_the_same_words_of_ours_are_no_wish() -> None:
    reading = READER.read(said("Done, the logo is bigger now, see v3", role="ae", speaker="Amy"))

    assert reading.kinds == ("interaction",)


@pytest.mark.parametrize("text", ["收到", "哈哈哈哈", "thanks!", "[OK]", "👍"])
def test_small_talk_is_noise(text: str) -> None:
    assert READER.read(said(text)).kinds == ("noise",)


def test_a_signal_stands_with_the_words_that_show_it() -> None:
    reading = READER.read(said("The deck is fine. We're also talking to two other agencies about next year."))

    assert [signal.kind for signal in reading.signals] == ["competitor"]
    assert "other agencies" in reading.signals[0].words


def test_every_signals_words_occur_in_the_message(unseen: list[Example]) -> None:
    for example in unseen:
        for signal in READER.read(example.utterance).signals:
            assert signal.words
            assert signal.words in example.utterance.text


def test_a_short_answer_is_read_with_the_message_before() -> None:
    asked = Said(speaker="Amy", role="ae", text="v3 of the poster is up, ok to print?", said_at=AT)

    alone, answering = READER.read(said("yes go for it")), READER.read(said("yes go for it", earlier=(asked,)))

    assert answering.interaction_kind == "approval"
    assert answering.confidence != alone.confidence


def test_the_same_message_always_reads_the_same() -> None:
    utterance = said("能不能把副标题换成英文的，另外周三要开会讨论预算")

    assert READER.read(utterance) == EmbeddedReader().read(utterance)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "```rm -rf /```", "。。。", "a" * 50_000, "好" * 50_000, "\ud83d"])
def test_odd_text_never_fails(text: str) -> None:
    assert READER.read(said(text)).kinds


def test_nothing_to_judge_is_noise() -> None:
    assert READER.read(said("   ")) == NOISE


def test_the_coefficients_know_every_output_and_come_back_as_they_were_kept(tmp_path: Path) -> None:
    learned = load(SHIPPED)
    save(learned, tmp_path / "again.npz")
    again = load(tmp_path / "again.npz")

    assert set(learned.variants) == {"lean", "full"}
    for name, variant in learned.variants.items():
        assert variant.outputs == OUTPUTS
        assert dict(variant.index) == dict(again.variants[name].index)
        assert np.array_equal(variant.sides["client"].table, again.variants[name].sides["client"].table)
        assert np.array_equal(variant.blend, again.variants[name].blend)
    assert learned.thresholds == again.thresholds
    assert learned.choices == again.choices
