"""The skills of a course against what its class holds: person by person, and in counts.

What people say of themselves counts for those alone who agreed that their teachers see it; aims and
directions are not looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import cohort_people, lessons, profiles
from lti_plugin.services.workforce import Workforce
from lti_plugin.store import sites
from lti_plugin.store.base import raw
from lti_plugin.store.courses import Course
from lti_plugin.store.people import Person
from lti_plugin.store.skills import CourseSkill, Skill
from recommender.skills.audit import Asked
from recommender.skills.evidence import ROUNDING

BEGINS, REACHED, UNKNOWN, BELOW = "begins", "reached", "unknown", "below"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A skill of the course: the level to begin with and the one that it leads to, 0-5."""

    id: UUID
    name: str
    entry: float
    outcome: float


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person holds of one skill.

    BELOW is under the entry level, BEGINS from there to what the course leads to, REACHED that or
    more; UNKNOWN is not assessed, and ``level`` is None then.
    """

    state: str
    level: float | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a class stand where, in one skill; ``level`` is the mean of the assessed."""

    below: int
    begins: int
    reached: int
    unknown: int
    level: float | None

    @property
    def assessed(self) -> int:
        """Return of how many something is known."""
        return self.below + self.begins + self.reached


@dataclass(frozen=True)
class ClassSkills:
    """The heat map of a class: by skill, in the order of ``lessons``.

    ``cells`` are by person; ``counts`` are of everybody who was asked about and is known here.
    """

    lessons: Sequence[Lesson]
    cells: Mapping[UUID, Sequence[Cell]]
    counts: Sequence[Count]

    @property
    def behind(self) -> list[tuple[Lesson, Count]]:
        """Return the skills in which anybody is below the entry level, most people first."""
        found = [
            (lesson, count)
            for lesson, count in zip(self.lessons, self.counts, strict=True)
            if count.below
        ]
        return sorted(found, key=lambda each: (-each[1].below, each[0].name))


def lessons_of(session: Session, course: Course) -> list[Lesson]:
    """Return what a course teaches, by name, with its levels also where links leave them open."""
    scale = sites.get(session, course.site_id).fields.get(lessons.LEVELS, {})
    rows = session.execute(
        select(Skill.id, Skill.name, CourseSkill.outcome, CourseSkill.entry)
        .join(CourseSkill, CourseSkill.skill_id == Skill.id)
        .where(CourseSkill.site_id == course.site_id, CourseSkill.course_id == course.id)
        .order_by(Skill.name)
    )
    found = []
    for skill_id, name, outcome, entry in rows:
        reached, begins = lessons.levels(outcome, entry, course.level, scale)
        found.append(Lesson(skill_id, name, begins, reached))
    return found


def of_people(
    session: Session, course: Course, person_ids: Sequence[UUID], today: date
) -> ClassSkills:
    """Return where these people stand in the skills of a course; as many queries for many."""
    taught = lessons_of(session, course)
    here = _here(session, course.site_id, set(person_ids))
    if not taught or not here:
        return ClassSkills(taught, {}, [Count(0, 0, 0, 0, None)] * len(taught))
    staff = _as_workforce(session, course.site_id, here, taught, today)
    people = [each.id for each in here]
    lines = cohort_people.lines(session, course.site_id, staff, today, whole=True)
    shape = len(people), len(taught)
    level, assessed = lines.level.reshape(shape), lines.assessed.reshape(shape)
    entry = np.array([each.entry for each in taught])
    outcome = np.array([each.outcome for each in taught])
    reached = assessed & (level + ROUNDING >= outcome)
    below = assessed & ~reached & (level + ROUNDING < entry)
    known = [level[assessed[:, column], column] for column in range(len(taught))]
    counts = [
        Count(
            below=int(below[:, column].sum()),
            begins=int((assessed & ~reached & ~below)[:, column].sum()),
            reached=int(reached[:, column].sum()),
            unknown=int((~assessed)[:, column].sum()),
            level=float(own.mean()) if len(own) else None,
        )
        for column, own in enumerate(known)
    ]
    states = np.where(assessed, np.where(reached, REACHED, np.where(below, BELOW, BEGINS)), UNKNOWN)
    return ClassSkills(taught, _cells(people, states, level), counts)


def _cells(
    people: Sequence[UUID],
    states: np.ndarray,
    level: np.ndarray,
) -> dict[UUID, list[Cell]]:
    rows = zip(people, states.tolist(), level.tolist(), strict=True)
    return {
        who: [
            Cell(state, None if state == UNKNOWN else value)
            for state, value in zip(own, levels, strict=True)
        ]
        for who, own, levels in rows
    }


class _Here(NamedTuple):
    """Somebody of the class: their id as the driver gives it, our own, and their role."""

    key: Hashable
    id: UUID
    role: str | None


def _here(session: Session, site_id: UUID, wanted: Collection[UUID]) -> list[_Here]:
    """Return those of these people who are still here; all are read, since they may be many."""
    rows = session.execute(
        select(raw(Person.id), Person.id, Person.role)
        .where(Person.site_id == site_id, Person.gone_at.is_(None))
        .order_by(Person.id)
    )
    return [_Here(*row) for row in rows if row[1] in wanted]


def _as_workforce(
    session: Session, site_id: UUID, here: Sequence[_Here], taught: Sequence[Lesson], today: date
) -> Workforce:
    """Return these people with a line for each skill of the course, in the order of both."""
    skills = {each.name: number for number, each in enumerate(taught)}
    asked = _asked_today(session, site_id, [each.role for each in here], skills, today)
    lines = len(here) * len(taught)
    return Workforce(
        asked=Asked(
            np.zeros(lines, dtype=np.int64),
            np.tile(np.arange(len(taught)), len(here)),
            np.tile(np.array([each.outcome for each in taught]), len(here)),
            np.ones(lines),
        ),
        today=np.concatenate(asked),
        keys=np.arange(lines),
        people={each.key: number for number, each in enumerate(here)},
        skills=skills,
        groups=(),
        unplaced=0,
    )


def _asked_today(
    session: Session,
    site_id: UUID,
    titles: Sequence[str | None],
    skills: Mapping[str, int],
    today: date,
) -> list[np.ndarray]:
    """Return what each person's role asks for in these skills, NaN where it does not."""
    known = profiles.of_site(session, site_id)
    meant = {title: known.meant(title) for title in set(titles)}
    read = known.read(session, site_id, {role.id for role in meant.values() if role is not None})
    rows = {}
    for title, role in meant.items():
        row = np.full(len(skills), np.nan)
        for skill, line in (read[role.id].profile(today) if role else {}).items():
            if skill in skills:
                row[skills[skill]] = line.level
        rows[title] = row
    return [rows[title] for title in titles]
