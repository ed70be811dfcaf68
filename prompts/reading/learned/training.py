"""Learning from labelled messages: the same messages always give the same coefficients.

Needs scikit-learn, which only development installs. Every score that a threshold or a calibration is made
from comes from a model that hasn't seen the message's client.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from prompts.reading.labels import Example
from prompts.reading.learned.cues import TOGETHER
from prompts.reading.learned.features import Features
from prompts.reading.learned.outputs import KIND_OUTPUTS, OUTPUTS, asked_of
from prompts.reading.learned.weights import CUE_VALUE, Coefficients, Side, Variant, Vector

FOLDS = 5
INVERSE_REGULARISATION = 4.0
_LEAST_OFTEN = 2  # messages in which a feature must occur
_LEAST_OFTEN_TOGETHER = 5  # in which two cues must stand in one clause
_STEPS = 127  # of a coefficient, either way from 0
_TOLERANCE = 1e-4

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Prepared:
    """Labelled messages with their features; sentences are None when learning to do without the encoder."""

    examples: Sequence[Example]
    features: Sequence[Features]
    clauses: Sequence[Sequence[frozenset[str]]]  # the grams of each clause
    sentences: Floats | None


@dataclass(frozen=True)
class Unseen:
    """Every message's scores (messages × outputs) from models that hadn't seen its client."""

    whole: Floats
    clause: Floats  # of the clause that scores highest


@dataclass(frozen=True)
class _Fitted:
    """One logistic regression per output, before it is packed."""

    index: Mapping[str, int]
    rarity: Floats
    weights: Floats  # outputs × all columns
    bias: Floats


def learn(prepared: Prepared, variant: Variant, progress: Progress) -> tuple[Coefficients, Unseen]:
    """Coefficients learnt from all messages, not yet calibrated, and how models new to each client score it."""
    groups = [example.group for example in prepared.examples]
    unseen = Unseen(np.zeros((len(groups), len(OUTPUTS))), np.zeros((len(groups), len(OUTPUTS))))
    for fold, (seen, rest) in enumerate(GroupKFold(FOLDS).split(groups, groups=groups), start=1):
        progress(f"{variant}: part {fold} of {FOLDS}")
        fitted = _fit(prepared, seen)
        unseen.whole[rest] = _scores(fitted, prepared, rest)
        if variant == "lean":
            coefficients = _packed(fitted, has_dense=False)
            for at in rest:
                unseen.clause[at] = coefficients.of_clauses(prepared.clauses[at], prepared.features[at].side)
    progress(f"{variant}: all of it")
    return _packed(_fit(prepared, np.arange(len(groups))), has_dense=prepared.sentences is not None), unseen


def learn_blend(examples: Sequence[Example], scores: Sequence[Floats], is_client: Sequence[bool]) -> Vector:
    """Per output, what each score, the side and an offset count towards calibrated log-odds."""
    blend = np.zeros((len(scores) + 2, len(OUTPUTS)))
    for column, output in enumerate(OUTPUTS):
        asked, answers = asked_of(output, examples)
        truth = np.array(answers, dtype=int)
        blend[0, column] = 1
        if len(set(truth.tolist())) == 2:
            table = np.column_stack([*(each[asked, column] for each in scores), np.array(is_client, float)[asked]])
            model = _regression(10.0, balanced=False).fit(table, truth)
            blend[:-1, column], blend[-1, column] = model.coef_[0], model.intercept_[0]
    return np.round(blend, 3).astype(np.float32)


def learn_choice(
    cues: Sequence[Set[str]], chosen: Sequence[bool], groups: Sequence[str], *, inverse_regularisation: float = 1.0
) -> tuple[dict[str, float], Floats]:
    """Weights for choosing among candidates, and log-odds by models that hadn't seen the candidate's client."""

    def fit(rows: npt.NDArray[np.int64]) -> Any:
        return _regression(inverse_regularisation, balanced=False).fit(table[rows], truth[rows])

    often = Counter(cue for each in cues for cue in each)
    names = sorted(cue for cue, count in often.items() if count >= _LEAST_OFTEN)
    index = {name: at for at, name in enumerate(names)}
    table = _rows([[index[cue] for cue in sorted(each) if cue in index] for each in cues], len(names))
    truth = np.array(chosen, dtype=int)
    unseen = np.zeros(len(cues))
    for seen, rest in GroupKFold(FOLDS).split(groups, groups=groups):
        unseen[rest] = fit(seen).decision_function(table[rest])
    model = fit(np.arange(len(cues)))
    weights = {name: round(float(weight), 3) for name, weight in zip(names, model.coef_[0], strict=True)}
    return {"bias": round(float(model.intercept_[0]), 3), **{k: v for k, v in weights.items() if v}}, unseen


def _fit(prepared: Prepared, seen: npt.NDArray[np.int64]) -> _Fitted:
    index, rarity = _vocabulary([prepared.features[at] for at in seen])
    table = _table(prepared, index, rarity)[seen]
    weights = np.zeros((len(OUTPUTS), table.shape[1]))
    bias = np.zeros(len(OUTPUTS))
    for row, output in enumerate(OUTPUTS):
        asked, answers = asked_of(output, (prepared.examples[at] for at in seen))
        truth = np.array(answers, dtype=int)
        if len(set(truth.tolist())) < 2:
            bias[row] = -6.0 if not truth.any() else 6.0
            continue
        known = table[asked]
        weights[row], bias[row] = _fit_output(known, truth)
        if output in KIND_OUTPUTS:
            again, offset = _fit_telling(known, truth, 3 * len(index))
            weights[row], bias[row] = (weights[row] + again) / 2, (bias[row] + offset) / 2
    return _Fitted(index, rarity, weights, bias)


def _fit_output(table: sparse.csr_matrix, truth: Integers) -> tuple[Floats, float]:
    model = _regression(INVERSE_REGULARISATION, balanced=True).fit(table, truth)
    return model.coef_[0], float(model.intercept_[0])


def _fit_telling(table: sparse.csr_matrix, truth: Integers, features: int) -> tuple[Floats, float]:
    """The same, but trusting those columns most that tell most alone; the mean of both errs less than either.

    features: so many of the columns stand for features, the rest for the encoder's numbers. The result is linear in the
    same columns, so reading costs no more.
    """
    telling = np.ones(table.shape[1])
    telling[:features] = _telling(table[:, :features], truth)
    weights, bias = _fit_output(table @ sparse.diags(telling), truth)
    return telling * weights, bias


def _telling(table: sparse.csr_matrix, truth: Integers) -> Floats:
    """What each column tells of the answer by itself: how many times oftener it occurs with one, as a logarithm."""
    present = (table > 0).astype(float)
    with_yes, with_no = (1 + np.asarray(present[truth == answer].sum(axis=0)).ravel() for answer in (1, 0))
    return np.asarray(np.abs(np.log((with_yes / with_yes.sum()) / (with_no / with_no.sum()))))


def _regression(inverse_regularisation: float, *, balanced: bool) -> Any:
    return LogisticRegression(
        C=inverse_regularisation,
        class_weight="balanced" if balanced else None,
        solver="liblinear",
        tol=_TOLERANCE,
        max_iter=1000,
        random_state=0,
    )


def _vocabulary(features: Sequence[Features]) -> tuple[dict[str, int], Floats]:
    """Features that occur more than once, and how rare each gram is."""
    grams = Counter(gram for each in features for gram in each.grams)
    cues = Counter(cue for each in features for cue in each.cues)
    kept = sorted(name for name, count in grams.items() if count >= _LEAST_OFTEN)
    kept_cues = sorted(name for name, count in cues.items() if count >= _least_often(name))
    index = {name: at for at, name in enumerate([*kept, *kept_cues])}
    rarity = [math.log((1 + len(features)) / (1 + grams[name])) + 1 for name in kept]
    return index, np.array([*rarity, *(0.0 for _ in kept_cues)])


def _least_often(cue: str) -> int:
    return _LEAST_OFTEN_TOGETHER if TOGETHER in cue else _LEAST_OFTEN


def _table(prepared: Prepared, index: Mapping[str, int], rarity: Floats) -> sparse.csr_matrix:
    """Messages × columns: features, the same again for one side only, and the encoder's numbers for each side."""
    grams = _rows([[index[g] for g in sorted(each.grams) if g in index] for each in prepared.features], len(index))
    grams = grams @ sparse.diags(rarity)
    lengths = np.sqrt(np.asarray(grams.multiply(grams).sum(axis=1)).ravel())
    grams = sparse.diags(1 / np.maximum(lengths, 1e-6)) @ grams
    cues = _rows([[index[c] for c in sorted(each.cues) if c in index] for each in prepared.features], len(index))
    both = (grams + cues * CUE_VALUE).tocsr()
    is_client = np.array([each.side == "client" for each in prepared.features], dtype=float)
    parts = [both, sparse.diags(is_client) @ both, sparse.diags(1 - is_client) @ both]
    if prepared.sentences is not None:
        parts += [
            sparse.csr_matrix(prepared.sentences * is_client[:, None]),
            sparse.csr_matrix(prepared.sentences * (1 - is_client[:, None])),
        ]
    return sparse.hstack(parts).tocsr()


def _rows(columns: Sequence[Sequence[int]], width: int) -> sparse.csr_matrix:
    """A table of ones."""
    starts = np.cumsum([0, *(len(each) for each in columns)])
    flat = [at for each in columns for at in sorted(each)]
    return sparse.csr_matrix((np.ones(len(flat)), flat, starts), shape=(len(columns), width))


def _scores(fitted: _Fitted, prepared: Prepared, rows: npt.NDArray[np.int64]) -> Floats:
    table = _table(prepared, fitted.index, fitted.rarity)[rows]
    return np.asarray(table @ fitted.weights.T) + fitted.bias


def _packed(fitted: _Fitted, *, has_dense: bool) -> Coefficients:
    """The columns of either side added up, in small whole numbers; features that count for nothing left out."""
    size = len(fitted.index)
    common = fitted.weights[:, :size]
    whole = {
        side: (common + fitted.weights[:, (1 + at) * size : (2 + at) * size]).T
        for at, side in enumerate(("client", "agency"))
    }
    unit = (
        np.maximum(np.maximum(np.abs(whole["client"]).max(axis=0), np.abs(whole["agency"]).max(axis=0)), 1e-6) / _STEPS
    )
    tables = {side: np.rint(each / unit).astype(np.int8) for side, each in whole.items()}
    dense_at = 3 * size
    width = (fitted.weights.shape[1] - dense_at) // 2
    sides = {}
    for at, side in enumerate(("client", "agency")):
        start = dense_at + at * width
        dense = np.round(fitted.weights[:, start : start + width].T, 3).astype(np.float32) if has_dense else None
        sides[side] = Side(tables[side], dense, np.round(fitted.bias, 3).astype(np.float32))
    return Coefficients(
        outputs=OUTPUTS,
        index=fitted.index,
        rarity=np.round(fitted.rarity, 2).astype(np.float32),
        unit=np.round(unit, 6).astype(np.float32),
        sides=sides,
        blend=np.zeros((0, len(OUTPUTS)), dtype=np.float32),
    )
