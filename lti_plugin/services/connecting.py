"""The steps by which a site is connected: which are done, and what each of them keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.addresses import AddressGuard
from connectors.errors import AddressRefused
from lti_plugin.errors import BadInput
from lti_plugin.lti.addresses import origin
from lti_plugin.services import checkups, durations, field_maps
from lti_plugin.services import sites as site_service
from lti_plugin.services.checkups import Checkup
from lti_plugin.services.durations import Estimates
from lti_plugin.services.sites import Connection
from lti_plugin.settings import Settings
from lti_plugin.store import lti, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

REGISTER, TOKEN, CHECK, WAY, FIELDS, SYNC = "register", "token", "check", "way", "fields", "sync"
STEPS = (REGISTER, TOKEN, CHECK, WAY, FIELDS, SYNC)
BY_REPORT, BY_PERSON = "report", "person"
CHANGED, CHOSE = "connection changed", "way to completions chosen"
LONGEST_TOKEN, LARGEST_REPORT = 255, 2**31 - 1


@dataclass(frozen=True)
class Guide:
    """How far a site is; ``way`` is None until one was chosen."""

    site: Site
    done: Mapping[str, bool]
    checkup: Checkup | None
    upgraded: bool
    estimates: Estimates | None
    way: str | None

    @property
    def next(self) -> str | None:
        """The first step that is not done; None where all are."""
        return next((step for step in STEPS if not self.done[step]), None)


def of_site(session: Session, site_id: UUID) -> Guide:
    """Return how far a site is."""
    site = sites.get(session, site_id)
    checkup, chosen = checkups.last(site), way(site)
    estimates = durations.of(checkup.found, _enrolments(session, site_id)) if checkup else None
    done = {
        REGISTER: bool(lti.registrations(session, site_id)),
        TOKEN: site.token is not None,
        CHECK: checkup is not None and checkup.good,
        WAY: chosen is not None,
        FIELDS: field_maps.is_chosen(site),
        SYNC: site.synced_at is not None,
    }
    return Guide(site, done, checkup, checkups.is_upgraded(site), estimates, chosen)


def way(site: Site) -> str | None:
    """Return by which way completions are read, as somebody chose it."""
    if site.report_id is not None:
        return BY_REPORT
    return BY_PERSON if site.fields.get(WAY) == BY_PERSON else None


def give(
    session: Session,
    settings: Settings,
    vault: Vault,
    site_id: UUID,
    *,
    address: str,
    token: str,
    timezone: str,
    actor: str,
) -> None:
    """Keep where a site's web services are and with which token they are asked.

    An empty ``token`` leaves the one that is there, except with another host: a token is never sent
    to a place that it was not given for.

    Raises
    ------
    BadInput
        When the address, the token or the time zone is not usable, or the address not encrypted.
    """
    site = sites.hold(session, site_id)
    token = token.strip()
    if len(token) > LONGEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise BadInput("This is not a token.", hint="Copy it as Moodle shows it.")
    moved = origin(address.strip()) != origin(site.webservice_url or "")
    if not token and (site.token is None or moved):
        raise BadInput(
            "The token is needed.", hint="Moodle shows it once; make another one where it is lost."
        )
    said = Connection(
        site.issuer, timezone=timezone.strip() or None, token=token or None, webservice_url=address
    )
    site_service.connect(session, vault, said)
    try:
        AddressGuard(settings.allowed_hosts, https_only=True).check_url(site.webservice_url or "")
    except AddressRefused as error:
        raise BadInput(error.message, hint=error.hint) from error
    checkups.forget(site)
    details = {"address": site.webservice_url, "new token": bool(token)}
    session.add(AuditEntry(site_id=site_id, actor=actor, action=CHANGED, details=details))


def choose_way(
    session: Session,
    site_id: UUID,
    chosen: str,
    report_id: int | None,
    actor: str,
    ratings_report_id: int | None = None,
) -> None:
    """Keep by which way completions are read, and from which reports.

    Raises
    ------
    BadInput
        When there is no such way, or the report's number is missing or cannot be one.
    """
    if chosen not in (BY_REPORT, BY_PERSON):
        raise BadInput(f"It is one of {BY_REPORT}, {BY_PERSON}.")
    if chosen == BY_REPORT and report_id is None:
        raise BadInput(
            "The report's number is needed.", hint="It stands at the end of the report's address."
        )
    if any(
        number is not None and not 0 < number <= LARGEST_REPORT
        for number in (report_id, ratings_report_id)
    ):
        raise BadInput("This is not the number of a report.", hint="It is a number from 1 on.")
    site = sites.hold(session, site_id)
    number = report_id if chosen == BY_REPORT else None
    if number != site.report_id:
        site.report_columns = {}
    site.report_id, site.ratings_report_id = number, ratings_report_id
    site.fields = {**site.fields, WAY: chosen}
    details = {"way": chosen, "report": number, "ratings report": ratings_report_id}
    session.add(AuditEntry(site_id=site_id, actor=actor, action=CHOSE, details=details))


def _enrolments(session: Session, site_id: UUID) -> int:
    query = select(func.count()).select_from(Enrolment).where(Enrolment.site_id == site_id)
    return session.scalar(query) or 0
