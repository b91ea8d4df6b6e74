"""The menu: which pages a visit has; and the same visit in a window of its own."""

from __future__ import annotations

import re
from html import unescape

import pytest
from werkzeug.test import TestResponse

from lti_plugin.pages import contents
from lti_plugin.services import admission
from tests.support.deeplinking import picker
from tests.support.installation import ROLES, Installation, Visit, visit
from tests.support.placed import open_path
from tests.support.platform import LTI, MISSING
from tests.support.tool import Browser, data_of, fields_of

MY_DATA = "My data"
OWN = [
    "My next courses",
    "Where I stand",
    "Which way",
    "My path",
    "Roles",
    "Portfolio",
    "My badges",
    MY_DATA,
]
SKILLS = "This course’s skills"
REVIEWS = "Portfolios to review"
LEARNERS = [*OWN, SKILLS]
TEACHERS = ["Cohorts", "Skills and progress", "Participants", SKILLS, REVIEWS, OWN[0]]
CONSOLE = [
    "Overview",
    "Requests",
    "Audit",
    "Roles and future",
    "People",
    "Catalogue",
    "Model",
    "Badges",
    "Connect",
    "Diagnostics",
    "Settings",
]
ADMINS = [*CONSOLE, *TEACHERS]
WINDOW = "Open full page"


def inside(texts: list[str]) -> list[str]:
    """Return a teacher's menu as it is on their own pages, all of which it then leads to."""
    place = texts.index(OWN[0]) + 1
    return texts if MY_DATA in texts else [*texts[:place], *OWN[1:], *texts[place:]]


def without_path(texts: list[str]) -> list[str]:
    """Return a menu without the own path, in whose place one was placed."""
    return [text for text in texts if text != "My path"]


def menu(page: TestResponse) -> list[str]:
    """Return the texts of the menu's buttons."""
    nav = re.search(r"<nav.*?</nav>", page.text, re.DOTALL)
    return (
        [unescape(text) for text in re.findall(r">([^<\s][^<]*)</button>", nav[0])] if nav else []
    )


def addresses(page: TestResponse) -> list[str]:
    """Return where the menu's buttons lead, without the window's."""
    nav = page.text[page.text.index("<nav") : page.text.index("</nav>")]
    return [each for each in re.findall(r'action="([^"]*)"', nav) if "/lti/window" not in each]


def without_course(installation: Installation, who: str) -> Visit:
    """Launch from a place that is no course."""
    browser = Browser(installation, installation.platforms[0])
    claims = {LTI + "roles": [ROLES[who]], LTI + "context": MISSING}
    answer = browser.launch(**claims, **{LTI + "launch_presentation": {"locale": "en"}})
    return Visit(installation, browser.get(answer.headers["Location"]), browser)


@pytest.mark.parametrize(
    ("who", "texts"),
    [
        ("learner", LEARNERS),
        ("instructor", [*TEACHERS, WINDOW]),
        ("admin", [*ADMINS, WINDOW]),
    ],
)
def test_each_audience_has_its_pages_and_each_leads_there(
    installation: Installation, who: str, texts: list[str]
) -> None:
    installation.fill()
    mine = visit(installation, who)
    assert menu(mine.page) == texts
    mine.browser.forget()
    for number, address in enumerate(addresses(mine.page)):
        page = mine.press(address)
        assert page.status_code == 200
        here = re.findall(r'aria-current="page">([^<]*)<', page.text)
        assert [unescape(each) for each in here] == [texts[number]]
        own = texts[number] in OWN
        assert menu(page) == (inside(texts) if own else texts)


@pytest.mark.parametrize(
    ("who", "texts"),
    [
        ("learner", OWN),
        ("instructor", [REVIEWS, OWN[0], WINDOW]),
        ("admin", [*CONSOLE, REVIEWS, OWN[0], WINDOW]),
    ],
)
def test_without_a_course_there_are_no_pages_about_it(
    installation: Installation, who: str, texts: list[str]
) -> None:
    assert menu(without_course(installation, who).page) == texts


def test_without_a_course_its_pages_can_still_be_read(installation: Installation) -> None:
    mine = without_course(installation, "instructor")
    for path in ("/teach/", "/teach/people", "/learn/course"):
        page = mine.press(path)
        assert page.status_code == 200
        assert "None" not in page.text


def test_a_visit_of_nobody_has_no_pages_of_a_person_or_a_course(
    installation: Installation,
) -> None:
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    browser = Browser(installation, installation.platforms[0])
    place = browser.post("/admin/enter", {"secret": secret}).headers["Location"]
    assert menu(browser.get(place)) == [*CONSOLE, WINDOW]


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_while_something_is_placed_there_is_no_menu(installation: Installation, who: str) -> None:
    chooser = picker(installation, who)
    assert "<nav" not in chooser.page.text
    assert "<nav" not in chooser.press("/teach/place/send").text


@pytest.mark.parametrize(
    ("who", "texts"),
    [
        ("learner", ["Path to Data Analyst", *without_path(LEARNERS)]),
        ("instructor", [*TEACHERS, "Path to Data Analyst", WINDOW]),
        ("admin", [*ADMINS, "Path to Data Analyst", WINDOW]),
    ],
)
def test_where_a_path_was_placed_the_menu_leads_to_it_and_back(
    installation: Installation, who: str, texts: list[str]
) -> None:
    installation.fill()
    mine = open_path(installation, who=who)
    assert menu(mine.page) == without_path(inside(texts))
    other = mine.press("/learn/course")
    assert menu(other) == texts
    back = mine.press(addresses(other)[texts.index("Path to Data Analyst")])
    assert "closer to Data Analyst" in back.text
    assert menu(back) == menu(mine.page)
    assert 'aria-current="page">Path to Data Analyst<' in back.text


def marked(page: TestResponse) -> list[str]:
    """Return what the menu of a page marks as the present page."""
    return re.findall(r'<button[^>]* aria-current="page">([^<]*)</button>', page.text)


def test_what_a_pages_button_leads_to_is_still_that_page(installation: Installation) -> None:
    admin = visit(installation, "admin")
    assert marked(admin.page) == ["Overview"]
    assert marked(admin.press("/admin/connect")) == ["Connect"]
    assert marked(admin.press("/admin/connect/invitation")) == ["Connect"]


def test_pages_without_an_entry_are_marked_as_part_of_another(installation: Installation) -> None:
    installation.fill()
    mine = visit(installation, "learner")
    assert marked(mine.press("/learn/short")) == ["My next courses"]
    assert marked(mine.press("/learn/assignments")) == ["My path"]
    assert marked(mine.press("/learn/budgets")) == ["My path"]


def test_every_page_of_a_visit_belongs_to_an_entry(installation: Installation) -> None:
    listed = {
        endpoint.partition(".")[0]
        for groups in contents.GROUPS.values()
        for _title, pages in groups
        for endpoint, _text in pages
    }
    belonging = listed | {*contents.WITHIN, *contents.BENEATH_FUTURE, contents.BUDGETS}
    rooms = {
        rule.endpoint.partition(".")[0]
        for rule in installation.app.url_map.iter_rules()
        if rule.rule.startswith(("/learn", "/teach", "/admin")) and "GET" in (rule.methods or ())
    }
    # What is placed has no menu, roles.show is where an ad says that it belongs.
    assert rooms - belonging - {"placing", "ad"} == set()


def test_budgets_belong_to_the_team_of_whoever_leads_one(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = visit(installation, "learner")
    monkeypatch.setattr("lti_plugin.pages.manager.leading.leads", lambda session: True)
    assert marked(mine.press("/learn/budgets")) == ["My team"]


def test_the_closed_menu_names_the_present_page(installation: Installation) -> None:
    admin = visit(installation, "admin").press("/admin/catalogue/rules")
    (opener,) = re.findall(r'<button[^>]* aria-controls="side-list".*?</button>', admin.text, re.S)
    assert 'aria-expanded="false"' in opener
    assert 'class="side-here">Catalogue<' in opener
    assert admin.text.count('id="side-list"') == 1


def test_the_page_is_marked_that_a_launch_without_cookies_shows_at_once(
    installation: Installation,
) -> None:
    browser = Browser(installation, installation.platforms[0])
    login = browser.post("/lti/login", browser.platform.initiation())
    fields = fields_of(login)
    browser.forget()
    answer = browser.send(fields, **{LTI + "launch_presentation": {"locale": "en"}})
    form = fields_of(answer) | {"secret": data_of(login, "secret")}
    assert marked(browser.post("/lti/confirm", form)) == ["My next courses"]


@pytest.mark.parametrize("who", ["instructor", "admin"])
@pytest.mark.parametrize("locale", ["de", "es"])
def test_the_menu_is_as_long_in_every_language(
    installation: Installation, who: str, locale: str
) -> None:
    installation.fill()
    english = menu(visit(installation, who).page)
    assert len(menu(visit(installation, who, locale=locale).page)) == len(english)
