"""Lets an admin in by a one-time link from the command line."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import NotTrusted
from lti_plugin.store import access
from lti_plugin.store.access import ENTER, OneTimeLink
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now

LIFE = timedelta(minutes=15)


def invite(session: Session, site_id: UUID) -> str:
    """Return the secret of a new link into a site's admin pages."""
    secret = secrets.token_urlsafe(32)
    session.add(
        OneTimeLink(
            site_id=site_id,
            purpose=ENTER,
            secret_hash=_hash(secret),
            expires_at=now() + LIFE,
        )
    )
    return secret


def admit(session: Session, secret: str) -> UUID:
    """Use a link up and return its site; the audit log keeps that it was used.

    Raises
    ------
    NotTrusted
        When the link is unknown, was used before or is too old.
    """
    site_id = access.redeem(session, ENTER, _hash(secret), now())
    if site_id is None:
        raise NotTrusted(
            "This link does not work any more.",
            hint="Make a new one with `fingerpost admin-link`.",
        )
    session.add(
        AuditEntry(site_id=site_id, actor="command line", action="admin link used", details={})
    )
    return site_id


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
