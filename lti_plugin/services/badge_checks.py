"""Checks a badge for somebody: one of our own, or of any issuer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.http import Outgoing
from lti_plugin.badges import strict_json, verification
from lti_plugin.badges.jwt import issuer_of
from lti_plugin.badges.recipient import EMAIL, Recipient
from lti_plugin.badges.verification import FORM, ISSUER, SIGNATURE, STATUS, Verdict
from lti_plugin.services import badge_documents, issuers
from lti_plugin.services.badge_views import Shown
from lti_plugin.store import badges, sites
from lti_plugin.store.badges import Badge
from lti_plugin.store.base import now
from lti_plugin.vault import Vault

REVOKED = "revoked"
_URN = "urn:uuid:"


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found; ``badge`` is ours where it is one of ours that was revoked."""

    verdict: Verdict
    badge: Badge | None = None


def of_ours(session: Session, vault: Vault, base_url: str, shown: Shown) -> Verdict:
    """Check a badge that was issued here as anybody else would."""
    fetch = badge_documents.only(badge_documents.own(session, vault, base_url))
    return verification.verify(strict_json.compact(shown.holder.document), fetch, now())


def of_anybody(
    session: Session, vault: Vault, base_url: str, http: Outgoing, given: bytes, email: str = ""
) -> Checked:
    """Check a badge of any issuer; with an e-mail address, also whether it is that person's."""
    fetch = badge_documents.fetcher(badge_documents.own(session, vault, base_url), http)
    holder = Recipient(EMAIL, email) if email.strip() else None
    verdict = verification.verify(given, fetch, now(), holder)
    failed = {each.name: each.code for each in verdict.checks if not each.passed}
    # Whoever made a badge up for the sake of its number is told nothing.
    genuine = not failed.keys() & {FORM, ISSUER, SIGNATURE}
    revoked = genuine and failed.get(STATUS) == REVOKED
    return Checked(verdict, _revoked(session, base_url, verdict) if revoked else None)


def _revoked(session: Session, base_url: str, verdict: Verdict) -> Badge | None:
    """Return a revoked badge of ours, whose reason may be told to whoever holds the badge."""
    document = verdict.document or {}
    name = str(document.get("id"))
    try:
        badge = badges.at(session, UUID(name.removeprefix(_URN)))
    except ValueError:
        return None
    if badge is None or badge.revoked_at is None:
        return None
    site = sites.get(session, badge.site_id)
    return badge if issuer_of(document) == issuers.name_of(base_url, site) else None
