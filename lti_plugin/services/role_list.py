"""The site's roles as L&D admins look through them: how many have each, and who stands for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_plugin.services import profiles
from lti_plugin.store import roles
from lti_plugin.store.base import raw
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Role, RoleRequirement
from recommender.skills.direction import FRESH_FOR_DAYS

DRAFT, SIGNED, UNCONFIRMED = "draft", "signed", "imported"
STATES = (SIGNED, DRAFT, UNCONFIRMED)
UNSIGNED, OUTDATED = "unsigned", "outdated"  # of outlooks, beside what they expect
SOMEBODY, NOBODY = "some", "none"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which roles are wanted; what is empty leaves none out.

    ``outlook`` is what is expected, UNSIGNED or OUTDATED; ``holders`` SOMEBODY or NOBODY.
    """

    q: str = ""
    state: str = ""
    outlook: str = ""
    holders: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A role with how many have it and how many skills it ever asks for."""

    role: Role
    holders: int
    skills: int
    today: date

    @property
    def state(self) -> str:
        """Return one of SIGNED, DRAFT and UNCONFIRMED: imported and not reviewed by anybody."""
        return state(self.role)

    @property
    def outdated(self) -> bool:
        """Say whether the outlook was signed more than half a year ago."""
        return is_outdated(self.role, self.today)


def state(role: Role) -> str:
    """Return one of SIGNED, DRAFT and UNCONFIRMED."""
    if role.reviewed_at is not None:
        return SIGNED
    return UNCONFIRMED if role.unconfirmed else DRAFT


def is_outdated(role: Role, today: date) -> bool:
    """Say whether a role's outlook was signed too long ago to go by."""
    signed = role.outlook_signed_on
    return signed is not None and (today - signed).days > FRESH_FOR_DAYS


def of_site(session: Session, site_id: UUID, today: date) -> list[Listed]:
    """Return a site's roles by name; a few queries."""
    held = holders(session, site_id)
    asked: dict[UUID, int] = {
        role_id: count
        for role_id, count in session.execute(
            select(RoleRequirement.role_id, func.count(RoleRequirement.skill_id.distinct()))
            .where(RoleRequirement.site_id == site_id, RoleRequirement.importance > 0)
            .group_by(RoleRequirement.role_id)
        )
    }
    return [
        Listed(row, len(held.get(row.id, ())), asked.get(row.id, 0), today)
        for row in roles.of_site(session, site_id)
    ]


def narrowed(found: Collection[Listed], wanted: Wanted) -> list[Listed]:
    """Return those that fit, in their order; each word of the text has to stand in a name."""
    words = wanted.q.casefold().split()
    return [each for each in found if _fits(each, wanted, words)]


def _fits(each: Listed, wanted: Wanted, words: list[str]) -> bool:
    role = each.role
    names = " ".join([role.name, role.family or "", *role.alternatives]).casefold()
    return (
        all(word in names for word in words)
        and wanted.state in {"", each.state}
        and wanted.family in {"", role.family or ""}
        and wanted.holders in {"", SOMEBODY if each.holders else NOBODY}
        and wanted.outlook in {"", *_outlooks(each)}
    )


def _outlooks(each: Listed) -> set[str]:
    """Return all that a filter may call this outlook; nobody expects what nobody has signed."""
    if each.role.outlook_signed_on is None:
        return {UNSIGNED}
    return {each.role.outlook, *({OUTDATED} if each.outdated else ())}


def holders(session: Session, site_id: UUID) -> dict[UUID, list[Any]]:
    """Return who has each role, as the driver gives their ids; one query for the people."""
    known = profiles.of_site(session, site_id)
    people = session.execute(
        select(raw(Person.id), Person.role).where(
            Person.site_id == site_id, Person.gone_at.is_(None), Person.active
        )
    )
    found: dict[UUID, list[Any]] = {}
    for person_id, title in people:
        meant = known.meant(title)
        if meant is not None:
            found.setdefault(meant.id, []).append(person_id)
    return found
