"""What people hold by the courses that files say they finished."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from connectors.records import Rating
from lti_plugin.services.file_levels import held
from lti_plugin.services.folder import Folder
from recommender.engine.facts import CourseFacts

TODAY = date(2025, 6, 4)
DAY = datetime(2025, 5, 1, tzinfo=UTC)


def of(*completions: tuple[str, str, datetime | None]) -> Folder:
    courses = [
        CourseFacts("first", "First", outcomes={"SQL": 1.0, "Ethics": 3.0}),
        CourseFacts("second", "Second", outcomes={"SQL": 3.0}, entries={"SQL": 2.0}),
    ]
    return Folder(courses, [], list(completions), {}, [])


def test_a_finished_course_tells_of_the_skills_that_others_begin_with() -> None:
    found = held(of(("p", "first", DAY), ("q", "first", None), ("r", "gone", DAY)), TODAY)
    assert found == {"p": {"SQL": 1.0}, "q": {"SQL": 1.0}}


def test_what_taught_less_never_lowers_a_level() -> None:
    assert held(of(("p", "second", DAY), ("p", "first", DAY)), TODAY) == {"p": {"SQL": 3.0}}


def test_a_rating_counts_and_the_last_one_of_a_source_on_a_day() -> None:
    told = [
        Rating("p", "SQL", 2.0, "manager", TODAY),
        Rating("p", "SQL", 4.0, "manager", TODAY),
        Rating("p", "Ethics", 4.0, "manager", TODAY),
        Rating("q", "SQL", 4.0, "manager", TODAY + timedelta(days=1)),
        Rating("r", "SQL", 4.0, "peer", expires=TODAY),
    ]
    assert held(replace(of(), ratings=told), TODAY) == {"p": {"SQL": 4.0}, "r": {}}
