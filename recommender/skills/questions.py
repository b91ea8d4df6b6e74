"""Which skill to ask a person about next: the one whose answer most often changes what is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from recommender.skills.evidence import ERRORS, SELF, Held
from recommender.skills.levels import HIGHEST, LOWEST, WORDS

DRAWS = 200
_SEED = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A skill to ask about, and how often its answer changes what is told, 0-1."""

    skill: str
    changes: float


def next_questions(
    skills: Iterable[str],
    held: Mapping[str, Held],
    told: Callable[[str, int], Hashable],
    now: Hashable,
    error: float = ERRORS[SELF],
) -> list[Question]:
    """Return the skills in the order in which asking about them is worth most.

    Parameters
    ----------
    skills
        What may be asked about.
    held
        What is known so far; a skill that is not in it may be at any level.
    told
        What the person would be told if they rated this skill at this whole level, 0-5. It is
        asked once for each level that comes up.
    now
        What they are told today.
    error
        The usual error of a self-rating, in levels. With it ``DRAWS`` answers are drawn for each
        skill from what is believed of it, always the same.
    """
    found = []
    for skill in sorted(set(skills)):
        random = np.random.default_rng([_SEED, *skill.encode()])
        answers = Counter(_answers(held.get(skill), random, error).tolist())
        changed = sum(times for level, times in answers.items() if told(skill, level) != now)
        found.append(Question(skill, changed / DRAWS))
    return sorted(found, key=lambda each: (-each.changes, each.skill))


def _answers(
    held: Held | None, random: np.random.Generator, error: float
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Draw whole levels, each as likely as what is known makes it."""
    if held is None:
        return random.integers(0, len(WORDS), DRAWS)
    spread = np.hypot(held.sd, error)
    levels = np.rint(random.normal(held.level, spread, DRAWS))
    return np.clip(levels, LOWEST, HIGHEST).astype(np.int64)
