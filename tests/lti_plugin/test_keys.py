"""The keys that sign: which one does, which are published, for how long, and until when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from time_machine import TimeMachineFixture

from lti_plugin import keys
from lti_plugin.errors import NotFound
from lti_plugin.keys import lti_jwks, lti_key
from lti_plugin.store.database import Database
from lti_plugin.store.keys import BADGE, SigningKey
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.key_ring import Ring


def test_what_the_key_signs_verifies_with_the_published_set(
    database: Database, vault: Vault
) -> None:
    with database.writing() as session:
        key = lti_key(session, vault)
        token = jwt.encode({"alg": "RS256", "kid": key.kid}, {"sub": "tool"}, key)
        published = lti_jwks(session, vault)
    assert jwt.decode(token, KeySet.import_key_set(published)).claims == {"sub": "tool"}


def test_only_public_members_are_published(database: Database, vault: Vault) -> None:
    with database.writing() as session:
        (key,) = lti_jwks(session, vault)["keys"]
        stored = session.query(SigningKey).one()
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
    assert "PRIVATE" not in stored.private


@pytest.fixture
def ring(database: Database, vault: Vault) -> Ring:
    """The keys for LTI."""
    return Ring(database, vault)


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> TimeMachineFixture:
    """The clock, running on from now until it is moved."""
    time_machine.move_to(datetime.now(UTC), tick=True)
    return time_machine


def test_the_first_key_is_made_once(ring: Ring) -> None:
    assert ring.published() == []
    first = ring.signs()
    assert ring.signs() == first
    assert ring.published() == [first]


def test_reading_the_published_keys_never_writes(ring: Ring) -> None:
    with ring.database.reading() as session:
        assert keys.published_lti_jwks(session) is None
    first = ring.signs()
    with ring.database.reading() as session:
        published = keys.published_lti_jwks(session)
    assert published is not None
    assert [key["kid"] for key in published["keys"]] == [first]


def test_the_old_key_signs_until_others_can_know_the_new_one(
    ring: Ring, clock: TimeMachineFixture
) -> None:
    old = ring.signs()
    clock.shift(1)
    new = ring.rotate()
    assert ring.published() == [new, old]
    clock.shift(keys.CACHED - timedelta(minutes=1))
    assert ring.signs() == old
    clock.shift(timedelta(minutes=2))
    assert ring.signs() == new
    assert ring.published() == [new, old]


def test_a_rotation_at_once_lets_the_new_key_sign_and_keeps_the_old_one_published(
    ring: Ring,
) -> None:
    old = ring.signs()
    new = ring.rotate(lead=timedelta(0))
    assert ring.signs() == new
    assert set(ring.published()) == {old, new}


@pytest.mark.parametrize(("days", "there"), [(29, True), (31, False)])
def test_the_old_lti_key_is_published_for_the_overlap(
    ring: Ring, clock: TimeMachineFixture, days: int, there: bool
) -> None:
    old = ring.signs()
    clock.shift(1)
    new = ring.rotate()
    clock.shift(timedelta(days=days))
    assert ring.published() == ([new, old] if there else [new])
    assert ring.states()[old] == (keys.PUBLISHED if there else keys.OVER)
    with ring.database.writing() as session:
        assert {key["kid"] for key in lti_jwks(session, ring.vault)["keys"]} == set(
            ring.published()
        )


def test_what_the_old_key_signed_verifies_during_the_overlap(
    ring: Ring, clock: TimeMachineFixture
) -> None:
    with ring.database.writing() as session:
        key = lti_key(session, ring.vault)
        token = jwt.encode({"alg": "RS256", "kid": key.kid}, {"sub": "tool"}, key)
    ring.rotate()
    clock.shift(timedelta(days=20))
    with ring.database.writing() as session:
        published = lti_jwks(session, ring.vault)
    assert jwt.decode(token, KeySet.import_key_set(published)).claims == {"sub": "tool"}


def test_a_rotation_within_the_lead_of_another_does_not_put_the_first_one_off(
    ring: Ring, clock: TimeMachineFixture
) -> None:
    first = ring.signs()
    clock.shift(1)
    second = ring.rotate()
    clock.shift(timedelta(minutes=30))
    third = ring.rotate()
    assert ring.published() == [third, second, first]
    assert ring.signs() == first
    clock.shift(timedelta(minutes=31))
    assert ring.signs() == second
    clock.shift(timedelta(minutes=30))
    assert ring.signs() == third
    assert list(ring.states().values()) == [keys.PUBLISHED, keys.PUBLISHED, keys.SIGNS]


def test_of_the_keys_in_use_only_the_oldest_is_said_to_sign(ring: Ring) -> None:
    old = ring.signs()
    new = ring.rotate()
    assert ring.states() == {old: keys.SIGNS, new: keys.IN_USE}


def test_a_withdrawn_key_is_neither_used_nor_published(ring: Ring) -> None:
    old = ring.signs()
    new = ring.rotate()
    ring.withdraw(old)
    assert ring.signs() == new
    assert ring.published() == [new]
    assert ring.states() == {old: keys.WITHDRAWN, new: keys.SIGNS}


def test_the_last_key_is_replaced_when_it_is_withdrawn(ring: Ring) -> None:
    only = ring.signs()
    ring.withdraw(only)
    (published,) = ring.published()
    assert published != only
    assert ring.signs() == published


def test_a_successor_that_is_withdrawn_is_replaced_before_it_was_to_sign(
    ring: Ring, clock: TimeMachineFixture
) -> None:
    old = ring.signs()
    clock.shift(1)
    successor = ring.rotate()
    ring.withdraw(successor)
    published = ring.published()
    assert ring.signs() == old
    assert len(published) == 2
    clock.shift(timedelta(hours=2))
    assert ring.signs() in set(published) - {old}


def test_a_key_that_no_longer_signs_can_be_withdrawn_too(
    ring: Ring, clock: TimeMachineFixture
) -> None:
    old = ring.signs()
    new = ring.rotate()
    clock.shift(timedelta(days=1))
    for _ in range(2):
        ring.withdraw(old)
        assert ring.published() == [new]


def test_an_unknown_key_cannot_be_withdrawn(ring: Ring) -> None:
    with pytest.raises(NotFound, match="There is no key 'x'"):
        ring.withdraw("x")
    assert ring.published() == []


def test_the_key_of_a_badge_stays_published_for_ever(
    database: Database, vault: Vault, site: Site, clock: TimeMachineFixture
) -> None:
    badges = Ring(database, vault, BADGE, site)
    old = badges.signs()
    clock.shift(1)
    new = badges.rotate()
    clock.shift(timedelta(days=20 * 365))
    assert badges.signs() == new
    assert badges.published() == [new, old]
    badges.withdraw(old)
    assert badges.published() == [new]


def test_badge_keys_are_of_another_kind_and_only_their_public_half_is_published(
    database: Database, vault: Vault, site: Site
) -> None:
    Ring(database, vault, BADGE, site).signs()
    with database.reading() as session:
        (key,) = keys.published(session, BADGE, site.id)
    assert key["crv"] == "Ed25519"
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}


def test_rings_do_not_mix(ring: Ring, site: Site) -> None:
    with ring.database.writing() as session:
        other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(other)
    mine, theirs = (Ring(ring.database, ring.vault, BADGE, each) for each in (site, other))
    held = {each: [each.signs()] for each in (ring, mine, theirs)}
    assert len({kid for kids in held.values() for kid in kids}) == 3
    held[mine].append(mine.rotate(lead=timedelta(0)))
    theirs.withdraw(held[theirs].pop())
    held[theirs].append(theirs.signs())
    for each, kids in held.items():
        assert set(each.published()) == set(kids)
        assert each.signs() == kids[-1]


def test_badge_keys_go_with_their_site(ring: Ring, site: Site) -> None:
    Ring(ring.database, ring.vault, BADGE, site).signs()
    lti = ring.signs()
    with ring.database.writing() as session:
        session.delete(session.get_one(Site, site.id))
    assert ring.states() == {lti: keys.SIGNS}
