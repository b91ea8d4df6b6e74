"""`fingerpost site switch` keeps launches out and lets them in again."""

from __future__ import annotations

from lti_plugin.services import registrations
from lti_plugin.store import lti
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.command import CommandLine


def test_a_registration_is_switched_off_and_on(
    fingerpost: CommandLine, database: Database, site: Site
) -> None:
    with database.writing() as session:
        registrations.register(
            session,
            site,
            client_id="client",
            deployment_id="1",
            **registrations.moodle_endpoints(site.issuer),
        )
    for word, enabled in (("--off", False), ("--on", True)):
        assert fingerpost("site", "switch", "client", word).code == 0
        with database.reading() as session:
            (row,) = lti.registrations(session, site.id)
            assert row.enabled is enabled


def test_an_unknown_client_is_one_clear_line(fingerpost: CommandLine, site: Site) -> None:
    ended = fingerpost("site", "switch", "nobody", "--off")
    assert ended.code == 1
    assert len(ended.err.strip().splitlines()) == 1
