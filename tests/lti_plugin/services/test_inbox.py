"""The inbox: filed once, decided once, with what accepting carries out."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import decisions, evidence, inbox, requests
from lti_plugin.services.evidence import Said
from lti_plugin.services.inbox import Matter
from lti_plugin.store import requests as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.people import Person
from lti_plugin.store.requests import COHORT, COURSE_FEEDBACK, EXPORT
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from lti_plugin.vault import Vault

COURSE = uuid4()
GROUP = Matter(COHORT, "For March", "courses", COURSE, {"name": "SQL in March", "people": ["1"]})
WRONG = Matter(COURSE_FEEDBACK, "No joins", "courses", COURSE, {"defect": inbox.SKILL_GONE})


def test_the_same_matter_is_one_request_while_it_waits(
    database: Database, site: Site, vault: Vault, ada: UUID, grace: UUID
) -> None:
    with database.writing() as session:
        place = (session, site.id)
        first = inbox.file(*place, ada, GROUP)
        assert inbox.file(*place, ada, GROUP) is first
        assert inbox.file(*place, grace, GROUP) is not first
        feedback = inbox.file(*place, ada, WRONG)
        assert feedback.details == {"defect": "skill_gone"}
        decisions.decide(session, vault, site.id, first.id, "x", accepted=False, answer="Full")
        assert inbox.file(*place, ada, GROUP) is not first
        assert [row.state for row in rows.of_person(*place, grace)] == ["waiting"]


def test_what_belongs_to_another_site_is_not_there(
    database: Database, site: Site, elsewhere: Site, vault: Vault, ada: UUID
) -> None:
    with database.writing() as session:
        row = inbox.file(session, site.id, ada, GROUP)
        with pytest.raises(NotFound):
            inbox.file(session, elsewhere.id, ada, GROUP)
        with pytest.raises(NotFound):
            decisions.decide(session, vault, elsewhere.id, row.id, "x", accepted=True)


def test_nothing_endless_is_filed(database: Database, site: Site, ada: UUID) -> None:
    with database.writing() as session:
        much = Matter(COHORT, details={"people": ["x" * 36] * 2000})
        with pytest.raises(BadInput, match="too much for one"):
            inbox.file(session, site.id, ada, much)
        long = inbox.file(session, site.id, ada, Matter(EXPORT, "x" * 9999))
        assert len(long.text) == inbox.LONGEST


def test_a_decision_is_kept_with_whose_it_was(
    database: Database, site: Site, vault: Vault, ada: UUID, grace: UUID
) -> None:
    with database.writing() as session:
        row = inbox.file(session, site.id, ada, WRONG)
        with pytest.raises(BadInput, match="why not"):
            decisions.decide(session, vault, site.id, row.id, str(grace), accepted=False)
        decisions.decide(session, vault, site.id, row.id, str(grace), accepted=True)
        assert (row.state, row.settled_by) == ("accepted", str(grace))
        with pytest.raises(BadInput, match="already"):
            decisions.decide(session, vault, site.id, row.id, "x", accepted=True)
    with database.reading() as session:
        logged = session.scalars(select(AuditEntry.action).where(AuditEntry.actor == str(grace)))
        assert list(logged) == [requests.ACCEPTED]


def test_an_accepted_erasure_erases_but_nobody_accepts_their_own(
    database: Database, site: Site, vault: Vault, ada: UUID, grace: UUID
) -> None:
    with database.writing() as session:
        row = requests.ask_for_erasure(session, site.id, ada, "")
        with pytest.raises(BadInput, match="yourself"):
            decisions.decide(session, vault, site.id, row.id, str(ada), accepted=True)
        gone = decisions.decide(session, vault, site.id, row.id, str(grace), accepted=True)
        assert gone is None
    with database.reading() as session:
        assert session.get(Person, ada) is None
        assert rows.of_site(session, site.id, settled=True) == []


@pytest.mark.parametrize("accepted", [True, False])
def test_an_accepted_contest_takes_the_entry_of_the_ledger_away(
    database: Database, site: Site, vault: Vault, ada: UUID, accepted: bool
) -> None:
    with database.writing() as session:
        skill = Skill(site_id=site.id, name="SQL")
        session.add(skill)
        session.flush()
        said = evidence.add(session, site.id, ada, Said(skill.id, 3.0, "manager"), by="x")
        row = requests.contest(session, site.id, ada, "evidence", said.id, "Never did it")
        decisions.decide(session, vault, site.id, row.id, "x", accepted=accepted, answer="Right")
    with database.reading() as session:
        assert len(session.scalars(select(EvidenceRow)).all()) == (0 if accepted else 1)
