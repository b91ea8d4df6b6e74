"""Which skill to ask somebody about next: the one whose answer would change most for them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from lti_plugin.services import directions, needs, position
from lti_plugin.services.needs import Weights
from lti_plugin.services.position import Position
from recommender.ranker import Ranker
from recommender.skills.direction import LEAST_ASSESSED
from recommender.skills.evidence import ASSUMED, COMPLETION, SELF, Evidence
from recommender.skills.questions import Question, next_questions
from recommender.skills.roles import Role

MOST_ASKED = 20
ASK_AGAIN = timedelta(days=365)


def questions(session: Session, ranker: Ranker, at: Position) -> list[Question]:
    """Return the skills to ask about, the one that changes most first; an answer is a self-rating.

    What is told is the direction and the course that would come first. Only what nobody is sure of
    is asked, of the role and of the one aimed at, and not what was answered within a year; of
    equals the weightiest line comes first. What would change nothing is left out, unless too little
    is assessed to say anything: then it takes several answers, and one has to be the first.
    """
    adds = needs.weights(session, at.person.site_id)
    shown = _shown(ranker, at)

    def told(skill: str, level: int) -> Hashable:
        answer = Evidence(skill, float(level), SELF, at.today)
        return _told(position.weighed(at, [*at.rows, answer]), adds, ranker, shown)

    unsure = _unsure(at)
    today, error = _told(at, adds, ranker, shown), at.how.errors[SELF]
    found = next_questions(unsure, at.held, told, today, error=error)
    found.sort(key=lambda each: (-each.changes, unsure.index(each.skill)))
    stand = at.now or at.towards
    too_little = stand is not None and stand.assessed_share < LEAST_ASSESSED
    return [each for each in found if too_little or each.changes > 0]


def _unsure(at: Position) -> list[str]:
    goals: Sequence[Role] = [role for role in (at.role, at.aim) if role is not None]
    lines = [line for role in goals for line in role.profile(at.today).values()]
    lines.sort(key=lambda line: (-line.mass, line.skill))
    open_ = [line.skill for line in lines if _is_open(at, line.skill)]
    return list(dict.fromkeys(open_))[:MOST_ASKED]


def _is_open(at: Position, skill: str) -> bool:
    held = at.held.get(skill)
    if held is None:
        return True
    said = [each.row.on for each in held.counted if each.row.source == SELF and each.row.on]
    return held.confidence == ASSUMED and all(at.today - on >= ASK_AGAIN for on in said)


def _told(at: Position, adds: Weights, ranker: Ranker, shown: NDArray[np.bool_]) -> Hashable:
    found = directions.of(at)
    gains = ranker.curriculum.gains(needs.of(at, found, adds))
    values = np.where(shown, ranker.curriculum.values(gains), 0.0)
    first = int(np.argmax(values)) if len(values) and values.max() > 0 else None
    return found.kind, first


def _shown(ranker: Ranker, at: Position) -> NDArray[np.bool_]:
    """Return which courses could come first: what is finished cannot any more."""
    finished = {row.id for row in at.rows if row.source == COMPLETION}
    return np.array(
        [
            each.visible and not each.excluded and each.enrolable and each.id not in finished
            for each in ranker.catalogue.courses
        ],
        dtype=bool,
    )
