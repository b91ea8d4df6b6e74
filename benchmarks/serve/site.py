"""A made-up site of the usual size: courses, people, and a model with all companions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import scipy.sparse as sp

from recommender.engine.companions import EASE, NEIGHBOURS, NEXT, SPECTRAL, TRANSITIONS, Part
from recommender.engine.factors import LIGHTFM, Factors
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.interactions import IdMap
from recommender.engine.likeness import CONTENT
from recommender.engine.links import Links, links_per_course
from recommender.engine.model import Model
from recommender.engine.segments import Segments
from recommender.engine.standing import LAUNCH, POPULARITY, Standing
from recommender.engine.training import DIMENSIONS, FEW_FITS
from recommender.engine.vocabulary import Vocabulary
from recommender.skills.gains import Need, Needs

OWN_COURSES, NEEDED, TAUGHT = 8, 8, 3
SKILLS = [f"skill {number}" for number in range(100)]
ROLES = [f"role:{number}" for number in range(20)]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def courses(count: int, seed: int) -> list[CourseFacts]:
    """Make courses that teach some skills each; one in ten asks for another one first."""
    random = np.random.default_rng(seed)
    found = []
    for row in range(count):
        own = {SKILLS[skill]: 0.0 for skill in random.integers(0, len(SKILLS), TAUGHT)}
        levels = random.integers(1, 6, len(own)).astype(float).tolist()
        found.append(
            CourseFacts(
                f"c{row}",
                f"Course {row}",
                outcomes=dict(zip(own, levels, strict=True)),
                entries={next(iter(own)): 1.0},
                mode=("online", "workshop")[row % 2],
                hours=float(random.integers(1, 40)),
                prerequisites=(f"c{row - 1}",) if row % 10 == 9 else (),
            )
        )
    return found


def model(courses: int, people: int, seed: int) -> Model:
    """Make a model as a training leaves it, with made-up numbers."""
    random = np.random.default_rng(seed)
    width = DIMENSIONS * FEW_FITS
    parts = tuple(_parts(courses, random))
    return Model(
        learners=IdMap(tuple(f"p{row}" for row in range(people))),
        courses=IdMap(tuple(f"c{row}" for row in range(courses))),
        learner_feature_names=IdMap(tuple(ROLES)),
        course_feature_names=IdMap(()),
        factors=Factors(
            random.normal(size=(courses, width)).astype(np.float32),
            random.normal(size=courses).astype(np.float32),
            random.normal(size=(people + len(ROLES), width)).astype(np.float32),
        ),
        vocabulary=Vocabulary(IdMap(()), np.zeros(0)),
        content=sp.csr_matrix((courses, 0)),
        parts=parts,
        weights=dict.fromkeys((LIGHTFM, *(part.name for part in parts)), 1 / (len(parts) + 1)),
        course_counts=random.integers(1, 1000, size=courses),
        followers=sp.csr_matrix((courses, courses), dtype=np.int32),
        usual_norm=1.0,
        card={},
    )


def _parts(courses: int, random: np.random.Generator) -> Iterator[Part]:
    """Yield the nine companions of a site without dates in which every course has been taken."""
    for name in (EASE, SPECTRAL, NEIGHBOURS, TRANSITIONS, NEXT, CONTENT):
        yield Links(name, _some(courses, courses, links_per_course(courses), random), 0.8)
    for name in (POPULARITY, LAUNCH):
        yield Standing(name, random.random(courses).astype(np.float32))
    yield Segments(_some(len(ROLES), courses, len(ROLES) // 2, random))


def _some(rows: int, columns: int, each: int, random: np.random.Generator) -> sp.csr_matrix:
    """Return rows x columns with at most so many weights in each column."""
    count = min(each, rows)
    places = random.integers(0, rows, size=(columns, count))
    places = np.tile(np.arange(rows), (columns, 1)) if count == rows else places
    across = np.repeat(np.arange(columns), count)
    weights = random.random(columns * count).astype(np.float32)
    return sp.csr_matrix((weights, (places.ravel(), across)), shape=(rows, columns))


def people(trained: Model, seed: int) -> list[Person]:
    """Make people of some roles who have finished a few courses."""
    random = np.random.default_rng(seed + 1)
    own = random.integers(0, len(trained.courses), size=(len(trained.learners), OWN_COURSES))
    return [
        Person(
            LearnerFacts(name, role=str(number % len(ROLES))),
            tuple(dict.fromkeys(f"c{row}" for row in rows)),
            at=NOW,
        )
        for number, (name, rows) in enumerate(zip(trained.learners, own.tolist(), strict=True))
    ]


def gaps(count: int, seed: int) -> list[Needs]:
    """Make what as many people lack of some skills."""
    random = np.random.default_rng(seed + 2)
    found = []
    for _ in range(count):
        names = [SKILLS[skill] for skill in random.choice(len(SKILLS), NEEDED, replace=False)]
        levels = random.uniform(0, 4, NEEDED).tolist()
        wanted = tuple(Need(n, 4.0, level, 0.7) for n, level in zip(names, levels, strict=True))
        held = dict(zip(names, levels, strict=True))
        found.append(Needs(wanted, held, modes=frozenset({"online"})))
    return found
