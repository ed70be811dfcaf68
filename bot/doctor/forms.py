"""Forms as web pages: whether our public address leads here."""

from bot.config import Settings
from bot.doctor.asking import Asker, NoAnswer
from bot.doctor.findings import Found, Words

FORMS = Words("网页表单", "Web forms")


async def check_forms(asker: Asker, settings: Settings) -> Found:
    """Asks our own /healthz over the public address. From here it may be out of reach though people reach it."""
    if settings.url is None:
        seen = Words(
            "未填 LIAISON_URL，企业微信里用文字代替表单", "LIAISON_URL is not set: on WeCom, forms are said in words"
        )
        todo = Words("有公网地址就填上 LIAISON_URL", "set LIAISON_URL if there is a public address")
        return Found(FORMS, "ok", seen, todo)
    address = settings.url.rstrip("/") + "/healthz"
    todo = Words(
        "检查 LIAISON_URL、反向代理和 liaison web 是否在运行", "check LIAISON_URL, the proxy, and that liaison web runs"
    )
    try:
        answer = await asker.ask("GET", address)
    except NoAnswer as error:
        return Found(FORMS, "warn", Words(str(error), str(error)), todo)
    if answer.status != 200:
        seen = Words(f"{address}：HTTP {answer.status}", f"{address}: HTTP {answer.status}")
        return Found(FORMS, "warn", seen, todo)
    return Found(FORMS, "ok", Words(f"{settings.url} 可以打开", f"{settings.url} answers"))
