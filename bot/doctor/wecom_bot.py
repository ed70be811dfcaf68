"""WeCom's AI bot: who has its connection and since when; or, where nobody has it, whether its secret is taken."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings, WeComBotSettings
from bot.doctor.findings import Found, Words
from bot.doctor.local import sqlite_path
from bot.proxies import proxy_for
from bot.seats import find_standing_of
from bot.wecom.bot.frames import Frame
from bot.wecom.bot.line import Line, NoAck, NotSent, Rhythm
from storage.engine import open_store
from storage.holds import Standing
from storage.urls import DatabaseError

BOT = Words("企业微信智能机器人", "WeCom AI bot")
BOT_CALLBACK = Words("智能机器人回调", "WeCom AI bot callback")

_NETWORK = Words("检查网络、代理和 WECOM_BOT_WS_URL", "check network, proxy and WECOM_BOT_WS_URL")
_SECRET = Words(
    "智能机器人 > API模式 > 长连接：核对 WECOM_BOT_ID 与 WECOM_BOT_SECRET；提示频率时稍后再试",
    "智能机器人 > API模式 > 长连接: compare WECOM_BOT_ID and WECOM_BOT_SECRET; if it speaks of frequency, wait",
)
_ELSEWHERE = Words(
    "另有程序在用同一个 Secret；一个机器人只能有一条连接，请停掉它或另建机器人",
    "another program uses this secret; a bot has one connection: stop that program, or make a bot of your own",
)
_SCOPE = Words("在 可使用范围 里的同事才能用它", "only members in its 可使用范围 can reach it")
_DATABASE = Words("先让数据库可用", "see to the database first")


async def check_wecom_bot(
    settings: Settings, bot: WeComBotSettings, *, now: Callable[[], datetime], timeout_s: float
) -> list[Found]:
    """Asks the database who is connected. Only where nobody of ours is does it connect, for a moment."""
    found = []
    if bot.secret is not None:
        found.append(await _check_connection(settings, bot, now, timeout_s))
    if bot.token is not None:
        found.append(_callback_hint())
    return found


async def _check_connection(
    settings: Settings, bot: WeComBotSettings, now: Callable[[], datetime], timeout_s: float
) -> Found:
    path = sqlite_path(settings)
    if path is not None and not path.exists():  # nothing has run here yet, so nobody is connected
        return await _try(bot, timeout_s)
    try:
        standing = await asyncio.to_thread(_ask, settings, bot, now)
    except (DatabaseError, SQLAlchemyError):
        seen = Words("数据库无法读取，不知道谁连着", "unknown: the database can't be read")
        return Found(BOT, "warn", seen, _DATABASE)
    return _judge(standing) if standing is not None else await _try(bot, timeout_s)


def _ask(settings: Settings, bot: WeComBotSettings, now: Callable[[], datetime]) -> Standing | None:
    store = open_store(settings.database_url)
    try:
        return find_standing_of(store, bot, now=now())
    finally:
        store.close()


def _judge(standing: Standing) -> Found:
    who = f"{standing.owner}, {standing.since}"
    if standing.state == "connected":
        return Found(BOT, "ok", Words(f"已连接（{who}）", f"connected ({who})"), _SCOPE)
    if standing.state == "refused":
        return Found(BOT, "fail", Words(f"被拒：{standing.reason}", f"refused: {standing.reason}"), _SECRET)
    if standing.state == "displaced":
        return Found(BOT, "fail", Words(f"被别的连接顶下（{who}）", f"thrown out by another ({who})"), _ELSEWHERE)
    return Found(BOT, "warn", Words(f"正在连接（{who}）", f"connecting ({who})"), _NETWORK)


async def _try(bot: WeComBotSettings, timeout_s: float) -> Found:
    """Subscribe and leave again: the only way to ask whether the secret is right."""
    try:
        async with asyncio.timeout(timeout_s):
            answer = await _subscribe(bot)
    except TimeoutError:
        seen = f"{timeout_s:g} s"
        return Found(BOT, "fail", Words(f"{seen} 内没有应答", f"no answer within {seen}"), _NETWORK)
    except (aiohttp.ClientError, OSError, NotSent, NoAck) as error:
        seen = type(error).__name__
        return Found(BOT, "fail", Words(seen, seen), _NETWORK)
    if answer.errcode:
        seen = f"{answer.errcode}: {answer.errmsg}"
        return Found(BOT, "fail", Words(f"被拒：{seen}", f"refused: {seen}"), _SECRET)
    seen_ok = Words("Secret 有效；没有 worker 连着", "the secret is taken; no worker is connected")
    return Found(BOT, "ok", seen_ok, Words("运行 liaison run 或 worker", "start liaison run, or a worker"))


async def _subscribe(bot: WeComBotSettings) -> Frame:
    assert bot.bot_id is not None
    assert bot.secret is not None
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(bot.ws_url, proxy=proxy_for(bot.ws_url)) as socket,
    ):
        line = Line(socket, rhythm=Rhythm())
        reading = asyncio.create_task(line.read(lambda frame, line: None))
        try:
            return await line.subscribe(bot.bot_id, bot.secret.get_secret_value())
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


def _callback_hint() -> Found:
    return Found(
        BOT_CALLBACK,
        "ok",
        Words("已填写 Token 与 EncodingAESKey", "token and key are set"),
        Words(
            "API模式 > URL回调 的 URL 填 https://<公网地址>/wecom/bot",
            "URL under API模式 > URL回调: https://<public address>/wecom/bot",
        ),
    )
