"""What one person should take next."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from lti_plugin.errors import NotFound
from lti_plugin.services import recommendations
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.recommendations import LATER, NOT_FOR_ME, Shown
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The site of these tests."""
    return small_site(database, site)


@pytest.fixture
def shelf(settings: Settings) -> Shelf:
    """A shelf without any model."""
    return Shelf(settings.models_dir)


def _titles(database: Database, shelf: Shelf, site: Site, small: Small, person: str) -> list[str]:
    with database.reading() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people[person])
    return [course.title for _, course in found.items]


def test_nothing_finished_running_or_hidden_comes_up(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    titles = _titles(database, shelf, site, small, "101")
    assert set(titles) == {"SQL: Practitioner", "Negotiation: Foundations"}


def test_the_next_step_of_what_was_finished_comes_first(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    assert _titles(database, shelf, site, small, "102")[0] == "SQL: Practitioner"


def test_without_history_the_list_is_labelled(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    with database.reading() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people["100"])
    assert found.basis == "features"
    assert all(item.basis == "features" and item.reasons for item, _ in found.items)


def test_running_courses_are_listed_apart(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    with database.reading() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people["101"])
    assert [(each.course.title, each.progress) for each in found.under_way] == [
        ("Statistics: Foundations", 40.0)
    ]
    assert found.finished == 1


def test_later_comes_back_after_a_month_and_not_for_me_does_not(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    person = small.people["102"]
    with database.writing() as session:
        place = (session, site.id, person)
        recommendations.put_aside(*place, small.courses["3"], LATER)
        recommendations.put_aside(*place, small.courses["5"], NOT_FOR_ME)
    assert _titles(database, shelf, site, small, "102") == ["Statistics: Foundations"]
    with time_machine.travel(now() + recommendations.LATER_FOR + timedelta(days=1)):
        titles = _titles(database, shelf, site, small, "102")
    assert "SQL: Practitioner" in titles
    assert "Negotiation: Foundations" not in titles


def test_what_was_put_aside_can_be_taken_back(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    person, course = small.people["102"], small.courses["3"]
    with database.writing() as session:
        recommendations.put_aside(session, site.id, person, course, NOT_FOR_ME)
        recommendations.take_back(session, site.id, person, course)
    assert "SQL: Practitioner" in _titles(database, shelf, site, small, "102")


def test_an_excluded_course_leaves_every_list_at_once(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    assert "SQL: Practitioner" in _titles(database, shelf, site, small, "102")
    with database.writing() as session:
        course = session.get(Course, small.courses["3"])
        assert course is not None
        course.excluded = True
    assert "SQL: Practitioner" not in _titles(database, shelf, site, small, "102")


def test_what_was_shown_is_kept_with_its_reason(
    database: Database, shelf: Shelf, site: Site, small: Small
) -> None:
    with database.writing() as session:
        found = recommendations.for_person(session, shelf, site.id, small.people["102"])
        recommendations.note_shown(session, site.id, small.people["102"], found)
    with database.reading() as session:
        rows = session.query(Shown).order_by(Shown.rank).all()
    assert [row.rank for row in rows] == [1, 2, 3]
    assert all(row.reasons[0]["key"].startswith("reason.") for row in rows)


def test_a_course_of_another_site_cannot_be_put_aside(
    database: Database, site: Site, small: Small
) -> None:
    with database.writing() as session:
        other = Site(slug="o", name="O", issuer="https://o.test", timezone="UTC", fields={})
        session.add(other)
        session.flush()
        with pytest.raises(NotFound):
            recommendations.put_aside(
                session, other.id, small.people["102"], small.courses["3"], LATER
            )
