"""What the grade column of a placed path should hold and does not hold yet, person by person."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import steps
from lti_plugin.services.gradebook import SETTLED, Answer, Due, Mark
from lti_plugin.services.steps import State
from lti_plugin.store import paths as rows
from lti_plugin.store.base import now
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.people import MOODLE, Person, PersonId
from lti_plugin.store.resource_links import ResourceLink

BLOCK = 500


def columns(session: Session, site_id: UUID) -> Sequence[ResourceLink]:
    """Return the activities whose columns are to be filled."""
    return rows.columns(session, site_id)


def due(session: Session, link: ResourceLink) -> list[Due]:
    """Return the marks that an activity's grade column lacks.

    People who are gone are left out, and so is a path of which no step is offered any more: there
    is nothing to measure it by.
    """
    if link.line_item_url is None:
        return []
    found = _graded(session, link)
    wanted: list[Due] = []
    for first in range(0, len(found), BLOCK):
        block = found[first : first + BLOCK]
        reached = steps.states(session, link.site_id, [path for _, path, _ in block])
        wanted += [
            Due(grade.id, _mark(link.registration_id, link.line_item_url, user_id, state))
            for (grade, _, user_id), state in zip(block, reached, strict=True)
            if state.total and state.percent != grade.sent
        ]
    return wanted


def is_there(session: Session, given: Due) -> bool:
    """Say whether a mark may be sent: nothing goes out of somebody erased since the run began."""
    return session.get(PathGrade, given.row_id) is not None


def note(session: Session, link_id: UUID, given: Due, answer: Answer) -> None:
    """Keep what a platform answered to a mark.

    Nothing is kept of somebody erased in the meantime, nor where the activity has another column
    by now: what was sent is not in that one.
    """
    grade = session.get(PathGrade, given.row_id)
    link = session.get(ResourceLink, link_id)
    if grade is None or link is None or link.line_item_url != given.mark.line_item_url:
        return
    if answer.outcome in SETTLED:
        grade.sent, grade.sent_at = given.mark.percent, now()
    grade.problem = answer.problem


def _graded(session: Session, link: ResourceLink) -> list[tuple[PathGrade, Path, str]]:
    """Return everybody's place in a column, their path and their id in Moodle."""
    found = session.execute(
        select(PathGrade, Path, PersonId.value)
        .join(Path, Path.id == PathGrade.path_id)
        .join(Person, Person.id == PathGrade.person_id)
        .join(PersonId, PersonId.person_id == PathGrade.person_id)
        .where(
            PathGrade.site_id == link.site_id,
            PathGrade.resource_link_id == link.id,
            Person.gone_at.is_(None),
            PersonId.kind == MOODLE,
        )
        .order_by(PathGrade.id)
    )
    return [(grade, path, user_id) for grade, path, user_id in found]


def _mark(registration_id: UUID, line_item_url: str, user_id: str, state: State) -> Mark:
    courses = "course" if state.total == 1 else "courses"
    comment = f"{state.done} of {state.total} {courses}"
    return Mark(registration_id, line_item_url, user_id, state.percent, comment)
