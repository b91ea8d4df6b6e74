"""A registration is made once and changed afterwards."""

from __future__ import annotations

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import registrations
from lti_plugin.store import lti as rows
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site

MOODLE = registrations.moodle_endpoints("https://moodle.test/")


def test_moodle_answers_at_these_addresses() -> None:
    assert MOODLE == {
        "auth_login_url": "https://moodle.test/mod/lti/auth.php",
        "auth_token_url": "https://moodle.test/mod/lti/token.php",
        "jwks_url": "https://moodle.test/mod/lti/certs.php",
    }


def test_registering_again_changes_the_addresses_and_keeps_the_rest(
    database: Database, site: Site
) -> None:
    with database.writing() as session:
        first = registrations.register(session, site, "client", **MOODLE, deployment_id="1")
        first.jwks, first.enabled = {"keys": []}, False
        moved = MOODLE | {"auth_token_url": "https://moodle.test/token"}
        again = registrations.register(session, site, "client", **moved, deployment_id="2")
        assert again is first
        assert again.auth_token_url == "https://moodle.test/token"
        assert (again.jwks, again.enabled) == ({"keys": []}, False)
        assert rows.deployments(session, again).keys() == {"1", "2"}
        other = registrations.register(session, site, "other", **MOODLE, deployment_id="1")
        assert rows.registrations(session, site.id) == [first, other]


@pytest.mark.parametrize(
    "changes",
    [
        {"jwks_url": "javascript:alert(1)"},
        {"auth_login_url": "https://user:password@moodle.test/"},
        {"auth_token_url": "https://moodle.test/" + "x" * 500},
        {"client_id": ""},
        {"deployment_id": "x" * 256},
    ],
)
def test_unusable_values_are_refused(
    database: Database, site: Site, changes: dict[str, str]
) -> None:
    given = {"client_id": "client", "deployment_id": "1", **MOODLE} | changes
    with database.writing() as session, pytest.raises(BadInput):
        registrations.register(session, site, **given)


def test_a_registration_and_each_deployment_have_a_switch_of_their_own(
    database: Database, site: Site
) -> None:
    with database.writing() as session:
        for deployment in ("1", "2"):
            row = registrations.register(
                session, site, "client", **MOODLE, deployment_id=deployment
            )
        other = registrations.register(session, site, "other", **MOODLE, deployment_id="1")

        def state() -> tuple[bool, list[bool]]:
            known = rows.deployments(session, row)
            return row.enabled, [known[name].enabled for name in ("1", "2")]

        registrations.switch(session, site, "client", None, False)
        assert state() == (False, [True, True])
        registrations.switch(session, site, "client", "2", False)
        registrations.switch(session, site, "client", None, True)
        assert state() == (True, [True, False])
        registrations.switch(session, site, "client", "2", True)
        assert state() == (True, [True, True])
        assert other.enabled


@pytest.mark.parametrize(
    ("client_id", "deployment_id", "known"),
    [("another", None, "client"), ("another", "1", "client"), ("client", "9", "1")],
)
def test_what_is_not_registered_cannot_be_switched(
    database: Database, site: Site, client_id: str, deployment_id: str | None, known: str
) -> None:
    with database.writing() as session:
        registrations.register(session, site, "client", **MOODLE, deployment_id="1")
        with pytest.raises(NotFound, match=f"known here are: {known}"):
            registrations.switch(session, site, client_id, deployment_id, False)
