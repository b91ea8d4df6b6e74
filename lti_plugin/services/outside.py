"""Items of the catalogue that are done outside Moodle: entered, and retired, by L&D admins.

They are offered like courses, on a path they are asked for as an assignment, and whoever leads the
person, or an L&D admin, confirms that they are done.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import catalogue_rules, course_values, editing
from lti_plugin.services.assignments import MODES
from lti_plugin.services.course_desk import REVIEWED
from lti_plugin.services.editing import Wish
from lti_plugin.store import jobs
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import SCORE

ADDED, RETIRED, RETURNED = "item added", "item retired", "item offered again"


def add(
    session: Session, site_id: UUID, values: Mapping[str, Any], taught: Wish, actor: str
) -> Course:
    """Enter an item with what it teaches.

    Raises
    ------
    BadInput
        When it has no title, or its way of learning is none of those outside Moodle.
    NotFound
        When there is no such skill.
    """
    checked = course_values.checked({"title": "", **values}, ours=True)
    check_mode(checked.get("mode"))
    checked.pop(REVIEWED, None)
    course = Course(site_id=site_id, ours=True, tags=[], extra={}, **checked)
    session.add(course)
    session.flush()
    catalogue_rules.apply(catalogue_rules.of_site(session, site_id), [course])
    editing.change(session, site_id, course.id, Wish(taught=taught.taught), actor)
    _log(session, course, ADDED, actor)
    return course


def retire(
    session: Session, site_id: UUID, course_id: UUID, actor: str, version: int | None = None
) -> Course:
    """Offer an item no more; who has done it keeps that, and it can be offered again."""
    course = _ours(session, site_id, course_id, version)
    if course.gone_at is None:
        course.gone_at = now()
        course.edits += 1
        _log(session, course, RETIRED, actor)
    return course


def offer_again(session: Session, site_id: UUID, course_id: UUID, actor: str) -> Course:
    """Offer an item again that was retired."""
    course = _ours(session, site_id, course_id, None)
    if course.gone_at is not None:
        course.gone_at = None
        course.edits += 1
        _log(session, course, RETURNED, actor)
    return course


def check_mode(mode: str | None) -> None:
    """Refuse a way of learning for which nobody could confirm that it is done."""
    if mode not in MODES:
        raise BadInput("Choose what it is.", hint=", ".join(MODES))


def _ours(session: Session, site_id: UUID, course_id: UUID, version: int | None) -> Course:
    course = editing.held(session, site_id, course_id, version)
    if not course.ours:
        raise BadInput("A course of Moodle is hidden or deleted there, or left out here.")
    return course


def _log(session: Session, course: Course, action: str, actor: str) -> None:
    details = {"course": course.title, "course_id": str(course.id)}
    session.add(AuditEntry(site_id=course.site_id, actor=actor, action=action, details=details))
    session.flush()
    jobs.enqueue(session, course.site_id, SCORE, afresh=True)
