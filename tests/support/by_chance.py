"""Histories without any order but, if asked for, that of a file sorted by course."""

from __future__ import annotations

import numpy as np

from recommender.engine.interactions import Completion


def by_chance(courses: int, each: int, *, sort: bool) -> list[Completion]:
    """Return completions of 200 people who took so many courses ``each``, by chance."""
    random = np.random.default_rng(0)
    return [
        (f"p{person}", f"c{course}", None)
        for person in range(200)
        for own in [random.choice(courses, each, replace=False)]
        for course in (np.sort(own) if sort else own)
    ]
