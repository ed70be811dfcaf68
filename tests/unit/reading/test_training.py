"""Training and scoring: the same messages give the same coefficients, and figures are those of the guide's scorer."""

import json
from pathlib import Path

import pytest

from prompts.reading.embedded import EmbeddedReader
from prompts.reading.labels import Example, read_examples
from prompts.reading.learned.costs import COSTS, Cost, choose_threshold
from prompts.reading.learned.fitting import fit
from prompts.reading.learned.weights import save
from prompts.reading.rules.reader import RulesReader
from prompts.reading.schema import prediction
from prompts.reading.scoring import score
from tests.unit.reading.test_reading_accuracy import load_score

ROOT = Path(__file__).parents[3]


def labelled(path: str, most: int) -> list[Example]:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()[:most]
    return read_examples(json.loads(line) for line in lines)


@pytest.fixture(scope="module")
def few() -> list[Example]:
    return labelled("benchmarks/reading/data/train.jsonl", 240)


def test_the_same_messages_give_the_same_file(few: list[Example], tmp_path: Path) -> None:
    for name in ("once.npz", "again.npz"):
        save(fit(few, few[:60], None, lambda step: None), tmp_path / name)

    assert (tmp_path / "once.npz").read_bytes() == (tmp_path / "again.npz").read_bytes()


def test_what_it_has_learnt_reads_better_than_chance(few: list[Example]) -> None:
    learned = fit(few, few[:60], None, lambda step: None)
    reader = EmbeddedReader(learned, has_encoder=False)
    other = labelled("benchmarks/reading/data/tune.jsonl", 200)

    found = score(other, (prediction(each.id, reader.read(each.utterance)) for each in other))

    assert found.macro_f1 >= 0.6
    assert learned.about["messages"] == len(few)


def test_a_threshold_follows_from_what_mistakes_cost() -> None:
    chances = [step / 200 for step in range(200)]
    truths = [at % 200 < chance * 200 for at, chance in zip(range(0, 200 * 73, 73), chances, strict=True)]

    dear = choose_threshold(chances, truths, Cost(missed=9, false=1))
    cheap = choose_threshold(chances, truths, Cost(missed=1, false=9))

    assert dear < 0.3 < 0.7 < cheap


def test_losing_work_costs_more_than_a_card_too_many() -> None:
    for kind in ("kind_change_request", "kind_task"):
        assert COSTS[kind].missed > COSTS[kind].false


def test_figures_are_those_of_the_guides_scorer() -> None:
    path = ROOT / "tests" / "data" / "devset" / "messages.jsonl"
    examples = labelled("tests/data/devset/messages.jsonl", 200)
    rows = {row["id"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    # A reader that errs here and there: every third message is read as the one after it.
    found = [prediction(each.id, RulesReader().read(each.utterance)) for each in examples]
    for at in range(0, len(found) - 1, 3):
        found[at] = {**found[at + 1], "id": found[at]["id"]}

    ours, theirs = score(examples, found), load_score().score(rows, {str(each["id"]): each for each in found})

    assert ours.macro_f1 == pytest.approx(theirs["macro_f1"], abs=6e-4)
    assert ours.exact.value == pytest.approx(theirs["exact_set"], abs=6e-4)
    assert ours.work_lost.value == pytest.approx(theirs["lost_work_rate"], abs=6e-4)
    assert ours.noise_logged.value == pytest.approx(theirs["false_log_rate_on_noise"], abs=6e-4)
    assert ours.interaction_kind.value == pytest.approx(theirs["interaction_kind_acc"], abs=6e-4)
    assert ours.sentiment_f1 == pytest.approx(theirs["sentiment_macro_f1"], abs=6e-4)
    assert ours.churn.f1 == pytest.approx(theirs["churn_any"]["f"], abs=6e-4)
    assert ours.churn_micro.f1 == pytest.approx(theirs["churn_micro"]["f"], abs=6e-4)
    assert ours.due_date.value == pytest.approx(theirs["due_date_acc"], abs=6e-4)
    assert ours.due_time.value == pytest.approx(theirs["due_datetime_acc_30min"], abs=6e-4)
    assert ours.due_false.value == pytest.approx(theirs["due_false_positive_rate"], abs=6e-4)
    assert ours.assignee.f1 == pytest.approx(theirs["assignee"]["f"], abs=6e-4)
    assert ours.priority.value == pytest.approx(theirs["priority_acc"], abs=6e-4)
    assert ours.title_overlap == pytest.approx(theirs["title_overlap"], abs=6e-4)


def test_a_line_without_a_label_is_named() -> None:
    line = {"id": "1", "speaker": "A", "role": "client", "ts": "2026-11-18T10:00:00+08:00", "text": "hi"}

    with pytest.raises(ValueError, match="line 1: field gold is missing"):
        read_examples([line])
