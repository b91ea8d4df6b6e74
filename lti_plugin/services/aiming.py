"""The role that somebody chooses to aim at."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import profiles
from lti_plugin.store import aims, people, roles
from lti_plugin.store.aims import Aim


def choose(session: Session, site_id: UUID, person_id: UUID, role_id: UUID | None) -> Aim:
    """Keep what a person aims at; None is the choice to aim at nothing, whatever the record says.

    Raises
    ------
    BadInput
        When it is the role that they have.
    NotFound
        When the site has no such role.
    """
    if role_id is not None:
        wanted = roles.get(session, site_id, role_id)
        title = people.get(session, site_id, person_id).role
        present = profiles.of_site(session, site_id).meant(title)
        if present is not None and present.id == wanted.id:
            raise BadInput("You have this role already.", hint="Choose another one to aim at.")
    return aims.aim_at(session, site_id, person_id, role_id)
