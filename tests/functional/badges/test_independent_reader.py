"""Round trips with openbadgeslib, a reader and writer of badges that we did not write."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from openbadgeslib import ob3
from openbadgeslib.errors import LibOpenBadgesException

from lti_plugin.badges import baking, did, jwt, proof, recipient, status_list, strict_json
from lti_plugin.badges.recipient import Recipient
from tests.support.badges import (
    ACHIEVEMENT,
    AT,
    HOME,
    LEARNER,
    LIST,
    PLACE,
    SALT,
    SVG,
    Organisation,
    Web,
    key_of,
    png,
)
from tests.support.deepening import spread

ISSUER = Organisation()
SIGNED = ISSUER.badge()
PUBLIC = ISSUER.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
NAMES = [
    "Python",
    "tab\t newline\n quotes \"' backslash \\ return\r",
    "🎓👩🏽\u200d🚀",
    "שלום \u202eabc\u202c",
    "العربية",
    "日本語のバッジ",
    "e\u0301 \u00e9",
    "n" * 10_000,
    "]]> <b> &amp;",
    "\u2028\u2029\u0085",
]


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    """Their reader asks the clock."""
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        yield


@pytest.fixture
def web() -> Web:
    """A web with the issuer on it."""
    return Web(ISSUER)


def theirs(web: Web, badge: Any) -> Any:
    """Read a badge with their reader, its status as well, the list's proof by itself.

    It checks lists by itself only if they are tokens.
    """
    ob3.verify_data_integrity_proof(strict_json.read_object(web.fetch(LIST)), PUBLIC)
    verifier = ob3.OB3LdpVerifier.for_issuer_did(ISSUER.did, web.fetch)
    return verifier.verify(badge, None, True, web.fetch, verify_status_list=False)


def their_token(web: Web, token: str) -> Any:
    """Read a token with their reader."""
    return ob3.OB3Verifier.for_issuer_did(ISSUER.did, web.fetch).verify(token)


@pytest.mark.parametrize("name", spread(NAMES, 4))
def test_they_read_what_we_sign(web: Web, name: str) -> None:
    badge = ISSUER.badge(replace(ACHIEVEMENT, name=name, narrative=name))
    found = theirs(web, strict_json.compact(badge))
    assert found.achievement.name == name
    assert found.achievement.criteria_narrative == name
    assert found.id == badge["id"]
    assert found.issuer.id == ISSUER.did
    assert web.asked.count(LIST) == 2


def test_they_read_what_we_say_of_the_learner(web: Web) -> None:
    found = theirs(web, SIGNED)
    (identity,) = found.identifiers
    assert identity.hashed
    assert identity.salt == SALT
    assert identity.identity_hash == recipient.hashed(LEARNER, SALT)
    assert [each.value for each in found.results] == ["87.5"]
    assert [each.target_name for each in found.achievement.alignments] == [
        each.name for each in ACHIEVEMENT.alignments
    ]
    assert found.expiration_date == AT + timedelta(days=365)


@pytest.mark.parametrize("name", spread(NAMES, 4))
def test_they_find_what_we_bake(web: Web, name: str) -> None:
    text = strict_json.compact(ISSUER.badge(replace(ACHIEVEMENT, name=name))).decode()
    token = ISSUER.token(ISSUER.unsigned(replace(ACHIEVEMENT, name=name)))
    for inside in (text, token):
        for taken in (
            ob3.OB3Verifier.extract_token_from_png(baking.in_png(png(), inside)),
            ob3.OB3Verifier.extract_token_from_svg(baking.in_svg(SVG, inside)),
        ):
            read = theirs(web, taken) if inside is text else their_token(web, taken)
            assert read.achievement.name == name


def test_they_read_our_tokens(web: Web) -> None:
    found = their_token(web, ISSUER.token())
    assert found.achievement.name == ACHIEVEMENT.name
    assert found.id == SIGNED["id"]


REFUSED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "name": lambda badge: badge.update(name="Other"),
    "expiry": lambda badge: badge.update(validUntil="2099-01-01T00:00:00Z"),
    "no expiry": lambda badge: badge.pop("validUntil"),
    "no status": lambda badge: badge.pop("credentialStatus"),
    "member": lambda badge: badge.update(medal="gold"),
    "unsigned part": lambda badge: badge["evidence"].append(
        {"id": "urn:a b", "type": ["Evidence"]}
    ),
    "proof": lambda badge: badge["proof"].update(created="2026-11-22T12:00:01Z"),
    "key": lambda badge: badge["proof"].update(verificationMethod=f"{ISSUER.did}#key-1"),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_both_refuse_what_was_changed(web: Web, change: Callable[[dict[str, Any]], Any]) -> None:
    changed = copy.deepcopy(SIGNED)
    change(changed)
    with pytest.raises(LibOpenBadgesException):
        theirs(web, changed)
    assert not web.verdict(changed).valid


def test_both_refuse_what_has_expired_or_was_revoked(web: Web) -> None:
    expired = ISSUER.badge(valid_from=AT - timedelta(days=2), expires=AT - timedelta(days=1))
    with pytest.raises(LibOpenBadgesException):
        theirs(web, expired)
    assert not web.verdict(expired).valid
    web.pages[LIST] = ISSUER.status(PLACE)
    with pytest.raises(LibOpenBadgesException, match="revocation"):
        theirs(web, SIGNED)
    assert not web.verdict(SIGNED).valid


def test_both_refuse_a_key_that_was_withdrawn(web: Web) -> None:
    web.pages[did.address_of(ISSUER.did)] = did.document(ISSUER.did, [key_of(9).public_key()])
    with pytest.raises(LibOpenBadgesException):
        theirs(web, SIGNED)
    assert not web.verdict(SIGNED).valid


def their_signer() -> Any:
    secret = ISSUER.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return ob3.OB3LdpSigner(secret, ISSUER.method)


def their_credential(name: str = "Theirs") -> Any:
    return ob3.OpenBadgeCredential(
        issuer=ob3.Issuer(ISSUER.did, "Example Learning", HOME),
        recipient_id=None,
        achievement=ob3.Achievement(
            f"{HOME}/achievements/7", name, "About", "How", tags=["python"],
            alignments=[ob3.Alignment("Python", "https://example.org/skills/python")],
        ),
        issuance_date=AT,
        expiration_date=AT + timedelta(days=10),
        credential_status=[status_list.entry(LIST, PLACE)],
        identifiers=[ob3.IdentityObject(recipient.hashed(LEARNER, "s"), "emailAddress", True, "s")],
    )  # fmt: skip


@pytest.mark.parametrize("name", spread(NAMES, 4))
def test_we_read_what_they_sign(web: Web, name: str) -> None:
    text = their_signer().sign_to_json(their_credential(name))
    verdict = web.verdict(text.encode(), holder=LEARNER)
    assert verdict.valid, verdict.checks
    assert verdict.document is not None
    assert verdict.document["credentialSubject"]["achievement"]["name"] == name
    assert web.failures(text.encode(), AT + timedelta(days=11))["validity"] == "expired"
    other = Recipient(recipient.EMAIL, "other@example.org")
    assert web.failures(text.encode(), holder=other) == {"recipient": "recipient"}


def test_we_find_what_they_bake(web: Web) -> None:
    assert web.verdict(their_signer().sign_into_png(their_credential(), png())).valid
    assert web.verdict(their_signer().sign_into_svg(their_credential(), SVG)).valid


def test_a_proof_of_theirs_is_the_proof_of_ours() -> None:
    secret = ISSUER.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signed = ob3.add_data_integrity_proof(ISSUER.unsigned(), secret, ISSUER.method, created=AT)
    assert signed["proof"]["proofValue"] == SIGNED["proof"]["proofValue"]
    proof.check(signed, lambda _: ISSUER.key.public_key())


def test_a_token_of_theirs_brings_its_key_and_is_refused(web: Web) -> None:
    secret = ISSUER.rsa.private_key.private_bytes(  # type: ignore[union-attr]  # it is there
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    token = ob3.OB3Signer(secret).sign(their_credential())
    assert jwt.unchecked(token)["issuer"]["id"] == ISSUER.did
    assert web.failures(token.encode()) == {"signature": "header"}


def test_a_list_of_theirs_is_read(web: Web) -> None:
    theirs_ = "u" + ob3.encode_bitstring([PLACE]).removeprefix("u")
    assert status_list.is_set(theirs_, PLACE)
    assert not status_list.is_set(theirs_, PLACE + 1)
    assert ob3.set_indices(ob3.decode_encoded_list(status_list.encoded([3, PLACE]))) == {3, PLACE}


def test_they_take_our_keys_for_the_same(web: Web) -> None:
    assert ob3.did_key_from_pem(PUBLIC) == "did:key:" + ISSUER.method.partition("#")[2]
