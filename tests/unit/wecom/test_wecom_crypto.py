"""The callback's encryption, against an independent implementation."""

import base64
import hashlib
import logging
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wecom_wire import AES_KEY, CORP_ID, TEXT, TOKEN, envelope, seal, seal_raw, sign, signed_query, unseal

from bot.wecom.crypto import BadCallbackKey, CallbackCrypto, cdata
from bot.wecom.envelope import read_xml
from bot.wecom.refusals import BadSignature, CallbackRefused, Malformed, Stale, WrongReceiver

NOW = datetime(2025, 11, 24, 16, 0, 5, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()) - 3)


def crypto(receiver: str = CORP_ID) -> CallbackCrypto:
    return CallbackCrypto(token=TOKEN, aes_key=AES_KEY, receiver=receiver)


def opened(body: bytes, query: dict[str, str], *, now: datetime = NOW) -> str:
    return crypto().open_body(
        body, signature=query["msg_signature"], timestamp=query["timestamp"], nonce=query["nonce"], now=now
    )


def opened_sealed(encrypted: str, **query: str) -> str:
    return opened(envelope(encrypted), signed_query(encrypted, STAMP) | query)


def test_what_wecom_seals_is_opened():
    assert opened_sealed(seal(TEXT)) == TEXT


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_every_message_comes_out_as_it_went_in(message: str):
    assert opened_sealed(seal(message)) == message


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_what_we_seal_wecom_can_open(message: str):
    sealed = read_xml(crypto().seal(message, nonce="n", timestamp=STAMP))

    assert unseal(str(sealed["Encrypt"])) == (message, CORP_ID)
    assert sealed["MsgSignature"] == sign(STAMP, "n", str(sealed["Encrypt"]))
    assert sealed["TimeStamp"] == STAMP


def test_an_ai_bots_callback_has_no_receiver():
    encrypted = seal("{}", receiver="")

    query = signed_query(encrypted, STAMP)

    assert (
        crypto(receiver="").open(
            encrypted, signature=query["msg_signature"], timestamp=STAMP, nonce=query["nonce"], now=NOW
        )
        == "{}"
    )


@pytest.mark.parametrize("signature", ["", "0" * 40, "签名", "é" * 40, hashlib.sha1(b"").hexdigest()])
def test_a_signature_that_does_not_fit_is_refused(signature: str):
    with pytest.raises(BadSignature):
        opened_sealed(seal(TEXT), msg_signature=signature)


def test_a_signature_with_another_token_is_refused():
    encrypted = seal(TEXT)

    with pytest.raises(BadSignature):
        opened(envelope(encrypted), signed_query(encrypted, STAMP, token="another"))


def test_a_body_that_was_exchanged_is_refused():
    with pytest.raises(BadSignature):
        opened(envelope(seal(TEXT)), signed_query(seal(TEXT), STAMP))


@pytest.mark.parametrize("age_s", [301, -301, 86400, 10**10])
def test_an_old_or_future_timestamp_is_refused_although_it_is_signed(age_s: int):
    encrypted = seal(TEXT)

    with pytest.raises(Stale):
        opened(envelope(encrypted), signed_query(encrypted, str(int(NOW.timestamp()) - age_s)))


@pytest.mark.parametrize("age_s", [300, -300, 0])
def test_a_timestamp_within_five_minutes_is_taken(age_s: int):
    encrypted = seal(TEXT)

    assert opened(envelope(encrypted), signed_query(encrypted, str(int(NOW.timestamp()) - age_s))) == TEXT


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "１７６４", "9" * 5000, " 1764000005"])
def test_a_timestamp_that_is_no_number_is_refused(timestamp: str):
    encrypted = seal(TEXT)

    with pytest.raises(Stale):
        opened(envelope(encrypted), signed_query(encrypted, timestamp))


def test_a_message_for_another_company_is_refused():
    with pytest.raises(WrongReceiver):
        opened_sealed(seal(TEXT, receiver="ww0000000000000000"))


@pytest.mark.parametrize(
    "encrypted",
    [
        "not base64!",
        "图",
        "QUJD",
        seal(TEXT)[:-10],
        seal(TEXT)[:40],
        base64.b64encode(b"x" * 31).decode(),
        base64.b64encode(b"\x00" * 64).decode(),
    ],
    # Sealing is random: without names, parallel workers would see different tests.
    ids=["not base64", "not ASCII", "too short", "end cut off", "most cut off", "no whole block", "zeros"],
)
def test_garbage_that_is_signed_is_malformed(encrypted: str):
    with pytest.raises(Malformed):
        opened_sealed(encrypted)


def padded_message(length_claimed: int | None = None, tail: bytes = b"\x05" * 5) -> bytes:
    message = b"<xml/>"
    length = len(message) if length_claimed is None else length_claimed
    content = b"r" * 16 + length.to_bytes(4, "big") + message + CORP_ID.encode()
    return content + b"\x00" * (-(len(content) + len(tail)) % 16) + tail


@pytest.mark.parametrize(
    "padded",
    [
        padded_message(tail=b"\x00"),
        padded_message(tail=b"\x21" * 33),
        padded_message(tail=b"\x01\x02\x03"),
        padded_message(tail=b"\xff" * 16),
        padded_message(length_claimed=2**32 - 1),
        padded_message(length_claimed=4000),
        b"\x10" * 16,
        b"\x20" * 32,
        b"r" * 16 + (4).to_bytes(4, "big") + b"\xff\xfe\xfd\xfc" + CORP_ID.encode() + b"\x06" * 6,
    ],
)
def test_wrong_padding_or_length_is_refused(padded: bytes):
    with pytest.raises((Malformed, WrongReceiver)):
        opened_sealed(seal_raw(padded))


BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
)
OUTSIDE_FILE = b'<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml><Encrypt>&f;</Encrypt></xml>'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<xml>",
        b"<xml></xml>",
        b"<xml>words</xml>",
        b"<other><Encrypt>a</Encrypt></other>",
        b"<xml><Encrypt/></xml>",
        b"<xml><Encrypt><a/></Encrypt></xml>",
        b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
        b"<xml><Encrypt>\xff\xfe</Encrypt></xml>",
        b'<?xml version="1.0" encoding="utf-7"?><xml><Encrypt>a</Encrypt></xml>',
        BILLION_LAUGHS,
        OUTSIDE_FILE,
        b"<a>" * 20000,
    ],
)
def test_a_body_that_is_not_wecoms_is_refused(body: bytes):
    with pytest.raises((Malformed, BadSignature)):
        opened(body, signed_query("a", STAMP, token="another"))


@pytest.mark.parametrize("body", [BILLION_LAUGHS, OUTSIDE_FILE])
def test_entities_are_malformed(body: bytes):
    with pytest.raises(Malformed):
        read_xml(body)


@settings(deadline=None)
@given(st.binary(max_size=400), st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_nothing_but_our_own_errors_comes_out(body: bytes, signature: str, timestamp: str, nonce: str):
    with pytest.raises(CallbackRefused):
        crypto().open_body(body, signature=signature, timestamp=timestamp or STAMP, nonce=nonce, now=NOW)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_nothing_but_our_own_errors_comes_out_of_signed_garbage(sealed: bytes):
    with pytest.raises(CallbackRefused):
        opened_sealed(base64.b64encode(sealed).decode())


@pytest.mark.parametrize("key", ["", "short", "图" * 43, AES_KEY + "=", AES_KEY + "A"])
def test_a_wrong_encoding_aes_key_is_told_at_once(key: str):
    with pytest.raises(BadCallbackKey):
        CallbackCrypto(token=TOKEN, aes_key=key, receiver=CORP_ID)


def test_the_end_of_a_cdata_section_can_be_said():
    assert read_xml(f"<xml><a>{cdata('x]]>y]]>')}</a></xml>")["a"] == "x]]>y]]>"


def test_refusals_quote_nothing_of_the_request(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)

    with pytest.raises(CallbackRefused) as refused:
        opened_sealed(seal(TEXT, receiver="ww-other"))

    assert "logo" not in str(refused.value) + caplog.text
    assert TOKEN not in str(refused.value) + caplog.text
