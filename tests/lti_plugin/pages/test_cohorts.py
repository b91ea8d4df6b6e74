"""The teacher's pages about cohorts and the class: what is shown, what is not, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

from lti_plugin.services import placing
from tests.support.course import Served, member, page_of
from tests.support.reading import answer_in, text_of
from tests.support.services import Told
from tests.support.teacher_pages import PAGE, cohort, with_a_cohort

CLASS = "/teach/progress"


@pytest.fixture(scope="module")
def moodle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Six people finished SQL: Foundations and are ready for what comes next."""
    with with_a_cohort(tmp_path_factory.mktemp("served")) as made:
        yield made


def test_the_page_answers_who_is_ready_and_why(moodle: Served) -> None:
    text = moodle.open().press(PAGE).text
    assert "6 finishers of this course are ready for “SQL: Practitioner” in " in answer_in(text)
    told = text_of(text)
    assert (
        "6 people who finished “SQL: Foundations”: on average at level 2.3 (basic) in SQL" in told
    )
    assert "where their roles ask for 4.0 (advanced)" in told
    assert re.search(r"they cover \d+% of what their roles ask for, on average, instead of", told)
    assert "8 times: Friday from 9:00" in told
    assert "Family101" not in told


def test_a_cohort_names_those_whom_moodle_shows_in_this_course(moodle: Served) -> None:
    moodle.tell_members(page_of(member(101), member(102, name=""), member(50, "Instructor")))
    opened = moodle.open()
    text = text_of(opened.press(cohort(opened)).text)
    assert "6 people need “SQL: Practitioner” in " in text
    assert "Given101 Family101" in text
    assert "4 others are not in this course, or not shown here by name." in text


def test_without_a_roster_a_cohort_is_a_number(moodle: Served) -> None:
    opened = moodle.open(members=False)
    text = text_of(opened.press(cohort(opened)).text)
    assert "so nobody is named here" in text
    assert "they stand here as a number: 6 people, from 1 department" in text


def test_the_tables_and_the_calendar_are_files(moodle: Served) -> None:
    moodle.tell_members(page_of(member(101)))
    opened = moodle.open()
    address = cohort(opened)
    rows = opened.press(f"{address}/csv").data.decode("utf-8-sig").splitlines()
    assert rows == ["name,moodle_id,people", "Given101 Family101,101,1", "not in this course,,5"]
    calendar = opened.press(f"{address}/ics")
    assert (calendar.mimetype, calendar.data.count(b"BEGIN:VEVENT")) == ("text/calendar", 8)
    every = opened.press("/teach/cohorts.csv").data.decode("utf-8-sig").splitlines()
    assert every[1].startswith("SQL: Practitioner,SQL: Foundations,")


def test_a_cohort_of_another_course_is_not_found(moodle: Served) -> None:
    opened = moodle.open()
    other = "/teach/cohorts/69084a4b-e540-46fc-aa64-671ca19e66d6"
    for path in (other, f"{other}/csv", f"{other}/ics"):
        assert opened.press(path).status_code == 404


def test_sizes_can_be_wished_for_and_mistakes_are_told(moodle: Served) -> None:
    opened = moodle.open()
    page = opened.press("/teach/limits", least="3", most="3")
    assert "The cohorts are made anew." in page.text
    assert page.text.count('id="cohort-') == 2
    for least in ("x", "0", "9"):
        page = opened.press("/teach/limits", least=least, most="5")
        assert page.status_code == 400
        assert f'value="{least}"' in page.text
    opened.press("/teach/limits", least="5", most="12")


def test_a_class_is_seen_person_by_person_where_moodle_shows_names(moodle: Served) -> None:
    moodle.tell_members(
        page_of(
            member(100), member(101), member(999), member(102, name=""), member(50, "Instructor")
        )
    )
    text = text_of(moodle.open().press(CLASS).text)
    assert (
        "Given101 Family101 finished independent" in text or "Given101 Family101 finished" in text
    )
    assert "1 learner is not known here yet" in text
    assert "below where the course begins" in text
    assert "Given50" not in text


def test_the_course_counts_as_many_learners_as_the_class(moodle: Served) -> None:
    """Who teaches is enrolled as the others are; a launch and Moodle's own list tell them apart."""

    def learners(text: str) -> str:
        found = re.search(r"<dt>Learners</dt><dd>(\d+)</dd>", text)
        assert found is not None
        return found[1]

    opened = moodle.open(person="103")
    assert learners(opened.press(PAGE).text) == "5"
    taught = [member(each, "Instructor") for each in (103, 104)]
    moodle.tell_members(page_of(member(101), member(102), *taught))
    assert learners(opened.press(CLASS).text) == "2"
    assert learners(opened.press(PAGE).text) == "4"
    moodle.tell_members(page_of(*(member(100 + number) for number in range(1, 7))))
    assert learners(opened.press(CLASS).text) == learners(opened.press(PAGE).text) == "6"


def test_without_names_or_a_roster_a_class_is_counted(moodle: Served) -> None:
    nameless = [member(100 + number, name="", given_name="", family_name="") for number in range(7)]
    moodle.tell_members(page_of(*nameless))
    text = text_of(moodle.open().press(CLASS).text)
    assert "Moodle tells Fingerpost no names in this course" in text
    assert "Table of people and skills" not in text
    moodle.tell_members(Told(500, b"no"))
    assert "Until then the class is shown in counts." in moodle.open().press(CLASS).text
    told = text_of(moodle.open(members=False).press(CLASS).text)
    assert "Moodle told no list of members for this activity" in told


def test_a_large_class_comes_page_by_page(moodle: Served) -> None:
    moodle.tell_members(page_of(*(member(1000 + number) for number in range(60))))
    text = moodle.open().press(CLASS, page="3").text
    assert text.count('<th scope="row"><bdi>') == 10
    assert "Page 2" in text


@pytest.mark.full
def test_a_class_of_twenty_thousand_is_as_bounded(moodle: Served) -> None:
    moodle.tell_members(page_of(*(member(1000 + number) for number in range(20_000))))
    text = moodle.open().press(CLASS).text
    assert text.count('<th scope="row"><bdi>') == 25
    assert "<dd>20000</dd>" in text


@pytest.mark.parametrize("weeks", ["0", "53", "some"])
def test_weeks_that_cannot_be_are_told(moodle: Served, weeks: str) -> None:
    page = moodle.open(members=False).press(CLASS, weeks=weeks)
    assert page.status_code == 400
    assert "Choose from 1 to 52 weeks." in page.text


def test_a_student_with_the_teachers_link_is_told_kindly(moodle: Served) -> None:
    opened = moodle.open("learner", "102")
    for path in (PAGE, CLASS, "/teach/cohorts.csv"):
        page = opened.press(path)
        assert page.status_code == 401
        assert "it is for those who teach the course" in page.text


def test_the_way_to_place_what_comes_next_leads_to_moodles_own_form(moodle: Served) -> None:
    text = unescape(moodle.open().press(PAGE).text)
    found = re.search(r'href="([^"]*/course/modedit.php[^"]*)" target="_top"', text)
    assert found is not None
    assert found[1].endswith("?add=lti&typeid=1&course=2&section=0&return=0")


@pytest.mark.parametrize(("deployment", "course"), [("x", "2"), ("", "2"), ("1", None), ("1", "x")])
def test_another_platforms_form_is_not_guessed(deployment: str, course: str | None) -> None:
    assert placing.form_of("https://x.test", deployment, course) is None
