"""The coefficients that training leaves behind, and what they make of a message's features.

One file holds two sets: `full` counts on the sentence encoder, `lean` does without. Each is a table of small whole
numbers, features by outputs, once for what clients say and once for what we say.
"""

import io
import json
import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from prompts.reading.learned.features import Features

Variant = Literal["full", "lean"]
Vector = npt.NDArray[np.float32]
Table = npt.NDArray[np.int8]

SHIPPED = Path(__file__).with_name("coefficients.npz")
CUE_VALUE = 0.15  # what a cue counts beside the grams, whose vector has length 1


@dataclass(frozen=True)
class Side:
    """The coefficients for one side of the conversation."""

    table: Table  # features × outputs, in units of `unit`
    dense: Vector | None  # the encoder's 512 numbers × outputs
    bias: Vector


@dataclass(frozen=True)
class Coefficients:
    """One variant, ready to score with."""

    outputs: tuple[str, ...]
    index: Mapping[str, int]
    rarity: Vector  # per feature: a gram's inverse document frequency; 0 for cues
    unit: Vector  # per output
    sides: Mapping[str, Side]
    blend: Vector  # what each score counts, and an offset: see `blended`

    def scores(self, features: Features, sentence: Vector | None = None) -> Vector:
        """Of every output, not yet comparable with each other."""
        side = self.sides[features.side]
        score = self.of_grams(features.grams, features.side) + side.bias
        cues = [self.index[cue] for cue in features.cues if cue in self.index]
        if cues:
            score = score + side.table[cues].sum(axis=0, dtype=np.int32) * (self.unit * np.float32(CUE_VALUE))
        if sentence is not None and side.dense is not None:
            score = score + sentence @ side.dense
        return np.asarray(score, dtype=np.float32)

    def of_grams(self, grams: Set[str], side: str) -> Vector:
        """What some grams alone say of every output."""
        known = [at for at in map(self.index.get, grams) if at is not None]
        if not known:
            return np.zeros(len(self.outputs), dtype=np.float32)
        values = self.rarity[known]
        values = values / np.float32(max(float(np.sqrt(values @ values)), 1e-6))
        table = self.sides[side].table[known].astype(np.float32)
        return np.asarray((values @ table) * self.unit, dtype=np.float32)

    def of_clauses(self, clauses: Sequence[Set[str]], side: str) -> Vector:
        """Of every output, the most that one clause says: a change stays one, however much stands around it."""
        if not clauses:
            return np.zeros(len(self.outputs), dtype=np.float32)
        return np.asarray(np.max([self.of_grams(each, side) for each in clauses], axis=0), dtype=np.float32)

    def blended(self, scores: Sequence[Vector], side: str) -> Vector:
        """Calibrated log-odds of every output, from several scores of it: rows of `blend`, then side, then offset."""
        is_client = np.float32(side == "client")
        total = sum((row * score for row, score in zip(self.blend, scores, strict=False)), start=self.blend[-1])
        return np.asarray(total + self.blend[-2] * is_client, dtype=np.float32)


@dataclass(frozen=True)
class Learned:
    """All that training leaves behind."""

    variants: Mapping[str, Coefficients]
    choices: Mapping[str, Mapping[str, float]]  # for choosing a date or a person among candidates: cue → weight
    thresholds: Mapping[str, float]  # from which probability on an output holds
    about: Mapping[str, Any]  # how it was trained: messages, costs, scores


def probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(float(log_odds), -30.0), 30.0)))


def choice_log_odds(weights: Mapping[str, float], cues: Set[str]) -> float:
    """How much speaks for one candidate among a message's dates or people."""
    return weights["bias"] + sum(weights.get(cue, 0.0) for cue in cues)


def save(learned: Learned, path: Path) -> None:
    """The same coefficients always make the same bytes."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    names: list[str] = []
    for name, each in learned.variants.items():
        names = list(each.index)
        arrays |= {f"{name}_{part}": getattr(each, part) for part in ("unit", "blend")}
        arrays["rarity"] = each.rarity.astype(np.float16)
        for side, of_side in each.sides.items():
            arrays[f"{name}_{side}_table"], arrays[f"{name}_{side}_bias"] = of_side.table, of_side.bias
            if of_side.dense is not None:
                arrays[f"{name}_{side}_dense"] = of_side.dense.astype(np.float16)
    words = json.dumps(
        {
            "names": names,
            "outputs": list(next(iter(learned.variants.values())).outputs),
            "variants": list(learned.variants),
            "choices": learned.choices,
            "thresholds": learned.thresholds,
            "about": learned.about,
        },
        ensure_ascii=False,
        sort_keys=True,
    ).encode()
    arrays["words"] = np.frombuffer(words, dtype=np.uint8)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    path.write_bytes(buffer.getvalue())


@cache
def load(path: Path = SHIPPED) -> Learned:
    """Raises OSError or ValueError when the file is missing or isn't ours."""
    with np.load(path, allow_pickle=False) as stored:
        words = json.loads(stored["words"].tobytes())
        index = {name: at for at, name in enumerate(words["names"])}
        rarity = stored["rarity"].astype(np.float32)
        variants = {
            name: Coefficients(
                outputs=tuple(words["outputs"]),
                index=index,
                rarity=rarity,
                unit=stored[f"{name}_unit"],
                sides={
                    side: Side(
                        table=stored[f"{name}_{side}_table"],
                        dense=stored[f"{name}_{side}_dense"].astype(np.float32)
                        if f"{name}_{side}_dense" in stored.files
                        else None,
                        bias=stored[f"{name}_{side}_bias"],
                    )
                    for side in ("client", "agency")
                },
                blend=stored[f"{name}_blend"],
            )
            for name in words["variants"]
        }
    return Learned(variants=variants, choices=words["choices"], thresholds=words["thresholds"], about=words["about"])
