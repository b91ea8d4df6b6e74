"""The full page beside Moodle's frame: a second visit, with a cookie of its own."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from lti_plugin.store.base import now
from lti_plugin.store.visits import Visit as Row
from tests.support.deeplinking import asked, launched
from tests.support.installation import Installation, Visit, visit
from tests.support.tool import Browser, code_of, short_of


def navigation(page: TestResponse) -> list[str]:
    """Return the texts of the buttons in the menu of a page."""
    nav = page.text[page.text.index("<nav") : page.text.index("</nav>")]
    return re.findall(r">([^<\s][^<]*)</button>", nav)


def rows(installation: Installation) -> list[Row]:
    """Return the visits, oldest first."""
    with installation.database.reading() as session:
        return list(session.scalars(select(Row).order_by(Row.created_at)))


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_the_window_is_a_second_visit_with_its_own_cookie(
    installation: Installation, who: str
) -> None:
    mine = visit(installation, who)
    mine.browser.forget()
    answer = mine.press("/lti/window")
    first, second = rows(installation)
    assert answer.status_code == 303
    assert short_of(answer) == second.id.hex[:8]
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith(f"__Host-visit-{short_of(answer)}=")
    assert mine.token not in answer.headers["Location"]
    for name in ("person_id", "audience", "context_id", "claims", "locale", "resource_link_id"):
        assert getattr(second, name) == getattr(first, name)
    assert second.secret_hash != first.secret_hash
    window = mine.browser.get(answer.headers["Location"])
    assert window.status_code == 200
    assert navigation(window) == navigation(mine.page)


def test_the_window_ends_no_later_than_the_visit_it_came_from(installation: Installation) -> None:
    mine = visit(installation, "instructor")
    soon = now() + timedelta(minutes=10)
    with installation.database.writing() as session:
        session.execute(update(Row).values(expires_at=soon))
    mine.press("/lti/window")
    assert [row.expires_at for row in rows(installation)] == [soon, soon]


def test_a_window_is_open_as_long_as_its_person_may_be_there(installation: Installation) -> None:
    mine = visit(installation, "instructor", "51")
    place = mine.press("/lti/window").headers["Location"]
    visit(installation, "learner", "51")
    page = mine.browser.get(place)
    assert (page.status_code, code_of(page)) == (401, "session-ended")


@pytest.mark.parametrize("token", ["learner", "none", "forged"])
def test_nobody_else_opens_a_window(installation: Installation, token: str) -> None:
    learner = visit(installation, "learner")
    given: dict[str, Any] = {"learner": {"page_token": learner.token}, "none": {}}
    sent = given.get(token, {"page_token": "forged"})
    page = learner.browser.post("/lti/window", sent)
    assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert len(rows(installation)) == 1
    assert learner.browser.get("/lti/window").status_code == 405


def test_a_window_for_placing_is_one_for_placing(installation: Installation) -> None:
    browser = Browser(installation, installation.platforms[0])
    answer = launched(browser, asked())
    chooser = Visit(installation, browser.get(answer.headers["Location"]), browser)
    place = chooser.press("/lti/window").headers["Location"]
    assert place.startswith("/teach/place?v=")
