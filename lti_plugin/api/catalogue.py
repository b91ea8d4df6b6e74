"""The catalogue as an L&D admin keeps it: the list, and one course with all about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import catalogue as schemas
from lti_plugin.extensions import db
from lti_plugin.services import (
    course_skills,
    equivalents,
    folders,
    shelf_list,
    suggestions,
    tokens,
    upkeep,
)
from lti_plugin.services.shelf_list import MARKS, NO_SKILLS, UNTIED, Line, Wanted
from lti_plugin.services.upkeep import NO_SKILL, NOT_ASKED_FOR
from lti_plugin.store import course_edits, courses, picks, prerequisites
from lti_plugin.store.base import now
from lti_plugin.store.course_edits import VALUE
from lti_plugin.store.courses import Course
from lti_plugin.store.picks import Pick

resource = Resource("catalogue", "What the catalogue holds, and what to look at in it.")
COLUMNS = (
    "id",
    "title",
    "url",
    "level",
    "mode",
    "duration_minutes",
    "cost",
    "language",
    "reviewed_at",
    "modified_at",
    "skills_changed_at",
)
FLAGS = {name.replace("-", "_"): name for name in MARKS}
OF_A_PIN = ("id", "kind", "audience_kind", "audience", "starts_on", "ends_on")


@resource.answers(
    "GET",
    "/catalogue",
    schemas.Catalogue,
    query=schemas.WantedCourses,
    also=(403, 422),
    person=False,
    scope=tokens.READ_CATALOGUE,
)
def list_catalogue(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the courses of the catalogue, or those to look at; for L&D admins."""
    reader.admins_only()
    texts = ("category", "tag", "mode", "level", "language", "state")
    filters = Wanted(
        text=wanted["q"],
        marks=frozenset(name for flag, name in FLAGS.items() if wanted[flag]),
        **{name: wanted[name] for name in texts},
    )
    found = shelf_list.of_site(db.session, g.visit.site_id, filters, now()).lines
    some = found[wanted["offset"] : wanted["offset"] + wanted["limit"]]
    limit = upkeep.review_limit(db.session, g.visit.site_id, now())
    return {"items": [_line(each, limit) for each in some], "total": len(found)}


@resource.answers(
    "GET",
    "/catalogue/<uuid:course_id>",
    schemas.WholeCourse,
    also=(403, 404),
    person=False,
    scope=tokens.READ_CATALOGUE,
)
def one_course(course_id: UUID) -> dict[str, Any]:
    """Tell all about one course; for L&D admins."""
    reader.admins_only()
    return whole(db.session, courses.get(db.session, g.visit.site_id, course_id))


def whole(session: Session, course: Course) -> dict[str, Any]:
    """Return all about a course."""
    site_id = course.site_id
    needed = courses.by_ids(session, site_id, prerequisites.of_course(session, site_id, course.id))
    edits = course_edits.of_courses(session, site_id, [course.id]).get(course.id, {})
    named = picks.people_of(session, site_id)
    return _line(_one(session, course), upkeep.review_limit(session, course.site_id, now())) | {
        "version": course.edits,
        "included": course.included,
        "ours": course.ours,
        "summary": course.summary,
        "skills": [
            {
                "id": skill.id,
                "name": skill.name,
                "outcome": link.outcome,
                "entry": link.entry,
                "ours": link.origin == suggestions.PERSON,
            }
            for skill, link in course_skills.links(session, course)
        ],
        "suggested": [
            {
                "id": each.skill.id,
                "name": each.skill.name,
                "words": each.found.words,
                "where": each.found.where,
            }
            for each in suggestions.of_course(session, course)
        ],
        "prerequisites": [_ref(each) for each in sorted(needed, key=lambda row: row.title)],
        "equivalents": [_ref(each) for each in equivalents.of_course(session, course)],
        "pins": [
            pin(row, len(named.get(row.id, ())))
            for row in picks.of_course(session, site_id, course.id)
        ],
        "edits": [
            {"field": name, "source": edit.source.get(VALUE), "news": edit.is_news}
            for name, edit in sorted(edits.items())
        ],
    }


def pin(row: Pick, people: int) -> dict[str, Any]:
    """Return a pin or hide; of a list of people how many there are."""
    return {name: getattr(row, name) for name in OF_A_PIN} | {"people": people}


def _one(session: Session, course: Course) -> Line:
    """Return a course as the list has it, though the list might not show it."""
    known = folders.of_site(session, course.site_id)
    marks = shelf_list.marks_of(session, course.site_id, [course], now())
    return shelf_list.line(course, known, marks)


def _line(line: Line, limit: datetime) -> dict[str, Any]:
    course = line.course
    stale = upkeep.staleness(course, now(), limit)
    untied = NO_SKILL if NO_SKILLS in line.marks else NOT_ASKED_FOR
    return {name: getattr(course, name) for name in COLUMNS} | {
        "state": line.state,
        "category": line.category,
        "tags": [str(tag) for tag in course.tags],
        "marks": [name for name in MARKS if name in line.marks],
        "untied": untied if UNTIED in line.marks else None,
        "stale": stale.why if stale else (),
        "weak": stale is not None and stale.weak,
    }


def _ref(course: Course) -> dict[str, Any]:
    return {"id": course.id, "name": course.title}
