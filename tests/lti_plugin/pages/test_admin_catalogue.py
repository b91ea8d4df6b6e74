"""The pages about the catalogue: lists, courses, rules, what two do at once, other sites."""

from __future__ import annotations

import re
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
from tests.support.admin_pages import CATALOGUE, plain, sheet
from tests.support.catalogue import Small, small_site
from tests.support.course_page import course_of, form_of
from tests.support.installation import Installation, Visit, site_of, visit
from tests.support.platform import Platform
from tests.support.reading import answer_of

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


def test_the_list_says_what_is_offered_and_is_narrowed_by_its_address(
    installation: Installation, small: Small, admin: Visit
) -> None:
    page = admin.press(CATALOGUE)
    assert answer_of(page) == "Learners can be offered 4 of 5 courses."
    assert len(listed(page)) == 5
    page = admin.press(CATALOGUE, q="sql", state="in")
    assert answer_of(page) == "2 courses of 5 fit."
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


def test_rules_are_set_and_taken_back(
    installation: Installation, small: Small, admin: Visit
) -> None:
    rules = f"{CATALOGUE}/rules"
    page = admin.press(f"{rules}/put", kind="category", category="name:Data", excluded="yes")
    assert answer_of(page) == "5 courses of 5 are left out."
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
    assert answer_of(page) == "Lead <a> pilot"
    place = re.findall(r'action="(/admin/catalogue/[0-9a-f-]{36})/change', page.text)[0]
    form = form_of(page) | {"title": "Lead a pilot", "mode": "mentoring", "summary": "Once."}
    assert answer_of(admin.press(f"{place}/change", **form)) == "Lead a pilot"
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
    told = plain(admin.press("/admin/people/log").text)
    assert "The course “SQL: Practitioner” was changed." in told
    assert "The course “SQL: Practitioner” was hidden from some or all." in told
    assert "A rule of the catalogue was set; courses moved: 5." in told
