"""A grade column that two people ask for at the same moment is added once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from werkzeug.test import TestResponse

from lti_plugin.store.base import now
from lti_plugin.store.resource_links import ResourceLink
from tests.lti_plugin.pages.test_people import COLUMN, ROLE, made_column
from tests.lti_plugin.pages.test_people import moodle as moodle
from tests.support.course import ITEMS, Served
from tests.support.services import Sent, Told


def test_two_who_ask_for_a_column_at_once_make_one(moodle: Served) -> None:
    kept = made_column(moodle)
    first, second = moodle.open(role=ROLE), moodle.open(role=ROLE)
    pages: list[TestResponse] = []

    def meanwhile(_sent: Sent) -> Told:
        if not pages:
            pages.append(second.press(COLUMN))
        return Told(200, kept)

    moodle.services.tell("GET", ITEMS, meanwhile)
    assert "has a column for this path now" in first.press(COLUMN).text
    assert "Somebody is adding it at this moment." in pages[0].text
    assert len(kept) == 1
    assert "has a column for this path now" in second.press(COLUMN).text
    assert len(kept) == 1


def test_a_column_that_failed_can_be_asked_for_again(moodle: Served) -> None:
    moodle.services.tell("GET", ITEMS, Told(403))
    teacher = moodle.open(role=ROLE)
    assert "lti-grades-permission" in teacher.press(COLUMN).text
    kept = made_column(moodle)
    assert "has a column for this path now" in teacher.press(COLUMN).text
    assert len(kept) == 1


def test_who_never_came_back_keeps_nobody_from_adding_it(moodle: Served) -> None:
    made_column(moodle)
    teacher = moodle.open(role=ROLE)
    with moodle.installation.database.writing() as session:
        session.execute(update(ResourceLink).values(column_asked_at=now() - timedelta(minutes=6)))
    assert "has a column for this path now" in teacher.press(COLUMN).text
