"""The learner's page for histories that nobody should have, and for what was put off to a day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import insert, update
from werkzeug.test import TestResponse

from lti_plugin.services.recommendations import LATER_FOR
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Completion
from lti_plugin.store.people import Person
from tests.support.catalogue import Small
from tests.support.installation import Installation, visit
from tests.support.tool import Clock

FEEDBACK = "/learn/feedback"


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


def titles(page: TestResponse) -> list[str]:
    """Return the titles of the cards, in their order."""
    return [unescape(found) for found in re.findall(r'id="title-[^"]*">([^<]*)<', page.text)]


def test_what_is_for_later_is_back_on_the_day_and_not_before(
    installation: Installation, small: Small, clock: Clock
) -> None:
    mine = visit(installation)
    before = titles(mine.page)
    mine.fetch(FEEDBACK, course=small.courses["3"], kind="later")
    mine.fetch(FEEDBACK, course=small.courses["5"], kind="not_for_me")
    start = datetime.now(UTC)
    clock.move_to(start + LATER_FOR - timedelta(minutes=1), tick=True)
    assert titles(visit(installation).page) == ["Statistics: Foundations"]
    clock.move_to(start + LATER_FOR + timedelta(minutes=1), tick=True)
    back = visit(installation)
    assert titles(back.page) == [each for each in before if not each.startswith("Negotiation")]
    answer = back.fetch(FEEDBACK, course=small.courses["5"], kind="undo")
    assert titles(answer) == before


@pytest.mark.full
def test_somebody_with_fifty_thousand_completions_gets_a_list(
    installation: Installation, small: Small
) -> None:
    key = {"site_id": installation.site.id, "person_id": small.people["102"]}
    first = datetime(2020, 1, 1, tzinfo=UTC)
    rows = [
        {
            **key,
            "course_id": small.courses[("3", "4")[number % 2]],
            "completed_at": first + timedelta(hours=number),
        }
        for number in range(50_000)
    ]
    with installation.database.writing() as session:
        session.execute(insert(Completion), rows)
    assert titles(visit(installation).page) == ["Negotiation: Foundations"]


def test_courses_that_are_all_alike_are_listed_without_a_made_up_reason(
    installation: Installation, small: Small
) -> None:
    with installation.database.writing() as session:
        same = {"title": "Same", "summary": "", "level": "nan", "category": None}
        session.execute(update(Course).values(**same))
        session.execute(update(Person).values(role=None, department=None))
    page = visit(installation, person="100").page
    assert titles(page) == ["Same"] * 3
    assert "there is nothing yet to name for or against it" in page.text


def test_a_site_of_one_course_and_one_person_has_a_page(installation: Installation) -> None:
    small = installation.fill(finishers=0)
    gone = update(Course).where(Course.id != small.courses["3"])
    with installation.database.writing() as session:
        session.execute(gone.values(gone_at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert titles(visit(installation, person="100").page) == ["SQL: Practitioner"]
