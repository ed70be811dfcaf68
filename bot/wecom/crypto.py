"""WeCom's callback encryption: wechatpy's, with the checks that it leaves out.

What wechatpy.enterprise.crypto 1.8.18 lacks: it compares signatures with `!=`, never looks at the timestamp or the
padding, and answers bad input with bare ValueError, IndexError, KeyError or ExpatError.
"""

import base64
import binascii
import hmac
import struct
from datetime import datetime

from wechatpy.crypto import _get_signature
from wechatpy.enterprise.crypto import PrpCrypto, WeChatCrypto

from bot.wecom.envelope import read_xml, xml_field
from bot.wecom.refusals import BadSignature, Malformed, Stale, WrongReceiver

MAX_AGE_S = 300  # how far a callback's timestamp may be from our clock, either way
_BLOCK = 16  # AES
_PADDING = 32  # WeCom pads to 32 bytes, not to AES's 16
_NOISE = 16  # random bytes before the length


class BadCallbackKey(ValueError):
    """The EncodingAESKey is not 43 characters of base64."""


class _CheckedCipher(PrpCrypto):  # type: ignore[misc]  # wechatpy has no types
    def decrypt(self, text: str, receiver: str) -> str:
        """The message inside. Raises Malformed, WrongReceiver."""
        try:
            sealed = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise Malformed("the encrypted part is not base64") from None
        if not sealed or len(sealed) % _BLOCK:
            raise Malformed("the encrypted part is cut off")
        content = _without_padding(self.cipher.decrypt(sealed))
        return _message_to(receiver, content)


class CallbackCrypto(WeChatCrypto):  # type: ignore[misc]  # wechatpy has no types
    """Opens and seals what goes over one callback URL.

    `receiver` is the corp id for a self-built app (WeCom writes an empty one for AI bots).
    """

    def __init__(self, *, token: str, aes_key: str, receiver: str) -> None:
        try:
            super().__init__(token, aes_key, receiver)
        except (AssertionError, binascii.Error, ValueError):
            raise BadCallbackKey("EncodingAESKey must be 43 characters of base64") from None
        if len(aes_key) != 43:
            raise BadCallbackKey("EncodingAESKey must be 43 characters of base64")
        self.receiver = receiver

    def open_body(self, body: bytes, *, signature: str, timestamp: str, nonce: str, now: datetime) -> str:
        """The decrypted XML of a POST. Raises CallbackRefused."""
        check_timestamp(timestamp, now)
        encrypted = xml_field(read_xml(body), "Encrypt")
        return self.open(encrypted, signature=signature, timestamp=timestamp, nonce=nonce, now=now)

    def open(self, encrypted: str, *, signature: str, timestamp: str, nonce: str, now: datetime) -> str:
        """The text inside an Encrypt field or an echostr. Raises CallbackRefused."""
        check_timestamp(timestamp, now)
        expected = _get_signature(self.token, timestamp, nonce, encrypted)
        # As bytes: compare_digest refuses str that is not ASCII, which a stranger may send.
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise BadSignature("the signature does not fit")
        message: str = _CheckedCipher(self.key).decrypt(encrypted, self.receiver)
        return message

    def seal(self, text: str, *, nonce: str, timestamp: str) -> str:
        """The encrypted and signed XML that answers a callback."""
        encrypted, signature = self._sealed(text, nonce=nonce, timestamp=timestamp)
        parts = {"Encrypt": encrypted, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce}
        return "<xml>" + "".join(f"<{name}>{cdata(value)}</{name}>" for name, value in parts.items()) + "</xml>"

    def seal_json(self, text: str, *, nonce: str, timestamp: str) -> dict[str, str | int]:
        """The same for an AI bot, whose callbacks are JSON."""
        encrypted, signature = self._sealed(text, nonce=nonce, timestamp=timestamp)
        return {"encrypt": encrypted, "msgsignature": signature, "timestamp": int(timestamp), "nonce": nonce}

    def _sealed(self, text: str, *, nonce: str, timestamp: str) -> tuple[str, str]:
        """The encrypted text, and the signature over it."""
        encrypted: str = _CheckedCipher(self.key).encrypt(text, self.receiver).decode("ascii")
        return encrypted, _get_signature(self.token, timestamp, nonce, encrypted)


def check_timestamp(timestamp: str, now: datetime) -> None:
    """Raises Stale unless `timestamp` (seconds since 1970) is within MAX_AGE_S of `now`.

    WeCom gives no protection against replay; the inbox's unique key covers the minutes that this leaves open.
    """
    # isdecimal also takes other scripts' digits, and int() thousands of them: ASCII and short only.
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        raise Stale("the timestamp is missing or no number")
    if abs(now.timestamp() - int(timestamp)) > MAX_AGE_S:
        raise Stale("the timestamp is too far from now")


def cdata(text: str) -> str:
    """Text as it may stand in XML; `]]>` inside is split over two sections."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _without_padding(plain: bytes) -> bytes:
    count = plain[-1]
    if not 1 <= count <= _PADDING or count > len(plain) or plain[-count:] != bytes([count]) * count:
        raise Malformed("the padding is wrong")
    return plain[:-count]


def _message_to(receiver: str, content: bytes) -> str:
    """The message of: 16 random bytes, its length in 4, the message, the receiver's id."""
    start = _NOISE + 4
    if len(content) < start:
        raise Malformed("the encrypted part is too short")
    (length,) = struct.unpack(">I", content[_NOISE:start])
    if length > len(content) - start:
        raise Malformed("the length inside is wrong")
    message, addressee = content[start : start + length], content[start + length :]
    if not hmac.compare_digest(addressee, receiver.encode()):
        raise WrongReceiver("the message is for another receiver")
    try:
        return message.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("the message is not UTF-8") from None
