"""What Moodle's backpack pages ask, as Moodle 4.5 asks it, with a revocable app code."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete
from werkzeug.test import TestResponse

from lti_plugin.services import backpack
from lti_plugin.store.backpack import BackpackCode
from tests.support.badged import achievement, ask, award, revoke, with_address
from tests.support.catalogue import Small
from tests.support.installation import Installation
from tests.support.tool import TOOL, Clock

API = "/backpack/v2/backpack"
EMAIL = "me@example.org"


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def me(installation: Installation, small: Small) -> UUID:
    """Somebody with an e-mail address."""
    person = small.people["102"]
    with_address(installation, person, "Me@Example.org")
    return person


@pytest.fixture
def code(installation: Installation, me: UUID) -> str:
    """Their app code."""
    with installation.database.writing() as session:
        return backpack.make_code(session, installation.site.id, me)


@pytest.fixture
def badge(installation: Installation, me: UUID) -> UUID:
    """A public badge of theirs."""
    return award(installation, achievement(installation), me, published=True)


def enter(installation: Installation, **fields: str) -> TestResponse:
    """Ask for tokens as Moodle does: a form of several parts with two fields."""
    client = installation.app.test_client()
    return client.post("/o/token", base_url=TOOL, data=fields, content_type="multipart/form-data")


def opened(installation: Installation, code: str) -> dict[str, Any]:
    """Return the tokens against an app code."""
    answer = enter(installation, username=EMAIL, password=code)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def get(installation: Installation, path: str, token: str) -> TestResponse:
    """Ask with a token."""
    return ask(installation, API + path, headers={"Authorization": f"Bearer {token}"})


def test_moodle_gets_what_it_shows_of_a_badge(
    installation: Installation, code: str, badge: UUID
) -> None:
    tokens = opened(installation, code)
    assert {"access_token", "refresh_token", "expires_in"} <= tokens.keys()
    listed = get(installation, "/collections", tokens["access_token"]).json
    assert listed is not None
    assert listed["status"]["success"] is True
    (collection,) = listed["result"]
    assert collection["published"] is True
    assert collection["assertions"] == [str(badge)]
    one = get(installation, f"/collections/{collection['entityId']}", tokens["access_token"])
    assert one.json["result"] == [collection]
    (found,) = get(
        installation,
        f"/assertions/{badge}?expand=badgeclass&expand=issuer",
        tokens["access_token"],
    ).json["result"]
    assert found["entityType"] == "Assertion"
    assert found["entityId"] == str(badge)
    whose = found["recipient"]
    hashed = sha256((EMAIL + whose["salt"]).encode()).hexdigest()
    assert (whose["type"], whose["identity"]) == ("email", f"sha256${hashed}")
    kind = found["badgeclass"]
    assert kind["name"] == "SQL in practice"
    assert kind["openBadgeId"].startswith("https://tool.test/ob2/achievements/")
    assert kind["issuer"]["name"] == installation.site.name
    assert {"name", "url", "email"} <= kind["issuer"].keys()


def test_only_public_badges_that_hold_are_among_them(
    installation: Installation, code: str, me: UUID
) -> None:
    private = award(installation, achievement(installation), me)
    gone = award(installation, achievement(installation), me, published=True)
    ended = award(installation, achievement(installation, expires_after_days=1), me, published=True)
    revoke(installation, gone, "By mistake.")
    token = opened(installation, code)["access_token"]
    (collection,) = get(installation, "/collections", token).json["result"]
    assert collection["assertions"] == []
    for each in (private, gone, ended, uuid4()):
        assert get(installation, f"/assertions/{each}", token).status_code == 404


def test_a_badge_that_names_no_address_is_left_out(
    installation: Installation, me: UUID, code: str
) -> None:
    with_address(installation, me, None)
    award(installation, achievement(installation), me, published=True)
    with_address(installation, me, EMAIL)
    token = opened(installation, code)["access_token"]
    (collection,) = get(installation, "/collections", token).json["result"]
    assert collection["assertions"] == []


def test_a18_nobody_reads_anothers_badges(
    installation: Installation, small: Small, code: str, badge: UUID
) -> None:
    other = small.people["103"]
    theirs = award(installation, achievement(installation), other, published=True)
    token = opened(installation, code)["access_token"]
    assert get(installation, f"/assertions/{theirs}", token).status_code == 404
    assert get(installation, f"/collections/{other}", token).status_code == 404
    assert get(installation, f"/assertions/{badge}", token).status_code == 200


@pytest.mark.parametrize(
    ("username", "password", "said"),
    [
        (EMAIL, "guess", "This app code is not known here."),
        (EMAIL, "", "This app code is not known here."),
        ("other@example.org", "{code}", "This app code belongs to another e-mail address."),
        ("", "{code}", "This app code belongs to another e-mail address."),
        ("Me@Example.org", "{code}", "Write your e-mail address in small letters"),
    ],
)
def test_who_is_not_let_in_reads_why(
    installation: Installation, code: str, username: str, password: str, said: str
) -> None:
    answer = enter(installation, username=username, password=password.format(code=code))
    assert answer.status_code == 401
    assert answer.json is not None
    assert said in answer.json["error_description"]
    assert "access_token" not in answer.json


def test_what_a_code_opened_is_closed_when_it_is_taken_back(
    installation: Installation, code: str, badge: UUID
) -> None:
    assert badge
    tokens = opened(installation, code)
    with installation.database.writing() as session:
        session.execute(delete(BackpackCode))
    assert get(installation, "/collections", tokens["access_token"]).status_code == 401
    again = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert enter(installation, **again).status_code == 401


def test_a_token_ends_after_an_hour_and_is_had_anew(
    installation: Installation, code: str, clock: Clock
) -> None:
    tokens = opened(installation, code)
    clock.shift(timedelta(hours=1, seconds=5))
    answer = get(installation, "/collections", tokens["access_token"])
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    renewed = enter(
        installation, grant_type="refresh_token", refresh_token=tokens["refresh_token"]
    ).json
    assert renewed is not None
    assert get(installation, "/collections", renewed["access_token"]).status_code == 200


@pytest.mark.parametrize("kind", ["refresh_token", "none", "guess"])
def test_no_other_token_opens_anything(installation: Installation, code: str, kind: str) -> None:
    token = opened(installation, code).get(kind, kind)
    assert get(installation, "/collections", token).status_code == 401
    assert ask(installation, f"{API}/collections").status_code == 401


def test_whoever_guesses_codes_is_stopped(installation: Installation) -> None:
    statuses = {
        enter(installation, username=EMAIL, password=str(each)).status_code for each in range(125)
    }
    assert statuses == {401, 429}
