"""As what somebody comes in: their launch's roles, the site's rules and the allow-list."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.lti import roles
from lti_plugin.lti.roles import ADMIN, AUDIENCES, SITE_ADMIN
from lti_plugin.store import overrides, people, sites, visits
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.overrides import Override

LONGEST_ROLE = 255
MOST_RULES = 50
FIRST = "first site administrator"


def audience_of(session: Session, site_id: UUID, person_id: UUID, given: list[str]) -> str:
    """Return the audience of a person who launches with these roles.

    The first site administrator who comes in is put on the allow-list, so that a site has an admin
    who stays one.
    """
    rules = sites.get(session, site_id).roles
    decided = overrides.of_person(session, site_id, person_id)
    if decided is not None and decided.admin:
        return ADMIN
    claimed = roles.audience(given, rules)
    if claimed != ADMIN:
        return claimed
    if decided is not None:
        return roles.audience(
            [role for role in given if roles.audience([role], rules) != ADMIN], rules
        )
    if SITE_ADMIN in given and not overrides.any_admin(session, site_id):
        session.add(Override(site_id=site_id, person_id=person_id, admin=True))
        _log(session, site_id, FIRST, "made L&D admin", person_id)
    return ADMIN


def decide(
    session: Session,
    site_id: UUID,
    person_id: UUID,
    admin: bool | None,
    actor: UUID | None,
) -> None:
    """Make a person an L&D admin, or not one, or leave it to their launches again (None).

    What they have open as something else ends at once.

    Raises
    ------
    NotAllowed
        When somebody would take it away from themselves: a site must not be left without.
    NotFound
        When there is no such person.
    """
    person = people.get(session, site_id, person_id)
    if admin is not True and actor == person_id:
        raise NotAllowed(
            "You cannot take this away from yourself.", hint="Ask another L&D admin to do it."
        )
    decided = overrides.of_person(session, site_id, person.id)
    if admin is None and decided is not None:
        session.delete(decided)
    elif decided is not None:
        decided.admin, decided.set_at = bool(admin), now()
    elif admin is not None:
        session.add(Override(site_id=site_id, person_id=person.id, admin=admin))
    visits.close_of_person(session, site_id, person.id, None if admin is None else admin)
    said = {True: "made L&D admin", False: "no longer L&D admin", None: "left to their launches"}
    _log(session, site_id, str(actor or "command line"), said[admin], person.id)


def set_rules(
    session: Session, site_id: UUID, rules: Mapping[str, str], actor: UUID | None
) -> None:
    """Replace a site's rules: from an LTI role to the audience that it is on this site.

    Raises
    ------
    BadInput
        When a role is empty or too long, an audience is unknown, or there are too many.
    """
    cleaned = {role.strip(): audience for role, audience in rules.items()}
    if len(cleaned) > MOST_RULES:
        raise BadInput(f"There may be {MOST_RULES} rules.")
    for role, audience in cleaned.items():
        if not 0 < len(role) <= LONGEST_ROLE or audience not in AUDIENCES:
            raise BadInput("A rule needs a role and what it is here.")
    site = sites.get(session, site_id)
    before = site.roles
    if before == cleaned:
        return
    site.roles = cleaned
    session.add(
        AuditEntry(
            site_id=site_id,
            actor=str(actor or "command line"),
            action="role rules changed",
            details={"before": before, "now": cleaned},
        )
    )


def _log(session: Session, site_id: UUID, actor: str, action: str, person_id: UUID) -> None:
    session.add(
        AuditEntry(site_id=site_id, actor=actor, action=action, details={"person": str(person_id)})
    )
