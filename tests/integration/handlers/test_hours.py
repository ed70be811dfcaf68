"""When people work: said by command, on both platforms; what EOD and 下班前 go by."""

from datetime import UTC, date, datetime, time

import pytest
from kit import AMY_DM, CHANNELS, NOW, PEOPLE, SHARED, TASK, TEAM, WANG_DM, ZHAO, House, texts

from handlers.arrivals import AnyArrival
from handlers.exports import Exporter
from handlers.ports import ChannelFacts, PersonFacts
from handlers.preparing import Preparation
from handlers.rules.hours import end_of_work
from prompts.reading.rules.reader import RulesReader
from prompts.reading.schema import NOISE, Reading, Utterance
from storage.tables import Agency, Audit, Member, Task

SIX, HALF_PAST_SIX, SEVEN = time(18), time(18, 30), time(19)


class Platform:
    """Knows who is who."""

    def person(self, workspace: str, user: str) -> PersonFacts:
        return PEOPLE[user]

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        return CHANNELS[channel]


class Listening:
    """A reader that remembers when work ends."""

    def __init__(self) -> None:
        self.heard: list[Utterance] = []

    def read(self, utterance: Utterance) -> Reading:
        self.heard.append(utterance)
        return NOISE


def heard_end(house: House, arrival: AnyArrival, *, is_here: bool = False) -> time:
    """When the speaker's work ends, as the reader is told; before the unit, or within it."""
    reader = Listening()
    preparation = Preparation(
        read=house.store.read, directories={"slack": Platform(), "wecom": Platform()}, reader=reader, tz="Asia/Shanghai"
    )
    if is_here:
        house.store.write(lambda session: preparation.prepare_here(session, arrival, now=house.now))
    else:
        preparation.prepare(arrival, now=house.now, may_give_up=False)
    return reader.heard[-1].end_of_day


def member(house: House, name: str) -> Member:
    return house.row(Member, name=name)


def hours(row: Member | Agency) -> tuple[str | None, str | None]:
    return row.works_from, row.works_until


def test_a_member_says_their_hours_on_slack(acme: House):
    said = texts(acme.crm("UAMY", TEAM, "hours 9:30-18:30"))

    assert "you work 09:30–18:30" in said
    assert "it means 18:30" in said
    assert hours(member(acme, "Amy")) == ("09:30", "18:30")
    assert hours(member(acme, "王小雨")) == (None, None)


@pytest.mark.parametrize("typed", ["工时 9:30-18:30", "上班时间 早九点半到晚六点半", "hours 9:30am-6:30pm"])
def test_a_member_says_their_hours_on_wecom(acme: House, typed: str):
    said = texts(acme.say("zhaoyu", ZHAO, typed))

    assert "你的工时是 09:30–18:30" in said
    assert "/crm" not in said
    assert hours(member(acme, "赵宇")) == ("09:30", "18:30")


def test_without_words_the_hours_are_told(acme: House):
    acme.say("zhaoyu", ZHAO, "你好")

    assert "没有另设工时" in texts(acme.say("zhaoyu", ZHAO, "工时"))
    assert "18:00" in texts(acme.say("zhaoyu", ZHAO, "工时"))
    acme.say("zhaoyu", ZHAO, "工时 10-19")
    told = texts(acme.say("zhaoyu", ZHAO, "工时"))
    assert "你的工时：10:00–19:00" in told
    assert "工时 公司" not in told  # no manager
    assert "/crm hours agency 10-19" in texts(acme.crm("UAMY", TEAM, "hours"))
    assert acme.rows(Audit, record_kind="member", member_id=member(acme, "Amy").id, action="changed") == []


@pytest.mark.parametrize("typed", ["hours foo", "hours 22-6", "hours 9", "hours agency later"])
def test_what_cannot_be_read_is_answered_with_the_right_form(acme: House, typed: str):
    english = texts(acme.crm("UAMY", TEAM, typed))
    chinese = texts(acme.say("zhaoyu", ZHAO, typed.replace("hours", "工时")))

    assert "/crm hours [from-until]" in english
    assert "/crm hours 9:30-18:30" in english
    assert "工时 [几点-几点]" in chinese
    assert "工时 9:30-18:30" in chinese
    assert "bad_command" in english
    assert "bad_command" in chinese
    assert {hours(row) for row in acme.rows(Member)} == {(None, None)}


def test_a_manager_says_the_hours_of_all_and_one_who_has_their_own_keeps_them(acme: House):
    acme.say("UWANG", WANG_DM, "工时 9:30-18:30")

    said = texts(acme.crm("UAMY", TEAM, "hours agency 10-19"))

    assert "the agency works 10:00–19:00" in said
    assert hours(acme.row(Agency)) == ("10:00", "19:00")
    assert hours(member(acme, "王小雨")) == ("09:30", "18:30")
    told = texts(acme.say("UWANG", WANG_DM, "工时"))
    assert "你的工时：09:30–18:30" in told
    assert "公司：10:00–19:00" in told


def test_who_is_no_manager_cannot_set_the_hours_of_all(acme: House):
    slack = texts(acme.crm("UWANG", TEAM, "hours agency 10-19"))
    wecom = texts(acme.say("zhaoyu", ZHAO, "工时 公司 10-19"))

    assert "经理或管理员" in slack
    assert "经理或管理员" in wecom
    assert "not_allowed" in wecom
    assert hours(acme.row(Agency)) == (None, None)


def test_a_manager_who_is_no_admin_may(acme: House):
    def promote(session):
        wang = session.get(Member, member(acme, "王小雨").id)
        wang.role = "manager"
        session.add(wang)

    acme.store.write(promote)

    acme.say("UWANG", WANG_DM, "工时 公司 10-19")

    assert hours(acme.row(Agency)) == ("10:00", "19:00")


def test_default_gives_the_hours_back(acme: House):
    acme.crm("UAMY", TEAM, "hours agency 10-19")
    acme.crm("UAMY", TEAM, "hours 9-18")

    assert "it means 19:00" in texts(acme.crm("UAMY", TEAM, "hours default"))
    assert "mean 18:00" in texts(acme.crm("UAMY", TEAM, "hours agency default"))
    assert hours(member(acme, "Amy")) == (None, None)
    assert hours(acme.row(Agency)) == (None, None)


@pytest.mark.parametrize("words", ["9:30-18:30", "agency 10-19"])
@pytest.mark.parametrize("by_button", [True, False])
def test_hours_can_be_taken_back(acme: House, words: str, by_button: bool):
    (said,) = acme.crm("UAMY", AMY_DM, f"hours {words}")

    undone = acme.press_button("UAMY", AMY_DM, said, "Undo") if by_button else acme.crm("UAMY", AMY_DM, "undo")

    assert ("Agency setting" if "agency" in words else "Setting") + ": as it was before" in texts(undone)
    assert hours(member(acme, "Amy")) == (None, None)
    assert hours(acme.row(Agency)) == (None, None)


def test_on_wecom_too(acme: House):
    (said,) = acme.say("zhaoyu", ZHAO, "工时 9:30-18:30")

    assert "设置：恢复原样" in texts(acme.press_button("zhaoyu", ZHAO, said, "撤销"))
    assert hours(member(acme, "赵宇")) == (None, None)


def test_what_another_manager_said_since_is_not_taken_back(acme: House):
    def promote(session):
        wang = session.get(Member, member(acme, "王小雨").id)
        wang.role = "manager"
        session.add(wang)

    acme.store.write(promote)
    (first,) = acme.crm("UAMY", AMY_DM, "hours agency 10-19")
    acme.crm("UWANG", TEAM, "hours agency 9-18")

    said = texts(acme.press_button("UAMY", AMY_DM, first, "Undo"))

    assert "Agency setting was changed since" in said
    assert "/crm hours agency 10-19" in said
    assert hours(acme.row(Agency)) == ("09:00", "18:00")


def test_the_same_hours_said_again_leave_no_trace(acme: House):
    acme.crm("UAMY", TEAM, "hours 9:30-18:30")
    (again,) = acme.crm("UAMY", TEAM, "hours 9:30-18:30")

    assert again.card is not None
    assert again.card.buttons == ()
    assert len(acme.rows(Audit, record_kind="member", action="changed")) == 1


def test_who_said_the_hours_is_in_the_audit_trail(acme: House):
    acme.crm("UAMY", TEAM, "hours agency 10-19")

    line = acme.row(Audit, record_kind="agency")
    assert (line.who, line.action) == ("Amy", "changed")
    assert line.before == {"works_from": None, "works_until": None}
    assert line.after == {"works_from": "10:00", "works_until": "19:00"}


def test_an_outsider_is_not_answered(acme: House):
    assert acme.crm("UCAROL", SHARED, "hours agency 10-19") == []
    assert hours(acme.row(Agency)) == (None, None)


@pytest.mark.parametrize("is_here", [False, True])
def test_the_reader_is_told_when_the_speakers_work_ends(acme: House, is_here: bool):
    for user, place in (("UWANG", TEAM), ("UAMY", TEAM), ("UCAROL", SHARED)):
        acme.say(user, place, "hello")
    ours, theirs = acme.message("UAMY", TEAM, "EOD"), acme.message("UCAROL", SHARED, "下班前")
    assert heard_end(acme, ours, is_here=is_here) == SIX

    acme.crm("UAMY", TEAM, "hours agency 10-19")
    assert heard_end(acme, ours, is_here=is_here) == SEVEN
    assert heard_end(acme, theirs, is_here=is_here) == SEVEN

    acme.crm("UAMY", TEAM, "hours 9:30-18:30")
    assert heard_end(acme, ours, is_here=is_here) == HALF_PAST_SIX
    assert heard_end(acme, theirs, is_here=is_here) == SEVEN
    assert heard_end(acme, acme.message("UWANG", TEAM, "下班前"), is_here=is_here) == SEVEN


def test_a_members_own_hours_come_first_then_the_agencys_then_six():
    assert end_of_work(None, None) == SIX
    agency = Agency(works_from="10:00", works_until="19:00", created_at=NOW)
    amy = Member(agency_id=1, name="Amy", works_from="09:30", works_until="18:30", created_at=NOW)
    assert end_of_work(amy, agency) == HALF_PAST_SIX
    assert end_of_work(None, agency) == SEVEN


@pytest.mark.parametrize(
    ("typed", "due_at"),
    [
        ("task send three drafts by EOD tomorrow", datetime(2026, 11, 24, 10, 30, tzinfo=UTC)),
        ("任务 明天下班前发三张初稿", datetime(2026, 11, 24, 10, 30, tzinfo=UTC)),
    ],
)
def test_a_task_that_is_due_at_the_end_of_the_day_is_due_when_its_speakers_work_ends(
    acme: House, typed: str, due_at: datetime
):
    acme.crm("UAMY", TEAM, "hours 9:30-18:30")
    preparation = Preparation(
        read=acme.store.read, directories={"slack": Platform()}, reader=RulesReader(), tz="Asia/Shanghai"
    )
    command = acme.command("UAMY", TEAM, typed)

    prepared = preparation.prepare(command, now=acme.now, may_give_up=False)
    acme.serve(command, prepared.reading)

    assert (acme.row(Task).due_on, acme.row(Task).due_at) == (date(2026, 11, 24), due_at)


def test_a_corrected_date_goes_by_the_hours_too(acme: House):
    acme.crm("UAMY", TEAM, "task a", TASK)
    acme.crm("UAMY", TEAM, "hours 9:30-18:30")

    acme.crm("UAMY", TEAM, "edit T-1 EOD tomorrow")

    assert acme.row(Task).due_at == datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def test_the_export_tells_a_members_hours_or_else_the_agencys(acme: House):
    def export(session):
        return [
            (row["name"], row["works_from"], row["works_until"])
            for row in Exporter(session, session.get(Agency, 1)).rows("members")
        ]

    assert acme.store.read(export) == [("Amy", None, None), ("王小雨", None, None)]
    acme.crm("UAMY", TEAM, "hours agency 10-19")
    acme.crm("UAMY", TEAM, "hours 9:30-18:30")

    assert acme.store.read(export) == [("Amy", "09:30", "18:30"), ("王小雨", "10:00", "19:00")]
