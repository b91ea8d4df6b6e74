"""Which courses are in the catalogue by what is said of one, of tags, of categories, of all."""

from __future__ import annotations

from uuid import UUID

import pytest

from connectors.records import Category
from connectors.records import Course as Record
from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import catalogue_rules, editing
from lti_plugin.services.editing import Wish
from lti_plugin.store import courses, picks
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.picks import ALL, CATEGORY, TAG
from lti_plugin.store.sites import Site

BY = "an admin"
FOLDERS = (Category("1", "Business"), Category("2", "Sales", "1"), Category("3", "Arts"))
RECORDS = (
    Record(id="10", title="Pitching", category_id="2", category="Sales", tags=("Green",)),
    Record(id="11", title="Accounting", category_id="1", category="Business"),
    Record(id="12", title="Drawing", category_id="3", category="Arts", tags=("green", "old")),
    Record(id="13", title="From a file", category="Loose"),
)


class Shop:
    """A catalogue with folders, and what is left out of it."""

    def __init__(self, database: Database, site: Site) -> None:
        self.database, self.site = database, site
        with database.writing() as session:
            courses.upsert_categories(session, site.id, FOLDERS)
        self.syncs(*RECORDS)

    def syncs(self, *records: Record) -> None:
        with self.database.writing() as session:
            found = courses.upsert(session, self.site.id, records, courses.MOODLE)
            catalogue_rules.after_sync(session, self.site.id, found.ids)

    def rules(self, *rules: tuple[str, str, bool]) -> list[UUID]:
        with self.database.writing() as session:
            return [
                catalogue_rules.put(
                    session, self.site.id, kind, value, excluded=excluded, actor=BY
                )[0].id
                for kind, value, excluded in rules
            ]

    def left_out(self) -> set[str]:
        with self.database.reading() as session:
            found = courses.of_site(session, self.site.id)
            return {row.title for row in found if row.excluded}


@pytest.fixture
def shop(database: Database, site: Site) -> Shop:
    """Two folders above each other, one beside them, and a course that a file named."""
    return Shop(database, site)


@pytest.mark.parametrize(
    ("rules", "left_out"),
    [
        ([(CATEGORY, "1", True)], {"Pitching", "Accounting"}),
        ([(CATEGORY, "1", True), (CATEGORY, "2", False)], {"Accounting"}),
        ([(TAG, "GREEN", True)], {"Pitching", "Drawing"}),
        ([(TAG, "green", False), (TAG, "old", True)], {"Drawing"}),
        ([(CATEGORY, "1", True), (TAG, "green", False)], {"Accounting"}),
        ([(CATEGORY, "name:Loose", True)], {"From a file"}),
        ([(ALL, "", True), (CATEGORY, "3", False)], {"Pitching", "Accounting", "From a file"}),
        ([(TAG, "green", True), (TAG, "Green", False)], set()),
    ],
    ids=["above", "nearer", "tag", "two-tags", "tag-first", "name", "all", "again"],
)
def test_the_closer_rule_decides(
    shop: Shop, rules: list[tuple[str, str, bool]], left_out: set[str]
) -> None:
    shop.rules(*rules)
    assert shop.left_out() == left_out


def test_rules_hold_for_courses_that_come_or_move_later(shop: Shop) -> None:
    shop.rules((CATEGORY, "1", True))
    shop.syncs(
        Record(id="20", title="Bidding", category_id="2", category="Sales"),
        Record(id="11", title="Accounting", category_id="3", category="Arts"),
    )
    assert shop.left_out() == {"Pitching", "Bidding"}


def test_what_is_said_of_a_course_itself_goes_before_every_rule(shop: Shop) -> None:
    shop.rules((ALL, "", True), (TAG, "green", False))
    with shop.database.writing() as session:
        ids = {row.title: row.id for row in courses.of_site(session, shop.site.id)}
        editing.change(session, shop.site.id, ids["Accounting"], Wish({"included": True}), BY)
        editing.change(session, shop.site.id, ids["Drawing"], Wish({"included": False}), BY)
    shop.syncs(*RECORDS)
    assert shop.left_out() == {"Drawing", "From a file"}
    with shop.database.writing() as session:
        editing.change(session, shop.site.id, ids["Drawing"], Wish({"included": None}), BY)
    assert shop.left_out() == {"From a file"}


def test_a_rule_taken_back_lets_its_courses_in_again(shop: Shop) -> None:
    (rule_id,) = shop.rules((CATEGORY, "1", True))
    with shop.database.writing() as session:
        assert catalogue_rules.remove(session, shop.site.id, rule_id, BY) == 2
    assert shop.left_out() == set()


def test_a_rule_about_nothing_or_of_another_site_is_refused(shop: Shop, elsewhere: Site) -> None:
    (rule_id,) = shop.rules((CATEGORY, "1", True))
    with shop.database.writing() as session:
        for kind, value in ((TAG, " "), (CATEGORY, ""), ("colour", "red")):
            with pytest.raises(BadInput):
                catalogue_rules.put(session, shop.site.id, kind, value, excluded=True, actor=BY)
        with pytest.raises(NotFound):
            catalogue_rules.remove(session, elsewhere.id, rule_id, BY)
        assert [row.id for row in picks.rules(session, shop.site.id)] == [rule_id]


def test_categories_that_stand_in_each_other_end(shop: Shop) -> None:
    with shop.database.writing() as session:
        round_and_round = [Category("1", "Business", "2"), Category("2", "Sales", "1")]
        courses.upsert_categories(session, shop.site.id, round_and_round)
    shop.rules((CATEGORY, "1", True))
    assert shop.left_out() == {"Pitching", "Accounting"}
    with shop.database.reading() as session:
        assert session.query(Course).count() == 4
