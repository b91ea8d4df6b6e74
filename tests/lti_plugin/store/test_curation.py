"""What was made of a site is kept while nothing that it was made of changes, and no longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_plugin.store import curation, sites
from lti_plugin.store.courses import Course, Prerequisite
from lti_plugin.store.database import Database
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role, RoleRequirement, RoleTrigger
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import CourseSkill, Skill
from tests.support.catalogue import Small, small_site

made: list[UUID] = []


def make(session: Session, site_id: UUID) -> int:
    """Make something of a site, and count how often."""
    made.append(site_id)
    return len(session.scalars(select(Role.id).where(Role.site_id == site_id)).all())


@pytest.fixture(autouse=True)
def _nothing_made() -> None:
    made.clear()


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """A site with courses, skills and one role that asks for something."""
    small = small_site(database, site)
    with database.writing() as session:
        skill = Skill(site_id=site.id, name="Welding", alternatives=[])
        role = Role(site_id=site.id, name="Welder", alternatives=[])
        session.add_all([skill, role])
        session.flush()
        session.add(RoleRequirement(site_id=site.id, role_id=role.id, skill_id=skill.id, level=2.0))
    return small


def times(database: Database, site_id: UUID) -> int:
    """Ask for it, and say how often it has been made by now."""
    with database.reading() as session:
        curation.kept(session, site_id, make)
    return len(made)


def one(session: Session, kind: type) -> object:
    return session.scalars(select(kind).order_by(kind.id)).first()  # type: ignore[attr-defined]  # each has one


def _new_role(session: Session, site_id: UUID) -> None:
    session.add(Role(site_id=site_id, name="Baker", alternatives=[]))


def _trigger(session: Session, site_id: UUID) -> None:
    role = one(session, Role)
    session.add(RoleTrigger(site_id=site_id, role_id=role.id, kind="redundancy"))


def _objective(session: Session, site_id: UUID) -> None:
    aim = Objective(site_id=site_id, name="Grow", due_on=date(2027, 1, 1))
    session.add(aim)
    session.flush()
    skill = one(session, Skill)
    session.add(ObjectiveSkill(site_id=site_id, objective_id=aim.id, skill_id=skill.id))


def _requirement(session: Session, _site_id: UUID) -> None:
    one(session, RoleRequirement).level = 4.0


def _no_requirement(session: Session, _site_id: UUID) -> None:
    session.delete(one(session, RoleRequirement))


def _course(session: Session, _site_id: UUID) -> None:
    course = one(session, Course)
    course.visible = not course.visible


def _prerequisite(session: Session, site_id: UUID) -> None:
    first, second = session.scalars(select(Course.id).order_by(Course.id).limit(2))
    session.add(Prerequisite(site_id=site_id, course_id=first, requires_id=second))


def _lesson(session: Session, site_id: UUID) -> None:
    course, skill = one(session, Course), session.scalar(select(Skill).filter_by(name="Welding"))
    session.add(CourseSkill(site_id=site_id, course_id=course.id, skill_id=skill.id))


def _skill(session: Session, _site_id: UUID) -> None:
    one(session, Skill).durable = True


def _levels(session: Session, site_id: UUID) -> None:
    site = sites.get(session, site_id)
    site.fields = {**site.fields, "levels": {"Meister": 4.0}}


def _popularity(session: Session, site_id: UUID) -> None:
    sites.get(session, site_id).popularity = sites.LESS


def _at_once(session: Session, _site_id: UUID) -> None:
    session.execute(update(Course).values(excluded=True))


def _nothing(session: Session, site_id: UUID) -> None:
    sites.get(session, site_id).name = "Another name"
    one(session, Course).title = one(session, Course).title
    session.add(Person(site_id=site_id, extra={}))
    session.add(Skill(site_id=site_id, name="Whittling", alternatives=[]))


CHANGES = (
    _new_role,
    _trigger,
    _objective,
    _requirement,
    _no_requirement,
    _course,
    _prerequisite,
    _lesson,
    _skill,
    _levels,
    _popularity,
    _at_once,
)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.__name__.strip("_"))
def test_it_is_made_anew_once_something_has_changed(
    database: Database, site: Site, change: Callable[[Session, UUID], None]
) -> None:
    assert [times(database, site.id), times(database, site.id)] == [1, 1]
    with database.writing() as session:
        change(session, site.id)
    assert [times(database, site.id), times(database, site.id)] == [2, 2]


@pytest.mark.usefixtures("small")
def test_it_is_kept_while_only_other_things_change(database: Database, site: Site) -> None:
    times(database, site.id)
    with database.writing() as session:
        _nothing(session, site.id)
    assert times(database, site.id) == 1


@pytest.mark.usefixtures("small")
def test_what_was_never_committed_is_seen_by_nobody_else(database: Database, site: Site) -> None:
    with database.reading() as session:
        assert curation.kept(session, site.id, make) == 1
        _new_role(session, site.id)
        assert curation.kept(session, site.id, make) == 2
        session.rollback()
    with database.reading() as session:
        assert curation.kept(session, site.id, make) == 1


@pytest.mark.usefixtures("small")
def test_a_change_elsewhere_leaves_a_site_alone(database: Database, site: Site) -> None:
    times(database, site.id)
    with database.writing() as session:
        other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(other)
        session.flush()
        _new_role(session, other.id)
    assert times(database, site.id) == 1
