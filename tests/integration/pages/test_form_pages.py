"""Forms as web pages: shown to one member for an hour, taken once, and what came of it."""

import re
from datetime import date, timedelta

import pytest
from kit import AMY_DM, CORP, WORKSPACE
from pages import SECRET, TO_ZHAO, URL, Page, Pages
from sqlalchemy.exc import OperationalError

from bot.pages import routes
from bot.pages.passes import VALID_FOR
from bot.signing import FormLinks
from handlers.replies import Address
from prompts.cards import Choice, Field, Form
from storage.outbox import find_payload
from storage.tables import ChangeRequest, Member

HOSTILE = "</textarea></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %}"


def form(**more: object) -> Form:
    fields = (
        Field(name="title", label="标题", value="主视觉", is_required=True),
        Field(name="note", label="说明", kind="text"),
        Field(name="due", label="截止", kind="date", hint="可以不填"),
        Field(
            name="priority",
            label="优先级",
            kind="choice",
            value="normal",
            choices=(Choice(label="普通", value="normal"), Choice(label="特急", value="urgent")),
        ),
    )
    asked = {"name": "edit_proposal", "title": "修改记录", "submit": "保存", "cancel": "取消", "fields": fields, **more}
    return Form.model_validate(asked)


def check_safe(page: Page) -> None:
    """Nothing runs, nothing is loaded, nobody else learns of it."""
    assert not re.search(r"<script|<img|<link|javascript:|\son\w+=|https?://", page.html, re.IGNORECASE)
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_page_shows_the_form_with_what_stands_in_the_record(pages: Pages, editing: str):
    page = await pages.get(editing)

    assert page.status == 200
    assert '<html lang="zh-CN">' in page.html
    assert 'value="Logo larger"' in page.html
    assert 'type="date" value="2026-11-27"' in page.html
    assert "保存并确认" in page.words
    assert "11:00 前有效" in page.words
    check_safe(page)


async def test_what_is_sent_is_saved_and_the_page_says_so(any_pages: Pages, any_editing: str):
    page = await any_pages.post(any_editing, title="logo 放大 30%", due="2026-11-30")

    assert page.status == 200
    assert "已保存" in page.words
    assert "logo 放大 30%" in page.words
    check_safe(page)
    change = any_pages.house.row(ChangeRequest)
    assert (change.title, change.due_on, change.status) == ("logo 放大 30%", date(2026, 11, 30), "submitted")


async def test_the_card_that_was_pressed_is_drawn_anew(pages: Pages, editing: str):
    await pages.post(editing, title="logo 放大 30%", due="")

    (key,) = set(pages.put_keys)
    payload = pages.house.store.read(lambda session: find_payload(session, f"{key}/edited"))
    assert payload is not None
    assert (payload["to"]["where"], payload["to"]["response_code"]) == ("update", "code-of-the-press")


async def test_a_form_sent_twice_counts_once_and_both_are_told_the_same(any_pages: Pages, any_editing: str):
    first = await any_pages.post(any_editing, title="第一次", due="")
    second = await any_pages.post(any_editing, title="第二次", due="")

    assert (first.status, second.status) == (200, 200)
    assert "第一次" in second.words
    assert any_pages.house.row(ChangeRequest).title == "第一次"
    assert len(any_pages.put_keys) == 1


async def test_a_used_link_says_so_and_what_came_of_it(pages: Pages, editing: str):
    await pages.post(editing, title="logo 放大 30%", due="")

    page = await pages.get(editing)

    assert page.status == 410
    assert "已经提交过了" in page.words
    assert "logo 放大 30%" in page.words
    check_safe(page)


async def test_an_hour_later_the_link_opens_nothing(pages: Pages, editing: str):
    pages.house.now += VALID_FOR
    assert (await pages.get(editing)).status == 200
    pages.house.now += timedelta(seconds=1)

    shown, sent = await pages.get(editing), await pages.post(editing, title="太晚了", due="")

    assert (shown.status, sent.status) == (410, 410)
    assert "修改 CR-12" in shown.words
    assert pages.house.row(ChangeRequest).title == "Logo larger"
    check_safe(shown)


@pytest.mark.parametrize("change", ["cut", "last", "first", "foreign", "empty-key", "long"])
async def test_a_link_that_we_did_not_make_opens_nothing(pages: Pages, editing: str, change: str):
    token = editing.rpartition("/")[2]
    foreign = FormLinks(URL, SECRET + "!").url_for("press/form", TO_ZHAO).rpartition("/")[2]
    changed = {
        "cut": token[:-1],
        "last": token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1],
        "first": ("A" if token[0] != "A" else "B") + token[1:],
        "foreign": foreign,
        "empty-key": "." + token.partition(".")[2],
        "long": token * 40,
    }[change]

    shown, sent = await pages.get(f"/forms/{changed}"), await pages.post(f"/forms/{changed}", title="t")

    assert (shown.status, sent.status) == (403, 403)
    assert not pages.put_keys
    check_safe(shown)


async def test_a_link_is_for_the_member_whom_the_form_was_sent_to(pages: Pages, editing: str):
    other = TO_ZHAO.model_copy(update={"user": "somebody", "channel": "somebody"})
    path = pages.links.url_for("press/form", other).removeprefix(URL)

    assert (await pages.get(path)).status in (403, 410)
    assert (await pages.post(path, title="t")).status in (403, 410)
    assert not pages.put_keys


async def test_who_has_left_opens_nothing(pages: Pages, editing: str):
    def leave(session) -> None:
        member = session.get(Member, pages.house.row(Member).id)
        member.left_on = date(2026, 11, 22)
        session.add(member)

    pages.house.store.write(leave)

    assert (await pages.get(editing)).status == 410


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"title": "", "due": ""}, "请填写这一项"),
        ({"title": "t", "due": "next week"}, "请选一个日期"),
        ({"title": "t", "due": "", "priority": "made up"}, "请从列表里选一项"),
        ({"title": "t", "note": "长" * 3001}, "太长了"),
        ({"title": "长" * 121}, "最多 120 字"),
    ],
)
async def test_a_field_that_is_wrong_is_shown_at_the_field_and_what_was_typed_is_kept(
    pages: Pages, values: dict[str, str], problem: str
):
    path = pages.send(form())

    page = await pages.post(path, **{"note": "别丢了这句", "priority": "urgent", **values})

    assert page.status == 422
    assert problem in page.words
    assert page.html.count('aria-invalid="true"') == 1
    assert "还没有保存" in page.words
    assert values.get("note", "别丢了这句") in page.html
    assert not pages.put_keys
    check_safe(page)


async def test_what_the_assistant_refuses_can_be_put_right_and_sent_again(pages: Pages):
    path = pages.send(form(about="message:99999"))

    refused = await pages.post(path, title="先错", due="")
    again = await pages.get(path)
    second = await pages.post(path, title="再来", due="")

    assert (refused.status, again.status, second.status) == (422, 200, 422)
    assert "没有找到" in refused.words
    assert 'value="先错"' in refused.html
    assert "没有找到" in again.words
    assert len(set(pages.put_keys)) == 2


async def test_what_is_not_served_in_time_is_said_to_be_in_hand(
    pages: Pages, editing: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(routes, "WAIT_S", 0.0)
    pages.works = False

    page = await pages.post(editing, title="logo 放大 30%", due="")
    pages.work()
    later = await pages.get(editing)

    assert (page.status, later.status) == (200, 410)
    assert "已收到，正在处理" in page.words
    assert "logo 放大 30%" in later.words


async def test_words_of_clients_stay_words(pages: Pages):
    fields = (
        Field(name="title", label=HOSTILE, value=HOSTILE, hint=HOSTILE, is_required=True),
        Field(name="note", label="l", kind="text", value=HOSTILE),
        Field(name="kind", label="l", kind="choice", value=HOSTILE, choices=(Choice(label=HOSTILE, value=HOSTILE),)),
    )
    path = pages.send(form(title=HOSTILE, submit=HOSTILE, intro=HOSTILE, fields=fields))

    shown, refused = await pages.get(path), await pages.post(path, title=HOSTILE * 40, note=HOSTILE, kind=HOSTILE)

    for page in (shown, refused):
        assert "<script>alert" not in page.html
        assert "<img" not in page.html
        assert "{{ 7*7 }}" in page.words
    assert "script-src" not in shown.headers["content-security-policy"]


async def test_hostile_words_in_a_record_stay_words_on_the_page_that_says_what_was_saved(pages: Pages, editing: str):
    page = await pages.post(editing, title="<img src=x onerror=alert(1)>&lt;b&gt;", due="")

    assert page.status == 200
    assert "<img" not in page.html
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;lt;b&amp;gt;" in page.html


@pytest.mark.parametrize("body", [b"title=%ff%fe", b"\xff\xfe", b"a=1&" * 100, b"title=" + b"x" * 70_000])
async def test_what_no_form_sends_is_refused(pages: Pages, editing: str, body: bytes):
    page = await pages.post(editing, body=body)

    assert page.status == 400
    assert not pages.put_keys
    check_safe(page)


async def test_an_unknown_form_is_no_error_of_ours(pages: Pages, editing: str):
    """The outbox row may hold a card, or be forgotten."""
    missing = pages.links.url_for("nothing/form", TO_ZHAO).removeprefix(URL)

    assert (await pages.get(missing)).status == 410


async def test_a_database_that_does_not_answer_is_said_in_words(
    pages: Pages, editing: str, monkeypatch: pytest.MonkeyPatch
):
    def fail(_: object) -> None:
        raise OperationalError("SELECT secret words", {}, Exception("gone"))

    monkeypatch.setattr(pages.house.store, "read", fail)

    page = await pages.get(editing)

    assert page.status == 503
    assert "SELECT" not in page.html


async def test_the_page_speaks_the_members_language(pages: Pages):
    pages.house.say("UAMY", AMY_DM, "hello")
    to = Address(platform="slack", workspace=WORKSPACE, where="direct", user="UAMY")
    path = pages.send(form(title="Edit record", submit="Save"), to, receipt={"channel": "DAMY"})

    page = await pages.get(path, accept_language="zh-CN")

    assert '<html lang="en">' in page.html
    assert "The link is yours alone" in page.words


@pytest.mark.parametrize(
    ("wanted", "said"), [("zh-CN,zh", "这个链接不对"), ("en-GB", "This link isn't right"), ("fr", "不对")]
)
async def test_where_nobody_knows_who_reads_it_the_browser_chooses(pages: Pages, wanted: str, said: str):
    assert said in (await pages.get("/forms/made-up", accept_language=wanted)).words


async def test_looking_does_not_use_a_link_up(pages: Pages, editing: str):
    for _ in range(3):
        assert (await pages.get(editing)).status == 200
    assert not pages.put_keys


def test_a_link_is_always_the_same_for_the_same_message():
    """WeCom drops what it was sent already: a second try must not look different."""
    links = FormLinks(f"{URL}/", SECRET)

    assert links.url_for("a/form", TO_ZHAO) == FormLinks(URL, SECRET).url_for("a/form", TO_ZHAO)
    assert links.url_for("b/form", TO_ZHAO) != links.url_for("a/form", TO_ZHAO)
    assert links.read(links.url_for("a/form", TO_ZHAO).rpartition("/")[2]) == ("a/form", "wecom", CORP, "zhaoyu")
