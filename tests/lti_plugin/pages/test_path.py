"""The page of a path: before it is started, on the way, at its end, and where it cannot be."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from lti_plugin.pages import landing
from lti_plugin.services import admission
from lti_plugin.store import jobs
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.people import Person
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, visit
from tests.support.placed import column, enrolled, finished, open_path
from tests.support.reading import answer_of
from tests.support.tool import Browser, code_of

START, PAGE = "/learn/path/start", "/learn/path"
GRADEBOOK = "the teachers of this course see your progress in its gradebook."


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


def steps(page: TestResponse) -> dict[str, str]:
    """Return each step's state in words, by its title and in their order."""
    part = page.text[page.text.index('<ol class="path">') :]
    return {
        unescape(title): unescape(state)
        for title, state in re.findall(
            r"<h2[^>]*>([^<]*)</h2>\s*<ul[^>]*><li[^>]*><span[^>]*>State: </span>([^<]*)<", part
        )
    }


def ids(small: Small, page: TestResponse) -> list[str]:
    """Return Moodle's ids of the steps in their order."""
    by_id = {str(own): moodle for moodle, own in small.courses.items()}
    return [by_id[each] for each in re.findall(r'id="(?:step|title)-([^"]*)"', page.text)]


def change(installation: Installation, small: Small, course: str, **values: Any) -> None:
    with installation.database.writing() as session:
        session.execute(update(Course).where(Course.id == small.courses[course]).values(values))


def kept(installation: Installation, table: type[Any]) -> list[Any]:
    with installation.database.reading() as session:
        return session.query(table).all()


def test_before_the_start_each_course_tells_why(installation: Installation, small: Small) -> None:
    page = open_path(installation, "Statistics expert").page
    assert answer_of(page) == "3 courses bring you closer to Statistics expert."
    assert "Path to Statistics expert" in page.text
    assert ids(small, page)[0] == "4"
    first = page.text.partition("<main")[2].split("<li>")[1]
    assert "It has words in common with the role you aim at, Statistics expert." in first
    assert 'href="https://moodle.test/course/view.php?id=4" target="_top"' in first
    assert 'aria-label="Open in Moodle: Statistics: Foundations"' in first
    assert page.text.count("Start this path") == 1
    assert kept(installation, Path) == []


@pytest.mark.parametrize(("line_item", "said"), [(None, False), (column(1), True)])
def test_that_teachers_see_it_is_said_where_it_is_so(
    installation: Installation, small: Small, line_item: str | None, said: bool
) -> None:
    mine = open_path(installation, line_item=line_item)
    assert (GRADEBOOK in mine.page.text) is said
    assert (GRADEBOOK.removeprefix("the") in mine.press(START).text) is said
    assert len(kept(installation, PathGrade)) == said


def test_a_role_that_nobody_has_is_said(installation: Installation, small: Small) -> None:
    said = "Nobody here has the role “Data Analyst” yet"
    assert said in open_path(installation).page.text
    with installation.database.writing() as session:
        session.get_one(Person, small.people["103"]).target_role = "Data Analyst"
    page = open_path(installation).page
    assert said not in page.text
    assert "not enough history" in page.text


def test_the_button_starts_the_path_that_was_shown(
    installation: Installation, small: Small
) -> None:
    mine = open_path(installation)
    shown = ids(small, mine.page)
    page = mine.press(START)
    assert page.text.lstrip().startswith("<!doctype html>")
    assert answer_of(page) == "3 courses lie ahead of you on the way to Data Analyst."
    assert ids(small, page) == shown
    assert set(steps(page).values()) == {"Not begun"}
    assert "Start this path" not in page.text


def test_the_button_works_without_cookies(installation: Installation, small: Small) -> None:
    mine = open_path(installation)
    mine.browser.forget()
    assert "ahead of you" in answer_of(mine.press(START))
    assert "ahead of you" in answer_of(mine.press(PAGE))


def test_a_script_gets_the_part_that_changes(installation: Installation, small: Small) -> None:
    answer = open_path(installation).fetch(START)
    assert "<html" not in answer.text
    assert "data-focus" in answer.text
    assert len(steps(answer)) == 3


def test_starting_twice_is_starting_once(installation: Installation, small: Small) -> None:
    mine = open_path(installation)
    assert steps(mine.press(START)) == steps(mine.press(START))
    assert len(kept(installation, Path)) == 1


def test_on_the_way_each_step_says_how_it_stands(installation: Installation, small: Small) -> None:
    open_path(installation).press(START)
    me = small.people["102"]
    finished(installation.database, installation.site, me, small.courses["3"])
    enrolled(installation.database, installation.site, me, small.courses["5"])
    page = open_path(installation).page
    assert answer_of(page) == "1 of 3 courses on the way to Data Analyst is done."
    assert steps(page) == {
        "SQL: Practitioner": "Done",
        "Statistics: Foundations": "Not begun",
        "Negotiation: Foundations": "Under way",
    }
    assert 'value="33.33"' in page.text
    (main,) = re.findall(r'class="btn btn-primary" href="[^"]*id=(\d+)"', page.text)
    assert main == "5"
    finished(installation.database, installation.site, me, small.courses["4"])
    assert answer_of(open_path(installation).page).startswith("2 of 3 courses")
    assert answer_of(open_path(installation).page).endswith("are done.")


def test_what_is_no_longer_offered_is_said_and_leads_nowhere(
    installation: Installation, small: Small
) -> None:
    open_path(installation).press(START)
    change(installation, small, "5", visible=False)
    page = open_path(installation).page
    assert answer_of(page) == "2 courses lie ahead of you on the way to Data Analyst."
    assert steps(page)["Negotiation: Foundations"] == "No longer offered"
    assert "view.php?id=5" not in page.text


def test_where_nothing_is_offered_any_more_that_is_said(
    installation: Installation, small: Small
) -> None:
    open_path(installation).press(START)
    for course in ("3", "4", "5"):
        change(installation, small, course, excluded=True)
    page = open_path(installation).page
    assert answer_of(page) == "No course on the way to Data Analyst is offered any more."
    assert "<progress" not in page.text


def test_the_end_is_seen_kept_and_leads_on(installation: Installation, small: Small) -> None:
    open_path(installation, line_item=column(1)).press(START)
    everything = [small.courses[each] for each in ("3", "4", "5")]
    finished(installation.database, installation.site, small.people["102"], *everything)
    mine = open_path(installation, line_item=column(1))
    assert answer_of(mine.page) == "All done: 3 courses on the way to Data Analyst."
    assert "You came to the end of this path" in mine.page.text
    (path,) = kept(installation, Path)
    assert path.finished_at is not None
    assert "See what comes next" in mine.page.text
    assert mine.press("/learn/").status_code == 200


def test_a_path_that_is_opened_in_another_course_counts_there_too(
    installation: Installation, small: Small
) -> None:
    open_path(installation, line_item=column(1)).press(START)
    open_path(installation, link="2", line_item=column(2), course="4")
    open_path(installation, link="2", line_item=column(2), course="4")
    assert len(kept(installation, PathGrade)) == 2
    with installation.database.reading() as session:
        assert jobs.unfinished(session, installation.site.id, GRADES) is not None


def test_the_course_in_which_it_is_read_is_no_step(
    installation: Installation, small: Small
) -> None:
    mine = open_path(installation, course="4")
    assert "4" not in ids(small, mine.page)
    assert "4" not in ids(small, mine.press(START))


def test_where_there_is_no_course_the_page_says_why_and_starts_nothing(
    installation: Installation, small: Small
) -> None:
    with installation.database.writing() as session:
        for course in ("3", "4", "5"):
            row = {"person_id": small.people["102"], "course_id": small.courses[course]}
            session.add(Enrolment(site_id=installation.site.id, **row))
    mine = open_path(installation)
    for page in (mine.page, mine.press(START)):
        assert answer_of(page) == "There is no course for the way to Data Analyst right now."
        assert "is finished, running or put aside." in page.text
        assert "Start this path" not in page.text
    assert kept(installation, Path) == []


def test_before_the_first_sync_the_page_says_who_can_help(installation: Installation) -> None:
    page = open_path(installation).page
    assert "The course catalogue has not been read yet." in page.text


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_who_teaches_or_runs_the_site_may_take_a_path_as_well(
    installation: Installation, small: Small, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # They land on the class, from where they can go on to their own path.
    monkeypatch.setattr(landing, "TEACHERS_OF_A_PATH", "path.show")
    mine = open_path(installation, who=who)
    assert "ahead of you" in answer_of(mine.press(START))
    assert len(kept(installation, Path)) == 1


def test_without_a_placed_path_and_without_a_role_nothing_is_started(
    installation: Installation, small: Small
) -> None:
    mine: Visit = visit(installation)
    page = mine.press(PAGE)
    assert answer_of(page) == "It is not known yet which role your path leads to."
    page = mine.press(START)
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert kept(installation, Path) == []


def test_a_forged_start_starts_nothing(installation: Installation, small: Small) -> None:
    mine = open_path(installation)
    for fields in ({}, {"page_token": "forged"}):
        page = mine.browser.post(START, fields)
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert kept(installation, Path) == []


def test_a_role_is_shown_as_text(installation: Installation, small: Small) -> None:
    page = open_path(installation, "<b>R&D</b> 100%").page
    assert answer_of(page).endswith("closer to <b>R&D</b> 100%.")
    assert "<b>R&D" not in page.text


def test_a_link_from_the_command_line_belongs_to_nobody_who_could_have_a_path(
    installation: Installation,
) -> None:
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    browser = Browser(installation, installation.platforms[0])
    place = browser.post("/admin/enter", {"secret": secret}).headers["Location"]
    page = browser.get(f"{PAGE}?v={place.partition('v=')[2]}")
    assert (page.status_code, code_of(page)) == (401, "session-ended")
