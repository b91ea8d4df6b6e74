"""A small made-up site whose people follow tracks, so that there is something to learn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.engine.interactions import Completion

TRACKS = ("Data", "Care", "Sales")
ROLES = {"Data": "Analyst", "Care": "Nurse", "Sales": "Agent"}
COURSES_PER_TRACK = 12
START = datetime(2024, 1, 1, tzinfo=UTC)


def courses() -> list[CourseFacts]:
    """Return twelve courses in each of three tracks; the last of each is new: nobody took it."""
    return [
        CourseFacts(
            id=f"{track.lower()}-{step}",
            title=f"{track} step {step}",
            summary=f"What everybody in {track} needs at step {step}.",
            skills=(f"{track} craft", f"{track} skill {step // 4}"),
            category=track,
            level=float(1 + step // 4),
            mode="online" if step % 2 else "classroom",
            tags=(track.lower(),),
        )
        for track in TRACKS
        for step in range(COURSES_PER_TRACK)
    ]


def learners(count: int = 90) -> list[LearnerFacts]:
    """Return people, a third in each role."""
    return [
        LearnerFacts(
            id=f"p{number}",
            role=ROLES[TRACKS[number % 3]],
            department=f"Team {number % 3}",
            extra={"shift": 1.0} if number % 2 else {},
        )
        for number in range(count)
    ]


def many() -> Dataset:
    """Return so many people, without dates, that some can be set apart to compare methods."""
    undated = [(person, course, None) for person, course, _ in completions(220)]
    return build_dataset(undated, courses(), learners(220))


def completions(count: int = 90) -> list[Completion]:
    """Return what they finished: mostly their own track, mostly in its order."""
    random = np.random.default_rng(7)
    found: list[Completion] = []
    for number in range(count):
        first = int(random.integers(0, 5))
        length = int(random.integers(4, 7))
        begun = START + timedelta(days=float(random.integers(0, 300)))
        for place in range(length):
            stray = random.random() < 0.1
            track = TRACKS[int(random.integers(3))] if stray else TRACKS[number % 3]
            step = min(first + place, COURSES_PER_TRACK - 2)
            when = begun + timedelta(days=14 * place)
            found.append((f"p{number}", f"{track.lower()}-{step}", when))
    return found
