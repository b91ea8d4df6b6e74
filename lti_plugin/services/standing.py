"""As what somebody comes in: their launch's roles, the site's rules and the allow-list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.lti import rules as rules_of
from lti_plugin.lti.roles import ADMIN, AUDIENCES, SITE_ADMIN, full
from lti_plugin.store import overrides, people, sites, visits
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.overrides import Override
from lti_plugin.store.sites import Site
from lti_plugin.store.visits import Visit

LONGEST_ROLE = 255
MOST_RULES = 50
COMMAND_LINE, FIRST = "command line", "first site administrator"
MADE, TAKEN, LEFT = "made L&D admin", "no longer L&D admin", "left to their launches"
RULES = "role rules changed"
DECISIONS: Mapping[bool | None, str] = {True: MADE, False: TAKEN, None: LEFT}


def audience_of(
    session: Session, site: Site, decided: Override | None, person_id: UUID, given: list[str]
) -> str:
    """Return the audience of a person who launches with these roles.

    ``decided`` is what the allow-list says about them.

    The first site administrator who comes in is put on the allow-list, so that a site has an admin
    who stays one.
    """
    rules = site.roles
    if decided is None and SITE_ADMIN in given and _audience(None, [SITE_ADMIN], rules) == ADMIN:
        decided = _first_admin(session, site.id, person_id)
    return _audience(decided, given, rules)


def is_current(decided: Override | None, site: Site, visit: Visit) -> bool:
    """Say whether who opened a visit would come in as the same today.

    ``decided`` is what was decided about that person. So what was decided or ruled meanwhile holds
    at once, also for launches at the same moment. A visit by a link from the command line is
    nobody's in particular, and as it was made.
    """
    if visit.person_id is None:
        return True
    return _audience(decided, visit.claims.get("roles", ()), site.roles) == visit.audience


def decide(
    session: Session,
    site_id: UUID,
    person_id: UUID,
    admin: bool | None,
    actor: UUID | None,
) -> None:
    """Make a person an L&D admin, or not one, or leave it to their launches again (None).

    What they have open as something else ends at once. ``actor`` None is the command line.

    Raises
    ------
    NotAllowed
        When somebody would take it away from themselves: a site must not be left without. Or when
        it was taken away from them a moment ago.
    NotFound
        When there is no such person on this site.
    """
    _begin_change(session, site_id, actor)
    person = people.get(session, site_id, person_id)
    if admin is not True and actor == person.id:
        raise _themselves()
    decided = overrides.of_person(session, site_id, person.id)
    before = None if decided is None else decided.admin
    if before is admin:
        return
    if admin is None:
        session.delete(decided)
    elif decided is None:
        session.add(Override(site_id=site_id, person_id=person.id, admin=admin))
    else:
        decided.admin, decided.set_at = admin, now()
    person.audience = None  # as what they come in now their next launch tells
    details = {"person": str(person.id), "before": before, "now": admin}
    _log(session, site_id, str(actor or COMMAND_LINE), DECISIONS[admin], details)


def set_rules(
    session: Session, site_id: UUID, rules: Mapping[str, str], actor: UUID | None
) -> None:
    """Replace a site's rules: from an LTI role to the audience that it is on this site.

    What anybody has open as something else ends at once.

    Raises
    ------
    BadInput
        When a role is empty or too long, an audience is unknown, or there are too many.
    NotAllowed
        When ``actor`` would not be an L&D admin any more.
    """
    cleaned = _cleaned(rules)
    site = _begin_change(session, site_id, actor)
    before = site.roles
    if before == cleaned:
        return
    mine = [] if actor is None else visits.open_as(session, site_id, actor, ADMIN, now())
    decided = overrides.of_person(session, site_id, actor) if actor is not None else None
    held = [visit for visit in mine if is_current(decided, site, visit)]
    site.roles = cleaned
    if held and not any(is_current(decided, site, visit) for visit in held):
        raise _themselves()
    actor_name = str(actor or COMMAND_LINE)
    _log(session, site_id, actor_name, RULES, {"before": before, "now": cleaned})


def _audience(decided: Override | None, given: Iterable[str], rules: Mapping[str, str]) -> str:
    if decided is not None and decided.admin:
        return ADMIN
    return rules_of.audience(given, rules, admin=decided is None)


def _first_admin(session: Session, site_id: UUID, person_id: UUID) -> Override | None:
    """Put somebody on a list without admins; return what is then decided about them.

    Two may come in at the same moment: the second looks again once the first is on the list.
    """
    if overrides.any_admin(session, site_id):
        return None
    sites.hold(session, site_id)
    decided = overrides.of_person(session, site_id, person_id)
    if decided is None and not overrides.any_admin(session, site_id):
        decided = Override(site_id=site_id, person_id=person_id, admin=True)
        session.add(decided)
        details = {"person": str(person_id), "before": None, "now": True}
        _log(session, site_id, FIRST, MADE, details)
    return decided


def _begin_change(session: Session, site_id: UUID, actor: UUID | None) -> Site:
    """Let the changes of a site take turns, and none be made by who may not any more."""
    site = sites.hold(session, site_id)
    decided = None if actor is None else overrides.of_person(session, site_id, actor)
    if decided is not None and not decided.admin:
        raise NotAllowed("You are no longer an L&D admin here.")
    return site


def _cleaned(rules: Mapping[str, str]) -> dict[str, str]:
    cleaned = {full(role.strip()): audience for role, audience in rules.items()}
    if len(cleaned) > MOST_RULES:
        raise BadInput("There are too many rules.", hint="A site may have fifty.")
    for role, audience in cleaned.items():
        spaced = any(letter.isspace() for letter in role)
        if not 0 < len(role) <= LONGEST_ROLE or spaced or audience not in AUDIENCES:
            raise BadInput(
                "A rule needs a role and what it is here.",
                hint="A role is written without spaces, such as Mentor or its whole address.",
            )
    return cleaned


def _themselves() -> NotAllowed:
    return NotAllowed(
        "You cannot take this away from yourself.", hint="Ask another L&D admin to do it."
    )


def _log(session: Session, site_id: UUID, actor: str, action: str, details: dict[str, Any]) -> None:
    session.add(AuditEntry(site_id=site_id, actor=actor, action=action, details=details))
