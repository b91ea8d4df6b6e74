"""A cohort's proposed sessions as a calendar (RFC 5545)."""

from __future__ import annotations

from icalendar import Calendar, Event

from lti_plugin.services.cohorts import Card
from lti_plugin.store.base import now

PRODUCT = "-//Fingerpost//cohort//EN"


def of(card: Card) -> bytes:
    """Return the sessions of a cohort as events; nobody's name is in them."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for number, (start, end) in enumerate(card.sessions):
        event = Event()
        event.add("uid", f"{card.cohort.id}-{number}")
        event.add("dtstamp", now())
        event.add("dtstart", start)
        event.add("dtend", end)
        event.add("summary", card.course.title)
        if card.course.url:
            event.add("url", card.course.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
