"""Connecting a site, and the way to its Moodle."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import responses

from connectors.errors import AddressRefused, AnswerTooLarge
from lti_plugin.errors import BadInput
from lti_plugin.services import sites
from lti_plugin.services.sites import Connection
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.connectors.moodle.recorded import BASE, TOKEN, recorded_moodle

NEW = Connection(BASE, timezone="Europe/Lisbon")

pytestmark = pytest.mark.usefixtures("without_starter_pack")


def connect(database: Database, vault: Vault, said: Connection) -> Site:
    with database.writing() as session:
        return sites.connect(session, vault, said)


def test_a_new_site_is_named_after_its_host(database: Database, vault: Vault) -> None:
    row = connect(database, vault, NEW)
    assert (row.slug, row.name, row.issuer) == ("moodle-test", "moodle.test", BASE)
    assert (row.webservice_url, row.token, row.report_id) == (BASE, None, None)


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://Moodle.Example.org:8443/lms/", "moodle-example-org"),
        (f"https://{'a' * 60}.test", "a" * 50),
        ("https://[2001:db8::1]", "2001-db8-1"),
        ("https://_", "site"),
    ],
)
def test_short_names_are_plain(database: Database, vault: Vault, url: str, slug: str) -> None:
    assert connect(database, vault, replace(NEW, url=url)).slug == slug


@pytest.mark.parametrize("url", ["https://学校", "https://mооdle.example", "https://a;b.example"])
def test_a_host_is_written_as_browsers_write_it(database: Database, vault: Vault, url: str) -> None:
    """A page's policy names the site; with such letters no server could send its header."""
    with pytest.raises(BadInput, match="not a web address"):
        connect(database, vault, replace(NEW, url=url))


def test_each_site_has_a_short_name_of_its_own(database: Database, vault: Vault) -> None:
    urls = [f"{BASE}/{path}" for path in ("a", "b", "c")]
    slugs = [connect(database, vault, replace(NEW, url=url)).slug for url in urls]
    assert slugs == ["moodle-test", "moodle-test-2", "moodle-test-3"]


def test_web_services_may_be_at_an_address_of_their_own(database: Database, vault: Vault) -> None:
    row = connect(database, vault, replace(NEW, webservice_url="http://moodle.intra/"))
    assert (row.issuer, row.webservice_url) == (BASE, "http://moodle.intra")
    with pytest.raises(BadInput):
        connect(database, vault, replace(NEW, webservice_url="moodle.intra"))


def test_nothing_is_kept_of_a_site_that_is_refused(database: Database, vault: Vault) -> None:
    connect(database, vault, replace(NEW, name="Acme"))
    with pytest.raises(BadInput):
        connect(database, vault, Connection(BASE, name="Other", timezone="Nowhere"))
    with database.reading() as session:
        row = session.query(Site).one()
    assert (row.name, row.timezone) == ("Acme", "Europe/Lisbon")


def test_the_connector_speaks_with_the_sites_token(
    database: Database, vault: Vault, settings: Settings
) -> None:
    row = connect(database, vault, replace(NEW, token=TOKEN, report_id=1))
    with recorded_moodle() as moodle, sites.outgoing(settings) as http:
        lines = list(sites.connector(row, vault, http).check())
    assert lines
    assert all(line.ok for line in lines if line.required)
    assert "core_reportbuilder_retrieve_report" in moodle.functions()


@pytest.mark.parametrize("missing", ["token", "webservice_url"])
def test_a_site_that_is_not_connected_has_no_connector(
    database: Database, vault: Vault, settings: Settings, missing: str
) -> None:
    row = connect(database, vault, replace(NEW, token=TOKEN))
    setattr(row, missing, None)
    with sites.outgoing(settings) as http, pytest.raises(BadInput, match="no web-service token"):
        sites.connector(row, vault, http)


def test_outgoing_requests_keep_to_the_settings(settings: Settings) -> None:
    with sites.outgoing(settings) as http, pytest.raises(AddressRefused):
        http.post("http://127.0.0.1:1/")
    small = replace(settings, max_answer_bytes=1000)
    with responses.RequestsMock() as mock, sites.outgoing(small) as http:
        mock.post(BASE, json.dumps(["x" * 1000]))
        with pytest.raises(AnswerTooLarge):
            http.post(BASE)
