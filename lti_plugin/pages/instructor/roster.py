"""The learners of the course that this visit came from, asked of Moodle with nothing else open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g

from lti_plugin.edge import visits
from lti_plugin.edge.calling import calling
from lti_plugin.extensions import db
from lti_plugin.lti.failures import ServiceFailed
from lti_plugin.pages import activity
from lti_plugin.pages.problems import of_service
from lti_plugin.services import classrooms, rosters
from lti_plugin.services.rosters import Seat


@dataclass(frozen=True, slots=True)
class Roster:
    """Who learns in the course; ``seats`` is None where Moodle does not tell, ``problem`` why."""

    seats: list[Seat] | None
    problem: Any = None

    @property
    def named(self) -> bool:
        """Say whether anybody may be shown by name."""
        return any(seat.name for seat in self.seats or ())


def read() -> Roster:
    """Return the learners of this course."""
    link = activity.link(db.session)
    if link is None or link.memberships_url is None:
        return Roster(None)
    address = link.memberships_url
    try:
        with calling() as caller:
            members = classrooms.read(caller, address)
    except ServiceFailed as error:
        return Roster(None, of_service(error))
    here = activity.course_itself(db.session)
    if here is not None:
        course_id = here.id
        with visits.writing(durable=False) as session:
            rosters.note_teachers(session, g.visit.site_id, course_id, members)
    return Roster(rosters.learners(db.session, g.visit.site_id, members))
