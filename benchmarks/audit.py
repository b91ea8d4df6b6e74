"""Measures how long the skills audit takes: its arithmetic with its reading, and whole pages.

    python benchmarks/audit.py [--people 5000] [--skills 150] [--rounds 5]

A made-up site in a SQLite file: 60 roles that ask for 12 skills each, 12 departments, ratings of
two skills in three, and 20 finished courses a person out of 2,000 that teach three skills each.
Four people in five aim at another role, and a trigger is open for every fourth role.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from lti_plugin.services import audit
from lti_plugin.services.audit import Wanted
from lti_plugin.store.aims import Aim
from lti_plugin.store.base import Base, now
from lti_plugin.store.courses import Course
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role, RoleRequirement, RoleTrigger
from lti_plugin.store.roles import of_site as roles_of_site
from lti_plugin.store.skills import CourseSkill, Skill
from recommender.skills.evidence import ASSESSMENT, MANAGER, SELF
from recommender.skills.roles import UPGRADE

# The tests' platform signs here too; the tests are no part of what is installed.
sys.path.append(str(Path(__file__).resolve().parents[1]))
from tests.support.installation import Installation, visit

ROLES, ASKED, DEPARTMENTS, COURSES, FINISHED = 60, 12, 12, 2_000, 20
Rows = list[dict[str, Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--skills", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        here = Installation(Path(folder) / "site")
        fill(here, chosen.people, chosen.skills)
        admin = visit(here, "admin", "50")
        table = Table("what", "median s", "max s", "max CPU s")
        table.add_row("audit", *timed(lambda: _audit(here), chosen.rounds))
        cell, hiring = _cell(here), _hiring(here)
        for what, act in {
            "page Audit": lambda: admin.press("/admin/audit"),
            "page Audit, every row": lambda: admin.press("/admin/audit", all="1"),
            "page of a cell": lambda: admin.press("/admin/audit/cell", cell=cell),
            "page of the reach": lambda: admin.press("/admin/audit/reach"),
            "page Triggers": lambda: admin.press("/admin/roles/triggers"),
            "page Pipeline": lambda: admin.press("/admin/roles/pipeline"),
            "page Priorities": lambda: admin.press("/admin/roles/priorities"),
            "page Build or buy": lambda: admin.press(hiring),
            "page Overview": lambda: admin.press("/admin/"),
            "page Settings": lambda: admin.press("/admin/settings"),
        }.items():
            table.add_row(what, *timed(act, chosen.rounds))
        here.close()
    Console().print(table)
    return 0


def _audit(here: Installation) -> object:
    with here.database.reading() as session:
        return audit.of_site(session, here.site.id, Wanted(), now().date())


def _cell(here: Installation) -> str:
    """Return the cell of everybody who is asked for the most critical skill."""
    with here.database.reading() as session:
        found = audit.of_site(session, here.site.id, Wanted(), now().date())
    return f"{found.lines[0].id}/"


def _hiring(here: Installation) -> str:
    """Return the address of the page that sets building a role against buying it."""
    with here.database.reading() as session:
        return f"/admin/roles/{roles_of_site(session, here.site.id)[0].id}/hiring"


def timed(act: Callable[[], object], rounds: int) -> tuple[str, ...]:
    """Return the median and the most seconds of some rounds, and the most of the processor."""
    took, busy = [], []
    for _ in range(rounds):
        began, began_busy = time.perf_counter(), time.process_time()
        act()
        took.append(time.perf_counter() - began)
        busy.append(time.process_time() - began_busy)
    return tuple(f"{each:.2f}" for each in (statistics.median(took), max(took), max(busy)))


def fill(here: Installation, people: int, skills: int) -> None:
    """Make the site up, the same each time."""
    chance = random.Random(0)
    known: Rows = [{"name": f"Skill {n}", "durable": n % 9 == 0} for n in range(skills)]
    roles: Rows = [{"name": f"Role {n}", "alternatives": []} for n in range(ROLES)]
    courses: Rows = [{"title": f"Course {n}", "tags": [], "extra": {}} for n in range(COURSES)]
    staff: Rows = [
        {"name": f"Person {n}", "department": f"Department {n % DEPARTMENTS}", "extra": {}}
        for n in range(people)
    ]
    for each in (*known, *roles, *courses, *staff):
        each |= {"id": uuid4(), "site_id": here.site.id}
    asked = {role["name"]: chance.sample(known, ASKED) for role in roles}
    for person in staff:
        person["role"] = chance.choice(roles)["name"]
    place: dict[str, Any] = {"site_id": here.site.id}
    lines = [
        place | {"id": uuid4(), "role_id": role["id"], "skill_id": skill["id"], "level": 3.0}
        for role in roles
        for skill in asked[role["name"]]
    ]
    links = [
        place | {"id": uuid4(), "course_id": course["id"], "skill_id": skill["id"], "outcome": 3.0}
        for course in courses
        for skill in chance.sample(known, 3)
    ]
    ratings = [
        _rating(chance, place, person["id"], skill["id"])
        for person in staff
        for skill in chance.sample(asked[person["role"]], ASKED * 2 // 3)
    ]
    finished = [
        place
        | {"id": uuid4(), "person_id": person["id"], "course_id": course["id"]}
        | {"completed_at": now() - timedelta(days=chance.randint(0, 700))}
        for person in staff
        for course in chance.sample(courses, FINISHED)
    ]
    tables: list[tuple[type[Base], Rows]] = [
        (Skill, known),
        (Role, roles),
        (RoleRequirement, lines),
        (Course, courses),
        (CourseSkill, links),
        (Person, staff),
        (EvidenceRow, ratings),
        (Completion, finished),
        (Aim, [_aim(chance, place, person, roles) for person in staff if chance.random() < 0.8]),
        (RoleTrigger, [_trigger(place, role) for role in roles[::4]]),
    ]
    with here.database.writing() as session:
        for table, rows in tables:
            session.execute(insert(table), rows)


def _aim(
    chance: random.Random, place: dict[str, Any], person: dict[str, Any], roles: Rows
) -> dict[str, Any]:
    role = chance.choice(roles)
    return place | {"id": uuid4(), "person_id": person["id"], "role_id": role["id"]}


def _trigger(place: dict[str, Any], role: dict[str, Any]) -> dict[str, Any]:
    soon = (now() + timedelta(days=100)).date()
    return place | {"id": uuid4(), "role_id": role["id"], "kind": UPGRADE, "on": soon}


def _rating(
    chance: random.Random, place: dict[str, Any], person: object, skill: object
) -> dict[str, Any]:
    return place | {
        "id": uuid4(),
        "person_id": person,
        "skill_id": skill,
        "level": chance.randint(0, 10) / 2,
        "source": chance.choice((SELF, MANAGER, ASSESSMENT)),
        "on": (now() - timedelta(days=chance.randint(0, 900))).date(),
    }


if __name__ == "__main__":
    sys.exit(main())
