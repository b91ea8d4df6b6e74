"""How far many people are from what is asked of them, as others may know it, and what closes it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import assessed, heard, lessons, workforce
from lti_plugin.services.workforce import Workforce
from lti_plugin.store import consents, sites
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course, offered
from lti_plugin.store.skills import CourseSkill, Skill
from recommender.skills import crowds
from recommender.skills.crowds import Asking, Closing, Offer, Standings
from recommender.skills.gains import SHORTEST, USUAL_HOURS
from recommender.skills.ledgers import Weighed
from recommender.skills.roles import Requirement

Profile = Mapping[str, Requirement]


@dataclass(frozen=True, slots=True)
class Crowd:
    """People, in their order, against what is asked of each; by line as ``staff`` has them."""

    staff: Workforce
    asking: Asking
    held: Weighed
    standings: Standings

    @property
    def people(self) -> int:
        """Return how many they are."""
        return len(self.staff.people)


@dataclass(frozen=True, slots=True)
class Teaching:
    """What the catalogue teaches: offers by skill, and the courses by the offers' numbers."""

    offers: Mapping[str, Sequence[Offer]]
    titles: Sequence[str]


def against(
    session: Session,
    site_id: UUID,
    placed: Sequence[tuple[Hashable, Hashable]],
    asks: Mapping[Any, tuple[Profile, Profile]],
    today: date,
) -> Crowd:
    """Compare people with what is asked of them; a fixed number of queries.

    ``placed`` are ids, as the driver gives them, each with its key of ``asks``, and these are pairs
    of what is asked and what the person's present role asks for.
    """
    staff = workforce.of_people(placed, asks)
    held = heard.of_workforce(session, site_id, staff, today, consents.AUDIT)
    return _compared(staff, held)


def of_everybody(session: Session, site_id: UUID, today: date) -> Crowd:
    """Compare everybody with what their present role asks for today, as it is kept for the audit.

    Nobody is in it whose role asks for nothing.
    """
    ready = assessed.of_site(session, site_id, today, today)
    return _compared(ready.staff, ready.held)


def _compared(staff: Workforce, held: Weighed) -> Crowd:
    asking = Asking(staff.person, staff.asked.level, staff.asked.importance)
    return Crowd(staff, asking, held, crowds.standings(asking, held, len(staff.people)))


def teaching(session: Session, site_id: UUID) -> Teaching:
    """Return what the courses that may be recommended teach; a course of unknown length counts as
    the usual one.
    """
    scale = sites.get(session, site_id).fields.get(lessons.LEVELS, {})
    rows = session.execute(
        select(
            Course.id,
            Course.title,
            Course.duration_minutes,
            Course.level,
            CourseSkill.outcome,
            CourseSkill.entry,
            Skill.name,
        )
        .join(CourseSkill, CourseSkill.course_id == Course.id)
        .join(Skill, Skill.id == CourseSkill.skill_id)
        .where(Course.site_id == site_id, offered(now()))
        .order_by(Course.title, Course.id)
    )
    numbers: dict[UUID, int] = {}
    titles: list[str] = []
    offers: dict[str, list[Offer]] = defaultdict(list)
    for course_id, title, minutes, word, outcome, entry, skill in rows:
        if course_id not in numbers:
            numbers[course_id] = len(titles)
            titles.append(title)
        reached, _ = lessons.levels(outcome, entry, word, scale)
        hours = USUAL_HOURS if minutes is None else max(SHORTEST, minutes / 60)
        offers[skill].append(Offer(numbers[course_id], reached, hours))
    return Teaching(offers, titles)


def closing(crowd: Crowd, taught: Teaching) -> Closing:
    """Return the hours in which each closes what they fall short of."""
    names = list(crowd.staff.skills)
    chosen: dict[tuple[int, float], Offer | None] = {}
    lines = list(zip(crowd.staff.asked.skill.tolist(), crowd.asking.level.tolist(), strict=True))
    for skill, level in set(lines):
        chosen[skill, level] = crowds.shortest(taught.offers.get(names[skill], ()), level)
    of_lines = [chosen[line] for line in lines]
    short = crowd.standings.short
    return crowds.closing(crowd.asking, crowd.held, short, of_lines, crowd.people)
