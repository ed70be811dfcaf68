"""The doctor against the fake Slack and the fake WeCom, which refuse what the real ones refuse."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.config import read_settings
from bot.doctor import Finding, examine
from bot.fakes import FakeSlack, FakeWeCom
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
