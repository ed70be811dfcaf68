"""WeCom: whether the app's secret opens the API from here, who sees the app, and whether callbacks can be read."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.config import WeComSettings
from bot.doctor.asking import Asker, NoAnswer
from bot.doctor.findings import Found, Words

TOKEN = Words("企业微信 Secret", "WeCom secret")
APP = Words("企业微信应用", "WeCom app")
MENU = Words("企业微信菜单", "WeCom menu")
SERVICE = Words("微信客服", "WeCom customer service")
CALLBACK = Words("企业微信回调", "WeCom callback")

UNTRUSTED_IP = 60020
_NO_SERVICE = (48002, 60011, 95012, 95017)  # not opened to this app, or not used by this company at all

_NETWORK = Words("检查网络、代理和 WECOM_API_URL", "check network, proxy and WECOM_API_URL")
_RANGE = Words(
    "管理后台 > 应用管理 > 自建应用 > 可见范围：加入同事或部门",
    "admin console > the app > 可见范围 (visible range): add members or departments",
)
_ADVICE: Mapping[int, Words] = {
    40001: Words("检查 WECOM_SECRET 是否属于该应用", "check that WECOM_SECRET is this app's"),
    40013: Words("检查 WECOM_CORP_ID（我的企业 > 企业ID）", "check WECOM_CORP_ID (我的企业 > 企业ID)"),
    40056: Words("检查 WECOM_AGENT_ID", "check WECOM_AGENT_ID"),
    45009: Words("一分钟后再试", "try again in a minute"),
    48002: Words("为该应用开通接口权限", "grant the app permission for this API"),
    60011: Words("检查 WECOM_AGENT_ID 与 WECOM_SECRET 是否属于同一应用", "WECOM_AGENT_ID and WECOM_SECRET: one app?"),
    301002: Words("检查 WECOM_AGENT_ID 与 WECOM_SECRET 是否属于同一应用", "WECOM_AGENT_ID and WECOM_SECRET: one app?"),
}
_LOOK_UP = Words("在企业微信开发者文档的全局错误码中查询", "look the code up among WeCom's global error codes")


async def check_wecom(asker: Asker, wecom: WeComSettings, *, now: datetime) -> list[Found]:
    """Asks gettoken and agent/get; the callback is checked against itself."""
    return [*await _check_api(asker, wecom), _check_callback(wecom, now)]


async def _check_api(asker: Asker, wecom: WeComSettings) -> list[Found]:
    query = {"corpid": wecom.corp_id, "corpsecret": wecom.secret.get_secret_value()}
    got = await _ask(asker, TOKEN, f"{wecom.api_url}gettoken", query)
    if isinstance(got, Found):
        return [got]
    found = [Found(TOKEN, "ok", Words("已取得 access_token", "access token received"))]
    query = {"access_token": str(got.get("access_token", "")), "agentid": str(wecom.agent_id)}
    app = await _ask(asker, APP, f"{wecom.api_url}agent/get", query)
    if isinstance(app, Found):
        return [*found, app]
    menu = await _check_menu(asker, wecom, query)
    return [*found, _judge_app(app), menu, *await _check_customer_service(asker, wecom, query["access_token"])]


async def _check_customer_service(asker: Asker, wecom: WeComSettings, token: str) -> list[Found]:
    """How many accounts of customer service the app may use; nothing is said where it isn't used."""
    url, page = f"{wecom.api_url}kf/account/list", {"offset": 0, "limit": 100}
    try:
        answer = await asker.ask("POST", url, query={"access_token": token}, json=page)
    except NoAnswer as error:
        return [Found(SERVICE, "warn", Words(str(error), str(error)), _NETWORK)]
    if answer.json.get("errcode") in _NO_SERVICE:
        return []
    if answer.json.get("errcode") != 0:
        return [_refusal(SERVICE, answer.json)] if "errcode" in answer.json else []
    count = len(answer.json.get("account_list") or [])
    seen = Words(f"应用可用 {count} 个客服账号", f"{count} accounts that the app may use")
    return [Found(SERVICE, "ok", seen)] if count else []


async def _check_menu(asker: Asker, wecom: WeComSettings, query: Mapping[str, str]) -> Found:
    """The six commonest commands at the bottom of the chat."""
    from bot.wecom.menu import NO_MENU, has_menu

    try:
        asked = await asker.ask("GET", f"{wecom.api_url}menu/get", query=query)
    except NoAnswer as error:
        return Found(MENU, "warn", Words(str(error), str(error)), _NETWORK)
    answer = asked.json
    if "errcode" not in answer and "button" not in answer:
        return Found(MENU, "warn", Words(f"HTTP {asked.status}", f"HTTP {asked.status}"), _NETWORK)
    if has_menu(answer):
        return Found(MENU, "ok", Words("六个常用命令已在菜单里", "the six commonest commands are in the menu"))
    code = answer.get("errcode", 0)
    if code not in (0, NO_MENU):
        return _refusal(MENU, answer)._replace(status="warn")
    is_empty = code == NO_MENU or not answer.get("button")
    seen = Words("还没有菜单", "no menu yet") if is_empty else Words("菜单是别的内容", "the menu holds something else")
    return Found(MENU, "warn", seen, Words("运行 liaison wecom menu", "run liaison wecom menu"))


async def _ask(asker: Asker, name: Words, url: str, query: Mapping[str, str]) -> Mapping[str, Any] | Found:
    """The answer, or what is wrong with it."""
    try:
        answer = await asker.ask("GET", url, query=query)
    except NoAnswer as error:
        return Found(name, "fail", Words(str(error), str(error)), _NETWORK)
    if "errcode" not in answer.json:
        seen = f"HTTP {answer.status}"
        return Found(name, "fail", Words(seen, seen), _NETWORK)
    return _refusal(name, answer.json) if answer.json["errcode"] else answer.json


def _refusal(name: Words, answer: Mapping[str, Any]) -> Found:
    code, reason = answer["errcode"], str(answer.get("errmsg", ""))
    if code == UNTRUSTED_IP:
        ip = _ip_in(reason)
        seen = Words(f"{code}：本机 IP {ip} 不在企业可信IP内", f"{code}: this machine's IP {ip} is not trusted")
        todo = Words(
            f"管理后台 > 应用管理 > 自建应用 > 企业可信IP：填入 {ip}",
            f"admin console > the app > 企业可信IP (trusted IPs): enter {ip}",
        )
        return Found(name, "fail", seen, todo)
    # The rest of errmsg is a hint id and the caller's address: of use to WeCom's support only.
    seen_text = f"{code} {reason.partition(', hint')[0]}"
    return Found(name, "fail", Words(seen_text, seen_text), _ADVICE.get(code, _LOOK_UP))


def _ip_in(reason: str) -> str:
    found = re.search(r"from ip:\s*([0-9A-Fa-f.:]+)", reason)
    return found[1] if found else "?"


def _judge_app(app: Mapping[str, Any]) -> Found:
    name = str(app.get("name", "?"))
    if app.get("close") == 1:
        todo = Words("在管理后台启用该应用", "enable the app in the admin console")
        return Found(APP, "fail", Words(f"“{name}”已停用", f"“{name}” is disabled"), todo)
    people, parties, tags = (
        len((app.get(group) or {}).get(inner) or [])
        for group, inner in (("allow_userinfos", "user"), ("allow_partys", "partyid"), ("allow_tags", "tagid"))
    )
    if not people + parties + tags:
        return Found(APP, "warn", Words(f"“{name}”对任何人都不可见", f"“{name}” is visible to nobody"), _RANGE)
    seen = Words(
        f"“{name}”可见范围：{people} 人、{parties} 个部门、{tags} 个标签",
        f"“{name}” is visible to {people} members, {parties} departments, {tags} tags",
    )
    return Found(APP, "ok", seen)


def _check_callback(wecom: WeComSettings, now: datetime) -> Found:
    """Seals a word with the configured key and opens it again as the door would."""
    from bot.wecom.crypto import BadCallbackKey, CallbackCrypto
    from bot.wecom.refusals import CallbackRefused

    timestamp, nonce = str(int(now.timestamp())), "doctor"
    try:
        crypto = CallbackCrypto(
            token=wecom.token.get_secret_value(),
            aes_key=wecom.aes_key.get_secret_value(),
            receiver=wecom.corp_id,
        )
        sealed = crypto.seal("自检", nonce=nonce, timestamp=timestamp)
        signature = re.search(r"<MsgSignature><!\[CDATA\[(\w+)\]\]>", sealed)
        opened = crypto.open_body(
            sealed.encode(), signature=signature[1] if signature else "", timestamp=timestamp, nonce=nonce, now=now
        )
    except (BadCallbackKey, CallbackRefused) as error:
        todo = Words(
            "重新复制 WECOM_TOKEN 与 WECOM_AES_KEY", "copy WECOM_TOKEN and WECOM_AES_KEY from the console again"
        )
        return Found(CALLBACK, "fail", Words(str(error), str(error)), todo)
    assert opened == "自检"
    return Found(
        CALLBACK,
        "ok",
        Words("加解密自检通过", "sealed and opened a message with the key"),
        Words(
            "接收消息 > 设置API接收 的 URL 填 https://<公网地址>/wecom/callback",
            "URL under 接收消息 > 设置API接收: https://<public address>/wecom/callback",
        ),
    )
