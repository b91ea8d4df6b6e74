"""A login that a platform begins: who asks, and what the browser is to bring there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from lti_plugin.lti import addresses, onetime, parameters
from lti_plugin.lti.refusals import forbidden, malformed
from lti_plugin.settings import Settings
from lti_plugin.store import lti as rows
from lti_plugin.store import sites
from lti_plugin.store.base import now
from lti_plugin.store.lti import Client, LoginState

LIFE = timedelta(minutes=10)
LIMITS = {
    "iss": 255,
    "login_hint": 1000,
    "target_link_uri": addresses.LONGEST,
    "client_id": 255,
    "lti_deployment_id": 255,
    "lti_message_hint": 16_000,
}


@dataclass(frozen=True, slots=True)
class Begun:
    """A login under way.

    ``action`` is the platform's address and ``fields`` the form to post there; ``cookie`` and
    ``storage`` are the secrets that the browser keeps, both under a name made with ``short``.
    """

    issuer: str
    action: str
    fields: dict[str, str]
    short: str
    cookie: str
    storage: str


def begin(session: Session, settings: Settings, sent: Mapping[str, Sequence[str]]) -> Begun:
    """Check a login initiation (``sent``: all values of each name) and remember it.

    Raises
    ------
    BadRequest
        When a parameter is missing or wrong, or the platform is not known.
    NotAllowed
        When the deployment is not known, or it or the registration is switched off.
    """
    asked = parameters.read(sent, LIMITS)
    for name in ("iss", "login_hint", "target_link_uri"):
        if name not in asked:
            raise malformed("parameter")
    if not addresses.same_origin(asked["target_link_uri"], settings.base_url):
        raise malformed("target")
    client = _client(session, asked["iss"], asked.get("client_id"))
    _check_deployment(client, asked.get("lti_deployment_id"))
    return _remember(session, settings, client, asked)


def _client(session: Session, issuer: str, client_id: str | None) -> Client:
    of_issuer = rows.clients_of(session, issuer)
    if not of_issuer and sites.by_issuer(session, issuer) is None:
        raise malformed("issuer")
    found = [each for each in of_issuer if client_id in {None, each.registration.client_id}]
    if not found:
        raise malformed("client")
    if len(found) > 1:
        raise malformed("client-ambiguous")
    if not found[0].registration.enabled:
        raise forbidden("registration-off")
    return found[0]


def _check_deployment(client: Client, deployment_id: str | None) -> None:
    """A platform may leave the deployment out here; the launch has to name it in any case."""
    if deployment_id is None:
        return
    deployment = client.deployments.get(deployment_id)
    if deployment is None:
        raise forbidden("deployment")
    if not deployment.enabled:
        raise forbidden("deployment-off")


def _remember(
    session: Session,
    settings: Settings,
    client: Client,
    asked: Mapping[str, str],
) -> Begun:
    site, registration = client.site, client.registration
    state, nonce, cookie, storage = (onetime.new() for _ in range(4))
    hint = asked.get("lti_message_hint")
    at = now()
    login = LoginState(
        site_id=site.id,
        state_hash=onetime.digest(state),
        nonce_hash=onetime.digest(nonce),
        cookie_hash=onetime.digest(cookie),
        storage_hash=onetime.digest(storage),
        registration_id=registration.id,
        deployment_id=asked.get("lti_deployment_id"),
        target=asked["target_link_uri"],
        course_module=addresses.course_module(hint),
        expires_at=at + LIFE,
    )
    rows.keep_state(session, login, at)
    fields = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": registration.client_id,
        "redirect_uri": addresses.redirect_uri(settings),
        "login_hint": asked["login_hint"],
        "state": state,
        "nonce": nonce,
    }
    if hint is not None:
        fields["lti_message_hint"] = hint
    action = registration.auth_login_url
    return Begun(site.issuer, action, fields, onetime.short(state), cookie, storage)
