"""The people of cohorts: what they hold as far as teachers may know, and what is no step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from lti_plugin.services import heard, plans, site_settings
from lti_plugin.services.workforce import Workforce
from lti_plugin.store import choices, consents, sites
from lti_plugin.store.aims import LearningTime
from lti_plugin.store.assignments import APPROVED, DONE, Assignment
from lti_plugin.store.base import now, raw
from lti_plugin.store.choices import Choice
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.recommendations import Feedback
from recommender.skills.pathway.columns import Lines
from recommender.skills.pathway.schedule import Slot


@dataclass(frozen=True, slots=True)
class About:
    """What grouping a person takes; ``kept`` are the weekly slots that they said to keep free.

    ``usual`` is the one that the site proposes to who said none.
    """

    id: UUID
    department: str
    language: str
    kept: tuple[Slot, ...]
    usual: Slot

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return these slots, or the usual one where they said none."""
        return self.kept or (self.usual,)


def about(session: Session, site_id: UUID, staff: Workforce) -> list[About]:
    """Return everybody in the order of their numbers."""
    times = {
        row.person_id: plans.slots_of(row)
        for row in session.scalars(select(LearningTime).where(LearningTime.site_id == site_id))
    }
    usual = site_settings.slot(sites.get(session, site_id))
    rows = session.execute(
        select(raw(Person.id), Person.id, Person.department, Person.language).where(
            Person.site_id == site_id
        )
    )
    found: dict[int, About] = {}
    for own, person_id, department, language in rows:
        if own in staff.people:
            spoken = code_of(language)
            found[staff.people[own]] = About(
                person_id, department or "", spoken, times.get(person_id, ()), usual
            )
    return [found[number] for number in range(len(staff.people))]


def code_of(language: str | None) -> str:
    """Reduce ``de_ch`` or ``de-CH`` to ``de``."""
    return (language or "").strip().lower().replace("_", "-").partition("-")[0]


def lines(
    session: Session, site_id: UUID, staff: Workforce, today: date, *, whole: bool = False
) -> Lines:
    """Return what everybody holds; own ratings count where they may be known.

    Who opted out of cohorts counts as not assessed, unless the ``whole`` of a class is asked for.
    """
    held = heard.of_workforce(session, site_id, staff, today, consents.TEACHERS)
    query = select(raw(Choice.person_id)).where(
        Choice.site_id == site_id, Choice.kind == choices.COHORTS
    )
    hidden, person = staff.marked(session.scalars(query)), staff.person
    return Lines(
        person=person,
        skill=staff.asked.skill,
        required=staff.asked.level,
        importance=staff.asked.importance,
        level=np.nan_to_num(held.level),
        sd=np.nan_to_num(held.sd),
        assessed=held.assessed if whole else held.assessed & ~hidden[person],
    )


def done(session: Session, site_id: UUID) -> list[Any]:
    """Return who finished what, as a course or as an assignment at work."""
    stands = _pairs(Completion, site_id).where(Completion.withdrawn_at.is_(None))
    worked = _pairs(Assignment, site_id).where(Assignment.state == DONE)
    # There are hundreds of thousands, so they go past what makes objects of rows.
    plain = session.connection()
    return [*plain.execute(stands), *plain.execute(worked)]


def closed(session: Session, site_id: UUID) -> list[Any]:
    """Return who is taking what, or wants nothing of it at present."""
    running = _pairs(Enrolment, site_id).where(Enrolment.active.is_(True))
    at_work = _pairs(Assignment, site_id).where(Assignment.state == APPROVED)
    aside = or_(Feedback.until.is_(None), Feedback.until > now())
    refused = _pairs(Feedback, site_id).where(aside)
    return [row for query in (running, at_work, refused) for row in session.execute(query)]


def _pairs(table: Any, site_id: UUID) -> Select[Any]:
    return select(raw(table.person_id), raw(table.course_id)).where(table.site_id == site_id)
