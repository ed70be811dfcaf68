"""Which settings belong together, and where a person finds each: what BadSettings says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A platform, or another whole: on when all of `needs` are set, off when none of `needs` and `marks` is."""

    name: str
    needs: tuple[str, ...]  # fields of Settings, or their variables where these are named otherwise
    marks: tuple[str, ...] = ()  # not needed, but who sets them wants the platform
    lent: tuple[str, ...] = ()  # of its needs, what the platforms of `lent_to` use too: beside those it is no wish
    lent_to: tuple[str, ...] = ()


GROUPS = (
    Group("Slack", needs=("slack_bot_token", "slack_signing_secret"), marks=("slack_app_token",)),
    Group(
        "the WeCom app (企业微信自建应用)",
        needs=("wecom_corp_id", "wecom_agent_id", "wecom_secret", "wecom_token", "wecom_aes_key"),
        lent=("wecom_corp_id",),
        lent_to=("wecom_bot_id", "wecom_bot_secret", "wecom_bot_token", "wecom_bot_aes_key"),
    ),
    Group("the WeCom AI bot (智能机器人, 长连接)", needs=("wecom_bot_id", "wecom_bot_secret")),
    Group("the WeCom AI bot (智能机器人, 回调)", needs=("wecom_bot_token", "wecom_bot_aes_key")),
    Group(
        "the model's price (模型单价)",
        needs=("LIAISON_MODEL_PRICE_IN", "LIAISON_MODEL_PRICE_OUT"),
        marks=("LIAISON_MODEL_MONEY_PER_DAY",),
    ),
)

WHERE_TO_FIND = {
    "SLACK_BOT_TOKEN": "api.slack.com/apps > OAuth & Permissions > Bot User OAuth Token",
    "SLACK_SIGNING_SECRET": "api.slack.com/apps > Basic Information > App Credentials > Signing Secret",
    "SLACK_APP_TOKEN": "api.slack.com/apps > Basic Information > App-Level Tokens, scope connections:write",
    "WECOM_CORP_ID": "管理后台 > 我的企业 > 企业ID",
    "WECOM_AGENT_ID": "管理后台 > 应用管理 > 自建应用 > AgentId",
    "WECOM_SECRET": "管理后台 > 应用管理 > 自建应用 > Secret",
    "WECOM_TOKEN": "自建应用 > 接收消息 > 设置API接收 > Token",
    "WECOM_AES_KEY": "自建应用 > 接收消息 > 设置API接收 > EncodingAESKey",
    "WECOM_BOT_ID": "智能机器人 > API模式 > 长连接 > Bot ID",
    "WECOM_BOT_SECRET": "智能机器人 > API模式 > 长连接 > Secret",
    "WECOM_BOT_TOKEN": "智能机器人 > API模式 > URL回调 > Token",
    "WECOM_BOT_AES_KEY": "智能机器人 > API模式 > URL回调 > EncodingAESKey",
    "LIAISON_MODEL_PRICE_IN": "per million tokens: the provider's price list 服务商价目表",
    "LIAISON_MODEL_PRICE_OUT": "per million tokens: the provider's price list 服务商价目表",
    "LIAISON_MODEL_MONEY_PER_DAY": "as much as you like",
}


def group_is_half_set(group: Group, given: set[str]) -> bool:
    """Whether something of it is there, and something that it needs is not. `given`: field names."""
    is_lent = any(field in given for field in group.lent_to)
    wishes = [field for field in group.needs + group.marks if not (is_lent and field in group.lent)]
    is_wanted = any(field in given for field in wishes)
    return is_wanted and not all(field in given for field in group.needs)
