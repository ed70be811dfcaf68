"""The doctor against the fake Slack and the fake WeCom, which refuse what the real ones refuse."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.config import read_settings
from bot.doctor import Finding, examine
from bot.fakes import FakeSlack, FakeWeCom
from bot.fakes.wecom import FakeAiBot
from storage.holds import Standing, note_standing, take_hold
from storage.store import Store

WANTED = frozenset({"chat:write", "users:read"})


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        yield fake


@pytest.fixture
def wecom() -> Iterator[FakeWeCom]:
    with FakeWeCom() as fake:
        fake.add_member("LiLei", "李雷")
        yield fake


async def findings_of(tmp_path: object, slack: FakeSlack, wecom: FakeWeCom, **other: str) -> dict[str, Finding]:
    env = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/liaison.db",
        "LIAISON_LANG": "en",
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "SLACK_API_URL": slack.url,
        "WECOM_CORP_ID": wecom.corp_id,
        "WECOM_AGENT_ID": str(wecom.agent_id),
        "WECOM_SECRET": wecom.secret,
        "WECOM_TOKEN": wecom.token,
        "WECOM_AES_KEY": wecom.aes_key,
        "WECOM_API_URL": wecom.url,
    } | other

    def migrated(_: Store) -> bool:
        return True

    found = await examine(read_settings(env), now=lambda: datetime.now(UTC), wanted_scopes=WANTED, is_migrated=migrated)
    return {finding.name: finding for finding in found}


async def test_right_tokens_are_good_on_both_platforms(tmp_path, slack: FakeSlack, wecom: FakeWeCom):
    found = await findings_of(tmp_path, slack, wecom)

    assert [finding for finding in found.values() if finding.status == "fail"] == []
    assert found["Clock"].status == "ok"
    assert "Slack token" in found
    assert "WeCom app" in found


async def test_a_wrong_bot_token_is_refused(tmp_path, slack: FakeSlack, wecom: FakeWeCom):
    found = await findings_of(tmp_path, slack, wecom, SLACK_BOT_TOKEN="xoxb-of-another-workspace")

    assert found["Slack token"].status == "fail"
    assert found["Slack token"].seen == "invalid_auth"


async def test_a_scope_that_was_not_granted_is_named(tmp_path, wecom: FakeWeCom):
    with FakeSlack(scopes={"chat:write"}) as slack:
        found = await findings_of(tmp_path, slack, wecom)

    assert found["Slack scopes"].seen == "missing: users:read"


async def test_a_wrong_corp_secret_is_refused(tmp_path, slack: FakeSlack, wecom: FakeWeCom):
    found = await findings_of(tmp_path, slack, wecom, WECOM_SECRET="of-another-app")

    assert found["WeCom secret"].status == "fail"
    assert found["WeCom secret"].seen.startswith("40001")


async def test_an_address_that_wecom_does_not_trust_is_shown(tmp_path, slack: FakeSlack, wecom: FakeWeCom):
    wecom.refuse("agent/get", 60020)

    found = await findings_of(tmp_path, slack, wecom)

    assert "127.0.0.1" in found["WeCom app"].seen
    assert "企业可信IP" in found["WeCom app"].todo


@pytest.fixture
def aibot() -> Iterator[FakeAiBot]:
    with FakeAiBot() as fake:
        yield fake


def with_bot(aibot: FakeAiBot, **other: str) -> dict[str, str]:
    return {"WECOM_BOT_ID": aibot.bot_id, "WECOM_BOT_SECRET": aibot.secret, "WECOM_BOT_WS_URL": aibot.ws_url, **other}


async def test_a_bots_secret_is_tried_while_nobody_is_connected(tmp_path, slack, wecom, aibot: FakeAiBot):
    good = await findings_of(tmp_path, slack, wecom, **with_bot(aibot))
    bad = await findings_of(tmp_path, slack, wecom, **with_bot(aibot, WECOM_BOT_SECRET="another-secret-01"))

    assert (good["WeCom AI bot"].status, bad["WeCom AI bot"].status) == ("ok", "fail")
    assert "invalid bot_id or secret" in bad["WeCom AI bot"].seen
    assert "WECOM_BOT_SECRET" in bad["WeCom AI bot"].todo


@pytest.mark.parametrize(
    ("state", "status", "seen"),
    [
        ("connected", "ok", "connected (box-1, 2026-11-23T02:00:00+00:00)"),
        ("refused", "fail", "refused: 853000"),
        ("displaced", "fail", "thrown out by another"),
        ("connecting", "warn", "connecting"),
    ],
)
async def test_who_has_the_bots_connection_is_told_and_left_alone(
    tmp_path, sqlite_store: Store, slack, wecom, aibot: FakeAiBot, state: str, status: str, seen: str
):
    name, now = f"wecom-bot:{aibot.bot_id}", datetime.now(UTC)
    standing = Standing(owner="box-1", state=state, since="2026-11-23T02:00:00+00:00", reason="853000")
    sqlite_store.write(lambda session: take_hold(session, name, "box-1", now=now, lease_s=600))
    sqlite_store.write(lambda session: note_standing(session, name, standing))

    found = await findings_of(tmp_path, slack, wecom, **with_bot(aibot))

    assert found["WeCom AI bot"].status == status
    assert seen in found["WeCom AI bot"].seen
    assert aibot.subscriptions == []
