"""The roles around somebody's own: how near, in which order, and which lie between."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.services import neighbours, position
from lti_plugin.services.neighbours import MOST, Near, Surroundings
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.roles import RoleRequirement
from lti_plugin.store.sites import Site
from recommender.skills.roles import ENDS, GROWING, SHRINKING, Outlook, Requirement, Role
from tests.support.goals import Goals

TODAY = date(2026, 11, 26)


def role(name: str, outlook: str = "stable", **asks: float) -> Role:
    """Return a role that asks for these levels."""
    lines = tuple(Requirement(skill, level) for skill, level in asks.items())
    return Role(name, requirements=lines, outlook=Outlook(outlook))


CLERK = role("Clerk", typing=3, filing=3)
OTHERS = [
    role("Typist", typing=3, filing=2),
    role("Archivist", GROWING, filing=4, typing=3),
    role("Copyist", ENDS, typing=3, filing=3),
    role("Registrar", SHRINKING, typing=3, filing=3),
    role("Diver", diving=5),
    role("Figurehead"),
]
AROUND = Surroundings([CLERK, *OTHERS], {}, TODAY)


def test_near_roles_that_grow_come_first_and_those_that_leave_not_at_all() -> None:
    assert [each.role for each in AROUND.near("Clerk")] == ["Archivist", "Typist"]


def test_each_is_told_with_its_gap_and_how_near_it_is() -> None:
    assert AROUND.near("Clerk")[1] == Near("Typist", 0.0, "near", growing=False)
    assert AROUND.near("Clerk")[0].gap == pytest.approx(1 / 7)


def test_roles_are_compared_once_until_one_of_them_changes(
    database: Database, site: Site, ada: UUID
) -> None:
    def found() -> Surroundings:
        with database.reading() as session:
            person = session.get_one(Person, ada)
            return neighbours.around(
                session, site.id, position.of_person(session, site.id, person, TODAY)
            )

    goals = Goals(database, site)
    goals.role("Clerk", {"typing": 3, "filing": 3})
    first = found()
    assert found() is first
    goals.role("Typist", {"typing": 3, "filing": 2})
    second = found()
    assert [each.role for each in second.near("Clerk")] == ["Typist"]
    goals.sign("Typist", outlook=ENDS)
    assert found().near("Clerk") == []
    goals.sign("Typist", outlook=GROWING)
    with database.writing() as session:
        lines = session.scalars(select(RoleRequirement).where(RoleRequirement.level == 2)).all()
        for line in lines:
            line.level = 1.0
    third = found()
    assert third.near("Typist")[0].gap > second.near("Typist")[0].gap
    assert found() is third


def test_only_a_few_are_told() -> None:
    many = [role(f"Typist {number}", typing=3, filing=3) for number in range(MOST + 3)]
    assert len(Surroundings([CLERK, *many], {}, TODAY).near("Clerk")) == MOST


def test_any_role_has_a_distance_unless_it_asks_for_nothing() -> None:
    far = AROUND.to("Clerk", "Diver")
    assert far is not None
    assert (far.gap, far.readiness) == (1.0, "far")
    assert AROUND.to("Clerk", "Figurehead") is None
    assert AROUND.to("Figurehead", "Clerk") is None
    assert AROUND.near("Figurehead") == []


def test_between_two_roles_far_apart_stands_one_that_is_near_both() -> None:
    bridge = role("Harbour clerk", typing=3, filing=2, diving=2)
    around = Surroundings([CLERK, bridge, role("Diver", diving=4, filing=1)], {}, TODAY)
    assert around.between("Clerk", "Diver") == ("Harbour clerk",)
    assert around.between("Clerk", "Harbour clerk") == ()
    assert around.between("Clerk", "Clerk") == ()
    assert AROUND.between("Clerk", "Diver") == ()


def test_a_profile_is_that_of_the_day() -> None:
    later = Requirement("diving", 5, valid_from=date(2027, 1, 1))
    changing: Any = Role("Changing", requirements=(Requirement("typing", 3), later))
    around = Surroundings([CLERK, changing], {}, TODAY)
    near = around.to("Clerk", "Changing")
    assert near is not None
    assert near.gap == 0


def test_roles_are_named_in_their_order() -> None:
    assert AROUND.roles == ["Clerk", *(each.name for each in OTHERS)]
