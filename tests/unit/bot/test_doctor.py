"""The doctor, asked about a Slack, a WeCom and a model that play along or don't."""

import asyncio
import base64
import io
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rich.console import Console
from sqlmodel import Session, SQLModel

from bot.config import read_settings
from bot.doctor import Finding, draw_findings, examine, has_failed
from bot.wecom.menu import make_menu
from storage.agencies import ensure_agency
from storage.engine import open_store
from storage.store import Store
from storage.usage import DayUsage, add_usage

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SCOPES = frozenset({"chat:write", "commands"})
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
SECRETS = (
    "xoxb-hush-bot",
    "xapp-hush-app",
    "hush-signing",
    "hush-corp-secret",
    "hush-callback",
    AES_KEY,
    "sk-hush-model",
)

GOOD_APP = {"errcode": 0, "name": "Liaison", "close": 0, "allow_userinfos": {"user": [{"userid": "li"}]}}


class Platforms:
    """Answers every path with what the test laid down; by default all is well."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {
            "/api/auth.test": {"ok": True, "user": "liaison", "team": "Agency", "team_id": "T1"},
            "/api/apps.connections.open": {"ok": True, "url": "wss://127.0.0.1/link"},
            "/cgi-bin/gettoken": {"errcode": 0, "errmsg": "ok", "access_token": "hush-access-token"},
            "/cgi-bin/agent/get": GOOD_APP,
            "/cgi-bin/menu/get": make_menu("en"),
            "/cgi-bin/kf/account/list": {"errcode": 0, "account_list": [{"open_kfid": "wk1", "name": "品牌服务"}]},
            "/v1/chat/completions": {"choices": [{"message": {"content": '{"ok": true}'}}]},
        }
        self.status = 200
        self.scopes = "chat:write,commands,users:read"
        self.clock = NOW
        self.delay_s = 0.0
        self.url = ""
        self.bodies: dict[str, Any] = {}  # by path, the last one that was JSON

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.content_type == "application/json" and request.can_read_body:
            self.bodies[request.path] = await request.json()
        await asyncio.sleep(self.delay_s)
        headers = {"Date": format_datetime(self.clock, usegmt=True), "x-oauth-scopes": self.scopes}
        said = self.answers[request.path]
        if isinstance(said, str):
            return web.Response(text=said, status=self.status, headers=headers)
        return web.json_response(said, status=self.status, headers=headers)


@pytest.fixture
async def platforms() -> AsyncIterator[Platforms]:
    played = Platforms()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", played.answer)
    async with TestServer(app) as server:
        played.url = str(server.make_url("/"))
        yield played


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/liaison.db"
    store = open_store(url)
    store.write(lambda session: SQLModel.metadata.create_all(session.connection()))
    store.close()
    return url


def env_of(platforms: Platforms, database: str) -> dict[str, str]:
    return {
        "DATABASE_URL": database,
        "LIAISON_LANG": "en",
        "SLACK_BOT_TOKEN": "xoxb-hush-bot",
        "SLACK_APP_TOKEN": "xapp-hush-app",
        "SLACK_SIGNING_SECRET": "hush-signing",
        "SLACK_API_URL": f"{platforms.url}api/",
        "WECOM_CORP_ID": "ww1",
        "WECOM_AGENT_ID": "1000002",
        "WECOM_SECRET": "hush-corp-secret",
        "WECOM_TOKEN": "hush-callback",
        "WECOM_AES_KEY": AES_KEY,
        "WECOM_API_URL": f"{platforms.url}cgi-bin/",
        "OPENAI_API_KEY": "sk-hush-model",
        "OPENAI_BASE_URL": f"{platforms.url}v1",
        "OPENAI_MODEL": "tiny",
    }


async def findings_of(env: Mapping[str, str], *, is_migrated: bool = True, timeout_s: float = 5) -> list[Finding]:
    def told(_: Store) -> bool:
        return is_migrated

    return await examine(
        read_settings(env), now=lambda: NOW, wanted_scopes=SCOPES, is_migrated=told, timeout_s=timeout_s
    )


def one(findings: list[Finding], name: str) -> Finding:
    [found] = [finding for finding in findings if finding.name == name]
    return found


@pytest.mark.parametrize(
    ("answer", "status", "seen"),
    [
        (make_menu("zh"), "ok", "are in the menu"),
        ({"errcode": 46003, "errmsg": "menu no exist"}, "warn", "no menu yet"),
        ({"button": [{"name": "x", "type": "click", "key": "x"}]}, "warn", "something else"),
        ({"errcode": 48002, "errmsg": "api forbidden, hint: [1]"}, "warn", "48002 api forbidden"),
        ("<html>", "warn", "HTTP 200"),
    ],
)
async def test_the_apps_menu_is_looked_at(platforms: Platforms, database: str, answer: Any, status: str, seen: str):
    platforms.answers["/cgi-bin/menu/get"] = answer

    found = one(await findings_of(env_of(platforms, database)), "WeCom menu")

    assert found.status == status
    assert seen in found.seen
    assert ("liaison wecom menu" in found.todo) == (seen in ("no menu yet", "something else"))


async def test_a_public_address_is_asked_whether_it_leads_here(platforms: Platforms, database: str):
    env = env_of(platforms, database) | {"LIAISON_URL": platforms.url}

    lost = one(await findings_of(env), "Web forms")
    platforms.answers["/healthz"] = "ok"
    right = one(await findings_of(env), "Web forms")

    assert (lost.status, right.status) == ("warn", "ok")
    assert "LIAISON_URL" in lost.todo


async def test_all_well_is_all_ok(platforms: Platforms, database: str):
    findings = await findings_of(env_of(platforms, database))

    assert {finding.name: finding.status for finding in findings if finding.name != "Disk space"} == {
        "Settings": "ok",
        "Time zone": "ok",
        "Holidays": "ok",
        "Database": "ok",
        "Slack token": "ok",
        "Slack scopes": "ok",
        "Slack Socket Mode": "ok",
        "WeCom secret": "ok",
        "WeCom app": "ok",
        "WeCom menu": "ok",
        "WeCom customer service": "ok",
        "WeCom callback": "ok",
        "Web forms": "ok",
        "Model": "ok",
        "Model today": "ok",
        "Clock": "ok",
        "Reader": "ok",
        "Admins": "ok",
    }
    assert not has_failed(findings)


async def test_the_report_is_in_the_agencys_language(platforms: Platforms, database: str):
    findings = await findings_of(env_of(platforms, database) | {"LIAISON_LANG": "zh"})

    assert one(findings, "企业微信应用").seen == "“Liaison”可见范围：1 人、0 个部门、0 个标签"


async def test_with_no_platform_it_warns_and_rules_read(database: str):
    findings = await findings_of({"DATABASE_URL": database, "LIAISON_LANG": "en"})

    assert one(findings, "Settings").status == "warn"
    assert one(findings, "Model").seen == "off: rules only"
    assert not has_failed(findings)


async def test_missing_scopes_are_named(platforms: Platforms, database: str):
    platforms.scopes = "chat:write"

    found = one(await findings_of(env_of(platforms, database)), "Slack scopes")

    assert found.status == "fail"
    assert found.seen == "missing: commands"
    assert "slack-manifest.yaml" in found.todo


async def test_a_revoked_slack_token_says_reinstall(platforms: Platforms, database: str):
    platforms.answers["/api/auth.test"] = {"ok": False, "error": "token_revoked"}

    findings = await findings_of(env_of(platforms, database))

    assert one(findings, "Slack token").seen == "token_revoked"
    assert "reinstall" in one(findings, "Slack token").todo
    assert has_failed(findings)


async def test_a_wrong_app_token_is_its_own_finding(platforms: Platforms, database: str):
    platforms.answers["/api/apps.connections.open"] = {"ok": False, "error": "invalid_auth"}

    found = one(await findings_of(env_of(platforms, database)), "Slack Socket Mode")

    assert found.status == "fail"
    assert "connections:write" in found.todo


async def test_http_mode_tells_the_events_address(platforms: Platforms, database: str):
    env = env_of(platforms, database)
    del env["SLACK_APP_TOKEN"]

    assert "/slack/events" in one(await findings_of(env), "Slack events").todo


async def test_an_untrusted_ip_is_shown_with_the_place_to_enter_it(platforms: Platforms, database: str):
    platforms.answers["/cgi-bin/agent/get"] = {
        "errcode": 60020,
        "errmsg": "not allow to access from your ip, hint: [1669], from ip: 203.0.113.9, more info at https://…",
    }

    found = one(await findings_of(env_of(platforms, database)), "WeCom app")

    assert found.status == "fail"
    assert "203.0.113.9" in found.seen
    assert "企业可信IP" in found.todo
    assert "203.0.113.9" in found.todo


@pytest.mark.parametrize(
    ("answer", "status", "word"),
    [
        ({"errcode": 301002, "errmsg": "not allow"}, "fail", "WECOM_AGENT_ID"),
        ({**GOOD_APP, "close": 1}, "fail", "enable"),
        ({**GOOD_APP, "allow_userinfos": {}}, "warn", "可见范围"),
        ("<html>bad gateway</html>", "fail", "WECOM_API_URL"),
    ],
)
async def test_what_is_wrong_with_the_wecom_app_comes_with_its_remedy(
    platforms: Platforms, database: str, answer: Any, status: str, word: str
):
    platforms.answers["/cgi-bin/agent/get"] = answer

    found = one(await findings_of(env_of(platforms, database)), "WeCom app")

    assert found.status == status
    assert word in found.todo


async def test_a_wrong_corp_secret_stops_before_the_app_is_asked_for(platforms: Platforms, database: str):
    platforms.answers["/cgi-bin/gettoken"] = {"errcode": 40001, "errmsg": "invalid credential, hint: [x]"}

    findings = await findings_of(env_of(platforms, database))

    assert one(findings, "WeCom secret").seen == "40001 invalid credential"
    assert "WeCom app" not in {finding.name for finding in findings}


@pytest.mark.parametrize(
    ("ahead_s", "status", "seen"), [(30, "ok", "30 s"), (90, "warn", "90 s ahead"), (-400, "fail", "400 s behind")]
)
async def test_a_wrong_clock_is_found_by_the_platforms_dates(
    platforms: Platforms, database: str, ahead_s: int, status: str, seen: str
):
    platforms.clock = NOW - timedelta(seconds=ahead_s)

    found = one(await findings_of(env_of(platforms, database)), "Clock")

    assert found.status == status
    assert seen in found.seen


PRICES = {"LIAISON_MODEL_PRICE_IN": "2", "LIAISON_MODEL_PRICE_OUT": "8", "LIAISON_MODEL_CURRENCY": "CNY"}


def spend(database: str, usage: DayUsage) -> None:
    store = open_store(database)

    def unit(session: Session) -> None:
        agency = ensure_agency(session, lang="en", tz="Asia/Shanghai", now=NOW)
        assert agency.id is not None
        add_usage(session, agency.id, NOW.astimezone(ZoneInfo(agency.tz)).date(), usage)

    store.write(unit)
    store.close()


async def test_the_model_is_asked_as_the_reader_asks_it(platforms: Platforms, database: str):
    findings = await findings_of(env_of(platforms, database) | {"LIAISON_MODEL_PROVIDER": "qwen"})

    asked = platforms.bodies["/v1/chat/completions"]
    assert asked["enable_thinking"] is False
    assert asked["response_format"] == {"type": "json_object"}
    assert one(findings, "Model").seen == "tiny (qwen) answered"


async def test_what_the_model_has_cost_today_is_shown_with_its_limits(platforms: Platforms, database: str):
    spend(database, DayUsage(calls=412, tokens_in=1_000_000, tokens_out=200_000, failures=3))
    env = env_of(platforms, database) | PRICES

    assert one(await findings_of(env), "Model today").seen == (
        "412 calls (3 in vain), 1,200,000 / 2,000,000 tokens, 3.60 CNY"
    )
    limited = one(await findings_of(env | {"LIAISON_MODEL_MONEY_PER_DAY": "20"}), "Model today")
    assert (limited.status, limited.seen.partition("tokens, ")[2]) == ("ok", "3.60 / 20.00 CNY")
    chinese = one(await findings_of(env | {"LIAISON_LANG": "zh"}), "模型今日用量")
    assert chinese.seen == "调用 412 次（3 次无果），token 1,200,000 / 2,000,000，3.60 CNY"


@pytest.mark.parametrize("limit", [{"LIAISON_MODEL_MONEY_PER_DAY": "3.6"}, {"LIAISON_MODEL_TOKENS_PER_DAY": "1200000"}])
async def test_a_spent_budget_is_a_warning(platforms: Platforms, database: str, limit: dict[str, str]):
    spend(database, DayUsage(calls=412, tokens_in=1_000_000, tokens_out=200_000))

    found = one(await findings_of(env_of(platforms, database) | PRICES | limit), "Model today")

    assert found.status == "warn"
    assert next(iter(limit)) in found.todo


async def test_without_a_database_nothing_has_been_spent(platforms: Platforms, tmp_path: Path):
    found = await findings_of(env_of(platforms, f"sqlite:///{tmp_path}/none.db"))

    assert one(found, "Model today").seen == "nothing yet"


async def test_a_model_that_refuses_is_a_warning_since_rules_read_on(platforms: Platforms, database: str):
    platforms.status = 401

    findings = await findings_of(env_of(platforms, database))

    assert one(findings, "Model").status == "warn"
    assert "OPENAI_API_KEY" in one(findings, "Model").todo


async def test_silent_platforms_do_not_hold_the_doctor_up(platforms: Platforms, database: str):
    platforms.delay_s = 3
    started = time.monotonic()

    findings = await findings_of(env_of(platforms, database), timeout_s=0.2)

    assert time.monotonic() - started < 2.5
    assert "timeout" in one(findings, "Slack token").seen
    assert "timeout" in one(findings, "WeCom secret").seen


async def test_platforms_that_refuse_connections_are_named_by_host(database: str):
    nowhere = Platforms()
    nowhere.url = "http://127.0.0.1:1/"

    found = one(await findings_of(env_of(nowhere, database)), "Slack token")

    assert found.status == "fail"
    assert "127.0.0.1:1" in found.seen


async def test_an_old_schema_says_upgrade(platforms: Platforms, database: str):
    found = one(await findings_of(env_of(platforms, database), is_migrated=False), "Database")

    assert found.status == "fail"
    assert "liaison db upgrade" in found.todo


async def test_a_database_that_is_not_there_yet_is_no_failure_and_is_not_made(tmp_path: Path):
    findings = await findings_of({"DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "LIAISON_LANG": "en"})

    assert one(findings, "Database").status == "warn"
    assert not (tmp_path / "new.db").exists()


async def test_a_missing_folder_is_a_failure(tmp_path: Path):
    findings = await findings_of({"DATABASE_URL": f"sqlite:///{tmp_path}/no/new.db", "LIAISON_LANG": "en"})

    assert one(findings, "Database").status == "fail"


async def test_an_unreachable_postgresql_is_found_without_its_password():
    env = {"DATABASE_URL": "postgresql://liaison:hush-db@127.0.0.1:1/liaison", "LIAISON_LANG": "en"}

    found = one(await findings_of(env), "Database")

    assert found.status == "fail"
    assert "hush-db" not in found.seen + found.todo


async def test_a_check_that_breaks_is_a_finding_and_the_others_are_heard(platforms: Platforms, database: str):
    def broken(_: Store) -> bool:
        raise RuntimeError("no such revision")

    findings = await examine(
        read_settings(env_of(platforms, database)), now=lambda: NOW, wanted_scopes=SCOPES, is_migrated=broken
    )

    assert "no such revision" in one(findings, "Database").seen
    assert one(findings, "Slack token").status == "ok"


@pytest.mark.parametrize("case", ["well", "refused", "html", "echo"])
async def test_no_secret_is_shown_whatever_the_platforms_answer(platforms: Platforms, database: str, case: str):
    echo = " ".join(SECRETS)
    for path in platforms.answers:
        match case:
            case "refused":
                platforms.answers[path] = {"ok": False, "error": "invalid_auth", "errcode": 40001, "errmsg": "invalid"}
            case "html":
                platforms.answers[path] = f"<html>{echo}</html>"
            case "echo":
                platforms.answers[path] = {"ok": False, "error": echo, "errcode": 40001, "errmsg": echo}
    out = io.StringIO()

    findings = await findings_of(env_of(platforms, database))
    draw_findings(findings, Console(file=out, width=400), lang="en")

    assert has_failed(findings) == (case != "well")
    for secret in (*SECRETS, "hush-access-token"):
        assert secret not in out.getvalue()


def test_the_table_is_plain_when_piped_and_shows_every_finding():
    out = io.StringIO()
    findings = [
        Finding(name="数据库", status="ok", seen="sqlite"),
        Finding(name="Slack 令牌", status="fail", seen="[red]invalid_auth", todo="重新安装"),
    ]

    draw_findings(findings, Console(file=out, width=120), lang="zh")

    assert "\x1b" not in out.getvalue()
    assert "[red]invalid_auth" in out.getvalue()
    assert "失败" in out.getvalue()
    assert "重新安装" in out.getvalue()
