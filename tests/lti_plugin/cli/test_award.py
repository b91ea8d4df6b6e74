"""`fingerpost award` and `fingerpost badge …`."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.achievements import finish, give_addresses, held, of_course, reload
from tests.support.catalogue import Small
from tests.support.command import CommandLine, failure
from tests.support.standing import log_of


@pytest.fixture
def made(database: Database, site: Site, small: Small) -> UUID:
    """What is awarded for a course that six people finished before, and one finishes now."""
    give_addresses(database, site.id)
    made = of_course(database, site.id, small.courses["2"])
    finish(database, site.id, small.people["100"], small.courses["2"])
    return made


def holders(database: Database, made: UUID) -> list[tuple[Badge, BadgeHolder]]:
    with database.reading() as session:
        return held(session, made)


def test_it_awards_what_was_earned_since_the_activation(
    fingerpost: CommandLine, database: Database, small: Small, made: UUID
) -> None:
    tried = fingerpost("award", "--dry-run")
    assert tried.out == "SQL: Foundations: 1 would get a badge\nNothing was awarded.\n"
    assert holders(database, made) == []
    assert "badges issued: 1" in fingerpost("award").out
    ((_, holder),) = holders(database, made)
    assert holder.person_id == small.people["100"]
    assert json.loads(fingerpost("award", "--json").out)["counts"]["badges_issued"] == 0


@pytest.mark.parametrize("by", ["name", "id"])
def test_the_past_is_awarded_only_when_named(
    fingerpost: CommandLine, database: Database, made: UUID, by: str
) -> None:
    named = str(made) if by == "id" else "sql: FOUNDATIONS"
    tried = json.loads(fingerpost("award", "--backfill", named, "--dry-run", "--json").out)
    assert [(each["people"], each["expired"]) for each in tried] == [(7, 0)]
    assert holders(database, made) == []
    assert "badges issued: 7" in fingerpost("award", "--backfill", named).out
    with database.reading() as session:
        assert reload(session, made).backfill_asked_at is None


def test_an_unknown_achievement_is_answered_with_those_that_are_known(
    fingerpost: CommandLine, database: Database, site: Site, small: Small, made: UUID
) -> None:
    told = failure(fingerpost("award", "--backfill", "Juggling"))
    assert f"There is no badge 'Juggling'. Known are: SQL: Foundations ({made})" in told
    other = of_course(database, site.id, small.courses["4"])
    assert str(other) in failure(fingerpost("award", "--backfill", "SQL: Foundations"))


def test_what_is_not_awarded_at_present_is_not_awarded_for_the_past(
    fingerpost: CommandLine, database: Database, site: Site, small: Small
) -> None:
    draft = of_course(database, site.id, small.courses["2"], active=False)
    assert "activate it first" in failure(fingerpost("award", "--backfill", draft))


def test_a_badge_is_shown_and_revoked(
    fingerpost: CommandLine, database: Database, site: Site, small: Small, made: UUID
) -> None:
    fingerpost("award")
    ((badge, _),) = holders(database, made)
    told = fingerpost("badge", "show", f"urn:uuid:{badge.id}").out
    for line in (
        f"id: urn:uuid:{badge.id}",
        "site: acme",
        "achievement: SQL: Foundations",
        f"person: {small.people['100']}",
        "state: valid",
        "how: completion",
    ):
        assert line in told.splitlines()
    assert "Say why" in failure(fingerpost("badge", "revoke", badge.id, "--reason", " "))
    assert fingerpost("badge", "revoke", badge.id).code == 2
    assert "It is revoked" in fingerpost("badge", "revoke", badge.id, "--reason", "Copied").out
    again = fingerpost("badge", "revoke", badge.id, "--reason", "Another").out
    assert "nothing has changed" in again
    shown = json.loads(fingerpost("badge", "show", badge.id, "--json").out)
    assert (shown["state"], shown["revoked_because"]) == ("revoked", "Copied")
    actor, action, _ = log_of(database, site)[-1]
    assert (actor, action) == ("command line", "badge revoked")


def test_an_id_that_is_none_or_nobodys_is_told(fingerpost: CommandLine, site: Site) -> None:
    assert fingerpost("badge", "show", "42").code == 2
    assert "There is no such badge." in failure(fingerpost("badge", "show", uuid4()))


def test_the_keys_of_badges_as_jwt_are_rotated_for_a_site(
    fingerpost: CommandLine, site: Site
) -> None:
    assert fingerpost("keys", "rotate", "--purpose", "badge-jwt").code == 0
    (row,) = json.loads(fingerpost("keys", "list", "--json").out)
    assert (row["purpose"], row["site"], row["state"]) == ("badge-jwt", "acme", "signs")
