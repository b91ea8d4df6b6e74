"""Which skills count most: the weight of the objectives that need them x their importance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import workforce
from lti_plugin.store import objectives
from lti_plugin.store.objectives import Objective
from lti_plugin.store.skills import Skill

USUAL = 1.0


@dataclass(frozen=True, slots=True)
class Priority:
    """One skill: who is asked for it, how important it is to them in the mean (0-1), and what the
    weightiest objective that needs it adds.

    ``people`` is 0 and ``importance`` None where an objective needs it and no role asks for it.
    """

    id: UUID
    name: str
    durable: bool
    objectives: Sequence[Objective]
    people: int
    importance: float | None

    @property
    def weight(self) -> float:
        """Return the weight of the weightiest objective, USUAL without any."""
        return max((each.weight for each in self.objectives), default=USUAL)

    @property
    def value(self) -> float:
        """Return what recommendations are weighted by: weight x importance."""
        return self.weight * (self.importance or 0.0)


def of_site(session: Session, site_id: UUID, today: date) -> list[Priority]:
    """Return every skill that roles ask for today or an objective needs, the weightiest first."""
    staff = workforce.of_site(session, site_id, today, today)
    needed = objectives.by_skill(session, site_id)
    asked, count = staff.asked, len(staff.skills)
    people = np.bincount(asked.skill, minlength=count)
    whole = np.bincount(asked.skill, asked.importance, minlength=count)
    rows = session.execute(
        select(Skill.id, Skill.name, Skill.durable).where(Skill.site_id == site_id)
    )
    found = []
    for skill_id, name, durable in rows:
        number = staff.skills.get(name)
        if number is None and skill_id not in needed:
            continue
        own = needed.get(skill_id, [])
        many = 0 if number is None else int(people[number])
        mean = None if number is None or not many else float(whole[number]) / many
        found.append(Priority(skill_id, name, durable, own, many, mean))
    return sorted(found, key=lambda each: (-each.value, -each.weight, each.name))
