"""A path's dated times in a person's own calendar, by an address that only they know."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import icalendar
import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lti_plugin.store.aims import LearningTime
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role, RoleRequirement
from lti_plugin.store.skills import Skill
from tests.support.installation import Installation, Visit, arrive
from tests.support.tool import TOOL

MAKE = "/learn/path/calendar"


@pytest.fixture
def mine(installation: Installation) -> Visit:
    """The visit of somebody who aims at a role that asks for SQL."""
    small = installation.fill()
    with installation.database.writing() as session:
        site = installation.site
        role = Role(site_id=site.id, name="SQL expert")
        session.add(role)
        session.flush()
        skill = session.scalars(select(Skill).where(Skill.name == "SQL")).one()
        line = {"site_id": site.id, "role_id": role.id, "skill_id": skill.id}
        session.add(RoleRequirement(**line, level=4.0, importance=1.0))
        person = Person.id == small.people["102"]
        session.execute(update(Person).where(person).values(target_role="SQL expert"))
    return arrive(installation)


def address(page: TestResponse) -> str:
    """Return the path of the address that a page shows."""
    found = re.search(r'id="calendar-address" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return urlsplit(found[1]).path


def times(installation: Installation, path: str) -> list[icalendar.Event]:
    """Return the events of a calendar, read as anybody's programme does."""
    answer = installation.app.test_client().get(path, base_url=TOOL)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    assert answer.cache_control.no_store
    return list(icalendar.Calendar.from_ical(answer.data).walk("VEVENT"))


def test_the_dated_times_of_the_path_are_in_it(installation: Installation, mine: Visit) -> None:
    mine.press("/learn/path/time", hours=8, weekday=2, start="15:00", minutes=120)
    events = times(installation, address(mine.press(MAKE)))
    assert [str(each["summary"]) for each in events] == ["SQL: Practitioner"] * 4
    assert {each["dtstart"].dt.weekday() for each in events} == {2}
    assert {(each["dtend"].dt - each["dtstart"].dt).seconds for each in events} == {7200}
    assert len({str(each["uid"]) for each in events}) == 4


def test_only_a_hash_of_the_address_is_kept(installation: Installation, mine: Visit) -> None:
    secret = address(mine.press(MAKE)).split("/")[-1].removesuffix(".ics")
    with installation.database.reading() as session:
        kept = session.scalars(select(LearningTime)).one()
        assert secret.encode() not in bytes(kept.calendar_hash or b"")
    assert secret not in mine.press("/learn/path").text


def test_a_new_address_ends_the_old_one_and_it_can_be_closed(
    installation: Installation, mine: Visit
) -> None:
    old = address(mine.press(MAKE))
    new = address(mine.press(MAKE))
    reader = installation.app.test_client()
    assert reader.get(old, base_url=TOOL).status_code == 404
    assert times(installation, new)
    mine.press(MAKE, close=1)
    assert reader.get(new, base_url=TOOL).status_code == 404


def test_an_address_that_is_nobodys_is_not_found(installation: Installation) -> None:
    answer = installation.app.test_client().get("/calendar/guess.ics", base_url=TOOL)
    assert answer.status_code == 404
