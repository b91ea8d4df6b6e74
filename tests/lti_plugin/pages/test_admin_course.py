"""The admin's page about one course: changes, two admins at once, skills, pins."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from lti_plugin.store.courses import Course
from tests.support.admin_pages import CATALOGUE, plain
from tests.support.catalogue import Small
from tests.support.course_page import course_of, form_of
from tests.support.installation import Installation, Visit, visit
from tests.support.reading import answer_of


@pytest.fixture
def small(installation: Installation) -> Small:
    """Courses and people of the site."""
    return installation.fill()


def test_a_course_is_changed_on_its_page_and_a_day_stays_to_the_minute(
    installation: Installation, small: Small, admin: Visit
) -> None:
    reviewed = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
    with installation.database.writing() as session:
        session.get_one(Course, small.courses["3"]).reviewed_at = reviewed
    place = f"{CATALOGUE}/{small.courses['3']}"
    form = form_of(admin.press(place)) | {"duration_minutes": "500", "language": "DE"}
    page = admin.press(f"{place}/change", **form)
    assert "That is kept" in page.text
    course = course_of(installation, small, "3")
    assert (course.duration_minutes, course.language) == (500, "de")
    assert course.reviewed_at == reviewed
    assert "The source says: 480" in plain(page.text)
    taken = admin.press(f"{place}/source", field="duration_minutes", what="take")
    assert "is taken" in taken.text
    assert course_of(installation, small, "3").duration_minutes == 480


def test_two_admins_at_one_course_both_see_both_versions_and_nothing_is_lost(
    installation: Installation, small: Small, admin: Visit
) -> None:
    place = f"{CATALOGUE}/{small.courses['3']}"
    form = form_of(admin.press(place))
    other = visit(installation, "admin", "51")
    other.press(f"{place}/change", **(form_of(other.press(place)) | {"mode": "workshop"}))
    mine = form | {"mode": "seminar", "cost": "12", "language": form["language"]}
    page = admin.press(f"{place}/change", **mine)
    assert page.status_code == 409
    assert "Nothing of yours is lost." in answer_of(page)
    assert "Theirs, as it stands now: workshop" in page.text
    assert "Yours: seminar" in page.text
    assert course_of(installation, small, "3").mode == "workshop"
    chosen = {
        name: unescape(text)
        for name, text in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        if name != "page_token"
    }
    assert chosen["version"] == "1"
    kept = admin.press(f"{place}/change", **(chosen | {"mode": "workshop", "cost": "12"}))
    assert kept.status_code == 200
    course = course_of(installation, small, "3")
    assert (course.mode, course.cost) == ("workshop", 12.0)


def test_levels_from_an_old_page_change_nothing_and_are_told(
    installation: Installation, small: Small, admin: Visit
) -> None:
    place = f"{CATALOGUE}/{small.courses['3']}"
    page = admin.press(place)
    skill = re.findall(r'name="skill" value="([^"]*)"', page.text)[0]
    admin.press(f"{place}/skill", skill=skill, version="0", outcome="4", entry="2")
    late = admin.press(f"{place}/skill", skill=skill, version="0", outcome="5", entry="1")
    assert late.status_code == 409
    assert "You had chosen: aware to expert." in late.text
    assert "basic to advanced" in late.text


def test_suggestions_are_accepted_or_refused_with_the_words_that_matched(
    installation: Installation, small: Small, admin: Visit
) -> None:
    place = f"{CATALOGUE}/{small.courses['5']}"
    skill = re.findall(r'name="skill" value="([^"]*)"', admin.press(place).text)[0]
    admin.press(f"{place}/skill/off", skill=skill)
    with installation.database.writing() as session:
        session.get_one(Course, small.courses["5"]).tags = ["statistics"]
    page = admin.press(place)
    assert "a tag says “statistics”" in plain(page.text)
    assert "Negotiation : its title" not in plain(page.text)
    statistics = re.findall(r'/refuse[^"]*".*?name="skill" value="([^"]*)"', page.text)[0]
    refused = admin.press(f"{place}/refuse", skill=statistics)
    assert "It is not suggested again." in refused.text
    assert "a tag says" not in refused.text
    accepted = admin.press(f"{place}/skill", name="Negotiation")
    assert "Negotiation : level not said" in plain(accepted.text)


def test_prerequisites_equivalents_and_pins_are_set_and_taken_back(
    installation: Installation, small: Small, admin: Visit
) -> None:
    place = f"{CATALOGUE}/{small.courses['3']}"
    page = admin.press(f"{place}/first", other="negotiation")
    assert "<bdi>Negotiation: Foundations</bdi>" in page.text
    assert "Several have this" in admin.press(f"{place}/first", other="foundations").text
    admin.press(f"{place}/first", off=str(small.courses["5"]))
    assert "Nothing has to be finished before it." in admin.press(place).text
    alike = admin.press(f"{place}/alike", other="Statistics: Foundations")
    assert "<li><bdi>Statistics: Foundations</bdi></li>" in alike.text
    assert "They count" in admin.press(f"{place}/alike", off="1").text
    pin = {"kind": "pin", "audience_kind": "people", "people": "102\n103", "ends_on": "2031-01-31"}
    pinned = admin.press(f"{place}/pick", **pin)
    assert "Put first for 2 people, until Jan 31, 2031" in plain(pinned.text)
    learner = visit(installation, "learner", "102").page
    first = learner.text.partition('<li class="card course"')[2].partition("</li>\n")[0]
    assert "SQL: Practitioner" in first
    assert "Picked by your L&D team" in first
    pick = re.findall(r'name="pick" value="([^"]*)"', pinned.text)[0]
    admin.press(f"{place}/pick/off", pick=pick)
    assert "Picked by your" not in visit(installation, "learner", "102").page.text
