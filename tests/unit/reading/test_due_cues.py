"""What a classifier is told of each date of a message."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from prompts.reading.dates.dues import candidates_in
from prompts.reading.learned.due_cues import due_cues
from prompts.reading.learned.judgement import Judgement
from prompts.reading.plain import blanked, evened
from prompts.reading.schema import Said, Utterance

SUNDAY = datetime(2026, 11, 22, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
TASK = Judgement(("interaction", "task"), "question", "neutral", (), False, False, 0.9)


def cues_of(text: str, *, before: str | None = None) -> list[tuple[str, set[str]]]:
    """Each date as written, and its cues."""
    earlier = (Said(speaker="Amy", role="ae", text=before, said_at=SUNDAY - timedelta(minutes=1)),) if before else ()
    said = Utterance(text=text, speaker="马姐", role="client", said_at=SUNDAY, earlier=earlier)
    found = candidates_in(said, blanked(evened(text)))
    return [(each.words, cues) for each, cues in zip(found, due_cues(said, found, TASK), strict=True)]


def test_a_message_without_a_date_has_no_cues() -> None:
    assert cues_of("收到，谢谢") == []


def test_the_weekday_it_is_said_on_may_be_now() -> None:
    [(_, today)] = cues_of("周日还在加班")
    [(_, other)] = cues_of("周二给我")

    assert "todays_weekday" in today
    assert "todays_weekday" not in other


def test_of_two_dates_it_says_which_is_the_deadline_and_which_comes_first() -> None:
    (_, first), (_, second) = cues_of("周三开会，周五前给我稿子")

    assert {"other_marked", "named_first", "other_later"} <= first
    assert {"only_marked", "named_last", "other_sooner"} <= second
    assert "client&only_marked" in second


def test_only_the_words_of_its_own_clause_are_its_neighbours() -> None:
    (_, first), (_, second) = cues_of("周三老板开会，周五交12张图")

    assert {"right_开", "right_开 会"} <= first
    assert not any(cue.startswith("right_交") for cue in first)
    assert {"right_交", "right_交 0"} <= second


def test_a_question_is_seen_where_it_ends() -> None:
    [(_, asked)] = cues_of("周五能给吗？急")
    [(_, told)] = cues_of("周五给。好吗？")

    assert "in_question" in asked
    assert "in_question" not in told
    assert "before_question" in told


def test_a_time_beside_a_day_may_belong_to_it() -> None:
    cues = dict(cues_of("I'm in town Wednesday. Could we have lunch together, say at 12:30?"))

    assert "time_after" in cues["Wednesday"]
    assert "day_before" in next(of for words, of in cues.items() if words.endswith("12:30") and "Wed" not in words)


def test_an_answer_to_the_message_right_before_is_told_from_older_talk() -> None:
    completed = [cues for _, cues in cues_of("4点吧", before="明天下午3点开会？") if "is_from_context" in cues]

    assert completed
    assert all("is_just_said" in cues for cues in completed)
