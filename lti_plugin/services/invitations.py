"""Invites a site's Moodle to register the tool: an address that works once, for a while."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import FingerpostError, NotAllowed
from lti_plugin.lti import onetime
from lti_plugin.settings import Settings
from lti_plugin.store import access, sites
from lti_plugin.store.access import REGISTER, OneTimeLink
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.sites import Site

LIFE = timedelta(days=3)
PATH = "/lti/register"


def invite(
    session: Session, settings: Settings, site_id: UUID, actor: str, life: timedelta = LIFE
) -> str:
    """Return the address to paste into Moodle; those made for the site before work no longer."""
    secret = onetime.new()
    access.withdraw(session, site_id, REGISTER)
    session.add(
        OneTimeLink(
            site_id=site_id,
            purpose=REGISTER,
            secret_hash=onetime.digest(secret),
            expires_at=now() + life,
        )
    )
    session.add(AuditEntry(site_id=site_id, actor=actor, action="invitation made", details={}))
    return f"{settings.base_url}{PATH}?invitation={secret}"


def site_of(session: Session, secret: str) -> Site:
    """Return the site that an invitation is for, and leave it unused; raise NotAllowed if none."""
    site_id = access.peek(session, REGISTER, onetime.digest(secret), now())
    if site_id is None:
        raise _over()
    return sites.get(session, site_id)


def use(session: Session, secret: str) -> Site:
    """Use an invitation up and return its site; raise NotAllowed where it works no longer."""
    site_id = access.redeem(session, REGISTER, onetime.digest(secret), now())
    if site_id is None:
        raise _over()
    return sites.get(session, site_id)


def _over() -> FingerpostError:
    error = NotAllowed(
        "This invitation does not work: it was used, it is too old, or it is not whole.",
        hint="An L&D admin makes a new one on the page “Connect”.",
    )
    error.code = "lti-invitation"
    return error
