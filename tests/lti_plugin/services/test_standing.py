"""The allow-list decides before any launch as what somebody comes in, and each change is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from lti_plugin.errors import NotAllowed, NotFound
from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER, SITE_ADMIN
from lti_plugin.services import standing
from lti_plugin.store import overrides
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.platform import INSTITUTION_ADMINISTRATOR
from tests.support.platform import INSTRUCTOR as TEACHER
from tests.support.platform import LEARNER as STUDENT
from tests.support.standing import (
    MENTOR,
    add_person,
    comes_as,
    decide,
    is_open,
    list_of,
    log_of,
    open_visit,
    rule,
)


def test_the_first_site_administrator_is_put_on_the_list_and_stays_an_admin(
    database: Database, site: Site, ada: UUID, grace: UUID
) -> None:
    assert comes_as(database, site, ada, SITE_ADMIN) == ADMIN
    assert comes_as(database, site, grace, SITE_ADMIN) == ADMIN
    assert list_of(database, site) == {"Ada": True}
    assert comes_as(database, site, ada, STUDENT) == ADMIN
    assert comes_as(database, site, grace, STUDENT) == LEARNER
    details = {"person": str(ada), "before": None, "now": True}
    assert log_of(database, site) == [(standing.FIRST, standing.MADE, details)]


@pytest.mark.parametrize("role", [STUDENT, TEACHER, INSTITUTION_ADMINISTRATOR, MENTOR])
def test_nobody_else_is_put_on_the_list_by_coming_in(
    database: Database, site: Site, ada: UUID, role: str
) -> None:
    rule(database, site, {MENTOR: ADMIN})
    comes_as(database, site, ada, role)
    assert list_of(database, site) == {}


def test_each_site_has_its_own_first_administrator(
    database: Database, site: Site, elsewhere: Site, ada: UUID
) -> None:
    other = add_person(database, elsewhere, "Grace")
    comes_as(database, site, ada, SITE_ADMIN)
    comes_as(database, elsewhere, other, SITE_ADMIN)
    assert list_of(database, site) == {"Ada": True}
    assert list_of(database, elsewhere) == {"Grace": True}
    assert len(log_of(database, elsewhere)) == 1


def test_somebody_from_whom_it_was_taken_is_not_put_on_the_list_again(
    database: Database, site: Site, ada: UUID
) -> None:
    decide(database, site, ada, admin=False)
    assert comes_as(database, site, ada, SITE_ADMIN) == LEARNER
    assert list_of(database, site) == {"Ada": False}


@pytest.mark.parametrize(
    ("admin", "roles", "audience"),
    [
        (True, [STUDENT], ADMIN),
        (True, [], ADMIN),
        (False, [SITE_ADMIN], LEARNER),
        (False, [SITE_ADMIN, INSTITUTION_ADMINISTRATOR], LEARNER),
        (False, [SITE_ADMIN, TEACHER], INSTRUCTOR),
        (False, [MENTOR], LEARNER),
        (None, [SITE_ADMIN], ADMIN),
        (None, [STUDENT], LEARNER),
        (None, [MENTOR], ADMIN),
    ],
)
def test_what_was_decided_goes_before_what_a_launch_says(
    database: Database,
    site: Site,
    ada: UUID,
    grace: UUID,
    admin: bool | None,
    roles: list[str],
    audience: str,
) -> None:
    rule(database, site, {MENTOR: ADMIN})
    decide(database, site, grace, admin=True)
    decide(database, site, ada, admin=not admin)
    decide(database, site, ada, admin)
    assert comes_as(database, site, ada, *roles) == audience


def test_every_decision_is_kept_with_who_about_whom_and_what_was_before(
    database: Database, site: Site, ada: UUID, grace: UUID
) -> None:
    decide(database, site, ada, admin=True)
    decide(database, site, grace, True, actor=ada)
    decide(database, site, grace, False, actor=ada)
    decide(database, site, grace, None, actor=ada)
    about = {"person": str(grace)}
    assert log_of(database, site)[1:] == [
        (str(ada), "made L&D admin", about | {"before": None, "now": True}),
        (str(ada), "no longer L&D admin", about | {"before": True, "now": False}),
        (str(ada), "left to their launches", about | {"before": False, "now": None}),
    ]
    assert log_of(database, site)[0][0] == "command line"


@pytest.mark.parametrize("admin", [True, False, None])
def test_the_same_decision_again_changes_nothing(
    database: Database, site: Site, ada: UUID, admin: bool | None
) -> None:
    decide(database, site, ada, admin)
    before = log_of(database, site)
    with time_machine.travel(now() + timedelta(days=1)):
        decide(database, site, ada, admin)
    assert log_of(database, site) == before
    with database.reading() as session:
        assert all(row.set_at <= now() for _, row in overrides.listed(session, site.id))


def test_since_when_it_holds_is_when_it_was_decided_last(
    database: Database, site: Site, ada: UUID
) -> None:
    decide(database, site, ada, admin=True)
    later = now() + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        decide(database, site, ada, admin=False)
    with database.reading() as session:
        ((_, row),) = overrides.listed(session, site.id)
    assert row.set_at == later


@pytest.mark.parametrize("admin", [False, None])
def test_nobody_takes_it_from_themselves(
    database: Database, site: Site, ada: UUID, admin: bool | None
) -> None:
    decide(database, site, ada, admin=True)
    with pytest.raises(NotAllowed, match="from yourself"):
        decide(database, site, ada, admin, actor=ada)
    assert list_of(database, site) == {"Ada": True}
    assert len(log_of(database, site)) == 1


def test_two_who_take_it_from_each_other_at_once_leave_one(
    database: Database, site: Site, ada: UUID, grace: UUID
) -> None:
    for person in (ada, grace):
        decide(database, site, person, admin=True)
    decide(database, site, grace, admin=False, actor=ada)
    with pytest.raises(NotAllowed, match="no longer an L&D admin"):
        decide(database, site, ada, admin=False, actor=grace)
    with pytest.raises(NotAllowed, match="no longer an L&D admin"):
        rule(database, site, {MENTOR: ADMIN}, actor=grace)
    assert list_of(database, site) == {"Ada": True, "Grace": False}


def test_a_person_of_another_site_cannot_be_decided_about(
    database: Database, site: Site, elsewhere: Site
) -> None:
    stranger = add_person(database, elsewhere, "Grace")
    for person in (stranger, uuid4()):
        with pytest.raises(NotFound):
            decide(database, site, person, admin=True)
    assert list_of(database, site) == list_of(database, elsewhere) == {}
    assert log_of(database, site) == log_of(database, elsewhere) == []


@pytest.mark.parametrize(
    ("admin", "audience", "roles", "still"),
    [
        (True, LEARNER, [STUDENT], False),
        (True, INSTRUCTOR, [TEACHER], False),
        (True, ADMIN, [SITE_ADMIN], True),
        (False, ADMIN, [SITE_ADMIN], False),
        (False, INSTRUCTOR, [TEACHER], True),
        (None, ADMIN, [STUDENT], False),
        (None, ADMIN, [SITE_ADMIN], True),
    ],
)
def test_f14_what_somebody_has_open_as_something_else_ends_at_once(
    database: Database,
    site: Site,
    ada: UUID,
    admin: bool | None,
    audience: str,
    roles: list[str],
    still: bool,
) -> None:
    decide(database, site, ada, admin=not admin)
    visit = open_visit(database, site, ada, audience, *roles)
    decide(database, site, ada, admin)
    assert is_open(database, visit) is still


def test_an_erased_admin_leaves_the_list(database: Database, site: Site, ada: UUID) -> None:
    decide(database, site, ada, admin=True)
    with database.writing() as session:
        session.delete(session.get_one(Person, ada))
    assert list_of(database, site) == {}
