"""The admin's page about people: who is on the list, whom one finds, what the buttons decide."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.services import admission, standing
from lti_plugin.store import audit, overrides
from lti_plugin.store.people import Person
from tests.support.installation import Installation, Visit, site_of, visit
from tests.support.people_page import ADMINS, PAGE, decide, listed, press, rows, told
from tests.support.platform import Platform
from tests.support.reading import answer_of, text_of
from tests.support.tool import Browser, code_of


def test_the_page_tells_first_how_many_there_are_and_then_who(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    page = press(admin)
    assert answer_of(page) == "1 person is an L&D admin here."
    (mine,) = rows(page, ADMINS)
    assert mine.startswith("Dmitri Umar user50")
    assert "This is you" in mine
    with installation.database.writing() as session:
        for person, wanted in ((ids["ada"], True), (ids["grace"], False)):
            standing.decide(session, installation.site.id, person, wanted, None)
    page = press(admin)
    assert answer_of(page) == "2 people are L&D admins here."
    ada, dmitri, grace = rows(page, ADMINS)
    assert ada.startswith("Ada Byron ada, ada@example.org L&D admin")
    assert "Take away… : Ada Byron" in ada
    assert dmitri.startswith("Dmitri Umar")
    assert grace.startswith("Grace <Hopper> E8 not an L&D admin, whatever Moodle says")


def test_a_visit_by_link_reaches_a_page_without_anybody_on_it(installation: Installation) -> None:
    browser = Browser(installation, installation.platforms[0])
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    address = browser.post("/admin/enter", {"secret": secret}).headers["Location"]
    mine = Visit(installation, browser.get(address), browser)
    assert 'action="/admin/people?v=' in mine.page.text
    assert answer_of(press(mine)) == "Nobody is on the list of L&D admins yet."


@pytest.mark.parametrize(
    ("text", "heading", "names"),
    [
        ("byron", "1 person was found.", ["Ada Byron"]),
        ("E8", "1 person was found.", ["Grace <Hopper>"]),
        ("zzz", "Nobody was found.", []),
        ("x", "Nobody was found.", []),
    ],
)
@pytest.mark.usefixtures("ids")
def test_people_are_found_by_a_post(
    admin: Visit, text: str, heading: str, names: list[str]
) -> None:
    page = press(admin, q=text)
    assert heading in text_of(page.text)
    hits = page.text.split('<ul class="rows">')[1].split("</ul>")[0]
    assert [text_of(row).split(" Make ")[0] for row in hits.split("<li>")[1:]] == [
        f"{name} {'ada, ada@example.org' if name == 'Ada Byron' else 'E8'}" for name in names
    ]
    assert f'value="{text}"' in page.text


def test_names_typed_into_an_address_are_not_looked_up(admin: Visit, ids: dict[str, UUID]) -> None:
    page = admin.browser.post(f"{PAGE}?q=byron", {"page_token": admin.token})
    assert page.status_code == 200
    assert str(ids["ada"]) not in page.text


def test_somebody_is_made_an_admin_and_the_search_stays(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    page = decide(admin, ids["ada"], "on", q="byron")
    assert told(page) == "Ada Byron is an L&D admin from now on."
    assert answer_of(page) == "2 people are L&D admins here."
    assert "1 person was found." in page.text
    assert listed(installation) == {"Ada Byron": True, "Dmitri Umar": True}
    with installation.database.reading() as session:
        entry = audit.latest(session, installation.site.id, 1)[0]
        me = session.scalars(select(Person).where(Person.name == "Dmitri Umar")).one()
    assert entry.actor == str(me.id)
    assert visit(installation, "learner", "7").page.text.count('data-refresh="/admin/state') == 1


def test_it_is_taken_away_and_undone(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    decide(admin, ids["ada"], "on")
    theirs = visit(installation, "learner", "7")
    assert told(decide(admin, ids["ada"], "off")) == "Ada Byron is no L&D admin any more."
    assert listed(installation)["Ada Byron"] is False
    ended = theirs.press("/admin/people/access/admins", person=ids["grace"], decision="on")
    assert (ended.status_code, code_of(ended)) == (401, "session-ended")
    said = told(decide(admin, ids["ada"], "clear"))
    assert said == "Ada Byron is what their launches say again."
    assert listed(installation) == {"Dmitri Umar": True}


def test_taking_away_asks_first_without_any_script(admin: Visit, ids: dict[str, UUID]) -> None:
    page = decide(admin, ids["ada"], "on")
    forms = re.findall(
        r'<form[^>]*action="/admin/people/access/admins.*?</form>', page.text, re.DOTALL
    )
    taking = [form for form in forms if 'value="off"' in form or 'value="clear"' in form]
    assert len(taking) == 2
    asked = "".join(re.findall(r'<details class="ask">.*?</details>', page.text, re.DOTALL))
    assert all(form in asked for form in taking)


@pytest.mark.parametrize("decision", ["off", "clear"])
def test_nobody_takes_it_from_themselves(
    admin: Visit, installation: Installation, decision: str
) -> None:
    with installation.database.reading() as session:
        me = session.scalars(select(Person)).one().id
    page = decide(admin, me, decision)
    assert page.status_code == 403
    assert told(page).startswith("You cannot take this away from yourself.")
    assert listed(installation) == {"Dmitri Umar": True}


def test_a_button_for_somebody_who_is_not_here_says_so(
    admin: Visit, installation: Installation
) -> None:
    other = Platform(issuer="https://other.test", client_id="client-2")
    installation.register(other)
    with installation.database.writing() as session:
        site = site_of(installation.database, other.issuer)
        stranger = Person(site_id=site.id, name="Ada Byron", extra={})
        session.add(stranger)
    for person in (stranger.id, uuid4()):
        page = decide(admin, person, "on")
        assert page.status_code == 404
        assert told(page) == "This person is not known here."
    assert "Ada Byron" not in press(admin, q="byron").text
    with installation.database.reading() as session:
        assert len(overrides.listed(session, site.id)) == 0


@pytest.mark.parametrize(
    "fields", [{}, {"person": "x", "decision": "on"}, {"person": uuid4(), "decision": "up"}]
)
def test_a_button_that_does_not_exist_decides_nothing(
    admin: Visit, fields: dict[str, object]
) -> None:
    page = press(admin, "/admins", **fields)
    assert (page.status_code, code_of(page)) == (400, "bad-request")


@pytest.mark.parametrize("text", ["<script>x", "x" * 300, "%", "'\""])
def test_whatever_is_searched_for_is_shown_as_text(admin: Visit, text: str) -> None:
    page = press(admin, q=text)
    assert page.status_code == 200
    assert "<script>x" not in page.text
    shown = re.search(r'name="q" type="search" value="([^"]*)"', page.text)
    assert shown is not None
    assert unescape(shown[1]) == text[:100]
