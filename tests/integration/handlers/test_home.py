"""The app's home: what stands on it, what its buttons do, and that it follows what is changed elsewhere."""

import itertools
from datetime import date

import pytest
from kit import AMY_DM, CHANGE, NOW, SHARED, TEAM, House
from talk import keep_sent

from bot.slack.home import home_view
from handlers.arrivals import CardRef, HomeOpened, Place, Press
from handlers.replies import Reply
from prompts.cards import Item, Page
from prompts.reading.schema import Due, Reading
from storage.tables import ChangeRequest, Member, Task

_numbers = itertools.count(1)


def at_home(user: str) -> Place:
    return Place(platform="slack", workspace="T01", channel=user, is_direct=True)


def open_home(house: House, user: str) -> Page:
    (reply,) = house.serve(HomeOpened(key=f"home:{next(_numbers)}", place=at_home(user), user=user, at=house.now))
    return page_of(reply)


def press(house: House, user: str, action: str, value: str) -> list[Reply]:
    """Press something that stands on the home."""
    arrival = Press(
        key=f"press:home:{next(_numbers)}",
        place=at_home(user),
        user=user,
        at=house.now,
        action=action,
        value=value,
        card=CardRef(is_home=True),
        trigger_id="9.9",
    )
    return house.serve(arrival)


def page_of(reply: Reply) -> Page:
    assert reply.to.where == "home"
    assert reply.page is not None
    return reply.page


def items(page: Page) -> list[Item]:
    return [item for section in page.sections for item in section.items]


def words(page: Page) -> str:
    return "\n".join(f"{item.text} {item.detail}" for item in items(page))


def has(page: Page, text: str) -> bool:
    return text in words(page)


def task(house: House, title: str, due: date | None = None) -> None:
    reading = Reading(kinds=("task",), title=title, due=Due(on=due) if due else None)
    house.crm("UAMY", AMY_DM, f"task {title}", reading)


def test_it_shows_tasks_by_date_proposals_and_clients_in_the_members_language(acme: House):
    task(acme, "late", date(2026, 11, 20))
    task(acme, "now", date(2026, 11, 23))
    task(acme, "someday")
    acme.say("UCAROL", SHARED, "Please make the logo larger by Friday", CHANGE)

    page = open_home(acme, "UAMY")

    shown = [item.text for item in items(page)]
    assert [line.split(" · ")[0] for line in shown[:3]] == ["⚠️ Overdue", "Today", "No date"]
    assert has(page, "CR-1 Logo larger")
    assert has(page, "ACME")
    assert page.title == "Hello Amy"
    assert open_home(acme, "UWANG").title == "王小雨，你好"


def test_done_on_the_home_is_done_and_the_home_is_drawn_anew(acme: House):
    task(acme, "posters")
    open_home(acme, "UAMY")

    (reply,) = press(acme, "UAMY", "done", f"task:{acme.row(Task).id}")

    assert acme.row(Task).status == "done"
    assert not has(page_of(reply), "posters")


def test_a_status_is_chosen_on_the_home(acme: House):
    task(acme, "posters")
    open_home(acme, "UAMY")

    (reply,) = press(acme, "UAMY", "task_status", f"task:{acme.row(Task).id}=doing")

    (item, *_) = items(page_of(reply))
    assert acme.row(Task).status == "doing"
    assert item.select is not None
    assert item.select.chosen == "doing"


def test_a_proposal_confirmed_on_the_home_draws_its_card_anew_and_says_nothing_twice(acme: House):
    said = acme.message("UCAROL", SHARED, "Please make the logo larger by Friday")
    keep_sent(acme.store, said.key, acme.serve(said, CHANGE))
    open_home(acme, "UAMY")

    replies = press(acme, "UAMY", "confirm", f"message:{acme.row(ChangeRequest).message_id}")

    assert acme.row(ChangeRequest).status == "submitted"
    assert sorted(reply.to.where for reply in replies if reply.to.user == "UAMY") == ["direct", "home"]
    (card,) = [reply for reply in replies if reply.to.where == "direct" and reply.to.user == "UAMY"]
    assert card.replaces == f"{said.key}/proposal"


def test_what_others_do_is_seen_on_the_homes_of_those_concerned_and_on_no_others(acme: House):
    open_home(acme, "UWANG")
    quiet = acme.crm("UAMY", TEAM, "task for nobody in particular")
    assert all(reply.to.where != "home" for reply in quiet)

    wang = next(member for member in acme.rows(Member) if member.name == "王小雨")
    reading = Reading(kinds=("task",), title="drafts", assignees=("王小雨",))
    replies = acme.crm("UAMY", TEAM, "task drafts @王小雨", reading)

    (home,) = [reply for reply in replies if reply.to.where == "home"]
    assert home.to.user == "UWANG"
    assert has(page_of(home), "drafts")
    assert acme.rows(Task)[-1].assignee_id == wang.id


def test_small_talk_draws_no_home(acme: House):
    open_home(acme, "UAMY")

    assert acme.say("UWANG", TEAM, "大家早") == []


def test_the_language_is_chosen_on_the_home(acme: House):
    open_home(acme, "UAMY")

    (reply,) = press(acme, "UAMY", "lang", "zh")

    assert page_of(reply).title == "Amy，你好"


def test_a_long_list_goes_on_behind_its_button(acme: House):
    for number in range(23):
        task(acme, f"thing {number}", date(2026, 12, 1 + number))
    first = open_home(acme, "UAMY")
    (more,) = [button for button in first.sections[0].buttons if button.action == "home"]
    assert more.label.startswith("More")

    (reply,) = press(acme, "UAMY", "home", more.value)

    second = page_of(reply)
    assert has(first, "thing 0")
    assert not has(second, "thing 0")
    assert has(second, "thing 10")
    assert [button.value for button in second.sections[0].buttons if button.action == "home"] == ["tasks=0", "tasks=20"]


def test_a_form_from_the_home_writes_and_the_home_shows_it(acme: House):
    open_home(acme, "UAMY")
    (form,) = press(acme, "UAMY", "new", "task")
    assert form.form is not None
    assert form.to.is_home

    replies = acme.send_form("UAMY", at_home("UAMY"), form, title="Call the printer")

    (home,) = [reply for reply in replies if reply.to.where == "home"]
    assert has(page_of(home), "Call the printer")


@pytest.mark.parametrize("value", ["tasks", "tasks=x", "nothing=1", "tasks=-1"])
def test_a_page_that_is_none_is_told(acme: House, value: str):
    replies = press(acme, "UAMY", "home", value)

    assert "unknown_record" in "".join(reply.card.as_text for reply in replies if reply.card)


def test_an_outsider_sees_no_home(acme: House):
    opened = HomeOpened(key="home:carol", place=at_home("UCAROL"), user="UCAROL", at=NOW)

    assert acme.serve(opened) == []


def test_a_full_home_stays_within_slacks_hundred_blocks(acme: House):
    for number in range(30):
        task(acme, f"thing {number} " + "长" * 150, date(2026, 12, 1))
        acme.say("UCAROL", SHARED, f"change {number}", CHANGE)
        acme.crm("UAMY", AMY_DM, f"link Client {number} of ours")
    acme.press("UAMY", AMY_DM, "x", "")

    view = home_view(open_home(acme, "UAMY"))

    assert len(view["blocks"]) <= 100


def test_on_both_databases_the_home_knows_what_waits_and_whom_it_concerns(any_house: House):
    any_house.say("UAMY", AMY_DM, "hello")
    any_house.say("UWANG", TEAM, "大家早")
    any_house.crm("UAMY", SHARED, "link ACME")
    open_home(any_house, "UAMY")

    said = any_house.message("UCAROL", SHARED, "Please make the logo larger by Friday")
    shown = any_house.serve(said, CHANGE)

    (home,) = [reply for reply in shown if reply.to.where == "home"]
    assert has(page_of(home), "CR-1 Logo larger")
    keep_sent(any_house.store, said.key, shown)
    any_house.crm("UWANG", TEAM, "edit CR-1 the logo 20% larger")  # whoever corrects it submits it
    waiting = open_home(any_house, "UAMY")
    values = [button.value for item in items(waiting) for button in item.buttons if button.action == "approve"]
    assert values == [f"change:{any_house.row(ChangeRequest).id}"]
