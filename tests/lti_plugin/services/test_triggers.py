"""The register: what is entered, changed and closed, and whose suggestion that changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import directions, discretion, effects, position, triggers
from lti_plugin.services.triggers import Said
from lti_plugin.store import audit, roles
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.skills.direction import RESKILL, UPSKILL
from recommender.skills.evidence import ASSESSMENT, SELF
from recommender.skills.roles import DEMANDS, NEEDS, REDUNDANCY, UPGRADE
from tests.support.audited import hire
from tests.support.goals import Goals

TODAY = now().date()


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    """Clerks who have all that they need, and one of whom too little is known."""
    goals = Goals(database, site)
    goals.role("Clerk", {"Filing": 3, "SQL": 1})
    goals.sign("Clerk")
    for _ in range(3):
        goals.knows(hire(goals, "Clerk", "Office"), {"Filing": 4, "SQL": 3})
    goals.knows(hire(goals, "Clerk", "Office"), {"Filing": 4, "SQL": 3}, SELF)
    return goals


def role(goals: Goals, name: str = "Clerk") -> UUID:
    with goals.database.reading() as session:
        found = roles.named(session, goals.site.id, name)
        assert found is not None
        return found.id


def entered(goals: Goals, said: Said) -> UUID:
    with goals.database.writing() as session:
        return triggers.add(session, goals.site.id, said, "admin").id


def effect(goals: Goals, trigger_id: UUID) -> effects.Effect:
    with goals.database.reading() as session:
        row = roles.trigger(session, goals.site.id, trigger_id)
        return effects.of_triggers(session, goals.site.id, [row], TODAY)[trigger_id]


def kinds(goals: Goals) -> list[str]:
    """Return what each clerk is suggested, as others may know it."""
    with goals.database.reading() as session:
        people = session.query(Person).filter_by(role="Clerk").all()
        found = position.of_people(session, goals.site.id, people, TODAY)
        return sorted(directions.of(discretion.for_others(each)).kind for each in found)


def test_a_redundancy_turns_who_has_the_role_and_says_how_many(goals: Goals) -> None:
    before = kinds(goals)
    made = entered(goals, Said(REDUNDANCY, role(goals), None, TODAY, "Filing is scanned", "Board"))
    after = kinds(goals)
    assert (before, after) == (["none"] * 3 + ["unknown"], [RESKILL] * 4)
    found = effect(goals, made)
    assert (found.holders, found.turned, found.into) == (4, 4, {RESKILL: 4})


def test_without_a_fresh_outlook_no_rule_looks_at_it(goals: Goals) -> None:
    goals.sign("Clerk", days_ago=200)
    made = entered(goals, Said(REDUNDANCY, role(goals), None, TODAY))
    assert effect(goals, made).turned == 0


def test_an_upgrade_of_a_skill_reaches_every_role_that_asks_for_it(goals: Goals) -> None:
    goals.role("Archivist", {"Filing": 5})
    hire(goals, "Archivist", "Office")
    made = entered(goals, Said(UPGRADE, None, goals.skill("SQL"), TODAY))
    found = effect(goals, made)
    assert (found.holders, found.into) == (4, {UPSKILL: 3})
    assert kinds(goals) == ["unknown", *[UPSKILL] * 3]
    both = entered(goals, Said(UPGRADE, None, goals.skill("Filing"), TODAY))
    assert effect(goals, both).holders == 5


def test_what_the_rules_do_not_look_at_changes_nobody(goals: Goals) -> None:
    before = kinds(goals)
    for kind in (DEMANDS, NEEDS):
        assert effect(goals, entered(goals, Said(kind, role(goals), None, TODAY))).turned == 0
    assert kinds(goals) == before


def test_a_closed_entry_counts_no_more_until_it_is_opened_again(goals: Goals) -> None:
    made = entered(goals, Said(REDUNDANCY, role(goals), None, TODAY))
    for again, kind in ((False, "none"), (True, RESKILL)):
        with goals.database.writing() as session:
            triggers.close(session, goals.site.id, made, "admin", again=again)
        assert kind in kinds(goals)
    with goals.database.reading() as session:
        log = [each.action for each in audit.latest(session, goals.site.id, 3)]
    assert log == ["role trigger opened again", "role trigger closed", "role trigger added"]


def test_an_entry_is_changed_as_a_whole(goals: Goals) -> None:
    made = entered(goals, Said(REDUNDANCY, role(goals), None, TODAY, "A", "B"))
    later = TODAY + timedelta(days=30)
    said = Said(UPGRADE, None, goals.skill("SQL"), later, "C")
    with goals.database.writing() as session:
        row = triggers.change(session, goals.site.id, made, said, "admin")
        assert (row.kind, row.role_id, row.on, row.note, row.source) == (
            *(UPGRADE, None, later, "C", ""),
        )


@pytest.mark.parametrize(
    ("kind", "about", "wrong"),
    [
        ("rumour", {"role": True}, "no trigger of this kind"),
        (UPGRADE, {}, "about a role or about a skill"),
        (UPGRADE, {"role": True, "skill": True}, "about a role or about a skill"),
        (REDUNDANCY, {"skill": True}, "not skills"),
    ],
)
def test_what_cannot_be_is_refused(goals: Goals, kind: str, about: Any, wrong: str) -> None:
    ids = role(goals) if "role" in about else None, goals.skill("SQL") if "skill" in about else None
    with pytest.raises(BadInput, match=wrong):
        entered(goals, Said(kind, *ids))


def test_another_sites_entries_and_roles_are_not_there(goals: Goals, elsewhere: Site) -> None:
    said = Said(UPGRADE, role(goals))
    made = entered(goals, said)
    with goals.database.writing() as session:
        with pytest.raises(NotFound):
            triggers.close(session, elsewhere.id, made, "admin")
        with pytest.raises(NotFound):
            triggers.add(session, elsewhere.id, said, "admin")


def test_the_counts_are_those_of_one_person_after_another(goals: Goals) -> None:
    for levels in ({"Filing": 1.0}, {"SQL": 1.0}, {"Filing": 2.5, "SQL": 1.0}):
        goals.knows(hire(goals, "Clerk", "Office"), levels, ASSESSMENT)
    with goals.database.reading() as session:
        staff = effects.staff(session, goals.site.id, [role(goals)], TODAY)[role(goals)]
    counted = staff.counted(staff.role, TODAY)
    assert sorted(kind for kind, count in counted.items() for _ in range(count)) == kinds(goals)
