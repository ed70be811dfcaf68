"""WeCom's callback encryption, written from its description alone, so that it checks other implementations."""

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32  # PKCS#7 pads to 32 bytes here, not to the cipher's own 16


class Unreadable(Exception):
    """Not encrypted for this key and receiver, or not signed with this token."""


class CallbackCrypto:
    """Both directions of one callback URL."""

    def __init__(self, token: str, aes_key: str, receive_id: str) -> None:
        """`aes_key` is the 43 characters of the admin page; `receive_id` the corp id, "" for AI bots."""
        self._token = token
        self._key = base64.b64decode(aes_key + "=")
        if len(self._key) != BLOCK:
            raise ValueError("an EncodingAESKey has 43 characters")
        self._receive_id = receive_id

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        parts = sorted([self._token, timestamp, nonce, encrypted])
        return hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 - the platform's choice

    def encrypt(self, message: bytes, *, receive_id: str | None = None, padding: bytes | None = None) -> str:
        """`receive_id` and `padding` differ from the right ones only to see them refused."""
        receiver = (self._receive_id if receive_id is None else receive_id).encode()
        plain = os.urandom(16) + struct.pack(">I", len(message)) + message + receiver
        missing = BLOCK - len(plain) % BLOCK
        plain += bytes([missing]) * missing if padding is None else _pad_with(plain, padding)
        encryptor = self._cipher().encryptor()
        return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """Raises Unreadable."""
        try:
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(base64.b64decode(encrypted, validate=True)) + decryptor.finalize()
        except ValueError as error:
            raise Unreadable("not base64 of whole blocks") from error
        if not padded or not 1 <= padded[-1] <= BLOCK or padded[-padded[-1] :] != bytes([padded[-1]]) * padded[-1]:
            raise Unreadable("bad padding")
        plain = padded[: -padded[-1]]
        (length,) = struct.unpack(">I", plain[16:20])
        message, receiver = plain[20 : 20 + length], plain[20 + length :]
        if receiver != self._receive_id.encode():
            raise Unreadable("meant for another receiver")
        return message

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))


def _pad_with(plain: bytes, padding: bytes) -> bytes:
    """Whole cipher blocks, filled with what should not stand there."""
    missing = BLOCK - len(plain) % BLOCK
    return (padding * missing)[:missing]
