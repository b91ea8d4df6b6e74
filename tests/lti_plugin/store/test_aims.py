"""What people aim at and what was suggested to them: the newest counts, each on its own site."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from lti_plugin.store import aims
from lti_plugin.store.aims import Decision, LearningTime
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from tests.support.standing import add_person


@pytest.fixture
def ada(database: Database, site: Site) -> UUID:
    return add_person(database, site, "Ada")


def _role(database: Database, site: Site, name: str) -> UUID:
    with database.writing() as session:
        role = Role(site_id=site.id, name=name)
        session.add(role)
        session.flush()
        return role.id


def _aim(database: Database, site: Site, person: UUID, role: UUID | None) -> None:
    with database.writing() as session:
        aims.aim_at(session, site.id, person, role)


def test_the_newest_choice_counts_and_none_is_a_choice(
    database: Database, site: Site, ada: UUID
) -> None:
    baker, clerk = (_role(database, site, name) for name in ("Baker", "Clerk"))
    with database.reading() as session:
        assert aims.of_people(session, site.id, [ada]) == {}
    for chosen in (baker, clerk, None):
        before = now()
        _aim(database, site, ada, chosen)
        with database.reading() as session:
            aim = aims.of_people(session, site.id, [ada])[ada]
            assert aim.role_id == chosen
            assert before <= aim.set_at <= now()


def test_an_aim_goes_with_its_role(database: Database, site: Site, ada: UUID) -> None:
    baker = _role(database, site, "Baker")
    _aim(database, site, ada, baker)
    with database.writing() as session:
        session.delete(session.get_one(Role, baker))
    with database.reading() as session:
        assert aims.of_people(session, site.id, [ada]) == {}


def test_nobody_aims_at_a_role_of_another_site(
    database: Database, site: Site, elsewhere: Site, ada: UUID
) -> None:
    other = _role(database, elsewhere, "Baker")
    with pytest.raises(IntegrityError):
        _aim(database, site, ada, other)
    with pytest.raises(IntegrityError):
        _aim(database, elsewhere, ada, other)


def test_suggestions_come_the_newest_first(database: Database, site: Site, ada: UUID) -> None:
    grace = add_person(database, site, "Grace")
    with database.writing() as session:
        for days, rule in ((2, "R4"), (0, "R2"), (1, "R3")):
            row = {"site_id": site.id, "person_id": ada, "kind": "upskill"}
            at = now() - timedelta(days=days)
            session.add(Decision(**row, rule=rule, suggested_at=at))
    with database.reading() as session:
        found = aims.decisions(session, site.id, ada)
        latest = aims.latest_decision(session, site.id, ada)
        assert [row.rule for row in found] == ["R2", "R3", "R4"]
        assert latest is not None
        assert latest.rule == "R2"
        assert aims.decisions(session, site.id, grace) == []
        assert aims.latest_decision(session, site.id, grace) is None


def test_when_somebody_learns_is_kept_once(database: Database, site: Site, ada: UUID) -> None:
    slots = [[1, 540, 60], [3, 540, 60]]
    with database.writing() as session:
        session.add(LearningTime(site_id=site.id, person_id=ada, slots=slots, hours=6))
    with database.reading() as session:
        found = aims.learning_time(session, site.id, ada)
        assert found is not None
        assert (found.slots, found.hours) == (slots, 6)
        assert aims.learning_time(session, site.id, add_person(database, site, "Grace")) is None
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(LearningTime(site_id=site.id, person_id=ada))
