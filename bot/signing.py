"""Links to web pages: what they name is signed, so that nobody can make one up or change one.

A link names the outbox row that holds the form, and whom it is for. It holds no time: a message that is sent again
must be the same, word for word, or the platform would deliver it twice. How old it is, the row knows
(`bot/pages/passes.py`).
"""

import hashlib
import secrets
from typing import NamedTuple

from itsdangerous import BadData, URLSafeSerializer
from pydantic import SecretStr
from sqlmodel import Session

from handlers.arrivals import Platform
from handlers.replies import Address
from storage.shared import find_shared, share
from storage.store import Store

PATH = "/forms"
_PURPOSE = b"liaison form"  # a signature made for another purpose opens no form
_KEPT_AS = "liaison:secret"
_MOST_CHARS = 2000


class BadLink(Exception):
    """Not signed by us, or for another purpose."""

    code = "bad_link"


class Pass(NamedTuple):
    """What a link lets one person do: fill in one form."""

    key: str  # of the outbox row that holds the form
    platform: Platform
    workspace: str
    user: str  # platform id of whom it is for


class FormLinks:
    """Makes the addresses of forms, and reads them again."""

    def __init__(self, url: str, secret: str) -> None:
        """`url` is our public address, as people's phones reach it."""
        self._url = url.rstrip("/")
        self._signer = URLSafeSerializer(
            secret, salt=_PURPOSE, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )

    def url_for(self, key: str, to: Address) -> str:
        """Where the form of this outbox row can be filled in by whom it goes to. Always the same."""
        token = self._signer.dumps([key, to.platform, to.workspace, to.user or to.channel])
        return f"{self._url}{PATH}/{token.decode() if isinstance(token, bytes) else token}"

    def read(self, token: str) -> Pass:
        """What a link lets its reader do. Raises BadLink."""
        if len(token) > _MOST_CHARS:
            raise BadLink("too long")
        try:
            key, platform, workspace, user = self._signer.loads(token)
        except (BadData, ValueError, TypeError) as error:
            raise BadLink(type(error).__name__) from None
        return Pass(key=key, platform=platform, workspace=workspace, user=user)


def make_links(url: str | None, secret: SecretStr | None, store: Store) -> FormLinks | None:
    """The maker of links; None without a public address. What signs them is kept in the database unless it is set."""
    if url is None:
        return None
    return FormLinks(url, secret.get_secret_value() if secret is not None else store.write(_keep_secret))


def _keep_secret(session: Session) -> str:
    kept = find_shared(session, _KEPT_AS)
    if kept is not None:
        return kept.value
    made = secrets.token_urlsafe(32)
    share(session, _KEPT_AS, made)
    return made
