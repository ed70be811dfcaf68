"""The rules reader keeps its accuracy on labelled messages. Floors stand a little below what it reaches."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from prompts.reading.lines import read_lines
from prompts.reading.rules.reader import RulesReader

DATA = Path(__file__).parents[2] / "data"


def load_score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("devset_score", DATA / "devset" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scored(path: Path) -> dict[str, Any]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = {str(each["id"]): each for each in read_lines(rows, RulesReader())}
    result: dict[str, Any] = load_score().score({row["id"]: row for row in rows}, found)
    return result


@pytest.mark.parametrize(
    ("name", "macro_f1", "interaction_kind", "churn"),
    [("devset/messages.jsonl", 0.95, 0.93, 0.90), ("reading/more_messages.jsonl", 0.92, 0.90, 0.90)],
)
def test_the_rules_reader_keeps_its_accuracy(name: str, macro_f1: float, interaction_kind: float, churn: float) -> None:
    result = scored(DATA / name)

    assert result["missing"] == 0
    assert result["macro_f1"] >= macro_f1
    assert result["interaction_kind_acc"] >= interaction_kind
    assert result["churn_micro"]["f"] >= churn
    assert result["sentiment_macro_f1"] >= 0.88
    assert result["due_date_acc"] >= 0.95
    assert result["due_false_positive_rate"] < 0.03
    assert result["false_log_rate_on_noise"] < 0.12
    assert result["lost_work_rate"] < 0.06
    assert result["priority_acc"] >= 0.92
    assert result["assignee"]["f"] >= 0.90
