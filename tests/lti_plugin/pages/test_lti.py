"""The launch's pages: the keys we publish, the forms, and who may frame them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from lti_plugin.keys import LTI, rotate
from lti_plugin.services.privacy import erase
from lti_plugin.store.lti import Registration
from lti_plugin.store.people import Person
from lti_plugin.vault import Vault
from tests.support.platform import Platform
from tests.support.tool import Browser, Tool, code_of, data_of, fields_of


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[Tool]:
    tool = Tool(tmp_path, Platform())
    yield tool
    tool.close()


@pytest.fixture
def browser(tool: Tool) -> Browser:
    return Browser(tool, tool.platforms[0])


def test_f13_published_keys_are_public_and_may_be_cached(browser: Browser) -> None:
    answer = browser.get("/lti/jwks.json")
    assert answer.json is not None
    (key,) = answer.json["keys"]
    assert key.keys() == {"kty", "kid", "use", "alg", "n", "e"}
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert browser.get("/lti/jwks.json").json == answer.json


def test_published_keys_wait_for_no_writer(browser: Browser, tool: Tool) -> None:
    made = browser.get("/lti/jwks.json").json
    with tool.database.writing():
        assert browser.get("/lti/jwks.json").json == made


def test_login_page_works_without_scripts_and_brings_none_inline(browser: Browser) -> None:
    page = browser.post("/lti/login", browser.platform.initiation())
    assert "<noscript>" in page.text
    assert '<button class="btn btn-primary">' in page.text
    assert 'src="/static/lti/login.js"' in page.text
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    with browser.get("/static/lti/login.js") as script:
        assert script.status_code == 200


def test_page_that_asks_for_proof_offers_a_new_window(browser: Browser) -> None:
    fields = browser.begin()
    browser.forget()
    page = browser.send(fields)
    assert page.status_code == 401
    assert fields_of(page).keys() == {"ticket", "secret"}
    assert 'action="/lti/confirm"' in page.text
    link = 'href="https://moodle.test/mod/lti/launch.php?id=127" target="_blank" rel="noopener"'
    assert page.text.count(link) == 2  # with and without scripts
    with browser.get("/static/lti/confirm.js") as script:
        assert script.status_code == 200


def test_without_the_activitys_number_the_page_says_it_in_words(browser: Browser) -> None:
    fields = browser.begin(lti_message_hint="{}")
    browser.forget()
    page = browser.send(fields)
    assert "launch.php" not in page.text
    assert "in a window of its own" in page.text


def test_login_that_is_too_large_is_malformed(browser: Browser) -> None:
    page = browser.post("/lti/login", {"iss": "x" * 1_500_000})
    assert (page.status_code, code_of(page)) == (400, "lti-parameter")


def test_erased_person_is_told_and_not_made_again(browser: Browser, tool: Tool) -> None:
    assert browser.launch(sub="5").status_code == 303
    with tool.database.writing() as session:
        person = session.query(Person).one()
        erase(session, Vault(tool.settings.secret_key), person.site_id, person.id, "test")
    page = browser.launch(sub="5")
    assert (page.status_code, code_of(page)) == (403, "lti-erased")
    assert "deleted" in page.text
    assert tool.count("visits") == 0
    with tool.database.reading() as session:
        assert session.query(Person).count() == 0


def test_launch_cannot_be_confirmed_once_it_is_switched_off(browser: Browser, tool: Tool) -> None:
    page = browser.post("/lti/login", browser.platform.initiation())
    browser.forget()
    waiting = fields_of(browser.send(fields_of(page)))
    with tool.database.writing() as session:
        session.execute(update(Registration).values(enabled=False))
    proof = {"ticket": waiting["ticket"], "secret": data_of(page, "secret")}
    page = browser.post("/lti/confirm", proof)
    assert (page.status_code, code_of(page)) == (401, "session-ended")


def test_way_that_is_for_posting_alone_says_so(browser: Browser) -> None:
    answer = browser.get("/lti/launch")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_refusal_is_a_problem_document_to_a_program(browser: Browser) -> None:
    answer = browser.post("/lti/launch", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["type"] == "urn:fingerpost:lti-state"


def test_f13_old_key_stays_published_beside_the_new_one(browser: Browser, tool: Tool) -> None:
    before = browser.get("/lti/jwks.json").json
    with tool.database.writing() as session:
        rotate(session, Vault(tool.settings.secret_key), LTI)
    after = browser.get("/lti/jwks.json").json
    assert before is not None
    assert after is not None
    assert after["keys"][1:] == before["keys"]
    assert len({key["kid"] for key in after["keys"]}) == 2


def test_f15_pages_are_framed_by_their_own_platform_alone(tmp_path: Path) -> None:
    first, second = Platform(), Platform(issuer="https://other.test")
    tool = Tool(tmp_path / "two", first, second)
    for platform in (first, second):
        browser = Browser(tool, platform)
        launched = browser.launch()
        page = browser.get(launched.headers["Location"])
        for answer in (launched, page):
            policy = answer.headers["Content-Security-Policy"]
            assert policy.endswith(f"frame-ancestors {platform.issuer}")
    tool.close()
