"""Everything about a person can be given out, and erased for good."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.records import Course, Learner
from lti_plugin.services import evidence, privacy
from lti_plugin.store import Base, aims, courses, erasure, people, recommendations
from lti_plugin.store.aims import Decision, LearningTime
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from lti_plugin.vault import Vault

PERSONAL = {
    table.name
    for table in Base.metadata.sorted_tables
    if {"person_id", "person", "email"} & set(table.c.keys())
}

OWN = ("enrolments", "completions", "feedback", "evidence", "aims", "learning_times", "decisions")


def _history(database: Database, site: Site) -> tuple[UUID, UUID]:
    with database.writing() as session:
        ada, grace = people.upsert(
            session,
            site.id,
            [Learner(id="5", name="Ada", username="ada"), Learner(id="6", name="Grace")],
            people.MOODLE,
        ).ids
        (sql,) = courses.upsert(session, site.id, [Course(id="2", title="SQL")], "moodle_id").ids
        for person in (ada, grace):
            row = {"site_id": site.id, "person_id": person, "course_id": sql}
            session.add(Enrolment(**row))
            session.add(Completion(**row, completed_at=now()))
            recommendations.say(session, site.id, person, sql, "later", None)
            _skills(session, site, person)
    return ada, grace


def _skills(session: Session, site: Site, person: UUID) -> None:
    """Let somebody rate themselves, aim at a role, learn on Mondays and be told which way to go."""
    skill = Skill(site_id=site.id, name=f"SQL {person}")
    role = Role(site_id=site.id, name=f"Analyst {person}")
    session.add_all([skill, role])
    session.flush()
    evidence.rate_oneself(session, site.id, person, {skill.id: 3.0})
    aims.aim_at(session, site.id, person, role.id)
    key = {"site_id": site.id, "person_id": person}
    session.add(LearningTime(**key, slots=[[0, 540, 60]], hours=6))
    session.add(Decision(**key, rule="R2", kind="reskill", answer="disagreed", reason="I stay."))


def test_the_export_holds_every_table_with_personal_data(database: Database, site: Site) -> None:
    ada, _ = _history(database, site)
    with database.reading() as session:
        held = privacy.export(session, site.id, ada)
    assert set(held) == PERSONAL | {"audit_entries"}
    assert held["people"][0]["name"] == "Ada"
    assert {name: len(rows) for name, rows in held.items() if rows} == {
        "people": 1,
        "person_ids": 2,
        **dict.fromkeys(OWN, 1),
    }
    assert (held["evidence"][0]["level"], held["evidence"][0]["source"]) == (3.0, "self")
    assert held["aims"][0]["role_id"] is not None
    assert (held["learning_times"][0]["slots"], held["learning_times"][0]["hours"]) == (
        [[0, 540, 60]],
        6.0,
    )
    assert (held["decisions"][0]["answer"], held["decisions"][0]["reason"]) == (
        "disagreed",
        "I stay.",
    )


def test_an_erased_person_leaves_nothing_but_tombstones(
    database: Database, site: Site, vault: Vault
) -> None:
    ada, grace = _history(database, site)
    with database.writing() as session:
        privacy.erase(session, vault, site.id, ada, "test")
    with database.reading() as session:
        for name in OWN:
            table = Base.metadata.tables[name]
            assert list(session.scalars(select(table.c.person_id))) == [grace]
        for name in PERSONAL - {"people"}:
            table = Base.metadata.tables[name]
            owners = set(session.scalars(select(table.c.person_id)))
            assert ada not in owners
            assert grace in owners or not owners
        key = vault.derive(erasure.TOMBSTONES)
        ids = [(people.MOODLE, "5"), (people.USERNAME, "ada"), (people.MOODLE, "6")]
        assert erasure.buried(session, key, site.id, ids) == set(ids[:2])


def test_the_export_holds_what_the_log_says_of_the_person_and_of_nobody_else(
    database: Database, site: Site
) -> None:
    ada, grace = _history(database, site)
    with database.writing() as session:
        for actor, about in ((ada, grace), (grace, ada), (grace, grace), ("a job", None)):
            details = {"person": str(about)} if about else {}
            session.add(
                AuditEntry(site_id=site.id, actor=str(actor), action="some", details=details)
            )
        privacy.note_export(session, site.id, ada)
    with database.reading() as session:
        held = privacy.export(session, site.id, ada)["audit_entries"]
    assert {(row["actor"], row["details"]["person"]) for row in held} == {
        (str(ada), str(grace)),
        (str(grace), str(ada)),
        (str(ada), str(ada)),
    }
