"""When somebody learns and for how long: what is kept and what is refused."""

from __future__ import annotations

import re

from lti_plugin.services import plans
from lti_plugin.store.aims import LearningTime
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import PATH, opened, steps

TIME = "/learn/path/time"


def time_of(installation: Installation) -> list[LearningTime]:
    with installation.database.reading() as session:
        return session.query(LearningTime).all()


def test_hours_that_cannot_be_are_refused_and_not_kept(
    installation: Installation, three: Goals
) -> None:
    mine = opened(installation, PATH)
    for hours in ("0", "501", "-1", "nan", "inf", "many", "1e9"):
        page = mine.press(TIME, hours=hours)
        assert (page.status_code, "hours" in page.text) == (400, True), hours
        assert time_of(installation) == [], hours


def test_hours_may_be_written_with_a_comma_and_be_taken_back(
    installation: Installation, three: Goals
) -> None:
    mine = opened(installation, PATH)
    assert 'value="6.5"' in mine.press(TIME, hours="6,5").text
    assert 'value="20"' in mine.press(TIME, hours="").text
    assert [row.hours for row in time_of(installation)] == [None]


NO_TIMES = [
    ("0", "9", "60", "Give each time as hours and minutes, such as 09:00."),
    ("0", "24:00", "60", "Give each time as hours and minutes, such as 09:00."),
    ("0", "09:00", "", "Give the minutes as a number."),
    ("0", "", "60", "Give each time as hours and minutes, such as 09:00."),
    ("0", "09:00", "long", "Give the minutes as a number."),
    ("x", "09:00", "60", "Give the day as a number."),
    ("7", "09:00", "60", "Choose a day of the week for each time."),
    ("0", "09:00", "0", "Give the time on Monday at 9:00\u202fAM 1 to 1440 minutes."),
    ("0", "09:00", "1441", "Give the time on Monday at 9:00\u202fAM 1 to 1440 minutes."),
    ("0", "09:00+01:00", "60", "Give each time as hours and minutes, such as 09:00."),
]


def test_a_time_of_the_week_that_cannot_be_is_refused(
    installation: Installation, three: Goals
) -> None:
    mine = opened(installation, PATH)
    for weekday, start, minutes, said in NO_TIMES:
        page = mine.press(TIME, hours="6", weekday=weekday, start=start, minutes=minutes)
        assert (page.status_code, said in page.text) == (400, True), (weekday, start, minutes)
        assert time_of(installation) == [], (weekday, start, minutes)


def test_times_that_overlap_are_refused_and_an_empty_row_is_none(
    installation: Installation, three: Goals
) -> None:
    mine = opened(installation, PATH)
    row = {"weekday": ["0", "0", "0"], "minutes": ["60", "60", ""]}
    page = mine.press(TIME, **row, start=["09:00", "09:30", ""])
    assert "The times on Monday at 9:00\u202fAM and on Monday at 9:30\u202fAM overlap." in page.text
    page = mine.press(TIME, **row, start=["09:00", "10:00", ""])
    assert page.status_code == 200
    (kept,) = time_of(installation)
    assert kept.slots == [[0, 540, 60], [0, 600, 60]]
    assert re.findall(r'type="time" name="start" value="([^"]*)"', page.text) == [
        "09:00",
        "10:00",
        "",
    ]


def test_a_week_has_so_many_times_at_most(installation: Installation, three: Goals) -> None:
    many = plans.MOST_SLOTS + 1
    page = opened(installation, PATH).press(
        TIME,
        weekday=["0"] * many,
        start=[f"{9 + number:02}:00" for number in range(many)],
        minutes=["30"] * many,
    )
    assert page.status_code == 400
    assert "At most seven times a week can be kept free." in page.text


def test_a_pace_of_decades_is_said_and_can_be_changed(
    installation: Installation, three: Goals
) -> None:
    mine = opened(installation, PATH)
    page = mine.press(TIME, hours="20", weekday="0", start="09:00", minutes="1")
    assert "At this pace it would take more than 20 years" in page.text
    assert "dated times" not in page.text
    assert len(steps(page)) == 3
    assert "dated times" in mine.press(TIME, hours="20").text
