"""The fake WeCom refuses the template cards that WeCom refuses, and encrypts as wechatpy does."""

from typing import Any

import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from bot.fakes.wecom.cards import check_card
from bot.fakes.wecom.crypto import CallbackCrypto, Unreadable
from bot.fakes.wecom.xml import read_xml, write_xml

AES_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"


def buttons(count: int = 2, **more: Any) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "main_title": {"title": "变更单 CR-12"},
        "button_list": [{"text": "确认", "key": f"confirm:{number}"} for number in range(count)],
        "task_id": "cr-12@1",
        **more,
    }


def notice(**more: Any) -> dict[str, Any]:
    action = {"type": 1, "url": "https://liaison.example"}
    return {"card_type": "text_notice", "main_title": {"title": "已记录"}, "card_action": action, **more}


def line(number: int) -> dict[str, Any]:
    return {"keyname": f"k{number}", "value": "v"}


OPTIONS = [{"id": str(number), "text": "o"} for number in range(20)]
VOTE = {
    "card_type": "vote_interaction",
    "main_title": {"title": "哪一稿?"},
    "checkbox": {"question_key": "draft", "option_list": OPTIONS},
    "submit_button": {"text": "提交", "key": "vote"},
    "task_id": "vote-1",
}
GOOD = [buttons(6), notice(horizontal_content_list=[line(n) for n in range(6)]), VOTE]
BAD = [
    (buttons(7), "button_list"),
    (buttons(0), "button_list"),
    (buttons(task_id=None), "task_id missing"),
    (buttons(task_id="有汉字"), "task_id invalid"),
    (buttons(task_id="x" * 129), "task_id invalid"),
    (buttons(main_title={}), "main_title.title missing"),
    (buttons(button_list=[{"text": "a", "key": "k" * 1025}]), "button_list.key invalid"),
    (buttons(button_list=[{"text": "a", "key": "k"}, {"text": "b", "key": "k"}]), "button_list.key repeated"),
    (notice(card_action=None), "card_action missing"),
    (notice(card_action={"type": 1}), "card_action.url missing"),
    (notice(main_title={}), "both missing"),
    (notice(horizontal_content_list=[line(n) for n in range(7)]), "horizontal_content_list"),
    (notice(jump_list=[{"type": 1, "title": "t", "url": "u"}] * 4), "jump_list"),
    (VOTE | {"checkbox": {"question_key": "q", "option_list": [*OPTIONS, {"id": "20", "text": "o"}]}}, "option_list"),
    ({"card_type": "hologram"}, "card_type invalid"),
]


@pytest.mark.parametrize("card", GOOD)
def test_cards_within_the_limits_are_taken(card: dict[str, Any]) -> None:
    assert check_card(card) == []


@pytest.mark.parametrize(("card", "problem"), BAD)
def test_cards_over_a_limit_are_refused(card: dict[str, Any], problem: str) -> None:
    problems = check_card(card)

    assert len(problems) == 1
    assert problem in problems[0]


@pytest.mark.parametrize("text", ["你好", "x" * 31, "y" * 32, "改 logo]]>再大一点 " * 400])
def test_wechatpy_reads_what_the_fake_encrypts(text: str) -> None:
    ours, theirs = CallbackCrypto("token", AES_KEY, "wwcorp"), WeChatCrypto("token", AES_KEY, "wwcorp")
    encrypted = ours.encrypt(write_xml({"Content": text}).encode())
    outer = write_xml({"Encrypt": encrypted})

    opened = theirs.decrypt_message(outer, ours.sign("1764000000", "n", encrypted), "1764000000", "n")

    assert read_xml(opened)["Content"] == text.strip()


@pytest.mark.parametrize("receiver", ["wwcorp", ""])
def test_the_fake_reads_what_wechatpy_encrypts(receiver: str) -> None:
    ours, theirs = CallbackCrypto("token", AES_KEY, receiver), WeChatCrypto("token", AES_KEY, receiver)

    outer = read_xml(theirs.encrypt_message("<xml><Content>好的</Content></xml>", "n", "1764000000"))

    assert ours.sign("1764000000", "n", outer["Encrypt"]) == outer["MsgSignature"]
    assert read_xml(ours.decrypt(outer["Encrypt"])) == {"Content": "好的"}


def test_what_is_meant_for_another_receiver_or_badly_padded_is_unreadable() -> None:
    crypto = CallbackCrypto("token", AES_KEY, "wwcorp")

    with pytest.raises(Unreadable, match="another receiver"):
        crypto.decrypt(crypto.encrypt(b"hello", receive_id="wwother"))
    with pytest.raises(Unreadable, match="bad padding"):
        crypto.decrypt(crypto.encrypt(b"hello", padding=b"\x00"))
    with pytest.raises(Unreadable, match="whole blocks"):
        crypto.decrypt("not base64!")
