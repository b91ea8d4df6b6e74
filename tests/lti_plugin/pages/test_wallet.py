"""A person's own badges: private until they say otherwise, and theirs to take along."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.badges import baking
from lti_plugin.services import backpack, privacy
from lti_plugin.store import badges
from lti_plugin.store.backpack import BackpackCode
from tests.support.badged import (
    achievement,
    ask,
    award,
    holder,
    revoke,
    vault_of,
    with_address,
)
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, arrive
from tests.support.reading import answer_of, main_of

PAGE = "/learn/badges"
ME, OTHER = "102", "103"


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def badge(installation: Installation, small: Small) -> UUID:
    """A badge of mine."""
    return award(installation, achievement(installation), small.people[ME])


@pytest.fixture
def mine(installation: Installation, small: Small) -> Visit:
    """My visit."""
    assert small
    return arrive(installation, person=ME)


def code_on(page: TestResponse) -> str:
    """Return the app code that a page shows."""
    found = re.search(r'id="app-code" value="([^"]+)"', page.text)
    assert found is not None, page.text
    return found[1]


def test_without_badges_the_page_says_how_to_get_one(
    installation: Installation, mine: Visit
) -> None:
    assert "Your L&D team has not set up any so far." in main_of(mine.press(PAGE))
    kind = achievement(installation)
    page = mine.press(PAGE)
    assert answer_of(page) == "You have no badges yet."
    assert "SQL in practice Finish the course “" in main_of(page)
    assert f"/achievements/{kind}" in page.text
    assert "On your Moodle profile" not in page.text


def test_a_course_that_nobody_can_see_is_not_named(
    installation: Installation, small: Small, mine: Visit
) -> None:
    achievement(installation, course_id=small.courses["6"], name="Secret")
    page = mine.press(PAGE)
    assert "Secret" not in page.text
    assert "Hidden course" not in page.text


@pytest.mark.parametrize("name", ["SQL\r\nSet-Cookie: a=b", '=HYPERLINK("https://a.test")', "..//"])
def test_a22_a_name_stays_out_of_the_headers_and_is_no_formula(
    installation: Installation, small: Small, mine: Visit, name: str
) -> None:
    badge = award(installation, achievement(installation, name=name), small.people[ME])
    file = mine.press(f"{PAGE}/{badge}/json")
    assert re.fullmatch(
        r"attachment; filename=[a-z0-9-]+\.json", file.headers["Content-Disposition"]
    )
    assert "Set-Cookie" not in file.headers


def test_a_badge_is_private_at_first(installation: Installation, badge: UUID, mine: Visit) -> None:
    page = mine.press(PAGE)
    assert answer_of(page) == "You have 1 badge; public: 0."
    assert "SQL in practice private" in main_of(page)
    assert "linkedin" not in page.text
    assert ask(installation, f"/badges/{badge}").status_code == 404


def test_it_is_public_when_its_holder_says_so_and_private_again(
    installation: Installation, badge: UUID, mine: Visit
) -> None:
    page = mine.press(f"{PAGE}/show", badge=badge)
    assert answer_of(page) == "You have 1 badge; public: 1."
    assert "“SQL in practice” is public now." in main_of(page)
    public = ask(installation, f"/badges/{badge}")
    assert public.status_code == 200
    assert "Person 2" not in public.text
    mine.press(f"{PAGE}/show", badge=badge, named="on", listed="on")
    assert "Person 2" in ask(installation, f"/badges/{badge}").text
    assert "X-Robots-Tag" not in ask(installation, f"/badges/{badge}").headers
    page = mine.press(f"{PAGE}/hide", badge=badge)
    assert "“SQL in practice” is private again." in main_of(page)
    assert ask(installation, f"/badges/{badge}").status_code == 404
    row = holder(installation, badge)
    assert (row.published, row.named, row.listed) == (False, False, False)


@pytest.mark.parametrize("action", ["show", "hide"])
def test_a18_nobody_opens_or_closes_anothers_badge(
    installation: Installation, badge: UUID, small: Small, action: str
) -> None:
    assert small
    other = arrive(installation, person=OTHER)
    for named in (badge, uuid4()):
        assert other.press(f"{PAGE}/{action}", badge=named).status_code == 404
    assert not holder(installation, badge).published


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg", "pdf"])
def test_only_its_holder_takes_a_private_badge_along(
    installation: Installation, badge: UUID, mine: Visit, form: str
) -> None:
    file = mine.press(f"{PAGE}/{badge}/{form}")
    assert file.status_code == 200
    assert file.headers["Content-Disposition"] == f"attachment; filename=sql-in-practice.{form}"
    assert file.headers["Cache-Control"] == "no-store"
    other = arrive(installation, person=OTHER)
    assert other.press(f"{PAGE}/{badge}/{form}").status_code == 404


def test_the_files_hold_the_signed_badge(
    installation: Installation, badge: UUID, mine: Visit
) -> None:
    document = holder(installation, badge).document
    assert mine.press(f"{PAGE}/{badge}/json").json == document
    png = mine.press(f"{PAGE}/{badge}/png").data
    assert json.loads(baking.from_png(png)) == document
    svg = mine.press(f"{PAGE}/{badge}/svg").data
    assert json.loads(baking.from_svg(svg)) == document


def test_a_public_one_can_be_added_to_linkedin(
    installation: Installation, small: Small, mine: Visit
) -> None:
    kind = achievement(installation, expires_after_days=3650, name="SQL & more")
    badge = award(installation, kind, small.people[ME], published=True)
    page = mine.press(PAGE)
    found = re.search(r'href="(https://www\.linkedin\.com/[^"]*)"', page.text)
    assert found is not None
    assert parse_qs(urlsplit(unescape(found[1])).query) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["SQL & more"],
        "organizationName": [installation.site.name],
        "issueYear": ["2026"],
        "issueMonth": ["5"],
        "expirationYear": ["2036"],
        "expirationMonth": ["4"],
        "certUrl": [f"https://tool.test/badges/{badge}"],
        "certId": [str(badge)],
    }


def test_a_revoked_one_says_why_and_cannot_be_added(
    installation: Installation, small: Small, mine: Visit
) -> None:
    badge = award(installation, achievement(installation), small.people[ME], published=True)
    revoke(installation, badge, "The exam was not their own.")
    page = mine.press(PAGE)
    assert "SQL in practice revoked" in main_of(page)
    assert "The exam was not their own." in main_of(page)
    assert "linkedin" not in page.text


def test_an_expired_one_says_what_to_do_again(
    installation: Installation, small: Small, mine: Visit
) -> None:
    award(installation, achievement(installation, expires_after_days=1), small.people[ME])
    page = mine.press(PAGE)
    assert "SQL in practice expired" in main_of(page)
    assert "To renew it, do it once more: Finish the course “" in main_of(page)
    assert 'href="https://moodle.test/course/view.php?id=' in page.text


def test_an_app_code_is_shown_once_and_kept_as_a_hash(
    installation: Installation, badge: UUID, small: Small, mine: Visit
) -> None:
    assert badge
    with_address(installation, small.people[ME], "me@example.org")
    page = mine.press(f"{PAGE}/code")
    secret = code_on(page)
    with installation.database.reading() as session:
        (row,) = session.scalars(select(BackpackCode))
        assert secret.encode() not in bytes(row.secret_hash)
        exported = privacy.export(session, installation.site.id, small.people[ME])
    assert "secret_hash" not in exported["backpack_codes"][0]
    assert secret not in mine.press(PAGE).text


def test_an_app_code_is_taken_back_by_its_owner_alone(
    installation: Installation, badge: UUID, small: Small, mine: Visit
) -> None:
    assert badge
    with_address(installation, small.people[ME], "me@example.org")
    mine.press(f"{PAGE}/code")
    with installation.database.reading() as session:
        (row,) = session.scalars(select(BackpackCode))
    other = arrive(installation, person=OTHER)
    assert other.press(f"{PAGE}/code/remove", code=row.id).status_code == 404
    assert "opens nothing any more" in main_of(mine.press(f"{PAGE}/code/remove", code=row.id))
    with installation.database.reading() as session:
        assert session.scalars(select(BackpackCode)).all() == []


def test_who_has_no_address_gets_no_app_code(
    installation: Installation, badge: UUID, small: Small, mine: Visit
) -> None:
    assert badge
    with_address(installation, small.people[ME], None)
    page = mine.press(f"{PAGE}/code")
    assert page.status_code == 400
    assert "Your badges name no e-mail address" in main_of(page)


def test_there_are_five_app_codes_at_most(
    installation: Installation, badge: UUID, small: Small, mine: Visit
) -> None:
    assert badge
    with_address(installation, small.people[ME], "me@example.org")
    for _ in range(backpack.MOST_CODES):
        assert mine.press(f"{PAGE}/code").status_code == 200
    assert "There are five app codes already." in main_of(mine.press(f"{PAGE}/code"))


@pytest.mark.parametrize("path", ["show", "hide", "code/remove"])
def test_a_button_that_is_none_is_refused(mine: Visit, path: str) -> None:
    assert mine.press(f"{PAGE}/{path}", badge="x", code="x").status_code == 400


def test_an_erased_persons_badge_is_nobodys_and_its_page_is_gone(
    installation: Installation, small: Small
) -> None:
    badge = award(installation, achievement(installation), small.people[ME], published=True)
    site = installation.site
    with installation.database.writing() as session:
        privacy.erase(session, vault_of(installation), site.id, small.people[ME], "test")
    assert ask(installation, f"/badges/{badge}").status_code == 404
    with installation.database.reading() as session:
        assert badges.with_holder(session, badge) is None
        assert badges.at(session, badge) is not None
