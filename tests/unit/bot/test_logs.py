"""Logs: one form for all loggers, one trace per event, and no secret anywhere."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import catch_strays, code_of, configure_logs, current_trace, new_trace, trace
from bot.redaction import Redactor

SECRET = "Sx7-quiet/word+1"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What is logged as JSON; the process's logging is put back afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs(form="json", level="debug", secrets=[SECRET], stream=stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_our_events_and_the_libraries_share_one_form(out: io.StringIO):
    with trace("t-1"):
        structlog.get_logger("bot.worker").info("event_done", kind="message")
        logging.getLogger("slack_bolt.app").warning("odd %s", "thing")

    ours, theirs = lines(out)
    assert ours["event"] == "event_done"
    assert theirs["event"] == "odd thing"
    assert ours["trace"] == theirs["trace"] == "t-1"
    assert ours.keys() - {"kind"} == theirs.keys()


def test_a_rows_trace_id_has_the_same_name_in_the_log(out: io.StringIO):
    structlog.get_logger("bot.delivery").info("sent", trace_id="t-9")

    assert lines(out)[0]["trace"] == "t-9"


def test_the_trace_ends_with_its_event():
    with trace() as inner:
        assert current_trace() == inner
    assert current_trace() is None
    assert new_trace() != new_trace()


def test_libraries_are_not_heard_below_warning_since_they_print_bodies(out: io.StringIO):
    for library in (
        "slack_bolt",
        "slack_sdk.web",
        "urllib3.connectionpool",
        "openai._base_client",
        "sqlalchemy.engine",
    ):
        logging.getLogger(library).info("POST {'text': '客户说的话'}")
        logging.getLogger(library).debug("POST {'text': '客户说的话'}")
    logging.getLogger("uvicorn.access").info("GET /wecom/callback?msg_signature=1")

    assert out.getvalue() == ""


def test_our_debug_is_heard_when_asked_for(out: io.StringIO):
    structlog.get_logger("handlers.dispatch").debug("routed")

    assert lines(out)[0]["level"] == "debug"


def test_an_error_carries_its_own_code_and_its_redacted_traceback(out: io.StringIO):
    class Refused(Exception):
        code = "refused"

    try:
        raise Refused(f"GET /gettoken?corpsecret={SECRET}")
    except Refused:
        structlog.get_logger("bot.x").exception("send_failed")

    [line] = lines(out)
    assert line["code"] == "refused"
    assert "Traceback" in str(line["exception"])
    assert SECRET not in out.getvalue()


def test_the_code_that_a_row_keeps_is_the_code_in_the_log(out: io.StringIO):
    structlog.get_logger("bot.worker").error("event_dead", error_code="E-12ab", exc_info=ValueError("x"))

    assert lines(out)[0]["code"] == "E-12ab"


def raised(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as caught:
        return caught


def test_the_code_of_an_unknown_error_is_the_same_each_time():
    first, second = code_of(raised(KeyError("a"))), code_of(raised(KeyError("b")))

    assert first == second
    assert first.startswith("E-")
    assert code_of(raised(ValueError("a"))) != first


def test_chained_causes_are_redacted_too(out: io.StringIO):
    try:
        try:
            raise ConnectionError(f"https://x/y?access_token={SECRET}")
        except ConnectionError as cause:
            raise RuntimeError(SECRET) from cause
    except RuntimeError:
        logging.getLogger("some.library").exception("failed %r", {"deep": [SECRET]})

    assert SECRET not in out.getvalue()
    assert "ConnectionError" in out.getvalue()


def test_an_object_that_shows_a_secret_is_redacted_when_it_is_shown(out: io.StringIO):
    class Client:
        def __repr__(self) -> str:
            return f"<Client {SECRET}>"

    structlog.get_logger("bot.x").info("made", client=Client(), many=(Client(),))

    assert SECRET not in out.getvalue()
    assert "<Client " in out.getvalue()


def test_an_object_whose_repr_fails_does_not_lose_the_line(out: io.StringIO):
    class Broken:
        def __repr__(self) -> str:
            raise ValueError("no")

    structlog.get_logger("bot.x").info("made", thing=Broken())

    assert "Broken" in str(lines(out)[0]["thing"])


def test_words_of_a_message_are_left_out_wherever_they_stand(out: io.StringIO):
    structlog.get_logger("bot.x").info(
        "event_in", text="预算砍半", arrival={"text": "预算砍半"}, more=[{"body": "预算砍半"}]
    )

    assert "预算" not in out.getvalue()
    assert lines(out)[0]["text"] == "[4 characters]"


def test_words_that_a_library_quotes_in_its_error_are_left_out(out: io.StringIO):
    log = structlog.get_logger("bot.x")
    log.error("a", reason="INSERT …\n[SQL: INSERT]\n[parameters: ('预算砍半', 1)]\n(Background)")
    log.error("b", reason="Input should be x [type=literal, input_value='预算砍半', input_type=str]")
    log.error("c", reason="duplicate key\nDETAIL:  Key (text)=(预算砍半) already exists.")
    log.error("d", reason="null value\nDETAIL:  Failing row contains (1, 老板说\n预算砍半).\n[SQL: INSERT]")

    assert "预算" not in out.getvalue()
    assert "[SQL: INSERT]" in str(lines(out)[0]["reason"])


def test_our_own_keys_stay_readable(out: io.StringIO):
    structlog.get_logger("bot.x").info("stored", key="slack:Ev1", lane="slack:T1:C1")

    assert lines(out)[0]["key"] == "slack:Ev1"


def test_configuring_twice_does_not_double_the_lines(out: io.StringIO):
    configure_logs(form="json", stream=out)
    structlog.get_logger("bot.x").info("once")

    assert len(lines(out)) == 1


def test_the_console_form_has_no_secrets_and_no_local_variables(out: io.StringIO):
    configure_logs(form="console", secrets=[SECRET], stream=out)
    words_of_a_client = "预算" + "砍半"
    try:
        raise ValueError(f"{SECRET} {len(words_of_a_client)}")
    except ValueError:
        structlog.get_logger("bot.x").exception("failed")

    assert "failed" in out.getvalue()
    assert SECRET not in out.getvalue()
    assert words_of_a_client not in out.getvalue()


def test_what_nobody_caught_is_logged_redacted(out: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.__excepthook__)
    catch_strays(structlog.get_logger("liaison"))

    error = raised(ValueError(SECRET))
    sys.excepthook(type(error), error, error.__traceback__)

    assert lines(out)[0]["event"] == "crashed"
    assert SECRET not in out.getvalue()


@pytest.mark.parametrize(
    "leak",
    [
        "xoxb-1234-abcdEFG",
        "xoxe.xoxb-1-abcdEFG",
        "xapp-1-A1-abcdEFG",
        "sk-proj-abcdEFG123",
        "Authorization: Bearer abcdEFG123",
        "https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=abcdEFG123",
        "https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=ww1&corpsecret=abcdEFG123",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcdEFG123",
        "access_token%3DabcdEFG123",
        '{"access_token": "abcdEFG123"}',
        "{'corpsecret': 'abcdEFG123'}",
        "postgresql://liaison:abcdEFG123@db/liaison",
        "https://hooks.slack.com/services/T1/B1/abcdEFG123",
        "wss://wss-primary.slack.com/link/?ticket=abcdEFG123",
    ],
)
def test_what_looks_like_a_secret_goes_without_being_configured(leak: str):
    clean = Redactor().text(f"before {leak} after")

    assert "abcdEFG" not in clean
    assert clean.startswith("before ")
    assert clean.endswith(" after")


def test_a_secret_that_begins_with_another_goes_as_a_whole():
    assert Redactor(["abcd", "abcdefgh"]).text("x abcdefgh y") == "x [redacted] y"


def test_ordinary_words_stay():
    text = "task-12345678 desk-lamp key: value, Basic plan, tokens 12, 16:9 http://a.b/c?page=2"

    assert Redactor().text(text) == text


secret_words = st.text(st.characters(codec="utf-8", exclude_characters="[]\n\r\x1b"), min_size=8, max_size=40).filter(
    lambda word: word.isprintable() and word.strip() == word
)
keys = st.sampled_from(["token", "headers", "reason", "url", "text", "inner"])


@given(
    secret=secret_words,
    shape=st.recursive(
        st.sampled_from(["plain", "url", "header", "bytes", "error"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
        max_leaves=8,
    ),
)
def test_a_planted_secret_never_comes_out(secret: str, shape: object):
    planted = plant(shape, secret)
    redactor = Redactor({secret, quote(secret, safe="")})

    rendered = redactor.text(json.dumps(redactor.value(planted), ensure_ascii=False))

    assert secret not in rendered
    assert quote(secret, safe="") not in rendered
    assert json.dumps(secret, ensure_ascii=False)[1:-1] not in rendered


def plant(shape: object, secret: str) -> object:
    """The same shape with the secret in each of its leaves."""
    match shape:
        case "url":
            return f"https://host/path?a=1&x={quote(secret, safe='')}&b=2"
        case "header":
            return ("Authorization", f"Token {secret}")
        case "bytes":
            return {"repr": f"{secret!r}"}
        case "error":
            return ValueError({"nested": secret})
        case list():
            return [plant(inner, secret) for inner in shape]
        case dict():
            return {f"{key}{secret}": plant(inner, secret) for key, inner in shape.items()}
        case _:
            return f"a {secret} b"


@given(st.text(max_size=200))
def test_redacting_twice_is_redacting_once(text: str):
    redactor = Redactor([SECRET])
    once = redactor.text(f"{text} {SECRET} access_token={text}")

    assert redactor.text(once) == once
