"""Many launches at the same moment, on both kinds of database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from lti_plugin.store.people import Person
from tests.support.platform import Platform
from tests.support.tool import Browser, Install, Tool, code_of, data_of, fields_of

TOGETHER = 6


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def tool(request: pytest.FixtureRequest, install: Install) -> Tool:
    """A tool of its own on this kind of database."""
    if request.param == "sqlite":
        return install(Platform())
    return install(Platform(), database_url=request.getfixturevalue("postgres_url"))


def test_state_opens_one_visit_however_often_it_comes(tool: Tool) -> None:
    browser = Browser(tool, tool.platforms[0])
    page = browser.post("/lti/login", browser.platform.initiation())
    fields, cookie = fields_of(page), page.headers["Set-Cookie"].split(";")[0]
    token = browser.platform.sign(browser.platform.claims(fields))

    def launch(_number: int) -> int:
        same = Browser(tool, browser.platform)
        name, _, value = cookie.partition("=")
        same.client.set_cookie(name, value, domain="tool.test", secure=True)
        sent = {"state": fields["state"], "id_token": token}
        return same.post("/lti/launch", sent).status_code

    with ThreadPoolExecutor(TOGETHER) as pool:
        statuses = sorted(pool.map(launch, range(TOGETHER)))
    assert statuses == [303] + [401] * (TOGETHER - 1)
    assert tool.count("visits") == 1


def test_first_launches_of_one_person_make_one_person(tool: Tool) -> None:
    def launch(_number: int) -> int:
        return Browser(tool, tool.platforms[0]).launch(sub="5").status_code

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert set(pool.map(launch, range(TOGETHER))) == {303}
    with tool.database.reading() as session:
        assert session.query(Person).count() == 1


def test_way_without_cookies(tool: Tool) -> None:
    browser = Browser(tool, tool.platforms[0])
    page = browser.post("/lti/login", browser.platform.initiation())
    browser.forget()
    form = fields_of(browser.send(fields_of(page)))
    shown = browser.post("/lti/confirm", form | {"secret": data_of(page, "secret")})
    assert shown.status_code == 200
    assert shown.json is not None
    again = browser.post("/learner/", {"page_token": shown.json["token"]})
    assert again.status_code == 200


@pytest.mark.parametrize("name", ["iss", "client_id", "lti_deployment_id", "login_hint"])
def test_zero_character_is_refused_before_it_meets_the_database(tool: Tool, name: str) -> None:
    browser = Browser(tool, tool.platforms[0])
    page = browser.post("/lti/login", browser.platform.initiation(**{name: "a\x00b"}))
    assert (page.status_code, code_of(page)) == (400, "lti-parameter")
