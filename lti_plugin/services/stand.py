"""What a person sees of where they stand: each skill, what it rests on, what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import asking
from lti_plugin.services.position import Position
from lti_plugin.services.shelf import Shelf
from lti_plugin.store.skills import Skill
from recommender.skills.gaps import Gap, Standing
from recommender.skills.questions import Question


@dataclass(frozen=True)
class Stand:
    """Where somebody stands against one role: ``rows`` with each skill's id and description."""

    role: str
    gap: Gap
    rows: Sequence[tuple[Skill, Standing]]


@dataclass(frozen=True)
class View:
    """Where somebody stands against their role and against the one they aim at.

    ``questions`` are the skills worth asking about, the one that would change most first.
    """

    at: Position
    own: Stand | None
    aim: Stand | None
    questions: Sequence[Question]


def view(session: Session, shelf: Shelf, at: Position) -> View:
    """Return what to show to somebody who stands here."""
    names = {line for gap in (at.now, at.towards) if gap for line in _skills(gap)}
    known = {
        skill.name: skill
        for skill in session.scalars(
            select(Skill).where(Skill.site_id == at.person.site_id, Skill.name.in_(names))
        )
    }
    ranker = shelf.for_person(session, at.person.site_id, at.person.id)
    return View(
        at=at,
        own=_stand(at.role.name, at.now, known) if at.role and at.now else None,
        aim=_stand(at.aim.name, at.towards, known) if at.aim and at.towards else None,
        questions=asking.questions(session, ranker, at),
    )


def _skills(gap: Gap) -> list[str]:
    return [each.required.skill for each in gap.standings]


def _stand(role: str, gap: Gap, known: dict[str, Skill]) -> Stand:
    rows = [(known[each.required.skill], each) for each in gap.standings]
    return Stand(role, gap, rows)
