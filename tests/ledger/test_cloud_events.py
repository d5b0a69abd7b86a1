"""Envelopes, signatures, and a catalogue that is whole."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from ledger.outbox import EVENTS, SigningSecret, SigningSecretError, cloud_event, sign
from ledger.records import Event, OutboxEvent

ROOT = Path(__file__).resolve().parents[2]


def of(name: str, **facts) -> dict:
    event = OutboxEvent(0x1A1, 0, 17, Event(name, "o1", 1_793_000_000_123, facts))
    return msgspec.json.decode(msgspec.json.encode(cloud_event(event, "/pl/shop")))


def test_an_event_goes_out_as_a_cloud_event():
    assert of("order.confirmed", revision=2, customer="c1", overrun=0) == {
        "specversion": "1.0",
        "id": "1a1-0-17",
        "source": "/pl/shop",
        "type": "pl.grosz.order.confirmed",
        "subject": "o1",
        "time": "2026-10-26T07:33:20.123Z",
        "datacontenttype": "application/json",
        "data": {"revision": 2, "customer": "c1", "overrun": 0},
    }


def test_what_the_catalogue_does_not_list_stays_inside():
    assert of("points.adjusted", points=5, reason="Anna Kowalska rang")["data"] == {"points": 5}
    assert of("something.new", person="Anna")["data"] == {}


def test_every_event_that_is_written_is_in_the_catalogue():
    files = sorted((ROOT / "ledger" / "verbs").glob("*.py"))
    told = {name for file in files for name in _dotted(file.read_text(encoding="utf-8"))}
    assert told == set(EVENTS)


def _dotted(text: str) -> set[str]:
    """Find the names of events: no other text of a verb is two words with a dot between them."""
    texts = [one.value for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Constant)]
    return {one for one in texts if isinstance(one, str) and re.fullmatch(r"[a-z]+\.[a-z]+", one)}


def test_the_signature_is_that_of_the_standard():
    """The example of the standard's own libraries."""
    secret = SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_a_secret_is_changed_both_sign():
    new, old = SigningSecret("whsec_" + "A" * 32), SigningSecret("whsec_" + "B" * 32)
    both = sign([new, old], "m", 1, b"body")["webhook-signature"].split(" ")
    assert both == [sign([one], "m", 1, b"body")["webhook-signature"] for one in (new, old)]


@pytest.mark.parametrize(
    "text",
    ["", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ", "whsec_not base64!!",
     "whsec_" + "A" * 200],
)  # fmt: skip
def test_a_weak_or_mistyped_secret_is_refused_and_not_shown(text: str):
    with pytest.raises(SigningSecretError) as failed:
        SigningSecret(text)
    assert text.removeprefix("whsec_") == "" or text.removeprefix("whsec_") not in str(failed.value)


def test_a_secret_never_shows_itself():
    assert repr(SigningSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")) == "SigningSecret()"
