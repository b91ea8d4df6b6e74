"""Going back to a page where the browser keeps no cookies: an address to read, and a way back."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lti_plugin.store.visits import Visit as VisitRow
from tests.support.installation import Installation, Visit
from tests.support.tool import Browser, data_of, fields_of

ACTIVITY = "https://moodle.test/mod/lti/view.php?id=127"


@pytest.fixture
def visit(installation: Installation) -> Visit:
    """A learner whose browser keeps no cookies: the page is the answer to a post."""
    installation.fill()
    browser = Browser(installation, installation.platforms[0])
    login = browser.post("/lti/login", browser.platform.initiation(login_hint="102"))
    browser.forget()
    asked = browser.send(fields_of(login))
    form = fields_of(asked) | {"secret": data_of(login, "secret")}
    page = browser.post("/lti/confirm", form)
    browser.forget()
    return Visit(installation, page, browser)


def test_page_that_was_posted_gives_an_address_to_read(visit: Visit) -> None:
    address = data_of(visit.page, "address")
    assert re.fullmatch(r"/learn/\?v=[0-9a-f]{8}", address)
    assert "/static/address.js" in visit.page.text
    page = visit.press("/learn/feedback", kind="later", course="nonsense")
    assert data_of(page, "address") == address


def test_page_that_was_read_keeps_its_address(visit: Visit) -> None:
    address = data_of(visit.page, "address")
    page = visit.browser.get(address, headers={"Authorization": f"Bearer {visit.token}"})
    assert page.status_code == 200
    assert "data-address" not in page.text
    assert "address.js" not in page.text


def test_address_without_a_proof_leads_back_to_the_activity_and_shows_nothing(
    visit: Visit,
) -> None:
    page = visit.browser.get(data_of(visit.page, "address"))
    assert page.status_code == 401
    assert f'href="{ACTIVITY}"' in unescape(page.text)
    assert "frame-ancestors https://moodle.test" in page.headers["Content-Security-Policy"]
    assert "SQL" not in page.text


@pytest.mark.parametrize(
    "name", ["", "0000000", "00000000", "ffffffff", "%", "00000000-0000", "٠" * 8]
)
def test_address_of_no_visit_leads_nowhere(visit: Visit, name: str) -> None:
    page = visit.browser.get("/learn/", query_string={"v": name})
    assert page.status_code == 401
    assert "Open again" not in page.text


def test_address_that_fits_two_visits_leads_nowhere(
    visit: Visit, installation: Installation
) -> None:
    address = data_of(visit.page, "address")
    Browser(installation, installation.platforms[0]).launch()
    with installation.database.writing() as session:
        one, other = session.scalars(select(VisitRow.id))
        alike = UUID(one.hex[:8] + other.hex[8:])
        session.execute(update(VisitRow).where(VisitRow.id == other).values(id=alike))
    assert "Open again" not in visit.browser.get(address).text
