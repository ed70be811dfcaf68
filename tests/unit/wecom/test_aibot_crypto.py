"""The AI bot's callback encryption against an independent one, @wecom/crypto: recorded, and run where it is."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.fakes.wecom.crypto import CallbackCrypto as FakesCrypto
from bot.wecom.crypto import CallbackCrypto
from bot.wecom.refusals import BadSignature

DATA = Path(__file__).parents[2] / "data/wecom"
RECORDED: dict[str, Any] = json.loads((DATA / "aibot_crypto.json").read_text())
NOW = datetime.fromtimestamp(int(RECORDED["timestamp"]), UTC)
OURS = CallbackCrypto(token=RECORDED["token"], aes_key=RECORDED["key"], receiver="")
MODULES = Path(os.environ.get("NODE_PATH", "")) / "@wecom/crypto"

each_vector = pytest.mark.parametrize("vector", RECORDED["vectors"], ids=lambda one: one["message"][:12])


@each_vector
def test_what_it_sealed_is_opened(vector: dict[str, str]):
    signed = {"signature": vector["signature"], "timestamp": RECORDED["timestamp"], "nonce": RECORDED["nonce"]}

    assert OURS.open(vector["encrypted"], **signed, now=NOW) == vector["message"]


@each_vector
def test_what_it_signed_is_signed_for_nothing_else(vector: dict[str, str]):
    signed = {"signature": vector["signature"], "timestamp": RECORDED["timestamp"], "nonce": "another"}

    with pytest.raises(BadSignature):
        OURS.open(vector["encrypted"], **signed, now=NOW)


@each_vector
def test_the_fake_reads_and_signs_it_too(vector: dict[str, str]):
    fakes = FakesCrypto(RECORDED["token"], RECORDED["key"], "")

    assert fakes.decrypt(vector["encrypted"]).decode() == vector["message"]
    assert fakes.sign(RECORDED["timestamp"], RECORDED["nonce"], vector["encrypted"]) == vector["signature"]


def test_what_we_seal_is_json_that_the_fake_opens():
    sealed = OURS.seal_json('{"a": "好"}', nonce="n", timestamp="1795399200")

    fakes = FakesCrypto(RECORDED["token"], RECORDED["key"], "")
    assert (sealed["timestamp"], sealed["nonce"]) == (1795399200, "n")
    assert fakes.decrypt(str(sealed["encrypt"])).decode() == '{"a": "好"}'
    assert fakes.sign("1795399200", "n", str(sealed["encrypt"])) == sealed["msgsignature"]


@pytest.mark.skipif(
    shutil.which("node") is None or not MODULES.exists(), reason="needs node, and @wecom/crypto in NODE_PATH"
)
def test_what_we_seal_is_opened_by_it():
    sealed = [OURS.seal_json(one["message"], nonce="n", timestamp="1795399200") for one in RECORDED["vectors"]]

    opened = subprocess.run(
        ["node", str(DATA / "make_vectors.mjs"), "open"],
        input=json.dumps(sealed),
        capture_output=True,
        text=True,
        check=True,
        cwd=MODULES.parents[2],
    )

    read = json.loads(opened.stdout)
    assert [one["message"] for one in read] == [one["message"] for one in RECORDED["vectors"]]
    assert {one["id"] for one in read} == {""}
    assert [one["signature"] for one in read] == [one["msgsignature"] for one in sealed]
