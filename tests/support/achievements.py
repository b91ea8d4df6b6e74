"""A site that awards badges: achievements, and what people have earned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import achievements
from lti_plugin.services.achievements import Thing
from lti_plugin.services.designs import Said
from lti_plugin.store.achievements import COURSE, Achievement
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.skills import Skill

BASE_URL = "https://badges.test"
TEXTS: Mapping[str, Any] = {
    "name": "SQL: Foundations",
    "description": "Reads and joins tables.",
    "criteria": "Finish the course with **60 %** or more.",
}
ESCO_SQL = "http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742"
ONET_TALK = "https://www.onetonline.org/find/descriptor/result/2.A.1.d"


def said(**changes: Any) -> Said:
    """Return what somebody says of an achievement."""
    return Said(**{**TEXTS, **changes})


def created(
    database: Database, site_id: UUID, thing: Thing, *, active: bool = True, **changes: Any
) -> UUID:
    """Keep an achievement, which is awarded from now on unless it is not ``active``."""
    with database.writing() as session:
        row = achievements.create(session, BASE_URL, site_id, thing, said(**changes), "test")
        if active:
            achievements.activate(session, site_id, row.id, "test")
        return row.id


def of_course(database: Database, site_id: UUID, course: UUID, **changes: Any) -> UUID:
    """Keep an achievement of a course."""
    return created(database, site_id, Thing(COURSE, course), **changes)


def finish(database: Database, site_id: UUID, person: UUID, course: UUID, **row: Any) -> None:
    """Let somebody have finished a course just now, or as ``row`` says."""
    at = now()
    with database.writing() as session:
        values = {"completed_at": at, **row}
        session.add(Completion(site_id=site_id, person_id=person, course_id=course, **values))


def give_addresses(database: Database, site_id: UUID) -> None:
    """Give everybody an e-mail address, and two skills their addresses in frameworks."""
    with database.writing() as session:
        for number, person in enumerate(session.scalars(select(Person))):
            person.email = f"person{number}@example.org"
        for skill in session.scalars(select(Skill).where(Skill.site_id == site_id)):
            skill.uri = {"SQL": ESCO_SQL, "Negotiation": ONET_TALK}.get(skill.name)


def held(session: Session, achievement_id: UUID) -> list[tuple[Badge, BadgeHolder]]:
    """Return the badges of an achievement that are somebody's."""
    rows = session.execute(
        select(Badge, BadgeHolder)
        .join(BadgeHolder, BadgeHolder.badge_id == Badge.id)
        .where(Badge.achievement_id == achievement_id)
        .order_by(Badge.awarded_at)
    )
    return [(badge, holder) for badge, holder in rows]


def reload(session: Session, achievement_id: UUID) -> Achievement:
    """Return an achievement as it is now."""
    return session.get_one(Achievement, achievement_id)


LONG_AGO = datetime(2020, 5, 1, 12, tzinfo=UTC)
