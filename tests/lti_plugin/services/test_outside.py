"""Items of the catalogue that are done outside Moodle, and the list that admins look through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import assignments, editing, outside, recommendations, shelf_list
from lti_plugin.services.editing import Wish
from lti_plugin.services.shelf import Shelf
from lti_plugin.services.shelf_list import GONE, HIDDEN, IN, NO_SKILLS, OUT, OUTSIDE, STALE, Wanted
from lti_plugin.settings import Settings
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site

BY = "an admin"
ITEM = {"title": "Lead a pilot", "mode": "stretch assignment", "duration_minutes": 600}


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    """The site of these tests."""
    return small_site(database, site)


def added(database: Database, site: Site, **values: Any) -> UUID:
    with database.writing() as session:
        skill = skills.ids(session, site.id, ["Negotiation"])["Negotiation"]
        taught = Wish(taught={skill: (3.0, 1.0)})
        return outside.add(session, site.id, ITEM | values, taught, BY).id


def titles(database: Database, site: Site, **wanted: Any) -> list[str]:
    with database.reading() as session:
        found = shelf_list.of_site(session, site.id, Wanted(**wanted), now())
        return [line.course.title for line in found.lines]


def test_an_item_is_offered_asked_for_and_confirmed(
    database: Database, site: Site, small: Small, settings: Settings
) -> None:
    course_id, shelf = added(database, site), Shelf(settings.models_dir)
    person = small.people["102"]
    with database.writing() as session:
        found = recommendations.for_person(session, shelf, site.id, person)
        assert "Lead a pilot" in {course.title for _, course in found.items}
        row = assignments.ask_for_item(session, site.id, person, course_id, "")
        assert (row.title, row.hours, set(row.levels().values())) == ("Lead a pilot", 10, {3.0})
        assignments.decide(session, site.id, None, row.id, approved=True, answer="", admin=True)
        assignments.confirm(session, site.id, None, row.id, note="Went well", admin=True)
        found = recommendations.for_person(session, shelf, site.id, person)
        assert "Lead a pilot" not in {course.title for _, course in found.items}


def test_a_retired_item_is_offered_to_nobody_and_can_come_back(
    database: Database, site: Site, small: Small, settings: Settings
) -> None:
    course_id, shelf = added(database, site), Shelf(settings.models_dir)
    for retire, shown in ((outside.retire, False), (outside.offer_again, True)):
        with database.writing() as session:
            retire(session, site.id, course_id, BY)
        with database.reading() as session:
            place = session, shelf, site.id, small.people["102"]
            found = recommendations.for_person(*place).items
        assert ("Lead a pilot" in {course.title for _, course in found}) is shown
    assert titles(database, site, state=GONE) == []


def test_an_items_title_is_ours_and_a_moodle_course_cannot_be_retired_here(
    database: Database, site: Site, small: Small
) -> None:
    course_id = added(database, site)
    with database.writing() as session:
        wish = Wish({"title": "Lead two pilots", "summary": "Twice."})
        editing.change(session, site.id, course_id, wish, BY)
        assert session.get_one(Course, course_id).title == "Lead two pilots"
        with pytest.raises(BadInput, match="Moodle"):
            outside.retire(session, site.id, small.courses["2"], BY)


@pytest.mark.parametrize("values", [{"title": " "}, {"mode": "e-learning"}, {"mode": None}])
def test_an_item_without_title_or_with_a_way_nobody_confirms_is_refused(
    database: Database, site: Site, small: Small, values: dict[str, Any]
) -> None:
    with pytest.raises(BadInput):
        added(database, site, **values)


def test_another_sites_item_is_not_found(
    database: Database, site: Site, small: Small, elsewhere: Site
) -> None:
    course_id = added(database, site)
    with database.writing() as session, pytest.raises(NotFound):
        outside.retire(session, elsewhere.id, course_id, BY)


def test_the_list_is_filtered_by_each_thing_and_by_all_together(
    database: Database, site: Site, small: Small
) -> None:
    item = added(database, site)
    with database.writing() as session:
        change = session, site.id
        editing.change(*change, small.courses["3"], Wish({"included": False}), BY)
        editing.change(
            *change, small.courses["5"], Wish({"language": "de", "mode": "e-learning"}), BY
        )
        session.get_one(Course, small.courses["5"]).tags = ["Soft", "people"]
        session.get_one(Course, small.courses["2"]).reviewed_at = now() - timedelta(days=400)
    sql, practitioner = "SQL: Foundations", "SQL: Practitioner"
    negotiation, statistics = "Negotiation: Foundations", "Statistics: Foundations"
    assert titles(database, site) == [
        "Hidden course",
        "Lead a pilot",
        negotiation,
        sql,
        practitioner,
        statistics,
    ]
    for wanted, found in (
        ({"text": "sql found"}, [sql]),
        ({"text": "PEOPLE"}, [negotiation]),
        ({"tag": "soft"}, [negotiation]),
        ({"category": "name:Data", "mode": "workshop"}, [statistics]),
        ({"language": "de"}, [negotiation]),
        ({"level": "Practitioner"}, [practitioner]),
        ({"level": shelf_list.UNKNOWN, "state": IN}, ["Lead a pilot"]),
        ({"state": OUT}, [practitioner]),
        ({"state": HIDDEN}, ["Hidden course"]),
        ({"marks": frozenset({STALE})}, [sql]),
        ({"marks": frozenset({NO_SKILLS})}, ["Hidden course"]),
        ({"marks": frozenset({OUTSIDE})}, ["Lead a pilot"]),
        ({"marks": frozenset({STALE}), "mode": "workshop"}, []),
        ({"text": "%"}, []),
    ):
        assert titles(database, site, **wanted) == found, wanted
    with database.writing() as session:
        outside.retire(session, site.id, item, BY)
    assert "Lead a pilot" not in titles(database, site)
    assert titles(database, site, state=GONE) == ["Lead a pilot"]
