"""Runs a synchronisation, and reads which of Moodle's ratings it kept as evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from lti_plugin.jobs import plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import Job
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from tests.lti_plugin.jobs.test_sync import PLANS


def run(tools: Tools, site: Site, **arguments: Any) -> Job:
    """Synchronise."""
    return plans.run(tools, PLANS, site.id, "sync", arguments)


def held(tools: Tools) -> set[tuple[str, str, float, str, str]]:
    """Return every rating that is evidence: who, skill, level, day, word."""
    query = (
        select(Person.name, Skill.name, EvidenceRow.level, EvidenceRow.on, EvidenceRow.note)
        .join(Person, Person.id == EvidenceRow.person_id)
        .join(Skill, Skill.id == EvidenceRow.skill_id)
        .where(EvidenceRow.source == "rating", EvidenceRow.first_seen)
    )
    with tools.database.reading() as session:
        return {
            (who, skill, level, str(on), word)
            for who, skill, level, on, word in session.execute(query)
        }
