"""What the demo's L&D team and people would have entered: outlooks, objectives, ratings, times.

Everything is told in months from today, and renewed where the demo is opened long after it began.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.cli import demo_checks, demo_team
from lti_plugin.demo.staff import usernames
from lti_plugin.demo.tables import listed, rows
from lti_plugin.services import evidence, lessons, plans, signing, triggers
from lti_plugin.services.evidence import Said
from lti_plugin.services.signing import Expected
from lti_plugin.store import aims, objectives, people, roles, skills
from lti_plugin.store import evidence as ledger
from lti_plugin.store.base import now
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from recommender.skills.evidence import SELF
from recommender.skills.pathway.schedule import Slot

ACTOR = "demo"
SIGNED_BY = "Marta Silva, Learning and Development"
PLANNED_IN = 14  # months until what a role will ask for holds
BUDGETED_FOR = 6  # months from the present one on
RENEWED_AFTER_DAYS = 90
LEVELS = {"foundations": 1.0, "practitioner": 2.0, "advanced": 3.0}  # where a course begins


def settle(session: Session, site: Site, today: date) -> bool:
    """Enter everything on a site whose people are known; say whether there was a need to.

    What somebody has rated or planned here since then stays as it is.
    """
    told = rows("expectations")
    signed = signing.find(session, site.id, told[0]["role"]).outlook_signed_on
    if signed is not None and (today - signed).days <= RENEWED_AFTER_DAYS:
        return False
    site.fields = {**site.fields, lessons.LEVELS: LEVELS}
    known = skills.by_any_name(session, site.id)
    ids = people.by_kind(session, site.id, people.USERNAME)
    who = {key: ids[name] for key, name in usernames().items()}
    for row in told:
        _expect(session, site.id, row, today)
    for row in rows("objectives"):
        _aim(session, site.id, row, known, today)
    for row in rows("ratings"):
        _rate(session, site.id, who[row["who"]], row, known, today)
    for row in rows("learning_times"):
        _keep_free(session, site.id, who[row["who"]], row)
    period = (in_months(today, 0), in_months(today, BUDGETED_FOR) - timedelta(days=1))
    demo_team.settle(session, site.id, who, known, period)
    days = {months: in_months(today, -months) for months in demo_checks.months_ago()}
    demo_checks.settle(session, site.id, known, set(who.values()), days, SIGNED_BY)
    return True


def in_months(today: date, months: int) -> date:
    """Return the first day of the month that lies this many months ahead, or behind."""
    years, month = divmod(today.month - 1 + months, 12)
    return date(today.year + years, month + 1, 1)


def _expect(session: Session, site_id: UUID, row: Mapping[str, str], today: date) -> None:
    """Sign a role's profile and outlook, with the dates of the demo's own plan."""
    role = signing.find(session, site_id, row["role"])
    for line in roles.requirements(session, site_id, [role.id]):
        if line.valid_from is not None:
            line.valid_from = in_months(today, PLANNED_IN)
    source = row["source"].format(year=today.year + 1)
    said = Expected(
        kind=row["outlook"],
        ends_on=_day(row["ends_in"], today),
        planned_share=float(row["headcount"]) if row["headcount"] else None,
        planned_by=_day(row["headcount_in"], today),
        source=source,
    )
    signing.sign_profile(session, role, SIGNED_BY, ACTOR)
    signing.sign_outlook(session, role, said, SIGNED_BY, ACTOR)
    if not row["trigger"]:
        return
    day = _day(row["trigger_in"], today)
    present = roles.triggers(session, site_id, [role.id])
    known = next((each for each in present if each.note == row["note"]), None)
    if known is None:
        entry = triggers.Said(row["trigger"], role.id, None, day, row["note"], source)
        triggers.add(session, site_id, entry, ACTOR)
    else:
        known.on, known.source = day, source


def _day(months: str, today: date) -> date | None:
    return in_months(today, int(months)) if months else None


def _aim(
    session: Session,
    site_id: UUID,
    row: Mapping[str, str],
    known: Mapping[str, Skill],
    today: date,
) -> None:
    """Keep an objective with its owner and day, and the skills that it needs."""
    aim = next((o for o in objectives.of_site(session, site_id) if o.name == row["name"]), None)
    due = in_months(today, int(row["due_in"]))
    if aim is not None:
        aim.due_on = due
        return
    aim = Objective(
        site_id=site_id,
        name=row["name"],
        owner=_owner(session, site_id, row["owner"]),
        measure=row["measure"],
        due_on=due,
        weight=float(row["weight"]),
        agreed_at=now(),
        agreed_by=SIGNED_BY,
    )
    session.add(aim)
    session.flush()
    session.add_all(
        ObjectiveSkill(site_id=site_id, objective_id=aim.id, skill_id=known[name.casefold()].id)
        for name in listed(row["skills"])
    )


def _owner(session: Session, site_id: UUID, title: str) -> str:
    """Return the name of whoever has a job that one person has, with the job."""
    query = select(Person.name).where(Person.site_id == site_id, Person.role == title)
    return f"{session.scalars(query).one()}, {title}"


def _rate(
    session: Session,
    site_id: UUID,
    person_id: UUID,
    row: Mapping[str, str],
    known: Mapping[str, Skill],
    today: date,
) -> None:
    """Write how somebody was rated, by themselves or by another, where that is not written yet."""
    by = str(person_id) if row["source"] == SELF else SIGNED_BY
    for cell in listed(row["levels"]):
        name, level = cell.split(":")
        key = f"demo:{row['source']}:{name}"
        if ledger.with_key(session, site_id, person_id, key) is None:
            day = in_months(today, -int(row["months_ago"]))
            said = Said(known[name.casefold()].id, float(level), row["source"], day, key=key)
            evidence.add(session, site_id, person_id, said, by)


def _keep_free(session: Session, site_id: UUID, person_id: UUID, row: Mapping[str, str]) -> None:
    """Keep when somebody learns, where they have not said so; weekdays count from 0."""
    if aims.learning_time(session, site_id, person_id) is not None:
        return
    slots = []
    for cell in listed(row["slots"]):
        weekday, begins, minutes = cell.split()
        slots.append(Slot(int(weekday), time.fromisoformat(begins), int(minutes)))
    plans.keep_time(
        session, site_id, person_id, slots, float(row["hours"]) if row["hours"] else None
    )
