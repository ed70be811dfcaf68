"""The model: one tiny question, asked the way the reader asks; and what it has cost today."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.config import Settings
from bot.doctor.asking import Asker, NoAnswer
from bot.doctor.findings import NOTHING, Found, Words
from bot.doctor.local import sqlite_path
from bot.model_budget import ModelDay, local_day, read_day
from bot.model_settings import ModelSettings
from storage.agencies import find_agency
from storage.engine import open_store
from storage.urls import DatabaseError

MODEL = Words("模型", "Model")
MODEL_TODAY = Words("模型今日用量", "Model today")

QUESTION = 'Answer with the JSON object {"ok": true} and nothing else.'
_SCHEMA = {
    "type": "object",
    "properties": {"ok": {"type": "boolean"}},
    "required": ["ok"],
    "additionalProperties": False,
}
_MOST_TOKENS = 50
_OTHERWISE = Words("检查 OPENAI_BASE_URL 和 OPENAI_MODEL", "check OPENAI_BASE_URL and OPENAI_MODEL")
_ADVICE: Mapping[int, Words] = {
    400: Words(
        "检查 OPENAI_MODEL；若经网关转发，用 LIAISON_MODEL_PROVIDER 写明是哪一家",
        "check OPENAI_MODEL; behind a gateway, say whose it is with LIAISON_MODEL_PROVIDER",
    ),
    401: Words("检查 OPENAI_API_KEY", "check OPENAI_API_KEY"),
    402: Words("账户余额不足：充值", "the account is empty: top it up"),
    403: Words("该密钥无权使用此模型", "this key may not use this model"),
    429: Words("额度用尽或请求过多", "out of quota, or asked too often"),
}


async def check_model(asker: Asker, model: ModelSettings | None) -> Found:
    """A model that fails is a warning: the rules read on."""
    if model is None:
        return Found(MODEL, "ok", Words("未配置：仅用规则", "off: rules only"))
    try:
        answer = await asker.ask(
            "POST",
            f"{model.base_url.rstrip('/')}/chat/completions",
            bearer=model.api_key.get_secret_value(),
            json={
                "model": model.model,
                "messages": [{"role": "user", "content": QUESTION}],
                **model.provider.options(model.model, schema=_SCHEMA, most_tokens=_MOST_TOKENS),
            },
        )
    except NoAnswer as error:
        return Found(MODEL, "warn", Words(str(error), str(error)), _OTHERWISE)
    if answer.status == 200 and answer.json.get("choices"):
        who = f"{model.model} ({model.provider.name})"
        return Found(MODEL, "ok", Words(f"{who} 已应答", f"{who} answered"))
    seen = f"{model.model}: HTTP {answer.status}"
    return Found(MODEL, "warn", Words(seen, seen), _ADVICE.get(answer.status, _OTHERWISE))


async def check_model_today(settings: Settings, model: ModelSettings, now: datetime) -> Found:
    """Calls, tokens and money since midnight; a spent budget is a warning, since rules read on."""
    path = sqlite_path(settings)
    if path is not None and not path.exists():
        return Found(MODEL_TODAY, "ok", Words("尚无用量", "nothing yet"))
    try:
        day = await asyncio.to_thread(_read_today, settings, model, now)
    except (DatabaseError, SQLAlchemyError):
        seen = Words("数据库无法读取，用量未知", "unknown: the database can't be read")
        return Found(MODEL_TODAY, "warn", seen)
    if day is None:
        return Found(MODEL_TODAY, "ok", Words("尚无用量", "nothing yet"))
    if not day.is_spent:
        return Found(MODEL_TODAY, "ok", _told(day), NOTHING)
    todo = Words(
        "今日额度已用完，由规则来读；可调高 LIAISON_MODEL_TOKENS_PER_DAY 或 LIAISON_MODEL_MONEY_PER_DAY",
        "today's budget is spent and rules read; raise LIAISON_MODEL_TOKENS_PER_DAY or LIAISON_MODEL_MONEY_PER_DAY",
    )
    return Found(MODEL_TODAY, "warn", _told(day), todo)


def _read_today(settings: Settings, model: ModelSettings, now: datetime) -> ModelDay | None:
    store = open_store(settings.database_url)

    def read(session: Session) -> ModelDay | None:
        agency = find_agency(session)
        if agency is None or agency.id is None:
            return None
        return read_day(session, model, agency_id=agency.id, day=local_day(now, agency.tz))

    try:
        return store.read(read)
    finally:
        store.close()


def _told(day: ModelDay) -> Words:
    usage = day.usage
    tokens = f"{usage.tokens:,} / {day.tokens_limit:,}"
    money = ""
    if day.money is not None:
        limit = "" if day.money_limit is None else f" / {day.money_limit:,.2f}"
        money = f", {day.money:,.2f}{limit} {day.currency}"
    return Words(
        f"调用 {usage.calls} 次（{usage.failures} 次无果），token {tokens}{money.replace(', ', '，', 1)}",
        f"{usage.calls} calls ({usage.failures} in vain), {tokens} tokens{money}",
    )
