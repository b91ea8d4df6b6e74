"""Why a launch was refused is kept with its registration and told to the admin in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lti_plugin.errors import OutsideFailed
from lti_plugin.pages import refused
from lti_plugin.services import registrations
from lti_plugin.store import lti as rows
from lti_plugin.store.base import now
from lti_plugin.store.lti import Registration
from tests.support.deeplinking import asked
from tests.support.installation import Installation, visit
from tests.support.platform import LTI, Platform
from tests.support.tool import Browser, code_of

INCOMPLETE = "Moodle's message was not whole"


def kept(installation: Installation) -> dict[str, str | None]:
    """Return the last refusal of each registration."""
    with installation.database.reading() as session:
        found = session.scalars(select(Registration)).all()
        assert all((row.last_error is None) == (row.last_error_at is None) for row in found)
        return {row.client_id: row.last_error for row in found}


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"exp": 1}, "lti-exp", "clocks"),
        ({"iat": 1}, "lti-iat", "clocks"),
        ({"aud": "other"}, "lti-aud", "another tool"),
        ({"nonce": "other"}, "lti-nonce", "twice or too late"),
        ({"sub": "1"}, "lti-guest", "not of a person with an account"),
        ({LTI + "target_link_uri": "https://tool.test/"}, "lti-target", "another address"),
        ({LTI + "deployment_id": "9"}, "lti-deployment", "deployment id is not known"),
        ({LTI + "version": "LTI-1p0"}, "lti-version", INCOMPLETE),
        ({LTI + "roles": "Learner"}, "lti-roles", INCOMPLETE),
        (asked(data=5), "lti-deep-linking", INCOMPLETE),
        (asked("learner"), "lti-placing", "does not teach"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("lti-") else "",
)
def test_a_refused_launch_is_kept_and_told_in_words(
    installation: Installation, changes: dict[str, Any], code: str, words: str
) -> None:
    admin = visit(installation, "admin", "50")
    page = Browser(installation, installation.platforms[0]).launch(**changes)
    assert code_of(page) == code
    assert kept(installation) == {"client-1": code}
    told = admin.press("/admin/diagnostics").text
    assert f"<code>{code}</code>" in told
    with installation.app.test_request_context():
        assert words in refused.reason(code)
        assert refused.reason(code).replace("'", "&#39;") in told


def test_keys_that_cannot_be_fetched_are_told(tmp_path: Path) -> None:
    platform = Platform(failure=OutsideFailed("Moodle cannot be reached."))
    made = Installation(tmp_path / "cut off", platform)
    assert Browser(made, platform).launch().status_code == 503
    assert kept(made) == {"client-1": "outside"}
    with made.app.test_request_context():
        assert "could not be fetched" in refused.reason("outside")
    made.close()


def test_what_proves_to_be_of_no_registration_is_kept_with_none(
    installation: Installation,
) -> None:
    browser = Browser(installation, installation.platforms[0])
    fields = browser.begin()
    token = browser.platform.sign(browser.platform.claims(fields))
    sent = {"state": "forged", "id_token": token}
    assert browser.post("/lti/launch", sent).status_code == 401
    assert browser.post("/lti/confirm", {"ticket": "forged", "secret": "x"}).status_code == 401
    assert browser.post("/lti/login", {"iss": "https://moodle.test"}).status_code == 400
    assert kept(installation) == {"client-1": None}


def test_each_registration_has_its_own_and_the_newest_counts(tmp_path: Path) -> None:
    made = Installation(tmp_path / "two", Platform(), Platform(client_id="client-2"))
    first, second = (Browser(made, platform) for platform in made.platforms)
    first.launch(aud="other")
    assert kept(made) == {"client-1": "lti-aud", "client-2": None}
    second.launch(exp=1)
    first.launch(iat=1)
    assert kept(made) == {"client-1": "lti-iat", "client-2": "lti-exp"}
    made.close()


def test_a_launch_that_is_switched_off_after_its_login_is_told(
    installation: Installation,
) -> None:
    browser = Browser(installation, installation.platforms[0])
    fields = browser.begin()
    with installation.database.writing() as session:
        site = session.merge(installation.site)
        registrations.switch(session, site, "client-1", "1", enabled=False)
    assert browser.send(fields).status_code == 403
    assert kept(installation) == {"client-1": "lti-deployment-off"}


def test_a_code_of_any_length_can_be_kept(installation: Installation) -> None:
    with installation.database.writing() as session:
        row = session.scalars(select(Registration)).one()
        rows.note_error(session, row.id, "x" * 300, now())
    assert kept(installation) == {"client-1": "x" * 60}
