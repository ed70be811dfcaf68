"""Settings: the only reader of the environment. What is missing or wrong is named all at once.

Every variable is described in `.env.example`; `tests/unit/test_house.py` holds the two together.
"""

import base64
import binascii
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.model_settings import ModelSettings, make_prices
from bot.settings_words import GROUPS, WHERE_TO_FIND, group_is_half_set
from prompts.reading.model.providers import ProviderName

SLACK_API_URL = "https://slack.com/api/"
WECOM_API_URL = "https://qyapi.weixin.qq.com/cgi-bin/"
WECOM_BOT_WS_URL = "wss://openws.work.weixin.qq.com"
OPENAI_BASE_URL = "https://api.openai.com/v1"
OPENAI_MODEL = "gpt-4.1-mini"

NEEDS_KEY = "is missing: LIAISON_URL is set, and only on SQLite is one made for you (any 32 random characters)"
SHORTEST_SECRET = 24
LOOPBACK = ("localhost", "127.0.0.1", "::1")

Lang = Literal["zh", "en"]


class BadSettings(Exception):
    """The settings don't hold together. The text is one line that names all that is missing or wrong."""

    code = "bad_settings"

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        count = f"{len(problems)} setting{'s' if len(problems) > 1 else ''}"
        super().__init__(
            f"{count} missing or wrong (配置缺失或有误): {'; '.join(problems)}. "
            "Set them in the environment or in .env (see .env.example); "
            "to leave a platform off, unset all of its variables."
        )


def _database_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and not parts.netloc and parts.path not in ("", "/", "/:memory:"):
        return url
    if parts.scheme in ("postgres", "postgresql", "postgresql+psycopg") and parts.path.strip("/"):
        return url
    raise ValueError("must be sqlite:///file.db or postgresql://user:password@host/database")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be an IANA time zone such as Asia/Shanghai or Europe/London") from error
    return name


def _begins_with(*prefixes: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        if not token.get_secret_value().startswith(prefixes):
            raise ValueError(f"must begin with {prefixes[0]} (another kind of token was given)")
        return token

    return AfterValidator(check)


def _aes_key(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    try:
        raw = base64.b64decode(text + "=", validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(text) != 43 or len(raw) != 32:
        raise ValueError("must be the 43 characters of EncodingAESKey, as the admin console shows them")
    return key


def _url(*, schemes: tuple[str, ...], end: str = "") -> AfterValidator:
    def check(url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in schemes or not parts.hostname:
            raise ValueError(f"must be a URL that begins with {' or '.join(s + '://' for s in schemes)}")
        if end and not url.endswith("/"):
            url += "/"
        if not url.endswith(end):
            raise ValueError(f"must end in {end}")
        return url

    return AfterValidator(check)


def _digits(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        raise ValueError("must be the number (AgentId) that the admin console shows")
    return text


BotToken = Annotated[SecretStr, _begins_with("xoxb-", "xoxe.xoxb-")]
AppToken = Annotated[SecretStr, _begins_with("xapp-")]
AesKey = Annotated[SecretStr, AfterValidator(_aes_key)]


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


class SlackSettings(_Group):
    """Slack, fully configured. With an app token it runs over Socket Mode (HTTP is served as well)."""

    bot_token: SecretStr
    signing_secret: SecretStr
    app_token: SecretStr | None
    api_url: str

    @property
    def mode(self) -> Literal["http", "socket"]:
        return "socket" if self.app_token else "http"


class WeComSettings(_Group):
    """The self-built WeCom app, fully configured."""

    corp_id: str
    agent_id: int
    secret: SecretStr
    token: SecretStr
    aes_key: SecretStr
    api_url: str


class WeComBotSettings(_Group):
    """The AI bot, over the long connection (`bot_id` and `secret`), the callback (`token` and `aes_key`), or both."""

    bot_id: str | None
    secret: SecretStr | None
    ws_url: str
    token: SecretStr | None
    aes_key: SecretStr | None
    corp_id: str | None
    api_url: str

    @property
    def workspace(self) -> str:
        """Where its people are known: the company, so that they are the app's; else the bot is a world of its own."""
        return self.corp_id or self.bot_id or "aibot"


class Settings(BaseSettings):
    """Everything that is set from outside. Raises BadSettings; `repr` shows no secret.

    Made by `read_settings`. Fields take the name of their variable only: were names like `tz` and `lang`
    accepted too, the shell's TZ and LANG would be read.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Notepad writes a byte order mark
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    # The database address may hold a password, so it stays out of repr.
    database_url: Annotated[str, AfterValidator(_database_url)] = Field("sqlite:///liaison.db", repr=False)
    port: int = Field(8080, ge=0, le=65535)  # 0: any free port, for tests
    host: str = Field("0.0.0.0", validation_alias="LIAISON_HOST")  # noqa: S104 - a server is there to be reached
    tz: Annotated[str, AfterValidator(_zone)] = Field("Asia/Shanghai", validation_alias="LIAISON_TZ")
    lang: Lang = Field("zh", validation_alias="LIAISON_LANG")
    secret: SecretStr | None = Field(None, validation_alias="LIAISON_SECRET")
    url: Annotated[str, _url(schemes=("https", "http"))] | None = Field(None, validation_alias="LIAISON_URL")
    log: Literal["auto", "console", "json"] = Field("auto", validation_alias="LIAISON_LOG")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", validation_alias="LIAISON_LOG_LEVEL")
    metrics_port: int | None = Field(None, ge=0, le=65535, validation_alias="LIAISON_METRICS_PORT")
    model_provider: ProviderName | None = Field(None, validation_alias="LIAISON_MODEL_PROVIDER")
    model_quiet_s: float = Field(5, ge=0, le=60, validation_alias="LIAISON_MODEL_QUIET_S")
    model_tokens_per_day: int = Field(2_000_000, ge=0, validation_alias="LIAISON_MODEL_TOKENS_PER_DAY")
    model_money_per_day: float | None = Field(None, ge=0, validation_alias="LIAISON_MODEL_MONEY_PER_DAY")
    model_price_in: float | None = Field(None, ge=0, validation_alias="LIAISON_MODEL_PRICE_IN")
    model_price_out: float | None = Field(None, ge=0, validation_alias="LIAISON_MODEL_PRICE_OUT")
    model_currency: str = Field("USD", max_length=8, validation_alias="LIAISON_MODEL_CURRENCY")
    model_corrections: bool = Field(True, validation_alias="LIAISON_MODEL_CORRECTIONS")
    reader_file: Path | None = Field(None, validation_alias="LIAISON_READER_FILE")
    pace: float = Field(1.0, ge=0, le=100, validation_alias="LIAISON_PACE")

    slack_bot_token: BotToken | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: AppToken | None = None
    slack_api_url: Annotated[str, _url(schemes=("https", "http"), end="/api/")] = SLACK_API_URL

    wecom_corp_id: str | None = None
    wecom_agent_id: Annotated[str, AfterValidator(_digits)] | None = None
    wecom_secret: SecretStr | None = None
    wecom_token: SecretStr | None = None
    wecom_aes_key: AesKey | None = None
    wecom_api_url: Annotated[str, _url(schemes=("https", "http"), end="/cgi-bin/")] = WECOM_API_URL

    wecom_bot_id: str | None = None
    wecom_bot_secret: SecretStr | None = None
    wecom_bot_ws_url: Annotated[str, _url(schemes=("wss", "ws"))] = WECOM_BOT_WS_URL
    wecom_bot_token: SecretStr | None = None
    wecom_bot_aes_key: AesKey | None = None

    openai_api_key: SecretStr | None = None
    openai_base_url: Annotated[str, _url(schemes=("https", "http"))] = Field(OPENAI_BASE_URL, repr=False)
    openai_model: str | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _name_all_that_is_wrong(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Half-set groups and bad values together, instead of one after the other."""
        given = _given(values)
        problems = _missing(set(given))
        try:
            settings = handler(given)
        except ValidationError as error:
            problems += [_problem(variable_of(str(one["loc"][0])), one["msg"]) for one in error.errors()]
        else:
            if settings.url and settings.secret is None and not settings.is_sqlite:
                problems.append(_problem("LIAISON_SECRET", NEEDS_KEY))
        if problems:
            raise BadSettings(problems) from None  # the cause would quote the values, secrets too
        return settings

    @property
    def slack(self) -> SlackSettings | None:
        """None: Slack is off."""
        if self.slack_bot_token is None or self.slack_signing_secret is None:
            return None
        return SlackSettings(
            bot_token=self.slack_bot_token,
            signing_secret=self.slack_signing_secret,
            app_token=self.slack_app_token,
            api_url=self.slack_api_url,
        )

    @property
    def wecom(self) -> WeComSettings | None:
        """None: the WeCom app is off."""
        if not (self.wecom_corp_id and self.wecom_agent_id and self.wecom_secret):
            return None
        assert self.wecom_token is not None
        assert self.wecom_aes_key is not None
        return WeComSettings(
            corp_id=self.wecom_corp_id,
            agent_id=int(self.wecom_agent_id),
            secret=self.wecom_secret,
            token=self.wecom_token,
            aes_key=self.wecom_aes_key,
            api_url=self.wecom_api_url,
        )

    @property
    def wecom_bot(self) -> WeComBotSettings | None:
        """None: the WeCom AI bot is off."""
        if self.wecom_bot_id is None and self.wecom_bot_token is None:
            return None
        return WeComBotSettings(
            bot_id=self.wecom_bot_id,
            secret=self.wecom_bot_secret,
            ws_url=self.wecom_bot_ws_url,
            token=self.wecom_bot_token,
            aes_key=self.wecom_bot_aes_key,
            corp_id=self.wecom_corp_id,
            api_url=self.wecom_api_url,
        )

    @property
    def model(self) -> ModelSettings | None:
        """None: rules only."""
        if self.openai_api_key is None:
            return None
        return ModelSettings(
            api_key=self.openai_api_key,
            base_url=self.openai_base_url,
            model=self.openai_model or OPENAI_MODEL,
            chosen_provider=self.model_provider,
            tokens_per_day=self.model_tokens_per_day,
            prices=make_prices(self.model_price_in, self.model_price_out, self.model_currency),
            money_per_day=self.model_money_per_day,
            quiet_s=self.model_quiet_s,
            shows_corrections=self.model_corrections,
        )

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite:")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What works but is probably not meant: said at the start and by `liaison doctor`."""
        said = []
        if self.openai_api_key is None and (self.openai_model or self.openai_base_url != OPENAI_BASE_URL):
            said.append("OPENAI_BASE_URL or OPENAI_MODEL is set without OPENAI_API_KEY: rules only")
        if self.openai_api_key and self.openai_base_url != OPENAI_BASE_URL and not self.openai_model:
            said.append(f"OPENAI_MODEL is not set: asking this provider for {OPENAI_MODEL}")
        if self.url and self.url.startswith("http://") and urlsplit(self.url).hostname not in LOOPBACK:
            said.append("LIAISON_URL is http: forms and what is typed into them would travel unencrypted")
        if self.url and self.secret and len(self.secret.get_secret_value()) < SHORTEST_SECRET:
            said.append(f"LIAISON_SECRET is short: {SHORTEST_SECRET} random characters or more keep links from forgery")
        if self.wecom_bot_secret and self.wecom_bot_token:
            said.append("the WeCom AI bot is set for both ways; WeCom allows one: long connection or callback")
        if self.wecom_bot is not None and self.wecom_corp_id is None:
            said.append("WECOM_CORP_ID is not set: what the AI bot hears can't be joined with a WeCom app set up later")
        return tuple(said)

    def secrets(self) -> frozenset[str]:
        """All values that must never be shown: for the redaction of logs."""
        found = {value.get_secret_value() for _, value in self if isinstance(value, SecretStr)}
        for url in (self.database_url, self.openai_base_url):
            password = urlsplit(url).password
            found |= {password} if password else set()
        return frozenset(form for secret in found for form in (secret, quote(secret, safe="")))


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment and .env; with `environ`, from that alone. Raises BadSettings."""
    if environ is None:
        return Settings()
    return _OnlyGiven(**dict(environ))  # type: ignore[arg-type]  # names and types are checked by the model


class _OnlyGiven(Settings):
    """The same, deaf to the environment: a demo must never find somebody's real tokens."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def variable_of(field: str) -> str:
    """The environment variable of a field of Settings (a variable's name is given back as it is)."""
    info = Settings.model_fields.get(field)
    return str(info.validation_alias) if info and info.validation_alias else field.upper()


def variables() -> frozenset[str]:
    """The names of all variables that are read."""
    return frozenset(variable_of(field) for field in Settings.model_fields)


def _given(values: Any) -> dict[str, Any]:
    """What is really there, under the names that the model takes; blank means absent, as in `SLACK_BOT_TOKEN=`."""
    names = {variable_of(field): _init_name(field) for field in Settings.model_fields}
    return {
        names.get(str(name).upper(), str(name)): value
        for name, value in dict(values).items()
        if not (value is None or (isinstance(value, str) and not value.strip()))
    }


def _init_name(field: str) -> str:
    return str(Settings.model_fields[field].validation_alias or field)


def _missing(given: set[str]) -> list[str]:
    """One problem for each variable that a half-set platform still needs."""
    problems = []
    for group in GROUPS:
        if group_is_half_set(group, given):
            problems += [
                _problem(variable_of(field), f"is missing: {group.name} is half configured")
                for field in group.needs
                if field not in given
            ]
    return problems


def _problem(variable: str, what: str) -> str:
    what = what.removeprefix("Value error, ").replace("Input should be", "must be")
    where = WHERE_TO_FIND.get(variable)
    return f"{variable} {what}" + (f" ({where})" if where else "")
