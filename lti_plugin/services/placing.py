"""Answers a deep linking request: signs what a teacher chose, and keeps that it was placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadRequest
from lti_plugin.keys import lti_key
from lti_plugin.lti import deep_linking
from lti_plugin.lti.deep_linking import ContentItem, Settings
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Registration
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault


def settings_of(claims: Mapping[str, Any]) -> Settings | None:
    """Return what the platform takes, from the claims that a visit keeps."""
    given = claims.get("placing")
    return Settings(**given) if given else None


def form_of(issuer: str, deployment_id: str, course: str | None) -> str | None:
    """Return where Moodle's form for a new activity of ours is, in a course; None: not known.

    Only Moodle can begin a deep linking request, so this is as near as a link can lead. Its
    deployments are called as the tool is in the activity chooser.
    """
    if not deployment_id.isdecimal() or not (course or "").isdecimal():
        return None
    asked = {"add": "lti", "typeid": deployment_id, "course": course, "section": 0, "return": 0}
    return f"{issuer.rstrip('/')}/course/modedit.php?{urlencode(asked)}"


def answer(
    session: Session,
    vault: Vault,
    site: Site,
    registration: Registration,
    claims: Mapping[str, Any],
    items: Sequence[ContentItem],
    actor: UUID | None,
    message: str = "",
) -> tuple[str, str]:
    """Return the address to post to and the signed message for it.

    Raises
    ------
    BadRequest
        When this visit is not one for placing, or there are more items than the platform takes.
    """
    settings = settings_of(claims)
    if settings is None:
        raise BadRequest("Nothing can be placed from here.", hint="Begin in Moodle again.")
    if len(items) > 1 and not settings.multiple:
        raise BadRequest("Moodle takes one thing at a time here.", hint="Choose one and go on.")
    token = deep_linking.response(
        lti_key(session, vault),
        settings,
        items,
        issuer=site.issuer,
        client_id=registration.client_id,
        deployment_id=str(claims["deployment_id"]),
        message=message,
    )
    if items:
        details = {"items": [item.custom for item in items]}
        session.add(AuditEntry(site_id=site.id, actor=str(actor), action="placed", details=details))
    return settings.return_url, token
