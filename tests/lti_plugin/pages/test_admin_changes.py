"""The latest changes on the admin's page about people, and who may see and use the page at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.services import standing
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.sites import Site
from tests.support.installation import Installation, Visit, visit
from tests.support.people_page import (
    CHANGES,
    CUSTOM,
    MENTOR,
    PAGE,
    decide,
    listed,
    press,
    rows,
    rules_of,
    told,
)
from tests.support.platform import Platform
from tests.support.reading import answer_of
from tests.support.tool import code_of


def test_changes_are_told_in_words_in_the_sites_time(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    decide(admin, ids["ada"], "on")
    at = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    with installation.database.writing() as session:
        made = {"site_id": installation.site.id, "at": at}
        session.add(AuditEntry(**made, actor="launch", action="platform id changed"))
        session.add(AuditEntry(**made, actor=str(uuid4()), action="made L&D admin"))
        session.add(AuditEntry(**made, actor="a job", action="something <new>"))
    table = rows(press(admin), CHANGES)
    assert len(table) == 5
    for words in (
        "Dmitri Umar Ada Byron became an L&D admin.",
        "first site administrator Dmitri Umar became an L&D admin.",
        "a launch The platform has another id",
        "somebody who is not here any more Somebody who is not here any more became",
        "a job something <new>",
    ):
        assert any(words in row for row in table), words
    assert sum("1:00" in row for row in table) == 3  # noon in UTC is one o'clock in London


def test_a_script_gets_the_part_that_changes_and_a_browser_the_page(
    admin: Visit, ids: dict[str, UUID]
) -> None:
    part = admin.fetch(PAGE, q="byron")
    assert "<html" not in part.text
    assert "<html" in press(admin).text
    assert part.text.count("data-focus") == 1
    done = admin.fetch(f"{PAGE}/admins", person=ids["ada"], decision="on")
    assert done.text.count("data-focus") == 1
    assert told(done) == "Ada Byron is an L&D admin from now on."


def test_every_form_of_the_page_carries_its_token(admin: Visit, ids: dict[str, UUID]) -> None:
    page = decide(admin, ids["ada"], "on", q="hopper")
    forms = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    assert len(forms) >= 6
    for form in forms:
        assert 'method="post"' in form
        assert re.search(r'name="page_token" value="[^"]{20,}"', form)


def test_the_overview_leads_there_and_back(admin: Visit) -> None:
    assert 'action="/admin/people?v=' in admin.page.text
    assert 'action="/admin/people/access?v=' in admin.press("/admin/people").text
    assert 'action="/admin/?v=' in press(admin).text


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_nobody_else_may(installation: Installation, ids: dict[str, UUID], who: str) -> None:
    theirs = visit(installation, who)
    token = theirs.token or theirs.page.headers.get("X-Page-Token", "")
    sent = {"page_token": token, "person": ids["ada"], "decision": "on", "role": MENTOR}
    for path in ("", "/admins", "/rules"):
        page = theirs.browser.post(PAGE + path, sent | {"audience": "admin", "q": "byron"})
        assert (page.status_code, code_of(page)) == (401, "session-ended")
        assert "Byron" not in page.text
    assert listed(installation) == {}
    assert rules_of(installation) == {}


def test_a_post_from_another_site_changes_nothing(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    sent = {"person": ids["ada"], "decision": "on"}
    page = admin.browser.post(f"{PAGE}/admins", sent)
    assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert listed(installation) == {"Dmitri Umar": True}


def test_the_page_can_be_read_with_the_cookie(admin: Visit) -> None:
    address = re.search(r'action="(/admin/people\?v=[^"]*)"', admin.page.text)
    assert address is not None
    page = admin.browser.get(address[1].replace("people?", "people/access?"))
    assert answer_of(page) == "1 person is an L&D admin here."


def test_another_sites_list_does_not_show(installation: Installation) -> None:
    other = Platform(issuer="https://other.test", client_id="client-2")
    installation.register(other)
    installation.platforms = (*installation.platforms, other)
    visit(installation, "admin", "50", platform=1)
    with installation.database.writing() as session:
        site = session.scalars(select(Site).where(Site.issuer == other.issuer)).one()
        standing.set_rules(session, site.id, {CUSTOM: "admin"}, None)
    page = press(visit(installation, "admin", "60"))
    assert answer_of(page) == "1 person is an L&D admin here."
    assert CUSTOM not in page.text
    assert len(rows(page, CHANGES)) == 1
