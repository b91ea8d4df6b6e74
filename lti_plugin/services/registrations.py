"""Makes the tool known as a client of a site's platform, and switches such a way in on and off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.lti.addresses import origin
from lti_plugin.store import lti as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.lti import Deployment, Registration
from lti_plugin.store.sites import Site

Row = TypeVar("Row")


def register(
    session: Session,
    site: Site,
    client_id: str,
    auth_login_url: str,
    auth_token_url: str,
    jwks_url: str,
    deployment_id: str | None,
) -> Registration:
    """Add or change the registration of this client id, and add the deployment, where one is told.

    A registration or a deployment that was switched off stays so.

    Raises
    ------
    BadInput
        When an address is no web address, or an id is empty or too long.
    """
    for url in (auth_login_url, auth_token_url, jwks_url):
        if origin(url) is None or len(url) > 500:
            raise BadInput(f"{url!r} is not a web address.", hint="Copy it from Moodle's own page.")
    for text in (client_id, deployment_id):
        if text is not None and not (0 < len(text) <= 255 and text.isprintable()):
            raise BadInput("The client id and the deployment id have 1 to 255 characters.")
    known = {row.client_id: row for row in rows.registrations(session, site.id)}
    registration = known.get(client_id)
    if registration is None:
        registration = Registration(site_id=site.id, client_id=client_id)
        session.add(registration)
    if registration.jwks_url != jwks_url:
        registration.jwks = registration.jwks_fetched_at = registration.jwks_tried_at = None
    registration.auth_login_url = auth_login_url
    registration.auth_token_url = auth_token_url
    registration.jwks_url = jwks_url
    session.flush()
    known_deployments = rows.deployments(session, registration)
    if deployment_id is not None and deployment_id not in known_deployments:
        session.add(
            Deployment(
                site_id=site.id, registration_id=registration.id, deployment_id=deployment_id
            )
        )
        session.flush()
    return registration


def switch(
    session: Session, site: Site, client_id: str, deployment_id: str | None, enabled: bool
) -> None:
    """Switch a registration on or off, or one deployment of it; off ends the visits by it.

    Raises
    ------
    NotFound
        When the client id or the deployment id is not registered.
    """
    known = {row.client_id: row for row in rows.registrations(session, site.id)}
    registration = _known(known, client_id)
    if deployment_id is None:
        registration.enabled = enabled
    else:
        _known(rows.deployments(session, registration), deployment_id).enabled = enabled
    session.flush()


def log(session: Session, site: Site, actor: str, action: str, client_id: str) -> None:
    """Keep in the audit log who did something to a registration."""
    details = {"client_id": client_id}
    session.add(AuditEntry(site_id=site.id, actor=actor, action=action, details=details))


def _known(given: Mapping[str, Row], name: str) -> Row:
    if name not in given:
        known = ", ".join(sorted(given)) or "none yet"
        raise NotFound(f"{name!r} is not registered; known here are: {known}.")
    return given[name]


def moodle_endpoints(issuer: str) -> dict[str, str]:
    """Return where a Moodle at this address answers logins, tokens and questions for its keys."""
    base = issuer.rstrip("/") + "/mod/lti/"
    return {
        "auth_login_url": base + "auth.php",
        "auth_token_url": base + "token.php",
        "jwks_url": base + "certs.php",
    }
