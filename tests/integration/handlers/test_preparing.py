"""Finding out before the transaction: who speaks, where, and what is said."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from kit import AMY, CAROL, CHANNELS, NOW, PEOPLE, SHARED, TEAM, ZHAO, House

from handlers.arrivals import AnyArrival, Edit, Press, Reaction, Shortcut, Tick, reaction_root
from handlers.ports import ChannelFacts, LookupFailed, Original, PersonFacts
from handlers.preparing import KNOWN_FOR, Preparation, Prepared, with_names
from prompts.reading.schema import NOISE, Reading, Utterance
from storage.tables import Member


@dataclass
class Directory:
    """A platform that knows some people and channels, and may be down."""

    down: LookupFailed | None = None
    asked: list[str] = field(default_factory=list)

    def person(self, workspace: str, user: str) -> PersonFacts:
        self._ask(user)
        return PEOPLE[user]

    def channel(self, workspace: str, channel: str) -> ChannelFacts:
        self._ask(channel)
        return CHANNELS[channel]

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.down is not None:
            raise self.down
        if what not in PEOPLE and what not in CHANNELS:
            raise LookupFailed("unknown", may_retry=False)


@dataclass
class Listening:
    """A reader that remembers what it was given."""

    heard: list[Utterance] = field(default_factory=list)

    def read(self, utterance: Utterance) -> Reading:
        self.heard.append(utterance)
        return Reading(kinds=("task",), reader="model")


@dataclass
class Setting:
    house: House
    directory: Directory = field(default_factory=Directory)
    reader: Listening = field(default_factory=Listening)

    def prepare(self, arrival: AnyArrival, *, may_give_up: bool = False) -> Prepared:
        directories = {"slack": self.directory, "wecom": self.directory}
        preparation = Preparation(
            read=self.house.store.read, directories=directories, reader=self.reader, tz="Asia/Shanghai"
        )
        return preparation.prepare(arrival, now=self.house.now, may_give_up=may_give_up)

    @property
    def heard(self) -> Utterance:
        return self.reader.heard[-1]


@pytest.fixture
def setting(acme: House) -> Setting:
    return Setting(acme)


@pytest.fixture
def first_day(house: House) -> Setting:
    return Setting(house)


def test_who_and_where_are_asked_once_and_then_believed_for_a_day(first_day: Setting):
    house = first_day.house
    said = house.message("UAMY", TEAM, "hello")
    found = first_day.prepare(said)
    assert (found.person, found.channel) == (AMY, CHANNELS["CTEAM"])
    assert first_day.directory.asked == ["UAMY", "CTEAM"]
    house.serve(said)

    again = first_day.prepare(house.message("UAMY", TEAM, "hello again"))
    assert (again.person, again.channel) == (None, None)

    house.now = NOW + KNOWN_FOR
    assert first_day.prepare(house.message("UAMY", TEAM, "next day")).person == AMY


def test_a_platform_that_is_down_is_waited_for_until_patience_ends(first_day: Setting):
    first_day.directory.down = LookupFailed("down", may_retry=True)
    said = first_day.house.message("UAMY", TEAM, "hello")

    with pytest.raises(LookupFailed):
        first_day.prepare(said)

    found = first_day.prepare(said, may_give_up=True)
    assert (found.person, found.channel) == (None, None)
    assert first_day.heard.role == "client"


def test_a_platform_that_surely_does_not_know_is_not_waited_for(first_day: Setting):
    first_day.directory.down = LookupFailed("no such user", may_retry=False)

    assert first_day.prepare(first_day.house.message("UAMY", TEAM, "hello")).person is None


def test_the_reader_is_told_what_a_colleague_would_know(setting: Setting):
    house = setting.house
    house.now += timedelta(minutes=1)
    house.say("UWANG", SHARED, "初稿明天给")
    house.now += timedelta(minutes=1)
    setting.prepare(house.message("UCAROL", SHARED, "logo larger"))

    heard = setting.heard
    assert (heard.speaker, heard.role, heard.client, heard.platform) == ("Carol", "client", "ACME", "slack")
    assert [(said.speaker, said.role) for said in heard.earlier] == [("Carol", "client"), ("王小雨", "ae")]
    assert heard.names == ("Amy", "王小雨")
    assert not heard.is_relayed
    assert heard.tz == "Asia/Shanghai"


def test_in_a_thread_the_thread_is_the_context(setting: Setting):
    house = setting.house
    parent = house.message("UCAROL", SHARED, "the logo")
    house.serve(parent)
    thread = SHARED.model_copy(update={"thread": parent.message_id})
    house.say("UAMY", thread, "what about it?")
    house.say("UCAROL", SHARED, "something else")
    house.now += timedelta(minutes=1)

    setting.prepare(house.message("UCAROL", thread, "larger"))

    assert [said.text for said in setting.heard.earlier] == ["the logo", "what about it?"]


def test_an_edit_is_read_as_of_when_the_message_was_said(setting: Setting):
    house = setting.house
    said = house.message("UCAROL", SHARED, "logo by tomorrow")
    edit = Edit(
        key="e", place=SHARED, user="UCAROL", at=NOW + timedelta(days=3), message_id=said.message_id,
        text="logo by tomorrow!", said_at=said.at,
    )  # fmt: skip
    setting.prepare(edit)

    assert setting.heard.said_at == said.at


def test_mentions_are_read_by_name_also_of_those_who_never_spoke(setting: Setting):
    said = setting.house.message(
        "UAMY", TEAM, "@UWANG and @zhaoyu and @UNKNOWN1", mentions=("UWANG", "zhaoyu", "UNKNOWN1")
    )

    found = setting.prepare(said)

    assert setting.heard.text == "@王小雨 and @赵宇 and @UNKNOWN1"
    assert found.names == {"UWANG": "王小雨", "zhaoyu": "赵宇"}


def test_mentions_behind_a_slash_command_are_read_by_name(setting: Setting):
    PEOPLE["U0NEWBIE1"] = PersonFacts(name="Newbie", is_outsider=False)
    try:
        setting.prepare(setting.house.command("UAMY", TEAM, "task drafts @U0NEWBIE1 by Friday"))
    finally:
        del PEOPLE["U0NEWBIE1"]

    assert setting.heard.text == "drafts @Newbie by Friday"


@pytest.mark.parametrize("typed", ["role @U0NEWBIE1 manager", "assign T-1 @U0NEWBIE1", "tasks @U0NEWBIE1"])
def test_mentions_behind_a_command_that_is_not_read_are_names_too(
    setting: Setting, typed: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(PEOPLE, "U0NEWBIE1", PersonFacts(name="Newbie", is_outsider=False))
    by_slash = setting.house.command("UAMY", TEAM, typed)
    by_mention = setting.house.message("UAMY", TEAM, typed, is_to_bot=True, mentions=("U0NEWBIE1",))

    assert [setting.prepare(said).names for said in (by_slash, by_mention)] == [{"U0NEWBIE1": "Newbie"}] * 2


def test_a_mention_is_not_taken_for_the_beginning_of_another():
    assert with_names("@U1 @U12 @U1, @U1。", {"U1": "Al", "U12": "Bo"}) == "@Al @Bo @Al, @Al。"
    assert with_names("@U1", {}) == "@U1"


def test_only_the_words_of_a_recording_command_are_read(setting: Setting):
    setting.prepare(setting.house.command("UAMY", TEAM, "task drafts by Friday"))
    assert setting.heard.text == "drafts by Friday"
    assert setting.heard.is_relayed

    for typed in ("link ACME", "undo", "", "foo"):
        assert setting.prepare(setting.house.command("UAMY", TEAM, typed)).reading == NOISE
    assert len(setting.reader.heard) == 1


def test_what_a_member_tells_the_bot_one_to_one_is_relayed(setting: Setting):
    setting.prepare(setting.house.message("zhaoyu", ZHAO, "客户说logo放大"))
    assert setting.heard.is_relayed


def test_a_members_own_zone_counts_and_an_outsiders_does_not(setting: Setting):
    def move(session):
        amy = session.get(Member, 1)
        amy.tz = "Europe/London"
        session.add(amy)

    setting.house.store.write(move)
    setting.prepare(setting.house.message("UAMY", TEAM, "by Friday 5pm"))
    assert setting.heard.tz == "Europe/London"

    PEOPLE["UCAROL"] = CAROL.model_copy(update={"tz": "America/New_York"})
    try:
        setting.house.now += KNOWN_FOR
        setting.prepare(setting.house.message("UCAROL", SHARED, "by Friday 5pm"))
    finally:
        PEOPLE["UCAROL"] = CAROL
    assert setting.heard.tz == "Asia/Shanghai"


def test_presses_and_ticks_read_nothing_and_ticks_ask_nobody(setting: Setting):
    press = Press(key="p", place=TEAM, user="UAMY", at=NOW, action="confirm", value="message:1")
    assert setting.prepare(press).reading == NOISE
    assert setting.prepare(Tick(key="t", place=TEAM, user="", at=NOW, name="housekeeping")) == Prepared()
    assert setting.reader.heard == []
    assert setting.directory.asked == []


def test_only_what_a_model_read_is_costly(setting: Setting):
    assert setting.prepare(setting.house.message("UAMY", TEAM, "hello")).is_costly
    assert not setting.prepare(setting.house.message("UAMY", TEAM, "  ")).is_costly


def test_what_was_found_out_survives_being_stored(setting: Setting):
    found = setting.prepare(setting.house.message("UNEW", SHARED, "@UWANG hi", mentions=("UWANG",)), may_give_up=True)

    assert Prepared.model_validate(found.model_dump(mode="json", exclude_defaults=True)) == found


@dataclass
class Remembering(Directory):
    """A platform that can be asked for what was said before."""

    def message(self, workspace: str, channel: str, message_id: str) -> Original | None:
        self._ask(channel)
        return (
            Original(text="Please make the logo larger", author="UCAROL", said_at=NOW) if message_id == "1.1" else None
        )


def an_emoji(message_id: str, *, is_added: bool = True) -> Reaction:
    root = reaction_root(SHARED, message_id, "UAMY", "repeat")
    return Reaction(
        key=f"{root}2.2", place=SHARED, user="UAMY", at=NOW, emoji="repeat", is_added=is_added, message_id=message_id
    )


def test_an_emoji_on_an_unheard_message_fetches_and_reads_it_as_its_authors(house: House):
    setting = Setting(house, directory=Remembering())

    prepared = setting.prepare(an_emoji("1.1"))

    assert prepared.original is not None
    assert prepared.names == {"UCAROL": "Carol"}
    (utterance,) = setting.reader.heard
    assert (utterance.text, utterance.said_at, utterance.role) == ("Please make the logo larger", NOW, "client")


@pytest.mark.parametrize("directory", [Directory(), Remembering()])
def test_an_emoji_on_a_message_that_nobody_can_fetch_reads_nothing(house: House, directory: Directory):
    setting = Setting(house, directory=directory)

    assert setting.prepare(an_emoji("9.9")).original is None
    assert setting.reader.heard == []


def test_an_emoji_on_a_heard_message_asks_nobody_for_it(house: House):
    said = house.message("UCAROL", SHARED, "hello")
    house.serve(said)
    setting = Setting(house, directory=Remembering())

    assert setting.prepare(an_emoji(said.message_id)).original is None
    assert setting.prepare(an_emoji("1.1", is_added=False)).original is None


def test_a_shortcut_reads_the_message_as_its_authors_and_asks_for_their_name(house: House):
    setting = Setting(house)
    shortcut = Shortcut(
        key="s", place=SHARED, user="UAMY", at=NOW, shortcut="change", message_id="1.1", text="larger, please",
        author="UCAROL", said_at=NOW - timedelta(days=2),
    )  # fmt: skip

    prepared = setting.prepare(shortcut)

    (utterance,) = setting.reader.heard
    assert (utterance.text, utterance.role, utterance.said_at) == ("larger, please", "client", NOW - timedelta(days=2))
    assert prepared.names == {"UCAROL": "Carol"}
