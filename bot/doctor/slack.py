"""Slack: whose token it is, what it may do, and how events reach us."""

from bot.config import SlackSettings
from bot.doctor.asking import Answer, Asker, NoAnswer
from bot.doctor.findings import Found, Words

TOKEN = Words("Slack 令牌", "Slack token")
SCOPES = Words("Slack 权限", "Slack scopes")
SOCKET = Words("Slack Socket Mode", "Slack Socket Mode")
EVENTS = Words("Slack 事件地址", "Slack events")

_NETWORK = Words("检查网络、代理和 SLACK_API_URL", "check network, proxy and SLACK_API_URL")
_REINSTALL = Words(
    "在 api.slack.com/apps > OAuth & Permissions 重新安装应用，并更新 SLACK_BOT_TOKEN",
    "reinstall under api.slack.com/apps > OAuth & Permissions and renew SLACK_BOT_TOKEN",
)
_NEW_APP_TOKEN = Words(
    "在 Basic Information > App-Level Tokens 新建令牌（权限 connections:write），并开启 Socket Mode",
    "make a token under Basic Information > App-Level Tokens (connections:write) and enable Socket Mode",
)


async def check_slack(asker: Asker, slack: SlackSettings, *, wanted_scopes: frozenset[str]) -> list[Found]:
    """Asks auth.test and, for Socket Mode, apps.connections.open."""
    found = await _check_token(asker, slack, wanted_scopes)
    if slack.app_token is None:
        return [*found, _events_hint()]
    return [*found, await _check_socket(asker, slack, slack.app_token.get_secret_value())]


async def _check_token(asker: Asker, slack: SlackSettings, wanted_scopes: frozenset[str]) -> list[Found]:
    try:
        answer = await asker.ask("POST", f"{slack.api_url}auth.test", bearer=slack.bot_token.get_secret_value())
    except NoAnswer as error:
        return [Found(TOKEN, "fail", Words(str(error), str(error)), _NETWORK)]
    if not answer.json.get("ok"):
        return [Found(TOKEN, "fail", *_refusal(answer, _REINSTALL))]
    who = f"{answer.json.get('user')} @ {answer.json.get('team')} ({answer.json.get('team_id')})"
    return [Found(TOKEN, "ok", Words(who, who)), _compare_scopes(answer, wanted_scopes)]


def _compare_scopes(answer: Answer, wanted: frozenset[str]) -> Found:
    told = answer.headers.get("x-oauth-scopes")
    if told is None:
        return Found(SCOPES, "warn", Words("Slack 没有说明已授予的权限", "Slack did not tell which scopes are granted"))
    granted = {scope.strip() for scope in told.split(",")}
    missing = ", ".join(sorted(wanted - granted))
    if not missing:
        return Found(SCOPES, "ok", Words(f"{len(wanted)} 项齐全", f"all {len(wanted)} granted"))
    todo = Words(
        "在 App Manifest 中粘贴 docs/slack-manifest.yaml，然后重新安装应用",
        "paste docs/slack-manifest.yaml under App Manifest, then reinstall the app",
    )
    return Found(SCOPES, "fail", Words(f"缺少：{missing}", f"missing: {missing}"), todo)


async def _check_socket(asker: Asker, slack: SlackSettings, app_token: str) -> Found:
    try:
        # Asking for an address opens no connection, so it takes no events from a running worker.
        answer = await asker.ask("POST", f"{slack.api_url}apps.connections.open", bearer=app_token)
    except NoAnswer as error:
        return Found(SOCKET, "fail", Words(str(error), str(error)), _NETWORK)
    if answer.json.get("ok"):
        return Found(SOCKET, "ok", Words("可以建立连接", "may connect"))
    return Found(SOCKET, "fail", *_refusal(answer, _NEW_APP_TOKEN))


def _events_hint() -> Found:
    return Found(
        EVENTS,
        "ok",
        Words("HTTP 方式：需要公网 https 地址", "HTTP: needs a public https address"),
        Words(
            "事件、命令和交互的 Request URL 都填 https://<公网地址>/slack/events",
            "Request URL of events, commands and interactivity: https://<public address>/slack/events",
        ),
    )


def _refusal(answer: Answer, otherwise: Words) -> tuple[Words, Words]:
    if answer.status == 429:
        return Words("请求过多", "rate limited"), Words("一分钟后再试", "try again in a minute")
    if not answer.json:
        seen = f"HTTP {answer.status}"
        return Words(seen, seen), _NETWORK
    error = str(answer.json.get("error", "unknown_error"))
    return Words(error, error), otherwise
