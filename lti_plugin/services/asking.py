"""Which skill to ask somebody about next: the one whose answer would change most for them."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from lti_plugin.services import directions, needs, position
from lti_plugin.services.needs import Weights
from lti_plugin.services.position import Position
from recommender.recommend import Ranker
from recommender.skills.evidence import ASSUMED, SELF, Evidence
from recommender.skills.questions import Question, next_questions
from recommender.skills.roles import Role

MOST_ASKED = 20


def questions(session: Session, ranker: Ranker, at: Position) -> list[Question]:
    """Return the skills to ask about, the one that changes most first; an answer is a self-rating.

    What is told is the direction and the course that would come first. Only what nobody is sure of
    is asked, of the role and of the one aimed at, the weightiest lines first.
    """
    adds = needs.weights(session, at.person.site_id)
    shown = _shown(ranker)

    def told(skill: str, level: int) -> Hashable:
        answer = Evidence(skill, float(level), SELF, at.today)
        return _told(position.weighed(at, [*at.rows, answer]), adds, ranker, shown)

    return next_questions(_unsure(at), at.held, told, _told(at, adds, ranker, shown))


def _unsure(at: Position) -> list[str]:
    goals: Sequence[Role] = [role for role in (at.role, at.aim) if role is not None]
    lines = [line for role in goals for line in role.profile(at.today).values()]
    lines.sort(key=lambda line: (-line.mass, line.skill))
    open_ = [line.skill for line in lines if _is_open(at, line.skill)]
    return list(dict.fromkeys(open_))[:MOST_ASKED]


def _is_open(at: Position, skill: str) -> bool:
    held = at.held.get(skill)
    return held is None or held.confidence == ASSUMED


def _told(at: Position, adds: Weights, ranker: Ranker, shown: NDArray[np.bool_]) -> Hashable:
    found = directions.of(at)
    gains = ranker.curriculum.gains(needs.of(at, found, adds))
    values = np.where(shown, ranker.curriculum.values(gains), 0.0)
    first = int(np.argmax(values)) if len(values) and values.max() > 0 else None
    return found.kind, first


def _shown(ranker: Ranker) -> NDArray[np.bool_]:
    courses = ranker.catalogue.courses
    return np.array([each.visible and not each.excluded for each in courses], dtype=bool)
