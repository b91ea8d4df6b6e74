"""Roles through real launches: E7, E9, E10 and F14, the allow-list and a site's own rules."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.services import standing
from lti_plugin.store import overrides, people
from tests.support.installation import site_of
from tests.support.platform import (
    ADMINISTRATOR,
    INSTITUTION_ADMINISTRATOR,
    INSTRUCTOR,
    LEARNER,
    LTI,
    VOCABULARY,
    Platform,
)
from tests.support.tool import Browser, Install, Tool, code_of

MENTOR = VOCABULARY + "membership#Mentor"
ASSISTANT = VOCABULARY + "membership/Instructor#TeachingAssistant"
CUSTOM = "https://moodle.test/roles#LearningLead"
ADA, GRACE = "21", "22"


@pytest.fixture
def tool(install: Install) -> Tool:
    """An installation of its own: what is decided in one test must not hold in the next."""
    return install(Platform())


@pytest.fixture
def browser(tool: Tool) -> Browser:
    """A browser without any history, before the only platform."""
    return Browser(tool, tool.platforms[0])


class Opened:
    """A page that a launch led to: read with the browser's cookie, posted to with its token."""

    def __init__(self, browser: Browser, person: str, course: str, *roles: str) -> None:
        context = {"id": course, "title": "Course"}
        fields = browser.begin(login_hint=person)
        answer = browser.send(fields, **{LTI + "roles": list(roles), LTI + "context": context})
        self.browser = browser
        self.address = answer.headers["Location"]
        told = browser.get(self.address).json
        assert told is not None
        self.audience: str = told["audience"]
        self.token: str = told["token"]

    def is_over(self) -> bool:
        """Say whether the page can neither be read nor posted to any more."""
        read = self.browser.get(self.address)
        posted = self.browser.post(self.address, {"page_token": self.token})
        assert read.status_code == posted.status_code
        if read.status_code == 200:
            return False
        assert code_of(read) == code_of(posted) == "session-ended"
        assert "/mod/lti/view.php?id=127" in read.text  # and it offers the way back
        return True


def launch(browser: Browser, person: str, *roles: str, course: str = "2") -> Opened:
    return Opened(browser, person, course, *roles)


def decide(tool: Tool, person: str, admin: bool | None, platform: int = 0) -> None:
    """Decide about a person, given by Moodle's id, as on the command line."""
    with tool.database.writing() as session:
        site = site_of(tool.database, tool.platforms[platform].issuer)
        found = people.find(session, site.id, f"moodle_id:{person}")
        standing.decide(session, site.id, found.id, admin, None)


def rule(tool: Tool, **rules: str) -> None:
    """Set the rules of the first platform's site; roles by short name."""
    set_rules(tool, rules)


def set_rules(tool: Tool, rules: dict[str, str], platform: int = 0) -> None:
    site = site_of(tool.database, tool.platforms[platform].issuer)
    with tool.database.writing() as session:
        standing.set_rules(session, site.id, rules, None)


def admins(tool: Tool, platform: int = 0) -> set[UUID]:
    site = site_of(tool.database, tool.platforms[platform].issuer)
    with tool.database.reading() as session:
        return {person.id for person, row in overrides.listed(session, site.id) if row.admin}


@pytest.mark.parametrize("roles", [[], [""]], ids=["E7", "E7-empty"])
def test_e7_nobody_in_particular_is_a_learner_whatever_the_rules(
    tool: Tool, browser: Browser, roles: list[str]
) -> None:
    set_rules(tool, {MENTOR: "admin", CUSTOM: "instructor"})
    assert launch(browser, ADA, *roles).audience == "learner"


@pytest.mark.parametrize(
    ("roles", "rules", "audience"),
    [
        pytest.param([CUSTOM], {}, "learner", id="E9-unknown"),
        pytest.param([CUSTOM, LEARNER], {CUSTOM: "admin"}, "admin", id="E9-unknown-ruled"),
        pytest.param(["Mentor"], {MENTOR: "instructor"}, "instructor", id="E9-short-ruled"),
        pytest.param([MENTOR], {"Mentor": "instructor"}, "instructor", id="E9-ruled-by-short"),
        pytest.param(
            [INSTRUCTOR, ASSISTANT], {ASSISTANT: "learner"}, "learner", id="E9-sub-role-ruled"
        ),
        pytest.param([INSTRUCTOR, ASSISTANT], {}, "instructor", id="E9-sub-role"),
    ],
)
def test_e9_roles_are_mapped_by_the_sites_rules_before_the_usual(
    tool: Tool, browser: Browser, roles: list[str], rules: dict[str, str], audience: str
) -> None:
    set_rules(tool, rules)
    assert launch(browser, ADA, *roles).audience == audience


def test_e10_an_institutions_administrator_teaches_nobody_and_is_on_no_list(
    tool: Tool, browser: Browser
) -> None:
    assert launch(browser, ADA, INSTITUTION_ADMINISTRATOR).audience == "learner"
    assert launch(browser, ADA, INSTITUTION_ADMINISTRATOR, LEARNER).audience == "learner"
    assert admins(tool) == set()
    set_rules(tool, {INSTITUTION_ADMINISTRATOR: "instructor"})
    assert launch(browser, ADA, INSTITUTION_ADMINISTRATOR).audience == "instructor"


def test_the_first_site_administrator_stays_an_admin_when_moodle_says_so_no_more(
    tool: Tool, browser: Browser
) -> None:
    assert launch(browser, ADA, ADMINISTRATOR).audience == "admin"
    assert launch(browser, GRACE, ADMINISTRATOR).audience == "admin"
    assert len(admins(tool)) == 1
    assert launch(browser, ADA, LEARNER).audience == "admin"
    assert launch(browser, GRACE, LEARNER).audience == "learner"


def test_from_whom_it_was_taken_no_launch_gives_it_back(tool: Tool, browser: Browser) -> None:
    for person in (ADA, GRACE):
        launch(browser, person, ADMINISTRATOR)
    decide(tool, GRACE, admin=False)
    assert launch(browser, GRACE, ADMINISTRATOR).audience == "learner"
    assert launch(browser, GRACE, ADMINISTRATOR, INSTRUCTOR).audience == "instructor"
    decide(tool, GRACE, admin=None)
    assert launch(browser, GRACE, ADMINISTRATOR).audience == "admin"


def test_f14_who_is_made_an_admin_has_nothing_else_open(tool: Tool, browser: Browser) -> None:
    pages = [launch(browser, ADA, LEARNER), launch(browser, ADA, INSTRUCTOR, course="3")]
    theirs = launch(browser, GRACE, LEARNER)
    decide(tool, ADA, admin=True)
    assert all(page.is_over() for page in pages)
    assert not theirs.is_over()
    assert not launch(browser, ADA, LEARNER).is_over()


def test_f14_from_whom_it_is_taken_has_no_admin_page_open(tool: Tool, browser: Browser) -> None:
    launch(browser, ADA, ADMINISTRATOR)
    as_admin = launch(browser, GRACE, ADMINISTRATOR)
    as_teacher = launch(browser, GRACE, INSTRUCTOR, course="3")
    assert as_admin.is_over()  # what Moodle says now holds for the whole site
    as_admin = launch(browser, GRACE, ADMINISTRATOR)
    decide(tool, GRACE, admin=False)
    assert as_admin.is_over()
    assert not as_teacher.is_over()


def test_f14_a_learner_of_one_course_goes_on_teaching_another(tool: Tool, browser: Browser) -> None:
    teaching = launch(browser, ADA, INSTRUCTOR, course="3")
    learning = launch(browser, ADA, LEARNER, course="2")
    assert not teaching.is_over()
    assert not learning.is_over()
    assert launch(browser, ADA, LEARNER, course="3").audience == "learner"
    assert teaching.is_over()


def test_f14_a_new_rule_ends_what_is_open_as_something_else(tool: Tool, browser: Browser) -> None:
    teaching, learning = launch(browser, ADA, INSTRUCTOR), launch(browser, GRACE, LEARNER)
    rule(tool, Instructor="learner")
    assert teaching.is_over()
    assert not learning.is_over()


def test_what_is_decided_on_one_site_says_nothing_on_another(install: Install) -> None:
    platforms = (Platform(), Platform(issuer="https://other.test", client_id="client-2"))
    tool = install(*platforms)
    here, there = (Browser(tool, platform) for platform in platforms)
    launch(here, ADA, LEARNER)
    launch(there, ADA, LEARNER)
    decide(tool, ADA, admin=True)
    rule(tool, Mentor="admin")
    assert launch(here, ADA, LEARNER).audience == "admin"
    assert launch(there, ADA, LEARNER).audience == "learner"
    assert launch(there, GRACE, MENTOR).audience == "learner"
    assert admins(tool, platform=1) == set()
    assert launch(there, GRACE, ADMINISTRATOR).audience == "admin"
    assert len(admins(tool, platform=1)) == 1
