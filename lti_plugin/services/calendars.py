"""A person's dated path as a calendar that their own programme subscribes to."""

from __future__ import annotations

from datetime import UTC
from uuid import UUID

from icalendar import Calendar, Event
from sqlalchemy.orm import Session

from lti_plugin.lti import onetime
from lti_plugin.services import plans
from lti_plugin.services.plans import Planned
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import aims, sites
from lti_plugin.store.base import now

PRODUCT = "-//Fingerpost//path//EN"


def new_address(session: Session, site_id: UUID, person_id: UUID) -> str:
    """Make the secret part of a person's calendar address; an earlier one works no more."""
    secret = onetime.new()
    row = aims.learning_time(session, site_id, person_id)
    if row is None:
        row = aims.LearningTime(site_id=site_id, person_id=person_id, slots=[])
        session.add(row)
    row.calendar_hash = onetime.digest(secret)
    return secret


def close(session: Session, site_id: UUID, person_id: UUID) -> None:
    """Let a person's calendar address work no more."""
    row = aims.learning_time(session, site_id, person_id)
    if row is not None:
        row.calendar_hash = None


def read(session: Session, shelf: Shelf, secret: str) -> bytes | None:
    """Return the calendar of this address (RFC 5545); None where it is nobody's."""
    row = aims.by_calendar(session, onetime.digest(secret))
    if row is None:
        return None
    zone = sites.get(session, row.site_id).timezone
    found = plans.for_person(session, shelf, row.site_id, row.person_id, zone, with_curve=False)
    return bytes(_calendar(row.person_id, found).to_ical())


def _calendar(person_id: UUID, found: Planned | None) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for session in found.schedule.sessions if found and found.schedule else ():
        event = Event()
        courses = [found.courses.get(part.option_id) for part in session.parts] if found else []
        titles = [course.title for course in courses if course is not None]
        event.add("uid", f"{session.start.astimezone(UTC):%Y%m%dT%H%M}-{person_id}")
        event.add("dtstamp", now())
        event.add("dtstart", session.start.astimezone(UTC))
        event.add("dtend", session.end.astimezone(UTC))
        event.add("summary", ", ".join(titles))
        if courses and courses[0] is not None and courses[0].url:
            event.add("url", courses[0].url)
        calendar.add_component(event)
    return calendar
