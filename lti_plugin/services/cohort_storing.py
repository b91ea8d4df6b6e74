"""Keeps what was made of people's steps, in the place of what was kept before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from lti_plugin.services.cohort_groups import Made
from lti_plugin.services.cohort_making import Key, OfCourse
from lti_plugin.store.base import now, quietly
from lti_plugin.store.cohorts import Cohort, CohortMember, CohortStep
from lti_plugin.store.crowds import still_here


def put(session: Session, site_id: UUID, found: Mapping[UUID, OfCourse]) -> int:
    """Keep the steps and cohorts of these courses; return how many cohorts there are.

    Who was erased meanwhile is in none.
    """
    steps = [
        {"id": uuid4(), "site_id": site_id, "course_id": id, **step}
        for id, each in found.items()
        for step in each.steps
    ]
    here = still_here(session, site_id, {step["person_id"] for step in steps})
    mine = CohortStep.site_id == site_id, CohortStep.course_id.in_(list(found))
    session.execute(quietly(delete(CohortStep).where(*mine)))
    kept = [step for step in steps if step["person_id"] in here]
    if kept:
        session.execute(insert(_table(CohortStep)), kept)
    return put_cohorts(session, site_id, {id: each.cohorts for id, each in found.items()})


def put_cohorts(
    session: Session, site_id: UUID, found: Mapping[UUID, Mapping[Key, Sequence[Made]]]
) -> int:
    """Keep the cohorts for these courses and of their finishers; return how many there are."""
    _clear(session, site_id, found)
    every = [(key, each) for own in found.values() for key, made in own.items() for each in made]
    here = still_here(session, site_id, {who for _, each in every for who in each.people})
    rows: list[dict[str, Any]] = []
    members: list[dict[str, Any]] = []
    at = now()
    for (course, after), each in every:
        place = {"site_id": site_id, "course_id": course}
        rows.append({"id": uuid4(), **place, "after_id": after, **each.values, "made_at": at})
        members += [
            {"id": uuid4(), **place, "cohort_id": rows[-1]["id"], "person_id": who}
            for who in each.people
            if who in here
        ]
    if rows:
        session.execute(insert(_table(Cohort)), rows)
    if members:
        session.execute(insert(_table(CohortMember)), members)
    return len(rows)


def drop_others(session: Session, site_id: UUID, kept: Collection[UUID]) -> None:
    """Forget the steps and cohorts of all courses but these."""
    query = select(CohortStep.course_id).where(CohortStep.site_id == site_id).distinct()
    present = set(session.scalars(query))
    both = select(Cohort.course_id, Cohort.after_id).where(Cohort.site_id == site_id).distinct()
    present |= {after or course for course, after in session.execute(both)}
    others = list(present.difference(kept))
    mine = CohortStep.site_id == site_id, CohortStep.course_id.in_(others)
    session.execute(quietly(delete(CohortStep).where(*mine)))
    _clear(session, site_id, others)


def _clear(session: Session, site_id: UUID, course_ids: Iterable[UUID]) -> None:
    """Forget the cohorts for these courses of the whole site, and those of their finishers."""
    wanted = list(course_ids)
    own = Cohort.course_id.in_(wanted) & Cohort.after_id.is_(None)
    mine = Cohort.site_id == site_id, own | Cohort.after_id.in_(wanted)
    session.execute(quietly(delete(Cohort).where(*mine)))


def _table(kept: type[CohortStep | Cohort | CohortMember]) -> Table:
    """Return the table itself: rows by the thousand go in a third faster than through the model."""
    return cast(Table, kept.__table__)
