"""What many people have finished, are taking and do not want, as the recommender asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from lti_plugin.services import catalogue, picks
from lti_plugin.store import assignments, participation
from lti_plugin.store.assignments import APPROVED, DONE
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.prepared import prepared
from lti_plugin.store.recommendations import LATER, Feedback
from recommender.engine.facts import Person as Asking

Running = Mapping[UUID, Collection[UUID]]


def asking_of(
    session: Session,
    site_id: UUID,
    people: Sequence[Person],
    at: datetime,
    running: Running | None = None,
) -> list[Asking]:
    """Return these people as they ask for courses at a time, in their order; a few queries.

    What they do as an assignment at work counts as the item of the catalogue that it was made of.
    ``running`` are their courses under way, where these are known already.
    """
    ids = [person.id for person in people]
    history = _finished(session, site_id, ids)
    if running is None:
        running = participation.under_way(session, site_id, ids)
    enrolled = {id: {str(course) for course in running.get(id, ())} for id in ids}
    aside = _put_aside(session, site_id, ids, at)
    picked = picks.of_people(session, site_id, people, at.date())
    for row in assignments.of_people(session, site_id, ids, APPROVED, DONE):
        if row.course_id is not None and row.state == DONE:
            history[row.person_id].setdefault(str(row.course_id))
        elif row.course_id is not None:
            enrolled[row.person_id].add(str(row.course_id))
    return [
        Asking(
            facts=catalogue.learner(person),
            history=tuple(history[person.id]),
            enrolled=frozenset(enrolled[person.id]),
            not_for_me=frozenset(c for c, kind in aside[person.id] if kind != LATER),
            later=frozenset(c for c, kind in aside[person.id] if kind == LATER),
            hidden=picked[person.id].hidden,
            at=at,
        )
        for person in people
    ]


def _finished(session: Session, site_id: UUID, people: list[UUID]) -> dict[UUID, dict[str, None]]:
    """Return each person's finished courses once, the oldest first, unknown dates before all.

    Of equal dates, and of unknown ones, the one comes first that was told of first, as in a
    training.
    """
    found: dict[UUID, dict[str, None]] = defaultdict(dict)
    for person_id, course_id in session.execute(*_completions(site_id, people)):
        found[person_id][str(course_id)] = None
    return found


@prepared
def _completions(site_id: Any, people: Any) -> Select[UUID, UUID]:
    # The database leaves out repetitions: some courses are passed anew every month.
    first, told = func.min(Completion.completed_at), func.min(Completion.first_seen_at)
    return (
        select(Completion.person_id, Completion.course_id)
        .where(
            Completion.site_id == site_id,
            Completion.person_id.in_(people),
            Completion.withdrawn_at.is_(None),
        )
        .group_by(Completion.person_id, Completion.course_id)
        .order_by(first.is_(None).desc(), first, told, Completion.course_id)
    )


def _put_aside(
    session: Session, site_id: UUID, people: list[UUID], at: datetime
) -> dict[UUID, list[tuple[str, str]]]:
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for person_id, course_id, kind in session.execute(*_feedback(site_id, people, at)):
        found[person_id].append((str(course_id), kind))
    return found


@prepared
def _feedback(site_id: Any, people: Any, at: Any) -> Select[UUID, UUID, str]:
    return select(Feedback.person_id, Feedback.course_id, Feedback.kind).where(
        Feedback.site_id == site_id,
        Feedback.person_id.in_(people),
        or_(Feedback.until.is_(None), Feedback.until > at),
    )
