"""Where people stand: what they hold against what their role asks for, now and at the horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.services import evidence, lessons, profiles, site_settings
from lti_plugin.services.profiles import Roles
from lti_plugin.store import aims, sites
from lti_plugin.store.people import Person
from lti_plugin.store.roles import Title
from recommender.skills.evidence import USUAL, Evidence, Held, Weighing, ledger
from recommender.skills.gaps import Gap, gap
from recommender.skills.roles import Changes, Role, changes

HORIZON_MONTHS = 18
OWN, RECORD, PRESENT = "own", "record", "present"


@dataclass(frozen=True)
class Position:
    """One person against what their goals ask for.

    ``role`` is None where the person has none that this site knows; ``title`` is what the record
    says. ``aim`` is the other role that they want, with ``aim_by`` telling whether they chose it
    here (OWN) or it stands on their record (RECORD). ``above`` is the next role of the own family.
    ``now`` and ``later`` are the gaps against the present role today and at the horizon,
    ``towards`` the one against ``aim``. ``changing`` tells what the role will ask for that it does
    not ask for today. ``ids`` are those of all the site's roles, by name; ``how`` is the way in
    which the site weighs evidence.
    """

    person: Person
    today: date
    title: str | None
    role: Role | None
    aim: Role | None
    aim_by: str | None
    above: Role | None
    rows: Sequence[Evidence]
    held: dict[str, Held]
    now: Gap | None
    later: Gap | None
    towards: Gap | None
    changing: Changes | None
    ids: Mapping[str, UUID]
    how: Weighing = USUAL

    @property
    def horizon(self) -> date:
        """The last day that counts as foreseeable."""
        return horizon_of(self.today)


def horizon_of(today: date) -> date:
    """Return the day that lies as many months ahead as the organisation plans."""
    months = today.month - 1 + HORIZON_MONTHS
    return date(today.year + months // 12, months % 12 + 1, min(today.day, 28))


def of_person(
    session: Session, site_id: UUID, person: Person, today: date, towards: str | None = None
) -> Position:
    """Return where one person stands; ``towards`` is a role to aim at instead of their own aim."""
    return of_people(session, site_id, [person], today, towards)[0]


def of_people(
    session: Session,
    site_id: UUID,
    people: Sequence[Person],
    today: date,
    towards: str | None = None,
) -> list[Position]:
    """Return where these people stand, in their order; a fixed number of queries.

    ``towards`` is a role that all of them are to aim at, instead of their own aims; whose present
    one that is aims at nothing (PRESENT).
    """
    ids = [person.id for person in people]
    known = profiles.of_site(session, site_id)
    site = sites.get(session, site_id)
    scale, how = site.fields.get(lessons.LEVELS, {}), site_settings.weighing(site)
    chosen = aims.of_people(session, site_id, ids)
    goals = {person.id: _goals(person, chosen.get(person.id), known) for person in people}
    if towards is not None:
        aim = known.meant(towards)
        goals = {
            id: replace(each, aim=None, aim_by=PRESENT)
            if aim is not None and aim is each.role
            else replace(each, aim=aim, aim_by=OWN)
            for id, each in goals.items()
        }
    wanted = {role.id for each in goals.values() for role in each.roles}
    read = known.read(session, site_id, wanted)
    said = evidence.of_people(session, site_id, ids, scale)
    return [
        _position(person, today, goals[person.id], read, known.ids, said.get(person.id, []), how)
        for person in people
    ]


@dataclass(frozen=True)
class _Goals:
    """A person's role, the one they want, and the next one in their family."""

    role: Title | None
    aim: Title | None
    aim_by: str | None
    above: Title | None

    @property
    def roles(self) -> list[Title]:
        return [role for role in (self.role, self.aim, self.above) if role is not None]


def _goals(person: Person, chosen: aims.Aim | None, known: Roles) -> _Goals:
    """Find a person's roles; what they chose here goes before what stands on their record."""
    role = known.meant(person.role)
    above = profiles.next_step(role, known.titles) if role else None
    if chosen is not None:
        aim = known.by_id.get(chosen.role_id) if chosen.role_id else None
        return _Goals(role, None if aim is role else aim, OWN, above)
    aim = known.meant(person.target_role)
    if aim is None or aim is role:  # the role that somebody has is no aim
        return _Goals(role, None, None, above)
    return _Goals(role, aim, RECORD, above)


def _position(
    person: Person,
    today: date,
    goals: _Goals,
    read: Mapping[UUID, Role],
    ids: Mapping[str, UUID],
    said: list[Evidence],
    how: Weighing,
) -> Position:
    role = read[goals.role.id] if goals.role else None
    profile = role.profile(today) if role else {}
    later = role.profile(horizon_of(today)) if role else {}
    begun = Position(
        person=person,
        today=today,
        title=person.role,
        role=role,
        aim=read[goals.aim.id] if goals.aim else None,
        aim_by=goals.aim_by,
        above=read[goals.above.id] if goals.above else None,
        rows=(),
        held={},
        now=None,
        later=None,
        towards=None,
        changing=changes(profile, later) if role else None,
        ids=ids,
        how=how,
    )
    return weighed(begun, [*evidence.assumed(profile, today), *said])


def weighed(at: Position, rows: Sequence[Evidence]) -> Position:
    """Return where somebody with the same goals would stand if this spoke for them."""
    profile = at.role.profile(at.today) if at.role else {}
    held = ledger(rows, at.today, profile, at.how)
    return replace(
        at,
        rows=rows,
        held=held,
        now=gap(profile, held) if at.role else None,
        later=gap(at.role.profile(at.horizon), held) if at.role else None,
        towards=gap(at.aim.profile(at.today), held) if at.aim else None,
    )
