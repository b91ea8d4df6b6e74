"""The form of the site's rules on the admin's page about people."""

from __future__ import annotations

import pytest

from lti_plugin.lti.roles import SITE_ADMIN
from tests.support.installation import Installation, Visit, visit
from tests.support.people_page import (
    CHANGES,
    CUSTOM,
    MENTOR,
    chosen,
    press,
    rows,
    rule,
    rules_of,
    told,
)
from tests.support.platform import INSTRUCTOR, LTI
from tests.support.reading import text_of
from tests.support.tool import Browser


def test_rules_are_set_changed_and_taken_away(admin: Visit, installation: Installation) -> None:
    page = rule(admin, (MENTOR, "instructor"), (INSTRUCTOR, ""), (CUSTOM, "admin"))
    assert told(page) == "The rules are saved."
    assert chosen(page) == {"Mentor": "instructor", CUSTOM: "L&D admin"}
    assert rules_of(installation) == {MENTOR: "instructor", CUSTOM: "admin"}
    page = rule(admin, (MENTOR, "learner"), (CUSTOM, ""), ("", ""))
    assert chosen(page) == {"Mentor": "learner"}
    changed, first, *_ = rows(page, CHANGES)
    assert f"Mentor: instructor → learner; {CUSTOM}: L&D admin → as usual." in changed
    assert "Mentor: as usual → instructor" in first


def test_the_form_names_the_usual_roles_in_plain_words(admin: Visit) -> None:
    page = text_of(press(admin).text)
    for words in (
        "Site administrator",
        "Teacher or manager of the course",
        "Teaching assistant, non-editing teacher",
        "Learner",
        "Mentor",
        "Another role, by its address",
    ):
        assert words in page
    assert "purl.imsglobal.org" not in page


def test_a_rule_holds_for_the_next_launch(admin: Visit, installation: Installation) -> None:
    rule(admin, ("Mentor", "instructor"))
    browser = Browser(installation, installation.platforms[0])
    answer = browser.launch(**{LTI + "roles": [MENTOR]})
    assert answer.headers["Location"].startswith("/teach/")


@pytest.mark.parametrize("pair", [("", "admin"), ("two words", "admin"), (MENTOR, "root")])
def test_what_is_no_rule_is_refused_and_what_was_typed_is_kept(
    admin: Visit, installation: Installation, pair: tuple[str, str]
) -> None:
    page = rule(admin, (INSTRUCTOR, "learner"), pair)
    assert page.status_code == 400
    assert told(page).startswith("A rule needs a role and what it is here.")
    assert chosen(page)["Teacher or manager of the course"] == "learner"
    assert rules_of(installation) == {}


def test_nobody_takes_it_from_themselves_by_a_rule(
    admin: Visit, installation: Installation
) -> None:
    assert admin.page.status_code == 200  # Dmitri is on the list, so a second one is needed
    second = visit(installation, "admin", "51")
    page = rule(second, (SITE_ADMIN, "learner"))
    assert page.status_code == 403
    assert told(page).startswith("You cannot take this away from yourself.")
    assert rules_of(installation) == {}
    assert rule(admin, (SITE_ADMIN, "learner")).status_code == 200
