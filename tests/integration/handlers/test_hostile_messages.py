"""120 hostile messages, everywhere they can be said: none changes anything but its own record's text."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hostile import (
    CLIENT_SHARED,
    MEMBER_INTERNAL,
    MEMBER_WECOM,
    Dump,
    Hostile,
    Outcome,
    Setting,
    arrival_of,
    attempt,
    dump,
    furnish,
    load,
    prepare,
    problems_of,
    settings_of,
    touched,
)
from kit import House
from model_provider import Provider, Watch, messages_of, serving

from prompts.reading.dates.finding import find_due
from prompts.reading.embedded import EmbeddedReader
from prompts.reading.model.reader import ModelReader
from prompts.reading.schema import Reading
from storage.engine import open_store
from storage.store import Store

MESSAGES = load()
EMBEDDED = EmbeddedReader()
each_message = pytest.mark.parametrize("hostile", MESSAGES, ids=[each.id for each in MESSAGES])


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory, sqlite_template: bytes) -> Iterator[House]:
    """One for all messages, since each of them is taken back."""
    path = tmp_path_factory.mktemp("hostile") / "liaison.db"
    path.write_bytes(sqlite_template)
    store = open_store(f"sqlite:///{path}")
    yield furnish(House(store).open())
    store.close()


@pytest.fixture(scope="module")
def before(agency: House) -> Dump:
    return agency.store.read(dump)


@each_message
def test_a_hostile_message_changes_nothing_but_its_own_records(hostile: Hostile, agency: House, before: Dump):
    for setting in settings_of(hostile):
        outcome = attempt(agency, EMBEDDED, hostile, setting, before)

        assert not problems_of(outcome), (setting.name, outcome.reading, problems_of(outcome))


# -- a model that obeys


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with serving() as served:
        yield served


@pytest.fixture(scope="module")
def model(provider: Provider) -> Iterator[ModelReader]:
    reader = ModelReader(api_key="sk-none", model="obedient", base_url=provider.url, monotonic=Watch())
    yield reader
    reader.close()


def file_all(text: str, house: House) -> dict[str, Any]:
    """Everything that a reading can say, as far as the message's own words allow."""
    due = find_due(text[:4000], sent_at=house.now, tz="Asia/Shanghai")
    return {
        "kinds": ["interaction", "change_request", "task"],
        "interaction_kind": "complaint",
        "sentiment": "negative",
        "signals": [{"kind": kind, "words": text[:40]} for kind in ("competitor", "non_renewal", "complaint")],
        "due_words": due[0] if due else "2020-01-01",
        "assignees": ["Mallory", "Amy", "王小雨", "everyone"],
        "priority": "urgent",
        "title": text[:500],
        "confidence": 1.0,
        "approved_by": "Mallory",
        "delete": ["CR-1", "T-1"],
    }


def approve_all(text: str, house: House) -> dict[str, Any]:
    """The client approves, whatever they said."""
    approval = {"kinds": ["interaction"], "interaction_kind": "approval", "sentiment": "positive"}
    return {**approval, "title": text[:500], "confidence": 1.0, "status": "approved"}


@pytest.mark.parametrize("obey", [file_all, approve_all])
@each_message
def test_a_model_that_obeys_it_can_only_fill_its_own_records(
    hostile: Hostile,
    obey: Callable[[str, House], dict[str, Any]],
    agency: House,
    before: Dump,
    provider: Provider,
    model: ModelReader,
):
    def think(asked: dict[str, Any]) -> str:
        return json.dumps({"answers": [{"id": 1, **obey(messages_of(asked)[0]["text"], agency)}]})

    provider.think = think
    outcome = attempt(agency, model, hostile, CLIENT_SHARED, before)

    assert outcome.reading.reader == "model"
    assert not problems_of(outcome), (outcome.reading, problems_of(outcome))


# -- all of them, and what a careful reader keeps


def test_all_of_them_one_after_the_other_leave_everything_as_it_was(sqlite_store: Store):
    house = furnish(House(sqlite_store).open())
    before = house.store.read(dump)
    for hostile in MESSAGES:
        arrival = arrival_of(hostile, CLIENT_SHARED, house)
        arrival = arrival.model_copy(update={"message_id": house.ts(), "key": f"slack:{hostile.id}"})
        prepared = prepare(house, EMBEDDED, hostile, arrival)
        house.serve(arrival, prepared.reading, person=prepared.person, channel=prepared.channel, names=prepared.names)
    after = house.store.read(dump)

    last = Outcome(arrival, prepared.reading, arrival.text, before, after, [])
    assert len(after["message"]) == len(before["message"]) + len(MESSAGES)
    assert touched(last) == []


def test_the_data_is_what_it_says():
    assert len({each.id for each in MESSAGES}) == len(MESSAGES) == 120
    assert sum(each.id.startswith("hz") for each in MESSAGES) == 60
    assert max(len(each.text) for each in MESSAGES) >= 40_000


def read(hostile: Hostile, house: House) -> Reading:
    """As it is read where it is most likely said."""
    setting: Setting = CLIENT_SHARED
    if hostile.by == "member":
        setting = MEMBER_WECOM if hostile.platform == "wecom" else MEMBER_INTERNAL
    return prepare(house, EMBEDDED, hostile, arrival_of(hostile, setting, house)).reading


def test_most_are_read_as_noise_and_the_real_requests_among_them_are_kept(agency: House):
    readings = {each: read(each, agency) for each in MESSAGES}
    empty = [each for each in MESSAGES if not each.real]
    asking = [each for each in MESSAGES if each.real & {"change_request", "task"}]
    telling = [each for each in MESSAGES if each.real == {"interaction"}]
    logged = [each.id for each in empty if not readings[each].is_noise]
    lost = [each.id for each in asking if not each.real <= set(readings[each].kinds)]
    unheard = [each.id for each in telling if readings[each].is_noise]

    assert len(logged) <= 0.22 * len(empty), logged
    assert lost == []
    assert len(unheard) <= 0.1 * len(telling), unheard
