"""Who stands for a role's profile and its outlook, and what is refused before anybody signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import signing
from lti_plugin.services.signing import Expected
from lti_plugin.store import audit, roles
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from recommender.skills.roles import ENDS, GROWING, REDUNDANCY, SHRINKING, STABLE, UPGRADE
from tests.support.standing import log_of
from tests.support.workforce import ADMIN, HEAD, HR, Workforce


@pytest.fixture
def acme(database: Database, site: Site, tmp_path: Path) -> Workforce:
    """A site with one role."""
    found = Workforce(database, site)
    found.reads(tmp_path, f"{HEAD}\nAnalyst,SQL,3,1\n")
    return found


def analyst(acme: Workforce) -> Role:
    with acme.database.reading() as session:
        return signing.find(session, acme.site.id, "analyst")


def test_a_profile_is_a_draft_until_somebody_signs_it(acme: Workforce) -> None:
    assert analyst(acme).reviewed_at is None
    with acme.database.writing() as session:
        signing.sign_profile(
            session, signing.find(session, acme.site.id, "Analyst"), f"  {HR} ", ADMIN
        )
    found = analyst(acme)
    assert found.reviewed_by == HR
    assert found.reviewed_at is not None
    assert log_of(acme.database, acme.site) == [
        (ADMIN, "role profile signed", {"role": "Analyst", "by": HR})
    ]


def test_a_new_outlook_replaces_the_old_one_altogether(acme: Workforce) -> None:
    acme.signs("Analyst", ENDS, ends_on=date(2027, 1, 1), planned_share=0.2, source="s" * 600)
    found = analyst(acme)
    assert (found.outlook, found.ends_on, found.planned_share) == (ENDS, date(2027, 1, 1), 0.2)
    assert len(found.outlook_source) == signing.LONGEST
    acme.signs("Analyst", GROWING)
    found = analyst(acme)
    assert (found.outlook, found.ends_on, found.planned_share) == (GROWING, None, None)
    assert (found.outlook_signed_on, found.outlook_signed_by) == (now().date(), HR)
    assert [action for _, action, _ in log_of(acme.database, acme.site)] == [
        "role outlook signed"
    ] * 2


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Expected("rosy"), "one of growing, stable"),
        (Expected(ENDS), "from which day"),
        (Expected(SHRINKING, planned_share=-0.1), "a share of today's"),
        (Expected(SHRINKING, planned_share=60), "a share of today's"),
        (Expected(SHRINKING, planned_share=float("nan")), "a share of today's"),
    ],
)
def test_an_outlook_that_cannot_be_is_refused(acme: Workforce, said: Expected, told: str) -> None:
    with pytest.raises(BadInput, match=told), acme.database.writing() as session:
        signing.sign_outlook(
            session, signing.find(session, acme.site.id, "Analyst"), said, HR, ADMIN
        )
    assert analyst(acme).outlook_signed_on is None
    assert log_of(acme.database, acme.site) == []


SIGNATURES: dict[str, Callable[[Session, Role, str], None]] = {
    "profile": lambda session, role, by: signing.sign_profile(session, role, by, ADMIN),
    "outlook": lambda session, role, by: signing.sign_outlook(
        session, role, Expected(GROWING), by, ADMIN
    ),
}


@pytest.mark.parametrize("what", SIGNATURES)
def test_without_a_name_nobody_signs(acme: Workforce, what: str) -> None:
    with pytest.raises(BadInput, match="Say who signs"), acme.database.writing() as session:
        SIGNATURES[what](session, signing.find(session, acme.site.id, "Analyst"), "  ")
    found = analyst(acme)
    assert (found.outlook, found.outlook_signed_by, found.reviewed_by) == (STABLE, None, None)


def test_triggers_are_kept_with_their_day_note_and_source(acme: Workforce) -> None:
    acme.happens("Analyst", UPGRADE, date(2027, 3, 1), "  A new data warehouse. ")
    acme.happens("Analyst", REDUNDANCY)
    with acme.database.reading() as session:
        first, second = roles.triggers(session, acme.site.id, [analyst(acme).id])
    assert (first.kind, first.on, first.note) == (
        UPGRADE,
        date(2027, 3, 1),
        "A new data warehouse.",
    )
    assert (first.source, second.on) == ("board minutes", None)
    with acme.database.reading() as session:
        newest = audit.latest(session, acme.site.id, 1)[0]
    assert newest.details == {"role": "Analyst", "trigger": REDUNDANCY, "on": None}


def test_a_trigger_of_no_kind_is_refused(acme: Workforce) -> None:
    with pytest.raises(BadInput, match="no trigger of this kind"):
        acme.happens("Analyst", "rumour")


def test_an_unknown_role_is_told_with_where_to_look(acme: Workforce, elsewhere: Site) -> None:
    for site, name in ((acme.site, "Baker"), (elsewhere, "Analyst")):
        with pytest.raises(NotFound, match=name), acme.database.reading() as session:
            signing.find(session, site.id, name)
