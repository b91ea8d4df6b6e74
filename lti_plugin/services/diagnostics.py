"""Tries the ways to a site's Moodle: a token, the roster, the web services; says what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.errors import ConnectorError
from connectors.moodle.connector import MoodleConnector
from lti_plugin.errors import FingerpostError
from lti_plugin.lti import grant, roster
from lti_plugin.lti.endpoints import SCOPES
from lti_plugin.lti.failures import ScopeNotGranted
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.store import resource_links
from lti_plugin.store.lti import Registration

TOKEN, ROSTER, WEB_SERVICE = "token", "roster", "webservice"
KINDS = (TOKEN, ROSTER, WEB_SERVICE)
NO_ACTIVITY = "No activity with Fingerpost has been opened yet, so there is no course to ask about."
NO_ACTIVITY_HINT = "Add the activity to a course in Moodle and open it once."
NOT_ALL = "Moodle does not grant every right that is used."
NO_SCOPES = "In the tool's settings in Moodle, switch on the services for grades and members."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one test found; ``hint`` says what to do where ``ok`` is False.

    ``scopes`` are those that a token was granted for, None where that was not told; ``count`` the
    members of a roster or the checks of the web services that passed.
    """

    kind: str
    ok: bool
    message: str = ""
    hint: str = ""
    code: str = ""
    count: int | None = None
    scopes: frozenset[str] | None = None


def token(caller: ServiceCaller) -> Finding:
    """Ask for a token for all that we use, past any that is kept, and tell what was granted."""

    def ask() -> Finding:
        try:
            offered = grant.offer(caller.client, frozenset(SCOPES), caller.signer, caller.outgoing)
        except ScopeNotGranted as error:
            none: frozenset[str] = frozenset()
            return Finding(TOKEN, False, error.message, error.hint, error.code, scopes=none)
        granted = offered.scopes & frozenset(SCOPES)
        if len(granted) == len(SCOPES):
            return Finding(TOKEN, True, scopes=granted)
        return Finding(TOKEN, False, NOT_ALL, NO_SCOPES, scopes=granted)

    return _found(TOKEN, ask)


def last_course(session: Session, registration: Registration) -> str | None:
    """Return where the people of the course are listed that was opened last."""
    links = resource_links.of_registration(session, registration.site_id, registration.id)
    return next((link.memberships_url for link in links if link.memberships_url), None)


def members(caller: ServiceCaller, memberships_url: str | None) -> Finding:
    """Read the roster of one course and count it."""
    if memberships_url is None:
        return Finding(ROSTER, False, NO_ACTIVITY, NO_ACTIVITY_HINT)
    return _found(
        ROSTER,
        lambda: Finding(
            ROSTER, True, count=sum(1 for _ in roster.members(caller, memberships_url))
        ),
    )


def web_service(connect: Callable[[], MoodleConnector]) -> Finding:
    """Ask Moodle's web services for each thing that a sync needs; name what is missing."""

    def ask() -> Finding:
        checks = list(connect().check())
        missing = [each for each in checks if each.required and not each.ok]
        return Finding(
            WEB_SERVICE,
            not missing,
            "; ".join(each.name for each in missing),
            " ".join(dict.fromkeys(each.hint for each in missing)),
            count=sum(each.ok for each in checks),
        )

    return _found(WEB_SERVICE, ask)


def keep_scopes(session: Session, registration_id: UUID, finding: Finding) -> None:
    """Keep what a token was granted for with the registration; a failed test tells nothing."""
    if finding.scopes is not None:
        registration = session.get_one(Registration, registration_id)
        registration.scopes = sorted(finding.scopes)


def _found(kind: str, ask: Callable[[], Finding]) -> Finding:
    try:
        return ask()
    except FingerpostError as error:
        return Finding(kind, False, error.message, error.hint, error.code)
    except ConnectorError as error:
        return Finding(kind, False, error.message, error.hint)
