"""The learner's page: the list with its reasons, its buttons, and what it says when empty."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from lti_plugin.services import admission
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.recommendations import Feedback, Shown
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.installation import Installation, site_of, visit
from tests.support.platform import Platform
from tests.support.reading import answer_of
from tests.support.tool import Browser, code_of

FEEDBACK = "/learn/feedback"
OPEN = ["SQL: Practitioner", "Statistics: Foundations", "Negotiation: Foundations"]


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


def titles(page: TestResponse) -> list[str]:
    """Return the titles of the cards, in their order."""
    return [unescape(found) for found in re.findall(r'id="title-[^"]*">([^<]*)<', page.text)]


def refused(page: TestResponse, status: int, code: str) -> bool:
    """Say whether this is the error page with this status and code."""
    return (page.status_code, code_of(page)) == (status, code)


def test_the_answer_and_a_card_for_each_course(installation: Installation, small: Small) -> None:
    page = visit(installation).page
    first, second, _ = titles(page)
    assert answer_of(page) == f"Next for you: “{first}” and “{second}”."
    assert first == "SQL: Practitioner"
    assert set(titles(page)) == set(OPEN)
    card = page.text.split('<li class="card course"')[1]
    assert 'href="https://moodle.test/course/view.php?id=3" target="_top"' in card
    for word in ("Practitioner", "8 hours", "SQL further"):
        assert word in card
    assert 'aria-label="Not for me: SQL: Practitioner"' in card
    assert "<b>SQL: Practitioner</b>" not in page.text


def test_short_history_is_said(installation: Installation, small: Small) -> None:
    assert "not enough history" in visit(installation).page.text


def test_what_was_shown_is_kept(installation: Installation, small: Small) -> None:
    page = visit(installation).page
    with installation.database.reading() as session:
        rows = session.query(Shown).order_by(Shown.rank).all()
        shown = [session.get_one(Course, row.course_id).title for row in rows]
    assert shown == titles(page)
    assert {row.person_id for row in rows} == {small.people["102"]}


def test_running_courses_stand_apart_with_their_progress(
    installation: Installation, small: Small
) -> None:
    page = visit(installation, person="101").page
    running = page.text[page.text.index("You are in the middle of") :]
    assert "Statistics: Foundations" in running
    assert "40%" in running
    assert "Statistics: Foundations" not in titles(page)


def test_a_newcomer_whom_no_sync_has_met_gets_a_list(
    installation: Installation, small: Small
) -> None:
    page = visit(installation, person="9000").page
    assert set(titles(page)) == set(OPEN)  # without the course in which they read this


def test_a_course_put_aside_can_be_shown_again_later_on(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    course = small.courses["3"]
    mine.press("/learn/feedback", course=course, kind="not_for_me")
    page = visit(installation).page
    assert "1 course put aside" in page.text
    assert "Show again: SQL: Practitioner" in page.text
    page = mine.press("/learn/feedback", course=course, kind="undo")
    assert "put aside" not in page.text


@pytest.mark.parametrize(
    ("kind", "said"), [("later", "comes back in a month"), ("not_for_me", "is off your list")]
)
def test_what_is_put_aside_leaves_at_once_and_undo_brings_it_back(
    installation: Installation, small: Small, kind: str, said: str
) -> None:
    mine = visit(installation)
    course = small.courses["3"]
    answer = mine.fetch(FEEDBACK, course=course, kind=kind)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert titles(answer) == [title for title in titles(mine.page) if title != "SQL: Practitioner"]
    assert f"“SQL: Practitioner” {said}" in unescape(answer.text)
    assert 'aria-label="Undo: SQL: Practitioner"' in answer.text
    back = mine.fetch(FEEDBACK, course=course, kind="undo")
    assert titles(back) == titles(mine.page)
    assert "undo" not in back.text


def test_without_a_script_the_same_buttons_give_a_whole_page(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    answer = mine.press(FEEDBACK, course=small.courses["3"], kind="not_for_me")
    assert answer.text.lstrip().startswith("<!doctype html>")
    assert "SQL: Practitioner" not in titles(answer)
    assert "off your list" in answer.text
    assert titles(visit(installation).page) == titles(answer)


def test_the_newest_word_about_a_course_counts(installation: Installation, small: Small) -> None:
    mine = visit(installation)
    for kind in ("later", "not_for_me"):
        mine.fetch(FEEDBACK, course=small.courses["3"], kind=kind)
    with installation.database.reading() as session:
        row = session.query(Feedback).one()
    assert (row.kind, row.until) == ("not_for_me", None)


def test_one_persons_word_changes_nobody_elses_list(
    installation: Installation, small: Small
) -> None:
    visit(installation).fetch(FEEDBACK, course=small.courses["3"], kind="not_for_me")
    assert "SQL: Practitioner" in titles(visit(installation, person="103").page)


@pytest.mark.parametrize("kind", ["", "unknown", "LATER"])
def test_a_button_that_does_not_exist_is_refused(
    installation: Installation, small: Small, kind: str
) -> None:
    answer = visit(installation).press(FEEDBACK, course=small.courses["3"], kind=kind)
    assert refused(answer, 400, "bad-request")


def test_a_course_that_does_not_exist_is_refused(installation: Installation, small: Small) -> None:
    mine = visit(installation)
    assert refused(mine.press(FEEDBACK, course="7", kind="later"), 400, "bad-request")
    assert refused(mine.press(FEEDBACK, kind="later"), 400, "bad-request")
    assert refused(mine.press(FEEDBACK, course=uuid4(), kind="later"), 404, "not-found")


def test_a_forged_post_changes_nothing(installation: Installation, small: Small) -> None:
    mine = visit(installation)
    sent = {"course": small.courses["3"], "kind": "later"}
    assert refused(mine.browser.post(FEEDBACK, sent), 401, "session-ended")
    forged = {**sent, "page_token": "forged"}
    assert refused(mine.browser.post(FEEDBACK, forged), 401, "session-ended")
    with installation.database.reading() as session:
        assert session.query(Feedback).count() == 0


def test_another_sites_course_can_be_neither_seen_nor_put_aside(tmp_path: Path) -> None:
    platforms = Platform(), Platform(issuer="https://other.test", client_id="client-2")
    both = Installation(tmp_path / "both", *platforms)
    both.fill()
    theirs = small_site(both.database, site_of(both.database, "https://other.test"))
    with both.database.writing() as session:
        session.execute(
            update(Course).where(Course.id == theirs.courses["3"]).values(title="Theirs alone")
        )
    mine, other = visit(both), visit(both, platform=1)
    assert "Theirs alone" not in mine.page.text
    assert "Theirs alone" in titles(other.page)
    for kind in ("later", "undo"):
        answer = mine.press(FEEDBACK, course=theirs.courses["3"], kind=kind)
        assert refused(answer, 404, "not-found")
    assert "Theirs alone" in titles(visit(both, platform=1).page)
    both.close()


def test_before_the_first_sync_the_page_says_who_can_help(installation: Installation) -> None:
    page = visit(installation).page
    assert answer_of(page) == "There is nothing to recommend right now."
    assert "The course catalogue has not been read yet." in page.text


def test_somebody_with_nothing_left_is_told_why(installation: Installation, small: Small) -> None:
    with installation.database.writing() as session:
        for course in ("3", "4", "5"):
            row = {"person_id": small.people["102"], "course_id": small.courses[course]}
            session.add(Enrolment(site_id=installation.site.id, **row))
    page = visit(installation).page
    assert titles(page) == []
    assert "Every course that is open to you is finished, running or put aside." in page.text
    assert "You have finished 1 course." in page.text


@pytest.mark.parametrize(("hours", "stale"), [(25, False), (27, True)])
def test_old_data_are_labelled(
    installation: Installation, small: Small, hours: int, stale: bool
) -> None:
    with installation.database.writing() as session:
        at = now() - timedelta(hours=hours)
        session.execute(update(Site).values(token="locked", synced_at=at))
    assert ("may be out of date" in visit(installation).page.text) is stale


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_who_teaches_or_runs_the_site_has_a_list_of_their_own(
    installation: Installation, small: Small, who: str
) -> None:
    theirs = visit(installation, who)
    page = theirs.press("/learn/")
    assert set(titles(page)) == set(OPEN)
    theirs.press(FEEDBACK, course=small.courses["3"], kind="not_for_me")
    assert "SQL: Practitioner" not in titles(theirs.press("/learn/"))
    assert "SQL: Practitioner" in titles(visit(installation, person="103").page)


def test_a_visit_of_nobody_has_no_list(installation: Installation, small: Small) -> None:
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    browser = Browser(installation, installation.platforms[0])
    place = browser.post("/admin/enter", {"secret": secret}).headers["Location"]
    short = place.partition("v=")[2]
    assert refused(browser.get(f"/learn/?v={short}"), 401, "session-ended")
