"""A day of a manager: what colleagues submit on both platforms is decided once, wherever it is pressed first."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from cards import key_of, labels_of
from day import LIME, Day, can_be_pressed, say
from limits import faults_on_slack, faults_on_wecom


@pytest.fixture
def office(day: Day) -> Day:
    """The head has said who leads, and the manager is one person on both platforms."""
    people = day.people
    day.types(people.chen, "我")
    for colleague in (people.min, people.xiao, people.amy, people.tom):
        day.types(colleague, "me")
    day.writes(people.wu, "我", expect="吴越")
    day.writes(people.zhao, "我", expect="赵宇")
    day.types(people.chen, f"角色 <@{people.min.id}> 经理")
    day.types(people.chen, "角色 吴越 经理")
    code = day.types(people.min, "绑定我").text.partition("：")[2].split()[0]
    day.writes(people.min_on_wecom, f"绑定我 {code}", expect="合好了")
    return day


def test_a_managers_day(office: Day):
    day, people = office, office.people

    # Submitted on WeCom: both managers are asked, and the one on both platforms on both.
    day.writes(people.zhao, f"绑定 {LIME}")
    day.writes(people.zhao, "变更 KV 的 logo 放大 20%，周五前", expect="CR-1")
    asked = day.card(people.min, "CR-1", action="approve")
    copy, other = day.gets(people.min_on_wecom, "请批准 CR-1"), day.gets(people.wu, "请批准 CR-1")
    assert (labels_of(asked), can_be_pressed(copy)) == (["通过", "驳回"], True)
    approve = key_of(other, "通过")

    # Approved on Slack: the copies on WeCom can't be pressed any more, and say who decided and when.
    day.presses(people.min, asked, "approve")
    day.until(lambda: not can_be_pressed(copy) and not can_be_pressed(other), "the copies on WeCom are inert")
    assert labels_of(asked) == []
    assert all(_says_who_and_when(card) for card in (say(asked), say(copy), say(other)))
    assert "周敏" in say(day.gets(people.zhao, "✅ 已批准 CR-1"))

    # On the other manager's slow screen the buttons still stand: their press changes nothing, and they are told.
    updates = len(other.updates)
    day.on_wecom.click(other, approve, is_late=True)
    day.until(lambda: len(other.updates) > updates, "the late press is answered")
    assert _says_who_and_when(say(other))
    assert [line["who"] for line in day.export("audit") if line["action"] == "approved"] == ["周敏"]

    # Taken back, it can be decided again, on either platform: this time on WeCom.
    day.types(people.min, "撤销")
    copy, other = day.gets(people.min_on_wecom, "请批准 CR-1"), day.gets(people.wu, "请批准 CR-1")
    assert labels_of(asked) == ["通过", "驳回"]
    day.clicks(other, "通过")
    day.until(lambda: "吴越" in say(asked) and not can_be_pressed(copy), "all copies tell the second decision")

    # What waits stands in the home too; turned down there, with a reason that its submitter reads in English.
    day.types(people.amy, f"link {LIME}", people.shared)
    day.types(people.amy, "change swap the hero photo by Friday", people.shared)
    day.on_slack.opens_home(people.min)
    home = day.home(people.min, "CR-2")
    day.presses(people.min, home, "reject")
    form = day.form(people.min, "reject")
    day.on_slack.submit(form, people.min, {"reason": "先把首页定下来"})
    told = day.card(people.amy, "Rejected")
    assert "先把首页定下来" in say(told)
    day.home(people.min, "CR-2", is_there=False)
    day.until(lambda: not can_be_pressed(day.gets(people.wu, "CR-2")), "the other manager's copy is inert")
    assert day.one("changes", "CR-2")["rejected_because"] == "先把首页定下来"

    # A round beyond the contract: its price is approved like a change request, on WeCom.
    day.writes(people.zhao, f"合同 {LIME} 年度框架 1轮", expect="年度框架")
    receipt = day.writes(people.zhao, "变更 背景换成薄荷绿，下周三前", expect="CR-3")
    assert "第2轮/共1轮" in say(receipt)
    day.writes(people.zhao, "加价单 CR-3 3000", expect="SO-1")
    day.clicks(day.gets(people.wu, "请批准加价单 SO-1"), "通过")
    day.gets(people.zhao, "✅ 已批准 SO-1")
    assert day.one("supplementary_orders", "SO-1")["decided_by"] == "吴越"
    day.until(lambda: "✅ 已批准 SO-1" in say(day.card(people.min, "SO-1")), "the Slack copy tells it")

    # Who has how much to do is for those who lead; work is handed on, in the other's language.
    day.types(people.xiao, "任务 出三张海报初稿 周五前")
    assert "林晓" in say(day.types(people.min, "团队任务"))
    refused = day.types(people.amy, "tasks team")
    assert "周敏" in say(refused)
    day.types(people.min, f"指派 T-1 <@{people.tom.id}>")
    day.card(people.tom, "周敏 gave you T-1")
    assert day.one("tasks", "T-1")["assignee"] == "Tom Baker"

    assert faults_on_slack(day.slack) == []
    assert faults_on_wecom(day.wecom) == []
    assert day.slack.visible_to_outsiders() == []


def test_two_managers_press_at_once_on_two_platforms_and_one_decides(office: Day):
    day, people = office, office.people
    day.writes(people.zhao, f"绑定 {LIME}")
    day.writes(people.zhao, "变更 海报的标题改大，周五前", expect="CR-1")
    asked, other = day.card(people.min, "CR-1", action="approve"), day.gets(people.wu, "请批准 CR-1")

    with ThreadPoolExecutor(2) as hands:
        pressed = [
            hands.submit(day.presses, people.min, asked, "approve"),
            hands.submit(day.clicks, other, "通过"),
        ]
        assert [one.result().status for one in pressed] == [200, 200]
    day.until(lambda: labels_of(asked) == [] and not can_be_pressed(other), "both cards are inert")

    (decided,) = [line for line in day.export("audit") if line["action"] == "approved"]
    assert decided["who"] in ("周敏", "吴越")
    assert all(decided["who"] in say(card) for card in (asked, other))
    assert faults_on_wecom(day.wecom) == []


def _says_who_and_when(words: str) -> bool:
    return "已批准" in words and bool(re.search(r"周敏 · \d+月\d+日 周. \d\d:\d\d", words))
