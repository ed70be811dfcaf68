"""The model: one tiny question, asked the way the reader asks."""

from collections.abc import Mapping

from bot.config import ModelSettings
from bot.doctor.asking import Asker, NoAnswer
from bot.doctor.findings import Found, Words

MODEL = Words("模型", "Model")

QUESTION = 'Answer with the JSON object {"ok": true} and nothing else.'
_OTHERWISE = Words("检查 OPENAI_BASE_URL 和 OPENAI_MODEL", "check OPENAI_BASE_URL and OPENAI_MODEL")
_TODO: Mapping[int, Words] = {
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
                "response_format": {"type": "json_object"},
            },
        )
    except NoAnswer as error:
        return Found(MODEL, "warn", Words(str(error), str(error)), _OTHERWISE)
    if answer.status == 200 and answer.json.get("choices"):
        return Found(MODEL, "ok", Words(f"{model.model} 已应答", f"{model.model} answered"))
    seen = f"{model.model}: HTTP {answer.status}"
    return Found(MODEL, "warn", Words(seen, seen), _TODO.get(answer.status, _OTHERWISE))
