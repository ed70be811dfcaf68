"""From log-odds to a judgement: what a message is, what tone it has, which signals it shows, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass

from prompts.reading.learned.outputs import INTERACTION_KINDS, OUTPUTS, SIGNALS
from prompts.reading.learned.weights import Vector, probability
from prompts.reading.schema import InteractionKind, Kind, Sentiment, SignalKind

_AT = {output: at for at, output in enumerate(OUTPUTS)}
_OF_WISHES: tuple[InteractionKind, ...] = ("complaint", "approval", "feedback")
_OF_WORK: tuple[Kind, ...] = ("change_request", "task")
WORK = "work"  # the threshold from which on a message is work of some kind, in coefficients that have it
_SURE = 0.6
_UNSURE = 0.15  # nearer than this to yes or no, the encoder is not asked


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is held of one message."""

    kinds: tuple[Kind, ...]
    interaction_kind: InteractionKind | None
    sentiment: Sentiment
    signals: tuple[SignalKind, ...]
    is_urgent: bool
    is_no_rush: bool
    confidence: float  # chance that the kinds are right, as far as the least sure of them goes

    @property
    def is_work(self) -> bool:
        return "change_request" in self.kinds or "task" in self.kinds


def is_plain(log_odds: Vector, *, is_client: bool) -> bool:
    """Whether words alone settle a message: the encoder, which costs most of the time, would change nothing."""
    asked = [log_odds[_AT[f"kind_{kind}"]] for kind in ("change_request", "task", "noise")]
    if any(_UNSURE < probability(each) < 1 - _UNSURE for each in asked):
        return False
    return not is_client or probability(log_odds[_AT["signal_any"]]) <= _UNSURE


def chance_of_work(change: float, task: float) -> float:
    """That a message is either or both, from the chances of each, as if one told nothing of the other."""
    return 1 - (1 - change) * (1 - task)


def judge(log_odds: Vector, thresholds: Mapping[str, float], *, is_client: bool) -> Judgement:
    """thresholds: from which probability on each output holds; chosen on messages that training hasn't seen."""
    chance = {output: probability(log_odds[at]) for output, at in _AT.items()}
    kinds = _kinds(chance, thresholds, is_client=is_client)
    if kinds == ("noise",):
        return Judgement(kinds, None, "neutral", (), False, False, _confidence(chance, kinds))
    return Judgement(
        kinds=kinds,
        interaction_kind=_interaction_kind(chance, kinds, is_client=is_client),
        sentiment=_sentiment(chance, thresholds),
        signals=_signals(chance, thresholds) if is_client else (),
        is_urgent=chance["urgent"] >= thresholds["urgent"],
        is_no_rush=chance["no_rush"] >= thresholds["no_rush"],
        confidence=_confidence(chance, kinds),
    )


def _kinds(chance: Mapping[str, float], thresholds: Mapping[str, float], *, is_client: bool) -> tuple[Kind, ...]:
    work = _work(chance, thresholds)
    noise = chance["kind_noise"]
    if noise >= thresholds["kind_noise"] and noise > max((chance[f"kind_{kind}"] for kind in work), default=0):
        return ("noise",)
    if is_client or not work or chance["kind_interaction"] >= thresholds["kind_interaction"]:
        return ("interaction", *work)
    return tuple(work)


def _work(chance: Mapping[str, float], thresholds: Mapping[str, float]) -> list[Kind]:
    """Every kind that is likely; the likelier where there seems to be work and neither stands out."""
    shown = [kind for kind in _OF_WORK if chance[f"kind_{kind}"] >= thresholds[f"kind_{kind}"]]
    either = chance_of_work(*(chance[f"kind_{kind}"] for kind in _OF_WORK))
    if not shown and either >= thresholds.get(WORK, 1):
        return [max(_OF_WORK, key=lambda kind: chance[f"kind_{kind}"])]
    return shown


def _interaction_kind(
    chance: Mapping[str, float], kinds: tuple[Kind, ...], *, is_client: bool
) -> InteractionKind | None:
    """The likeliest; a client's wish to change something is feedback, if it is neither a complaint nor a go-ahead."""
    if "interaction" not in kinds:
        return None
    is_surely_wish = is_client and "change_request" in kinds and chance["kind_change_request"] >= _SURE
    possible = _OF_WISHES if is_surely_wish else INTERACTION_KINDS
    return max(possible, key=lambda kind: chance[f"is_{kind}"])


def _sentiment(chance: Mapping[str, float], thresholds: Mapping[str, float]) -> Sentiment:
    tones: tuple[Sentiment, ...] = ("negative", "positive")
    shown = [tone for tone in tones if chance[tone] >= thresholds[tone]]
    return max(shown, key=lambda tone: chance[tone]) if shown else "neutral"


def _signals(chance: Mapping[str, float], thresholds: Mapping[str, float]) -> tuple[SignalKind, ...]:
    """Every kind that is likely; the likeliest when there surely is one and none stands out."""
    shown = tuple(kind for kind in SIGNALS if chance[f"signal_{kind}"] >= thresholds["signal"])
    if not shown and chance["signal_any"] >= thresholds["signal_any"]:
        return (max(SIGNALS, key=lambda kind: chance[f"signal_{kind}"]),)
    return shown


def _confidence(chance: Mapping[str, float], kinds: tuple[Kind, ...]) -> float:
    asked: tuple[Kind, ...] = ("change_request", "task", "noise")
    return round(min(chance[f"kind_{each}"] if each in kinds else 1 - chance[f"kind_{each}"] for each in asked), 3)
