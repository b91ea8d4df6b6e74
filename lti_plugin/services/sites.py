"""Connects a site: its address, its token, its zone; and opens the way to its Moodle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy.orm import Session

from connectors.http import Outgoing
from connectors.moodle.client import MoodleClient
from connectors.moodle.connector import MoodleConnector
from connectors.moodle.fields import FieldMap
from connectors.moodle.writing import Writer
from lti_plugin.errors import BadInput
from lti_plugin.lti.addresses import origin
from lti_plugin.services import role_import
from lti_plugin.settings import Settings
from lti_plugin.store import sites
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

LONGEST = 255


@dataclass(frozen=True)
class Connection:
    """What an admin says about a Moodle; None leaves a known site as it is."""

    url: str
    name: str | None = None
    timezone: str | None = None
    token: str | None = None
    report_id: int | None = None
    webservice_url: str | None = None
    ratings_report_id: int | None = None


def connect(session: Session, vault: Vault, said: Connection) -> Site:
    """Add the site of this address, or change it when it is known.

    A new site has the roles and skills of the starter pack from the beginning.

    Raises
    ------
    BadInput
        When the address, the name or the time zone is not usable.
    """
    issuer = _address(said.url)
    site = sites.by_issuer(session, issuer)
    fresh = site is None
    if site is None:
        if said.timezone is None:
            raise BadInput(
                "A new site needs its time zone.", hint="Give one, such as Europe/Madrid."
            )
        site = Site(issuer=issuer, slug=_slug(session, issuer), fields={}, report_columns={})
        site.name = urlsplit(issuer).hostname or issuer
        site.webservice_url = issuer
        session.add(site)
    if said.timezone is not None:
        site.timezone = _zone(said.timezone)
    if said.name is not None:
        site.name = _short(said.name, "The name")
    if said.webservice_url is not None:
        site.webservice_url = _address(said.webservice_url)
    if said.token is not None:
        site.token = vault.lock(said.token)
    if said.report_id is not None:
        site.report_id = said.report_id or None
    if said.ratings_report_id is not None:
        site.ratings_report_id = said.ratings_report_id or None
    session.flush()
    if fresh:
        role_import.add_starter(session, site)
    return site


def outgoing(settings: Settings) -> Outgoing:
    """Return a session for outgoing requests under these settings."""
    return Outgoing(
        allowed_hosts=settings.allowed_hosts,
        timeouts=(settings.connect_timeout, settings.read_timeout),
        max_bytes=settings.max_answer_bytes,
    )


def connector(site: Site, vault: Vault, http: Outgoing) -> MoodleConnector:
    """Return the way to this site's Moodle.

    Raises
    ------
    BadInput
        When the site has no address or no token yet.
    """
    return MoodleConnector(
        _client(site, vault, http),
        timezone=ZoneInfo(site.timezone),
        fields=FieldMap.from_mapping(site.fields.get("map", {})),
        report_id=site.report_id,
        report_columns=site.report_columns or None,
        ratings_report_id=site.ratings_report_id,
    )


def writer(site: Site, vault: Vault, http: Outgoing) -> Writer:
    """Return what writes into this site's Moodle.

    Raises
    ------
    BadInput
        When the site has no address or no token yet.
    """
    return Writer(_client(site, vault, http))


def _client(site: Site, vault: Vault, http: Outgoing) -> MoodleClient:
    if site.webservice_url is None or site.token is None:
        raise BadInput(
            f"The site {site.slug} has no web-service token yet.",
            hint="Give it on the page “Connect” or by `fingerpost site add`.",
        )
    return MoodleClient(site.webservice_url, vault.unlock(site.token), http)


def _address(url: str) -> str:
    address = url.strip().rstrip("/")
    if origin(address) is None:
        raise BadInput(
            "This is not a web address, or it holds a user name.",
            hint="Write it as in https://moodle.example.org.",
        )
    return _short(address, "The address")


def _short(text: str, what: str) -> str:
    if len(text) > LONGEST:
        raise BadInput(f"{what} is too long.", hint=f"It may have {LONGEST} characters.")
    return text


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise BadInput(f"{name!r} is not a time zone.", hint="Write it as in Europe/Madrid.")
    return name


def _slug(session: Session, issuer: str) -> str:
    """Return a short name of the host's letters that no other site has."""
    host = urlsplit(issuer).hostname or ""
    base = re.sub(r"[^a-z0-9]+", "-", host).strip("-")[:50] or "site"
    taken = {site.slug for site in sites.all_sites(session)}
    number = 1
    slug = base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
