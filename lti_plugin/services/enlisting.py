"""Registers the tool with a Moodle that was invited: asks, is answered, keeps the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.errors import ConnectorError
from connectors.http import Answer, Outgoing
from lti_plugin.errors import FingerpostError, NotAllowed, OutsideFailed
from lti_plugin.lti import registration
from lti_plugin.lti.platform_keys import Transaction
from lti_plugin.lti.registration import Configuration, Registered
from lti_plugin.services import invitations, platforms, registrations
from lti_plugin.settings import Settings
from lti_plugin.store import lti as rows
from lti_plugin.store.audit import AuditEntry

_MOODLES_WORD = re.compile(rb"[a-z][a-z_]{2,59}")


@dataclass(frozen=True, slots=True)
class Enlisted:
    """A site whose Moodle now knows the tool; ``again`` where it knew it before."""

    name: str
    issuer: str
    client_id: str
    deployment_id: str | None
    again: bool


def enlist(
    settings: Settings,
    transaction: Transaction,
    http: Outgoing,
    *,
    invitation: str,
    configuration_url: str,
    registration_token: str,
) -> Enlisted:
    """Register the tool with the platform that holds this invitation.

    The invitation names the platform's address, so nobody else can use it; it is used up together
    with what the platform answers, and stays good when something goes wrong before.

    Raises
    ------
    NotAllowed
        When the invitation does not work, or is for another platform.
    BadRequest
        When what the platform says cannot be used.
    OutsideFailed
        When the platform does not answer, or refuses.
    """
    with transaction() as session:
        site = invitations.site_of(session, invitation)
        site_id, invited = site.id, site.issuer
    with platforms.waiting(site_id):
        platform, given = _exchange(settings, http, invited, configuration_url, registration_token)
    with transaction() as session:
        site = invitations.use(session, invitation)
        again = given.client_id in {row.client_id for row in rows.registrations(session, site.id)}
        registrations.register(
            session,
            site,
            client_id=given.client_id,
            auth_login_url=platform.auth_login_url,
            auth_token_url=platform.auth_token_url,
            jwks_url=platform.jwks_url,
            deployment_id=given.deployment_id,
        )
        session.add(
            AuditEntry(
                site_id=site.id,
                actor="registration",
                action="tool registered again" if again else "tool registered",
                details={"client_id": given.client_id, "deployment_id": given.deployment_id},
            )
        )
        return Enlisted(site.name, site.issuer, given.client_id, given.deployment_id, again)


def _exchange(
    settings: Settings, http: Outgoing, invited: str, configuration_url: str, token: str
) -> tuple[Configuration, Registered]:
    """Ask the invited platform what it is, and tell it what we are; return both answers."""
    try:
        answer = http.get(configuration_url, headers={"Accept": "application/json"})
        platform = registration.read_configuration(configuration_url, _json(answer))
        if platform.issuer != invited:
            raise _stranger()
        answer = http.post(
            platform.registration_url,
            json=registration.ask(settings.base_url, platform),
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/json",
            },
        )
        given = registration.read_answer(_json(answer))
    except ConnectorError as error:
        raise _unreachable(error) from error
    return platform, given


def _json(answer: Answer) -> object:
    """Return what the platform answered, or say how it refused.

    Moodle refuses with one word of its own, which helps an admin; nothing else is repeated.
    """
    if answer.ok:
        return answer.json()
    if answer.status in {401, 403}:
        raise _coded(
            OutsideFailed(
                "Moodle did not accept this registration: its link was used before, or is too old.",
                hint="Paste the invitation into Moodle once more.",
            ),
            "refused",
        )
    word = _MOODLES_WORD.fullmatch(answer.body.strip())
    said = f" ({word[0].decode()})" if word else ""
    raise _coded(
        OutsideFailed(
            f"Moodle refused the registration{said}.",
            hint="Check that FINGERPOST_BASE_URL is the address that browsers see.",
        ),
        "refused",
    )


def _unreachable(error: ConnectorError) -> FingerpostError:
    return _coded(
        OutsideFailed(
            f"Fingerpost could not talk to Moodle: {error.message}", hint=error.hint, status=502
        ),
        "unreachable",
    )


def _stranger() -> FingerpostError:
    return _coded(
        NotAllowed(
            "This invitation is for another Moodle.",
            hint="Make one for this address: `fingerpost site invite URL`.",
        ),
        "issuer",
    )


def _coded(error: FingerpostError, code: str) -> FingerpostError:
    error.code = f"lti-registration-{code}"
    return error
