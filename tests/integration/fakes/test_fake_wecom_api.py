"""The fake WeCom answers wechatpy's real client, and refuses what WeCom refuses."""

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from wechatpy.enterprise import WeChatClient

from bot.fakes.faults import Mode
from bot.fakes.wecom import FakeWeCom


class Clock:
    def __init__(self) -> None:
        self.now = 1_764_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wecom(clock: Clock) -> Iterator[FakeWeCom]:
    with FakeWeCom(clock=clock, hang_s=5) as fake:
        fake.add_member("LinYue", "林悦")
        yield fake


class Api:
    """Bare requests, so that answers can be seen as they are."""

    def __init__(self, wecom: FakeWeCom) -> None:
        self._wecom = wecom

    def get(self, method: str, **args: Any) -> dict[str, Any]:
        query = "&".join(f"{name}={value}" for name, value in args.items())
        with urllib.request.urlopen(f"{self._wecom.url}{method}?{query}", timeout=1) as answer:
            return dict(json.loads(answer.read()))

    def token(self) -> str:
        return str(self.get("gettoken", corpid=self._wecom.corp_id, corpsecret=self._wecom.secret)["access_token"])

    def post(self, method: str, body: dict[str, Any], token: str | None = None) -> dict[str, Any]:
        url = f"{self._wecom.url}{method}?access_token={self.token() if token is None else token}"
        with urllib.request.urlopen(url, json.dumps(body).encode(), timeout=1) as answer:
            assert answer.status == 200
            return dict(json.loads(answer.read()))

    def send(self, touser: str = "LinYue", msgtype: str = "text", **more: Any) -> dict[str, Any]:
        body = {"touser": touser, "msgtype": msgtype, "agentid": self._wecom.agent_id, "text": {"content": "你好"}}
        return self.post("message/send", body | more)


@pytest.fixture
def api(wecom: FakeWeCom) -> Api:
    return Api(wecom)


CARD = {
    "card_type": "button_interaction",
    "main_title": {"title": "变更单 CR-12"},
    "button_list": [{"text": "确认", "key": "confirm"}],
    "task_id": "cr-12",
}


def test_the_token_stays_the_same_until_it_expires(wecom: FakeWeCom, api: Api, clock: Clock) -> None:
    first = api.token()
    assert api.token() == first

    clock.now += 7200

    assert api.get("user/get", access_token=first, userid="LinYue")["errcode"] == 42001
    assert api.token() != first
    assert len(wecom.calls_of("gettoken")) == 3
    assert "corpsecret" not in wecom.calls[0].args


def test_wrong_credentials_are_refused_in_wecoms_words(wecom: FakeWeCom, api: Api) -> None:
    refused = api.get("gettoken", corpid=wecom.corp_id, corpsecret="wrong")
    assert refused["errcode"] == 40001
    assert refused["errmsg"].startswith("invalid credential, hint: [")
    assert "from ip: 127.0.0.1" in refused["errmsg"]
    assert api.get("gettoken", corpid="ww0other", corpsecret=wecom.secret)["errcode"] == 40013
    assert api.get("user/get", userid="LinYue")["errcode"] == 41001
    assert api.get("user/get", userid="LinYue", access_token="made-up")["errcode"] == 40014


def test_a_token_can_die_early_or_never_work(wecom: FakeWeCom, api: Api) -> None:
    token = api.token()
    wecom.kill_token()
    assert api.get("user/get", userid="LinYue", access_token=token)["errcode"] == 40014
    assert api.get("user/get", userid="LinYue", access_token=api.token())["errcode"] == 0

    wecom.let_no_token_work()
    assert api.get("user/get", userid="LinYue", access_token=api.token())["errcode"] == 40014


def test_a_text_reaches_the_member_and_is_cut_without_a_word(wecom: FakeWeCom, api: Api) -> None:
    answer = api.send(text={"content": "长" * 1000})

    assert (answer["errcode"], answer["invaliduser"]) == (0, "")
    (got,) = wecom.delivered("linyue")
    assert (got.text, got.is_cut, got.msgid) == ("长" * 682, True, answer["msgid"])


def test_some_unknown_recipients_are_named_and_all_unknown_refused(wecom: FakeWeCom, api: Api) -> None:
    wecom.add_member("Gone", status=5)

    partial = api.send("linyue|Nobody|Gone")
    assert (partial["errcode"], partial["invaliduser"]) == (0, "nobody|gone")
    assert api.send("Nobody")["errcode"] == 81013
    assert [one.userid for one in wecom.delivered()] == ["LinYue"]


def test_identical_json_is_not_delivered_twice_within_the_interval(wecom: FakeWeCom, api: Api, clock: Clock) -> None:
    once = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    first = api.send(**once)

    assert api.send(**once)["errcode"] == 0
    assert len(wecom.delivered()) == 1
    assert len(wecom.state.suppressed) == 1
    api.send(**once, text={"content": "another"})
    clock.now += 601
    assert api.send(**once)["msgid"] != first["msgid"]
    assert len(wecom.delivered()) == 3
    api.send()
    api.send()
    assert len(wecom.delivered()) == 5


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"msgtype": "telegram"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"agentid": 1}, 301002),
        ({"agentid": None}, 40056),
        ({"touser": ""}, 40058),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40058),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "news", "news": {"articles": []}}, 40058),
        ({"msgtype": "textcard", "textcard": {"title": "题" * 43, "description": "d", "url": "u"}}, 40058),
        ({"msgtype": "template_card", "template_card": {"card_type": "text_notice"}}, 40058),
    ],
)
def test_bad_messages_are_refused(wecom: FakeWeCom, api: Api, change: dict[str, Any], errcode: int) -> None:
    assert api.send(**change)["errcode"] == errcode
    assert wecom.delivered() == []


def test_a_card_is_updated_once_per_code_within_72_hours(wecom: FakeWeCom, api: Api, clock: Clock) -> None:
    code = api.send(msgtype="template_card", template_card=CARD)["response_code"]

    def update(response_code: str) -> int:
        body = {"userids": ["LinYue"], "agentid": wecom.agent_id, "response_code": response_code}
        return int(api.post("message/update_template_card", body | {"button": {"replace_name": "已确认"}})["errcode"])

    assert (update(code), update(code), update("made-up")) == (0, 40058, 40058)
    assert wecom.delivered()[0].updates == [{"button": {"replace_name": "已确认"}}]
    late = api.send(msgtype="template_card", template_card={**CARD, "task_id": "cr-13"})["response_code"]
    clock.now += 72 * 3600 + 1
    assert update(late) == 40058
    assert api.send(msgtype="template_card", template_card=CARD)["errcode"] == 40058  # task_id used before


def test_a_whole_new_card_takes_the_place_of_the_old(wecom: FakeWeCom, api: Api) -> None:
    code = api.send(msgtype="template_card", template_card=CARD)["response_code"]
    card = {
        "card_type": "text_notice",
        "main_title": {"title": "已确认"},
        "card_action": {"type": 1, "url": "https://x.example"},
    }
    body = {"userids": ["linyue"], "agentid": wecom.agent_id, "response_code": code, "template_card": card}

    assert api.post("message/update_template_card", body)["errcode"] == 0
    assert wecom.delivered()[0].text == "已确认"


def test_messages_are_recalled_within_a_day(wecom: FakeWeCom, api: Api, clock: Clock) -> None:
    first, second = api.send()["msgid"], api.send()["msgid"]

    assert api.post("message/recall", {"msgid": first})["errcode"] == 0
    assert [one.msgid for one in wecom.delivered()] == [second]
    clock.now += 24 * 3600 + 1
    assert api.post("message/recall", {"msgid": second})["errcode"] != 0


def test_agent_menu_addresses_and_media_are_served(wecom: FakeWeCom, api: Api) -> None:
    media_id = wecom.add_media(b"#!AMR", name="语音.amr")
    url = f"{wecom.url}media/get?access_token={api.token()}&media_id={media_id}"

    assert api.get("agent/get", access_token=api.token(), agentid=wecom.agent_id)["name"] == "Liaison"
    menu = {"agentid": wecom.agent_id, "button": [{"type": "click", "name": "今天", "key": "today"}]}
    assert api.post("menu/create", menu)["errcode"] == 0
    assert api.post("menu/create", {**menu, "button": menu["button"] * 4})["errcode"] == 40058
    assert wecom.state.agents[wecom.agent_id].menu == {"button": menu["button"]}
    assert api.get("getcallbackip", access_token=api.token())["ip_list"] == ["127.0.0.1"]
    assert api.get("nonsense", access_token=api.token())["errcode"] == 48002
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"#!AMR"
    assert api.get("media/get", access_token=api.token(), media_id="none")["errcode"] == 40007


def test_refusals_can_be_ordered_for_once_or_for_good(wecom: FakeWeCom, api: Api) -> None:
    wecom.refuse("message/send", 45009)
    assert api.send()["errcode"] == 45009
    assert api.send()["errcode"] == 0
    wecom.refuse_forever("message/send", 60020)
    assert [api.send()["errcode"] for _ in range(3)] == [60020] * 3


@pytest.mark.parametrize(
    ("mode", "is_done"),
    [("500", False), ("html", False), ("timeout_before", False), ("timeout_after", True), ("disconnect_after", True)],
)
def test_each_fault_leaves_what_it_says(wecom: FakeWeCom, api: Api, mode: Mode, is_done: bool) -> None:
    wecom.fail("message/send", mode)

    with pytest.raises((OSError, ValueError)):
        api.send()

    assert bool(wecom.delivered()) is is_done
    assert wecom.calls_of("message/send")[0].answer is None
    assert api.send()["errcode"] == 0


def test_more_than_thirty_sends_a_minute_to_one_member_are_counted(wecom: FakeWeCom, api: Api) -> None:
    for _ in range(31):
        api.send()

    assert wecom.state.over_limit == {"LinYue": 1}


class Client(WeChatClient):  # type: ignore[misc]
    """wechatpy's own client, pointed at the fake; it would ask the real host for its token."""

    def __init__(self, wecom: FakeWeCom) -> None:
        self.API_BASE_URL = wecom.url
        super().__init__(wecom.corp_id, wecom.secret)

    def fetch_access_token(self) -> dict[str, Any]:
        args = {"corpid": self.corp_id, "corpsecret": self.secret}
        return self._fetch_access_token(url=f"{self.API_BASE_URL}gettoken", params=args)  # type: ignore[no-any-return]


def test_wechatpys_client_sends_and_renews_a_dead_token(wecom: FakeWeCom) -> None:
    client = Client(wecom)
    try:
        client.message.send_text(wecom.agent_id, "LinYue", "第一条")
        wecom.kill_token()
        client.message.send_text(wecom.agent_id, "LinYue", "第二条")
    finally:
        client._http.close()

    assert [one.text for one in wecom.delivered("LinYue")] == ["第一条", "第二条"]
