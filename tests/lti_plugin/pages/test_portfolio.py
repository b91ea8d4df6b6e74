"""A person's portfolio page, and the page that its links lead to."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from lti_plugin.services.portfolio import Work
from lti_plugin.store import portfolio as rows
from lti_plugin.store.portfolio import PortfolioItem
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, arrive
from tests.support.profiles import skill
from tests.support.reading import answer_of, main_of, values_of
from tests.support.tool import code_of
from tests.support.work import accepted

PAGE = "/learn/portfolio"
KEEP, REMOVE, SHARE, TAKE_BACK = (
    f"{PAGE}/{part}" for part in ("keep", "remove", "share", "take-back")
)
ME, OTHER = "102", "103"
WORK: dict[str, Any] = {
    "item": "new",
    "title": "A <dashboard>",
    "link": "https://example.org/d?a=1&b=2",
    "text": "I made it.",
    "skill": ["sql", "", ""],
    "level": ["4", "", ""],
}


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def mine(installation: Installation, small: Small) -> Visit:
    """A visit of somebody who has no piece of work yet."""
    return arrive(installation, person=ME)


def kept(installation: Installation, person: UUID) -> list[PortfolioItem]:
    with installation.database.reading() as session:
        return list(rows.of_person(session, installation.site.id, person))


def accept(installation: Installation, small: Small, title: str) -> UUID:
    """Return an accepted item of mine."""
    with installation.database.writing() as session:
        sql = skill(session, installation.site.id, "SQL").id
    work = Work(title, "https://example.org/", "My text", {sql: 4.0})
    people = small.people
    return accepted(installation.database, installation.site, people[ME], people[OTHER], work)


def link_of(page: TestResponse) -> str:
    """Return the secret part of a link that was just made."""
    found = re.search(r'id="link" value="https://tool\.test/portfolio/([^"]*)"', page.text)
    assert found is not None, page.text
    return found[1]


def public(installation: Installation, secret: str) -> TestResponse:
    client = installation.app.test_client()
    return client.get(f"/portfolio/{secret}", base_url="https://tool.test")


def test_an_empty_portfolio_asks_for_a_piece_of_work(mine: Visit) -> None:
    page = mine.press(PAGE)
    assert answer_of(page) == "Show what you can do: add a piece of your work."
    assert "Show it to others" not in page.text
    assert "Teachers of your courses and your L&D team can read it" in main_of(page)


def test_a_piece_of_work_is_kept_unreviewed(
    installation: Installation, small: Small, mine: Visit
) -> None:
    page = mine.press(KEEP, **WORK)
    assert answer_of(page) == "0 of 1 piece of work is accepted, 1 waits for a review."
    assert "A <dashboard> unreviewed I made it." in main_of(page)
    assert "SQL: you claim advanced" in main_of(page)
    assert 'href="https://example.org/d?a=1&amp;b=2"' in page.text
    assert f'data-address="{PAGE}?v=' in page.text
    (item,) = kept(installation, small.people[ME])
    assert item.state == "unreviewed"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": " "}, "Give your work a title."),
        ({"link": "ftp://example.org"}, "This is not the address of a page."),
        ({"skill": ["Alchemy"], "level": ["3"]}, "“Alchemy” is not among the skills here."),
        ({"level": [""]}, "Choose a level for each skill."),
        ({"level": ["0"]}, "Choose a level for each skill."),
        ({"skill": [""]}, "Name one to five skills that your work shows."),
    ],
)
def test_what_cannot_be_kept_stays_in_the_form(
    installation: Installation,
    small: Small,
    mine: Visit,
    changes: dict[str, Any],
    said: str,
) -> None:
    page = mine.press(KEEP, **WORK | changes)
    assert page.status_code == 400
    assert said in main_of(page)
    assert "I made it.</textarea>" in page.text
    assert kept(installation, small.people[ME]) == []


def test_a_changed_one_is_unreviewed_again(
    installation: Installation, small: Small, mine: Visit
) -> None:
    item = accept(installation, small, "Report")
    page = mine.press(PAGE)
    assert answer_of(page) == "1 of 1 piece of work is accepted."
    assert "SQL: seen as advanced, you claimed advanced Reviewed by Person 3 on" in main_of(page)
    page = mine.press(KEEP, **WORK | {"item": str(item)})
    assert "A <dashboard> unreviewed" in main_of(page)
    wrong = mine.press(KEEP, **WORK | {"item": str(item), "title": ""})
    assert wrong.text.count("<details open>") == 1


def test_a_deleted_one_is_gone(installation: Installation, small: Small, mine: Visit) -> None:
    item = accept(installation, small, "Report")
    page = mine.press(REMOVE, item=str(item))
    assert "It is deleted" in main_of(page)
    assert kept(installation, small.people[ME]) == []


def test_others_can_do_nothing_with_it(
    installation: Installation, small: Small, mine: Visit
) -> None:
    item = accept(installation, small, "Report")
    other = arrive(installation, person=OTHER)
    assert other.press(KEEP, **WORK | {"item": str(item)}).status_code == 404
    assert other.press(REMOVE, item=str(item)).status_code == 404
    assert other.press(SHARE, item=str(item)).status_code == 400
    assert other.press(REMOVE, item="nonsense").status_code == 400
    (row,) = kept(installation, small.people[ME])
    assert (row.title, row.state) == ("Report", "accepted")


def test_a_link_shows_what_was_chosen_to_everybody(
    installation: Installation, small: Small, mine: Visit
) -> None:
    chosen = accept(installation, small, "Report")
    accept(installation, small, "Hidden work")
    mine.press(KEEP, **WORK)
    page = mine.press(SHARE, item=str(chosen))
    seen = public(installation, link_of(page))
    assert answer_of(seen) == "Portfolio"
    assert "Report My text https://example.org/ SQL: advanced Reviewed on" in main_of(seen)
    for hidden in ("Hidden work", "dashboard", "Person", "unreviewed"):
        assert hidden not in seen.text
    assert seen.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in seen.text
    assert seen.headers["Referrer-Policy"] == "no-referrer"
    assert 'rel="nofollow noopener noreferrer ugc"' in seen.text


def test_a_name_is_shown_only_where_it_was_said(
    installation: Installation, small: Small, mine: Visit
) -> None:
    chosen = accept(installation, small, "Report")
    page = mine.press(SHARE, item=str(chosen), with_name="on")
    assert answer_of(public(installation, link_of(page))) == "Portfolio of Person 2"
    assert "Report, with your name" in main_of(page)


def test_a_link_is_shown_once_and_can_be_taken_back(
    installation: Installation, small: Small, mine: Visit
) -> None:
    page = mine.press(SHARE, item=str(accept(installation, small, "Report")))
    secret = link_of(page)
    assert secret not in mine.press(PAGE).text
    (share,) = values_of(page, "share")
    other = arrive(installation, person=OTHER)
    assert other.press(TAKE_BACK, share=share).status_code == 404
    assert public(installation, secret).status_code == 200
    assert "leads nowhere" in main_of(mine.press(TAKE_BACK, share=share))
    for lost in (secret, "nonsense", "x" * 3000):
        seen = public(installation, lost)
        assert (seen.status_code, code_of(seen)) == (404, "not-found")


def test_no_line_of_the_log_holds_a_links_secret(
    installation: Installation, small: Small, mine: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    secret = link_of(mine.press(SHARE, item=str(accept(installation, small, "Report"))))
    caplog.clear()
    public(installation, secret)
    public(installation, secret + "x")
    assert "/portfolio/…" in caplog.text
    assert secret not in caplog.text


def test_guessing_links_is_slowed_down(installation: Installation) -> None:
    statuses = {public(installation, f"guess{number}").status_code for number in range(61)}
    assert statuses == {404, 429}


def test_forged_posts_do_nothing(installation: Installation, small: Small, mine: Visit) -> None:
    for address in (KEEP, REMOVE, SHARE, TAKE_BACK):
        page = mine.browser.post(address, {"page_token": "forged", **WORK})
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert kept(installation, small.people[ME]) == []
