"""WeCom's callback encryption, written again from its specification: what the tests seal and open with."""

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TOKEN = "QDG6eK"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CORP_ID = "ww1234567890abcdef"


def sign(timestamp: str, nonce: str, encrypted: str, *, token: str = TOKEN) -> str:
    return hashlib.sha1("".join(sorted([token, timestamp, nonce, encrypted])).encode()).hexdigest()


def seal(message: str, *, receiver: str = CORP_ID, aes_key: str = AES_KEY) -> str:
    body = message.encode()
    plain = os.urandom(16) + struct.pack(">I", len(body)) + body + receiver.encode()
    count = 32 - len(plain) % 32
    return seal_raw(plain + bytes([count]) * count, aes_key=aes_key)


def seal_raw(padded: bytes, *, aes_key: str = AES_KEY) -> str:
    """Encrypts as it is: for wrong paddings and lengths."""
    key = base64.b64decode(aes_key + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def unseal(encrypted: str, *, aes_key: str = AES_KEY) -> tuple[str, str]:
    """The message and the receiver's id."""
    key = base64.b64decode(aes_key + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(encrypted)) + decryptor.finalize()
    plain = plain[: -plain[-1]]
    (length,) = struct.unpack(">I", plain[16:20])
    return plain[20 : 20 + length].decode(), plain[20 + length :].decode()


def signed_query(encrypted: str, timestamp: str, *, nonce: str = "nonce8", token: str = TOKEN) -> dict[str, str]:
    signature = sign(timestamp, nonce, encrypted, token=token)
    return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}


def envelope(encrypted: str) -> bytes:
    return (
        f"<xml><ToUserName><![CDATA[{CORP_ID}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
        f"<Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>"
    ).encode()


def xml(**fields: str) -> str:
    """A decrypted callback of the given fields; ToUserName, FromUserName and CreateTime are filled in."""
    filled = {"ToUserName": CORP_ID, "FromUserName": "LiLei", "CreateTime": "1764000000", **fields}
    return "<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in filled.items()) + "</xml>"


TEXT = xml(MsgType="text", Content="客户说 logo 要再大一点，周五前给", MsgId="7204712345678901234", AgentID="1000002")
