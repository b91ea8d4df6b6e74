"""Comes in, decides and rules on a site, each in a transaction of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from lti_plugin.services import standing
from lti_plugin.store import audit, overrides, sites, visits
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.visits import Visit
from tests.support.platform import VOCABULARY

MENTOR = VOCABULARY + "membership#Mentor"


def add_person(database: Database, site: Site, name: str) -> UUID:
    """Return a new person of a site."""
    with database.writing() as session:
        person = Person(site_id=site.id, name=name, extra={})
        session.add(person)
        session.flush()
        return person.id


def comes_as(database: Database, site: Site, person: UUID, *roles: str) -> str:
    """Let somebody launch with these roles; return their audience."""
    with database.writing() as session:
        return audience_of(session, site.id, person, *roles)


def audience_of(session: Session, site_id: UUID, person: UUID, *roles: str) -> str:
    """Return as what somebody comes in with these roles, as a launch would."""
    decided = overrides.of_person(session, site_id, person)
    return standing.audience_of(session, sites.get(session, site_id), decided, person, list(roles))


def decide(
    database: Database, site: Site, person: UUID, admin: bool | None, actor: UUID | None = None
) -> None:
    """Decide whether somebody is an admin."""
    with database.writing() as session:
        standing.decide(session, site.id, person, admin, actor)


def rule(database: Database, site: Site, rules: dict[str, str], actor: UUID | None = None) -> None:
    """Set the rules of a site."""
    with database.writing() as session:
        standing.set_rules(session, site.id, rules, actor)


def log_of(database: Database, site: Site) -> list[tuple[str, str, dict[str, Any]]]:
    """Return who did what, oldest first."""
    with database.reading() as session:
        entries = audit.latest(session, site.id, 50)
        return [(each.actor, each.action, each.details) for each in reversed(entries)]


def list_of(database: Database, site: Site) -> dict[str, bool]:
    """Return what was decided about whom."""
    with database.reading() as session:
        return {person.name: row.admin for person, row in overrides.listed(session, site.id)}


def open_visit(
    database: Database, site: Site, person: UUID | None, audience: str, *roles: str
) -> UUID:
    """Open a visit as a launch with these roles does."""
    with database.writing() as session:
        visit = Visit(
            site_id=site.id,
            person_id=person,
            secret_hash=uuid4().bytes * 2,
            audience=audience,
            claims={"roles": list(roles)} if person else {},
            expires_at=now() + timedelta(hours=8),
        )
        session.add(visit)
        session.flush()
        return visit.id


def is_open(database: Database, visit_id: UUID) -> bool:
    """Say whether a visit is still as its person would come in."""
    with database.reading() as session:
        found = visits.opened(session, visit_id=visit_id)
        assert found is not None
        return standing.is_current(found.override, found.site, found.visit)
