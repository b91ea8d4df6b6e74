"""A badge is handed over to a wallet app by an address that works once and for ten minutes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.badges import verification
from lti_plugin.services import badge_documents, privacy
from lti_plugin.store.access import OneTimeLink
from lti_plugin.store.base import now
from tests.support import badged
from tests.support.badged import achievement, ask, award, holder, revoke, vault_of
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, visit
from tests.support.tool import TOOL, code_of

PAGE = "/learn/badges"
ME, OTHER = "102", "103"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that issues."""
    made = Installation(tmp_path / "installation")
    yield made
    made.close()


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of its site."""
    return installation.fill()


@pytest.fixture
def badge(installation: Installation, small: Small) -> UUID:
    """A badge of mine."""
    return award(installation, achievement(installation), small.people[ME])


@pytest.fixture
def mine(installation: Installation, badge: UUID) -> Visit:
    """My visit."""
    assert badge
    return visit(installation, person=ME)


def offered(mine: Visit, badge: UUID) -> tuple[str, dict[str, Any]]:
    """Return the path that hands the badge over, and what the link for the app asks for."""
    page = mine.press(f"{PAGE}/offer", badge=badge)
    assert page.status_code == 200
    assert 'src="data:image/svg+xml;' in page.text
    address = re.search(r'id="handed-[^"]+" value="([^"]+)"', page.text)
    link = re.search(r'href="(https://lcw\.app/[^"]+)"', page.text)
    assert address is not None
    assert link is not None
    asked = parse_qs(urlsplit(unescape(link[1])).query)["request"][0]
    return address[1].removeprefix(TOOL), json.loads(asked)


def posted(installation: Installation, path: str) -> Any:
    return installation.app.test_client().post(path, base_url=TOOL, json={})


def test_what_is_fetched_by_the_code_is_the_signed_badge(
    installation: Installation, badge: UUID, mine: Visit
) -> None:
    path, _ = offered(mine, badge)
    answer = ask(installation, path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert json.loads(answer.data) == holder(installation, badge).document
    with installation.database.reading() as session:
        known = badge_documents.own(session, vault_of(installation), installation.settings.base_url)
        assert verification.verify(answer.data, badge_documents.only(known), now()).valid
    assert not holder(installation, badge).published


def test_the_app_gets_it_by_an_exchange(
    installation: Installation, badge: UUID, mine: Visit
) -> None:
    path, asked = offered(mine, badge)
    assert asked == {"credentialRequestOrigin": TOOL, "protocols": {"vcapi": f"{TOOL}{path}"}}
    answer = posted(installation, path)
    presentation = answer.get_json()["verifiablePresentation"]
    assert presentation["type"] == ["VerifiablePresentation"]
    assert presentation["verifiableCredential"] == [holder(installation, badge).document]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a18_an_address_works_once_whichever_way(
    installation: Installation, badge: UUID, mine: Visit
) -> None:
    path, _ = offered(mine, badge)
    client = installation.app.test_client()
    assert client.head(path, base_url=TOOL).status_code == 405
    assert posted(installation, path).status_code == 200
    again = posted(installation, path)
    assert (again.status_code, again.mimetype) == (404, "application/problem+json")
    assert ask(installation, path).status_code == 404


def test_a18_it_is_too_old_after_ten_minutes(
    installation: Installation, badge: UUID, mine: Visit
) -> None:
    path, _ = offered(mine, badge)
    with installation.database.writing() as session:
        link = session.scalars(select(OneTimeLink)).one()
        assert link.expires_at <= now() + timedelta(minutes=10)
        link.expires_at -= timedelta(minutes=10)
    assert ask(installation, path).status_code == 404


@pytest.mark.parametrize("path", ["x", "0" * 75, "é" * 40, "%00"])
def test_a29_what_was_never_offered_is_not_found(
    installation: Installation, badge: UUID, path: str
) -> None:
    assert ask(installation, f"/wallet/{path}").status_code == 404
    assert posted(installation, f"/wallet/{badge.hex}{path}").status_code == 404


def test_nobody_offers_a_badge_of_somebody_else(
    installation: Installation, badge: UUID, small: Small
) -> None:
    other = visit(installation, person=OTHER)
    assert other.press(f"{PAGE}/offer", badge=badge).status_code == 404
    answer = other.press(f"{PAGE}/offer", badge="x")
    assert (answer.status_code, code_of(answer)) == (400, "bad-request")


def test_a_revoked_badge_is_not_handed_over(
    installation: Installation, badge: UUID, mine: Visit
) -> None:
    path, _ = offered(mine, badge)
    revoke(installation, badge, "By mistake.")
    assert ask(installation, path).status_code == 404
    answer = mine.press(f"{PAGE}/offer", badge=badge)
    assert answer.status_code == 400
    assert "This badge is revoked" in answer.text


def test_of_somebody_erased_nothing_is_handed_over(
    installation: Installation, badge: UUID, mine: Visit, small: Small
) -> None:
    path, _ = offered(mine, badge)
    with installation.database.writing() as session:
        vault, site_id = badged.vault_of(installation), installation.site.id
        privacy.erase(session, vault, site_id, small.people[ME], "tests")
    assert ask(installation, path).status_code == 404
