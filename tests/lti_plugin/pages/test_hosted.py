"""Published badges as hosted Open Badges 2.0: one document at each address, gone once revoked."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.badged import achievement, ask, award, holder, revoke, with_address
from tests.support.installation import Installation

BASE = "https://tool.test"
DOCUMENT = {"Accept": "application/ld+json"}


@pytest.fixture
def me(installation: Installation) -> UUID:
    """Somebody with an e-mail address."""
    person = installation.fill().people["102"]
    with_address(installation, person, "Me@Example.org ")
    return person


@pytest.fixture
def badge(installation: Installation, me: UUID) -> UUID:
    """A public badge of theirs."""
    kind = achievement(installation, expires_after_days=3650)
    return award(installation, kind, me, published=True)


def hosted(installation: Installation, url: str) -> Any:
    """Return what stands at an address of ours."""
    assert url.startswith(BASE)
    answer = ask(installation, url.removeprefix(BASE), headers=DOCUMENT)
    assert answer.status_code == 200, url
    assert answer.mimetype == "application/ld+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.get_json(force=True)


def test_each_document_stands_at_the_address_that_is_its_id(
    installation: Installation, badge: UUID
) -> None:
    assertion = hosted(installation, f"{BASE}/ob2/badges/{badge}")
    kind = hosted(installation, assertion["badge"])
    issuer = hosted(installation, kind["issuer"])
    assert assertion["id"] == f"{BASE}/ob2/badges/{badge}"
    assert kind["id"] == assertion["badge"]
    assert issuer["id"] == kind["issuer"]
    assert [each["type"] for each in (assertion, kind, issuer)] == [
        "Assertion",
        "BadgeClass",
        "Issuer",
    ]
    assert {each["@context"] for each in (assertion, kind, issuer)} == {
        "https://w3id.org/openbadges/v2"
    }
    assert assertion["id"].startswith(issuer["verification"]["startsWith"])
    assert assertion["verification"] == {"type": "HostedBadge"}
    assert assertion["issuedOn"] == "2026-05-03T12:00:00Z"
    assert assertion["expires"] == "2036-04-30T12:00:00Z"
    assert kind["criteria"]["narrative"].startswith("Finish **every** part")
    picture = ask(installation, kind["image"]["id"].removeprefix(BASE))
    assert picture.mimetype == "image/png"


def test_a19_whose_it_is_is_a_hash_of_the_address_in_small_letters(
    installation: Installation, badge: UUID
) -> None:
    whose = hosted(installation, f"{BASE}/ob2/badges/{badge}")["recipient"]
    expected = sha256(f"me@example.org{whose['salt']}".encode()).hexdigest()
    assert whose == {
        "type": "email",
        "hashed": True,
        "salt": whose["salt"],
        "identity": f"sha256${expected}",
    }


def test_it_is_no_document_of_the_other_kind(installation: Installation, badge: UUID) -> None:
    old = hosted(installation, f"{BASE}/ob2/badges/{badge}")
    new = holder(installation, badge).document
    assert not {"credentialSubject", "proof", "issuer"} & set(old)
    assert not {"badge", "recipient", "verification"} & set(new)
    assert old["related"] == [{"type": "Assertion", "id": f"{BASE}/badges/{badge}"}]


def test_what_was_revoked_is_gone_with_the_reason(installation: Installation, badge: UUID) -> None:
    revoke(installation, badge, "By mistake.")
    answer = ask(installation, f"/ob2/badges/{badge}", headers=DOCUMENT)
    assert answer.status_code == 410
    assert answer.get_json(force=True) == {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": f"{BASE}/ob2/badges/{badge}",
        "revoked": True,
        "revocationReason": "By mistake.",
    }


def test_a29_a_private_badge_is_not_hosted_even_once_it_is_revoked(
    installation: Installation, me: UUID
) -> None:
    private = award(installation, achievement(installation), me)
    assert ask(installation, f"/ob2/badges/{private}", headers=DOCUMENT).status_code == 404
    revoke(installation, private, "By mistake.")
    assert ask(installation, f"/ob2/badges/{private}", headers=DOCUMENT).status_code == 404
    assert ask(installation, f"/ob2/badges/{uuid4()}", headers=DOCUMENT).status_code == 404


def test_a_browser_is_led_to_the_page(installation: Installation, badge: UUID) -> None:
    assertion = hosted(installation, f"{BASE}/ob2/badges/{badge}")
    slug = installation.site.slug
    for address, page in (
        (f"/ob2/badges/{badge}", f"{BASE}/badges/{badge}"),
        (assertion["badge"].removeprefix(BASE), assertion["badge"].replace("/ob2", "")),
        (f"/ob2/issuers/{slug}", f"{BASE}/issuers/{slug}"),
    ):
        answer = ask(installation, address, headers={"Accept": "text/html,*/*;q=0.8"})
        assert (answer.status_code, answer.headers["Location"]) == (302, page)
        assert "Accept" in answer.vary


def test_nobody_else_is_an_issuer(installation: Installation) -> None:
    assert ask(installation, "/ob2/issuers/nobody").status_code == 404
