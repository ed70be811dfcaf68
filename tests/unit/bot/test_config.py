"""Settings: what is read, what stops the start, and that nothing secret is shown."""

import base64
from pathlib import Path

import pytest

from bot.config import BadSettings, read_settings, variables

AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
SLACK = {"SLACK_BOT_TOKEN": "xoxb-hush-hush", "SLACK_SIGNING_SECRET": "signed-in-silence"}
WECOM = {
    "WECOM_CORP_ID": "ww123",
    "WECOM_AGENT_ID": "1000002",
    "WECOM_SECRET": "corp-secret-word",
    "WECOM_TOKEN": "callback-token",
    "WECOM_AES_KEY": AES_KEY,
}


@pytest.fixture
def clean_env(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def complaint(env: dict[str, str]) -> str:
    with pytest.raises(BadSettings) as caught:
        read_settings(env)
    return str(caught.value)


def test_nothing_set_means_sqlite_rules_only_and_no_platform():
    settings = read_settings({})

    assert settings.database_url == "sqlite:///liaison.db"
    assert (settings.port, settings.tz, settings.lang) == (8080, "Asia/Shanghai", "zh")
    assert settings.slack is None
    assert settings.wecom is None
    assert settings.model is None


def test_bot_token_and_signing_secret_mean_http():
    slack = read_settings(SLACK).slack

    assert slack is not None
    assert slack.mode == "http"
    assert slack.api_url == "https://slack.com/api/"


def test_an_app_token_starts_socket_mode():
    slack = read_settings(SLACK | {"SLACK_APP_TOKEN": "xapp-1-A"}).slack

    assert slack is not None
    assert slack.mode == "socket"


def test_all_five_variables_turn_wecom_on():
    wecom = read_settings(WECOM).wecom

    assert wecom is not None
    assert wecom.agent_id == 1000002
    assert wecom.api_url == "https://qyapi.weixin.qq.com/cgi-bin/"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, ["SLACK_SIGNING_SECRET"]),
        ({"SLACK_SIGNING_SECRET": "s"}, ["SLACK_BOT_TOKEN"]),
        ({"SLACK_APP_TOKEN": "xapp-1"}, ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
        ({"WECOM_CORP_ID": "ww1"}, ["WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY"]),
        ({"WECOM_BOT_ID": "b"}, ["WECOM_BOT_SECRET"]),
        ({"WECOM_BOT_AES_KEY": AES_KEY}, ["WECOM_BOT_TOKEN"]),
    ],
)
def test_a_half_configured_platform_names_all_that_is_missing(given: dict[str, str], missing: list[str]):
    with pytest.raises(BadSettings) as caught:
        read_settings(given)

    named = [problem.split()[0] for problem in caught.value.problems]
    assert named == missing
    assert "half configured" in str(caught.value)


def test_everything_wrong_is_named_in_one_line():
    text = complaint(
        {"SLACK_APP_TOKEN": "xapp-1", "PORT": "http", "LIAISON_TZ": "Mars/Olympus", "WECOM_BOT_ID": "b"}
        | {"LIAISON_LANG": "fr"}
    )

    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "PORT", "LIAISON_TZ", "LIAISON_LANG", "WECOM_BOT_SECRET"):
        assert name in text
    assert "\n" not in text
    assert text.startswith("6 settings")


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("DATABASE_URL", "mysql://u:hush@h/d", "postgresql://"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite:///file.db"),
        ("DATABASE_URL", "postgresql://host", "database"),
        ("PORT", "70000", "65535"),
        ("PORT", "-1", "0"),
        ("LIAISON_TZ", "../etc/passwd", "IANA"),
        ("LIAISON_LOG", "xml", "'json'"),
        ("LIAISON_PACE", "-1", "0"),
        ("SLACK_API_URL", "http://127.0.0.1:1/", "/api/"),
        ("SLACK_API_URL", "slack.com/api/", "https://"),
        ("WECOM_API_URL", "https://qyapi.weixin.qq.com/", "/cgi-bin/"),
        ("WECOM_BOT_WS_URL", "https://openws.work.weixin.qq.com", "wss://"),
        ("OPENAI_BASE_URL", "localhost:11434", "https://"),
    ],
)
def test_a_value_that_cannot_work_stops_the_start_and_says_what_can(name: str, value: str, hint: str):
    text = complaint({name: value})

    assert name in text
    assert hint in text
    assert "hush" not in text


@pytest.mark.parametrize(
    ("name", "value", "others"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-a-persons-token", SLACK),
        ("SLACK_APP_TOKEN", "xoxb-not-an-app-token", SLACK),
        ("WECOM_AES_KEY", "much-too-short", WECOM),
        ("WECOM_AES_KEY", "!" * 43, WECOM),
        ("WECOM_AGENT_ID", "agent-two", WECOM),
    ],
)
def test_a_wrong_secret_is_named_and_not_shown(name: str, value: str, others: dict[str, str]):
    text = complaint(others | {name: value})

    assert name in text
    assert value not in text


@pytest.mark.parametrize(
    "url", ["sqlite:///a.db", "sqlite:////var/a.db", "postgres://u:p@h/d", "postgresql://u@/d?host=/run"]
)
def test_both_databases_are_taken_in_all_their_forms(url: str):
    assert read_settings({"DATABASE_URL": url}).database_url == url


def test_a_missing_last_slash_is_added():
    settings = read_settings({"SLACK_API_URL": "http://127.0.0.1:1/api", "WECOM_API_URL": "http://127.0.0.1:2/cgi-bin"})

    assert settings.slack_api_url == "http://127.0.0.1:1/api/"
    assert settings.wecom_api_url == "http://127.0.0.1:2/cgi-bin/"


def test_a_blank_variable_counts_as_absent():
    settings = read_settings({"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": "  ", "PORT": ""})

    assert settings.slack is None
    assert settings.port == 8080


def test_the_environment_and_the_env_file_are_read_and_the_environment_wins(clean_env: pytest.MonkeyPatch):
    Path(".env").write_text("\ufeffPORT=1234\nLIAISON_LANG=en\nNOT_OURS=1\n", encoding="utf-8")
    clean_env.setenv("PORT", "4321")

    settings = read_settings()

    assert (settings.port, settings.lang) == (4321, "en")


def test_the_shells_own_tz_and_lang_are_not_ours(clean_env: pytest.MonkeyPatch):
    for name in ("TZ", "LANG", "HOST", "LOG", "SECRET", "PACE"):
        clean_env.setenv(name, "nonsense")

    settings = read_settings()

    assert (settings.tz, settings.lang) == ("Asia/Shanghai", "zh")


def test_settings_that_are_given_are_deaf_to_the_environment(clean_env: pytest.MonkeyPatch):
    clean_env.setenv("SLACK_BOT_TOKEN", "xoxb-somebodys-real-token")
    Path(".env").write_text("PORT=1234\n", encoding="utf-8")

    settings = read_settings({"LIAISON_LANG": "en"})

    assert settings.slack_bot_token is None
    assert settings.port == 8080


def test_repr_shows_no_secret():
    env = SLACK | WECOM | {"DATABASE_URL": "postgresql://u:p4ssw0rd@h/d", "OPENAI_API_KEY": "sk-hush"}
    settings = read_settings(env)

    shown = repr(settings) + repr(settings.slack) + repr(settings.wecom) + repr(settings.model) + str(settings)

    for secret in (
        "xoxb-hush-hush",
        "signed-in-silence",
        "corp-secret-word",
        "callback-token",
        AES_KEY,
        "p4ssw0rd",
        "sk-hush",
    ):
        assert secret not in shown
        assert secret in settings.secrets()


def test_a_key_alone_turns_the_model_on():
    model = read_settings({"OPENAI_API_KEY": "sk-1"}).model

    assert model is not None
    assert model.base_url == "https://api.openai.com/v1"
    assert model.model


def test_the_provider_is_known_by_its_address_unless_it_is_named():
    base = {"OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": "http://127.0.0.1:3000/v1"}
    by_address, named = read_settings(base).model, read_settings(base | {"LIAISON_MODEL_PROVIDER": "glm"}).model

    assert by_address is not None
    assert named is not None
    assert (by_address.provider.name, named.provider.name) == ("local", "glm")
    assert "LIAISON_MODEL_PROVIDER" in complaint(base | {"LIAISON_MODEL_PROVIDER": "skynet"})


def test_a_limit_of_money_needs_both_prices():
    env = {"OPENAI_API_KEY": "sk-1", "LIAISON_MODEL_MONEY_PER_DAY": "20", "LIAISON_MODEL_PRICE_IN": "2"}

    assert "LIAISON_MODEL_PRICE_OUT" in complaint(env)
    model = read_settings(env | {"LIAISON_MODEL_PRICE_OUT": "8", "LIAISON_MODEL_CURRENCY": "CNY"}).model
    assert model is not None
    assert model.prices is not None
    assert model.money_per_day == 20
    assert model.prices.cost(500_000, 1_000_000) == 9
    assert model.prices.currency == "CNY"


def test_without_prices_only_tokens_count():
    model = read_settings({"OPENAI_API_KEY": "sk-1"}).model

    assert model is not None
    assert (model.prices, model.money_per_day) == (None, None)


def test_a_model_without_a_key_is_remarked_on_and_off():
    settings = read_settings({"OPENAI_BASE_URL": "http://127.0.0.1:11434/v1"})

    assert settings.model is None
    assert "OPENAI_API_KEY" in settings.remarks[0]


def test_settings_cannot_be_changed():
    settings = read_settings({})

    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


BOT = {"WECOM_BOT_ID": "aib1", "WECOM_BOT_SECRET": "bot-secret"}
BOT_CALLBACK = {"WECOM_BOT_TOKEN": "bot-token", "WECOM_BOT_AES_KEY": "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"}


@pytest.mark.parametrize("given", [BOT, BOT_CALLBACK, BOT | BOT_CALLBACK])
def test_the_bot_is_on_without_the_app_by_either_way(given: dict[str, str]):
    settings = read_settings(given)

    assert settings.wecom is None
    assert settings.wecom_bot is not None
    assert settings.wecom_bot.bot_id == given.get("WECOM_BOT_ID")
    assert settings.wecom_bot.workspace == given.get("WECOM_BOT_ID", "aibot")


def test_the_corp_id_may_stand_beside_the_bot_alone_and_names_its_people():
    settings = read_settings(BOT | {"WECOM_CORP_ID": "ww01"})

    assert settings.wecom is None
    assert settings.wecom_bot is not None
    assert settings.wecom_bot.workspace == "ww01"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"WECOM_BOT_ID": "aib1"}, ["WECOM_BOT_SECRET"]),
        ({"WECOM_BOT_TOKEN": "t"}, ["WECOM_BOT_AES_KEY"]),
        ({"WECOM_CORP_ID": "ww01"}, ["WECOM_AGENT_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY"]),
        (BOT | {"WECOM_SECRET": "s"}, ["WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_TOKEN", "WECOM_AES_KEY"]),
    ],
)
def test_a_bot_or_an_app_that_is_half_there_stops_the_start(given: dict[str, str], missing: list[str]):
    with pytest.raises(BadSettings) as raised:
        read_settings(given)

    assert [problem.split()[0] for problem in raised.value.problems] == missing


def test_both_ways_at_once_are_remarked_on():
    assert any("both ways" in remark for remark in read_settings(BOT | BOT_CALLBACK).remarks)
    assert not any("both ways" in remark for remark in read_settings(BOT).remarks)


POSTGRES = {"DATABASE_URL": "postgresql://u:p@db.example/liaison", "LIAISON_URL": "https://liaison.example.com"}


def test_with_a_public_address_postgresql_needs_a_secret_and_sqlite_makes_one():
    with pytest.raises(BadSettings, match="LIAISON_SECRET is missing"):
        read_settings(POSTGRES)

    assert read_settings(POSTGRES | {"LIAISON_SECRET": "x" * 32}).url == "https://liaison.example.com"
    assert read_settings({"LIAISON_URL": "https://liaison.example.com"}).secret is None


@pytest.mark.parametrize("url", ["liaison.example.com", "ftp://liaison.example.com", "https://"])
def test_a_public_address_must_be_one(url: str):
    with pytest.raises(BadSettings, match="LIAISON_URL must be a URL"):
        read_settings({"LIAISON_URL": url})


def test_an_address_without_encryption_and_a_short_secret_are_remarked_on():
    said = read_settings({"LIAISON_URL": "http://liaison.example.com", "LIAISON_SECRET": "short"}).remarks

    assert any("http" in remark for remark in said)
    assert any("LIAISON_SECRET is short" in remark for remark in said)
    assert read_settings({"LIAISON_URL": "http://127.0.0.1:8080"}).remarks == ()
