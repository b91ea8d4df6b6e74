"""The pages about the catalogue: lists, courses, rules, what two do at once, other sites."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from connectors.records import Course as Record
from lti_plugin.pages import problems
from lti_plugin.services import editing
from lti_plugin.services.editing import Wish
from lti_plugin.store import courses
from lti_plugin.store.courses import Course
from tests.support.admin_pages import CATALOGUE, plain, sheet
from tests.support.catalogue import Small, small_site
from tests.support.installation import Installation, Visit, site_of, visit
from tests.support.own_pages import heading
from tests.support.platform import Platform

OTHER = "https://other.test"


@pytest.fixture
def installation(tmp_path: Any) -> Any:
    """An installation with two sites."""
    made = Installation(tmp_path / "i", Platform(), Platform(issuer=OTHER, client_id="client-2"))
    yield made
    made.close()


@pytest.fixture
def small(installation: Installation) -> Small:
    """Courses and people of the first site."""
    return installation.fill()


def listed(page: TestResponse) -> list[str]:
    """Return the titles on the page."""
    found = re.findall(r'<th scope="row">.*?<bdi>(.*?)</bdi>', page.text)
    return [unescape(each) for each in found]


def course_of(installation: Installation, small: Small, key: str) -> Course:
    with installation.database.reading() as session:
        return session.get_one(Course, small.courses[key])


def form_of(page: TestResponse) -> dict[str, str]:
    """Return the fields of the form about what is said of a course, as a browser would send it."""
    part = page.text.partition('id="said"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', part))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', part, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return {name: unescape(text) for name, text in found.items() if name != "page_token"}


def test_the_list_says_what_is_offered_and_is_narrowed_by_its_address(
    installation: Installation, small: Small, admin: Visit
) -> None:
    page = admin.press(CATALOGUE)
    assert heading(page) == "Learners can be offered 4 of 5 courses."
    assert len(listed(page)) == 5
    page = admin.press(CATALOGUE, q="sql", state="in")
    assert heading(page) == "2 courses of 5 fit."
    address = unescape(re.findall(r'data-address="([^"]*)"', page.text)[0])
    assert "q=sql" in address
    again = admin.browser.get(address)
    assert listed(again) == ["SQL: Foundations", "SQL: Practitioner"]
    assert admin.press(CATALOGUE, q="nothing like it").text.count("No course fits.") == 1


@pytest.mark.parametrize("filters", [{"state": "lost"}, {"mark": "odd"}, {"page": "two"}])
def test_a_filter_that_does_not_exist_is_refused(
    small: Small, admin: Visit, filters: dict[str, str]
) -> None:
    assert admin.press(CATALOGUE, **filters).status_code == 400


def test_a_long_list_has_pages_and_a_whole_file(
    installation: Installation, small: Small, admin: Visit
) -> None:
    records = [Record(id=f"n{n}", title=f"=Number {n:03}") for n in range(120)]
    with installation.database.writing() as session:
        courses.upsert(session, installation.site.id, records, courses.MOODLE)
    page = admin.press(CATALOGUE, q="number", page="3")
    assert "Page 3 of 3" in page.text
    assert listed(page)[0] == "=Number 100"
    rows = sheet(admin.press(f"{CATALOGUE}/csv", q="number"))
    assert len(rows) == 120
    assert rows[0]["title"] == "'=Number 000"


def test_many_courses_are_changed_and_taken_back(
    installation: Installation, small: Small, admin: Visit
) -> None:
    wish = {"scope": "found", "q": "sql", "to_mode": "seminar", "to_included": "out"}
    page = admin.press(f"{CATALOGUE}/change", **wish)
    assert "2 courses were changed." in page.text
    assert course_of(installation, small, "2").excluded
    assert course_of(installation, small, "4").mode == "workshop"
    batch = re.findall(r'name="batch" value="([^"]*)"', page.text)[0]
    assert "2 courses are as before." in admin.press(f"{CATALOGUE}/undo", batch=batch).text
    assert course_of(installation, small, "2").mode is None
    changed = admin.press(
        f"{CATALOGUE}/change",
        course=str(small.courses["4"]),
        scope="chosen",
        to_mode="-",
        add="sql",
        outcome="3",
        entry="1",
    )
    assert "1 course was changed." in changed.text
    assert course_of(installation, small, "4").mode is None


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"to_mode": "seminar"}, "Choose the courses to change."),
        ({"scope": "found"}, "Choose what to change."),
        ({"scope": "found", "to_cost": "dear"}, "The cost is a number"),
        ({"scope": "found", "to_reviewed_at": "yesterday"}, "A day is written as"),
        ({"scope": "found", "to_reviewed_at": "0001-01-01"}, "A day is written as"),
        ({"scope": "found", "add": "basket weaving"}, "No skill has this name."),
    ],
)
def test_a_change_that_cannot_be_is_refused_on_the_page_which_keeps_what_was_typed(
    small: Small, admin: Visit, wish: dict[str, str], says: str
) -> None:
    page = admin.press(f"{CATALOGUE}/change", **wish)
    assert page.status_code == 400
    assert says in page.text
    for name, text in wish.items():
        assert name == "scope" or text in page.text


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
    assert "Nothing of yours is lost." in heading(page)
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


def test_rules_are_set_and_taken_back(
    installation: Installation, small: Small, admin: Visit
) -> None:
    rules = f"{CATALOGUE}/rules"
    page = admin.press(f"{rules}/put", kind="category", category="name:Data", excluded="yes")
    assert heading(page) == "5 courses of 5 are left out."
    assert "The category “Data” is left out." in page.text
    assert "Nothing to take" not in visit(installation, "learner", "102").page.text
    rule = re.findall(r'name="rule" value="([^"]*)"', page.text)[0]
    assert "5 courses came in" in admin.press(f"{rules}/remove", rule=rule).text
    assert admin.press(f"{rules}/put", kind="tag", tag=" ", excluded="yes").status_code == 400


def test_something_outside_moodle_is_put_in_changed_and_retired(
    installation: Installation, small: Small, admin: Visit
) -> None:
    new = f"{CATALOGUE}/new"
    item = {"title": "Lead <a> pilot", "mode": "project", "skill": "sql", "outcome": "3"}
    page = admin.press(f"{new}/add", **item)
    assert heading(page) == "Lead <a> pilot"
    place = re.findall(r'action="(/admin/catalogue/[0-9a-f-]{36})/change', page.text)[0]
    form = form_of(page) | {"title": "Lead a pilot", "mode": "mentoring", "summary": "Once."}
    assert heading(admin.press(f"{place}/change", **form)) == "Lead a pilot"
    assert "Ask for it" in visit(installation, "learner", "102").page.text
    assert "It is retired." in admin.press(f"{place}/retire").text
    assert "Lead a pilot" not in visit(installation, "learner", "102").page.text
    assert "It is offered again." in admin.press(f"{place}/retire", back="1").text
    assert admin.press(f"{new}/add", title=" ", mode="project").status_code == 400
    assert admin.press(f"{new}/add", title="A", mode="e-learning").status_code == 400


def test_another_sites_rows_are_not_found_and_the_log_has_it(
    installation: Installation, small: Small, admin: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = Mock()
    theirs = small_site(installation.database, site_of(installation.database, OTHER))
    course = theirs.courses["3"]
    with installation.database.writing() as session:
        site_id = site_of(installation.database, OTHER).id
        editing.change(session, site_id, course, Wish({"mode": "x"}), "an admin")
        batch = session.scalars(session.query(editing.CourseChange.batch).statement).one()
    place = f"{CATALOGUE}/{course}"
    with monkeypatch.context() as patched:
        patched.setattr(problems, "log", log)
        for path, fields in (
            (place, {}),
            (f"{place}/change", {"version": "1"}),
            (f"{place}/pick", {"kind": "pin", "audience_kind": "everybody"}),
            (f"{place}/retire", {}),
            (f"{place}/alike", {"other": "SQL: Practitioner"}),
            (f"{CATALOGUE}/change", {"course": str(course), "to_mode": "y"}),
            (f"{CATALOGUE}/undo", {"batch": str(batch)}),
            (f"{CATALOGUE}/rules/remove", {"rule": str(uuid4())}),
        ):
            assert admin.press(path, **fields).status_code == 404, path
    told = [call.kwargs["code"] for call in log.info.call_args_list]
    assert told == ["not-found"] * 8


def test_only_admins_see_any_of_it(installation: Installation, small: Small) -> None:
    for who in ("learner", "instructor"):
        mine = visit(installation, who)
        token = mine.token or mine.page.headers.get("X-Page-Token", "")
        for path in ("", f"/{small.courses['3']}", "/rules", "/new", "/upkeep"):
            answer = mine.browser.post(CATALOGUE + path, {"page_token": token})
            assert answer.status_code == 401


def test_the_log_tells_each_of_it_in_words(small: Small, admin: Visit) -> None:
    place = f"{CATALOGUE}/{small.courses['3']}"
    form = form_of(admin.press(place)) | {"mode": "seminar"}
    admin.press(f"{place}/change", **form)
    admin.press(f"{place}/pick", kind="hide", audience_kind="department", audience="Data")
    admin.press(f"{CATALOGUE}/rules/put", kind="all", excluded="yes")
    told = plain(admin.press("/admin/people").text)
    assert "The course “SQL: Practitioner” was changed." in told
    assert "The course “SQL: Practitioner” was hidden from some or all." in told
    assert "A rule of the catalogue was set; courses moved: 5." in told
