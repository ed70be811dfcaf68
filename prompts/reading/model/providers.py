"""What the providers of OpenAI-compatible models disagree on, one line each; taken from their documentation.

All of them speak /chat/completions. They differ in how JSON is asked for, how thinking is switched off (a message is
read in a second or two or not at all), what the limit of the answer is called, whether a temperature may be given,
and in how they say that they won't answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

ProviderName = Literal["deepseek", "qwen", "glm", "kimi", "openai", "local", "other"]

_FILTERED = frozenset({"content_filter", "sensitive"})  # the second is GLM's, also behind a gateway
_TOO_LONG = frozenset({"context_length_exceeded", "exceed_context_size_error"})  # OpenAI's and vLLM's, llama.cpp's
_BROKEN_OFF = frozenset({"network_error", "insufficient_system_resource", "error", "abort"})


@dataclass(frozen=True)
class Provider:
    """How one provider wants to be asked."""

    name: ProviderName
    hosts: tuple[str, ...] = ()  # ends of its host names
    takes_schema: bool = False  # json_schema; else json_object, with the schema in the prompt
    limit_name: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    extras: Mapping[str, Any] = field(default_factory=dict)  # thinking off, where there is a switch
    always_thinks: tuple[str, ...] = ()  # beginnings of models that can't stop thinking …
    thinking_extras: Mapping[str, Any] = field(default_factory=dict)  # … and what they take instead of the switch
    never_thinks: tuple[str, ...] = ()  # beginnings of models that know no switch
    fixed_temperature: tuple[str, ...] = ()  # beginnings of models that refuse to be given one
    filtered: frozenset[str] = _FILTERED  # finish reasons, and codes of refusals, that are about the words sent
    filtered_words: tuple[str, ...] = ()  # of an error that has no code of its own
    unpaid: frozenset[str] = frozenset()  # codes that mean: no money, whatever the HTTP status

    def options(self, model: str, *, schema: Mapping[str, Any], most_tokens: int) -> dict[str, Any]:
        """The fields of the request beside model and messages."""
        thinks = _begins(model, self.always_thinks)
        asked: dict[str, Any] = {
            "response_format": self._format(schema),
            self.limit_name: most_tokens + (THOUGHTS if thinks else 0),  # thoughts count towards the limit
        }
        if not _begins(model, self.fixed_temperature):
            asked["temperature"] = 0
        if thinks:
            return asked | dict(self.thinking_extras)
        return asked if _begins(model, self.never_thinks) else asked | dict(self.extras)

    def _format(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        if not self.takes_schema:
            return {"type": "json_object"}
        return {"type": "json_schema", "json_schema": {"name": "readings", "strict": True, "schema": dict(schema)}}

    def refusal(self, codes: frozenset[str], words: str) -> Literal["filtered", "too_long", "refused"] | None:
        """What an error's codes (or its words, which are not kept) say beyond its HTTP status."""
        if codes & _TOO_LONG:
            return "too_long"
        if codes & self.filtered or any(each in words for each in self.filtered_words):
            return "filtered"
        return "refused" if codes & self.unpaid else None

    def ending(self, finish_reason: str | None) -> Literal["too_long", "filtered", "server_error"] | None:
        """What is wrong with an answer that ended for this reason, if anything."""
        if finish_reason in ("length", "model_context_window_exceeded"):
            return "too_long"
        if finish_reason in self.filtered:
            return "filtered"
        return "server_error" if finish_reason in _BROKEN_OFF else None


THOUGHTS = 4000  # tokens that a model may spend on thoughts when they can't be switched off

_NO_THINKING = {"thinking": {"type": "disabled"}}

PROVIDERS: Mapping[ProviderName, Provider] = {
    each.name: each
    for each in (
        # api-docs.deepseek.com: thinking is on by default; json_object needs the word JSON in the prompt and may come
        # back blank; a refusal is HTTP 400 "Content Exists Risk".
        Provider(
            "deepseek", hosts=("deepseek.com",), extras=_NO_THINKING, always_thinks=("deepseek-reasoner",),
            filtered_words=("Content Exists Risk",),
        ),
        # help.aliyun.com/zh/model-studio: enable_thinking at the top of the body; JSON mode only without thinking;
        # json_schema only on some models. Refusals and arrears are HTTP 400 with a code.
        Provider(
            "qwen", hosts=("aliyuncs.com", "qwencloud.com"), extras={"enable_thinking": False},
            always_thinks=("qwq",),
            filtered=_FILTERED | {"data_inspection_failed", "DataInspectionFailed"},
            unpaid=frozenset({"Arrearage"}),
        ),
        # docs.bigmodel.cn, docs.z.ai: only max_tokens is known; finish reason "sensitive", error code 1301; 1113 is
        # an empty account.
        Provider(
            "glm", hosts=("bigmodel.cn", "z.ai"), extras=_NO_THINKING,
            filtered=_FILTERED | {"1301"}, unpaid=frozenset({"1113"}),
        ),
        # platform.kimi.ai: kimi-* models fix their temperature; some can't stop thinking.
        Provider(
            "kimi", hosts=("moonshot.cn", "moonshot.ai", "kimi.ai", "kimi.com"), limit_name="max_completion_tokens",
            extras=_NO_THINKING, always_thinks=("kimi-k2-thinking", "kimi-k2.7-code", "kimi-k3"),
            never_thinks=("moonshot-v1",), fixed_temperature=("kimi-",),
            unpaid=frozenset({"exceeded_current_quota_error"}),
        ),
        # platform.openai.com: max_tokens is deprecated and refused by reasoning models, which also fix temperature.
        Provider(
            "openai", hosts=("openai.com",), takes_schema=True, limit_name="max_completion_tokens",
            always_thinks=("o1", "o3", "o4", "gpt-5"), thinking_extras={"reasoning_effort": "low"},
            fixed_temperature=("o1", "o3", "o4", "gpt-5"), unpaid=frozenset({"insufficient_quota"}),
        ),
        # llama.cpp, vLLM, SGLang, Ollama: a schema becomes a grammar; the template's switch is ignored where unknown.
        Provider("local", takes_schema=True, extras={"chat_template_kwargs": {"enable_thinking": False}}),
        # Nobody's documentation: the least that all of them understand.
        Provider("other"),
    )
}  # fmt: skip


def find_provider(base_url: str, chosen: ProviderName | None = None) -> Provider:
    """The provider that was chosen, else the one whose address this is, else the most portable one."""
    if chosen is not None:
        return PROVIDERS[chosen]
    host = (urlsplit(base_url).hostname or "").lower()
    for provider in PROVIDERS.values():
        if any(host == end or host.endswith(f".{end}") for end in provider.hosts):
            return provider
    return PROVIDERS["local" if _is_near(host) else "other"]


def _is_near(host: str) -> bool:
    """Whether a host is this machine or in a private network."""
    if "." not in host and ":" not in host:
        return bool(host)  # localhost, or a name that only the own network knows
    if host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def _begins(model: str, beginnings: tuple[str, ...]) -> bool:
    return model.rpartition("/")[2].lower().startswith(beginnings) if beginnings else False
