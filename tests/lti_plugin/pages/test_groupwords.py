"""What becomes of people in groups made in Moodle, and of cohorts in the answer of a course."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from lti_plugin.pages import groupwords
from lti_plugin.pages.instructor import cohortwords
from lti_plugin.pages.learner import fields
from lti_plugin.services import joining
from lti_plugin.services.classes import Class
from lti_plugin.services.cohorts import Card, Cohorts
from lti_plugin.store import made
from lti_plugin.store.cohorts import Cohort
from lti_plugin.store.courses import Course
from recommender.skills.cohorts import Limits


@pytest.mark.parametrize(
    ("column", "codes"),
    [
        ("expected", made.EXPECTATIONS),
        ("outcome", made.OUTCOMES),
        ("problem", joining.PROBLEMS),
        ("kind", (made.GROUP, made.SITE)),
        ("state", (made.PLANNED, made.ASKED, made.DONE, made.REFUSED)),
    ],
)
def test_my_data_has_words_for_every_code_of_a_group(
    app: Flask, column: str, codes: tuple[str, ...]
) -> None:
    with app.test_request_context():
        assert [code for code in codes if fields.value(column, code, {}) == code] == []


def test_a_cohort_of_the_site_is_not_called_a_group(app: Flask) -> None:
    with app.test_request_context():
        told = [groupwords.expected(made.SITE, code) for code in (made.JOINS, made.ENROLS)]
        inside = (made.JOINED, made.ENROLLED, made.ONLY_COURSE, made.ONLY_GROUP)
        told += [groupwords.outcome(made.SITE, code) for code in inside]
        assert all("cohort" in words and "group" not in words for words in told)
        assert groupwords.outcome(made.GROUP, made.JOINED) == "joined the group"


def test_cohorts_that_nobody_is_counted_ready_for_any_more_still_have_an_answer(
    app: Flask,
) -> None:
    course, months = Course(title="SQL"), (date(2027, 1, 1), date(2027, 2, 1), date(2027, 2, 1))
    here = [Card(Cohort(id=uuid4(), month=month), course, None, "SQL", 3) for month in months]
    found = Class(course, [], 0, 0, 0, [])
    with app.test_request_context():
        cohorts = Cohorts(here, [], {}, 0, Limits(), None)
        assert cohortwords.answer(found, cohorts) == (
            "6 people are ready for this course in February 2027."
        )
