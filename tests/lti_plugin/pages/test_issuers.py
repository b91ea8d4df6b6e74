"""The documents that verifiers read: keys, status lists, issuers and achievements."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin import keys
from lti_plugin.badges import status_list
from lti_plugin.badges.status_list import SIZE
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.badges import Badge, StatusList
from lti_plugin.store.keys import BADGE
from lti_plugin.store.sites import Site
from tests.support.badged import SVG, achievement, ask, award, png, revoke, vault_of
from tests.support.installation import Installation
from tests.support.reading import main_of
from tests.support.tool import Clock

DOCUMENT = {"Accept": "application/json"}


@pytest.fixture
def badge(installation: Installation) -> UUID:
    """A badge of somebody."""
    return award(installation, achievement(installation), installation.fill().people["102"])


def row(installation: Installation, badge_id: UUID) -> Badge:
    with installation.database.reading() as session:
        return session.get_one(Badge, badge_id)


def address_of_list(installation: Installation, badge_id: UUID) -> str:
    with installation.database.reading() as session:
        listed = session.get_one(StatusList, row(installation, badge_id).status_list_id)
        return f"/status/{listed.number}"


def test_a_sites_document_lists_its_keys_for_good(installation: Installation, badge: UUID) -> None:
    assert badge
    slug = installation.site.slug
    before = ask(installation, f"/s/{slug}/did.json").json
    with installation.database.writing() as session:
        keys.rotate(session, vault_of(installation), BADGE, installation.site.id, timedelta(0))
    answer = ask(installation, f"/s/{slug}/did.json")
    told = answer.json
    assert before is not None
    assert told is not None
    assert told["id"] == f"did:web:tool.test:s:{slug}"
    assert len(told["verificationMethod"]) == 2
    assert before["verificationMethod"][0] in told["verificationMethod"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert b'"d"' not in answer.data


def test_a_withdrawn_key_is_gone_from_it(installation: Installation, badge: UUID) -> None:
    assert badge
    with installation.database.writing() as session:
        (public,) = keys.published(session, BADGE, installation.site.id)
        keys.withdraw(session, vault_of(installation), public["kid"])
    told = ask(installation, f"/s/{installation.site.slug}/did.json").get_data(as_text=True)
    assert public["kid"] not in told
    (method,) = ask(installation, f"/s/{installation.site.slug}/did.json").json[
        "verificationMethod"
    ]
    assert method["id"] in told


def test_the_host_alone_stands_for_the_first_site(installation: Installation, badge: UUID) -> None:
    assert badge
    told = ask(installation, "/.well-known/did.json").json
    assert told is not None
    assert told["id"] == "did:web:tool.test"
    assert told["alsoKnownAs"] == [f"did:web:tool.test:s:{installation.site.slug}"]
    assert {each["controller"] for each in told["verificationMethod"]} == {"did:web:tool.test"}


def test_a33_no_site_has_another_ones_keys(installation: Installation, badge: UUID) -> None:
    assert badge
    with installation.database.writing() as session:
        other = Site(slug="other", name="Other", issuer="https://other.test", timezone="UTC")
        session.add(other)
        session.flush()
        keys.badge_key(session, vault_of(installation), other.id)
    documents = [
        ask(installation, f"/s/{slug}/did.json").json for slug in (installation.site.slug, "other")
    ]
    multikeys = [
        {each["publicKeyMultibase"] for each in told["verificationMethod"]} for told in documents
    ]
    assert multikeys[0]
    assert multikeys[0].isdisjoint(multikeys[1])


def test_a_list_is_signed_and_sets_the_bit_of_what_was_revoked(
    installation: Installation, badge: UUID
) -> None:
    address = address_of_list(installation, badge)
    index = row(installation, badge).status_index
    before = ask(installation, address)
    assert before.json["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    assert not status_list.is_set(before.json["credentialSubject"]["encodedList"], index)
    revoke(installation, badge, "By mistake.")
    after = ask(installation, address)
    assert status_list.is_set(after.json["credentialSubject"]["encodedList"], index)
    assert before.headers["Cache-Control"] == "public, max-age=60"
    assert b"mistake" not in after.data


def test_a_list_that_has_not_changed_is_not_sent_again(
    installation: Installation, badge: UUID, clock: Clock
) -> None:
    address = address_of_list(installation, badge)
    first = ask(installation, address)
    again = {"If-None-Match": first.headers["ETag"]}
    unchanged = ask(installation, address, headers=again)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["ETag"] == first.headers["ETag"]
    revoke(installation, badge, "By mistake.")
    assert ask(installation, address, headers=again).status_code == 200
    clock.shift(timedelta(hours=1))
    assert ask(installation, address, headers=again).status_code == 200


def test_a15_a_list_tells_nothing_of_who_is_meant(
    installation: Installation, badge: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    address = address_of_list(installation, badge)
    encoded = ask(installation, address).json["credentialSubject"]["encodedList"]
    assert not status_list.is_set(encoded, SIZE - 1)
    assert address not in caplog.text
    assert ask(installation, "/healthz").status_code == 200
    assert "/healthz" in caplog.text


def test_a15_badges_of_one_run_stand_at_random_places_of_one_list(
    installation: Installation,
) -> None:
    people = installation.fill().people
    kind = achievement(installation)
    made = [award(installation, kind, people[str(each)]) for each in (100, 101, 102, 103, 104)]
    with installation.database.reading() as session:
        rows = [session.get_one(Badge, each) for each in made]
    places = [each.status_index for each in rows]
    assert len({each.status_list_id for each in rows}) == 1
    assert [b - a for a, b in pairwise(places)] != [1, 1, 1, 1]


@pytest.mark.parametrize(
    "address",
    ["/s/nobody/did.json", "/status/1", f"/status/{10**12}", "/issuers/nobody", "/status/-1"],
)
def test_what_is_not_there_is_not_found(installation: Installation, address: str) -> None:
    assert ask(installation, address).status_code == 404


def test_an_issuer_is_a_page_for_people_and_a_profile_for_programs(
    installation: Installation,
) -> None:
    address = f"/issuers/{installation.site.slug}"
    page = ask(installation, address, headers={"Accept": "text/html"})
    assert f"did:web:tool.test:s:{installation.site.slug}" in main_of(page)
    profile = ask(installation, address, headers=DOCUMENT)
    assert profile.mimetype == "application/ld+json"
    assert profile.json["type"] == ["Profile"]
    assert profile.json["url"] == f"https://tool.test{address}"
    assert "Accept" in page.vary
    assert "Accept" in profile.vary


def test_an_achievement_is_a_page_a_document_and_a_picture(installation: Installation) -> None:
    address = f"/achievements/{achievement(installation)}"
    page = ask(installation, address)
    assert "Finish every part of" in main_of(page)
    for told in (
        ask(installation, address, headers=DOCUMENT),
        ask(installation, f"{address}.json"),
    ):
        assert told.json["id"] == f"https://tool.test{address}"
        assert told.json["achievementType"] == "CertificateOfCompletion"
        assert told.json["image"]["id"] == f"https://tool.test{address}.png"
    assert ask(installation, f"{address}.png").data == png()


def test_a23_a_drawing_by_itself_runs_and_loads_nothing(installation: Installation) -> None:
    answer = ask(installation, f"/achievements/{achievement(installation)}.svg")
    assert answer.data == SVG
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_achievement_that_is_still_designed_is_not_found(installation: Installation) -> None:
    draft = achievement(installation, active_from=None)
    for form in ("", ".json", ".png", ".svg"):
        assert ask(installation, f"/achievements/{draft}{form}").status_code == 404
    award(installation, draft, installation.fill().people["102"])
    assert ask(installation, f"/achievements/{draft}").status_code == 200
    assert ask(installation, f"/achievements/{uuid4()}").status_code == 404


def test_an_achievement_that_is_retired_says_so(installation: Installation) -> None:
    retired = achievement(installation)
    with installation.database.writing() as session:
        found = session.scalars(select(Achievement)).one()
        found.retired_at = found.active_from
    assert "It is not awarded any more" in main_of(ask(installation, f"/achievements/{retired}"))


def test_everything_of_it_is_closed_to_search_engines(installation: Installation) -> None:
    kind = achievement(installation)
    for form in (".json", ".png", ".svg"):
        assert ask(installation, f"/achievements/{kind}{form}").headers["X-Robots-Tag"] == "noindex"
    assert 'content="noindex"' in ask(installation, f"/achievements/{kind}").text
