"""A school whose finished courses earn badges, and what tests of that job do again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from connectors.records import Learner
from lti_plugin.badges import did, proof
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Tools
from lti_plugin.jobs.worker import PLANS
from lti_plugin.keys import badge_key
from lti_plugin.services import achievements
from lti_plugin.store import courses, people
from lti_plugin.store.badges import Badge, BadgeHolder
from lti_plugin.store.jobs import AWARD, Job
from lti_plugin.store.sites import Site
from tests.support.achievements import held, said
from tests.support.sources import MemoryConnector

COURSE_ID, PERSON_ID, WITHOUT = "7", "3", "24"


def read_school(tools: Tools, site: Site, source: MemoryConnector) -> None:
    """Read the site once; everybody but one has an address."""
    source.all_learners = [
        replace(each, email=f" Person.{each.id}@Example.ORG ") if each.id != WITHOUT else each
        for each in source.all_learners
        if isinstance(each, Learner)
    ]
    read_again(tools, site)


def read_again(tools: Tools, site: Site) -> None:
    """Read what Moodle tells now."""
    plans.run(tools, {"sync": sync.STAGES}, site.id, "sync")


def course_of(tools: Tools, site: Site) -> UUID:
    """Return the course that is awarded."""
    with tools.database.reading() as session:
        return courses.by_kind(session, site.id, courses.MOODLE)[COURSE_ID]


def of_moodle(tools: Tools, site: Site, moodle_id: str) -> UUID:
    """Return the person whom Moodle knows by this id."""
    with tools.database.reading() as session:
        return people.by_kind(session, site.id, people.MOODLE)[moodle_id]


def run(tools: Tools, site: Site) -> Job:
    """Run the job that awards."""
    return plans.run(tools, PLANS, site.id, AWARD)


def holders(tools: Tools, achievement_id: UUID) -> list[tuple[Badge, BadgeHolder]]:
    """Return the badges of an achievement that are somebody's."""
    with tools.database.reading() as session:
        return held(session, achievement_id)


def step(tools: Tools, site: Site, do: Callable[..., Any], made: UUID, *more: Any) -> None:
    """Do one of the steps of an achievement."""
    with tools.database.writing() as session:
        do(session, site.id, made, *more, "test")


def correct_text(tools: Tools, site: Site, made: UUID, **changes: Any) -> None:
    """Correct what an achievement says."""
    with tools.database.writing() as session:
        place = (session, tools.settings.base_url, site.id, made)
        achievements.change(*place, said(**changes), "test")


def check_signature(tools: Tools, site: Site, document: dict[str, Any]) -> None:
    """Make sure that the site has signed a badge."""
    with tools.database.writing() as session:
        public = badge_key(session, tools.vault, site.id).public_key()
    issuer = document["issuer"]["id"]
    assert document["proof"]["verificationMethod"] == did.method_of(issuer, public)
    proof.check(document, lambda _method: public)
