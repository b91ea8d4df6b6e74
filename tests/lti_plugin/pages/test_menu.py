"""The menu of a visit: which pages it leads to, and which of them it marks as the present one."""

from __future__ import annotations

import re

from tests.support.installation import Installation, Visit, visit
from tests.support.placed import open_path
from tests.support.platform import LTI
from tests.support.tool import Browser, data_of, fields_of


def entries(page: str) -> list[str]:
    """Return what the menu of a page leads to."""
    menu = re.search(r'<nav class="menu".*?</nav>', page, re.DOTALL)
    return re.findall(r"<button[^>]*>([^<]*)</button>", menu[0]) if menu else []


def marked(page: str) -> list[str]:
    """Return what the menu of a page marks as the present page."""
    return re.findall(r'<button[^>]* aria-current="page">([^<]*)</button>', page)


def test_what_a_pages_button_leads_to_is_still_that_page(admin: Visit) -> None:
    assert marked(admin.page.text) == ["Overview"]
    assert marked(admin.press("/admin/connect").text) == ["Connect"]
    assert marked(admin.press("/admin/connect/invitation").text) == ["Connect"]


def test_the_page_is_marked_that_a_launch_without_cookies_shows_at_once(
    installation: Installation,
) -> None:
    browser = Browser(installation, installation.platforms[0])
    login = browser.post("/lti/login", browser.platform.initiation())
    fields = fields_of(login)
    browser.forget()
    answer = browser.send(fields, **{LTI + "launch_presentation": {"locale": "en"}})
    form = fields_of(answer) | {"secret": data_of(login, "secret")}
    assert marked(browser.post("/lti/confirm", form).text) == ["My next courses"]


def test_a_learner_finds_the_way_back_to_a_path_where_one_was_placed(
    installation: Installation,
) -> None:
    installation.fill()
    assert "My path" not in entries(visit(installation).page.text)
    path = open_path(installation)
    assert marked(path.page.text) == ["My path"]
    assert entries(path.press("/learn/course").text)[0] == "My path"
    assert marked(path.press("/learn/path").text) == ["My path"]


def test_an_admin_finds_the_page_that_a_placed_path_opens(installation: Installation) -> None:
    installation.fill()
    answer = open_path(installation, who="admin", person="50").press("/teach/people")
    assert marked(answer.text) == ["People"]
