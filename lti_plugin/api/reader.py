"""Whom a question is about: whoever asks, or, for an admin, somebody else."""

from __future__ import annotations

from uuid import UUID

from flask import g
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest, NotAllowed
from lti_plugin.lti.roles import ADMIN
from lti_plugin.services import discretion, position
from lti_plugin.services.position import Position
from lti_plugin.store import people
from lti_plugin.store.base import now


def whom(named: UUID | None) -> UUID:
    """Return the person that is asked about.

    Raises
    ------
    NotAllowed
        When somebody asks about another who may not.
    BadRequest
        When nobody is named and the visit is nobody's.
    """
    own: UUID | None = g.visit.person_id
    if named is not None and named != own:
        if g.visit.audience != ADMIN:
            raise NotAllowed(_("Only L&D admins may ask about others."), hint="")
        return named
    if own is None:
        raise BadRequest(
            _("This visit is nobody's."), hint=_("Name whom you ask about as person_id.")
        )
    return own


def admins_only() -> None:
    """Refuse everybody but L&D admins.

    Raises
    ------
    NotAllowed
        When somebody else asks.
    """
    if g.visit.audience != ADMIN:
        raise NotAllowed(_("Only L&D admins may ask for this."), hint="")


def teachers_only() -> None:
    """Refuse everybody but teachers and L&D admins.

    Raises
    ------
    NotAllowed
        When somebody else asks.
    """
    if g.visit.audience not in visits.TEACHING:
        raise NotAllowed(_("Only those who teach the course may ask for this."), hint="")


def standing(session: Session, named: UUID | None) -> Position:
    """Return where the person stands, as far as the visitor may know."""
    person_id = whom(named)
    person = people.get(session, g.visit.site_id, person_id)
    found = position.of_person(session, g.visit.site_id, person, now().date())
    return found if person_id == g.visit.person_id else discretion.for_others(found)
