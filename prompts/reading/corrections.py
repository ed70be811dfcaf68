"""How often a reading was right, by what people decided about it afterwards.

Each message counts only in what somebody judged. So this tells well how often a proposal was right, and less well
what was missed: nobody is asked about what wasn't proposed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from prompts.reading.labels import Example
from prompts.reading.learned.outputs import KINDS
from prompts.reading.scoring import Count, Share, due_is_right, even_name, overlap

FIELDS = ("title", "due", "assignee", "interaction_kind", "priority", "churn")
Prediction = Mapping[str, Any]


@dataclass
class Tally:
    """Of some messages: how many were read right, kind by kind and field by field."""

    right: Share = field(default_factory=Share)  # in all that was judged
    kinds: dict[str, Count] = field(default_factory=lambda: {kind: Count() for kind in KINDS})
    judged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    fields: dict[str, Share] = field(default_factory=lambda: {name: Share() for name in FIELDS})
    titles: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """As JSON; null where nothing was judged."""
        return {
            "messages": self.right.whole,
            "right": _figure(self.right),
            "kinds": {
                kind: {
                    "judged": self.judged[kind],
                    "right": count.hits,
                    "wrong": count.false,
                    "missed": count.missed,
                    "precision": round(count.precision, 3) if count.hits + count.false else None,
                }
                for kind, count in self.kinds.items()
            },
            "fields": {
                name: {"judged": share.whole, "right": _figure(share)} for name, share in self.fields.items()
            },
            "title_overlap": round(sum(self.titles) / len(self.titles), 3) if self.titles else None,
        }  # fmt: skip


def tally(pairs: Iterable[tuple[Example, Prediction]]) -> Tally:
    """Examples with what was read of them when they were said."""
    result = Tally()
    for example, read in pairs:
        wrong = list(find_mistakes(example, read))
        result.right.add(not wrong)
        kinds = set(read.get("kinds") or ())
        for kind in KINDS:
            if example.knows(kind):
                result.judged[kind] += 1
                result.kinds[kind].add(kind in kinds, kind in example.label.kinds)
        for name, share in result.fields.items():
            if example.knows(name):
                share.add(name not in wrong)
        if example.knows("title") and example.label.title:
            result.titles.append(overlap(example.label.title, str(read.get("title") or "")))
    return result


def find_mistakes(example: Example, read: Prediction) -> Iterable[str]:
    """Kinds and fields that were read otherwise than people decided."""
    label, kinds = example.label, set(read.get("kinds") or ())
    yield from (kind for kind in KINDS if example.knows(kind) and (kind in kinds) != (kind in label.kinds))
    if example.knows("title") and (label.title or "") != (read.get("title") or ""):
        yield "title"
    if example.knows("due"):
        found = read.get("due")
        if (label.due is None) != (found is None) or (label.due is not None and not all(due_is_right(example, found))):
            yield "due"
    if example.knows("assignee"):
        expected, people = ({even_name(name) for name in names} for names in (label.assignee, read["assignee"]))
        if expected != people:
            yield "assignee"
    for name in ("interaction_kind", "priority"):
        if example.knows(name) and getattr(label, name) != read.get(name):
            yield name
    if example.knows("churn") and set(label.churn) != set(read.get("churn") or ()):
        yield "churn"


def _figure(share: Share) -> float | None:
    return round(share.value, 3) if share.whole else None
