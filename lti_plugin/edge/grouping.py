"""Asks Moodle what making a cohort real would change, for the page and for programs alike."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import current_app, g

from lti_plugin.edge import visits
from lti_plugin.errors import NotFound
from lti_plugin.extensions import db
from lti_plugin.lti.roles import ADMIN
from lti_plugin.services import cohorts, making, whereabouts
from lti_plugin.services import sites as site_service
from lti_plugin.services.cohorts import Card
from lti_plugin.services.making import Wish
from lti_plugin.store import made, sites
from lti_plugin.store.courses import Course
from lti_plugin.store.made import MadeGroup

# Why an L&D admin has to do it.
OTHER_COURSE, NOT_TEACHER = "other_course", "not_teacher"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen: ``row`` is what would be made, None where ``why`` only an admin can do it."""

    card: Card
    wish: Wish
    row: MadeGroup | None
    why: str = ""


def course() -> Course:
    """Return the course of this visit, and never one that it was copied from.

    Raises
    ------
    NotFound
        When it is not known yet.
    """
    visit = g.visit
    found = whereabouts.course_of(db.session, visit.site_id, visit.context_id, {})
    if found is None:
        raise NotFound("This course has not been read from Moodle yet.")
    return found


def wished(cohort_id: UUID) -> Looked:
    """Return what a cohort of this course would be, without asking Moodle anything.

    Raises
    ------
    NotFound
        When there is no such cohort in this course.
    """
    visit = g.visit
    card = cohorts.one(db.session, course(), cohort_id)
    teacher = None if visit.audience == ADMIN else visit.person_id
    why = OTHER_COURSE if card.after is not None and teacher is not None else ""
    wish = making.wish(db.session, card, visits.actor(), teacher)
    return Looked(card, wish, None, why)


def look(cohort_id: UUID) -> Looked:
    """Ask Moodle who is in the course and who may change it, and keep what would change.

    Raises
    ------
    BadInput, NotFound
        When there is no such cohort in this course, or its course is not in Moodle.
    ConnectorError
        When Moodle does not tell.
    """
    visit, vault = g.visit, current_app.extensions["vault"]
    seen = wished(cohort_id)
    if seen.why:
        return seen
    card, wish = seen.card, seen.wish
    number = making.moodle_id(db.session, visit.site_id, card.course.id)
    site = sites.get(db.session, visit.site_id)
    db.session.expunge_all()
    db.session.rollback()  # nobody waits for us while we wait for Moodle
    with site_service.outgoing(current_app.config["FINGERPOST"]) as http:
        writer = site_service.writer(site, vault, http)
        inside = writer.members(number)
        if wish.teacher is not None:
            if not making.teaches(db.session, visit.site_id, wish.teacher, inside):
                return Looked(card, wish, None, NOT_TEACHER)
            db.session.rollback()
        group = making.group_of(writer, wish.kind, number, wish.id_number)
    with visits.writing() as session:
        row = making.plan(session, visit.site_id, wish, inside, group)
    return Looked(card, wish, row)


def mine(group_id: UUID) -> MadeGroup:
    """Return what was made, for an L&D admin or the teacher who looked at it, in its course.

    Raises
    ------
    NotAllowed, NotFound
        When it is not theirs, or not of this site.
    """
    visit = g.visit
    row = made.get(db.session, visit.site_id, group_id)
    if visit.audience != ADMIN:
        making.check(row, course().id, visit.person_id)
    return row
