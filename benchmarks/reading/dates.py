"""How well dates are found and resolved: `python -m benchmarks.reading.dates FILE… [--public FILE…] [--misses N]`.

FILE holds labelled messages (JSONL, as in benchmarks/reading/data). Of the messages with a due date it prints the share
where one of the candidates means it (what any judge could reach) and the share where the rules choose it; of those
without, how often the rules see one. --public takes phrases that nobody here wrote, with accepted values.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prompts.reading.dates.dues import candidates_in
from prompts.reading.dates.finding import FoundDate, best_of, find_dates
from prompts.reading.labels import Example, read_examples
from prompts.reading.plain import blanked, evened

_NEAR_ENOUGH = timedelta(minutes=1)


def _lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text("utf-8").splitlines() if line.strip()]


def _is_day(found: FoundDate, example: Example) -> bool:
    """The right day, as the guide's scorer asks; the clock time is scored apart."""
    return found.due.on == example.label.due_on


def _is_exact(found: FoundDate, example: Example) -> bool:
    wanted = example.label.due_at
    if wanted is None:
        return found.due.on == example.label.due_on and found.due.at is None
    return found.due.at is not None and abs(found.due.at - wanted) < _NEAR_ENOUGH


def score(name: str, examples: Sequence[Example], misses: int) -> None:
    """Print one table row, and what was missed."""
    counts: Counter[str] = Counter()
    shown: dict[str, list[str]] = defaultdict(list)
    spent = 0.0
    for example in examples:
        plain = blanked(evened(example.utterance.text))
        begun = time.perf_counter()
        found = candidates_in(example.utterance, plain)
        spent += time.perf_counter() - begun
        best = best_of(found)
        counts["candidates"] += len(found)
        if example.label.due is None:
            counts["none"] += 1
            counts["false"] += best is not None
            counts["false_work"] += best is not None and example.label.is_work
            if best:
                shown["FALSE"].append(_line(example, [best]))
            continue
        counts["due"] += 1
        counts["day"] += any(_is_day(each, example) for each in found)
        counts["exact"] += any(_is_exact(each, example) for each in found)
        counts["chosen_day"] += bool(best and _is_day(best, example))
        counts["chosen"] += bool(best and _is_exact(best, example))
        if not any(_is_exact(each, example) for each in found):
            shown["MISSED"].append(_line(example, found))
        elif not (best and _is_exact(best, example)):
            shown["NOT CHOSEN"].append(_line(example, [best] if best else found))
    due, none = max(counts["due"], 1), max(counts["none"], 1)
    print(
        f"{name:<24}{counts['due']:>6}{counts['day'] / due:>9.3f}{counts['exact'] / due:>9.3f}"
        f"{counts['chosen_day'] / due:>9.3f}{counts['chosen'] / due:>9.3f}"
        f"{counts['none']:>8}{counts['false'] / none:>8.3f}"
        f"{counts['candidates'] / len(examples):>8.2f}{1000 * spent / len(examples):>8.3f}"
    )
    for title, texts in shown.items():
        for text in texts[:misses]:
            print(f"  {title}: {text}")


def _line(example: Example, found: Iterable[FoundDate]) -> str:
    said = " ".join(example.utterance.text.split())[:150]
    seen = [f"{each.words}={each.due.iso}({each.weight} {each.reason or ''})" for each in found]
    return f"{example.id} {example.utterance.said_at:%a %m-%d %H:%M} want {example.label.due} | {said} | {seen}"


def score_public(path: str, misses: int) -> None:
    """By sort of phrase: the share where a candidate is among the accepted values. Past dates and periods count."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for line in _lines(path):
        row = rows[line["label"]]
        row["n"] += 1
        country = "CN" if "_zh" in path else "US"
        said = datetime.fromisoformat(line["reference"]).replace(tzinfo=ZoneInfo("UTC"))
        found = find_dates(line["text"], sent_at=said, tz="UTC", country=country)
        if line["label"] == "none":
            row["found"] += bool(found)
            row["chosen"] += best_of(found) is not None
            if found and row["shown"] < misses:
                row["shown"] += 1
                print(f"  FALSE: {line['text'][:90]} | {[(each.words, each.due.iso, each.weight) for each in found]}")
            continue
        accepted = [datetime.fromisoformat(each) for each in line["accepted"]]
        is_right = any(_is_accepted(each, accepted, line["label"]) for each in found)
        row["right"] += is_right
        row["found"] += bool(found)
        if not is_right and row["shown"] < misses:
            row["shown"] += 1
            print(
                f"  {line['label']}: {line['text'][:80]} | {line['reference'][:16]} | {line['accepted'][:3]} "
                f"| {[each.due.iso for each in found]}"
            )
    print(f"{Path(path).stem}\n{'sort':<16}{'n':>5}{'right':>9}{'found':>9}")
    for label, row in sorted(rows.items()):
        right = "" if label == "none" else f"{row['right'] / row['n']:.3f}"
        print(
            f"{label:<16}{row['n']:>5}{right:>9}{row['found'] / row['n']:>9.3f}"
            + (f"   chosen {row['chosen']}" if label == "none" else "")
        )


def _is_accepted(found: FoundDate, accepted: Sequence[datetime], label: str) -> bool:
    """Periods there end with the day after, and are right by either end."""
    days: set[date] = {found.due.on}
    if label == "daterange":
        days |= {found.due.on + timedelta(days=1)} | ({found.from_on} if found.from_on else set())
    if found.due.at is not None and label != "date":
        return any(abs(found.due.at.replace(tzinfo=None) - each) < _NEAR_ENOUGH for each in accepted)
    return any(each.date() in days for each in accepted)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--public", nargs="*", default=[])
    parser.add_argument("--misses", type=int, default=0, help="show so many of each sort of error")
    options = parser.parse_args()
    if options.files:
        print(
            "Shares of messages with a due date: one candidate means its day / exactly; the rules cho"
            "ose its day / exactly."
        )
        print("Shares of messages without: the rules see one. Then candidates and milliseconds a message.")
        print(
            f"{'':<24}{'due':>6}{'day':>9}{'exact':>9}{'chosen':>9}{'exactly':>9}{'none':>8}{'false':>8}"
            f"{'cand.':>8}{'ms':>8}"
        )
    for path in options.files:
        examples = read_examples([line for line in _lines(path) if line.get("gold")])
        score(Path(path).stem, examples, options.misses)
    for path in options.public:
        score_public(path, options.misses)


if __name__ == "__main__":
    main()
