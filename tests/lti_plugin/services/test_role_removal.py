"""A removed role: what goes with it, nobody has it or aims at it, and it comes back whole."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from connectors.taxonomies.table import CustomerTaxonomy
from lti_plugin.errors import BadInput, Conflict, NotFound
from lti_plugin.services import (
    effects,
    finding,
    picks,
    position,
    role_editing,
    role_import,
    role_list,
    role_removal,
    role_versions,
    scenarios,
    triggers,
)
from lti_plugin.services.role_editing import Said
from lti_plugin.services.role_removal import Missed, Takes
from lti_plugin.store import aims, audit, roles
from lti_plugin.store import scenarios as scenario_rows
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.paths import Path
from lti_plugin.store.people import Person
from lti_plugin.store.roles import FILE, Role
from lti_plugin.store.sites import Site
from recommender.skills.roles import UPGRADE
from tests.support.audited import hire, set_objective
from tests.support.goals import Goals

TODAY = now().date()
FILES = "role,skill,level,importance\nClerk,Filing,3,1\n"


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    """A clerk, one who aims at being one by choice, another by the record, and one at nothing."""
    goals = Goals(database, site)
    goals.role("Clerk", {"Filing": 3, "Typing": 2}, alternatives=["Office clerk"])
    goals.role("Analyst", {"Typing": 3})
    return goals


def clerk(goals: Goals) -> UUID:
    with goals.database.reading() as session:
        return roles.every_named(session, goals.site.id)["clerk"].id


def remove(goals: Goals, role_id: UUID) -> None:
    with goals.database.writing() as session:
        seen = role_versions.version(session, session.get_one(Role, role_id))
        role_removal.remove(session, goals.site.id, role_id, seen, "admin")


def restore(goals: Goals, role_id: UUID) -> None:
    with goals.database.writing() as session:
        role_removal.restore(session, goals.site.id, role_id, "admin")


def stands(goals: Goals, person: UUID) -> tuple[str | None, str | None, Missed]:
    """Return the role that somebody has, the one that they aim at, and which were removed."""
    with goals.database.reading() as session:
        row = session.get_one(Person, person)
        at = position.of_person(session, goals.site.id, row, TODAY)
        missed = role_removal.missed(session, row)
    return at.role and at.role.name, at.aim and at.aim.name, missed


def test_it_says_what_goes_with_a_role(goals: Goals) -> None:
    role_id, place = clerk(goals), {"site_id": goals.site.id}
    holder = hire(goals, "office CLERK", "Office")
    chooser, recorded, another = (hire(goals, "Analyst", "Data") for _ in range(3))
    for person in (recorded, another):
        goals.has(person, "Analyst", "Clerk")
    goals.happens("Clerk", UPGRADE, TODAY)
    set_objective(goals, "No paper", "Filing")
    set_objective(goals, "Speed", "Typing")
    with goals.database.writing() as session:
        aims.aim_at(session, goals.site.id, chooser, role_id)
        aims.aim_at(session, goals.site.id, another, None)  # goes before the record
        session.add(Path(**place, person_id=chooser, role="Clerk", steps=[]))
        session.add(Path(**place, person_id=holder, role="Clerk", steps=[], finished_at=now()))
        session.add(
            Achievement(
                **place,
                name="Filer",
                description="Files.",
                criteria="All of it.",
                kind="path",
                role_id=role_id,
                active_from=now(),
            )
        )
        on = TODAY + timedelta(days=100)
        said = scenarios.Said("Without", role_id, role_id, on)
        scenarios.add(session, goals.site.id, said, TODAY, "admin")
        session.flush()
        found = role_removal.takes(session, session.get_one(Role, role_id))
    assert found == Takes(1, 2, 1, 1, ("Filer",), ("No paper",), ("Without",))


def test_nobody_has_it_aims_at_it_or_finds_it_until_it_is_back(goals: Goals) -> None:
    role_id = clerk(goals)
    holder, chooser = hire(goals, "Office clerk", "Office"), hire(goals, "Analyst", "Data")
    recorded = hire(goals, "Analyst", "Data")
    goals.has(recorded, "Analyst", "clerk")
    goals.happens("Clerk", UPGRADE, TODAY)
    with goals.database.writing() as session:
        aims.aim_at(session, goals.site.id, chooser, role_id)
    before = [stands(goals, each) for each in (holder, chooser, recorded)]
    assert before == [
        ("Clerk", None, Missed(None, None)),
        ("Analyst", "Clerk", Missed(None, None)),
        ("Analyst", "Clerk", Missed(None, None)),
    ]
    remove(goals, role_id)
    assert [stands(goals, each) for each in (holder, chooser, recorded)] == [
        (None, None, Missed("Clerk", None)),
        ("Analyst", None, Missed(None, "Clerk")),
        ("Analyst", None, Missed(None, "Clerk")),
    ]
    with goals.database.reading() as session:
        site_id = goals.site.id
        assert [row.name for row in roles.of_site(session, site_id)] == ["Analyst"]
        assert finding.find(session, Role, site_id, "clerk", 9, 0).total == 0
        assert role_id not in role_list.holders(session, site_id)
        (entry,) = roles.triggers(session, site_id)
        assert effects.of_triggers(session, site_id, [entry], TODAY)[entry.id].holders == 0
        assert "clerk" not in picks._role_names(session, site_id)
        with pytest.raises(NotFound):
            roles.get(session, site_id, role_id)
        assert [row.name for row in roles.removed(session, site_id)] == ["Clerk"]
    restore(goals, role_id)
    assert [stands(goals, each) for each in (holder, chooser, recorded)] == before
    with goals.database.reading() as session:
        actions = [each.action for each in audit.latest(session, goals.site.id, 9)]
    assert actions == [role_removal.RESTORED, role_removal.REMOVED]


def test_what_was_read_before_a_change_removes_nothing(goals: Goals) -> None:
    role_id = clerk(goals)
    with goals.database.writing() as session, pytest.raises(Conflict):
        role_removal.remove(session, goals.site.id, role_id, "another state", "admin")
    assert clerk(goals) == role_id


def test_its_name_stays_taken_and_no_file_brings_it_back_by_itself(
    goals: Goals, tmp_path_factory: pytest.TempPathFactory
) -> None:
    remove(goals, clerk(goals))
    folder = tmp_path_factory.mktemp("roles")
    (folder / "roles.csv").write_text(FILES)
    with goals.database.writing() as session:
        with pytest.raises(BadInput, match="removed"):
            role_editing.add(session, goals.site.id, Said("CLERK"), "admin")
        site = session.merge(goals.site)
        with pytest.raises(BadInput, match="“Clerk” was removed"):
            role_import.read_in(session, site, CustomerTaxonomy(folder, "roles.csv"), FILE)


def test_what_names_it_still_opens(goals: Goals) -> None:
    role_id, on = clerk(goals), TODAY + timedelta(days=100)
    goals.happens("Clerk", UPGRADE, TODAY)
    with goals.database.writing() as session:
        said = scenarios.Said("Without", role_id, role_id, on)
        kept = scenarios.add(session, goals.site.id, said, TODAY, "admin").id
    remove(goals, role_id)
    with goals.database.writing() as session:
        row = scenario_rows.get(session, goals.site.id, kept)
        assert scenarios.outcome(session, row, TODAY).people == 0
        (entry,) = roles.triggers(session, goals.site.id)
        triggers.close(session, goals.site.id, entry.id, "admin")
        assert audit.latest(session, goals.site.id, 1)[0].details["role"] == "Clerk"


def test_another_site_s_role_cannot_be_brought_back(goals: Goals) -> None:
    with goals.database.writing() as session:
        other = Site(slug="b", name="B", issuer="https://b.test", timezone="UTC", fields={})
        session.add(other)
        session.flush()
        with pytest.raises(NotFound):
            role_removal.restore(session, other.id, clerk(goals), "admin")
