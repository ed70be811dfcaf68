"""Links to forms: signed for one purpose, with a secret that the database keeps unless one is set."""

import pytest
from itsdangerous import URLSafeSerializer
from pydantic import SecretStr

from bot.redaction import REDACTED, Redactor
from bot.signing import BadLink, FormLinks, make_links
from handlers.replies import Address
from storage.store import Store

SECRET = "a-secret-of-more-than-24-characters"
TO = Address(platform="wecom", workspace="ww01", where="modal", channel="zhaoyu", user="zhaoyu")


def test_a_signature_for_another_purpose_opens_no_form():
    other = URLSafeSerializer(SECRET, salt=b"another purpose").dumps(["k", "wecom", "ww01", "zhaoyu"])

    with pytest.raises(BadLink):
        FormLinks("https://l.example", SECRET).read(str(other))


@pytest.mark.parametrize("token", ["", ".", "a.b", "长", "\x00", "e30.e30", "x" * 5000])
def test_what_is_no_link_is_refused(token: str):
    with pytest.raises(BadLink):
        FormLinks("https://l.example", SECRET).read(token)


def test_without_a_public_address_there_are_no_links(sqlite_store: Store):
    assert make_links(None, None, sqlite_store) is None


def test_a_secret_that_is_not_set_is_made_once_and_kept(sqlite_store: Store):
    first, second = (make_links("https://l.example", None, sqlite_store) for _ in range(2))

    assert first is not None
    assert second is not None
    token = first.url_for("in:1/form", TO).rpartition("/")[2]
    assert second.read(token).key == "in:1/form"


def test_a_secret_that_is_set_counts(sqlite_store: Store):
    links = make_links("https://l.example/", SecretStr(SECRET), sqlite_store)

    assert links is not None
    assert links.url_for("k", TO) == FormLinks("https://l.example", SECRET).url_for("k", TO)


def test_a_link_never_stands_in_a_log():
    url = FormLinks("https://l.example", SECRET).url_for("in:1/form", TO)

    assert Redactor().text(f"GET {url} failed") == f"GET https://l.example/forms/{REDACTED} failed"
