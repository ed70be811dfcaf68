"""What the providers disagree on."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from model_provider import GOOD, Provider, completion

from prompts.reading.model.answers import answer_schema
from prompts.reading.model.providers import PROVIDERS, ProviderName, find_provider
from prompts.reading.model.reader import ModelError, ModelReader
from prompts.reading.schema import Utterance

SAID = Utterance(text="logo再大一点，周五前给", speaker="x", role="client", said_at=datetime(2027, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://api.deepseek.com", "deepseek"),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", "qwen"),
        ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "qwen"),
        ("https://open.bigmodel.cn/api/paas/v4/", "glm"),
        ("https://api.z.ai/api/paas/v4/", "glm"),
        ("https://api.moonshot.cn/v1", "kimi"),
        ("https://api.moonshot.ai/v1", "kimi"),
        ("https://api.openai.com/v1", "openai"),
        ("http://127.0.0.1:11434/v1", "local"),
        ("http://[::1]:8000/v1", "local"),
        ("http://10.0.0.7:8000/v1", "local"),
        ("http://llm:8000/v1", "local"),
        ("http://gpu.office.internal/v1", "local"),
        ("https://models.example.com/v1", "other"),
        ("https://evil-deepseek.com.example/v1", "other"),
        ("https://notopenai.com/v1", "other"),
        ("", "other"),
    ],
)
def test_a_provider_is_known_by_its_address(base_url: str, name: str) -> None:
    assert find_provider(base_url).name == name


def test_a_provider_that_was_chosen_wins_over_the_address() -> None:
    assert find_provider("http://127.0.0.1:3000/v1", "deepseek").name == "deepseek"


def options(name: ProviderName, model: str) -> dict[str, Any]:
    return PROVIDERS[name].options(model, schema={"type": "object"}, most_tokens=100)


@pytest.mark.parametrize(
    ("name", "model", "expected"),
    [
        ("deepseek", "deepseek-chat", {"max_tokens": 100, "temperature": 0, "thinking": {"type": "disabled"}}),
        ("qwen", "qwen-plus", {"max_tokens": 100, "temperature": 0, "enable_thinking": False}),
        ("glm", "glm-4.6", {"max_tokens": 100, "temperature": 0, "thinking": {"type": "disabled"}}),
        ("kimi", "kimi-k2.6", {"max_completion_tokens": 100, "thinking": {"type": "disabled"}}),
        ("kimi", "moonshot-v1-8k", {"max_completion_tokens": 100, "temperature": 0}),
        ("kimi", "kimi-k3", {"max_completion_tokens": 4100}),
        ("other", "anything", {"max_tokens": 100, "temperature": 0}),
    ],
)
def test_json_is_asked_for_and_thinking_switched_off_as_each_wants_it(
    name: ProviderName, model: str, expected: dict[str, Any]
) -> None:
    assert options(name, model) == {"response_format": {"type": "json_object"}} | expected


def test_openai_takes_a_schema_and_its_reasoning_models_no_temperature() -> None:
    plain, reasoning = options("openai", "gpt-4.1-mini"), options("openai", "gpt-5-mini")

    assert plain["response_format"]["json_schema"] == {"name": "readings", "strict": True, "schema": {"type": "object"}}
    assert (plain["max_completion_tokens"], plain["temperature"]) == (100, 0)
    assert "temperature" not in reasoning
    assert reasoning["reasoning_effort"] == "low"
    assert reasoning["max_completion_tokens"] > 1000  # its thoughts count


def test_a_model_of_one_maker_served_by_another_keeps_its_habits() -> None:
    assert "temperature" not in options("openai", "openai/gpt-5-mini")


def test_the_schema_is_strict_all_the_way_down() -> None:
    def objects(node: Any) -> list[dict[str, Any]]:
        if isinstance(node, list):
            return [each for part in node for each in objects(part)]
        if not isinstance(node, dict):
            return []
        own = [node] if "properties" in node else []
        return own + [each for part in node.values() for each in objects(part)]

    found = objects(answer_schema())

    assert len(found) == 3
    for each in found:
        assert each["required"] == list(each["properties"])
        assert each["additionalProperties"] is False
    assert '"default"' not in json.dumps(found)
    assert "title" in answer_schema()["$defs"]["Answer"]["properties"]


@pytest.mark.parametrize("name", list(PROVIDERS))
def test_every_provider_is_asked_in_json_with_the_schema_in_one_place(
    name: ProviderName, provider: Provider, make_reader: Callable[..., ModelReader]
) -> None:
    provider.says(json.dumps(GOOD))

    make_reader(provider=PROVIDERS[name]).read(SAID)

    (asked,) = provider.asked
    is_in_prompt = "JSON schema" in asked["messages"][0]["content"]
    assert is_in_prompt != (asked["response_format"]["type"] == "json_schema")
    assert "JSON" in asked["messages"][0]["content"]  # DeepSeek refuses json_object without the word


def error(**told: Any) -> bytes:
    return json.dumps({"error": told}).encode()


@pytest.mark.parametrize(
    ("name", "status", "body", "code"),
    [
        ("deepseek", 400, error(message="Content Exists Risk", type="invalid_request_error"), "filtered"),
        ("deepseek", 200, completion("{", "insufficient_system_resource"), "server_error"),
        ("deepseek", 402, error(message="Insufficient Balance"), "refused"),
        ("qwen", 400, error(message="Output data may contain", code="data_inspection_failed"), "filtered"),
        ("qwen", 400, error(message="Access denied, in good standing", code="Arrearage"), "refused"),
        ("glm", 400, error(message="敏感内容", code="1301"), "filtered"),
        ("glm", 429, error(message="余额不足", code="1113"), "refused"),
        ("glm", 429, error(message="并发过高", code="1302"), "rate_limited"),
        ("glm", 200, completion("{", "sensitive"), "filtered"),
        ("glm", 200, completion("{", "network_error"), "server_error"),
        ("glm", 200, completion("{", "model_context_window_exceeded"), "too_long"),
        ("kimi", 400, error(message="high risk", type="content_filter"), "filtered"),
        ("kimi", 429, error(message="quota", type="exceeded_current_quota_error"), "refused"),
        ("openai", 429, error(message="quota", code="insufficient_quota"), "refused"),
        ("openai", 429, error(message="slow down", code="rate_limit_exceeded"), "rate_limited"),
        ("openai", 400, error(message="too many tokens", code="context_length_exceeded"), "too_long"),
        ("local", 400, error(message="too many tokens", type="exceed_context_size_error", code=400), "too_long"),
        ("other", 400, error(message="no such model"), "bad_request"),
        ("other", 400, b'{"error": "told as words"}', "bad_request"),
        ("other", 200, completion("{", "content_filter"), "filtered"),
    ],
)
def test_each_way_of_not_answering_has_its_code(
    name: ProviderName,
    status: int,
    body: bytes,
    code: str,
    provider: Provider,
    make_reader: Callable[..., ModelReader],
) -> None:
    provider.sends(status, body)

    with pytest.raises(ModelError) as caught:
        make_reader(provider=PROVIDERS[name]).read(SAID)

    assert caught.value.code == code
    if code in ("refused", "bad_request"):
        assert not caught.value.may_retry
