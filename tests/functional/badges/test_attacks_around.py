"""The attacks by addresses, keys, contexts and neighbours, and on the form, by their numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from lti_plugin.badges import did, proof, schema
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import AT, HOME, LEARNER, LIST, Organisation, Web

ISSUER = Organisation()
SIGNED = ISSUER.badge()


@pytest.fixture
def web() -> Web:
    """A web with the issuer on it."""
    return Web(ISSUER)


@pytest.mark.parametrize(
    "name",
    [
        "http://127.0.0.1/", "did:web:127.0.0.1@evil.example", "did:web:evil.example#@127.0.0.1",
        "did:web:[::1]", "did:web:evil.example%2F@127.0.0.1", "did:web:evil.example:..:..:admin",
        "did:web:evil.example%00", "did:web:evil.example?x", "file:///etc/passwd", "did:key:z6Mk",
    ],
)  # fmt: skip
def test_a27_nothing_is_asked_of_an_address_that_is_not_a_plain_name(web: Web, name: str) -> None:
    document = ISSUER.unsigned()
    document["issuer"]["id"] = name
    assert set(web.failures({**document, "proof": SIGNED["proof"]})) <= {"form", "issuer"}
    assert web.asked == []


def test_a27_only_the_issuer_and_its_list_are_asked_and_by_https(web: Web) -> None:
    web.verdict(SIGNED, holder=LEARNER)
    assert web.asked == [f"{HOME}/.well-known/did.json", LIST]


def test_a27_a_list_of_no_issuer_is_asked_for_by_whoever_fetches(web: Web) -> None:
    # Where it may ask is for the one who fetches; its refusal fails the badge.
    entry = {**SIGNED["credentialStatus"], "statusListCredential": "http://169.254.169.254/"}
    assert web.failures(ISSUER.badge(status=entry)) == {"status": "unreachable"}


def test_a28_a_key_that_shows_its_private_half_is_refused(web: Web) -> None:
    for secret in (
        {"publicKeyJwk": ISSUER.rsa.as_dict(private=True)},
        {"secretKeyMultibase": "z3"},
    ):
        published = {**ISSUER.published}
        first, *rest = published["verificationMethod"]
        published["verificationMethod"] = [first, {**rest[0], **secret}]
        web.pages[did.address_of(ISSUER.did)] = published
        assert web.failures(SIGNED) == {"signature": "key", "status": "status"}


def test_a28_nothing_published_or_signed_holds_a_private_key() -> None:
    with pytest.raises(ValueError, match="private"):
        did.document(ISSUER.did, [], [ISSUER.rsa.as_dict(private=True)])
    secrets = (ISSUER.key.private_bytes_raw().hex(), ISSUER.rsa.as_dict(private=True)["d"])
    for page in (ISSUER.published, SIGNED, ISSUER.status()):
        assert not any(each in str(page) for each in secrets)


def test_a31_a_host_that_is_gone_takes_its_badges_with_it_unless_copies_are_kept(web: Web) -> None:
    kept = dict(web.pages)
    web.pages.clear()
    assert web.failures(SIGNED) == {"issuer": "unreachable"}
    # What was kept of the host is enough for whoever checks offline, however long ago it went.
    web.pages.update(kept)
    assert web.verdict(SIGNED).valid


def test_a31_a_badge_names_its_old_host_whoever_stands_there_now(web: Web) -> None:
    newcomer = Organisation(seed=7)
    assert newcomer.did == ISSUER.did
    web.pages[did.address_of(ISSUER.did)] = newcomer.published
    assert web.failures(SIGNED)["signature"] == "key"
    moved = Organisation("learning.example.org")
    web.pages[did.address_of(ISSUER.did)] = moved.published
    assert not web.verdict(SIGNED).valid


def test_a32_another_context_is_never_fetched(web: Web) -> None:
    drifted = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.4.json"
    contexts = [*SIGNED["@context"][:1], drifted]
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.sign({**ISSUER.unsigned(), "@context": contexts})
    assert caught.value.code == "context"
    assert web.failures({**SIGNED, "@context": contexts}) == {"signature": "context"}
    assert drifted not in web.asked


def tenants() -> tuple[Organisation, Organisation]:
    """Return two tenants of one host."""
    acme = Organisation("h.example", "t", "acme", seed=3)
    return acme, Organisation("h.example", "t", "other", seed=4)


def test_a33_a_tenant_is_not_spoken_for_by_another() -> None:
    acme, other = tenants()
    web = Web(acme, other)
    assert acme.did == "did:web:h.example:t:acme"
    for forged in (
        proof.signed(acme.unsigned(), other.key, other.method, AT),
        proof.signed(acme.unsigned(), other.key, acme.method, AT),
        {**acme.badge(), "issuer": other.unsigned()["issuer"]},
    ):
        assert "signature" in web.failures(forged)
    assert web.verdict(acme.badge()).valid
    assert web.failures(other.badge()) == {"status": "status"}


def test_a33_a_status_list_of_another_tenant_is_refused() -> None:
    acme, other = tenants()
    web = Web(acme, other)
    web.pages[LIST] = other.status()
    assert web.failures(acme.badge()) == {"status": "status"}


def test_a33_a_tenant_whose_name_begins_another_is_not_it() -> None:
    acme = Organisation("h.example", "t", "acme", seed=3)
    below = Organisation("h.example", "t", "acme", "x", seed=4)
    web = Web(acme, below)
    forged = proof.signed(acme.unsigned(), below.key, below.method, AT)
    assert web.failures(forged) == {"signature": "key"}


def achievement(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["achievement"]
    return found


def issued(document: dict[str, Any]) -> dict[str, Any]:
    """Return a badge as it is issued: checked by the schema, then signed."""
    schema.check(document)
    return ISSUER.sign(document)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: achievement(document).pop("criteria"),
        lambda document: achievement(document).pop("description"),
        lambda document: document.update(validFrom="2026-11-22T12:00:00"),
        lambda document: document.update(credentialStatus=[document["credentialStatus"]]),
        lambda document: document.update(evidence=[]),
        lambda document: achievement(document).update(tag=[]),
        lambda document: document.update(endorsement=None),
        lambda document: achievement(document).update(image=f"{HOME}/a.png"),
    ],
    ids=["criteria", "description", "zone", "status", "evidence", "tags", "null", "image"],
)
def test_a34_what_the_schema_refuses_is_neither_signed_nor_accepted(
    web: Web, change: Callable[[dict[str, Any]], Any]
) -> None:
    document = ISSUER.unsigned()
    change(document)
    with pytest.raises(BadgeFailure):
        issued(document)
    assert not web.verdict({**document, "proof": SIGNED["proof"]}).valid
