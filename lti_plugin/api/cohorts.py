"""The cohorts and the class of a visit's course, for its teachers: in counts, without names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import cohorts as schemas
from lti_plugin.edge import grouping, visits
from lti_plugin.errors import NotAllowed, NotFound
from lti_plugin.extensions import db
from lti_plugin.lti.roles import ADMIN
from lti_plugin.services import (
    class_progress,
    class_skills,
    cohorts,
    course_feedback,
    making,
    whereabouts,
)
from lti_plugin.services.class_progress import FINISHED, STALLED
from lti_plugin.services.cohorts import Card
from lti_plugin.store import made
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course

resource = Resource("cohorts", "Groups of people who are ready for a course, for its teachers.")


@resource.answers("GET", "/cohorts", schemas.Cohorts, also=(403, 404), person=False)
def list_cohorts() -> dict[str, Any]:
    """List the cohorts for the course of this visit, and of its finishers for what comes next."""
    reader.teachers_only()
    return _told(db.session)


@resource.answers(
    "GET",
    "/cohorts/class",
    schemas.CourseClass,
    query=schemas.WantedCourseClass,
    also=(403, 404, 422),
    person=False,
)
def get_class(wanted: dict[str, Any]) -> dict[str, Any]:
    """Count where the class of this course stands in its skills, who finished and who stalls.

    Own ratings count for those alone who agreed that their teachers see them.
    """
    reader.teachers_only()
    here = _here(db.session)
    ids = class_progress.members_of(db.session, here)
    found = class_skills.of_people(db.session, here, ids, now().date())
    paces = class_progress.of_people(db.session, here, ids, wanted["weeks"])
    states = [each.state for each in paces.values()]
    return {
        "course": {"id": here.id, "name": here.title},
        "people": len(states),
        "finished": states.count(FINISHED),
        "stalled": states.count(STALLED),
        "skills": [
            {
                "skill": lesson.name,
                "entry": lesson.entry,
                "outcome": lesson.outcome,
                "below": count.below,
                "begins": count.begins,
                "reached": count.reached,
                "not_assessed": count.unknown,
            }
            for lesson, count in zip(found.lessons, found.counts, strict=True)
        ],
    }


@resource.answers("GET", "/cohorts/<uuid:cohort_id>", schemas.Cohort, also=(403, 404), person=False)
def get_cohort(cohort_id: UUID) -> dict[str, Any]:
    """Tell one cohort of this course; another course's is not found."""
    reader.teachers_only()
    return _card(cohorts.one(db.session, _here(db.session), cohort_id))


@resource.answers(
    "PUT",
    "/cohorts/limits",
    schemas.Cohorts,
    body=schemas.CohortLimits,
    also=(400, 403, 404, 415, 422),
)
def put_cohort_limits(said: dict[str, Any]) -> dict[str, Any]:
    """Keep how small and large the cohorts of this course are to be, and make them anew."""
    reader.teachers_only()
    with visits.writing() as session:
        limits = (said["least"], said["most"], said["spread"])
        cohorts.limit(session, _here(session), limits, visits.actor())
    return _told(db.session)


@resource.answers(
    "POST",
    "/cohorts/<uuid:cohort_id>/groups",
    schemas.MadeGroup,
    status=201,
    also=(400, 403, 404, 502, 503),
)
def preview_group(cohort_id: UUID) -> dict[str, Any]:
    """Ask Moodle what making this cohort real would change for each person; nothing is changed.

    A teacher gets a group of the course, an L&D admin a cohort of the site. 403: only an L&D admin
    can make it, and may be asked to.
    """
    reader.teachers_only()
    found = grouping.look(cohort_id)
    if found.row is None:
        raise NotAllowed(
            _("Only an L&D admin can make this cohort."),
            hint=_("Ask one with a request."),
        )
    return _made(found.row.id)


@resource.answers(
    "POST",
    "/cohorts/<uuid:cohort_id>/request",
    schemas.Filed,
    body=schemas.Words,
    status=201,
    also=(400, 403, 404, 415, 422),
)
def request_group(said: dict[str, Any], cohort_id: UUID) -> dict[str, Any]:
    """Ask an L&D admin to make this cohort real."""
    reader.teachers_only()
    found = grouping.wished(cohort_id)
    with visits.writing() as session:
        place = (session, g.visit.site_id, g.visit.person_id)
        return {"id": making.hand_on(*place, found.wish, said["text"]).id}


@resource.answers("GET", "/cohorts/groups/<uuid:group_id>", schemas.MadeGroup, also=(403, 404))
def get_group(group_id: UUID) -> dict[str, Any]:
    """Tell what would change in Moodle, or what became of each person."""
    reader.teachers_only()
    return _made(group_id)


@resource.answers(
    "POST",
    "/cohorts/groups/<uuid:group_id>/make",
    schemas.MadeGroup,
    status=202,
    also=(403, 404),
)
def make_group(group_id: UUID) -> dict[str, Any]:
    """Have it made in Moodle; asked again, it goes on with what is missing."""
    reader.teachers_only()
    grouping.mine(group_id)
    with visits.writing() as session:
        making.ask(session, g.visit.site_id, group_id, visits.actor())
    return _made(group_id)


@resource.answers(
    "POST",
    "/cohorts/feedback",
    schemas.Filed,
    body=schemas.CourseDefect,
    status=201,
    also=(400, 403, 404, 415, 422),
)
def give_course_feedback(said: dict[str, Any]) -> dict[str, Any]:
    """Tell the L&D team what is wrong with what is known of this course."""
    reader.teachers_only()
    with visits.writing() as session:
        row = course_feedback.give(session, _here(session), g.visit.person_id, **said)
        return {"id": row.id}


def _made(group_id: UUID) -> dict[str, Any]:
    row = grouping.mine(group_id)
    found = made.members(db.session, row.site_id, row.id)
    everybody = g.visit.audience == ADMIN
    same = ("id", "kind", "name", "id_number", "state", "problem", "said", "ended_at")
    return {name: getattr(row, name) for name in same} | {
        "people": [
            {
                "name": person.name if everybody or making.is_shown(each) else None,
                "expected": each.expected,
                "outcome": each.outcome,
                "problem": each.problem,
                "said": each.said,
            }
            for each, person in found
        ]
    }


def _here(session: Session) -> Course:
    """Return the course of this visit, and never one that it was copied from."""
    visit = g.visit
    found = whereabouts.course_of(session, visit.site_id, visit.context_id, {})
    if found is None:
        raise NotFound(_("This course has not been read from Moodle yet."))
    return found


def _told(session: Session) -> dict[str, Any]:
    here = _here(session)
    found = cohorts.of_course(session, here)
    return {
        "course": {"id": here.id, "name": here.title},
        "limits": found.limits,
        "made_at": found.made_at,
        "ready": [{"month": month, "people": number} for month, number in found.ready.items()],
        "waiting": found.waiting,
        "here": [_card(each) for each in found.here],
        "following": [_card(each) for each in found.following],
    }


def _card(each: Card) -> dict[str, Any]:
    row = each.cohort
    return {
        "id": row.id,
        "course": {"id": each.course.id, "name": each.course.title},
        "after": {"id": each.after.id, "name": each.after.title} if each.after else None,
        "month": row.month,
        "people": each.size,
        "departments": row.departments,
        "skill": each.skill,
        "level": row.level,
        "required": row.required,
        "coverage_before": row.coverage,
        "coverage_after": min(1.0, row.coverage + row.gain),
        "sessions": [{"start": start, "end": end} for start, end in each.sessions],
        "free": row.free,
        "asked": row.asked,
    }
