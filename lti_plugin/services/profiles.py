"""A site's roles as the rules of the recommender take them, and which of them a job title means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.names import plain
from lti_plugin.store import curation
from lti_plugin.store import roles as rows
from lti_plugin.store.roles import Role as Row
from lti_plugin.store.roles import RoleRequirement, Title
from lti_plugin.store.skills import Skill
from recommender.skills.indices import Index
from recommender.skills.roles import Outlook, Requirement, Role, Trigger

Titled = TypeVar("Titled", Row, Title)


class Roles:
    """The roles of a site: their titles all at once, their profiles as they are asked for.

    ``removed`` are those that are no roles any more; nobody has them or aims at them.
    """

    def __init__(self, titles: Sequence[Title], removed: Sequence[Title] = ()) -> None:
        self.titles, self.removed = titles, removed
        self.by_id = {each.id: each for each in titles}
        self.ids = {each.name: each.id for each in titles}
        self._by_name, self._by_old_name = _by_name(titles), _by_name(removed)
        self._read: dict[UUID, Role] = {}

    def meant(self, title: str | None) -> Title | None:
        """Return the role that a job title means, if there is one."""
        return self._by_name.get(plain(title)) if title else None

    def meant_once(self, title: str | None) -> Title | None:
        """Return the removed role that a job title meant, if it means none that is there."""
        here = self.meant(title)
        return self._by_old_name.get(plain(title)) if title and here is None else None

    def read(self, session: Session, site_id: UUID, wanted: Iterable[UUID]) -> dict[UUID, Role]:
        """Return these roles with all that they ask for."""
        ids = set(wanted)
        # Other threads add to what is read meanwhile, so it must not be gone through.
        if missing := {id for id in ids if id not in self._read}:
            self._read |= read(session, site_id, rows.of_ids(session, site_id, missing))
        return {id: self._read[id] for id in ids}


def of_site(session: Session, site_id: UUID) -> Roles:
    """Return a site's roles; no query while nothing has changed since the last time."""
    return curation.kept(session, site_id, _of_site)


def _of_site(session: Session, site_id: UUID) -> Roles:
    return Roles(*rows.all_titles(session, site_id))


def _by_name(all_roles: Sequence[Title]) -> dict[str, Title]:
    """Return roles by each of their names; a role's own name goes before others' other names."""
    found: dict[str, Title] = {}
    for role in all_roles:
        for name in role.alternatives:
            found.setdefault(plain(name), role)
    return found | {plain(role.name): role for role in all_roles}


def read(session: Session, site_id: UUID, wanted: Sequence[Row]) -> dict[UUID, Role]:
    """Return these roles with their profiles, outlooks, triggers and indices; three queries.

    A trigger without a day is of the day on which somebody entered it. What happens to a skill
    happens to every role whose profile ever asks for it.
    """
    ids = [row.id for row in wanted]
    lines: dict[UUID, list[Requirement]] = defaultdict(list)
    found = session.execute(
        select(
            RoleRequirement.role_id,
            Skill.id,
            Skill.name,
            RoleRequirement.level,
            RoleRequirement.importance,
            RoleRequirement.valid_from,
        )
        .join(Skill, Skill.id == RoleRequirement.skill_id)
        .where(RoleRequirement.site_id == site_id, RoleRequirement.role_id.in_(ids))
        .order_by(Skill.name, RoleRequirement.valid_from)
    )
    asking: dict[UUID | None, list[UUID]] = defaultdict(list)
    for role_id, skill_id, skill, level, importance, valid_from in found:
        lines[role_id].append(Requirement(skill, level, importance, valid_from))
        if importance > 0 and role_id not in asking[skill_id]:
            asking[skill_id].append(role_id)
    triggers: dict[UUID, list[Trigger]] = defaultdict(list)
    for each in rows.open_triggers(session, site_id):
        day = each.on or each.created_at.date()
        happens = Trigger(each.kind, day, each.note, each.source)
        for role_id in [each.role_id] if each.role_id else asking.get(each.skill_id, ()):
            triggers[role_id].append(happens)
    indices: dict[UUID, list[Index]] = defaultdict(list)
    for one in rows.indices(session, site_id, ids):
        indices[one.role_id].append(
            Index(one.name, one.on, one.source, one.value, one.percentile, one.higher_is_better)
        )
    return {row.id: _role(row, lines[row.id], triggers[row.id], indices[row.id]) for row in wanted}


def _role(
    row: Row,
    lines: Sequence[Requirement],
    triggers: Sequence[Trigger],
    indices: Sequence[Index],
) -> Role:
    return Role(
        name=row.name,
        family=row.family,
        step=row.step,
        leader=row.leader,
        leader_weight=row.leader_weight,
        requirements=tuple(lines),
        outlook=Outlook(
            kind=row.outlook,
            ends_on=row.ends_on,
            planned_share=row.planned_share,
            planned_by=row.planned_by,
            signed_on=row.outlook_signed_on,
            source=row.outlook_source,
        ),
        triggers=tuple(triggers),
        indices=tuple(indices),
    )


def next_step(role: Titled, all_roles: Sequence[Titled]) -> Titled | None:
    """Return the role that comes next in the same family, if its steps are known."""
    if role.family is None or role.step is None:
        return None
    above = [
        each
        for each in all_roles
        if each.family == role.family and each.step is not None and each.step > role.step
    ]
    return min(above, key=lambda each: (each.step or 0, each.name), default=None)
