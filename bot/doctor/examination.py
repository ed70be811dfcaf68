"""The whole examination, side by side where checks don't need each other."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import aiohttp

from bot.config import Settings
from bot.doctor.asking import Asker
from bot.doctor.findings import Finding, Found, Words
from bot.doctor.forms import FORMS, check_forms
from bot.doctor.local import (
    DATABASE,
    IsMigrated,
    check_calendar,
    check_clock,
    check_database,
    check_settings,
    check_zone,
)
from bot.doctor.model import MODEL, MODEL_TODAY, check_model, check_model_today
from bot.doctor.people import check_admins
from bot.doctor.reader import check_reader
from bot.doctor.slack import TOKEN as SLACK
from bot.doctor.slack import check_slack
from bot.doctor.wecom import TOKEN as WECOM
from bot.doctor.wecom import check_wecom
from bot.doctor.wecom_bot import BOT, check_wecom_bot
from bot.redaction import Redactor

Check = Coroutine[Any, Any, list[Found]]


async def examine(
    settings: Settings,
    *,
    now: Callable[[], datetime],
    wanted_scopes: frozenset[str],
    is_migrated: IsMigrated,
    timeout_s: float = 10,
) -> list[Finding]:
    """Everything that has to be right, checked; in the agency's language. Never raises for what it finds.

    `now` is aware. `wanted_scopes`: what the Slack door needs. `timeout_s` is of each request.
    """
    at = now()
    redactor = Redactor(settings.secrets())
    found = [*check_settings(settings), check_zone(settings, at), check_calendar(at), check_reader(settings)]
    async with aiohttp.ClientSession() as session:
        asker = Asker(session, now=now, timeout_s=timeout_s)
        checks = [_guarded(DATABASE, check_database(settings, is_migrated, timeout_s=timeout_s))]
        if settings.slack:
            checks.append(_guarded(SLACK, check_slack(asker, settings.slack, wanted_scopes=wanted_scopes)))
        if settings.wecom:
            checks.append(_guarded(WECOM, check_wecom(asker, settings.wecom, now=at)))
        checks.append(_guarded(FORMS, _alone(check_forms(asker, settings))))
        if settings.wecom_bot:
            bot = settings.wecom_bot
            checks.append(_guarded(BOT, check_wecom_bot(settings, bot, now=now, timeout_s=timeout_s)))
        checks.append(_guarded(MODEL, _alone(check_model(asker, settings.model))))
        if settings.model:
            checks.append(_guarded(MODEL_TODAY, _alone(check_model_today(settings, settings.model, at))))
        for group in await asyncio.gather(*checks):
            found += group
    found += await asyncio.to_thread(check_admins, settings) if _is_fine(found, DATABASE) else []
    found.append(check_clock(asker.skews_s))
    return [one.told(settings.lang, redactor) for one in found]


def _is_fine(found: list[Found], name: Words) -> bool:
    """Whether what was looked at under this name is as it should be."""
    return any(one.name == name and one.status == "ok" for one in found)


async def _alone(check: Coroutine[Any, Any, Found]) -> list[Found]:
    return [await check]


async def _guarded(name: Words, check: Check) -> list[Found]:
    """A check that breaks is a finding too: the others must still be heard."""
    try:
        return await check
    except Exception as error:  # noqa: BLE001 - shown with its cause, and the command fails
        seen = f"{type(error).__name__}: {error}"
        return [Found(name, "fail", Words(seen, seen))]
