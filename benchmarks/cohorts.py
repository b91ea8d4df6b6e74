"""Measures how long it takes to find everybody's next steps and to group those who share a gap.

    python benchmarks/cohorts.py [--people 10000] [--courses 500] [--skills 150] [--rounds 3]

Made-up people: 60 roles that ask for 12 skills each, levels assessed in two skills of three, 20
finished courses a person; courses teach three skills each, and one in ten requires another. With
``--site`` a site of that size is made up in a SQLite file, which takes a minute; then the whole
job is measured with its reading and writing, and the teacher's page that reads what it kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from lti_plugin.jobs.worker import run_here
from lti_plugin.services.cohorts import of_course
from lti_plugin.store.courses import MOODLE, Course, CourseId
from lti_plugin.store.jobs import COHORTS
from recommender.skills.cohorts import Limits, Ready, cohorts
from recommender.skills.pathway.columns import Lines, Offers, Steps
from recommender.skills.pathway.many import steps

# The made-up site and the tests' platform; the tests are no part of what is installed.
sys.path.append(str(Path(__file__).resolve().parents[1]))
from benchmarks import audit
from tests.support.installation import Installation, visit

ROLES, ASKED, FINISHED, DEPARTMENTS, MOST = 60, 12, 20, 40, 5
HOURS, WINDOW_HOURS = 26.0, 4.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--courses", type=int, default=500)
    parser.add_argument("--skills", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--site", action="store_true", help="measure the job and the page instead")
    chosen = parser.parse_args(arguments)
    if chosen.site:
        return _site(chosen.people, chosen.courses, chosen.skills, chosen.rounds)
    chance = np.random.default_rng(0)
    lines = _lines(chance, chosen.people, chosen.skills)
    offers = _offers(chance, chosen.courses, chosen.skills)
    done = _finished(chance, chosen.people, chosen.courses)
    hours = np.full(chosen.people, HOURS)
    anything = np.full(chosen.people, -1)
    table = Table("what", "median s", "max s", "max CPU s", "found")
    found: list[Steps] = []
    table.add_row(
        "steps of everybody",
        *audit.timed(
            lambda: found.append(steps(lines, offers, done, done, hours, anything, MOST)),
            chosen.rounds,
        ),
        f"{len(found[0].person)} steps",
    )
    department = chance.integers(0, DEPARTMENTS, chosen.people)
    made: list[int] = []
    table.add_row(
        "cohorts of all courses",
        *audit.timed(lambda: made.append(_group(found[0], department)), chosen.rounds),
        f"{made[0]} cohorts",
    )
    Console().print(table)
    return 0


def _site(people: int, courses: int, skills: int, rounds: int) -> int:
    """Measure the job on a made-up site, and the page of its course with most finishers."""
    with tempfile.TemporaryDirectory() as folder:
        here = Installation(Path(folder) / "site")
        audit.COURSES = courses
        audit.fill(here, people, skills)
        with here.database.writing() as session:
            first = session.scalars(select(Course).order_by(Course.id)).first()
            session.add(CourseId(site_id=here.site.id, course_id=first.id, kind=MOODLE, value="2"))
        settings, site_id = here.settings, here.site.id
        table = Table("what", "median s", "max s", "max CPU s")
        whole = audit.timed(lambda: run_here(settings, site_id, COHORTS), 1)
        table.add_row("the whole job", *whole)
        teacher = visit(here, "instructor", "50")
        table.add_row("the teacher's page", *audit.timed(lambda: teacher.press("/teach/"), rounds))
        table.add_row("the same, kept cohorts alone", *audit.timed(lambda: _read(here), rounds))
        here.close()
    Console().print(table)
    return 0


def _read(here: Installation) -> object:
    with here.database.reading() as session:
        course = session.scalars(select(Course).order_by(Course.id)).first()
        return of_course(session, course)


def _group(found: Steps, department: np.ndarray[tuple[int], np.dtype[np.int64]]) -> int:
    """Group everybody, course by course; return how many cohorts there are."""
    total = 0
    for course in np.unique(found.course):
        own = np.flatnonzero(found.course == course)
        place = np.full(len(found.person), -1)
        place[own] = np.arange(len(own))
        gaps = place[found.row] >= 0
        ready = Ready(
            (found.before[own] // WINDOW_HOURS).astype(np.int64),
            found.gain[own],
            department[found.person[own]],
            place[found.row[gaps]],
            found.skill[gaps],
            found.level[gaps],
        )
        total += len(cohorts(ready, Limits()).cohorts)
    return total


def _lines(chance: np.random.Generator, people: int, skills: int) -> Lines:
    asked = np.array([np.sort(chance.choice(skills, ASKED, replace=False)) for _ in range(ROLES)])
    skill = asked[chance.integers(0, ROLES, people)].ravel()
    count = len(skill)
    return Lines(
        np.repeat(np.arange(people), ASKED),
        skill,
        np.full(count, 3.0),
        chance.choice([0.4, 0.7, 1.0], count),
        chance.integers(0, 9, count) / 2,
        np.full(count, 0.7),
        chance.random(count) < 2 / 3,
    )


def _offers(chance: np.random.Generator, courses: int, skills: int) -> Offers:
    course = np.repeat(np.arange(courses), 3)
    taught = np.array([chance.choice(skills, 3, replace=False) for _ in range(courses)]).ravel()
    outcome = chance.integers(2, 9, len(course)) / 2
    after = chance.choice(np.arange(1, courses), courses // 10, replace=False)
    return Offers(
        chance.choice([1.0, 2.0, 4.0, 8.0], courses),
        np.full(courses, -1),
        (course, taught, outcome),
        (course, taught, np.maximum(0.0, outcome - 1)),
        (after, after - 1),
    )


def _finished(
    chance: np.random.Generator, people: int, courses: int
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]:
    person = np.repeat(np.arange(people), FINISHED)
    return person, chance.integers(0, courses, len(person))


if __name__ == "__main__":
    sys.exit(main())
